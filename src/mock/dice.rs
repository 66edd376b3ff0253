//! Numbers that look random and are the same in every run: a hash of the seed, a label and an index.

/// A stream of numbers (`SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The stream of a label and an index.
    pub(super) fn new(seed: u64, label: &str, index: u64) -> Self {
        let start = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
        let hash = label.bytes().fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut dice = Self(hash ^ index.wrapping_mul(0xd6e8_feb8_6659_fd93));
        dice.next();
        dice
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; zero for a limit of zero.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let length = u64::try_from(of.len()).unwrap_or(u64::MAX);
        of.get(usize::try_from(self.below(length)).unwrap_or(0))
    }

    /// Lower-case hexadecimal digits.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        (0..digits)
            .filter_map(|_| char::from_digit(u32::try_from(self.below(16)).unwrap_or(0), 16))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_label_and_index_give_the_same_stream() {
        let stream = |seed, label: &str, index| {
            let mut dice = Dice::new(seed, label, index);
            [dice.next(), dice.next()]
        };
        assert_eq!(stream(1, "a", 2), stream(1, "a", 2));
        assert_ne!(stream(1, "a", 2), stream(2, "a", 2));
        assert_ne!(stream(1, "a", 2), stream(1, "b", 2));
        assert_ne!(stream(1, "a", 2), stream(1, "a", 3));
    }

    #[test]
    fn numbers_stay_below_their_limit() {
        let mut dice = Dice::new(0, "limit", 0);
        assert!((0..1000).all(|_| dice.below(7) < 7));
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.hex(12).len(), 12);
    }
}
