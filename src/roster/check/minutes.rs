//! Cover minute by minute (R1): the stretches of the open hours in which nobody
//! is there, whatever the shifts are called.

use crate::base::Finding;
use crate::roster::model::Roster;
use crate::roster::month::{Month, Shift};
use crate::say;

/// A stretch of a day, in minutes after its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub day: usize,
    pub from: u32,
    pub to: u32,
}

/// Minutes of a day, and those of the day before that reach into it.
const DAY: usize = 1440;

/// Every stretch of the open hours in which nobody is there. A shift of the day
/// before that goes past midnight counts; a break does not.
pub fn gaps(month: &Month, roster: &Roster) -> Vec<Gap> {
    let Some((from, to)) = month.open_hours else {
        return Vec::new();
    };
    // Open past midnight: the hours of the day after belong to this day.
    let to = if to > from { to } else { to + 1440 };
    let mut gaps = Vec::new();
    for day in 0..month.days.len() {
        let mut heads = vec![0_u32; 2 * DAY];
        for id in 0..roster.people() {
            let mut stand = |duty: Option<u8>, shifted: i32| {
                if let Some(post) = duty {
                    present(month.shift_of(post), shifted, &mut heads);
                }
            };
            let duties = roster.of(id);
            stand(duties[day], 0);
            match day {
                0 => {
                    let tail = &month.people[id].past.tail;
                    stand(tail.last().copied().flatten(), -1440);
                }
                _ => stand(duties[day - 1], -1440),
            }
            if let Some(next) = duties.get(day + 1) {
                stand(*next, 1440);
            }
        }
        let mut open: Option<u32> = None;
        for minute in u32::from(from)..=u32::from(to) {
            let empty =
                minute < u32::from(to) && heads.get(minute as usize).is_none_or(|n| *n == 0);
            match (empty, open) {
                (true, None) => open = Some(minute),
                (false, Some(start)) => {
                    gaps.push(Gap {
                        day,
                        from: start,
                        to: minute,
                    });
                    open = None;
                }
                _ => {}
            }
        }
    }
    gaps
}

/// Counts a shift's minutes, moved by whole days.
fn present(shift: &Shift, shifted: i32, heads: &mut [u32]) {
    for minute in shift.start..shift.end {
        let resting = shift
            .pause
            .is_some_and(|(from, to)| (from..to).contains(&minute));
        let at = usize::try_from(i32::from(minute) + shifted);
        if let Some(heads) = at.ok().and_then(|at| heads.get_mut(at))
            && !resting
        {
            *heads += 1;
        }
    }
}

/// The gaps as findings.
pub fn findings(month: &Month, roster: &Roster) -> Vec<Finding> {
    let clock = |minute: u32| {
        let minute = if minute > 1440 { minute - 1440 } else { minute };
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    gaps(month, roster)
        .into_iter()
        .map(|gap| {
            let date = month.days[gap.day].date;
            let (from, to) = (clock(gap.from), clock(gap.to));
            Finding::error(
                "R1",
                date.to_string(),
                say!(
                    zh: "{date} {from}–{to} 没有人",
                    en: "{date} {from}–{to}: nobody is there"
                ),
            )
            .with("kind", "nobody")
            .with("date", date.to_string())
            .with("from", from)
            .with("to", to)
        })
        .collect()
}
