//! Each effect ignored, inverted, or had in part; each relation broken by one item; defaults changed.

use serde_json::Value;

use super::{Brood, beside, fields};
use crate::contract::{Effect, Filter, Order, Parameter, Relation, SetRelation, SortFields};
use crate::mock::{Beside, EffectLie, Lie};
use crate::mutate::{Category, Stated};
use crate::verdict::Part;

pub(super) fn derive(brood: &mut Brood<'_>) {
    for parameter in &brood.contract.parameters {
        let mut of = Of {
            brood: &mut *brood,
            parameter,
        };
        match &parameter.effect {
            Some(Effect::Filter(Filter::Schema(_))) => of.filter(),
            Some(Effect::Filter(Filter::Values(values))) => of.filter_values(values),
            Some(Effect::Expand(expand)) => of.expand(&expand.values),
            Some(Effect::Order(order)) => of.order(order),
            Some(Effect::Relation(relations)) => of.relations(relations),
            None => {}
        }
    }
}

/// The mutants of one parameter.
struct Of<'b, 'c> {
    brood: &'b mut Brood<'c>,
    parameter: &'c Parameter,
}

impl Of<'_, '_> {
    fn part(&self, value: Option<&str>) -> Part {
        Part::Effect(self.parameter.name.clone(), value.map(str::to_owned))
    }

    fn add(
        &mut self,
        category: Category,
        what: &str,
        value: Option<&str>,
        how: EffectLie,
        parts: Vec<Part>,
    ) {
        let name = self.parameter.name.clone();
        let id = match value {
            Some(value) => format!("{name}:{value}:{what}"),
            None => format!("{name}:{what}"),
        };
        let stated = Stated::BySending(name.clone());
        let lie = Lie::Effect {
            parameter: name,
            value: value.map(str::to_owned),
            how,
        };
        self.brood.add(category, &id, lie, parts, stated);
    }

    fn default(&mut self, category: Category, value: &str, parts: Vec<Part>) {
        let name = self.parameter.name.clone();
        let id = format!("{name}:default-{value}");
        let stated = Stated::ByOmitting(name.clone());
        let lie = Lie::Default {
            parameter: name,
            value: value.to_owned(),
        };
        self.brood.add(category, &id, lie, parts, stated);
    }

    fn filter(&mut self) {
        for (what, how) in [
            ("ignored", EffectLie::Ignored),
            ("inverted", EffectLie::Inverted),
            ("one-slips-through", EffectLie::OneThrough),
            ("one-lost", EffectLie::OneLost),
        ] {
            let parts = vec![self.part(None)];
            self.add(Category::Effect, what, None, how, parts);
        }
        for value in values_of(&self.parameter.schema) {
            let parts = vec![self.part(None)];
            self.default(Category::Effect, &value, parts);
        }
    }

    fn filter_values(&mut self, values: &[(String, Value)]) {
        let turns = [
            ("one-slips-through", EffectLie::OneThrough),
            ("one-lost", EffectLie::OneLost),
            ("inverted", EffectLie::Inverted),
        ];
        for ((value, _), (what, how)) in values.iter().zip(turns.iter().cycle()) {
            for (what, how) in [("ignored", EffectLie::Ignored), (*what, *how)] {
                let parts = vec![self.part(Some(value))];
                self.add(Category::Effect, what, Some(value), how, parts);
            }
        }
        if let Some((value, _)) = values.first() {
            let parts = vec![self.part(None)];
            self.default(Category::Effect, value, parts);
        }
    }

    fn expand(&mut self, values: &[(String, String)]) {
        for (value, _) in values {
            for (what, how) in [
                ("never", EffectLie::Ignored),
                ("one-lacks-it", EffectLie::OneLacks),
            ] {
                let parts = vec![self.part(Some(value))];
                self.add(Category::Effect, what, Some(value), how, parts);
            }
            let parts = vec![self.part(None), self.part(Some(value))];
            self.add(
                Category::Effect,
                "always",
                Some(value),
                EffectLie::Always,
                parts,
            );
        }
    }

    fn order(&mut self, order: &Order) {
        let named: Vec<Option<&str>> = match &order.fields {
            SortFields::Any => vec![None],
            SortFields::Named(fields) => fields.iter().map(|(f, _)| Some(f.as_str())).collect(),
        };
        for field in named {
            for (what, how) in [
                ("ignored", EffectLie::Ignored),
                ("inverted", EffectLie::Inverted),
                ("last-two-out-of-order", EffectLie::LastTwoSwapped),
            ] {
                // Which of several fields is out of order depends on the rest of the list.
                let parts = vec![self.part(None)];
                self.add(Category::Effect, what, field, how, parts);
            }
        }
        if order.descending.as_ref().is_some_and(|d| !d.is_empty()) {
            for field in fields::sorted_by(self.brood.contract, order) {
                self.directions(&field);
            }
        }
        let several = order.separator.as_ref().is_some_and(|s| !s.is_empty());
        if several {
            let parts = vec![self.part(None)];
            self.add(
                Category::Effect,
                "first-field-only",
                None,
                EffectLie::FirstFieldOnly,
                parts,
            );
        }
    }

    /// One field sorted by in one direction: not at all, or in the other one.
    fn directions(&mut self, field: &str) {
        let name = self.parameter.name.as_str();
        for descending in [false, true] {
            for (what, how) in [
                ("ignored", EffectLie::Ignored),
                ("inverted", EffectLie::Inverted),
            ] {
                let lie = Lie::Effect {
                    parameter: name.to_owned(),
                    value: Some(field.to_owned()),
                    how,
                };
                let sorted = Beside::Sorted {
                    parameter: name.to_owned(),
                    field: Some(field.to_owned()),
                    descending,
                };
                let id = format!("{name}:{field}:{}:{what}", beside::direction(descending));
                self.brood.add(
                    Category::Effect,
                    &id,
                    beside::only(lie, vec![sorted]),
                    vec![self.part(None)],
                    Stated::BySending(name.to_owned()),
                );
            }
        }
    }

    fn relations(&mut self, relations: &[Relation]) {
        for relation in relations {
            let text = relation
                .value
                .as_ref()
                .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
            let value = text.as_deref();
            let mut lies = match relation.items {
                Some(SetRelation::Superset) => vec![("one-lost", EffectLie::OneLost)],
                Some(SetRelation::Subset) => vec![("one-beyond", EffectLie::OneThrough)],
                Some(SetRelation::Same) => vec![
                    ("one-lost", EffectLie::OneLost),
                    ("one-beyond", EffectLie::OneThrough),
                ],
                None => Vec::new(),
            };
            if matches!(
                relation.items,
                Some(SetRelation::Superset | SetRelation::Subset)
            ) {
                lies.push(("ignored", EffectLie::Ignored));
            }
            if relation.items == Some(SetRelation::Subset) && relation.value.is_none() {
                // The value is a list of groups.
                lies.push(("second-ignored", EffectLie::FirstElements(1)));
                lies.push(("third-ignored", EffectLie::FirstElements(2)));
                lies.push(("last-only", EffectLie::LastElementOnly));
            }
            if matches!(
                relation.members,
                Some((_, SetRelation::Superset | SetRelation::Same))
            ) {
                lies.push(("member-lost", EffectLie::MemberLost));
            }
            for (what, how) in lies {
                let parts = vec![self.part(value)];
                self.add(Category::Relation, what, value, how, parts);
            }
            if let (Some(value), Some(SetRelation::Superset | SetRelation::Subset)) =
                (value, relation.items)
            {
                let parts = vec![self.part(None), self.part(Some(value))];
                self.default(Category::Relation, value, parts);
            }
        }
    }
}

/// The values of a parameter that has few.
pub(super) fn values_of(schema: &Value) -> Vec<String> {
    if schema.get("type").is_some_and(|t| t == "boolean") {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    let first = schema
        .get("enum")
        .and_then(Value::as_array)
        .and_then(|e| e.first());
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    first.map(text).into_iter().collect()
}
