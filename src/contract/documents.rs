//! Whether a contract's places and digests are those of its documents, and whether nothing of the
//! document is passed over in silence.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{At, Contract, Document, Form};
use crate::text::{Diagnostic, Span};

/// What was verified of one contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Places whose digest agrees.
    pub places: usize,
    /// Lines of the document that hold something.
    pub lines: usize,
    /// JSON leaves of lines that are divided by pointer.
    pub leaves: usize,
}

/// Holds every place of a contract against the documents' bytes, which `read` gives by file name, and tells
/// every digest that differs, every place outside a document, and every line and JSON leaf that no clause,
/// contradiction, sample or ignored place covers.
pub fn verify(
    contract: &Contract,
    read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> (Verified, Vec<Diagnostic>) {
    let mut verifier = Verifier {
        contract,
        texts: HashMap::new(),
        verified: Verified::default(),
        told: Vec::new(),
    };
    for document in contract.document.iter().chain(&contract.linked) {
        verifier.document(document, read);
    }
    let Some(main) = contract.document.as_ref().map(|d| d.file.clone()) else {
        return (verifier.verified, verifier.told);
    };
    let stated = contract.clauses.iter().flat_map(|c| &c.at);
    let stated = stated.chain(contract.contradictions.iter().flat_map(|c| &c.at));
    let stated: Vec<&At> = stated
        .chain(contract.samples.iter().flat_map(|s| &s.at))
        .collect();
    for at in &stated {
        verifier.digest(at, &main);
    }
    let ignored = contract.ignored.iter().map(|i| &i.at);
    let covering: Vec<&At> = stated
        .into_iter()
        .chain(ignored)
        .filter(|a| a.file.as_ref().is_none_or(|f| *f == main))
        .collect();
    for ignored in &contract.ignored {
        verifier.inside(&ignored.at, &main);
    }
    let places = [
        Form::Clauses,
        Form::Contradictions,
        Form::Ignored,
        Form::Responses,
    ];
    // A place that could not be read covers lines as well.
    if places.iter().all(|form| contract.is_sound(*form)) {
        verifier.coverage(&covering, &main);
    }
    verifier.told.sort_by_key(|d| d.span);
    (verifier.verified, verifier.told)
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

struct Verifier<'a> {
    contract: &'a Contract,
    texts: HashMap<String, Vec<String>>,
    verified: Verified,
    told: Vec<Diagnostic>,
}

impl Verifier<'_> {
    fn error(&mut self, span: Span, found: String, expected: String) {
        let file: &Arc<str> = &self.contract.file;
        self.told
            .push(Diagnostic::error(file, span, found).expected(expected));
    }

    fn misstated(&mut self, span: Span, of: &str, digest: &str) {
        let found =
            format!("the digest stated here is not that of {of}; the document's is {digest}");
        self.told
            .push(Diagnostic::error(&self.contract.file, span, found));
    }

    fn document(&mut self, document: &Document, read: &dyn Fn(&str) -> Result<Vec<u8>, String>) {
        let bytes = match read(&document.file) {
            Ok(bytes) => bytes,
            Err(why) => {
                let found = format!("the document `{}` cannot be read: {why}", document.file);
                return self.error(
                    document.span,
                    found,
                    "the file among the documents".to_owned(),
                );
            }
        };
        let digest = sha256(&bytes);
        if digest != document.sha256 {
            let of = format!("`{}`", document.file);
            self.misstated(document.span, &of, &digest);
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                // What follows the last line feed is a line only when it holds something.
                let lines = text.split_terminator('\n').map(str::to_owned).collect();
                self.texts.insert(document.file.clone(), lines);
            }
            Err(error) => {
                let found = format!("`{}` is not UTF-8: {}", document.file, error.utf8_error());
                self.error(document.span, found, "UTF-8".to_owned());
            }
        }
    }

    /// The lines of a place joined by LF, without a final one.
    fn lines(&self, at: &At, main: &str) -> Option<String> {
        let lines = self.texts.get(at.file.as_deref().unwrap_or(main))?;
        let (first, last) = (at.first as usize, at.last as usize);
        lines.get(first - 1..last).map(|l| l.join("\n"))
    }

    /// The lines of a place; one outside its file is reported.
    fn inside(&mut self, at: &At, main: &str) -> Option<String> {
        let file = at.file.as_deref().unwrap_or(main).to_owned();
        let length = self.texts.get(&file)?.len();
        let text = self.lines(at, main);
        if text.is_none() {
            let found = format!("the lines {}-{} of `{file}`", at.first, at.last);
            self.error(at.span, found, format!("lines within its {length}"));
        }
        text
    }

    fn digest(&mut self, at: &At, main: &str) {
        let Some(text) = self.inside(at, main) else {
            return;
        };
        let digest = match &at.pointer {
            None => sha256(text.as_bytes()),
            Some(pointer) => match serde_json::from_str::<Value>(&text)
                .map(|v| v.pointer(pointer).map(canonical))
            {
                Ok(Some(canonical)) => sha256(canonical.as_bytes()),
                Ok(None) => {
                    let found = format!(
                        "the pointer `{pointer}`, which leads nowhere in the lines {}-{}",
                        at.first, at.last
                    );
                    return self.error(
                        at.span,
                        found,
                        "a pointer into their JSON value".to_owned(),
                    );
                }
                Err(why) => {
                    let found = format!(
                        "a pointer into the lines {}-{}, which are not JSON: {why}",
                        at.first, at.last
                    );
                    return self.error(at.span, found, "lines that hold one JSON value".to_owned());
                }
            },
        };
        match &at.sha256 {
            Some(stated) if *stated == digest => self.verified.places += 1,
            Some(_) => {
                let of = match &at.pointer {
                    None => "the lines".to_owned(),
                    Some(pointer) => format!("the value at `{pointer}` of the lines"),
                };
                self.misstated(at.span, &of, &digest);
            }
            None => self.error(at.span, "a place without `sha256`".to_owned(), digest),
        }
    }

    fn coverage(&mut self, covering: &[&At], main: &str) {
        let Some(lines) = self.texts.get(main).cloned() else {
            return;
        };
        let last_line = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let mut covered = BTreeSet::new();
        let mut divided: HashMap<(u32, u32), Vec<&str>> = HashMap::new();
        for at in covering {
            match &at.pointer {
                None => covered.extend(at.first..=at.last.min(last_line)),
                Some(pointer) => divided
                    .entry((at.first, at.last))
                    .or_default()
                    .push(pointer),
            }
        }
        let span = self
            .contract
            .document
            .as_ref()
            .map_or(self.contract.span, |d| d.span);
        for ((first, last), pointers) in divided {
            // A line that is divided is covered leaf by leaf, whatever else covers the whole of it.
            covered.extend(first..=last.min(last_line));
            let text = lines
                .get(first as usize - 1..last as usize)
                .map(|l| l.join("\n"))
                .unwrap_or_default();
            let Ok(value) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            let mut all = Vec::new();
            leaves(&value, String::new(), &mut all);
            self.verified.leaves += all.len();
            for leaf in all {
                if !pointers
                    .iter()
                    .any(|p| leaf == *p || crate::value::pointer::is_below(&leaf, p))
                {
                    let found = format!(
                        "the JSON leaf `{leaf}` of line {first} of `{main}` is passed over"
                    );
                    self.error(
                        span,
                        found,
                        "a clause, a contradiction or an ignored place for it".to_owned(),
                    );
                }
            }
        }
        let mut passed_over: Vec<(u32, u32)> = Vec::new();
        for (number, _line) in (1..).zip(&lines).filter(|(_, l)| !l.trim().is_empty()) {
            self.verified.lines += 1;
            match passed_over.last_mut() {
                _ if covered.contains(&number) => {}
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => passed_over.push((number, number)),
            }
        }
        for (first, last) in passed_over {
            let found = if first == last {
                format!("line {first} of `{main}` is passed over")
            } else {
                format!("the lines {first}-{last} of `{main}` are passed over")
            };
            let expected = "a clause, a contradiction or an ignored place for it".to_owned();
            self.error(span, found, expected);
        }
    }
}

/// Key-sorted compact JSON.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut keys: Vec<&String> = object.keys().collect();
            keys.sort();
            let members: Vec<String> = keys
                .iter()
                .map(|k| format!("{}:{}", Value::from(k.as_str()), canonical(&object[*k])))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(canonical).collect::<Vec<_>>().join(",")
        ),
        scalar => scalar.to_string(),
    }
}

fn leaves(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (key, child) in object {
                leaves(child, crate::value::pointer::join(&at, key), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, child) in items.iter().enumerate() {
                leaves(child, format!("{at}/{index}"), found);
            }
        }
        _ => found.push(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# Members\n\nA page holds ten.\n{\"b\": {\"y\": 1, \"x\": [2]}, \"a\": 3}\n";

    fn told(places: &str) -> Vec<String> {
        let yaml = format!(
            "openapi: 3.1.0\ninfo: {{ title: t, version: '1' }}\npaths:\n  /m:\n    get:\n      operationId: a/m\n      \
             responses: {{ '200': {{ description: d }} }}\n      x-docproof:\n        document: {{ file: page.txt, sha256: {} }}\n{places}",
            sha256(PAGE.as_bytes())
        );
        let (contracts, diagnostics) = crate::contract::load("c.yaml", &yaml);
        assert_eq!(diagnostics, []);
        let (_, told) = verify(&contracts[0], &|_| Ok(PAGE.as_bytes().to_vec()));
        told.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_and_leaves_that_nothing_covers_are_told() {
        let told = told(&format!(
            "        clauses:\n          - {{ id: ten, at: {{ lines: 3, sha256: {} }}, evidence: document, says: ten, unobservable: no }}\n          \
             - {{ id: b, at: {{ lines: 4, pointer: /b, sha256: {} }}, evidence: document, says: b, unobservable: no }}\n",
            sha256(b"another line"),
            sha256(br#"{"x":[2],"y":1}"#)
        ));
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told.iter().any(|t| {
            t.contains("the digest stated here is not that of the lines; the document's is")
        }));
        assert!(
            told.iter()
                .any(|t| t.contains("line 1 of `page.txt` is passed over"))
        );
        assert!(told.iter().any(|t| t.contains("leaf `/a` of line 4")));
    }

    #[test]
    fn places_outside_the_document_are_told() {
        let told = told(
            "        ignored: [ { lines: 1-4, because: all } ]\n        contradictions:\n          \
             - { id: x, at: [ { lines: 9-12 }, { lines: 4, pointer: /none } ], says: s, reading: r }\n",
        );
        assert!(
            told.iter()
                .any(|t| t.contains("the lines 9-12 of `page.txt`; expected lines within its 4")),
            "{told:#?}"
        );
        assert!(
            told.iter()
                .any(|t| t.contains("pointer `/none`, which leads nowhere"))
        );
    }

    #[test]
    fn a_final_line_feed_begins_no_line() {
        let told = told(
            "        ignored: [ { lines: 1-4, because: all }, { lines: 5, because: none } ]\n",
        );
        assert_eq!(
            told,
            ["c.yaml:10:50: error: the lines 5-5 of `page.txt`; expected lines within its 4"]
        );
    }

    #[test]
    fn a_known_digest_is_that_of_the_standard() {
        // FIPS 180-2, the one-block message sample.
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
