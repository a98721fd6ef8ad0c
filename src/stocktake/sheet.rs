//! Sheets to count with (W8): the places of the book in the order of the bins, a
//! page an area, the cells to fill in open and checked, everything else locked.
//! Blind unless asked otherwise: the book's quantity stands nowhere in the file.

use super::book::Held;
use super::count::Place;
use super::goods::Goods;
use super::past::Due;
use super::spot;
use crate::base::{Clock, Finding, Message, Pool, Text};
use crate::policy::StocktakeRules;
use crate::report::{Column, Fill, Kind, Report, Section, Value};
use crate::say;
use crate::stock::order::natural;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeSet, HashMap};

/// What the sheet is made from.
pub struct SheetInput<'s> {
    pub book: Vec<Held>,
    pub goods: &'s Goods<'s>,
    pub pool: &'s Pool,
    pub rules: &'s StocktakeRules,
    /// Whether the book's quantity is left out.
    pub blind: bool,
    /// Spot check: how many places, and the seed.
    pub spot: Option<(usize, u64)>,
    /// Only items of this class.
    pub class: Option<String>,
    /// Only this van, an area or a location.
    pub van: Option<String>,
    /// Only these areas.
    pub due: Option<Vec<Due>>,
    /// How often each place was off before.
    pub off: HashMap<Place, u64>,
    pub scope: Message,
    pub clock: Clock,
}

const COUNTED_BY: Text = Text::new("盘点人", "counted by");
const CHECKED_BY: Text = Text::new("监盘人", "witnessed by");
const KEPT_BY: Text = Text::new("仓管员", "keeper");

/// The count sheet.
pub fn report(mut input: SheetInput<'_>) -> Report {
    let mut report = Report::new(
        "stocktake sheet",
        say!(zh: "盘点表", en: "count sheet"),
        input.scope.clone(),
        input.clock,
    );
    let mut book = std::mem::take(&mut input.book);
    book.retain(|held| input.wants(held.place));
    book.sort_by(|a, b| input.route(a.place, b.place));
    let whole = book.len();
    let mut drawn_words = None;
    if let Some((n, seed)) = input.spot {
        let weights: Vec<u64> = book.iter().map(|held| input.weight(held)).collect();
        let drawn = spot::draw(&weights, n, seed);
        book = drawn.into_iter().map(|at| book[at]).collect();
        let n = book.len();
        drawn_words = Some(say!(
            zh: "抽盘 {n} 处(共 {whole} 处),种子 {seed};用 --seed {seed} 可以重抽出同样的",
            en: "spot check of {n} of {whole} places, seed {seed}; --seed {seed} draws the same again"
        ));
        report.datum("seed", Value::from(seed));
    }
    let areas: BTreeSet<&str> = book.iter().map(|held| input.area(held.place)).collect();
    let (places, area_count) = (book.len(), areas.len());
    report.datum("places", Value::from(places));
    report.datum("areas", Value::from(area_count));
    report.datum("blind", Value::Bool(input.blind));
    report.lead.push(
        say!(zh: "{places} 处 · {area_count} 个区域", en: "{places} places · {area_count} areas"),
    );
    due_findings(&input, &mut report.findings);
    if places == 0 {
        report.findings.push(Finding::warning(
            "W8",
            "stocktake sheet",
            say!(zh: "没有要盘的;请看 --class、--van、--due 是否选得太窄", en: "nothing to count; --class, --van or --due may leave nothing"),
        ));
    }
    let section = section(&input, &book, drawn_words);
    report.sections.push(section);
    report
}

impl SheetInput<'_> {
    fn area(&self, place: Place) -> &str {
        self.rules.area(self.pool.text(place.location))
    }

    fn wants(&self, place: Place) -> bool {
        let location = self.pool.text(place.location);
        let area = self.rules.area(location);
        let class = |wanted: &String| {
            self.goods
                .class(place.sku, self.pool)
                .eq_ignore_ascii_case(wanted.trim())
        };
        self.class.as_ref().is_none_or(class)
            && self
                .van
                .as_ref()
                .is_none_or(|van| van == area || van == location)
            && self
                .due
                .as_ref()
                .is_none_or(|due| due.iter().any(|d| d.area == area))
    }

    /// Area, bin, item, lot: the way a person walks.
    fn route(&self, a: Place, b: Place) -> std::cmp::Ordering {
        let text = |name| self.pool.text(name);
        natural(text(a.location), text(b.location))
            .then_with(|| natural(text(a.sku), text(b.sku)))
            .then_with(|| natural(text(a.lot), text(b.lot)))
    }

    /// Of a spot check, in whole yuan: the stock's value, as often again as the
    /// place was off before.
    fn weight(&self, held: &Held) -> u64 {
        let cost = self.goods.cost(held.place.sku).unwrap_or_default();
        let value = held.qty.0.abs().checked_mul(cost.0.abs());
        let yuan = value.and_then(|v| v.to_u64()).unwrap_or(0);
        let off = self.off.get(&held.place).copied().unwrap_or(0);
        yuan.max(1).saturating_mul(1 + off)
    }
}

fn section(input: &SheetInput<'_>, book: &[Held], drawn: Option<Message>) -> Section {
    let column = |key: &'static str, zh: &'static str, en: &'static str, kind| {
        Column::new(key, Text::new(zh, en), kind)
    };
    let mut columns = vec![
        column("area", "区域", "area", Kind::Text).droppable(4),
        column("location", "仓位", "location", Kind::Text),
        column("sku", "商品编码", "SKU", Kind::Id),
        column("barcode", "条码", "barcode", Kind::Id).droppable(6),
        column("name", "品名", "item name", Kind::Text),
        column("spec", "规格", "spec", Kind::Text).droppable(3),
        column("unit", "单位", "unit", Kind::Text).droppable(2),
        column("lot", "批次", "lot", Kind::Id).droppable(1),
        column("expiry", "有效期至", "expiry", Kind::Date).droppable(5),
    ];
    if !input.blind {
        columns.push(column("book", "账面数量", "book qty", Kind::Qty));
    }
    let cases = input.rules.case_units.clone();
    columns.extend([
        column("qty", "实盘数量", "qty", Kind::Qty).filled_in(Fill::Count(cases)),
        column("damaged", "残次数量", "damaged", Kind::Qty).filled_in(Fill::Number),
        column("counted_at", "盘点时间", "counted at", Kind::DateTime).filled_in(Fill::DateTime),
        column("counter", "盘点人", "counter", Kind::Text).filled_in(Fill::Text),
    ]);
    let mut section = Section::new("rows", say!(zh: "盘点表", en: "count sheet"), columns)
        .signed_by(&[COUNTED_BY, CHECKED_BY, KEPT_BY]);
    section.protected = true;
    section.subtitle.extend(drawn);
    section.subtitle.push(say!(
        zh: "没有盘的留空,空白不当作零;盘到零写 0;残次单独写,不计入实盘数量",
        en: "leave blank what was not counted, blank is not zero; write 0 for none; damaged pieces apart, not in qty"
    ));
    let mut area = None;
    for held in book {
        let here = input.area(held.place);
        if area.is_some_and(|before| before != here) {
            section.paper.breaks.push(section.rows.len());
        }
        area = Some(here);
        section.rows.push(cells(input, held, here));
    }
    section
}

fn cells(input: &SheetInput<'_>, held: &Held, area: &str) -> Vec<Value> {
    let named = |name| Value::filled(input.pool.text(name));
    let item = input.goods.get(held.place.sku);
    let of_item = |pick: fn(&crate::table::rows::Item) -> crate::base::Name| {
        item.map_or(Value::None, |item| named(pick(item)))
    };
    let mut cells = vec![
        Value::filled(area),
        named(held.place.location),
        named(held.place.sku),
        of_item(|item| item.barcode),
        of_item(|item| item.name),
        of_item(|item| item.spec),
        of_item(|item| item.unit),
        named(held.place.lot),
        held.expiry.map_or(Value::None, Value::Date),
    ];
    if !input.blind {
        cells.push(Value::from(held.qty));
    }
    cells.extend([Value::None, Value::None, Value::None, Value::None]);
    cells
}

fn due_findings(input: &SheetInput<'_>, out: &mut Vec<Finding>) {
    let today = input.clock.date();
    for due in input.due.iter().flatten() {
        out.push(due.finding(today));
    }
}

impl Due {
    /// Overdue or never counted: a warning; due today: an info.
    pub fn finding(&self, today: chrono::NaiveDate) -> Finding {
        let Due { area, .. } = self;
        let message = match (self.last, self.due) {
            (Some(last), Some(due)) if due < today => say!(
                zh: "区域 {area} 上次盘点 {last},应在 {due} 前再盘,已过期",
                en: "area {area} was counted last on {last} and due by {due}: overdue"
            ),
            (Some(last), _) => say!(
                zh: "区域 {area} 上次盘点 {last},今天该盘",
                en: "area {area} was counted last on {last} and is due today"
            ),
            (None, _) => say!(
                zh: "区域 {area} 从没有盘过",
                en: "area {area} was never counted"
            ),
        };
        if self.overdue(today) {
            Finding::warning("W8", area.clone(), message)
        } else {
            Finding::info("W8", area.clone(), message)
        }
    }
}
