//! An order's line as it is compared and kept: one canonical text a line.
//!
//! Every field of the orders table, in the table's order, separated by U+001F;
//! blank where the file has nothing. Amounts and quantities are plain decimals
//! without trailing zeros, times `2026-11-22 18:00:05` cut to the precision the
//! file gave, so that the same order in another export reads the same.

use super::mark::hidden;
use super::text::Text;
use crate::table::cell::{Raw, none_word, number, wrap};
use crate::table::record::Record;
use crate::table::schema::{Field, FieldKind};
use crate::table::tables::ORDERS;
use rust_decimal::Decimal;

/// Separates fields.
pub const UNIT: char = '\u{1f}';

/// Position of a field in the orders table. Asked for in a constant, a name that
/// the table does not have does not compile.
///
/// # Panics
/// For such a name: a slip in this program, not in data.
pub const fn field(name: &str) -> usize {
    let mut at = 0;
    while at < ORDERS.fields.len() {
        if equal(ORDERS.fields[at].name.as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("no field of the orders table")
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Fields in a line.
pub const WIDTH: usize = ORDERS.fields.len();

/// A line and where it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Fields joined with [`UNIT`]; the order number is the first.
    pub text: Text,
    /// Line or row number in the file; 0 for lines of the sealed state.
    pub at: u32,
}

impl Line {
    pub fn order_no(&self) -> &str {
        order_no(&self.text)
    }

    pub fn values(&self) -> Vec<&str> {
        values(&self.text)
    }
}

pub fn order_no(text: &str) -> &str {
    // Order numbers are short: a plain walk is the quickest search.
    let end = text.bytes().position(|b| b == UNIT as u8);
    end.map_or(text, |end| &text[..end])
}

/// Whether two lines are of one order.
pub fn same_order(a: &str, b: &str) -> bool {
    let order_no = order_no(a).as_bytes();
    let rest = b.as_bytes().strip_prefix(order_no);
    rest.is_some_and(|rest| rest.first().is_none_or(|b| *b == UNIT as u8))
}

/// One value of a line's text.
pub fn value(text: &str, field: usize) -> &str {
    let mut ends = memchr::memchr_iter(UNIT as u8, text.as_bytes());
    let start = match field {
        0 => 0,
        _ => match ends.nth(field - 1) {
            Some(end) => end + 1,
            None => return "",
        },
    };
    &text[start..ends.next().unwrap_or(text.len())]
}

/// One value a field.
pub fn values(text: &str) -> Vec<&str> {
    let mut values = Vec::with_capacity(WIDTH);
    let mut from = 0;
    for end in memchr::memchr_iter(UNIT as u8, text.as_bytes()) {
        values.push(&text[from..end]);
        from = end + 1;
    }
    values.push(&text[from..]);
    values.resize(WIDTH, "");
    values
}

/// A line's text from its values.
pub fn packed<S: AsRef<str>>(values: &[S]) -> Text {
    let mut text = String::with_capacity(values.iter().map(|v| v.as_ref().len() + 1).sum());
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            text.push(UNIT);
        }
        text.push_str(value.as_ref());
    }
    text.into()
}

/// Reads a data row onto the end of `buffer`; false, and nothing there, where it
/// has no usable order number. A cell that cannot be read as its kind keeps its
/// text, so that nothing is lost.
pub fn read(record: &Record<'_>, buffer: &mut String) -> bool {
    let begin = buffer.len();
    for (field, f) in ORDERS.fields.iter().enumerate() {
        if field > 0 {
            buffer.push(UNIT);
        }
        if push_plain(buffer, record, field, f.kind) {
            continue;
        }
        let start = buffer.len();
        match f.kind {
            FieldKind::Id => push_text(buffer, record.id(field).as_deref()),
            FieldKind::Money | FieldKind::Qty | FieldKind::Count | FieldKind::Number => {
                if let Some(number) = record.number(field) {
                    push_decimal(buffer, number);
                }
            }
            FieldKind::DateTime => {
                if let Some(moment) = record.moment(field) {
                    push_moment(buffer, moment);
                }
            }
            // Taobao writes a remark that is none as 'null.
            _ => push_text(
                buffer,
                record
                    .text(field)
                    .as_deref()
                    .filter(|text| !none_word(text)),
            ),
        }
        if field == 0 && buffer.len() == begin {
            return false;
        }
        if buffer.len() == start && record.is_bad() {
            push_raw(buffer, &record.raw(field));
        }
    }
    true
}

/// Cells whose bytes are already the canonical text, as nearly all of a
/// machine's export are, and those the file has no column for; false where the
/// cell has to be read.
fn push_plain(buffer: &mut String, record: &Record<'_>, field: usize, kind: FieldKind) -> bool {
    let Some(cell) = record.field_bytes(field) else {
        return field > 0 && !record.has(field);
    };
    if cell.is_empty() {
        return field > 0;
    }
    match kind {
        FieldKind::Money | FieldKind::Qty | FieldKind::Count | FieldKind::Number => {
            let Some((mantissa, scale)) = number::parts(cell) else {
                return false;
            };
            push_parts(buffer, mantissa, scale);
            true
        }
        FieldKind::DateTime => {
            let canonical = cell.get(4) == Some(&b'-') && cell.get(10).is_none_or(|b| *b == b' ');
            canonical && push_as_is(buffer, record.plain_text(field, kind))
        }
        FieldKind::Id | FieldKind::Text => {
            let marks = cell.iter().any(|b| matches!(b, 0x1d..=0x1f));
            let text = record.plain_text(field, kind).filter(|_| !marks);
            let none = kind == FieldKind::Text && text.is_some_and(none_word);
            none || push_as_is(buffer, text)
        }
        _ => false,
    }
}

fn push_as_is(buffer: &mut String, text: Option<&str>) -> bool {
    buffer.push_str(text.unwrap_or_default());
    text.is_some()
}

/// [`push_decimal`] of a mantissa and its number of decimals.
fn push_parts(buffer: &mut String, mantissa: i64, scale: u32) {
    use std::fmt::Write;
    let (mut whole, mut scale) = (mantissa.unsigned_abs(), scale);
    while scale > 0 && whole % 10 == 0 {
        whole /= 10;
        scale -= 1;
    }
    if mantissa < 0 {
        buffer.push('-');
    }
    // Writing to a String does not fail.
    if scale == 0 {
        let _ = write!(buffer, "{whole}");
        return;
    }
    let unit = 10u64.pow(scale);
    let width = scale as usize;
    let _ = write!(buffer, "{}.{:0width$}", whole / unit, whole % unit);
}

/// Keeps one line of text; marks that separate are made blanks.
fn push_text(buffer: &mut String, text: Option<&str>) {
    let Some(text) = text else {
        return;
    };
    if text.contains(['\u{1d}', '\u{1e}', '\u{1f}']) {
        buffer.push_str(&text.replace(['\u{1d}', '\u{1e}', '\u{1f}'], " "));
    } else {
        buffer.push_str(text);
    }
}

fn push_raw(buffer: &mut String, raw: &Raw<'_>) {
    let shown = raw.shown();
    push_text(buffer, Some(wrap::unwrap(&shown)));
}

fn push_decimal(buffer: &mut String, number: Decimal) {
    use std::fmt::Write;
    // Writing to a String does not fail.
    let _ = write!(buffer, "{}", number.normalize());
}

fn push_moment(buffer: &mut String, moment: crate::table::cell::date::Moment) {
    use chrono::{Datelike, Timelike};
    use std::fmt::Write;
    let at = moment.at;
    let _ = write!(buffer, "{:04}-{:02}-{:02}", at.year(), at.month(), at.day());
    if moment.has_time {
        let _ = write!(buffer, " {:02}:{:02}", at.hour(), at.minute());
        if moment.has_seconds {
            let _ = write!(buffer, ":{:02}", at.second());
        }
    }
}

/// Fields that platforms mask or encrypt as a whole: any `*` in them hides
/// something, a value that begins with `##` is ciphertext.
pub const PRIVATE: &[&str] = &["buyer", "receiver", "phone", "address"];

/// Fields in which a star is only a star: `10*20` is a size, nobody masks an item.
const LITERAL: &[&str] = &["sku", "title", "spec", "status", "shop", "channel"];

/// Whether two values of a field say the same: masked characters match
/// anything, ciphertext is not compared, times compare at the coarser precision.
pub fn same(field: &Field, old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    if hidden(old) || hidden(new) {
        // A mask against a whole value cannot be told, two masks can.
        return PRIVATE.contains(&field.name)
            && !old.starts_with("##")
            && old.contains('*') != new.contains('*');
    }
    if field.kind == FieldKind::DateTime && old.len() >= 10 && new.len() >= 10 {
        return old.starts_with(new) || new.starts_with(old);
    }
    let starred = old.contains('*') || new.contains('*');
    let hashed = old.starts_with("##") || new.starts_with("##");
    if !starred && !hashed {
        return false;
    }
    let private = PRIVATE.contains(&field.name);
    if hashed && private {
        return true;
    }
    // Outside private fields a single star is no mask.
    let shortest = if private { 1 } else { 2 };
    starred && !LITERAL.contains(&field.name) && masked_match(old, new, shortest)
}

/// `138****4477` against `13812344477`: runs of `*` match any characters.
fn masked_match(a: &str, b: &str, shortest: usize) -> bool {
    let (a, b) = (pattern(a, shortest), pattern(b, shortest));
    if a.len() == b.len() {
        return a
            .iter()
            .zip(&b)
            .all(|(x, y)| x.is_none() || y.is_none() || x == y);
    }
    match (a.contains(&None), b.contains(&None)) {
        (false, false) => false,
        (true, false) => covers(&a, &b),
        (false, true) => covers(&b, &a),
        // Two masks of different lengths: as far as both can be read from
        // either end, they must agree.
        (true, true) => {
            let shown = |x: &Option<char>, y: &Option<char>| x.is_some() && y.is_some();
            let front = a.iter().zip(&b).take_while(|(x, y)| shown(x, y));
            let back = a.iter().rev().zip(b.iter().rev());
            front.into_iter().all(|(x, y)| x == y)
                && back.take_while(|(x, y)| shown(x, y)).all(|(x, y)| x == y)
        }
    }
}

/// Characters, `None` for each masked one.
fn pattern(text: &str, shortest: usize) -> Vec<Option<char>> {
    let mut out: Vec<Option<char>> = text.chars().map(Some).collect();
    for run in out.chunk_by_mut(|x, y| (*x == Some('*')) == (*y == Some('*'))) {
        if run.len() >= shortest && run[0] == Some('*') {
            run.fill(None);
        }
    }
    out
}

/// Whether a text fits a mask, each run of masked characters standing for any.
fn covers(mask: &[Option<char>], text: &[Option<char>]) -> bool {
    let (mut m, mut t) = (0, 0);
    // After the last mask seen: where to take up again.
    let mut again: Option<(usize, usize)> = None;
    while t < text.len() {
        match mask.get(m) {
            Some(None) => {
                m += 1;
                again = Some((m, t));
            }
            Some(shown) if *shown == text[t] => {
                m += 1;
                t += 1;
            }
            _ => match again {
                Some((mask_at, text_at)) => {
                    again = Some((mask_at, text_at + 1));
                    m = mask_at;
                    t = text_at + 1;
                }
                None => return false,
            },
        }
    }
    mask[m..].iter().all(Option::is_none)
}

/// Which of two values that say the same is kept: the one that says more.
pub fn fuller<'v>(kind: FieldKind, old: &'v str, new: &'v str) -> &'v str {
    if new.starts_with("##") && !old.is_empty() {
        return old;
    }
    if old.starts_with("##") {
        return new;
    }
    if kind == FieldKind::DateTime {
        return if old.len() > new.len() { old } else { new };
    }
    let stars = |s: &str| s.matches('*').count();
    if stars(new) > stars(old) { old } else { new }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_written_as_decimals(mantissa in -999_999_999_999_999_999i64..=999_999_999_999_999_999, scale in 0u32..=18, zeros in 0u32..6) {
            let mantissa = mantissa / 10i64.pow(zeros) * 10i64.pow(zeros);
            let (mut ours, mut decimal) = (String::new(), String::new());
            push_parts(&mut ours, mantissa, scale);
            push_decimal(&mut decimal, Decimal::new(mantissa, scale));
            prop_assert_eq!(ours, decimal);
        }

        #[test]
        fn one_value_of_many(values in prop::collection::vec("[a甲]{0,3}", 1..5), at in 0usize..6) {
            let text = packed(&values);
            prop_assert_eq!(value(&text, at), values.get(at).map_or("", String::as_str));
            prop_assert_eq!(order_no(&text), values[0].as_str());
            for other in [values[0].clone(), format!("{}\u{1f}x", values[0]), format!("{}x", values[0]), "a".to_owned()] {
                prop_assert_eq!(same_order(&text, &other), order_no(&text) == order_no(&other));
            }
        }
    }

    #[test]
    fn values_that_say_the_same() {
        let phone = &ORDERS.fields[field("phone")];
        for (a, b, yes) in [
            ("13812344477", "138****4477", true),
            ("138****4477", "13812344477", true),
            ("138****4477", "138******4477", true),
            ("13512348063", "138****4477", false),
            ("王小明", "王**", true),
            ("李小明", "王**", false),
            ("##密文", "王小明", true),
            ("a", "b", false),
            ("", "王**", false),
            ("1*3*5", "12345", true),
            ("1*3*5", "12945", false),
            ("1*3*5", "1223445", true),
            ("1*3*5", "1223446", false),
        ] {
            assert_eq!(same(phone, a, b), yes, "{a} {b}");
        }
        let spec = &ORDERS.fields[field("spec")];
        assert!(!same(spec, "10*20", "10*200") && !same(spec, "##a", "##b"));
        let remark = &ORDERS.fields[field("remark")];
        assert!(same(remark, "电话13812344477", "电话138****4477"));
        assert!(!same(remark, "10*20*30", "10*200*30"));
        let time = &ORDERS.fields[field("created_at")];
        assert!(same(time, "2026-11-22 18:00:05", "2026-11-22 18:00"));
        assert!(same(time, "2026-11-22", "2026-11-22 18:00"));
        assert!(!same(time, "2026-11-22 18:01", "2026-11-22 18:00:05"));
        assert!(!same(time, "", "2026-11-22"));
    }

    #[test]
    fn the_fuller_value_is_kept() {
        assert_eq!(
            fuller(FieldKind::Id, "13812344477", "138****4477"),
            "13812344477"
        );
        assert_eq!(
            fuller(FieldKind::Id, "138****4477", "13812344477"),
            "13812344477"
        );
        assert_eq!(
            fuller(FieldKind::DateTime, "2026-11-22 18:00:05", "2026-11-22"),
            "2026-11-22 18:00:05"
        );
        assert_eq!(fuller(FieldKind::Text, "王小明", "##x"), "王小明");
    }
}
