//! The check finds each violation that is planted, and nothing in what is sound.

use crate::office::{date, leave, lock, office, shift};
use dayclose::base::Severity;
use dayclose::roster::check::{judge, law, minutes, notice};
use dayclose::roster::made::SoftRule;
use dayclose::roster::model::Roster;
use dayclose::roster::month::{Leave, Month, Past, Post, Standing, Wish};

/// `E` early, `L` late, anything else off; a line a person.
fn roster(month: &Month, lines: &[&str]) -> Roster {
    let mut roster = Roster::new(month.people.len(), month.days.len());
    for (id, line) in lines.iter().enumerate() {
        for (duty, sign) in roster.of_mut(id).iter_mut().zip(line.chars()) {
            *duty = match sign {
                'E' => Some(0),
                'L' => Some(1),
                'X' => Some(2),
                _ => None,
            };
        }
    }
    roster
}

/// The kinds of broken rules, in order.
fn kinds(month: &Month, lines: &[&str]) -> Vec<String> {
    let judged = judge(month, &roster(month, lines));
    let kind = |f: &dayclose::base::Finding| f.data["kind"].as_str().unwrap().to_owned();
    judged.broken.iter().map(kind).collect()
}

fn two() -> Month {
    let mut month = office(2, 8, 0);
    for person in &mut month.people {
        person.limits.days_off = None;
    }
    month
}

#[test]
fn a_sound_roster_breaks_nothing() {
    assert_eq!(kinds(&two(), &["EEELL.EE", "LLL.EEE."]), [""; 0]);
}

#[test]
fn each_hard_rule_is_found() {
    type Plant = (&'static str, fn(&mut Month), [&'static str; 2]);
    let plants: &[Plant] = &[
        ("rest", |_| {}, ["LE......", ""]),
        ("max_work_run", |_| {}, ["EEEEEEE.", ""]),
        ("lock", |m| lock(m, 0, 2, &[1]), ["..E.....", ""]),
        ("lock", |m| lock(m, 0, 2, &[]), ["..E.....", ""]),
        ("leave", |m| leave(m, 0, 1..3), ["..E.....", ""]),
        (
            "not_employed",
            |m| m.people[0].employed = 2..8,
            ["E.......", ""],
        ),
        ("forbidden", |m| m.forbidden.push((0, 1)), ["EL......", ""]),
        (
            "min_work_run",
            |m| m.people[0].limits.min_run = Some(2),
            [".E......", ""],
        ),
        (
            "max_rest_run",
            |m| m.people[0].limits.max_rest_run = Some(3),
            ["E....EEE", ""],
        ),
        (
            "min_rest_run",
            |m| m.people[0].limits.min_rest_run = Some(2),
            ["E.EE..EE", ""],
        ),
        (
            "days_off",
            |m| m.people[0].limits.days_off = Some(30),
            ["EEEE.EEE", ""],
        ),
        (
            "max_days",
            |m| m.people[0].max_days = Some(2),
            ["EEE.....", ""],
        ),
        (
            "max_hours",
            |m| m.people[0].limits.max_hours = Some(16),
            ["EEE.....", ""],
        ),
        (
            "min_hours",
            |m| m.people[0].limits.min_hours = Some(150),
            ["EE......", ""],
        ),
        (
            "max_shifts",
            |m| m.people[0].max_shifts.extend([(1, 1)]),
            ["LL......", ""],
        ),
        (
            "max_weekends",
            |m| m.people[0].limits.max_weekends = Some(0),
            [".....E..", ""],
        ),
        (
            "days_off_week",
            |m| m.people[0].limits.days_off_week = Some(2),
            ["EEE.EEE.", ""],
        ),
        (
            "no_such_shift",
            |m| m.needs.retain(|n| n.day != 0),
            ["E.......", ""],
        ),
        (
            "max_cover",
            |m| m.needs[0].max = Some(1),
            ["E.......", "E......."],
        ),
        (
            "skill",
            |m| {
                m.shifts.push(shift("desk", 9, 17, 0));
                m.posts.push(Post {
                    shift: 2,
                    role: Some("editor".to_owned()),
                });
                let mut need = m.needs[0].clone();
                (need.shift, need.role) = (2, Some("editor".to_owned()));
                m.needs.push(need);
            },
            ["X.......", ""],
        ),
    ];
    for (kind, plant, lines) in plants {
        let mut month = two();
        plant(&mut month);
        assert_eq!(kinds(&month, lines), [*kind], "{kind}");
    }
}

/// Runs and rests look back into the roster before.
#[test]
fn the_days_before_the_period_count() {
    let mut month = two();
    month.people[0].past = Past {
        tail: vec![None, Some(0), Some(0), Some(0), Some(0), Some(1)],
        ..Past::default()
    };
    assert_eq!(kinds(&month, &["LL......", ""]), ["max_work_run"]);
    assert_eq!(kinds(&month, &["E.......", ""]), ["rest"]);
    assert_eq!(kinds(&month, &["L.......", ""]), [""; 0]);
}

#[test]
fn soft_rules_are_priced_by_rule_and_person() {
    let mut month = two();
    month.weights.wish = 7;
    month.people[0].wishes = vec![
        Wish {
            day: 0,
            shift: Some(1),
            wanted: true,
        },
        Wish {
            day: 1,
            shift: None,
            wanted: true,
        },
        Wish {
            day: 2,
            shift: Some(0),
            wanted: false,
        },
    ];
    month.people[1].share.days = (2, 2);
    month.people[1].share.points = (0, 0);
    month.people[1].leave.push(Leave {
        days: 0..1,
        kind: String::new(),
        standing: Standing::Asked,
        origin: Default::default(),
    });
    month.kept = Some(roster(&month, &["EEE.....", "EE......"]));
    let judged = judge(&month, &roster(&month, &["EEE.....", "EEELLLL."]));
    let sum = |rule, person| -> i64 {
        let of = judged
            .costs
            .iter()
            .filter(|c| c.rule == rule && c.person == Some(person));
        of.map(|c| c.cost).sum()
    };
    let w = month.weights;
    assert_eq!(sum(SoftRule::Wish, 0), 21);
    assert_eq!(sum(SoftRule::Asked, 1), i64::from(w.asked));
    // Seven days against two: five over, three of them beyond the second.
    assert_eq!(sum(SoftRule::Days, 1), 8 * i64::from(w.days));
    // Four late shifts and two weekend days: six points, four beyond the second.
    assert_eq!(sum(SoftRule::Fairness, 1), 10 * i64::from(w.fairness));
    assert_eq!(sum(SoftRule::Change, 1), 5 * i64::from(w.change));
    assert_eq!(sum(SoftRule::Change, 0), 0);
}

#[test]
fn cover_is_open_below_its_minimum_only() {
    let mut month = office(2, 2, 1);
    month.needs[2].preferred = 2;
    let judged = judge(&month, &roster(&month, &["EE", "L."]));
    assert_eq!(judged.open.len(), 1);
    assert_eq!((judged.open[0].need, judged.open[0].missing), (3, 1));
    let sum = |rule| -> i64 {
        let of = judged.costs.iter().filter(|c| c.rule == rule);
        of.map(|c| c.cost).sum()
    };
    assert_eq!(sum(SoftRule::Open), i64::from(month.weights.open));
    // One short on each day: the late shift, and the second early head.
    assert_eq!(sum(SoftRule::Short), 2 * i64::from(month.weights.short));
}

#[test]
fn minutes_in_which_nobody_is_there() {
    let mut month = office(2, 2, 1);
    let all = |m: &Month, lines: &[&str]| {
        let gaps = minutes::gaps(m, &roster(m, lines));
        gaps.iter()
            .map(|g| (g.day, g.from, g.to))
            .collect::<Vec<_>>()
    };
    assert_eq!(all(&month, &["EE", "LL"]), []);
    assert_eq!(all(&month, &["EE", "L."]), [(1, 960, 1440)]);
    month.shifts[0].pause = Some((720, 780));
    assert_eq!(all(&month, &["EE", "LL"]), [(0, 720, 780), (1, 720, 780)]);
    // A night shift of the day before reaches into the morning.
    month.shifts[0].pause = None;
    month.shifts[1] = shift("night", 22, 32, 1);
    month.open_hours = Some((360, 960));
    assert_eq!(
        all(&month, &[".E", "L."]),
        [(0, 360, 960), (1, 480, 480)][..1]
    );
    month.open_hours = None;
    assert_eq!(all(&month, &["..", ".."]), []);
}

#[test]
fn the_law_on_working_time() {
    let found = |month: &Month, lines: &[&str]| -> Vec<(Severity, String)> {
        let findings = law::findings(month, &roster(month, lines));
        let kind = |f: &dayclose::base::Finding| {
            f.data
                .get("kind")
                .map_or(String::new(), |k| k.as_str().unwrap().to_owned())
        };
        findings.iter().map(|f| (f.severity, kind(f))).collect()
    };
    let info = (Severity::Info, String::new());
    let warned = |kind: &str| (Severity::Warning, kind.to_owned());
    // Six days of eight hours are what two shifts come to.
    let mut month = two();
    assert_eq!(
        found(&month, &["EEEEEE..", ""]),
        std::slice::from_ref(&info)
    );
    assert_eq!(found(&month, &["EEEEE...", ""]), []);
    // Without a pattern nothing is implied.
    month.pattern = None;
    assert_eq!(found(&month, &["EEEEEE..", ""]), [warned("week_hours")]);
    // Seven days leave no day of rest.
    let month = two();
    let seven = found(&month, &["EEEEEEE.", ""]);
    assert_eq!(seven, [warned("week_hours"), warned("rest_days")]);
    // A shift of the house's own that is too long for a day.
    let mut month = two();
    month.shifts[0] = shift("early", 8, 20, 0);
    month.shifts[0].template = false;
    assert_eq!(found(&month, &["E.......", ""]), [warned("overtime_day")]);
    month.shifts[0].template = true;
    assert_eq!(found(&month, &["E.......", ""]), [info]);
    let mut month = office(1, 31, 0);
    month.pattern = None;
    month.shifts[0] = shift("early", 8, 17, 0);
    let full = ["EEEEEE.".repeat(5)];
    let month_long = found(&month, &[&full[0]]);
    assert!(
        month_long.contains(&warned("overtime_month")),
        "{month_long:?}"
    );
}

#[test]
fn published_a_week_ahead() {
    let mut month = office(1, 2, 0);
    for (today, warned) in [
        ("2026-10-26", 0),
        ("2026-10-27", 1),
        ("2026-11-01", 1),
        ("2026-11-02", 0),
    ] {
        month.today = date(today);
        assert_eq!(notice::findings(&month).len(), warned, "{today}");
    }
}
