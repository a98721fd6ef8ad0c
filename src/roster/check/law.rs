//! Working time by law (R12): hours a day and week, a day of rest a week,
//! overtime a day and month. What a template itself comes to (two shifts of
//! eight hours on six days are 48) is one info a person; beyond that it is a
//! warning. Every figure is a key of `[roster.law]`.
//!
//! Overtime of the month: paid time above the daily norm on each workday of the
//! calendar, in proportion to the days the person is employed.

use crate::base::{DayKind, Finding, Message};
use crate::roster::model::{Duty, Roster};
use crate::roster::month::{Member, Month};
use crate::say;

/// What one person's working time exceeds.
struct Person<'a> {
    month: &'a Month,
    member: &'a Member,
    duties: &'a [Duty],
    warnings: Vec<Finding>,
    /// What the template implies, in words.
    implied: Vec<Message>,
}

/// Warnings and infos of everybody.
pub fn findings(month: &Month, roster: &Roster) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, member) in month.people.iter().enumerate() {
        let mut person = Person {
            month,
            member,
            duties: roster.of(id),
            warnings: Vec::new(),
            implied: Vec::new(),
        };
        person.days();
        person.weeks();
        person.overtime();
        findings.append(&mut person.warnings);
        let Some(first) = person.implied.first() else {
            continue;
        };
        let rest = person.implied.iter().skip(1);
        let words = rest.fold(first.clone(), |all, one| all.join("; ", one));
        let name = &member.name;
        let said = say!(
            zh: "{name}:排班模式本身就超过劳动法标准:",
            en: "{name}: the pattern itself goes beyond labour law: "
        );
        findings.push(
            Finding::info("R12", name.clone(), said.join("", &words))
                .with("staff", member.id.clone()),
        );
    }
    findings
}

impl Person<'_> {
    fn minutes(&self, day: usize) -> u32 {
        self.duties[day].map_or(0, |post| self.month.shift_of(post).paid_minutes)
    }

    fn warn(&mut self, kind: &str, place: &str, words: &Message) {
        let name = &self.member.name;
        let head = say!(zh: "{name} {place} ", en: "{name} {place}: ");
        self.warnings.push(
            Finding::warning("R12", name.clone(), head.join("", words))
                .with("kind", kind)
                .with("staff", self.member.id.clone()),
        );
    }

    fn imply(&mut self, words: Message) {
        if !self.implied.contains(&words) {
            self.implied.push(words);
        }
    }

    /// Overtime of a day.
    fn days(&mut self) {
        let law = self.month.law;
        let (norm, most) = (law.day_hours, law.day_hours + law.overtime_day);
        for day in 0..self.duties.len() {
            let Some(post) = self.duties[day] else {
                continue;
            };
            let shift = self.month.shift_of(post);
            if shift.paid_minutes <= most * 60 {
                continue;
            }
            let hours = hours(shift.paid_minutes);
            let Message { zh, en } = shift.name.clone();
            let words = say!(
                zh: "{zh}一天 {hours} 小时,最多 {norm} 小时加班到 {most} 小时",
                en: "{en} has {hours} hours a day, at most {norm} and {most} with overtime"
            );
            if shift.template {
                self.imply(words);
            } else {
                let date = self.month.days[day].date.to_string();
                self.warn("overtime_day", &date, &words);
            }
        }
    }

    /// Hours and rest of each week.
    fn weeks(&mut self) {
        let law = self.month.law;
        // What the template's pattern comes to in a week.
        let template = self.week_of_template();
        for week in self.month.weeks() {
            let before = if week.start == 0 { 7 - week.len() } else { 0 };
            let tail = self.member.past.tail.iter().rev().take(before);
            let (mut minutes, mut worked) = (0, 0);
            for post in tail.copied().flatten() {
                minutes += self.month.shift_of(post).paid_minutes;
                worked += 1;
            }
            for day in week.clone() {
                minutes += self.minutes(day);
                worked += u32::from(self.duties[day].is_some());
            }
            let first = self.month.days[week.start].date.to_string();
            let (all, most) = (hours(minutes), law.week_hours);
            if minutes > most * 60 {
                if minutes <= template {
                    let week = hours(template);
                    self.imply(say!(
                        zh: "每周 {week} 小时,标准 {most} 小时",
                        en: "{week} hours a week, the norm is {most}"
                    ));
                } else {
                    let words = say!(
                        zh: "那一周 {all} 小时,最多 {most} 小时",
                        en: "{all} hours that week, at most {most}"
                    );
                    self.warn("week_hours", &first, &words);
                }
            }
            let (off, due) = (7_u32.saturating_sub(worked), law.rest_days);
            if off < due {
                let words = say!(
                    zh: "那一周休 {off} 天,至少 {due} 天",
                    en: "{off} days off that week, at least {due}"
                );
                self.warn("rest_days", &first, &words);
            }
        }
    }

    /// Minutes of a week in which the template's own rules are used up: its
    /// longest shift, as many days as may be worked in a row of seven.
    fn week_of_template(&self) -> u32 {
        if self.month.pattern.is_none() {
            return 0;
        }
        let template = self.month.shifts.iter().filter(|s| s.template);
        let longest = template.map(|s| s.paid_minutes).max().unwrap_or(0);
        let run = self.member.limits.max_run.unwrap_or(7).max(1);
        // Of seven days, so many in runs with a day off between.
        let days = (1..=7).filter(|day| day % (run + 1) != 0).count();
        longest * u32::try_from(days).unwrap_or(7)
    }

    /// Overtime of the month.
    fn overtime(&mut self) {
        let law = self.month.law;
        let minutes: u32 = (0..self.duties.len()).map(|d| self.minutes(d)).sum();
        let days = self.member.employed.clone();
        let workdays = days.filter(|d| {
            self.month.days[*d].kind == DayKind::Workday && self.member.on_leave(*d).is_none()
        });
        let norm = u32::try_from(workdays.count()).unwrap_or(0) * law.day_hours * 60;
        let over = minutes.saturating_sub(norm);
        if over <= law.overtime_month * 60 {
            return;
        }
        let (all, most) = (hours(over), law.overtime_month);
        let due = self.member.limits.days_off.unwrap_or(0);
        let days = u32::try_from(self.member.employed.len())
            .unwrap_or(0)
            .saturating_sub(due);
        let template = self.month.shifts.iter().filter(|s| s.template);
        let longest = template.map(|s| s.paid_minutes).max().unwrap_or(0);
        if minutes <= days * longest && self.month.pattern.is_some() {
            self.imply(say!(
                zh: "当月加班 {all} 小时,最多 {most} 小时",
                en: "{all} hours of overtime this month, at most {most}"
            ));
        } else {
            let label = self.month.period.label().en;
            let words = say!(
                zh: "加班 {all} 小时,最多 {most} 小时",
                en: "{all} hours of overtime, at most {most}"
            );
            self.warn("overtime_month", &label, &words);
        }
    }
}

/// Hours with one decimal where it is not 0.
fn hours(minutes: u32) -> String {
    let tenths = minutes * 10 / 60;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
