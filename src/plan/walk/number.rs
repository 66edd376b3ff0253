//! Pages with numbers.

use serde_json::Value;

use super::ask::with_parameter;
use super::walker::{Onward, digest};
use crate::contract::{Contract, Means, NumberPaging, PastEnd};
use crate::http::{Expression, Request, Scope};

/// What a walk forward remembers.
#[derive(Debug, Default)]
pub(super) struct Forward {
    /// The number of the first page walked.
    start: Option<u64>,
    /// How many items there were so far.
    items: u64,
    /// A digest of the items of the page before.
    before: Option<u64>,
}

impl Forward {
    /// What follows a page.
    pub(super) fn after(
        &mut self,
        contract: &Contract,
        paging: &NumberPaging,
        request: &Request,
        scope: &Scope<'_>,
    ) -> Result<Onward, String> {
        let page = page_of(paging, request)?;
        let start = *self.start.get_or_insert(page);
        let place = contract.items.as_ref().map(|items| items.at.as_str());
        let items = place.and_then(|at| scope.body?.pointer(at)?.as_array());
        let length = items.map(|items| items.len() as u64);
        self.items += length.unwrap_or(0);
        if self.ends(paging, (page, start), length, request, scope)? {
            return Ok(Onward::End);
        }
        let own = items.map(|items| digest(&items.as_slice()));
        if own.is_some() && own == self.before {
            return Err(format!("page {page} has the items of the page before it"));
        }
        self.before = own;
        following(contract, paging, request).map(Onward::Ask)
    }

    /// Whether the list ends with a page: an empty one does; else what is documented says so, `last` before the number of
    /// pages before the number of items. Where nothing is, the list goes on until a page is empty, or short where asking
    /// past the end gives no empty page.
    fn ends(
        &self,
        paging: &NumberPaging,
        (page, start): (u64, u64),
        length: Option<u64>,
        request: &Request,
        scope: &Scope<'_>,
    ) -> Result<bool, String> {
        if length == Some(0) {
            return Ok(true);
        }
        if let Some(Value::Bool(last)) = paging
            .last
            .as_ref()
            .and_then(|last| last.read(scope))
            .as_deref()
        {
            return Ok(*last);
        }
        let reported = |from: Option<&Expression>| from.and_then(|from| from.read(scope)?.as_u64());
        let walked = page.saturating_sub(paging.first).saturating_add(1);
        if let Some(pages) = reported(paging.pages.as_ref().map(|p| &p.from)) {
            return Ok(walked >= pages);
        }
        let full = full_size(paging, request, scope);
        if let Some(total) = reported(paging.total.as_ref().map(|t| &t.from)) {
            if let Some(size) = full {
                return Ok(walked.saturating_mul(size) >= total);
            }
            if start == paging.first && length.is_some() {
                return Ok(self.items >= total);
            }
        }
        let length = length.ok_or("nothing in the answer says where the list ends")?;
        Ok(paging.past_end != Some(PastEnd::Empty) && full.is_some_and(|size| length < size))
    }
}

/// The size of every page but the last, where the document promises one and it is known.
fn full_size(paging: &NumberPaging, request: &Request, scope: &Scope<'_>) -> Option<u64> {
    let size = paging
        .size
        .as_ref()
        .filter(|size| size.means == Means::Exact)?;
    let reported = paging
        .reported_size
        .as_ref()
        .and_then(|from| from.read(scope)?.as_u64());
    let asked = size
        .parameter
        .as_ref()
        .and_then(|name| request.parameter(name)?.parse::<u64>().ok());
    let asked = asked.map(|asked| size.maximum.map_or(asked, |most| asked.min(most)));
    reported.or(asked).or(size.default).filter(|size| *size > 0)
}

/// The number of the page that a request asks for.
fn page_of(paging: &NumberPaging, request: &Request) -> Result<u64, String> {
    match request.parameter(&paging.parameter) {
        None => Ok(paging.first),
        Some(text) => text.parse().map_err(|_| {
            format!(
                "`{}` is {text:?}, which is no number of a page",
                paging.parameter
            )
        }),
    }
}

/// The request for the page behind another's.
pub(super) fn following(
    contract: &Contract,
    paging: &NumberPaging,
    request: &Request,
) -> Result<Request, String> {
    let page = page_of(paging, request)?
        .checked_add(1)
        .ok_or("there is no larger number of a page")?;
    with_parameter(contract, request, &paging.parameter, &page.to_string())
}

/// What comes before a page, down to the one that the walk began with.
pub(super) fn before(
    contract: &Contract,
    paging: &NumberPaging,
    began: &Request,
    request: &Request,
) -> Result<Onward, String> {
    let page = page_of(paging, request)?;
    if page <= page_of(paging, began)? {
        return Ok(Onward::End);
    }
    let page = page.saturating_sub(1);
    with_parameter(contract, request, &paging.parameter, &page.to_string()).map(Onward::Ask)
}

/// Whether a status is the documented answer past the end.
pub(super) fn is_past_end(paging: &NumberPaging, status: u16) -> bool {
    paging.past_end == Some(PastEnd::NotFound) && status == 404
}
