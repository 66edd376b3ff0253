//! Whether a contract agrees with itself: every name it uses is one that it declares.

use std::collections::HashSet;

use super::Reading;
use crate::contract::{
    Body, Contract, CursorPaging, Effect, Filter, Location, NodeId, Paging, Sample, SampleVerdict,
    SortFields, StatusKey, VarSource,
};
use crate::http::{Expression, Root};
use crate::text::{Node, Span};
use crate::verdict::{LookupState, Part};

pub(super) fn lint(reading: &Reading<'_>, contract: &Contract) {
    let escaped = contract.path.replace('~', "~0").replace('/', "~1");
    let operation = format!("/paths/{escaped}/{}", contract.method.to_lowercase());
    let Some(x) = reading.root.nearest_at(&operation).get("x-docproof") else {
        return;
    };
    let lint = Lint {
        reading,
        contract,
        x,
    };
    lint.identity();
    lint.names();
    lint.statuses();
    lint.items();
    lint.effects();
    lint.expressions();
    lint.paging_parameters();
    lint.vars();
    lint.bindings();
    lint.samples();
}

struct Lint<'a> {
    reading: &'a Reading<'a>,
    contract: &'a Contract,
    x: &'a Node,
}

impl Lint<'_> {
    /// Where a JSON pointer below `x-docproof` leads.
    fn span(&self, pointer: &str) -> Span {
        self.x.nearest_at(pointer).span
    }

    fn error(&self, span: Span, found: impl Into<String>, expected: impl Into<String>) {
        self.reading.cx.error(span, found, expected);
    }

    fn unknown<'n>(
        &self,
        span: Span,
        what: &str,
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
    ) {
        self.reading.cx.unknown(span, what, name, valid);
    }

    fn identity(&self) {
        if self.contract.document.is_none() && self.x.get("document").is_none() {
            self.error(
                self.x.span,
                "a contract without `document`",
                "the file that it restates, with its digest",
            );
        }
        let named = self
            .contract
            .path
            .split('/')
            .filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'));
        let named: Vec<&str> = named.collect();
        let declared: Vec<&str> = self
            .contract
            .parameters_in(Location::Path)
            .map(|p| p.name.as_str())
            .collect();
        for name in &named {
            if !declared.contains(name) {
                self.unknown(
                    self.contract.span,
                    "path parameter",
                    name,
                    declared.iter().copied(),
                );
            }
        }
        for name in &declared {
            if !named.contains(name) {
                self.unknown(
                    self.contract.span,
                    "part of the path",
                    name,
                    named.iter().copied(),
                );
            }
        }
    }

    /// Ids, names and references between clauses, contradictions and differences.
    fn names(&self) {
        let contract = self.contract;
        let mut seen = HashSet::new();
        let clauses = contract.clauses.iter().map(|c| (&c.id, c.span));
        let contradictions = contract.contradictions.iter().map(|c| (&c.id, c.span));
        for (id, span) in clauses.chain(contradictions) {
            if !seen.insert(id) {
                self.error(
                    span,
                    format!("a second clause or contradiction `{id}`"),
                    "an id of its own",
                );
            }
        }
        let mut seen = HashSet::new();
        for fact in &contract.facts {
            if !seen.insert(&fact.name) {
                self.error(
                    fact.span,
                    format!("a second fact `{}`", fact.name),
                    "a name of its own",
                );
            }
        }
        for difference in &contract.differences {
            if !contract.clauses.iter().any(|c| c.id == difference.clause) {
                let ids = contract.clauses.iter().map(|c| c.id.as_str());
                self.unknown(difference.span, "clause", &difference.clause, ids);
            }
        }
        for access in &contract.access {
            if contract.credential(&access.scheme).is_none() {
                let span = self.span(&format!("/access/{}", access.scheme));
                self.unknown(
                    span,
                    "security scheme",
                    &access.scheme,
                    contract.credentials.iter().map(|c| c.name.as_str()),
                );
            }
        }
        for (index, lookup) in contract.lookups.iter().enumerate() {
            let paths: Vec<&str> = contract
                .parameters_in(Location::Path)
                .map(|p| p.name.as_str())
                .collect();
            if !paths.contains(&lookup.parameter.as_str()) {
                let span = self.span(&format!("/lookup/{index}/parameter"));
                self.unknown(span, "path parameter", &lookup.parameter, paths);
            }
            for (kind, schema) in &lookup.kinds {
                self.schema(
                    schema,
                    self.span(&format!("/lookup/{index}/kinds/{kind}")),
                    "the kind",
                );
            }
        }
        let places = contract.clauses.iter().flat_map(|c| &c.at);
        for at in places.chain(contract.contradictions.iter().flat_map(|c| &c.at)) {
            if let Some(file) = &at.file {
                let known: Vec<&str> = contract
                    .document
                    .iter()
                    .chain(&contract.linked)
                    .map(|d| d.file.as_str())
                    .collect();
                if !known.contains(&file.as_str()) {
                    self.unknown(at.span, "document", file, known);
                }
            }
        }
    }

    /// Statuses that forms name must be documented ones.
    fn statuses(&self) {
        let contract = self.contract;
        let mut named: Vec<(String, u16)> = Vec::new();
        for access in &contract.access {
            for (state, statuses) in [
                ("missing", &access.missing),
                ("wrong", &access.wrong),
                ("insufficient", &access.insufficient),
            ] {
                let at = |i: usize| format!("/access/{}/{state}/{i}", access.scheme);
                named.extend(statuses.iter().enumerate().map(|(i, s)| (at(i), *s)));
            }
        }
        for (index, lookup) in contract.lookups.iter().enumerate() {
            for (state, statuses) in [
                ("unknown", &lookup.unknown),
                ("malformed", &lookup.malformed),
            ] {
                let at = |i: usize| format!("/lookup/{index}/{state}/{i}");
                named.extend(statuses.iter().enumerate().map(|(i, s)| (at(i), *s)));
            }
        }
        for (index, fact) in contract.facts.iter().enumerate() {
            let at = |i: usize| format!("/facts/{index}/status/{i}");
            named.extend(fact.status.iter().enumerate().map(|(i, s)| (at(i), *s)));
        }
        named.extend(
            contract
                .throttle
                .iter()
                .map(|t| ("/throttle/status".to_owned(), t.status)),
        );
        for (at, status) in named {
            if contract.response(status).is_none() {
                let known: Vec<String> = contract
                    .responses
                    .iter()
                    .map(|r| r.status.to_string())
                    .collect();
                self.unknown(
                    self.span(&at),
                    "status",
                    &status.to_string(),
                    known.iter().map(String::as_str),
                );
            }
        }
    }

    /// The node of the success body's schema.
    fn success(&self) -> Option<NodeId> {
        let (_, response) = self.contract.success()?;
        match &response.body {
            Body::Content(types) => {
                let pointer = types.iter().find_map(|(_, pointer)| pointer.as_deref())?;
                self.contract.schemas.shape().find(pointer)
            }
            _ => None,
        }
    }

    fn item(&self) -> Option<NodeId> {
        let items = self.contract.items.as_ref()?;
        let shape = self.contract.schemas.shape();
        shape.resolve(self.success()?, &format!("{}/0", items.at))
    }

    /// Reports a pointer that no schema describes.
    fn described(&self, root: Option<NodeId>, pointer: &str, span: Span, what: &str) {
        let shape = self.contract.schemas.shape();
        let Some(root) = root else { return };
        if shape.resolve(root, pointer).is_none() && !shape.is_free(shape.locate(root, pointer)) {
            let found =
                format!("the place `{pointer}`, which the schema of {what} does not describe");
            self.error(span, found, "a place that the schema describes");
        }
    }

    fn items(&self) {
        let Some(items) = &self.contract.items else {
            return;
        };
        self.described(
            self.success(),
            &items.at,
            self.span("/items/at"),
            "a success",
        );
        for (index, pointer) in items.identity.iter().enumerate() {
            self.described(
                self.item(),
                pointer,
                self.span(&format!("/items/identity/{index}")),
                "an item",
            );
        }
        if items.identity.is_empty() {
            self.error(
                self.span("/items/identity"),
                "an empty identity",
                "at least one JSON pointer into an item",
            );
        }
    }

    fn schema(&self, schema: &serde_json::Value, span: Span, what: &str) {
        if let Err(why) = self.contract.schemas.check(schema) {
            self.error(
                span,
                format!("the schema of {what} is none: {why}"),
                "JSON Schema 2020-12",
            );
        }
    }

    fn effects(&self) {
        for parameter in &self.contract.parameters {
            let Some(effect) = &parameter.effect else {
                continue;
            };
            let node = self
                .reading
                .root
                .nearest_at(&parameter.schema_pointer.replace("/schema", "/x-effect"));
            let span = node.span;
            if self.contract.items.is_none() {
                self.error(
                    span,
                    format!("an effect of `{}` on a list", parameter.name),
                    "`items`, which say where the list is",
                );
            }
            match effect {
                Effect::Filter(Filter::Schema(schema)) => self.schema(schema, span, "the filter"),
                Effect::Filter(Filter::Values(values)) => {
                    for (value, schema) in values {
                        let at = node
                            .nearest_at("/filter/values")
                            .get(value)
                            .map_or(span, |n| n.span);
                        self.schema(schema, at, "the filter");
                    }
                }
                Effect::Expand(expand) => {
                    for (value, pointer) in &expand.values {
                        let at = node
                            .nearest_at("/expand/values")
                            .get(value)
                            .map_or(span, |n| n.span);
                        self.described(self.item(), pointer, at, "an item");
                    }
                }
                Effect::Order(order) => {
                    if let SortFields::Named(fields) = &order.fields {
                        for (field, pointer) in fields {
                            let at = node
                                .nearest_at("/order/fields")
                                .get(field)
                                .map_or(span, |n| n.span);
                            self.described(self.item(), pointer, at, "an item");
                        }
                    }
                }
                Effect::Relation(relations) => {
                    for (index, relation) in relations.iter().enumerate() {
                        if let Some((pointer, _)) = &relation.members {
                            let at = node
                                .nearest_at(&format!("/relation/{index}/members/at"))
                                .span;
                            self.described(self.item(), pointer, at, "an item");
                        }
                    }
                }
            }
        }
    }

    /// What runtime expressions read must be declared.
    fn expressions(&self) {
        let contract = self.contract;
        for fact in &contract.facts {
            let roots: Vec<Option<NodeId>> = contract
                .responses
                .iter()
                .filter(|r| match r.status {
                    StatusKey::Code(code) => fact.status.is_empty() || fact.status.contains(&code),
                    _ => fact.status.is_empty(),
                })
                .filter_map(|r| match &r.body {
                    Body::Content(types) => {
                        types.iter().find_map(|(_, pointer)| pointer.as_deref())
                    }
                    _ => None,
                })
                .map(|pointer| contract.schemas.shape().find(pointer))
                .collect();
            for side in [&fact.left, &fact.right] {
                self.expression(side, &roots, fact.span);
            }
        }
        let span = self.span("/paging");
        let success = [self.success()];
        for expression in contract.paging.iter().flat_map(paging_expressions) {
            self.expression(expression, &success, span);
        }
    }

    fn expression(&self, expression: &Expression, roots: &[Option<NodeId>], span: Span) {
        let contract = self.contract;
        let shape = contract.schemas.shape();
        match &expression.root {
            Root::RequestPath(name) => {
                let known: Vec<&str> = contract
                    .parameters_in(Location::Path)
                    .map(|p| p.name.as_str())
                    .collect();
                if !known.contains(&name.as_str()) {
                    self.unknown(span, "path parameter", name, known);
                }
            }
            Root::RequestQuery(name) => {
                let known: Vec<&str> = contract
                    .parameters_in(Location::Query)
                    .map(|p| p.name.as_str())
                    .collect();
                if !known.contains(&name.as_str()) {
                    self.unknown(span, "query parameter", name, known);
                }
            }
            Root::RequestHeader(name) => {
                let known: Vec<&str> = contract
                    .parameters_in(Location::Header)
                    .map(|p| p.name.as_str())
                    .collect();
                if !known.iter().any(|k| k.eq_ignore_ascii_case(name)) {
                    self.unknown(span, "request header", name, known);
                }
            }
            Root::ResponseBody(pointer) => {
                let somewhere = roots.iter().flatten().any(|root| {
                    shape.resolve(*root, pointer).is_some()
                        || shape.is_free(shape.locate(*root, pointer))
                });
                if !somewhere && roots.iter().any(Option::is_some) {
                    let found = format!(
                        "the place `{pointer}`, which no schema of these statuses describes"
                    );
                    self.error(span, found, "a place that the schema describes");
                }
            }
            Root::Item(pointer) => self.described(self.item(), pointer, span, "an item"),
            Root::Literal(_) | Root::StatusCode | Root::ResponseHeader(_) => {}
        }
    }

    fn paging_parameters(&self) {
        let contract = self.contract;
        let Some(paging) = &contract.paging else {
            return;
        };
        let mut used: Vec<(&str, &str)> = Vec::new();
        let size = match paging {
            Paging::Number(number) => {
                used.push(("/paging/number/parameter", &number.parameter));
                number
                    .size
                    .as_ref()
                    .map(|s| ("/paging/number/size/parameter", s))
            }
            Paging::Cursor(cursor) => {
                used.push(("/paging/cursor/parameter", &cursor.parameter));
                used.extend(
                    cursor
                        .back
                        .iter()
                        .map(|b| ("/paging/cursor/back/parameter", b.parameter.as_str())),
                );
                cursor
                    .size
                    .as_ref()
                    .map(|s| ("/paging/cursor/size/parameter", s))
            }
        };
        used.extend(size.and_then(|(at, s)| s.parameter.as_deref().map(|p| (at, p))));
        for (at, name) in used {
            if contract.parameter(name).is_none() {
                self.unknown(
                    self.span(at),
                    "parameter",
                    name,
                    contract.parameters.iter().map(|p| p.name.as_str()),
                );
            }
        }
        if contract.items.is_none() {
            self.error(
                self.span("/paging"),
                "paging without `items`",
                "where the items of a page are",
            );
        }
    }

    fn vars(&self) {
        let kinds: Vec<&str> = self
            .contract
            .lookups
            .iter()
            .flat_map(|l| l.kinds.iter().map(|(k, _)| k.as_str()))
            .collect();
        for var in &self.contract.vars {
            if let Some(LookupState::Kind(kind)) = &var.lookup
                && !kinds.contains(&kind.as_str())
            {
                let valid = kinds.iter().copied().chain(["unknown", "malformed"]);
                self.unknown(
                    self.span(&format!("/vars/{}/lookup", var.name)),
                    "kind of identifier",
                    kind,
                    valid,
                );
            }
            if let Some(VarSource::Pointer(pointer)) = &var.mock {
                let first = pointer.split('/').nth(1).unwrap_or_default();
                let known = ["groups", "unknown", "malformed", "tenant"];
                if !known.contains(&first) {
                    self.unknown(
                        self.span(&format!("/vars/{}/mock", var.name)),
                        "part of the mock's data",
                        first,
                        known,
                    );
                }
            }
        }
    }

    /// Every part that a clause is bound to must exist; cases are looked up where the cases are known.
    fn bindings(&self) {
        let parts: HashSet<Part> = self.contract.parts().into_iter().collect();
        let spellings: Vec<String> = parts.iter().map(ToString::to_string).collect();
        for clause in &self.contract.clauses {
            for part in clause.parts() {
                if parts.contains(part) || self.exists(part) {
                    continue;
                }
                let spelling = part.to_string();
                let kind = spelling.split(':').next().unwrap_or_default();
                let valid: Vec<&str> = spellings
                    .iter()
                    .map(String::as_str)
                    .filter(|s| s.split(':').next() == Some(kind))
                    .collect();
                let found = format!(
                    "the clause `{}` is bound to `{spelling}`, which the contract does not have",
                    clause.id
                );
                let told = crate::text::Diagnostic::error(
                    &self.reading.cx.file,
                    self.binding_span(&clause.id, &spelling),
                    found,
                );
                self.reading.cx.report(
                    told.expected("a part of this contract")
                        .nearest(&spelling, valid),
                );
            }
        }
    }

    /// Parts that are not listed by name: cases, headers in another casing, fields of `order: any`.
    fn exists(&self, part: &Part) -> bool {
        let contract = self.contract;
        match part {
            Part::Case(_) => true,
            Part::Header(status, name) => contract.responses.iter().any(|r| {
                r.status == StatusKey::Code(*status)
                    && r.headers.iter().any(|h| h.name.eq_ignore_ascii_case(name))
            }),
            Part::Effect(parameter, Some(field)) => match contract
                .parameter(parameter)
                .and_then(|p| p.effect.as_ref())
            {
                Some(Effect::Order(order)) if order.fields == SortFields::Any => {
                    let shape = contract.schemas.shape();
                    self.item()
                        .is_some_and(|i| shape.resolve(i, &format!("/{field}")).is_some())
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn binding_span(&self, clause: &str, part: &str) -> Span {
        use crate::text::Kind;
        let text = |n: &Node| match &n.kind {
            Kind::Text(t) => Some(t.clone()),
            _ => None,
        };
        let Some(Kind::List(clauses)) = self.x.get("clauses").map(|n| &n.kind) else {
            return self.x.span;
        };
        let node = clauses
            .iter()
            .find(|c| c.get("id").and_then(text).as_deref() == Some(clause));
        let bound = node.and_then(|n| n.get("checked-by"));
        match bound.map(|n| (&n.kind, n.span)) {
            Some((Kind::List(parts), span)) => parts
                .iter()
                .find(|p| text(p).as_deref() == Some(part))
                .map_or(span, |p| p.span),
            Some((_, span)) => span,
            None => self.x.span,
        }
    }

    fn samples(&self) {
        for Sample {
            name,
            verdict,
            span,
            ..
        } in &self.contract.samples
        {
            if let SampleVerdict::Breaks(id) = verdict
                && !self.contract.contradictions.iter().any(|c| c.id == *id)
            {
                let ids = self.contract.contradictions.iter().map(|c| c.id.as_str());
                self.unknown(
                    *span,
                    &format!("contradiction that the sample `{name}` breaks:"),
                    id,
                    ids,
                );
            }
        }
    }
}

fn paging_expressions(paging: &Paging) -> Vec<&Expression> {
    match paging {
        Paging::Number(number) => {
            let plain = [
                &number.count,
                &number.reported_size,
                &number.index,
                &number.last,
            ];
            let reported = [&number.total, &number.pages];
            let plain = plain.into_iter().flatten();
            plain
                .chain(reported.into_iter().flatten().map(|r| &r.from))
                .collect()
        }
        Paging::Cursor(CursorPaging {
            from,
            end,
            back,
            links,
            total,
            ..
        }) => {
            let mut found = vec![from, end.expression()];
            found.extend(back.iter().flat_map(|b| [&b.from, b.end.expression()]));
            found.extend(links);
            found.extend(total.iter().map(|t| &t.from));
            found
        }
    }
}
