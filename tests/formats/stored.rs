//! What the stored run holds that other projects' validators and the browser are shown.

use std::collections::BTreeSet;

use docproof::http::{Entry, Leg, Response};
use docproof::record::{CaseResult, Keep, fold};
use docproof::verdict::{Cause, Verdict};

use crate::hostile;

/// What is said of the stored run: whatever is shown to other projects' validators and to the browser is shown all of it.
#[test]
fn the_run_that_is_validated_has_all_that_reports_trip_over() {
    let record = hostile::record();
    let (run, told) = fold([("r".to_owned(), record.as_slice())], Keep::All);
    let run = run.expect("a header");
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let cut_off =
        "r: warning: the case `acme/members::list::cut off` has no end: the run was cut off";
    assert_eq!(told, [cut_off]);
    let has = |what: &str, is: &dyn Fn(&CaseResult) -> bool| {
        assert!(run.cases.iter().any(is), "no case is {what}");
    };
    let failed = |c: &CaseResult| c.verdict == Verdict::Failed;
    has("passed", &|c| c.verdict == Verdict::Passed && !c.flaky);
    has("failed", &|c| failed(c) && !c.is_waived());
    has("waived", &|c| failed(c) && c.is_waived());
    has("flaky", &|c| c.flaky && c.is_flaky());
    for cause in [
        |c: &Cause| matches!(c, Cause::Transport(_)),
        |c: &Cause| matches!(c, Cause::Throttled),
        |c: &Cause| matches!(c, Cause::DataChanged),
    ] {
        let is = |c: &CaseResult| matches!(&c.verdict, Verdict::Inconclusive(why) if cause(why));
        has("inconclusive for each cause", &is);
    }
    let skipped = |c: &CaseResult| matches!(&c.verdict, Verdict::Skipped(why) if !why.is_empty());
    has("skipped for a reason", &skipped);
    let pages = |c: &CaseResult| {
        let entries = c.transcript.entries.iter();
        let pages = entries.filter(|e| !e.superseded && e.leg == Leg::Main);
        let asked: BTreeSet<&str> = pages.map(|e| e.exchange.request.url.as_str()).collect();
        asked.len()
    };
    has("a walk of 40 pages", &|c| {
        c.verdict == Verdict::Passed && pages(c) == 40
    });
    let size = |e: &Entry| e.exchange.response().map_or(0, |r| r.body.len());
    has("a body of 1 MB", &|c| {
        c.transcript.entries.iter().any(|e| size(e) >= 1_000_000)
    });
    assert_eq!((run.stale.len(), run.unfinished.len()), (1, 1));

    for piece in [
        "</script>",
        "\"q\"",
        "'q'",
        "עברית",
        "\u{202e}",
        "👩",
        "\u{1b}",
    ] {
        assert!(hostile::NASTY.contains(piece), "{piece:?}");
    }
    let nasty = |text: &str| text.contains(hostile::NASTY);
    has("hostile by its name", &|c| nasty(&c.name));
    let answers = |c: &CaseResult, is: &dyn Fn(&Response) -> bool| {
        let mut entries = c.transcript.entries.iter();
        entries.any(|e| e.exchange.response().is_some_and(is))
    };
    has("hostile in a body", &|c| {
        answers(c, &|r| nasty(&String::from_utf8_lossy(&r.body)))
    });
    has("hostile in a finding", &|c| {
        c.findings().any(|(_, f)| nasty(&f.message))
    });
    has("a masked secret of a request and of an answer", &|c| {
        let mut entries = c.transcript.entries.iter();
        let sent = entries.any(|e| e.exchange.request.headers.get("X-Token") == Some("[token]"));
        sent && answers(c, &|r| r.headers.get("X-Echo") == Some("[token]"))
    });
    let text = String::from_utf8(record).expect("UTF-8");
    assert!(!text.contains(hostile::SECRET));
}
