//! `docproof mutate --variants`: whether sound endpoints that differ from the mock are left in peace.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use docproof::http::Transcript;
use docproof::library::Suite;
use docproof::mock::{Manners, MockOptions};
use docproof::report::words;
use docproof::variants::{Ground, Tried, Variant, try_out, unled, variants};
use docproof::verdict::{Outcome as Checked, Verdict};

use super::exit::{Exit, Failure, Outcome};
use super::out;

/// Runs the variants whose id holds one of the filters.
pub(crate) fn run(suite: &Suite, filters: &[String], list: bool, jobs: usize) -> Outcome {
    let unled: Vec<_> = suite.contracts.iter().flat_map(unled).collect();
    out::tell(&unled)?;
    let kept =
        |v: &Variant| filters.is_empty() || filters.iter().any(|f| v.id.contains(f.as_str()));
    let wanted: Vec<Variant> = suite
        .contracts
        .iter()
        .flat_map(variants)
        .filter(kept)
        .collect();
    if list {
        for variant in &wanted {
            out::say(&listed(variant));
        }
        return Ok(Exit::Held);
    }
    if wanted.is_empty() {
        return Err(Failure::new("no variant is selected"));
    }
    let usual = usual(&wanted, suite)?;
    let tried = try_all(&wanted, suite, &usual, jobs);
    let mut table: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut alarms = 0;
    for (variant, tried) in wanted.iter().zip(tried) {
        let tried = tried?;
        let row = table.entry(&variant.contract.id).or_default();
        if tried.different == 0 {
            row[3] += 1;
            out::say(&format!("the same as the mock: {}", variant.id));
            continue;
        }
        row[0] += 1;
        row[1] += usize::from(variant.ground.source.is_of_document());
        row[2] += usize::from(!tried.alarms.is_empty());
        alarms += usize::from(!tried.alarms.is_empty());
        for alarm in &tried.alarms {
            out::say(&told(variant, &alarm.result));
        }
    }
    out::say("contract                     variants  from the document  false alarms");
    let mut all = [0; 4];
    for (id, row) in &table {
        out::say(&format!(
            "{id:<28} {:>8} {:>18} {:>13}",
            row[0], row[1], row[2]
        ));
        for (sum, n) in all.iter_mut().zip(row) {
            *sum += n;
        }
    }
    out::say(&format!(
        "{:<28} {:>8} {:>18} {:>13}",
        "all", all[0], all[1], all[2]
    ));
    Ok(if alarms == 0 {
        Exit::Held
    } else {
        Exit::Failed
    })
}

type Usual = BTreeMap<String, Vec<(String, Transcript)>>;

/// What the ordinary mock answers, by contract: a variant has to differ from it.
fn usual(wanted: &[Variant], suite: &Suite) -> Result<Usual, Failure> {
    let mut usual = BTreeMap::new();
    for variant in wanted {
        if usual.contains_key(&variant.contract.id) {
            continue;
        }
        let plain = Variant {
            options: MockOptions::default(),
            manners: Manners::default(),
            ..variant.clone()
        };
        let transcripts = docproof::variants::transcripts(&plain, &suite.cases)
            .map_err(|e| Failure::new(e.to_string()))?;
        usual.insert(variant.contract.id.clone(), transcripts);
    }
    Ok(usual)
}

fn try_all(
    wanted: &[Variant],
    suite: &Suite,
    usual: &Usual,
    jobs: usize,
) -> Vec<Result<Tried, Failure>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Result<Tried, Failure>>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some((number, variant)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    wanted.get(number).map(|v| (number, v))
                } {
                    let known = usual
                        .get(&variant.contract.id)
                        .map_or(&[][..], Vec::as_slice);
                    let tried = try_out(variant, &suite.cases, known);
                    let tried = tried.map_err(|e| Failure::new(format!("{}: {e}", variant.id)));
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .insert(number, tried);
                }
            });
        }
    });
    done.into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .into_values()
        .collect()
}

fn listed(variant: &Variant) -> String {
    let Ground {
        source,
        open,
        cited,
        ..
    } = &variant.ground;
    let mut text = format!("{}\n    {}: {open}\n", variant.id, source.word());
    for (id, places) in cited {
        text.push_str(&format!("    {id}: {places}\n"));
    }
    if let Some(standard) = variant.ground.standard {
        text.push_str(&format!("    {standard}\n"));
    }
    text
}

fn told(variant: &Variant, result: &docproof::record::CaseResult) -> String {
    let mut text = format!("false alarm: {}\n  case {}\n", variant.id, result.name);
    match &result.verdict {
        Verdict::Failed => {}
        other => text.push_str(&format!("  {}\n", words::reason(other).unwrap_or_default())),
    }
    for check in &result.checks {
        if let Checked::Broken(finding) = &check.outcome {
            text.push_str(&format!(
                "  {}: {}\n",
                check.part,
                words::finding(finding, 100)
            ));
        }
    }
    text
}
