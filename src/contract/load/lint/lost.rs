//! Parts that may be declared where something could not be read: nothing is said of them.

use super::super::Form;
use super::super::response::status_key;
use super::run::Lint;
use crate::contract::StatusKey;
use crate::text::{Kind, Node};
use crate::verdict::Part;

impl Lint<'_> {
    /// Whether a part may be one that could not be read: the form that declares such parts has a mistake that was told,
    /// and the names in it leave the part possible.
    pub(super) fn may_be_lost(&self, part: &Part) -> bool {
        !self.declared_soundly(part) && self.is_possible(part)
    }

    /// Whether the form that declares such parts has no mistake that was told.
    pub(super) fn declared_soundly(&self, part: &Part) -> bool {
        let form = match part {
            Part::Status(_) | Part::ContentType(_) | Part::Body(_) | Part::Header(..) => {
                Form::Responses
            }
            Part::Schema(..) => Form::Schemas,
            Part::Fact(_) => Form::Facts,
            Part::Effect(..) => Form::Parameters,
            Part::Access(..) => Form::Access,
            Part::Lookup(..) => Form::Lookup,
            Part::Paging(_) => Form::Paging,
            Part::Throttle(_) => Form::Throttle,
            Part::Framing | Part::Case(_) | Part::CaseStatus(_) => return true,
        };
        self.reading.is_sound(form)
    }

    /// Whether the names that stand in the file leave room for a part.
    fn is_possible(&self, part: &Part) -> bool {
        match part {
            Part::Status(status)
            | Part::ContentType(status)
            | Part::Body(status)
            | Part::Header(status, _) => {
                keys(self.operation().and_then(|o| o.get("responses")), |key| {
                    status_key(key).is_none_or(|known| known == StatusKey::Code(*status))
                })
            }
            Part::Schema(path, _) => {
                let name = path.split('/').next().unwrap_or_default();
                keys(self.component("schemas"), |key| key == name)
            }
            Part::Access(scheme, _) => {
                keys(self.component("securitySchemes"), |key| key == scheme)
                    || self
                        .x
                        .get("access")
                        .is_some_and(|a| a.get(scheme).is_some())
            }
            Part::Fact(name) => list(self.x.get("facts"), "name", name),
            Part::Lookup(parameter, _) => list(self.x.get("lookup"), "parameter", parameter),
            Part::Effect(parameter, _) => {
                let path = self.reading.root.get("paths");
                let path = path.and_then(|p| p.get(&self.contract.path));
                let lists = [path, self.operation()].map(|n| n.and_then(|n| n.get("parameters")));
                let lists = lists.into_iter().chain([self.x.get("headers")]).flatten();
                let lists: Vec<&Node> = lists.collect();
                lists.is_empty() || lists.iter().any(|l| list(Some(l), "name", parameter))
            }
            Part::Paging(_) | Part::Throttle(_) => true,
            Part::Framing | Part::Case(_) | Part::CaseStatus(_) => false,
        }
    }

    fn operation(&self) -> Option<&Node> {
        let contract = self.contract;
        let path = self.reading.root.get("paths")?.get(&contract.path)?;
        path.get(&contract.method.to_lowercase())
    }

    fn component(&self, section: &str) -> Option<&Node> {
        self.reading.root.get("components")?.get(section)
    }
}

/// Whether a mapping has such a key; one that cannot be read may have any.
fn keys(node: Option<&Node>, is_it: impl Fn(&str) -> bool) -> bool {
    match node.map(|n| &n.kind) {
        Some(Kind::Map(entries)) => entries.iter().any(|(key, _)| is_it(&key.name)),
        _ => true,
    }
}

/// Whether a list has an element of this name; an element whose name cannot be read may have any, and so may what is no
/// list.
fn list(node: Option<&Node>, key: &str, name: &str) -> bool {
    let Some(Kind::List(items)) = node.map(|n| &n.kind) else {
        return true;
    };
    items
        .iter()
        .any(|item| match item.get(key).map(|n| &n.kind) {
            Some(Kind::Text(found)) => found == name,
            _ => true,
        })
}
