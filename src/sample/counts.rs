//! The sample's weekly counts. The last one has three differences to find: goods
//! that lie at the other place, an issue of the day whose goods still stand
//! there, pieces that are gone.

use super::Files;
use super::goods::GOODS;
use super::ledger::{KEEPER, Ledger, Movement, Place, expiry};
use super::rng::Rng;
use super::sheet::{Cell, date, heading, xlsx};
use crate::base::Message;
use crate::say;
use chrono::{Duration, NaiveDate, NaiveTime};
use std::collections::BTreeMap;
use std::io;

/// The counts' file of a day.
pub fn count_path(day: NaiveDate) -> String {
    format!("counts/盘点_{day}.xlsx")
}

/// Adds every count; gives what the last one has to find.
///
/// # Errors
/// A workbook that cannot be made.
pub fn add(files: &mut Files, ledger: &Ledger, seed: u64) -> io::Result<Vec<Message>> {
    let mut rng = Rng::new(seed, "counts");
    let (mut planted, mut told) = (BTreeMap::new(), Vec::new());
    let last = ledger.counted.keys().next_back();
    for (day, held) in &ledger.counted {
        if Some(day) == last {
            (planted, told) = plant(ledger, *day, held);
        }
        let rows = rows(*day, held, &planted, &mut rng);
        files.add(count_path(*day), xlsx("盘点", *day, &rows)?);
    }
    Ok(told)
}

/// Pieces that went to the other place, that are gone.
const MISPLACED: i64 = 6;
const GONE: i64 = -3;

/// By how much places are off, and why.
fn plant(
    ledger: &Ledger,
    day: NaiveDate,
    held: &BTreeMap<Place, i64>,
) -> (BTreeMap<Place, i64>, Vec<Message>) {
    let (mut off, mut told) = (BTreeMap::new(), Vec::new());
    let elsewhere = |at: &Place| {
        held.keys()
            .find(|other| other.0 == at.0 && other.1 != at.1)
            .cloned()
    };
    let pair = held
        .iter()
        .filter(|(_, qty)| **qty > MISPLACED)
        .find_map(|(from, _)| Some((from.clone(), elsewhere(from)?)));
    if let Some((from, to)) = pair {
        let (sku, there, here) = (GOODS[from.0].sku, from.1, to.1);
        told.push(say!(
            zh: "W7 {sku} {day} 盘点:{MISPLACED} 件从 {there} 放到了 {here}",
            en: "W7 {sku}: counted {day}, {MISPLACED} pieces of {there} lie at {here}"
        ));
        off.insert(from, -MISPLACED);
        off.insert(to, MISPLACED);
    }
    let free = |off: &BTreeMap<Place, i64>, place: &Place| {
        held.contains_key(place) && !off.keys().any(|taken| taken.0 == place.0)
    };
    let moves = || ledger.movements.iter();
    // Told apart by its quantity from every other movement of the place.
    let lonely = |m: &&Movement| {
        let like = moves().filter(|o| o.place == m.place && o.qty == m.qty);
        like.count() == 1
    };
    let unmoved = moves()
        .filter(|m| m.at.date() == day && m.doc_type == "销售出库" && free(&off, &m.place))
        .filter(lonely)
        .max_by_key(|m| m.qty);
    if let Some(m) = unmoved {
        let (sku, doc, qty, at) = (GOODS[m.place.0].sku, &m.doc_no, m.qty, m.place.1);
        told.push(say!(
            zh: "W7 {sku} {day} 盘点:{doc} 的 {qty} 件还在 {at},货没有动",
            en: "W7 {sku}: counted {day}, the {qty} pieces of {doc} still stand at {at}"
        ));
        off.insert(m.place.clone(), qty);
    }
    let short = held
        .iter()
        .rfind(|(place, qty)| **qty > 10 && free(&off, place));
    if let Some((place, _)) = short {
        let (sku, at, n) = (GOODS[place.0].sku, place.1, -GONE);
        told.push(say!(
            zh: "W7 {sku} {day} 盘点:{at} 少 {n} 件,没有单据可查",
            en: "W7 {sku}: counted {day}, {n} pieces missing at {at}, no document says why"
        ));
        off.insert(place.clone(), GONE);
    }
    (off, told)
}

/// A count sheet: mostly right, a few short or over, one row damaged by exactly
/// what is missing, and two rows left blank: not counted. Rows of `planted` are
/// off by what it says and have no slip of their own.
fn rows(
    day: NaiveDate,
    held: &BTreeMap<Place, i64>,
    planted: &BTreeMap<Place, i64>,
    rng: &mut Rng,
) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(&[
        "商品编码",
        "品名",
        "规格",
        "单位",
        "仓位",
        "批次",
        "有效期至",
        "实盘数量",
        "残次数量",
        "盘点时间",
        "盘点人",
    ])];
    let last = i64::try_from(held.len()).unwrap_or(1) - 1;
    let blank = [rng.range(0, last), rng.range(0, last)];
    let damaged = rng.range(0, last);
    let evening = day.and_time(NaiveTime::MIN) + Duration::minutes(18 * 60 + 30);
    for (row, (place, qty)) in (0i64..).zip(held) {
        let (index, location, lot) = place;
        let goods = &GOODS[*index];
        let slip = if rng.chance(6) { rng.range(-2, 2) } else { 0 };
        let (good, bad) = if let Some(off) = planted.get(place) {
            (Cell::Int((qty + off).max(0)), Cell::Blank)
        } else if blank.contains(&row) {
            (Cell::Blank, Cell::Blank)
        } else if row == damaged {
            (Cell::Int(qty - 1), Cell::Int(1))
        } else {
            (Cell::Int((qty + slip).max(0)), Cell::Blank)
        };
        rows.push(vec![
            goods.sku.into(),
            goods.name.into(),
            goods.spec.into(),
            goods.unit.into(),
            (*location).into(),
            lot.clone().into(),
            date(expiry(*index, lot)),
            good,
            bad,
            Cell::At(evening + Duration::minutes(row)),
            KEEPER.into(),
        ]);
    }
    rows
}
