//! Colour and width as a value handed to whoever makes text. Whether there is any colour, and how wide a terminal is, is the
//! caller's to decide.

/// How many characters wide a text is that goes to no terminal.
const COLUMNS: usize = 100;

/// A narrower terminal is taken to be so wide: its own wrapping does the rest.
const NARROWEST: usize = 60;

/// Paints text, or does not, and knows how wide it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    ansi: bool,
    columns: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self::plain()
    }
}

/// What a piece of text is, and so how it is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Titles.
    Strong,
    /// What matters less: places, sources.
    Faint,
    /// What is right, or was expected.
    Good,
    /// What is wrong, or was found instead.
    Bad,
    /// What deserves a look.
    Doubt,
    /// The part of a line that differs, of what was expected.
    GoodSpot,
    /// The part of a line that differs, of what was found.
    BadSpot,
}

impl Style {
    /// No colour.
    pub fn plain() -> Self {
        Self {
            ansi: false,
            columns: COLUMNS,
        }
    }

    /// ANSI escape sequences (ECMA-48 SGR), in the sixteen colours that every terminal theme sets.
    pub fn ansi() -> Self {
        Self {
            ansi: true,
            columns: COLUMNS,
        }
    }

    /// The same for a terminal of so many columns, at least 60.
    #[must_use]
    pub fn within(self, columns: usize) -> Self {
        Self {
            columns: columns.max(NARROWEST),
            ..self
        }
    }

    /// How wide a table may be, in characters.
    pub(super) fn columns(self) -> usize {
        self.columns
    }

    /// How wide running text is, in characters: wider than 100 it is hard to read. Only what must be copied whole (a `curl`
    /// line, a URL) is wider.
    pub(super) fn width(self) -> usize {
        self.columns.min(COLUMNS)
    }

    /// The text, painted.
    pub fn paint(self, ink: Ink, text: impl AsRef<str>) -> String {
        let text = text.as_ref();
        if !self.ansi || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Strong => "1",
            Ink::Faint => "2",
            Ink::Good => "32",
            Ink::Bad => "31",
            Ink::Doubt => "33",
            Ink::GoodSpot => "7;32",
            Ink::BadSpot => "7;31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_wide_as_the_terminal_within_reason() {
        for (columns, width, table) in [(20, 60, 60), (80, 80, 80), (200, 100, 200)] {
            let style = Style::plain().within(columns);
            assert_eq!((style.width(), style.columns()), (width, table));
        }
        assert_eq!(Style::ansi().width(), 100);
    }

    #[test]
    fn plain_text_has_no_escape() {
        assert_eq!(Style::plain().paint(Ink::Bad, "no"), "no");
        assert_eq!(Style::ansi().paint(Ink::Bad, "no"), "\x1b[31mno\x1b[0m");
        assert_eq!(Style::ansi().paint(Ink::Bad, ""), "");
    }
}
