//! Why a variant conforms: the entries of a contract that allow it, with their places in the document.

use crate::contract::{Allowed, At, Contract, Evidence, Room};
use crate::report::words;

/// Where the room for a variant comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Two places of the document disagree, or a sentence can be read in several ways, or is silent.
    Contradiction,
    /// Our reading of a gap.
    Reading,
    /// A sentence of the document that leaves it open.
    Sentence,
    /// A standard that the document builds on.
    Standard,
    /// The forms of the contract exclude it nowhere, and no entry names it.
    Contract,
}

impl Source {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Reading => "reading",
            Self::Sentence => "sentence",
            Self::Standard => "standard",
            Self::Contract => "contract",
        }
    }

    /// Whether it is an ambiguity or a gap of the document itself, whose place is cited.
    pub fn is_of_document(self) -> bool {
        matches!(self, Self::Contradiction | Self::Reading | Self::Sentence)
    }
}

/// Why a variant conforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What leaves the room: of the entries that do, the strongest.
    pub source: Source,
    /// What is left open, in words.
    pub open: String,
    /// Ids of the contradictions and clauses that name it in `allows`, each with its places: file and lines.
    pub cited: Vec<(String, String)>,
    /// The standard, where it is one.
    pub standard: Option<&'static str>,
    /// The word of `allows` for it.
    pub room: Option<Room>,
}

impl Ground {
    /// The ground of what only the contract's forms leave open.
    pub(super) fn contract(open: &str) -> Self {
        Self {
            source: Source::Contract,
            open: open.to_owned(),
            cited: Vec::new(),
            standard: None,
            room: None,
        }
    }

    /// The ground in a standard.
    pub(super) fn standard(name: &'static str, open: &str) -> Self {
        Self {
            source: Source::Standard,
            standard: Some(name),
            ..Self::contract(open)
        }
    }

    /// The ground in the entries of the contract that allow it; without one the contract's forms are.
    pub(super) fn of(contract: &Contract, room: Room, open: &str) -> Self {
        let mut entries = entries(contract, &room);
        entries.sort_by_key(|(source, _, _)| *source);
        let source = entries.first().map_or(Source::Contract, |(s, _, _)| *s);
        let cited = entries
            .into_iter()
            .map(|(_, id, at)| (id.to_owned(), words::places(contract, at)));
        Self {
            source,
            cited: cited.collect(),
            room: Some(room),
            ..Self::contract(open)
        }
    }

    /// The same, in a standard where no entry of the contract allows it.
    pub(super) fn or_standard(self, name: &'static str) -> Self {
        if self.source == Source::Contract {
            Self {
                source: Source::Standard,
                standard: Some(name),
                ..self
            }
        } else {
            self
        }
    }
}

/// The entries of a contract that allow something: what they are, id, places.
fn entries<'c>(contract: &'c Contract, room: &Room) -> Vec<(Source, &'c str, &'c [At])> {
    let names = |allows: &[Allowed]| allows.iter().any(|a| a.room == *room);
    let contradictions = contract
        .contradictions
        .iter()
        .filter(|c| names(&c.allows))
        .map(|c| (Source::Contradiction, c.id.as_str(), c.at.as_slice()));
    let clauses = contract
        .clauses
        .iter()
        .filter(|c| names(&c.allows))
        .map(|c| {
            let source = match c.evidence {
                Evidence::Reading => Source::Reading,
                Evidence::Document | Evidence::Linked => Source::Sentence,
            };
            (source, c.id.as_str(), c.at.as_slice())
        });
    contradictions.chain(clauses).collect()
}

/// Everything that a contract says it allows.
pub(super) fn allowed(contract: &Contract) -> impl Iterator<Item = &Allowed> {
    let contradictions = contract.contradictions.iter().flat_map(|c| &c.allows);
    contradictions.chain(contract.clauses.iter().flat_map(|c| &c.allows))
}
