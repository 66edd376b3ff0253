//! The same request with one parameter changed.

use url::Url;

use crate::contract::{Contract, Location};
use crate::http::{self, Request, encode};

/// The request with a query parameter replaced where it first stands, added at the end, or (with `None`) removed.
pub(super) fn with_query(request: &Request, name: &str, value: Option<&str>) -> Request {
    let mut made = request.clone();
    let at = made.query.iter().position(|(n, _)| n == name);
    made.query.retain(|(n, _)| n != name);
    if let Some(value) = value {
        let at = at.unwrap_or(made.query.len());
        made.query.insert(at, (name.to_owned(), value.to_owned()));
    }
    let path = made.url.split(['?', '#']).next().unwrap_or_default();
    made.url = match made.query.as_slice() {
        [] => path.to_owned(),
        query => format!("{path}?{}", encode::query(query)),
    };
    made
}

/// The request with a query or path parameter set.
///
/// # Errors
/// When the request's URL is not that of the contract's path, or no URL can carry the value.
pub(super) fn with_parameter(
    contract: &Contract,
    request: &Request,
    name: &str,
    value: &str,
) -> Result<Request, String> {
    if contract
        .parameter(name)
        .is_none_or(|p| p.location != Location::Path)
    {
        return Ok(with_query(request, name, Some(value)));
    }
    let mut made = request.clone();
    for (_, own) in made.path.iter_mut().filter(|(n, _)| n == name) {
        value.clone_into(own);
    }
    let before = http::url("", &contract.path, &request.path, &[])?;
    let url = request.url.split(['?', '#']).next().unwrap_or_default();
    let base = url
        .strip_suffix(before.as_str())
        .ok_or_else(|| format!("the URL does not end in `{before}`"))?;
    made.url = http::url(base, &contract.path, &made.path, &made.query)?;
    Ok(made)
}

/// The request that a link of its answer leads to: the same but for the URL. A link that begins with a slash and does
/// not lead to the contract's path as it stands (RFC 3986) may be meant below the base URL: it is, where it leads there.
///
/// # Errors
/// When the link is no URL, or leads to another origin, where no credential may be sent.
pub(super) fn linked(
    contract: &Contract,
    request: &Request,
    link: &str,
) -> Result<Request, String> {
    let own = Url::parse(&request.url).map_err(|e| format!("the request's URL is none: {e}"))?;
    let target = own
        .join(link)
        .map_err(|e| format!("the link is no URL: {e}"))?;
    if own.origin() != target.origin() {
        return Err("the link leads to another origin".to_owned());
    }
    let target = below_the_base(contract, link, &own, &target).unwrap_or(target);
    Ok(Request {
        query: encode::parse_query(target.query().unwrap_or_default()),
        url: target.to_string(),
        ..request.clone()
    })
}

/// The URL that a link means below the base URL, where it leads to the contract's path only so.
fn below_the_base(contract: &Contract, link: &str, own: &Url, target: &Url) -> Option<Url> {
    if !link.starts_with('/') || link.starts_with("//") {
        return None;
    }
    let route = segments(&contract.path);
    let path = segments(own.path());
    let base = path.get(..path.len().checked_sub(route.len())?)?;
    let fits = |url: &Url| {
        let path = segments(url.path());
        let below = path.get(base.len()..).unwrap_or_default();
        path.starts_with(base)
            && below.len() == route.len()
            && below.iter().zip(&route).all(|(found, wanted)| {
                wanted.starts_with('{') && !found.is_empty() || found == wanted
            })
    };
    if fits(target) {
        return None;
    }
    let base: String = base.iter().map(|segment| format!("/{segment}")).collect();
    let meant = own.join(&format!("{base}{link}")).ok()?;
    (meant.origin() == own.origin() && fits(&meant)).then_some(meant)
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_start_matches('/').split('/').collect()
}
