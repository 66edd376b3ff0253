use super::*;
use crate::target::{Pacing, RateLimit};

fn told(source: &str) -> Vec<String> {
    let (_, found) = load("t.yaml", source);
    found.iter().map(ToString::to_string).collect()
}

fn contract_with(lines: &str) -> Vec<String> {
    told(&format!(
        "name: t\ncontracts:\n  a/b:\n    base_url: https://h\n    {lines}\n"
    ))
}

#[test]
fn the_documented_target_is_read() {
    let source = "
name: staging
contracts:
  symphony/group-memberships:
    base_url: https://acme.symphony.com/pod/
    credentials:
      sessionToken: { env: SYMPHONY_SESSION_TOKEN, insufficient: { file: /run/poor } }
      other: { value: hunter2 }
    vars: { group_id: \"12\", member_count: 60, on: true }
    allow: [throttle]
";
    let (target, found) = load("t.yaml", source);
    assert_eq!(found, []);
    let target = target.expect("a target");
    let contract = target
        .contract("symphony/group-memberships")
        .expect("there");
    assert_eq!(contract.base_url, "https://acme.symphony.com/pod");
    assert_eq!((contract.span.line, contract.base_url_span.line), (4, 5));
    let sources: Vec<_> = contract
        .credentials
        .iter()
        .map(|c| format!("{:?} {:?}", c.source, c.insufficient))
        .collect();
    assert_eq!(
        sources,
        [
            "env SYMPHONY_SESSION_TOKEN Some(file /run/poor)",
            "a value None"
        ]
    );
    let vars: Vec<_> = contract
        .vars
        .iter()
        .map(|(name, value, _)| format!("{name}={value}"))
        .collect();
    assert_eq!(vars, ["group_id=\"12\"", "member_count=60", "on=true"]);
    assert!(contract.allow_throttle);
    assert_eq!(contract.pacing, Pacing::Documented);
}

#[test]
fn pacing_is_documented_own_or_none() {
    let read = |pacing: &str| {
        let source =
            format!("name: s\ncontracts:\n  a/b:\n    base_url: https://h\n    pacing: {pacing}\n");
        let (target, found) = load("t.yaml", &source);
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        (target.map(|t| t.contracts[0].pacing.clone()), told.concat())
    };
    let limit = |requests, seconds| RateLimit { requests, seconds };
    let rows = [
        ("none", Pacing::Off),
        (
            "{ requests: 20, seconds: 60 }",
            Pacing::Own(vec![limit(20, 60)]),
        ),
        (
            "[ { requests: 5, seconds: 1 }, { requests: 5000, seconds: 86400 } ]",
            Pacing::Own(vec![limit(5, 1), limit(5000, 86_400)]),
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text), (Some(expected), String::new()));
    }
    for wrong in [
        "fast",
        "[]",
        "{ requests: 0, seconds: 60 }",
        "{ requests: 1 }",
        "20",
    ] {
        assert_ne!(read(wrong).1, "", "{wrong}");
    }
}

#[test]
fn a_base_url_is_https_unless_it_is_this_machine() {
    for good in [
        "https://h/a",
        "http://127.0.0.1:80",
        "http://[::1]/x",
        "http://localhost",
        "https://h//",
    ] {
        assert_eq!(check_base_url(good), Ok(()), "{good}");
    }
    let rows = [
        ("api.example.com", "a base URL that is none"),
        (
            "https://{tenant}.example.com",
            "a base URL with a place to fill in",
        ),
        ("https://h/a b", "a base URL with a space"),
        ("ftp://h", "a base URL that is neither https nor http"),
        ("https://me:pw@h", "a base URL with a user name or password"),
        ("https://h?a=1", "a base URL with a query or a fragment"),
        ("https://h#a", "a base URL with a query or a fragment"),
        (
            "http://example.com",
            "plain http to a host that is not this machine",
        ),
        (
            "http://localhost.example.com",
            "plain http to a host that is not this machine",
        ),
    ];
    for (url, found) in rows {
        assert_eq!(check_base_url(url).expect_err(url).0, found, "{url}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let source = "name: mock\ncontracts:\n  a/b:\n    base_url: http://h.example\n    credential: {}\n    vars: { x: [1] }\n    allow: [throttel]\n";
    assert_eq!(
        told(source),
        [
            "t.yaml:1:7: error: the name \"mock\"; expected a name of its own; `mock` is the built-in target",
            "t.yaml:4:15: error: plain http to a host that is not this machine; expected https, or a loopback address",
            "t.yaml:5:5: error: unknown key `credential` of a contract's target; expected one of `base_url`, \
             `credentials`, `vars`, `allow`, `pacing`; did you mean `credentials`?",
            "t.yaml:6:16: error: a list for the variable `x`; expected text, a number or a boolean",
            "t.yaml:7:13: error: unknown word `throttel`; expected `throttle`; did you mean `throttle`?",
        ]
    );
}

#[test]
fn a_credential_has_one_source() {
    let rows = [
        (
            "{ }",
            "t.yaml:5:23: error: a credential from nowhere; expected `{ env: NAME }`, `{ file: PATH }` or `{ value: TEXT }`",
        ),
        (
            "{ env: A, file: b }",
            "t.yaml:5:23: error: a credential from several places; expected one of `{ env: NAME }`, `{ file: PATH }` or `{ value: TEXT }`",
        ),
        (
            "{ env: 1A }",
            "t.yaml:5:30: error: `env` with what is no name; expected an environment variable's name: letters, digits and `_`, no digit first",
        ),
        (
            "{ env: A, insufficient: { env: B, insufficient: { env: C } } }",
            "t.yaml:5:57: error: unknown key `insufficient` of a credential; expected one of `env`, `file`, `value`",
        ),
    ];
    for (credential, message) in rows {
        assert_eq!(
            contract_with(&format!("credentials: {{ t: {credential} }}")),
            [message],
            "{credential}"
        );
    }
}

#[test]
fn no_diagnostic_shows_a_secret() {
    let rows = [
        "credentials: { t: { value: 5417532 } }",
        "credentials: { t: { value: [5417532] } }",
        "credentials: { t: { value: { a: 5417532 } } }",
        "credentials: { t: '5417532' }",
        "credentials: 5417532",
        "credentials: { t: { env: '5417532' } }",
        "credentials: { t: { file: 5417532 } }",
        "credentials: { t: { value: *a5417532 } }",
        "credentials: { t: { value: \"\\q5417532\" } }",
        "credentials: { t: { value: @5417532 } }",
        "credentials: { t: { value: '5417532', env: A } }",
        "credentials: { t: { value: ab,5417532 } }",
        "credentials: { t: { env: A, insufficient: { value: ab,5417532 } } }",
    ];
    for lines in rows {
        let told = contract_with(lines);
        assert!(!told.is_empty(), "{lines}");
        assert!(!told.iter().any(|t| t.contains("5417532")), "{told:?}");
    }
}
