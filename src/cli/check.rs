//! `docproof check`: every mistake of every file, without a request.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ColorChoice;
use docproof::contract::{Contract, documents};
use docproof::drive::Choice;
use docproof::library::{self, Suite};
use docproof::text::{Diagnostic, Severity, counted, in_order};
use docproof::variants;

use super::exit::{Exit, Failure, Outcome};
use super::suite::SuiteArgs;
use super::{connect, out};

/// Check contracts, cases, documents and a target; send nothing, unless --connect is given
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every mistake is told at once, with file, line and column.

Examples:
  docproof check
  docproof check --documents documents/         also every digest, and that every line of a document is covered
  docproof check --target staging.yaml          also what the target lacks
  docproof check --target staging.yaml --connect    also whether it works: names, TLS, credentials, one request a contract")]
pub(crate) struct Args {
    /// A target file
    #[arg(long, value_name = "FILE")]
    target: Option<String>,

    /// Try the target: names, connections, TLS, credentials, and one request a contract
    #[arg(long, requires = "target")]
    connect: bool,

    /// The folder of the documents that the contracts restate
    #[arg(long, value_name = "DIR")]
    documents: Option<PathBuf>,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn check(args: &Args, color: ColorChoice) -> Outcome {
    let source = args.suite.source()?;
    out::say(&source.to_string());
    let mut chosen = None;
    let (suite, mut told) = library::load(&source, None);
    if let Some(folder) = &args.documents
        && !folder.is_dir()
    {
        return Err(Failure::new(format!("`{}` is no folder", folder.display())));
    }
    let mut counts = Vec::new();
    for contract in &suite.contracts {
        if !errors(&told).any(|d| d.file == contract.file) {
            told.extend(docproof::mutate::misnamed(contract));
        }
        let (line, mistakes) = contract_line(&suite, contract, args.documents.as_deref());
        counts.push((&contract.file, line));
        told.extend(mistakes);
    }
    for contract in &suite.contracts {
        // What a contract with mistakes leaves open is not known.
        if !errors(&told).any(|d| d.file == contract.file) {
            told.extend(variants::unled(contract));
        }
    }
    // What a contract with mistakes holds is not known.
    counts.retain(|(file, _)| !errors(&told).any(|d| d.file == **file));
    let mut lines: Vec<String> = counts.into_iter().map(|(_, line)| line).collect();
    if let Some(file) = &args.target {
        let (choice, mistakes) = Choice::read(file);
        told.extend(mistakes);
        if let Some(Choice::Target(target)) = &choice {
            let (line, mistakes) = target_line(&suite, target);
            lines.push(line);
            told.extend(mistakes);
        }
        chosen = choice;
    }
    if !lines.is_empty() {
        out::say(&lines.join("\n"));
    }
    in_order(&mut told);
    out::tell(&told).map_err(|_| Failure::new(how_many(&told)))?;
    if args.documents.is_none() {
        out::say("digests not verified: that needs --documents DIR");
    }
    match chosen {
        Some(choice) if args.connect => connect::connect(&suite, choice, out::style(color)),
        _ => Ok(Exit::Held),
    }
}

fn errors(told: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    told.iter().filter(|d| d.severity == Severity::Error)
}

/// How many mistakes there are, and in how many files.
fn how_many(told: &[Diagnostic]) -> String {
    let files: HashSet<&str> = errors(told).map(|d| &*d.file).collect();
    let found = counted(errors(told).count(), "error");
    format!("{found} in {}", counted(files.len(), "file"))
}

/// A contract in a line: how much it holds, and what of it the documents confirm.
fn contract_line(
    suite: &Suite,
    contract: &Contract,
    folder: Option<&Path>,
) -> (String, Vec<Diagnostic>) {
    let clauses = counted(contract.clauses.len(), "clause");
    let cases = counted(suite.cases_of(&contract.id).count(), "case");
    let line = format!("{}: {clauses}, {cases}", contract.id);
    let Some(folder) = folder else {
        return (line, Vec::new());
    };
    if contract.document.is_none() {
        return (format!("{line}; names no document"), Vec::new());
    }
    let read = |name: &str| read(folder, name);
    let (verified, told) = documents::verify(contract, &read);
    let (places, covered) = (verified.places, verified.lines);
    let leaves = match verified.leaves {
        0 => String::new(),
        leaves => format!(", {leaves} JSON leaves"),
    };
    (
        format!("{line}; {places} places of {covered} lines{leaves} verified"),
        told,
    )
}

/// A document's bytes. A name with a folder in it is none: a contract reads nothing outside the folder.
fn read(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let mut parts = Path::new(name).components();
    let plain = matches!(
        (parts.next(), parts.next()),
        (Some(std::path::Component::Normal(_)), None)
    );
    if !plain {
        return Err(format!("`{name}` is no name of a file"));
    }
    let path = folder.join(name);
    fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
}

fn target_line(suite: &Suite, target: &docproof::target::Target) -> (String, Vec<Diagnostic>) {
    let told = super::target::disagreements(target, suite);
    let (has, all) = (target.contracts.len(), suite.contracts.len());
    (
        format!("target `{}`: {has} of {all} contracts", target.name),
        told,
    )
}
