use super::*;
use crate::plan::testing::{cases, members, numbered};
use crate::text::Diagnostic;

fn told(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

/// What is told of the steps of a case of `members`; its path stands in line 4.
fn of_step(step: &str) -> Vec<String> {
    let source = format!("contract: acme/members\ncases:\n- name: n\n{step}");
    told(&agree(&members(), &cases("f.yaml", &source)[0]))
}

fn of_query(query: &str, rest: &str) -> Vec<String> {
    of_step(&format!(
        "  request: {{ path: {{ group: g }}, query: {{ {query} }} }}\n{rest}"
    ))
}

#[test]
fn cases_that_agree_are_not_told_of() {
    let rows = [
        "  request: { path: { group: \"{{group}}\" }, query: { active: false, limit: 10 } }\n  walk: there-and-back\n  without: [active]\n  expect: { status: 200, schema: MemberPage, items: { count: \"{{member_count}}\" }, each: { $ref: \"#/components/schemas/Member\" } }",
        "  request: { path: { group: \"{{group}}\" } }\n  credentials: { token: wrong }\n  expect: { status: 401, schema: Error }",
        "  request: { path: { group: \"{{unknown_group}}\" } }\n  credentials: { token: wrong }\n  expect: { status: [401, 404] }",
        "  request: { path: { group: \"{{bad_group}}\" }, query: { limit: many } }\n  expect: { status: 400 }",
        "  request: { path: { group: g }, query: { limit: many } }\n  expect: { status: [400, 200] }",
        "  request: { path: { group: g }, query: { limit: many } }\n  undocumented: [limit]",
        "  request: { path: { group: g }, query: { limit: \"10\", user: 7 }, headers: { x-request-id: 12 } }\n  without: []".trim_end_matches("\n  without: []"),
        "  request: { path: { group: g }, query: { colour: red } }\n  undocumented: [colour]",
        "  request: { path: { group: g } }\n  provokes: throttle\n  expect: { status: 429 }",
        "  steps:\n  - { request: { path: { group: g } }, capture: { n: $response.body#/total } }\n  - { request: { path: { group: g } }, expect: { body: { maximum: \"{{n}}\" } } }",
    ];
    for step in rows {
        assert_eq!(of_step(step), [""; 0], "{step}");
    }
}

#[test]
fn parameters_are_the_contracts() {
    assert_eq!(
        of_query("activ: true", ""),
        [
            "f.yaml:4:43: error: unknown query parameter `activ`; expected one of `active`, `limit`, `after`, `before`, `user`; did you mean `active`?"
        ]
    );
    assert_eq!(
        of_step("  request: { path: { grup: g } }"),
        [
            "f.yaml:3:3: error: no value for the path parameter `group`; expected every path parameter under `request.path`",
            "f.yaml:4:22: error: unknown path parameter `grup`; expected `group`; did you mean `group`?",
        ]
    );
    assert_eq!(
        of_step("  request: { path: { group: g }, headers: { X-Requst-Id: ab, x-token: abc } }"),
        [
            "f.yaml:4:45: error: unknown header parameter `X-Requst-Id`; expected `X-Request-Id`; did you mean `X-Request-Id`?",
            "f.yaml:4:62: error: the header `x-token`, which carries the credential `token`; expected `credentials: { token: missing | wrong | insufficient }`",
        ]
    );
    assert_eq!(
        of_query("limit: 10", "  undocumented: [limits]"),
        [
            "f.yaml:5:18: error: unknown parameter of this request `limits`; expected one of `group`, `limit`; did you mean `limit`?"
        ]
    );
}

#[test]
fn variables_name_what_their_place_knows() {
    let other = crate::plan::testing::MEMBERS
        .replace(
            "unknown: [404], malformed",
            "unknown: [404], chooses: resource, malformed",
        )
        .replace(
            "{ parameter: group, kinds: { name: { type: string } }",
            "{ parameter: group, kinds: { guid: { type: string } }",
        );
    let (contracts, _) = crate::contract::load("c.yaml", &other);
    let source = "contract: acme/members\ncases:\n- name: n\n  request: { path: { group: \"{{group}}\" } }\n";
    assert_eq!(
        told(&agree(&contracts[0], &cases("f.yaml", source)[0])),
        [
            "f.yaml:4:29: error: the variable `group` for `group`: it names by `name`; expected a variable that names by `guid`"
        ]
    );
}

#[test]
fn literal_values_match_their_schema() {
    let expected =
        "expected a value that does, a status that is no success, or the name under `undocumented`";
    assert_eq!(
        of_query("limit: 0", "  expect: { status: 200 }"),
        [format!(
            "f.yaml:4:50: error: the value 0 for `limit`, which its schema does not allow (minimum says {{\"type\":\"integer\",\"minimum\":1}}); {expected}"
        )]
    );
    assert_eq!(
        of_query("active: \"yes\"", ""),
        [format!(
            "f.yaml:4:51: error: the value \"yes\" for `active`, which its schema does not allow (type says {{\"type\":\"boolean\"}}); {expected}"
        )]
    );
}

#[test]
fn statuses_are_those_of_what_is_wrong() {
    let rows = [
        (
            "  request: { path: { group: g } }\n  credentials: { token: wrong }\n  expect: { status: 403 }",
            "f.yaml:6:21: error: status 403 for `token: wrong`; expected 401",
        ),
        (
            "  request: { path: { group: g } }\n  credentials: { tokn: wrong }",
            "f.yaml:5:18: error: unknown security scheme `tokn`; expected `token`; did you mean `token`?",
        ),
        (
            "  request: { path: { group: \"{{unknown_group}}\" } }\n  expect: { status: [404, 200] }",
            "f.yaml:5:21: error: status 200 for an unknown `group`; expected 404",
        ),
        (
            "  request: { path: { group: \"{{bad_group}}\" } }\n  credentials: { token: missing }\n  expect: { status: 404 }",
            "f.yaml:6:21: error: status 404 for `token: missing` and a malformed `group`; expected one of 400, 401",
        ),
        (
            "  request: { path: { group: g } }\n  expect: { status: [200, 418] }",
            "f.yaml:5:21: error: status 418, which `acme/members` does not document; expected one of 200, 400, 401, 403, 404, 429",
        ),
    ];
    for (step, message) in rows {
        assert_eq!(of_step(step), [message], "{step}");
    }
}

#[test]
fn what_the_contract_leaves_open_no_case_asserts() {
    let silent = crate::plan::testing::MEMBERS.replace("malformed: [400]", "chooses: resource");
    let (contracts, _) = crate::contract::load("c.yaml", &silent);
    let source = "contract: acme/members\ncases:\n- name: n\n  request: { path: { group: \"{{bad_group}}\" } }\n  expect: { status: 400 }\n";
    assert_eq!(
        told(&agree(&contracts[0], &cases("f.yaml", source)[0])),
        [
            "f.yaml:5:21: error: a status for a malformed `group`, which the contract leaves open; expected no `status`"
        ]
    );
}

#[test]
fn schemas_are_those_of_the_statuses() {
    let of = |expect: &str| {
        of_step(&format!(
            "  request: {{ path: {{ group: g }} }}\n  expect: {{ {expect} }}"
        ))
    };
    let rows = [
        (
            "status: 200, schema: Error",
            "f.yaml:5:34: error: `Error` is not the schema of status 200; expected `MemberPage`",
        ),
        (
            "status: 404, schema: Error",
            "f.yaml:5:34: error: `Error` is not the schema of status 404; expected no `schema`: the contract gives that status none",
        ),
        (
            "schema: Member",
            "f.yaml:5:21: error: `Member` is the schema of no status of `acme/members`; expected the schema of an answer",
        ),
        (
            "schema: MemberPages",
            "f.yaml:5:21: error: unknown component schema `MemberPages`; expected one of `MemberPage`, `Member`, `Error`; did you mean `MemberPage`?",
        ),
    ];
    for (expect, message) in rows {
        assert_eq!(of(expect), [message], "{expect}");
    }
    let told = of("body: { type: strin }, headers: { X-A: { minLength: \"{{group}}\" } }");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("f.yaml:5:19: error: the schema of `body` is none: "),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("f.yaml:5:47: error: the schema of `X-A` is none: "),
        "{told:?}"
    );
}

#[test]
fn templates_name_what_there_is() {
    assert_eq!(
        of_step("  request: { path: { group: \"{{gruop}}\" } }"),
        [
            "f.yaml:4:29: error: unknown variable `gruop`; expected one of `group`, `unknown_group`, `bad_group`, `member_count`; did you mean `group`?"
        ]
    );
    let steps = "  steps:\n  - { request: { path: { group: \"{{later}}\" } }, capture: { group: $statusCode, later: $statusCode } }\n  - { request: { path: { group: \"{{later}}\" } } }";
    assert_eq!(
        of_step(steps),
        [
            "f.yaml:5:33: error: unknown variable `later`; expected one of `group`, `unknown_group`, `bad_group`, `member_count`",
            "f.yaml:5:61: error: `group` is captured and is a variable of the contract; expected a name of its own",
        ]
    );
}

#[test]
fn walks_comparisons_and_limits_need_their_forms() {
    let of = |contract: &crate::contract::Contract, path: &str, rest: &str| {
        let source = format!(
            "contract: {}\ncases:\n- name: n\n  request: {{ {path} }}\n{rest}",
            contract.id
        );
        told(&agree(contract, &cases("f.yaml", &source)[0]))
    };
    let group = "path: { group: g }, query: { active: true, limit: 1 }";
    let numbers = numbered(false, "first: 0");
    let rows = [
        (
            members(),
            group,
            "  walk: past-end",
            "f.yaml:5:9: error: `walk: past-end` in `acme/members`; expected a contract with pages by number",
        ),
        (
            numbers.clone(),
            "",
            "  walk: past-end",
            "f.yaml:5:9: error: `walk: past-end` in `acme/groups`; expected a contract that says what lies past the end (`past-end`)",
        ),
        (
            members(),
            group,
            "  walk: forward\n  expect: { status: 404 }",
            "f.yaml:5:9: error: `walk: forward` where no success is expected; expected a 2xx status, or no walk",
        ),
        (
            members(),
            group,
            "  without: [limit]",
            "f.yaml:5:13: error: nothing to compare: `limit` has no effect in `acme/members`; expected a parameter with `x-effect`",
        ),
        (
            members(),
            group,
            "  without: [actve]",
            "f.yaml:5:13: error: unknown parameter of this request `actve`; expected one of `active`, `limit`; did you mean `active`?",
        ),
        (
            members(),
            group,
            "  without: [group]",
            "f.yaml:5:13: error: the path parameter `group` left out; expected a query or header parameter",
        ),
        (
            numbers,
            "",
            "  provokes: throttle",
            "f.yaml:5:13: error: `provokes: throttle` in `acme/groups`; expected a contract with `throttle`",
        ),
        (
            members(),
            group,
            "  provokes: throttle\n  walk: forward",
            "f.yaml:5:13: error: `provokes` beside `walk` or `without`; expected one request, repeated",
        ),
    ];
    for (contract, path, rest, message) in rows {
        assert_eq!(of(&contract, path, rest), [message], "{rest}");
    }
}

#[test]
fn items_are_counted_in_lists_only() {
    let none = crate::plan::testing::MEMBERS
        .replace("        items: { at: /data, identity: [/id] }\n", "");
    let (contracts, _) = crate::contract::load("c.yaml", &none);
    let source = "contract: acme/members\ncases:\n- name: n\n  request: { path: { group: g } }\n  expect: { items: { min: 1 }, each: {} }\n";
    assert_eq!(
        told(&agree(&contracts[0], &cases("f.yaml", source)[0])),
        [
            "f.yaml:5:20: error: `items`, though the answers of `acme/members` are no lists; expected a contract with `items`",
            "f.yaml:5:38: error: `each`, though the answers of `acme/members` are no lists; expected a contract with `items`",
        ]
    );
}

#[test]
fn a_target_has_what_the_contracts_need() {
    let source = "name: t
contracts:
  acme/members:
    base_url: https://h
    credentials: { tokn: { env: A } }
    vars: { group: Staff, unknown_groop: x, bad_group: '?' }
  acme/member: { base_url: https://h }
";
    let (target, found) = crate::target::load("t.yaml", source);
    assert_eq!(found, []);
    let contract = members();
    assert_eq!(
        told(&agree_target(&target.expect("loads"), &[&contract])),
        [
            "t.yaml:3:3: warning: no credential for `token`: cases of `acme/members` that need it are skipped",
            "t.yaml:3:3: warning: no value for the variable `unknown_group` (a group that does not exist): cases of `acme/members` that need it are skipped",
            "t.yaml:5:20: error: unknown security scheme `tokn`; expected `token`; did you mean `token`?",
            "t.yaml:6:27: error: unknown variable `unknown_groop`; expected one of `group`, `unknown_group`, `bad_group`, `member_count`; did you mean `unknown_group`?",
            "t.yaml:7:3: error: unknown contract `acme/member`; expected `acme/members`; did you mean `acme/members`?",
        ]
    );
}

#[test]
fn a_target_is_warned_of_identifiers_of_another_kind() {
    let guids = crate::plan::testing::MEMBERS.replace(
        "{ name: { type: string } }",
        "{ name: { type: string, format: uuid } }",
    );
    let (contracts, _) = crate::contract::load("c.yaml", &guids);
    let source = "name: t
contracts:
  acme/members:
    base_url: https://h
    credentials: { token: { env: A } }
    vars: { group: Editors, unknown_group: x, bad_group: '?' }
";
    let (target, _) = crate::target::load("t.yaml", source);
    assert_eq!(
        told(&agree_target(&target.expect("loads"), &[&contracts[0]])),
        [
            "t.yaml:3:3: warning: no insufficient credential for `token`: cases of `acme/members` that need it are skipped",
            "t.yaml:6:13: warning: the variable `group` is no identifier of the kind `name`; expected a group with at least 26 members",
        ]
    );
}

#[test]
fn a_variable_of_another_type_than_the_example_is_a_mistake() {
    for (value, found) in [
        ("'26'", "a text"),
        ("true", "a boolean"),
        ("26.5", "another number"),
    ] {
        let source = format!(
            "name: t\ncontracts:\n  acme/members:\n    base_url: https://h\n    vars: {{ group: 26, member_count: {value} }}\n"
        );
        let (target, _) = crate::target::load("t.yaml", &source);
        let told = told(&agree_target(&target.expect("loads"), &[&members()]));
        let errors: Vec<&String> = told.iter().filter(|t| t.contains(": error: ")).collect();
        let start = format!(
            "t.yaml:5:24: error: {found} for the variable `member_count`; expected a number"
        );
        assert!(
            errors.len() == 1 && errors[0].starts_with(&start),
            "{told:?}"
        );
    }
}
