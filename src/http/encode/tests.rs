use proptest::prelude::*;

use super::*;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
    pairs.iter().map(own).collect()
}

#[test]
fn segments_encode_what_rfc_3986_does_not_allow_in_one() {
    let rows = [
        ("abc-._~XYZ09", "abc-._~XYZ09"),
        ("!$&'()*+,;=:@", "!$&'()*+,;=:@"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b\"c", "a%20b%22c"),
        ("é", "%C3%A9"),
        ("a\\b[c]{d}|^`<>", "a%5Cb%5Bc%5D%7Bd%7D%7C%5E%60%3C%3E"),
        ("\n\0", "%0A%00"),
    ];
    for (value, expected) in rows {
        assert_eq!(segment(value), expected);
        assert_eq!(decode(expected), value);
    }
}

#[test]
fn urls_from_their_parts() {
    let rows = [
        ("http://h", "/a", pairs(&[]), pairs(&[]), Ok("http://h/a")),
        ("http://h/", "/", pairs(&[]), pairs(&[]), Ok("http://h/")),
        (
            "https://h:8/api/",
            "/u/{id}/x",
            pairs(&[("id", "a/b")]),
            pairs(&[("q", "1 2"), ("q", "a&b=c+d"), ("e", "")]),
            Ok("https://h:8/api/u/a%2Fb/x?q=1%202&q=a%26b%3Dc%2Bd&e="),
        ),
        (
            "http://h",
            "/{a}.{b}",
            pairs(&[("a", "x"), ("b", "y"), ("c", "z")]),
            pairs(&[]),
            Ok("http://h/x.y"),
        ),
        (
            "http://h",
            "/{a}",
            pairs(&[("a", "...")]),
            pairs(&[]),
            Ok("http://h/..."),
        ),
        (
            "http://h",
            "/{a}",
            pairs(&[]),
            pairs(&[]),
            Err("the path `/{a}` needs a value for `a`"),
        ),
        (
            "http://h",
            "/{a}",
            pairs(&[("a", "")]),
            pairs(&[]),
            Err("the path parameter `a` is empty"),
        ),
        (
            "http://h",
            "/{a}",
            pairs(&[("a", "..")]),
            pairs(&[]),
            Err("no URL can have `..` as a segment of its path (in `/{a}`)"),
        ),
        (
            "http://h?x",
            "/a",
            pairs(&[]),
            pairs(&[]),
            Err("the base URL `http://h?x` has a query or a fragment"),
        ),
    ];
    for (base, template, path, query, expected) in rows {
        let expected = expected.map(ToOwned::to_owned).map_err(ToOwned::to_owned);
        assert_eq!(url(base, template, &path, &query), expected);
    }
}

#[test]
fn a_template_matches_whole_paths_only() {
    let rows = [
        ("/a", "/a", Some(pairs(&[]))),
        ("/a", "/a?b=c", Some(pairs(&[]))),
        ("/a", "/a/", None),
        ("/a", "/%61", Some(pairs(&[]))),
        ("/u/{id}", "/u/a%2Fb%25", Some(pairs(&[("id", "a/b%")]))),
        ("/u/{id}", "/u/", None),
        ("/u/{id}", "/u/a/b", None),
        ("/u/{id}", "/v/a", None),
        (
            "/{a}.{b}",
            "/x.y.z",
            Some(pairs(&[("a", "x"), ("b", "y.z")])),
        ),
        ("/f-{a}.json", "/f-1.json", Some(pairs(&[("a", "1")]))),
        (
            "/f-{a}.json",
            "/f-1.json.json",
            Some(pairs(&[("a", "1.json")])),
        ),
        ("/{a}-{b}", "/-x-y", Some(pairs(&[("a", "-x"), ("b", "y")]))),
        ("/{a}-{b}", "/é-x", Some(pairs(&[("a", "é"), ("b", "x")]))),
        ("/{a}{b}", "/xy", None),
        ("/f-{a}.json", "/f-1.jsonx", None),
        ("/f-{a}.json", "/g-1.json", None),
        ("/{a}", "/{a}", Some(pairs(&[("a", "{a}")]))),
    ];
    for (template, path, expected) in rows {
        assert_eq!(match_path(template, path), expected, "{template} {path}");
    }
}

#[test]
fn queries_are_read_as_forms() {
    let rows = [
        ("", pairs(&[])),
        ("a=1&b", pairs(&[("a", "1"), ("b", "")])),
        ("a=b=c&&a=%26", pairs(&[("a", "b=c"), ("a", "&")])),
        ("a+b=c%2Bd+e", pairs(&[("a b", "c+d e")])),
        ("%C3%A9=%", pairs(&[("é", "%")])),
    ];
    for (query, expected) in rows {
        assert_eq!(parse_query(query), expected, "{query}");
    }
}

proptest! {
    #[test]
    fn any_value_survives(a in ".{1,12}", b in ".{1,12}", q in ".{0,12}", n in ".{1,12}") {
        prop_assume!(!is_dots(&segment(&a)) && !is_dots(&segment(&b)));
        let path = pairs(&[("a", &a), ("b", &b)]);
        let query = pairs(&[(&n, &q), ("n", &a)]);
        let template = "/x/{a}/y/{b}";
        let built = url("http://h", template, &path, &query).expect("builds");
        let parsed = ::url::Url::parse(&built).expect("a URL");
        // What is built is what a client sends.
        prop_assert_eq!(parsed.as_str(), &built);
        prop_assert_eq!(match_path(template, parsed.path()), Some(path));
        prop_assert_eq!(parse_query(parsed.query().unwrap_or_default()), query);
    }
}
