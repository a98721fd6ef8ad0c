//! The shift patterns of the department's rules (R1–R8, R13), by name: what
//! `template = "two-shift"` stands for. The hours are the rules' own; where a
//! rule gives no figure, the comment says whose it is.

use super::roster::{Among, ClockPair, CoverRule, DayTime, DayWord, Limits, RosterRules, RotaRule};
use crate::base::{Message, Text};

/// A template: shifts, cover and limits of one pattern.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    pub name: &'static str,
    /// Number of the department's rule.
    pub rule: &'static str,
    pub label: Text,
    shifts: &'static [Hours],
    days_off: u32,
    max_run: u32,
    open: Option<(u16, u16)>,
    on_call: bool,
}

/// A shift of a template and when it is worked.
#[derive(Debug, Clone, Copy)]
struct Hours {
    name: Text,
    short: Text,
    from: u16,
    to: u16,
    pause: Option<(u16, u16)>,
    points: u32,
    on: &'static [DayWord],
    max: Option<u32>,
    preferred: Option<u32>,
}

/// A shift as the roster uses it, from a template or the config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftInForce {
    pub name: Message,
    pub short: Message,
    pub start: DayTime,
    pub end: DayTime,
    pub pause: Option<ClockPair>,
    pub paid_minutes: Option<u32>,
    pub points: u32,
    pub roles: Vec<String>,
    /// Whether the template brought it.
    pub template: bool,
}

/// What is in force: the template, and the config's own over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    pub shifts: Vec<ShiftInForce>,
    pub cover: Vec<CoverRule>,
    pub rotas: Vec<(Message, RotaRule)>,
    pub limits: Limits,
    pub open_hours: Option<[DayTime; 2]>,
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
    }
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
            &[on(
                MON_TO_SAT,
                pause(
                    Some((at(12, 0), at(14, 0))),
                    hours(DAY, at(8, 30), at(18, 0)),
                ),
            )],
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

/// What the hotline's on-call turn is called, and who takes it (R1).
const ON_CALL: Text = Text::new("电话待命", "on call");
const SUPERVISORS: [&str; 2] = ["客服主管", "service supervisor"];
/// The cleaning rota (R10).
const CLEANING: Text = Text::new("值日", "cleaning");

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

/// Hours between two shifts where neither config nor contract says; the rules
/// give none, eleven keeps a late shift apart from the next early one.
const REST_HOURS: u32 = 11;

impl Pattern {
    pub fn named(name: &str) -> Option<&'static Pattern> {
        PATTERNS.iter().find(|p| p.name == name)
    }

    /// Names of its shifts, in both languages.
    pub fn shift_names(&self) -> impl Iterator<Item = Text> {
        self.shifts.iter().map(|h| h.name)
    }
}

impl RosterRules {
    pub fn pattern(&self) -> Option<&'static Pattern> {
        Pattern::named(&self.template)
    }

    /// The template with the config's own over it: a shift of the same name
    /// replaces the template's, a cover of a shift all the template's of it, a
    /// turn the one of its name; limits that the config leaves open are the
    /// template's.
    pub fn in_force(&self) -> InForce {
        let pattern = self.pattern();
        let hours = pattern.map_or(&[][..], |p| p.shifts);
        let said = |name: &str, text: Text| name == text.zh || name == text.en;
        let own = |text: Text| self.shift.iter().any(|s| said(&s.name, text));
        let mut shifts: Vec<ShiftInForce> = hours
            .iter()
            .filter(|h| !own(h.name))
            .map(|h| ShiftInForce {
                name: h.name.into(),
                short: h.short.into(),
                start: DayTime(h.from),
                end: DayTime(h.to),
                pause: h
                    .pause
                    .map(|(from, to)| ClockPair(DayTime(from), DayTime(to))),
                paid_minutes: None,
                points: h.points,
                roles: Vec::new(),
                template: true,
            })
            .collect();
        shifts.extend(self.shift.iter().map(|s| {
            let short = s
                .short
                .clone()
                .unwrap_or_else(|| s.name.chars().take(1).collect());
            ShiftInForce {
                name: Message::data(&s.name),
                short: Message::data(short),
                start: s.start,
                end: s.end,
                pause: s.pause.map(ClockPair::of),
                paid_minutes: s.paid_minutes,
                points: s.points,
                roles: s.roles.clone(),
                template: false,
            }
        }));
        let covered = |text: Text| self.cover.iter().any(|c| said(&c.shift, text));
        let mut cover: Vec<CoverRule> = hours
            .iter()
            .filter(|h| !covered(h.name))
            .map(|h| CoverRule {
                shift: h.name.zh.to_owned(),
                role: None,
                on: h.on.to_vec(),
                min: 1,
                preferred: h.preferred,
                max: h.max,
            })
            .collect();
        // An own shift under a template's name, in either language.
        for c in &mut cover {
            let text = hours.iter().find(|h| h.name.zh == c.shift).map(|h| h.name);
            if let Some(own) = text.and_then(|t| self.shift.iter().find(|s| said(&s.name, t))) {
                c.shift.clone_from(&own.name);
            }
        }
        cover.extend(self.cover.iter().cloned());
        let limits = Limits {
            days_off: pattern.map(|p| p.days_off),
            max_run: Some(pattern.map_or(6, |p| p.max_run)),
            rest_hours: Some(REST_HOURS),
            ..Limits::default()
        };
        InForce {
            shifts,
            cover,
            rotas: self.rotas(pattern),
            limits: self.limits.or(&limits),
            open_hours: self.open_hours.or_else(|| {
                let (from, to) = pattern?.open?;
                Some([DayTime(from), DayTime(to)])
            }),
        }
    }

    fn rotas(&self, pattern: Option<&Pattern>) -> Vec<(Message, RotaRule)> {
        let built_in = |text: Text, roles: &[&str], among: Among| RotaRule {
            name: text.zh.to_owned(),
            roles: roles.iter().map(|r| (*r).to_owned()).collect(),
            on: vec![DayWord::All],
            heads: 1,
            among,
            max: None,
        };
        let mut given = vec![(CLEANING, built_in(CLEANING, &[], Among::OnDuty))];
        if pattern.is_some_and(|p| p.on_call) {
            given.push((ON_CALL, built_in(ON_CALL, &SUPERVISORS, Among::Present)));
        }
        let own = |text: Text| {
            self.rota
                .iter()
                .any(|r| r.name == text.zh || r.name == text.en)
        };
        let built = given.into_iter().filter(|(text, _)| !own(*text));
        built
            .map(|(text, rule)| (text.into(), rule))
            .chain(
                self.rota
                    .iter()
                    .map(|r| (Message::data(&r.name), r.clone())),
            )
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_has_a_name_and_a_rule() {
        for pattern in PATTERNS {
            assert!(TEMPLATE_NAMES.contains(&pattern.name), "{}", pattern.name);
            let rules = RosterRules {
                template: pattern.name.to_owned(),
                ..RosterRules::default()
            };
            let force = rules.in_force();
            assert_eq!(force.shifts.len(), pattern.shifts.len());
            assert!(
                force
                    .cover
                    .iter()
                    .all(|c| { force.shifts.iter().any(|s| s.name.zh == c.shift) })
            );
        }
        assert_eq!(TEMPLATE_NAMES.len(), PATTERNS.len() + 1);
        for rule in ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R13"] {
            assert!(PATTERNS.iter().any(|p| p.rule == rule), "{rule}");
        }
    }

    #[test]
    fn what_the_config_says_wins() {
        let mut rules = RosterRules::default();
        rules.limits.max_run = Some(5);
        rules.cover.push(CoverRule {
            shift: "late".to_owned(),
            role: None,
            on: vec![DayWord::All],
            min: 3,
            preferred: None,
            max: None,
        });
        let force = rules.in_force();
        assert_eq!(force.cover.len(), 2);
        assert_eq!(force.limits.max_run, Some(5));
        assert_eq!(force.limits.days_off, Some(4));
        assert_eq!(force.rotas.len(), 1);
    }
}
