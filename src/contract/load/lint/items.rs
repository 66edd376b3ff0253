//! Where the items of a list are.

use super::super::Form;
use super::run::Lint;
use crate::contract::{Body, NodeId};
use crate::text::{Kind, Span};

impl Lint<'_> {
    /// The node of the success body's schema.
    pub(super) fn success(&self) -> Option<NodeId> {
        let (_, response) = self.contract.success()?;
        match &response.body {
            Body::Content(types) => {
                let pointer = types.iter().find_map(|(_, pointer)| pointer.as_deref())?;
                self.contract.schemas.shape().find(pointer)
            }
            _ => None,
        }
    }

    /// The node of an item's schema.
    pub(super) fn item(&self) -> Option<NodeId> {
        let items = self.contract.items.as_ref()?;
        let shape = self.contract.schemas.shape();
        shape.resolve(self.success()?, &format!("{}/0", items.at))
    }

    /// Reports a pointer that no schema describes.
    pub(super) fn described(&self, root: Option<NodeId>, pointer: &str, span: Span, what: &str) {
        let shape = self.contract.schemas.shape();
        let Some(root) = root.filter(|_| self.reading.is_sound(Form::Schemas)) else {
            return;
        };
        if shape.resolve(root, pointer).is_none() && !shape.is_free(shape.locate(root, pointer)) {
            let found =
                format!("the place `{pointer}`, which the schema of {what} does not describe");
            let told = crate::text::Diagnostic::error(&self.reading.cx.file, span, found);
            let near = self.near(root, pointer);
            let told = told.expected("a place that the schema describes");
            self.reading
                .cx
                .report(told.nearest(pointer, near.iter().map(String::as_str)));
        }
    }

    /// The described places that a pointer could have meant: those beside its last described segment.
    pub(super) fn near(&self, root: NodeId, pointer: &str) -> Vec<String> {
        let shape = self.contract.schemas.shape();
        let mut known = String::new();
        let mut rest = pointer.split('/').skip(1);
        for segment in rest.by_ref() {
            let next = format!("{known}/{segment}");
            if shape.resolve(root, &next).is_none() {
                break;
            }
            known = next;
        }
        let tail: String = rest.map(|s| format!("/{s}")).collect();
        let parent = shape.locate(root, &known);
        let names = shape
            .parts()
            .filter_map(|p| p.rsplit_once('/'))
            .map(|(_, name)| name)
            .filter(|n| *n != "[]");
        let described = names.filter(|n| shape.resolve(parent, &format!("/{n}")).is_some());
        described
            .map(|name| format!("{known}/{name}{tail}"))
            .collect()
    }

    /// Whether the schema of a `schema:` part gives it a type that is not `array`.
    fn is_no_list(&self, part: &str) -> bool {
        let mut segments = part.split('/');
        let mut pointer = format!(
            "/components/schemas/{}",
            segments.next().unwrap_or_default()
        );
        for segment in segments {
            pointer += &match segment {
                "[]" => "/items".to_owned(),
                name => format!("/properties/{name}"),
            };
        }
        let schema = self.contract.schemas.get(&pointer);
        schema
            .and_then(|s| s.get("type")?.as_str())
            .is_some_and(|t| t != "array")
    }

    pub(super) fn items(&self) {
        let Some(items) = &self.contract.items else {
            return;
        };
        let shape = self.contract.schemas.shape();
        self.described(
            self.success(),
            &items.at,
            self.span("/items/at"),
            "a success",
        );
        if let Some(place) = self.success().and_then(|s| shape.resolve(s, &items.at))
            && self.is_no_list(shape.part(place))
        {
            let found = format!("the place `{}`, which is no list", items.at);
            self.error(self.span("/items/at"), found, "the place of an array");
        }
        for (index, pointer) in items.identity.iter().enumerate() {
            let span = self.span(&format!("/items/identity/{index}"));
            self.described(self.item(), pointer, span, "an item");
        }
        if matches!(&self.x.nearest_at("/items/identity").kind, Kind::List(said) if said.is_empty())
        {
            let expected = "at least one JSON pointer into an item";
            self.error(self.span("/items/identity"), "an empty identity", expected);
        }
    }
}
