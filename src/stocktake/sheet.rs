//! Sheets to count with (W8): the places of the book in the order of the bins, a
//! page an area, the cells to fill in open and checked, everything else locked.
//! Blind unless asked otherwise: the book's quantity stands nowhere in the file.

use super::book::Held;
use super::form::Form;
use super::goods::Goods;
use super::past::Due;
use super::place::Place;
use super::spot;
use crate::base::{Clock, Finding, Message, Pool};
use crate::policy::StocktakeRules;
use crate::report::{Report, Value};
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
    let form = Form {
        goods: input.goods,
        pool: input.pool,
        rules: input.rules,
        blind: input.blind,
    };
    let title = say!(zh: "盘点表", en: "count sheet");
    report
        .sections
        .push(form.section("rows", title, &book, drawn_words));
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
