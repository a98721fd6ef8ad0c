//! What is wrong with a roster that was made, and why, as findings.

use crate::base::{Finding, Message};
use crate::roster::conflict::{Item, need_words};
use crate::roster::made::{Conflict, Made};
use crate::roster::month::Month;
use crate::say;

/// Open cover, broken rules, contradictions with their ways out, turns nobody
/// can take.
pub fn findings(month: &Month, made: &Made) -> Vec<Finding> {
    let mut findings: Vec<Finding> = made.broken.clone();
    findings.extend(made.open.iter().map(|open| {
        let need = &month.needs[open.need];
        let Message { zh, en } = need_words(month, need);
        let (present, missing, min) = (open.present, open.missing, need.min);
        let rule = month.pattern.as_ref().map_or("R4", |(_, rule)| rule);
        Finding::error(
            rule,
            zh.clone(),
            say!(
                zh: "{zh}缺 {missing} 人:有 {present} 人,至少要 {min} 人",
                en: "{en} lacks {missing}: {present} there, at least {min} needed"
            ),
        )
        .with("kind", "open")
        .with("date", month.days[need.day].date.to_string())
        .with("missing", missing)
    }));
    findings.extend(made.conflicts.iter().map(|c| conflict(month, c)));
    for turn in made.turns.iter().filter(|t| t.person.is_none()) {
        let (date, name) = (month.days[turn.day].date, &month.rotas[turn.rota].name);
        let Message { zh, en } = name;
        findings.push(
            Finding::warning(
                "R10",
                zh.clone(),
                say!(zh: "{date} {zh}没有人可轮", en: "{date}: nobody can take the turn {en}"),
            )
            .with("date", date.to_string()),
        );
    }
    findings
}

/// One contradiction, each part and way out on a line of its own.
fn conflict(month: &Month, conflict: &Conflict) -> Finding {
    let head = if conflict.irreducible {
        say!(
            zh: "下面这些不能同时成立,去掉任何一条就行:",
            en: "these cannot all hold; without any one of them the rest can:"
        )
    } else {
        say!(
            zh: "下面这些不能同时成立(是否每条都少不了,没有算完):",
            en: "these cannot all hold (whether each one is needed was not settled):"
        )
    };
    let list = |words: Message, part: &Message| words.join("\n  · ", part);
    let parts = conflict.parts.iter().map(|p| &p.words);
    let words = parts.fold(head, list);
    let ways = say!(zh: "出路,省事的在前:", en: "ways out, the cheapest first:");
    let ways = conflict.ways_out.iter().fold(ways, |words, way| {
        let open = way.still_open;
        let rest = match open {
            0 => say!(zh: ",全月就排得出", en: ", and the month works"),
            n => say!(zh: ",全月还缺 {n} 人次", en: ", and {n} are still missing over the month"),
        };
        words.join("\n  · ", &way.words.join("", &rest))
    });
    let subject = conflict.parts.iter().find_map(|p| match p.what {
        Item::Need(need) => Some(month.days[month.needs[need].day].date.to_string()),
        Item::Leave { person, .. } | Item::Lock { person, .. } => {
            Some(month.people[person].name.clone())
        }
        Item::Rule(_) => None,
    });
    let data: Vec<serde_json::Value> = conflict.parts.iter().map(|p| data(month, p.what)).collect();
    Finding::error("R4", subject.unwrap_or_default(), words.join("\n", &ways))
        .with("kind", "conflict")
        .with("parts", data)
        .with("irreducible", conflict.irreducible)
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
                    "shift": month.shifts[need.shift].name.zh,
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
