//! A step's templates filled in: a request, and what is known of it beyond its text.

use serde_json::Value;

use super::resolve::access_state;
use super::{BoundStep, Intent, Planned};
use crate::case::template::{fill, text_of, whole};
use crate::case::{Binding, Step};
use crate::http::{self, Headers, Request};
use crate::verdict::LookupState;

/// Fills in a step (counted from zero) of a planned case. Credentials are not put in; `captured` knows what earlier
/// steps took.
///
/// # Errors
/// When a variable has no value, a value is none that a parameter or a number of items can have, or no URL can carry it.
/// The text says which.
pub fn bind(
    planned: &Planned,
    step: usize,
    base_url: &str,
    captured: &dyn Fn(&str) -> Option<Value>,
) -> Result<BoundStep, String> {
    let at = planned
        .case
        .steps
        .get(step)
        .ok_or_else(|| format!("the case has no step {step}"))?;
    let lookup = |name: &str| captured(name).or_else(|| planned.vars.get(name).cloned());
    let value = |value: &Value| fill(value, &lookup).map_err(|missing| missing.to_string());
    let optional = |found: Option<&Value>| found.map(value).transpose();
    let count = |found: Option<&Value>, what: &str| {
        optional(found)?.map(|v| whole_number(&v, what)).transpose()
    };
    let items = at.expect.items.as_ref();
    Ok(BoundStep {
        request: request(planned, at, base_url, &lookup)?,
        intent: intent(planned, at, captured),
        walk: at.walk,
        without: at.without.iter().map(|(name, _)| name.clone()).collect(),
        undocumented: at
            .undocumented
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
        status: at.expect.status.clone(),
        count: count(items.and_then(|i| i.count.as_ref()), "count")?,
        min: count(items.and_then(|i| i.min.as_ref()), "min")?,
        max: count(items.and_then(|i| i.max.as_ref()), "max")?,
        body: optional(at.expect.body.as_ref().map(|(schema, _)| schema))?,
        each: optional(at.expect.each.as_ref().map(|(schema, _)| schema))?,
        headers: at
            .expect
            .headers
            .iter()
            .map(|(name, schema, _)| Ok((name.clone(), value(schema)?)))
            .collect::<Result<_, String>>()?,
        capture: at
            .capture
            .iter()
            .map(|c| (c.name.clone(), c.from.clone()))
            .collect(),
    })
}

fn request(
    planned: &Planned,
    step: &Step,
    base_url: &str,
    lookup: &dyn Fn(&str) -> Option<Value>,
) -> Result<Request, String> {
    let texts = |bindings: &[Binding]| -> Result<Vec<(String, String)>, String> {
        bindings
            .iter()
            .map(|binding| Ok((binding.name.clone(), parameter_text(binding, lookup)?)))
            .collect()
    };
    let path = texts(&step.request.path)?;
    let query = texts(&step.request.query)?;
    let headers = texts(&step.request.headers)?;
    if let Some((name, _)) = headers
        .iter()
        .find(|(_, text)| text.contains(['\r', '\n', '\0']))
    {
        return Err(format!(
            "no header can carry the value of `{name}`: it holds a line break"
        ));
    }
    Ok(Request {
        method: planned.contract.method.clone(),
        url: http::url(base_url, &planned.contract.path, &path, &query)?,
        headers: headers.into_iter().collect::<Headers>(),
        path,
        query,
    })
}

/// A parameter's text: a string as it is, numbers and booleans as JSON.
fn parameter_text(
    binding: &Binding,
    lookup: &dyn Fn(&str) -> Option<Value>,
) -> Result<String, String> {
    let filled = fill(&binding.value, lookup).map_err(|missing| missing.to_string())?;
    match filled {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Ok(text_of(&filled)),
        other => Err(format!(
            "the parameter `{}` would be {other}, which is neither text, number nor boolean",
            binding.name
        )),
    }
}

/// A number of items: a number, or digits.
fn whole_number(value: &Value, what: &str) -> Result<u64, String> {
    let digits = |text: &str| {
        text.parse()
            .ok()
            .filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
    };
    let number = value.as_u64().or_else(|| value.as_str().and_then(digits));
    number
        .ok_or_else(|| format!("`{what}` of the items is {value}, which is no whole number from 0"))
}

fn intent(planned: &Planned, step: &Step, captured: &dyn Fn(&str) -> Option<Value>) -> Intent {
    let credentials = planned.contract.credentials.iter();
    let access = credentials
        .map(|c| (c.name.clone(), access_state(step, &c.name)))
        .collect();
    let named = |binding: &Binding| -> Option<(String, LookupState)> {
        let name = whole(&binding.value)?;
        let state = planned.contract.var(name)?.lookup.clone()?;
        captured(name)
            .is_none()
            .then(|| (binding.name.clone(), state))
    };
    Intent {
        access,
        lookup: step.request.path.iter().filter_map(named).collect(),
        provokes: step.provokes,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::case::{Provokes, Walk};
    use crate::plan::testing::{cases, members};
    use crate::verdict::AccessState;

    fn planned(step: &str) -> Planned {
        let source = format!("contract: acme/members\ncases:\n- name: n\n{step}");
        let vars = [
            ("group", json!("R&D / Ops")),
            ("unknown_group", json!("Nobody")),
            ("member_count", json!(60)),
            ("digits", json!("7")),
            ("none", json!(null)),
            ("minus", json!(-1)),
            ("dots", json!("..")),
            ("lines", json!("a\nb")),
        ];
        Planned {
            contract: members(),
            case: cases("f.yaml", &source).remove(0),
            skip: None,
            vars: Arc::new(
                vars.into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ),
        }
    }

    fn bound(step: &str) -> Result<BoundStep, String> {
        let captured = |name: &str| (name == "id").then(|| json!("u 1"));
        bind(&planned(step), 0, "https://api.acme.example/v1", &captured)
    }

    #[test]
    fn a_step_becomes_a_request_with_its_intent() {
        let step = r#"
  request:
    path: { group: "{{group}}" }
    query: { active: false, limit: 10, user: "{{id}}" }
    headers: { X-Request-Id: "r{{member_count}}" }
  credentials: { token: wrong }
  walk: forward
  without: [active]
  provokes: throttle
  undocumented: [user]
  expect:
    status: 200
    items: { min: "{{digits}}", max: "{{member_count}}" }
    body: { properties: { total: { const: "{{member_count}}" } } }
    headers: { X-Old: false }
"#;
        let bound = bound(step).expect("binds");
        let request = &bound.request;
        // RFC 3986: a space is %20; `/` and `&` of a value are encoded.
        assert_eq!(
            request.url,
            "https://api.acme.example/v1/groups/R&D%20%2F%20Ops/members?active=false&limit=10&user=u%201"
        );
        assert_eq!(request.method, "GET");
        assert_eq!(request.path_parameter("group"), Some("R&D / Ops"));
        assert_eq!(request.query_parameter("active"), Some("false"));
        assert_eq!(request.query_parameter("user"), Some("u 1"));
        assert_eq!(request.headers.get("x-request-id"), Some("r60"));
        assert_eq!(
            bound.intent.access,
            [("token".to_owned(), AccessState::Wrong)]
        );
        assert_eq!(
            bound.intent.lookup,
            [("group".to_owned(), LookupState::Kind("name".to_owned()))]
        );
        assert_eq!(bound.intent.provokes, Some(Provokes::Throttle));
        assert_eq!(
            (bound.walk, bound.without.as_slice()),
            (Walk::Forward, &["active".to_owned()][..])
        );
        assert_eq!(
            (bound.count, bound.min, bound.max),
            (None, Some(7), Some(60))
        );
        assert_eq!(
            bound.body,
            Some(json!({"properties": {"total": {"const": 60}}}))
        );
        assert_eq!(bound.headers, [("X-Old".to_owned(), json!(false))]);
    }

    #[test]
    fn lookup_is_known_of_whole_variables_only() {
        let rows = [
            ("\"{{unknown_group}}\"", Some(LookupState::Unknown)),
            ("\"{{group}}x\"", None),
            ("Editors", None),
            ("\"{{member_count}}\"", None),
            ("\"{{id}}\"", None),
        ];
        for (value, state) in rows {
            let bound =
                bound(&format!("  request: {{ path: {{ group: {value} }} }}")).expect(value);
            let expected: Vec<_> = state.into_iter().map(|s| ("group".to_owned(), s)).collect();
            assert_eq!(bound.intent.lookup, expected, "{value}");
            assert_eq!(
                bound.intent.access,
                [("token".to_owned(), AccessState::Given)]
            );
        }
    }

    #[test]
    fn what_cannot_be_bound_says_why() {
        let rows = [
            (
                "  request: { path: { group: \"{{who}}\" } }",
                "nothing supplies the variable `who`",
            ),
            (
                "  request: { path: { group: \"{{none}}\" } }",
                "the parameter `group` would be null, which is neither text, number nor boolean",
            ),
            (
                "  request: {}",
                "the path `/groups/{group}/members` needs a value for `group`",
            ),
            (
                "  request: { path: { group: \"{{dots}}\" } }",
                "no URL can have `..` as a segment of its path (in `/groups/{group}/members`)",
            ),
            (
                "  request: { path: { group: a }, headers: { X-Request-Id: \"{{lines}}\" } }",
                "no header can carry the value of `X-Request-Id`: it holds a line break",
            ),
            (
                "  request: { path: { group: a } }\n  expect: { items: { count: \"{{minus}}\" } }",
                "`count` of the items is -1, which is no whole number from 0",
            ),
        ];
        for (step, message) in rows {
            assert_eq!(bound(step).expect_err(step), message);
        }
        assert_eq!(
            bind(&planned("  request: {}"), 1, "https://h", &|_| None).expect_err("no step"),
            "the case has no step 1"
        );
    }
}
