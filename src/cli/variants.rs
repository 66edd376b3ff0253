//! `docproof mutate --variants`: whether sound endpoints that differ from the mock are left in peace.

use std::collections::BTreeMap;
use std::sync::Arc;

use docproof::contract::Contract;
use docproof::drive::in_parallel;
use docproof::library::Suite;
use docproof::record::CaseResult;
use docproof::report::words;
use docproof::variants::{Ground, Variant, try_out, unled, usual, variants};
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
    let usual = usually(&wanted, suite, jobs)?;
    let unsound = usual.values().flatten().filter(|r| r.verdict.ran_in_vain());
    let unsound = out::left_out(unsound.map(|r| r.name.as_str()));
    let tried = in_parallel(&wanted, jobs, |variant| {
        let known = usual
            .get(&variant.contract.id)
            .map_or(&[][..], Vec::as_slice);
        let tried = try_out(variant, &suite.cases, known);
        tried.map_err(|e| Failure::new(format!("{}: {e}", variant.id)))
    });
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
    Ok(if alarms + unsound == 0 {
        Exit::Held
    } else {
        Exit::Failed
    })
}

/// What comes of the cases on the ordinary mock, by contract.
fn usually(
    wanted: &[Variant],
    suite: &Suite,
    jobs: usize,
) -> Result<BTreeMap<String, Vec<CaseResult>>, Failure> {
    let of: BTreeMap<&str, &Arc<Contract>> = wanted
        .iter()
        .map(|v| (v.contract.id.as_str(), &v.contract))
        .collect();
    let contracts: Vec<&Arc<Contract>> = of.into_values().collect();
    let results = in_parallel(&contracts, jobs, |c| usual(c, &suite.cases));
    let of = |(contract, results): (&&Arc<Contract>, Result<_, _>)| match results {
        Ok(results) => Ok((contract.id.clone(), results)),
        Err(error) => Err(Failure::new(format!("{}: {error}", contract.id))),
    };
    contracts.iter().zip(results).map(of).collect()
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

fn told(variant: &Variant, result: &CaseResult) -> String {
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
