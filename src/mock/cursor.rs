//! Pages by cursor. A cursor is opaque to the client: a position in the listing, and whether the empty page
//! there was given already.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::answer::Draft;
use super::manner::{Cursors, Links, Manner, Manners};
use super::paging::{Mark, Page};
use super::place::{put, take_out};
use super::typed::sent;
use crate::contract::{Contract, CursorPaging, End};
use crate::http::{Expression, Request, Root, encode};

/// A place between two items of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// How many items are before it.
    pub(super) position: usize,
    /// The empty page there lies before it.
    pub(super) passed: bool,
    /// How often a list that does not end was gone on with; never in a sound mock.
    pub(super) lap: usize,
}

impl Spot {
    pub(super) fn at(position: usize) -> Self {
        Self {
            position,
            passed: false,
            lap: 0,
        }
    }

    /// A place behind a list of this length, another one every time.
    pub(super) fn beyond(self, length: usize) -> Self {
        Self {
            position: length,
            passed: false,
            lap: self.lap + 1,
        }
    }

    /// The text of a cursor.
    pub(super) fn encode(self) -> String {
        let mut text = format!("spot:{}:{}", self.position, u8::from(self.passed));
        if self.lap > 0 {
            text = format!("{text}:{}", self.lap);
        }
        URL_SAFE_NO_PAD.encode(text)
    }

    /// The text of a cursor in the form that a manner gives it.
    fn encode_in(self, manners: &Manners) -> String {
        let (position, passed) = (self.position, u8::from(self.passed));
        let form = manners.find(|m| {
            if let Manner::Cursors(form) = m {
                Some(*form)
            } else {
                None
            }
        });
        match form {
            None => self.encode(),
            Some(Cursors::Short) => format!("{position}.{passed}"),
            Some(Cursors::Long) => format!("{}~{}", self.encode(), "x".repeat(2000)),
            Some(Cursors::Escaped) => format!("{position}%2E{passed}%3D%3D"),
        }
    }

    /// The place that a cursor of this mock marks.
    fn decode(cursor: &str) -> Option<Self> {
        let short = cursor.replace("%2E", ".").replace("%3D", "");
        if let Some((position, passed)) = short.split_once('.') {
            return Some(Self {
                position: position.parse().ok()?,
                passed: passed == "1",
                lap: 0,
            });
        }
        let cursor = cursor.split('~').next()?;
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (position, rest) = text.strip_prefix("spot:")?.split_once(':')?;
        let (passed, lap) = rest.split_once(':').unwrap_or((rest, "0"));
        Some(Self {
            position: position.parse().ok()?,
            passed: passed == "1",
            lap: lap.parse().ok()?,
        })
    }
}

/// The page at the cursor that a request sends; 400, where it is documented, for one that was never given.
pub(super) fn page(
    contract: &Contract,
    paging: &CursorPaging,
    request: &Request,
    manners: &Manners,
    (length, size): (usize, usize),
    uneven: bool,
) -> Result<Page, u16> {
    let text = |name: &str| sent(request, contract.parameter(name)?);
    let refuses = contract.response(400).is_some();
    let spot = |parameter: &str| {
        let sent = text(parameter);
        let known = sent.and_then(Spot::decode);
        match known.filter(|spot| spot.position <= length) {
            None if sent.is_some() && refuses => Err(400_u16),
            known => Ok(known),
        }
    };
    let back = paging
        .back
        .as_ref()
        .map(|b| spot(&b.parameter))
        .transpose()?
        .flatten();
    if let Some(end) = back {
        let from = end
            .position
            .saturating_sub(cut(paging, manners, size, end.position));
        return Ok(between(Spot::at(from), end, length));
    }
    let start = spot(&paging.parameter)?.unwrap_or(Spot::at(0));
    let end = if paging.empty_pages
        && manners.has(&Manner::EmptyPages)
        && !start.passed
        && start.position < length
    {
        Spot {
            passed: true,
            ..start
        }
    } else if manners.pages().is_empty() {
        end_of(paging, start, length, size, uneven)
    } else {
        Spot::at(
            start
                .position
                .saturating_add(cut(paging, manners, size, start.position))
                .min(length),
        )
    };
    Ok(between(start, end, length))
}

/// Where the page from a place ends. Of an uneven listing the second page is one item short and the third is
/// empty, but never the last one, and never where pages have one item.
fn end_of(paging: &CursorPaging, start: Spot, length: usize, size: usize, uneven: bool) -> Spot {
    let uneven = uneven && size > 1;
    let full = start.position.saturating_add(size);
    let more = |position: usize| position < length;
    if uneven && paging.short_pages && start.position == size && more(full) {
        return Spot::at(full - 1);
    }
    let third = if paging.short_pages {
        2 * size - 1
    } else {
        2 * size
    };
    if uneven && paging.empty_pages && start.position == third && !start.passed && more(third) {
        return Spot {
            passed: true,
            ..start
        };
    }
    Spot::at(full.min(length))
}

/// The size of the page at a position: the manner's in turn, where pages may be short, and never above what was asked for.
fn cut(paging: &CursorPaging, manners: &Manners, size: usize, position: usize) -> usize {
    let sizes = manners.pages();
    let turn = position.checked_rem(sizes.len()).and_then(|n| sizes.get(n));
    turn.filter(|_| paging.short_pages)
        .map_or(size, |s| (*s).min(size))
        .max(1)
}

fn between(start: Spot, end: Spot, length: usize) -> Page {
    let mark = Mark::Cursor {
        start,
        before: start.position > 0,
        after: (end.position < length).then_some(end),
        length,
    };
    Page {
        from: start.position,
        to: end.position,
        mark,
    }
}

/// Writes cursors, links and the signals that the list ends here or starts here.
pub(super) fn report(
    contract: &Contract,
    paging: &CursorPaging,
    request: &Request,
    manners: &Manners,
    (start, before, after): (Spot, bool, Option<Spot>),
    draft: &mut Draft,
) {
    let next = after.map(|spot| spot.encode_in(manners));
    let name = paging.parameter.as_str();
    let beyond = (&paging.from, &paging.end, name, Spot::at(usize::MAX));
    if let (Some(place), Some(cursor)) = (&paging.next, &next) {
        let link = link_in(paging, request, manners, name, cursor);
        put(place, &link.into(), &mut draft.headers, draft.body.as_mut());
    } else if let Some(place) = &paging.next {
        take_out(place, &mut draft.headers, draft.body.as_mut());
    }
    direction(contract, paging, request, manners, beyond, next, draft);
    if let Some(back) = &paging.back {
        let previous = before.then(|| start.encode_in(manners));
        let beyond = (&back.from, &back.end, back.parameter.as_str(), start);
        if let (Some(place), Some(cursor)) = (&back.link, &previous) {
            let link = link_in(paging, request, manners, &back.parameter, cursor);
            put(place, &link.into(), &mut draft.headers, draft.body.as_mut());
        } else if let Some(place) = &back.link {
            take_out(place, &mut draft.headers, draft.body.as_mut());
        }
        direction(contract, paging, request, manners, beyond, previous, draft);
    }
}

/// Writes one direction: with a cursor there is more, without one the list ends.
fn direction(
    contract: &Contract,
    paging: &CursorPaging,
    request: &Request,
    manners: &Manners,
    (from, end, parameter, edge): (&Expression, &End, &str, Spot),
    cursor: Option<String>,
    draft: &mut Draft,
) {
    let more = cursor.is_some();
    let link = cursor
        .as_deref()
        .map(|cursor| link_in(paging, request, manners, parameter, cursor));
    match cursor {
        Some(cursor) => put(
            from,
            &cursor.into(),
            &mut draft.headers,
            draft.body.as_mut(),
        ),
        None => take_out(from, &mut draft.headers, draft.body.as_mut()),
    }
    match (end, link) {
        (End::True(flag), _) => put(
            flag,
            &(!more).into(),
            &mut draft.headers,
            draft.body.as_mut(),
        ),
        (End::False(flag), _) => put(flag, &more.into(), &mut draft.headers, draft.body.as_mut()),
        (End::Absent(place), Some(link)) if place.root != from.root => {
            put(place, &link.into(), &mut draft.headers, draft.body.as_mut());
        }
        (End::Absent(place), None) => take_out(place, &mut draft.headers, draft.body.as_mut()),
        (End::Absent(_), Some(_)) => {}
    }
    if !more
        && !matches!(end, End::Absent(place) if place.root == from.root)
        && is_required(contract, from, draft)
    {
        // The document has a cursor on every page: this one marks the end itself.
        let last = edge.encode_in(manners);
        put(from, &last.into(), &mut draft.headers, draft.body.as_mut());
    }
}

/// The request's own URL with a cursor in place of those it has.
pub(super) fn link(
    paging: &CursorPaging,
    request: &Request,
    parameter: &str,
    cursor: &str,
) -> String {
    link_in(paging, request, &Manners::default(), parameter, cursor)
}

/// The same in the form that a manner gives it.
fn link_in(
    paging: &CursorPaging,
    request: &Request,
    manners: &Manners,
    parameter: &str,
    cursor: &str,
) -> String {
    let back = paging.back.as_ref().map(|b| b.parameter.as_str());
    let is_cursor = |name: &str| name == paging.parameter || Some(name) == back;
    let kept = request
        .query
        .iter()
        .filter(|(name, _)| !is_cursor(name))
        .cloned();
    let all: Vec<(String, String)> = kept
        .chain([(parameter.to_owned(), cursor.to_owned())])
        .collect();
    let path = request.url.split(['?', '#']).next().unwrap_or_default();
    let query = encode::query(&all);
    let below = path.split_once("://").map_or(path, |(_, rest)| rest);
    let rooted = below.split_once('/').map_or("", |(_, rest)| rest);
    match manners.find(|m| {
        if let Manner::Links(form) = m {
            Some(*form)
        } else {
            None
        }
    }) {
        None => format!("{path}?{query}"),
        Some(Links::Rooted) => format!("/{rooted}?{query}"),
        Some(Links::Query) => format!("?{query}"),
        Some(Links::SchemeLess) => format!("//{below}?{query}"),
    }
}

/// Whether the response's schema misses a place of the body that is not there.
fn is_required(contract: &Contract, place: &Expression, draft: &Draft) -> bool {
    let (Root::ResponseBody(at), Some(body)) = (&place.root, &draft.body) else {
        return false;
    };
    let response = contract.response(draft.status);
    let pointer = response
        .and_then(super::errors::json_content)
        .and_then(|(_, pointer)| pointer);
    let Some((parent, name)) = at.rsplit_once('/') else {
        return false;
    };
    let errors = pointer.map(|p| contract.schemas.errors_at(&p, body));
    errors.is_some_and(|e| {
        let misses = |e: &crate::contract::SchemaError| {
            e.instance == parent && e.missing.as_deref() == Some(name)
        };
        e.is_ok_and(|errors| errors.iter().any(misses))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_opaque_and_safe_in_a_url() {
        for spot in [
            Spot::at(0),
            Spot::at(59),
            Spot {
                position: 19,
                passed: true,
                lap: 0,
            },
        ] {
            let text = spot.encode();
            assert_eq!(Spot::decode(&text), Some(spot));
            assert!(
                text.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
                "{text}"
            );
        }
        assert_eq!(Spot::decode("bm8tc3VjaC1jdXJzb3I"), None);
        assert_eq!(Spot::decode(""), None);
    }
}
