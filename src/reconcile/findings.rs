//! What a person must look at: every row that differs, and what the comparison
//! itself has to be read with.

use super::Setting;
use super::books::Books;
use super::compare::{BOOK, Compared, Row};
use crate::base::money::grouped;
use crate::base::{Finding, Qty, Text};
use crate::report::show;
use crate::say;
use crate::stock::causes::shown;
use rust_decimal::Decimal;

/// The rule every difference is reported under.
const RULE: &str = "W3";

/// One finding a row that differs, then what else there is to say.
pub fn findings(books: &Books, sides: &[Compared], set: &Setting<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = sides
        .iter()
        .flat_map(|side| side.rows.iter().map(|row| difference(side, row, set)))
        .collect();
    for side in sides {
        doubles(side, set, &mut findings);
        footing(side, &mut findings);
    }
    for sheet in std::iter::once(&books.book).chain(books.others.iter().map(|(_, sheet)| sheet)) {
        findings.extend(sheet.notes.findings(set.pool, set.files));
    }
    about_openings(books, &mut findings);
    if books.uncounted > 0 {
        let n = books.uncounted;
        findings.push(Finding::info(
            "W7",
            "count",
            say!(zh: "实盘有 {n} 行没有数量:未盘,不当作零", en: "lines of the count without a quantity: {n}; not counted, not zero"),
        ));
    }
    findings
}

fn figure(qty: Decimal) -> String {
    grouped(&Qty(qty).to_string())
}

fn difference(side: &Compared, row: &Row, set: &Setting<'_>) -> Finding {
    let sku = set.pool.text(row.key.sku);
    let label = side.role.label();
    let place = |zh: &str, en: &str| {
        let part = [row.key.location, row.key.lot].map(|name| set.pool.text(name));
        let shown: Vec<&str> = part.into_iter().filter(|p| !p.is_empty()).collect();
        let named = if shown.is_empty() {
            String::new()
        } else {
            format!(" {}", shown.join(" "))
        };
        (format!("{sku}{named} {zh}"), format!("{sku}{named} {en}"))
    };
    let (what_zh, what_en) = place(label.zh, label.en);
    let (book, other) = (figure(row.book), figure(row.other));
    let why = shown::text(&row.causes);
    let mut message = if row.diff().is_zero() {
        let amount = row.amount_diff.unwrap_or_default();
        let fen = grouped(&show::money(amount));
        say!(
            zh: "{what_zh} {other},数量相符,金额差 {fen}",
            en: "{what_en} {other}: quantities agree, amounts differ by {fen}"
        )
    } else {
        let diff = figure(row.diff());
        let (mine_zh, mine_en) = (BOOK.zh, BOOK.en);
        say!(
            zh: "{what_zh} {other},{mine_zh} {book},差 {diff}",
            en: "{what_en} {other}, {mine_en} {book}, difference {diff}"
        )
    };
    if !why.zh.is_empty() {
        message.zh = format!("{}:{}", message.zh, why.zh);
        message.en = format!("{}: {}", message.en, why.en);
    }
    let kinds: Vec<serde_json::Value> = row
        .causes
        .iter()
        .filter(|c| !c.is_candidate())
        .map(|c| c.kind.word().into())
        .collect();
    let line = row
        .causes
        .first()
        .and_then(|c| c.lines.first().copied())
        .or(row.origin);
    let mut finding = Finding::error(RULE, sku, message)
        .with("side", side.role.word())
        .with("location", set.pool.text(row.key.location))
        .with("lot", set.pool.text(row.key.lot))
        .with("book", show::qty(Qty(row.book)))
        .with("other", show::qty(Qty(row.other)))
        .with("diff", show::qty(Qty(row.diff())))
        .with("causes", kinds);
    if let Some(line) = line {
        finding = finding.at(set.files.cite(line));
    }
    finding
}

fn doubles(side: &Compared, set: &Setting<'_>, findings: &mut Vec<Finding>) {
    for origin in &side.doubles {
        findings.push(
            Finding::warning(
                "double-line",
                side.role.word(),
                say!(
                    zh: "同一商品、仓位、批次盘了两行,两行都列出,请留一行",
                    en: "the same item, place and lot is counted on two lines; both are shown, keep one"
                ),
            )
            .at(set.files.cite(*origin)),
        );
    }
}

fn footing(side: &Compared, findings: &mut Vec<Finding>) {
    if let Some((differ, all)) = side.other_footing {
        let Text { zh, en } = side.role.label();
        findings.push(Finding::warning(
            RULE,
            side.role.word(),
            say!(
                zh: "数量相符的 {all} 项里有 {differ} 项金额不同:{zh}与账面的计价口径不一,金额不逐项列差;请先统一计价",
                en: "of {all} items whose quantities agree {differ} have other amounts: {en} and book are not valued alike, so amounts are not listed item by item; value both alike first"
            ),
        ));
    }
}

fn about_openings(books: &Books, findings: &mut Vec<Finding>) {
    if books.replaced > 0 {
        let n = books.replaced;
        findings.push(Finding::warning(
            RULE,
            "opening",
            say!(
                zh: "给了期初表,账里的 {n} 行期初没有算",
                en: "with --opening given, opening lines of the book are left out: {n}"
            ),
        ));
    }
    for role in &books.lent {
        let Text { zh, en } = role.label();
        findings.push(Finding::info(
            RULE,
            role.word(),
            say!(
                zh: "{zh}的账里没有期初,按账面的期初算",
                en: "{en} has no opening stock of its own; the book's is taken"
            ),
        ));
    }
}
