//! What a roster comes to: each person's month, the penalties.

use crate::base::{Qty, Text};
use crate::report::{Column, Kind, Section, Value};
use crate::roster::made::{Cost, SoftRule, Tally};
use crate::roster::month::Month;
use crate::say;
use rust_decimal::{Decimal, RoundingStrategy};

/// What each person's month comes to.
pub fn shares(month: &Month, tallies: &[Tally]) -> Section {
    let int = |key: &str, zh: &'static str, en: &'static str| {
        Column::new(key, Text::new(zh, en), Kind::Int)
    };
    let mut columns = vec![
        Column::new("staff", Text::new("员工", "staff"), Kind::Id).droppable(3),
        Column::new("name", Text::new("姓名", "name"), Kind::Text),
        int("days", "上班", "days").summed(),
        int("off", "休", "off"),
    ];
    for (id, shift) in month.shifts.iter().enumerate() {
        let key = format!("shift_{}", id + 1);
        columns.push(
            Column::named(&key, shift.name.clone(), Kind::Int)
                .summed()
                .droppable(2),
        );
    }
    columns.push(int("weekend_days", "周末", "weekend days").summed());
    columns.push(int("holidays", "节假日", "holidays").summed().droppable(1));
    columns.push(
        Column::new("hours", Text::new("工时", "hours"), Kind::Qty)
            .summed()
            .droppable(1),
    );
    columns.push(int("points", "辛苦分", "points").summed());
    columns.push(int("points_in_all", "累计分", "points in all").droppable(1));
    let title = say!(zh: "每人合计", en: "per person");
    let mut section = Section::new("people", title, columns);
    for (person, t) in month.people.iter().zip(tallies) {
        let n = |n: u32| Value::from(i64::from(n));
        let mut row = vec![
            person.id.clone().into(),
            person.name.clone().into(),
            n(t.days_worked),
            n(t.days_off),
        ];
        row.extend(t.by_shift.iter().map(|c| n(*c)));
        row.push(n(t.weekend_days));
        row.push(n(t.holidays));
        row.push(hours(t.minutes));
        row.push(n(t.points));
        row.push(n(t.points_in_all));
        section.rows.push(row);
    }
    section
}

/// Penalties by rule, the dearest first, with the people they fall on.
pub fn costs(month: &Month, costs: &[Cost]) -> Section {
    let columns = vec![
        Column::new("rule", Text::new("扣分原因", "penalty for"), Kind::Text),
        Column::new("cases", Text::new("处", "cases"), Kind::Int).summed(),
        Column::new("penalty", Text::new("扣分", "penalty"), Kind::Int).summed(),
        Column::new("people", Text::new("涉及", "of whom"), Kind::Text).droppable(1),
    ];
    let mut section = Section::new("penalties", say!(zh: "扣分", en: "penalties"), columns);
    let mut sums: Vec<(SoftRule, i64, i64, Vec<usize>)> = Vec::new();
    for rule in SoftRule::ALL {
        let of: Vec<&Cost> = costs.iter().filter(|c| c.rule == rule).collect();
        let mut people: Vec<usize> = of.iter().filter_map(|c| c.person).collect();
        people.sort_unstable();
        people.dedup();
        let cases = i64::try_from(of.len()).unwrap_or(i64::MAX);
        if cases > 0 {
            sums.push((rule, cases, of.iter().map(|c| c.cost).sum(), people));
        }
    }
    sums.sort_by_key(|s| (std::cmp::Reverse(s.2), s.0));
    for (rule, cases, penalty, people) in sums {
        let mut whom: Vec<String> = Vec::new();
        for p in people {
            let own = costs
                .iter()
                .filter(|c| c.rule == rule && c.person == Some(p));
            let sum: i64 = own.map(|c| c.cost).sum();
            whom.push(format!("{} {sum}", month.people[p].name));
        }
        // Cover is nobody's alone: its days stand there instead.
        let of_cover = costs
            .iter()
            .filter(|c| c.rule == rule && c.person.is_none());
        let mut days: Vec<usize> = of_cover.filter_map(|c| c.day).collect();
        days.dedup();
        whom.extend(
            days.iter()
                .map(|d| month.days[*d].date.format("%m-%d").to_string()),
        );
        section.rows.push(vec![
            Value::Code(rule.code(), rule.label()),
            cases.into(),
            penalty.into(),
            whom.join(" · ").into(),
        ]);
    }
    section
}

/// Paid minutes in hours, rounded half away from zero to a tenth, as a
/// spreadsheet's ROUND does.
pub fn hours(minutes: u32) -> Value {
    let hours = Decimal::from(minutes) / Decimal::from(60);
    let rounded = hours.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    Value::Qty(Qty(rounded.normalize()))
}
