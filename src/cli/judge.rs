//! `docproof judge`: a stored record judged again.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use clap::ColorChoice;
use docproof::contract::Contract;
use docproof::harness::records;
use docproof::judge::{Waiving, judge_transcript};
use docproof::library::Suite;
use docproof::plan::BoundStep;
use docproof::record::{CaseResult, Keep, Run, fold};
use docproof::report::{case_text, summary};
use docproof::verdict::Verdict;

use super::exit::{Failure, Outcome};
use super::gates::GateArgs;
use super::out;
use super::suite::{SuiteArgs, unknown};
use super::waivers::WaiverArgs;

/// Judge a stored record again, with the contracts of today; send nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof judge reports/latest
  docproof judge reports/latest --contracts contracts --cases cases      after a contract was changed")]
pub(crate) struct Args {
    /// The folder of the record, or one of its files; every record*.ndjson in the folder is one run
    #[arg(value_name = "DIR")]
    record: PathBuf,

    #[command(flatten)]
    waivers: WaiverArgs,

    #[command(flatten)]
    gates: GateArgs,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn judge(args: &Args, color: ColorChoice) -> Outcome {
    let suite = args.suite.load()?;
    args.gates.check(&suite)?;
    let mut run = read(&args.record)?;
    for case in &mut run.cases {
        again(&suite, case, run.header.strict)?;
    }
    let (waivers, today) = args.waivers.load(&suite)?;
    let header = &run.header;
    let (contracts, cases) = (&suite.contracts, &suite.cases);
    let mut waiving = Waiving::new(
        waivers,
        today,
        &header.target,
        contracts,
        cases,
        header.strict,
    );
    for case in &mut run.cases {
        case.waived = waiving.see(case);
    }
    run.stale = waiving.stale();
    let style = out::style(color);
    for case in &run.cases {
        if matches!(case.verdict, Verdict::Failed | Verdict::Inconclusive(_)) {
            let contract = suite.contract(&case.contract).map(AsRef::as_ref);
            out::say(&case_text::case(style, case, contract));
        }
    }
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
    out::say(&summary::summary(style, &run, &contracts));
    let held = args.gates.open(&run, &contracts);
    Ok(args.gates.exit(&run).gated(held))
}

/// Judges a case again from its steps and exchanges; a skipped one stays skipped.
fn again(suite: &Suite, case: &mut CaseResult, strict: bool) -> Result<(), Failure> {
    if matches!(case.verdict, Verdict::Skipped(_)) {
        return Ok(());
    }
    let contract = suite.contract(&case.contract).ok_or_else(|| {
        let valid = suite.contracts.iter().map(|c| c.id.as_str());
        Failure::new(format!(
            "{}: {}",
            case.name,
            unknown("contract", &case.contract, valid)
        ))
    })?;
    let steps: Result<Vec<BoundStep>, String> = case
        .steps
        .iter()
        .cloned()
        .map(BoundStep::try_from)
        .collect();
    let steps = steps.map_err(|why| Failure::new(format!("{}: {why}", case.name)))?;
    let judgement = judge_transcript(contract, case.title(), &steps, &case.transcript);
    case.verdict = judgement.verdict(strict);
    case.checks = judgement.checks;
    case.notes = judgement.notes;
    case.flaky = case.is_flaky();
    Ok(())
}

fn read(path: &Path) -> Result<Run, Failure> {
    let unreadable = |path: &Path, error: &io::Error| {
        Failure::new(format!("`{}` cannot be read: {error}", path.display()))
    };
    let files = records(path).map_err(|error| unreadable(path, &error))?;
    if files.is_empty() {
        let path = path.display();
        return Err(Failure::new(format!(
            "`{path}` holds no record: expected record.ndjson"
        )));
    }
    let mut opened = Vec::new();
    for file in files {
        let read = File::open(&file).map_err(|error| unreadable(&file, &error))?;
        opened.push((file.display().to_string(), BufReader::new(read)));
    }
    let (run, told) = fold(opened, Keep::All);
    out::tell(&told)?;
    run.ok_or_else(|| Failure::new("the record has no header"))
}
