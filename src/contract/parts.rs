//! Every part of a contract that a check can look at and a clause can be bound to.

use super::{Body, Contract, Effect, Filter, Paging, SortFields, StatusKey};
use crate::verdict::{AccessState, Aspect, LookupState, Part, ThrottleAspect};

impl Contract {
    /// Every part but the cases, in the order of the documentation.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.response_parts(&mut parts);
        parts.extend(
            self.schemas
                .shape()
                .parts()
                .map(|p| Part::Schema(p.to_owned(), None)),
        );
        parts.extend(self.facts.iter().map(|f| Part::Fact(f.name.clone())));
        for parameter in &self.parameters {
            if let Some(effect) = &parameter.effect {
                parts.push(Part::Effect(parameter.name.clone(), None));
                let values = effect_values(effect).into_iter();
                parts.extend(values.map(|v| Part::Effect(parameter.name.clone(), Some(v))));
            }
        }
        self.access_parts(&mut parts);
        parts.extend(self.paging.iter().flat_map(aspects).map(Part::Paging));
        if let Some(throttle) = &self.throttle {
            parts.push(Part::Throttle(ThrottleAspect::Status));
            if throttle.retry_after {
                parts.push(Part::Throttle(ThrottleAspect::RetryAfter));
            }
            if throttle.limits.iter().any(|l| l.requests.is_some()) {
                parts.push(Part::Throttle(ThrottleAspect::Limit));
            }
        }
        parts.push(Part::Framing);
        parts
    }

    fn response_parts(&self, parts: &mut Vec<Part>) {
        for response in &self.responses {
            let StatusKey::Code(status) = response.status else {
                continue;
            };
            parts.push(Part::Status(status));
            match response.body {
                Body::Content(_) => parts.extend([Part::ContentType(status), Part::Body(status)]),
                Body::Empty => parts.push(Part::Body(status)),
                Body::Unstated => {}
            }
            let headers = response.headers.iter();
            parts.extend(headers.map(|h| Part::Header(status, h.name.clone())));
        }
    }

    fn access_parts(&self, parts: &mut Vec<Part>) {
        for credential in &self.credentials {
            parts.push(Part::Access(credential.name.clone(), AccessState::Given));
        }
        for access in &self.access {
            for (state, statuses) in access.refusals() {
                if !statuses.is_empty() {
                    parts.push(Part::Access(access.scheme.clone(), state));
                }
            }
        }
        for lookup in &self.lookups {
            let part = |state| Part::Lookup(lookup.parameter.clone(), state);
            parts.extend(
                lookup
                    .kinds
                    .iter()
                    .map(|(k, _)| part(LookupState::Kind(k.clone()))),
            );
            if !lookup.unknown.is_empty() {
                parts.push(part(LookupState::Unknown));
            }
            if !lookup.malformed.is_empty() {
                parts.push(part(LookupState::Malformed));
            }
        }
    }
}

/// The values or fields that an effect distinguishes.
fn effect_values(effect: &Effect) -> Vec<String> {
    let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect();
    match effect {
        Effect::Filter(Filter::Schema(_))
        | Effect::Order(super::Order {
            fields: SortFields::Any,
            ..
        }) => Vec::new(),
        Effect::Filter(Filter::Values(values)) => values.iter().map(|(v, _)| v.clone()).collect(),
        Effect::Expand(expand) => names(&expand.values),
        Effect::Order(super::Order {
            fields: SortFields::Named(fields),
            ..
        }) => names(fields),
        Effect::Relation(relations) => {
            let values = relations.iter().filter_map(|r| r.value.as_ref());
            values
                .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
                .collect()
        }
    }
}

/// The rules that a form of paging has.
fn aspects(paging: &Paging) -> Vec<Aspect> {
    use Aspect as A;
    let mut found = vec![A::Unique];
    let mut when = |condition: bool, aspect: A| {
        if condition {
            found.push(aspect);
        }
    };
    let (size, total) = match paging {
        Paging::Number(number) => (number.size.as_ref(), number.total.is_some()),
        Paging::Cursor(cursor) => (cursor.size.as_ref(), cursor.total.is_some()),
    };
    when(total, A::Complete);
    when(size.is_some(), A::Size);
    when(size.is_some_and(|s| s.default.is_some()), A::DefaultSize);
    when(total, A::Total);
    match paging {
        Paging::Number(number) => {
            when(number.index.is_some(), A::Index);
            when(number.count.is_some(), A::Count);
            when(number.pages.is_some(), A::Pages);
            when(number.last.is_some(), A::Last);
            when(true, A::Back);
            when(number.past_end.is_some(), A::PastEnd);
        }
        Paging::Cursor(cursor) => {
            when(true, A::End);
            when(true, A::Cursor);
            when(!cursor.links.is_empty(), A::Links);
            when(cursor.next.is_some(), A::Follow);
            when(cursor.back.is_some(), A::Back);
        }
    }
    found
}
