//! What each case alone kills.

use std::collections::BTreeMap;

use docproof::library::Suite;
use docproof::mutate::Outcome;

/// The mutants that one case alone notices, and the cases that nobody would miss.
pub(super) struct Alone<'a> {
    /// Cases in the suite's order, each with the mutants that it alone kills.
    killed: Vec<(String, Vec<&'a str>)>,
    /// Cases that kill nothing alone and do not say what they guard.
    pub(super) idle: Vec<String>,
}

impl<'a> Alone<'a> {
    /// Of outcomes of every case against every mutant.
    pub(super) fn of(suite: &Suite, outcomes: &'a [Outcome]) -> Self {
        let mut alone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for outcome in outcomes {
            if let [case] = outcome.noticed_by.as_slice() {
                alone.entry(case).or_default().push(&outcome.id);
            }
        }
        let (mut killed, mut idle) = (Vec::new(), Vec::new());
        for case in &suite.cases {
            let name = case.trial_name();
            match alone.remove(name.as_str()) {
                Some(ids) => killed.push((name, ids)),
                None if case.guards.is_none() => idle.push(name),
                None => {}
            }
        }
        Self { killed, idle }
    }

    pub(super) fn told(&self) -> String {
        let mut text = String::from("\nWhat each case alone kills:\n");
        for (name, ids) in &self.killed {
            text.push_str(&format!("{name}\n  {}\n", ids.join("\n  ")));
        }
        if !self.idle.is_empty() {
            text.push_str("\nCases that kill nothing alone and do not say what they guard:\n");
            text.push_str(&format!("  {}\n", self.idle.join("\n  ")));
        }
        text
    }
}
