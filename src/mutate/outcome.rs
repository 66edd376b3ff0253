//! What came of a mutant.

use crate::contract::UnseenReason;

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
    /// Whether it was noticed.
    pub fate: Fate,
    /// The clauses that findings for the right reason cite.
    pub cited: Vec<String>,
    /// Every case that noticed it for the right reason, where all were run; else the first.
    pub noticed_by: Vec<String>,
    /// How many cases were run.
    pub ran: usize,
}

/// Whether a mutant was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A case has a finding on what it violates.
    Killed {
        /// The case.
        case: String,
        /// The part of the finding.
        part: String,
        /// The rule that broke.
        rule: String,
    },
    /// Cases have findings, all of them on something else.
    ByAccident {
        /// The first of the cases.
        case: String,
        /// The part of its first finding.
        part: String,
        /// The rule that broke.
        rule: String,
    },
    /// No case noticed.
    Survived,
    /// The contract says why no case can, and that was shown.
    Unseen(UnseenReason),
    /// The contract says why no case can, and that is not so.
    Misdeclared(String),
}

impl Fate {
    /// Whether this leaves a claim unguarded.
    pub fn is_gap(&self) -> bool {
        matches!(
            self,
            Self::Survived | Self::ByAccident { .. } | Self::Misdeclared(_)
        )
    }
}
