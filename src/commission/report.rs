//! The pay sheet as a report: in the workbook every figure is a formula over
//! the lines it came from.

use super::Job;
use super::detail::Details;
use super::detail_columns::Ranges;
use super::sheet;
use super::slip::Payslip;
use super::work::Worked;
use crate::base::{Message, Money, Qty, Text};
use crate::policy::pay::{Mode, StepsBy};
use crate::report::{Chart, ChartKind, Formula, Kind, Layout, Report, Section, Total, Value};
use crate::say;
use std::collections::BTreeMap;

/// How much is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Show {
    /// The lines behind the figures, slips and charts: for files people open.
    pub detail: bool,
    /// Only this person, by position in the register.
    pub only: Option<usize>,
}

const ROWS: &str = "rows";

/// The month's pay sheet.
pub fn report(job: &Job<'_>, worked: &Worked, show: Show) -> Report {
    let shop = &job.policy.shop.name;
    let month = job.month.label();
    let scope = Message::data(format!("{shop} {}", month.zh));
    let title = say!(zh: "工资表", en: "Pay sheet");
    let mut report = Report::new("commission", title, scope, job.clock);
    let slips: Vec<&Payslip> = worked
        .slips
        .iter()
        .filter(|s| show.only.is_none_or(|who| who == s.who))
        .collect();
    facts(&mut report, job, &slips);
    let net = slips.iter().any(|s| s.supplied.iter().any(Option::is_some));
    let overtime = job.policy.attendance.overtime;
    let details = show.detail.then(|| Details::new(job, worked));
    let title = say!(zh: "工资表", en: "Pay sheet");
    let mut section = Section::new(ROWS, title, sheet::columns(net, overtime)).signed();
    // Somebody without a figure has no part in a sum, and a sum says so.
    let open = slips.iter().any(|s| s.gross_pay.is_none());
    if open {
        for column in &mut section.columns {
            if matches!(column.key.as_str(), "gross_pay" | "net_pay" | "commission") {
                column.total = Total::None;
            }
        }
    }
    for (at, slip) in slips.iter().enumerate() {
        let cells = cells(job, slip, at, net, details.as_ref());
        let row = section
            .columns
            .iter()
            .map(|c| cells.get(c.key.as_str()).cloned());
        section
            .rows
            .push(row.map(Option::unwrap_or_default).collect());
    }
    let strips = show.detail.then(|| strips(&section));
    report.sections.push(section);
    if let Some(details) = details {
        report.sections.extend(strips);
        report.sections.extend(details.into_sections());
        charts(&mut report);
    }
    report.findings.clone_from(&worked.findings);
    report
}

fn facts(report: &mut Report, job: &Job<'_>, slips: &[&Payslip]) {
    let sum = |of: fn(&Payslip) -> Option<Money>| -> Value {
        let all: Option<Vec<Money>> = slips.iter().map(|s| of(s)).collect();
        all.map(|all| all.into_iter().sum::<Money>()).into()
    };
    report.datum("month", job.month.label().zh.into());
    report.fact("staff", Text::new("人数", "people"), slips.len().into());
    report.fact(
        "base_sales",
        Text::new("提成基数", "base sales"),
        sum(|s| Some(s.base_sales)),
    );
    report.fact(
        "commission",
        Text::new("提成", "commission"),
        sum(|s| s.commission),
    );
    report.fact(
        "gross_pay",
        Text::new("应发", "gross pay"),
        sum(|s| s.gross_pay),
    );
}

/// The sum of a column over a person's rows of a section, live; 0 without rows.
fn summed(
    result: Money,
    section: &'static str,
    column: &'static str,
    who: usize,
    ranges: &Ranges,
) -> Value {
    match ranges.get(&who) {
        Some((first, last)) => Formula::new(result)
            .text("ROUND(SUM(")
            .column(section, column, *first, *last)
            .text("),2)")
            .into(),
        None => result.into(),
    }
}

/// The figures of one row, by column.
fn cells(
    job: &Job<'_>,
    slip: &Payslip,
    at: usize,
    net: bool,
    details: Option<&Details>,
) -> BTreeMap<&'static str, Value> {
    let person = &job.register.people()[slip.who];
    let sums = &slip.sums;
    let mut cells: BTreeMap<&'static str, Value> = [
        ("staff", Value::from(person.id.as_str())),
        ("name", person.name.as_str().into()),
        ("month", job.month.label().zh.into()),
        ("scheme", slip.scheme.name.as_str().into()),
        ("credited_sales", sums.credited.into()),
        ("excluded_sales", sums.excluded.into()),
        ("refunds", sums.refunds.into()),
        ("base_sales", slip.base_sales.into()),
        ("kpi_score", slip.score.map(Qty).into()),
        ("rate", slip.rate.map_or(Value::None, Value::Percent)),
        ("commission", slip.commission.into()),
        ("clawback", slip.clawback.into()),
        ("carried_in", slip.carried_in.into()),
        ("relief", slip.relief.into()),
        ("base_pay", slip.base_pay.into()),
        ("service_reward", slip.service_reward.into()),
        ("review_bonus", slip.review_bonus.into()),
        ("photo_bonus", slip.photo_bonus.into()),
        ("allowances", slip.allowances.into()),
        ("adjustments", slip.adjustments.into()),
        ("overtime", slip.overtime.into()),
        ("attendance_deduction", slip.attendance_deduction.into()),
        ("gross_pay", slip.gross_pay.into()),
        ("carried", slip.carried.into()),
    ]
    .into();
    if net {
        let [insurance, fund, tax] = slip.supplied.map(|m| m.unwrap_or(Money::ZERO));
        cells.insert("social_insurance", insurance.into());
        cells.insert("housing_fund", fund.into());
        cells.insert("income_tax", tax.into());
        cells.insert("net_pay", slip.net_pay.into());
    }
    if let Some(details) = details {
        live(&mut cells, job, slip, at, net, details);
    }
    cells
}

/// Puts formulas in the place of figures.
fn live(
    cells: &mut BTreeMap<&'static str, Value>,
    job: &Job<'_>,
    slip: &Payslip,
    at: usize,
    net: bool,
    details: &Details,
) {
    let who = slip.who;
    let sums = &slip.sums;
    let lines = &details.lines.1;
    cells.insert(
        "credited_sales",
        summed(sums.credited, "lines", "credited", who, lines),
    );
    cells.insert(
        "excluded_sales",
        summed(sums.excluded, "lines", "excluded", who, lines),
    );
    cells.insert(
        "refunds",
        summed(sums.refunds, "lines", "refund", who, lines),
    );
    let own = |formula: Formula, key: &'static str| formula.cell(ROWS, at, key);
    let base = own(
        Formula::new(slip.base_sales).text("ROUND("),
        "credited_sales",
    )
    .text("-");
    let base = own(own(base, "excluded_sales").text("-"), "refunds").text(",2)");
    cells.insert("base_sales", base.into());
    rate_and_commission(cells, slip, at, details);
    cells.insert(
        "clawback",
        summed(slip.clawback, "clawback", "amount", who, &details.taken.1),
    );
    if let Some((first, last)) = details.parts.1.get(&who).copied() {
        let base = Formula::new(slip.base_pay).cell("parts", first, "part");
        cells.insert("base_pay", base.into());
        let allowances = slip.allowance_list.len();
        if allowances > 0 && first + allowances <= last {
            let sum = Formula::new(slip.allowances)
                .text("ROUND(SUM(")
                .column("parts", "part", first + 1, first + allowances)
                .text("),2)");
            cells.insert("allowances", sum.into());
        }
    }
    if let Some((first, last)) = details.pieces.1.get(&who).copied() {
        let bonus = |m: Money, row| Value::from(Formula::new(m).cell("pieces", row, "amount"));
        cells.insert("review_bonus", bonus(slip.review_bonus, first));
        cells.insert("photo_bonus", bonus(slip.photo_bonus, last));
    }
    let adjusted = summed(
        slip.adjustments,
        "adjustments",
        "amount",
        who,
        &details.adjustments.1,
    );
    cells.insert("adjustments", adjusted);
    if let Some((row, _)) = details.attendance.1.get(&who) {
        let deduction =
            Formula::new(slip.attendance_deduction).cell("attendance", *row, "deduction");
        cells.insert("attendance_deduction", deduction.into());
    }
    let Some(gross_pay) = slip.gross_pay else {
        return;
    };
    let left = |formula: Formula| {
        let formula = own(own(formula, "commission").text("-"), "clawback").text("+");
        own(formula, "carried_in")
    };
    let relief = left(Formula::new(slip.relief).text("ROUND(MAX(0,-(")).text(")),2)");
    cells.insert("relief", relief.into());
    if !slip.carried.is_zero() {
        let carried = left(Formula::new(slip.carried).text("ROUND(MIN(0,")).text("),2)");
        cells.insert("carried", carried.into());
    }
    let mut gross = own(Formula::new(gross_pay).text("ROUND("), "base_pay");
    for key in [
        "commission",
        "carried_in",
        "relief",
        "service_reward",
        "review_bonus",
        "photo_bonus",
        "allowances",
        "adjustments",
    ] {
        gross = own(gross.text("+"), key);
    }
    if job.policy.attendance.overtime {
        gross = own(gross.text("+"), "overtime");
    }
    for key in ["clawback", "attendance_deduction"] {
        gross = own(gross.text("-"), key);
    }
    cells.insert("gross_pay", gross.text(",2)").into());
    if let (true, Some(pay)) = (net, slip.net_pay) {
        let mut formula = own(Formula::new(pay).text("ROUND("), "gross_pay");
        for key in ["social_insurance", "housing_fund", "income_tax"] {
            formula = own(formula.text("-"), key);
        }
        cells.insert("net_pay", formula.text(",2)").into());
    }
}

/// The rate as a look-up of the score (or base), and the commission on it.
fn rate_and_commission(
    cells: &mut BTreeMap<&'static str, Value>,
    slip: &Payslip,
    at: usize,
    details: &Details,
) {
    let (Some(rate), Some(commission)) = (slip.rate, slip.commission) else {
        return;
    };
    let scheme = &slip.scheme;
    let marginal = scheme.flat.is_none() && scheme.mode == Mode::Marginal;
    if scheme.flat.is_none() && !marginal {
        let key = match scheme.steps_by {
            StepsBy::Kpi => "kpi_score",
            StepsBy::Sales => "base_sales",
        };
        let mut formula = Formula::new(Value::Percent(rate));
        for step in scheme.steps.iter().rev() {
            let (from, rate) = (step.from.normalize(), step.rate.0.normalize());
            formula = formula
                .text("IF(")
                .cell(ROWS, at, key)
                .text(format!(">={from},{rate},"));
        }
        let closing = ")".repeat(scheme.steps.len());
        cells.insert("rate", formula.text(format!("0{closing}")).into());
    }
    let mut formula = Formula::new(commission);
    let floor = details.parts.1.get(&slip.who).map(|(_, last)| *last);
    if slip.guarantee.is_some() {
        formula = formula.text("MAX(");
    }
    formula = if let (true, Some((first, last))) = (marginal, details.tiers.1.get(&slip.who)) {
        formula
            .text("ROUND(SUMPRODUCT(")
            .column("tiers", "sales", *first, *last)
            .text(",")
            .column("tiers", "rate", *first, *last)
            .text("),2)")
    } else {
        formula
            .text("ROUND(")
            .cell(ROWS, at, "base_sales")
            .text("*")
            .cell(ROWS, at, "rate")
            .text(",2)")
    };
    if let (Some(_), Some(row)) = (slip.guarantee, floor) {
        formula = formula.text(",").cell("parts", row, "part").text(")");
    }
    cells.insert("commission", formula.into());
}

/// 工资条: each person's slip, live from the pay sheet.
fn strips(sheet: &Section) -> Section {
    const A_PAGE: usize = 6;
    let filled = |at: usize| {
        sheet.rows.iter().any(|row| match row[at].bare() {
            Value::None => false,
            Value::Money(m) => !m.is_zero(),
            _ => true,
        })
    };
    let kept: Vec<usize> = (0..sheet.columns.len())
        .filter(|at| {
            let key = sheet.columns[*at].key.as_str();
            let always = matches!(key, "base_pay" | "commission" | "gross_pay" | "net_pay");
            let never = matches!(
                key,
                "scheme" | "credited_sales" | "excluded_sales" | "refunds"
            );
            !never && (always || filled(*at))
        })
        .collect();
    let mut columns: Vec<_> = kept.iter().map(|at| sheet.columns[*at].clone()).collect();
    for column in &mut columns {
        column.total = Total::None;
    }
    let title = say!(zh: "工资条", en: "Pay slips");
    let mut section =
        Section::new("slips", title, columns).laid_out(Layout::Slips { a_page: A_PAGE });
    section.screen = false;
    for (at, row) in sheet.rows.iter().enumerate() {
        let cell = |column: &usize| {
            let (held, key) = (row[*column].bare(), sheet.columns[*column].key.clone());
            match (sheet.columns[*column].kind, held) {
                (_, Value::None) => Value::None,
                (Kind::Text | Kind::Id, held) => held.clone(),
                (_, held) => Formula::new(held.clone()).cell(ROWS, at, key).into(),
            }
        };
        section.rows.push(kept.iter().map(cell).collect());
    }
    section
}

fn charts(report: &mut Report) {
    if report
        .sections
        .iter()
        .any(|s| s.id == ROWS && !s.rows.is_empty())
    {
        report.charts.push(Chart {
            title: say!(zh: "提成排名", en: "Commission by person"),
            kind: ChartKind::Bar,
            section: ROWS,
            category: "name".into(),
            series: vec!["commission".into()],
            category_axis: say!(zh: "员工", en: "staff"),
            value_axis: say!(zh: "提成(元)", en: "commission (yuan)"),
            top: Some(30),
        });
    }
    if report.sections.iter().any(|s| s.id == "days") {
        report.charts.push(Chart {
            title: say!(zh: "每日销售额", en: "Sales by day"),
            kind: ChartKind::Line,
            section: "days",
            category: "date".into(),
            series: vec!["sales".into()],
            category_axis: say!(zh: "日期", en: "date"),
            value_axis: say!(zh: "销售额(元)", en: "sales (yuan)"),
            top: None,
        });
    }
}
