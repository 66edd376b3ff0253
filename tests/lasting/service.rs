//! A small service that can be made to wait, and the program run against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::{Answer, Server};

/// How many cases there are, one for each thing.
pub(crate) const CASES: usize = 12;

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: Things, version: "1" }
paths:
  /things:
    get:
      operationId: acme/things
      summary: One thing
      parameters: [ { name: n, in: query, schema: { type: integer } } ]
      responses:
        "200":
          description: A thing
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
      x-docproof:
        document: { file: things.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000" }
        clauses:
          - { id: has-id, at: { lines: 1 }, evidence: document, says: A thing has an id., checked-by: [ "schema:Thing/id" ] }
          - { id: has-name, at: { lines: 2 }, evidence: document, says: A thing has a name., checked-by: [ "schema:Thing/name" ] }
components:
  schemas:
    Thing:
      type: object
      required: [id, name]
      properties: { id: { type: integer }, name: { type: string } }
"##;

/// What the service does.
#[derive(Default)]
struct State {
    /// How many requests each thing had.
    asked: BTreeMap<usize, usize>,
    /// After so many requests it answers none until it is told to.
    stalls_after: Option<usize>,
    /// Things whose id is a text.
    bad_ids: BTreeSet<usize>,
    /// Things whose name is a number.
    bad_names: BTreeSet<usize>,
}

/// The service, and a folder with its contract, cases and target.
pub(crate) struct Service {
    pub(crate) folder: TempDir,
    state: Arc<(Mutex<State>, Condvar)>,
    _server: Server,
}

impl Service {
    pub(crate) fn start() -> Self {
        let state: Arc<(Mutex<State>, Condvar)> = Arc::default();
        let own = Arc::clone(&state);
        let server = Server::start(move |ask| {
            let n = ask.number("n").expect("a thing");
            let (lock, changed) = own.as_ref();
            let mut state = lock.lock().expect("not poisoned");
            *state.asked.entry(n).or_default() += 1;
            changed.notify_all();
            let number: usize = state.asked.values().sum();
            let stalls = |state: &mut State| state.stalls_after.is_some_and(|most| number > most);
            let patience = Duration::from_secs(20);
            let waited = changed.wait_timeout_while(state, patience, stalls);
            let state = waited.expect("not poisoned").0;
            let id = if state.bad_ids.contains(&n) {
                json!("n")
            } else {
                json!(n)
            };
            let name = if state.bad_names.contains(&n) {
                json!(1)
            } else {
                json!("a thing")
            };
            Answer::json(200, &json!({ "id": id, "name": name }))
        });
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, text).expect("written");
        };
        write("contracts/acme/things.yaml", CONTRACT);
        let cases: String = (0..CASES)
            .map(|n| {
                format!("  - {{ name: thing {n:02}, request: {{ query: {{ n: {n} }} }}, expect: {{ status: 200, schema: Thing }} }}\n")
            })
            .collect();
        let cases = format!("contract: acme/things\ncases:\n{cases}");
        write("cases/acme/things/all.yaml", &cases);
        let target = |name: &str| {
            let url = server.url();
            format!("name: {name}\ncontracts:\n  acme/things: {{ base_url: \"{url}\" }}\n")
        };
        write("t.yaml", &target("staging"));
        write("other.yaml", &target("live"));
        Self {
            folder,
            state,
            _server: server,
        }
    }

    fn change(&self, work: impl FnOnce(&mut State)) {
        work(&mut self.state.0.lock().expect("not poisoned"));
        self.state.1.notify_all();
    }

    pub(crate) fn stall_after(&self, requests: usize) {
        self.change(|state| state.stalls_after = Some(requests));
    }

    pub(crate) fn answer_all(&self) {
        self.change(|state| state.stalls_after = None);
    }

    /// Which things have an id, and which a name, of the wrong type.
    pub(crate) fn breaks(&self, ids: &[usize], names: &[usize]) {
        self.change(|state| {
            state.bad_ids = ids.iter().copied().collect();
            state.bad_names = names.iter().copied().collect();
        });
    }

    /// How many requests each thing had since this was asked last.
    pub(crate) fn asked(&self) -> BTreeMap<usize, usize> {
        std::mem::take(&mut self.state.0.lock().expect("not poisoned").asked)
    }

    /// Waits until so many requests have come since they were counted last.
    pub(crate) fn await_requests(&self, requests: usize) {
        let state = self.state.0.lock().expect("not poisoned");
        let fewer = |state: &mut State| state.asked.values().sum::<usize>() < requests;
        let limit = Duration::from_secs(20);
        let waited = self.state.1.wait_timeout_while(state, limit, fewer);
        let waited = waited.expect("not poisoned").1;
        assert!(!waited.timed_out(), "no {requests} requests");
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("written");
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docproof"));
        command
            .args(words)
            .current_dir(self.folder.path())
            .env("DOCPROOF_TODAY", "2026-11-20")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        let output = self.command(words).output().expect("the program starts");
        Ran::of(&output)
    }

    /// Starts a run and lets it go on until so many cases are recorded as ended.
    pub(crate) fn run_until(&self, cases: usize, words: &[&str]) -> Child {
        let mut command = self.command(words);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let record = self.path("kept/record.ndjson");
        let began = Instant::now();
        while ended(&record) < cases {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "no {cases} cases"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        child
    }

    /// The report in a folder, valid under its schema, and so is every line of the record beside it.
    pub(crate) fn report(&self, folder: &str) -> Value {
        let read = |name: &str| fs::read_to_string(self.path(folder).join(name)).expect("there");
        let json = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
        let valid = |schema: &str, value: &Value| {
            let validator = jsonschema::validator_for(&json(schema)).expect("a schema");
            let told: Vec<_> = validator
                .iter_errors(value)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert_eq!(told, [""; 0], "{value}");
        };
        for line in read("record.ndjson").lines() {
            valid(include_str!("../../schemas/record.json"), &json(line));
        }
        let report = json(&read("report.json"));
        valid(include_str!("../../schemas/report.json"), &report);
        report
    }
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

fn ended(record: &Path) -> usize {
    let text = fs::read_to_string(record).unwrap_or_default();
    text.matches("\"event\":\"case-finished\"").count()
}

/// How many cases of a report have each verdict: passed, failed, inconclusive.
pub(crate) fn verdicts(report: &Value) -> [usize; 3] {
    let cases = report["cases"].as_array().expect("cases");
    let names: BTreeSet<&str> = cases.iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names.len(), cases.len(), "every case is there once");
    let of = |word: &str| cases.iter().filter(|c| c["verdict"] == word).count();
    [of("passed"), of("failed"), of("inconclusive")]
}
