//! Documented response headers are there and of the documented form.

use super::checks::{Checks, finding, words};
use super::seen::Seen;
use super::typed::typed;
use crate::contract::DocumentedHeader;
use crate::verdict::{Actual, Part, Place};

/// Checks every documented header of the status.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    for header in seen.documented.iter().flat_map(|d| &d.headers) {
        let part = Part::Header(seen.status(), header.name.clone());
        let mut fields = seen.headers().all(&header.name).peekable();
        if fields.peek().is_none() {
            if header.required {
                let told = finding(
                    "missing-header",
                    Place::header(seen.index, &header.name),
                    words("the header field"),
                    Actual::Absent,
                    "The document says that this field is always there.",
                );
                checks.broken(part, told);
            } else {
                checks.vacuous(part, "the field was not there, which the document allows");
            }
            continue;
        }
        let values: Vec<&str> = fields.collect();
        for text in &values {
            form(seen, header, text, &part, checks);
        }
        if values.len() > 1 && !is_list(&header.name) {
            let told = finding(
                "repeated-header",
                Place::header(seen.index, &header.name),
                words("the field once"),
                Actual::Words(format!("{} fields", values.len())),
                "A field that is no list comes more than once, which RFC 9110 (5.3) forbids.",
            );
            checks.broken(part, told);
        }
    }
}

/// Fields whose definition makes a list of several.
const LISTS: [&str; 12] = [
    "accept-ranges",
    "allow",
    "cache-control",
    "content-encoding",
    "content-language",
    "link",
    "set-cookie",
    "trailer",
    "transfer-encoding",
    "vary",
    "via",
    "www-authenticate",
];

fn is_list(name: &str) -> bool {
    LISTS.iter().any(|list| list.eq_ignore_ascii_case(name))
}

fn form(seen: &Seen<'_>, header: &DocumentedHeader, text: &str, part: &Part, checks: &mut Checks) {
    let value = typed(seen.contract, &header.schema, text);
    match seen.contract.schemas.errors_of(&header.schema, &value) {
        Err(why) => {
            let why = format!("the schema cannot be compiled: {why}");
            checks.vacuous(part.clone(), &why);
        }
        Ok(errors) if errors.is_empty() => checks.held(part.clone(), 1),
        Ok(errors) => {
            for error in errors {
                if error.undecided {
                    checks.vacuous(part.clone(), "the pattern's engine gave up");
                    continue;
                }
                let place = Place {
                    schema: Some(header.schema_pointer.clone()),
                    ..Place::header(seen.index, &header.name)
                };
                let told = finding(
                    "header-form",
                    place,
                    error.expected,
                    Actual::Value(text.into()),
                    "The field's text is not of the documented form.",
                );
                checks.broken(part.clone(), told);
            }
        }
    }
}
