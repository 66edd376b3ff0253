//! The nearest valid name to a mistyped one.

/// The most similar of `valid`, if any is similar enough to be what was meant.
///
/// ```
/// assert_eq!(docproof::text::nearest("staus", ["status", "schema"]), Some("status"));
/// assert_eq!(docproof::text::nearest("zzz", ["status", "schema"]), None);
/// ```
pub fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    valid
        .into_iter()
        .filter_map(|v| {
            let valid = v.to_lowercase();
            let likeness = strsim::jaro_winkler(&lower, &valid);
            // A common start makes names alike; of those that are, the one with the fewest changes was meant.
            (likeness > 0.75).then(|| {
                (
                    likeness + strsim::normalized_damerau_levenshtein(&lower, &valid),
                    v,
                )
            })
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, v)| v)
}
