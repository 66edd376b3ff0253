//! Variants of readings: what only an entry of the contract allows, since no form of it says so.

use super::derive::Deriver;
use crate::contract::{Allowed, Effect, Relation, Room, SetRelation};
use crate::mock::manner::{Adds, Drops, Manner};

pub(super) fn add(to: &mut Deriver<'_>) {
    let contract = to.contract;
    let effects = contract.parameters.iter().filter_map(|p| p.effect.as_ref());
    let relations: Vec<&Relation> = effects
        .filter_map(|effect| match effect {
            Effect::Relation(relations) => Some(relations),
            _ => None,
        })
        .flatten()
        .collect();
    let items = |set: SetRelation| relations.iter().any(|r| r.items == Some(set));
    let both = |r: &&Relation| r.items == Some(SetRelation::Superset) && r.members.is_some();
    let adds_both = relations.iter().any(both);
    let mut forms = Vec::new();
    if items(SetRelation::Superset) {
        let open = "whether indirect members are listed where nothing is said of them";
        forms.push((
            Room::IndirectMembers,
            "indirect-members-listed",
            Manner::Indirect,
            open,
        ));
    }
    if adds_both {
        let open = "whether items are added, or values within them";
        forms.push((
            Room::AddsItems,
            "adds-items-only",
            Manner::Adds(Adds::Items),
            open,
        ));
        forms.push((
            Room::AddsWithin,
            "adds-within-only",
            Manner::Adds(Adds::Within),
            open,
        ));
    }
    if items(SetRelation::Subset) {
        let open = "whom a group that is named takes away";
        let drops = [
            (
                Room::DropsDescendants,
                "drops-descendants-too",
                Drops::Descendants,
            ),
            (Room::KeepsShared, "drops-nobody-shared", Drops::ButShared),
            (
                Room::DropsNobodyAlone,
                "drops-nobody-alone",
                Drops::NobodyAlone,
            ),
        ];
        forms.extend(drops.map(|(room, what, drops)| (room, what, Manner::Drops(drops), open)));
    }
    for (room, what, manner, open) in forms {
        if to.is_allowed(&room) {
            let ground = to.ground(room, open);
            to.add(what, vec![manner], ground);
        }
    }
    if contract.paging.is_none() && contract.items.is_some() {
        let cut = |a: &Allowed| match a.room {
            Room::CutAt(number) => Some(number),
            _ => None,
        };
        let mut cuts: Vec<usize> = super::ground::allowed(contract).filter_map(cut).collect();
        cuts.sort_unstable();
        cuts.dedup();
        for number in cuts {
            let ground = to.ground(Room::CutAt(number), "how much of a long list is shown");
            to.add(
                &format!("cut-at-{number}"),
                vec![Manner::CutAt(number)],
                ground,
            );
        }
    }
}
