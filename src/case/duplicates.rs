//! Names that are not unique in their contract.

use std::collections::HashMap;

use super::Case;
use crate::text::Diagnostic;

/// Cases of one contract that share a name though they stand in several files. Within a file [`super::load`] tells.
pub fn duplicates<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Vec<Diagnostic> {
    let mut first: HashMap<(&str, &str), &Case> = HashMap::new();
    let mut found = Vec::new();
    for case in cases {
        match first.get(&(case.contract.as_str(), case.name.as_str())) {
            None => {
                first.insert((&case.contract, &case.name), case);
            }
            Some(other) if other.file != case.file => {
                let told = format!("a second case `{}` of `{}`", case.name, case.contract);
                let expected = format!("another name: {}:{} has it", other.file, other.span.line);
                found.push(Diagnostic::error(&case.file, case.span, told).expected(expected));
            }
            Some(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_when_two_files_have_it() {
        let source = "contract: a/b\ncases:\n- { name: n, request: {} }\n";
        let (one, _) = crate::case::load("x/one.yaml", source);
        let (two, _) = crate::case::load("x/two.yaml", source);
        let found: Vec<_> = duplicates(one.iter().chain(&two))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            [
                "x/two.yaml:3:11: error: a second case `n` of `a/b`; expected another name: x/one.yaml:3 has it"
            ]
        );
    }
}
