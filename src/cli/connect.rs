//! `docproof check --connect`: whether a target works.

use docproof::drive::{Choice, Connected, Drive, Options};
use docproof::harness;
use docproof::library::Suite;
use docproof::report::{Ink, Style};

use super::exit::{Exit, Failure, Outcome};
use super::{out, target};

/// Tries a target and says what works. What does not is told with what to do.
pub(crate) fn connect(suite: &Suite, choice: Choice, style: Style) -> Outcome {
    target::shout(&choice, out::say);
    let drive = Drive::start(&suite.contracts, &suite.cases, choice, Options::default());
    let drive = drive.map_err(|error| Failure::new(error.to_string()))?;
    out::guard(drive.masks());
    harness::mask_panics(drive.masks());
    drive.stop_when_interrupted(|| out::warn("docproof: stopping within two seconds"));
    let mut failed = 0;
    for connected in drive.connect() {
        failed += connected.tried.iter().filter(|(_, c)| c.is_err()).count();
        out::say(&told(style, &connected));
    }
    for told in drive.end_sessions() {
        out::warn(&format!("docproof: {told}"));
    }
    if drive.is_stopped() {
        return Err(Failure::new("stopped before everything was tried"));
    }
    match failed {
        0 => Ok(Exit::Held),
        1 => Err(Failure::new("1 thing does not work")),
        n => Err(Failure::new(format!("{n} things do not work"))),
    }
}

fn told(style: Style, connected: &Connected) -> String {
    let mut lines = vec![format!("\n{}  {}", connected.contract, connected.base_url)];
    for (what, came) in &connected.tried {
        lines.push(match came {
            Ok(words) => format!("  {}  {what}: {words}", style.paint(Ink::Good, "works")),
            Err(words) => format!("  {}  {what}: {words}", style.paint(Ink::Bad, "fails")),
        });
    }
    lines.join("\n")
}
