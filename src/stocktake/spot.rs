//! Spot checks 抽盘 (W8): places drawn by lot, dear ones and those that were off
//! before more often, from a seed that is printed so that the draw can be
//! repeated. Without replacement; weights are whole yuan, so that the same seed
//! draws the same places on every machine.

use fastrand::Rng;

/// Draws `n` of the weighted places; gives their positions in rising order. A
/// weight of 0 counts as 1.
pub fn draw(weights: &[u64], n: usize, seed: u64) -> Vec<usize> {
    let mut rng = Rng::with_seed(seed);
    let mut left: Vec<(usize, u128)> = weights
        .iter()
        .map(|w| u128::from((*w).max(1)))
        .enumerate()
        .collect();
    let mut drawn = Vec::new();
    while drawn.len() < n && !left.is_empty() {
        let total: u128 = left.iter().map(|(_, w)| w).sum();
        let mut at = rng.u128(0..total);
        let hit = left.iter().position(|(_, w)| match at.checked_sub(*w) {
            Some(rest) => {
                at = rest;
                false
            }
            None => true,
        });
        // The draw lies below the total, so some place holds it.
        drawn.push(left.remove(hit.unwrap_or(0)).0);
    }
    drawn.sort_unstable();
    drawn
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_seed_decides_and_weights_pull() {
        let weights = [1, 1, 1, 1_000, 1];
        assert_eq!(draw(&weights, 2, 7), draw(&weights, 2, 7));
        assert_eq!(draw(&weights, 9, 7), [0, 1, 2, 3, 4]);
        let hits = (0..200)
            .filter(|seed| draw(&weights, 1, *seed) == [3])
            .count();
        assert!(hits > 190, "{hits}");
        let spread: std::collections::BTreeSet<_> = (0..200).map(|s| draw(&[5; 4], 1, s)).collect();
        assert_eq!(spread.len(), 4, "every place can be drawn");
        assert!(draw(&[], 3, 1).is_empty() && draw(&weights, 0, 1).is_empty());
    }
}
