//! The few styles of a terminal.

use crate::report::model::Tone;
use anstyle::{AnsiColor, Style as Ansi};

pub const TITLE: Ansi = Ansi::new().bold();
pub const RED: Ansi = AnsiColor::Red.on_default();
pub const YELLOW: Ansi = AnsiColor::Yellow.on_default();
pub const DIM: Ansi = Ansi::new().dimmed();
pub const NONE: Ansi = Ansi::new();

/// A tone's colour on a terminal; a shaded day stays as it is.
pub fn tinted(tone: Tone) -> Ansi {
    const HUES: [AnsiColor; 4] = [
        AnsiColor::Cyan,
        AnsiColor::Magenta,
        AnsiColor::Blue,
        AnsiColor::Green,
    ];
    match tone {
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Attention => YELLOW,
        Tone::Bad => RED,
        Tone::Muted => DIM,
        Tone::Shaded => NONE,
        Tone::Hue(n) => HUES[usize::from(n) % HUES.len()].on_default(),
    }
}
