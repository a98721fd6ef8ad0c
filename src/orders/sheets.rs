//! The sections of `orders check`.

use super::Job;
use super::checked::{Checked, Tally};
use super::contact::{Outcome, median};
use super::group::Order;
use super::numbers::Numbers;
use super::open::{self, Followed, Stage};
use super::totals::Totals;
use crate::base::{Message, Money, Text};
use crate::report::{Column, Kind, Section, Tone, Value};
use crate::say;
use crate::stock::order::natural;
use chrono::NaiveDate;
use std::collections::BTreeMap;

const ORDER: Text = Text::new("订单编号", "order no.");
const AGENT: Text = Text::new("客服", "agent");
const LIMIT: Text = Text::new("限", "limit");
const SOURCE: Text = Text::new("出处", "source");
const STAGE: Text = Text::new("阶段", "stage");

/// The name, or words for none.
pub fn agent_words(name: &str) -> Message {
    if name.is_empty() {
        say!(zh: "(没写客服)", en: "(no agent named)")
    } else {
        Message::data(name)
    }
}

/// The same for a cell: nothing to programs where there is no name.
fn agent(name: &str) -> Value {
    if name.is_empty() {
        return Value::Said(Box::new((Value::None, agent_words(name))));
    }
    name.into()
}

/// Seconds in words.
pub fn span(seconds: i64) -> Message {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    if minutes >= 100 {
        return hours(seconds / 3600);
    }
    if rest == 0 {
        return say!(zh: "{minutes} 分钟", en: "{minutes} min");
    }
    say!(zh: "{minutes} 分 {rest} 秒", en: "{minutes} min {rest} s")
}

/// Hours in words; days from two on.
pub fn hours(hours: i64) -> Message {
    let (days, rest) = (hours / 24, hours % 24);
    match (days, rest) {
        (0 | 1, _) => say!(zh: "{hours} 小时", en: "{hours} h"),
        (_, 0) => say!(zh: "{days} 天", en: "{days} d"),
        _ => say!(zh: "{days} 天 {rest} 小时", en: "{days} d {rest} h"),
    }
}

fn said(figure: i64, words: Message) -> Value {
    Value::Said(Box::new((Value::Int(figure), words)))
}

/// `4:05`: minutes and seconds.
fn clock(seconds: i64) -> Value {
    let words = format!("{}:{:02}", seconds / 60, seconds % 60);
    said(seconds, Message::data(words))
}

/// A row an agent, the one with most breaches first; then all of them.
pub fn agents(job: &Job<'_>, checked: &Checked<'_, '_>) -> Section {
    let mut by: BTreeMap<&str, Tally> = BTreeMap::new();
    for response in checked.responses.iter().flatten() {
        let tally = by.entry(job.agent(response.agent)).or_default();
        tally.add(response.outcome);
    }
    for open in &checked.followed.open {
        let tally = by.entry(job.agent(open.agent)).or_default();
        tally.open += 1;
        tally.over += usize::from(open.over);
    }
    let mut rows: Vec<(&str, Tally)> = by.into_iter().collect();
    rows.sort_by_key(|(name, t)| (std::cmp::Reverse(t.late + t.never), *name));
    let columns = vec![
        Column::new("staff", AGENT, Kind::Text).keeping(8),
        Column::new("orders", Text::new("订单", "orders"), Kind::Int).summed(),
        Column::new("on_time", Text::new("及时", "on time"), Kind::Int)
            .summed()
            .droppable(2),
        Column::new("late", Text::new("超时", "late"), Kind::Int).summed(),
        Column::new("not_contacted", Text::new("没有联系", "never"), Kind::Int).summed(),
        Column::new("share_on_time", Text::new("及时率", "share"), Kind::Percent),
        Column::new("median_seconds", Text::new("中位", "median"), Kind::Int),
        Column::new("worst_seconds", Text::new("最慢", "worst"), Kind::Int),
        Column::new("open", Text::new("没办完", "open"), Kind::Int)
            .summed()
            .droppable(3),
        Column::new("over", Text::new("要催办", "to chase"), Kind::Int)
            .summed()
            .droppable(1),
    ];
    let title = say!(zh: "各客服", en: "by agent");
    let mut section = Section::new("rows", title, columns);
    if checked.responses.is_some() {
        let unit = say!(zh: "中位、最慢:分:秒", en: "median, worst: minutes:seconds");
        section.notes.push(unit.into());
    }
    section.rows = rows
        .into_iter()
        .map(|(name, tally)| {
            vec![
                agent(name),
                tally.orders.into(),
                tally.on_time.into(),
                tally.late.into(),
                tally.never.into(),
                tally.share().map_or(Value::None, Value::Percent),
                median(&tally.waits).map_or(Value::None, clock),
                tally.waits.iter().max().map_or(Value::None, |w| clock(*w)),
                tally.open.into(),
                tally.over.into(),
            ]
        })
        .collect();
    section
}

/// A row a stage.
pub fn stages(job: &Job<'_>, followed: &Followed<'_, '_>) -> Section {
    let columns = vec![
        Column::new("stage", STAGE, Kind::Text),
        Column::new("orders", Text::new("订单", "orders"), Kind::Int).summed(),
        Column::new("over", Text::new("要催办", "to chase"), Kind::Int).summed(),
        Column::new("oldest_hours", Text::new("最久", "longest"), Kind::Int),
        Column::new("limit_hours", LIMIT, Kind::Int),
    ];
    let title = say!(zh: "没办完的订单", en: "orders not done");
    let mut section = Section::new("stages", title, columns);
    for stage in Stage::ALL {
        let here = followed.open.iter().filter(|o| o.stage == stage);
        let here: Vec<_> = here.collect();
        if here.is_empty() {
            continue;
        }
        let (word, label) = stage.word();
        let oldest = here.iter().filter_map(|o| o.hours).max();
        let limit = open::limit(job, stage);
        section.rows.push(vec![
            Value::Code(word, label),
            here.len().into(),
            here.iter().filter(|o| o.over).count().into(),
            oldest.map_or(Value::None, |h| said(h, hours(h))),
            match stage {
                Stage::Refund => said(0, say!(zh: "每天看", en: "every day")),
                _ if limit == 0 => Value::None,
                _ => said(limit, hours(limit)),
            },
        ]);
    }
    section
}

/// Contacts that came late or never.
pub fn breaches(job: &Job<'_>, checked: &Checked<'_, '_>) -> Section {
    let columns = vec![
        Column::new("order_no", ORDER, Kind::Id),
        Column::new("staff", AGENT, Kind::Text),
        Column::new("start", Text::new("起算", "from"), Kind::DateTime),
        Column::new(
            "contacted_at",
            Text::new("联系时间", "contacted at"),
            Kind::DateTime,
        ),
        Column::new("seconds", Text::new("用了", "took"), Kind::Int),
        Column::new("kind", Text::new("情形", "what"), Kind::Text),
        Column::new("source", SOURCE, Kind::Text),
    ];
    let title = say!(zh: "没有及时联系的订单", en: "customers not contacted in time");
    let mut section = listed("breaches", title, columns);
    for response in checked.responses.iter().flatten() {
        let (wait, kind) = match response.outcome {
            Outcome::Late(wait) => (wait, Value::Code("late", Text::new("超时", "late"))),
            Outcome::Never(wait) => {
                let label = Text::new("没有联系", "never contacted");
                (wait, Value::Code("not_contacted", label).toned(Tone::Bad))
            }
            _ => continue,
        };
        section.rows.push(vec![
            job.text(response.order.no()).into(),
            agent(job.agent(response.agent)),
            response.start.map_or(Value::None, Value::DateTime),
            response.contact.map_or(Value::None, Value::DateTime),
            said(wait, span(wait)),
            kind,
            job.files.cite(response.order.origin()).into(),
        ]);
    }
    section
}

/// Every order that is not done.
pub fn open(job: &Job<'_>, followed: &Followed<'_, '_>) -> Section {
    let columns = vec![
        Column::new("order_no", ORDER, Kind::Id),
        Column::new("stage", STAGE, Kind::Text),
        Column::new("status", Text::new("状态", "status"), Kind::Text),
        Column::new("since", Text::new("从", "since"), Kind::DateTime),
        Column::new("hours", Text::new("已", "for"), Kind::Int),
        Column::new("limit_hours", LIMIT, Kind::Int),
        Column::new("over", Text::new("要催办", "to chase"), Kind::Text),
        Column::new("staff", AGENT, Kind::Text),
        Column::new("channel", Text::new("渠道", "channel"), Kind::Text),
        Column::new("source", SOURCE, Kind::Text),
    ];
    let title = say!(zh: "跟进清单", en: "orders to follow");
    let mut section = listed("open", title, columns);
    for open in &followed.open {
        let (word, label) = open.stage.word();
        let limit = open::limit(job, open.stage);
        if open.over || open.untracked {
            section.tint_row(section.rows.len(), Tone::Attention);
        }
        section.rows.push(vec![
            job.text(open.order.no()).into(),
            Value::Code(word, label),
            job.text(open.status).into(),
            open.since.map_or(Value::None, Value::DateTime),
            open.hours.map_or(Value::None, |h| said(h, hours(h))),
            if limit == 0 {
                Value::None
            } else {
                said(limit, hours(limit))
            },
            (open.over || open.untracked).into(),
            agent(job.agent(open.agent)),
            job.text(open.order.channel()).into(),
            job.files.cite(open.order.origin()).into(),
        ]);
    }
    section
}

/// A row a series and month.
pub fn series(numbers: &Numbers) -> Section {
    let columns = vec![
        Column::new("series", Text::new("号段", "series"), Kind::Text),
        Column::new("month", Text::new("月份", "month"), Kind::Text),
        Column::new("orders", Text::new("订单", "orders"), Kind::Int),
        Column::new("first", Text::new("首号", "first"), Kind::Id),
        Column::new("last", Text::new("末号", "last"), Kind::Id),
        Column::new("missing", Text::new("缺号", "missing"), Kind::Int),
        Column::new("doubles", Text::new("重号", "used twice"), Kind::Int),
        Column::new("judged", Text::new("连号", "runs on"), Kind::Text),
    ];
    let title = say!(zh: "单号", en: "order numbers");
    let mut section = listed("series", title, columns);
    section.rows = numbers
        .runs
        .iter()
        .map(|run| {
            vec![
                run.series.as_str().into(),
                run.month.as_str().into(),
                run.orders.into(),
                run.first.as_str().into(),
                run.last.as_str().into(),
                if run.judged {
                    run.missing.into()
                } else {
                    Value::None
                },
                run.doubles.into(),
                run.judged.into(),
            ]
        })
        .collect();
    section
}

/// Numbers that are missing.
pub fn gaps(job: &Job<'_>, numbers: &Numbers) -> Section {
    let columns = vec![
        Column::new("series", Text::new("号段", "series"), Kind::Text),
        Column::new("from", Text::new("缺号从", "missing from"), Kind::Id),
        Column::new("to", Text::new("到", "to"), Kind::Id),
        Column::new("missing", Text::new("张数", "how many"), Kind::Int).summed(),
        Column::new("next", Text::new("下一张", "next"), Kind::Id),
        Column::new("day", Text::new("日期", "day"), Kind::Date),
    ];
    let title = say!(zh: "缺号", en: "numbers missing");
    let mut section = listed("gaps", title, columns);
    section.rows = numbers
        .missing
        .iter()
        .map(|missing| {
            vec![
                missing.series.as_str().into(),
                missing.from.as_str().into(),
                missing.to.as_str().into(),
                missing.count.into(),
                job.text(missing.next).into(),
                Value::Date(missing.day),
            ]
        })
        .collect();
    section
}

/// Orders whose total is not what their lines say.
pub fn totals(job: &Job<'_>, totals: &Totals<'_, '_>) -> Section {
    let columns = vec![
        Column::new("order_no", ORDER, Kind::Id),
        Column::new("total", Text::new("订单总额", "order total"), Kind::Money),
        Column::new("lines", Text::new("各行合计", "sum of lines"), Kind::Money),
        Column::new("difference", Text::new("相差", "difference"), Kind::Money),
        Column::new(
            "other",
            Text::new("另一行写的总额", "other total"),
            Kind::Money,
        )
        .sparse(),
        Column::new("source", SOURCE, Kind::Text),
    ];
    let title = say!(zh: "总额与各行不符", en: "totals that differ from their lines");
    let mut section = listed("totals", title, columns);
    section.rows = totals
        .differs
        .iter()
        .map(|differs| {
            vec![
                job.text(differs.order.no()).into(),
                differs.total.into(),
                differs.lines.into(),
                (differs.total.rounded() - differs.lines.rounded()).into(),
                differs.other.into(),
                job.files.cite(differs.order.origin()).into(),
            ]
        })
        .collect();
    section
}

/// What is bound together: the orders of a channel and day, first and last number.
pub fn bundles(job: &Job<'_>, orders: &[Order<'_>]) -> Section {
    #[derive(Default)]
    struct Bundle<'t> {
        numbers: Vec<&'t str>,
        lines: usize,
        paid: Option<Money>,
    }
    let mut by: BTreeMap<(&str, NaiveDate), Bundle<'_>> = BTreeMap::new();
    for order in orders.iter().filter(|o| job.tells(o.placed())) {
        let Some(at) = order.placed() else { continue };
        let key = (job.text(order.channel()), at.date());
        let bundle = by.entry(key).or_default();
        bundle.numbers.push(job.text(order.no()));
        bundle.lines += order.lines.len();
        if let Some(total) = order.lines.iter().find_map(|l| l.order_amount) {
            *bundle.paid.get_or_insert(Money::ZERO) += total.rounded();
        }
    }
    let columns = vec![
        Column::new("channel", Text::new("渠道", "channel"), Kind::Text),
        Column::new("day", Text::new("日期", "day"), Kind::Date),
        Column::new("orders", Text::new("订单", "orders"), Kind::Int).summed(),
        Column::new("lines", Text::new("行数", "lines"), Kind::Int).summed(),
        Column::new(
            "order_amount",
            Text::new("订单总额", "order totals"),
            Kind::Money,
        )
        .summed(),
        Column::new("first", Text::new("首号", "first"), Kind::Id),
        Column::new("last", Text::new("末号", "last"), Kind::Id),
    ];
    let title = say!(zh: "装订:按渠道、按日", en: "bundles by channel and day");
    let mut section = listed("bundles", title, columns);
    for ((channel, day), mut bundle) in by {
        bundle.numbers.sort_by(|a, b| natural(a, b));
        let ends = |no: Option<&&str>| no.map_or(Value::None, |no| Value::from(*no));
        section.rows.push(vec![
            channel.into(),
            Value::Date(day),
            bundle.numbers.len().into(),
            bundle.lines.into(),
            bundle.paid.into(),
            ends(bundle.numbers.first()),
            ends(bundle.numbers.last()),
        ]);
    }
    section
}

/// A section for files; the terminal has the findings.
fn listed(id: &'static str, title: Message, columns: Vec<Column>) -> Section {
    let mut section = Section::new(id, title, columns);
    section.screen = false;
    section
}
