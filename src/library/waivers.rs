//! Reading a waivers file (`docs/waivers.md`) and holding its names against the contracts and cases.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::Suite;
use crate::contract::Contract;
use crate::text::{Context, Diagnostic, Fields, Kind, Node, list_of, parse, read_file, text};
use crate::verdict::Waiver;

/// What a date looks like.
const DATE: &str = "a date such as 2026-12-31, the last day of the waiver";

/// Whose names a waivers file may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of the suite's contracts, which are all there are.
    All,
    /// Those of the suite's contracts; entries of others are left out.
    Some,
}

/// Reads waivers from the disk and tells every mistake: what is no waiver, and names that are none. What could be read comes
/// back all the same; it is not to be used then.
pub fn load_waivers(path: &Path, suite: &Suite, scope: Scope) -> (Vec<Waiver>, Vec<Diagnostic>) {
    match read_file(path) {
        Ok(source) => waivers(&path.display().to_string(), &source, suite, scope),
        Err(told) => (Vec::new(), vec![told]),
    }
}

/// Reads waivers from a text; `file` is what messages call it.
pub fn waivers(
    file: &str,
    source: &str,
    suite: &Suite,
    scope: Scope,
) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let cx = Context::new(file);
    let reading = Reading {
        cx: &cx,
        suite,
        scope,
    };
    let root = parse(&cx, source);
    let waivers = root
        .and_then(|root| reading.file(&root))
        .unwrap_or_default();
    (waivers, cx.into_diagnostics())
}

/// A mistake, which has been told.
struct Told;

struct Reading<'a> {
    cx: &'a Context,
    suite: &'a Suite,
    scope: Scope,
}

impl Reading<'_> {
    fn file(&self, root: &Node) -> Option<Vec<Waiver>> {
        let mut fields = Fields::of(self.cx, root, "a waivers file")?;
        let read = fields.required("waivers", |cx, n| {
            list_of(cx, n, |_, n| self.entry(n).ok().flatten())
        });
        fields.finish();
        let waivers = read?;
        self.twice(&waivers);
        Some(waivers)
    }

    /// An entry; `None` for one of a contract that is not looked at.
    fn entry(&self, node: &Node) -> Result<Option<Waiver>, Told> {
        let mut fields = Fields::of(self.cx, node, "a waiver").ok_or(Told)?;
        let contract = fields.required("contract", |cx, n| Some((words(cx, n)?, n)));
        let case = fields.optional("case", |cx, n| Some((words(cx, n)?, n)));
        let clause = fields.optional("clause", |cx, n| Some((words(cx, n)?, n)));
        let target = fields.optional("target", words);
        let reason = fields.required("reason", words);
        let link = fields.optional("link", link);
        let until = fields.required("until", date);
        fields.finish();
        if let Kind::Map(entries) = &node.kind
            && !entries.iter().any(|(k, _)| near(&k.name))
        {
            let expected = "`case`, `clause` or both";
            self.cx
                .error(node.span, "a waiver of everything in a contract", expected);
            return Err(Told);
        }
        let (id, at) = contract.ok_or(Told)?;
        let Some(known) = self.contract(&id, at)? else {
            return Ok(None);
        };
        let case = named(case, |case, at| self.case(known, case, at))?;
        let clause = named(clause, |clause, at| self.clause(known, clause, at))?;
        let (Some(reason), Some(until)) = (reason, until) else {
            return Err(Told);
        };
        if case.is_none() && clause.is_none() {
            return Err(Told);
        }
        Ok(Some(Waiver {
            file: Arc::clone(&self.cx.file),
            span: node.span,
            contract: id,
            case,
            clause,
            target,
            reason,
            link,
            until,
        }))
    }

    /// The contract of an id; `None` where it is not looked at.
    fn contract(&self, id: &str, at: &Node) -> Result<Option<&Contract>, Told> {
        if let Some(contract) = self.suite.contract(id) {
            return Ok(Some(contract));
        }
        if self.scope == Scope::Some {
            return Ok(None);
        }
        let valid = self.suite.contracts.iter().map(|c| c.id.as_str());
        self.unknown(at, "contract", id, "the id of a contract", valid);
        Err(Told)
    }

    fn case(&self, contract: &Contract, case: &str, at: &Node) -> bool {
        let cases = || self.suite.cases_of(&contract.id);
        if cases().any(|c| c.name == case || c.trial_name() == case) {
            return true;
        }
        let expected = format!("the name of a case of `{}`", contract.id);
        self.unknown(
            at,
            "case",
            case,
            &expected,
            cases().map(|c| c.name.as_str()),
        );
        false
    }

    fn clause(&self, contract: &Contract, clause: &str, at: &Node) -> bool {
        let known = contract.clauses.iter().find(|c| c.id == clause);
        let expected = format!("the id of a clause of `{}`", contract.id);
        match known {
            Some(clause) if clause.is_observable() => true,
            Some(_) => {
                let found = format!("the clause `{clause}`, which no request can show");
                self.cx.error(at.span, found, expected);
                false
            }
            None => {
                let valid = contract.clauses.iter().filter(|c| c.is_observable());
                self.unknown(
                    at,
                    "clause",
                    clause,
                    &expected,
                    valid.map(|c| c.id.as_str()),
                );
                false
            }
        }
    }

    fn unknown<'v>(
        &self,
        at: &Node,
        what: &str,
        name: &str,
        expected: &str,
        valid: impl Iterator<Item = &'v str>,
    ) {
        let found = format!("unknown {what} `{name}`");
        let told = Diagnostic::error(&self.cx.file, at.span, found);
        self.cx.report(told.expected(expected).nearest(name, valid));
    }

    /// Entries for what another one is for.
    fn twice(&self, waivers: &[Waiver]) {
        let mut first: HashMap<_, &Waiver> = HashMap::new();
        for waiver in waivers {
            let subject = (
                &waiver.contract,
                &waiver.case,
                &waiver.clause,
                &waiver.target,
            );
            if let Some(other) = first.get(&subject) {
                let found = format!("a second waiver of {}", waiver.told().subject());
                let line = other.span.line;
                let expected = format!("one entry for it: line {line} has it");
                self.cx.error(waiver.span, found, expected);
            } else {
                first.insert(subject, waiver);
            }
        }
    }
}

/// Whether a key is, or was meant to be, what a waiver is for.
fn near(key: &str) -> bool {
    let near = crate::text::nearest(key, ["contract", "case", "clause", "target", "reason"]);
    matches!(near, Some("case" | "clause"))
}

/// A name, if there is one; it must be known.
fn named(
    name: Option<(String, &Node)>,
    is_known: impl FnOnce(&str, &Node) -> bool,
) -> Result<Option<String>, Told> {
    match name {
        Some((name, at)) if is_known(&name, at) => Ok(Some(name)),
        Some(_) => Err(Told),
        None => Ok(None),
    }
}

/// Text that says something.
fn words(cx: &Context, node: &Node) -> Option<String> {
    let text = text(cx, node)?;
    if text.trim().is_empty() {
        cx.error(node.span, "an empty text", "words");
        return None;
    }
    Some(text)
}

fn link(cx: &Context, node: &Node) -> Option<String> {
    let found = words(cx, node)?;
    if url::Url::parse(&found).is_err() {
        cx.error(
            node.span,
            format!("the link {found:?}"),
            "a URL such as https://tracker.example/1",
        );
        return None;
    }
    Some(found)
}

fn date(cx: &Context, node: &Node) -> Option<Date> {
    let Kind::Text(found) = &node.kind else {
        cx.error(node.span, node.describe(), DATE);
        return None;
    };
    let is_plain = found.len() == 10;
    let date = found.parse::<Date>().ok().filter(|_| is_plain);
    if date.is_none() {
        cx.error(node.span, format!("`{found}`, which is no date"), DATE);
    }
    date
}

#[cfg(test)]
mod tests;
