//! Variants of data: what a tenant may hold.

use std::sync::Arc;

use serde_json::Value;

use super::ground::Ground;
use super::{Variant, open, wire};
use crate::contract::{Contract, Effect, SortFields};
use crate::mock::manner::{Collation, Fill, Integers, Listed, Manner, Missing, Names, Texts};
use crate::mock::{Manners, MockOptions};
use crate::verdict::{Aspect, LookupState, Part};

/// Collects the variants of one contract.
pub(super) struct Deriver<'c> {
    pub(super) contract: &'c Arc<Contract>,
    pub(super) found: Vec<Variant>,
}

impl Deriver<'_> {
    /// Adds a variant of the ordinary data.
    pub(super) fn add(&mut self, what: &str, manners: Vec<Manner>, ground: Ground) {
        self.add_with(what, MockOptions::default(), manners, ground);
    }

    fn add_with(&mut self, what: &str, options: MockOptions, manners: Vec<Manner>, ground: Ground) {
        self.found.push(Variant {
            id: format!("{}:variant:{what}", self.contract.id),
            contract: Arc::clone(self.contract),
            options,
            manners: Manners(manners),
            ground,
        });
    }

    /// The ground in what is said of these parts.
    pub(super) fn ground(&self, parts: &[Part], about: &[&str], open: &str) -> Ground {
        Ground::of(self.contract, parts, about, open)
    }

    /// The parts of the contract of a kind.
    pub(super) fn parts(&self, of: impl Fn(&Part) -> bool) -> Vec<Part> {
        self.contract
            .parts()
            .into_iter()
            .filter(|p| of(p))
            .collect()
    }
}

/// Every variant of a contract, in a fixed order.
pub fn variants(contract: &Arc<Contract>) -> Vec<Variant> {
    let mut deriver = Deriver {
        contract,
        found: Vec::new(),
    };
    tenants(&mut deriver);
    properties(&mut deriver);
    names(&mut deriver);
    orders(&mut deriver);
    open::add(&mut deriver);
    wire::add(&mut deriver);
    deriver.found
}

/// Other tenants: other values, other numbers of members.
fn tenants(to: &mut Deriver<'_>) {
    let schemas = to.parts(|p| matches!(p, Part::Schema(_)));
    for seed in [2, 3] {
        let ground = to.ground(&schemas, &[], "which values there are is the tenant's");
        let options = MockOptions {
            seed,
            ..MockOptions::default()
        };
        to.add_with(&format!("other-values-{seed}"), options, Vec::new(), ground);
    }
    if to.contract.items.is_some() {
        for members in [26, 27, 61] {
            let ground = to.ground(
                &schemas,
                &[],
                "how many members a group has is the tenant's",
            );
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
    let schemas = to.parts(|p| matches!(p, Part::Schema(_)));
    let optional = [
        "missing",
        "required",
        "optional",
        "null",
        "empty",
        "always there",
        "left out",
    ];
    let fills = [
        (
            Fill::Sparse,
            "optional-absent",
            "which optional properties are there",
        ),
        (
            Fill::Full,
            "optional-present",
            "which optional properties are there",
        ),
        (
            Fill::Nulls,
            "optional-null",
            "whether what has no value is null",
        ),
        (
            Fill::Empty,
            "texts-and-lists-empty",
            "whether a text or a list may be empty",
        ),
    ];
    for (fill, what, open) in fills {
        let ground = to.ground(&schemas, &optional, open);
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
        let ground = to.ground(
            &schemas,
            &["any text", "text for any", "texts are"],
            "which characters a text has",
        );
        to.add(what, vec![Manner::Texts(kind)], ground);
    }
    let integers = [
        (Integers::Greatest, "integers-greatest"),
        (Integers::Least, "integers-least"),
        (Integers::BeyondDouble, "integers-beyond-double"),
        (Integers::Zero, "integers-zero"),
    ];
    for (kind, what) in integers {
        let ground = to.ground(
            &schemas,
            &["64-bit", "32-bit", "whole number", "integer"],
            "how large a number is",
        );
        to.add(what, vec![Manner::Integers(kind)], ground);
    }
    if let Some(items) = to
        .contract
        .items
        .as_ref()
        .filter(|i| !i.identity.is_empty())
    {
        let last = |at: &String| at.rsplit('/').next().unwrap_or_default().to_owned();
        let names: Vec<String> = items.identity.iter().map(last).collect();
        let parts = to.parts(
            |p| matches!(p, Part::Schema(s) if names.iter().any(|n| s.ends_with(&format!("/{n}")))),
        );
        let ground = to.ground(
            &parts,
            &[
                "without an id",
                "told apart",
                "tells users apart",
                "may be missing",
            ],
            "whether what tells items apart is there",
        );
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
    let mut parts = Vec::new();
    for lookup in to.contract.lookups.iter().filter(|l| !l.tenant) {
        for (kind, _) in lookup.kinds.iter().filter(|(_, schema)| free(schema)) {
            parts.push(Part::Lookup(
                lookup.parameter.clone(),
                LookupState::Kind(kind.clone()),
            ));
        }
    }
    if to.contract.items.is_none() {
        parts.extend(to.parts(|p| matches!(p, Part::Schema(s) if s.ends_with("/name"))));
    }
    if parts.is_empty() {
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
        let ground = to.ground(
            &parts,
            &[
                "any text",
                "name is any",
                "any character",
                "of a name",
                "case of a name",
            ],
            "which characters a name has",
        );
        to.add(what, vec![Manner::Names(kind)], ground);
    }
}

/// Orders: where none is asked for, and where one is.
fn orders(to: &mut Deriver<'_>) {
    if to.contract.items.is_some() {
        let parts = [Part::Paging(Aspect::Unique), Part::Status(200)];
        for (order, what) in [
            (Listed::Reversed, "order-reversed"),
            (Listed::Shuffled, "order-shuffled"),
        ] {
            let ground = to.ground(
                &parts,
                &[
                    "no order",
                    "any order",
                    "order without",
                    "order is promised",
                ],
                "in which order items come",
            );
            to.add(what, vec![Manner::Listed(order)], ground);
        }
    }
    let sorting: Vec<String> = to
        .contract
        .parameters
        .iter()
        .filter(|p| matches!(p.effect, Some(Effect::Order(_))))
        .map(|p| p.name.clone())
        .collect();
    for name in sorting {
        let parts = to.parts(|p| matches!(p, Part::Effect(parameter, _) if *parameter == name));
        let rules = [
            "compare",
            "first or last",
            "sorted",
            "equal dates",
            "collat",
        ];
        let gaps = [
            (Missing::First, "missing-first"),
            (Missing::Smallest, "missing-smallest"),
            (Missing::Largest, "missing-largest"),
        ];
        for (missing, what) in gaps {
            let ground = to.ground(&parts, &rules, "where items without the property come");
            to.add(
                &format!("sorted-{what}"),
                vec![Manner::Sorted(Collation::Ordinal, missing)],
                ground,
            );
        }
        if sorts_texts(to.contract, &name) {
            let ways = [
                (Collation::Ordinal, "sorted-by-code-point"),
                (Collation::Caseless, "sorted-without-case"),
                (Collation::Language, "sorted-as-dictionaries-do"),
                (Collation::Punctuated, "sorted-with-punctuation-first"),
            ];
            for (collation, what) in ways {
                let ground = to.ground(&parts, &rules, "by which rule texts compare");
                to.add(
                    what,
                    vec![
                        Manner::Texts(Texts::Collated),
                        Manner::Sorted(collation, Missing::Last),
                    ],
                    ground,
                );
            }
        }
        let ground = to.ground(&parts, &rules, "in which order equal items come");
        to.add(
            "sorted-ties-turned-round",
            vec![Manner::Listed(Listed::Reversed)],
            ground,
        );
    }
}

/// Whether a parameter can sort by any property, and so by texts, or by one that its name does not give away as a date.
fn sorts_texts(contract: &Contract, name: &str) -> bool {
    let effect = contract.parameter(name).and_then(|p| p.effect.as_ref());
    matches!(effect, Some(Effect::Order(order)) if order.fields == SortFields::Any)
}
