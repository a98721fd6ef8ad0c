//! A made-up report that uses what workbooks ask of the model: live formulas,
//! cells to fill in, colours, paper, slips, a wall plan, charts.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};
use dayclose::base::{Clock, Lang, Message, Money, Text};
use dayclose::report::{
    Chart, ChartKind, Column, Fill, Formula, Input, Kind, Layout, Note, Paper, Report, Section,
    Size, Tone, Turn, Value, show,
};
use rust_decimal::{Decimal, RoundingStrategy};

pub fn both(zh: &str, en: &str) -> Message {
    Message {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

fn money(fen: i64) -> Value {
    Value::Money(Money(Decimal::new(fen, 2)))
}

/// The people of the report: sales in fen, base in fen, deduction in fen.
const PEOPLE: [(&str, i64, i64, i64); 5] = [
    ("员工A", 12_345_678, 350_000, 0),
    ("员工B", 9_876_543, 350_000, 2_000),
    ("员工C", 4_000_005, 300_000, 0),
    ("员工D", -120_000, 300_000, 15_050),
    ("员工E", 7_654_321, 320_000, 0),
];
/// Detail lines a person.
pub const LINES: usize = 6;

pub fn report() -> Report {
    let now = DateTime::parse_from_rfc3339("2026-11-30T18:00:00+08:00").unwrap();
    let clock = Clock::fixed(now, chrono_tz::Asia::Shanghai);
    let mut report = Report::new(
        "commission",
        both("工资", "Pay"),
        both("旗舰店 2026-10", "flagship shop 2026-10"),
        clock,
    );
    report.lead = vec![both(
        "5 人,应发合计见工资表",
        "5 people; the total stands on the pay sheet",
    )];
    report.inputs = vec![Input {
        role: "staff".to_owned(),
        path: "staff.xlsx".to_owned(),
        sheet: None,
        sha256: "9f2c41d07be15a02c1de8efb6a10f5a4cc9ed6f0f5ad8d2c76b5a3c3a1d2e07a".to_owned(),
        rows: 5,
        rejected: 0,
    }];
    let (pay, detail) = (pay(), detail());
    report.sections = vec![slips(&pay), pay, detail, differences(), count(), plan()];
    report.sections[0].screen = false;
    report.charts = charts();
    report
}

/// The person's sales on the detail sheet, rounded lines.
fn sales(of: usize) -> Vec<i64> {
    let all = PEOPLE[of].1;
    let lines = i64::try_from(LINES).unwrap();
    let mut parts = vec![all / lines; LINES];
    parts[0] += all - parts.iter().sum::<i64>();
    parts
}

fn detail() -> Section {
    let columns = vec![
        Column::new("staff", Text::new("员工", "Staff"), Kind::Text),
        Column::new("day", Text::new("日期", "Date"), Kind::Date),
        Column::new("order_no", Text::new("订单编号", "Order"), Kind::Id),
        Column::new("amount", Text::new("实付", "Paid"), Kind::Money).summed(),
    ];
    let mut section = Section::new("detail", both("业绩明细", "Sales in detail"), columns);
    let first = NaiveDate::from_ymd_opt(2026, 10, 3).unwrap();
    for (of, person) in PEOPLE.iter().enumerate() {
        for (n, fen) in sales(of).into_iter().enumerate() {
            let day = first + TimeDelta::days(i64::try_from(n * 4).unwrap());
            section.rows.push(vec![
                person.0.into(),
                Value::Date(day),
                format!("30000041822{of:02}{n:03}").into(),
                money(fen),
            ]);
        }
    }
    section
}

fn pay() -> Section {
    let columns = vec![
        Column::new("staff", Text::new("员工", "Staff"), Kind::Text),
        Column::new("sales", Text::new("业绩", "Sales"), Kind::Money).summed(),
        Column::new("rate", Text::new("提成比例", "Rate"), Kind::Percent),
        Column::new("commission", Text::new("提成", "Commission"), Kind::Money).summed(),
        Column::new("base", Text::new("底薪", "Base pay"), Kind::Money).summed(),
        Column::new("deduction", Text::new("扣款", "Deduction"), Kind::Money).summed(),
        Column::new("gross", Text::new("应发", "Gross pay"), Kind::Money).summed(),
        Column::new("share", Text::new("占比", "Share"), Kind::Percent),
    ];
    let mut section = Section::new("pay", both("工资表", "Pay sheet"), columns).signed();
    let rate = Decimal::new(25, 4);
    let commission = |fen: i64| {
        let exact = Decimal::new(fen, 2) * rate;
        exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
    };
    let gross = |(_, sales, base, less): &(&str, i64, i64, i64)| {
        commission(*sales) + Decimal::new(base - less, 2)
    };
    let all: Decimal = PEOPLE.iter().map(gross).sum();
    for (row, person) in PEOPLE.iter().enumerate() {
        let (name, sales, base, less) = *person;
        let (first, last) = (row * LINES, (row + 1) * LINES - 1);
        let (earned, total) = (commission(sales), gross(person));
        let share = (total / all).round_dp(4);
        section.rows.push(vec![
            name.into(),
            Formula::new(money(sales))
                .text("SUM(")
                .column("detail", "amount", first, last)
                .text(")")
                .into(),
            Value::Percent(rate),
            Formula::new(Money(earned))
                .text("ROUND(")
                .cell("pay", row, "sales")
                .text("*")
                .cell("pay", row, "rate")
                .text(",2)")
                .into(),
            money(base),
            money(-less),
            Formula::new(Money(total))
                .cell("pay", row, "commission")
                .text("+")
                .cell("pay", row, "base")
                .text("+")
                .cell("pay", row, "deduction")
                .into(),
            Formula::new(Value::Percent(share))
                .text("ROUND(")
                .cell("pay", row, "gross")
                .text("/")
                .total("pay", "gross")
                .text(",4)")
                .into(),
        ]);
    }
    section.tint_row(3, Tone::Attention);
    section
}

/// Every amount of a slip is the pay sheet's cell.
fn slips(pay: &Section) -> Section {
    let columns: Vec<Column> = pay.columns[..7].to_vec();
    let mut section = Section::new("slips", both("工资条", "Pay slips"), columns)
        .laid_out(Layout::Slips { a_page: 3 });
    for (row, values) in pay.rows.iter().enumerate() {
        let keys = section.columns.iter().map(|column| column.key.clone());
        let slip = keys.zip(values).map(|(key, value)| {
            Formula::new(value.bare().clone())
                .cell("pay", row, key)
                .into()
        });
        section.rows.push(slip.collect());
    }
    section
}

fn differences() -> Section {
    let causes = [
        ("漏记", "not booked"),
        ("跨期", "cut-off"),
        ("单位", "unit"),
        ("残次", "damaged"),
    ];
    let choices = |zh: &[(&str, &str)]| zh.iter().map(|(zh, en)| both(zh, en)).collect();
    // Too long for a rule of 255 characters.
    let people = (1..=60)
        .map(|n| Message::data(format!("仓库保管员{n:02}")))
        .collect();
    let columns = vec![
        Column::new("sku", Text::new("编码", "SKU"), Kind::Id),
        Column::new("name", Text::new("品名 规格", "Item"), Kind::Text),
        Column::new("diff", Text::new("差", "Difference"), Kind::Int).summed(),
        Column::new("cause", Text::new("推断", "Inferred"), Kind::Text),
        Column::new("reason", Text::new("原因", "Cause"), Kind::Text)
            .filled_in(Fill::OneOf(choices(&causes))),
        Column::new("who", Text::new("责任人", "Responsible"), Kind::Text)
            .filled_in(Fill::OneOf(people)),
        Column::new("what", Text::new("处理意见", "Proposal"), Kind::Text).filled_in(Fill::Text),
    ];
    let mut section = Section::new("rows", both("差异", "Differences"), columns)
        .signed_by(&[Text::new("仓库", "Warehouse"), Text::new("财务", "Finance")]);
    for n in 0..8_usize {
        let (zh, en) = causes[n % 4];
        let cause = Value::Message(both(zh, en));
        section.rows.push(vec![
            format!("SP112{n:02}").into(),
            format!("坚果礼盒 {n} 号 红/M").into(),
            Value::Int(i64::try_from(n).unwrap() * 5 - 12),
            cause.clone().toned(Tone::Hue(u8::try_from(n % 4).unwrap())),
            if n == 2 { cause } else { Value::None },
            Value::None,
            Value::None,
        ]);
    }
    section.tint_row(6, Tone::Muted);
    section.notes = vec![Note {
        tone: Some(Tone::Hue(1)),
        text: both(
            "跨期:同一单据两边记在不同月份",
            "cut-off: one document in two months",
        ),
    }];
    section.paper.turn = Turn::Across;
    section
}

fn count() -> Section {
    let columns = vec![
        Column::new("bin", Text::new("库位", "Bin"), Kind::Id),
        Column::new("barcode", Text::new("条码", "Barcode"), Kind::Id),
        Column::new("name", Text::new("品名 规格", "Item"), Kind::Text),
        Column::new("qty", Text::new("实盘数量", "Counted"), Kind::Qty).filled_in(Fill::Number),
        Column::new("damaged", Text::new("残次", "Damaged"), Kind::Int).filled_in(Fill::Whole),
        Column::new("at", Text::new("盘点时间", "Counted at"), Kind::DateTime)
            .filled_in(Fill::DateTime),
        Column::new("note", Text::new("备注", "Remark"), Kind::Text).filled_in(Fill::Text),
    ];
    let mut section = Section::new("count", both("盘点表", "Count sheet"), columns).signed_by(&[
        Text::new("盘点人", "Counted by"),
        Text::new("监盘人", "Witness"),
    ]);
    section.protected = true;
    section.subtitle = vec![
        both("区域:A、B、C", "Areas: A, B, C"),
        both(
            "盘点日期:2026-11-30    盘点人:",
            "Date: 2026-11-30    Counter:",
        ),
    ];
    section.paper = Paper {
        size: Size::A4,
        turn: Turn::Upright,
        breaks: vec![4, 8],
        tab: Some(both("盘点 A-C", "Count A-C")),
        by_hand: None,
    };
    for n in 0..12_usize {
        section.rows.push(vec![
            format!("{}-{:02}-1", ["A", "B", "C"][n / 4], n % 4 + 1).into(),
            format!("69012345{n:05}").into(),
            format!("每日坚果 {}g 混合装", 25 * (n + 1)).into(),
            Value::None,
            Value::None,
            Value::None,
            Value::None,
        ]);
    }
    section
}

fn plan() -> Section {
    const WEEK: [(&str, &str); 7] = [
        ("一", "Mo"),
        ("二", "Tu"),
        ("三", "We"),
        ("四", "Th"),
        ("五", "Fr"),
        ("六", "Sa"),
        ("日", "Su"),
    ];
    let shift = |n: usize| {
        [
            ("早", "E", 0),
            ("早", "E", 0),
            ("晚", "L", 1),
            ("晚", "L", 1),
            ("休", "-", 2),
            ("班", "D", 3),
        ][n % 6]
    };
    let mut columns = vec![Column::new("staff", Text::new("员工", "Staff"), Kind::Text)];
    for day in 1..=31 {
        let date = NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        let week = usize::try_from(date.weekday().num_days_from_monday()).unwrap();
        let (zh, en) = WEEK[week];
        let mut column = Column::named(
            &format!("d{day:02}"),
            Message::data(day.to_string()),
            Kind::Text,
        )
        .over(both(zh, en));
        column.tone = (week >= 5).then_some(Tone::Shaded);
        columns.push(column);
    }
    columns.push(Column::new("early", Text::new("早班", "Early"), Kind::Int).summed());
    columns.push(Column::new("late", Text::new("晚班", "Late"), Kind::Int).summed());
    let mut section =
        Section::new("plan", both("值班表", "Roster"), columns).laid_out(Layout::Grid);
    for row in 0..12_usize {
        let cells: Vec<_> = (0..31).map(|day| shift(day + row * 5)).collect();
        let mut values: Vec<Value> =
            vec![format!("员工{}", char::from(b'A' + u8::try_from(row).unwrap())).into()];
        values.extend(cells.iter().map(|(zh, en, hue)| {
            let value = Value::Message(both(zh, en));
            match hue {
                2 => value,
                hue => value.toned(Tone::Hue(*hue)),
            }
        }));
        for letter in ["早", "晚"] {
            // Both languages' words, so that the workbook counts in either.
            let n = cells.iter().filter(|(zh, ..)| *zh == letter).count();
            let english = if letter == "早" { "E" } else { "L" };
            values.push(
                Formula::new(n)
                    .text("COUNTIF(")
                    .row("plan", row, "d01", "d31")
                    .text(",")
                    .quoted(letter)
                    .text(")+COUNTIF(")
                    .row("plan", row, "d01", "d31")
                    .text(",")
                    .quoted(english)
                    .text(")")
                    .into(),
            );
        }
        section.rows.push(values);
    }
    section.notes = [
        ("早 8:30–16:30", "E 8:30–16:30"),
        ("晚 16:00–24:00", "L 16:00–24:00"),
    ]
    .iter()
    .zip(0..)
    .map(|((zh, en), hue)| Note {
        tone: Some(Tone::Hue(hue)),
        text: both(zh, en),
    })
    .collect();
    section.paper.size = Size::A3;
    section
}

fn charts() -> Vec<Chart> {
    let chart = |zh, en, kind, series: &[&'static str]| Chart {
        title: both(zh, en),
        kind,
        section: "pay",
        category: "staff".into(),
        series: series.iter().map(|key| (*key).into()).collect(),
        category_axis: both("员工", "Staff"),
        value_axis: both("金额(元)", "amount (CNY)"),
        top: None,
    };
    vec![
        chart("业绩排名", "Sales ranking", ChartKind::Bar, &["sales"]),
        chart(
            "应发构成",
            "Parts of pay",
            ChartKind::Stacked,
            &["base", "commission", "deduction"],
        ),
        Chart {
            top: Some(3),
            ..chart(
                "提成与底薪",
                "Commission and base",
                ChartKind::Column,
                &["commission", "base"],
            )
        },
        Chart {
            section: "detail",
            category: "day".into(),
            category_axis: both("日期", "Date"),
            ..chart("每日实付", "Paid by day", ChartKind::Line, &["amount"])
        },
    ]
}

/// The value of a cell as a decimal.
#[allow(dead_code)]
pub fn number(report: &Report, section: &str, row: usize, key: &str) -> Decimal {
    let section = report.sections.iter().find(|s| s.id == section).unwrap();
    let at = section.index_of(key).unwrap();
    show::number(&section.rows[row][at]).unwrap()
}

#[allow(dead_code)]
pub const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
