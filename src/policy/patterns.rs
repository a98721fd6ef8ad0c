//! The shift patterns of the department's rules (R1–R8, R13), by name: what
//! `template = "two-shift"` stands for. The hours are the rules' own; where a
//! rule gives no figure, the comment says whose it is.

use super::roster::DayWord;
use crate::base::Text;

/// A template: shifts, cover and limits of one pattern.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    pub name: &'static str,
    /// Number of the department's rule.
    pub rule: &'static str,
    pub label: Text,
    pub(super) shifts: &'static [Hours],
    pub(super) days_off: u32,
    pub(super) max_run: u32,
    pub(super) open: Option<(u16, u16)>,
    pub(super) on_call: bool,
}

/// A shift of a template and when it is worked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours {
    pub(super) name: Text,
    pub(super) short: Text,
    pub(super) from: u16,
    pub(super) to: u16,
    pub(super) pause: Option<(u16, u16)>,
    pub(super) points: u32,
    pub(super) on: &'static [DayWord],
    pub(super) max: Option<u32>,
    pub(super) preferred: Option<u32>,
    /// Not worked on statutory holidays (R8).
    pub(super) closed: bool,
}

const EVERY: &[DayWord] = &[DayWord::All];
const MON_TO_SAT: &[DayWord] = &[
    DayWord::Weekday(0),
    DayWord::Weekday(1),
    DayWord::Weekday(2),
    DayWord::Weekday(3),
    DayWord::Weekday(4),
    DayWord::Weekday(5),
];
const SUNDAY: &[DayWord] = &[DayWord::Weekday(6)];
const WORKDAYS: &[DayWord] = &[DayWord::Workday];
const NOON: Option<(u16, u16)> = Some((at(12, 0), at(13, 0)));

const fn at(hour: u16, minute: u16) -> u16 {
    hour * 60 + minute
}

const EARLY: (Text, Text) = (Text::new("早班", "early"), Text::new("早", "E"));
const MIDDLE: (Text, Text) = (Text::new("中班", "middle"), Text::new("中", "M"));
const LATE: (Text, Text) = (Text::new("晚班", "late"), Text::new("晚", "L"));
const NIGHT: (Text, Text) = (Text::new("夜班", "night"), Text::new("夜", "N"));
const DAY: (Text, Text) = (Text::new("日班", "day"), Text::new("日", "D"));
const WEEKEND: (Text, Text) = (Text::new("周末班", "weekend"), Text::new("末", "W"));
const EVENING: (Text, Text) = (Text::new("晚值", "evening"), Text::new("值", "V"));
const SUN: (Text, Text) = (Text::new("周日值", "sunday"), Text::new("周", "S"));

const fn hours((name, short): (Text, Text), from: u16, to: u16) -> Hours {
    Hours {
        name,
        short,
        from,
        to,
        pause: None,
        points: 0,
        on: EVERY,
        max: None,
        preferred: None,
        closed: false,
    }
}

const fn closed_on_holidays(mut hours: Hours) -> Hours {
    hours.closed = true;
    hours
}

/// One person, no more.
const fn alone(mut hours: Hours) -> Hours {
    hours.max = Some(1);
    hours.preferred = Some(1);
    hours
}

const fn on(days: &'static [DayWord], mut hours: Hours) -> Hours {
    hours.on = days;
    hours
}

const fn points(points: u32, mut hours: Hours) -> Hours {
    hours.points = points;
    hours
}

const fn pause(pause: Option<(u16, u16)>, mut hours: Hours) -> Hours {
    hours.pause = pause;
    hours
}

const fn most(max: u32, mut hours: Hours) -> Hours {
    hours.max = Some(max);
    hours
}

const fn pattern(
    name: &'static str,
    rule: &'static str,
    label: Text,
    shifts: &'static [Hours],
) -> Pattern {
    Pattern {
        name,
        rule,
        label,
        shifts,
        // One day a week (R12), which six days in a row leave.
        days_off: 4,
        max_run: 6,
        open: None,
        on_call: false,
    }
}

/// Every template. Points of late and night shifts are ours: the rules want
/// them shared fairly and give no figure.
pub const PATTERNS: &[Pattern] = &[
    Pattern {
        open: Some((at(8, 30), at(24, 0))),
        ..pattern(
            "two-shift",
            "R4",
            Text::new("两班倒,做六休一", "two shifts, six days on, one off"),
            &[
                hours(EARLY, at(8, 30), at(16, 30)),
                points(1, hours(LATE, at(16, 0), at(24, 0))),
            ],
        )
    },
    Pattern {
        open: Some((at(8, 30), at(21, 0))),
        on_call: true,
        ..pattern(
            "service-hours",
            "R1",
            Text::new(
                "在线客服 8:30–21:00,其余时间电话待命",
                "online service 8:30–21:00, on call outside",
            ),
            // The rule gives the hours of service; the two shifts that fill
            // them are ours.
            &[
                hours(EARLY, at(8, 30), at(16, 30)),
                points(1, hours(LATE, at(13, 0), at(21, 0))),
            ],
        )
    },
    pattern(
        "weekend-turns",
        "R2",
        Text::new("工作日上班,周末轮值", "workdays, weekends in turn"),
        // Hours as R13's nine to six.
        &[
            on(WORKDAYS, pause(NOON, hours(DAY, at(9, 0), at(18, 0)))),
            on(
                &[DayWord::Weekend, DayWord::Holiday],
                alone(pause(NOON, hours(WEEKEND, at(9, 0), at(18, 0)))),
            ),
        ],
    ),
    pattern(
        "section-desk",
        "R3",
        Text::new(
            "版块专员晚值,周日全天",
            "section editor's evenings, all of Sunday",
        ),
        &[
            on(MON_TO_SAT, alone(hours(EVENING, at(18, 0), at(21, 0)))),
            on(SUNDAY, alone(hours(SUN, at(8, 30), at(21, 0)))),
        ],
    ),
    pattern(
        "restaurant-desk",
        "R3",
        Text::new("酒楼晚值", "restaurant desk"),
        &[alone(hours(EVENING, at(18, 0), at(20, 0)))],
    ),
    pattern(
        "three-shift",
        "R5",
        Text::new("三班倒", "three shifts"),
        &[
            hours(EARLY, at(6, 0), at(14, 0)),
            hours(MIDDLE, at(14, 0), at(22, 0)),
            points(2, hours(NIGHT, at(22, 0), at(6, 0))),
        ],
    ),
    Pattern {
        max_run: 1,
        ..pattern(
            "alternate-evenings",
            "R6",
            Text::new(
                "晚班上一天休一天,周日轮流",
                "evenings one on, one off, Sundays in turn",
            ),
            &[
                on(MON_TO_SAT, alone(hours(EVENING, at(18, 30), at(24, 0)))),
                on(SUNDAY, points(1, alone(hours(SUN, at(9, 30), at(24, 0))))),
            ],
        )
    },
    Pattern {
        open: Some((at(8, 0), at(22, 0))),
        ..pattern(
            "desk",
            "R7",
            Text::new(
                "柜台 8:00–22:00,每班最多两人",
                "desk 8:00–22:00, at most two on a shift",
            ),
            // The rule gives the hours; changing at three is ours.
            &[
                most(2, hours(EARLY, at(8, 0), at(15, 0))),
                most(2, points(1, hours(LATE, at(15, 0), at(22, 0)))),
            ],
        )
    },
    Pattern {
        days_off: 5,
        ..pattern(
            "six-day",
            "R8",
            Text::new(
                "周一到周六,月休五天",
                "Monday to Saturday, five days off a month",
            ),
            // Hours as R13's Monday to Saturday.
            &[closed_on_holidays(on(
                MON_TO_SAT,
                pause(
                    Some((at(12, 0), at(14, 0))),
                    hours(DAY, at(8, 30), at(18, 0)),
                ),
            ))],
        )
    },
    pattern(
        "office-five",
        "R13",
        Text::new("周一到周五 9:00–18:00", "Monday to Friday 9:00–18:00"),
        &[on(WORKDAYS, pause(NOON, hours(DAY, at(9, 0), at(18, 0))))],
    ),
    pattern(
        "office-six",
        "R13",
        Text::new("周一到周六 8:30–18:00", "Monday to Saturday 8:30–18:00"),
        &[on(
            MON_TO_SAT,
            pause(
                Some((at(12, 0), at(14, 0))),
                hours(DAY, at(8, 30), at(18, 0)),
            ),
        )],
    ),
    pattern(
        "nine-to-nine",
        "R13",
        Text::new("每天 9:00–21:00", "daily 9:00–21:00"),
        &[hours(DAY, at(9, 0), at(21, 0))],
    ),
    pattern(
        "nine-to-six",
        "R13",
        Text::new("做六休一 9:00–18:00", "six days 9:00–18:00"),
        &[pause(NOON, hours(DAY, at(9, 0), at(18, 0)))],
    ),
];

/// What stands under `template` where the config brings everything itself.
pub const NO_TEMPLATE: &str = "none";

/// The names that may stand under `template`.
pub const TEMPLATE_NAMES: &[&str] = &[
    "two-shift",
    "service-hours",
    "weekend-turns",
    "section-desk",
    "restaurant-desk",
    "three-shift",
    "alternate-evenings",
    "desk",
    "six-day",
    "office-five",
    "office-six",
    "nine-to-nine",
    "nine-to-six",
    NO_TEMPLATE,
];

impl Pattern {
    pub fn named(name: &str) -> Option<&'static Pattern> {
        PATTERNS.iter().find(|p| p.name == name)
    }

    /// Names of its shifts, in both languages.
    pub fn shift_names(&self) -> impl Iterator<Item = Text> {
        self.shifts.iter().map(|h| h.name)
    }
}
