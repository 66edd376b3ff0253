//! A comparison for a terminal.

use super::sections::heads;
use super::{Difference, Entry, sections};
use crate::report::layout::labelled;
use crate::report::{DiffSign, Ink, Style};

/// So many lines of a diff are shown.
const DIFF: usize = 40;

/// The comparison, ending in a line break.
pub fn text(style: Style, difference: &Difference<'_>) -> String {
    let [before, now, verdict] = heads(difference);
    let mut out = vec![before, now];
    for section in sections(difference) {
        let ink = if section.is_bad {
            Ink::Bad
        } else {
            Ink::Strong
        };
        let title = format!("{} ({})", section.title, section.entries.len());
        out.extend([String::new(), style.paint(ink, title)]);
        for entry in &section.entries {
            write(&mut out, style, entry);
        }
    }
    let ink = if difference.is_regression() {
        Ink::Bad
    } else {
        Ink::Good
    };
    out.extend([String::new(), style.paint(ink, verdict)]);
    out.join("\n") + "\n"
}

fn write(out: &mut Vec<String>, style: Style, entry: &Entry) {
    out.push(format!("  {}", entry.head));
    for line in &entry.lines {
        out.extend(labelled(style, 3, "", 0, line));
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
