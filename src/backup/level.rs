//! How hard an entry is packed: the quickest level that comes close to `zip -6`.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// Levels of zlib-rs that are tried, from the quickest; the last is `zip -6`'s.
const LEVELS: [u32; 4] = [3, 4, 5, 6];

/// The quickest of them.
pub const LEAST: u32 = LEVELS[0];

/// Bytes of an entry by which its level is chosen.
pub const SAMPLE: usize = 1 << 17;

/// An entry may be so many hundredths of what the last level makes of it: then an
/// archive stays within 1.1 of `zip -6`, mostly in a third of its time.
const LARGER: usize = 107;

/// The quickest level that packs what begins like this well enough.
pub fn level_for(first: &[u8]) -> u32 {
    let sample = &first[..first.len().min(SAMPLE)];
    let size = |level: u32| {
        let mut out = DeflateEncoder::new(Vec::new(), Compression::new(level));
        out.write_all(sample)
            .and_then(|()| out.finish())
            .map_or(usize::MAX, |packed| packed.len())
    };
    let [quicker @ .., last] = LEVELS;
    let most = size(last).saturating_mul(LARGER) / 100;
    let enough = |level: &u32| size(*level) <= most;
    quicker.into_iter().find(enough).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::level_for;
    use std::fmt::Write;

    #[test]
    fn the_level_follows_the_text() {
        let (mut orders, mut nested) = (String::new(), String::new());
        for n in 0..4000u64 {
            let mix = |x: u64| (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let r = mix(mix(mix(n + 1))) >> 8;
            let _ = writeln!(orders, "3000004182{n:05},{r},19.90,毛巾");
            let _ = write!(
                nested,
                "\n {{\n  \"order\": \"3000004182{n:05}\",\n  \"at\": \"2026-11-{:02}T{:02}:00:00\",\n  \"items\": [\n   {{\n    \"sku\": \"A-{}\"\n   }}\n  ]\n }},",
                r / 3 % 28 + 1,
                r / 5 % 24,
                r % 97
            );
        }
        assert_eq!(level_for(orders.as_bytes()), 3);
        assert!(level_for(nested.as_bytes()) > 3);
        assert_eq!(level_for(b""), 3);
    }
}
