//! Text that fits: visible, wrapped, shortened, aligned; numbers and times as people write them.

use super::Style;

/// The text without anything that a terminal would obey or that hides: control characters, bidirectional overrides and
/// invisible marks become escapes. Bodies are a stranger's.
pub fn visible(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => seen.push_str("\\n"),
            '\r' => seen.push_str("\\r"),
            '\t' => seen.push_str("\\t"),
            c if is_hidden(c) => seen.extend(c.escape_unicode()),
            c => seen.push(c),
        }
    }
    seen
}

/// Whether a terminal would obey a character, or hide it.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || is_no_character(c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The 66 code points that no text may hold (Unicode 23.7); XML and HTML allow some of them nowhere.
fn is_no_character(c: char) -> bool {
    let code = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// The text cut to `width` characters, an ellipsis telling so.
pub(super) fn shorten(text: &str, width: usize) -> String {
    if text.char_indices().nth(width).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// The text in lines of at most `width` characters, broken at spaces; a longer word keeps a line of its own.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let needed = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && needed > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A label and a wrapped text behind it, the text's lines below each other.
pub(super) fn labelled(
    style: Style,
    indent: usize,
    label: &str,
    width: usize,
    text: &str,
) -> Vec<String> {
    let before = indent + width + 1;
    let lines = wrap(text, style.width().saturating_sub(before).max(20));
    let lines = lines.into_iter().enumerate().map(|(n, line)| {
        let label = if n == 0 { label } else { "" };
        format!("{:indent$}{label:width$} {line}", "")
            .trim_end()
            .to_owned()
    });
    lines.collect()
}

/// A time in the unit that suits it: `845 µs`, `45 ms`, `1.2 s`, `3 min 05 s`.
pub(super) fn duration(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..1_000_000 => format!("{} ms", us / 1_000),
        1_000_000..60_000_000 => format!("{}.{} s", us / 1_000_000, us / 100_000 % 10),
        _ => {
            let seconds = us / 1_000_000;
            format!("{} min {:02} s", seconds / 60, seconds % 60)
        }
    }
}

/// A time of RFC 3339 without parts of seconds.
pub(super) fn seconds(time: &str) -> String {
    let Some((whole, rest)) = time.split_once('.') else {
        return time.to_owned();
    };
    let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{whole}{zone}")
}

/// Rows below each other, every column as wide as its widest cell; the first column to the left, others to the right.
pub(super) fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|c| {
            let cells = rows.iter().filter_map(|r| r.get(c));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(n, (cell, &width))| match n {
            0 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(
            visible("a\x1b[31m\n\u{202e}é\u{9b}\u{ffff}"),
            "a\\u{1b}[31m\\n\\u{202e}é\\u{9b}\\u{ffff}"
        );
    }

    #[test]
    fn texts_are_cut_and_wrapped_by_characters() {
        assert_eq!(shorten("äöü", 3), "äöü");
        assert_eq!(shorten("äöüß", 3), "äö…");
        assert_eq!(
            wrap("ab cd  ef verylongword g", 5),
            ["ab cd", "ef", "verylongword", "g"]
        );
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn times_are_as_people_write_them() {
        let rows = [
            (999, "999 µs"),
            (1_000, "1 ms"),
            (59_950_000, "59.9 s"),
            (185_000_000, "3 min 05 s"),
        ];
        for (us, text) in rows {
            assert_eq!(duration(us), text);
        }
    }

    #[test]
    fn times_are_told_to_the_second() {
        for (time, told) in [
            ("2026-11-21T02:25:24.019835651Z", "2026-11-21T02:25:24Z"),
            ("2026-11-21T02:25:24.5+01:00", "2026-11-21T02:25:24+01:00"),
            ("2026-11-21T02:25:24Z", "2026-11-21T02:25:24Z"),
        ] {
            assert_eq!(seconds(time), told);
        }
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [
            vec!["a".to_owned(), "10".to_owned()],
            vec!["long".to_owned(), "1".to_owned()],
        ];
        assert_eq!(table(&rows), ["a     10", "long   1"]);
    }
}
