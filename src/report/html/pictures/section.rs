//! The pictures of the run as a whole.

use super::{latency, waiting, walk};
use crate::report::html::markup::Html;
use crate::report::html::view::View;

/// Times and pages.
pub(crate) fn pictures(h: &mut Html, view: &View<'_>) {
    h.el("h2", &[("id", "times")], "Times and pages");
    if view
        .run
        .cases
        .iter()
        .all(|c| view.traces.of_case(&c.name).is_empty())
    {
        h.el(
            "p",
            &[],
            "No request was made, or the exchanges are not at hand.",
        );
        return;
    }
    latency::latency(h, view);
    waiting::waiting(h, view);
    walk::longest(h, view);
}
