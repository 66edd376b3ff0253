//! Links in a body stay on the target's own origin.

use url::Url;

use super::page::Page;
use super::reported::place_of;
use crate::check::checks::{Checks, finding, words};
use crate::contract::Paging;
use crate::verdict::{Actual, Aspect, Part};

/// Checks every documented link that is there.
pub(super) fn check(page: &Page<'_>, checks: &mut Checks) {
    let Some(Paging::Cursor(form)) = &page.seen.contract.paging else {
        return;
    };
    let part = || Part::Paging(Aspect::Links);
    for place in &form.links {
        let link = place.read(&page.seen.scope(None));
        let Some(link) = link.filter(|l| !l.is_null()) else {
            checks.vacuous(part(), "the page has no link");
            continue;
        };
        let own = Url::parse(&page.seen.request.url).ok();
        let target = own
            .as_ref()
            .zip(link.as_str())
            .and_then(|(o, l)| o.join(l).ok());
        let Some((own, target)) = own.zip(target) else {
            let told = finding(
                "link-is-no-url",
                place_of(page, place),
                words("a URL"),
                Actual::Value(link.into_owned()),
                "The link leads nowhere.",
            );
            checks.broken(part(), told);
            continue;
        };
        if target == own {
            let told = finding(
                "link-leads-nowhere",
                place_of(page, place),
                words("the URL of another page"),
                Actual::Value(link.into_owned()),
                "The link leads to the page that it is on.",
            );
            checks.broken(part(), told);
            continue;
        }
        if own.origin() == target.origin() {
            checks.held(part(), 1);
        } else {
            let told = finding(
                "link-leaves-origin",
                place_of(page, place),
                words(format!("a URL of {}", own.origin().ascii_serialization())),
                Actual::Value(link.into_owned()),
                "The link leads to another origin, where no credential may be sent.",
            );
            checks.broken(part(), told);
        }
    }
}
