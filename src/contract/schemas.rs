//! The JSON Schemas of a contract, compiled when first used. The one place that knows the validator.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use super::Shape;
use crate::text::counted;
use crate::verdict::{Actual, Expected};

/// The formats that are asserted; a schema that names another is a mistake.
pub const KNOWN_FORMATS: &[&str] = &[
    "date",
    "date-time",
    "email",
    "http-date",
    "int32",
    "int64",
    "uri",
    "uri-reference",
    "uuid",
];

/// The name under which the document is known to its own references.
const BASE: &str = "urn:docproof:contract";

/// The schemas of one OpenAPI document.
pub struct Schemas {
    doc: Value,
    shape: Shape,
    registry: OnceLock<Result<Registry<'static>, String>>,
    compiled: Mutex<HashMap<String, Compiled>>,
}

type Compiled = Result<Arc<Validator>, String>;

/// One way in which a value does not match a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaError {
    /// JSON pointer into the value.
    pub instance: String,
    /// JSON pointer of the keyword in the contract's file, or in the schema where it stands elsewhere.
    pub schema: String,
    /// The keyword.
    pub keyword: String,
    /// The property that `required` misses.
    pub missing: Option<String>,
    /// What the keyword expects.
    pub expected: Expected,
    /// The value at the place, or that nothing is there.
    pub actual: Actual,
    /// The pattern engine gave up: this says nothing about the value.
    pub undecided: bool,
}

impl Schemas {
    /// Takes an OpenAPI document.
    pub fn new(mut doc: Value) -> Self {
        bound_integers(&mut doc);
        let shape = Shape::of(&doc);
        Self {
            doc,
            shape,
            registry: OnceLock::new(),
            compiled: Mutex::new(HashMap::new()),
        }
    }

    /// The schema, or anything else, at a pointer of the document.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.doc.pointer(pointer)
    }

    /// The places that the schemas describe.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The names of the component schemas.
    pub fn component_names(&self) -> impl Iterator<Item = &str> {
        let components = self.get("/components/schemas").and_then(Value::as_object);
        components
            .into_iter()
            .flat_map(|c| c.keys().map(String::as_str))
    }

    /// Every way in which a value does not match the schema at a pointer of the document.
    ///
    /// # Errors
    /// When the schema cannot be compiled; the text says why.
    pub fn errors_at(&self, pointer: &str, value: &Value) -> Result<Vec<SchemaError>, String> {
        let mut errors = Vec::new();
        self.each_error_at(pointer, value, &mut |error| errors.push(error))?;
        Ok(errors)
    }

    /// The same, one by one: a large body can have so many that they do not fit the memory together.
    ///
    /// # Errors
    /// As above.
    pub fn each_error_at(
        &self,
        pointer: &str,
        value: &Value,
        told: &mut dyn FnMut(SchemaError),
    ) -> Result<(), String> {
        let reference = format!("{BASE}#{}", fragment(pointer));
        let validator = self.compiled(&reference, || json!({ "$ref": reference }))?;
        validator
            .iter_errors(value)
            .for_each(|error| told(schema_error(&error)));
        Ok(())
    }

    /// Every way in which a value does not match a schema from elsewhere (a case, an effect). Its references
    /// to `#/components/…` mean this document.
    ///
    /// # Errors
    /// When the schema cannot be compiled; the text says why.
    pub fn errors_of(&self, schema: &Value, value: &Value) -> Result<Vec<SchemaError>, String> {
        let validator = self.compiled(&schema.to_string(), || {
            let mut schema = schema.clone();
            bound_integers(&mut schema);
            rebase(&mut schema);
            schema
        })?;
        Ok(errors(&validator, value))
    }

    /// Whether a schema from elsewhere is one.
    ///
    /// # Errors
    /// The text says why it is none.
    pub fn check(&self, schema: &Value) -> Result<(), String> {
        if let Err(error) = jsonschema::draft202012::meta::validate(schema) {
            return Err(format!(
                "it has {} at `{}`",
                error.instance(),
                error.instance_path()
            ));
        }
        let compiled = self.compiled(&schema.to_string(), || {
            let mut schema = schema.clone();
            rebase(&mut schema);
            schema
        });
        compiled.map(drop)
    }

    fn compiled(&self, key: &str, schema: impl FnOnce() -> Value) -> Compiled {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(key) {
            return known.clone();
        }
        let made = self.compile(&schema());
        compiled.insert(key.to_owned(), made.clone());
        made
    }

    fn compile(&self, schema: &Value) -> Compiled {
        let registry = self.registry.get_or_init(|| {
            let builder = Registry::new()
                .draft(Draft::Draft202012)
                .add(BASE, self.doc.clone());
            builder
                .and_then(jsonschema::RegistryBuilder::prepare)
                .map_err(|e| e.to_string())
        });
        let registry = registry.as_ref().map_err(Clone::clone)?;
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .offline()
            .with_registry(registry)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .with_format("http-date", |text: &str| {
                httpdate::parse_http_date(text).is_ok()
            })
            .build(schema)
            .map(Arc::new)
            .map_err(|e| e.to_string())
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

fn errors(validator: &Validator, value: &Value) -> Vec<SchemaError> {
    validator
        .iter_errors(value)
        .map(|e| schema_error(&e))
        .collect()
}

fn schema_error(error: &jsonschema::ValidationError<'_>) -> SchemaError {
    use jsonschema::error::ValidationErrorKind as Kind;
    let words = |text: String| Expected::Words(text);
    let mut missing = None;
    let mut undecided = false;
    let expected = match error.kind() {
        Kind::Constant { expected_value } => Expected::Value((**expected_value).clone()),
        Kind::Enum { options } => Expected::OneOf(options.as_array().cloned().unwrap_or_default()),
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default().to_owned();
            let told = words(format!("the property `{name}`"));
            missing = Some(name);
            told
        }
        Kind::Format { format } => words(format!("a text of the format `{format}`")),
        Kind::Pattern { pattern } => words(format!("a text that matches `{pattern}`")),
        Kind::FalseSchema => Expected::Absent,
        Kind::Not { schema } => words(format!("nothing that matches {schema}")),
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            undecided = true;
            words(error.to_string())
        }
        Kind::Type { kind } => words(match kind {
            jsonschema::error::TypeKind::Single(one) => format!("the type {one}"),
            jsonschema::error::TypeKind::Multiple(many) => {
                let names: Vec<String> = many.iter().map(|t| t.to_string()).collect();
                format!("one of the types {}", names.join(", "))
            }
        }),
        Kind::Minimum { limit } => words(format!("a number of at least {limit}")),
        Kind::Maximum { limit } => words(format!("a number of at most {limit}")),
        Kind::ExclusiveMinimum { limit } => words(format!("a number above {limit}")),
        Kind::ExclusiveMaximum { limit } => words(format!("a number below {limit}")),
        Kind::MultipleOf { multiple_of } => words(format!("a multiple of {multiple_of}")),
        Kind::MinLength { limit } => words(format!(
            "a text of at least {}",
            counted(*limit, "character")
        )),
        Kind::MaxLength { limit } => words(format!(
            "a text of at most {}",
            counted(*limit, "character")
        )),
        Kind::MinItems { limit } => {
            words(format!("a list of at least {}", counted(*limit, "item")))
        }
        Kind::MaxItems { limit } => words(format!("a list of at most {}", counted(*limit, "item"))),
        Kind::UniqueItems => words("a list without equal items".to_owned()),
        Kind::MinProperties { limit } => words(format!(
            "an object of at least {}",
            counted(*limit, "property")
        )),
        Kind::MaxProperties { limit } => words(format!(
            "an object of at most {}",
            counted(*limit, "property")
        )),
        Kind::Contains => words("a list with an item that matches `contains`".to_owned()),
        Kind::AnyOf { .. } => {
            words("a value that matches one of the schemas of `anyOf`".to_owned())
        }
        Kind::OneOfNotValid { .. } => {
            words("a value that matches one of the schemas of `oneOf`".to_owned())
        }
        Kind::OneOfMultipleValid { .. } => {
            words("a value that matches only one of the schemas of `oneOf`".to_owned())
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            words(format!("an object without `{}`", unexpected.join("`, `")))
        }
        Kind::PropertyNames { .. } => words("names that match `propertyNames`".to_owned()),
        // The validator says what is wrong with the value.
        _ => words(format!("otherwise: {}", error.masked_with("it"))),
    };
    let schema = error
        .absolute_keyword_location()
        .and_then(|uri| uri.as_str().split_once('#').map(|(_, f)| unfragment(f)))
        .unwrap_or_else(|| error.schema_path().as_str().to_owned());
    SchemaError {
        instance: error.instance_path().as_str().to_owned(),
        schema,
        keyword: error.kind().keyword().to_owned(),
        actual: match missing {
            Some(_) => Actual::Absent,
            None => Actual::found(error.instance()),
        },
        missing,
        expected,
        undecided,
    }
}

/// Writes the range of `int32` and `int64` into integer schemas: `format` says nothing of numbers to the validator.
fn bound_integers(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let bounds = match object.get("format").and_then(Value::as_str) {
                Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
                Some("int64") => Some((i64::MIN, i64::MAX)),
                _ => None,
            };
            if let Some((least, most)) = bounds {
                object.entry("minimum").or_insert(least.into());
                object.entry("maximum").or_insert(most.into());
            }
            object.values_mut().for_each(bound_integers);
        }
        Value::Array(items) => items.iter_mut().for_each(bound_integers),
        _ => {}
    }
}

/// Turns references to `#/components/…` into references to the contract.
fn rebase(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref")
                && target.starts_with("#/components/")
            {
                target.insert_str(0, BASE);
            }
            object.values_mut().for_each(rebase);
        }
        Value::Array(items) => items.iter_mut().for_each(rebase),
        _ => {}
    }
}

/// A JSON pointer as a URI fragment (RFC 6901, 6).
fn fragment(pointer: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const ESCAPED: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'[')
        .add(b']')
        .add(b'\\')
        .add(b'^')
        .add(b'|');
    utf8_percent_encode(pointer, ESCAPED).to_string()
}

fn unfragment(fragment: &str) -> String {
    percent_encoding::percent_decode_str(fragment)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Schemas {
        Schemas::new(json!({
            "openapi": "3.1.1",
            "paths": {"/a/{b}": {"get": {"responses": {"200": {"schema": {"const": 1}}}}}},
            "components": {"schemas": {
                "Page": {"type": "object", "required": ["data"], "properties": {
                    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Member"}}}},
                "Member": {"type": "object", "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "n": {"type": "integer", "format": "int32"},
                    "kind": {"enum": ["A", "B"]}}}
            }}
        }))
    }

    #[test]
    fn every_error_has_its_place_in_value_and_contract() {
        let schemas = schemas();
        let value = json!({"data": [{"id": "no", "n": 2_147_483_648_u64, "kind": "C"}]});
        let errors = schemas
            .errors_at("/components/schemas/Page", &value)
            .expect("compiles");
        let told: Vec<_> = errors
            .iter()
            .map(|e| (e.instance.as_str(), e.schema.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "/data/0/id",
                    "/components/schemas/Member/properties/id/format"
                ),
                (
                    "/data/0/n",
                    "/components/schemas/Member/properties/n/maximum"
                ),
                (
                    "/data/0/kind",
                    "/components/schemas/Member/properties/kind/enum"
                ),
            ]
        );
        assert_eq!(
            errors[2].expected,
            Expected::OneOf(vec![json!("A"), json!("B")])
        );
        assert_eq!(errors[2].actual, Actual::Value(json!("C")));
    }

    #[test]
    fn a_missing_property_is_named() {
        let errors = schemas()
            .errors_at("/components/schemas/Page", &json!({}))
            .expect("compiles");
        assert_eq!(errors[0].missing.as_deref(), Some("data"));
    }

    #[test]
    fn schemas_outside_components_and_from_elsewhere_are_known() {
        let schemas = schemas();
        let at = "/paths/~1a~1{b}/get/responses/200/schema";
        assert_eq!(schemas.errors_at(at, &json!(1)).expect("compiles"), []);
        let elsewhere = json!({"$ref": "#/components/schemas/Member"});
        assert_eq!(
            schemas
                .errors_of(&elsewhere, &json!({"kind": "A"}))
                .expect("compiles"),
            []
        );
        assert_eq!(
            schemas
                .errors_of(&elsewhere, &json!({"kind": 1}))
                .expect("compiles")
                .len(),
            1
        );
        assert!(schemas.check(&json!({"type": "strin"})).is_err());
        assert!(
            schemas
                .check(&json!({"$ref": "#/components/schemas/Nobody"}))
                .is_err()
        );
    }
}
