//! Where clauses are bound to keywords of a place, each of its keywords has one: a finding that no clause names proves
//! nothing.

use std::collections::BTreeMap;

use super::run::Lint;
use crate::contract::Clause;
use crate::verdict::Part;

impl Lint<'_> {
    pub(super) fn keywords(&self) {
        let clauses = &self.contract.clauses;
        let bound = clauses.iter().flat_map(Clause::parts);
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for part in bound {
            if let Part::Schema(path, Some(keyword)) = part {
                places.entry(path).or_default().push(keyword);
            }
        }
        for (path, bound) in places {
            let keywords = self.contract.schemas.shape().keywords(path);
            // A misspelt one was told, and means one of these.
            if bound.iter().any(|keyword| !keywords.contains(keyword)) {
                continue;
            }
            for keyword in keywords {
                let part = Part::Schema(path.to_owned(), Some(keyword.to_owned()));
                if clauses.iter().any(|clause| clause.guards(&part)) {
                    continue;
                }
                let of_place = |clause: &&Clause| clause.parts().iter().any(|p| is_of(p, path));
                let Some(clause) = clauses.iter().find(of_place) else {
                    continue;
                };
                let found = format!(
                    "the clause `{}` and others are bound to keywords of `schema:{path}`, and none to its `{keyword}`",
                    clause.id
                );
                let expected = format!("a clause that is bound to `{part}`");
                self.error(clause.span, found, &expected);
            }
        }
    }
}

/// Whether a part is what a keyword says of a place.
fn is_of(part: &Part, path: &str) -> bool {
    matches!(part, Part::Schema(own, Some(_)) if own == path)
}
