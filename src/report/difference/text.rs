//! A comparison for a terminal.

use super::sections::{heads, selections};
use super::{Difference, Entry, sections};
use crate::report::layout::{labelled, wrap};
use crate::report::{DiffSign, Ink, Style};

/// So many lines of a diff are shown.
const DIFF: usize = 40;
/// So many cases of an entry are named.
const NAMED: usize = 4;

/// The comparison, ending in a line break.
pub fn text(style: Style, difference: &Difference<'_>) -> String {
    let [before, now, verdict] = heads(difference);
    let ink = if difference.is_regression() {
        Ink::Bad
    } else {
        Ink::Good
    };
    let mut out: Vec<String> = wrap(&verdict, style.width())
        .into_iter()
        .map(|line| style.paint(ink, line))
        .collect();
    out.extend([before, now]);
    for told in selections(difference) {
        out.extend(wrap(&told, style.width()));
    }
    for section in sections(difference) {
        let ink = if section.is_bad {
            Ink::Bad
        } else {
            Ink::Strong
        };
        let title = format!("{} ({})", section.title, section.count);
        out.extend([String::new(), style.paint(ink, title)]);
        for entry in &section.entries {
            write(&mut out, style, entry);
        }
    }
    out.join("\n") + "\n"
}

fn write(out: &mut Vec<String>, style: Style, entry: &Entry) {
    out.push(format!("  {}", entry.head));
    for line in &entry.lines {
        out.extend(labelled(style, 3, "", 0, line));
    }
    for case in entry.cases.iter().take(NAMED) {
        out.extend(labelled(style, 4, "-", 1, case));
    }
    if entry.cases.len() > NAMED {
        out.push(format!("    … {} more", entry.cases.len() - NAMED));
    }
    for line in entry.diff.iter().take(DIFF) {
        let (sign, ink) = match line.sign {
            DiffSign::Both => (" ", Ink::Faint),
            DiffSign::Expected => ("-", Ink::Bad),
            DiffSign::Found => ("+", Ink::Good),
            DiffSign::Gap => ("…", Ink::Faint),
        };
        let text: String = line.pieces.iter().map(|(_, text)| text.as_str()).collect();
        out.push(format!(
            "    {}",
            style.paint(ink, format!("{sign} {text}"))
        ));
    }
    if entry.diff.len() > DIFF {
        out.push(format!("    … {} more lines", entry.diff.len() - DIFF));
    }
}
