//! A mutant: one claim broken, and what is broken by it.

use std::fmt;

use crate::case::Case;
use crate::contract::{Clause, Contract};
use crate::mock::Lie;
use crate::verdict::Part;

/// A service that gets one thing wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// `<contract>:<category>:<what>`, the same in every run.
    pub id: String,
    /// What kind of claim it breaks.
    pub category: Category,
    /// What it gets wrong.
    pub lie: Lie,
    /// The parts of the contract that this violates.
    pub violates: Violates,
}

/// What a mutant violates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Violates {
    /// Parts of the contract; the clauses bound to them are violated.
    pub parts: Vec<Part>,
    /// Which cases state by themselves what is violated: that a request is served, or how many items there are.
    pub stated: Stated,
}

/// Which cases state by themselves what a mutant violates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stated {
    /// None.
    #[default]
    ByNone,
    /// Any may, by the status or the number of items that it expects.
    ByAny,
    /// Those that send this parameter.
    BySending(String),
    /// Those that leave this parameter out.
    ByOmitting(String),
}

impl Stated {
    /// Whether a case may state it.
    pub fn includes(&self, case: &Case) -> bool {
        let sends = |name: &str| {
            let mut steps = case.steps.iter().map(|s| &s.request);
            steps.any(|r| {
                let mut bindings = r.path.iter().chain(&r.query).chain(&r.headers);
                bindings.any(|b| b.name.eq_ignore_ascii_case(name))
            })
        };
        let omits = |name: &str| {
            let mut steps = case.steps.iter().map(|s| &s.request);
            steps.any(|r| {
                let mut bindings = r.path.iter().chain(&r.query).chain(&r.headers);
                !bindings.any(|b| b.name.eq_ignore_ascii_case(name))
            }) || case
                .steps
                .iter()
                .any(|s| s.without.iter().any(|(n, _)| n == name))
        };
        match self {
            Self::ByNone => false,
            Self::ByAny => true,
            Self::BySending(name) => sends(name),
            Self::ByOmitting(name) => omits(name),
        }
    }
}

impl Mutant {
    /// The clauses that it violates.
    pub fn clauses<'c>(&self, contract: &'c Contract) -> Vec<&'c Clause> {
        let violated = |clause: &&Clause| self.breaks(contract, clause);
        contract.clauses.iter().filter(violated).collect()
    }

    /// Whether it violates a clause: the clause names it as what breaks it or, where it names none, is bound to a part
    /// that this violates.
    pub fn breaks(&self, contract: &Contract, clause: &Clause) -> bool {
        if !clause.broken_by.is_empty() {
            return self.is_named_by(contract, clause);
        }
        let bound = |p: &Part| match p {
            Part::Schema(..) => speaks_of(contract, clause, p),
            // An effect as a whole is broken where that of one value or field is.
            Part::Effect(_, None) => {
                let within = |own: &Part| p.covers(own) && self.is_about(own);
                clause.guards(p) || clause.parts().iter().any(within)
            }
            _ => clause.guards(p),
        };
        self.violates.parts.iter().any(bound)
    }

    /// Whether it is about the value or field of an effect, where it is about one only.
    fn is_about(&self, part: &Part) -> bool {
        let lie = match &self.lie {
            Lie::Beside { lie, .. } => lie,
            lie => lie,
        };
        match (lie, part) {
            (
                Lie::Effect {
                    value: Some(value), ..
                },
                Part::Effect(_, Some(of)),
            ) => value == of,
            _ => true,
        }
    }

    /// Whether a clause names it as what breaks it.
    fn is_named_by(&self, contract: &Contract, clause: &Clause) -> bool {
        let mut named = clause.broken_by.iter();
        named.any(|name| name.names(&contract.id, &self.id))
    }

    /// Whether a finding on this part, told by a case, is about what is violated; `clauses` are those that it violates.
    pub fn is_noticed_by(&self, clauses: &[&Clause], part: &Part, case: &Case) -> bool {
        let own = self.violates.parts.iter().any(|p| p.covers(part));
        let stated = part.case().is_some() && self.violates.stated.includes(case);
        own || stated || clauses.iter().any(|c| c.guards(part))
    }
}

/// Whether a clause is of those that speak of a place of the schemas: bound to it, or to the nearest place around it
/// that a clause is bound to.
fn speaks_of(contract: &Contract, clause: &Clause, place: &Part) -> bool {
    let own = clause.nearness(place);
    let nearest = contract.clauses.iter().filter_map(|c| c.nearness(place));
    own.is_some() && own == nearest.max()
}

macro_rules! categories {
    ($($(#[$meta:meta])* $variant:ident = $word:literal),* $(,)?) => {
        /// Kinds of claims, as a score is told by them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Category { $($(#[$meta])* $variant),* }

        impl Category {
            /// Every category, in the order they are told.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in ids.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}

categories! {
    /// Properties of bodies.
    Schema = "schema",
    /// Values of the right form that are not the true ones.
    Value = "value",
    /// Response headers.
    Header = "header",
    /// Media type and charset.
    ContentType = "content-type",
    /// Statuses.
    Status = "status",
    /// Bodies emptied, or replaced by HTML.
    Body = "body",
    /// Relations within an exchange.
    Fact = "fact",
    /// Credentials.
    Access = "access",
    /// Identifiers.
    Lookup = "lookup",
    /// Parameters accepted and left out.
    Parameter = "parameter",
    /// Effects of parameters.
    Effect = "effect",
    /// An answer beside the one without a parameter.
    Relation = "relation",
    /// Rules of paging.
    Paging = "paging",
    /// Throttling.
    Throttle = "throttle",
    /// How JSON is written.
    Encoding = "encoding",
    /// How messages are framed.
    Transport = "transport",
    /// Where a client could be led.
    Safety = "safety",
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
