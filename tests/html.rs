//! The page of a run that is hostile on purpose: nothing of it becomes markup, nothing is loaded, and the same record
//! gives the same bytes. `.ci/browser` looks at the same page in a browser.

#[path = "report/hostile.rs"]
mod hostile;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use docproof::contract::Contract;
use docproof::record::{Keep, fold, fold_with};
use docproof::report::Traces;
use docproof::report::difference::{Profile, difference};
use docproof::report::html::{self, html};

/// The page of a record, the contracts at hand given.
fn page(record: &[u8], contracts: &[&Contract]) -> String {
    let (run, _) = fold([("record.ndjson".to_owned(), record)], Keep::Deviating);
    let mut traces = Traces::new(contracts.iter().copied());
    traces.read(record);
    let mut out = Vec::new();
    html(&run.expect("a run"), contracts, &traces, &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

fn hostile_page() -> String {
    page(&hostile::record(), &[&hostile::contract()])
}

/// The page of the run held against the one before.
fn difference_page() -> String {
    let read = |record: &[u8]| {
        let mut profile = Profile::default();
        let files = [("record.ndjson".to_owned(), record)];
        let (run, _) = fold_with(files, Keep::Deviating, |event| profile.event(event));
        (run.expect("a run"), profile)
    };
    let (before, a) = read(&hostile::record_before());
    let (now, b) = read(&hostile::record());
    let mut out = Vec::new();
    let found = difference((&before, &a), (&now, &b));
    html::difference(&found, &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

/// The names of a tag's attributes. Values are in quotes and have none inside.
fn names(attributes: &str) -> Vec<&str> {
    let outside = attributes.split('"').step_by(2);
    outside
        .map(|name| name.trim().trim_end_matches('='))
        .collect()
}

/// Every tag of the page's markup: its name and its attributes. The page never writes `<` or `>` in an attribute.
fn tags(page: &str) -> Vec<(String, String)> {
    let body = page.split("</style>").nth(1).expect("a body");
    let body = body.split("<script>").next().expect("markup");
    let tags = body.split('<').skip(1).filter(|t| !t.starts_with('/'));
    let tags = tags.map(|tag| {
        let inside = tag.split('>').next().expect("an end");
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        (name.to_owned(), attributes.to_owned())
    });
    tags.collect()
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    assert!(hostile_page() == hostile_page());
}

#[test]
fn nothing_of_the_run_becomes_markup() {
    let page = hostile_page();
    assert_eq!(
        page.matches("<script").count(),
        1,
        "one script, docproof's own"
    );
    assert_eq!(page.matches("</script>").count(), 1);
    is_plain(&page);
    let difference = difference_page();
    assert!(!difference.contains("<script"));
    is_plain(&difference);
}

/// Has no markup but what a page of docproof's is made of, and nothing that hides.
fn is_plain(page: &str) {
    assert_eq!(page.matches("<style").count(), 1);
    for (name, attributes) in tags(page) {
        let known = [
            "a",
            "b",
            "bdi",
            "body",
            "button",
            "caption",
            "code",
            "dd",
            "del",
            "details",
            "div",
            "dl",
            "dt",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "header",
            "i",
            "input",
            "ins",
            "label",
            "li",
            "main",
            "mark",
            "nav",
            "ol",
            "optgroup",
            "option",
            "p",
            "path",
            "pre",
            "q",
            "rect",
            "search",
            "section",
            "select",
            "span",
            "summary",
            "svg",
            "table",
            "tbody",
            "td",
            "text",
            "th",
            "thead",
            "time",
            "tr",
            "ul",
        ];
        assert!(known.contains(&name.as_str()), "<{name}>");
        let plain = |n: &&str| n.starts_with("on") || *n == "style" || *n == "src";
        let active = names(&attributes).into_iter().find(plain);
        assert_eq!(active, None, "<{name} {attributes}>");
    }
    for (name, plain) in [
        ("an override", '\u{202e}'),
        ("an escape", '\u{1b}'),
        ("a noncharacter", '\u{ffff}'),
    ] {
        assert!(!page.contains(plain), "{name} is in the page");
    }
    assert!(
        page.contains("עברית") && page.contains("اَلْعَرَبِيَّةُ") && page.contains("👩"),
        "letters stay"
    );
}

#[test]
fn nothing_is_loaded_and_every_link_leads_somewhere() {
    for page in [hostile_page(), difference_page()] {
        is_closed(&page);
    }
}

fn is_closed(page: &str) {
    let policy = "content=\"default-src &#39;none&#39;; style-src &#39;sha256-";
    assert!(page.contains(policy), "a policy");
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|p| p.split('"').next())
        .collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len(), "an id is there twice");
    for (name, attributes) in tags(page) {
        if let Some((_, rest)) = attributes.split_once("href=\"") {
            let to = rest.split('"').next().expect("a value");
            let target = to.strip_prefix('#');
            assert!(
                target.is_some_and(|t| ids.contains(&t)),
                "{name} leads to {to}"
            );
        }
    }
}

#[test]
fn no_secret_is_in_it() {
    let page = hostile_page();
    assert!(!page.contains(hostile::SECRET));
    assert!(page.contains("[token]"), "its mask is");
}

#[test]
fn every_case_shows_its_request_as_it_was_sent() {
    let page = hostile_page();
    let begins: Vec<&str> = page.split("<details class=\"case ").skip(1).collect();
    let ran = begins.iter().filter(|c| !c.starts_with("skipped"));
    for case in ran {
        let curl = case
            .split("<pre class=\"curl\">")
            .nth(1)
            .expect("a command");
        let curl = curl.split("</pre>").next().expect("an end");
        let sent = "-H &#39;X-Token: [token]&#39;";
        assert!(curl.contains(sent), "{curl}");
    }
}

#[test]
fn every_case_is_counted_once_and_alike_everywhere() {
    let page = hostile_page();
    // Counted by hand: five failed, with 4 + 3 + 2 + 1 + 1 broken checks; the twelve others came out otherwise or not at all.
    assert!(page.contains("<h1>5 of 13 cases failed, with 11 findings</h1>"));
    let rest = "1 waived, 3 inconclusive, 1 begun and not ended, 1 skipped, 2 passed (1 flaky)";
    for told in [
        format!("<p class=\"rest\">{rest}.</p>"),
        format!("13: 5 failed, {rest}; "),
        "Cases: 5 failed, 1 waived, 3 inconclusive</h2>".to_owned(),
        "Cases: 1 skipped, 2 passed (1 flaky)</h2>".to_owned(),
        "<h3 id=\"waived\">Waived: 1 case</h3>".to_owned(),
        "<h3 id=\"inconclusive\">Inconclusive: 3 cases</h3>".to_owned(),
    ] {
        assert!(page.contains(&told), "{told}");
    }
    let row = page.split("<tr class=\"all\">").nth(1).expect("a last row");
    let cell = |title: &str| {
        let cell = row.split(&format!("data-title=\"{title}\">")).nth(1);
        cell.and_then(|c| c.split('<').next()).expect("a number")
    };
    let titles = ["Failed", "Waived", "Inconclusive", "Skipped", "Passed"];
    assert_eq!(titles.map(cell), ["5", "1", "3", "1", "2"]);
}

#[test]
fn a_cause_of_inconclusive_cases_is_told_once_with_its_contract() {
    let page = hostile_page();
    let title = "<h4>acme/members: throttled (429) for longer than the patience (--patience)</h4>";
    let (_, card) = page.split_once(title).expect("a card");
    let card = card.split("</li>").next().expect("an end");
    assert!(
        card.contains("--jobs") && card.contains("1 case of"),
        "{card}"
    );
}

#[test]
fn our_words_are_no_quotations_and_a_vendor_sees_what_was_held_against_what() {
    let page = hostile_page();
    assert!(!page.contains("<q"), "a quotation");
    let ours = "What a document says is told in our words";
    assert_eq!(page.matches(ours).count(), 2, "once for each list");
    assert!(page.contains("<dt>Tested at</dt>\n<dd><code>https://api.acme.example/v1</code>"));
    assert!(page.contains("at https://api.acme.example/v1</span>"));
    let digest = format!(
        "SHA-256 <code>{}</code>",
        hostile::contract().document.expect("one").sha256
    );
    assert!(page.contains(&digest), "{digest}");
}

#[test]
fn the_pages_of_a_walk_are_numbered() {
    let page = hostile_page();
    assert!(page.contains("<th scope=\"row\">2</th><td>page 2</td>"));
    assert!(page.contains("<td>page 13, asked again later</td>"));
}

#[test]
fn what_is_not_at_hand_is_told() {
    let page = hostile_page();
    for told in [
        "The run was held to version 0.9 of the contract; the clauses below are of version 1.0.",
        "The document has changed since the run",
        "The contract is not at hand",
        "1 case begun and not ended",
    ] {
        assert!(page.contains(told), "{told}");
    }
    let bare = self::page(&hostile::record(), &[]);
    assert_eq!(bare.matches("The contract is not at hand").count(), 2);
}

#[test]
fn a_large_body_is_cut() {
    let page = hostile_page();
    assert!(page.len() < 400_000, "{} bytes", page.len());
    assert!(page.contains("The body&#39;s first 16.3 kB of 1.0 MB"));
}

#[test]
fn a_walk_is_drawn_page_by_page() {
    let page = hostile_page();
    // Arithmetic: 39 pages of 25 and one of 9; pages 9, 18, 27 and 36 begin with five items of the page before.
    let told = "40 pages, 1,004 items, 20 of them listed before (red); at most 30 items a page";
    assert!(page.contains(told), "the walk in words");
}

#[test]
#[ignore = "writes the pages that .ci/browser opens"]
fn pages_for_the_browser() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::write(folder.join("hostile.html"), hostile_page()).expect("written");
    fs::write(folder.join("difference.html"), difference_page()).expect("written");
    fs::write(folder.join("large.ndjson"), hostile::large(10_000, 20)).expect("written");
}

#[test]
#[ignore = "renders 10,000 cases, for measuring: run `pages_for_the_browser` first"]
fn ten_thousand_cases() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let record = || BufReader::new(File::open(folder.join("large.ndjson")).expect("a record"));
    let (run, _) = fold([("large.ndjson".to_owned(), record())], Keep::Deviating);
    let contract = hostile::contract();
    let mut traces = Traces::new([&contract]);
    traces.read(record());
    let mut out = BufWriter::new(File::create(folder.join("large.html")).expect("made"));
    html(&run.expect("a run"), &[&contract], &traces, &mut out).expect("written");
    out.flush().expect("flushed");
}
