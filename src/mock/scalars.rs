//! Numbers and texts from the constraints of a schema. Few different ones, so that lists have equal values.

use serde_json::{Map, Number, Value};

use super::dice::Dice;
use super::text;

/// Milliseconds of 2020-01-01T00:00:00Z.
pub(super) const EPOCH_MS: i64 = 1_577_836_800_000;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// An integer: a tick of days where the property is a date, else one of a few.
pub(super) fn integer(flat: &Map<String, Value>, name: &str, dice: &mut Dice) -> Value {
    let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_i64);
    let least = bound("minimum").or(bound("exclusiveMinimum").map(|n| n.saturating_add(1)));
    let top = bound("maximum").or(bound("exclusiveMaximum").map(|n| n.saturating_sub(1)));
    let pace = i64::try_from(dice.below(40)).unwrap_or(0);
    let day = EPOCH_MS + pace * DAY_MS;
    let fits = |n: i64| least.is_none_or(|l| n >= l) && top.is_none_or(|m| n <= m);
    if name.ends_with("Date") && fits(day) {
        return day.into();
    }
    // A few values only, so that lists have equal ones.
    let start = match (least, top) {
        (Some(least), _) if least > -1_000_000_000 => least,
        (_, Some(top)) if top < 1_000_000_000 => top.saturating_sub(40),
        _ => 1,
    };
    let step = bound("multipleOf").filter(|m| *m > 0).unwrap_or(1);
    let up = start
        .checked_add(step - 1)
        .map_or(start, |n| n.div_euclid(step) * step);
    let farther = up.saturating_add(pace.saturating_mul(step));
    if fits(farther) {
        farther.into()
    } else {
        up.into()
    }
}

/// A number within its bounds.
pub(super) fn number(flat: &Map<String, Value>, name: &str, dice: &mut Dice) -> Value {
    let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_f64);
    if flat.contains_key("multipleOf") || name.ends_with("Date") {
        return integer(flat, name, dice);
    }
    let least = bound("minimum")
        .or(bound("exclusiveMinimum"))
        .unwrap_or(0.0);
    let top = bound("maximum").or(bound("exclusiveMaximum"));
    let most = top.unwrap_or(least + 10.0);
    let share = f64::from(u32::try_from(dice.below(39)).unwrap_or(0) + 1) / 40.0;
    Number::from_f64(least + (most - least) * share).map_or(Value::Null, Value::Number)
}

/// A text of its format, its pattern or its length.
pub(super) fn string(flat: &Map<String, Value>, name: &str, dice: &mut Dice) -> String {
    let keyword = |name: &str| flat.get(name).and_then(Value::as_str);
    let formed = keyword("format").and_then(|f| text::of_format(f, dice));
    if let Some(made) =
        formed.or_else(|| keyword("pattern").and_then(|p| text::of_pattern(p, dice)))
    {
        return made;
    }
    let bound = |keyword: &str| {
        flat.get(keyword)
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
    };
    let mut made = format!("{} {}", name, dice.below(90) + 10);
    while made.chars().count() < bound("minLength").unwrap_or(0) {
        made.push('x');
    }
    made.chars()
        .take(bound("maxLength").unwrap_or(usize::MAX))
        .collect()
}
