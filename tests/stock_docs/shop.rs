//! A small warehouse written down in lines, and what the chores say of it.

use chrono::NaiveDate;
use dayclose::base::{Clock, Files, Message, Money, Name, Origin, Period, Pool, Qty};
use dayclose::policy::StockRules;
use dayclose::report::{Report, Section, Value};
use dayclose::stock::alerts::{self, Watch};
use dayclose::stock::docs::{self, Papers};
use dayclose::stock::{Ledger, post};
use dayclose::table::cell::date::Moment;
use dayclose::table::rows::{DeliveryNote, Item, Movement, PurchaseLine};
use rust_decimal::Decimal;

/// Tables as text, a line a row, fields as in the constants, `-` for a blank.
#[derive(Default, Clone)]
pub struct Shop {
    /// date, document, type, item, quantity, then any of `key=value`.
    pub movements: Vec<String>,
    pub items: Option<Vec<String>>,
    /// order, item, quantity, due, then any of `key=value`.
    pub orders: Option<Vec<String>>,
    /// note, item, quantity, then any of `key=value`.
    pub notes: Option<Vec<String>>,
    pub rules: StockRules,
    /// Columns the ledger's file has beside those given.
    pub columns: Vec<&'static str>,
}

pub fn lines(text: &str) -> Vec<String> {
    let trimmed = text.lines().map(str::trim).filter(|line| !line.is_empty());
    trimmed.map(str::to_owned).collect()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("no date: {text}"))
}

fn moment(text: &str) -> Moment {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let date = day(date);
    let has_time = !time.is_empty();
    let at = if has_time {
        let (h, m) = time.split_once(':').unwrap();
        date.and_hms_opt(h.parse().unwrap(), m.parse().unwrap(), 0)
    } else {
        date.and_hms_opt(0, 0, 0)
    };
    Moment {
        at: at.unwrap(),
        has_time,
        has_seconds: false,
    }
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

struct Line<'t> {
    words: Vec<&'t str>,
    origin: Origin,
}

impl<'t> Line<'t> {
    fn of(text: &'t str, file: u32, at: usize) -> Line<'t> {
        Line {
            words: text.split_whitespace().collect(),
            origin: Origin {
                file,
                line: u32::try_from(at).unwrap() + 2,
            },
        }
    }

    fn word(&self, at: usize) -> &'t str {
        self.words
            .get(at)
            .copied()
            .filter(|w| *w != "-")
            .unwrap_or("")
    }

    fn key(&self, key: &str) -> Option<&'t str> {
        self.words
            .iter()
            .find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn name(&self, key: &str, pool: &mut Pool) -> Name {
        pool.intern(self.key(key).unwrap_or(""))
    }
}

fn movement(line: &Line<'_>, pool: &mut Pool, rules: &StockRules) -> Movement {
    let word = line.word(2);
    Movement {
        origin: line.origin,
        date: Some(moment(line.word(0))),
        doc_no: pool.intern(line.word(1)),
        doc_type: pool.intern(word),
        direction: rules.direction(word),
        sku: pool.intern(line.word(3)),
        qty: Some(Qty(number(line.word(4)))),
        location: line.name("at", pool),
        to_location: line.name("to", pool),
        lot: line.name("lot", pool),
        expiry: line.key("exp").map(moment),
        unit_cost: line.key("cost").map(|c| Money(number(c))),
        party: line.name("party", pool),
        ref_no: line.name("ref", pool),
        keeper: line.name("keeper", pool),
        supervisor: line.name("supervisor", pool),
        posted_at: line.key("posted").map(moment),
        name: line.name("name", pool),
        spec: line.name("spec", pool),
        ..Movement::default()
    }
}

/// The tables as the chores take them.
pub struct Tables {
    pub ledger: Ledger,
    pub items: Option<Vec<Item>>,
    pub orders: Option<Vec<PurchaseLine>>,
    pub notes: Option<Vec<DeliveryNote>>,
    pub pool: Pool,
    pub files: Files,
}

impl Shop {
    pub fn new(movements: &str) -> Shop {
        Shop {
            movements: lines(movements),
            ..Shop::default()
        }
    }

    pub fn items(mut self, text: &str) -> Shop {
        self.items = Some(lines(text));
        self
    }

    pub fn orders(mut self, text: &str) -> Shop {
        self.orders = Some(lines(text));
        self
    }

    pub fn notes(mut self, text: &str) -> Shop {
        self.notes = Some(lines(text));
        self
    }

    pub fn tables(&self) -> Tables {
        let mut pool = Pool::new();
        let mut files = Files::default();
        let names = ["ledger.csv", "items.csv", "orders.csv", "notes.csv"];
        let ids = names.map(|name| files.add(name));
        let mut has = vec!["doc_no"];
        for (key, field) in [
            ("keeper", "keeper"),
            ("supervisor", "supervisor"),
            ("posted", "posted_at"),
        ] {
            let written = self
                .movements
                .iter()
                .any(|l| l.contains(&format!("{key}=")));
            if written || self.columns.contains(&field) {
                has.push(field);
            }
        }
        let letters = |field: &&'static str| (*field, "A".to_owned());
        files.set_columns(ids[0], has.iter().map(letters).collect());
        let movements = self.movements.iter().enumerate();
        let movements: Vec<Movement> = movements
            .map(|(at, text)| movement(&Line::of(text, ids[0], at), &mut pool, &self.rules))
            .collect();
        let items = self.items.as_ref().map(|list| {
            let list = list.iter().enumerate();
            list.map(|(at, text)| {
                let line = Line::of(text, ids[1], at);
                let qty = |key: &str| line.key(key).map(|q| Qty(number(q)));
                let money = |key: &str| line.key(key).map(|q| Money(number(q)));
                Item {
                    origin: line.origin,
                    sku: pool.intern(line.word(0)),
                    safety_stock: qty("safety"),
                    max_stock: qty("max"),
                    pack_size: qty("pack"),
                    shelf_life_days: line.key("shelf").map(number),
                    unit_cost: money("cost"),
                    price: money("price"),
                    ..Item::default()
                }
            })
            .collect::<Vec<_>>()
        });
        let orders = self.orders.as_ref().map(|list| {
            let list = list.iter().enumerate();
            list.map(|(at, text)| {
                let line = Line::of(text, ids[2], at);
                let chased = line.key("chased").unwrap_or("");
                PurchaseLine {
                    origin: line.origin,
                    po_no: pool.intern(line.word(0)),
                    sku: pool.intern(line.word(1)),
                    qty: Some(Qty(number(line.word(2)))),
                    due: Some(moment(line.word(3))),
                    supplier: line.name("party", &mut pool),
                    ordered_at: line.key("ordered").map(moment),
                    unit_price: line.key("price").map(|p| Money(number(p))),
                    received_qty: line.key("received").map(|q| Qty(number(q))),
                    chased_at: chased
                        .split(',')
                        .filter(|c| !c.is_empty())
                        .map(moment)
                        .collect(),
                }
            })
            .collect::<Vec<_>>()
        });
        let notes = self.notes.as_ref().map(|list| {
            let list = list.iter().enumerate();
            list.map(|(at, text)| {
                let line = Line::of(text, ids[3], at);
                DeliveryNote {
                    origin: line.origin,
                    note_no: pool.intern(line.word(0)),
                    sku: pool.intern(line.word(1)),
                    qty: Some(Qty(number(line.word(2)))),
                    po_no: line.name("po", &mut pool),
                    name: line.name("name", &mut pool),
                    spec: line.name("spec", &mut pool),
                    date: line.key("date").map(moment),
                }
            })
            .collect::<Vec<_>>()
        });
        let ledger = post(movements, items.as_deref(), &mut pool, &self.rules);
        Tables {
            ledger,
            items,
            orders,
            notes,
            pool,
            files,
        }
    }

    /// `stock docs` of October 2026.
    pub fn docs(&self) -> Report {
        let period = Period::named_month("2026-10").unwrap();
        let tables = self.tables();
        let papers = Papers {
            ledger: &tables.ledger,
            orders: tables.orders.as_deref(),
            notes: tables.notes.as_deref(),
            items: tables.items.as_deref(),
            pool: &tables.pool,
            files: &tables.files,
            rules: &self.rules,
            period,
            as_of: period.last(),
        };
        docs::report(&papers, Message::default(), clock())
    }

    /// `stock alerts` as of that day.
    pub fn alerts(&self, as_of: &str) -> Report {
        let as_of = day(as_of);
        let mut tables = self.tables();
        tables.ledger.entries.retain(|entry| entry.day() <= as_of);
        let watch = Watch {
            entries: &tables.ledger.entries,
            notes: &tables.ledger.notes,
            items: tables.items.as_deref().unwrap_or_default(),
            orders: tables.orders.as_deref(),
            pool: &tables.pool,
            files: &tables.files,
            rules: &self.rules,
            as_of,
        };
        alerts::report(&watch, Message::default(), clock())
    }
}

fn clock() -> Clock {
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-02T18:00:00+08:00").unwrap();
    Clock::fixed(now, chrono_tz::Asia::Shanghai)
}

pub fn section<'r>(report: &'r Report, id: &str) -> &'r Section {
    report
        .sections
        .iter()
        .find(|section| section.id == id)
        .unwrap_or_else(|| panic!("no section {id}"))
}

fn plain(value: &Value) -> String {
    match value.bare() {
        Value::Code(word, _) => (*word).to_owned(),
        Value::Text(text) => text.clone(),
        Value::Message(words) => words.en.clone(),
        Value::Qty(qty) => qty.to_string(),
        Value::Money(amount) => amount.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Date(day) => day.to_string(),
        Value::None => "-".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Rows of a section as the words of some columns.
pub fn rows(report: &Report, id: &str, keys: &[&str]) -> Vec<String> {
    let section = section(report, id);
    let at: Vec<usize> = keys
        .iter()
        .map(|key| section.index_of(key).unwrap_or_else(|| panic!("no {key}")))
        .collect();
    section
        .rows
        .iter()
        .map(|row| {
            at.iter()
                .map(|i| plain(&row[*i]))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// «kind document item» of everything found, sorted.
pub fn found(report: &Report) -> Vec<String> {
    let mut rows = rows(report, "rows", &["kind", "doc_no", "sku"]);
    rows.sort();
    rows
}

/// Those of some kinds only.
pub fn of_kinds(report: &Report, kinds: &[&str]) -> Vec<String> {
    let mut rows = found(report);
    rows.retain(|row| kinds.iter().any(|kind| row.split(' ').next() == Some(kind)));
    rows
}
