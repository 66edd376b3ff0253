use super::*;
use crate::target::{CredentialSource, Pacing, RateLimit, Recipe};

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
fn what_could_not_be_read_is_named_all_the_same() {
    let source = "
name: t
contracts:
  a/b:
    base_url: https://h
    credentials:
      good: { oauth2: { token_url: /token, client_id: a, client_secret: { env: S } } }
      bad: { evn: TOKEN }
      worse: { oauth2: { client_id: a } }
    vars: { group: a, member: [1] }
  a/c:
    base_url: https://h
    credentails: {}
";
    let (target, found) = load("t.yaml", source);
    assert!(!found.is_empty());
    let target = target.expect("a target");
    let names = |all: &[(String, Span)]| -> Vec<String> {
        all.iter().map(|(name, _)| name.clone()).collect()
    };
    let first = target.contract("a/b").expect("there");
    assert_eq!(names(&first.unread.credentials), ["bad", "worse"]);
    assert_eq!(names(&first.unread.vars), ["member"]);
    assert!(!first.unread.all_credentials && !first.unread.all_vars);
    let second = target.contract("a/c").expect("there");
    assert!(second.unread.all_credentials && !second.unread.all_vars);
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
        assert_eq!(check_base_url(good, false), Ok(()), "{good}");
    }
    assert_eq!(check_base_url("http://example.com", true), Ok(()));
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
        assert_eq!(check_base_url(url, false).expect_err(url).0, found, "{url}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let source = "name: mock\ncontracts:\n  a/b:\n    base_url: http://h.example\n    credential: {}\n    vars: { x: [1] }\n    allow: [throttel]\n";
    assert_eq!(
        told(source),
        [
            "t.yaml:1:7: error: the name \"mock\"; expected a name of its own; `mock` is the built-in target",
            "t.yaml:4:15: error: plain http to a host that is not this machine; expected https, or a loopback address, or `plain_http: true` in the target",
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
            "t.yaml:5:23: error: a credential from nowhere; expected `{ env: NAME }`, `{ file: PATH }`, `{ command: [PROGRAM, ARG…] }`, `{ value: TEXT }`, or a recipe: `oauth2`, `login` or `jwt`",
        ),
        (
            "{ env: A, file: b }",
            "t.yaml:5:23: error: a credential from several places; expected one of `{ env: NAME }`, `{ file: PATH }`, `{ command: [PROGRAM, ARG…] }`, `{ value: TEXT }`, or a recipe: `oauth2`, `login` or `jwt`",
        ),
        (
            "{ env: 1A }",
            "t.yaml:5:30: error: `env` with what is no name; expected an environment variable's name: letters, digits and `_`, no digit first",
        ),
        (
            "{ env: A, insufficient: { env: B, insufficient: { env: C } } }",
            "t.yaml:5:57: error: an unknown key of a credential; expected one of `env`, `file`, `command`, `value`, `oauth2`, \
             `login`, `jwt`, and quotes around a secret that holds a comma",
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
        "credentials: { t: { command: 5417532 } }",
        "credentials: { t: { command: [echo, [5417532]] } }",
        "credentials: { t: { oauth2: 5417532 } }",
        "credentials: { t: { oauth2: { token_url: https://h, client_id: 5417532, client_secret: { env: A } } } }",
        "credentials: { t: { oauth2: { token_url: https://h, client_id: a, client_secret: '5417532' } } }",
        "credentials: { t: { oauth2: { token_url: https://h, client_id: a, client_secret: { value: a,5417532 } } } }",
        "credentials: { t: { oauth2: { token_url: 'https://me:5417532@h', client_id: a, client_secret: { env: A } } } }",
        "credentials: { t: { login: { url: https://h, json: { password: '5417532' }, token: /t } } }",
        "credentials: { t: { login: { url: https://h, json: { a: { value: 5417532 } }, token: /t } } }",
        "credentials: { t: { login: { url: https://h, json: { a: b }, token: '5417532' } } }",
        "credentials: { t: { jwt: { key: '5417532', sub: a, url: https://h } } }",
    ];
    for lines in rows {
        let told = contract_with(lines);
        assert!(!told.is_empty(), "{lines}");
        assert!(!told.iter().any(|t| t.contains("5417532")), "{told:?}");
    }
}

#[test]
fn recipes_are_data() {
    let source = r#"
name: staging
ca: company.pem
client_cert: me.pem
client_key: /keys/me.key
proxy: { url: http://proxy.example:3128, user: qa, password: { env: PROXY_PASSWORD } }
time_limits: { connect: 2.5, first_byte: 10, whole: 20 }
body_limit: 1000000
contracts:
  a/b:
    base_url: https://h/v1
    credentials:
      one: { command: [./token.sh, --prod] }
      two: { oauth2: { token_url: https://id.example/token, client_id: docs, client_secret: { env: S }, scope: "a b" } }
      three:
        login:
          url: https://h/login
          json: { email: qa@example.com, password: { env: P }, workspaceId: 7, more: [ { value: x } ] }
          token: /arenaSessionId
          logout: https://h/logout
      four: { jwt: { key_file: bot.pem, sub: bot, url: /login/pubkey/authenticate, lifetime: 900 } }
"#;
    let (target, found) = load("folder/t.yaml", source);
    assert_eq!(found, []);
    let target = target.expect("a target");
    let connection = &target.connection;
    assert_eq!(
        connection.ca.as_deref(),
        Some(Path::new("folder/company.pem"))
    );
    let identity = connection.identity.clone().expect("both");
    assert_eq!(identity.1, Path::new("/keys/me.key"));
    assert_eq!(
        connection.connect,
        Some(std::time::Duration::from_millis(2500))
    );
    assert_eq!(connection.body, Some(1_000_000));
    let credentials = &target.contracts[0].credentials;
    let source = |at: usize| &credentials[at].source;
    assert!(
        matches!(source(0), CredentialSource::Command(words) if *words == ["folder/./token.sh", "--prod"])
    );
    let recipe = |at: usize| match source(at) {
        CredentialSource::Recipe(recipe) => recipe.as_ref(),
        other => panic!("{other:?}"),
    };
    let names = |at: usize| -> Vec<String> {
        let sources = recipe(at).sources();
        sources
            .into_iter()
            .map(|(name, s)| format!("{name} {s:?}"))
            .collect()
    };
    assert_eq!(names(1), ["client_id a value", "client_secret env S"]);
    assert_eq!(names(2), ["password env P", "more a value"]);
    assert_eq!(names(3), ["key file folder/bot.pem"]);
    assert_eq!(recipe(3).url(), "/login/pubkey/authenticate");
    let Recipe::Login(login) = recipe(2) else {
        panic!("a login");
    };
    let logout = login.logout.as_ref().expect("there");
    assert_eq!(
        (logout.method.as_str(), logout.url.as_str()),
        ("PUT", "https://h/logout")
    );
}

#[test]
fn mistakes_of_recipes_and_connections_are_told() {
    let rows = [
        (
            "credentials: { t: { oauth2: { token_url: http://id.example, client_id: a, client_secret: { env: S } } } }",
            "t.yaml:5:46: error: plain http to a host that is not this machine; expected https, or a loopback address, or \
             `plain_http: true` in the target",
        ),
        (
            "credentials: { t: { oauth2: { token_url: https://h, client_id: a, clientsecret: { env: S } } } }",
            "t.yaml:5:33: error: `oauth2` lacks `client_secret`",
        ),
        (
            "credentials: { t: { login: { url: https://h, json: { password: hunter2 }, token: /t } } }",
            "t.yaml:5:68: error: what looks like a secret, as plain text; expected a source, which is masked: `{ env: NAME }`, \
             `{ file: PATH }`, `{ command: [PROGRAM, ARG…] }` or `{ value: TEXT }`",
        ),
        (
            "credentials: { t: { login: { url: https://h, json: {}, token: t } } }",
            "t.yaml:5:67: error: what is no JSON pointer; expected a JSON pointer, such as /token",
        ),
        (
            "credentials: { t: { jwt: { sub: a, url: https://h } } }",
            "t.yaml:5:30: error: `jwt` without one key; expected either `key_file: PATH` or `key: SOURCE`: an RSA private key in PEM",
        ),
    ];
    for (lines, message) in rows {
        let told = contract_with(lines);
        assert_eq!(told.first().map(String::as_str), Some(message), "{told:#?}");
    }
    let connection = |line: &str| told(&format!("name: t\n{line}\ncontracts: {{}}\n"));
    assert_eq!(
        connection("client_cert: a.pem"),
        [
            "t.yaml:2:14: error: one of `client_cert` and `client_key`; expected both of them: a certificate is of no use without \
             its key"
        ]
    );
    assert_eq!(
        connection("time_limits: { whole: 0 }"),
        ["t.yaml:2:23: error: the number 0; expected a number of seconds, up to 3600"]
    );
    let proxy = connection("proxy: http://me:hunter2@proxy.example");
    assert_eq!(proxy.len(), 1);
    assert!(!proxy[0].contains("hunter2"), "{proxy:?}");
}
