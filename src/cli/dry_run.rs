//! `docproof run --dry-run`: what a run will ask, and nothing is asked.

use docproof::drive::Drive;
use docproof::plan::{DAY, Forecast, Range};
use docproof::target::RateLimit;
use docproof::text::counted;
use docproof::verdict::AccessState;

use super::exit::{Exit, Outcome};
use super::out;

/// Tells the forecast of every contract.
#[expect(clippy::unnecessary_wraps, reason = "the shape every subcommand has")]
pub(crate) fn tell(drive: &Drive) -> Outcome {
    let all = drive.forecast();
    for forecast in &all {
        out::say(&contract(forecast));
    }
    let requests = all.iter().map(|f| f.requests);
    let requests = requests.fold(Range::exactly(0), |sum, own| sum + own);
    out::say(&format!(
        "In all {}. Retries and what credentials cost come on top. Nothing was sent.",
        range(requests, "request")
    ));
    let runs = all.iter().any(|f| f.cases > 0);
    Ok(if runs { Exit::Held } else { Exit::Inconclusive })
}

fn contract(forecast: &Forecast) -> String {
    let mut lines = vec![forecast.contract.clone()];
    let mut line = |title: &str, text: String| lines.push(format!("  {title:<12} {text}"));
    let skipped: u64 = forecast.skipped.iter().map(|(_, number)| number).sum();
    let mut cases = match skipped {
        0 => counted(forecast.cases, "case"),
        _ => format!("{}, {skipped} skipped", counted(forecast.cases, "case")),
    };
    if forecast.provoking > 0 {
        cases.push_str(&format!(
            "; {} past a limit on purpose",
            counted(forecast.provoking, "step")
        ));
    }
    line("runs", cases);
    line("requests", range(forecast.requests, "request"));
    line("time", time(forecast));
    for limit in forecast.limits.iter().filter(|l| l.seconds == DAY) {
        line("daily limit", share(forecast.requests, *limit));
    }
    if !forecast.credentials.is_empty() {
        let known = forecast
            .credentials
            .iter()
            .map(|(scheme, states)| credential(scheme, states));
        line("credentials", known.collect::<Vec<_>>().join(", "));
    }
    for (reason, number) in &forecast.skipped {
        line("skipped", format!("{}: {reason}", counted(*number, "case")));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn time(forecast: &Forecast) -> String {
    if forecast.limits.is_empty() {
        return "no limit is kept".to_owned();
    }
    let limits = forecast.limits.iter();
    let limits: Vec<String> = limits
        .map(|l| format!("{} in {} s", l.requests, l.seconds))
        .collect();
    let least = duration(forecast.time_ms.least);
    let most = match forecast.time_ms.most {
        Some(most) if most == forecast.time_ms.least => String::new(),
        Some(most) => format!(", at most {}", duration(most)),
        None => ", and more where walks are long".to_owned(),
    };
    format!(
        "at least {least}{most}, by the limits ({}); the time of the answers comes on top",
        limits.join(", ")
    )
}

/// How much of a day's limit the requests are.
fn share(requests: Range, limit: RateLimit) -> String {
    #[expect(clippy::cast_precision_loss, reason = "no run has 2^53 requests")]
    let percent = |n: u64| {
        format!(
            "{:.1} %",
            100.0 * n as f64 / f64::from(limit.requests.max(1))
        )
    };
    let most = match requests.most {
        Some(most) if most == requests.least => String::new(),
        Some(most) => format!(" to {}", percent(most)),
        None => " or more".to_owned(),
    };
    format!(
        "{}{most} of {} requests a day",
        percent(requests.least),
        limit.requests
    )
}

fn credential(scheme: &str, states: &[AccessState]) -> String {
    match states {
        [AccessState::Given] => scheme.to_owned(),
        [AccessState::Insufficient] => format!("{scheme} without the permission"),
        _ => format!("{scheme}, with and without the permission"),
    }
}

fn range(range: Range, what: &str) -> String {
    match range.most {
        Some(most) if most == range.least => counted(most, what),
        Some(most) => format!("{} to {}", range.least, counted(most, what)),
        None => format!(
            "{} or more: some walks end only where the server says",
            counted(range.least, what)
        ),
    }
}

/// `0 s`, `61 s`, `5 min 5 s`, `2 h 3 min`: whole seconds, rounded up.
fn duration(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
