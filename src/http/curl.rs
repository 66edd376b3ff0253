//! A request as a command that a person can run.

use super::Request;

/// The request as one line for a POSIX shell. Header values are as they are in the request: masked in a transcript.
///
/// `--globoff` and `--path-as-is` keep curl from reading brackets and dots in the URL as its own.
pub fn curl(request: &Request) -> String {
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
