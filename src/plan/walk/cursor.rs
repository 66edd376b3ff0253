//! Pages that say where the next one starts.

use std::collections::HashSet;

use serde_json::Value;

use super::ask::{linked, with_query};
use super::walker::{Onward, digest};
use crate::contract::{Contract, CursorPaging, End};
use crate::http::{Expression, Request, Scope};

/// Digests of the cursors that a leg has followed.
#[derive(Debug, Default)]
pub(super) struct Cursors {
    followed: HashSet<u64>,
}

impl Cursors {
    /// What follows a page forward.
    pub(super) fn after(
        &mut self,
        contract: &Contract,
        paging: &CursorPaging,
        request: &Request,
        scope: &Scope<'_>,
    ) -> Result<Onward, String> {
        if ends(&paging.end, scope) {
            return Ok(Onward::End);
        }
        if let Some(next) = instead(&paging.from, paging.next.as_ref(), scope) {
            return self.link(contract, &paging.end, next, request, scope);
        }
        let other = paging.back.as_ref().map(|back| back.parameter.as_str());
        self.follow(&paging.parameter, other, &paging.from, request, scope)
    }

    /// What comes before a page.
    pub(super) fn before(
        &mut self,
        contract: &Contract,
        paging: &CursorPaging,
        request: &Request,
        scope: &Scope<'_>,
    ) -> Result<Onward, String> {
        let back = paging
            .back
            .as_ref()
            .ok_or("the contract knows no way back")?;
        if ends(&back.end, scope) {
            return Ok(Onward::End);
        }
        if let Some(link) = instead(&back.from, back.link.as_ref(), scope) {
            return self.link(contract, &back.end, link, request, scope);
        }
        self.follow(
            &back.parameter,
            Some(&paging.parameter),
            &back.from,
            request,
            scope,
        )
    }

    /// The request of a link to another page, which must be on the target's own origin.
    pub(super) fn link(
        &mut self,
        contract: &Contract,
        end: &End,
        place: &Expression,
        request: &Request,
        scope: &Scope<'_>,
    ) -> Result<Onward, String> {
        if ends(end, scope) {
            return Ok(Onward::End);
        }
        // A number is no link, although it would do as a relative one.
        let link = place.read(scope).filter(|value| value.is_string());
        let link = link.and_then(|_| cursor(place, scope)).ok_or_else(|| {
            format!("the page is not said to be the last, and `{place}` has no link")
        })?;
        let linked = linked(contract, request, &link)?;
        self.followed.insert(digest(&request.url));
        if !self.followed.insert(digest(&linked.url)) {
            return Err("a link came a second time".to_owned());
        }
        Ok(Onward::Ask(linked))
    }

    fn follow(
        &mut self,
        parameter: &str,
        other: Option<&str>,
        from: &Expression,
        request: &Request,
        scope: &Scope<'_>,
    ) -> Result<Onward, String> {
        let cursor = cursor(from, scope).ok_or_else(|| {
            format!("the page is not said to be the last, and `{from}` has no cursor")
        })?;
        if let Some(own) = request.query_parameter(parameter) {
            self.followed.insert(digest(&own));
        }
        if !self.followed.insert(digest(&cursor.as_str())) {
            return Err("a cursor came a second time".to_owned());
        }
        let request = match other.filter(|other| *other != parameter) {
            Some(other) => with_query(request, other, None),
            None => request.clone(),
        };
        Ok(Onward::Ask(with_query(&request, parameter, Some(&cursor))))
    }
}

/// The link that leads on where a page has no cursor.
fn instead<'e>(
    from: &Expression,
    link: Option<&'e Expression>,
    scope: &Scope<'_>,
) -> Option<&'e Expression> {
    link.filter(|link| cursor(from, scope).is_none() && cursor(link, scope).is_some())
}

fn cursor(from: &Expression, scope: &Scope<'_>) -> Option<String> {
    match from.read(scope)?.as_ref() {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn ends(end: &End, scope: &Scope<'_>) -> bool {
    match end {
        // `null` is a deviation for the schema to tell; a client would stop there.
        End::Absent(place) => place.read(scope).is_none_or(|value| value.is_null()),
        End::True(place) => place.read(scope).as_deref() == Some(&Value::Bool(true)),
        End::False(place) => place.read(scope).as_deref() == Some(&Value::Bool(false)),
    }
}
