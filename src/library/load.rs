//! Reading every contract and case, and holding them against each other: every mistake of every file at once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::Source;
use super::files::SourceFile;
use crate::case::{self, Case, Outline};
use crate::contract::{self, Contract};
use crate::plan;
use crate::text::{Diagnostic, Severity, Span, in_order};
use crate::verdict::Part;

/// Contracts and their cases.
#[derive(Debug, Default)]
pub struct Suite {
    /// The contracts, in the order of their files.
    pub contracts: Vec<Arc<Contract>>,
    /// The cases, in the order of their files.
    pub cases: Vec<Arc<Case>>,
}

impl Suite {
    /// A contract by its id.
    pub fn contract(&self, id: &str) -> Option<&Arc<Contract>> {
        self.contracts.iter().find(|c| c.id == id)
    }

    /// The cases of a contract.
    pub fn cases_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Arc<Case>> {
        self.cases.iter().filter(move |c| c.contract == id)
    }
}

/// Reads a suite, and tells every mistake of every file. With `only`, of that contract, when its files are where its
/// id says they are; else everything is read.
pub fn load(source: &Source, only: Option<&str>) -> (Suite, Vec<Diagnostic>) {
    if only.is_some() {
        let (suite, told) = read(source, only);
        let found = !suite.contracts.is_empty() && !suite.cases.is_empty();
        if found && !has_errors(&told) {
            return (suite, told);
        }
    }
    read(source, None)
}

/// Whether files cannot be used.
pub(super) fn has_errors(told: &[Diagnostic]) -> bool {
    told.iter().any(|d| d.severity == Severity::Error)
}

fn read(source: &Source, only: Option<&str>) -> (Suite, Vec<Diagnostic>) {
    let mut suite = Suite::default();
    let (files, mut told) = source.contracts(only);
    let mut lost = Lost::of(&told);
    for file in &files {
        let (contracts, mut mistakes) = contract::load(&file.name, &file.text);
        mistakes.extend(misnamed(file, &contracts));
        if has_errors(&mistakes) && !contracts.iter().any(|c| c.id == file.below) {
            lost.names.push(file.below.clone());
        }
        suite.contracts.extend(contracts.into_iter().map(Arc::new));
        told.extend(mistakes);
    }
    let doubled = twice(&suite.contracts);
    // One mistake: a copy under another name.
    let is_doubled = |d: &Diagnostic| {
        let mut same = doubled.iter();
        same.any(|t| t.file == d.file && t.span == d.span)
    };
    told.retain(|d| !is_doubled(d));
    told.extend(doubled);
    let (files, unread) = source.cases(only);
    let lost_cases = Lost::of(&unread);
    told.extend(unread);
    // What files of cases with mistakes name, each with its folder.
    let mut outlines: Vec<(String, Outline)> = Vec::new();
    for file in &files {
        let (cases, mistakes) = case::load(&file.name, &file.text);
        let mut names = cases.first().map(|c| (c.contract.clone(), c.contract_span));
        if has_errors(&mistakes) {
            let outline = case::outline(&file.name, &file.text);
            names = names.or(outline.contract.clone());
            outlines.push((folder(file).to_owned(), outline));
        }
        told.extend(mistakes);
        if let Some((contract, span)) = names {
            told.extend(misplaced(file, &contract, span, &suite, &lost));
        }
        suite.cases.extend(cases.into_iter().map(Arc::new));
    }
    for contract in &suite.contracts {
        if !lost_cases.may_be_below(&contract.id) {
            told.extend(unshown_by_cases(&suite, contract, &outlines));
        }
    }
    told.extend(case::duplicates(suite.cases.iter().map(Arc::as_ref)));
    if let (Source::Folders { contracts, cases }, true) = (source, told.is_empty()) {
        let none = |folder: &Path, what: &str, expected: &str| {
            let found = format!("there is no {what} in this folder");
            Diagnostic::file(&folder.display().to_string(), found).expected(expected)
        };
        if suite.contracts.is_empty() {
            let expected = "a file such as `acme/members.yaml`; `docproof explain` elsewhere lists the built-in ones";
            told.push(none(contracts, "contract", expected));
        } else if suite.cases.is_empty() {
            let expected = "a file below the contract's id, such as `acme/members/paging.yaml`";
            told.push(none(cases, "case", expected).warning());
        }
    }
    for case in &suite.cases {
        if let Some(contract) = suite.contract(&case.contract) {
            told.extend(plan::agree(contract, case));
        }
    }
    in_order(&mut told);
    (suite, told)
}

/// What could not be read, so that nothing is said of what is named and may be in it.
#[derive(Debug, Default)]
struct Lost {
    /// Files and folders, without a file's extension.
    places: Vec<String>,
    /// A folder is among them.
    folders: bool,
    /// Contracts whose file gave no contract of that id.
    names: Vec<String>,
}

impl Lost {
    fn of(unread: &[Diagnostic]) -> Self {
        let mut lost = Self::default();
        for diagnostic in unread {
            let file = diagnostic.file.as_ref();
            let stem = file
                .strip_suffix(".yaml")
                .or_else(|| file.strip_suffix(".yml"));
            lost.folders |= stem.is_none();
            lost.places.push(stem.unwrap_or(file).replace('\\', "/"));
        }
        lost
    }

    /// Whether a contract may be in what could not be read.
    fn may_be(&self, id: &str) -> bool {
        let end = format!("/{id}");
        self.folders
            || self.names.iter().any(|name| name == id)
            || self.places.iter().any(|place| place.ends_with(&end))
    }

    /// Whether a case of a contract may be in what could not be read.
    fn may_be_below(&self, id: &str) -> bool {
        let folder = format!("/{id}/");
        self.folders || self.places.iter().any(|place| place.contains(&folder))
    }
}

/// A contract is found by its file: its id is the file's path below the folder of contracts. Of several in a file one is.
fn misnamed(file: &SourceFile, contracts: &[Contract]) -> Option<Diagnostic> {
    let is_own = |c: &&Contract| c.document.is_some() || !c.clauses.is_empty();
    let first = contracts.iter().find(is_own)?;
    if contracts.iter().any(|c| c.id == file.below) {
        return None;
    }
    let found = format!("the operationId `{}` in another contract's file", first.id);
    let expected = format!("`{}`, as the file is called", file.below);
    Some(
        Diagnostic::error(&first.file, first.span, found)
            .expected(expected)
            .nearest(&first.id, [file.below.as_str()]),
    )
}

/// Contracts whose id another one has.
fn twice(contracts: &[Arc<Contract>]) -> Vec<Diagnostic> {
    let mut seen: HashMap<&str, &Contract> = HashMap::new();
    let mut told = Vec::new();
    for contract in contracts {
        if let Some(first) = seen.get(contract.id.as_str()) {
            if first.file == contract.file {
                continue; // The file's loader has told.
            }
            let found = format!("the contract `{}` is also in {}", contract.id, first.file);
            told.push(
                Diagnostic::error(&contract.file, contract.span, found)
                    .expected("an operationId that no other contract has"),
            );
        } else {
            seen.insert(&contract.id, contract);
        }
    }
    told
}

/// Clauses that are bound to a case which is not there or does not expect what they ask of it. `outlines` are of the files
/// of cases that have mistakes.
fn unshown_by_cases(
    suite: &Suite,
    contract: &Contract,
    outlines: &[(String, Outline)],
) -> Vec<Diagnostic> {
    let own: Vec<&Outline> = outlines
        .iter()
        .filter(|(folder, outline)| {
            *folder == contract.id
                || outline
                    .contract
                    .as_ref()
                    .is_some_and(|(c, _)| *c == contract.id)
        })
        .map(|(_, outline)| outline)
        .collect();
    if own.iter().any(|outline| !outline.is_whole) {
        return Vec::new();
    }
    let read = suite.cases_of(&contract.id).map(|c| c.name.as_str());
    let unread = own.iter().flat_map(|o| o.names.iter().map(String::as_str));
    let known: Vec<&str> = read.chain(unread).collect();
    let bound = contract
        .clauses
        .iter()
        .flat_map(|c| c.parts().iter().map(move |part| (c, part)));
    let told = bound.filter_map(|(clause, part)| {
        let name = part.case()?;
        let error = |what: &str| {
            let found = format!(
                "the clause `{}` is bound to the case `{name}`, which {what}",
                clause.id
            );
            Diagnostic::error(&contract.file, clause.span, found)
        };
        if !known.contains(&name) {
            let told = error("is not there").expected("the name of a case of this contract");
            return Some(told.nearest(name, known.iter().copied()));
        }
        let case = suite.cases_of(&contract.id).find(|c| c.name == name)?;
        let mut steps = case.steps.iter().map(|step| &step.expect);
        match part {
            Part::CaseStatus(_) if steps.all(|e| e.status.is_empty()) => {
                Some(error("expects no status").expected("a `status` that a step of it expects"))
            }
            Part::Case(_) if steps.all(|e| !e.is_more_than_a_status()) => {
                let expected = format!("`case:{name}#status`, or a case that expects more");
                Some(error("expects a status at most").expected(expected))
            }
            _ => None,
        }
    });
    told.collect()
}

/// The folder of a file of cases.
fn folder(file: &SourceFile) -> &str {
    file.below.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Cases of a contract that is not there, and cases in the folder of another contract. One `contract` a file: its mistakes
/// are told once.
fn misplaced(
    file: &SourceFile,
    contract: &str,
    span: Span,
    suite: &Suite,
    lost: &Lost,
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let name: Arc<str> = Arc::from(file.name.as_str());
    if suite.contract(contract).is_none() && !lost.may_be(contract) {
        let valid: Vec<&str> = suite.contracts.iter().map(|c| c.id.as_str()).collect();
        let found = format!("unknown contract `{contract}`");
        told.push(
            Diagnostic::error(&name, span, found)
                .expected("the id of a contract")
                .nearest(contract, valid),
        );
    }
    let folder = folder(file);
    if folder != contract {
        let found = format!("a case of `{contract}` in the folder `{folder}`");
        let expected = format!("the folder `{contract}`: cases are below their contract's id");
        told.push(Diagnostic::error(&name, span, found).expected(expected));
    }
    told
}
