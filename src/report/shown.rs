//! What a run verified, clause by clause, as text for people.

use super::coverage::{ClauseResult, ClauseState, clauses};
use super::layout::{count, grouped, labelled, visible};
use super::{Ink, Style, words};
use crate::contract::Contract;
use crate::record::{Counts, Run};

/// The column of labels.
const LABEL: usize = 9;
/// So many cases of a clause are named.
const NAMED: usize = 4;

/// A contract's clauses in its order, each with what the run says of it and on what ground.
pub fn shown(style: Style, run: &Run, contract: &Contract) -> String {
    let results = clauses(contract, run);
    let counts = Counts::of(run.cases_of(&contract.id));
    let of = |state| results.iter().filter(|r| r.state == state).count();
    let states = [
        ClauseState::Verified,
        ClauseState::Broken,
        ClauseState::Vacuous,
        ClauseState::NotExercised,
        ClauseState::Unobservable,
    ];
    let states = states.into_iter().filter(|s| of(*s) > 0);
    let states: Vec<String> = states.map(|s| format!("{} {}", of(s), s.word())).collect();
    let mut out = vec![
        style.paint(Ink::Strong, visible(&contract.id)),
        format!(
            "  {} on {}: {}",
            count(counts.cases(), "case"),
            visible(&run.header.target),
            states.join(", ")
        ),
    ];
    for result in &results {
        out.push(String::new());
        clause(&mut out, style, contract, result);
    }
    out.join("\n") + "\n"
}

fn clause(out: &mut Vec<String>, style: Style, contract: &Contract, result: &ClauseResult<'_>) {
    let ink = match result.state {
        ClauseState::Verified => Ink::Good,
        ClauseState::Broken => Ink::Bad,
        ClauseState::Vacuous | ClauseState::NotExercised => Ink::Doubt,
        ClauseState::Unobservable => Ink::Faint,
    };
    let state = style.paint(ink, result.state.word());
    let id = style.paint(Ink::Strong, visible(&result.clause.id));
    out.push(format!("  {state} {id}"));
    let mut field = |label: &str, text: &str| out.extend(labelled(style, 4, label, LABEL, text));
    field("says", &visible(&result.clause.says));
    field("ground", &visible(&words::ground(contract, result.clause)));
    if result.state == ClauseState::Verified {
        let witnesses = match result.witnesses {
            1 => "by one witness".to_owned(),
            many => format!("by {} witnesses", grouped(many)),
        };
        field("shown", &witnesses);
    }
    if let Some(why) = result.why {
        field("because", &visible(why));
    }
    let names: Vec<String> = result
        .cases
        .iter()
        .take(NAMED)
        .map(|c| visible(c))
        .collect();
    let more = match result.cases.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    if !names.is_empty() {
        let label = if result.state == ClauseState::Broken {
            "broken in"
        } else {
            "in"
        };
        field(label, &format!("{}{more}", names.join("; ")));
    }
}
