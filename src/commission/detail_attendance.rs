//! What attendance costs each person, with the formulas of K10.

use super::Job;
use super::detail_columns::{Ranges, hidden, mark, money, person, text, who};
use super::slip::Payslip;
use crate::base::{Money, Qty, Text};
use crate::report::{Column, Formula, Kind, Section, Value};
use crate::say;
use rust_decimal::Decimal;

/// What attendance costs.
pub(super) fn attendance(job: &Job<'_>, slips: &[Payslip]) -> (Section, Ranges) {
    let int = |key: &str, zh, en| Column::new(key, Text::new(zh, en), Kind::Int);
    let qty = |key: &str, zh, en| Column::new(key, Text::new(zh, en), Kind::Qty);
    let mut columns = who().to_vec();
    columns.extend([
        int("due", "应到场次", "sessions due"),
        int("attended", "实到场次", "attended"),
        int("lates", "迟到", "lates"),
        int("earlies", "早退", "early leaves"),
        qty("absent_days", "旷工天数", "days absent"),
        qty("unpaid_days", "不带薪假天数", "unpaid leave days"),
        money("base", "底薪(整月)", "base (whole month)"),
        qty("day_pay", "日薪除数", "divisor of a day's pay"),
        money("most", "至多扣", "at most"),
        money("absence", "缺勤扣款", "for absence"),
        int("free_lates", "免扣迟到", "free lates"),
        money("late_fine", "每次迟到扣", "a late"),
        money("late_fines", "迟到扣款", "for lates"),
        money("deduction", "考勤扣款", "deduction").summed(),
        text("full", "满勤", "full month"),
    ]);
    let title = say!(zh: "考勤", en: "Attendance");
    let mut section = hidden("attendance", title, columns);
    let mut ranges = Ranges::new();
    let rules = &job.policy.attendance;
    for slip in slips.iter().filter(|s| !s.attended.is_empty()) {
        let at = section.rows.len();
        mark(&mut ranges, slip.who, at);
        let a = &slip.attended;
        let cell = |formula: Formula, key: &'static str| formula.cell("attendance", at, key);
        let absence = Formula::new(slip.absence).text("MIN(ROUND((");
        let absence = cell(cell(absence, "absent_days").text("+"), "unpaid_days").text(")*");
        let absence = cell(cell(absence, "base").text("/"), "day_pay").text(",2),");
        let absence = cell(absence, "most").text(")");
        let fines = cell(Formula::new(slip.late_fines).text("ROUND(MAX(0,"), "lates").text("-");
        let fines = cell(cell(fines, "free_lates").text(")*"), "late_fine").text(",2)");
        let whole = cell(Formula::new(slip.attendance_deduction), "absence").text("+");
        let full = a.attended_days() >= Decimal::from(rules.full_days);
        let mut row: Vec<Value> = person(job, slip.who).into();
        row.extend([
            Value::Int(a.sessions_due().into()),
            Value::Int(a.sessions_attended().into()),
            Value::Int(a.lates.into()),
            Value::Int(a.earlies.into()),
            Value::Qty(Qty(a.absent_days())),
            Value::Qty(Qty(a.unpaid_days())),
            slip.base_full.into(),
            Value::Qty(Qty(rules.day_pay.0)),
            slip.base_pay.into(),
            absence.into(),
            Value::Int(rules.free_lates.into()),
            Value::Money(Money(rules.late_fine.0)),
            fines.into(),
            cell(whole, "late_fines").into(),
            if full {
                Value::Code("full", Text::new("满勤", "full month"))
            } else {
                Value::None
            },
        ]);
        section.rows.push(row);
    }
    (section, ranges)
}
