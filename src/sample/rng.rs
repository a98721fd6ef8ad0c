//! A small generator of numbers that are the same for the same seed on every
//! machine: SplitMix64 (Steele, Lea, Flood 2014), a counter stepped by the
//! golden ratio and stirred. For sample data only, never for secrets.

/// One stream of numbers.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A stream of its own for each `label`, so that one file's rows do not
    /// depend on how many numbers another file drew.
    pub fn new(seed: u64, label: &str) -> Self {
        // FNV-1a of the label.
        let stream = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut rng = Rng(seed);
        Rng(rng.next() ^ stream)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included; `low` where the
    /// range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs();
        let step = self.next() % span.saturating_add(1);
        low.saturating_add_unsigned(step)
    }

    /// True in `percent` of a hundred draws.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.range(1, 100) <= percent
    }

    /// One of `items`, which are never empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = i64::try_from(items.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.range(0, last)).unwrap_or(0);
        items
            .get(at)
            .expect("a list of words to pick from is never empty")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // The published first outputs for seed 1234567.
        let mut rng = Rng(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn ranges_reach_both_ends_and_nothing_more() {
        let mut rng = Rng::new(7, "ends");
        let drawn: std::collections::BTreeSet<i64> = (0..200).map(|_| rng.range(-1, 2)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-1, 0, 1, 2]);
        assert_eq!(rng.range(5, 5), 5);
    }
}
