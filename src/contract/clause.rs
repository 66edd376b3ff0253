//! The document's claims, their places, and what is said of the rest of it.

use serde::{Deserialize, Serialize};

use super::{Allowed, MutantName};
use crate::text::Span;
use crate::verdict::Part;

/// A file that claims stand in, with the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: String,
    /// A title for people.
    pub title: Option<String>,
    /// Where this is said in the contract's file.
    pub span: Span,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// First line, from one.
    pub first: u32,
    /// Last line.
    pub last: u32,
    /// JSON pointer into the value that the lines hold.
    pub pointer: Option<String>,
    /// The file, when it is not the contract's document.
    pub file: Option<String>,
    /// SHA-256 of the lines or of the value, 64 hex digits.
    pub sha256: Option<String>,
    /// Where this is said in the contract's file.
    pub span: Span,
}

/// How strong a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The document states it.
    Document,
    /// A page that it links to or includes states it.
    Linked,
    /// Our reading of a gap or a contradiction.
    Reading,
}

impl Evidence {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Linked => "linked",
            Self::Reading => "reading",
        }
    }
}

/// One claim of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// A slug, unique in the contract.
    pub id: String,
    /// Where it stands; at least one place.
    pub at: Vec<At>,
    /// How strong it is.
    pub evidence: Evidence,
    /// What it claims, in our words.
    pub says: String,
    /// What looks at it.
    pub guard: Guard,
    /// What it leaves open.
    pub allows: Vec<Allowed>,
    /// The mutants that break what it says; where there are none here, those that break its parts.
    pub broken_by: Vec<MutantName>,
    /// Where the clause stands in the contract's file.
    pub span: Span,
}

/// What looks at a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// These parts; never empty.
    CheckedBy(Vec<Part>),
    /// No request could show it; why.
    Unobservable(String),
}

impl Clause {
    /// The parts that check it; none for an unobservable one.
    pub fn parts(&self) -> &[Part] {
        match &self.guard {
            Guard::CheckedBy(parts) => parts,
            Guard::Unobservable(_) => &[],
        }
    }

    /// Whether a request could show it.
    pub fn is_observable(&self) -> bool {
        matches!(self.guard, Guard::CheckedBy(_))
    }

    /// How near the clause is bound to a part: nothing where it is not, more the less its binding holds beside the part.
    pub fn nearness(&self, part: &Part) -> Option<usize> {
        let bound = self.parts().iter().filter(|bound| bound.covers(part));
        bound.map(|bound| bound.to_string().len()).max()
    }

    /// Whether a check of `part` looks at this clause.
    pub fn guards(&self, part: &Part) -> bool {
        self.parts().iter().any(|bound| bound.covers(part))
    }
}

/// A disagreement, or a gap, with the reading that endpoints are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// A slug, unique among clauses and contradictions.
    pub id: String,
    /// The places that disagree.
    pub at: Vec<At>,
    /// What disagrees, in our words.
    pub says: String,
    /// What docproof holds endpoints to, and why.
    pub reading: String,
    /// What this leaves open.
    pub allows: Vec<Allowed>,
    /// Where it stands in the contract's file.
    pub span: Span,
}

/// A place that claims nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The place.
    pub at: At,
    /// Why nothing is claimed there.
    pub because: String,
}

/// What OpenAPI cannot say as the document does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The clause that says it.
    pub clause: String,
    /// What differs.
    pub says: String,
    /// Where it stands in the contract's file.
    pub span: Span,
}
