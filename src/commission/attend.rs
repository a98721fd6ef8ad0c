//! Attendance lines → what they cost (K10).

use super::Job;
use super::notes::Notes;
use super::slip::Payslip;
use crate::base::{Finding, Money, Qty};
use crate::policy::attendance::{Attended, Punches};
use crate::say;
use crate::table::rows::AttendanceLine;
use crate::table::rows::register::Finder;
use rust_decimal::Decimal;

/// Everybody's month, by position in the register.
pub fn collect(
    job: &Job<'_>,
    rows: &[AttendanceLine],
    finder: &mut Finder<'_>,
    notes: &mut Notes,
) -> Vec<Attended> {
    let rules = &job.policy.attendance;
    let mut months = vec![Attended::default(); job.register.people().len()];
    let mut outside = super::given::Outside::default();
    for row in rows {
        let Some(day) = row.date.map(|m| m.at.date()) else {
            continue;
        };
        if !job.month.holds_day(day) {
            outside.note(row.origin);
            continue;
        }
        let Some(who) = finder.find(row.staff, row.origin, job.pool) else {
            continue;
        };
        let kind = job.pool.text(row.leave);
        let punches = Punches {
            shift_start: row.shift_start,
            shift_end: row.shift_end,
            clock_in: row.clock_in,
            clock_out: row.clock_out,
            leave: !row.leave.is_blank(),
        };
        months[who].add(rules, day, &punches, rules.is_paid_leave(kind));
    }
    outside.tell("K10", "attendance", false, job, notes);
    months
}

/// Fills in what attendance costs and brings.
///
/// * absence: (days of absence + unpaid leave) × base ÷ `day_pay`, rounded once,
///   at most the base pay of the month;
/// * lates: those beyond the free ones × `late_fine`;
/// * overtime (by setting): minutes ÷ 60 × base ÷ 21.75 ÷ 8 × factor, rounded
///   once.
pub fn charge(slip: &mut Payslip, job: &Job<'_>, notes: &mut Notes) {
    let rules = &job.policy.attendance;
    let person = &job.register.people()[slip.who];
    let attended = &slip.attended;
    let days = attended.absent_days() + attended.unpaid_days();
    // Divided last: a quotient without end must not be multiplied.
    let absence = days * slip.base_full.0 / rules.day_pay.0;
    slip.absence = Money(absence).rounded().min(slip.base_pay);
    let lates = attended.lates.saturating_sub(rules.free_lates);
    slip.late_fines = Money(rules.late_fine.0 * Decimal::from(lates)).rounded();
    slip.attendance_deduction = slip.absence + slip.late_fines;
    if rules.overtime {
        let factors = [
            rules.overtime_workday,
            rules.overtime_rest_day,
            rules.overtime_statutory,
        ];
        let weighted = attended.over.iter().zip(factors);
        let minutes: Decimal = weighted.map(|(m, f)| Decimal::from(*m) * f.0).sum();
        // 60 minutes × 21.75 days × 8 hours.
        let overtime = minutes * slip.base_full.0 / Decimal::from(10_440);
        slip.overtime = Money(overtime).rounded();
    }
    let mut warn = |words| notes.push(Finding::warning("K10", person.id.clone(), words));
    let name = &person.name;
    let row = attended.longest_absence();
    if rules.absent_days_row > 0 && row >= rules.absent_days_row {
        warn(say!(
            zh: "{name} 连续旷工 {row} 天,按规定视为自动离职;请核实",
            en: "{name} was absent {row} days in a row, which counts as having left; check it"
        ));
    }
    let whole = attended.whole_absences();
    if rules.absent_days_month.is_some_and(|most| whole >= most) {
        warn(say!(
            zh: "{name} 本月旷工 {whole} 天,按规定视为自动离职;请核实",
            en: "{name} was absent {whole} days this month, which counts as having left; check it"
        ));
    }
    if attended.half_clocked > 0 {
        let n = attended.half_clocked;
        warn(say!(
            zh: "{name} 有 {n} 次只打了一次卡,没有扣款;请补卡",
            en: "{name} clocked only once {n} times; nothing was taken off, complete the record"
        ));
    }
    let absent = Qty(attended.absent_days());
    if !absent.is_zero() {
        warn(say!(
            zh: "{name} 旷工 {absent} 天(没有打卡、迟到早退超时且没有请假)",
            en: "{name} was absent without leave for {absent} days (no clock times, or too late or early without leave)"
        ));
    }
}
