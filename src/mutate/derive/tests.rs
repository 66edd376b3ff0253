use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::http::Request;
use crate::mock::{Beside, BodyLie, Mock, MockOptions, PagingLie, Turn};

const SMALL: &str = include_str!("../../../tests/invented/contracts/harbour/berths.yaml");

fn small() -> Contract {
    let (mut contracts, told) = crate::contract::load("berths.yaml", SMALL);
    assert!(
        told.iter()
            .all(|d| d.severity != crate::text::Severity::Error),
        "{told:?}"
    );
    contracts.remove(0)
}

fn ids(contract: &Contract) -> Vec<String> {
    mutants(contract).into_iter().map(|m| m.id).collect()
}

#[test]
fn every_category_that_applies_is_there() {
    let contract = small();
    let found: BTreeSet<Category> = mutants(&contract).iter().map(|m| m.category).collect();
    // The invented contract limits no requests, has no links, and no clause of it names a value that breaks it.
    let without = [Category::Throttle, Category::Safety, Category::Value];
    let expected: BTreeSet<Category> = Category::ALL
        .iter()
        .copied()
        .filter(|c| !without.contains(c))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn ids_are_stable_and_say_what_is_wrong() {
    let contract = small();
    let found = ids(&contract);
    assert_eq!(found, ids(&small()), "the same in every run");
    let once: BTreeSet<&String> = found.iter().collect();
    assert_eq!(once.len(), found.len(), "each once");
    for id in [
        "harbour/berths:access:pass:missing-accepted",
        "harbour/berths:access:pass:wrong-answered-410",
        "harbour/berths:lookup:harbour:unknown-served",
        "harbour/berths:lookup:harbour:malformed-answered-407",
        "harbour/berths:status:200-as-407",
        "harbour/berths:header:200:X-Total:missing",
        "harbour/berths:header:200:X-Rows:malformed",
        "harbour/berths:content-type:200:another-charset",
        "harbour/berths:body:407:filled",
        "harbour/berths:body:410:html",
        "harbour/berths:fact:trace:untrue",
        "harbour/berths:effect:kind:one-slips-through",
        "harbour/berths:effect:sort:depth:last-two-out-of-order",
        "harbour/berths:relation:annexes:true:one-lost",
        "harbour/berths:access:pass:wrong-accepted:beside:kind",
        "harbour/berths:access:pass:missing-accepted:beside:from",
        "harbour/berths:lookup:harbour:unknown-served:beside:X-Trace",
        "harbour/berths:effect:kind:ignored:beside:sort:descending",
        "harbour/berths:effect:sort:ascending:ignored:beside:kind",
        "harbour/berths:effect:sort:code:descending:inverted",
        "harbour/berths:relation:annexes:ignored:beside:from",
        "harbour/berths:parameter:annexes:refused:beside:sort",
        "harbour/berths:paging:end-signalled-early",
        "harbour/berths:paging:total-changes",
        "harbour/berths:paging:default-one-too-large",
        "harbour/berths:encoding:200:duplicate-key",
        "harbour/berths:transport:length-too-long",
        "harbour/berths:schema:Berth/code:missing",
    ] {
        assert!(
            found.iter().any(|f| f == id),
            "{id} is not among {found:#?}"
        );
    }
}

#[test]
fn schemas_are_at_most_half_and_only_what_clauses_guard() {
    let contract = small();
    let all = mutants(&contract);
    let schemas: Vec<&Mutant> = all
        .iter()
        .filter(|m| m.category == Category::Schema)
        .collect();
    assert!(
        !schemas.is_empty() && schemas.len() * 2 <= all.len(),
        "{} of {}",
        schemas.len(),
        all.len()
    );
    for mutant in schemas {
        assert!(
            !mutant.clauses(&contract).is_empty(),
            "{} is guarded by a clause",
            mutant.id
        );
    }
}

#[test]
fn a_mutant_violates_the_clauses_of_its_parts() {
    let contract = small();
    let violated = |id: &str| -> Vec<String> {
        let all = mutants(&contract);
        let mutant = all.iter().find(|m| m.id.ends_with(id)).expect(id);
        mutant
            .clauses(&contract)
            .iter()
            .map(|c| c.id.clone())
            .collect()
    };
    assert_eq!(violated("effect:kind:ignored"), ["kind"]);
    assert_eq!(violated("access:pass:missing-accepted"), ["pass"]);
    assert_eq!(violated("lookup:harbour:unknown-served"), ["gone"]);
    assert_eq!(violated("fact:rows:untrue"), ["rows"]);
}

#[test]
fn pairs_that_no_request_can_have_are_left_out() {
    let found = ids(&small());
    for id in [
        // A cursor is a page's own, and what nobody has gives none.
        "lookup:harbour:unknown-served:beside:from",
        "parameter:size:refused:beside:from",
        // Nothing is beside itself.
        "effect:kind:ignored:beside:kind",
        // Pages by cursor have no numbers.
        "access:pass:wrong-accepted:on-later-pages",
    ] {
        assert!(!found.iter().any(|f| f.ends_with(id)), "{id}");
    }
    let beside: HashSet<&String> = found.iter().filter(|id| id.contains(":beside:")).collect();
    // Two states of the pass beside five parameters and the cursor, an unknown harbour beside the five.
    let of = |what: &str| beside.iter().filter(|id| id.contains(what)).count();
    assert_eq!((of(":access:"), of(":lookup:")), (12, 5));
    // Of four parameters of the query, each two.
    assert_eq!(of(":parameter:"), 6);
}

fn edited(from: &str, to: &str) -> Contract {
    assert!(SMALL.contains(from), "{from}");
    let (mut contracts, told) = crate::contract::load("berths.yaml", &SMALL.replacen(from, to, 1));
    assert!(told.is_empty(), "{told:?}");
    contracts.remove(0)
}

fn broken<'m>(of: &'m [Mutant], contract: &Contract, clause: &str) -> Vec<&'m str> {
    let clause = contract
        .clauses
        .iter()
        .find(|c| c.id == clause)
        .expect(clause);
    let breaking = of.iter().filter(|m| m.breaks(contract, clause));
    breaking
        .map(|m| m.id.strip_prefix("harbour/berths:").expect("own"))
        .collect()
}

#[test]
fn a_clause_of_a_case_is_broken_by_what_it_names_and_nothing_else() {
    let bound = |more: &str| {
        let to = format!("checked-by: [ \"case:by code\" ]{more}");
        edited("checked-by: [ \"fact:rows\", \"header:200:X-Rows\" ]", &to)
    };
    let silent = bound("");
    assert_eq!(broken(&mutants(&silent), &silent, "rows"), [""; 0]);
    let naming = bound(", broken-by: [ \"effect:sort:code\", \"value:Berth/code:lower-case\" ]");
    let found = mutants(&naming);
    assert_eq!(
        broken(&found, &naming, "rows"),
        [
            "effect:sort:code:ignored",
            "effect:sort:code:inverted",
            "effect:sort:code:last-two-out-of-order",
            "effect:sort:code:ascending:ignored",
            "effect:sort:code:ascending:inverted",
            "effect:sort:code:descending:ignored",
            "effect:sort:code:descending:inverted",
            "value:Berth/code:lower-case",
        ]
    );
    assert!(super::super::misnamed(&naming).is_empty());
    let misspelt = bound(", broken-by: [ \"value:Berth/code:lowercase\" ]");
    let told = super::super::misnamed(&misspelt);
    let [told] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(told.nearest.as_deref(), Some("value:Berth/code:lower-case"));
}

#[test]
fn an_effect_is_broken_for_the_clauses_of_its_fields_each_for_its_own() {
    let contract = edited(
        "\"effect:sort:depth\", \"effect:sort:code\"",
        "\"effect:sort:depth\"",
    );
    let found = broken(&mutants(&contract), &contract, "sort").join(" ");
    assert!(found.contains("parameter:sort:refused"), "{found}");
    assert!(found.contains("effect:sort:depth:ignored"), "{found}");
    assert!(!found.contains("effect:sort:code"), "{found}");
}

/// The answer of the invented contract's mock to the first page of its large harbour, sound or lying.
fn answer(lie: Option<Lie>) -> (u16, String, serde_json::Value) {
    let contract = Arc::new(small());
    let sound = Mock::new([Arc::clone(&contract)], MockOptions::default());
    let target = sound.target("http://localhost").expect("complete");
    let own = target.contract(&contract.id).expect("there");
    let code = own
        .vars
        .iter()
        .find(|(name, _, _)| name == "harbour")
        .expect("a variable");
    let code = code.1.as_str().expect("a text").to_owned();
    let crate::target::CredentialSource::Value(secret) = &own.credentials[0].source else {
        panic!("the mock's own secret");
    };
    let request = Request {
        method: "GET".to_owned(),
        url: format!("http://localhost/harbour/berths/harbours/{code}/berths?size=4"),
        headers: [("X-Pass", secret.expose())].into_iter().collect(),
        path: Vec::new(),
        query: vec![("size".to_owned(), "4".to_owned())],
    };
    let mock = match lie {
        Some(lie) => sound.lying(lie),
        None => sound,
    };
    let answer = mock.answer(&request, Turn::default());
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    let rows = answer.headers.get("X-Rows").unwrap_or_default().to_owned();
    (
        answer.status,
        rows,
        serde_json::from_str(&body).unwrap_or(body.into()),
    )
}

#[test]
fn lies_show_where_they_are_meant_to_and_nowhere_else() {
    let (status, rows, sound) = answer(None);
    assert_eq!((status, rows.as_str()), (200, "4"));
    assert_eq!(sound["berths"].as_array().map(Vec::len), Some(4));

    let (_, rows, larger) = answer(Some(Lie::Paging(PagingLie::Size(1))));
    assert_eq!(
        (rows.as_str(), larger["berths"].as_array().map(Vec::len)),
        ("5", Some(5))
    );

    let (_, _, early) = answer(Some(Lie::Paging(PagingLie::EndEarly)));
    assert_eq!(
        (&early["more"], &early["berths"]),
        (&false.into(), &sound["berths"])
    );

    let fact = Lie::Fact {
        name: "rows".to_owned(),
        absent: false,
    };
    let (_, rows, same) = answer(Some(fact));
    assert_eq!((rows.as_str(), &same), ("5", &sound));

    let schema = Lie::Schema {
        part: "Berth/depth".to_owned(),
        value: None,
    };
    let (_, _, lacking) = answer(Some(schema));
    let depths = lacking["berths"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|b| b.get("depth").is_some());
    assert_eq!(
        depths.collect::<Vec<_>>(),
        [true, true, true, false],
        "one place is broken, the last"
    );

    let (status, _, body) = answer(Some(Lie::Body(200, BodyLie::Emptied)));
    assert_eq!((status, body), (200, "".into()));

    let elsewhere = Lie::Status { from: 410, to: 200 };
    assert_eq!(
        answer(Some(elsewhere)).2,
        sound,
        "another status is untouched"
    );
}

/// The size of the invented contract's first page of four, as a mock cuts it that shows one item more beside something.
fn shown(beside: Beside) -> Option<usize> {
    let within = Lie::Paging(PagingLie::Size(1));
    let lie = beside::only(within, vec![beside]);
    answer(Some(lie)).2["berths"].as_array().map(Vec::len)
}

#[test]
fn lies_beside_something_are_told_only_there() {
    // The request has `size=4` and nothing else.
    let value = |text: &str| Beside::Value("size".to_owned(), text.to_owned());
    assert_eq!(shown(Beside::Parameter("size".to_owned())), Some(5));
    assert_eq!(shown(value("4")), Some(5));
    assert_eq!(shown(value("5")), Some(4));
    assert_eq!(shown(Beside::Parameter("kind".to_owned())), Some(4));
    assert_eq!(shown(Beside::Parameter("unheard of".to_owned())), Some(4));
    let sorted = Beside::Sorted {
        parameter: "sort".to_owned(),
        field: None,
        descending: false,
    };
    assert_eq!(shown(sorted), Some(4));
    assert_eq!(shown(Beside::LaterPage), Some(4));
}
