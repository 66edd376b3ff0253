//! `x-docproof`: items, access, lookup, facts, throttle, vars.

use crate::contract::{
    Access, Fact, FactOperator, Items, Lookup, Throttle, ThrottleLimit, ThrottleScope, Var,
    VarSource,
};
use crate::http::Expression;
use crate::text::{
    Context, Fields, Kind, Node, boolean, count, json, list_of, map_of, one_of, pointer, text,
};
use crate::verdict::LookupState;

pub(super) fn expression(cx: &Context, node: &Node) -> Option<Expression> {
    let found = text(cx, node)?;
    match found.parse() {
        Ok(expression) => Some(expression),
        Err(why) => {
            cx.error(node.span, why, "a runtime expression");
            None
        }
    }
}

pub(super) fn items(cx: &Context, node: &Node) -> Option<Items> {
    let mut fields = Fields::of(cx, node, "items")?;
    let at = fields.required("at", pointer);
    let identity = fields.required("identity", |cx, n| list_of(cx, n, pointer));
    fields.finish();
    Some(Items {
        at: at?,
        identity: identity?,
    })
}

fn statuses(cx: &Context, node: &Node) -> Option<Vec<u16>> {
    list_of(cx, node, |cx, n| {
        let status: u16 = count(cx, n)?;
        if (100..600).contains(&status) {
            return Some(status);
        }
        cx.error(
            n.span,
            format!("the status {status}"),
            "a status from 100 to 599",
        );
        None
    })
}

pub(super) fn access(cx: &Context, node: &Node) -> Option<Vec<Access>> {
    let read = map_of(cx, node, |cx, key, n| {
        let mut fields = Fields::of(cx, n, "access")?;
        let access = Access {
            scheme: key.name.clone(),
            missing: fields.optional("missing", statuses).unwrap_or_default(),
            wrong: fields.optional("wrong", statuses).unwrap_or_default(),
            insufficient: fields
                .optional("insufficient", statuses)
                .unwrap_or_default(),
        };
        fields.finish();
        Some(access)
    });
    Some(read?.into_iter().map(|(_, a)| a).collect())
}

pub(super) fn lookup(cx: &Context, node: &Node) -> Option<Lookup> {
    let mut fields = Fields::of(cx, node, "a lookup")?;
    let parameter = fields.required("parameter", text);
    let kinds = fields.required("kinds", |cx, n| map_of(cx, n, |cx, _, n| json(cx, n)));
    let unknown = fields.optional("unknown", statuses).unwrap_or_default();
    let malformed = fields.optional("malformed", statuses).unwrap_or_default();
    let words = [("resource", false), ("tenant", true)];
    let tenant = fields
        .optional("chooses", |cx, n| one_of(cx, n, &words))
        .unwrap_or(false);
    fields.finish();
    Some(Lookup {
        parameter: parameter?,
        kinds: kinds?,
        unknown,
        malformed,
        tenant,
    })
}

pub(super) fn fact(cx: &Context, node: &Node) -> Option<Fact> {
    let mut fields = Fields::of(cx, node, "a fact")?;
    let span = fields.span();
    let name = fields.required("name", text);
    let status = fields.optional("status", statuses).unwrap_or_default();
    let optional = fields.optional("optional", boolean).unwrap_or(false);
    let sides = |cx, n| list_of(cx, n, expression);
    let mut found = Vec::new();
    for (word, operator) in [
        ("equals", FactOperator::Equals),
        ("contains", FactOperator::Contains),
        ("at-least", FactOperator::AtLeast),
        ("at-most", FactOperator::AtMost),
    ] {
        found.extend(fields.optional(word, sides).map(|s| (operator, s)));
    }
    fields.finish();
    if found.len() != 1 || found[0].1.len() != 2 {
        let expected =
            "one of `equals`, `contains`, `at-least`, `at-most`, with a list of two expressions";
        cx.error(span, "a fact without one relation of two sides", expected);
        return None;
    }
    let (operator, sides) = found.pop()?;
    let [left, right] = <[Expression; 2]>::try_from(sides).ok()?;
    Some(Fact {
        name: name?,
        status,
        operator,
        left,
        right,
        optional,
        span,
    })
}

pub(super) fn throttle(cx: &Context, node: &Node) -> Option<Throttle> {
    let mut fields = Fields::of(cx, node, "throttle")?;
    let status = fields.required("status", count);
    let retry_after = fields.optional("retry-after", boolean).unwrap_or(false);
    let limits = fields.required("limits", |cx, n| list_of(cx, n, limit));
    fields.finish();
    Some(Throttle {
        status: status?,
        retry_after,
        limits: limits?,
    })
}

fn limit(cx: &Context, node: &Node) -> Option<ThrottleLimit> {
    let words = [
        ("client", ThrottleScope::Client),
        ("workspace", ThrottleScope::Workspace),
        ("all", ThrottleScope::All),
    ];
    let mut fields = Fields::of(cx, node, "a limit")?;
    let per = fields.required("per", |cx, n| one_of(cx, n, &words));
    let requests = fields.optional("requests", count);
    let seconds = fields.required("seconds", count);
    fields.finish();
    Some(ThrottleLimit {
        per: per?,
        requests,
        seconds: seconds?,
    })
}

pub(super) fn vars(cx: &Context, node: &Node) -> Option<Vec<Var>> {
    let read = map_of(cx, node, |cx, key, n| {
        let mut fields = Fields::of(cx, n, "a variable")?;
        let says = fields.required("says", text);
        let example = fields.required("example", json);
        let optional = fields.optional("optional", boolean).unwrap_or(false);
        let lookup = fields
            .optional("lookup", text)
            .map(|word| LookupState::from_word(&word));
        let mock = fields.optional("mock", source);
        fields.finish();
        Some(Var {
            name: key.name.clone(),
            says: says?,
            example: example?,
            optional,
            lookup,
            mock,
            span: key.span,
        })
    });
    Some(read?.into_iter().map(|(_, v)| v).collect())
}

fn source(cx: &Context, node: &Node) -> Option<VarSource> {
    if matches!(node.kind, Kind::Text(_)) {
        return pointer(cx, node).map(VarSource::Pointer);
    }
    let mut fields = Fields::of(cx, node, "a mock source")?;
    let value = fields.required("value", json).map(VarSource::Value);
    fields.finish();
    value
}
