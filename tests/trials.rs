//! What the harness makes of waivers: this program starts itself as the test target of a package with cases of its own.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};

/// Set in the process that is the package's test target.
const CHILD: &str = "DOCPROOF_TEST_TRIALS";

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: Things, version: "1" }
paths:
  /things:
    get:
      operationId: acme/things
      summary: A thing
      responses:
        "200":
          description: A thing
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
      x-docproof:
        document: { file: things.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000" }
        clauses:
          - { id: has-id, at: { lines: 1 }, evidence: document, says: A thing has an id., checked-by: [ "schema:Thing/id" ] }
components:
  schemas:
    Thing: { type: object, required: [id], properties: { id: { type: integer } } }
"##;

const CASES: &str = "
contract: acme/things
cases:
  - { name: good, request: {}, expect: { status: 200, schema: Thing } }
  - { name: bad, request: {}, expect: { status: 200, schema: Thing, body: { required: [what-is-never-there] } } }
";

fn main() -> ExitCode {
    if env::var_os(CHILD).is_some() {
        return docproof::harness::main();
    }
    let trials = vec![Trial::test("waivers_under_cargo_test", waivers)];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Words of the command, the entry if there is one, the day; whether it holds, and what is said.
type Row<'a> = (&'a [&'a str], Option<&'a str>, &'a str, bool, &'a str);

fn waivers() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap_or(Path::new("")))?;
        fs::write(file, text)
    };
    write("contracts/acme/things.yaml", CONTRACT)?;
    write("cases/acme/things/all.yaml", CASES)?;
    let good = "acme/things::all::good";
    let bad = "acme/things::all::bad";
    let day = "2026-12-31";
    let rows: &[Row<'_>] = &[
        (&[], None, day, false, "FAILED"),
        (
            &[],
            Some("case: bad"),
            day,
            true,
            "(failed, waived until 2026-12-31: known; ",
        ),
        (
            &["--exact", bad],
            Some("case: bad"),
            day,
            true,
            "(failed, waived",
        ),
        (&["--exact", good], Some("case: bad"), day, true, "1 passed"),
        (
            &[],
            Some("case: bad"),
            "2027-01-01",
            false,
            "expired on 2026-12-31, and it still breaks",
        ),
        (
            &["--exact", good],
            Some("case: good"),
            day,
            false,
            "covers nothing, though its case ran",
        ),
        (
            &["--exact", good],
            Some("clause: has-id"),
            day,
            true,
            "1 passed",
        ),
        (
            &[good],
            Some("clause: has-idd"),
            day,
            false,
            "did you mean `has-id`?",
        ),
    ];
    for (words, entry, today, holds, said) in rows {
        let mut command = Command::new(env::current_exe()?);
        command.args(*words).env(CHILD, "1");
        command
            .env("CARGO_MANIFEST_DIR", folder.path())
            .env("DOCPROOF_TODAY", today);
        for name in [
            "DOCPROOF_TARGET",
            "DOCPROOF_REPORT",
            "DOCPROOF_STRICT",
            "DOCPROOF_WAIVERS",
        ] {
            command.env_remove(name);
        }
        if let Some(entry) = entry {
            let text = format!(
                "waivers: [ {{ contract: acme/things, {entry}, reason: known, until: 2026-12-31 }} ]\n"
            );
            write("w.yaml", &text)?;
            command.env("DOCPROOF_WAIVERS", folder.path().join("w.yaml"));
        }
        let ran = command.output()?;
        let told = [ran.stdout, ran.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert_eq!(
            ran.status.success(),
            *holds,
            "{words:?} {entry:?} {today}: {told}"
        );
        assert!(told.contains(said), "{words:?} {entry:?} {today}: {told}");
    }
    Ok(())
}
