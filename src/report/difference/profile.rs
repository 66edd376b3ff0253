//! What a comparison needs of every exchange: how long answers took and what shape they have. Bodies are looked at as they
//! pass and not kept.

use std::collections::{BTreeMap, HashMap};

use super::Shape;
use crate::http::{Exchange, Leg, Response};
use crate::record::{Event, Exchanged};

/// A larger body, decoded, is not looked into.
const LARGEST: usize = 32 << 20;

/// The answers of a run, by operation.
#[derive(Debug, Default)]
pub struct Profile {
    /// The contract of each case under way.
    open: HashMap<String, String>,
    /// Of successful answers, in microseconds.
    pub(super) times: BTreeMap<String, Vec<u64>>,
    pub(super) shapes: BTreeMap<(String, u16), Shape>,
}

impl Profile {
    /// Adds what an event says.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::CaseStarted(case) => {
                self.open.insert(case.case.clone(), case.contract.clone());
            }
            Event::Exchanged(exchanged) => self.exchanged(exchanged),
            Event::CaseFinished(case) => {
                self.open.remove(&case.case);
            }
            Event::RunStarted(_)
            | Event::RunResumed(_)
            | Event::CaseWaived(_)
            | Event::CaseSkipped(_)
            | Event::WaiverStale(_)
            | Event::RunFinished(_) => {}
        }
    }

    fn exchanged(&mut self, exchanged: &Exchanged) {
        let Some(contract) = self.open.get(&exchanged.case) else {
            return;
        };
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
            self.times
                .entry(contract.clone())
                .or_default()
                .push(*took_us);
        }
        if let Some(body) = json(response) {
            let at = (contract.clone(), response.status);
            self.shapes.entry(at).or_default().add(&body);
        }
    }
}

fn json(response: &Response) -> Option<serde_json::Value> {
    let body = response.decoded(LARGEST).ok()?;
    serde_json::from_slice(&body).ok()
}
