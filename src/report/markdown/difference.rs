//! A comparison of two runs in Markdown.

use super::safe::{code, html, prose};
use crate::report::DiffSign;
use crate::report::difference::{Difference, Entry, heads, sections};

/// The comparison, ending in a line break.
pub fn difference(difference: &Difference<'_>) -> String {
    let [before, now, verdict] = heads(difference);
    let mut out = format!(
        "# docproof diff\n\n**{}**\n\n- {}\n- {}\n",
        prose(&verdict),
        prose(&before),
        prose(&now)
    );
    for section in sections(difference) {
        let mut title = section.title.to_owned();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        out.push_str(&format!("\n## {title}: {}\n\n", section.entries.len()));
        for entry in &section.entries {
            out.push_str(&one(entry));
        }
    }
    out
}

fn one(entry: &Entry) -> String {
    let lines: Vec<String> = entry.lines.iter().map(|line| prose(line)).collect();
    let mut out = format!("- {} {}\n", code(&entry.head), lines.join("; "));
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
