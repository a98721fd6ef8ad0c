//! What is wrong with a roster that was made, and why, as findings.

use crate::base::{Finding, Message, Text};
use crate::report::{Column, Kind, Section, Value};
use crate::roster::conflict::need_words;
use crate::roster::item::Item;
use crate::roster::made::{Conflict, Made, Open};
use crate::roster::month::Month;
use crate::say;

/// Open cover, broken rules, contradictions with their ways out, turns nobody
/// can take.
pub fn findings(month: &Month, made: &Made) -> Vec<Finding> {
    let mut findings: Vec<Finding> = made.broken.clone();
    findings.extend(made.open.iter().map(|o| open(month, o)));
    findings.extend(made.conflicts.iter().map(|c| conflict(month, c)));
    for turn in made.turns.iter().filter(|t| t.person.is_none()) {
        let (date, name) = (month.days[turn.day].date, &month.rotas[turn.rota].name);
        let Message { zh, en } = name;
        findings.push(
            Finding::warning(
                "R10",
                date.to_string(),
                say!(zh: "{date} {zh}没有人可轮", en: "{date}: nobody can take the turn {en}"),
            )
            .with("date", date.to_string()),
        );
    }
    findings
}

/// A need below its minimum.
pub fn open(month: &Month, open: &Open) -> Finding {
    let need = &month.needs[open.need];
    let Message { zh, en } = need_words(month, need);
    let (present, missing, min) = (open.present, open.missing, need.min);
    let rule = month.pattern.as_ref().map_or("R4", |(_, rule)| rule);
    Finding::error(
        rule,
        month.days[need.day].date.to_string(),
        say!(
            zh: "{zh}缺 {missing} 人:有 {present} 人,至少要 {min} 人",
            en: "{en} lacks {missing}: {present} there, at least {min} needed"
        ),
    )
    .with("kind", "open")
    .with("date", month.days[need.day].date.to_string())
    .with("missing", missing)
}

/// One contradiction in one sentence; [`reasons`] has it part by part.
fn conflict(month: &Month, conflict: &Conflict) -> Finding {
    let parts = conflict.parts.iter().map(|p| p.words.clone());
    let parts = parts
        .reduce(|all, one| all.join("; ", &one))
        .unwrap_or_default();
    let n = conflict.parts.len();
    let head = if conflict.irreducible {
        say!(
            zh: "这 {n} 条不能同时成立,去掉任何一条就行:",
            en: "these {n} cannot all hold, without any one of them the rest can: "
        )
    } else {
        say!(
            zh: "这 {n} 条不能同时成立(是否每条都少不了,没有算完):",
            en: "these {n} cannot all hold (whether each is needed was not settled): "
        )
    };
    let subject = conflict.parts.iter().find_map(|p| match p.what {
        Item::Need(need) => Some(month.days[month.needs[need].day].date.to_string()),
        Item::Leave { person, .. } | Item::Lock { person, .. } => {
            Some(month.people[person].name.clone())
        }
        Item::Rule(_) => None,
    });
    let data: Vec<serde_json::Value> = conflict.parts.iter().map(|p| data(month, p.what)).collect();
    Finding::error("R4", subject.unwrap_or_default(), head.join("", &parts))
        .with("kind", "conflict")
        .with("parts", data)
        .with("irreducible", conflict.irreducible)
}

/// What cannot hold together, and the ways out, the cheapest first.
pub fn reasons(conflicts: &[Conflict]) -> Section {
    let columns = vec![
        Column::new("reason", Text::new("原因", "reason"), Kind::Int),
        Column::new("kind", Text::new("类", "kind"), Kind::Text),
        Column::new("words", Text::new("内容", "what"), Kind::Text).keeping(50),
        Column::new(
            "still_open",
            Text::new("全月还缺", "still missing"),
            Kind::Int,
        ),
    ];
    let title = say!(zh: "为什么排不出来,怎么办", en: "why it is impossible, and what to do");
    let mut section = Section::new("conflicts", title, columns);
    for (n, conflict) in conflicts.iter().enumerate() {
        for part in &conflict.parts {
            section.rows.push(vec![
                (n + 1).into(),
                Value::Code("part", Text::new("条件", "part")),
                Value::Message(part.words.clone()),
                Value::None,
            ]);
        }
        for way in &conflict.ways_out {
            section.rows.push(vec![
                (n + 1).into(),
                Value::Code("way_out", Text::new("出路", "way out")),
                Value::Message(way.words.clone()),
                i64::from(way.still_open).into(),
            ]);
        }
    }
    section
}

/// A part for programs.
fn data(month: &Month, item: Item) -> serde_json::Value {
    let date = |day: usize| month.days[day].date.to_string();
    match item {
        Item::Need(need) => {
            let need = &month.needs[need];
            serde_json::json!({
                "demand": {
                    "date": date(need.day),
                    "shift": month.shifts[need.shift].name.en,
                    "role": need.role,
                    "min": need.min,
                }
            })
        }
        Item::Leave { person, leave } => {
            let member = &month.people[person];
            let days = &member.leave[leave].days;
            serde_json::json!({
                "leave": {
                    "staff": member.id,
                    "from": date(days.start),
                    "to": date(days.end.saturating_sub(1)),
                }
            })
        }
        Item::Lock { person, lock } => {
            let member = &month.people[person];
            serde_json::json!({
                "lock": { "staff": member.id, "date": date(member.locks[lock].day) }
            })
        }
        Item::Rule(rule) => serde_json::json!({ "rule": rule.code() }),
    }
}
