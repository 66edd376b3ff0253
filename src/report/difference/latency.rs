//! Whether the times of two runs differ by more than they vary.

/// So many answers each run must have: a median of fewer says little.
const FEWEST: usize = 8;
/// So many microseconds nobody notices.
const UNNOTICED: f64 = 1_000.0;
/// So large a part of the time before is not worth telling.
const SLIGHT: f64 = 0.1;
/// So many standard errors the medians must lie apart: with 3, one in some hundreds of unchanged operations is told.
const ERRORS: f64 = 3.0;

/// An operation that answers faster or slower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The contract's id.
    pub contract: String,
    /// The median before and now, in microseconds.
    pub median_us: (u64, u64),
    /// How many answers each is of.
    pub answers: (usize, usize),
}

/// The medians, where they lie apart beyond noise. The noise is estimated from how far the times lie from their own median
/// (the median absolute deviation), so that a few slow answers change little.
pub(super) fn moved(contract: &str, before: &[u64], now: &[u64]) -> Option<Moved> {
    if before.len() < FEWEST || now.len() < FEWEST {
        return None;
    }
    let (a, b) = (median(before), median(now));
    let apart = (float(b) - float(a)).abs();
    let error = standard_error(before, a).hypot(standard_error(now, b));
    let told = apart > ERRORS * error && apart >= UNNOTICED && apart >= SLIGHT * float(a);
    told.then(|| Moved {
        contract: contract.to_owned(),
        median_us: (a, b),
        answers: (before.len(), now.len()),
    })
}

/// The standard error of a median of values spread like a normal distribution: 1.2533 σ/√n, with σ taken as 1.4826 times
/// the median absolute deviation.
fn standard_error(values: &[u64], median_of: u64) -> f64 {
    let apart: Vec<u64> = values.iter().map(|v| v.abs_diff(median_of)).collect();
    #[expect(clippy::cast_precision_loss, reason = "no run has 2^53 answers")]
    let root = (values.len() as f64).sqrt();
    1.2533 * 1.4826 * float(median(&apart)) / root
}

/// The middle value; of an even number the lower of the two.
fn median(values: &[u64]) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len().saturating_sub(1) / 2;
    sorted.get(middle).copied().unwrap_or(0)
}

fn float(us: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no answer takes 2^53 µs")]
    let float = us as f64;
    float
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_beyond_noise_has_moved() {
        let around = |middle: u64, spread: u64, n: u64| -> Vec<u64> {
            (0..n)
                .map(|i| middle + spread * i / n - spread / 2)
                .collect()
        };
        let rows = [
            (
                "the same",
                around(50_000, 10_000, 20),
                around(50_000, 10_000, 20),
                false,
            ),
            (
                "within noise",
                around(50_000, 60_000, 20),
                around(60_000, 60_000, 20),
                false,
            ),
            (
                "beyond noise",
                around(50_000, 10_000, 20),
                around(80_000, 10_000, 20),
                true,
            ),
            (
                "faster",
                around(80_000, 10_000, 20),
                around(50_000, 10_000, 20),
                true,
            ),
            (
                "too few",
                around(50_000, 10, 7),
                around(90_000, 10, 20),
                false,
            ),
            ("unnoticed", around(100, 2, 50), around(900, 2, 50), false),
            (
                "slight",
                around(50_000, 2, 50),
                around(54_000, 2, 50),
                false,
            ),
        ];
        for (name, before, now, expected) in rows {
            assert_eq!(moved("a/b", &before, &now).is_some(), expected, "{name}");
        }
    }

    #[test]
    fn a_few_slow_answers_move_nothing() {
        let mut now = vec![50_000; 20];
        now.extend([9_000_000; 5]);
        assert_eq!(moved("a/b", &[50_000; 20], &now), None);
    }
}
