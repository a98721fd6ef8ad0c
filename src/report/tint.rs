//! The colours of tones and of a chart's series, as 0xRRGGBB: few, soft, light
//! enough for black words, and of different lightness where a grey print must
//! keep series apart. A colour never says anything alone.

use super::model::Tone;

/// The fill of a tone; `None` where only the words are paler.
pub fn fill(tone: Tone) -> Option<u32> {
    const HUES: [u32; Tone::HUES as usize] = [
        0x00D6_E6F5, // blue
        0x00FB_E3CB, // orange
        0x00D9_EED6, // green
        0x00E6_DAF2, // violet
        0x00FF_F3B8, // yellow
        0x00F6_D5E0, // rose
        0x00C9_E8E6, // teal
        0x00E2_DCCB, // sand
    ];
    match tone {
        Tone::Good => Some(0x00E1_F2E3),
        Tone::Attention => Some(0x00FF_F0C7),
        Tone::Bad => Some(0x00FA_DEDB),
        Tone::Muted => None,
        Tone::Shaded => Some(0x00E8_EBEE),
        Tone::Hue(n) => Some(HUES[usize::from(n % Tone::HUES)]),
    }
}

/// A chart's series, dark and light in turn.
pub const SERIES: [u32; super::model::Chart::SERIES] = [
    0x002F_5D8A, // blue
    0x00E0_9F4F, // orange
    0x0046_8257, // green
    0x00C5_8BB8, // mauve
    0x0093_3A35, // red
    0x008C_BFCB, // light blue
    0x006E_6A5E, // grey
];

/// Every tone once, so that a table of formats can be made.
pub fn all() -> impl Iterator<Item = Tone> {
    [
        Tone::Good,
        Tone::Attention,
        Tone::Bad,
        Tone::Muted,
        Tone::Shaded,
    ]
    .into_iter()
    .chain((0..Tone::HUES).map(Tone::Hue))
}

/// The tone's place in [`all`].
pub fn slot(tone: Tone) -> usize {
    match tone {
        Tone::Good => 0,
        Tone::Attention => 1,
        Tone::Bad => 2,
        Tone::Muted => 3,
        Tone::Shaded => 4,
        Tone::Hue(n) => 5 + usize::from(n % Tone::HUES),
    }
}

/// A word for style sheets: `good`, `hue3`.
pub fn name(tone: Tone) -> String {
    match tone {
        Tone::Good => "good".to_owned(),
        Tone::Attention => "attention".to_owned(),
        Tone::Bad => "bad".to_owned(),
        Tone::Muted => "muted".to_owned(),
        Tone::Shaded => "shaded".to_owned(),
        Tone::Hue(n) => format!("hue{}", n % Tone::HUES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.1), 0 for black, 1 for white.
    fn luminance(rgb: u32) -> f64 {
        let channel = |shift: u32| {
            let c = f64::from((rgb >> shift) & 0xff) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    #[test]
    fn black_and_red_words_are_readable_on_every_fill() {
        for tone in all() {
            let Some(fill) = fill(tone) else { continue };
            for ink in [0x001F_2328, 0x00B3_261E] {
                let contrast = (luminance(fill) + 0.05) / (luminance(ink) + 0.05);
                assert!(contrast >= 4.5, "{tone:?} {contrast}");
            }
        }
    }

    #[test]
    fn neighbouring_series_differ_in_grey() {
        for pair in SERIES.windows(2) {
            let (a, b) = (luminance(pair[0]) + 0.05, luminance(pair[1]) + 0.05);
            assert!(a.max(b) / a.min(b) >= 1.5, "{pair:x?}");
        }
    }

    #[test]
    fn every_tone_has_its_place() {
        for (at, tone) in all().enumerate() {
            assert_eq!(slot(tone), at);
        }
    }
}
