//! A warehouse's month with faults planted in it, drawn from a seed. Uses
//! nothing of the program: what is right is what was planted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5dee_ce66)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1).unsigned_abs()) as i64
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.range(1, 100) <= percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[(self.next() % from.len() as u64) as usize]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

/// How many pieces a document's line moves, and how many lines an item has.
#[derive(Clone, Copy, Debug)]
pub enum Pieces {
    /// 1–12, as a shop sells.
    Few,
    /// 1–60.
    Some,
    /// 1–400, small ones more often.
    Wide,
    /// Whole cases and single pieces.
    Cases,
}

pub const PIECES: [Pieces; 4] = [Pieces::Few, Pieces::Some, Pieces::Wide, Pieces::Cases];

#[derive(Clone, Debug)]
pub struct Item {
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub pack: i64,
    pub cost: i64,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub item: usize,
    pub doc: String,
    pub day: i64,
    pub party: &'static str,
    /// As it changes the balance.
    pub change: i64,
    pub opening: bool,
}

/// A planted fault.
#[derive(Clone, Debug)]
pub struct Fault {
    pub item: usize,
    pub kind: &'static str,
    /// The number the document has in the book, or where only the other side
    /// has it, there.
    pub doc: String,
}

pub const KINDS: [&str; 9] = [
    "missing_in_other",
    "missing_in_book",
    "posted_twice",
    "wrong_item",
    "sign_reversed",
    "transposed_digits",
    "unit_of_measure",
    "wrong_quantity",
    "cut_off",
];

pub struct Month {
    pub items: Vec<Item>,
    pub book: Vec<Line>,
    pub other: Vec<Line>,
    pub faults: Vec<Fault>,
    rng: Rng,
}

const PARTIES: [&str; 6] = ["天猫店", "京东店", "拼多多店", "抖音店", "门店", "批发客户"];
const SUPPLIERS: [&str; 4] = ["供应商甲", "供应商乙", "供应商丙", "供应商丁"];
const COLOURS: [&str; 5] = ["红", "蓝", "黑", "白", "灰"];
const SIZES: [&str; 4] = ["S", "M", "L", "XL"];
/// The month's last day; later days are the next month's.
pub const LAST: i64 = 31;

fn pieces(rng: &mut Rng, how: Pieces, pack: i64) -> i64 {
    match how {
        Pieces::Few => rng.range(1, 12),
        Pieces::Some => rng.range(1, 60),
        Pieces::Wide => {
            let top = *rng.pick(&[9, 40, 150, 400]);
            rng.range(1, top)
        }
        Pieces::Cases if rng.chance(60) => pack * rng.range(1, 8),
        Pieces::Cases => rng.range(1, 30),
    }
}

/// Another order of two neighbouring digits; never a zero in front.
fn turned(qty: i64) -> Option<i64> {
    let digits: Vec<u8> = qty.abs().to_string().into_bytes();
    (0..digits.len().saturating_sub(1)).rev().find_map(|at| {
        let mut other = digits.clone();
        other.swap(at, at + 1);
        let value: i64 = String::from_utf8(other.clone()).ok()?.parse().ok()?;
        (other[0] != b'0' && value != qty.abs()).then_some(value * qty.signum())
    })
}

impl Month {
    pub fn new(seed: u64, how: Pieces) -> Month {
        let mut rng = Rng::new(seed);
        let items: Vec<Item> = (0..400)
            .map(|n| Item {
                sku: format!("SP{}", 10_000 + n * 7),
                name: format!("商品{}", n / 4),
                spec: format!("{}/{}", rng.pick(&COLOURS), SIZES[n % 4]),
                pack: *rng.pick(&[6, 8, 12, 20, 24]),
                cost: rng.range(300, 20_000),
            })
            .collect();
        let mut book = Vec::new();
        let line = |item, doc: &str, day, party, change| Line {
            item,
            doc: doc.to_owned(),
            day,
            party,
            change,
            opening: false,
        };
        for item in 0..items.len() {
            let change = rng.range(50, 900);
            let opening = line(item, "QC20261001001", 1, "", change);
            book.push(Line {
                opening: true,
                ..opening
            });
        }
        for day in 1..=LAST {
            for n in 0..rng.range(3, 7) {
                let doc = format!("RK202610{day:02}{n:03}");
                let party = *rng.pick(&SUPPLIERS);
                let mut seen = BTreeSet::new();
                for _ in 0..rng.range(1, 4) {
                    let item = rng.range(0, 399) as usize;
                    if seen.insert(item) {
                        let change = pieces(&mut rng, how, items[item].pack);
                        book.push(line(item, &doc, day, party, change));
                    }
                }
            }
            for n in 0..rng.range(35, 60) {
                let doc = format!("CK202610{day:02}{n:03}");
                let party = *rng.pick(&PARTIES);
                let mut seen = BTreeSet::new();
                for _ in 0..rng.range(1, 3) {
                    let item = rng.range(0, 399) as usize;
                    if seen.insert(item) {
                        let change = -pieces(&mut rng, how, items[item].pack);
                        book.push(line(item, &doc, day, party, change));
                    }
                }
            }
        }
        let other = book.clone();
        Month {
            items,
            book,
            other,
            faults: Vec::new(),
            rng,
        }
    }

    /// Plants a fault in a tenth of the items, two in a quarter of those.
    pub fn plant(&mut self) {
        let mut touched = BTreeSet::new();
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        self.rng.shuffle(&mut order);
        let mut next = 0;
        for item in order.into_iter().take(44) {
            let two = self.rng.chance(25);
            for _ in 0..=usize::from(two) {
                let kind = KINDS[next % KINDS.len()];
                if self.fault(item, kind, &mut touched) {
                    next += 1;
                }
            }
        }
    }

    /// Whether a document of the item could take that fault.
    fn fault(&mut self, item: usize, kind: &'static str, touched: &mut BTreeSet<String>) -> bool {
        let fits = |l: &Line| {
            l.item == item
                && !l.opening
                && !touched.contains(&l.doc)
                && (kind != "cut_off" || l.day >= LAST - 1)
                && (kind != "transposed_digits" || turned(l.change).is_some())
        };
        let mut all: Vec<usize> = (0..self.other.len())
            .filter(|at| fits(&self.other[*at]))
            .collect();
        // A month's last days may be without the item: one more document.
        if all.is_empty() && kind == "cut_off" {
            let doc = format!("CK20261031{}", 900 + touched.len());
            let change = -self.rng.range(2, 30);
            let party = *self.rng.pick(&PARTIES);
            let line = Line {
                item,
                doc,
                day: LAST,
                party,
                change,
                opening: false,
            };
            self.book.push(line.clone());
            self.other.push(line);
            all.push(self.other.len() - 1);
        }
        if all.is_empty() {
            return false;
        }
        let at = *self.rng.pick(&all);
        let line = self.other[at].clone();
        let mut also = None;
        match kind {
            "missing_in_other" => {
                self.other.remove(at);
            }
            "missing_in_book" => {
                let there = |l: &Line| l.doc == line.doc && l.item == item;
                let at = self.book.iter().position(there).unwrap();
                self.book.remove(at);
            }
            "posted_twice" => self.other.push(line.clone()),
            "wrong_item" => {
                let wrong = if self.rng.chance(50) {
                    item ^ 1
                } else {
                    self.rng.range(0, 399) as usize
                };
                let clash = |l: &Line| l.doc == line.doc && l.item == wrong;
                let busy = self.faults.iter().any(|f| f.item == wrong);
                if wrong == item || busy || self.other.iter().any(clash) {
                    return false;
                }
                self.other[at].item = wrong;
                also = Some(wrong);
            }
            "sign_reversed" => self.other[at].change = -line.change,
            "transposed_digits" => self.other[at].change = turned(line.change).unwrap(),
            "unit_of_measure" => {
                let pack = self.items[item].pack;
                let divides = line.change % pack == 0;
                self.other[at].change = if divides {
                    line.change / pack
                } else {
                    line.change * pack
                };
            }
            "wrong_quantity" => {
                self.other[at].change = if self.rng.chance(50) {
                    line.change * 10
                } else {
                    // No turn of digits, no number of pieces in a case.
                    let mut wrong = line.change * 2 + line.change.signum();
                    while turned(line.change) == Some(wrong)
                        || [6, 8, 10, 12, 20, 24, 48]
                            .iter()
                            .any(|f| line.change * f == wrong)
                    {
                        wrong += line.change.signum();
                    }
                    wrong
                };
            }
            _ => self.other[at].day = LAST + self.rng.range(1, 2),
        }
        touched.insert(line.doc.clone());
        for item in std::iter::once(item).chain(also) {
            self.faults.push(Fault {
                item,
                kind,
                doc: line.doc.clone(),
            });
        }
        true
    }

    pub fn shuffle(&mut self) {
        self.rng.shuffle(&mut self.book);
        self.rng.shuffle(&mut self.other);
    }

    /// Numbers the other side's documents as its own vouchers; gives the number
    /// each of the book's documents has there.
    pub fn renumber(&mut self) -> BTreeMap<String, String> {
        let docs: BTreeSet<String> = self.other.iter().map(|l| l.doc.clone()).collect();
        let mut docs: Vec<String> = docs.into_iter().collect();
        self.rng.shuffle(&mut docs);
        let numbers: BTreeMap<String, String> = docs
            .into_iter()
            .enumerate()
            .map(|(n, doc)| (doc, format!("记-{:04}", n + 1)))
            .collect();
        for line in &mut self.other {
            line.doc = numbers[&line.doc].clone();
        }
        numbers
    }

    /// Balances at the month's end.
    pub fn balances(lines: &[Line], items: usize) -> Vec<i64> {
        let mut sums = vec![0; items];
        for line in lines.iter().filter(|l| l.day <= LAST) {
            sums[line.item] += line.change;
        }
        sums
    }

    /// Differences without any cause: small ones more often. Gives the items.
    pub fn drift(&mut self, balances: &mut [i64], count: usize) -> BTreeSet<usize> {
        let mut drifted = BTreeSet::new();
        while drifted.len() < count {
            let item = self.rng.range(0, 399) as usize;
            if self.faults.iter().all(|f| f.item != item) && drifted.insert(item) {
                let top = *self.rng.pick(&[4, 20, 90]);
                let by = self.rng.range(1, top);
                balances[item] += if self.rng.chance(50) { by } else { -by };
            }
        }
        drifted
    }

    pub fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }

    /// The book's columns.
    pub fn book_csv(&self) -> String {
        let mut text = String::from("日期,单据编号,单据类型,商品编码,品名,规格,数量,往来单位\n");
        for l in &self.book {
            let (kind, qty) = match (l.opening, l.change >= 0) {
                (true, _) => ("期初", l.change),
                (_, true) => ("采购入库", l.change),
                (_, false) => ("销售出库", -l.change),
            };
            let item = &self.items[l.item];
            let (date, doc, sku, party) = (day(l.day), &l.doc, &item.sku, l.party);
            writeln!(
                text,
                "{date},{doc},{kind},{sku},{},{},{qty},{party}",
                item.name, item.spec
            )
            .unwrap();
        }
        text
    }

    /// Another department's columns: in and out apart, a foot line.
    pub fn other_csv(&self) -> String {
        let mut text = String::from(
            "存货明细账\n凭证号,日期,摘要,存货编码,往来单位,入库数量,出库数量,单据类型\n",
        );
        for l in &self.other {
            // A reversed sign stands as a red entry on its own side.
            let issue = l.doc.starts_with("CK")
                || (!l.doc.starts_with("RK")
                    && SUPPLIERS.iter().all(|s| *s != l.party)
                    && !l.opening);
            let (kind, received, issued) = match (l.opening, issue) {
                (true, _) => ("期初", l.change.to_string(), String::new()),
                (_, false) => ("入库", l.change.to_string(), String::new()),
                (_, true) => ("出库", String::new(), (-l.change).to_string()),
            };
            let (date, doc, sku, party) = (
                day(l.day).replace('-', "/"),
                &l.doc,
                &self.items[l.item].sku,
                l.party,
            );
            writeln!(
                text,
                "{doc},{date},{kind},{sku},{party},{received},{issued},{kind}"
            )
            .unwrap();
        }
        text.push_str("合计,,,,,,,\n");
        text
    }

    pub fn balances_csv(&self, balances: &[i64]) -> String {
        let mut text = String::from("存货编码,存货名称,结存数量\n");
        for (item, qty) in self.items.iter().zip(balances) {
            writeln!(text, "{},{},{qty}", item.sku, item.name).unwrap();
        }
        text
    }

    pub fn items_csv(&self) -> String {
        let mut text = String::from("商品编码,品名,规格,装箱数,成本价\n");
        for i in &self.items {
            writeln!(
                text,
                "{},{},{},{},{}.{:02}",
                i.sku,
                i.name,
                i.spec,
                i.pack,
                i.cost / 100,
                i.cost % 100
            )
            .unwrap();
        }
        text
    }
}

fn day(n: i64) -> String {
    if n > LAST {
        format!("2026-11-{:02}", n - LAST)
    } else {
        format!("2026-10-{n:02}")
    }
}

/// Other sides are written as GB18030.
pub fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}
