//! `docproof mutate`: every claim broken once, to see whether the cases notice.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use docproof::contract::{Clause, Contract, UnseenReason};
use docproof::library::Suite;
use docproof::mutate::{Category, Fate, Mutant, Outcome, Score, Tally, Trials, json, misnamed};
use docproof::text::counted;

use super::exit::{Exit, Failure, Outcome as Ended};
use super::mutate_alone::Alone;
use super::suite::{SuiteArgs, unknown};
use super::{blind, out, variants};

/// Break every claim of the contracts once, and see whether the cases notice
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A mutant is the built-in mock with one thing wrong. Its contract's cases are run against it until one has a
finding on what is wrong. Exit code 1 when a mutant survives, or is killed only by an unrelated finding; with --all
also when a case kills nothing alone and does not say what it guards.

Examples:
  docproof mutate                                 every mutant of every contract
  docproof mutate paging                          those whose id holds `paging`
  docproof mutate --contract acme/members --list  the mutants of one contract, and what each violates
  docproof mutate --all                           every case against every mutant: what each case alone kills
  docproof mutate --variants                      whether sound endpoints that differ are left in peace
  docproof mutate --variants --list               what leaves room for each variant, and where it stands
  docproof mutate --blind                         what no check notices")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Args {
    /// Only mutants whose id (contract:category:what) holds one of these
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,

    /// Only mutants of this contract
    #[arg(long, value_name = "ID")]
    contract: Option<String>,

    /// List the mutants instead of running cases against them
    #[arg(long)]
    list: bool,

    /// Run every case against every mutant, and tell what each case alone kills
    #[arg(long, conflicts_with = "list")]
    all: bool,

    /// Run the cases against mocks that answer differently and still do what the document says: none may fail
    #[arg(long, conflicts_with_all = ["all", "report"])]
    variants: bool,

    /// Change recorded answers place by place, knowing no contract, and list what no check notices
    #[arg(long, conflicts_with_all = ["all", "report", "list", "variants", "filters"])]
    blind: bool,

    /// A page that explains what `--blind` leaves, such as docs/soundness.md: exit 1 where it leaves something out
    #[arg(long, value_name = "PAGE", requires = "blind")]
    explained: Option<PathBuf>,

    /// How many mutants are tried at once
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,

    /// Write mutation.json into this folder
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn mutate(args: &Args) -> Ended {
    let suite = chosen(args.suite.load()?, args.contract.as_deref())?;
    let jobs = usize::from(args.jobs);
    if args.variants {
        return variants::run(&suite, &args.filters, args.list, jobs);
    }
    if args.blind {
        let whole = args.contract.is_none();
        return blind::run(&suite, whole, args.explained.as_deref(), jobs);
    }
    let trials = Trials::of(&suite.contracts, &suite.cases, jobs);
    let trials = trials.map_err(|error| Failure::new(error.to_string()))?;
    let misnamed = suite.contracts.iter().flat_map(|c| misnamed(c));
    out::tell(&misnamed.collect::<Vec<_>>())?;
    let mutants = filtered(trials.mutants(), &args.filters)?;
    if args.list {
        out::say(
            &mutants
                .iter()
                .map(|(c, m)| listed(c, m))
                .collect::<Vec<_>>()
                .join("\n"),
        );
        return Ok(Exit::Held);
    }
    let unsound = trials.unsound();
    let unsound = out::left_out(unsound.iter().map(|r| r.name.as_str()));
    let failed = |error: docproof::drive::EngineError| Failure::new(error.to_string());
    let mut outcomes = trials.run(&mutants, args.all, jobs).map_err(failed)?;
    let whole = args.filters.is_empty();
    if whole && !args.all {
        trials.cite(&mutants, &mut outcomes, jobs).map_err(failed)?;
    }
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
    let score = Score::of(&contracts, &outcomes);
    let alone = (args.all && whole).then(|| Alone::of(&suite, &outcomes));
    out::say(&told(&suite, &score, &outcomes, alone.as_ref(), whole));
    if let Some(folder) = &args.report {
        write(folder, &score, &outcomes)?;
    }
    let gaps = outcomes.iter().any(|o| o.fate.is_gap());
    let uncited = whole && !score.uncited.is_empty();
    let idle = alone.is_some_and(|a| !a.idle.is_empty());
    Ok(if gaps || uncited || idle || unsound > 0 {
        Exit::Failed
    } else {
        Exit::Held
    })
}

/// The suite of one contract, where one is named.
fn chosen(suite: Suite, contract: Option<&str>) -> Result<Suite, Failure> {
    let Some(id) = contract else {
        return Ok(suite);
    };
    let Some(found) = suite.contract(id).map(Arc::clone) else {
        let valid = suite.contracts.iter().map(|c| c.id.as_str());
        return Err(Failure::new(unknown("contract", id, valid)));
    };
    Ok(Suite {
        cases: suite.cases_of(id).map(Arc::clone).collect(),
        contracts: vec![found],
    })
}

fn filtered(
    mut mutants: Vec<(Arc<Contract>, Mutant)>,
    filters: &[String],
) -> Result<Vec<(Arc<Contract>, Mutant)>, Failure> {
    let wanted =
        |m: &Mutant| filters.is_empty() || filters.iter().any(|f| m.id.contains(f.as_str()));
    if !mutants.iter().any(|(_, m)| wanted(m)) {
        let filter = filters.first().map_or("", String::as_str);
        let ids = mutants
            .iter()
            .flat_map(|(_, m)| std::iter::once(m.id.as_str()).chain(m.id.split(':')));
        return Err(Failure::new(match docproof::text::nearest(filter, ids) {
            Some(near) => format!("no mutant matches `{filter}`; did you mean `{near}`?"),
            None => format!("no mutant matches `{filter}`"),
        }));
    }
    mutants.retain(|(_, m)| wanted(m));
    Ok(mutants)
}

fn listed(contract: &Contract, mutant: &Mutant) -> String {
    let clauses: Vec<&str> = mutant
        .clauses(contract)
        .into_iter()
        .map(|c| c.id.as_str())
        .collect();
    format!(
        "{}  violates {}",
        mutant.id,
        violated(&clauses, &mutant.violates.parts)
    )
}

fn violated(clauses: &[impl AsRef<str>], parts: &[impl ToString]) -> String {
    if clauses.is_empty() {
        let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
        return if parts.is_empty() {
            "what its cases expect".to_owned()
        } else {
            format!("{} (no clause)", parts.join(", "))
        };
    }
    clauses
        .iter()
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ")
}

fn told(
    suite: &Suite,
    score: &Score,
    outcomes: &[Outcome],
    alone: Option<&Alone<'_>>,
    whole: bool,
) -> String {
    let mut text = table(score);
    for outcome in outcomes {
        text.push_str(&one(suite, outcome));
    }
    if let Some(alone) = alone {
        text.push_str(&alone.told());
    }
    if whole {
        text.push('\n');
        for (contract, id) in &score.uncited {
            let clause = suite.contract(contract).and_then(|c| {
                let found = c.clauses.iter().find(|clause| clause.id == *id)?;
                let named = !found.broken_by.is_empty();
                let vain = if named { VAIN } else { "" };
                Some(said(c, found) + vain)
            });
            let said = clause.unwrap_or_default();
            text.push_str(&format!("no kill cites {contract} {id}{said}\n"));
        }
        if !score.uncited.is_empty() {
            text.push_str(UNCITED);
        }
        let (cited, all) = (score.observable - score.uncited.len(), score.observable);
        text.push_str(&format!(
            "{cited} of {all} observable clauses are cited by a kill.\n"
        ));
    }
    let all = score.all;
    text.push_str(&format!(
        "\n{} of {} mutants killed ({} by what a case expects alone), {} by accident, {} survived, {} unobservable, {} left open. Score: {} %.",
        all.killed,
        all.all(),
        all.by_case,
        all.by_accident,
        all.survived,
        all.unseen,
        all.allowed,
        all.score()
    ));
    if whole && !score.uncited.is_empty() {
        let uncited = counted(score.uncited.len(), "clause");
        text.push_str(&format!(" Not cited: {uncited}."));
    }
    text
}

/// Why a clause that names mutants is not cited.
const VAIN: &str = "\n  with none of the mutants that it names has a case a finding on what the clause is bound to";

/// What to do about clauses that no kill cites.
const UNCITED: &str = "  Name a mutant that breaks what the clause says (`broken-by`), bind the clause to the part that it breaks (a request that\n  is refused breaks `case:NAME#status`), or say why no request could show it (`unobservable`).\n";

/// What to do about a mutant that is not killed.
const UNGUARDED: &str = "a case that shows it, or bind the clause to the part that looks at it";

/// What came of a mutant, where somebody has to know.
fn one(suite: &Suite, outcome: &Outcome) -> String {
    let id = &outcome.id;
    let unguarded = || unguarded(suite, outcome);
    match &outcome.fate {
        Fate::Killed(_) => String::new(),
        Fate::ByAccident(told) => format!(
            "\nkilled by accident: {id}\n{}  noticed by: {}, {} ({})\n    {}\n",
            unguarded(),
            told.case,
            told.part,
            told.rule,
            told.line
        ),
        Fate::Misdeclared(why) => format!("\nwrongly declared: {id}\n  {why}\n"),
        Fate::Unseen(UnseenReason::DocumentAllowsIt, by) => {
            let by = by.as_deref().unwrap_or_default();
            format!("\nleft open by the document: {id}\n  see {by}\n")
        }
        Fate::Unseen(reason, _) => format!("\nunobservable: {id}\n  {}\n", reason.word()),
        Fate::Survived => {
            let lacking = outcome.lacking.as_deref().unwrap_or(UNGUARDED);
            format!("\nsurvived: {id}\n{}  needed: {lacking}\n", unguarded())
        }
    }
}

/// What a mutant leaves unguarded: clauses with their words and places, or parts, or what cases expect.
fn unguarded(suite: &Suite, outcome: &Outcome) -> String {
    let names = violated(&outcome.clauses, &outcome.parts);
    let mut text = format!("  unguarded: {names}\n");
    let Some(contract) = suite.contract(&outcome.contract) else {
        return text;
    };
    let clauses = contract.clauses.iter();
    for clause in clauses.filter(|c| outcome.clauses.contains(&c.id)).take(3) {
        let said = said(contract, clause);
        text.push_str(&format!("    {}{said}\n", clause.id));
    }
    if outcome.clauses.is_empty() && outcome.parts.is_empty() {
        let cases: Vec<&str> = outcome.stated_by.iter().map(String::as_str).collect();
        let some = cases.iter().take(3).copied().collect::<Vec<_>>();
        text.push_str(&format!(
            "    in {} cases: {}\n",
            cases.len(),
            some.join(", ")
        ));
    }
    text
}

/// A clause's words, and where it stands.
fn said(contract: &Contract, clause: &Clause) -> String {
    let (file, span) = (&contract.file, clause.span);
    format!(" ({file}:{}:{}): {}", span.line, span.column, clause.says)
}

fn table(score: &Score) -> String {
    let heads = [
        "killed",
        "by accident",
        "survived",
        "unobservable",
        "left open",
    ];
    let mut lines = vec![row("", heads.map(str::to_owned))];
    let cells = |t: &Tally| {
        let counts = [t.killed, t.by_accident, t.survived, t.unseen, t.allowed];
        counts.map(|n| n.to_string())
    };
    for (contract, by) in &score.by {
        let mut sum = Tally::default();
        for tally in by.values() {
            sum.killed += tally.killed;
            sum.by_accident += tally.by_accident;
            sum.survived += tally.survived;
            sum.unseen += tally.unseen;
            sum.allowed += tally.allowed;
        }
        lines.push(row(contract, cells(&sum)));
        for category in Category::ALL {
            if let Some(tally) = by.get(category) {
                lines.push(row(&format!("  {category}"), cells(tally)));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn row(name: &str, cells: [String; 5]) -> String {
    let [killed, accident, survived, unseen, allowed] = cells;
    format!("{name:<30}{killed:>8}{accident:>13}{survived:>10}{unseen:>14}{allowed:>11}")
}

fn write(folder: &Path, score: &Score, outcomes: &[Outcome]) -> Result<(), Failure> {
    let file = folder.join("mutation.json");
    let text = serde_json::to_string_pretty(&json(score, outcomes));
    let text = text.map_err(|error| Failure::new(format!("no report: {error}")))?;
    let fresh = folder.join(format!(".mutation-{}.json", std::process::id()));
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&fresh, text + "\n"))
        .and_then(|()| fs::rename(&fresh, &file));
    written
        .map_err(|error| Failure::new(format!("`{}` cannot be written: {error}", file.display())))
}
