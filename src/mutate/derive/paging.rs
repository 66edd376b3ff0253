//! Each rule of paging broken.

use super::Brood;
use crate::contract::{
    CursorPaging, Means, NumberPaging, PageSize, Paging, PastEnd, Reported, Strength,
};
use crate::mock::{Astray, Lie, PagingLie as P, Way};
use crate::mutate::{Category, Stated};
use crate::verdict::{Aspect as A, Part};

pub(super) fn derive(brood: &mut Brood<'_>) {
    match &brood.contract.paging {
        None => {}
        Some(Paging::Number(form)) => {
            items(brood);
            sizes(brood, form.size.as_ref());
            totals(brood, form.total.as_ref());
            number(brood, form);
        }
        Some(Paging::Cursor(form)) => {
            items(brood);
            sizes(brood, form.size.as_ref());
            totals(brood, form.total.as_ref());
            cursor(brood, form);
        }
    }
}

/// Whether the schema of the parameter has room for a page size: what it forbids is refused, whatever the largest page is.
fn is_accepted(brood: &Brood<'_>, form: &PageSize, size: u64) -> bool {
    let contract = brood.contract;
    let parameter = form.parameter.as_ref().and_then(|p| contract.parameter(p));
    parameter.is_none_or(|p| {
        let errors = contract.schemas.errors_of(&p.schema, &size.into());
        errors.is_ok_and(|errors| errors.is_empty())
    })
}

fn add(brood: &mut Brood<'_>, what: &str, lie: P, aspects: &[A], stated: Stated) {
    let parts = aspects.iter().map(|a| Part::Paging(*a)).collect();
    brood.add(Category::Paging, what, Lie::Paging(lie), parts, stated);
}

fn items(brood: &mut Brood<'_>) {
    for (what, lie) in [
        ("item-repeated-across-pages", P::ItemRepeated),
        ("item-lost-between-pages", P::ItemLost),
        ("page-skipped", P::PageSkipped),
        ("order-unstable", P::Unstable),
    ] {
        add(brood, what, lie, &[A::Unique, A::Complete], Stated::ByAny);
    }
}

fn sizes(brood: &mut Brood<'_>, form: Option<&PageSize>) {
    let Some(form) = form else {
        return;
    };
    let exact = form.means == Means::Exact;
    if form.parameter.is_some() {
        add(
            brood,
            "page-one-too-large",
            P::Size(1),
            &[A::Size],
            Stated::ByNone,
        );
        if exact {
            add(
                brood,
                "page-one-too-small",
                P::Size(-1),
                &[A::Size],
                Stated::ByNone,
            );
        }
    }
    let capped = form.default.map_or(50, |d| d.saturating_mul(2).min(50));
    if let Some(name) = form.parameter.as_ref().filter(|_| exact)
        && form.maximum.is_none_or(|m| m > capped)
    {
        let lie = P::SizeCapped(usize::try_from(capped).unwrap_or(usize::MAX));
        let what = format!("size-capped-at-{capped}");
        let stated = Stated::BySending(name.clone());
        add(brood, &what, lie, &[A::Size], stated);
    }
    if form.default.is_some() {
        add(
            brood,
            "default-one-too-large",
            P::DefaultSize(1),
            &[A::DefaultSize],
            Stated::ByNone,
        );
        if exact {
            add(
                brood,
                "default-one-too-small",
                P::DefaultSize(-1),
                &[A::DefaultSize],
                Stated::ByNone,
            );
        }
    }
    if form
        .maximum
        .is_some_and(|most| is_accepted(brood, form, most.saturating_add(1)))
    {
        add(
            brood,
            "maximum-ignored",
            P::MaximumIgnored,
            &[A::Size],
            Stated::ByNone,
        );
    }
}

/// How far below what it should be a number is wrong; a bound is wrong only below what it bounds.
fn below(reported: &Reported) -> i8 {
    match reported.strength {
        Strength::Exact => -1,
        Strength::UpperBound => -3,
    }
}

fn totals(brood: &mut Brood<'_>, total: Option<&Reported>) {
    let Some(total) = total else {
        return;
    };
    let aspects = &[A::Total, A::Complete];
    add(
        brood,
        "total-too-small",
        P::Total(below(total)),
        aspects,
        Stated::ByNone,
    );
    if total.strength == Strength::Exact {
        add(
            brood,
            "total-too-large",
            P::Total(1),
            aspects,
            Stated::ByNone,
        );
    }
    add(
        brood,
        "total-changes",
        P::TotalChanges,
        &[A::Total],
        Stated::ByNone,
    );
}

fn number(brood: &mut Brood<'_>, form: &NumberPaging) {
    if let Some(pages) = &form.pages {
        let aspects = &[A::Pages, A::Complete];
        add(
            brood,
            "pages-too-few",
            P::Pages(below(pages)),
            aspects,
            Stated::ByNone,
        );
        if pages.strength == Strength::Exact {
            add(
                brood,
                "pages-too-many",
                P::Pages(1),
                aspects,
                Stated::ByNone,
            );
        }
        add(
            brood,
            "pages-change",
            P::PagesChange,
            &[A::Pages],
            Stated::ByNone,
        );
    }
    for (place, what, lie, aspects) in [
        (&form.index, "current-page-wrong", P::Index, &[A::Index][..]),
        (&form.count, "count-wrong", P::Count, &[A::Count]),
        (
            &form.reported_size,
            "size-reported-wrong",
            P::ReportedSize,
            &[A::Size, A::DefaultSize],
        ),
    ] {
        if place.is_some() {
            add(brood, what, lie, aspects, Stated::ByNone);
        }
    }
    if form.last.is_some() {
        ends(brood, &[A::Last, A::Complete]);
    }
    for (what, other) in [
        ("past-the-end-empty", PastEnd::Empty),
        ("past-the-end-the-last-page", PastEnd::LastPage),
        ("past-the-end-404", PastEnd::NotFound),
    ] {
        if form.past_end.is_some_and(|stated| stated != other) {
            add(
                brood,
                what,
                P::PastEnd(other),
                &[A::PastEnd],
                Stated::ByNone,
            );
        }
    }
}

fn ends(brood: &mut Brood<'_>, aspects: &[A]) {
    for (what, lie) in [
        ("end-signalled-early", P::EndEarly),
        ("end-signalled-one-page-early", P::EndOnePageEarly),
        ("end-signalled-on-every-page", P::EndAlways),
        ("end-never-signalled", P::EndNever),
    ] {
        add(brood, what, lie, aspects, Stated::ByAny);
    }
}

fn cursor(brood: &mut Brood<'_>, form: &CursorPaging) {
    ends(brood, &[A::End]);
    add(
        brood,
        "cursor-loop",
        P::Loop,
        &[A::Cursor, A::Unique],
        Stated::ByNone,
    );
    add(
        brood,
        "endless-list",
        P::Endless,
        &[A::End, A::Cursor],
        Stated::ByNone,
    );
    add(
        brood,
        "cursor-missing",
        P::CursorMissing,
        &[A::Cursor],
        Stated::ByNone,
    );
    if !form.links.is_empty() {
        for (what, lie) in [
            ("link-to-another-origin", P::LinkElsewhere),
            ("link-from-https-to-http", P::LinkDowngraded),
            ("link-is-no-url", P::LinkBroken),
        ] {
            let parts = vec![Part::Paging(A::Links)];
            brood.add(
                Category::Safety,
                what,
                Lie::Paging(lie),
                parts,
                Stated::ByNone,
            );
        }
    }
    let back = form.back.as_ref().and_then(|b| b.link.as_ref());
    for (way, name, link) in [
        (Way::On, "next-link", form.next.as_ref()),
        (Way::Back, "previous-link", back),
    ] {
        if link.is_some() {
            astray(brood, way, name);
        }
    }
    if form.back.is_some() {
        for (what, lie) in [
            ("way-back-loses-an-item", P::BackLosesItem),
            ("way-back-starts-over", P::BackIgnored),
            ("way-back-without-end", P::BackEndless),
            ("start-signalled-on-every-page", P::BackStartAlways),
        ] {
            add(brood, what, lie, &[A::Back], Stated::ByNone);
        }
    }
}

/// A link of one direction that leads astray, while the cursor beside it is right.
fn astray(brood: &mut Brood<'_>, way: Way, name: &str) {
    let aspects = match way {
        Way::On => &[A::Follow, A::Unique, A::Complete, A::Back][..],
        Way::Back => &[A::Follow, A::Back],
    };
    for (what, astray) in [
        ("skips-a-page", Astray::Skips),
        ("to-its-own-page", Astray::Stays),
        ("to-no-page", Astray::Nowhere),
    ] {
        let what = format!("{name}-{what}");
        add(brood, &what, P::Link(way, astray), aspects, Stated::ByAny);
    }
}
