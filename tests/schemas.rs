//! The published JSON Schemas: every file of the repository is valid under its schema, and typical mistakes are not.

use std::path::{Path, PathBuf};

use docproof::text::{Context, parse};
use jsonschema::Validator;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn validator(name: &str) -> Validator {
    let path = root().join("schemas").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).expect("a schema");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a JSON Schema");
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema that compiles")
}

fn yaml(name: &str, text: &str) -> Value {
    let cx = Context::new(name);
    let node = parse(&cx, text);
    let told: Vec<_> = cx
        .into_diagnostics()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told, [""; 0]);
    node.expect("a document").to_json()
}

fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|e| format!("{}: {}", e.instance_path(), e.masked()))
        .collect()
}

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "yaml") {
            found.push(path);
        }
    }
}

fn all_are_valid(schema: &str, folder: &str) {
    let validator = validator(schema);
    let mut files = Vec::new();
    yaml_files(&root().join(folder), &mut files);
    assert!(!files.is_empty(), "no files in {folder}");
    for path in files {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(errors(&validator, &yaml(&name, &text)), [""; 0], "{name}");
    }
}

#[test]
fn every_contract_is_valid() {
    all_are_valid("contract", "contracts");
}

#[test]
fn every_case_is_valid() {
    all_are_valid("case", "cases");
}

#[test]
fn every_schema_is_one() {
    for name in ["contract", "case", "target", "waivers", "record", "report"] {
        validator(name);
    }
}

/// A valid text, and what each replacement in it does to it.
fn mistakes(schema: &str, good: &str, rows: &[(&str, &str)]) {
    let validator = validator(schema);
    assert_eq!(errors(&validator, &yaml("good", good)), [""; 0]);
    for (from, to) in rows {
        assert!(good.contains(from), "`{from}` is not there");
        let bad = yaml("bad", &good.replacen(from, to, 1));
        assert!(!validator.is_valid(&bad), "`{to}` for `{from}` is valid");
    }
}

#[test]
fn mistakes_in_a_contract_are_found() {
    let good = r#"
openapi: 3.1.1
info: { title: Acme, version: "1" }
x-other: { tools: extension }
paths:
  /members/{id}:
    get:
      operationId: acme/member
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: active, in: query, x-effect: { filter: { required: [active] } }, x-other: 1 }
      responses:
        "200":
          description: Yes
          content:
            application/json:
              examples: { one: { value: {}, x-docproof: { at: { lines: 3 }, holds: true } } }
        "404": { description: No, x-docproof: { body: empty } }
      x-docproof:
        lookup: [ { parameter: id, kinds: { guid: { format: uuid } }, unknown: [404] } ]
        facts: [ { name: echo, equals: [ "$response.body#/id", "$request.path.id" ] } ]
        paging: { cursor: { parameter: after, from: $response.body#/next, end: { absent: $response.body#/next } } }
        vars: { id: { says: an id, example: a, mock: { value: a } } }
        clauses:
          - { id: is-there, at: { lines: 18-19 }, evidence: document, says: It is., checked-by: [ "status:200" ] }
"#;
    mistakes(
        "contract",
        good,
        &[
            ("openapi: 3.1.1", "openapi: \"2.0\""),
            ("filter:", "filtre:"),
            ("in: query", "in: body"),
            ("\"404\":", "\"4O4\":"),
            ("body: empty", "body: none"),
            ("holds: true", "holds: true, breaks: it"),
            ("unknown: [404]", "unkown: [404]"),
            ("unknown: [404]", "unknown: [999]"),
            ("equals:", "equal:"),
            (
                "[ \"$response.body#/id\", \"$request.path.id\" ]",
                "[ \"$response.body#/id\" ]",
            ),
            ("end: { absent: $response.body#/next }", "end: {}"),
            ("cursor:", "pages:"),
            ("mock: { value: a }", "mock: a"),
            ("lines: 18-19", "lines: eighteen"),
            ("id: is-there", "id: Is There"),
            ("evidence: document", "evidence: guess"),
            ("checked-by: [ \"status:200\" ]", "checked-by: []"),
            (
                "checked-by: [ \"status:200\" ]",
                "checked-by: [ \"statsu:200\" ]",
            ),
            ("checked-by: [ \"status:200\" ]", "checked: yes"),
        ],
    );
}

#[test]
fn mistakes_in_cases_are_found() {
    let good = r#"
contract: acme/members
cases:
  - name: active members
    request: { path: { group: "{{group}}" }, query: { active: false, limit: 10 } }
    credentials: { token: wrong }
    walk: forward
    without: [active]
    expect: { status: [200, 404], items: { min: 1, max: "{{count}}" }, headers: { Set-Cookie: false } }
  - name: two steps
    steps:
      - request: { path: { group: a } }
        capture: { user: "$response.body#/data/0/id" }
      - request: { query: { user: "{{user}}" } }
        expect: { status: 200, body: { const: "{{user}}" } }
"#;
    mistakes(
        "case",
        good,
        &[
            ("contract: acme/members", "contarct: acme/members"),
            ("name: active members", "title: active members"),
            ("query:", "qeury:"),
            ("active: false", "active: [false]"),
            ("token: wrong", "token: bad"),
            ("walk: forward", "walk: forwards"),
            ("without: [active]", "without: active"),
            ("[200, 404]", "[200, 200]"),
            ("[200, 404]", "\"200\""),
            ("min: 1", "minimum: 1"),
            ("min: 1", "count: 1"),
            ("max: \"{{count}}\"", "max: many"),
            ("name: two steps", "name: two steps\n    walk: forward"),
            ("\"$response.body#/data/0/id\"", "/data/0/id"),
            ("body: {", "boddy: {"),
        ],
    );
}

#[test]
fn mistakes_in_a_target_are_found() {
    let good = r#"
name: staging
contracts:
  acme/members:
    base_url: https://api.acme.example/v1
    credentials:
      token: { env: ACME_TOKEN, insufficient: { file: /run/poor } }
    vars: { group: "12", count: 60 }
    allow: [throttle]
    pacing: { requests: 20, seconds: 60 }
"#;
    mistakes(
        "target",
        good,
        &[
            ("name: staging", "name: mock"),
            ("base_url:", "base-url:"),
            ("https://api", "ftp://api"),
            ("https://api", "https://me:pw@api"),
            ("env: ACME_TOKEN", "env: 1TOKEN"),
            ("env: ACME_TOKEN", "env: A, value: b"),
            (
                "{ file: /run/poor }",
                "{ file: /run/poor, insufficient: { env: B } }",
            ),
            ("count: 60", "count: [60]"),
            ("allow: [throttle]", "allow: [everything]"),
            ("requests: 20", "requests: 0"),
            ("{ requests: 20, seconds: 60 }", "{ requests: 20 }"),
            ("{ requests: 20, seconds: 60 }", "[]"),
            ("{ requests: 20, seconds: 60 }", "fast"),
        ],
    );
}

#[test]
fn mistakes_in_recipes_and_connections_are_found() {
    let good = r"
name: staging
ca: company-ca.pem
client_cert: qa.pem
client_key: qa.key
proxy: { url: http://proxy.example:3128, user: qa, password: { env: PROXY_PASSWORD } }
time_limits: { connect: 2.5, whole: 20 }
body_limit: 1000
insecure: false
plain_http: true
contracts:
  acme/members:
    base_url: http://api.acme.example/v1
    credentials:
      one: { command: [./token.sh, --prod] }
      two: { oauth2: { token_url: https://id.example/token, client_id: docs, client_secret: { env: S }, scope: a } }
      three: { login: { url: /login, json: { a: { value: x } }, token: /t, logout: { method: POST, url: /out }, lifetime: 9 } }
      four: { jwt: { key_file: bot.pem, sub: bot, url: /login/pubkey/authenticate } }
";
    mistakes(
        "target",
        good,
        &[
            ("client_key: qa.key\n", ""),
            ("http://proxy.example", "http://me:pw@proxy.example"),
            ("{ env: PROXY_PASSWORD }", "hunter2"),
            ("connect: 2.5", "connect: 0"),
            ("body_limit: 1000", "body_limit: 0"),
            ("insecure: false", "insecure: maybe"),
            ("[./token.sh, --prod]", "./token.sh"),
            ("client_secret: { env: S }", "client_secret: hunter2"),
            ("client_id: docs, ", ""),
            ("token: /t", "token: t"),
            ("method: POST", "method: PATCH"),
            ("key_file: bot.pem", "key_file: bot.pem, key: { env: K }"),
            ("sub: bot, ", ""),
        ],
    );
}

#[test]
fn the_documented_examples_are_valid() {
    let docs = std::fs::read_to_string(root().join("docs/targets.md")).expect("the page");
    let block = docs
        .split("```yaml")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let example = block.expect("an example").replace('…', "x");
    assert_eq!(
        errors(&validator("target"), &yaml("docs/targets.md", &example)),
        [""; 0]
    );
}

#[test]
fn mistakes_in_waivers_are_found() {
    let good = r#"
waivers:
  - { contract: acme/member, case: a, clause: is-there, target: staging, reason: known, link: "https://t/1", until: 2026-12-31 }
  - { contract: acme/member, clause: is-there, reason: known, until: 2026-12-31 }
"#;
    mistakes(
        "waivers",
        good,
        &[
            ("waivers:", "waiver:"),
            ("contract: acme/member, ", ""),
            ("case: a", "cases: a"),
            ("is-there, reason: known, until", "is-there, until"),
            ("reason: known", "reason: ' '"),
            ("2026-12-31", "2026-13-31"),
            ("clause: is-there, reason", "reason"),
            (", until: 2026-12-31 }\n  -", " }\n  -"),
        ],
    );
}
