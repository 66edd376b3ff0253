//! `x-effect`: what a parameter does to the answer.

use super::{Reading, schema};
use crate::contract::{Effect, Expand, Filter, Order, Relation, SetRelation, SortFields};
use crate::text::{Context, Fields, Key, Kind, Node, json, list_of, map_of, one_of, pointer, text};

pub(super) fn effect(reading: &Reading<'_>, node: &Node) -> Option<Effect> {
    let cx = reading.cx;
    let mut fields = Fields::of(cx, node, "x-effect")?;
    let filter = fields
        .optional("filter", |_, n| filter(reading, n))
        .map(Effect::Filter);
    let expand = fields.optional("expand", expand).map(Effect::Expand);
    let order = fields.optional("order", order).map(Effect::Order);
    let relation = fields
        .optional("relation", |cx, n| list_of(cx, n, relation))
        .map(Effect::Relation);
    fields.finish();
    let mut found: Vec<Effect> = [filter, expand, order, relation]
        .into_iter()
        .flatten()
        .collect();
    let words = ["filter", "expand", "order", "relation"];
    let said = words.iter().filter(|w| node.get(w).is_some()).count();
    // One that is misspelt, or cannot be read, has been reported.
    if said > 1 || node.entries().is_empty() {
        let expected = format!("one of `{}`", words.join("`, `"));
        cx.error(node.span, format!("{said} effects"), expected);
        return None;
    }
    found.pop()
}

fn filter(reading: &Reading<'_>, node: &Node) -> Option<Filter> {
    if node.entries().len() == 1
        && let Some(values) = node.get("values")
    {
        let read = |_, key: &Key, n| {
            Some(schema::schema(
                reading,
                n,
                &format!("the filter for `{}`", key.name),
            ))
        };
        return map_of(reading.cx, values, read).map(Filter::Values);
    }
    if let Kind::Map(_) = node.kind {
        Some(Filter::Schema(schema::schema(reading, node, "the filter")))
    } else {
        reading.cx.error(
            node.span,
            node.describe(),
            "a JSON Schema with `{{value}}`, or `values`",
        );
        None
    }
}

fn expand(cx: &Context, node: &Node) -> Option<Expand> {
    let mut fields = Fields::of(cx, node, "expand")?;
    let separator = fields
        .optional("separator", text)
        .unwrap_or_else(|| ",".to_owned());
    let values = fields.required("values", |cx, n| map_of(cx, n, |cx, _, n| pointer(cx, n)));
    fields.finish();
    Some(Expand {
        separator,
        values: values?,
    })
}

fn order(cx: &Context, node: &Node) -> Option<Order> {
    let mut fields = Fields::of(cx, node, "order")?;
    let separator = fields.optional("separator", text);
    let descending = fields.optional("descending", text);
    let sortable = fields.required("fields", |cx, n| match &n.kind {
        Kind::Text(word) if word == "any" => Some(SortFields::Any),
        Kind::Map(_) => map_of(cx, n, |cx, _, n| pointer(cx, n)).map(SortFields::Named),
        _ => {
            cx.error(
                n.span,
                n.describe(),
                "`any`, or a mapping of field names to JSON pointers into an item",
            );
            None
        }
    });
    fields.finish();
    Some(Order {
        separator,
        descending,
        fields: sortable?,
    })
}

fn relation(cx: &Context, node: &Node) -> Option<Relation> {
    let words = [
        ("subset", SetRelation::Subset),
        ("superset", SetRelation::Superset),
        ("same", SetRelation::Same),
    ];
    let mut fields = Fields::of(cx, node, "a relation")?;
    let value = fields.optional("value", json);
    let items = fields.optional("items", |cx, n| one_of(cx, n, &words));
    let members = fields.optional("members", |cx, n| {
        let mut members = Fields::of(cx, n, "members")?;
        let at = members.required("at", pointer);
        let are = members.required("are", |cx, n| one_of(cx, n, &words));
        members.finish();
        Some((at?, are?))
    });
    fields.finish();
    if node.get("items").is_none() && node.get("members").is_none() {
        cx.error(
            node.span,
            "a relation of nothing",
            "`items`, `members` or both",
        );
        return None;
    }
    Some(Relation {
        value,
        items,
        members,
    })
}
