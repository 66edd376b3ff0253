//! Each fact untrue, and its place missing where it may not be.

use super::{Brood, reachable};
use crate::http::Root;
use crate::mock::Lie;
use crate::mutate::{Category, Stated};
use crate::verdict::Part;

pub(super) fn derive(brood: &mut Brood<'_>) {
    let reachable = reachable::statuses(brood.contract);
    for fact in &brood.contract.facts {
        let answered = fact.status.is_empty() || fact.status.iter().any(|s| reachable.contains(s));
        let of_answer = matches!(
            fact.left.root,
            Root::ResponseHeader(_) | Root::ResponseBody(_) | Root::Item(_)
        );
        if !answered || !of_answer {
            continue;
        }
        let name = fact.name.as_str();
        let mut add = |what: &str, absent: bool| {
            let lie = Lie::Fact {
                name: name.to_owned(),
                absent,
            };
            let parts = vec![Part::Fact(name.to_owned())];
            brood.add(
                Category::Fact,
                &format!("{name}:{what}"),
                lie,
                parts,
                Stated::ByNone,
            );
        };
        add("untrue", false);
        if !fact.optional {
            add("missing", true);
        }
    }
}
