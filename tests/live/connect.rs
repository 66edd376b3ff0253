//! `docproof check --connect`.

use crate::server::{Reply, Server};
use crate::suite::{Suite, THINGS};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("connect_says_what_works", works),
    ("connect_says_what_does_not", fails),
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
