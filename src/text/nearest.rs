//! The nearest valid name to a mistyped one.

/// The most similar of `valid`, if any is similar enough to be what was meant.
///
/// ```
/// assert_eq!(docproof::text::nearest("staus", ["status", "schema"]), Some("status"));
/// assert_eq!(docproof::text::nearest("evn", ["file", "env"]), Some("env"));
/// assert_eq!(docproof::text::nearest("zzz", ["status", "schema"]), None);
/// ```
pub fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    valid
        .into_iter()
        .filter_map(|v| {
            let valid = v.to_lowercase();
            let likeness = strsim::jaro_winkler(&lower, &valid);
            // A common start makes names alike; of those that are, the one with the fewest changes was meant. A short
            // name with two letters swapped is hardly alike, and meant all the same.
            (likeness > 0.75 || is_swapped(&lower, &valid)).then(|| {
                (
                    likeness + strsim::normalized_damerau_levenshtein(&lower, &valid),
                    v,
                )
            })
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, v)| v)
}

/// Whether two names differ in two neighbours that changed places.
fn is_swapped(one: &str, other: &str) -> bool {
    one.len() > 2
        && one.len() == other.len()
        && strsim::damerau_levenshtein(one, other) == 1
        && strsim::levenshtein(one, other) == 2
}
