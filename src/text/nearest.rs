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
        .map(|v| (strsim::jaro_winkler(&lower, &v.to_lowercase()), v))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, v)| v)
}
