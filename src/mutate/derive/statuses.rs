//! Each status swapped with another, and the answer past a limit.

use super::{Brood, reachable};
use crate::contract::ThrottleScope;
use crate::mock::{Lie, ThrottleLie};
use crate::mutate::{Category, Stated};
use crate::verdict::{Part, ThrottleAspect};

pub(super) fn derive(brood: &mut Brood<'_>) {
    let success = brood.contract.success().map(|(status, _)| status);
    let past_limit = brood.contract.throttle.as_ref().map(|t| t.status);
    for from in reachable::statuses(brood.contract) {
        let documented = if Some(from) == success {
            reachable::failures(brood.contract).first().copied()
        } else {
            success
        };
        let sources = reachable::sources(brood.contract, from);
        // What alone provokes the status is answered with the same odd one among the mutants of `access` and `lookup`.
        let alone = sources.len() == 1 && Some(from) != past_limit;
        let odd = reachable::undocumented(brood.contract).filter(|_| !alone);
        for to in documented.into_iter().chain(odd) {
            let mut parts = vec![Part::Status(from)];
            parts.extend(sources.iter().cloned());
            // A status that no document names has no clause, and is told wherever it is seen.
            parts.extend((Some(to) == odd).then_some(Part::Status(to)));
            if Some(from) == past_limit {
                parts.push(Part::Throttle(ThrottleAspect::Status));
                parts.push(Part::Throttle(ThrottleAspect::Limit));
            }
            let lie = Lie::Status { from, to };
            brood.add(
                Category::Status,
                &format!("{from}-as-{to}"),
                lie,
                parts,
                Stated::ByAny,
            );
        }
    }
    throttle(brood);
}

fn throttle(brood: &mut Brood<'_>) {
    let Some(form) = &brood.contract.throttle else {
        return;
    };
    let mut add = |what: &str, lie, aspects: &[ThrottleAspect], stated| {
        let mut parts: Vec<Part> = aspects.iter().map(|a| Part::Throttle(*a)).collect();
        if aspects == [ThrottleAspect::RetryAfter] {
            parts.push(Part::Header(form.status, "Retry-After".to_owned()));
        }
        brood.add(Category::Throttle, what, Lie::Throttle(lie), parts, stated);
    };
    let counted = form
        .limits
        .iter()
        .any(|l| l.requests.is_some() && l.per != ThrottleScope::All);
    if counted {
        let aspects = [ThrottleAspect::Limit, ThrottleAspect::Status];
        add("no-limit", ThrottleLie::Never, &aspects, Stated::ByNone);
    }
    let instead = if form.status == 400 { 403 } else { 400 };
    let aspects = [ThrottleAspect::Status, ThrottleAspect::Limit];
    add(
        &format!("status-{instead}"),
        ThrottleLie::Status(instead),
        &aspects,
        Stated::ByAny,
    );
    if form.retry_after {
        for (what, lie) in [
            ("without-retry-after", ThrottleLie::WithoutRetryAfter),
            ("unreadable-retry-after", ThrottleLie::UnreadableRetryAfter),
            ("negative-retry-after", ThrottleLie::NegativeRetryAfter),
        ] {
            add(what, lie, &[ThrottleAspect::RetryAfter], Stated::ByNone);
        }
    }
}
