//! Waivers: known deviations that a team accepts until a date. Pure: today's date comes from the caller.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text::Span;

/// One entry of a waivers file (`docs/waivers.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The file that it stands in, as the user named it.
    pub file: Arc<str>,
    /// Where it stands there.
    pub span: Span,
    /// The contract that is deviated from.
    pub contract: String,
    /// The case that fails: its own name, or the trial's. At least one of this and `clause` is there.
    pub case: Option<String>,
    /// The clause that is broken.
    pub clause: Option<String>,
    /// The target that deviates; every one where none is named.
    pub target: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Where more is said: a ticket.
    pub link: Option<String>,
    /// The last day of it.
    pub until: Date,
}

/// A waiver as records and reports hold it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Waived {
    /// `file:line` of the entry.
    pub at: String,
    /// The contract.
    pub contract: String,
    /// The case, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The clause, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Why the deviation is accepted.
    pub reason: String,
    /// Where more is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The last day of it, `2026-12-31`.
    pub until: String,
}

/// Why a waiver fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Staleness {
    /// Its day has passed, and what it was for still breaks.
    Expired,
    /// Its day has passed, and what it was for holds.
    ExpiredUnmatched,
    /// What it is for holds.
    Unmatched,
}

/// A waiver that is no longer true.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stale {
    /// Why.
    pub state: Staleness,
    /// The entry.
    pub waiver: Waived,
}

/// A case that failed, as far as waivers look at it.
#[derive(Clone, Copy, Debug)]
pub struct Deviation<'a> {
    /// The case's own name.
    pub title: &'a str,
    /// The trial's name.
    pub name: &'a str,
    /// For each finding, the clauses that it goes against.
    pub findings: &'a [Vec<&'a str>],
    /// Whether it fails for something else too: undocumented facts under `strict`.
    pub beyond: bool,
}

/// What waivers do for a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Which of them cover something of it.
    pub used: Vec<usize>,
    /// Whether they cover all of it.
    pub whole: bool,
}

impl Waiver {
    /// Whether the day is past its last one.
    pub fn is_expired(&self, today: Date) -> bool {
        today > self.until
    }

    /// Whether it is for this target.
    pub fn is_for(&self, target: &str) -> bool {
        self.target.as_deref().is_none_or(|own| own == target)
    }

    /// Whether it is for this case, as far as it names one; `title` is the case's own name.
    pub fn is_of(&self, title: &str, name: &str) -> bool {
        let own = self.case.as_deref();
        own.is_none_or(|own| own == title || own == name)
    }

    /// As records hold it.
    pub fn told(&self) -> Waived {
        Waived {
            at: format!("{}:{}", self.file, self.span.line),
            contract: self.contract.clone(),
            case: self.case.clone(),
            clause: self.clause.clone(),
            reason: self.reason.clone(),
            link: self.link.clone(),
            until: self.until.to_string(),
        }
    }

    /// Whether it covers a finding of its case that goes against these clauses. One that names no clause covers every one.
    fn covers(&self, clauses: &[&str]) -> bool {
        let own = self.clause.as_deref();
        own.is_none_or(|own| clauses.contains(&own))
    }
}

/// What waivers of the case's contract and target do for a case that failed. All of it is covered when every finding is;
/// what fails beyond findings is covered only by a waiver of the case as a whole.
pub fn cover<'a>(
    waivers: impl Iterator<Item = (usize, &'a Waiver)>,
    deviation: &Deviation<'_>,
) -> Cover {
    let mut cover = Cover::default();
    let mut covered = vec![false; deviation.findings.len()];
    let mut beyond = !deviation.beyond;
    for (index, waiver) in waivers {
        if !waiver.is_of(deviation.title, deviation.name) {
            continue;
        }
        let as_a_whole = waiver.clause.is_none();
        let mut used = as_a_whole;
        beyond |= as_a_whole;
        for (clauses, covered) in deviation.findings.iter().zip(&mut covered) {
            if waiver.covers(clauses) {
                *covered = true;
                used = true;
            }
        }
        if used {
            cover.used.push(index);
        }
    }
    cover.whole = !cover.used.is_empty() && beyond && covered.into_iter().all(|c| c);
    cover
}

impl Waived {
    /// What it is for: ``the case `A` ``, ``the clause `b` ``, or both.
    pub fn subject(&self) -> String {
        match (&self.case, &self.clause) {
            (Some(case), Some(clause)) => format!("the clause `{clause}` in the case `{case}`"),
            (Some(case), None) => format!("the case `{case}`"),
            (None, Some(clause)) => format!("the clause `{clause}`"),
            (None, None) => "nothing".to_owned(),
        }
    }
}

impl fmt::Display for Staleness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "expired",
            Self::ExpiredUnmatched => "expired and unmatched",
            Self::Unmatched => "unmatched",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver(case: Option<&str>, clause: Option<&str>) -> Waiver {
        Waiver {
            file: Arc::from("w.yaml"),
            span: Span { line: 2, column: 5 },
            contract: "acme/members".to_owned(),
            case: case.map(str::to_owned),
            clause: clause.map(str::to_owned),
            target: None,
            reason: "known".to_owned(),
            link: None,
            until: "2026-12-31".parse().expect("a date"),
        }
    }

    #[test]
    fn the_last_day_is_still_one() {
        let waiver = waiver(Some("a"), None);
        for (today, expired) in [
            ("2026-12-30", false),
            ("2026-12-31", false),
            ("2027-01-01", true),
        ] {
            let today = today.parse().expect("a date");
            assert_eq!(waiver.is_expired(today), expired, "{today}");
        }
    }

    /// Entries, the clauses of each finding, whether it fails beyond them; used, all covered.
    type Row<'a> = (Vec<Waiver>, &'a [&'a [&'a str]], bool, &'a [usize], bool);

    /// Every kind of entry against every kind of failure: which are used, and whether all is covered.
    #[test]
    fn the_matrix() {
        let case = || waiver(Some("a"), None);
        let trial = || waiver(Some("acme/members::list::a"), None);
        let other = || waiver(Some("b"), None);
        let clause = |id| waiver(None, Some(id));
        let both = |case, id| waiver(Some(case), Some(id));
        let x: &[&str] = &["x"];
        let y: &[&str] = &["y"];
        let xy: &[&str] = &["x", "y"];
        let none: &[&str] = &[];
        let rows: &[Row<'_>] = &[
            (vec![], &[x], false, &[], false),
            (vec![case()], &[x, none], true, &[0], true),
            (vec![trial()], &[x], false, &[0], true),
            (vec![other()], &[x], false, &[], false),
            (vec![clause("x")], &[x], false, &[0], true),
            (vec![clause("x")], &[x, x], false, &[0], true),
            (vec![clause("x")], &[xy], false, &[0], true),
            (vec![clause("x")], &[y], false, &[], false),
            (vec![clause("x")], &[x, y], false, &[0], false),
            (vec![clause("x")], &[x, none], false, &[0], false),
            (
                vec![clause("x"), clause("y")],
                &[x, y],
                false,
                &[0, 1],
                true,
            ),
            (vec![clause("x")], &[x], true, &[0], false),
            (vec![clause("x")], &[], true, &[], false),
            (vec![case()], &[], true, &[0], true),
            (vec![both("a", "x")], &[x], false, &[0], true),
            (vec![both("b", "x")], &[x], false, &[], false),
            (vec![both("a", "x")], &[x, y], false, &[0], false),
            (vec![both("a", "y"), case()], &[x], false, &[1], true),
        ];
        for (waivers, findings, beyond, used, whole) in rows {
            let findings: Vec<Vec<&str>> = findings.iter().map(|f| f.to_vec()).collect();
            let deviation = Deviation {
                title: "a",
                name: "acme/members::list::a",
                findings: &findings,
                beyond: *beyond,
            };
            let found = cover(waivers.iter().enumerate(), &deviation);
            let entries: Vec<_> = waivers.iter().map(|w| (&w.case, &w.clause)).collect();
            assert_eq!(found.used, *used, "{entries:?} {findings:?} {beyond}");
            assert_eq!(found.whole, *whole, "{entries:?} {findings:?} {beyond}");
        }
    }

    #[test]
    fn a_target_that_is_named_is_the_only_one() {
        let mut waiver = waiver(Some("a"), None);
        assert!(waiver.is_for("staging"));
        waiver.target = Some("staging".to_owned());
        assert!(waiver.is_for("staging") && !waiver.is_for("mock"));
    }
}
