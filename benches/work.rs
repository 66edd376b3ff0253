//! What docproof's work costs, each figure beside a yardstick of the same run: `cargo bench --bench work`. On a noisy machine the ratios
//! are what can be compared.
//!
//! Bounded: every row takes about two seconds; nothing leaves the process but the program itself, run on its mock.

#![expect(clippy::print_stdout, reason = "figures are what it is for")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use docproof::contract::{self, Contract};
use docproof::drive::Rehearsal;
use docproof::http::Reading;
use docproof::judge::{BODY_LIMIT, judge_transcript};
use docproof::library::{self, Source, Suite};
use docproof::plan::BoundStep;
use docproof::record::CaseResult;

/// How long a row is repeated.
const LONG: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let (suite, told) = library::load(&Source::BuiltIn, None);
    assert!(told.is_empty(), "the built-in suite loads without a word");
    judging(&suite);
    loading(&suite);
    starting();
    ExitCode::SUCCESS
}

/// Reading the bodies of the whole suite, and judging them: the yardstick is `serde_json` on the same bytes.
fn judging(suite: &Suite) {
    let rehearsal =
        Rehearsal::of(&suite.contracts, &suite.cases).expect("the mock has what the cases name");
    let stage = rehearsal.in_memory(rehearsal.mock().clone());
    let run = |planned: &_| rehearsal.run(planned, &stage);
    let results: Vec<CaseResult> = rehearsal.planned().iter().map(|p| run(p)).collect();
    let contracts: BTreeMap<&str, &Contract> = suite
        .contracts
        .iter()
        .map(|c| (c.id.as_str(), c.as_ref()))
        .collect();
    let bound: Vec<(&CaseResult, Vec<BoundStep>)> = results.iter().map(|r| (r, steps(r))).collect();
    let exchanges = || {
        results
            .iter()
            .flat_map(|r| &r.transcript.entries)
            .map(|e| &e.exchange)
    };
    let bodies: Vec<_> = exchanges()
        .filter_map(|e| e.response())
        .map(|r| r.body.clone())
        .collect();

    println!(
        "the built-in suite, {} exchanges, {} bytes of bodies",
        exchanges().count(),
        bodies.iter().map(Bytes::len).sum::<usize>()
    );
    let parsed = median(|| {
        for body in &bodies {
            let _ = black_box(serde_json::from_slice::<serde_json::Value>(body));
        }
    });
    row("serde_json reads the bodies", parsed, parsed);
    let read =
        median(|| exchanges().for_each(|e| drop(black_box(Reading::of_exchange(e, BODY_LIMIT)))));
    row("docproof reads the answers, strictly", read, parsed);
    let judged = median(|| {
        for (case, steps) in &bound {
            black_box(judge_transcript(
                contracts[case.contract.as_str()],
                &case.name,
                steps,
                &case.transcript,
            ));
        }
    });
    row("docproof reads and judges them", judged, parsed);
    let ran = median(|| {
        for planned in rehearsal.planned() {
            black_box(run(planned));
        }
    });
    row("the mock answers, and they are judged", ran, parsed);
}

fn steps(case: &CaseResult) -> Vec<BoundStep> {
    let bound = case.steps.iter().cloned().map(BoundStep::try_from);
    bound
        .collect::<Result<_, _>>()
        .expect("what was bound binds again")
}

/// Reading contracts and cases: the yardstick is the contracts alone.
fn loading(suite: &Suite) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let texts: Vec<(String, String)> = suite
        .contracts
        .iter()
        .map(|c| (c.file.to_string(), folder.join(c.file.as_ref() as &str)))
        .map(|(name, path)| {
            (
                name,
                std::fs::read_to_string(path).expect("the contract's file"),
            )
        })
        .collect();
    println!("\nfive contracts and {} cases", suite.cases.len());
    let contracts = median(|| {
        for (name, text) in &texts {
            black_box(contract::load(name, text));
        }
    });
    row("the contracts", contracts, contracts);
    row(
        "contracts and cases, held against each other",
        median(|| drop(black_box(library::load(&Source::BuiltIn, None)))),
        contracts,
    );
}

/// The program from start to exit: the yardstick is `--version`.
fn starting() {
    println!("\nthe program, from start to exit");
    let folder = tempfile::tempdir().expect("a folder");
    let call = |arguments: &[&str]| {
        let status = Command::new(env!("CARGO_BIN_EXE_docproof"))
            .args(arguments)
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the program starts");
        assert!(status.success(), "docproof {arguments:?}: {status}");
    };
    let version = median(|| call(&["--version"]));
    row("docproof --version", version, version);
    let one = ["run", "a group of one user", "--report", "none"];
    row("one case on the mock", median(|| call(&one)), version);
}

/// The median time of calls that are repeated for a while, at least five times.
fn median(mut call: impl FnMut()) -> Duration {
    call();
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < 5 || begun.elapsed() < LONG {
        let start = Instant::now();
        call();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

fn row(what: &str, took: Duration, yardstick: Duration) {
    let ratio = took.as_secs_f64() / yardstick.as_secs_f64();
    println!(
        "  {what:<48} {:>10.2} ms  {ratio:>7.1} ×",
        took.as_secs_f64() * 1e3
    );
}
