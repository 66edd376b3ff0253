//! Colour as a value handed to whoever makes text. Whether there is any is the caller's to decide.

/// Paints text, or does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    ansi: bool,
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
        Self { ansi: false }
    }

    /// ANSI escape sequences (ECMA-48 SGR), in the sixteen colours that every terminal theme sets.
    pub fn ansi() -> Self {
        Self { ansi: true }
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
    fn plain_text_has_no_escape() {
        assert_eq!(Style::plain().paint(Ink::Bad, "no"), "no");
        assert_eq!(Style::ansi().paint(Ink::Bad, "no"), "\x1b[31mno\x1b[0m");
        assert_eq!(Style::ansi().paint(Ink::Bad, ""), "");
    }
}
