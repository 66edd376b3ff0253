//! The answer with a parameter against the answer without it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::checks::{Checks, ENOUGH, count, finding, words};
use super::identity::{self, fingerprint};
use super::paging::Listing;
use super::seen::Seen;
use super::typed::{text_of, typed};
use crate::contract::{Contract, Effect, SetRelation};
use crate::value::same;
use crate::verdict::{Actual, Finding, Part, Place};

/// The relations of one parameter's value, while the two listings come in.
#[derive(Debug)]
pub struct Related {
    relations: Vec<One>,
    /// Items of the listing without the parameter that the main one lacks.
    beyond: Vec<Finding>,
    beyond_count: u64,
    common: u64,
}

#[derive(Debug)]
struct One {
    part: Part,
    items: Option<SetRelation>,
    members: Option<Members>,
}

#[derive(Debug)]
struct Members {
    at: String,
    are: SetRelation,
    main: HashMap<u64, HashSet<u64>>,
    /// Items that showed it: with a real difference, or with members where they are to be the same.
    witnesses: u64,
    broken: Vec<Finding>,
}

impl Related {
    /// The relations that hold for a parameter's value; nothing where there are none.
    pub fn of(contract: &Contract, parameter: &str, text: &str) -> Option<Self> {
        let parameter = contract.parameter(parameter)?;
        let Some(Effect::Relation(relations)) = &parameter.effect else {
            return None;
        };
        let sent = typed(contract, &parameter.schema, text);
        let relations: Vec<One> = relations
            .iter()
            .filter(|r| r.value.as_ref().is_none_or(|v| same(v, &sent)))
            .map(|r| One {
                part: Part::Effect(parameter.name.clone(), r.value.as_ref().map(text_of)),
                items: r.items,
                members: r.members.as_ref().map(|(at, are)| Members {
                    at: at.clone(),
                    are: *are,
                    main: HashMap::new(),
                    witnesses: 0,
                    broken: Vec::new(),
                }),
            })
            .collect();
        (!relations.is_empty()).then_some(Self {
            relations,
            beyond: Vec::new(),
            beyond_count: 0,
            common: 0,
        })
    }

    /// Takes a page of the main listing.
    pub fn main_page(&mut self, seen: &Seen<'_>) {
        let Some(form) = &seen.contract.items else {
            return;
        };
        for members in self.relations.iter_mut().filter_map(|r| r.members.as_mut()) {
            for item in seen.items().unwrap_or_default() {
                let id = identity::of_item(form, item);
                members.main.insert(id, members_of(item, &members.at));
            }
        }
    }

    /// Takes a page of the listing without the parameter.
    pub fn other_page(&mut self, seen: &Seen<'_>, main: &Listing<'_>) {
        let Some(form) = &seen.contract.items else {
            return;
        };
        for (index, item) in seen.items().unwrap_or_default().iter().enumerate() {
            let id = identity::of_item(form, item);
            if main.has(id) {
                self.common += 1;
            } else {
                self.beyond_count += 1;
                if self.beyond.len() < ENOUGH {
                    self.beyond.push(finding(
                        "item-not-in-answer",
                        Place::body(seen.index, seen.item_pointer(index)),
                        words("this item in the answer with the parameter too"),
                        Actual::Value(identity::value_of(form, item)),
                        "The answer with the parameter lacks an item of the answer without it.",
                    ));
                }
            }
            for members in self.relations.iter_mut().filter_map(|r| r.members.as_mut()) {
                members.compare(seen, index, id, item);
            }
        }
    }

    /// Tells what came of it.
    pub fn finish(self, main: &Listing<'_>, other: &Listing<'_>, checks: &mut Checks) {
        if main.pages() == 0 || other.pages() == 0 {
            return;
        }
        let whole = main.is_whole() && other.is_whole();
        for One {
            part,
            items,
            members,
        } in self.relations
        {
            if let Some(relation) = items {
                let more = main.beyond(other);
                if relation != SetRelation::Subset && main.is_whole() {
                    for told in &self.beyond {
                        checks.broken(part.clone(), told.clone());
                    }
                }
                if relation != SetRelation::Superset && other.is_whole() {
                    for (exchange, pointer) in &more {
                        let told = finding(
                            "item-only-in-answer",
                            Place::body(*exchange, pointer),
                            words("only items of the answer without the parameter"),
                            Actual::Words("an item that the other answer lacks".to_owned()),
                            "The answer with the parameter has an item beyond the answer without it.",
                        );
                        checks.broken(part.clone(), told);
                    }
                }
                let (witnesses, otherwise) = match relation {
                    SetRelation::Superset => {
                        (count(more.len()), "no item came with the parameter alone")
                    }
                    SetRelation::Subset => (self.beyond_count, "the parameter left no item out"),
                    SetRelation::Same => (self.common, "there are no items"),
                };
                if whole {
                    checks.shown(part.clone(), witnesses, otherwise);
                } else {
                    checks.vacuous(part.clone(), "not every item of both answers was seen");
                }
            }
            if let Some(members) = members {
                members.finish(&part, checks);
            }
        }
    }
}

impl Members {
    fn compare(&mut self, seen: &Seen<'_>, index: usize, id: u64, item: &Value) {
        let Some(with) = self.main.get(&id) else {
            return;
        };
        let without = members_of(item, &self.at);
        let (rule, holds, shows, expected) = match self.are {
            SetRelation::Subset => (
                "members-beyond",
                with.is_subset(&without),
                with.len() < without.len(),
                "at least the members that the answer with the parameter has",
            ),
            SetRelation::Superset => (
                "members-lost",
                with.is_superset(&without),
                with.len() > without.len(),
                "only members that the answer with the parameter has too",
            ),
            SetRelation::Same => (
                "members-differ",
                *with == without,
                !without.is_empty(),
                "the members that the answer with the parameter has",
            ),
        };
        if holds {
            self.witnesses += u64::from(shows);
            return;
        }
        let pointer = seen.item_pointer(index) + &self.at;
        let actual = item.pointer(&self.at).cloned();
        self.broken.push(finding(
            rule,
            Place::body(seen.index, pointer),
            words(expected),
            actual.map_or(Actual::Absent, Actual::Value),
            "The members of an item in both answers are not related as the document says.",
        ));
    }

    fn finish(self, part: &Part, checks: &mut Checks) {
        for finding in self.broken {
            checks.broken(part.clone(), finding);
        }
        let otherwise = "no item of both answers shows a difference";
        checks.shown(part.clone(), self.witnesses, otherwise);
    }
}

fn members_of(item: &Value, at: &str) -> HashSet<u64> {
    let members = item.pointer(at).and_then(Value::as_array);
    members.into_iter().flatten().map(fingerprint).collect()
}
