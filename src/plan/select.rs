//! Which trials a run is asked for.

use crate::case::Case;

/// Whether a case is asked for. A filter is a piece of the trial's name (`contract::file::name`) or of the path of the
/// case's file; with `exact` it is the whole name of the trial. No filter asks for every case; of several one is enough.
pub fn matches(case: &Case, filters: &[impl AsRef<str>], exact: bool) -> bool {
    if filters.is_empty() {
        return true;
    }
    let name = case.trial_name();
    filters.iter().map(AsRef::as_ref).any(|filter| {
        if exact {
            name == filter
        } else {
            name.contains(filter) || case.file.contains(filter)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_piece_of_the_name_or_of_the_file() {
        let source = "contract: acme/members\ncases: [ { name: a limit of one, request: {} } ]\n";
        let (cases, _) = crate::case::load("cases/acme/members/paging.yaml", source);
        let rows: [(&[&str], bool, bool); 9] = [
            (&[], false, true),
            (&[], true, true),
            (&["limit of"], false, true),
            (&["members::paging::a"], false, true),
            (&["cases/acme/"], false, true),
            (&["nothing", "acme"], false, true),
            (&["nothing"], false, false),
            (&["acme/members::paging::a limit of one"], true, true),
            (&["acme/members::paging::a limit"], true, false),
        ];
        for (filters, exact, expected) in rows {
            assert_eq!(
                matches(&cases[0], filters, exact),
                expected,
                "{filters:?} {exact}"
            );
        }
    }
}
