//! Texts that stay texts in GitHub's Markdown.

use crate::report::layout::visible;

/// A text as a code span, also in a table: no markup, no mention, no link. A bar, which would end a table's cell whatever
/// stands around it, becomes a visible escape.
pub(super) fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\u{7c}");
    if text.trim().is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A sentence: what Markdown would read as markup is escaped, and a mention or a reference is broken by a comment.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in visible(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' => out.push_str("&#124;"),
            '@' => out.push_str("@<!-- -->"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Text inside HTML tags that Markdown passes on.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_what_it_is_given() {
        let rows = [
            ("plain", "`plain`"),
            ("a ``b`", "``` a ``b` ```"),
            ("a|b", "`a\\u{7c}b`"),
            ("</script>\n@x", "`</script>\\n@x`"),
            ("", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn a_sentence_has_no_markup() {
        assert_eq!(
            prose("a *b* <i> [x](y) @z | #1"),
            "a \\*b\\* &lt;i&gt; \\[x\\](y) @<!-- -->z &#124; \\#1"
        );
    }
}
