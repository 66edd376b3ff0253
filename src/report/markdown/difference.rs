//! A comparison of two runs in Markdown.

use super::safe::{code, html, prose};
use crate::report::DiffSign;
use crate::report::difference::{Difference, Entry, heads, sections, selections};

/// So many cases of an entry are named.
const NAMED: usize = 8;

/// The comparison, ending in a line break.
pub fn difference(difference: &Difference<'_>) -> String {
    let [before, now, verdict] = heads(difference);
    let mut out = format!(
        "# docproof diff\n\n**{}**\n\n- {}\n- {}\n",
        prose(&verdict),
        prose(&before),
        prose(&now)
    );
    for told in selections(difference) {
        out.push_str(&format!("- {}\n", prose(&told)));
    }
    for section in sections(difference) {
        let mut title = section.title.to_owned();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        out.push_str(&format!("\n## {title}: {}\n\n", prose(&section.count)));
        for entry in &section.entries {
            out.push_str(&one(entry));
        }
    }
    out
}

fn one(entry: &Entry) -> String {
    let lines: Vec<String> = entry.lines.iter().map(|line| prose(line)).collect();
    let mut out = format!("- **{}** {}\n", prose(&entry.head), lines.join("; "));
    for case in entry.cases.iter().take(NAMED) {
        out.push_str(&format!("  - {}\n", code(case)));
    }
    if entry.cases.len() > NAMED {
        let more = entry.cases.len() - NAMED;
        out.push_str(&format!("  - … {more} more\n"));
    }
    if !entry.diff.is_empty() {
        let lines = entry.diff.iter().map(|line| {
            let sign = match line.sign {
                DiffSign::Both => ' ',
                DiffSign::Expected => '-',
                DiffSign::Found => '+',
                DiffSign::Gap => '…',
            };
            let text: String = line.pieces.iter().map(|(_, text)| text.as_str()).collect();
            format!("{sign} {}\n", html(&text))
        });
        out.push_str(&format!("\n<pre>\n{}</pre>\n\n", lines.collect::<String>()));
    }
    out
}
