//! What strict YAML reads, and what it tells.

use super::*;

fn read(text: &str) -> (Option<Node>, Vec<String>) {
    let cx = Context::new("f.yaml");
    let node = parse(&cx, text);
    let told = cx.into_diagnostics();
    (node, told.iter().map(ToString::to_string).collect())
}

#[test]
fn every_key_and_value_knows_its_place() {
    let (node, told) = read("a: 1\nb:\n  - x\n  - { c: true }\n");
    assert!(told.is_empty(), "{told:?}");
    let node = node.expect("valid");
    let c = node.nearest_at("/b/1/c");
    assert_eq!((c.span.line, c.span.column), (4, 10));
    assert_eq!(
        node.to_json(),
        serde_json::json!({"a": 1, "b": ["x", {"c": true}]})
    );
}

#[test]
fn scalars_are_typed_as_yaml_1_2_types_them() {
    let (node, _) = read("[yes, 'true', true, 12, 1.5, null, '200', 2024-01-02]");
    assert_eq!(
        node.expect("valid").to_json(),
        serde_json::json!(["yes", "true", true, 12, 1.5, null, "200", "2024-01-02"])
    );
}

#[test]
fn duplicate_keys_and_syntax_errors_have_a_place() {
    let (node, told) = read("a: 1\na: 2\n");
    assert_eq!(node.map(|n| n.to_json()), Some(serde_json::json!({"a": 1})));
    assert_eq!(
        told,
        ["f.yaml:2:1: error: the key `a` twice; expected each key once in a mapping"]
    );
    let (_, told) = read("a: [1\nb: 2");
    assert!(told[0].starts_with("f.yaml:"), "{told:?}");
}
