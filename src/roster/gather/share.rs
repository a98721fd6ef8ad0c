//! What is fair: working days and points of burden that each person's share of
//! the cover comes to.
//!
//! Every need is shared out among those who may fill it, in proportion to
//! weights; the weights are scaled until everybody's days come as near to the
//! same share of their available days as the roles allow (iterative
//! proportional fitting, Deming and Stephan 1940). Points follow the same
//! weights; what past rosters brought above or below a person's part is taken
//! off.

use crate::roster::month::{Member, Month, Share};

/// Rounds of scaling; further ones move no figure by a whole day.
const ROUNDS: u32 = 60;

/// Days of the period on which the person is employed and not on leave.
pub fn present_days(person: &Member) -> u32 {
    let days = person.employed.clone();
    let present = days.filter(|day| person.on_leave(*day).is_none());
    u32::try_from(present.count()).unwrap_or(u32::MAX)
}

/// Days off that are due for so many days present: in proportion to the whole
/// calendar month, rounded down.
pub fn days_off_due(month: &Month, person: &Member) -> u32 {
    let due = person.limits.days_off.unwrap_or(0);
    let whole = crate::base::Period::month_of(month.period.from);
    let length = u32::try_from(whole.iter_days().count()).unwrap_or(30);
    due * present_days(person) / length
}

/// The most working days of the period.
pub fn most_days(month: &Month, person: &Member) -> u32 {
    let most = present_days(person).saturating_sub(days_off_due(month, person));
    most.min(person.max_days.unwrap_or(u32::MAX))
}

/// Sets everybody's share.
pub fn share_out(month: &mut Month) {
    let people = month.people.len();
    let most: Vec<u32> = month.people.iter().map(|p| most_days(month, p)).collect();
    // Who may fill each need, regular people before deputies.
    let fillers: Vec<Vec<usize>> = month.needs.iter().map(|n| fillers(month, n)).collect();
    let mut weights: Vec<f64> = most.iter().map(|d| f64::from(*d)).collect();
    let mut days = vec![0.0; people];
    for _ in 0..ROUNDS {
        days = spread(month, &fillers, &weights, |_| 1.0);
        let total: f64 = days.iter().sum();
        let able: f64 = most.iter().map(|d| f64::from(*d)).sum();
        for person in 0..people {
            if days[person] > 0.0 && able > 0.0 {
                let part = f64::from(most[person]) * total / able;
                weights[person] *= (part / days[person]).clamp(0.5, 2.0);
            }
        }
    }
    let points = spread(month, &fillers, &weights, |need| {
        let need = &month.needs[need];
        f64::from(month.shifts[need.shift].points + month.day_points(need.day))
    });
    let past: f64 = month.people.iter().map(|p| f64::from(p.past.points)).sum();
    let past_days: f64 = month.people.iter().map(|p| f64::from(p.past.days)).sum();
    for (id, person) in month.people.iter_mut().enumerate() {
        let due = if past_days > 0.0 {
            past * f64::from(person.past.days) / past_days
        } else {
            0.0
        };
        let owed = points[id] - (f64::from(person.past.points) - due);
        person.share = Share {
            days: around(days[id].min(f64::from(most[id]))),
            points: around(owed),
        };
    }
}

/// The whole numbers below and above.
fn around(value: f64) -> (u32, u32) {
    // Sums of shares are off by less than this.
    const NEAR: f64 = 1e-6;
    let value = value.clamp(0.0, 1e6);
    // In range, and not negative.
    (
        (value + NEAR).floor() as u32,
        (value - NEAR).max(0.0).ceil() as u32,
    )
}

fn fillers(month: &Month, need: &crate::roster::month::Need) -> Vec<usize> {
    let able = |deputies: bool| -> Vec<usize> {
        (0..month.people.len())
            .filter(|&p| {
                let person = &month.people[p];
                let there =
                    person.employed.contains(&need.day) && person.on_leave(need.day).is_none();
                there
                    && (0..).zip(&month.posts).any(|(id, _)| {
                        month.counts(need, id)
                            && month.may_work(person, id)
                            && month.as_deputy(person, id) == deputies
                    })
            })
            .collect()
    };
    let regular = able(false);
    if regular.is_empty() {
        able(true)
    } else {
        regular
    }
}

/// Everybody's part of all needs, each head being worth `worth` of its need.
fn spread(
    month: &Month,
    fillers: &[Vec<usize>],
    weights: &[f64],
    worth: impl Fn(usize) -> f64,
) -> Vec<f64> {
    let mut parts = vec![0.0; weights.len()];
    for (id, (need, people)) in month.needs.iter().zip(fillers).enumerate() {
        let total: f64 = people.iter().map(|p| weights[*p]).sum();
        if total <= 0.0 {
            continue;
        }
        // Heads wanted in a role count once, though the shift as a whole wants
        // them too.
        let heads = match need.role {
            Some(_) => need.preferred,
            None => need.preferred.saturating_sub(in_roles(month, need)),
        };
        for p in people {
            parts[*p] += f64::from(heads) * worth(id) * weights[*p] / total;
        }
    }
    parts
}

/// Heads that needs with a role want on the same shift and day.
fn in_roles(month: &Month, need: &crate::roster::month::Need) -> u32 {
    let same = month
        .needs
        .iter()
        .filter(|n| n.day == need.day && n.shift == need.shift && n.role.is_some());
    same.map(|n| n.preferred).sum()
}
