//! Collects what checks find, part by part, and folds it in the end.

use std::collections::{BTreeSet, HashMap};

use crate::verdict::{Actual, Check, Expected, Finding, Note, Outcome, Part, Place};

/// So many findings of one part are kept; the last one says how many more there were.
const MOST_FINDINGS: usize = 20;

/// So many findings are worth keeping for later by whoever does not know yet whether they count.
pub(crate) const ENOUGH: usize = MOST_FINDINGS + 1;

/// What checks found so far.
#[derive(Debug, Default)]
pub struct Checks {
    slots: Vec<Slot>,
    index: HashMap<Part, usize>,
    notes: BTreeSet<Note>,
}

#[derive(Debug)]
struct Slot {
    part: Part,
    held: u64,
    broken: Vec<Finding>,
    more: u64,
    vacuous: Option<String>,
}

impl Checks {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The part holds, and so many things show it; none show nothing, so then this does nothing.
    pub fn held(&mut self, part: Part, witnesses: u64) {
        if witnesses > 0 {
            self.slot(part).held += witnesses;
        }
    }

    /// The part does not hold.
    pub fn broken(&mut self, part: Part, finding: Finding) {
        let slot = self.slot(part);
        if slot.broken.len() < MOST_FINDINGS {
            slot.broken.push(finding);
        } else {
            slot.more += 1;
        }
    }

    /// Nothing contradicts the part and nothing shows it. Where it is said several times the first reason stays.
    pub fn vacuous(&mut self, part: Part, why: &str) {
        let slot = self.slot(part);
        if slot.vacuous.is_none() {
            slot.vacuous = Some(why.to_owned());
        }
    }

    /// Held where there are witnesses, else vacuous.
    pub fn shown(&mut self, part: Part, witnesses: u64, otherwise: &str) {
        if witnesses > 0 {
            self.held(part, witnesses);
        } else {
            self.vacuous(part, otherwise);
        }
    }

    /// Something undocumented was seen; the same is noted once.
    pub fn note(&mut self, says: impl Into<String>) {
        self.notes.insert(Note { says: says.into() });
    }

    /// Whether any part broke.
    pub fn any_broken(&self) -> bool {
        self.slots.iter().any(|s| !s.broken.is_empty())
    }

    /// Turns every broken part into a vacuous one: what was found proves nothing, for this reason.
    pub fn excuse(&mut self, why: &str) {
        for slot in self.slots.iter_mut().filter(|s| !s.broken.is_empty()) {
            slot.broken.clear();
            slot.more = 0;
            slot.held = 0;
            slot.vacuous = Some(why.to_owned());
        }
    }

    /// Takes over everything that others found.
    pub fn merge(&mut self, other: Self) {
        for slot in other.slots {
            let own = self.slot(slot.part);
            own.held += slot.held;
            own.more += slot.more;
            for finding in slot.broken {
                if own.broken.len() < MOST_FINDINGS {
                    own.broken.push(finding);
                } else {
                    own.more += 1;
                }
            }
            own.vacuous = own.vacuous.take().or(slot.vacuous);
        }
        self.notes.extend(other.notes);
    }

    /// The outcome of every part: all findings that were kept, the witnesses in all, and vacuous where neither is.
    pub fn fold(self) -> (Vec<Check>, Vec<Note>) {
        let checks = self.slots.into_iter().flat_map(Slot::fold).collect();
        (checks, self.notes.into_iter().collect())
    }

    fn slot(&mut self, part: Part) -> &mut Slot {
        let next = self.slots.len();
        let at = self.index.get(&part).copied().unwrap_or(next);
        if at == next {
            self.index.insert(part.clone(), at);
            self.slots.push(Slot {
                part,
                held: 0,
                broken: Vec::new(),
                more: 0,
                vacuous: None,
            });
        }
        &mut self.slots[at]
    }
}

impl Slot {
    fn fold(mut self) -> Vec<Check> {
        if self.more > 0
            && let Some(last) = self.broken.last_mut()
        {
            last.message = format!("{} (and {} more)", last.message, self.more);
        }
        let mut outcomes: Vec<Outcome> = Vec::new();
        if self.held > 0 {
            outcomes.push(Outcome::Held(self.held));
        }
        let findings = self.broken.into_iter();
        outcomes.extend(findings.map(|f| Outcome::Broken(Box::new(f))));
        if let (true, Some(why)) = (outcomes.is_empty(), self.vacuous) {
            outcomes.push(Outcome::Vacuous(why));
        }
        let part = self.part;
        let check = |outcome| Check {
            part: part.clone(),
            outcome,
        };
        outcomes.into_iter().map(check).collect()
    }
}

/// A finding of a rule.
pub(crate) fn finding(
    rule: &str,
    place: Place,
    expected: Expected,
    actual: Actual,
    message: &str,
) -> Finding {
    Finding {
        rule: rule.to_owned(),
        place,
        expected,
        actual,
        message: message.to_owned(),
    }
}

/// What is expected, in words.
pub(crate) fn words(text: impl Into<String>) -> Expected {
    Expected::Words(text.into())
}

/// One of these statuses.
pub(crate) fn statuses(statuses: &[u16]) -> Expected {
    match statuses {
        [one] => Expected::Value((*one).into()),
        many => Expected::OneOf(many.iter().map(|s| (*s).into()).collect()),
    }
}

/// A count of things as witnesses.
pub(crate) fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: &str) -> Finding {
        finding(
            rule,
            Place::exchange(0),
            words("a"),
            Actual::Absent,
            "Something.",
        )
    }

    #[test]
    fn witnesses_add_up_and_vacuous_gives_way() {
        let mut checks = Checks::new();
        checks.vacuous(Part::Framing, "no header");
        checks.held(Part::Framing, 2);
        checks.held(Part::Framing, 3);
        checks.held(Part::Status(200), 0);
        checks.vacuous(Part::Body(200), "first");
        checks.vacuous(Part::Body(200), "second");
        let (checks, _) = checks.fold();
        let told: Vec<_> = checks.iter().map(|c| (&c.part, &c.outcome)).collect();
        assert_eq!(
            told,
            [
                (&Part::Framing, &Outcome::Held(5)),
                (&Part::Body(200), &Outcome::Vacuous("first".to_owned())),
            ]
        );
    }

    #[test]
    fn findings_are_bounded_and_the_rest_is_counted() {
        let mut checks = Checks::new();
        for _ in 0..23 {
            checks.broken(Part::Framing, broken("x"));
        }
        let mut others = Checks::new();
        others.broken(Part::Framing, broken("y"));
        checks.merge(others);
        let (checks, _) = checks.fold();
        assert_eq!(checks.len(), 20);
        let Outcome::Broken(last) = &checks[19].outcome else {
            panic!("broken");
        };
        assert_eq!(last.message, "Something. (and 4 more)");
    }

    #[test]
    fn what_is_excused_shows_nothing_either() {
        let mut checks = Checks::new();
        checks.held(Part::Framing, 1);
        checks.broken(Part::Framing, broken("x"));
        checks.held(Part::Status(200), 1);
        assert!(checks.any_broken());
        checks.excuse("the data changed");
        let (checks, _) = checks.fold();
        assert_eq!(
            checks[0].outcome,
            Outcome::Vacuous("the data changed".to_owned())
        );
        assert_eq!(checks[1].outcome, Outcome::Held(1));
    }
}
