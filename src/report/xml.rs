//! XML 1.0 that is well-formed because there is no other way to write it.

use std::io::{self, Write};

/// Elements, one below the other.
pub(super) struct Xml<'a, W: Write> {
    out: &'a mut W,
    open: Vec<&'static str>,
}

impl<'a, W: Write> Xml<'a, W> {
    /// Begins a document.
    pub(super) fn new(out: &'a mut W) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        Ok(Self {
            out,
            open: Vec::new(),
        })
    }

    /// Begins an element that [`Xml::end`] ends.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
    ) -> io::Result<()> {
        self.tag(name, attributes)?;
        self.open.push(name);
        self.out.write_all(b">\n")
    }

    /// Ends the element that was begun last.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let Some(name) = self.open.pop() else {
            return Ok(());
        };
        self.indent()?;
        writeln!(self.out, "</{name}>")
    }

    /// An element with a text in it.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> io::Result<()> {
        self.tag(name, attributes)?;
        if text.is_empty() {
            return self.out.write_all(b"/>\n");
        }
        writeln!(self.out, ">{}</{name}>", escaped(text, false))
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.indent()?;
        write!(self.out, "<{name}")?;
        for (name, value) in attributes {
            write!(self.out, " {name}=\"{}\"", escaped(value, true))?;
        }
        Ok(())
    }

    fn indent(&mut self) -> io::Result<()> {
        write!(self.out, "{:1$}", "", self.open.len() * 2)
    }
}

/// The text without markup and without the characters that XML 1.0 (2.2) does not allow, which become visible escapes.
/// A line break stays one in a text; a parser would turn it into a space in an attribute, so there it is shown.
fn escaped(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` is not allowed in a text either.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' if !attribute => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.extend(c.escape_default());
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_place() {
        let mut out = Vec::new();
        let mut xml = Xml::new(&mut out).expect("memory");
        xml.start("a", &[("b", "\"<\n&\u{0}\u{ffff}'")])
            .expect("memory");
        xml.element("c", &[], "]]> \u{1b}[31m\r\n<é 🎈 שלום>")
            .expect("memory");
        xml.element("d", &[], "").expect("memory");
        xml.end().expect("memory");
        xml.end().expect("nothing is open");
        assert_eq!(
            String::from_utf8(out).expect("UTF-8"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <a b=\"&quot;&lt;\\n&amp;\\u{0}\\u{ffff}&apos;\">\n  \
             <c>]]&gt; \\u{1b}[31m\\r\n&lt;é 🎈 שלום&gt;</c>\n  \
             <d/>\n\
             </a>\n"
        );
    }
}
