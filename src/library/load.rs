//! Reading every contract and case, and holding them against each other: every mistake of every file at once.

use std::collections::HashMap;
use std::sync::Arc;

use super::Source;
use super::files::SourceFile;
use crate::case::{self, Case};
use crate::contract::{self, Contract};
use crate::plan;
use crate::text::{Diagnostic, Severity};
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
    for file in &files {
        let (contracts, mistakes) = contract::load(&file.name, &file.text);
        suite.contracts.extend(contracts.into_iter().map(Arc::new));
        told.extend(mistakes);
    }
    told.extend(twice(&suite.contracts));
    // A case of a contract that could not be read is no mistake of the case.
    let readable = !has_errors(&told);
    let (files, unread) = source.cases(only);
    told.extend(unread);
    for file in &files {
        let (cases, mistakes) = case::load(&file.name, &file.text);
        told.extend(mistakes);
        told.extend(misplaced(file, &cases, &suite, readable));
        suite.cases.extend(cases.into_iter().map(Arc::new));
    }
    if !has_errors(&told) {
        told.extend(
            suite
                .contracts
                .iter()
                .flat_map(|c| unknown_cases(&suite, c)),
        );
    }
    told.extend(case::duplicates(suite.cases.iter().map(Arc::as_ref)));
    if told.is_empty() && suite.contracts.is_empty() {
        told.push(Diagnostic::file(
            &source.to_string(),
            "no contract is there",
        ));
    }
    for case in &suite.cases {
        if let Some(contract) = suite.contract(&case.contract) {
            told.extend(plan::agree(contract, case));
        }
    }
    in_order(&mut told);
    (suite, told)
}

/// Puts the mistakes of each file together, in the file's order; the files as they come.
fn in_order(told: &mut [Diagnostic]) {
    let mut files: HashMap<Arc<str>, usize> = HashMap::new();
    for diagnostic in told.iter() {
        let next = files.len();
        files.entry(Arc::clone(&diagnostic.file)).or_insert(next);
    }
    told.sort_by_key(|d| (files.get(&d.file).copied(), d.span));
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

/// Clauses that are bound to a case which is not there.
fn unknown_cases(suite: &Suite, contract: &Contract) -> Vec<Diagnostic> {
    let known: Vec<&str> = suite
        .cases_of(&contract.id)
        .map(|c| c.name.as_str())
        .collect();
    let bound = contract
        .clauses
        .iter()
        .flat_map(|c| c.parts().iter().map(move |part| (c, part)));
    let missing = bound.filter_map(|(clause, part)| match part {
        Part::Case(name) if !known.contains(&name.as_str()) => Some((clause, name)),
        _ => None,
    });
    missing
        .map(|(clause, name)| {
            let found = format!(
                "the clause `{}` is bound to the case `{name}`, which is not there",
                clause.id
            );
            Diagnostic::error(&contract.file, clause.span, found)
                .expected("the name of a case of this contract")
                .nearest(name, known.iter().copied())
        })
        .collect()
}

/// Cases of a contract that is not there, and cases in the folder of another contract.
fn misplaced(file: &SourceFile, cases: &[Case], suite: &Suite, readable: bool) -> Vec<Diagnostic> {
    // One `contract` a file: its mistakes are told once.
    let Some(case) = cases.first() else {
        return Vec::new();
    };
    let mut told = Vec::new();
    if suite.contract(&case.contract).is_none() && readable {
        let valid: Vec<&str> = suite.contracts.iter().map(|c| c.id.as_str()).collect();
        let found = format!("unknown contract `{}`", case.contract);
        told.push(
            Diagnostic::error(&case.file, case.contract_span, found)
                .expected("the id of a contract")
                .nearest(&case.contract, valid),
        );
    }
    let folder = file.below.rsplit_once('/').map_or("", |(folder, _)| folder);
    if folder != case.contract {
        let found = format!("a case of `{}` in the folder `{folder}`", case.contract);
        let expected = format!(
            "the folder `{}`: cases are below their contract's id",
            case.contract
        );
        told.push(Diagnostic::error(&case.file, case.contract_span, found).expected(expected));
    }
    told
}
