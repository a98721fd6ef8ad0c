//! What the figures of the pay sheet are made of, line by line: the sections
//! the workbook's formulas look into.

use super::Job;
use super::credit::Credit;
use super::detail_attendance;
use super::detail_columns::{Ranges, hidden, mark, money, person, text, who};
use super::slip::Payslip;
use super::sums::{Fate, fate};
use super::work::Worked;
use crate::base::{Money, Qty, Text};
use crate::report::{Column, Formula, Kind, Section, Value};
use crate::say;
use crate::table::rows::Who;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Beyond this many lines of sales a day's lines stand together: a workbook's
/// sheet ends at 1,048,576 rows, and nobody reads that many.
const MOST_LINES: usize = 200_000;

/// The sections and where each person's rows stand in them.
pub(super) struct Details {
    pub lines: (Section, Ranges),
    pub taken: (Section, Ranges),
    pub tiers: (Section, Ranges),
    pub parts: (Section, Ranges),
    pub pieces: (Section, Ranges),
    pub adjustments: (Section, Ranges),
    pub attendance: (Section, Ranges),
    pub days: Section,
}

impl Details {
    pub fn new(job: &Job<'_>, worked: &Worked) -> Details {
        Details {
            lines: lines(job, worked),
            taken: taken(job, &worked.slips),
            tiers: tiers(job, &worked.slips),
            parts: parts(job, &worked.slips),
            pieces: pieces(job, &worked.slips),
            adjustments: adjustments(job, &worked.slips),
            attendance: detail_attendance::attendance(job, &worked.slips),
            days: days(job, worked),
        }
    }

    pub fn into_sections(self) -> Vec<Section> {
        [
            self.lines.0,
            self.taken.0,
            self.tiers.0,
            self.parts.0,
            self.pieces.0,
            self.adjustments.0,
            self.attendance.0,
            self.days,
        ]
        .into_iter()
        .filter(|section| !section.rows.is_empty())
        .collect()
    }
}

fn fate_words(fate: Fate<'_>, credit: &Credit) -> Value {
    match fate {
        Fate::Counted { .. } => Value::Code("counted", Text::new("计入", "counted")),
        Fate::Excluded(window) => {
            let name = &window.name;
            Value::Message(say!(zh: "不计:{name}", en: "excluded: {name}"))
        }
        Fate::Earlier { .. } => {
            let month = credit.on.format("%Y-%m");
            Value::Message(say!(zh: "{month} 的退款", en: "refund of {month}"))
        }
        Fate::EarlierExcluded => Value::Code(
            "excluded_then",
            Text::new("当时不计,不收回", "excluded then, not taken back"),
        ),
        Fate::Outside => Value::None,
    }
}

/// The lines of sales that made the base, or a day's lines together.
fn lines(job: &Job<'_>, worked: &Worked) -> (Section, Ranges) {
    let mut columns = who().to_vec();
    columns.extend([
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        Column::new("order_no", Text::new("订单编号", "order no."), Kind::Id),
        text("fate", "如何计", "counted as"),
        money("credited", "销售额", "credited").summed(),
        money("excluded", "不计", "excluded").summed(),
        money("refund", "退款", "refund").summed(),
        money(
            "earlier_refund",
            "以前月份的退款",
            "refund of an earlier month",
        )
        .summed(),
        text("source", "出处", "source"),
    ]);
    let title = say!(zh: "销售明细", en: "Sales line by line");
    let mut section = hidden("lines", title, columns);
    let mut ranges = Ranges::new();
    let on_slip: BTreeMap<usize, &Payslip> = worked.slips.iter().map(|s| (s.who, s)).collect();
    let mut shown: Vec<(&Credit, Fate<'_>)> = Vec::new();
    for credit in &worked.credits {
        if let Some(slip) = on_slip.get(&credit.who) {
            let fate = fate(credit, &slip.scheme, job);
            if fate != Fate::Outside {
                shown.push((credit, fate));
            }
        }
    }
    shown.sort_by_key(|(c, _)| (c.who, c.on, c.origin));
    let zero = |amount: Money| (!amount.is_zero()).then_some(amount);
    let figures = |credit: &Credit, fate: Fate<'_>| match fate {
        Fate::Counted { refund } => [credit.amount, Money::ZERO, refund, Money::ZERO],
        Fate::Excluded(_) => [credit.amount, credit.amount, Money::ZERO, Money::ZERO],
        Fate::Earlier { refund } => [Money::ZERO, Money::ZERO, Money::ZERO, refund],
        _ => [Money::ZERO; 4],
    };
    if shown.len() > MOST_LINES {
        let mut by_day: BTreeMap<(usize, NaiveDate), (u64, [Money; 4])> = BTreeMap::new();
        for (credit, fate) in shown {
            let held = by_day.entry((credit.who, credit.on)).or_default();
            held.0 += 1;
            for (sum, figure) in held.1.iter_mut().zip(figures(credit, fate)) {
                *sum += figure;
            }
        }
        for ((who, day), (n, sums)) in by_day {
            mark(&mut ranges, who, section.rows.len());
            let mut row: Vec<Value> = person(job, who).into();
            let words = say!(zh: "{n} 行合计", en: "{n} lines together");
            row.extend([Value::Date(day), Value::None, Value::Message(words)]);
            row.extend(sums.map(|m| zero(m).into()));
            row.push(Value::None);
            section.rows.push(row);
        }
        return (section, ranges);
    }
    for (credit, fate) in shown {
        mark(&mut ranges, credit.who, section.rows.len());
        let mut row: Vec<Value> = person(job, credit.who).into();
        let order = job.pool.text(credit.order);
        row.extend([
            Value::Date(credit.on),
            if order.is_empty() {
                Value::None
            } else {
                order.into()
            },
            fate_words(fate, credit),
        ]);
        row.extend(figures(credit, fate).map(|m| zero(m).into()));
        row.push(job.files.cite(credit.origin).into());
        section.rows.push(row);
    }
    (section, ranges)
}

/// Refunds of earlier months' orders and the rate paid for them.
fn taken(job: &Job<'_>, slips: &[Payslip]) -> (Section, Ranges) {
    let mut columns = who().to_vec();
    columns.extend([
        text("month", "原月份", "month of the order"),
        money("refunds", "退款", "refunds").summed(),
        Column::new("rate", Text::new("当时比例", "rate paid"), Kind::Percent),
        money("amount", "收回", "taken back").summed(),
    ]);
    let title = say!(zh: "退款收回", en: "Clawback");
    let mut section = hidden("clawback", title, columns);
    let mut ranges = Ranges::new();
    for slip in slips {
        for taken in &slip.taken {
            let at = section.rows.len();
            mark(&mut ranges, slip.who, at);
            let mut row: Vec<Value> = person(job, slip.who).into();
            row.extend([
                taken.month.format("%Y-%m").to_string().into(),
                taken.refunds.into(),
                taken.rate.map_or(Value::None, Value::Percent),
                match taken.rate {
                    Some(_) => Formula::new(taken.amount)
                        .text("ROUND(")
                        .cell("clawback", at, "refunds")
                        .text("*")
                        .cell("clawback", at, "rate")
                        .text(",2)")
                        .into(),
                    None => Value::Money(taken.amount),
                },
            ]);
            section.rows.push(row);
        }
    }
    (section, ranges)
}

/// Sales between two steps, for rates that go step by step.
fn tiers(job: &Job<'_>, slips: &[Payslip]) -> (Section, Ranges) {
    let mut columns = who().to_vec();
    columns.extend([
        money("from", "从", "from"),
        money("sales", "这一档的销售额", "sales of the step"),
        Column::new("rate", Text::new("比例", "rate"), Kind::Percent),
    ]);
    let title = say!(zh: "分段提成", en: "Commission step by step");
    let mut section = hidden("tiers", title, columns);
    let mut ranges = Ranges::new();
    for slip in slips {
        for tier in &slip.tiers {
            mark(&mut ranges, slip.who, section.rows.len());
            let mut row: Vec<Value> = person(job, slip.who).into();
            row.extend([
                Value::Money(Money(tier.from)),
                tier.sales.into(),
                Value::Percent(tier.rate),
            ]);
            section.rows.push(row);
        }
    }
    (section, ranges)
}

/// Base, guarantee and allowances of the part of the month.
fn parts(job: &Job<'_>, slips: &[Payslip]) -> (Section, Ranges) {
    let mut columns = who().to_vec();
    columns.extend([
        text("item", "项目", "item"),
        money("whole", "整月", "whole month"),
        Column::new("days", Text::new("在职天数", "days employed"), Kind::Int),
        Column::new("of", Text::new("当月天数", "days of the month"), Kind::Int),
        money("part", "本月", "this month"),
    ]);
    let title = say!(zh: "底薪、保底与补贴", en: "Base, guarantee, allowances");
    let mut section = hidden("parts", title, columns);
    let mut ranges = Ranges::new();
    for slip in slips {
        let mut items = vec![(
            Value::Code("base_pay", Text::new("底薪", "base pay")),
            slip.base_full,
            slip.base_pay,
        )];
        for (name, whole, own) in &slip.allowance_list {
            items.push((name.as_str().into(), *whole, *own));
        }
        // Last, so that the allowances are one run of rows.
        if let (Some(own), Some(whole)) = (slip.guarantee, slip.scheme.guarantee) {
            items.push((
                Value::Code("guarantee", Text::new("保底提成", "guarantee")),
                Money(whole.0),
                own,
            ));
        }
        for (item, whole, own) in items {
            let at = section.rows.len();
            mark(&mut ranges, slip.who, at);
            let mut row: Vec<Value> = person(job, slip.who).into();
            row.extend([
                item,
                whole.into(),
                Value::Int(slip.part.days.into()),
                Value::Int(slip.part.of.into()),
                Formula::new(own)
                    .text("ROUND(")
                    .cell("parts", at, "whole")
                    .text("*")
                    .cell("parts", at, "days")
                    .text("/")
                    .cell("parts", at, "of")
                    .text(",2)")
                    .into(),
            ]);
            section.rows.push(row);
        }
    }
    (section, ranges)
}

/// Pieces and their price; review bonus first, photo bonus second.
fn pieces(job: &Job<'_>, slips: &[Payslip]) -> (Section, Ranges) {
    let mut columns = who().to_vec();
    columns.extend([
        text("item", "项目", "item"),
        Column::new("pieces", Text::new("件数", "pieces"), Kind::Qty),
        money("price", "单价", "price"),
        money("amount", "金额", "amount"),
    ]);
    let title = say!(zh: "按件奖金", en: "Bonuses a piece");
    let mut section = hidden("pieces", title, columns);
    let mut ranges = Ranges::new();
    for slip in slips {
        let prices = slip.scheme.per_piece;
        let items = [
            (
                Value::Code("good_review", Text::new("好评", "good reviews")),
                prices.good_review,
                slip.review_bonus,
            ),
            (
                Value::Code("buyer_photo", Text::new("买家秀", "buyer photos")),
                prices.buyer_photo,
                slip.photo_bonus,
            ),
        ];
        if prices.good_review.or(prices.buyer_photo).is_none() {
            continue;
        }
        for ((item, price, amount), count) in items.into_iter().zip(slip.pieces) {
            let at = section.rows.len();
            mark(&mut ranges, slip.who, at);
            let mut row: Vec<Value> = person(job, slip.who).into();
            row.extend([
                item,
                Value::Qty(Qty(count)),
                Value::Money(Money(price.map_or(Decimal::ZERO, |p| p.0))),
                Formula::new(amount)
                    .text("ROUND(")
                    .cell("pieces", at, "pieces")
                    .text("*")
                    .cell("pieces", at, "price")
                    .text(",2)")
                    .into(),
            ]);
            section.rows.push(row);
        }
    }
    (section, ranges)
}

/// Rewards and penalties, line by line.
fn adjustments(job: &Job<'_>, slips: &[Payslip]) -> (Section, Ranges) {
    let mut columns = who().to_vec();
    columns.extend([
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        text("kind", "类型", "kind"),
        money("amount", "金额", "amount").summed(),
        text("reason", "原因", "reason"),
        text("approver", "审批人", "approver"),
        text("source", "出处", "source"),
    ]);
    let title = say!(zh: "奖罚明细", en: "Rewards and penalties");
    let mut section = hidden("adjustments", title, columns);
    let mut ranges = Ranges::new();
    let mut lines: Vec<(usize, NaiveDate, Vec<Value>)> = Vec::new();
    for row in job.adjustments.unwrap_or_default() {
        let (Some(date), Some(amount)) = (row.date, row.amount) else {
            continue;
        };
        let day = date.at.date();
        let Who::One(who) = job.register.find(job.pool.text(row.staff)) else {
            continue;
        };
        if !job.month.holds_day(day) || !slips.iter().any(|s| s.who == who) {
            continue;
        }
        let mut cells: Vec<Value> = person(job, who).into();
        cells.extend([
            Value::Date(day),
            job.pool.text(row.kind).into(),
            amount.rounded().into(),
            job.pool.text(row.reason).into(),
            job.pool.text(row.approver).into(),
            job.files.cite(row.origin).into(),
        ]);
        lines.push((who, day, cells));
    }
    lines.sort_by_key(|(who, day, _)| (*who, *day));
    for (who, _, cells) in lines {
        mark(&mut ranges, who, section.rows.len());
        section.rows.push(cells);
    }
    (section, ranges)
}

/// Sales of each day of the month, for the trend.
fn days(job: &Job<'_>, worked: &Worked) -> Section {
    let columns = vec![
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        money("sales", "销售额", "sales").summed(),
    ];
    let title = say!(zh: "每日销售额", en: "Sales by day");
    let mut section = hidden("days", title, columns);
    let mut sums: BTreeMap<NaiveDate, Money> =
        job.month.iter_days().map(|d| (d, Money::ZERO)).collect();
    let on_slip: Vec<usize> = worked.slips.iter().map(|s| s.who).collect();
    for credit in &worked.credits {
        if let Some(sum) = sums.get_mut(&credit.on)
            && on_slip.contains(&credit.who)
        {
            *sum += credit.amount;
        }
    }
    if sums.values().all(|m| m.is_zero()) {
        return section;
    }
    for (day, sum) in sums {
        section.rows.push(vec![Value::Date(day), sum.into()]);
    }
    section
}
