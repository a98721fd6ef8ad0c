//! The report of `roster check`.

use super::{Show, costs, fairness, rows, scope, shares, sheets};
use crate::base::{Clock, Qty};
use crate::report::{Report, Value};
use crate::roster::check::{self, law, minutes, notice};
use crate::roster::made::tally;
use crate::roster::model::Roster;
use crate::roster::month::Month;
use crate::say;

/// Broken hard rules, open cover, minutes nobody is there, the law, notice, and
/// the soft penalties by rule and person.
pub fn check(month: &Month, roster: &Roster, clock: Clock, show: Show) -> Report {
    let judged = check::judge(month, roster);
    let gaps = minutes::findings(month, roster);
    let mut report = Report::new(
        "roster check",
        say!(zh: "值班表检查", en: "roster check"),
        scope(month),
        clock,
    );
    report.datum("month", Value::from(month.period.label().en));
    let (broken, open) = (judged.broken.len(), judged.open.len());
    report.datum("hard_violations", Value::from(judged.hard_violations()));
    report.datum("penalty", Value::from(judged.penalty()));
    // A check proves nothing about other rosters.
    report.datum("bound", Value::None);
    report.datum("optimal", Value::None);
    report.datum("seconds", Value::Qty(Qty::ZERO));
    let tallies = tally(month, roster);
    report.datum("fairness", fairness(&tallies));
    report.datum("minutes_uncovered", Value::from(gaps.len()));
    let penalty = judged.penalty();
    report.lead.push(if broken + open == 0 {
        say!(zh: "硬规则全部遵守 · 扣分 {penalty}", en: "every hard rule holds · penalty {penalty}")
    } else {
        say!(
            zh: "违反硬规则 {broken} 处 · 缺人 {open} 处 · 扣分 {penalty}",
            en: "{broken} hard rules broken · {open} needs open · penalty {penalty}"
        )
    });
    report.sections.extend(sheets(month, roster, &[], show));
    report.sections.push(shares(month, &tallies));
    report.sections.push(costs(month, &judged.costs));
    report.sections.push(rows(month, roster));
    report.findings = judged.broken;
    report
        .findings
        .extend(judged.open.iter().map(|open| super::open(month, open)));
    report.findings.extend(gaps);
    report.findings.extend(law::findings(month, roster));
    report.findings.extend(notice::findings(month));
    report
}
