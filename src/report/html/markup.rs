//! Markup that is well-formed and escaped because there is no other way to write it.

use std::borrow::Cow;

use crate::report::layout::visible;

/// Attributes of an element. Names are docproof's own; values are anybody's.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A piece of a page.
#[derive(Debug, Default)]
pub(super) struct Html {
    text: String,
}

impl Html {
    /// What was written, which is then forgotten.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// An element with what is in it.
    pub(super) fn tag(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.start(name, attributes);
        inside(self);
        self.end(name);
    }

    /// An element with a text in it.
    pub(super) fn el(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: impl AsRef<str>,
    ) {
        self.tag(name, attributes, |h| h.text(text));
    }

    /// The beginning of an element that a later piece ends.
    pub(super) fn start(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            if value.is_empty() && ["hidden", "open"].contains(name) {
                continue;
            }
            self.text.push_str("=\"");
            self.text.push_str(&escaped(value));
            self.text.push('"');
        }
        self.text.push('>');
    }

    /// The end of an element. Where white space means nothing, a line ends with it.
    pub(super) fn end(&mut self, name: &'static str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        let inline = [
            "a", "b", "bdi", "button", "code", "i", "ins", "del", "mark", "option", "span", "td",
            "th", "time",
        ];
        if !inline.contains(&name) {
            self.text.push('\n');
        }
    }

    /// A text. Whatever would hide or turn text around is made visible.
    pub(super) fn text(&mut self, text: impl AsRef<str>) {
        self.text.push_str(&escaped(text.as_ref()));
    }

    /// A sentence of docproof's own: what it has in backticks is code.
    pub(super) fn sentence(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, code, after)) = first_code(rest) {
            self.text(before);
            self.el("code", &[], code);
            rest = after;
        }
        self.text(rest);
    }

    /// Lines of a `pre`, each made visible; the line breaks between them stay.
    pub(super) fn lines(&mut self, text: &str) {
        for (index, line) in text.lines().enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            self.text(line);
        }
    }

    /// docproof's own text, such as its script, as it is.
    pub(super) fn own(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// A line's end in a `pre`.
    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
    }
}

/// The text with nothing in it that HTML reads as markup, and nothing that cannot be seen.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '&' | '<' | '>' | '"' | '\'');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_no_character(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// What is before the first pair of backticks, between them and behind them.
fn first_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

/// The 66 code points that no text may hold (Unicode 23.7), which an HTML parser calls errors.
fn is_no_character(c: char) -> bool {
    let code = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_place() {
        let rows = [
            ("plain", "plain"),
            ("</script>", "&lt;/script&gt;"),
            ("\"' onload='x", "&quot;&#39; onload=&#39;x"),
            ("a&amp;b", "a&amp;amp;b"),
            ("\u{202e}evil\0", "\\u{202e}evil\\u{0}"),
            ("\u{ffff}\u{1fffe}", "\\u{ffff}\\u{1fffe}"),
            ("שלום é 🎈", "שלום é 🎈"),
        ];
        for (text, expected) in rows {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn what_a_sentence_has_in_backticks_is_code() {
        let rows = [
            (
                "`a` of B is `<c>`; no",
                "<code>a</code> of B is <code>&lt;c&gt;</code>; no",
            ),
            ("an odd ` stays", "an odd ` stays"),
            ("nothing", "nothing"),
        ];
        for (text, expected) in rows {
            let mut html = Html::default();
            html.sentence(text);
            assert_eq!(html.take(), expected);
        }
    }

    #[test]
    fn elements_end_where_they_should() {
        let mut html = Html::default();
        html.tag("p", &[("title", "a\"b")], |h| {
            h.el("b", &[], "1 < 2");
            h.text(" & so on");
        });
        assert_eq!(
            html.take(),
            "<p title=\"a&quot;b\"><b>1 &lt; 2</b> &amp; so on</p>\n"
        );
    }
}
