//! The names that links lead to. A name depends on nothing but what it names, so that a link written down today leads to
//! the same case tomorrow; and no two things have the same.

use sha2::{Digest, Sha256};

/// A longer name is cut. PDF allows the names of places no more than 127 bytes, of which the digest takes 13.
const LONGEST: usize = 112;
/// So many bytes of a digest tell apart what a slug does not.
const DIGEST: usize = 6;

/// The anchor of a case, by its name: `case-acme/members::list::every-page`.
pub(super) fn case(name: &str) -> String {
    anchor("case", name)
}

/// The anchor of a contract's part of the page.
pub(super) fn contract(id: &str) -> String {
    anchor("contract", id)
}

/// The anchor of a clause. Ids of clauses are slugs, unique in their contract.
pub(super) fn clause(contract: &str, id: &str) -> String {
    anchor("clause", &format!("{contract}:{id}"))
}

/// The name as a slug. Where the name cannot be told from the slug, a digest of the name follows behind `~`, which no slug
/// has: dashes stand for spaces in the title of a case, `contract::file::title`, and for themselves before it.
fn anchor(kind: &str, name: &str) -> String {
    let before_title = name
        .match_indices("::")
        .nth(1)
        .map_or(name.len(), |(at, _)| at);
    let mut slug = format!("{kind}-");
    let mut faithful = true;
    for (at, c) in name.char_indices() {
        if slug.len() >= LONGEST {
            faithful = false;
            break;
        }
        let in_title = at >= before_title;
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '/' | ':' | '.' | '_') => slug.push(c),
            '-' if !in_title => slug.push(c),
            ' ' if in_title && !slug.ends_with('-') => slug.push('-'),
            _ => {
                faithful = false;
                if !slug.ends_with('-') {
                    slug.push('-');
                }
            }
        }
    }
    if faithful && !slug.ends_with('-') {
        return slug;
    }
    let mut slug = slug.trim_end_matches('-').to_owned();
    slug.push('~');
    for byte in Sha256::digest(name.as_bytes()).iter().take(DIGEST) {
        slug.push_str(&format!("{byte:02x}"));
    }
    slug
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_readable_in_an_address() {
        assert_eq!(
            case("acme/members-of-groups::list::the last page again"),
            "case-acme/members-of-groups::list::the-last-page-again"
        );
        let marked = case("acme/members::list::the \"last\" page — again");
        let (slug, digest) = marked.split_once('~').expect("a digest");
        assert_eq!(slug, "case-acme/members::list::the-last-page-again");
        assert_eq!(digest.len(), 12);
    }

    #[test]
    fn no_two_names_have_one_anchor() {
        let names = [
            "a::b::c d",
            "a::b::c-d",
            "a::b::c  d",
            "a::b::c d ",
            "a::b:: c d",
            "a::b::c, d",
            "a::b::c — d",
            "a::b::עברית",
            "a::b::العربية",
            "a::b::",
            "a::b",
            "a-b",
            "a b",
            "a::b-c::d",
            "a::b c::d",
        ];
        let long = |end: &str| format!("a::b::{}{end}", "long ".repeat(40));
        let names: Vec<String> = names
            .map(str::to_owned)
            .into_iter()
            .chain([long("x"), long("y")])
            .collect();
        let anchors: HashSet<String> = names.iter().map(|n| case(n)).collect();
        assert_eq!(anchors.len(), names.len(), "{anchors:?}");
        for anchor in anchors {
            assert!(
                anchor.len() <= 127 && anchor.is_ascii() && !anchor.contains(' '),
                "{anchor}"
            );
        }
    }
}
