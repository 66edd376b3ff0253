//! CTRF (Common Test Report Format) 0.0: JSON that many dashboards read. Its schema is in the npm package `ctrf`.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::claims::{Claims, strongest};
use super::gates::{self, Demand, Standing};
use super::{Style, case_text, summary, words};
use crate::contract::Contract;
use crate::record::{CaseResult, Counts, Run};
use crate::verdict::Verdict;

/// So many characters of a message are kept.
const MESSAGE: usize = 300;

/// Writes the report as pretty JSON that ends in a line break. A case is put into words as it is written, so that not all
/// of them stand in memory.
///
/// # Errors
/// Whatever `out` says.
pub fn ctrf(run: &Run, contracts: &[&Contract], out: &mut impl Write) -> io::Result<()> {
    let start = milliseconds(&run.header.time).unwrap_or(0);
    let end = run.finished.as_ref().map(|end| end.time.as_str());
    let stop = end.and_then(milliseconds).unwrap_or(start);
    let counts = Counts::of(&run.cases);
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let cut_off = number(run.unfinished.len());
    let demands = gates::demands(run);
    let standing = |s| number(demands.iter().filter(|d| d.standing == s).count());
    let report = Report {
        format: "CTRF",
        spec_version: "0.0.0",
        timestamp: end.unwrap_or(&run.header.time),
        generated_by: "docproof",
        results: Results {
            tool: Tool {
                name: "docproof",
                version: &run.header.docproof,
            },
            summary: Summary {
                tests: counts.cases() + cut_off + number(demands.len()),
                passed: counts.passed + standing(Standing::Held),
                failed: counts.failed + standing(Standing::Failed),
                skipped: counts.skipped + counts.waived,
                pending: 0,
                other: counts.inconclusive + cut_off + standing(Standing::Doubtful),
                flaky: counts.flaky,
                start,
                stop,
            },
            tests: Tests {
                run,
                demands: &demands,
                claims: RefCell::new(Claims::new(contracts)),
            },
            environment: environment(run),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    #[serde(rename = "reportFormat")]
    format: &'static str,
    spec_version: &'static str,
    timestamp: &'a str,
    generated_by: &'static str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Results<'a> {
    tool: Tool<'a>,
    summary: Summary,
    tests: Tests<'a>,
    environment: Value,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'a str,
}

#[derive(Serialize)]
struct Summary {
    tests: u64,
    passed: u64,
    failed: u64,
    skipped: u64,
    pending: u64,
    other: u64,
    flaky: u64,
    /// Milliseconds since 1970.
    start: i64,
    stop: i64,
}

struct Tests<'a> {
    run: &'a Run,
    demands: &'a [Demand],
    claims: RefCell<Claims<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test<'a> {
    name: &'a str,
    status: &'static str,
    raw_status: &'static str,
    /// Milliseconds.
    duration: u64,
    suite: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// Whether it passed only on a later attempt.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    flaky: bool,
    extra: Value,
}

impl Serialize for Tests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cases = self.run.cases.iter().map(|case| {
            let mut claims = self.claims.borrow_mut();
            test(case, &mut claims)
        });
        let unfinished = self.run.unfinished.iter().map(|name| cut_off(name));
        let demands = self.demands.iter().map(demand);
        serializer.collect_seq(cases.chain(unfinished).chain(demands))
    }
}

fn test<'a>(case: &'a CaseResult, claims: &mut Claims<'a>) -> Test<'a> {
    let status = match case.verdict {
        Verdict::Passed => "passed",
        // A failure that is accepted; `rawStatus` says so.
        Verdict::Failed if case.is_waived() => "skipped",
        Verdict::Failed => "failed",
        Verdict::Inconclusive(_) => "other",
        Verdict::Skipped(_) => "skipped",
    };
    let clauses = claims.of(case);
    let ids: Vec<&str> = clauses.iter().map(|c| c.id.as_str()).collect();
    let deviates = matches!(case.verdict, Verdict::Failed | Verdict::Inconclusive(_));
    let contract = claims.contract(case);
    Test {
        name: &case.name,
        status,
        raw_status: case.word(),
        duration: case.took_us / 1_000,
        suite: suite(&case.name),
        message: Some(words::headline(case, MESSAGE)).filter(|m| !m.is_empty()),
        trace: deviates.then(|| case_text::case(Style::plain(), case, contract)),
        file_path: Some(&case.file),
        line: Some(case.line),
        flaky: case.flaky,
        extra: json!({
            "contract": case.contract,
            "clauses": ids,
            "evidence": strongest(&clauses).map(crate::contract::Evidence::word),
            "findings": case.findings().count(),
            "requests": case.requests,
        }),
    }
}

fn cut_off(name: &str) -> Test<'_> {
    Test {
        name,
        status: "other",
        raw_status: "cut-off",
        duration: 0,
        suite: suite(name),
        message: Some("The case began and did not end: the run was cut off.".to_owned()),
        trace: None,
        file_path: None,
        line: None,
        flaky: false,
        extra: json!({}),
    }
}

/// What the run is held to besides its cases.
fn demand(demand: &Demand) -> Test<'_> {
    let (status, raw_status) = match demand.standing {
        Standing::Held => ("passed", "open"),
        Standing::Failed => ("failed", "closed"),
        Standing::Doubtful => ("other", "closed"),
    };
    Test {
        name: &demand.name,
        status,
        raw_status,
        duration: 0,
        suite: vec![gates::SUITE],
        message: Some(demand.says.clone()),
        trace: Some(demand.lacks.clone()).filter(|lacks| !lacks.is_empty()),
        file_path: None,
        line: None,
        flaky: false,
        extra: json!({}),
    }
}

/// The contract and the file of a trial's name.
fn suite(name: &str) -> Vec<&str> {
    let mut pieces: Vec<&str> = name.splitn(3, "::").collect();
    pieces.truncate(2);
    pieces
}

fn environment(run: &Run) -> Value {
    let header = &run.header;
    let mut extra = json!({
        "baseUrls": header.base_urls,
        "contracts": header.contracts,
        "strict": header.strict,
        "filters": header.filters,
    });
    if header.insecure {
        extra["insecure"] = json!(summary::INSECURE);
    }
    json!({ "testEnvironment": header.target, "extra": extra })
}

/// Of a time as the record has it.
fn milliseconds(time: &str) -> Option<i64> {
    time.parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_millisecond)
}
