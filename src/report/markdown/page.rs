//! The summary of a run.

use super::safe::{code, html, prose};
use crate::contract::Contract;
use crate::record::{CaseResult, Run};
use crate::report::layout::{seconds, visible};
use crate::report::mistakes::{Mistake, mistakes};
use crate::report::{Style, case_text, gates, summary, words};
use crate::text::counted;

/// GitHub refuses a step's summary of more than 1 MiB; a page is kept well below.
pub const LARGEST: usize = 900 << 10;

/// So many mistakes are told before the cases.
const MISTAKES: usize = 10;
/// So many reasons, or facts, are listed.
const LISTED: usize = 20;
/// So many characters of a value are shown.
const WIDTH: usize = 160;

/// The summary, ending in a line break, of at most about `largest` bytes: the cases that do not fit are counted.
pub fn markdown(run: &Run, contracts: &[&Contract], largest: usize) -> String {
    let mut out = vec![
        format!("# docproof: {}", prose(&run.header.target)),
        String::new(),
    ];
    if run.header.insecure {
        out.extend([format!("**{}**", prose(summary::INSECURE)), String::new()]);
    }
    out.extend([
        format!("**{}**", prose(&summary::sentence(run).1)),
        String::new(),
        made(run),
        String::new(),
    ]);
    out.extend(table(run, contracts));
    out.extend(held_to(run));
    out.extend(broken(run, contracts));
    if !run.stale.is_empty() {
        let title = capital(summary::UNTRUE);
        out.extend([String::new(), format!("## {title}"), String::new()]);
        let lines = run.stale.iter().map(words::stale);
        out.extend(lines.map(|stale| format!("- {}", prose(&stale))));
    }
    let closed: Vec<String> = run.closed_gates().map(gates::told).collect();
    if !closed.is_empty() {
        let title = capital(gates::CLOSED);
        out.extend([String::new(), format!("## {title}"), String::new()]);
        out.extend(closed.iter().map(|told| format!("- {}", prose(told))));
    }
    for list in summary::lists(run) {
        out.extend([
            String::new(),
            format!("## {}", capital(&list.title)),
            String::new(),
        ]);
        for (text, cases) in list.lines.iter().take(LISTED) {
            out.push(if list.names {
                format!("- {}", code(text))
            } else {
                format!("- {}: {}", counted(*cases, "case"), code(text))
            });
        }
        out.extend(left(list.lines.len(), LISTED));
    }
    let mut text = out.join("\n");
    text.push('\n');
    details(&mut text, run, contracts, largest);
    text
}

fn made(run: &Run) -> String {
    let header = &run.header;
    let end = run.finished.as_ref().map_or("cut off".to_owned(), |end| {
        format!("ended {}", code(&seconds(&end.time)))
    });
    let filters: Vec<String> = header.filters.iter().map(|f| code(f)).collect();
    let filters = match filters.as_slice() {
        [] => String::new(),
        some => format!("; only {}", some.join(", ")),
    };
    let strict = if header.strict { "; strict" } else { "" };
    let began = code(&seconds(&header.time));
    let version = code(&header.docproof);
    format!("Began {began}, {end}; docproof {version}{strict}{filters}.")
}

fn table(run: &Run, contracts: &[&Contract]) -> Vec<String> {
    let rows = summary::rows(run, contracts);
    let mut out = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            if index > 0 && column == 0 {
                code(cell)
            } else {
                prose(cell)
            }
        });
        out.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
        if index == 0 {
            out.push(format!(
                "| --- {}|",
                "| ---: ".repeat(row.len().saturating_sub(1))
            ));
        }
    }
    out
}

/// Which server was held to which version of which contract and document: what makes the page evidence.
fn held_to(run: &Run) -> Vec<String> {
    let contracts = run.header.contracts.iter();
    let lines = contracts.map(|contract| {
        let url = run.header.base_url(&contract.id);
        let url = url.map_or(String::new(), |url| format!(" at {}", code(url)));
        let document = match &contract.document {
            None => "no document".to_owned(),
            Some(d) => format!("{}, SHA-256 {}", code(&d.file), code(&d.sha256)),
        };
        let (id, version) = (code(&contract.id), code(&contract.version));
        format!("- {id}{url}, held to version {version}: {document}")
    });
    [String::new()].into_iter().chain(lines).collect()
}

fn broken(run: &Run, contracts: &[&Contract]) -> Vec<String> {
    let all = mistakes(run, contracts);
    if all.is_empty() {
        return Vec::new();
    }
    let title = counted(all.len(), "mistake");
    let mut out = vec![
        String::new(),
        format!("## What broke: {title}"),
        String::new(),
    ];
    for mistake in all.iter().take(MISTAKES) {
        out.extend(one(mistake));
    }
    out.extend(left(all.len(), MISTAKES));
    out
}

fn one(mistake: &Mistake<'_>) -> Vec<String> {
    let Some(first) = mistake.cases.first() else {
        return Vec::new();
    };
    let cases = counted(mistake.cases.len(), "case");
    let finding = mistake.finding;
    let mut out = vec![format!(
        "1. **{}** in {cases}: {}",
        prose(&words::mistake(first, mistake.check, finding)),
        prose(&finding.message)
    )];
    for clause in mistake.clauses.iter().take(3) {
        let ground = mistake.contract.map(|c| words::ground(c, clause));
        out.push(format!(
            "   - {}: {} ({})",
            code(&clause.id),
            prose(&clause.says),
            prose(&ground.unwrap_or_default())
        ));
    }
    out.push(format!(
        "   - at {}: expected {}, found {}; first in {}",
        code(&words::place(finding)),
        code(&words::expected(&finding.expected, WIDTH)),
        code(&words::actual(&finding.actual, WIDTH)),
        code(&first.name)
    ));
    out
}

/// The cases that deviate, each folded, as long as there is room.
fn details(text: &mut String, run: &Run, contracts: &[&Contract], largest: usize) {
    let kinds = [
        ("Failed", "failed"),
        ("Waived", "waived"),
        ("Inconclusive", "inconclusive"),
    ];
    for (title, word) in kinds {
        let cases: Vec<&CaseResult> = run.cases.iter().filter(|c| c.word() == word).collect();
        if cases.is_empty() {
            continue;
        }
        let all = counted(cases.len(), "case");
        text.push_str(&format!("\n## {title}: {all}\n"));
        for (index, case) in cases.iter().enumerate() {
            let contract = contracts.iter().copied().find(|c| c.id == case.contract);
            let folded = folded(case, contract);
            if text.len() + folded.len() > largest {
                let left = cases.len() - index;
                text.push_str(&format!("\n… {left} more in the full report\n"));
                break;
            }
            text.push_str(&folded);
        }
    }
}

fn folded(case: &CaseResult, contract: Option<&Contract>) -> String {
    let told = case_text::case(Style::plain(), case, contract);
    format!(
        "\n<details><summary><code>{}</code> {}</summary>\n\n<pre>\n{}</pre>\n\n</details>\n",
        html(&visible(&case.name)),
        html(&words::headline(case, WIDTH)),
        html(&told)
    )
}

fn left(all: usize, shown: usize) -> Option<String> {
    let left = all.checked_sub(shown).filter(|left| *left > 0)?;
    Some(format!("\n… {left} more"))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    prose(&format!("{}{}", first.unwrap_or_default(), chars.as_str()))
}
