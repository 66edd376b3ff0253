//! Why a variant conforms: the clauses and contradictions of the document that leave it room, with their places.

use crate::contract::{At, Contract, Contradiction, Evidence};
use crate::report::words;
use crate::verdict::Part;

/// Where the room for a variant comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Two places of the document disagree, or a sentence can be read in several ways.
    Contradiction,
    /// Our reading of a gap.
    Reading,
    /// The document says what is there, and nothing that excludes this.
    Silence,
    /// A standard that the document builds on.
    Standard,
}

impl Source {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Reading => "reading",
            Self::Silence => "silence",
            Self::Standard => "standard",
        }
    }

    /// Whether it is an ambiguity or a gap of the document itself.
    pub fn is_of_document(self) -> bool {
        self != Self::Standard
    }
}

/// Why a variant conforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What leaves the room.
    pub source: Source,
    /// What is left open, in words.
    pub open: String,
    /// Ids of the clauses that are kept and say no more.
    pub clauses: Vec<String>,
    /// Ids of the contradictions whose reading leaves the room.
    pub contradictions: Vec<String>,
    /// Where all of these stand: file and lines.
    pub places: Vec<String>,
    /// The standard, where it is one.
    pub standard: Option<&'static str>,
}

/// How many of each a ground names at most: the first that fit.
const MOST: usize = 4;

impl Ground {
    /// The ground in a standard.
    pub(super) fn standard(name: &'static str, open: &str) -> Self {
        Self {
            source: Source::Standard,
            open: open.to_owned(),
            clauses: Vec::new(),
            contradictions: Vec::new(),
            places: Vec::new(),
            standard: Some(name),
        }
    }

    /// The ground in the clauses bound to these parts, and in the contradictions about the same places that speak of one of
    /// these words.
    pub(super) fn of(contract: &Contract, parts: &[Part], about: &[&str], open: &str) -> Self {
        let clauses: Vec<_> = contract
            .clauses
            .iter()
            .filter(|c| parts.iter().any(|p| c.guards(p)))
            .collect();
        let touches = |at: &At| {
            clauses
                .iter()
                .any(|c| c.at.iter().any(|own| overlap(own, at)))
        };
        let mut contradictions: Vec<(usize, usize)> = Vec::new();
        for (position, contradiction) in contract.contradictions.iter().enumerate() {
            let text = format!(
                "{} {} {}",
                contradiction.id, contradiction.says, contradiction.reading
            )
            .to_lowercase();
            let hits = about.iter().filter(|word| text.contains(**word)).count();
            let touching = contradiction.at.iter().any(touches);
            if hits >= 2 || (hits == 1 && touching) {
                contradictions.push((usize::MAX - hits, position));
            }
        }
        if clauses.is_empty() && contradictions.is_empty() {
            // No clause is about these parts: whatever is said of them is in a contradiction.
            let speaks = |c: &Contradiction| {
                let text = format!("{} {}", c.says, c.reading).to_lowercase();
                about.iter().any(|word| text.contains(*word))
            };
            let all = contract.contradictions.iter().enumerate();
            contradictions.extend(
                all.filter(|(_, c)| speaks(c))
                    .map(|(at, _)| (usize::MAX, at)),
            );
        }
        contradictions.sort_unstable();
        let contradictions: Vec<_> = contradictions
            .iter()
            .take(MOST)
            .filter_map(|(_, at)| contract.contradictions.get(*at))
            .collect();
        let readings = clauses.iter().any(|c| c.evidence == Evidence::Reading);
        let source = match (contradictions.is_empty(), readings) {
            (false, _) => Source::Contradiction,
            (true, true) => Source::Reading,
            (true, false) => Source::Silence,
        };
        let clauses = clauses.iter().take(MOST);
        let mut places: Vec<String> = contradictions
            .iter()
            .map(|c| words::places(contract, &c.at))
            .collect();
        places.extend(clauses.clone().map(|c| words::places(contract, &c.at)));
        places.dedup();
        Self {
            source,
            open: open.to_owned(),
            clauses: clauses.map(|c| c.id.clone()).collect(),
            contradictions: contradictions.iter().map(|c| c.id.clone()).collect(),
            places,
            standard: None,
        }
    }
}

/// Whether two places have a line, and within it a value, in common.
fn overlap(a: &At, b: &At) -> bool {
    let lines = a.file == b.file && a.first <= b.last && b.first <= a.last;
    lines
        && match (&a.pointer, &b.pointer) {
            (Some(a), Some(b)) => a.starts_with(b.as_str()) || b.starts_with(a.as_str()),
            _ => true,
        }
}
