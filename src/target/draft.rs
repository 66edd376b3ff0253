//! A target file to fill in.

use std::fmt::Write;

use serde_json::Value;

use super::load::check_base_url;
use crate::contract::{Contract, Var};

const HEAD: &str = "\
# Where docproof runs its cases: base URLs, credentials and variables. Fill in what follows and give it a name.
# `docproof check --target FILE` tells what is missing; cases that need what is not here are skipped and say so.
";

/// A commented target file for these contracts. It loads as it is; its values are the contracts' examples.
pub fn draft(contracts: &[&Contract]) -> String {
    let mut out = HEAD.to_owned();
    out.push_str("name: draft\n");
    out.push_str(if contracts.is_empty() {
        "contracts: {}\n"
    } else {
        "contracts:\n"
    });
    for contract in contracts {
        section(&mut out, contract);
    }
    out
}

fn section(out: &mut String, contract: &Contract) {
    comment(
        out,
        "  ",
        &format!("{}: {}", contract.title, contract.summary),
    );
    line(out, &format!("  {}:", key(&contract.id)));
    comment(out, "    ", "The server's URL with its path prefix.");
    line(out, &format!("    base_url: {}", quoted(server(contract))));
    credentials(out, contract);
    vars(out, contract);
    if contract.throttle.is_some() {
        comment(
            out,
            "    ",
            "Uncomment to let cases that provoke throttling run.",
        );
        line(out, "    # allow: [throttle]");
        comment(
            out,
            "    ",
            "The documented limits are kept; uncomment to keep one of your own instead.",
        );
        line(out, &format!("    # pacing: {}", example_limit(contract)));
    }
}

/// The first server that can be a base URL.
fn server(contract: &Contract) -> &str {
    let usable = contract
        .servers
        .iter()
        .find(|url| check_base_url(url, false).is_ok());
    usable.map_or("https://api.example.com", String::as_str)
}

fn credentials(out: &mut String, contract: &Contract) {
    if contract.credentials.is_empty() {
        return;
    }
    comment(
        out,
        "    ",
        "Each is a source, or a recipe that fetches it; uncomment one in place of what is there. All in docs/targets.md.",
    );
    line(out, "    credentials:");
    for credential in &contract.credentials {
        let name = key(&credential.name);
        let env = env_name(&contract.id, "", &credential.name);
        let access = contract.access.iter().find(|a| a.scheme == credential.name);
        if access.is_some_and(|a| !a.insufficient.is_empty()) {
            let poor = env_name(&contract.id, "POOR_", &credential.name);
            comment(
                out,
                "      ",
                "With a second one that is valid and lacks the permission:",
            );
            line(
                out,
                &format!("      # {name}: {{ env: {env}, insufficient: {{ env: {poor} }} }}"),
            );
        }
        comment(out, "      ", &format!("Sent as {}.", credential.header()));
        line(out, &format!("      {name}: {{ env: {env} }}"));
        for other in others(&contract.id) {
            line(out, &format!("      # {name}: {other}"));
        }
    }
}

/// The other forms of a credential. How a vendor gives it is in no contract: each is an example.
fn others(id: &str) -> [String; 5] {
    let (secret, password) = (
        env_name(id, "", "CLIENT_SECRET"),
        env_name(id, "", "PASSWORD"),
    );
    [
        "{ file: token.txt }".to_owned(),
        "{ command: [PROGRAM, ARG] }".to_owned(),
        format!(
            "{{ oauth2: {{ token_url: /token, client_id: ID, client_secret: {{ env: {secret} }}, scope: SCOPE }} }}"
        ),
        format!(
            "{{ login: {{ url: /login, json: {{ email: NAME, password: {{ env: {password} }} }}, token: /token, logout: /logout }} }}"
        ),
        "{ jwt: { key_file: key.pem, sub: NAME, url: /authenticate, token: /token } }".to_owned(),
    ]
}

fn vars(out: &mut String, contract: &Contract) {
    if contract.vars.is_empty() {
        return;
    }
    let all_optional = contract.vars.iter().all(|v| v.optional);
    line(
        out,
        if all_optional {
            "    # vars:"
        } else {
            "    vars:"
        },
    );
    for var in &contract.vars {
        let need = if var.optional { "optional" } else { "required" };
        comment(out, "      ", &format!("{} ({need})", var.says));
        let mark = if var.optional { "# " } else { "" };
        line(
            out,
            &format!("      {mark}{}: {}", key(&var.name), example(var)),
        );
    }
}

/// The tightest of the documented limits, as a target writes one.
fn example_limit(contract: &Contract) -> String {
    let limits = contract.throttle.iter().flat_map(|t| &t.limits);
    let known = limits.filter_map(|l| Some((l.requests?, l.seconds)));
    let rate = |(requests, seconds): &(u32, u32)| {
        u64::from(*requests) * 86_400 / u64::from(*seconds).max(1)
    };
    let (requests, seconds) = known.min_by_key(rate).unwrap_or((20, 60));
    format!("{{ requests: {requests}, seconds: {seconds} }}")
}

fn example(var: &Var) -> String {
    match &var.example {
        Value::String(text) => quoted(text),
        Value::Null | Value::Array(_) | Value::Object(_) => quoted(""),
        scalar => scalar.to_string(),
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// One line of comment, whatever the text holds.
fn comment(out: &mut String, indent: &str, text: &str) {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    line(out, &format!("{indent}# {}", words.join(" ")));
}

/// A key as it is where that is plain text in YAML, else in quotes.
fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_-.".contains(c))
        && !matches!(
            name.to_ascii_lowercase().as_str(),
            "true" | "false" | "null"
        );
    if plain { name.to_owned() } else { quoted(name) }
}

/// A text in double quotes (YAML 1.2, 7.3.1), all but printable characters escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control()
                || matches!(
                    c,
                    '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                ) =>
            {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `SYMPHONY_SESSION_TOKEN` for the vendor of `symphony/group-memberships` and the scheme `sessionToken`.
fn env_name(id: &str, prefix: &str, scheme: &str) -> String {
    let vendor = id.split('/').next().unwrap_or_default();
    let (vendor, scheme) = (upper_snake(vendor), upper_snake(scheme));
    let own = scheme
        .strip_prefix(&format!("{vendor}_"))
        .unwrap_or(&scheme);
    let name = format!("{vendor}_{prefix}{own}");
    let name = name.trim_matches('_');
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

fn upper_snake(name: &str) -> String {
    let mut out = String::new();
    let mut lower_before = false;
    for c in name.chars() {
        let word = c.is_ascii_alphanumeric();
        if (!word || (c.is_ascii_uppercase() && lower_before))
            && !out.is_empty()
            && !out.ends_with('_')
        {
            out.push('_');
        }
        if word {
            out.push(c.to_ascii_uppercase());
        }
        lower_before = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Context, parse};

    const CONTRACT: &str = r#"
openapi: 3.1.1
info: { title: Acme directory, version: "1" }
servers: [ { url: "https://{tenant}.acme.example" }, { url: "https://api.acme.example/v1" } ]
security: [ { sessionToken: [] } ]
paths:
  /groups/{group}/members:
    get:
      operationId: acme/members
      summary: Who is in a group
      parameters: [ { name: group, in: path, required: true, schema: { type: string } } ]
      responses: { "200": { description: ok }, "401": { description: no }, "403": { description: no }, "429": { description: no } }
      x-docproof:
        document: { file: d.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000", title: Members }
        access: { sessionToken: { missing: [401], insufficient: [403] } }
        throttle: { status: 429, limits: [ { per: client, requests: 25, seconds: 60 } ] }
        vars:
          group: { says: "a group with \"many\" members", example: Editors }
          count: { says: how many it has, example: 60, optional: true }
components:
  securitySchemes: { sessionToken: { type: apiKey, in: header, name: X-Token } }
"#;

    #[test]
    fn the_draft_is_commented_and_loads() {
        let (contracts, found) = crate::contract::load("c.yaml", CONTRACT);
        assert_eq!(found, []);
        let text = draft(&[&contracts[0]]);
        let expected = r#"name: draft
contracts:
  # Acme directory: Who is in a group
  acme/members:
    # The server's URL with its path prefix.
    base_url: "https://api.acme.example/v1"
    # Each is a source, or a recipe that fetches it; uncomment one in place of what is there. All in docs/targets.md.
    credentials:
      # With a second one that is valid and lacks the permission:
      # sessionToken: { env: ACME_SESSION_TOKEN, insufficient: { env: ACME_POOR_SESSION_TOKEN } }
      # Sent as X-Token.
      sessionToken: { env: ACME_SESSION_TOKEN }
      # sessionToken: { file: token.txt }
      # sessionToken: { command: [PROGRAM, ARG] }
      # sessionToken: { oauth2: { token_url: /token, client_id: ID, client_secret: { env: ACME_CLIENT_SECRET }, scope: SCOPE } }
      # sessionToken: { login: { url: /login, json: { email: NAME, password: { env: ACME_PASSWORD } }, token: /token, logout: /logout } }
      # sessionToken: { jwt: { key_file: key.pem, sub: NAME, url: /authenticate, token: /token } }
    vars:
      # a group with "many" members (required)
      group: "Editors"
      # how many it has (optional)
      # count: 60
    # Uncomment to let cases that provoke throttling run.
    # allow: [throttle]
    # The documented limits are kept; uncomment to keep one of your own instead.
    # pacing: { requests: 25, seconds: 60 }
"#;
        assert_eq!(text.strip_prefix(HEAD), Some(expected));
        let (target, found) = crate::target::load("draft.yaml", &text);
        assert_eq!(found, []);
        assert!(target.expect("loads").contract("acme/members").is_some());
        assert_eq!(crate::target::load("draft.yaml", &draft(&[])).1, []);
    }

    #[test]
    fn every_other_form_loads_in_place_of_the_first() {
        let (contracts, _) = crate::contract::load("c.yaml", CONTRACT);
        let text = draft(&[&contracts[0]]);
        let commented = "      # sessionToken: ";
        let others: Vec<&str> = text.lines().filter(|l| l.starts_with(commented)).collect();
        assert_eq!(others.len(), 6, "the permission, and five others");
        let first = "      sessionToken: { env: ACME_SESSION_TOKEN }\n";
        for other in others {
            let own = format!("{}\n", other.replacen("# ", "", 1));
            let text = text.replace(&format!("{other}\n"), "").replace(first, &own);
            let (target, found) = crate::target::load("draft.yaml", &text);
            assert_eq!(found, [], "{other}");
            let target = target.expect("loads");
            let own = target.contract("acme/members").expect("there");
            assert_eq!(own.credentials.len(), 1, "{other}");
        }
    }

    #[test]
    fn environment_variables_are_named_after_vendor_and_scheme() {
        let rows = [
            (
                "symphony/group-memberships",
                "sessionToken",
                "SYMPHONY_SESSION_TOKEN",
            ),
            ("adobe/user-group", "api_key", "ADOBE_API_KEY"),
            ("arena/partners", "arena_session_id", "ARENA_SESSION_ID"),
            ("contensis/x", "bearer", "CONTENSIS_BEARER"),
            ("3com/x", "X-Token", "_3COM_X_TOKEN"),
            ("a/x", "OAuth2", "A_OAUTH2"),
        ];
        for (id, scheme, name) in rows {
            assert_eq!(env_name(id, "", scheme), name);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_quotes(text in any::<String>()) {
            let cx = Context::new("f");
            let node = parse(&cx, &format!("{}: {}\n", key(&text), quoted(&text)));
            let told = cx.into_diagnostics();
            prop_assert_eq!(told, vec![]);
            let entries = node.expect("valid").entries().to_vec();
            prop_assert_eq!(&entries[0].0.name, &text);
            prop_assert_eq!(entries[0].1.to_json(), Value::String(text));
        }
    }
}
