//! The roster's rules in force: a template, and what the config says over it.

use super::patterns::Pattern;
use super::roster::{Among, ClockPair, CoverRule, DayTime, DayWord, Limits, RosterRules, RotaRule};
use crate::base::{Message, Text};

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
    /// Lines of the hand-over sheet and the days they are for.
    pub handover: Vec<(Message, Vec<DayWord>)>,
    pub limits: Limits,
    pub open_hours: Option<[DayTime; 2]>,
}

/// What the hotline's on-call turn is called, and who takes it (R1).
const ON_CALL: Text = Text::new("电话待命", "on call");
const SUPERVISORS: [&str; 2] = ["客服主管", "service supervisor"];
/// The cleaning rota (R10).
const CLEANING: Text = Text::new("值日", "cleaning");

/// What one shift tells the next: the late shift stays while a customer is being
/// served, the Monday meeting is passed on (R4); refunds, claims and shipments
/// without tracking are followed up daily (O5).
const HANDOVER: [(Text, DayWord); 5] = [
    (
        Text::new("还在接待的顾客", "customers still being served"),
        DayWord::All,
    ),
    (
        Text::new("退款中、维权中的单", "refunds and claims in progress"),
        DayWord::All,
    ),
    (
        Text::new("没有物流的发货", "shipments without tracking"),
        DayWord::All,
    ),
    (
        Text::new("周一 8:45 例会的要点", "points of the Monday 8:45 meeting"),
        DayWord::Weekday(0),
    ),
    (Text::new("其他", "anything else"), DayWord::All),
];

/// Hours between two shifts where neither config nor contract says; the rules
/// give none, eleven keeps a late shift apart from the next early one.
const REST_HOURS: u32 = 11;

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
            .flat_map(|h| {
                let usual = CoverRule {
                    shift: h.name.zh.to_owned(),
                    role: None,
                    on: h.on.to_vec(),
                    min: 1,
                    preferred: h.preferred,
                    max: h.max,
                };
                let closed = CoverRule {
                    on: vec![DayWord::Holiday],
                    min: 0,
                    preferred: Some(0),
                    max: Some(0),
                    ..usual.clone()
                };
                std::iter::once(usual).chain(h.closed.then_some(closed))
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
        let open_hours = self.open_hours.or_else(|| {
            let (from, to) = pattern?.open?;
            Some([DayTime(from), DayTime(to)])
        });
        InForce {
            shifts,
            cover,
            rotas: self.rotas(pattern, open_hours),
            handover: self.handed_over(),
            limits: self.limits.or(&limits),
            open_hours,
        }
    }

    fn handed_over(&self) -> Vec<(Message, Vec<DayWord>)> {
        if self.handover.is_empty() {
            let built_in = HANDOVER.iter();
            return built_in
                .map(|(text, on)| ((*text).into(), vec![*on]))
                .collect();
        }
        let own = self.handover.iter();
        own.map(|h| (Message::data(&h.item), h.on.clone()))
            .collect()
    }

    /// Whoever is on call answers from closing to opening time (R1).
    fn rotas(
        &self,
        pattern: Option<&Pattern>,
        open: Option<[DayTime; 2]>,
    ) -> Vec<(Message, RotaRule)> {
        let closed = open.map(|[from, to]| [to, from]);
        let built_in = |text: Text, roles: &[&str], among: Among| RotaRule {
            name: text.zh.to_owned(),
            roles: roles.iter().map(|r| (*r).to_owned()).collect(),
            on: vec![DayWord::All],
            heads: 1,
            among,
            max: None,
            hours: None,
        };
        let mut given = vec![(CLEANING, built_in(CLEANING, &[], Among::OnDuty))];
        if pattern.is_some_and(|p| p.on_call) {
            let on_call = RotaRule {
                hours: closed,
                ..built_in(ON_CALL, &SUPERVISORS, Among::Present)
            };
            given.push((ON_CALL, on_call));
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
                    .map(|r| (Message::data(&r.name), on_call(r, closed))),
            )
            .collect()
    }
}

/// The hotline's turn of the config, with the hours of the built-in one where it
/// has none of its own.
fn on_call(rule: &RotaRule, closed: Option<[DayTime; 2]>) -> RotaRule {
    let named = rule.name == ON_CALL.zh || rule.name == ON_CALL.en;
    RotaRule {
        hours: rule.hours.or(closed.filter(|_| named)),
        ..rule.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::patterns::{PATTERNS, TEMPLATE_NAMES};
    use crate::policy::roster::HandoverRule;

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
        assert_eq!(force.handover.len(), HANDOVER.len());
        rules.handover.push(HandoverRule {
            item: "钥匙".to_owned(),
            on: vec![DayWord::Weekend],
        });
        let force = rules.in_force();
        assert_eq!(
            force.handover,
            [(Message::data("钥匙"), vec![DayWord::Weekend])]
        );
    }

    #[test]
    fn on_call_is_from_closing_to_opening_time() {
        let mut rules = RosterRules {
            template: "service-hours".to_owned(),
            ..RosterRules::default()
        };
        let hours = |rules: &RosterRules| {
            let rotas = rules.in_force().rotas;
            let on_call = rotas.iter().find(|(name, _)| name.en == ON_CALL.en);
            on_call.and_then(|(_, rule)| rule.hours)
        };
        let night = Some([DayTime(21 * 60), DayTime(8 * 60 + 30)]);
        assert_eq!(hours(&rules), night);
        rules.open_hours = Some([DayTime(540), DayTime(1320)]);
        assert_eq!(hours(&rules), Some([DayTime(1320), DayTime(540)]));
    }
}
