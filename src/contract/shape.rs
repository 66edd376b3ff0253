//! The places that schemas describe, as a graph, so that a body can be walked beside its schema:
//! which described places it has (witnesses), which it has beyond them, and which place an error is at.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::value::pointer::{escape, unescape};

/// The keywords of JSON Schema that say something of the value they are applied to, and not of what is in it.
const ASSERTIONS: &[&str] = &[
    "additionalProperties",
    "anyOf",
    "const",
    "contains",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "propertyNames",
    "type",
    "uniqueItems",
];

/// A place that a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(usize);

impl NodeId {
    /// Its position among the nodes of its [`Shape`], from zero: for counting in a plain vector.
    pub fn index(self) -> usize {
        self.0
    }
}

/// Every place that the component schemas (and other roots) describe.
#[derive(Debug, Default)]
pub struct Shape {
    nodes: Vec<Node>,
    roots: HashMap<String, NodeId>,
}

#[derive(Debug, Default)]
struct Node {
    /// `Component/property/[]`: the spelling of `schema:` parts.
    part: String,
    /// Schemas that describe the same place: `$ref`, `allOf`, `anyOf`, `oneOf`, `then`, `else`.
    also: Vec<NodeId>,
    properties: Vec<(String, NodeId)>,
    items: Option<NodeId>,
    /// The keywords that say something of a value at this place.
    keywords: Vec<String>,
    /// The properties that it has to have.
    required: Vec<String>,
    /// Other properties are described too (`additionalProperties` with a schema, `patternProperties`).
    open: bool,
}

impl Shape {
    /// Reads the component schemas of an OpenAPI document.
    pub fn of(doc: &Value) -> Self {
        let mut shape = Self::default();
        let components = doc
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        for name in components.into_iter().flat_map(|c| c.keys()) {
            shape.root(doc, &format!("/components/schemas/{}", escape(name)));
        }
        shape
    }

    /// The node of a schema, by its pointer in the document; components are there from the start.
    pub fn find(&self, pointer: &str) -> Option<NodeId> {
        self.roots.get(pointer).copied()
    }

    /// The node that a `schema:` part names.
    pub fn find_part(&self, part: &str) -> Option<NodeId> {
        let position = self.nodes.iter().position(|n| n.part == part);
        position.map(NodeId)
    }

    /// The spelling of a node in `schema:` parts.
    pub fn part(&self, id: NodeId) -> &str {
        &self.nodes[id.0].part
    }

    /// Every spelling, for messages that name the nearest.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|n| n.part.as_str())
    }

    /// The keywords of JSON Schema that something is said with of the place of a `schema:` part, in the order of their names;
    /// `required` among them where what holds it requires it.
    pub fn keywords(&self, part: &str) -> BTreeSet<&str> {
        if self.find_part(part).is_none() {
            return BTreeSet::new();
        }
        let holder = part.rsplit_once('/');
        let requires = holder.is_some_and(|(holder, name)| {
            let mut around = self.described(holder);
            around.any(|n| n.required.iter().any(|r| r == name))
        });
        let said = self.described(part).flat_map(|n| &n.keywords);
        let said = said.map(String::as_str);
        said.chain(requires.then_some("required")).collect()
    }

    /// Everything that describes the place of a part.
    fn described(&self, part: &str) -> impl Iterator<Item = &Node> {
        let ids = (0..self.nodes.len()).map(NodeId);
        let own: Vec<NodeId> = ids.filter(|id| self.part(*id) == part).collect();
        self.with_also(&own).into_iter()
    }

    /// Reads the schema at a pointer as a root of its own (for schemas that are no components).
    pub fn root(&mut self, doc: &Value, pointer: &str) -> NodeId {
        if let Some(id) = self.find(pointer) {
            return id;
        }
        let part = pointer
            .strip_prefix("/components/schemas/")
            .unwrap_or(pointer);
        let id = self.add(unescape(part).into_owned());
        self.roots.insert(pointer.to_owned(), id);
        if let Some(schema) = doc.pointer(pointer) {
            self.fill(doc, id, schema);
        }
        id
    }

    fn add(&mut self, part: String) -> NodeId {
        self.nodes.push(Node {
            part,
            ..Node::default()
        });
        NodeId(self.nodes.len() - 1)
    }

    fn fill(&mut self, doc: &Value, id: NodeId, schema: &Value) {
        if let Some(target) = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|r| r.strip_prefix('#'))
        {
            let target = self.root(doc, target);
            self.nodes[id.0].also.push(target);
        }
        let several = ["allOf", "anyOf", "oneOf"].into_iter();
        let several = several.filter_map(|keyword| schema.get(keyword)?.as_array());
        // What is said under a condition is said of the same place.
        let one = ["then", "else"].into_iter();
        let one = one.filter_map(|keyword| schema.get(keyword));
        for same in several.flatten().chain(one) {
            let name = self.nodes[id.0].part.clone();
            let child = self.add(name);
            self.fill(doc, child, same);
            self.nodes[id.0].also.push(child);
        }
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let part = format!("{}/{name}", self.nodes[id.0].part);
            let child = self.add(part);
            self.fill(doc, child, property);
            self.nodes[id.0].properties.push((name.clone(), child));
        }
        if let Some(items) = schema.get("items").filter(|i| i.is_object()) {
            let part = format!("{}/[]", self.nodes[id.0].part);
            let child = self.add(part);
            self.fill(doc, child, items);
            self.nodes[id.0].items = Some(child);
        }
        let said = schema.as_object().into_iter().flat_map(|s| s.keys());
        let said = said.filter(|k| ASSERTIONS.contains(&k.as_str())).cloned();
        self.nodes[id.0].keywords.extend(said);
        let required = schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        let required = required.map(str::to_owned);
        self.nodes[id.0].required.extend(required);
        let other = schema
            .get("additionalProperties")
            .is_some_and(|a| *a != Value::Bool(false));
        self.nodes[id.0].open |= other || schema.get("patternProperties").is_some();
    }

    /// Calls `seen` for every described place that the instance has, with the value there.
    pub fn witnesses<'v>(
        &self,
        root: NodeId,
        instance: &'v Value,
        seen: &mut impl FnMut(NodeId, &'v Value),
    ) {
        seen(root, instance);
        let node = &self.nodes[root.0];
        for also in &node.also {
            self.witnesses(*also, instance, seen);
        }
        match instance {
            Value::Object(object) => {
                for (name, child) in &node.properties {
                    if let Some(value) = object.get(name) {
                        self.witnesses(*child, value, seen);
                    }
                }
            }
            Value::Array(elements) => {
                for element in node
                    .items
                    .iter()
                    .flat_map(|i| elements.iter().map(move |e| (*i, e)))
                {
                    self.witnesses(element.0, element.1, seen);
                }
            }
            _ => {}
        }
    }

    /// Calls `seen` with the pointer of every property of the instance that no schema describes, in
    /// objects of which some property is described. Array positions are written `[]`.
    pub fn undescribed(&self, root: NodeId, instance: &Value, seen: &mut impl FnMut(String)) {
        self.undescribed_in(&[root], instance, &mut String::new(), seen);
    }

    fn undescribed_in(
        &self,
        at: &[NodeId],
        instance: &Value,
        path: &mut String,
        seen: &mut impl FnMut(String),
    ) {
        let all = self.with_also(at);
        let length = path.len();
        match instance {
            Value::Object(object) => {
                let closed =
                    all.iter().any(|n| !n.properties.is_empty()) && !all.iter().any(|n| n.open);
                for (name, value) in object {
                    let children: Vec<NodeId> = all
                        .iter()
                        .flat_map(|n| {
                            n.properties
                                .iter()
                                .filter(|(p, _)| p == name)
                                .map(|(_, c)| *c)
                        })
                        .collect();
                    path.push('/');
                    path.push_str(&escape(name));
                    if !children.is_empty() {
                        self.undescribed_in(&children, value, path, seen);
                    } else if closed {
                        seen(path.clone());
                    }
                    path.truncate(length);
                }
            }
            Value::Array(elements) => {
                let children: Vec<NodeId> = all.iter().filter_map(|n| n.items).collect();
                path.push_str("/[]");
                for element in elements.iter().filter(|_| !children.is_empty()) {
                    self.undescribed_in(&children, element, path, seen);
                }
                path.truncate(length);
            }
            _ => {}
        }
    }

    /// The deepest described place on the way to a JSON pointer of an instance.
    pub fn locate(&self, root: NodeId, pointer: &str) -> NodeId {
        let mut at = root;
        for segment in pointer.split('/').skip(1) {
            match self.step(at, segment) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// The described place that a JSON pointer of an instance leads to; `None` where no schema describes it.
    pub fn resolve(&self, root: NodeId, pointer: &str) -> Option<NodeId> {
        pointer
            .split('/')
            .skip(1)
            .try_fold(root, |at, segment| self.step(at, segment))
    }

    /// Whether nothing is said of what a place holds: neither properties nor items.
    pub fn is_free(&self, at: NodeId) -> bool {
        self.with_also(&[at])
            .iter()
            .all(|n| n.open || (n.properties.is_empty() && n.items.is_none()))
    }

    fn step(&self, at: NodeId, segment: &str) -> Option<NodeId> {
        let segment = unescape(segment);
        self.with_also(&[at]).into_iter().find_map(|n| {
            let property = n
                .properties
                .iter()
                .find(|(p, _)| *p == segment)
                .map(|(_, c)| *c);
            property.or(n.items.filter(|_| segment.parse::<usize>().is_ok()))
        })
    }

    /// The nodes and all that describe the same places.
    fn with_also(&self, at: &[NodeId]) -> Vec<&Node> {
        let mut ids = at.to_vec();
        let mut next = 0;
        while let Some(id) = ids.get(next).copied() {
            next += 1;
            for also in &self.nodes[id.0].also {
                if !ids.contains(also) {
                    ids.push(*also);
                }
            }
        }
        ids.iter().map(|id| &self.nodes[id.0]).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape() -> (Shape, NodeId) {
        let doc = json!({"components": {"schemas": {
            "Page": {"properties": {
                "data": {"type": "array", "items": {"$ref": "#/components/schemas/Member"}},
                "more": {"type": "boolean"}}},
            "Member": {"allOf": [{"properties": {"id": {}}}], "properties": {
                "roles": {"items": {"type": "string"}},
                "custom": {"type": "object"},
                "boss": {"$ref": "#/components/schemas/Member"}}}
        }}});
        let shape = Shape::of(&doc);
        let page = shape.find("/components/schemas/Page").expect("a component");
        (shape, page)
    }

    #[test]
    fn witnesses_are_the_described_places_that_a_body_has() {
        let (shape, page) = shape();
        let body =
            json!({"data": [{"id": 1, "roles": ["a", "b"]}, {"id": 2, "boss": {"id": 3}}], "x": 1});
        let mut seen: HashMap<String, usize> = HashMap::new();
        shape.witnesses(page, &body, &mut |id, _| {
            *seen.entry(shape.part(id).to_owned()).or_default() += 1;
        });
        assert_eq!(seen["Member/id"], 3);
        assert_eq!(seen["Member/roles/[]"], 2);
        assert_eq!(seen["Member/boss"], 1);
        assert_eq!(seen["Page/data/[]"], 2);
        assert!(!seen.contains_key("Page/more"));
    }

    #[test]
    fn keywords_are_those_of_the_place_and_of_what_requires_it() {
        let doc = json!({"components": {"schemas": {
            "Group": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string", "const": "A", "description": "said"},
                "boss": {"$ref": "#/components/schemas/Group"}},
                "if": {"required": ["boss"]},
                "then": {"required": ["until"], "properties": {"until": {"format": "date"}}}}
        }}});
        let shape = Shape::of(&doc);
        let told = |part: &str| shape.keywords(part).into_iter().collect::<Vec<_>>();
        assert_eq!(told("Group/name"), ["const", "required", "type"]);
        assert_eq!(told("Group/boss"), ["type"]);
        assert_eq!(told("Group/until"), ["format", "required"]);
        assert_eq!(told("Group"), ["type"]);
        assert!(told("Group/none").is_empty());
        assert!(told("Group/boss/name").is_empty(), "the path restarts");
    }

    #[test]
    fn undescribed_properties_are_told_but_free_objects_are_not() {
        let (shape, page) = shape();
        let body = json!({"data": [{"id": 1, "custom": {"k": 1}, "boss": {"odd": 1}}], "a/b": 1});
        let mut seen = Vec::new();
        shape.undescribed(page, &body, &mut |pointer| seen.push(pointer));
        assert_eq!(seen, ["/data/[]/boss/odd", "/a~1b"]);
    }

    #[test]
    fn a_pointer_is_located_at_the_deepest_described_place() {
        let (shape, page) = shape();
        let part = |pointer: &str| shape.part(shape.locate(page, pointer)).to_owned();
        assert_eq!(part("/data/3/roles/0"), "Member/roles/[]");
        assert_eq!(part("/data/3/boss/id"), "Member/id");
        assert_eq!(part("/data/3/unknown"), "Page/data/[]");
        assert_eq!(part(""), "Page");
    }
}
