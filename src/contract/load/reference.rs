//! References within the file.

use super::Reading;
use crate::text::{Diagnostic, Kind, Node, Span, text};

/// The keywords whose schemas describe the same place as the schema they stand in.
const IN_PLACE: &[&str] = &["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

/// Follows the `$ref` of a component that is no schema; gives the node and its pointer. `section` is the part of
/// `components` where such things are.
pub(super) fn resolve<'a>(
    reading: &Reading<'a>,
    node: &'a Node,
    at: String,
    section: &str,
) -> Option<(&'a Node, String)> {
    let Some(target) = node.get("$ref") else {
        return Some((node, at));
    };
    let found = text(reading.cx, target)?;
    if let Some((target, pointer)) = local(reading, &found) {
        return Some((target, pointer.to_owned()));
    }
    nowhere(reading, target.span, &found, section);
    None
}

/// Reports a schema's `$ref` that leads nowhere, or back to itself.
pub(super) fn schema(reading: &Reading<'_>, target: &Node) {
    let Some(found) = text(reading.cx, target) else {
        return;
    };
    let Some((node, _)) = local(reading, &found) else {
        nowhere(reading, target.span, &found, "schemas");
        return;
    };
    let leads_to = |end: Span| leads_to(reading, node, end, &mut Vec::new());
    let mut told = reading.circles.borrow_mut();
    if leads_to(target.span) && !told.iter().any(|circle| leads_to(*circle)) {
        told.push(target.span);
        let found = format!("the reference `{found}`, which leads back to itself");
        reading
            .cx
            .error(target.span, found, "a schema that describes something");
    }
}

fn local<'a, 'p>(reading: &Reading<'a>, reference: &'p str) -> Option<(&'a Node, &'p str)> {
    let pointer = reference.strip_prefix('#').filter(|p| p.starts_with('/'))?;
    reading.schemas.get(pointer)?;
    Some((reading.root.nearest_at(pointer), pointer))
}

fn nowhere(reading: &Reading<'_>, span: Span, reference: &str, section: &str) {
    let entries = reading
        .root
        .get("components")
        .and_then(|c| c.get(section))
        .map(Node::entries)
        .unwrap_or_default();
    let valid: Vec<String> = entries
        .iter()
        .map(|(k, _)| format!("#/components/{section}/{}", k.name))
        .collect();
    let told = Diagnostic::error(
        &reading.cx.file,
        span,
        format!("the reference `{reference}`, which leads nowhere"),
    )
    .expected(format!(
        "a place of this file, such as `#/components/{section}/…`"
    ))
    .nearest(reference, valid.iter().map(String::as_str));
    reading.cx.report(told);
}

/// Whether the reference at `end` is reached without a step into the value.
fn leads_to(reading: &Reading<'_>, node: &Node, end: Span, seen: &mut Vec<Span>) -> bool {
    if let Some(target) = node.get("$ref")
        && let Kind::Text(reference) = &target.kind
    {
        if target.span == end {
            return true;
        }
        if !seen.contains(&target.span)
            && let Some((next, _)) = local(reading, reference)
        {
            seen.push(target.span);
            if leads_to(reading, next, end, seen) {
                return true;
            }
        }
    }
    let children = IN_PLACE
        .iter()
        .filter_map(|k| node.get(k))
        .flat_map(|n| match &n.kind {
            Kind::List(items) => items.iter().collect(),
            _ => vec![n],
        });
    children
        .into_iter()
        .any(|child| leads_to(reading, child, end, seen))
}
