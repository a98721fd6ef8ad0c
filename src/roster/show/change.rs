//! What a swap would do, and who could step in, as reports.

use super::scope;
use crate::base::{Clock, Finding, Message, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::roster::change::Changed;
use crate::roster::model::{Duty, Roster};
use crate::roster::month::Month;
use crate::say;

/// The report of `roster swap`.
pub fn swap(month: &Month, old: &Roster, changed: &Changed, clock: Clock) -> Report {
    let mut report = Report::new(
        "roster swap",
        say!(zh: "换班", en: "swap"),
        scope(month),
        clock,
    );
    figures(&mut report, changed);
    let (before, after, cost) = (
        changed.before.penalty(),
        changed.after.penalty(),
        signed(changed.cost()),
    );
    report.lead.push(if changed.allowed() {
        say!(
            zh: "可以换;扣分 {before} → {after}({cost})",
            en: "allowed; penalty {before} → {after} ({cost})"
        )
    } else {
        say!(
            zh: "不能换;扣分 {before} → {after}({cost})",
            en: "not allowed; penalty {before} → {after} ({cost})"
        )
    });
    report.sections.push(changes(month, old, &changed.roster));
    report.findings = faults(changed);
    report
}

fn figures(report: &mut Report, changed: &Changed) {
    report.datum("allowed", Value::from(changed.allowed()));
    report.datum("penalty_before", Value::from(changed.before.penalty()));
    report.datum("penalty", Value::from(changed.after.penalty()));
    report.datum("cost", Value::from(changed.cost()));
    report.datum(
        "hard_violations",
        Value::from(changed.after.hard_violations()),
    );
}

fn faults(changed: &Changed) -> Vec<Finding> {
    let all = changed.broken.iter().chain(&changed.opened);
    all.chain(&changed.law).cloned().collect()
}

fn signed(n: i64) -> String {
    if n > 0 {
        format!("+{n}")
    } else {
        n.to_string()
    }
}

fn named(month: &Month, duty: Duty) -> Value {
    match duty {
        Some(post) => Value::Message(month.shift_of(post).name.clone()),
        None => Value::Message(say!(zh: "休", en: "off")),
    }
}

/// The cells that differ.
fn changes(month: &Month, old: &Roster, new: &Roster) -> Section {
    let columns = vec![
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        Column::new("staff", Text::new("员工", "staff"), Kind::Id),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        Column::new("before", Text::new("原来", "before"), Kind::Text),
        Column::new("after", Text::new("换后", "after"), Kind::Text),
    ];
    let mut section = Section::new("rows", say!(zh: "改动", en: "changes"), columns);
    for (day, date) in month.days.iter().enumerate() {
        for (id, person) in month.people.iter().enumerate() {
            let (before, after) = (old.of(id)[day], new.of(id)[day]);
            if before != after {
                section.rows.push(vec![
                    Value::Date(date.date),
                    person.id.clone().into(),
                    person.name.clone().into(),
                    named(month, before),
                    named(month, after),
                ]);
            }
        }
    }
    section
}

/// The report of `roster suggest`.
pub fn suggest(
    month: &Month,
    old: &Roster,
    (day, shift): (usize, usize),
    found: &[(usize, Changed)],
    clock: Clock,
) -> Report {
    let (date, shift) = (month.days[day].date, &month.shifts[shift]);
    let (zh, en, hours) = (&shift.name.zh, &shift.name.en, shift.hours());
    let mut report = Report::new(
        "roster suggest",
        say!(zh: "谁能顶班", en: "who could step in"),
        say!(zh: "{date} {zh} {hours}", en: "{date} {en} {hours}"),
        clock,
    );
    let able = found.iter().filter(|(_, c)| c.allowed()).count();
    report.datum("able", Value::from(able));
    report
        .lead
        .push(match found.first().filter(|(_, c)| c.allowed()) {
            Some((best, c)) => {
                let (name, cost) = (&month.people[*best].name, signed(c.cost()));
                say!(
                    zh: "{able} 人能顶;最合适的是 {name}(扣分 {cost})",
                    en: "{able} could; best is {name} (penalty {cost})"
                )
            }
            None => say!(zh: "没有人能顶而不违反规则", en: "nobody could without breaking a rule"),
        });
    let columns = vec![
        Column::new("staff", Text::new("员工", "staff"), Kind::Id).droppable(1),
        Column::new("name", Text::new("姓名", "name"), Kind::Text).keeping(8),
        Column::new("before", Text::new("当天", "that day"), Kind::Text),
        Column::new("allowed", Text::new("能否", "may"), Kind::Text),
        Column::new("cost", Text::new("扣分变化", "penalty change"), Kind::Int),
        Column::new("why", Text::new("说明", "remarks"), Kind::Text).keeping(30),
    ];
    let title = say!(zh: "人选", en: "people");
    let mut section = Section::new("rows", title, columns);
    for (id, changed) in found {
        let person = &month.people[*id];
        let allowed = if changed.allowed() {
            Value::Code("yes", Text::new("能", "yes"))
        } else {
            Value::Code("no", Text::new("不能", "no"))
        };
        let why = faults(changed).into_iter().map(|f| f.message);
        let why = why
            .reduce(|all, one| all.join("; ", &one))
            .unwrap_or_else(Message::default);
        section.rows.push(vec![
            person.id.clone().into(),
            person.name.clone().into(),
            named(month, old.of(*id)[day]),
            allowed,
            changed.cost().into(),
            Value::Message(why),
        ]);
    }
    report.sections.push(section);
    if able == 0 {
        report.findings.push(
            Finding::warning(
                "R11",
                date.to_string(),
                say!(
                    zh: "{date} {zh}没有人能顶而不违反规则;可以请外面的人,或把人数减一",
                    en: "nobody could take {en} on {date} without breaking a rule; ask somebody from outside, or do with one less"
                ),
            )
            .with("date", date.to_string()),
        );
    }
    report
}
