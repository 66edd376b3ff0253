//! A table that fits a terminal: the narrower that is, the less the table says.

use super::layout::table;

/// A contract's name keeps so many characters.
const NAME: usize = 12;

/// What titles become where there is less room, and less.
const SHORT: [(&str, &str); 2] = [
    ("inconclusive", "inconcl."),
    ("clauses verified", "clauses"),
];
const SHORTER: [(&str, &str); 5] = [
    ("passed", "pass"),
    ("failed", "fail"),
    ("waived", "waiv."),
    ("inconcl.", "inc."),
    ("skipped", "skip"),
];

/// The rows, titles first, in lines of at most so many characters, as far as that goes: titles get shorter, then what costs
/// is left out (requests, time), and last the names of contracts lose their beginning.
pub(super) fn fitted(mut rows: Vec<Vec<String>>, columns: usize) -> Vec<String> {
    let steps: [fn(&mut Vec<Vec<String>>); 4] = [
        |rows| {
            rename(rows, &SHORT);
            for cell in rows.iter_mut().flatten() {
                // `93 of 100`
                *cell = cell.replace(" of ", "/");
            }
        },
        |rows| remove(rows, "requests"),
        |rows| remove(rows, "case time"),
        |rows| rename(rows, &SHORTER),
    ];
    for step in steps {
        if width(&rows) <= columns {
            break;
        }
        step(&mut rows);
    }
    let excess = width(&rows).saturating_sub(columns);
    if excess > 0 {
        let names = rows.iter().filter_map(|row| row.first());
        let longest = names.map(|n| n.chars().count()).max().unwrap_or(0);
        let kept = longest.saturating_sub(excess).max(NAME);
        for name in rows.iter_mut().filter_map(|row| row.first_mut()) {
            *name = tail(name, kept);
        }
    }
    table(&rows)
}

fn width(rows: &[Vec<String>]) -> usize {
    let lines = table(rows);
    lines.iter().map(|l| l.chars().count()).max().unwrap_or(0)
}

fn rename(rows: &mut [Vec<String>], names: &[(&str, &str)]) {
    for title in rows.first_mut().into_iter().flatten() {
        if let Some((_, short)) = names.iter().find(|(long, _)| long == title) {
            *title = (*short).to_owned();
        }
    }
}

fn remove(rows: &mut [Vec<String>], title: &str) {
    let titles = rows.first();
    let Some(at) = titles.and_then(|t| t.iter().position(|t| t == title)) else {
        return;
    };
    for row in rows.iter_mut().filter(|row| row.len() > at) {
        row.remove(at);
    }
}

/// The end of a name in so many characters.
fn tail(name: &str, width: usize) -> String {
    let all = name.chars().count();
    if all <= width {
        return name.to_owned();
    }
    let kept = name.chars().skip(all + 1 - width);
    std::iter::once('…').chain(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let titles = [
            "contract",
            "passed",
            "failed",
            "waived",
            "inconclusive",
            "skipped",
            "clauses verified",
            "requests",
            "case time",
        ];
        let cells = [
            "symphony/group-memberships",
            "58",
            "10",
            "49",
            "38",
            "6",
            "118 of 121",
            "1,081",
            "1 min 59 s",
        ];
        [titles, cells]
            .map(|row| row.map(str::to_owned).to_vec())
            .to_vec()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in [60, 70, 80, 90, 100, 120] {
            for line in fitted(rows(), columns) {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn what_fits_is_left_as_it_is() {
        let told = |columns| fitted(rows(), columns).join("\n");
        assert!(told(120).contains("clauses verified") && told(120).contains("118 of 121"));
        assert!(told(100).contains("requests"), "{}", told(100));
        assert!(told(100).contains("118/121"), "{}", told(100));
        assert!(!told(80).contains("requests") && told(80).contains("inconcl."));
        assert!(told(60).contains("…y/group-memberships"), "{}", told(60));
    }
}
