//! Amounts and quantities as people and platforms write them, to an exact
//! decimal: `¥1,234.50`, `598.00元`, `131.77(已退款89.84)`, `１２`, `(5.00)`.

use super::{Fault, Raw, clean, none_word};
use crate::base::normalise::fold_width;
use rust_decimal::Decimal;
use std::str::FromStr;

/// A number, or `None` for a blank or a none-word (`-`, `NULL`, `无退款申请` …).
///
/// # Errors
/// [`Fault::NotANumber`], [`Fault::TooLarge`], [`Fault::ErrorCell`].
pub fn parse(raw: &Raw<'_>) -> Result<Option<Decimal>, Fault> {
    match raw {
        Raw::Blank => Ok(None),
        Raw::Text(text) => match plain(text.as_bytes()) {
            Some(number) => Ok(Some(number)),
            None => written(text),
        },
        Raw::Number(n) => from_float(*n).map(Some).ok_or(Fault::NotANumber),
        Raw::Error(e) => Err(Fault::ErrorCell(e)),
        Raw::Bool(_) | Raw::DateTime(_) | Raw::Time(_) => Err(Fault::NotANumber),
    }
}

/// The common case without allocation: an optional sign, digits, one dot, at
/// most 18 digits.
pub fn plain(bytes: &[u8]) -> Option<Decimal> {
    let (mantissa, scale) = parts(bytes)?;
    Some(Decimal::new(mantissa, scale))
}

/// [`plain`] as mantissa and number of decimals.
pub fn parts(bytes: &[u8]) -> Option<(i64, u32)> {
    let (negative, digits) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut mantissa: i64 = 0;
    let mut dot = None;
    for (i, &b) in digits.iter().enumerate() {
        match b {
            b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(b - b'0'),
            b'.' if dot.is_none() => dot = Some(i),
            _ => return None,
        }
    }
    let scale = match dot {
        Some(_) if digits.len() == 1 => return None,
        Some(i) => u32::try_from(digits.len() - i - 1).ok()?,
        None => 0,
    };
    Some((if negative { -mantissa } else { mantissa }, scale))
}

/// A workbook's float to the decimal a person sees: 15 significant digits, as
/// Excel shows them, so 0.30000000000000004 is 0.3.
pub fn from_float(n: f64) -> Option<Decimal> {
    if !n.is_finite() {
        return None;
    }
    if let Some(short) = short_decimal(n) {
        return Some(short);
    }
    // What a formula leaves of a difference that is nought.
    if n.abs() < 1e-9 {
        return Some(Decimal::ZERO);
    }
    let text = format!("{n:.14e}");
    Decimal::from_scientific(&text).ok().map(|d| d.normalize())
}

/// A float that is the nearest one to a decimal of at most 15 digits and four
/// decimals, as nearly all amounts and quantities are: that decimal. Both `m`
/// and the power of ten are exact floats, so `m / power` is correctly rounded
/// and equals `n` only where `n` stands for that decimal.
fn short_decimal(n: f64) -> Option<Decimal> {
    for (scale, power) in [(0, 1.0), (1, 10.0), (2, 100.0), (3, 1_000.0), (4, 10_000.0)] {
        let mantissa = (n * power).round();
        if mantissa.abs() >= 1e15 {
            return None;
        }
        if mantissa / power == n {
            // Below 1e15 a whole float is a whole i64.
            #[allow(clippy::cast_possible_truncation)]
            return Some(Decimal::new(mantissa as i64, scale));
        }
    }
    None
}

/// Everything else that people write.
fn written(text: &str) -> Result<Option<Decimal>, Fault> {
    let inner = super::wrap::unwrap(text);
    if inner.is_empty() || none_word(inner) {
        return Ok(None);
    }
    if let Some(word) = super::error_word(inner) {
        return Err(Fault::ErrorCell(word));
    }
    let folded: String = inner.chars().map(fold_width).collect();
    let folded = folded.trim();
    if none_word(folded) {
        return Ok(None);
    }
    // Accountants' negatives: (5.00)
    if let Some(body) = folded.strip_prefix('(').and_then(|f| f.strip_suffix(')'))
        && let Some(n) = digits(body)?
    {
        return Ok(Some(-n));
    }
    // A trailing note: 131.77(已退款89.84), 499.00(系统计算中…)
    let body = match folded.find('(') {
        Some(at) if at > 0 => clean(&folded[..at]),
        _ => folded,
    };
    digits(body)?.map(Some).ok_or(Fault::NotANumber)
}

/// Sign, currency mark, digits with thousands commas, unit 元.
fn digits(body: &str) -> Result<Option<Decimal>, Fault> {
    let mut rest = clean(body);
    let mut negative = false;
    let mut signed = false;
    loop {
        let before = rest;
        for mark in ["¥", "￥", "RMB", "CNY", "$"] {
            rest = clean(rest.strip_prefix(mark).unwrap_or(rest));
        }
        if !signed && let Some(r) = rest.strip_prefix(['-', '\u{2212}']) {
            (negative, signed, rest) = (true, true, clean(r));
        } else if !signed && let Some(r) = rest.strip_prefix('+') {
            (signed, rest) = (true, clean(r));
        }
        if rest.len() == before.len() {
            break;
        }
    }
    for unit in ["元", "圆", "件", "个", "秒"] {
        rest = clean(rest.strip_suffix(unit).unwrap_or(rest));
    }
    let Some(plain) = ungroup(rest) else {
        return Ok(None);
    };
    let number = match Decimal::from_str_exact(&plain) {
        Ok(number) => number,
        Err(_) if plain.bytes().filter(u8::is_ascii_digit).count() > 28 => {
            return Err(Fault::TooLarge);
        }
        // An amount in scientific notation is rounded but not an id: 1.5E+3.
        Err(_) => match Decimal::from_scientific(&plain) {
            Ok(number) => number,
            Err(_) => return Ok(None),
        },
    };
    Ok(Some(if negative { -number } else { number }))
}

/// Takes thousands commas out where they stand at every third place (`1,234`)
/// or every fourth (`1,2345`); `12,3x` and `1,23` are not numbers.
fn ungroup(text: &str) -> Option<String> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text, None), |(w, f)| (w, Some(f)));
    let groups: Vec<&str> = whole.split(',').collect();
    let size = groups.get(1)?.len();
    let regular = (size == 3 || size == 4)
        && !groups[0].is_empty()
        && groups[0].len() <= size
        && groups[1..].iter().all(|g| g.len() == size)
        && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_digit()));
    if !regular || fraction.is_some_and(|f| f.contains(',')) {
        return None;
    }
    let mut plain = groups.concat();
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// A share: `45%`, `45.5 %`, `0.455`; `None` for a blank or none-word.
///
/// # Errors
/// [`Fault::NotAShare`].
pub fn share(raw: &Raw<'_>) -> Result<Option<Decimal>, Fault> {
    if let Raw::Text(text) = raw {
        let inner = super::wrap::unwrap(text);
        if let Some(body) = inner.strip_suffix('%').or_else(|| inner.strip_suffix('％')) {
            let n = written(body)
                .map_err(|_| Fault::NotAShare)?
                .ok_or(Fault::NotAShare)?;
            return Ok(Some(n / Decimal::ONE_HUNDRED));
        }
    }
    parse(raw).map_err(|fault| match fault {
        Fault::ErrorCell(e) => Fault::ErrorCell(e),
        _ => Fault::NotAShare,
    })
}

/// Adds exact numbers of few decimals without a decimal type's cost a cell.
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    by_scale: [i128; 10],
    rest: Decimal,
    /// The sum left the range of an exact decimal; it is not shown.
    pub overflow: bool,
}

impl ExactSum {
    pub fn add_parts(&mut self, mantissa: i64, scale: u32) {
        match self.by_scale.get_mut(scale as usize) {
            Some(slot) => *slot += i128::from(mantissa),
            None => self.add(Decimal::new(mantissa, scale)),
        }
    }

    pub fn add(&mut self, number: Decimal) {
        match self.rest.checked_add(number) {
            Some(sum) => self.rest = sum,
            None => self.overflow = true,
        }
    }

    pub fn merge(&mut self, other: &ExactSum) {
        for (slot, more) in self.by_scale.iter_mut().zip(other.by_scale) {
            *slot += more;
        }
        self.add(other.rest);
        self.overflow |= other.overflow;
    }

    /// The exact sum; `None` if it has more than 28 digits.
    pub fn total(&self) -> Option<Decimal> {
        let mut sum = self.rest;
        for (scale, &mantissa) in (0u32..).zip(&self.by_scale) {
            let part = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?;
            sum = sum.checked_add(part)?;
        }
        (!self.overflow).then(|| sum.normalize())
    }
}

/// A decimal from its plain text, for policy values and tests.
pub fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<Option<String>, Fault> {
        parse(&Raw::Text(text.into())).map(|n| n.map(|d| d.to_string()))
    }

    #[test]
    fn amounts_as_written() {
        for (from, to) in [
            ("178.8", "178.8"),
            ("-3", "-3"),
            ("¥1,234.50", "1234.50"),
            ("￥ 1,234.50", "1234.50"),
            ("-¥5", "-5"),
            ("¥-5", "-5"),
            ("598.00元", "598.00"),
            ("131.77(已退款89.84)", "131.77"),
            ("499.00（系统计算中，该值仅供参考）", "499.00"),
            ("１２．５", "12.5"),
            ("１，２３４", "1234"),
            ("(5.00)", "-5.00"),
            ("13.40     \t", "13.40"),
            ("=\"12\"", "12"),
            ("1,2345", "12345"),
            ("1.5E+3", "1500"),
            (".5", "0.5"),
            ("+7", "7"),
            ("12345678901234567890.12", "12345678901234567890.12"),
        ] {
            assert_eq!(number(from), Ok(Some(to.to_owned())), "{from:?}");
        }
        for none in ["", " ", "-", "--", "NULL", "N/A", "无退款申请", "延迟统计"] {
            assert_eq!(number(none), Ok(None), "{none:?}");
        }
        for bad in [
            "12,3x", "1,23", "abc", "1.2.3", "5,", ",5", "12 3", "--5", "(", "()", "1,234,56", ".",
        ] {
            assert_eq!(number(bad), Err(Fault::NotANumber), "{bad:?}");
        }
        assert_eq!(number(&"9".repeat(40)), Err(Fault::TooLarge));
    }

    #[test]
    fn floats_lose_their_tail() {
        for (from, to) in [
            (0.1 + 0.2, "0.3"),
            (1e14, "100000000000000"),
            (-12.5, "-12.5"),
            (2_995_760.61, "2995760.61"),
            (5.551_115_123_125_78e-17, "0"),
            (1e-300, "0"),
        ] {
            assert_eq!(from_float(from).map(|d| d.to_string()), Some(to.to_owned()));
        }
        assert_eq!(from_float(f64::NAN), None);
        assert_eq!(from_float(1e300), None);
    }

    proptest::proptest! {
        /// The quick way gives what the long way gives.
        #[test]
        fn short_decimals_are_the_same(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u32..=6) {
            let decimal = Decimal::new(mantissa, scale);
            let float: f64 = decimal.to_string().parse().expect("a number");
            proptest::prop_assert_eq!(from_float(float), Some(decimal.normalize()));
        }
    }

    #[test]
    fn shares() {
        let share_of = |t: &str| {
            share(&Raw::Text(t.to_owned().into())).map(|s| s.map(|d| d.normalize().to_string()))
        };
        assert_eq!(share_of("45%"), Ok(Some("0.45".into())));
        assert_eq!(share_of("0.455"), Ok(Some("0.455".into())));
        assert_eq!(share_of("-"), Ok(None));
        assert_eq!(share_of("half"), Err(Fault::NotAShare));
    }

    #[test]
    fn sums_are_exact() {
        let mut sum = ExactSum::default();
        for (m, s) in [(10, 1), (20, 2), (3, 0), (1, 12)] {
            sum.add_parts(m, s);
        }
        assert_eq!(
            sum.total().map(|d| d.to_string()),
            Some("4.200000000001".into())
        );
    }
}
