//! The groups of one contract: identifiers, members, and the body that each is answered with.

use serde_json::{Value, json};

use super::flat::{flat, schema_at};
use super::generate::{Fill, Generator, Taken};
use super::manner::{self, Manner, Manners};
use super::manners::{self, Kept};
use super::names::{NESTED, PLANS, Plan, Size};
use super::witness;
use crate::contract::{Contract, Effect, Lookup, VarSource};
use crate::value::pointer;

/// A group and what a request for it is answered with.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its name in the data.
    pub(super) key: &'static str,
    /// What it is called.
    pub(super) title: String,
    /// Its identifiers: path parameter, kind, value.
    pub(super) ids: Vec<(String, String, Value)>,
    /// Its own members, with every place that a parameter may add.
    pub(super) members: Vec<Value>,
    /// Which group's descendant it is.
    pub(super) parent: Option<&'static str>,
    /// A success body, its list not filled in.
    pub(super) body: Value,
}

impl Group {
    /// The name that other things know it by: its identifier of a kind that is a free text, else its first.
    pub(super) fn reference(&self) -> Value {
        let named = self
            .ids
            .iter()
            .find(|(_, kind, _)| kind.to_lowercase().contains("name"));
        let id = named
            .or_else(|| self.ids.first())
            .map(|(_, _, id)| id.clone());
        id.unwrap_or_else(|| self.title.as_str().into())
    }
}

/// Makes every group of a contract.
pub(super) fn groups(
    contract: &Contract,
    manners: &Manners,
    generator: Generator<'_>,
    members: usize,
) -> Vec<Group> {
    let success = success_schema(contract);
    let mut ids = Identifiers::new(contract, manners, generator);
    let mut pool = Pool::new(contract, manners, generator, &success);
    let mut groups: Vec<Group> = Vec::new();
    for plan in PLANS {
        let own = match plan.size {
            Size::Large => pool.members(plan.key, members),
            Size::Fixed(count) => pool.members(plan.key, count),
            Size::Nested => {
                let shared = groups.first().map(|g| g.members.iter().take(NESTED.0));
                let mut both: Vec<Value> = shared.into_iter().flatten().cloned().collect();
                both.extend(pool.members(plan.key, NESTED.1));
                both
            }
        };
        let mut group = Group {
            key: plan.key,
            title: manners::title(manners, plan.title),
            ids: ids.of(plan),
            members: own,
            parent: (plan.size == Size::Nested).then_some("large"),
            body: Value::Null,
        };
        group.body = body(contract, manners, generator, &success, &group);
        groups.push(group);
    }
    groups
}

/// How many members a large group of a contract needs: one more than a page holds, and those that variables name.
pub(super) fn least_members(contract: &Contract) -> usize {
    let pages = contract
        .items
        .as_ref()
        .map(|_| super::paging::usual_size(contract).saturating_add(1));
    let large = || PLANS.iter().filter(|p| p.size == Size::Large);
    let named = contract.vars.iter().filter_map(|var| {
        let Some(VarSource::Pointer(at)) = &var.mock else {
            return None;
        };
        large().find_map(|plan| {
            let rest = at.strip_prefix(&format!("/groups/{}/members/", plan.key))?;
            let index: usize = rest.split('/').next()?.parse().ok()?;
            Some(index.saturating_add(1))
        })
    });
    pages.into_iter().chain(named).max().unwrap_or(0)
}

/// The schema of a success body; anything goes where the document describes none.
pub(super) fn success_schema(contract: &Contract) -> Value {
    let response = contract.success().map(|(_, response)| response);
    let content = response.and_then(super::errors::json_content);
    let pointer = content.and_then(|(_, pointer)| pointer);
    pointer.map_or_else(
        || json!({}),
        |p| json!({ "$ref": format!("#{}", super::errors::fragment(&p)) }),
    )
}

/// Gives out identifiers.
struct Identifiers<'a> {
    manners: &'a Manners,
    lookups: Vec<&'a Lookup>,
    generator: Generator<'a>,
    taken: Taken,
}

impl<'a> Identifiers<'a> {
    fn new(contract: &'a Contract, manners: &'a Manners, generator: Generator<'a>) -> Self {
        let lookups = contract.lookups.iter().filter(|l| !l.tenant).collect();
        Self {
            manners,
            lookups,
            generator,
            taken: Taken::default(),
        }
    }

    fn of(&mut self, plan: Plan) -> Vec<(String, String, Value)> {
        let mut ids = Vec::new();
        for lookup in self.lookups.clone() {
            for (kind, schema) in &lookup.kinds {
                let title = Value::from(manners::title(self.manners, plan.title));
                let id = if is_free(&self.generator, kind, schema) {
                    title
                } else {
                    let label = format!("id/{}/{kind}", lookup.parameter);
                    self.generator.fresh(schema, &label, &mut self.taken)
                };
                let id = self.at_a_limit(schema, &id, ids.len()).unwrap_or(id);
                ids.push((lookup.parameter.clone(), kind.clone(), id));
            }
        }
        ids
    }

    /// An identifier that is an integer, at a limit of its type in manners that have one.
    fn at_a_limit(&mut self, schema: &Value, id: &Value, nth: usize) -> Option<Value> {
        let kind = self.manners.find(|m| {
            if let Manner::Integers(kind) = m {
                Some(*kind)
            } else {
                None
            }
        })?;
        let step = u64::try_from(self.taken.texts.len() + nth).ok()?;
        let mut limits = manners::integers(kind, step).into_iter().map(Value::from);
        let limit = limits.find(|limit| self.generator.matches(schema, limit))?;
        let fresh = id.is_i64() && self.taken.texts.insert(limit.to_string());
        fresh.then_some(limit)
    }
}

/// Whether identifiers of a kind are texts as people choose them: any text, and called a name or without examples.
pub(super) fn is_free(generator: &Generator<'_>, kind: &str, schema: &Value) -> bool {
    let flat = flat(generator.schemas, schema, 0);
    let bound = ["pattern", "format", "enum", "const"]
        .iter()
        .any(|k| flat.contains_key(*k));
    let named = kind.to_lowercase().contains("name") || !flat.contains_key("examples");
    !bound
        && named
        && PLANS
            .iter()
            .all(|p| generator.matches(schema, &p.title.into()))
}

/// Makes members of whom no two are the same.
struct Pool<'a> {
    manners: &'a Manners,
    /// How many members were made.
    made: usize,
    contract: &'a Contract,
    generator: Generator<'a>,
    /// The schema of an item, with the places that must be there; nothing where the answer is no list.
    schema: Option<Value>,
    /// The schema of an item as the contract has it.
    item: Option<Value>,
    identity: Option<(String, Value)>,
    taken: Taken,
}

impl<'a> Pool<'a> {
    fn new(
        contract: &'a Contract,
        manners: &'a Manners,
        generator: Generator<'a>,
        success: &Value,
    ) -> Self {
        let items = contract.items.as_ref();
        let list = items.and_then(|i| schema_at(generator.schemas, success, &i.at));
        let item = list.map(|list| {
            let items = flat(generator.schemas, &list, 0).get("items").cloned();
            items.unwrap_or_else(|| json!({}))
        });
        let identity = items.and_then(|i| i.identity.first()).and_then(|at| {
            let schema = schema_at(generator.schemas, item.as_ref()?, at)?;
            Some((at.clone(), not_null(&schema)))
        });
        let schema = item.clone().map(|item| {
            let mut kept = expanded(contract);
            kept.extend(identity.iter().map(|(at, _)| top(at)));
            json!({ "allOf": [item, { "required": kept }] })
        });
        Self {
            manners,
            made: 0,
            contract,
            generator,
            schema,
            item,
            identity,
            taken: Taken::default(),
        }
    }

    fn members(&mut self, key: &str, count: usize) -> Vec<Value> {
        let Some(schema) = self.schema.clone() else {
            return vec![Value::Object(serde_json::Map::new()); count];
        };
        let mut members: Vec<Value> = (0..count)
            .map(|index| self.member(&schema, key, index))
            .collect();
        // What this group is for is its members' names.
        if key != "unicode" || !self.manners.rewrites_texts() {
            self.rewrite(key, &mut members);
        }
        match key {
            "large" => witness::plant(self.contract, &self.generator, &schema, &mut members),
            "nested" => witness::last(self.contract, &self.generator, &schema, &mut members),
            _ => {}
        }
        members
    }

    fn member(&mut self, schema: &Value, key: &str, index: usize) -> Value {
        let whole = key == "prolific" || index == 0 || self.is_asked_for(key, index);
        let fill = match self.manners.fill() {
            _ if whole => Fill::All,
            Some(manner::Fill::Full) => Fill::All,
            Some(manner::Fill::Sparse) => Fill::Required,
            _ => Fill::Some,
        };
        let nth = u64::try_from(index).unwrap_or(u64::MAX);
        let mut member = self
            .generator
            .value(schema, &format!("member/{key}"), nth, fill);
        if let Some((at, schema)) = &self.identity {
            let id = self.generator.fresh(schema, "identity", &mut self.taken);
            pointer::set(&mut member, at, id);
        }
        member
    }

    /// Whether a variable takes a value of this member: then it lacks nothing.
    /// Lets the manners have their way with members.
    fn rewrite(&mut self, key: &str, members: &mut [Value]) {
        let Some(schema) = self.item.clone() else {
            return;
        };
        let identity = self.contract.items.iter().flat_map(|i| i.identity.clone());
        let own = self.identity.iter().map(|(at, _)| at.clone());
        let kept = Kept {
            whole: Vec::new(),
            there: own
                .chain(
                    expanded(self.contract)
                        .iter()
                        .map(|name| pointer::join("", name)),
                )
                .collect(),
            identity: identity.collect(),
        };
        for (index, member) in members.iter_mut().enumerate() {
            let unbound = key != "prolific" && index > 3 && !self.is_asked_for(key, index);
            manners::item(
                self.manners,
                &self.generator,
                &schema,
                &kept,
                (self.made, unbound),
                member,
            );
            self.made += 1;
        }
    }

    fn is_asked_for(&self, key: &str, index: usize) -> bool {
        let start = format!("/groups/{key}/members/{index}/");
        self.contract.vars.iter().any(|v| match &v.mock {
            Some(VarSource::Pointer(pointer)) => pointer.starts_with(&start),
            _ => false,
        })
    }
}

/// The top-level properties of an item that a parameter may add.
fn expanded(contract: &Contract) -> Vec<String> {
    let effects = contract.parameters.iter().filter_map(|p| p.effect.as_ref());
    let places = effects.filter_map(|e| match e {
        Effect::Expand(expand) => Some(expand.values.iter().map(|(_, at)| top(at))),
        _ => None,
    });
    places.flatten().collect()
}

/// The first segment of a pointer.
fn top(at: &str) -> String {
    let first = at
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    pointer::unescape(first).into_owned()
}

/// The schema without `null`: an identity is always there.
fn not_null(schema: &Value) -> Value {
    json!({ "allOf": [schema, { "not": { "type": "null" } }] })
}

/// A success body of a group. Where the answer is no list, it is the group itself: it has its own name and
/// counts its members; an empty group's lacks all it may lack.
fn body(
    contract: &Contract,
    manners: &Manners,
    generator: Generator<'_>,
    success: &Value,
    group: &Group,
) -> Value {
    let single = contract.items.is_none();
    let index = PLANS.iter().position(|p| p.key == group.key).unwrap_or(0);
    let number = u64::try_from(index).unwrap_or(0);
    // What a variable tells of these groups is theirs whatever else is so.
    let unbound = !matches!(group.key, "large" | "prolific");
    let fill = match group.key {
        "empty" if single => Fill::Required,
        _ if single && unbound && manners.fill() == Some(manner::Fill::Full) => Fill::All,
        "large" | "one" | "prolific" => Fill::All,
        "spaced" | "hostile" => Fill::Some,
        _ if single => Fill::Some,
        _ => Fill::All,
    };
    let mut body = generator.value(success, "body", number, fill);
    if let Some(items) = &contract.items {
        let mut kept = Kept::default();
        kept.there.push(items.at.clone());
        pointer::set(&mut body, &items.at, json!([]));
        manners::body(manners, &generator, success, &kept, &mut body);
        return body;
    }
    let count = group.members.len();
    if manners.fill().is_none() || unbound {
        let fits = |at: &String| {
            let schema = schema_at(generator.schemas, success, at);
            schema.is_some_and(|schema| generator.matches(&schema, &Value::from(count)))
        };
        let names = body.as_object().into_iter().flat_map(|o| o.keys());
        let counts = names
            .filter(|name| name.ends_with("Count") && count > 0)
            .map(|name| pointer::join("", name));
        let there = counts.filter(fits);
        let kept = Kept {
            there: there.collect(),
            ..Kept::default()
        };
        manners::body(manners, &generator, success, &kept, &mut body);
    }
    let known: Vec<String> = body
        .as_object()
        .map(|o| o.keys().cloned().collect())
        .unwrap_or_default();
    for name in known {
        let id = group
            .ids
            .iter()
            .find(|(_, kind, _)| *kind == name)
            .map(|(_, _, id)| id.clone());
        let value = match name.as_str() {
            "name" => id.or(Some(group.title.as_str().into())),
            name if name.ends_with("Count") => Some(Value::from(count)),
            _ => id,
        };
        let fits = |v: &Value| {
            schema_at(generator.schemas, success, &pointer::join("", &name))
                .is_some_and(|schema| generator.matches(&schema, v))
        };
        if let Some(value) = value.filter(fits) {
            pointer::set(&mut body, &pointer::join("", &name), value);
        }
    }
    body
}
