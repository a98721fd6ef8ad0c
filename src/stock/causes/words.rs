//! A cause in words, short enough to stand on the item's line.

use super::figures::{factor, is_tenfold};
use super::{Ground, Key, Kind, Line, Side};
use crate::base::money::grouped;
use crate::base::{Message, Money, Name, Qty, Text};
use crate::say;
use rust_decimal::Decimal;

/// A quantity with thousands marks.
fn figure(qty: Decimal) -> String {
    grouped(&Qty(qty).to_string())
}

/// Both as sizes; with their signs where those differ.
fn sizes(a: Decimal, b: Decimal) -> (String, String) {
    if a.is_sign_negative() && b.is_sign_negative() {
        (figure(-a), figure(-b))
    } else {
        (figure(a), figure(b))
    }
}

fn date(line: &Line) -> String {
    line.at.format("%m-%d").to_string()
}

/// The number, or the date where there is none.
fn number<'a>(line: &Line, ground: &Ground<'a>) -> std::borrow::Cow<'a, str> {
    let text = ground.pool.text(line.doc);
    if text.is_empty() {
        date(line).into()
    } else {
        text.into()
    }
}

/// One number, or both where they differ.
fn numbers(a: &Line, b: &Line, ground: &Ground<'_>) -> String {
    let (x, y) = (number(a, ground), number(b, ground));
    if x == y || b.doc.is_blank() {
        x.into_owned()
    } else {
        format!("{x} = {y}")
    }
}

/// `10-29 天猫店 22`
fn particulars(line: &Line, ground: &Ground<'_>) -> String {
    let party = ground.pool.text(line.party);
    let mut text = date(line);
    if line.doc.is_blank() {
        text.clear();
    }
    for part in [party, &figure(line.qty.abs())] {
        if !part.is_empty() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(part);
        }
    }
    text
}

fn item(sku: Name, ground: &Ground<'_>) -> String {
    ground.pool.text(sku).to_owned()
}

/// The kind for people; a side that lacks a document is called by its name.
pub fn label(kind: Kind, ground: &Ground<'_>) -> Message {
    match kind {
        Kind::MissingInBook => lacking(ground.book, false),
        Kind::MissingInOther => lacking(ground.other, ground.counted),
        other => other.label().into(),
    }
}

fn lacking(side: Text, counted: bool) -> Message {
    let (zh, en) = (side.zh, side.en);
    if counted {
        say!(zh: "货未动", en: "goods not moved")
    } else {
        say!(zh: "{zh}漏记", en: "{en} lacks")
    }
}

/// «财务漏记 CK1(10-29 天猫店 22)»; of several, their numbers.
pub fn missing(side: Side, lines: &[&Line], ground: &Ground<'_>) -> Message {
    let what = lacking(ground.name(side), ground.counted && side == Side::Other);
    let (zh, en) = (&what.zh, &what.en);
    match lines {
        [line] => {
            let (doc, more) = (number(line, ground), particulars(line, ground));
            say!(zh: "{zh} {doc}({more})", en: "{en} {doc} ({more})")
        }
        _ => {
            let docs = listed(lines, ground);
            say!(zh: "{zh} {docs}", en: "{en} {docs}")
        }
    }
}

/// Numbers, a few of them.
fn listed(lines: &[&Line], ground: &Ground<'_>) -> String {
    let shown: Vec<String> = lines
        .iter()
        .take(3)
        .map(|l| number(l, ground).into_owned())
        .collect();
    let more = if lines.len() > 3 {
        format!(" … {}", lines.len())
    } else {
        String::new()
    };
    format!("{}{more}", shown.join("+"))
}

/// «财务重复 CK1(10-29 22)»
pub fn twice(side: Side, first: &Line, again: &Line, ground: &Ground<'_>) -> Message {
    let who = ground.name(side);
    let (zh, en) = (who.zh, who.en);
    let (docs, more) = (numbers(first, again, ground), particulars(again, ground));
    say!(zh: "{zh}重复 {docs}({more})", en: "{en} twice {docs} ({more})")
}

/// «串货 CK1:财务记在 SP2», as seen from one of the two items.
pub fn other_item(seen: Name, book: &Line, other: &Line, ground: &Ground<'_>) -> Message {
    let docs = numbers(book, other, ground);
    let (who, sku) = if seen == book.key.sku {
        (ground.other, other.key.sku)
    } else {
        (ground.book, book.key.sku)
    };
    let (zh, en, sku) = (who.zh, who.en, item(sku, ground));
    let qty = figure(book.qty.abs());
    say!(zh: "串货 {docs}({qty}):{zh}记在 {sku}", en: "wrong item {docs} ({qty}): {en} has {sku}")
}

/// «仓位记错 CK1(5):账面 主仓,财务 门店仓»
pub fn moved(kind: Kind, book: &Line, other: &Line, ground: &Ground<'_>) -> Message {
    let docs = numbers(book, other, ground);
    let (a, b) = (
        place(kind, book.key, ground),
        place(kind, other.key, ground),
    );
    let (what, mine, theirs) = (kind.label(), ground.book, ground.other);
    let qty = figure(book.qty.abs());
    Message {
        zh: format!(
            "{} {docs}({qty}):{} {a},{} {b}",
            what.zh, mine.zh, theirs.zh
        ),
        en: format!(
            "{} {docs} ({qty}): {} {a}, {} {b}",
            what.en, mine.en, theirs.en
        ),
    }
}

fn place(kind: Kind, key: Key, ground: &Ground<'_>) -> String {
    let name = if kind == Kind::WrongLot {
        key.lot
    } else {
        key.location
    };
    let text = ground.pool.text(name);
    if text.is_empty() {
        "-".to_owned()
    } else {
        text.to_owned()
    }
}

/// Goods of one item lie at another place, or under another lot, than the book
/// says; no document is to blame.
pub fn misplaced(
    kind: Kind,
    own: Key,
    elsewhere: Key,
    qty: Decimal,
    ground: &Ground<'_>,
) -> Message {
    let (a, b) = (place(kind, own, ground), place(kind, elsewhere, ground));
    let (from, to) = if qty.is_sign_negative() {
        (a, b)
    } else {
        (b, a)
    };
    let what = kind.label();
    let (zh, en, size) = (what.zh, what.en, figure(qty.abs()));
    say!(zh: "{zh}:{size} 在 {to},应在 {from}", en: "{en}: {size} at {to} instead of {from}")
}

/// «数字颠倒 CK1:21 ↔ 12», «跨期 CK1:账面 10-31,财务 11-02».
pub fn pair(kind: Kind, book: &Line, other: &Line, ground: &Ground<'_>) -> Message {
    let docs = numbers(book, other, ground);
    if kind == Kind::CutOff {
        let (a, b, qty) = (date(book), date(other), figure(book.qty.abs()));
        let (mine, theirs) = (ground.book, ground.other);
        return Message {
            zh: format!("跨期 {docs}({qty}):{} {a},{} {b}", mine.zh, theirs.zh),
            en: format!("cut-off {docs} ({qty}): {} {a}, {} {b}", mine.en, theirs.en),
        };
    }
    relation(kind, &docs, book.qty, other.qty, book.key.sku, ground)
}

/// A document of the ledger and the quantity the other side would have it at.
pub fn supposed(kind: Kind, line: &Line, there: Decimal, ground: &Ground<'_>) -> Message {
    relation(
        kind,
        &number(line, ground),
        line.qty,
        there,
        line.key.sku,
        ground,
    )
}

fn relation(
    kind: Kind,
    docs: &str,
    a: Decimal,
    b: Decimal,
    sku: Name,
    ground: &Ground<'_>,
) -> Message {
    let what = kind.label();
    let (x, y) = sizes(a, b);
    let by = match kind {
        Kind::UnitOfMeasure => {
            factor(a, b, ground.pack(sku), ground.rules).map(|f| format!("×{}", figure(f)))
        }
        Kind::WrongQuantity if is_tenfold(a, b) => Some("×10".to_owned()),
        _ => None,
    };
    let (zh, en) = (what.zh, what.en);
    match by {
        Some(by) => say!(zh: "{zh} {docs}:{x} ↔ {y}({by})", en: "{en} {docs}: {x} ↔ {y} ({by})"),
        None => say!(zh: "{zh} {docs}:{x} ↔ {y}", en: "{en} {docs}: {x} ↔ {y}"),
    }
}

/// The same document and quantity at another amount.
pub fn amounts(kind: Kind, line: &Line, a: Money, b: Money, ground: &Ground<'_>) -> Message {
    let doc = number(line, ground);
    let (x, y) = (grouped(&a.to_string()), grouped(&b.to_string()));
    let what = match kind {
        Kind::Unexplained => Text::new("金额不同", "another amount"),
        kind => kind.label(),
    };
    let (zh, en) = (what.zh, what.en);
    say!(zh: "{zh} {doc}:{x} ↔ {y} 元", en: "{en} {doc}: {x} ↔ {y} yuan")
}

/// What was brought forward.
pub fn opening(kind: Kind, a: Decimal, b: Decimal, ground: &Ground<'_>) -> Message {
    let (mine, theirs) = (ground.book, ground.other);
    let (x, y) = (figure(a), figure(b));
    let what = match kind {
        Kind::MissingInBook | Kind::MissingInOther => Message::from(Text::new("期初", "opening")),
        kind => Message::from(Text::new("期初", "opening")).join(" ", &kind.label().into()),
    };
    Message {
        zh: format!("{}:{} {x},{} {y}", what.zh, mine.zh, theirs.zh),
        en: format!("{}: {} {x}, {} {y}", what.en, mine.en, theirs.en),
    }
}

/// «残损 3»
pub fn damaged(qty: Decimal) -> Message {
    let size = figure(qty.abs());
    say!(zh: "残损 {size}", en: "damaged {size}")
}

/// «未查明 5»
pub fn unexplained(qty: Decimal) -> Message {
    let size = figure(qty);
    say!(zh: "未查明 {size}", en: "unexplained {size}")
}

/// Several documents, one of which would do.
pub fn one_of(kind: Kind, lines: &[&Line], ground: &Ground<'_>) -> Message {
    let what = label(kind, ground);
    let shown: Vec<_> = lines
        .iter()
        .take(3)
        .map(|l| number(l, ground).into_owned())
        .collect();
    let docs = shown.join(" / ");
    let (zh, en, count) = (&what.zh, &what.en, lines.len());
    if count > 3 {
        say!(zh: "{zh} {docs} 等 {count} 张之一", en: "{en}: one of {count}, {docs} …")
    } else {
        say!(zh: "{zh} {docs} 之一", en: "{en}: one of {docs}")
    }
}

/// A double that shows in a balance only.
pub fn doubled(side: Side, line: &Line, ground: &Ground<'_>) -> Message {
    let who = ground.name(side);
    let (zh, en) = (who.zh, who.en);
    let (doc, more) = (number(line, ground), particulars(line, ground));
    say!(zh: "{zh}重复 {doc}({more})", en: "{en} twice {doc} ({more})")
}

/// «跨期 CK1(10-31 天猫店 22)»
pub fn near_cut(lines: &[&Line], ground: &Ground<'_>) -> Message {
    match lines {
        [line] => {
            let (doc, more) = (number(line, ground), particulars(line, ground));
            say!(zh: "跨期 {doc}({more})", en: "cut-off {doc} ({more})")
        }
        lines => {
            let docs = listed(lines, ground);
            say!(zh: "跨期 {docs}", en: "cut-off {docs}")
        }
    }
}

/// Two items whose differences cancel.
pub fn taken_for(with: Name, line: Option<&Line>, qty: Decimal, ground: &Ground<'_>) -> Message {
    let (sku, size) = (item(with, ground), figure(qty.abs()));
    match line {
        Some(line) => {
            let doc = number(line, ground);
            say!(zh: "串货 {doc}({size}):与 {sku} 一多一少", en: "wrong item {doc} ({size}): offsets {sku}")
        }
        None => say!(zh: "串货 {size}:与 {sku} 一多一少", en: "wrong item {size}: offsets {sku}"),
    }
}
