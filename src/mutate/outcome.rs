//! What came of a mutant.

use crate::contract::UnseenReason;
use crate::report::words;
use crate::verdict::{Finding, Part};

use super::Category;

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// The contract.
    pub contract: String,
    /// What kind of claim it breaks.
    pub category: Category,
    /// The clauses that it violates.
    pub clauses: Vec<String>,
    /// The parts that it violates, as clauses name them.
    pub parts: Vec<String>,
    /// The cases that may state by themselves what it violates, where no part of the contract does.
    pub stated_by: Vec<String>,
    /// Whether it was noticed.
    pub fate: Fate,
    /// The clauses that findings for the right reason cite.
    pub cited: Vec<String>,
    /// Every case that noticed it for the right reason, where all were run; else the first.
    pub noticed_by: Vec<String>,
    /// How many cases were run.
    pub ran: usize,
    /// Where it is a gap: what the cases lack that would show it, where that can be said.
    pub lacking: Option<String>,
}

/// A finding of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The case.
    pub case: String,
    /// The part of the finding.
    pub part: Part,
    /// The rule that broke.
    pub rule: String,
    /// The finding in a line.
    pub line: String,
}

impl Told {
    /// What a case finds on a part.
    pub fn of(case: &str, part: &Part, finding: &Finding) -> Self {
        Self {
            case: case.to_owned(),
            part: part.clone(),
            rule: finding.rule.clone(),
            line: words::finding(finding, 200),
        }
    }

    /// Whether it is only that the case expects something else, and no check of the contract.
    pub fn is_of_case(&self) -> bool {
        self.part.case().is_some()
    }
}

/// Whether a mutant was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A case has a finding on what it violates.
    Killed(Told),
    /// Cases have findings, all of them on something else; the first.
    ByAccident(Told),
    /// No case noticed.
    Survived,
    /// The contract says why no case can, and that was shown.
    Unseen(UnseenReason, Option<String>),
    /// The contract says why no case can, and that is not so.
    Misdeclared(String),
}

impl Fate {
    /// Whether this leaves a claim unguarded.
    pub fn is_gap(&self) -> bool {
        matches!(
            self,
            Self::Survived | Self::ByAccident(_) | Self::Misdeclared(_)
        )
    }
}
