//! A secret in every source, echoed by the server in every place and form, is found nowhere.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use docproof::drive::{Choice, Drive, Options, Sink};
use docproof::harness;
use docproof::library::{self, Source};
use docproof::record::Event;
use flate2::Compression;
use flate2::write::GzEncoder;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::server::{Ask, Reply, Server};
use crate::suite::{Ran, Suite, ran};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("a_canary_is_found_nowhere", everywhere),
    ("a_panic_shows_no_canary", panics),
    ("bodies_are_masked_once_they_are_judged", bodies),
];

/// The part of every canary that looks the same raw, percent-encoded and in JSON.
const CORES: &[&str] = &[
    "Zk9canaryEnv7q",
    "Zk9canaryFile7q",
    "Zk9canaryValue7q",
    "Zk9canaryCommand7q",
    "Zk9canaryClient7q",
    "Zk9canaryBearer7q",
    "Zk9canaryPassword7q",
    "Zk9canarySession7q",
];

/// Around the core: characters that each form spells in a way of its own.
fn canary(core: &str) -> String {
    format!("{core}/+%\"\\ p@ss=&")
}

const ECHOES: &[&str] = &[
    "header",
    "body",
    "json",
    "nested",
    "percent",
    "link",
    "location",
    "error",
    "gzip",
    "cut",
    "half",
    "base64",
    "basic",
    "curl",
    "html",
    "entities",
    "twice",
    "digits",
    "unauthorized",
];

const SCHEMES: &[(&str, &str)] = &[
    ("env", "{ type: apiKey, in: header, name: X-Env }"),
    ("file", "{ type: apiKey, in: header, name: X-File }"),
    ("value", "{ type: apiKey, in: header, name: X-Value }"),
    ("command", "{ type: apiKey, in: header, name: X-Command }"),
    ("bearer", "{ type: http, scheme: bearer }"),
    ("session", "{ type: apiKey, in: header, name: X-Session }"),
];

fn suite(server: &Server) -> Suite {
    let suite = Suite::new(SCHEMES, ECHOES);
    let yaml = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"");
    suite.write("secret.txt", &canary(CORES[1]));
    suite.write("printed.txt", &canary(CORES[3]));
    let url = server.url();
    let credentials = format!(
        "env: {{ env: CANARY_ENV }}, file: {{ file: secret.txt }}, value: {{ value: \"{}\" }}, \
         command: {{ command: [cat, printed.txt] }}, \
         bearer: {{ oauth2: {{ token_url: \"{url}/token\", client_id: docs, client_secret: {{ env: CANARY_CLIENT }} }} }}, \
         session: {{ login: {{ url: \"{url}/login\", json: {{ password: {{ env: CANARY_PASSWORD }} }}, token: /id, logout: \"{url}/logout\" }} }}",
        yaml(canary(CORES[2]))
    );
    suite.target("body_limit: 3000", &url, &credentials);
    suite
}

fn start(suite: &Suite, program: &Path, words: &[&str], child: &str) -> Ran {
    let mut command = suite.command(program, words);
    command
        .env("CANARY_ENV", canary(CORES[0]))
        .env("CANARY_CLIENT", canary(CORES[4]))
        .env("CANARY_PASSWORD", canary(CORES[6]))
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "1");
    if !child.is_empty() {
        command.env("DOCPROOF_TEST_CHILD", child);
    }
    ran(&mut command)
}

/// A server that repeats what it was told, as each case asks.
fn echoing() -> Server {
    Server::start(|ask| match ask.path() {
        "/token" => {
            let token = canary(CORES[5]);
            Reply::json(
                200,
                serde_json::json!({ "access_token": token, "was": ask.body }).to_string(),
            )
        }
        "/login" => {
            let token = canary(CORES[7]);
            Reply::json(
                200,
                serde_json::json!({ "id": token, "was": ask.body }).to_string(),
            )
        }
        "/logout" => Reply::json(500, serde_json::json!({ "was": heard(ask) }).to_string()),
        _ => echo(ask),
    })
}

/// All the secrets at once.
fn heard(ask: &Ask) -> String {
    let sent = [
        "x-env",
        "x-file",
        "x-value",
        "x-command",
        "authorization",
        "x-session",
    ];
    let mut heard: Vec<String> = sent
        .iter()
        .filter_map(|name| ask.header(name).map(str::to_owned))
        .collect();
    // Those of the recipes are known to the server, too.
    heard.extend([canary(CORES[4]), canary(CORES[6])]);
    heard.join(" and ")
}

/// Percent-encoded text with its hexadecimal digits in small letters.
fn small_digits(percent: &str) -> String {
    let mut parts = percent.split('%');
    let mut small = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        small.push_str(&format!("%{}{rest}", digits.to_ascii_lowercase()));
    }
    small
}

fn echo(ask: &Ask) -> Reply {
    let all = heard(ask);
    let json = |value: serde_json::Value| Reply::json(200, value.to_string());
    let with_id = |id: &str| serde_json::json!({ "things": [{ "id": id }] });
    let percent = utf8_percent_encode(&all, NON_ALPHANUMERIC).to_string();
    match ask.target.rsplit('=').next().unwrap_or_default() {
        "header" => json(with_id("a"))
            .with("X-Echo", &all)
            .with("Set-Cookie", &format!("s={all}")),
        "body" => Reply::json(200, all),
        "json" => json(with_id(&all)),
        "nested" => json(with_id(&with_id(&with_id(&all).to_string()).to_string())),
        "percent" => {
            json(with_id(&small_digits(&percent).replace("%20", "+"))).with("X-Echo", &percent)
        }
        "link" => {
            json(serde_json::json!({ "things": [], "next": format!("https://h/?a={percent}") }))
        }
        "location" => {
            Reply::json(302, "").with("Location", &format!("https://h/?t={percent}&raw={all}"))
        }
        "error" => Reply::json(500, format!("it went wrong with {all}")),
        "gzip" => {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
            gzip.write_all(all.as_bytes()).expect("in memory");
            let mut reply = Reply::json(200, "").with("Content-Encoding", "gzip");
            reply.body = gzip.finish().expect("in memory");
            reply
        }
        // More is announced than comes.
        "cut" => {
            let mut reply = Reply::json(200, all);
            reply.length = Some(reply.body.len() + 10);
            reply
        }
        // The limit falls into a secret.
        "half" => Reply::json(
            200,
            format!("{}{}", "-".repeat(3000 - 12), canary(CORES[0])),
        ),
        "base64" => {
            let forms: Vec<String> = (0..3)
                .flat_map(|offset| {
                    let text = format!("{}{all}", "x".repeat(offset));
                    [STANDARD.encode(&text), URL_SAFE.encode(&text)]
                })
                .collect();
            json(with_id(&forms.join(" ")))
        }
        "basic" => {
            let basic = STANDARD.encode(format!("me:{all}"));
            json(with_id(&format!("Authorization: Basic {basic}")))
        }
        "curl" => json(with_id(&format!(
            "curl -H 'X-Env: {}' https://h",
            canary(CORES[0])
        ))),
        // Named, decimal and hexadecimal entities.
        "entities" => {
            let named = all
                .replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('+', "&#43;")
                .replace('@', "&#x40;");
            json(with_id(&named))
        }
        "twice" => {
            let twice = utf8_percent_encode(&percent, NON_ALPHANUMERIC).to_string();
            json(with_id(&twice))
        }
        "digits" => {
            let digits: String = all.bytes().map(|b| format!("{b:02x}")).collect();
            json(with_id(&format!("{digits} {}", digits.to_uppercase())))
        }
        "html" => {
            let mut reply = Reply::json(502, format!("<p>{all}</p>"));
            "text/html".clone_into(&mut reply.headers[0].1);
            reply
        }
        _ => Reply::json(401, serde_json::json!({ "message": all }).to_string()),
    }
}

/// Every form in which a core can be seen.
fn forms(core: &str) -> Vec<String> {
    let mut forms = vec![core.to_ascii_lowercase()];
    for offset in 0..3 {
        // What the core alone decides, whatever stands beside it.
        let text = format!("{}{core}", "x".repeat(offset));
        let encoded = STANDARD.encode(text);
        let from = (offset * 8_usize).div_ceil(6);
        let to = (offset + core.len()) * 8 / 6;
        forms.push(encoded[from..to].to_owned());
    }
    forms.push(core.bytes().map(|b| format!("{b:02x}")).collect());
    // What is left when a limit cuts it off.
    forms.push(core[..10].to_ascii_lowercase());
    forms
}

fn found_nowhere(text: &str, place: &str) {
    let lower = text.to_ascii_lowercase();
    for form in CORES.iter().flat_map(|core| forms(core)) {
        let at = text.find(&form).or_else(|| lower.find(&form));
        if let Some(at) = at {
            let around = text.get(at.saturating_sub(60)..(at + 60).min(text.len()));
            panic!("`{form}` in {place}: {around:?}");
        }
    }
}

fn no_file_has_it(folder: &Path) {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let bytes = fs::read(entry.path()).expect("a file");
        found_nowhere(
            &String::from_utf8_lossy(&bytes),
            &entry.path().display().to_string(),
        );
        files += 1;
    }
    assert!(files >= 1, "there is something to look at");
}

fn everywhere() {
    let server = echoing();
    let suite = suite(&server);
    let docproof = Path::new(env!("CARGO_BIN_EXE_docproof"));
    let words = [
        "run",
        "--target",
        "target.yaml",
        "--report",
        "report",
        "--strict",
        "--color",
        "always",
    ];
    let run = start(&suite, docproof, &words, "");
    assert_eq!(run.code, Some(1), "{}", run.all());
    assert!(
        run.all().contains("[env]"),
        "the places are masked, not lost"
    );
    assert!(
        !run.all().contains("[withheld]"),
        "nothing is left for the last look"
    );
    assert_eq!(server.count("/token"), 2, "and one renewal after the 401");
    found_nowhere(&run.all(), "the output");
    no_file_has_it(&suite.path("report"));
    let record = suite.record();
    assert!(!record.contains("[withheld]"));
    assert_eq!(
        record.matches(r#""event":"case-finished""#).count(),
        ECHOES.len()
    );
    for words in [
        &["judge", "report"][..],
        &["check", "--target", "target.yaml", "--connect"],
        &["run", "--target", "target.yaml", "--list"],
    ] {
        let more = start(&suite, docproof, words, "");
        found_nowhere(&more.all(), &words.join(" "));
    }
    let own = std::env::current_exe().expect("this test");
    let mut tests = suite.command(&own, &["--nocapture"]);
    tests
        .env("CARGO_MANIFEST_DIR", suite.path(""))
        .env("DOCPROOF_TARGET", suite.path("target.yaml"))
        .env("DOCPROOF_REPORT", suite.path("tests"))
        .env("CANARY_ENV", canary(CORES[0]))
        .env("CANARY_CLIENT", canary(CORES[4]))
        .env("CANARY_PASSWORD", canary(CORES[6]))
        .env("DOCPROOF_TEST_CHILD", "conformance");
    let tests = ran(&mut tests);
    assert_eq!(tests.code, Some(101), "{}", tests.all());
    found_nowhere(&tests.all(), "the tests' output");
    no_file_has_it(&suite.path("tests"));
}

/// Panics with a secret in the middle of a case.
struct Panics;

impl Sink for Panics {
    fn take(&self, event: Event) {
        if let Event::CaseFinished(_) = event {
            let secret = canary(CORES[0]);
            panic!("a mistake with {secret} in it, and with {secret:?}");
        }
    }
}

/// A run whose cases panic, in a process of its own.
pub(crate) fn child() -> ExitCode {
    let (choice, _) = Choice::read("target.yaml");
    let source = Source::choose(None, None, Path::new("")).expect("the folders here");
    let (suite, _) = library::load(&source, None);
    let choice = choice.expect("a target");
    let drive = Drive::start(&suite.contracts, &suite.cases, choice, Options::default());
    let mut drive = drive.expect("a run");
    harness::mask_panics(drive.masks());
    drive.begin(
        Arc::new(Panics),
        "2026-11-20T10:00:00Z".to_owned(),
        Vec::new(),
    );
    let told: Arc<harness::Told> = Arc::new(|_, _| "failed".to_owned());
    let trials = harness::trials(&Arc::new(drive), &told, false);
    let arguments = libtest_mimic::Arguments::default();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn panics() {
    let server = echoing();
    let suite = suite(&server);
    let own = std::env::current_exe().expect("this test");
    let panicked = start(&suite, &own, &[], "panics");
    assert_eq!(panicked.code, Some(101), "{}", panicked.all());
    assert!(
        panicked.err.contains("a mistake of docproof's own at "),
        "{}",
        panicked.err
    );
    assert!(
        panicked
            .out
            .contains("docproof panicked: a mistake with [env] in it"),
        "{}",
        panicked.out
    );
    found_nowhere(&panicked.all(), "the output");
}

fn bodies() {
    let server = Server::start(|_| {
        Reply::json(
            200,
            r#"{"things":[{"id":"Ada Lovelace","kind":"big"},{"id":"x","kind":"Ada of Lovelace"}]}"#,
        )
    });
    let suite = Suite::new(
        &[("value", "{ type: apiKey, in: header, name: X-Value }")],
        &["one"],
    );
    suite.target("", &server.url(), "value: { value: s3cret-words }");
    let words = [
        "run",
        "--target",
        "target.yaml",
        "--report",
        "report",
        "--redact-bodies",
    ];
    let run = suite.docproof(&words);
    // What no schema lists was seen before it was masked.
    assert_eq!(run.code, Some(1), "{}", run.all());
    let record = suite.record();
    assert!(
        record.contains(r#"\"id\":\"[masked]\",\"kind\":\"big\""#),
        "{record}"
    );
    for text in [record, run.all()] {
        assert!(!text.contains("Lovelace"), "{text}");
    }
    let report = fs::read_to_string(suite.path("report/report.json")).expect("a report");
    assert!(!report.contains("Lovelace"), "{report}");
    assert!(report.contains(r#""bodies_masked": true"#), "{report}");
    let again = suite.docproof(&["judge", "report"]);
    assert_eq!(again.code, Some(2), "{}", again.all());
}
