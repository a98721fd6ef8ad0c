//! Soft rules: what each costs, whom and when.

use super::Judgement;
use crate::base::Finding;
use crate::roster::made::{Cost, Open, SoftRule};
use crate::roster::model::{Duty, Roster};
use crate::roster::month::Month;
use crate::say;

/// Wishes, unapproved leave, deputies, changes, fair shares.
pub fn person(month: &Month, id: usize, duties: &[Duty], out: &mut Vec<Cost>) {
    let member = &month.people[id];
    let weights = &month.weights;
    let mut price = |rule, day, cost: i64| {
        if cost > 0 {
            out.push(Cost {
                rule,
                person: Some(id),
                day,
                cost,
            });
        }
    };
    let (mut worked, mut points) = (0_u32, 0_u32);
    for (day, duty) in duties.iter().enumerate() {
        for wish in member.wishes.iter().filter(|w| w.day == day) {
            let got = match wish.shift {
                None => duty.is_none(),
                Some(shift) => duty.is_some_and(|p| month.post(p).shift == shift),
            };
            if got != wish.wanted {
                price(SoftRule::Wish, Some(day), weights.wish.into());
            }
        }
        if let Some(post) = duty {
            worked += 1;
            points += month.burden(day, *post);
            let mut asked = member.leave.iter().filter(|l| l.days.contains(&day));
            if asked.any(|l| !l.standing.holds()) {
                price(SoftRule::Asked, Some(day), weights.asked.into());
            }
            if month.as_deputy(member, *post) {
                price(SoftRule::Deputy, Some(day), weights.deputy.into());
            }
        }
        if let Some(kept) = &month.kept
            && kept.of(id)[day] != *duty
        {
            price(SoftRule::Change, Some(day), weights.change.into());
        }
    }
    let share = member.share;
    let days = off_share(share.days, worked) * i64::from(weights.days);
    price(SoftRule::Days, None, days);
    let burden = off_share(share.points, points) * i64::from(weights.fairness);
    price(SoftRule::Fairness, None, burden);
}

/// How far a figure is from a fair share: each unit short of it, each over it,
/// and once more each that is more than two over.
fn off_share((from, to): (u32, u32), value: u32) -> i64 {
    let below = from.saturating_sub(value);
    let above = value.saturating_sub(to);
    i64::from(below) + i64::from(above) + i64::from(above.saturating_sub(2))
}

/// Cover of every need.
pub fn cover(month: &Month, roster: &Roster, found: &mut Judgement) {
    let weights = &month.weights;
    for (id, need) in month.needs.iter().enumerate() {
        let there = (0..roster.people()).filter(|p| {
            let duty = roster.of(*p)[need.day];
            duty.is_some_and(|post| month.counts(need, post))
        });
        let present = u32::try_from(there.count()).unwrap_or(u32::MAX);
        let mut price = |rule, heads: u32, weight: u32| {
            let cost = i64::from(heads) * i64::from(weight);
            if cost > 0 {
                found.costs.push(Cost {
                    rule,
                    person: None,
                    day: Some(need.day),
                    cost,
                });
            }
        };
        let missing = need.min.saturating_sub(present);
        price(SoftRule::Open, missing, weights.open);
        let excess = need.max.map_or(0, |max| present.saturating_sub(max));
        price(SoftRule::TooMany, excess, weights.open);
        price(
            SoftRule::Short,
            need.preferred.saturating_sub(present),
            weights.short,
        );
        price(
            SoftRule::Over,
            present.saturating_sub(need.preferred),
            weights.over,
        );
        if excess > 0 {
            let (date, shift) = (month.days[need.day].date, &month.shifts[need.shift].name);
            let (zh, en, max) = (&shift.zh, &shift.en, need.max.unwrap_or(0));
            let words = say!(
                zh: "{date} {zh}有 {present} 人,最多 {max} 人",
                en: "{date}: {present} people on {en}, at most {max}"
            );
            let finding = Finding::error("R7", date.to_string(), words)
                .with("kind", "max_cover")
                .with("date", date.to_string());
            found.broken.push(finding);
        }
        if missing > 0 {
            found.open.push(Open {
                need: id,
                present,
                missing,
            });
        }
    }
}
