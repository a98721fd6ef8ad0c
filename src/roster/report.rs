//! A solved instance as a report: what it costs and why, the duties as rows.

use super::evaluate::{Broken, Cause, Violation};
use super::model::{Model, Rule};
use super::solve::{Solution, Stopped};
use crate::base::money::grouped;
use crate::base::{Clock, Finding, Message, Qty, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// The word that stands for the rule in findings of a broken hard rule.
const HARD_RULE: &str = "hard-rule";

/// The report of `roster solve`; `shown` names the instance.
pub fn report(model: &Model, solution: &Solution, seed: u64, shown: &str, clock: Clock) -> Report {
    let (people, days, kinds) = (model.people.len(), model.days, model.kinds.len());
    let size = say!(
        zh: "{shown}   {people} 人 · {days} 天 · {kinds} 种班次",
        en: "{shown}   {people} people · {days} days · {kinds} shifts"
    );
    let mut report = Report::new(
        "roster solve",
        say!(zh: "排班算例", en: "roster instance"),
        size,
        clock,
    );
    let evaluation = &solution.evaluation;
    report.datum("hard_violations", Value::from(evaluation.violations.len()));
    report.datum("objective", Value::from(evaluation.objective));
    report.datum("bound", Value::from(solution.bound));
    report.datum("optimal", Value::from(solution.optimal));
    let seconds = Decimal::from_f64(solution.seconds)
        .unwrap_or_default()
        .round_dp(1);
    report.datum("seconds", Value::Qty(Qty(seconds)));
    report.datum("iterations", Value::from(solution.rounds));
    report.datum("seed", Value::from(seed));
    report.datum("stopped", stopped(solution.stopped));
    report.lead.push(figures(solution));
    report.lead.push(reason(solution));
    report.sections.push(duties(model, solution));
    report.sections.push(penalties(solution));
    report.findings = evaluation
        .violations
        .iter()
        .map(|v| broken(model, v))
        .collect();
    report
}

fn figures(solution: &Solution) -> Message {
    let objective = solution.evaluation.objective;
    let shown = grouped(&objective.to_string());
    match solution.bound {
        Some(_) if solution.optimal => {
            say!(zh: "目标值 {shown},已证最优", en: "objective {shown}, proven optimal")
        }
        Some(bound) => {
            let gap = objective - bound;
            // In tenths of a per cent of the objective, rounded up.
            let tenths = (gap * 1000).checked_div(objective).unwrap_or(0) + i64::from(gap > 0);
            let (bound, percent) = (
                grouped(&bound.to_string()),
                format!("{}.{}", tenths / 10, tenths % 10),
            );
            say!(
                zh: "目标值 {shown} · 下界 {bound} · 差距不超过 {percent}%",
                en: "objective {shown} · bound {bound} · gap at most {percent}%"
            )
        }
        None => say!(zh: "目标值 {shown} · 下界未知", en: "objective {shown} · no bound known"),
    }
}

fn reason(solution: &Solution) -> Message {
    let rounds = grouped(&solution.rounds.to_string());
    match solution.stopped {
        Stopped::Optimal => say!(zh: "{rounds} 轮后证完", en: "proven after {rounds} rounds"),
        Stopped::Rounds | Stopped::Enough => {
            say!(zh: "满 {rounds} 轮停止", en: "stopped after {rounds} rounds")
        }
        Stopped::Seconds => {
            say!(zh: "到时停止,共 {rounds} 轮", en: "stopped by time, after {rounds} rounds")
        }
        Stopped::Asked => {
            say!(zh: "被叫停,共 {rounds} 轮", en: "interrupted after {rounds} rounds")
        }
    }
}

fn stopped(stopped: Stopped) -> Value {
    match stopped {
        Stopped::Optimal => Value::Code("optimal", Text::new("已证最优", "optimal")),
        Stopped::Rounds | Stopped::Enough => {
            Value::Code("iterations", Text::new("轮数", "iterations"))
        }
        Stopped::Seconds => Value::Code("seconds", Text::new("时间", "seconds")),
        Stopped::Asked => Value::Code("interrupted", Text::new("叫停", "interrupted")),
    }
}

/// Working days only, the first day being 0 as in the instances.
fn duties(model: &Model, solution: &Solution) -> Section {
    let columns = vec![
        Column::new("employee", Text::new("员工", "employee"), Kind::Id),
        Column::new("day", Text::new("日序", "day"), Kind::Int),
        Column::new("shift", Text::new("班次", "shift"), Kind::Id),
    ];
    let mut section = Section::new("rows", say!(zh: "班次", en: "duties"), columns);
    section.screen = false;
    for (id, person) in model.people.iter().enumerate() {
        for (day, duty) in solution.roster.of(id).iter().enumerate() {
            if let Some(kind) = duty {
                let name = model.kinds[usize::from(*kind)].name.clone();
                section
                    .rows
                    .push(vec![person.name.clone().into(), day.into(), name.into()]);
            }
        }
    }
    section
}

/// What the penalties come from, the dearest first.
fn penalties(solution: &Solution) -> Section {
    let columns = vec![
        Column::new("cause", Text::new("扣分原因", "Penalty for"), Kind::Text),
        Column::new("cases", Text::new("处", "Cases"), Kind::Int).summed(),
        Column::new("penalty", Text::new("扣分", "Penalty"), Kind::Int).summed(),
    ];
    let mut section = Section::new("penalties", say!(zh: "扣分", en: "penalties"), columns);
    let mut sums: Vec<(&'static str, Text, i64, i64)> = Vec::new();
    for penalty in &solution.evaluation.penalties {
        let (code, text) = cause(&penalty.cause);
        match sums.iter_mut().find(|s| s.0 == code) {
            Some(sum) => {
                sum.2 += 1;
                sum.3 += penalty.cost;
            }
            None => sums.push((code, text, 1, penalty.cost)),
        }
    }
    sums.sort_by_key(|s| (std::cmp::Reverse(s.3), s.0));
    for (code, text, cases, penalty) in sums {
        section
            .rows
            .push(vec![Value::Code(code, text), cases.into(), penalty.into()]);
    }
    section
}

fn cause(cause: &Cause) -> (&'static str, Text) {
    match cause {
        Cause::WishRefused(_) => (
            "wish_refused",
            Text::new("想上的班没排上", "a wished shift not given"),
        ),
        Cause::DislikeIgnored(_) => (
            "dislike_ignored",
            Text::new("不想上的班排上了", "an unwanted shift given"),
        ),
        Cause::Counter(_) => (
            "shares",
            Text::new("班数、时数分配", "shares of shifts and hours"),
        ),
        Cause::CoverUnder { .. } => ("cover_under", Text::new("缺人", "too few on a shift")),
        Cause::CoverOver { .. } => ("cover_over", Text::new("超员", "too many on a shift")),
    }
}

fn broken(model: &Model, violation: &Violation) -> Finding {
    let subject = match (violation.person, violation.day) {
        (Some(person), _) => model.people[person].name.clone(),
        (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    };
    let words = words(model, &violation.broken);
    let message = match violation.day {
        Some(day) => {
            let place = say!(zh: "第 {day} 天", en: "day {day}");
            place.join(" ", &words)
        }
        None => words,
    };
    Finding::error(HARD_RULE, subject, message)
}

fn words(model: &Model, broken: &Broken) -> Message {
    let name = |kind: u8| model.kinds[usize::from(kind)].name.clone();
    match broken {
        Broken::Skill(kind) => {
            let kind = name(*kind);
            say!(zh: "不会上 {kind}", en: "may not work {kind}")
        }
        Broken::DayOff(kind) => {
            let kind = name(*kind);
            say!(zh: "固定休息日排了 {kind}", en: "{kind} on a fixed day off")
        }
        Broken::Lock => say!(zh: "与已定的班不同", en: "not the duty that was locked"),
        Broken::Succession { before, after } => {
            let (before, after) = (name(*before), name(*after));
            say!(zh: "{before} 之后不能接 {after}", en: "{after} may not follow {before}")
        }
        Broken::TooLong { work, run, max } => match work {
            true => {
                say!(zh: "连上 {run} 天,最多 {max} 天", en: "{run} working days in a row, at most {max}")
            }
            false => {
                say!(zh: "连休 {run} 天,最多 {max} 天", en: "{run} days off in a row, at most {max}")
            }
        },
        Broken::TooShort { work, run, min } => match work {
            true => {
                say!(zh: "只连上 {run} 天,最少 {min} 天", en: "{run} working days in a row, at least {min}")
            }
            false => {
                say!(zh: "只连休 {run} 天,最少 {min} 天", en: "{run} days off in a row, at least {min}")
            }
        },
        Broken::Over { rule, value, max } => counted(model, rule).join(
            " ",
            &say!(zh: "{value},最多 {max}", en: "{value}, at most {max}"),
        ),
        Broken::Under { rule, value, min } => counted(model, rule).join(
            " ",
            &say!(zh: "{value},最少 {min}", en: "{value}, at least {min}"),
        ),
        Broken::CoverUnder { present, min, .. } => {
            say!(zh: "只有 {present} 人,最少 {min} 人", en: "{present} people, at least {min}")
        }
        Broken::CoverOver { present, max, .. } => {
            say!(zh: "有 {present} 人,最多 {max} 人", en: "{present} people, at most {max}")
        }
    }
}

fn counted(model: &Model, rule: &Rule) -> Message {
    match rule {
        Rule::Minutes => say!(zh: "分钟数", en: "minutes"),
        Rule::Shifts(kind) => {
            let kind = &model.kinds[usize::from(*kind)].name;
            say!(zh: "{kind} 班数", en: "shifts {kind}")
        }
        Rule::Weekends => say!(zh: "周末数", en: "weekends"),
        Rule::Workdays => say!(zh: "上班天数", en: "working days"),
        Rule::Share(name) => Message::data(name),
    }
}
