//! Cover rules → what each day needs.

use super::applies;
use crate::policy::roster::{CoverRule, DayWord};
use crate::roster::month::{Day, Month, Need, Post};

/// The needs of every day, and the posts they name. Where several entries speak
/// of the same shift and role on a day, the most particular counts.
pub fn wanted(month: &mut Month, cover: &[CoverRule]) {
    let mut kinds: Vec<(usize, Option<&str>)> = Vec::new();
    for rule in cover {
        let Some(shift) = month.shift_named(&rule.shift) else {
            continue;
        };
        if !kinds.contains(&(shift, rule.role.as_deref())) {
            kinds.push((shift, rule.role.as_deref()));
        }
    }
    for (day, date) in month.days.iter().enumerate() {
        for &(shift, role) in &kinds {
            let rules = cover.iter().filter(|c| {
                month.shift_named(&c.shift) == Some(shift) && c.role.as_deref() == role
            });
            let best = rules
                .filter_map(|c| Some((particular(c, date)?, c)))
                .max_by_key(|(rank, _)| *rank);
            let Some((_, rule)) = best else { continue };
            if rule.max == Some(0) || (rule.min == 0 && rule.preferred == Some(0)) {
                continue;
            }
            month.needs.push(Need {
                day,
                shift,
                role: rule.role.clone(),
                min: rule.min,
                preferred: rule.preferred.unwrap_or(UNSET),
                max: rule.max,
            });
        }
    }
    for need in &month.needs {
        let post = Post {
            shift: need.shift,
            role: need.role.clone(),
        };
        if !month.posts.contains(&post) {
            month.posts.push(post);
        }
    }
}

/// Stands for a preferred number that the rule leaves open, until [`fill`].
const UNSET: u32 = u32::MAX;

/// How particular the rule's word for this day is; `None` where it is for others.
fn particular(rule: &CoverRule, day: &Day) -> Option<u32> {
    let rank = |word: &DayWord| match word {
        DayWord::All => 0,
        DayWord::Workday | DayWord::Weekend => 1,
        DayWord::Weekday(_) => 2,
        DayWord::Holiday => 3,
        DayWord::Date(_) => 4,
    };
    let words = rule.on.iter().filter(|word| applies(**word, day));
    words.map(rank).max()
}

/// Preferred numbers that rules leave open: with a role the minimum; without,
/// the days that the staff can work, shared out over those shifts.
pub fn fill(month: &mut Month) {
    let length = u64::try_from(month.days.len()).unwrap_or(1).max(1);
    let capacity: u64 = month
        .people
        .iter()
        .map(|p| u64::from(super::share::most_days(month, p)))
        .sum();
    let fixed: u64 = month
        .needs
        .iter()
        .filter(|n| n.preferred != UNSET || n.role.is_some())
        .map(|n| {
            u64::from(if n.preferred == UNSET {
                n.min
            } else {
                n.preferred
            })
        })
        .sum();
    let open = month
        .needs
        .iter()
        .filter(|n| n.preferred == UNSET && n.role.is_none())
        .count();
    let each = capacity
        .saturating_sub(fixed)
        .checked_div(u64::try_from(open).unwrap_or(length))
        .unwrap_or(0);
    let each = u32::try_from(each).unwrap_or(u32::MAX - 1);
    for need in &mut month.needs {
        if need.preferred != UNSET {
            continue;
        }
        need.preferred = match need.role {
            Some(_) => need.min,
            None => each.max(need.min).min(need.max.unwrap_or(u32::MAX)),
        };
    }
}
