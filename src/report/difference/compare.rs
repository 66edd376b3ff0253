//! What became of every case and check.

use std::collections::{BTreeMap, BTreeSet};

use super::latency::moved;
use super::{Moved, Profile, Reshaped};
use crate::record::{CaseResult, Run};
use crate::report::words;
use crate::verdict::{Outcome, Part, Verdict};

/// So many characters of a headline are kept.
const HEADLINE: usize = 300;

/// A case that came out otherwise, or failed in both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed<'a> {
    /// The case as it is now, or as it was where it is not run any more.
    pub case: &'a CaseResult,
    /// What came of it before: a verdict's word, `waived`, which is a failure too, or `not run`.
    pub before: &'static str,
    /// What comes of it now.
    pub now: &'static str,
    /// Why, in a line; empty for a case that passes or is gone.
    pub headline: String,
    /// Of a case that failed in both: what breaks only now, and what no longer does.
    pub parts: (Vec<String>, Vec<String>),
}

/// A check that showed something before and shows nothing now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The contract's id.
    pub contract: String,
    /// What was looked at.
    pub part: Part,
    /// Why it is vacuous now; `None` where it is not made any more.
    pub vacuous: Option<String>,
}

/// Cases that one run made and the other was not asked for, because its filters leave them out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unasked {
    /// Those that the run before was not asked for.
    pub before: usize,
    /// Those that the run now is not asked for.
    pub now: usize,
}

/// Two runs, the earlier or the reference first.
#[derive(Debug)]
pub struct Difference<'a> {
    /// The run before.
    pub before: &'a Run,
    /// The run now.
    pub now: &'a Run,
    /// Cases that fail and did not.
    pub newly_failing: Vec<Changed<'a>>,
    /// Cases that pass and failed.
    pub newly_passing: Vec<Changed<'a>>,
    /// Cases that fail as before.
    pub still_failing: Vec<Changed<'a>>,
    /// Cases that were judged and are not now, though they were asked for: skipped, inconclusive, cut off, or not run.
    pub no_longer_judged: Vec<Changed<'a>>,
    /// Cases that fail and that the run before was not asked for.
    pub failing_unasked: Vec<Changed<'a>>,
    /// How many cases only one of the runs was asked for.
    pub unasked: Unasked,
    /// Checks that showed something in a case that is still judged, and show nothing now.
    pub lost: Vec<Lost>,
    /// How many other checks showed something before, and only in cases that are no longer judged.
    pub lost_with_cases: usize,
    /// Operations that answer faster or slower.
    pub moved: Vec<Moved>,
    /// Operations whose answers have another shape.
    pub reshaped: Vec<Reshaped>,
}

impl Difference<'_> {
    /// Whether something got worse: a case or a part of one fails that did not, or something that was shown is not shown
    /// any more. Times and shapes alone are news, not regressions: what the documents say of them is checked.
    pub fn is_regression(&self) -> bool {
        let worse = self.still_failing.iter().any(|c| !c.parts.0.is_empty());
        worse
            || !self.newly_failing.is_empty()
            || !self.no_longer_judged.is_empty()
            || !self.lost.is_empty()
    }
}

/// Whether two runs can be held against each other: an error where no contract is in both; else what the reader should
/// know first, a line for each contract that is not the same in both.
///
/// # Errors
/// What each of the two ran, in words.
pub fn comparable(before: &Run, now: &Run) -> Result<Vec<String>, String> {
    let ran = |run: &Run| -> BTreeSet<String> {
        let ids = run.cases.iter().map(|c| c.contract.clone());
        ids.collect()
    };
    let (old, new) = (ran(before), ran(now));
    if old.is_disjoint(&new) {
        let told = |ids: &BTreeSet<String>| match ids.len() {
            0 => "no case".to_owned(),
            _ => format!("`{}`", ids.iter().cloned().collect::<Vec<_>>().join("`, `")),
        };
        return Err(format!(
            "the two runs have no contract in common: the first ran {}, the second {}",
            told(&old),
            told(&new)
        ));
    }
    let contract = |run: &'_ Run, id: &str| {
        let mut all = run.header.contracts.iter();
        all.find(|c| c.id == id).cloned()
    };
    let both = old.intersection(&new);
    let other = both.filter(|id| contract(before, id) != contract(now, id));
    let told = other.map(|id| {
        format!("the contract `{id}` has another version or document in the second run: what differs may be the contract's doing")
    });
    Ok(told.collect())
}

/// Compares two runs. The profiles are of their exchanges.
pub fn difference<'a>(
    (before, a): (&'a Run, &Profile),
    (now, b): (&'a Run, &Profile),
) -> Difference<'a> {
    let (lost, lost_with_cases) = lost(before, now);
    let mut difference = Difference {
        before,
        now,
        newly_failing: Vec::new(),
        newly_passing: Vec::new(),
        still_failing: Vec::new(),
        no_longer_judged: Vec::new(),
        failing_unasked: Vec::new(),
        unasked: Unasked::default(),
        lost,
        lost_with_cases,
        moved: all_moved(a, b),
        reshaped: reshaped(a, b),
    };
    let by_name = |run: &'a Run| -> BTreeMap<&'a str, &'a CaseResult> {
        run.cases.iter().map(|c| (c.name.as_str(), c)).collect()
    };
    let (old, new) = (by_name(before), by_name(now));
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for name in names {
        sort(
            &mut difference,
            old.get(name).copied(),
            new.get(name).copied(),
        );
    }
    difference
}

/// Puts a case where it belongs.
fn sort<'a>(
    difference: &mut Difference<'a>,
    old: Option<&'a CaseResult>,
    new: Option<&'a CaseResult>,
) {
    let Some(case) = new.or(old) else { return };
    let failed = |c: Option<&CaseResult>| c.is_some_and(|c| c.verdict == Verdict::Failed);
    let judged = |c: Option<&CaseResult>| c.is_some_and(CaseResult::is_judged);
    let unasked_now = new.is_none() && !is_asked_for(difference.now, case);
    let unasked_before = old.is_none() && !is_asked_for(difference.before, case);
    difference.unasked.now += usize::from(unasked_now);
    difference.unasked.before += usize::from(unasked_before);
    let list = match (failed(old), failed(new)) {
        _ if unasked_now => return,
        (_, true) if unasked_before => &mut difference.failing_unasked,
        (true, true) => &mut difference.still_failing,
        (false, true) => &mut difference.newly_failing,
        (true, false) if judged(new) => &mut difference.newly_passing,
        _ if judged(old) && !judged(new) => &mut difference.no_longer_judged,
        _ => return,
    };
    let word = |c: Option<&CaseResult>| c.map_or("not run", CaseResult::word);
    let parts = match (old, new) {
        (Some(old), Some(new)) if failed(Some(old)) && failed(Some(new)) => {
            let (old, new) = (broken(old), broken(new));
            (
                new.difference(&old).cloned().collect(),
                old.difference(&new).cloned().collect(),
            )
        }
        _ => (Vec::new(), Vec::new()),
    };
    list.push(Changed {
        case,
        before: word(old),
        now: word(new),
        headline: new.map_or(String::new(), |c| words::headline(c, HEADLINE)),
        parts,
    });
}

/// Whether a run's filters ask for a case of the other run, as `docproof run` reads them: a filter is a piece of a case's
/// name or file. A case that they ask for and that did not run is missing.
fn is_asked_for(run: &Run, case: &CaseResult) -> bool {
    let filters = &run.header.filters;
    let is_asked = |filter: &String| case.name.contains(filter) || case.file.contains(filter);
    filters.is_empty() || filters.iter().any(is_asked)
}

/// What a case broke, in words.
fn broken(case: &CaseResult) -> BTreeSet<String> {
    let told = |(check, finding): (&crate::verdict::Check, &crate::verdict::Finding)| {
        format!("{} ({})", words::part(&check.part), finding.rule)
    };
    case.findings().map(told).collect()
}

/// What came of a part over all cases of a contract.
#[derive(Default)]
struct Shown<'a> {
    held: bool,
    broke: bool,
    vacuous: Option<&'a str>,
}

fn parts(run: &Run, meant: impl Fn(&CaseResult) -> bool) -> BTreeMap<(&str, &Part), Shown<'_>> {
    let mut all: BTreeMap<(&str, &Part), Shown<'_>> = BTreeMap::new();
    let judged = run.cases.iter().filter(|c| c.is_judged() && meant(c));
    for case in judged {
        for check in &case.checks {
            let shown = all.entry((&case.contract, &check.part)).or_default();
            match &check.outcome {
                Outcome::Held(_) => shown.held = true,
                Outcome::Broken(_) => shown.broke = true,
                Outcome::Vacuous(why) => shown.vacuous = shown.vacuous.or(Some(why)),
            }
        }
    }
    all
}

/// What held before and shows nothing now: in cases that are still judged, and how much in others alone, which are told by
/// their names. Cases that are not asked for any more are left out.
fn lost(before: &Run, now: &Run) -> (Vec<Lost>, usize) {
    let still: BTreeSet<&str> = now
        .cases
        .iter()
        .filter(|c| c.is_judged())
        .map(|c| c.name.as_str())
        .collect();
    let ran: BTreeSet<&str> = now.cases.iter().map(|c| c.name.as_str()).collect();
    let asked = |c: &CaseResult| ran.contains(c.name.as_str()) || is_asked_for(now, c);
    let all = parts(before, asked);
    let judged = parts(before, |c| still.contains(c.name.as_str()));
    let now = parts(now, |_| true);
    let mut lost = Vec::new();
    let mut with_cases = 0;
    for (at, _) in all.iter().filter(|(_, shown)| shown.held) {
        let (contract, part) = *at;
        let shown = now.get(at);
        if shown.is_some_and(|s| s.held || s.broke) {
            continue;
        }
        if !judged.get(at).is_some_and(|shown| shown.held) {
            // That a case expects something is gone with it.
            with_cases += usize::from(part.case().is_none());
            continue;
        }
        lost.push(Lost {
            contract: contract.to_owned(),
            part: part.clone(),
            vacuous: shown.and_then(|s| s.vacuous).map(str::to_owned),
        });
    }
    (lost, with_cases)
}

fn all_moved(a: &Profile, b: &Profile) -> Vec<Moved> {
    let (before, now) = (a.times(), b.times());
    let both = before.iter();
    both.filter_map(|(contract, times)| moved(contract, times, now.get(contract)?))
        .collect()
}

fn reshaped(a: &Profile, b: &Profile) -> Vec<Reshaped> {
    let (before, now) = (a.shapes(), b.shapes());
    let both = before.iter().filter_map(|(at, shape)| {
        let lines = shape.diff(now.get(at)?);
        let (contract, status) = *at;
        (!lines.is_empty()).then(|| Reshaped {
            contract: contract.to_owned(),
            status,
            lines,
        })
    });
    both.collect()
}
