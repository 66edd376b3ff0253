//! `x-effect`: what a parameter does to the answer.

use crate::contract::{Effect, Expand, Filter, Order, Relation, SetRelation, SortFields};
use crate::text::{Context, Fields, Kind, Node, json, list_of, map_of, one_of, pointer, text};

pub(super) fn effect(cx: &Context, node: &Node) -> Option<Effect> {
    let mut fields = Fields::of(cx, node, "x-effect")?;
    let filter = fields.optional("filter", filter).map(Effect::Filter);
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
    if found.len() != 1 {
        cx.error(
            node.span,
            format!("{} effects", found.len()),
            "one of `filter`, `expand`, `order`, `relation`",
        );
        return None;
    }
    found.pop()
}

fn filter(cx: &Context, node: &Node) -> Option<Filter> {
    if node.entries().len() == 1
        && let Some(values) = node.get("values")
    {
        return map_of(cx, values, |cx, _, n| json(cx, n)).map(Filter::Values);
    }
    if let Kind::Map(_) = node.kind {
        json(cx, node).map(Filter::Schema)
    } else {
        cx.error(
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
    if items.is_none() && members.is_none() {
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
