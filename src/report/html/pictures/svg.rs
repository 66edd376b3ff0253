//! Drawing with whole numbers, so that the same record gives the same bytes everywhere.

use std::fmt::Write;

use crate::report::html::markup::Html;

/// A picture that says in words what it shows.
pub(super) fn picture(
    h: &mut Html,
    class: &str,
    (width, height): (u64, u64),
    says: &str,
    inside: impl FnOnce(&mut Html),
) {
    let view = format!("0 0 {width} {height}");
    let attributes = [
        ("class", class),
        ("viewBox", &view),
        ("preserveAspectRatio", "xMinYMid meet"),
        ("role", "img"),
        ("aria-label", says),
    ];
    h.tag("svg", &attributes, inside);
}

/// Bars beside each other as one path. `from` is the line they stand on, `tall` the height of the largest; a bar that
/// is not zero is seen.
pub(super) fn bars(
    h: &mut Html,
    class: &str,
    slots: &Slots,
    values: &[u64],
    largest: u64,
    up: bool,
) {
    let mut path = String::new();
    for (index, value) in values.iter().enumerate() {
        let height = scaled(*value, largest, slots.tall);
        if height == 0 {
            continue;
        }
        let x = slots.left + slots.step * index as u64;
        let (sign, width) = (if up { "-" } else { "" }, slots.width);
        let _ = write!(path, "M{x} {}h{width}v{sign}{height}h-{width}z", slots.base);
    }
    if !path.is_empty() {
        h.el("path", &[("class", class), ("d", &path)], "");
    }
}

/// Where bars stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    /// The first one's left side.
    pub(super) left: u64,
    /// From one to the next.
    pub(super) step: u64,
    /// A bar's width.
    pub(super) width: u64,
    /// The line they stand on.
    pub(super) base: u64,
    /// The height of the largest.
    pub(super) tall: u64,
}

/// A text of the picture. What it says is in the picture's words too.
pub(super) fn label(h: &mut Html, x: u64, y: u64, anchor: &str, text: &str) {
    let (x, y) = (x.to_string(), y.to_string());
    h.el(
        "text",
        &[("x", &x), ("y", &y), ("text-anchor", anchor)],
        text,
    );
}

/// A line across.
pub(super) fn line(h: &mut Html, x1: u64, x2: u64, y: u64) {
    h.el(
        "path",
        &[("class", "axis"), ("d", &format!("M{x1} {y}H{x2}"))],
        "",
    );
}

/// A value as a height of at most `tall`, at least one where it is not zero.
pub(super) fn scaled(value: u64, largest: u64, tall: u64) -> u64 {
    let height = u128::from(value) * u128::from(tall) / u128::from(largest.max(1));
    u64::try_from(height)
        .unwrap_or(tall)
        .clamp(u64::from(value > 0), tall.max(1))
}
