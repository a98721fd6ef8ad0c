//! Several dates in one cell, as people note when they called: `10-05、10-12`.

use super::date::{self, DateHints, Moment};
use super::{Fault, Raw};

/// The dates of a cell, in its order; none for a blank. They stand apart by a
/// comma, a semicolon, 、 or a line break.
///
/// # Errors
/// As [`date::parse`], where any of them is no date.
pub fn parse(raw: &Raw<'_>, hints: DateHints) -> Result<Vec<Moment>, Fault> {
    let apart = |c: char| matches!(c, ',' | ';' | '、' | '\n' | '\u{ff0c}' | '\u{ff1b}');
    match raw {
        Raw::Text(text) if text.contains(apart) => text
            .split(apart)
            .map(|part| date::parse(&Raw::Text(part.trim().into()), hints))
            .filter_map(Result::transpose)
            .collect(),
        one => Ok(date::parse(one, hints)?.into_iter().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_several_none() {
        let read = |text: &str| {
            let hints = DateHints {
                month: Some((2026, 10)),
                ..DateHints::default()
            };
            parse(&Raw::Text(text.into()), hints).map(|days| {
                let days = days.iter().map(|d| d.at.date().to_string());
                days.collect::<Vec<_>>().join(" ")
            })
        };
        assert_eq!(read("2026-10-05"), Ok("2026-10-05".into()));
        assert_eq!(
            read("2026-10-05、2026/10/12 9:30,10月15日"),
            Ok("2026-10-05 2026-10-12 2026-10-15".into())
        );
        assert_eq!(read(""), Ok(String::new()));
        assert_eq!(read("2026-10-05;"), Ok("2026-10-05".into()));
        assert_eq!(read("2026-10-05、明天"), Err(Fault::NotADate));
    }
}
