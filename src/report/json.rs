//! `report.json`: the folded run for machines, as `schemas/report.json` describes it. Its times are the record's.

use std::io::{self, Write};

use serde::Serialize;

use super::blame::blame;
use super::coverage::{self, ClauseResult, ClauseState};
use super::words;
use crate::contract::{At, Contract, Evidence};
use crate::record::{BaseUrl, CaseResult, Counts, DocumentRecord, FORMAT, Gate, Run};
use crate::verdict::{
    Actual, Cause, Expected, Outcome, Part, Place, Stale, Staleness, Verdict, Waived,
};

/// The report as pretty JSON, ending in a line break. Keys always come in the same order.
///
/// # Errors
/// Never for a run that was read or made by docproof; serde's error otherwise.
pub fn json(run: &Run, contracts: &[&Contract]) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&report(run, contracts))?;
    text.push('\n');
    Ok(text)
}

/// Writes the same.
///
/// # Errors
/// Whatever `out` says.
pub fn write(run: &Run, contracts: &[&Contract], out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &report(run, contracts))?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Report<'a> {
    format: u32,
    docproof: &'a str,
    started: &'a str,
    finished: Option<&'a str>,
    target: &'a str,
    base_urls: &'a [BaseUrl],
    strict: bool,
    filters: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    insecure: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bodies_masked: bool,
    exit: u8,
    counts: CountsJson,
    contracts: Vec<ContractJson<'a>>,
    cases: Vec<CaseJson<'a>>,
    unfinished: &'a [String],
    stale_waivers: Vec<StaleJson<'a>>,
    gates: &'a [Gate],
}

#[derive(Serialize)]
struct WaivedJson<'a> {
    at: &'a str,
    contract: &'a str,
    case: Option<&'a str>,
    clause: Option<&'a str>,
    reason: &'a str,
    link: Option<&'a str>,
    until: &'a str,
}

#[derive(Serialize)]
struct StaleJson<'a> {
    state: Staleness,
    says: String,
    waiver: WaivedJson<'a>,
}

#[derive(Serialize)]
struct CountsJson {
    cases: u64,
    passed: u64,
    flaky: u64,
    failed: u64,
    waived: u64,
    inconclusive: u64,
    skipped: u64,
    findings: u64,
    notes: u64,
    requests: u64,
    took_us: u64,
}

#[derive(Serialize)]
struct ContractJson<'a> {
    id: &'a str,
    version: Option<&'a str>,
    title: Option<&'a str>,
    document: Option<&'a DocumentRecord>,
    counts: CountsJson,
    clause_counts: Option<ClauseCounts>,
    clauses: Vec<ClauseJson<'a>>,
}

#[derive(Default, Serialize)]
struct ClauseCounts {
    verified: u64,
    broken: u64,
    vacuous: u64,
    not_exercised: u64,
    unobservable: u64,
}

#[derive(Serialize)]
struct ClauseJson<'a> {
    id: &'a str,
    state: &'static str,
    evidence: Evidence,
    says: &'a str,
    at: Vec<AtJson<'a>>,
    witnesses: u64,
    cases: Vec<&'a str>,
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct AtJson<'a> {
    file: Option<&'a str>,
    first_line: u32,
    last_line: u32,
    pointer: Option<&'a str>,
}

#[derive(Serialize)]
struct CaseJson<'a> {
    name: &'a str,
    contract: &'a str,
    file: &'a str,
    line: u32,
    verdict: &'static str,
    waived: Vec<WaivedJson<'a>>,
    flaky: bool,
    reason: Option<String>,
    cause: Option<&'a Cause>,
    held: u64,
    findings: Vec<FindingJson<'a>>,
    vacuous: Vec<VacuousJson<'a>>,
    notes: Vec<&'a str>,
    requests: u64,
    took_us: u64,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    part: &'a Part,
    rule: &'a str,
    clauses: Vec<&'a str>,
    follows_from: Option<&'a Part>,
    place: &'a Place,
    request: Option<String>,
    status: Option<u16>,
    expected: &'a Expected,
    actual: &'a Actual,
    message: &'a str,
}

#[derive(Serialize)]
struct VacuousJson<'a> {
    part: &'a Part,
    why: &'a str,
}

fn report<'a>(run: &'a Run, contracts: &[&'a Contract]) -> Report<'a> {
    let known = |id: &str| contracts.iter().copied().find(|c| c.id == id);
    Report {
        format: FORMAT,
        docproof: &run.header.docproof,
        started: &run.header.time,
        finished: run.finished.as_ref().map(|end| end.time.as_str()),
        target: &run.header.target,
        base_urls: &run.header.base_urls,
        strict: run.header.strict,
        insecure: run.header.insecure,
        bodies_masked: run.header.bodies_masked,
        filters: &run.header.filters,
        exit: run.exit(),
        counts: counts(Counts::of(&run.cases)),
        contracts: run
            .contracts()
            .into_iter()
            .map(|id| contract(run, id, known(id)))
            .collect(),
        cases: run
            .cases
            .iter()
            .map(|c| case(c, known(&c.contract)))
            .collect(),
        unfinished: &run.unfinished,
        stale_waivers: run.stale.iter().map(stale).collect(),
        gates: &run.gates,
    }
}

fn waived(waiver: &Waived) -> WaivedJson<'_> {
    WaivedJson {
        at: &waiver.at,
        contract: &waiver.contract,
        case: waiver.case.as_deref(),
        clause: waiver.clause.as_deref(),
        reason: &waiver.reason,
        link: waiver.link.as_deref(),
        until: &waiver.until,
    }
}

fn stale(stale: &Stale) -> StaleJson<'_> {
    StaleJson {
        state: stale.state,
        says: words::stale(stale),
        waiver: waived(&stale.waiver),
    }
}

fn counts(counts: Counts) -> CountsJson {
    CountsJson {
        cases: counts.cases(),
        passed: counts.passed,
        flaky: counts.flaky,
        failed: counts.failed,
        waived: counts.waived,
        inconclusive: counts.inconclusive,
        skipped: counts.skipped,
        findings: counts.findings,
        notes: counts.notes,
        requests: counts.requests,
        took_us: counts.took_us,
    }
}

fn contract<'a>(run: &'a Run, id: &'a str, known: Option<&'a Contract>) -> ContractJson<'a> {
    let recorded = run.header.contracts.iter().find(|c| c.id == id);
    let clauses = known.map(|contract| coverage::clauses(contract, run));
    ContractJson {
        id,
        version: recorded.map(|c| c.version.as_str()),
        title: known.map(|c| c.title.as_str()),
        document: recorded.and_then(|c| c.document.as_ref()),
        counts: counts(Counts::of(run.cases_of(id))),
        clause_counts: clauses.as_deref().map(clause_counts),
        clauses: clauses
            .into_iter()
            .flatten()
            .map(|result| clause(known, result))
            .collect(),
    }
}

fn clause_counts(results: &[ClauseResult<'_>]) -> ClauseCounts {
    let mut counts = ClauseCounts::default();
    for result in results {
        *match result.state {
            ClauseState::Verified => &mut counts.verified,
            ClauseState::Broken => &mut counts.broken,
            ClauseState::Vacuous => &mut counts.vacuous,
            ClauseState::NotExercised => &mut counts.not_exercised,
            ClauseState::Unobservable => &mut counts.unobservable,
        } += 1;
    }
    counts
}

fn clause<'a>(contract: Option<&'a Contract>, result: ClauseResult<'a>) -> ClauseJson<'a> {
    let document = contract.and_then(|c| c.document.as_ref());
    let place = |at: &'a At| AtJson {
        file: at.file.as_deref().or(document.map(|d| d.file.as_str())),
        first_line: at.first,
        last_line: at.last,
        pointer: at.pointer.as_deref(),
    };
    ClauseJson {
        id: &result.clause.id,
        state: result.state.word(),
        evidence: result.clause.evidence,
        says: &result.clause.says,
        at: result.clause.at.iter().map(place).collect(),
        witnesses: result.witnesses,
        cases: result.cases,
        why: result.why,
    }
}

fn case<'a>(case: &'a CaseResult, contract: Option<&'a Contract>) -> CaseJson<'a> {
    let held = case.checks.iter();
    let held = held
        .filter(|c| matches!(c.outcome, Outcome::Held(_)))
        .count();
    let vacuous = case.checks.iter().filter_map(|c| match &c.outcome {
        Outcome::Vacuous(why) => Some(VacuousJson { part: &c.part, why }),
        Outcome::Held(_) | Outcome::Broken(_) => None,
    });
    let findings = case.findings().map(|(check, finding)| {
        let entry = case.transcript.entries.get(finding.place.exchange);
        let request = entry.map(|e| &e.exchange.request);
        let blame = contract.map(|c| blame(c, &case.checks, check, finding));
        let clauses = blame.iter().flat_map(|b| &b.clauses);
        FindingJson {
            part: &check.part,
            rule: &finding.rule,
            clauses: clauses.map(|c| c.id.as_str()).collect(),
            follows_from: blame.as_ref().and_then(|b| Some(&b.cause?.part)),
            place: &finding.place,
            request: request.map(|r| format!("{} {}", r.method, r.url)),
            status: entry.and_then(|e| Some(e.exchange.response()?.status)),
            expected: &finding.expected,
            actual: &finding.actual,
            message: &finding.message,
        }
    });
    CaseJson {
        name: &case.name,
        contract: &case.contract,
        file: &case.file,
        line: case.line,
        verdict: case.verdict.word(),
        waived: case.waived.iter().map(waived).collect(),
        flaky: case.flaky,
        reason: words::reason(&case.verdict),
        cause: match &case.verdict {
            Verdict::Inconclusive(why) => Some(why),
            Verdict::Passed | Verdict::Failed | Verdict::Skipped(_) => None,
        },
        held: u64::try_from(held).unwrap_or(u64::MAX),
        findings: findings.collect(),
        vacuous: vacuous.collect(),
        notes: case.notes.iter().map(|n| n.says.as_str()).collect(),
        requests: case.requests,
        took_us: case.took_us,
    }
}
