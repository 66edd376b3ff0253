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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<'a> {
    /// The trial's name.
    pub case: &'a str,
    /// The file that it stands in, and the line.
    pub at: (&'a str, u32),
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
    /// Cases that were judged and are not now: skipped, inconclusive, cut off, or not run.
    pub no_longer_judged: Vec<Changed<'a>>,
    /// Checks that showed something and show nothing.
    pub lost: Vec<Lost>,
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
    let mut difference = Difference {
        before,
        now,
        newly_failing: Vec::new(),
        newly_passing: Vec::new(),
        still_failing: Vec::new(),
        no_longer_judged: Vec::new(),
        lost: lost(before, now),
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
    let list = match (failed(old), failed(new)) {
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
        case: &case.name,
        at: (&case.file, case.line),
        before: word(old),
        now: word(new),
        headline: new.map_or(String::new(), |c| words::headline(c, HEADLINE)),
        parts,
    });
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

fn parts(run: &Run) -> BTreeMap<(&str, &Part), Shown<'_>> {
    let mut all: BTreeMap<(&str, &Part), Shown<'_>> = BTreeMap::new();
    for case in run.cases.iter().filter(|c| c.is_judged()) {
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

fn lost(before: &Run, now: &Run) -> Vec<Lost> {
    let (before, now) = (parts(before), parts(now));
    let held = before.iter().filter(|(_, shown)| shown.held);
    let lost = held.filter_map(|(&(contract, part), _)| {
        let shown = now.get(&(contract, part));
        // A case that is gone is told by its name.
        if matches!(part, Part::Case(_)) && shown.is_none()
            || shown.is_some_and(|s| s.held || s.broke)
        {
            return None;
        }
        Some(Lost {
            contract: contract.to_owned(),
            part: part.clone(),
            vacuous: shown.and_then(|s| s.vacuous).map(str::to_owned),
        })
    });
    lost.collect()
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
