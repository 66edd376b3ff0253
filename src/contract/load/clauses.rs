//! Clauses, contradictions, ignored places: what is said of the document.

use crate::contract::{
    Allowed, At, Clause, Contradiction, Difference, Document, Evidence, Guard, Ignored, MutantName,
    Unseen, UnseenReason,
};
use crate::text::{Context, Fields, Kind, Node, list_of, one_of, pointer, text};
use crate::verdict::Part;

pub(super) fn document(cx: &Context, node: &Node) -> Option<Document> {
    let mut fields = Fields::of(cx, node, "a document")?;
    let file = fields.required("file", text);
    let sha256 = fields.required("sha256", digest);
    let title = fields.optional("title", text);
    let span = fields.span();
    fields.finish();
    Some(Document {
        file: file?,
        sha256: sha256?,
        title,
        span,
    })
}

pub(super) fn clause(cx: &Context, node: &Node) -> Option<Clause> {
    let mut fields = Fields::of(cx, node, "a clause")?;
    let span = fields.span();
    let id = fields.required("id", slug);
    let at = fields.required("at", places);
    let words = [
        ("document", Evidence::Document),
        ("linked", Evidence::Linked),
        ("reading", Evidence::Reading),
    ];
    let evidence = fields.required("evidence", |cx, n| one_of(cx, n, &words));
    let says = fields.required("says", sentence);
    let checked = fields.optional("checked-by", |cx, n| list_of(cx, n, part));
    let reason = fields.optional("unobservable", sentence);
    let allows = fields.optional("allows", |cx, n| list_of(cx, n, allowed));
    let broken = fields.optional("broken-by", |cx, n| list_of(cx, n, mutant));
    if let (Some(at), Some(_)) = (node.get("broken-by"), &reason) {
        let found = "`broken-by` on an unobservable clause";
        cx.error(at.span, found, "`checked-by` beside it");
    }
    fields.finish();
    let guard = match (checked, reason) {
        (Some(parts), None) if !parts.is_empty() => Guard::CheckedBy(parts),
        (None, Some(reason)) => Guard::Unobservable(reason),
        // What cannot be read has been reported.
        _ if is_bound(node) => Guard::CheckedBy(Vec::new()),
        _ => {
            let found = match &id {
                Some(id) => format!("the clause `{id}` is bound to nothing"),
                None => "a clause that is bound to nothing".to_owned(),
            };
            let both = node.get("checked-by").is_some() && node.get("unobservable").is_some();
            let found = if both {
                "a clause both checked and unobservable".to_owned()
            } else {
                found
            };
            let expected =
                "either `checked-by` with parts of the contract, or `unobservable` with a reason";
            cx.error(span, found, expected);
            Guard::CheckedBy(Vec::new())
        }
    };
    // What has a mistake is left empty: what the rest names is held against the contract all the same.
    Some(Clause {
        id: id.unwrap_or_default(),
        at: at.unwrap_or_default(),
        evidence: evidence.unwrap_or(Evidence::Reading),
        says: says.unwrap_or_default(),
        guard,
        allows: allows.unwrap_or_default(),
        broken_by: broken.unwrap_or_default(),
        span,
    })
}

/// Whether a clause says what looks at it, and only once.
fn is_bound(node: &Node) -> bool {
    match (
        node.get("checked-by").map(|n| &n.kind),
        node.get("unobservable"),
    ) {
        (Some(Kind::List(parts)), None) => !parts.is_empty(),
        (Some(_), Some(_)) => false,
        (Some(_), None) | (None, Some(_)) => true,
        // A misspelt key has been reported.
        (None, None) => {
            let near = |k: &str| crate::text::nearest(k, ["checked-by", "unobservable"]).is_some();
            node.entries().iter().any(|(k, _)| near(&k.name))
        }
    }
}

fn part(cx: &Context, node: &Node) -> Option<Part> {
    let found = text(cx, node)?;
    match found.parse() {
        Ok(part) => Some(part),
        Err(why) => {
            let expected =
                "a part as in docs/contracts.md, such as `status:200` or `schema:Member/email`";
            cx.unparsed(node.span, &why, expected);
            None
        }
    }
}

fn allowed(cx: &Context, node: &Node) -> Option<Allowed> {
    let found = text(cx, node)?;
    match found.parse() {
        Ok(room) => Some(Allowed {
            room,
            span: node.span,
        }),
        Err(why) => {
            let expected = "what a document may leave open, as in docs/contracts.md";
            cx.unparsed(node.span, &why, expected);
            None
        }
    }
}

pub(super) fn contradiction(cx: &Context, node: &Node) -> Option<Contradiction> {
    let mut fields = Fields::of(cx, node, "a contradiction")?;
    let span = fields.span();
    let id = fields.required("id", slug);
    let at = fields.required("at", places);
    let says = fields.required("says", sentence);
    let reading = fields.required("reading", sentence);
    let allows = fields.optional("allows", |cx, n| list_of(cx, n, allowed));
    fields.finish();
    Some(Contradiction {
        id: id?,
        at: at?,
        says: says?,
        reading: reading?,
        allows: allows.unwrap_or_default(),
        span,
    })
}

pub(super) fn ignored(cx: &Context, node: &Node) -> Option<Ignored> {
    let mut fields = Fields::of(cx, node, "an ignored place")?;
    let because = fields.required("because", sentence);
    let at = place_fields(cx, &mut fields, node);
    fields.finish();
    Some(Ignored {
        at: at?,
        because: because?,
    })
}

pub(super) fn difference(cx: &Context, node: &Node) -> Option<Difference> {
    let mut fields = Fields::of(cx, node, "a difference")?;
    let span = fields.span();
    let clause = fields.required("clause", text);
    let says = fields.required("says", sentence);
    fields.finish();
    Some(Difference {
        clause: clause?,
        says: says?,
        span,
    })
}

pub(super) fn unseen(cx: &Context, node: &Node) -> Option<Unseen> {
    let mut fields = Fields::of(cx, node, "an unseen mutant")?;
    let span = fields.span();
    let named = fields.required("mutant", mutant);
    let because = fields.required("because", |cx, n| one_of(cx, n, UnseenReason::WORDS));
    let by = fields.optional("by", |cx, n| Some((slug(cx, n)?, n.span)));
    fields.finish();
    let allowed = because == Some(UnseenReason::DocumentAllowsIt);
    match &by {
        None if allowed && node.get("by").is_none() => {
            let found = "`document-allows-it` without what says so";
            cx.error(
                span,
                found,
                "`by` with the id of a reading or a contradiction",
            );
        }
        Some((id, at)) if because.is_some() && !allowed => {
            let found = format!("`by: {id}` beside another reason than `document-allows-it`");
            cx.error(*at, found, "nothing: the answers show it");
        }
        _ => {}
    }
    Some(Unseen {
        mutant: named?,
        because: because?,
        by,
    })
}

/// Mutants named by an id or its first parts. Whether there are such is for `mutate` to say.
fn mutant(cx: &Context, node: &Node) -> Option<MutantName> {
    Some(MutantName {
        text: sentence(cx, node)?,
        span: node.span,
    })
}

/// One place, or a list of places; never empty.
pub(super) fn places(cx: &Context, node: &Node) -> Option<Vec<At>> {
    let found = match node.kind {
        Kind::List(_) => list_of(cx, node, place)?,
        _ => vec![place(cx, node)?],
    };
    if found.is_empty() {
        cx.error(node.span, "no place", "at least one place in the document");
        return None;
    }
    Some(found)
}

fn place(cx: &Context, node: &Node) -> Option<At> {
    let mut fields = Fields::of(cx, node, "a place")?;
    let at = place_fields(cx, &mut fields, node);
    fields.finish();
    at
}

fn place_fields<'a>(cx: &'a Context, fields: &mut Fields<'a>, node: &Node) -> Option<At> {
    let lines = fields.required("lines", lines);
    let pointer = fields.optional("pointer", pointer);
    let file = fields.optional("file", text);
    let sha256 = fields.optional("sha256", digest);
    let (first, last) = lines?;
    if first == 0 || last < first {
        cx.error(
            node.get("lines").map_or(node.span, |n| n.span),
            format!("the lines {first}-{last}"),
            "lines from 1, the first before the last",
        );
        return None;
    }
    Some(At {
        first,
        last,
        pointer,
        file,
        sha256,
        span: node.span,
    })
}

/// `18` or `18-22`.
fn lines(cx: &Context, node: &Node) -> Option<(u32, u32)> {
    let read = match &node.kind {
        Kind::Number(n) => n
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .map(|n| (n, n)),
        Kind::Text(range) => range
            .split_once('-')
            .and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?))),
        _ => None,
    };
    if read.is_none() {
        cx.error(
            node.span,
            node.describe(),
            "a line such as `18` or lines such as `18-22`",
        );
    }
    read
}

fn digest(cx: &Context, node: &Node) -> Option<String> {
    let found = text(cx, node)?;
    if found.len() == 64
        && found
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return Some(found);
    }
    cx.error(
        node.span,
        format!("the digest `{found}`"),
        "64 lower-case hexadecimal digits (SHA-256)",
    );
    None
}

fn slug(cx: &Context, node: &Node) -> Option<String> {
    let found = text(cx, node)?;
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !found.is_empty() && found.bytes().all(good) {
        return Some(found);
    }
    cx.error(
        node.span,
        format!("the id `{found}`"),
        "lower-case letters, digits and `-`",
    );
    None
}

fn sentence(cx: &Context, node: &Node) -> Option<String> {
    let found = text(cx, node)?;
    if found.trim().is_empty() {
        cx.error(node.span, "an empty text", "words");
        return None;
    }
    Some(found)
}
