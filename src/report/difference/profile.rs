//! What a comparison needs of every exchange: how long answers took and what shape they have. Bodies are looked at as they
//! pass and not kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Shape;
use crate::http::{Exchange, Leg, Response};
use crate::record::{Event, Exchanged};

/// A larger body, decoded, is not looked into.
const LARGEST: usize = 32 << 20;

/// So many places of shapes are kept; cases whose answers have the same shape share one. Services whose keys are data
/// could have any number.
const PLACES: usize = 1 << 18;

/// The answers of a run, by case: a case that was run again counts once, by what it came to last.
#[derive(Debug, Default)]
pub struct Profile {
    /// The cases under way.
    open: HashMap<String, Open>,
    /// Those that ended.
    cases: BTreeMap<String, Answers>,
    /// Every shape that a case has, once.
    known: HashSet<Arc<Shape>>,
    places: usize,
}

/// A case under way.
#[derive(Debug, Default)]
struct Open {
    contract: String,
    times: Vec<u64>,
    shapes: BTreeMap<u16, Shape>,
}

/// What is kept of a case.
#[derive(Debug)]
struct Answers {
    contract: String,
    /// Of successful answers, in microseconds.
    times: Vec<u64>,
    /// By status.
    shapes: BTreeMap<u16, Arc<Shape>>,
}

impl Profile {
    /// Adds what an event says.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::CaseStarted(case) => {
                let open = Open {
                    contract: case.contract.clone(),
                    ..Open::default()
                };
                self.open.insert(case.case.clone(), open);
            }
            Event::Exchanged(exchanged) => {
                if let Some(open) = self.open.get_mut(&exchanged.case) {
                    open.exchanged(exchanged);
                }
            }
            Event::CaseFinished(case) => {
                if let Some(open) = self.open.remove(&case.case) {
                    let answers = self.kept(open);
                    self.cases.insert(case.case.clone(), answers);
                }
            }
            Event::CaseSkipped(case) => {
                self.cases.remove(&case.case);
            }
            Event::RunStarted(_)
            | Event::RunResumed(_)
            | Event::CaseWaived(_)
            | Event::WaiverStale(_)
            | Event::GateAsked(_)
            | Event::RunFinished(_) => {}
        }
    }

    fn kept(&mut self, open: Open) -> Answers {
        let shapes = open.shapes.into_iter();
        let shapes = shapes.map(|(status, shape)| (status, self.shared(shape)));
        Answers {
            shapes: shapes.collect(),
            contract: open.contract,
            times: open.times,
        }
    }

    /// The same shape of another case where there is one.
    fn shared(&mut self, shape: Shape) -> Arc<Shape> {
        if let Some(known) = self.known.get(&shape) {
            return Arc::clone(known);
        }
        let places = shape.places();
        let shape = if self.places + places > PLACES {
            Shape::unknown()
        } else {
            shape
        };
        self.places += shape.places();
        let shape = Arc::new(shape);
        self.known.insert(Arc::clone(&shape));
        shape
    }

    /// How long the successful answers of each operation took, in microseconds.
    pub(super) fn times(&self) -> BTreeMap<&str, Vec<u64>> {
        let mut all: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for case in self.cases.values().filter(|c| !c.times.is_empty()) {
            all.entry(&case.contract).or_default().extend(&case.times);
        }
        all
    }

    /// The shape of each operation's answers, by status.
    pub(super) fn shapes(&self) -> BTreeMap<(&str, u16), Shape> {
        let mut all: BTreeMap<(&str, u16), Shape> = BTreeMap::new();
        for case in self.cases.values() {
            for (status, shape) in &case.shapes {
                let at = (case.contract.as_str(), *status);
                all.entry(at).or_default().add_all(shape);
            }
        }
        all
    }
}

impl Open {
    fn exchanged(&mut self, exchanged: &Exchanged) {
        let Exchange {
            outcome: Ok(response),
            took_us,
            ..
        } = &exchanged.exchange
        else {
            return;
        };
        // What is asked again and again to pass a limit says nothing of an ordinary answer's time.
        let ordinary = exchanged.leg != Leg::Provoke && !exchanged.superseded;
        if ordinary && (200..300).contains(&response.status) {
            self.times.push(*took_us);
        }
        if let Some(body) = json(response) {
            self.shapes.entry(response.status).or_default().add(&body);
        }
    }
}

fn json(response: &Response) -> Option<serde_json::Value> {
    let body = response.decoded(LARGEST).ok()?;
    serde_json::from_slice(&body).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shapes_are_shared_and_only_so_many_are_kept() {
        let mut profile = Profile::default();
        let shape = |prefix: &str, keys: usize| {
            let members = (0..keys).map(|n| (format!("{prefix}{n}"), json!(n)));
            let mut shape = Shape::default();
            shape.add(&serde_json::Value::Object(members.collect()));
            shape
        };
        let first = profile.shared(shape("a", 3));
        assert!(Arc::ptr_eq(&first, &profile.shared(shape("a", 3))));
        for n in 0..400 {
            profile.shared(shape(&format!("{n}-"), 1_000));
        }
        assert!(profile.places <= PLACES);
        assert_eq!(*profile.shared(shape("more", 1_000)), Shape::unknown());
    }
}
