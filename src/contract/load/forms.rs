//! `x-docproof`: items, access, lookup, facts, throttle, vars.

use super::{Reading, schema};
use crate::contract::{
    Access, Fact, FactOperator, Items, Lookup, Throttle, ThrottleLimit, ThrottleScope, Var,
    VarSource, When,
};
use crate::http::Expression;
use crate::text::{
    Context, Diagnostic, Fields, Kind, Node, boolean, count, json, list_of, map_of, one_of,
    pointer, text,
};
use crate::verdict::LookupState;

/// What an expression can start with.
const ROOTS: &[&str] = &[
    "$statusCode",
    "$request.path.NAME",
    "$request.query.NAME",
    "$request.header.NAME",
    "$response.header.NAME",
    "$response.body",
    "$item",
];

pub(super) fn expression(cx: &Context, node: &Node) -> Option<Expression> {
    let found = text(cx, node)?;
    match found.parse() {
        Ok(expression) => Some(expression),
        Err(why) => {
            let (words, expected) = why
                .split_once("; expected ")
                .unwrap_or((&why, "a runtime expression"));
            let head = found.split(['#', '|']).next().unwrap_or_default().trim();
            let told = Diagnostic::error(&cx.file, node.span, words).expected(expected);
            cx.report(if words.ends_with("is no runtime expression") {
                told.nearest(head, ROOTS.iter().copied())
            } else {
                told
            });
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
    list_of(cx, node, status)
}

fn status(cx: &Context, node: &Node) -> Option<u16> {
    let number = match &node.kind {
        Kind::Number(n) => n.as_u64(),
        _ => None,
    };
    let status = number
        .and_then(|n| u16::try_from(n).ok())
        .filter(|s| (100..600).contains(s));
    if status.is_none() {
        cx.error(node.span, node.describe(), "a status from 100 to 599");
    }
    status
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

pub(super) fn lookup(reading: &Reading<'_>, cx: &Context, node: &Node) -> Option<Lookup> {
    let mut fields = Fields::of(cx, node, "a lookup")?;
    let parameter = fields.required("parameter", text);
    let kinds = fields.required("kinds", |cx, n| {
        map_of(cx, n, |_, key, n| {
            Some(schema::schema(
                reading,
                n,
                &format!("the kind `{}`", key.name),
            ))
        })
    });
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
    let when = fields.optional("when", when).unwrap_or_default();
    let sides = |cx, n: &Node| {
        let Kind::List(written) = &n.kind else {
            return Some((0, Vec::new()));
        };
        Some((
            written.len(),
            written
                .iter()
                .filter_map(|n| expression(cx, n))
                .collect::<Vec<_>>(),
        ))
    };
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
    let Some((operator, (2, sides))) = found.pop().filter(|_| found.is_empty()) else {
        let expected =
            "one of `equals`, `contains`, `at-least`, `at-most`, with a list of two expressions";
        cx.error(span, "a fact without one relation of two sides", expected);
        return None;
    };
    // A side that cannot be read has been reported.
    let [left, right] = <[Expression; 2]>::try_from(sides).ok()?;
    Some(Fact {
        name: name?,
        status,
        operator,
        left,
        right,
        optional,
        when,
        span,
    })
}

/// When a fact is claimed.
fn when(cx: &Context, node: &Node) -> Option<When> {
    let mut fields = Fields::of(cx, node, "a condition")?;
    let span = fields.span();
    let words = [("unknown", false), ("malformed", true)];
    let states = fields.optional("lookup", |cx, n| {
        list_of(cx, n, |cx, n| one_of(cx, n, &words))
    });
    let sent = fields.optional("sent", |cx, n| {
        map_of(cx, n, |cx, _, n| match &n.kind {
            Kind::Bool(flag) => Some(flag.to_string()),
            Kind::Number(number) => Some(number.to_string()),
            _ => text(cx, n),
        })
    });
    fields.finish();
    if states.is_none() && sent.is_none() {
        cx.error(span, "a condition of nothing", "`lookup` or `sent`");
        return None;
    }
    let states = states.unwrap_or_default().into_iter();
    Some(When {
        lookup: states
            .map(|malformed| {
                if malformed {
                    LookupState::Malformed
                } else {
                    LookupState::Unknown
                }
            })
            .collect(),
        sent: sent.unwrap_or_default(),
    })
}

pub(super) fn throttle(cx: &Context, node: &Node) -> Option<Throttle> {
    let mut fields = Fields::of(cx, node, "throttle")?;
    let status = fields.required("status", status);
    let retry_after = fields.optional("retry-after", boolean).unwrap_or(false);
    let limits = fields.required("limits", |cx, n| list_of(cx, n, limit));
    fields.finish();
    Some(Throttle {
        status: status?,
        retry_after,
        limits: limits?,
    })
}

/// A limit that allows nothing, or counts for no time, is none.
fn positive(cx: &Context, node: &Node) -> Option<u32> {
    let found: u32 = count(cx, node)?;
    if found == 0 {
        cx.error(node.span, "0", "a whole number from 1");
        return None;
    }
    Some(found)
}

fn limit(cx: &Context, node: &Node) -> Option<ThrottleLimit> {
    let words = [
        ("client", ThrottleScope::Client),
        ("workspace", ThrottleScope::Workspace),
        ("all", ThrottleScope::All),
    ];
    let mut fields = Fields::of(cx, node, "a limit")?;
    let per = fields.required("per", |cx, n| one_of(cx, n, &words));
    let requests = fields.optional("requests", positive);
    let seconds = fields.required("seconds", positive);
    fields.finish();
    Some(ThrottleLimit {
        per: per?,
        requests,
        seconds: seconds?,
    })
}

pub(super) fn vars(cx: &Context, node: &Node) -> Option<Vec<Var>> {
    let read = map_of(cx, node, |cx, key, n| {
        if key.name.is_empty()
            || !key
                .name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.".contains(c))
        {
            let expected = "letters, digits, `_`, `-` and `.`, so that a case can say `{{name}}`";
            cx.error(
                key.span,
                format!("the name `{}` of a variable", key.name),
                expected,
            );
        }
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
