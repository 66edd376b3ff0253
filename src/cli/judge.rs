//! `docproof judge`: a stored record judged again.

use std::path::PathBuf;

use clap::ColorChoice;
use docproof::contract::Contract;
use docproof::judge::{Waiving, judge_transcript};
use docproof::library::Suite;
use docproof::plan::BoundStep;
use docproof::record::{CaseResult, Keep};
use docproof::report::{case_text, summary};
use docproof::verdict::{Cause, Verdict};

use super::exit::{Exit, Failure, Outcome};
use super::gates::{self, GateArgs};
use super::hush::Hush;
use super::suite::{SuiteArgs, unknown};
use super::waivers::WaiverArgs;
use super::{out, stored};

/// Judge a stored record again, with the contracts of today; send nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof judge reports/latest
  docproof judge reports/latest --contracts contracts --cases cases      after a contract was changed")]
pub(crate) struct Args {
    /// Folders of records (every record*.ndjson in them), or records: the processes or shards of one run
    #[arg(value_name = "DIR", required = true)]
    record: Vec<PathBuf>,

    #[command(flatten)]
    waivers: WaiverArgs,

    #[command(flatten)]
    gates: GateArgs,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn judge(args: &Args, color: ColorChoice) -> Outcome {
    // What servers answered is about to be printed.
    let _hush = Hush::begin(out::say);
    out::say(&args.suite.source()?.to_string());
    let suite = args.suite.load()?;
    args.gates.check(&suite)?;
    let mut run = stored::read(&args.record, Keep::All, |_| ())?;
    if run.header.bodies_masked {
        return Err(Failure::new(
            "the bodies of this record are masked (--redact-bodies): they cannot be judged again",
        ));
    }
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
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
    run.gates = args.gates.ask(&run, &contracts);
    let style = out::style(color);
    for case in &run.cases {
        if matches!(case.verdict, Verdict::Failed | Verdict::Inconclusive(_)) {
            let contract = suite.contract(&case.contract).map(AsRef::as_ref);
            out::say(&case_text::case(style, case, contract));
        }
    }
    out::say(&summary::summary(style, &run, &contracts));
    gates::warn(&run);
    Ok(Exit::of(run.exit()))
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
    // That a step was never made is known only to the run that could not make it.
    let unmade = matches!(&case.verdict, Verdict::Inconclusive(Cause::Unread(_)));
    match judgement.verdict(strict) {
        Verdict::Passed if unmade => {}
        verdict => case.verdict = verdict,
    }
    case.checks = judgement.checks;
    case.notes = judgement.notes;
    case.flaky = case.is_flaky();
    Ok(())
}
