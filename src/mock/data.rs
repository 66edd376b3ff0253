//! The data set of one contract: groups, an organisation, identifiers that nothing has. Made from the contract alone.

use serde_json::{Map, Value, json};

use super::answer::Draft;
use super::facts;
use super::generate::{Generator, Taken};
use super::groups::{Group, groups, is_free};
use super::manner::Manners;
use super::names::{MALFORMED, UNKNOWN};
use super::typed::{text_of, typed};
use crate::contract::{Contract, Lookup};
use crate::http::{Headers, Request};
use crate::value::pointer;

/// What the mock knows for one contract.
#[derive(Debug)]
pub(super) struct Data {
    /// The groups, the large one first.
    pub(super) groups: Vec<Group>,
    /// The one value of every lookup that chooses an organisation.
    pub(super) tenants: Vec<(String, Value)>,
    unknown: Value,
    malformed: Value,
}

impl Data {
    /// Makes the data of a contract.
    pub(super) fn of(contract: &Contract, manners: &Manners, seed: u64, members: usize) -> Self {
        let generator = Generator {
            schemas: &contract.schemas,
            seed,
        };
        let groups = groups(contract, manners, generator, members);
        let mut taken = Taken::default();
        let given = groups.iter().flat_map(|g| &g.ids);
        taken.texts.extend(given.map(|(_, _, id)| text_of(id)));
        let mut tenants = Vec::new();
        let (mut unknown, mut malformed) = (json!({}), json!({}));
        for lookup in &contract.lookups {
            if lookup.tenant
                && let Some((_, schema)) = lookup.kinds.first()
            {
                let id = generator.fresh(schema, &format!("id/{}", lookup.parameter), &mut taken);
                tenants.push((lookup.parameter.clone(), id));
            }
            for (kind, schema) in &lookup.kinds {
                let at = if lookup.tenant {
                    format!("/tenant/{}", pointer::escape(&lookup.parameter))
                } else {
                    pointer::join("", kind)
                };
                let nobody = if is_free(&generator, kind, schema) {
                    UNKNOWN.into()
                } else {
                    generator.fresh(
                        schema,
                        &format!("id/{}/{kind}", lookup.parameter),
                        &mut taken,
                    )
                };
                put_first(&mut unknown, &at, Some(nobody));
                put_first(&mut malformed, &at, no_identifier(&generator, schema));
            }
        }
        Self {
            groups,
            tenants,
            unknown,
            malformed,
        }
    }

    /// The group that an identifier names, and the kind that the identifier is.
    pub(super) fn group_of(
        &self,
        contract: &Contract,
        lookup: &Lookup,
        text: &str,
    ) -> Option<(&str, &Group)> {
        self.groups.iter().find_map(|group| {
            let named = group.ids.iter().find(|(parameter, kind, id)| {
                let schema = lookup
                    .kinds
                    .iter()
                    .find(|(k, _)| k == kind)
                    .map(|(_, schema)| schema);
                *parameter == lookup.parameter
                    && schema.is_some_and(|schema| typed(&contract.schemas, schema, text) == *id)
            });
            named.map(|(_, kind, _)| (kind.as_str(), group))
        })
    }

    /// The group that a text names by any kind of identifier.
    pub(super) fn group_named(&self, text: &str) -> Option<&Group> {
        self.groups
            .iter()
            .find(|g| g.ids.iter().any(|(_, _, id)| text_of(id) == text))
    }

    /// A group by its name in the data.
    pub(super) fn group(&self, key: &str) -> Option<&Group> {
        self.groups.iter().find(|g| g.key == key)
    }

    /// A group's members and those of its descendants, nobody twice.
    pub(super) fn inherited<'a>(&'a self, contract: &Contract, group: &'a Group) -> Vec<&'a Value> {
        let identity = |member: &Value| -> Vec<Option<Value>> {
            let places = contract.items.iter().flat_map(|i| &i.identity);
            places.map(|at| member.pointer(at).cloned()).collect()
        };
        let mut all: Vec<&Value> = group.members.iter().collect();
        let known: Vec<Vec<Option<Value>>> = all.iter().map(|m| identity(m)).collect();
        for child in self.groups.iter().filter(|g| g.parent == Some(group.key)) {
            all.extend(
                child
                    .members
                    .iter()
                    .filter(|m| !known.contains(&identity(m))),
            );
        }
        all
    }

    /// The data as one JSON value: what the `mock:` pointers of variables name.
    pub(super) fn document(&self, contract: &Contract) -> Value {
        let mut all = Map::new();
        for group in &self.groups {
            all.insert(group.key.to_owned(), self.group_document(contract, group));
        }
        let tenants: Map<String, Value> = self.tenants.iter().cloned().collect();
        json!({ "groups": all, "unknown": self.unknown, "malformed": self.malformed, "tenant": tenants })
    }

    fn group_document(&self, contract: &Contract, group: &Group) -> Value {
        let status = contract.success().map_or(200, |(status, _)| status);
        let request = self.request_for(group);
        let mut members = group.members.clone();
        for member in &mut members {
            facts::of_item(contract, &request, status, member);
        }
        facts::alike(contract, status, &mut members);
        let mut draft = Draft {
            status,
            headers: Headers::new(),
            body: Some(group.body.clone()),
            raw: None,
            lost: None,
            page: None,
        };
        facts::of_answer(contract, &request, &mut draft, &[]);
        let inherited = self.inherited(contract, group).len();
        let mut document = json!({
            "count": members.len(), "inherited_count": inherited, "members": members, "body": draft.body
        });
        for (_, kind, id) in &group.ids {
            pointer::set(&mut document, &pointer::join("", kind), id.clone());
        }
        document
    }

    /// A request for a group by its first kinds of identifier, without anything else.
    fn request_for(&self, group: &Group) -> Request {
        let tenants = self
            .tenants
            .iter()
            .map(|(name, id)| (name.clone(), text_of(id)));
        let ids = group
            .ids
            .iter()
            .map(|(name, _, id)| (name.clone(), text_of(id)));
        Request {
            method: "GET".to_owned(),
            url: String::new(),
            headers: Headers::new(),
            path: tenants.chain(ids).collect(),
            query: Vec::new(),
        }
    }
}

/// Puts a value where there is none yet.
fn put_first(into: &mut Value, at: &str, value: Option<Value>) {
    if let Some(value) = value.filter(|_| into.pointer(at).is_none()) {
        pointer::set(into, at, value);
    }
}

/// A text that is no identifier of this kind; nothing where every text is one.
fn no_identifier(generator: &Generator<'_>, schema: &Value) -> Option<Value> {
    let none = |text: &&&str| {
        let value = typed(generator.schemas, schema, text);
        !generator.matches(schema, &value)
    };
    MALFORMED
        .iter()
        .find(|text| none(text))
        .map(|text| Value::from(*text))
}
