//! A folder with a contract, its cases and a target, and docproof started in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The body that keeps the contract.
pub(crate) const THINGS: &str = r#"{"things":[{"id":"a"}]}"#;

/// A suite in a folder of its own.
pub(crate) struct Suite {
    folder: TempDir,
}

/// What a process came to.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Suite {
    /// One contract, `acme/things`, with one case for each name; each sends `q` with its name. `schemes` is the flow
    /// mapping of its security schemes.
    pub(crate) fn new(schemes: &[(&str, &str)], cases: &[&str]) -> Self {
        let suite = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let security: Vec<String> = schemes.iter().map(|(n, _)| format!("{n}: []")).collect();
        let own: Vec<String> = schemes.iter().map(|(n, s)| format!("{n}: {s}")).collect();
        let contract = include_str!("things.yaml")
            .replace("SECURITY", &security.join(", "))
            .replace("SCHEMES", &own.join(", "));
        suite.write("contracts/acme/things.yaml", &contract);
        let mut file = "contract: acme/things\ncases:\n".to_owned();
        for case in cases {
            file.push_str(&format!(
                "  - {{ name: {case}, request: {{ query: {{ q: {case} }} }}, expect: {{ status: 200, schema: Things }} }}\n"
            ));
        }
        suite.write("cases/acme/things/cases.yaml", &file);
        suite
    }

    /// Writes `target.yaml`: `head` are lines of the target, `credentials` a flow mapping.
    pub(crate) fn target(&self, head: &str, base_url: &str, credentials: &str) {
        self.write(
            "target.yaml",
            &format!(
                "name: staging\n{head}\ncontracts:\n  acme/things:\n    base_url: {base_url}\n    credentials: {{ {credentials} }}\n"
            ),
        );
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// docproof in this folder, with sessions and a state of its own and no proxy.
    pub(crate) fn command(&self, program: impl AsRef<Path>, words: &[&str]) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .args(words)
            .current_dir(self.folder.path())
            .env("DOCPROOF_SESSIONS", self.path("sessions"))
            .env("DOCPROOF_STATE", self.path("state"))
            .stdin(Stdio::null());
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(name);
            command.env_remove(name.to_ascii_lowercase());
        }
        command
    }

    pub(crate) fn docproof(&self, words: &[&str]) -> Ran {
        ran(&mut self.command(env!("CARGO_BIN_EXE_docproof"), words))
    }

    /// `docproof run` against the target, with a report in `report`.
    pub(crate) fn run(&self) -> Ran {
        self.docproof(&["run", "--target", "target.yaml", "--report", "report"])
    }

    pub(crate) fn record(&self) -> String {
        fs::read_to_string(self.path("report/record.ndjson")).expect("a record")
    }
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the program starts");
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    pub(crate) fn all(&self) -> String {
        format!("{}\n{}", self.out, self.err)
    }
}
