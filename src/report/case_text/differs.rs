//! What differs from what was expected, and what stands around it.

use super::{LABEL, Page};
use crate::report::diff::{DiffLine, DiffSign, diff};
use crate::report::excerpt::{self, ExcerptLine};
use crate::report::layout::{labelled, shorten, visible};
use crate::report::{Ink, words};
use crate::text::counted;
use crate::verdict::Finding;

/// So many lines of a diff are shown.
const DIFF: usize = 24;

impl Page<'_> {
    /// Shows a diff of expected and found, where that says more than both.
    pub(super) fn difference(&mut self, finding: &Finding) -> bool {
        let Some(lines) = diff(finding) else {
            return false;
        };
        self.text(7, "differs", "- expected, + found");
        for line in lines.iter().take(DIFF) {
            let line = self.diff_line(line);
            self.out.push(format!("         {line}"));
        }
        if lines.len() > DIFF {
            let left = u64::try_from(lines.len() - DIFF).unwrap_or(u64::MAX);
            self.out
                .push(format!("         … {}", counted(left, "more line")));
        }
        true
    }

    /// Expected and found, each in a line.
    pub(super) fn compare(&mut self, finding: &Finding) {
        let room = self.style.width() - 7 - LABEL - 1;
        let expected = words::expected(&finding.expected, room);
        let found = words::actual(&finding.actual, room);
        for (label, ink, text) in [
            ("expected", Ink::Good, expected),
            ("found", Ink::Bad, found),
        ] {
            let lines = labelled(self.style, 7, label, LABEL, &text).into_iter();
            let lines = lines.map(|line| {
                // Only the value is painted, so that the labels stay in one column.
                let at = line.char_indices().nth(7 + LABEL + 1);
                let (before, value) = line.split_at(at.map_or(line.len(), |(at, _)| at));
                format!("{before}{}", self.style.paint(ink, value))
            });
            self.out.extend(lines);
        }
    }

    fn diff_line(&self, line: &DiffLine) -> String {
        let (sign, ink, spot) = match line.sign {
            DiffSign::Both => (" ", Ink::Faint, Ink::Faint),
            DiffSign::Expected => ("-", Ink::Good, Ink::GoodSpot),
            DiffSign::Found => ("+", Ink::Bad, Ink::BadSpot),
            DiffSign::Gap => ("…", Ink::Faint, Ink::Faint),
        };
        let mut room = self.style.width() - 10;
        let mut out = self.style.paint(ink, sign);
        for (differs, text) in &line.pieces {
            if room == 0 {
                break;
            }
            let cut = shorten(text, room);
            room = room.saturating_sub(cut.chars().count());
            out.push_str(&self.style.paint(if *differs { spot } else { ink }, cut));
        }
        out
    }

    /// The header or the part of the body that the finding is about.
    pub(super) fn surroundings(&mut self, finding: &Finding) {
        let entry = self.case.transcript.entries.get(finding.place.exchange);
        let Some(response) = entry.and_then(|e| e.exchange.response()) else {
            return;
        };
        if let Some(name) = &finding.place.header {
            let values: Vec<String> = response.headers.all(name).map(visible).collect();
            let text = if values.is_empty() {
                let others: Vec<String> =
                    response.headers.iter().map(|(n, _)| visible(n)).collect();
                format!("none in the answer, which has {}", others.join(", "))
            } else {
                shorten(&values.join(", "), 400)
            };
            self.text(7, "header", &text);
        } else if let Some(pointer) = &finding.place.pointer {
            let lines = excerpt::read(response).around(pointer, self.style.width() - 11);
            if lines == self.shown {
                let again = self.style.paint(Ink::Faint, "| (as above)");
                self.out.push(format!("       {again}"));
            } else {
                self.excerpt(7, &lines);
                self.shown = lines;
            }
        }
    }

    pub(super) fn excerpt(&mut self, indent: usize, lines: &[ExcerptLine]) {
        for line in lines {
            let text = if line.marked {
                self.style.paint(Ink::Bad, format!("> {}", line.text))
            } else {
                self.style.paint(Ink::Faint, format!("| {}", line.text))
            };
            self.out.push(format!("{:indent$}{text}", ""));
        }
    }
}
