//! Variants of data: what a tenant may hold.

use std::sync::Arc;

use serde_json::Value;

use super::ground::{Ground, allowed};
use super::{Variant, open, readings, wire};
use crate::contract::{Contract, Effect, Parameter, Room, SortFields};
use crate::mock::manner::{
    Collation, Fill, Integers, Listed, Manner, Missing, Names, Texts, Times,
};
use crate::mock::{Manners, Mock, MockOptions};
use crate::verdict::Part;

/// Collects the variants of one contract.
pub(super) struct Deriver<'c> {
    pub(super) contract: &'c Arc<Contract>,
    pub(super) found: Vec<Variant>,
    /// What the ordinary mock knows: a variant of data that knows the same shows nothing.
    usual: Vec<Value>,
}

/// What a mock of a contract knows.
fn knowledge(contract: &Arc<Contract>, options: MockOptions, manners: Manners) -> Vec<Value> {
    let mock = Mock::new([Arc::clone(contract)], options);
    mock.with_manners(manners).knowledge()
}

impl Deriver<'_> {
    /// Adds a variant of the ordinary data.
    pub(super) fn add(&mut self, what: &str, manners: Vec<Manner>, ground: Ground) {
        self.add_with(what, MockOptions::default(), manners, ground);
    }

    fn add_with(&mut self, what: &str, options: MockOptions, manners: Vec<Manner>, ground: Ground) {
        let manners = Manners(manners);
        if manners.are_of_data() && knowledge(self.contract, options, manners.clone()) == self.usual
        {
            return;
        }
        self.found.push(Variant {
            id: format!("{}:variant:{what}", self.contract.id),
            contract: Arc::clone(self.contract),
            options,
            manners,
            ground,
        });
    }

    /// The ground in what the contract allows.
    pub(super) fn ground(&self, room: Room, open: &str) -> Ground {
        Ground::of(self.contract, room, open)
    }

    /// Whether an entry of the contract allows it.
    pub(super) fn is_allowed(&self, room: &Room) -> bool {
        allowed(self.contract).any(|a| a.room == *room)
    }
}

/// Every variant of a contract, in a fixed order.
pub fn variants(contract: &Arc<Contract>) -> Vec<Variant> {
    let mut deriver = Deriver {
        contract,
        found: Vec::new(),
        usual: knowledge(contract, MockOptions::default(), Manners::default()),
    };
    tenants(&mut deriver);
    properties(&mut deriver);
    names(&mut deriver);
    orders(&mut deriver);
    readings::add(&mut deriver);
    open::add(&mut deriver);
    wire::add(&mut deriver);
    deriver.found
}

/// Other tenants: other values, other numbers of members.
fn tenants(to: &mut Deriver<'_>) {
    for seed in [2, 3] {
        let ground = Ground::contract("which values there are is the tenant's");
        let options = MockOptions {
            seed,
            ..MockOptions::default()
        };
        to.add_with(&format!("other-values-{seed}"), options, Vec::new(), ground);
    }
    if to.contract.items.is_some() {
        for members in [26, 27, 61] {
            let ground = Ground::contract("how many members a group has is the tenant's");
            let options = MockOptions {
                members,
                ..MockOptions::default()
            };
            to.add_with(&format!("members-{members}"), options, Vec::new(), ground);
        }
    }
}

/// What properties are there, and what is in them.
fn properties(to: &mut Deriver<'_>) {
    let fills = [
        (
            Fill::Sparse,
            Room::OptionalProperties,
            "optional-absent",
            "which optional properties are there",
        ),
        (
            Fill::Full,
            Room::OptionalProperties,
            "optional-present",
            "which optional properties are there",
        ),
        (
            Fill::Nulls,
            Room::Nulls,
            "optional-null",
            "whether what has no value is null",
        ),
        (
            Fill::Empty,
            Room::EmptyValues,
            "texts-and-lists-empty",
            "whether a text or a list may be empty",
        ),
    ];
    for (fill, room, what, open) in fills {
        let ground = to.ground(room, open);
        to.add(what, vec![Manner::Fill(fill)], ground);
    }
    let texts = [
        (Texts::Spaces, "texts-with-spaces"),
        (Texts::Syntax, "texts-with-syntax"),
        (Texts::Scripts, "texts-in-other-scripts"),
        (Texts::Emoji, "texts-with-emoji"),
        (Texts::Long, "texts-long"),
    ];
    for (kind, what) in texts {
        let ground = to.ground(Room::AnyText, "which characters a text has");
        to.add(what, vec![Manner::Texts(kind)], ground);
    }
    let integers = [
        (Integers::Greatest, "integers-greatest"),
        (Integers::Least, "integers-least"),
        (Integers::BeyondDouble, "integers-beyond-double"),
        (Integers::Zero, "integers-zero"),
    ];
    for (kind, what) in integers {
        let ground = to.ground(Room::AnyInteger, "how large a number is");
        to.add(what, vec![Manner::Integers(kind)], ground);
    }
    let ground = to.ground(Room::UuidCase, "in which letters UUIDs are");
    let ground = ground.or_standard("RFC 9562, 4");
    to.add("uuids-in-capitals", vec![Manner::UuidsInCapitals], ground);
    for (form, what) in [
        (Times::Offsets, "times-with-offsets"),
        (Times::Fractions, "times-with-fractions"),
    ] {
        let ground = to.ground(Room::TimeForm, "in which form date-times are");
        let ground = ground.or_standard("RFC 3339, 5.6");
        to.add(what, vec![Manner::Times(form)], ground);
    }
    if to
        .contract
        .items
        .as_ref()
        .is_some_and(|i| !i.identity.is_empty())
    {
        let ground = to.ground(Room::NoIdentity, "whether what tells items apart is there");
        to.add("items-without-identity", vec![Manner::Anonymous], ground);
    }
}

/// Names of groups.
fn names(to: &mut Deriver<'_>) {
    let bound = |schema: &Value| {
        ["pattern", "format", "enum", "const"]
            .iter()
            .any(|k| schema.get(*k).is_some())
    };
    let free = |schema: &Value| schema.get("type").is_some_and(|t| t == "string") && !bound(schema);
    let contract = to.contract;
    let mut kinds = contract
        .lookups
        .iter()
        .filter(|l| !l.tenant)
        .flat_map(|l| &l.kinds);
    let named = kinds.any(|(_, schema)| free(schema));
    let told = || contract.items.is_none() && properties_named(contract, "name");
    if !named && !told() {
        return;
    }
    let kinds = [
        (Names::Spaces, "names-with-spaces"),
        (Names::Slashes, "names-with-slashes"),
        (Names::Quotes, "names-with-quotes"),
        (Names::Scripts, "names-in-other-scripts"),
        (Names::Emoji, "names-with-emoji"),
        (Names::Signs, "names-with-signs"),
        (Names::Long, "names-long"),
    ];
    for (kind, what) in kinds {
        let ground = to.ground(Room::AnyName, "which characters a name has");
        to.add(what, vec![Manner::Names(kind)], ground);
    }
}

/// Orders: where none is asked for, and where one is.
fn orders(to: &mut Deriver<'_>) {
    if to.contract.items.is_some() {
        for (order, what) in [
            (Listed::Reversed, "order-reversed"),
            (Listed::Shuffled, "order-shuffled"),
        ] {
            let ground = to.ground(Room::AnyOrder, "in which order items come");
            to.add(what, vec![Manner::Listed(order)], ground);
        }
    }
    let contract = to.contract;
    let order = |p: &Parameter| matches!(p.effect, Some(Effect::Order(_)));
    if !contract.parameters.iter().any(order) {
        return;
    }
    let gaps = [
        (Missing::First, "sorted-missing-first"),
        (Missing::Smallest, "sorted-missing-smallest"),
        (Missing::Largest, "sorted-missing-largest"),
    ];
    for (missing, what) in gaps {
        let ground = to.ground(Room::SortGaps, "where items without the property come");
        to.add(
            what,
            vec![Manner::Sorted(Collation::Ordinal, missing)],
            ground,
        );
    }
    if contract.parameters.iter().any(sorts_texts) {
        let ways = [
            (Collation::Ordinal, "sorted-by-code-point"),
            (Collation::Caseless, "sorted-without-case"),
            (Collation::Language, "sorted-as-dictionaries-do"),
            (Collation::Punctuated, "sorted-with-punctuation-first"),
        ];
        for (collation, what) in ways {
            let ground = to.ground(Room::SortRule, "by which rule texts compare");
            let sorted = Manner::Sorted(collation, Missing::Last);
            to.add(what, vec![Manner::Texts(Texts::Collated), sorted], ground);
        }
    }
    let ground = to.ground(Room::SortTies, "in which order equal items come");
    to.add(
        "sorted-ties-turned-round",
        vec![Manner::Listed(Listed::Ties)],
        ground,
    );
}

/// Whether a parameter can sort by any property, and so by texts, or by one that its name does not give away as a date.
fn sorts_texts(parameter: &Parameter) -> bool {
    matches!(&parameter.effect, Some(Effect::Order(order)) if order.fields == SortFields::Any)
}

/// Whether a component schema has a property of this name.
fn properties_named(contract: &Contract, name: &str) -> bool {
    let parts = contract.parts();
    let mut schemas = parts.iter().filter_map(|p| match p {
        Part::Schema(path, _) => Some(path),
        _ => None,
    });
    schemas.any(|path| path.rsplit_once('/').is_some_and(|(_, last)| last == name))
}
