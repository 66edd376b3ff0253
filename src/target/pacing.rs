//! How fast a target may be asked.

use crate::text::{Context, Fields, Kind, Node, count, list_of};

/// So many requests in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many are allowed, at least one.
    pub requests: u32,
    /// In how many seconds, at least one.
    pub seconds: u32,
}

impl RateLimit {
    /// The time in which docproof sends no more than the limit's requests, in milliseconds: a fiftieth longer than the limit
    /// says, at most a second, since what is evenly spaced when it is sent is not when it arrives.
    pub fn window_ms(self) -> u64 {
        let length = u64::from(self.seconds).saturating_mul(1000);
        length.saturating_add((length / 50).min(1000))
    }
}

/// Which limits the requests of a contract keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pacing {
    /// Those that the contract documents.
    #[default]
    Documented,
    /// These, all of them at once, instead of the documented ones.
    Own(Vec<RateLimit>),
    /// None.
    Off,
}

/// Reads `none`, a limit, or a list of limits.
pub(super) fn pacing(cx: &Context, node: &Node) -> Option<Pacing> {
    match &node.kind {
        Kind::Map(_) => Some(Pacing::Own(vec![limit(cx, node)?])),
        Kind::List(items) if !items.is_empty() => Some(Pacing::Own(list_of(cx, node, limit)?)),
        Kind::Text(word) if word == "none" => Some(Pacing::Off),
        _ => {
            let expected = "`{ requests: 20, seconds: 60 }`, a list of such limits, or `none`";
            cx.error(node.span, node.describe(), expected);
            None
        }
    }
}

fn limit(cx: &Context, node: &Node) -> Option<RateLimit> {
    let mut fields = Fields::of(cx, node, "a limit")?;
    let requests = fields.required("requests", from_one);
    let seconds = fields.required("seconds", from_one);
    fields.finish();
    Some(RateLimit {
        requests: requests?,
        seconds: seconds?,
    })
}

fn from_one(cx: &Context, node: &Node) -> Option<u32> {
    match count(cx, node)? {
        0 => {
            cx.error(node.span, node.describe(), "a whole number from 1");
            None
        }
        number => Some(number),
    }
}
