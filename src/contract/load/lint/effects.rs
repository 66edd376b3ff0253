//! What parameters do to a list must be places of its items.

use super::run::Lint;
use crate::contract::{Effect, Location, SortFields};
use crate::text::Node;

impl Lint<'_> {
    pub(super) fn effects(&self) {
        for parameter in &self.contract.parameters {
            let Some(effect) = &parameter.effect else {
                continue;
            };
            let own = parameter
                .schema_pointer
                .strip_suffix("/schema")
                .unwrap_or_default();
            let node = self.reading.root.nearest_at(&format!("{own}/x-effect"));
            if self.x.get("items").is_none() {
                let found = format!("an effect of `{}` on a list", parameter.name);
                self.error(node.span, found, "`items`, which say where the list is");
            }
            if parameter.location != Location::Query {
                let found = format!(
                    "an effect of `{}`, which is not in the query",
                    parameter.name
                );
                self.warning(node.span, found, "a parameter that a request can leave out");
            }
            self.effect(effect, node);
        }
    }

    fn effect(&self, effect: &Effect, node: &Node) {
        match effect {
            Effect::Filter(_) => {}
            Effect::Expand(expand) => {
                self.places(node.nearest_at("/expand/values"), &expand.values);
            }
            Effect::Order(order) => {
                if let SortFields::Named(fields) = &order.fields {
                    self.places(node.nearest_at("/order/fields"), fields);
                }
            }
            Effect::Relation(relations) => {
                for (index, relation) in relations.iter().enumerate() {
                    if let Some((pointer, _)) = &relation.members {
                        let at = node.nearest_at(&format!("/relation/{index}/members/at"));
                        self.described(self.item(), pointer, at.span, "an item");
                    }
                }
            }
        }
    }

    fn places(&self, mapping: &Node, places: &[(String, String)]) {
        for (name, pointer) in places {
            let at = mapping.get(name).map_or(mapping.span, |n| n.span);
            self.described(self.item(), pointer, at, "an item");
        }
    }
}
