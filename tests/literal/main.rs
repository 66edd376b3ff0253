//! One literal server per paging form, written by hand without the contract: the shipped paging cases pass on
//! it, and fail, by a finding on a paging rule, for each defect put into it by hand.

mod cursor;
mod flag;
mod number;
mod server;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use server::{Answer, Ask, Server};

/// Runs the paging cases of a contract on a server.
struct Trial {
    contract: &'static str,
    credentials: &'static str,
    vars: &'static str,
}

const SYMPHONY: Trial = Trial {
    contract: "symphony/group-memberships",
    credentials: "sessionToken: { value: literal-token }",
    vars: "group_id: LARGE, member_count: 23, user_id: 7000003, unknown_group_id: NONE, malformed_group_id: '%', \
           small_group_id: SMALL, small_member_count: 4, one_group_id: ONE, empty_group_id: EMPTY",
};

const CONTENSIS: Trial = Trial {
    contract: "contensis/group-users",
    credentials: "bearer: { value: literal-token }",
    vars: "group_id: 82f73a9b-2a13-4d63-bcc1-e8ee5047b01c, group_name: Paper Street, member_count: 57, \
           small_id: 6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d, small_count: 4, \
           one_id: 1c2d3e4f-5061-4728-8394-a5b6c7d8e9f0, empty_id: 2d3e4f50-6172-4839-94a5-b6c7d8e9f001",
};

const ADOBE: Trial = Trial {
    contract: "adobe/group-users",
    credentials: "api_key: { value: literal-key }, bearer: { value: literal-token }",
    vars: "org_id: 28E1E2EB570F90057F000101@AdobeOrg, group: Large, member_count: 27, small_group: Small, \
           small_count: 4, single_group: Single",
};

impl Trial {
    fn run(&self, server: &Server, folder: &Path) -> Output {
        self.docproof(server, folder, &["--report", "report"])
    }

    fn docproof(&self, server: &Server, folder: &Path, more: &[&str]) -> Output {
        let target = folder.join("target.yaml");
        let text = format!(
            "name: literal\ncontracts:\n  {}:\n    base_url: {}\n    credentials: {{ {} }}\n    vars: {{ {} }}\n    pacing: none\n",
            self.contract,
            server.url(),
            self.credentials,
            self.vars
        );
        std::fs::write(&target, text).expect("writable");
        Command::new(env!("CARGO_BIN_EXE_docproof"))
            .current_dir(folder)
            .args([
                "run",
                &format!("{}::paging::", self.contract),
                "--target",
                "target.yaml",
            ])
            .args(more)
            .output()
            .expect("docproof starts")
    }

    /// A server without a defect: everything passes, and something ran.
    fn passes(&self, answer: impl Fn(&Ask) -> Answer + Send + Sync + 'static) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = self.run(&Server::start(answer), folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let report = report(folder.path());
        let (least, most) = self.foretold(folder.path());
        let made = report["counts"]["requests"].as_u64().expect("a number");
        assert!(
            least <= made && most.is_none_or(|most| made <= most),
            "{made}: {least} {most:?}"
        );
        let passed = verdicts(&report).iter().filter(|v| **v == "passed").count();
        assert!(passed >= 8, "only {passed} passed\n{}", told(&output));
        assert!(
            verdicts(&report).iter().all(|v| *v == "passed"),
            "{}",
            told(&output)
        );
    }

    /// How many requests a dry run says there will be, of which it makes none.
    fn foretold(&self, folder: &Path) -> (u64, Option<u64>) {
        let asked = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&asked);
        let server = Server::start(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Answer::json(500, &Value::Null)
        });
        let output = self.docproof(&server, folder, &["--dry-run"]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert_eq!(asked.load(Ordering::SeqCst), 0);
        let text = told(&output);
        let line = text.lines().find(|l| l.starts_with("  requests"));
        let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
        match words.as_slice() {
            ["requests", least, "to", most, "requests"] => {
                (least.parse().expect("a number"), most.parse().ok())
            }
            ["requests", number, "requests"] => {
                let number: u64 = number.parse().expect("a number");
                (number, Some(number))
            }
            ["requests", least, "requests", "or", "more:", ..] => {
                (least.parse().expect("a number"), None)
            }
            _ => panic!("{text}"),
        }
    }

    /// A server with a defect: a case fails by a finding on this paging rule (or by the case's own count).
    fn fails(
        &self,
        part: &str,
        defect: &str,
        answer: impl Fn(&Ask) -> Answer + Send + Sync + 'static,
    ) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = self.run(&Server::start(answer), folder.path());
        assert_eq!(output.status.code(), Some(1), "{defect}\n{}", told(&output));
        let text = report(folder.path()).to_string();
        assert!(
            text.contains(&format!("\"{part}\"")),
            "{defect}: nothing on {part}\n{}",
            told(&output)
        );
        let console = told(&output);
        assert!(
            console.contains(part),
            "{defect}: the console does not name {part}\n{console}"
        );
    }
}

fn report(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("report/report.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

fn verdicts(report: &Value) -> Vec<&str> {
    let cases = report["cases"].as_array().expect("cases");
    cases
        .iter()
        .map(|c| c["verdict"].as_str().unwrap_or("?"))
        .collect()
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn cursor_paging_passes_and_each_defect_fails() {
    use cursor::{Defect, answer};
    SYMPHONY.passes(|ask| answer(ask, Defect::None));
    for (defect, part) in [
        (Defect::ItemTwice, "paging:unique"),
        (Defect::EndlessList, "paging:cursor"),
        (Defect::OverTheLimit, "paging:size"),
        (Defect::ForeignLink, "paging:links"),
        (Defect::BackDisagrees, "paging:back"),
        (Defect::EndTooEarly, "case:every page until next is absent"),
    ] {
        SYMPHONY.fails(part, &format!("{defect:?}"), move |ask| answer(ask, defect));
    }
}

#[test]
fn number_paging_passes_and_each_defect_fails() {
    use number::{Defect, answer};
    CONTENSIS.passes(|ask| answer(ask, Defect::None));
    for (defect, part) in [
        (Defect::ItemTwice, "paging:unique"),
        (Defect::TotalOffByOne, "paging:complete"),
        (Defect::TotalChanges, "paging:total"),
        (Defect::PageTooSmall, "paging:size"),
        (Defect::IndexStuck, "paging:index"),
        (Defect::PageCountTooLow, "paging:pages"),
    ] {
        CONTENSIS.fails(part, &format!("{defect:?}"), move |ask| answer(ask, defect));
    }
}

#[test]
fn flag_paging_passes_and_each_defect_fails() {
    use flag::{Defect, answer};
    ADOBE.passes(|ask| answer(ask, Defect::None));
    for (defect, part) in [
        (Defect::ItemTwice, "paging:unique"),
        (Defect::LastAlways, "paging:last"),
        (Defect::LastNever, "paging:last"),
        (Defect::PastEndEmpty, "paging:past-end"),
        (Defect::CountOffByOne, "paging:count"),
        (Defect::CurrentPageStuck, "paging:index"),
        (Defect::TotalTooLow, "paging:total"),
    ] {
        ADOBE.fails(part, &format!("{defect:?}"), move |ask| answer(ask, defect));
    }
}
