//! A request as a command that a person can run.

use super::Request;

/// The request as one line for a POSIX shell. Header values are as they are in the request: masked in a transcript.
///
/// `--globoff` and `--path-as-is` keep curl from reading brackets and dots in the URL as its own.
pub fn curl(request: &Request) -> String {
    line(request, &quoted)
}

/// The same of a request in which `${NAME}` stands for something that the shell is to put in: words with one are in double
/// quotes, all else in them means itself.
pub fn curl_of_template(request: &Request) -> String {
    line(request, &|word| {
        if word.contains("${") {
            filled_in(word)
        } else {
            quoted(word)
        }
    })
}

fn line(request: &Request, quoted: &dyn Fn(&str) -> String) -> String {
    let mut line = String::from("curl -sS -i --globoff --path-as-is");
    match request.method.as_str() {
        "GET" => {}
        "HEAD" => line.push_str(" --head"),
        method => {
            line.push_str(" -X ");
            line.push_str(&quoted(method));
        }
    }
    line.push(' ');
    line.push_str(&quoted(&request.url));
    for (name, value) in request.headers.iter() {
        line.push_str(" -H ");
        line.push_str(&match value.trim() {
            "" => quoted(&format!("{name};")),
            _ => quoted(&format!("{name}: {value}")),
        });
    }
    line
}

/// One word in which the shell fills in `${NAME}` and nothing else.
fn filled_in(word: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = word.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '$' if rest.peek() == Some(&'{') => out.push('$'),
            '"' | '\\' | '`' | '$' => out.extend(['\\', character]),
            '\r' | '\n' | '\0' => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// One word for the shell. Line breaks, which no request can carry, become spaces.
fn quoted(word: &str) -> String {
    let word = word.replace(['\r', '\n', '\0'], " ").replace('\'', r"'\''");
    format!("'{word}'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Headers;

    fn request(method: &str, url: &str, headers: &[(&str, &str)]) -> Request {
        Request {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: headers.iter().copied().collect::<Headers>(),
            path: Vec::new(),
            query: Vec::new(),
        }
    }

    #[test]
    fn the_shell_fills_in_what_a_template_leaves_open() {
        let headers = [("Authorization", "Bearer ${TOKEN}"), ("X", "$5 `\"`")];
        let open = request("GET", "${BASE_URL}/a?b={{c}}", &headers);
        assert_eq!(
            curl_of_template(&open),
            r#"curl -sS -i --globoff --path-as-is "${BASE_URL}/a?b={{c}}" -H "Authorization: Bearer ${TOKEN}" -H 'X: $5 `"`'"#
        );
        assert_eq!(filled_in(r#"${A} $B "`\"#), r#""${A} \$B \"\`\\""#);
    }

    #[test]
    fn one_line_whatever_is_in_it() {
        let rows = [
            (
                request("GET", "http://h/a?b=c&d=$e", &[("A", "it's $HOME `x`")]),
                r"curl -sS -i --globoff --path-as-is 'http://h/a?b=c&d=$e' -H 'A: it'\''s $HOME `x`'",
            ),
            (
                request("HEAD", "http://h/", &[("Empty", "")]),
                "curl -sS -i --globoff --path-as-is --head 'http://h/' -H 'Empty;'",
            ),
            (
                request("DELETE", "http://h/a\nb", &[]),
                "curl -sS -i --globoff --path-as-is -X 'DELETE' 'http://h/a b'",
            ),
        ];
        for (request, expected) in rows {
            assert_eq!(curl(&request), expected);
        }
    }
}
