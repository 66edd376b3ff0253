//! A request and its answer, with the place that broke marked; and every exchange of a case in a table.

use super::blocks::Column::{Number, Text};
use super::blocks::{columns, number, scrolled, size};
use super::markup::Html;
use super::view::View;
use crate::http::{Exchange, Leg, Response, curl};
use crate::record::CaseResult;
use crate::report::excerpt::{self, ExcerptLine, Seen};
use crate::report::layout::duration;
use crate::report::{Trace, words};
use crate::text::{counted, grouped};
use crate::verdict::Finding;

/// So many characters of a line of a body are shown.
const WIDTH: usize = 160;
/// So many bytes of a body are shown where it is shown from its beginning.
const BODY: usize = 16 << 10;
/// So many exchanges are listed.
const LISTED: usize = 200;

/// An exchange, for a finding where there is one. `shown` tells that the request stands above already.
pub(super) fn exchange(
    h: &mut Html,
    view: &View<'_>,
    case: &CaseResult,
    at: usize,
    about: Option<(&Finding, Option<usize>)>,
) {
    let all = &case.transcript.entries;
    let Some(entry) = all.get(at) else {
        h.el(
            "p",
            &[("class", "label")],
            format!("Request {} is not in this report", at + 1),
        );
        return;
    };
    let repeated = about.and_then(|(_, shown)| shown);
    let title = format!(
        "Request {} of {}{}",
        at + 1,
        all.len(),
        words::purpose(entry)
    );
    if let Some(index) = repeated {
        h.el(
            "p",
            &[("class", "label")],
            format!("{title}: the same as of finding {index}"),
        );
    } else {
        h.el("p", &[("class", "label")], title);
        h.tag("pre", &[("class", "curl")], |h| {
            h.text(curl(&entry.exchange.request));
        });
    }
    answer(
        h,
        view,
        &entry.exchange,
        about.map(|(finding, _)| finding),
        repeated.is_some(),
    );
}

fn answer(
    h: &mut Html,
    view: &View<'_>,
    exchange: &Exchange,
    finding: Option<&Finding>,
    repeated: bool,
) {
    let took = duration(exchange.took_us);
    let response = match &exchange.outcome {
        Ok(response) => response,
        Err(failure) => {
            let text = format!("No answer after {took}: {}", failure.message);
            h.el("p", &[("class", "label")], text);
            return;
        }
    };
    if !repeated {
        h.el(
            "p",
            &[("class", "label")],
            format!("Answer: {}, after {took}", words::head(response)),
        );
    }
    let seen = excerpt::read(response);
    let header = finding.and_then(|f| f.place.header.as_deref());
    let pointer = finding.and_then(|f| f.place.pointer.as_deref());
    match (header, pointer) {
        (Some(name), _) => fields(h, response, Some(name)),
        (None, Some(pointer)) => lines(h, &seen.around(pointer, WIDTH)),
        (None, None) if !repeated => lines(h, &seen.beginning(WIDTH)),
        (None, None) => {}
    }
    if repeated {
        return;
    }
    if header.is_none() && response.headers.iter().next().is_some() {
        h.tag("details", &[("class", "more")], |h| {
            h.el(
                "summary",
                &[],
                counted(response.headers.iter().count(), "header field"),
            );
            fields(h, response, None);
        });
    }
    whole(h, view, &seen);
}

/// Header fields, those of one name marked; where none has it, that it is missing.
fn fields(h: &mut Html, response: &Response, marked: Option<&str>) {
    h.tag("pre", &[("class", "body")], |h| {
        for (name, value) in response.headers.iter() {
            let text = format!("{name}: {value}");
            line(
                h,
                marked.is_some_and(|m| m.eq_ignore_ascii_case(name)),
                &text,
            );
        }
        if let Some(name) = marked.filter(|m| response.headers.get(m).is_none()) {
            line(h, true, &format!("({name} is missing)"));
        }
    });
}

fn lines(h: &mut Html, lines: &[ExcerptLine]) {
    h.tag("pre", &[("class", "body")], |h| {
        for each in lines {
            line(h, each.marked, &each.text);
        }
    });
}

fn line(h: &mut Html, marked: bool, text: &str) {
    if marked {
        h.el("mark", &[], text);
    } else {
        h.text(text);
    }
    h.line_break();
}

/// The body from its beginning, as long as there is room in the page.
fn whole(h: &mut Html, view: &View<'_>, seen: &Seen) {
    let text = match seen {
        Seen::Empty | Seen::Opaque(_) => return,
        Seen::Text(text) => text.clone(),
        Seen::Json(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
    };
    let cut = text.floor_char_boundary(BODY);
    if !view.room(cut) {
        h.el(
            "p",
            &[("class", "label")],
            "The whole body is in the record.",
        );
        return;
    }
    h.tag("details", &[("class", "more")], |h| {
        let told = if cut < text.len() {
            format!(
                "The body's first {} of {}",
                size(number(cut)),
                size(number(text.len()))
            )
        } else {
            "The whole body".to_owned()
        };
        h.el("summary", &[], told);
        h.tag("pre", &[("class", "body")], |h| {
            h.lines(text.get(..cut).unwrap_or_default());
        });
    });
}

/// Every exchange of a case in a row each.
pub(super) fn table(h: &mut Html, view: &View<'_>, case: &CaseResult) {
    let traces = view.traces.of_case(&case.name);
    if traces.is_empty() {
        return;
    }
    h.tag("details", &[("class", "more")], |h| {
        h.el(
            "summary",
            &[],
            format!("{} in order", counted(traces.len(), "exchange")),
        );
        let name = format!("Exchanges of {}", case.title());
        scrolled(h, &name, |h| {
            h.tag("table", &[("class", "small")], |h| {
                columns(
                    h,
                    &[
                        Text("#"),
                        Text("What for"),
                        Text("Answer"),
                        Number("Items"),
                        Number("Repeated"),
                        Number("Size"),
                        Number("Sent at"),
                        Number("Took"),
                    ],
                );
                h.tag("tbody", &[], |h| {
                    for (index, trace) in traces.iter().enumerate().take(LISTED) {
                        row(h, index, &purpose(traces, index, trace), trace);
                    }
                });
            });
        });
        if traces.len() > LISTED {
            let more = grouped(number(traces.len() - LISTED));
            h.el(
                "p",
                &[("class", "label")],
                format!("and {more} more, in the record"),
            );
        }
    });
}

/// What a request was for: of several pages of one listing, which.
fn purpose(traces: &[Trace], index: usize, trace: &Trace) -> String {
    let of_same = |t: &&Trace| t.step == trace.step && t.leg == trace.leg && !t.superseded;
    let before = traces.iter().take(index).filter(of_same).count();
    let after = traces.iter().skip(index + 1);
    let several = before > 0 || after.filter(of_same).count() > usize::from(trace.superseded);
    let paged = matches!(trace.leg, Leg::Main | Leg::Back | Leg::Without(_)) && several;
    let mut purpose = match (&trace.leg, paged) {
        (Leg::Main, true) => format!("page {}", before + 1),
        (leg, true) => format!("{}, page {}", words::leg(leg), before + 1),
        (leg, false) => words::leg(leg),
    };
    if trace.step > 0 {
        purpose = format!("{purpose}, step {}", trace.step + 1);
    }
    if trace.superseded {
        purpose.push_str(", asked again later");
    }
    purpose
}

fn row(h: &mut Html, index: usize, purpose: &str, trace: &Trace) {
    let items = trace.items.map_or("–".to_owned(), grouped);
    let repeats = trace
        .items
        .map_or("–".to_owned(), |_| grouped(trace.repeats));
    h.tag("tr", &[], |h| {
        h.el("th", &[("scope", "row")], (index + 1).to_string());
        h.el("td", &[], purpose);
        h.el(
            "td",
            &[],
            trace.status.map_or("none".to_owned(), |s| s.to_string()),
        );
        let size = size(trace.bytes);
        for text in [
            items,
            repeats,
            size,
            duration(trace.at_ms.saturating_mul(1_000)),
            duration(trace.took_us),
        ] {
            h.el("td", &[("class", "n")], text);
        }
    });
}
