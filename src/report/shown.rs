//! What a run verified, clause by clause, as text for people.

use super::coverage::{ClauseResult, ClauseState, clauses};
use super::layout::{labelled, visible};
use super::{Ink, Style, words};
use crate::contract::Contract;
use crate::record::{Counts, Run};
use crate::text::{counted, grouped};

/// The column of labels.
const LABEL: usize = 9;
/// So many cases of a clause are named.
const NAMED: usize = 4;

/// A contract's clauses, each with what the run says of it and on what ground: those that broke first, then those of which
/// nothing was shown, and with `all` the others too; each kind in the contract's order.
pub fn shown(style: Style, run: &Run, contract: &Contract, all: bool) -> String {
    let results = clauses(contract, run);
    let counts = Counts::of(run.cases_of(&contract.id));
    let of = |state| results.iter().filter(|r| r.state == state).count();
    let order = [
        ClauseState::Broken,
        ClauseState::NotExercised,
        ClauseState::Vacuous,
        ClauseState::Verified,
        ClauseState::Unobservable,
    ];
    let states = order.into_iter().filter(|s| of(*s) > 0);
    let states: Vec<String> = states.map(|s| format!("{} {}", of(s), s.words())).collect();
    let mut out = vec![
        style.paint(Ink::Strong, visible(&contract.id)),
        format!(
            "  {} on {}: {}",
            counted(counts.cases(), "case"),
            visible(&run.header.target),
            states.join(", ")
        ),
    ];
    let is_news = |state| !matches!(state, ClauseState::Verified | ClauseState::Unobservable);
    for state in order.into_iter().filter(|s| all || is_news(*s)) {
        for result in results.iter().filter(|r| r.state == state) {
            out.push(String::new());
            clause(&mut out, style, contract, result);
        }
    }
    if !all && results.iter().any(|r| !is_news(r.state)) {
        let rest = results.iter().filter(|r| !is_news(r.state)).count();
        let rest = counted(rest, "clause");
        out.extend([
            String::new(),
            format!("  … {rest} verified or unobservable: --all"),
        ]);
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
    let state = style.paint(ink, result.state.words());
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
