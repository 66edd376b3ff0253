//! Recipes, and sessions that are shared, renewed and ended.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA512, RsaKeyPair, UnparsedPublicKey};

use crate::server::{Ask, Reply, Server};
use crate::suite::{Ran, Suite, THINGS, ran};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("oauth2_is_asked_once_for_all_cases", oauth2_once),
    ("a_lifetime_of_nothing_is_none", no_lifetime),
    ("a_token_is_renewed_before_it_expires", renewed_early),
    ("a_401_that_was_not_asked_for_renews_once", renewed_once),
    ("a_second_401_is_inconclusive", refused_twice),
    ("symphony_signs_with_rs512", jwt),
    ("eight_processes_share_one_login", eight_processes),
    ("the_last_process_logs_out", logout),
    ("a_refused_login_is_not_repeated", refused_login),
    ("a_busy_login_is_waited_for", busy_login),
    ("patience_of_tests_is_in_the_environment", patience),
    ("wrong_answers_are_told_without_their_words", wrong_answers),
    ("a_command_prints_the_secret", command),
    ("what_is_missing_names_its_place", missing),
];

const BEARER: &[(&str, &str)] = &[("token", "{ type: http, scheme: bearer }")];
pub(crate) const ARENA: &[(&str, &str)] = &[(
    "session",
    "{ type: apiKey, in: header, name: arena_session_id }",
)];
pub(crate) const CASES: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight",
];

fn things() -> Reply {
    Reply::json(200, THINGS)
}

fn no() -> Reply {
    Reply::json(401, "{}")
}

fn oauth2(url: &str) -> String {
    format!(
        "token: {{ oauth2: {{ token_url: \"{url}/token\", client_id: docs, client_secret: {{ value: \"s3cr&t pw\" }}, scope: \"a b\" }} }}"
    )
}

fn run_with(suite: &Suite, server: &Server, credentials: &str) -> Ran {
    suite.target("", &server.url(), credentials);
    suite.run()
}

fn oauth2_once() {
    let server = Server::start(|ask| match ask.path() {
        "/token" => Reply::json(200, r#"{"access_token":"tok3n-of-acme","expires_in":3600}"#),
        _ if ask.header("authorization") == Some("Bearer tok3n-of-acme") => things(),
        _ => no(),
    });
    let suite = Suite::new(BEARER, CASES);
    let ran = run_with(&suite, &server, &oauth2(&server.url()));
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert_eq!(server.count("/token"), 1);
    let ask = server.asked().remove(0);
    assert_eq!(ask.method, "POST");
    assert_eq!(
        ask.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        ask.body,
        "grant_type=client_credentials&client_id=docs&client_secret=s3cr%26t+pw&scope=a+b"
    );
    let record = suite.record();
    assert!(record.contains("Bearer [token]"), "masked with its label");
    assert!(!record.contains("tok3n-of-acme"));
    // The next run finds the session.
    let again = suite.run();
    assert_eq!(again.code, Some(0), "{}", again.all());
    assert_eq!(server.count("/token"), 1);
}

/// A lifetime that nobody can plan by is none.
fn no_lifetime() {
    for lifetime in ["0", "-5", "\"0\"", "0.1"] {
        let server = Server::start(move |ask| match ask.path() {
            "/token" => Reply::json(
                200,
                format!(r#"{{"access_token":"tok3n-of-acme","expires_in":{lifetime}}}"#),
            ),
            _ => things(),
        });
        let suite = Suite::new(BEARER, CASES);
        let ran = run_with(&suite, &server, &oauth2(&server.url()));
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        assert_eq!(server.count("/token"), 1, "{lifetime}");
    }
}

fn renewed_early() {
    // The token is good for a second; its last tenth is not used.
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let server = Server::start(move |ask| {
        if ask.path() == "/token" {
            let n = count.fetch_add(1, Ordering::SeqCst);
            return Reply::json(
                200,
                format!(r#"{{"access_token":"tok3n-{n}-of-acme","expires_in":"0.3"}}"#),
            );
        }
        thread::sleep(std::time::Duration::from_millis(150));
        things()
    });
    let suite = Suite::new(BEARER, CASES);
    suite.target("", &server.url(), &oauth2(&server.url()));
    let ran = suite.docproof(&[
        "run",
        "--target",
        "target.yaml",
        "--report",
        "report",
        "--jobs",
        "1",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(fetched.load(Ordering::SeqCst) >= 3, "{fetched:?}");
    assert!(!suite.record().contains("-of-acme"));
}

/// A server whose first token ends after a few requests.
fn renewed_once() {
    let state = Arc::new(Mutex::new((0_usize, 0_usize)));
    let shared = Arc::clone(&state);
    let server = Server::start(move |ask| {
        let mut state = shared.lock().expect("no panic");
        if ask.path() == "/token" {
            *state = (state.0 + 1, 0);
            return Reply::json(
                200,
                format!(r#"{{"access_token":"tok3n-{}-of-acme"}}"#, state.0),
            );
        }
        state.1 += 1;
        let current = format!("Bearer tok3n-{}-of-acme", state.0);
        let is_over = state.0 == 1 && state.1 > 3;
        if ask.header("authorization") == Some(current.as_str()) && !is_over {
            things()
        } else {
            no()
        }
    });
    let suite = Suite::new(BEARER, CASES);
    let ran = run_with(&suite, &server, &oauth2(&server.url()));
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert_eq!(state.lock().expect("no panic").0, 2, "one renewal for all");
    let record = suite.record();
    assert!(record.contains(r#""superseded":true"#), "the 401 is kept");
}

fn refused_twice() {
    let server = Server::start(|ask| match ask.path() {
        "/token" => Reply::json(200, r#"{"access_token":"tok3n-of-acme"}"#),
        _ => no(),
    });
    let suite = Suite::new(BEARER, CASES);
    let ran = run_with(&suite, &server, &oauth2(&server.url()));
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert_eq!(server.count("/token"), 2, "once, and one renewal");
    let record = suite.record();
    let refused = record.matches(r#""inconclusive":"credential-refused""#);
    assert_eq!(refused.count(), CASES.len(), "{record}");
}

fn jwt() {
    let pem = include_str!("bot-key.pem");
    let body = pem.split("-----").nth(2).expect("a section");
    let der = STANDARD.decode(body.split_whitespace().collect::<String>());
    let pair = RsaKeyPair::from_pkcs8(&der.expect("base64")).expect("a key");
    let public = pair.public_key().as_ref().to_vec();
    let server = Server::start(move |ask| match ask.path() {
        "/login/pubkey/authenticate" => {
            let sent: serde_json::Value = serde_json::from_str(&ask.body).expect("JSON");
            let token = sent["token"].as_str().expect("a token").to_owned();
            let (signed, signature) = token.rsplit_once('.').expect("three parts");
            let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
            let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA512, &public);
            if key.verify(signed.as_bytes(), &signature).is_err() {
                return no();
            }
            let part = |at: usize| -> serde_json::Value {
                let text = signed.split('.').nth(at).expect("two parts");
                serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64"))
                    .expect("JSON")
            };
            assert_eq!(part(0), serde_json::json!({ "alg": "RS512", "typ": "JWT" }));
            let now = jiff::Timestamp::now().as_second();
            let ahead = part(1)["exp"].as_i64().expect("a time") - now;
            assert_eq!(part(1)["sub"], "bot-user");
            assert!((1..=300).contains(&ahead), "at most five minutes: {ahead}");
            Reply::json(200, r#"{"token":"session-tok3n","name":"sessionToken"}"#)
        }
        _ if ask.header("sessiontoken") == Some("session-tok3n") => things(),
        _ => no(),
    });
    let schemes = [(
        "sessionToken",
        "{ type: apiKey, in: header, name: sessionToken }",
    )];
    let suite = Suite::new(&schemes, &["one", "two"]);
    suite.write("keys/bot.pem", pem);
    let ran = run_with(
        &suite,
        &server,
        "sessionToken: { jwt: { key_file: keys/bot.pem, sub: bot-user, url: /login/pubkey/authenticate } }",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert_eq!(server.count("/login/pubkey/authenticate"), 1);
    assert!(!suite.record().contains("session-tok3n"));
}

/// One session at a time: a login ends the one before.
pub(crate) fn arena() -> (Server, Arc<AtomicUsize>) {
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let server = Server::start(move |ask: &Ask| match ask.path() {
        "/login" => {
            let sent: serde_json::Value = serde_json::from_str(&ask.body).expect("JSON");
            assert_eq!(
                sent,
                serde_json::json!({ "email": "qa@acme.example", "password": "hunter2hunter2", "workspaceId": 7 })
            );
            let n = count.fetch_add(1, Ordering::SeqCst) + 1;
            Reply::json(
                200,
                format!(r#"{{"arenaSessionId":"session-{n}-of-arena","workspaceId":7}}"#),
            )
        }
        "/logout" => Reply::json(200, "{}"),
        _ => {
            let valid = format!("session-{}-of-arena", count.load(Ordering::SeqCst));
            if ask.header("arena_session_id") == Some(valid.as_str()) {
                things()
            } else {
                no()
            }
        }
    });
    (server, logins)
}

pub(crate) const LOGIN: &str = "session: { login: { url: /login, json: { email: qa@acme.example, password: { env: ARENA_PASSWORD }, workspaceId: 7 }, \
                     token: /arenaSessionId, logout: /logout } }";

fn eight_processes() {
    let (server, logins) = arena();
    let suite = Suite::new(ARENA, CASES);
    suite.target("", &server.url(), LOGIN);
    let own = std::env::current_exe().expect("this test");
    let children: Vec<_> = CASES
        .iter()
        .map(|case| {
            // As nextest does: a process for every trial.
            let name = format!("acme/things::cases::{case}");
            suite
                .command(&own, &["--exact", &name, "--nocapture"])
                .env("DOCPROOF_TEST_CHILD", "conformance")
                .env("CARGO_MANIFEST_DIR", suite.path(""))
                .env("DOCPROOF_TARGET", suite.path("target.yaml"))
                .env("DOCPROOF_REPORT", suite.path("report"))
                .env("ARENA_PASSWORD", "hunter2hunter2")
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .expect("the program starts")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{out}");
        assert!(out.contains("1 passed"), "{out}");
    }
    assert_eq!(logins.load(Ordering::SeqCst), 1, "one login for all");
    assert_eq!(server.count("/logout"), 0, "a trial ends nobody's session");
}

fn logout() {
    let (server, logins) = arena();
    let suite = Suite::new(ARENA, CASES);
    suite.target("", &server.url(), LOGIN);
    let run = |words: &[&str]| {
        let mut command = suite.command(env!("CARGO_BIN_EXE_docproof"), words);
        ran(command.env("ARENA_PASSWORD", "hunter2hunter2"))
    };
    let words = ["run", "--target", "target.yaml", "--report", "report"];
    let first = run(&words);
    assert_eq!(first.code, Some(0), "{}", first.all());
    let asked = server.asked();
    let last = asked.last().expect("requests");
    assert_eq!((last.method.as_str(), last.path()), ("PUT", "/logout"));
    assert_eq!(last.header("arena_session_id"), Some("session-1-of-arena"));
    let second = run(&words);
    assert_eq!(second.code, Some(0), "{}", second.all());
    assert_eq!(logins.load(Ordering::SeqCst), 2, "the first is over");
    // Nothing is asked where nothing runs.
    let names = run(&["run", "--target", "target.yaml", "--list"]);
    assert_eq!(names.code, Some(0), "{}", names.all());
    assert_eq!(logins.load(Ordering::SeqCst), 2);
}

fn refused_login() {
    let server = Server::start(|ask| match ask.path() {
        "/token" => Reply::json(
            401,
            r#"{"error":"invalid_client","error_description":"s3cr&t pw is wrong"}"#,
        ),
        _ => no(),
    });
    let suite = Suite::new(BEARER, CASES);
    let ran = run_with(&suite, &server, &oauth2(&server.url()));
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert_eq!(server.count("/token"), 1, "accounts get locked");
    assert_eq!(server.count("/things"), 0);
    let why = "target.yaml:6:20: `token` by `oauth2`: ";
    assert!(ran.out.contains(why), "{}", ran.out);
    let hint = "answered 401 (invalid_client): check the secrets that the recipe names";
    assert!(ran.out.contains(hint), "{}", ran.out);
    assert!(!ran.all().contains("s3cr&t pw"));
    // Another process within the minute does not try either.
    let again = suite.run();
    assert_eq!(again.code, Some(3), "{}", again.all());
    assert_eq!(server.count("/token"), 1);
}

fn busy_login() {
    for (status, when) in [(429, "1"), (503, "0")] {
        let count = AtomicUsize::new(0);
        let server = Server::start(move |ask| match ask.path() {
            "/token" if count.fetch_add(1, Ordering::SeqCst) == 0 => {
                Reply::json(status, "{}").with("Retry-After", when)
            }
            "/token" => Reply::json(200, r#"{"access_token":"tok3n-of-acme"}"#),
            _ => things(),
        });
        let suite = Suite::new(BEARER, CASES);
        suite.target("", &server.url(), &oauth2(&server.url()));
        let began = std::time::Instant::now();
        let ran = suite.run();
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        assert_eq!(server.count("/token"), 2);
        let least = if when == "1" { 1000 } else { 500 };
        assert!(
            began.elapsed().as_millis() >= least,
            "{:?}",
            began.elapsed()
        );
    }
    // Once is no end of a run, whether or not it names a time.
    for status in [429, 502, 503, 504] {
        let count = AtomicUsize::new(0);
        let server = Server::start(move |ask| match ask.path() {
            "/token" if count.fetch_add(1, Ordering::SeqCst) == 0 => Reply::json(status, "{}"),
            "/token" => Reply::json(200, r#"{"access_token":"tok3n-of-acme"}"#),
            _ => things(),
        });
        let suite = Suite::new(BEARER, CASES);
        let ran = run_with(&suite, &server, &oauth2(&server.url()));
        assert_eq!(ran.code, Some(0), "{status}: {}", ran.all());
        assert_eq!(server.count("/token"), 2, "{status}");
    }
    // What patience does not reach is told at once, and nobody else asks.
    let server = Server::start(|ask| match ask.path() {
        "/token" => Reply::json(429, "{}").with("Retry-After", "600"),
        _ => things(),
    });
    let suite = Suite::new(BEARER, CASES);
    let ran = run_with(&suite, &server, &oauth2(&server.url()));
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(
        ran.out.contains("answered 429: too many logins"),
        "{}",
        ran.out
    );
    assert_eq!(server.count("/token"), 1);
}

fn patience() {
    let server = Server::start(|_| Reply::json(429, "{}").with("Retry-After", "1"));
    let suite = Suite::new(BEARER, &["one"]);
    suite.target("", &server.url(), "token: { value: tok3n-of-acme }");
    let own = std::env::current_exe().expect("this test");
    let run = |patience: &str| {
        let mut command = suite.command(&own, &["--nocapture"]);
        let command = command
            .env("DOCPROOF_TEST_CHILD", "conformance")
            .env("CARGO_MANIFEST_DIR", suite.path(""))
            .env("DOCPROOF_TARGET", suite.path("target.yaml"))
            .env("DOCPROOF_PATIENCE", patience);
        ran(command)
    };
    let none = run("0s");
    assert_eq!(none.code, Some(101), "{}", none.all());
    assert_eq!(server.count("/things"), 1);
    let little = run("1500ms");
    assert_eq!(little.code, Some(101), "{}", little.all());
    assert_eq!(server.count("/things"), 1 + 2);
    let bad = run("a while");
    assert_eq!(bad.code, Some(2), "{}", bad.all());
    let told = "docproof: DOCPROOF_PATIENCE is `a while`; expected a duration such as 90s, 5m or 1h30m, or a number of seconds";
    assert_eq!(bad.err.lines().last(), Some(told), "{}", bad.err);
    assert_eq!(server.count("/things"), 1 + 2, "nothing ran");
}

fn wrong_answers() {
    let rows = [
        (200, "s3cret words", "answered 200 with what is no JSON"),
        (
            200,
            r#"{"token":"s3cret words"}"#,
            "the answer has nothing at `/access_token`",
        ),
        (
            200,
            r#"{"access_token":["s3cret words"]}"#,
            "the answer has no text at `/access_token`",
        ),
        (
            200,
            r#"{"access_token":"s3cret\nwords"}"#,
            "holds a line break",
        ),
        (200, r#"{"access_token":""}"#, "is empty"),
        (
            302,
            "s3cret words",
            "answered 302: is the URL right? redirects are not followed",
        ),
        (404, "s3cret words", "answered 404: is the URL right?"),
        (500, "s3cret words", "answered 500: try again later"),
    ];
    for (status, body, told) in rows {
        let server = Server::start(move |_| Reply::json(status, body).with("Location", "/s3cret"));
        let suite = Suite::new(BEARER, &["one"]);
        let ran = run_with(&suite, &server, &oauth2(&server.url()));
        assert_eq!(ran.code, Some(3), "{}", ran.all());
        let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(told), "{told}: {words}");
        assert!(!ran.all().contains("s3cret"), "{}", ran.all());
        assert!(!suite.record().contains("s3cret"));
    }
}

fn command() {
    let server = Server::start(|ask| {
        if ask.header("authorization") == Some("Bearer printed-tok3n") {
            things()
        } else {
            no()
        }
    });
    let suite = Suite::new(BEARER, CASES);
    let script = "token: { command: [sh, -c, \"echo x >> ran; echo printed-tok3n\"] }";
    let ran = run_with(&suite, &server, script);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let times = std::fs::read_to_string(suite.path("ran")).expect("it ran");
    assert_eq!(times, "x\n", "once for all cases");
    assert!(!suite.record().contains("printed-tok3n"));
    let failing = run_with(
        &suite,
        &server,
        "token: { command: [sh, -c, \"echo s3cret; exit 3\"] }",
    );
    assert_eq!(failing.code, Some(3), "{}", failing.all());
    assert!(
        failing
            .out
            .contains("target.yaml:6:20: `token` by `command`"),
        "{}",
        failing.out
    );
    assert!(!failing.all().contains("s3cret"));
}

fn missing() {
    let server = Server::start(|_| things());
    let suite = Suite::new(BEARER, &["one"]);
    let credentials = format!(
        "token: {{ oauth2: {{ token_url: \"{}/token\", client_id: docs, client_secret: {{ env: DOCPROOF_NO_SUCH }} }} }}",
        server.url()
    );
    let ran = run_with(&suite, &server, &credentials);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    let why = "target.yaml:6:20: `client_secret` of `oauth2`: the environment variable `DOCPROOF_NO_SUCH` is not set";
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(why), "{words}");
    assert!(server.asked().is_empty());
}
