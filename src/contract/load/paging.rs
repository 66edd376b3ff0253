//! `paging`: how a list comes in pages.

use super::forms::expression;
use crate::contract::{
    Back, CursorPaging, End, Means, NumberPaging, PageSize, Paging, PastEnd, Reported, Strength,
};
use crate::text::{Context, Fields, Node, boolean, count, list_of, one_of, text};

pub(super) fn paging(cx: &Context, node: &Node) -> Option<Paging> {
    let mut fields = Fields::of(cx, node, "paging")?;
    let number = fields.optional("number", number).map(Paging::Number);
    let cursor = fields.optional("cursor", cursor).map(Paging::Cursor);
    fields.finish();
    match (node.get("number"), node.get("cursor")) {
        (Some(_), Some(_)) => {
            cx.error(
                node.span,
                "two forms of paging",
                "one of `number` and `cursor`",
            );
            None
        }
        (None, None) if node.entries().is_empty() => {
            cx.error(node.span, "no form of paging", "`number` or `cursor`");
            None
        }
        // One that is misspelt, or cannot be read, has been reported.
        _ => number.or(cursor),
    }
}

fn number(cx: &Context, node: &Node) -> Option<NumberPaging> {
    let words = [
        ("empty", PastEnd::Empty),
        ("last-page", PastEnd::LastPage),
        ("not-found", PastEnd::NotFound),
    ];
    let mut fields = Fields::of(cx, node, "paging by number")?;
    let parameter = fields.required("parameter", text);
    let paging = NumberPaging {
        parameter: String::new(),
        first: fields.required("first", count).unwrap_or(0),
        size: fields.optional("size", size),
        count: fields.optional("count", expression),
        reported_size: fields.optional("reported-size", expression),
        index: fields.optional("index", expression),
        total: fields.optional("total", reported),
        pages: fields.optional("pages", reported),
        last: fields.optional("last", expression),
        past_end: fields.optional("past-end", |cx, n| one_of(cx, n, &words)),
    };
    fields.finish();
    Some(NumberPaging {
        parameter: parameter?,
        ..paging
    })
}

fn cursor(cx: &Context, node: &Node) -> Option<CursorPaging> {
    let mut fields = Fields::of(cx, node, "paging by cursor")?;
    let parameter = fields.required("parameter", text);
    let from = fields.required("from", expression);
    let end_of_list = fields.required("end", end);
    let next = fields.optional("next", expression);
    let size = fields.optional("size", size);
    let back = fields.optional("back", back);
    let links = fields
        .optional("links", |cx, n| list_of(cx, n, expression))
        .unwrap_or_default();
    let total = fields.optional("total", reported);
    let short_pages = fields.optional("short-pages", boolean).unwrap_or(false);
    let empty_pages = fields.optional("empty-pages", boolean).unwrap_or(false);
    fields.finish();
    Some(CursorPaging {
        parameter: parameter?,
        from: from?,
        end: end_of_list?,
        next,
        size,
        back,
        links,
        total,
        short_pages,
        empty_pages,
    })
}

fn back(cx: &Context, node: &Node) -> Option<Back> {
    let mut fields = Fields::of(cx, node, "the way back")?;
    let parameter = fields.required("parameter", text);
    let from = fields.required("from", expression);
    let start = fields.required("end", end);
    let link = fields.optional("link", expression);
    fields.finish();
    Some(Back {
        parameter: parameter?,
        from: from?,
        end: start?,
        link,
    })
}

fn end(cx: &Context, node: &Node) -> Option<End> {
    let mut fields = Fields::of(cx, node, "the end of a list")?;
    let absent = fields.optional("absent", expression).map(End::Absent);
    let yes = fields.optional("true", expression).map(End::True);
    let no = fields.optional("false", expression).map(End::False);
    fields.finish();
    let mut found: Vec<End> = [absent, yes, no].into_iter().flatten().collect();
    let said = ["absent", "true", "false"]
        .iter()
        .filter(|k| node.get(k).is_some())
        .count();
    if said > 1 || node.entries().is_empty() {
        let expected = "one of `absent`, `true`, `false`, with an expression";
        cx.error(
            node.span,
            format!("{said} signals for the end of a list"),
            expected,
        );
        return None;
    }
    found.pop()
}

fn size(cx: &Context, node: &Node) -> Option<PageSize> {
    let words = [("exact", Means::Exact), ("at-most", Means::AtMost)];
    let mut fields = Fields::of(cx, node, "the size of a page")?;
    let size = PageSize {
        parameter: fields.optional("parameter", text),
        default: fields.optional("default", positive),
        means: fields
            .optional("means", |cx, n| one_of(cx, n, &words))
            .unwrap_or(Means::AtMost),
        maximum: fields.optional("maximum", positive),
    };
    fields.finish();
    if let (Some(default), Some(maximum)) = (size.default, size.maximum)
        && default > maximum
    {
        let at = node.get("default").map_or(node.span, |n| n.span);
        cx.error(
            at,
            format!("the default size {default}"),
            format!("at most the maximum, {maximum}"),
        );
    }
    Some(size)
}

/// A page of no items is no page.
fn positive(cx: &Context, node: &Node) -> Option<u64> {
    let found = count(cx, node)?;
    if found == 0 {
        cx.error(node.span, "a page of 0 items", "a whole number from 1");
        return None;
    }
    Some(found)
}

fn reported(cx: &Context, node: &Node) -> Option<Reported> {
    let words = [
        ("exact", Strength::Exact),
        ("upper-bound", Strength::UpperBound),
    ];
    let mut fields = Fields::of(cx, node, "a reported number")?;
    let from = fields.required("from", expression);
    let strength = fields.required("strength", |cx, n| one_of(cx, n, &words));
    fields.finish();
    Some(Reported {
        from: from?,
        strength: strength?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    #[test]
    fn the_end_may_be_a_truth_value_with_or_without_quotes() {
        for key in ["false", "\"false\"", "'false'", "true", "\"true\""] {
            let cx = Context::new("f");
            let node = parse(&cx, &format!("{{ {key}: $response.body#/more }}\n"));
            let found = node.and_then(|node| end(&cx, &node));
            assert_eq!(cx.into_diagnostics(), vec![], "{key}");
            assert_eq!(matches!(found, Some(End::False(_))), key.contains("false"));
            assert_eq!(matches!(found, Some(End::True(_))), key.contains("true"));
        }
    }
}
