//! Contracts and cases for this folder's tests.

use std::sync::Arc;

use crate::case::Case;
use crate::contract::Contract;

/// A contract that pages by cursor and has one of every form.
pub(super) const MEMBERS: &str = r##"
openapi: 3.1.1
info: { title: Acme directory, version: "1" }
servers: [ { url: "https://api.acme.example/v1" } ]
security: [ { token: [] } ]
paths:
  /groups/{group}/members:
    get:
      operationId: acme/members
      summary: Who is in a group
      parameters:
        - { name: group, in: path, required: true, schema: { type: string } }
        - { name: active, in: query, schema: { type: boolean }, x-effect: { filter: { properties: { active: { const: "{{value}}" } } } } }
        - { name: limit, in: query, schema: { type: integer, minimum: 1 } }
        - { name: after, in: query, schema: { type: string } }
        - { name: before, in: query, schema: { type: string } }
        - { name: user, in: query, schema: { type: string } }
        - { name: X-Request-Id, in: header, schema: { type: string, minLength: 2 } }
      responses:
        "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/MemberPage" } } } }
        "400": { description: bad, content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } } }
        "401": { description: no, content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } } }
        "403": { description: no, content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } } }
        "404": { description: none, x-docproof: { body: empty } }
        "429": { description: slow }
      x-docproof:
        document: { file: d.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000", title: Members }
        items: { at: /data, identity: [/id] }
        access: { token: { missing: [401], wrong: [401], insufficient: [403] } }
        lookup:
          - { parameter: group, kinds: { name: { type: string } }, unknown: [404], malformed: [400] }
        paging:
          cursor:
            parameter: after
            from: $response.body#/next/cursor
            end: { absent: $response.body#/next }
            size: { parameter: limit, means: at-most }
            back: { parameter: before, from: $response.body#/previous/cursor, end: { absent: $response.body#/previous } }
        throttle: { status: 429, limits: [ { per: client, requests: 3, seconds: 60 }, { per: all, requests: 100, seconds: 60 } ] }
        vars:
          group: { says: a group with at least 26 members, example: Editors, lookup: name }
          unknown_group: { says: a group that does not exist, example: Nobody, lookup: unknown }
          bad_group: { says: no name, example: "?", lookup: malformed }
          member_count: { says: how many members it has, example: 60, optional: true }
components:
  securitySchemes: { token: { type: apiKey, in: header, name: X-Token } }
  schemas:
    MemberPage:
      type: object
      properties:
        data: { type: array, items: { $ref: "#/components/schemas/Member" } }
        next: { type: object, properties: { cursor: { type: string } } }
        previous: { type: object, properties: { cursor: { type: string } } }
        total: { type: integer }
    Member: { type: object, properties: { id: { type: string }, active: { type: boolean } } }
    Error: { type: object }
"##;

/// A contract that pages by number; `%PAGING%` holds what else is said of paging.
const NUMBERED: &str = r##"
openapi: 3.1.1
info: { title: Acme directory, version: "1" }
servers: [ { url: "https://api.acme.example" } ]
paths:
  /groups/%PATH%:
    get:
      operationId: acme/groups
      summary: Groups
      parameters:
        - %PARAMETER%
        - { name: size, in: query, schema: { type: integer } }
      responses:
        "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Page" } } } }
        "404": { description: none }
      x-docproof:
        document: { file: d.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000", title: Members }
        items: { at: /data, identity: [/id] }
        paging: { number: { parameter: page, %PAGING% } }
components:
  schemas:
    Page:
      type: object
      properties:
        data: { type: array, items: { type: object, properties: { id: { type: integer } } } }
        last: { type: boolean }
        pages: { type: integer }
        total: { type: integer }
"##;

/// [`MEMBERS`], loaded.
pub(super) fn members() -> Arc<Contract> {
    contract(MEMBERS)
}

/// A contract with pages by number, in the query or in the path.
pub(super) fn numbered(in_path: bool, paging: &str) -> Arc<Contract> {
    let (path, parameter) = if in_path {
        (
            "list/{page}",
            "{ name: page, in: path, required: true, schema: { type: integer } }",
        )
    } else {
        (
            "list",
            "{ name: page, in: query, schema: { type: integer } }",
        )
    };
    let source = NUMBERED
        .replace("%PATH%", path)
        .replace("%PARAMETER%", parameter)
        .replace("%PAGING%", paging);
    contract(&source)
}

fn contract(source: &str) -> Arc<Contract> {
    let (mut contracts, found) = crate::contract::load("contract.yaml", source);
    assert_eq!(found, []);
    Arc::new(contracts.remove(0))
}

/// The cases of a file.
pub(super) fn cases(file: &str, source: &str) -> Vec<Arc<Case>> {
    let (cases, found) = crate::case::load(file, source);
    let errors: Vec<_> = found
        .iter()
        .filter(|d| d.severity == crate::text::Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    cases.into_iter().map(Arc::new).collect()
}
