//! The books of the sample month: warehouse ledger, finance's balances with a
//! few differences to find, items, purchase orders, delivery notes, counts.

use super::Files;
use super::counts;
use super::goods::GOODS;
use super::ledger::{KEEPER, Ledger, Movement, play};
use super::rng::Rng;
use super::sheet::{Cell, Encoding, csv, date, heading, words, xlsx, yuan};
use crate::base::Message;
use crate::say;
use chrono::{Datelike, Duration, NaiveDate, NaiveTime};
use std::collections::BTreeMap;
use std::io;

/// Adds the files of the month that begins on `first`; gives back, in words,
/// what there is to find in them.
pub fn write(files: &mut Files, first: NaiveDate, seed: u64) -> io::Result<Vec<Message>> {
    let ledger = play(first, seed);
    files.add(
        "books/movements.xlsx",
        xlsx("出入库流水", first, &movement_rows(&ledger))?,
    );
    files.add(
        "books/items.xlsx",
        xlsx("商品资料", first, &item_rows(seed))?,
    );
    files.add(
        "books/purchase_orders.csv",
        csv(Encoding::Utf8Bom, &purchase_rows(&ledger))?,
    );
    files.add(
        "books/delivery_notes.csv",
        csv(Encoding::Utf8Bom, &note_rows(&ledger))?,
    );
    let (finance, differences) = finance_rows(&ledger, first);
    files.add("books/finance.csv", csv(Encoding::Gb18030, &finance)?);
    let planted = counts::add(files, &ledger, seed)?;
    let mut found = ledger.slips;
    found.extend(differences);
    found.extend(planted);
    Ok(found)
}

fn movement_rows(ledger: &Ledger) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(&[
        "日期",
        "单据编号",
        "单据类型",
        "商品编码",
        "品名",
        "规格",
        "单位",
        "数量",
        "单价",
        "金额",
        "仓位",
        "批次",
        "有效期至",
        "往来单位",
        "关联单号",
        "保管员",
        "仓库主管",
        "入账时间",
    ])];
    for m in &ledger.movements {
        let (index, location, lot) = &m.place;
        let goods = &GOODS[*index];
        let posted = m.at.date().and_time(NaiveTime::MIN) + Duration::minutes(18 * 60 + 10);
        rows.push(vec![
            Cell::At(m.at),
            m.doc_no.clone().into(),
            m.doc_type.into(),
            goods.sku.into(),
            goods.name.into(),
            goods.spec.into(),
            goods.unit.into(),
            m.qty.into(),
            m.unit_cost.map_or(Cell::Blank, Cell::Fen),
            m.unit_cost
                .map_or(Cell::Blank, |cost| Cell::Fen(cost * m.qty)),
            (*location).into(),
            lot.clone().into(),
            date(m.expiry),
            m.party.into(),
            m.ref_no.clone().into(),
            KEEPER.into(),
            m.supervisor.into(),
            Cell::At(posted),
        ]);
    }
    rows
}

fn item_rows(seed: u64) -> Vec<Vec<Cell>> {
    let mut rng = Rng::new(seed, "items");
    let mut rows = vec![heading(&[
        "商品编码",
        "品名",
        "规格",
        "单位",
        "装箱数",
        "类目",
        "ABC分类",
        "安全库存",
        "库存上限",
        "保质期(天)",
        "成本价",
        "售价",
        "条码",
    ])];
    for goods in GOODS {
        let class = match goods.price {
            9000.. => "A",
            3000.. => "B",
            _ => "C",
        };
        let safety = rng.range(20, 60);
        let days = goods.shelf_days;
        rows.push(vec![
            goods.sku.into(),
            goods.name.into(),
            goods.spec.into(),
            goods.unit.into(),
            goods.pack.into(),
            goods.category.into(),
            class.into(),
            safety.into(),
            (safety * 5).into(),
            if days == 0 { Cell::Blank } else { days.into() },
            Cell::Fen(goods.cost),
            Cell::Fen(goods.price),
            barcode(goods.sku).into(),
        ]);
    }
    rows
}

/// An EAN-13 of the range kept for a shop's own use (200…), check digit last.
fn barcode(sku: &str) -> String {
    let digits: String = sku.chars().filter(char::is_ascii_digit).collect();
    let body = format!("20000000{digits:0>4}");
    let sum: u32 = body
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn purchase_rows(ledger: &Ledger) -> Vec<Vec<String>> {
    let mut rows = vec![words(&[
        "采购单号",
        "商品编码",
        "品名",
        "采购数量",
        "单价",
        "供应商",
        "下单日期",
        "交货日期",
        "已到货数量",
        "催货时间",
    ])];
    for p in &ledger.purchases {
        let goods = &GOODS[p.goods];
        // Orders that came were chased twice; the overdue one was not (W13).
        let chased = p.note.as_ref().map(|_| {
            let (first, second) = (p.due - Duration::days(5), p.due - Duration::days(2));
            format!("{first}、{second}")
        });
        rows.push(vec![
            p.po_no.clone(),
            goods.sku.to_owned(),
            goods.name.to_owned(),
            p.qty.to_string(),
            yuan(p.unit_price),
            p.supplier.to_owned(),
            p.ordered.to_string(),
            p.due.to_string(),
            p.received.to_string(),
            chased.unwrap_or_default(),
        ]);
    }
    rows
}

fn note_rows(ledger: &Ledger) -> Vec<Vec<String>> {
    let mut rows = vec![words(&[
        "送货单号",
        "采购单号",
        "商品编码",
        "品名",
        "规格",
        "送货数量",
        "送货日期",
    ])];
    for p in &ledger.purchases {
        let goods = &GOODS[p.goods];
        if let Some((note, qty, day)) = &p.note {
            rows.push(vec![
                note.clone(),
                p.po_no.clone(),
                goods.sku.to_owned(),
                goods.name.to_owned(),
                goods.spec.to_owned(),
                qty.to_string(),
                day.to_string(),
            ]);
        }
    }
    rows
}

/// `21` → `12`; `None` where turning two digits round changes nothing.
fn turned(qty: i64) -> Option<i64> {
    let other = qty % 10 * 10 + qty / 10;
    ((10..100).contains(&qty) && other != qty && other >= 10).then_some(other)
}

/// Finance's balances at the month's end, by item, and what is wrong in them:
/// one issue never booked, one receipt booked twice, one figure turned round,
/// each on an item of its own.
fn finance_rows(ledger: &Ledger, first: NaiveDate) -> (Vec<Vec<String>>, Vec<Message>) {
    let mut balance: BTreeMap<usize, i64> = BTreeMap::new();
    for ((goods, _, _), qty) in &ledger.closing {
        *balance.entry(*goods).or_default() += qty;
    }
    let mut wrong: BTreeMap<usize, (i64, Message)> = BTreeMap::new();
    let late = |m: &&Movement| m.at.date() > first + Duration::days(14) && !m.doc_no.is_empty();
    let mut plant = |m: Option<&Movement>, diff: i64, what: Message| {
        if let Some(m) = m {
            wrong.insert(m.place.0, (diff, what));
            m.place.0
        } else {
            usize::MAX
        }
    };
    let mut used = Vec::new();
    let moves = || ledger.movements.iter().filter(late);
    let issue = moves().find(|m| m.doc_type == "销售出库" && m.qty >= 5);
    let doc = issue.map_or("", |m| m.doc_no.as_str());
    let qty = issue.map_or(0, |m| m.qty);
    used.push(plant(
        issue,
        qty,
        say!(
            zh: "财务漏记 {doc}({qty})", en: "finance did not book {doc} ({qty})"
        ),
    ));
    let receipt = moves().find(|m| m.doc_type == "采购入库" && !used.contains(&m.place.0));
    let doc = receipt.map_or("", |m| m.doc_no.as_str());
    let qty = receipt.map_or(0, |m| m.qty);
    used.push(plant(
        receipt,
        qty,
        say!(
            zh: "财务把 {doc} 记了两次({qty})", en: "finance booked {doc} twice ({qty})"
        ),
    ));
    let figure = moves().find(|m| {
        m.doc_type == "销售出库" && turned(m.qty).is_some() && !used.contains(&m.place.0)
    });
    let doc = figure.map_or("", |m| m.doc_no.as_str());
    let qty = figure.map_or(0, |m| m.qty);
    let booked = turned(qty).unwrap_or(qty);
    plant(
        figure,
        qty - booked,
        say!(
            zh: "财务把 {doc} 的 {qty} 记成 {booked}", en: "finance booked {booked} for the {qty} of {doc}"
        ),
    );

    let last = first
        .iter_days()
        .take_while(|d| d.month() == first.month())
        .last();
    let last = last.unwrap_or(first);
    let mut rows = vec![
        words(&[&format!("财务结存表 截至 {last}"), "", "", "", "", ""]),
        words(&["商品编码", "品名", "规格", "单位", "结存数量", "结存金额"]),
    ];
    let mut found = Vec::new();
    let (mut pieces, mut value) = (0, 0);
    for (index, goods) in GOODS.iter().enumerate() {
        let book = balance.get(&index).copied().unwrap_or(0);
        let diff = wrong.get(&index).map_or(0, |(diff, _)| *diff);
        let qty = book + diff;
        pieces += qty;
        value += qty * goods.cost;
        rows.push(vec![
            goods.sku.to_owned(),
            goods.name.to_owned(),
            goods.spec.to_owned(),
            goods.unit.to_owned(),
            qty.to_string(),
            yuan(qty * goods.cost),
        ]);
        if let Some((_, what)) = wrong.get(&index) {
            let sku = goods.sku;
            found.push(
                say!(zh: "W3 {sku} 账面 {book},财务 {qty}:", en: "W3 {sku}: book {book}, finance {qty}: ")
                    .join("", what),
            );
        }
    }
    rows.push(vec![
        "合计".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        pieces.to_string(),
        yuan(value),
    ]);
    (rows, found)
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Place;
    use super::*;

    #[test]
    fn the_ledger_never_goes_below_nothing() {
        let first = NaiveDate::from_ymd_opt(2026, 2, 1).expect("a date");
        for seed in 0..20 {
            let ledger = play(first, seed);
            let mut stock: BTreeMap<&Place, i64> = BTreeMap::new();
            for m in &ledger.movements {
                let out = matches!(m.doc_type, "销售出库" | "调拨出" | "报损");
                let there = stock.entry(&m.place).or_default();
                *there += if out { -m.qty } else { m.qty };
                assert!(*there >= 0 && m.qty > 0, "seed {seed}: {m:?}");
            }
            stock.retain(|_, qty| *qty != 0);
            let closing: BTreeMap<&Place, i64> =
                ledger.closing.iter().map(|(p, q)| (p, *q)).collect();
            assert_eq!(stock, closing);
            assert_eq!(finance_rows(&ledger, first).1.len(), 3, "seed {seed}");
        }
    }

    #[test]
    fn barcodes_carry_their_check_digit() {
        // 2000000010014: 2·1 + 1·1 + 0·3 + 0·1 + 1·3 = 6 → check digit 4
        assert_eq!(barcode("RQ1001"), "2000000010014");
    }
}
