//! JSON pointers (RFC 6901): `""` is the whole value, `/a/0/b~1c` a place inside it.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The value at a pointer; nothing for a pointer that is malformed or leads nowhere.
pub fn get<'a>(value: &'a Value, pointer: &str) -> Option<&'a Value> {
    value.pointer(pointer)
}

/// Puts a value at a pointer and says whether that was possible.
///
/// Missing members on the way become objects, and so does `null`. In an array an index replaces its item; the array's
/// length and `-` append. A number, text or boolean on the way, an index past the end and a malformed pointer make it
/// impossible: then nothing changes.
pub fn set(target: &mut Value, pointer: &str, value: Value) -> bool {
    let Some(segments) = segments(pointer) else {
        return false;
    };
    reaches(target, &segments) && put(target, &segments, value)
}

/// Takes the value at a pointer out. The whole value (`""`) leaves `null` behind; a later item moves up.
pub fn remove(target: &mut Value, pointer: &str) -> Option<Value> {
    if pointer.is_empty() {
        return Some(target.take());
    }
    let (parent, last) = pointer.rsplit_once('/')?;
    match target.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(unescape(last).as_ref()),
        Value::Array(items) => {
            let index = index(last).filter(|i| *i < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}

/// A member's name as a segment: `~` becomes `~0`, `/` becomes `~1`.
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        name.replace('~', "~0").replace('/', "~1").into()
    } else {
        name.into()
    }
}

/// The name that a segment stands for.
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        segment.replace("~1", "/").replace("~0", "~").into()
    } else {
        segment.into()
    }
}

/// The pointer of a member (or of an item, by its index as text) of what `pointer` names.
pub fn join(pointer: &str, name: impl AsRef<str>) -> String {
    let name = escape(name.as_ref());
    let mut joined = String::with_capacity(pointer.len() + 1 + name.len());
    joined.push_str(pointer);
    joined.push('/');
    joined.push_str(&name);
    joined
}

/// Whether a pointer leads to something inside what `ancestor` names (and not to that itself).
pub fn is_below(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.starts_with('/'))
}

fn segments(pointer: &str) -> Option<Vec<Cow<'_, str>>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let rest = pointer.strip_prefix('/')?;
    Some(rest.split('/').map(unescape).collect())
}

/// RFC 6901, 4: an index has no leading zero and no sign.
fn index(segment: &str) -> Option<usize> {
    let canonical = segment == "0"
        || (!segment.starts_with('0') && segment.bytes().all(|b| b.is_ascii_digit()));
    segment.parse().ok().filter(|_| canonical)
}

fn slot(segment: &str, length: usize) -> Option<usize> {
    if segment == "-" {
        return Some(length);
    }
    index(segment).filter(|i| *i <= length)
}

fn reaches(target: &Value, segments: &[Cow<'_, str>]) -> bool {
    let Some((first, rest)) = segments.split_first() else {
        return true;
    };
    match target {
        Value::Object(members) => members.get(first.as_ref()).is_none_or(|m| reaches(m, rest)),
        Value::Array(items) => slot(first, items.len())
            .is_some_and(|i| items.get(i).is_none_or(|item| reaches(item, rest))),
        Value::Null => true,
        _ => false,
    }
}

fn put(target: &mut Value, segments: &[Cow<'_, str>], value: Value) -> bool {
    let Some((first, rest)) = segments.split_first() else {
        *target = value;
        return true;
    };
    if target.is_null() {
        *target = Value::Object(Map::new());
    }
    match target {
        Value::Object(members) => {
            let member = members.entry(first.as_ref()).or_insert(Value::Null);
            put(member, rest, value)
        }
        Value::Array(items) => {
            let Some(at) = slot(first, items.len()) else {
                return false;
            };
            if at == items.len() {
                items.push(Value::Null);
            }
            items.get_mut(at).is_some_and(|item| put(item, rest, value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_examples_of_rfc_6901() {
        let document = json!({
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8
        });
        let rows = [
            ("/foo", json!(["bar", "baz"])),
            ("/foo/0", json!("bar")),
            ("/", json!(0)),
            ("/a~1b", json!(1)),
            ("/c%d", json!(2)),
            ("/i\\j", json!(5)),
            ("/ ", json!(7)),
            ("/m~0n", json!(8)),
        ];
        for (pointer, expected) in rows {
            assert_eq!(get(&document, pointer), Some(&expected), "{pointer}");
        }
        assert_eq!(get(&document, ""), Some(&document));
        for nowhere in ["foo", "/foo/2", "/foo/-", "/foo/00", "/nothing/x"] {
            assert_eq!(get(&document, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn set_makes_what_is_missing_and_nothing_else() {
        let rows = [
            (json!(null), "/a/b", Some(json!({"a": {"b": 9}}))),
            (json!({"a": 1}), "/b", Some(json!({"a": 1, "b": 9}))),
            (json!([1, 2]), "/0", Some(json!([9, 2]))),
            (json!([1]), "/-", Some(json!([1, 9]))),
            (json!([1]), "/1/x", Some(json!([1, {"x": 9}]))),
            (json!({"a": 1}), "", Some(json!(9))),
            (json!([1]), "/3", None),
            (json!({"a": "text"}), "/a/b", None),
            (json!({}), "a", None),
            (
                json!({"a": [{}]}),
                "/a/0/b~1c",
                Some(json!({"a": [{"b/c": 9}]})),
            ),
        ];
        for (before, pointer, after) in rows {
            let mut value = before.clone();
            assert_eq!(
                set(&mut value, pointer, json!(9)),
                after.is_some(),
                "{pointer}"
            );
            assert_eq!(value, after.unwrap_or(before), "{pointer}");
        }
    }

    #[test]
    fn remove_takes_out_and_keeps_the_order_of_the_rest() {
        let mut value = json!({"a": [1, 2, 3], "b": 4, "c/d": 5});
        assert_eq!(remove(&mut value, "/a/1"), Some(json!(2)));
        assert_eq!(remove(&mut value, "/c~1d"), Some(json!(5)));
        assert_eq!(remove(&mut value, "/a/7"), None);
        assert_eq!(remove(&mut value, "/x/y"), None);
        assert_eq!(value.to_string(), r#"{"a":[1,3],"b":4}"#);
        assert_eq!(remove(&mut value, "/a"), Some(json!([1, 3])));
        assert_eq!(remove(&mut value, ""), Some(json!({"b": 4})));
        assert_eq!(value, Value::Null);
    }

    #[test]
    fn below_means_inside() {
        let rows = [
            ("/a", "", true),
            ("/a/b", "/a", true),
            ("/a", "/a", false),
            ("/ab", "/a", false),
            ("", "", false),
        ];
        for (pointer, ancestor, expected) in rows {
            assert_eq!(
                is_below(pointer, ancestor),
                expected,
                "{pointer} {ancestor}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_name_survives(name in any::<String>(), other in "[~/01a]{0,6}") {
            let segment = escape(&name);
            prop_assert_eq!(unescape(&segment), name.as_str());
            let mut value = Value::Null;
            let pointer = join(&join("", &name), &other);
            prop_assert!(set(&mut value, &pointer, json!(1)));
            prop_assert_eq!(&value, &json!({name: {other: 1}}));
            prop_assert_eq!(remove(&mut value, &pointer), Some(json!(1)));
        }
    }
}
