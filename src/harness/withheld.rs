//! Which cases of a record have fields that were withheld: such a run does not pass, and neither does one that goes on with it.

use std::collections::HashMap;

use serde_json::Value;

use crate::record::Event;
use crate::value::WITHHELD;

/// How many fields were withheld of each case, those of its latest run; without a name, of the run's own events.
#[derive(Debug, Default)]
pub(super) struct Withheld(HashMap<Option<String>, usize>);

impl Withheld {
    /// Takes an event of a record that was written before.
    pub(super) fn see(&mut self, event: &Event) {
        // Looked for in the text first: nearly no event has any.
        let text = serde_json::to_string(event).unwrap_or_default();
        let fields = if text.contains(WITHHELD) {
            serde_json::from_str(&text).map_or(0, |value| count(&value))
        } else {
            0
        };
        self.add(event, fields);
    }

    /// Takes an event of which so many fields were withheld. A case that is run again is written anew.
    pub(super) fn add(&mut self, event: &Event, fields: usize) {
        let case = event.case().map(str::to_owned);
        if matches!(event, Event::CaseStarted(_) | Event::CaseSkipped(_)) {
            self.0.remove(&case);
        }
        if fields > 0 {
            *self.0.entry(case).or_default() += fields;
        }
    }

    /// Whether there are any of a case.
    pub(super) fn has(&self, case: &str) -> bool {
        self.0.contains_key(&Some(case.to_owned()))
    }

    /// How many there are.
    pub(super) fn fields(&self) -> usize {
        self.0.values().sum()
    }
}

/// The texts and names that are [`WITHHELD`] and nothing else.
fn count(value: &Value) -> usize {
    match value {
        Value::String(text) => usize::from(text == WITHHELD),
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| usize::from(name == WITHHELD) + count(member))
            .sum(),
        _ => 0,
    }
}
