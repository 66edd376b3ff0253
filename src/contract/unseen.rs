//! What a contract says of mutants (`docs/mutation.md`): which break a clause, and which no request could tell from a
//! service that keeps the contract.

use crate::text::Span;

/// Mutants, as a contract names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutantName {
    /// The id of a mutant, or its first parts; the contract's own id may be left out.
    pub text: String,
    /// Where it stands in the contract's file.
    pub span: Span,
}

/// A declaration that some mutants cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The mutants.
    pub mutant: MutantName,
    /// Why nobody sees it.
    pub because: UnseenReason,
    /// The reading or contradiction that the reason rests on, and where it is named: for what the document allows.
    pub by: Option<(String, Span)>,
}

/// Why nobody sees a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnseenReason {
    /// Nothing that may be asked of a service makes it show. Shown by every answer being that of the sound mock.
    NoRequestProvokesIt,
    /// What it does is what the contract has, with other words or data. Shown by every answer being that of the sound mock.
    SameAnswer,
    /// Answers differ, and the document leaves either open: a reading or a contradiction says so, which has to be named.
    /// Shown by answers that differ and no finding on them.
    DocumentAllowsIt,
}

impl UnseenReason {
    /// Every reason, by its word in files.
    pub const WORDS: &[(&str, Self)] = &[
        ("no-request-provokes-it", Self::NoRequestProvokesIt),
        ("same-answer", Self::SameAnswer),
        ("document-allows-it", Self::DocumentAllowsIt),
    ];

    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoRequestProvokesIt => "no-request-provokes-it",
            Self::SameAnswer => "same-answer",
            Self::DocumentAllowsIt => "document-allows-it",
        }
    }
}

impl MutantName {
    /// Whether a mutant of the contract with this id is meant: the same id, or one that goes on behind a colon.
    pub fn names(&self, contract: &str, id: &str) -> bool {
        let own = id
            .strip_prefix(contract)
            .and_then(|rest| rest.strip_prefix(':'));
        [Some(id), own].into_iter().flatten().any(|id| {
            let rest = id.strip_prefix(self.text.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_its_end_and_its_first_parts_name_a_mutant() {
        let name = |mutant: &str| MutantName {
            text: mutant.to_owned(),
            span: Span::default(),
        };
        let id = "acme/members:effect:sort:name:ignored";
        for (mutant, named) in [
            ("acme/members:effect:sort:name:ignored", true),
            ("effect:sort:name:ignored", true),
            ("effect:sort", true),
            ("effect:so", false),
            ("sort:name", false),
        ] {
            assert_eq!(name(mutant).names("acme/members", id), named, "{mutant}");
        }
    }
}
