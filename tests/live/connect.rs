//! `docproof check --connect`.

use crate::server::{Reply, Server};
use crate::suite::{Suite, THINGS};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("connect_says_what_works", works),
    ("connect_says_what_does_not", fails),
    ("check_looks_into_recipes", recipes),
    ("what_was_not_seen_of_tls_is_not_told", unseen),
    ("check_and_run_refuse_the_same_files", files),
];

const BEARER: &[(&str, &str)] = &[("token", "{ type: http, scheme: bearer }")];
const CHECK: &[&str] = &["check", "--target", "target.yaml", "--connect"];

fn works() {
    let server = Server::start(|ask| match ask.path() {
        "/token" => Reply::json(200, r#"{"access_token":"tok3n-of-acme"}"#),
        _ => Reply::json(200, THINGS),
    });
    let suite = Suite::new(BEARER, &["one", "two"]);
    let url = server.url();
    suite.target(
        "",
        &url,
        &format!("token: {{ oauth2: {{ token_url: \"{url}/token\", client_id: docs, client_secret: {{ value: s3cret-words }} }} }}"),
    );
    let ran = suite.docproof(CHECK);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    for told in [
        format!("works  name: {} is 127.0.0.1", server.address),
        "works  connection: made".to_owned(),
        format!("works  credential token: fetched by `oauth2` from {url}/token"),
        format!("works  request: GET {url}/things?q=one was answered 200"),
    ] {
        assert!(ran.out.contains(&told), "{told}: {}", ran.out);
    }
    assert_eq!(server.count("/things"), 1, "one request");
    for secret in ["s3cret-words", "tok3n-of-acme"] {
        assert!(!ran.all().contains(secret), "{}", ran.all());
    }
}

fn fails() {
    let suite = Suite::new(BEARER, &["one"]);
    suite.target(
        "",
        "https://no-such-host.invalid",
        "token: { value: s3cret-words }",
    );
    let unknown = suite.docproof(CHECK);
    assert_eq!(unknown.code, Some(2), "{}", unknown.all());
    assert!(
        unknown
            .out
            .contains("fails  name: `no-such-host.invalid:443` is not known"),
        "{}",
        unknown.out
    );

    let server = Server::start(|_| Reply::json(401, r#"{"you":"s3cret-words"}"#));
    suite.target("", &server.url(), "token: { value: s3cret-words }");
    let refused = suite.docproof(CHECK);
    assert_eq!(refused.code, Some(2), "{}", refused.all());
    assert!(
        refused
            .out
            .contains("was answered 401: the credential is refused"),
        "{}",
        refused.out
    );
    assert!(!refused.all().contains("s3cret-words"), "{}", refused.all());

    suite.target("", &server.url(), "token: { env: DOCPROOF_NO_SUCH }");
    let unset = suite.docproof(CHECK);
    assert_eq!(unset.code, Some(2), "{}", unset.all());
    let why = "fails  credential token: target.yaml:6:20: the environment variable `DOCPROOF_NO_SUCH` is not set";
    assert!(unset.out.contains(why), "{}", unset.out);
}

/// Without a request: whether what a recipe needs is there.
fn recipes() {
    let server = Server::start(|_| Reply::json(200, THINGS));
    let suite = Suite::new(BEARER, &["one", "two"]);
    suite.write("lines.txt", "s3cret-words\nmore of them\n");
    suite.write("key.pem", include_str!("bot-key.pem"));
    suite.write("short.txt", "s3c\n");
    suite.write("not-executable", "x");
    let oauth2 = |secret: &str| {
        format!("oauth2: {{ token_url: /token, client_id: docs, client_secret: {secret} }}")
    };
    let login = |secret: &str| {
        format!("login: {{ url: /login, json: {{ email: a, password: {secret} }}, token: /t }}")
    };
    let jwt = |key: &str| format!("jwt: {{ {key}, sub: bot, url: /session }}");
    let skipped = "2 cases of `acme/things` are skipped: `one`, `two`";
    let inconclusive = "2 cases of `acme/things` are inconclusive: `one`, `two`";
    let rows = [
        (
            oauth2("{ env: DOCPROOF_NO_SUCH }"),
            format!(
                "warning: `client_secret` of `oauth2`: the environment variable `DOCPROOF_NO_SUCH` is not set: {skipped}"
            ),
            0,
        ),
        (
            login("{ env: DOCPROOF_NO_SUCH }"),
            format!(
                "warning: `password` of `login`: the environment variable `DOCPROOF_NO_SUCH` is not set: {skipped}"
            ),
            0,
        ),
        (
            login("{ file: none.txt }"),
            "error: `password` of `login`: the file `none.txt` cannot be read: ".to_owned(),
            2,
        ),
        (
            oauth2("{ file: lines.txt }"),
            "error: `client_secret` of `oauth2`: the file `lines.txt` holds a line break"
                .to_owned(),
            2,
        ),
        (
            oauth2("{ file: short.txt }"),
            "error: `client_secret` of `oauth2`: the file `short.txt` holds fewer than 4"
                .to_owned(),
            2,
        ),
        (
            oauth2("{ command: [docproof-no-such-program, s3cret] }"),
            format!(
                "warning: `client_secret` of `oauth2`: the program `docproof-no-such-program` is not found: {inconclusive}"
            ),
            0,
        ),
        (
            "command: [./not-executable]".to_owned(),
            format!("warning: the program `./not-executable` is not found: {inconclusive}"),
            0,
        ),
        (
            jwt("key_file: none.pem"),
            "error: `key` of `jwt`: the file `none.pem` cannot be read: ".to_owned(),
            2,
        ),
        (jwt("key_file: key.pem"), String::new(), 0),
        (
            "command: [sh, -c, \"echo s3cret\"]".to_owned(),
            String::new(),
            0,
        ),
    ];
    for (credential, expected, code) in rows {
        suite.target("", &server.url(), &format!("token: {{ {credential} }}"));
        let ran = suite.docproof(&["check", "--target", "target.yaml"]);
        assert_eq!(ran.code, Some(code), "{credential}: {}", ran.all());
        if expected.is_empty() {
            assert!(
                !ran.all().contains("target.yaml:"),
                "{credential}: {}",
                ran.all()
            );
        } else {
            let expected = format!("target.yaml:6:20: {expected}");
            assert!(ran.err.contains(&expected), "{expected}: {}", ran.err);
        }
        assert!(!ran.all().contains("s3c"), "{credential}: {}", ran.all());
    }
    assert!(server.asked().is_empty(), "nothing is sent");
}

/// A server that closes every connection at once.
fn unseen() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            drop(stream);
        }
    });
    let suite = Suite::new(BEARER, &["one"]);
    let url = format!("https://{address}");
    suite.target("", &url, "token: { value: s3cret-words }");
    let ran = suite.docproof(CHECK);
    assert_eq!(ran.code, Some(2), "{}", ran.all());
    assert!(!ran.out.contains("TLS: works"), "{}", ran.out);
    assert!(ran.out.contains("fails  request"), "{}", ran.out);
}

fn files() {
    let value = "token: { value: s3cret-words }";
    let jwt =
        |file: &str| format!("token: {{ jwt: {{ key_file: {file}, sub: bot, url: /auth }} }}");
    let proxy = "proxy: { url: http://proxy.example:1, user: me, password: { value: abc } }";
    let rows = [
        (
            "ca: none.pem",
            value.to_owned(),
            "target.yaml:2:5: error: the file `none.pem` (`ca`)",
        ),
        (
            "ca: junk.pem",
            value.to_owned(),
            "target.yaml:2:5: error: the file `junk.pem` (`ca`) holds no certificate",
        ),
        (
            "client_cert: junk.pem\nclient_key: none.pem",
            value.to_owned(),
            "target.yaml:3:13: error: the file `none.pem` (`client_key`)",
        ),
        (
            proxy,
            value.to_owned(),
            "target.yaml:2:8: error: the proxy's password",
        ),
        (
            "",
            jwt("none.pem"),
            "error: `key` of `jwt`: the file `none.pem` cannot be read",
        ),
        (
            "",
            jwt("junk.pem"),
            "error: `key` of `jwt`: the key is no RSA private key",
        ),
        (
            "",
            "token: { file: none.txt }".to_owned(),
            "error: the file `none.txt` cannot be read",
        ),
    ];
    for (head, credentials, told) in rows {
        let suite = Suite::new(BEARER, &["one"]);
        suite.write("junk.pem", "words\n");
        suite.target(head, "http://127.0.0.1:1", &credentials);
        for words in [
            &["check", "--target", "target.yaml"][..],
            &["run", "--target", "target.yaml"],
        ] {
            let ran = suite.docproof(words);
            assert_eq!(ran.code, Some(2), "{told}: {}", ran.all());
            assert!(ran.all().contains(told), "{told}: {}", ran.all());
            assert!(ran.all().contains("target.yaml:"), "{}", ran.all());
        }
    }
}
