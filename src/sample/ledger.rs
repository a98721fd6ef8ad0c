//! The sample warehouse's month: receipts, issues, transfers, returns and a
//! loss, posted in order against a stock that never goes below nothing.
//!
//! Slips are planted for the document checks: a receipt two short of its delivery
//! note (W1) and one without the supervisor's signature (W2), an issue without a
//! number (W4), an issue from a newer lot while an older one had stock (W5), a
//! purchase order that is overdue (W13), and a lot near its expiry (W10).

use super::goods::GOODS;
use super::life::Goods;
use super::rng::Rng;
use crate::base::Message;
use crate::say;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::{BTreeMap, BTreeSet};

pub const MAIN: &str = "主仓";
pub const SHOP: &str = "门店仓";
pub const KEEPER: &str = "员工K";
pub const SUPERVISOR: &str = "员工J";
/// The item whose opening lot is near its expiry (W10).
const OLD_DATE: &str = "RQ3005";
const SUPPLIERS: &[&str] = &["供应商甲", "供应商乙", "供应商丙"];

/// Goods at a place: index into [`GOODS`], location, lot (blank where the goods
/// do not expire). Lots are named by their day, so the oldest comes first.
pub type Place = (usize, &'static str, String);

/// One line of the warehouse ledger.
#[derive(Debug, Clone)]
pub struct Movement {
    pub at: NaiveDateTime,
    pub doc_no: String,
    pub doc_type: &'static str,
    pub place: Place,
    pub expiry: Option<NaiveDate>,
    /// As written: never negative, the type gives the direction.
    pub qty: i64,
    /// Fen; receipts and opening stock only.
    pub unit_cost: Option<i64>,
    pub supervisor: &'static str,
    pub party: &'static str,
    pub ref_no: String,
}

/// A purchase order's line with what came of it.
#[derive(Debug, Clone)]
pub struct Purchase {
    pub po_no: String,
    pub goods: usize,
    pub ordered: NaiveDate,
    pub due: NaiveDate,
    pub supplier: &'static str,
    pub qty: i64,
    pub unit_price: i64,
    /// Delivery note, its quantity and day.
    pub note: Option<(String, i64, NaiveDate)>,
    pub received: i64,
}

/// The month as it happened.
pub struct Ledger {
    pub movements: Vec<Movement>,
    pub purchases: Vec<Purchase>,
    /// Balances on the evening of each counting day.
    pub counted: BTreeMap<NaiveDate, BTreeMap<Place, i64>>,
    pub closing: BTreeMap<Place, i64>,
    /// What was planted, in words.
    pub slips: Vec<Message>,
}

impl Goods {
    fn lot(&self, day: NaiveDate) -> String {
        if self.shelf_days == 0 {
            String::new()
        } else {
            day.format("%Y%m%d").to_string()
        }
    }
}

/// When goods of a lot expire.
pub fn expiry(goods: usize, lot: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(lot, "%Y%m%d").ok()?;
    Some(day + Duration::days(GOODS[goods].shelf_days))
}

struct Keeper {
    rng: Rng,
    stock: BTreeMap<Place, i64>,
    ledger: Ledger,
    /// Documents of the day, by prefix.
    numbers: BTreeMap<(&'static str, NaiveDate), u32>,
}

fn at(day: NaiveDate, hour: i64, minute: i64) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::minutes(hour * 60 + minute)
}

/// Plays the month that begins on `first`; counts are taken on the 7th, 14th,
/// 21st and 28th.
pub fn play(first: NaiveDate, seed: u64) -> Ledger {
    let mut keeper = Keeper {
        rng: Rng::new(seed, "ledger"),
        stock: BTreeMap::new(),
        ledger: Ledger {
            movements: Vec::new(),
            purchases: Vec::new(),
            counted: BTreeMap::new(),
            closing: BTreeMap::new(),
            slips: Vec::new(),
        },
        numbers: BTreeMap::new(),
    };
    keeper.open(first);
    for day in first.iter_days().take_while(|d| d.month() == first.month()) {
        keeper.day(day);
        if day.day() % 7 == 0 {
            keeper.ledger.counted.insert(day, keeper.held());
        }
    }
    keeper.outstanding(first);
    keeper.ledger.closing = keeper.held();
    // As the books have it: by time, lines of a document in their order.
    keeper.ledger.movements.sort_by_key(|m| m.at);
    keeper.ledger
}

impl Keeper {
    /// What is there: places with something in them.
    fn held(&self) -> BTreeMap<Place, i64> {
        let some = self.stock.iter().filter(|(_, qty)| **qty > 0);
        some.map(|(place, qty)| (place.clone(), *qty)).collect()
    }

    fn number(&mut self, prefix: &'static str, day: NaiveDate) -> String {
        let n = self.numbers.entry((prefix, day)).or_default();
        *n += 1;
        format!("{prefix}{}{n:02}", day.format("%Y%m%d"))
    }

    fn put(&mut self, movement: Movement, change: i64) {
        *self.stock.entry(movement.place.clone()).or_default() += change;
        self.ledger.movements.push(movement);
    }

    fn movement(
        at: NaiveDateTime,
        doc_no: &str,
        doc_type: &'static str,
        place: Place,
        qty: i64,
    ) -> Movement {
        Movement {
            at,
            doc_no: doc_no.to_owned(),
            doc_type,
            expiry: expiry(place.0, &place.2),
            place,
            qty,
            unit_cost: None,
            supervisor: SUPERVISOR,
            party: "",
            ref_no: String::new(),
        }
    }

    /// Opening stock, on the evening before the month.
    fn open(&mut self, first: NaiveDate) {
        let eve = first - Duration::days(1);
        let number = self.number("QC", eve);
        for (index, goods) in GOODS.iter().enumerate() {
            let old = goods.sku == OLD_DATE;
            let age = if old {
                goods.shelf_days - 45
            } else {
                self.rng.range(20, 90)
            };
            let made = eve - Duration::days(age);
            for (location, low, high) in [(MAIN, 60, 180), (SHOP, 20, 60)] {
                let qty = self.rng.range(low, high);
                let place = (index, location, goods.lot(made));
                let mut line = Self::movement(at(eve, 18, 0), &number, "期初", place, qty);
                line.unit_cost = Some(goods.cost);
                self.put(line, qty);
            }
            if let (true, Some(end)) = (old, expiry(index, &goods.lot(made))) {
                let (sku, lot) = (goods.sku, goods.lot(made));
                self.ledger.slips.push(say!(
                    zh: "W10 {sku} 的批次 {lot} 到 {end} 过期",
                    en: "W10 lot {lot} of {sku} expires on {end}"
                ));
            }
        }
    }

    fn day(&mut self, day: NaiveDate) {
        if day.day() % 3 == 2 {
            self.receive(day);
        }
        if matches!(day.weekday(), chrono::Weekday::Mon) {
            self.transfer(day);
        }
        let docs = self.rng.range(6, 10);
        for n in 0..docs {
            let minute = n * 40 + self.rng.range(0, 39);
            self.sell(at(day, 10, minute), MAIN, n % 4 == 3);
        }
        let docs = self.rng.range(1, 2);
        for n in 0..docs {
            let minute = n * 60 + self.rng.range(0, 59);
            self.sell(at(day, 15, minute), SHOP, false);
        }
        if self.rng.chance(40) {
            self.give_back(at(day, 17, 5));
        }
        match day.day() {
            18 => self.newer_lot_first(at(day, 17, 20)),
            20 => self.write_off(at(day, 17, 30)),
            23 => self.without_number(at(day, 17, 40)),
            _ => {}
        }
    }

    fn receive(&mut self, day: NaiveDate) {
        let po_no = self.number("CG", day - Duration::days(7));
        let note = self.number("SH", day);
        let number = self.number("RK", day);
        let supplier = *self.rng.pick(SUPPLIERS);
        let unsigned = day.day() == 11;
        let start = self.rng.range(0, 23);
        for step in 0..self.rng.range(3, 5) {
            let index = usize::try_from(start + step * 5).unwrap_or(0) % GOODS.len();
            let goods = &GOODS[index];
            let qty = goods.pack * self.rng.range(1, 4).max(24 / goods.pack);
            // One delivery comes two short of its note (W1).
            let short = if day.day() == 14 && step == 0 { 2 } else { 0 };
            let unit_price = goods.cost + goods.cost * self.rng.range(-2, 3) / 100;
            let place = (index, MAIN, goods.lot(day - Duration::days(10)));
            let mut line = Self::movement(at(day, 9, 30), &number, "采购入库", place, qty - short);
            line.unit_cost = Some(unit_price);
            line.party = supplier;
            line.ref_no.clone_from(&po_no);
            if unsigned {
                line.supervisor = "";
            }
            self.put(line, qty - short);
            self.ledger.purchases.push(Purchase {
                po_no: po_no.clone(),
                goods: index,
                ordered: day - Duration::days(7),
                due: day,
                supplier,
                qty,
                unit_price,
                note: Some((note.clone(), qty, day)),
                received: qty - short,
            });
            if short > 0 {
                let (sku, got) = (goods.sku, qty - short);
                self.ledger.slips.push(say!(
                    zh: "W1 送货单 {note} 的 {sku} 写 {qty},入库单 {number} 只收了 {got}",
                    en: "W1 delivery note {note} says {qty} of {sku}, receipt {number} has {got}"
                ));
            }
        }
        if unsigned {
            self.ledger.slips.push(say!(
                zh: "W2 入库单 {number} 没有仓库主管签名",
                en: "W2 receipt {number} lacks the supervisor's signature"
            ));
        }
    }

    /// Takes `qty` (or what there is) from the oldest lots of a place.
    fn issue(
        &mut self,
        line: &Movement,
        index: usize,
        location: &'static str,
        qty: i64,
    ) -> Vec<(Place, i64)> {
        let mut left = qty;
        let mut taken = Vec::new();
        let here =
            |(place, qty): &(&Place, &i64)| (place.0, place.1) == (index, location) && **qty > 0;
        let lots: Vec<(Place, i64)> = self
            .stock
            .iter()
            .filter(here)
            .map(|(place, qty)| (place.clone(), *qty))
            .collect();
        for (place, there) in lots {
            let take = left.min(there);
            if take > 0 {
                left -= take;
                let mut part = line.clone();
                part.expiry = expiry(index, &place.2);
                part.place = place.clone();
                part.qty = take;
                self.put(part, -take);
                taken.push((place, take));
            }
        }
        taken
    }

    /// An item that `location` has in stock; `None` where it is empty.
    fn in_stock(&mut self, location: &'static str) -> Option<usize> {
        let here =
            |(place, qty): (&Place, &i64)| (place.1 == location && *qty > 0).then_some(place.0);
        let mut goods: Vec<usize> = self.stock.iter().filter_map(here).collect();
        goods.dedup();
        (!goods.is_empty()).then(|| *self.rng.pick(&goods))
    }

    /// A document of one to three different items that are there.
    fn sell(&mut self, at: NaiveDateTime, location: &'static str, jd: bool) {
        let mut wanted: BTreeMap<usize, i64> = BTreeMap::new();
        for _ in 0..self.rng.range(1, 3) {
            let qty = self.rng.range(1, if location == MAIN { 14 } else { 3 });
            if let Some(index) = self.in_stock(location) {
                wanted.insert(index, qty);
            }
        }
        if wanted.is_empty() {
            return;
        }
        let number = self.number("CK", at.date());
        for (index, qty) in wanted {
            let place = (index, location, String::new());
            let mut line = Self::movement(at, &number, "销售出库", place, qty);
            line.party = match (location, jd) {
                (SHOP, _) => "门店",
                (_, true) => "京东店",
                _ => "天猫店",
            };
            self.issue(&line, index, location, qty);
        }
    }

    fn transfer(&mut self, day: NaiveDate) {
        let wanted: BTreeSet<usize> = (0..4).filter_map(|_| self.in_stock(MAIN)).collect();
        if wanted.is_empty() {
            return;
        }
        let number = self.number("DB", day);
        for index in wanted {
            let place = (index, MAIN, String::new());
            let out = Self::movement(at(day, 9, 50), &number, "调拨出", place, 12);
            for ((_, _, lot), qty) in self.issue(&out, index, MAIN, 12) {
                let place = (index, SHOP, lot);
                let line = Self::movement(at(day, 9, 55), &number, "调拨入", place, qty);
                self.put(line, qty);
            }
        }
    }

    fn any_goods(&mut self) -> usize {
        let all: Vec<usize> = (0..GOODS.len()).collect();
        *self.rng.pick(&all)
    }

    /// A customer's return, into the newest lot there is.
    fn give_back(&mut self, at: NaiveDateTime) {
        let index = self.any_goods();
        let here = |(goods, location, _): &&Place| *goods == index && *location == MAIN;
        if let Some(place) = self.stock.keys().rfind(here).cloned() {
            let number = self.number("TH", at.date());
            let mut line = Self::movement(at, &number, "退货入库", place, 1);
            line.party = "天猫店";
            self.put(line, 1);
        }
    }

    fn write_off(&mut self, at: NaiveDateTime) {
        let Some(index) = self.in_stock(MAIN) else {
            return;
        };
        let number = self.number("BS", at.date());
        let line = Self::movement(at, &number, "报损", (index, MAIN, String::new()), 1);
        self.issue(&line, index, MAIN, 1);
    }

    fn without_number(&mut self, at: NaiveDateTime) {
        let Some(index) = self.in_stock(MAIN) else {
            return;
        };
        let mut line = Self::movement(at, "", "销售出库", (index, MAIN, String::new()), 2);
        line.party = "天猫店";
        self.issue(&line, index, MAIN, 2);
        let (sku, when) = (GOODS[index].sku, at.format("%Y-%m-%d %H:%M"));
        self.ledger.slips.push(say!(
            zh: "W4 {when} 出库 {sku} 没有单据编号",
            en: "W4 an issue of {sku} at {when} has no document number"
        ));
    }

    fn newer_lot_first(&mut self, at: NaiveDateTime) {
        let lots: Vec<(Place, i64)> = self
            .held()
            .into_iter()
            .filter(|(p, _)| p.1 == MAIN)
            .collect();
        let pair = lots.windows(2).find(|w| w[0].0.0 == w[1].0.0);
        if let Some([(older, _), (newer, there)]) = pair {
            let qty = (*there).min(3);
            let number = self.number("CK", at.date());
            let mut line = Self::movement(at, &number, "销售出库", newer.clone(), qty);
            line.party = "天猫店";
            self.put(line, -qty);
            let (sku, old, new) = (GOODS[newer.0].sku, &older.2, &newer.2);
            self.ledger.slips.push(say!(
                zh: "W5 {number} 出了 {sku} 的新批次 {new},老批次 {old} 还有货",
                en: "W5 {number} issued {sku} from lot {new} while the older lot {old} had stock"
            ));
        }
    }

    /// One order overdue, one not due yet.
    fn outstanding(&mut self, first: NaiveDate) {
        for (ordered, due) in [(9, 24), (22, 45)] {
            let (ordered, due) = (first + Duration::days(ordered), first + Duration::days(due));
            let po_no = self.number("CG", ordered);
            let goods = self.any_goods();
            if due.month() == first.month() {
                let sku = GOODS[goods].sku;
                self.ledger.slips.push(say!(
                    zh: "W13 采购单 {po_no} 的 {sku} 应在 {due} 到货,没有到,也没有催",
                    en: "W13 {sku} of purchase order {po_no} was due {due}, has not come and was not chased"
                ));
            }
            self.ledger.purchases.push(Purchase {
                po_no,
                goods,
                ordered,
                due,
                supplier: SUPPLIERS[0],
                qty: GOODS[goods].pack * 4,
                unit_price: GOODS[goods].cost,
                note: None,
                received: 0,
            });
        }
    }
}

#[cfg(test)]
mod tests;
