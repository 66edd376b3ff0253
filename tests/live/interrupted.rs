//! Ctrl-C: whatever a run waits for, it ends within two seconds.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::server::{Ask, Reply, Server};
use crate::suite::{Suite, THINGS};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("ctrl_c_gives_up_answers_and_the_end_of_a_session", hanging),
    ("ctrl_c_gives_up_a_program", program),
    ("ctrl_c_gives_up_a_program_of_a_check", checked_program),
    ("a_second_ctrl_c_ends_a_run_at_once", twice),
    ("ctrl_c_gives_up_a_wait", waits),
];

const BEARER: &[(&str, &str)] = &[("token", "{ type: http, scheme: bearer }")];

/// The two seconds of the README, and as much as a machine that is busy may take to end a process.
const WITHIN: Duration = Duration::from_millis(2000 + 400);

fn started(suite: &Suite) -> Child {
    start(
        suite,
        &["run", "--target", "target.yaml", "--report", "report"],
    )
}

fn start(suite: &Suite, words: &[&str]) -> Child {
    let mut command = suite.command(env!("CARGO_BIN_EXE_docproof"), words);
    let command = command.stdin(Stdio::null());
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// Waits until something is so, ten seconds at most.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Interrupts a run, which ends in time and says what is left.
fn interrupted(child: Child) {
    let (code, told) = ended_by_interrupt(child);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("did not run to an end"), "{told}");
}

/// Interrupts a program, which ends in time; its exit code and what it says of it.
fn ended_by_interrupt(mut child: Child) -> (Option<i32>, String) {
    let began = Instant::now();
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill starts").success());
    let status = child.wait().expect("ended");
    let took = began.elapsed();
    assert!(took < WITHIN, "{took:?}");
    let mut told = String::new();
    let err = child.stderr.as_mut().expect("piped");
    err.read_to_string(&mut told).expect("UTF-8");
    (status.code(), told)
}

fn hangs() -> Reply {
    thread::sleep(Duration::from_secs(8));
    Reply::json(200, THINGS)
}

fn hanging() {
    let server = Server::start(|ask| match (ask.path(), ask.target.ends_with("=one")) {
        ("/login", _) => Reply::json(200, r#"{"id":"tok3n-of-acme"}"#),
        ("/things", true) => Reply::json(200, THINGS),
        _ => hangs(),
    });
    let suite = Suite::new(BEARER, &["one", "two", "three"]);
    let login = "token: { login: { url: /login, json: { password: { value: s3cret-words } }, token: /id, logout: /logout } }";
    suite.target("", &server.url(), login);
    let child = started(&suite);
    until("the cases ask", || server.count("/things") == 3);
    interrupted(child);
    assert_eq!(server.count("/logout"), 1, "it was tried");
}

/// It does not end by the signal that ends its parent, and has a child of its own.
const PROGRAM: &str =
    "token: { command: [sh, -c, \"echo x >> ran; (sleep 3; echo x >> lived) & sleep 8\"] }";

fn checked_program() {
    let server = Server::start(|_: &Ask| Reply::json(200, THINGS));
    let suite = Suite::new(BEARER, &["one"]);
    suite.target("", &server.url(), PROGRAM);
    let child = start(&suite, &["check", "--target", "target.yaml", "--connect"]);
    until("the program runs", || suite.path("ran").exists());
    let (code, told) = ended_by_interrupt(child);
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains("stopped before everything was tried"),
        "{told}"
    );
    thread::sleep(Duration::from_millis(1500));
    assert!(!suite.path("lived").exists(), "nothing of it lives on");
}

fn program() {
    let server = Server::start(|_: &Ask| Reply::json(200, THINGS));
    let suite = Suite::new(BEARER, &["one", "two"]);
    suite.target("", &server.url(), PROGRAM);
    let child = started(&suite);
    until("the program runs", || suite.path("ran").exists());
    interrupted(child);
    assert!(server.asked().is_empty());
    let ran = std::fs::read_to_string(suite.path("ran")).expect("it ran");
    assert_eq!(
        ran, "x\n",
        "once for both cases, and not again after the signal"
    );
    thread::sleep(Duration::from_millis(1500));
    assert!(!suite.path("lived").exists(), "nothing of it lives on");
}

fn twice() {
    let server = Server::start(|_: &Ask| Reply::json(200, THINGS));
    let suite = Suite::new(BEARER, &["one", "two"]);
    let script = "token: { command: [sh, -c, \"echo x >> ran; sleep 8\"] }";
    suite.target("", &server.url(), script);
    let mut child = started(&suite);
    until("the program runs", || suite.path("ran").exists());
    let id = child.id().to_string();
    let kill = || Command::new("kill").args(["-INT", &id]).status();
    assert!(kill().expect("kill starts").success());
    thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    assert!(kill().expect("kill starts").success());
    let status = child.wait().expect("ended");
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(status.code(), Some(3));
}

fn waits() {
    let rows = [
        ("none", 429_u16, 1),
        ("none", 503, 1),
        ("{ requests: 1, seconds: 60 }", 200, 1),
    ];
    for (pacing, status, requests) in rows {
        let server = Server::start(move |_| Reply::json(status, THINGS).with("Retry-After", "120"));
        let suite = Suite::new(BEARER, &["one", "two"]);
        suite.write(
            "target.yaml",
            &format!(
                "name: t\ncontracts:\n  acme/things:\n    base_url: {}\n    pacing: {pacing}\n    \
                 credentials: {{ token: {{ value: tok3n-of-acme }} }}\n",
                server.url()
            ),
        );
        let child = started(&suite);
        until("a request", || server.asked().len() >= requests);
        thread::sleep(Duration::from_millis(100));
        interrupted(child);
    }
}
