use proptest::prelude::*;
use serde_json::json;

use super::*;

fn schemas() -> Schemas {
    Schemas::new(json!({"components": {"schemas": {
        "Tree": {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string", "pattern": "^[a-z]{2,4}$"},
            "child": {"$ref": "#/components/schemas/Tree"}}}
    }}}))
}

/// Schemas of every keyword that is read, and of some that are met by trying.
fn rows() -> Vec<Value> {
    vec![
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "string", "format": "date"}),
        json!({"type": "string", "format": "email"}),
        json!({"type": "string", "format": "uri"}),
        json!({"type": "string", "format": "uri-reference"}),
        json!({"type": "string", "format": "http-date"}),
        json!({"type": "integer", "format": "int32"}),
        json!({"type": "integer", "format": "int64"}),
        json!({"type": "integer", "minimum": 7, "maximum": 8}),
        json!({"type": "integer", "exclusiveMinimum": 7, "multipleOf": 5}),
        json!({"type": "integer", "maximum": -3}),
        json!({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
        json!({"type": "string", "minLength": 30}),
        json!({"type": "string", "maxLength": 1}),
        json!({"type": ["string", "null"], "maxLength": 0}),
        json!({"type": "string", "pattern": "^[0-9]+$", "examples": ["x", "12"]}),
        json!({"enum": ["A", "B", null]}),
        json!({"const": {"a": 1}}),
        json!({"type": "array", "minItems": 2, "maxItems": 4, "uniqueItems": true, "items": {"type": "string"}}),
        json!({"$ref": "#/components/schemas/Tree"}),
        json!({"allOf": [{"$ref": "#/components/schemas/Tree"}, {"required": ["child"]}]}),
        json!({"oneOf": [{"type": "integer", "minimum": 3}, {"type": "string"}]}),
        json!({"anyOf": [{"format": "http-date"}, {"format": "date-time"}], "type": "string"}),
        json!({"type": "object", "not": {"required": ["secret"]},
               "properties": {"secret": {"type": "string"}, "open": {"type": "string"}}}),
        json!({"type": "object", "properties": {"gone": false, "kept": {"type": "boolean"}}}),
        json!({"type": "object", "required": ["id"], "properties": {
                 "id": {"type": "integer"}, "count": {"type": "string"}, "name": {"type": "string"}},
               "if": {"required": ["count"]}, "then": {"required": ["name"]}}),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn every_value_matches_its_schema(seed in any::<u64>(), index in 0_u64..2000, fill in 0..3_u8) {
        let schemas = schemas();
        let generator = Generator { schemas: &schemas, seed };
        let fill = [Fill::All, Fill::Some, Fill::Required][usize::from(fill)];
        for schema in rows() {
            let value = generator.value(&schema, "row", index, fill);
            prop_assert_eq!(schemas.errors_of(&schema, &value), Ok(vec![]), "{} {}", schema, value);
        }
    }
}

#[test]
fn every_example_is_drawn_before_chance() {
    let schemas = schemas();
    let generator = Generator {
        schemas: &schemas,
        seed: 3,
    };
    let schema = json!({"type": "string", "examples": ["a", "b", "c", "d"]});
    let mut drawn: Vec<Value> = (0..4)
        .map(|i| generator.value(&schema, "x", i, Fill::Some))
        .collect();
    drawn.sort_by_key(ToString::to_string);
    assert_eq!(drawn, [json!("a"), json!("b"), json!("c"), json!("d")]);
}

#[test]
fn fresh_values_match_and_never_repeat() {
    let schemas = schemas();
    let generator = Generator {
        schemas: &schemas,
        seed: 3,
    };
    for schema in [
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "pattern": "^[0-9A-Z]{20,21}$"}),
        json!({"type": "string", "examples": ["5c5a7d1f9e31"]}),
        json!({"type": "string", "examples": ["a1"]}),
        json!({"type": "integer", "minimum": 1, "examples": [39_127_441]}),
        json!({"type": "string"}),
        json!({"type": ["string", "null"], "examples": ["john@example.com", null]}),
    ] {
        let mut taken = Taken::default();
        for _ in 0..100 {
            let value = generator.fresh(&schema, "id", &mut taken);
            assert!(generator.matches(&schema, &value), "{schema} {value}");
        }
        assert_eq!(taken.texts.len(), 100, "{schema}");
    }
}

#[test]
fn dates_as_numbers_are_ticks_of_days_with_ties() {
    let schemas = schemas();
    let generator = Generator {
        schemas: &schemas,
        seed: 3,
    };
    let schema = json!({"type": "object", "required": ["lastAddedDate"],
        "properties": {"lastAddedDate": {"type": "integer", "format": "int64"}}});
    let dates: HashSet<i64> = (0..60)
        .filter_map(|i| generator.value(&schema, "x", i, Fill::Some)["lastAddedDate"].as_i64())
        .collect();
    assert!(dates.len() > 10 && dates.len() <= 40);
    assert!(dates.iter().all(|d| *d >= scalars::EPOCH_MS));
}
