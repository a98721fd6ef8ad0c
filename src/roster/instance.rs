//! The public shift-scheduling instances (T. Curtois, R. Qu: Computational
//! results on new staff scheduling benchmark instances, 2014) as a [`Model`].
//!
//! A text file of sections: horizon, shifts, staff, days off, requests for and
//! against a shift, cover. Every instance starts on a Monday; a weekend is a
//! Saturday and the Sunday after it. At both ends of the horizon a shortest run
//! of duties or days off counts as met, and a longest run is counted inside the
//! horizon only.

use super::model::{
    Counter, Curve, DayRule, Demand, History, Kind, KindId, KindSet, MAX_KINDS, Measure, Model,
    Person, Request, Rule, Stretch,
};
use crate::base::{Message, Problem};
use crate::say;
use std::collections::HashMap;

/// The horizon and the amounts a file may name: no real instance comes near,
/// and no sum of them overflows.
const MAX_DAYS: usize = 1_000;
const MAX_FIGURE: u32 = 1_000_000;

/// Reads an instance; `shown` names it in messages.
///
/// # Errors
/// The first line that cannot be read, with its number and what was expected.
pub fn read(text: &str, shown: &str) -> Result<Model, Problem> {
    let mut reader = Reader {
        shown,
        line: 0,
        model: Model {
            days: 0,
            kinds: Vec::new(),
            people: Vec::new(),
            demands: Vec::new(),
        },
        kinds: HashMap::new(),
        people: HashMap::new(),
        follows: Vec::new(),
    };
    let mut section = Section::Before;
    for (number, line) in text.lines().enumerate() {
        reader.line = number + 1;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with("SECTION_") {
            section = reader.section(line)?;
            continue;
        }
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        match section {
            Section::Before => {
                return Err(reader.wrong(say!(
                    zh: "文件要以 SECTION_HORIZON 开头;这不是排班算例",
                    en: "the file must begin with SECTION_HORIZON; this is no roster instance"
                )));
            }
            Section::Horizon => reader.horizon(&fields)?,
            Section::Shifts => reader.shift(&fields)?,
            Section::Staff => reader.person(&fields)?,
            Section::DaysOff => reader.days_off(&fields)?,
            Section::On => reader.request(&fields, true)?,
            Section::Off => reader.request(&fields, false)?,
            Section::Cover => reader.cover(&fields)?,
        }
    }
    reader.line = 0;
    let model = &reader.model;
    if model.days == 0 || model.kinds.is_empty() || model.people.is_empty() {
        return Err(reader.wrong(say!(
            zh: "缺少天数、班次或人员(SECTION_HORIZON、SECTION_SHIFTS、SECTION_STAFF)",
            en: "the horizon, the shifts or the staff are missing (SECTION_HORIZON, SECTION_SHIFTS, SECTION_STAFF)"
        )));
    }
    Ok(reader.model)
}

#[derive(Clone, Copy)]
enum Section {
    Before,
    Horizon,
    Shifts,
    Staff,
    DaysOff,
    On,
    Off,
    Cover,
}

struct Reader<'a> {
    shown: &'a str,
    /// 1-based; 0 speaks of the whole file.
    line: usize,
    model: Model,
    kinds: HashMap<String, KindId>,
    people: HashMap<String, usize>,
    /// Names that may not follow, resolved once all shifts are known.
    follows: Vec<(usize, Vec<String>)>,
}

impl Reader<'_> {
    fn wrong(&self, message: Message) -> Problem {
        let (shown, line) = (self.shown, self.line);
        let place = if line == 0 {
            Message::data(shown)
        } else {
            say!(zh: "{shown} 第 {line} 行", en: "{shown}:{line}")
        };
        let colon = say!(zh: ":", en: ": ");
        Problem::new(place.join("", &colon).join("", &message))
    }

    fn section(&mut self, line: &str) -> Result<Section, Problem> {
        let section = match line {
            "SECTION_HORIZON" => Section::Horizon,
            "SECTION_SHIFTS" => Section::Shifts,
            "SECTION_STAFF" => Section::Staff,
            "SECTION_DAYS_OFF" => Section::DaysOff,
            "SECTION_SHIFT_ON_REQUESTS" => Section::On,
            "SECTION_SHIFT_OFF_REQUESTS" => Section::Off,
            "SECTION_COVER" => Section::Cover,
            _ => {
                return Err(self.wrong(say!(zh: "不认识的段 {line}", en: "unknown section {line}")));
            }
        };
        if matches!(section, Section::Staff) {
            self.resolve_successions()?;
        }
        Ok(section)
    }

    fn figure(&self, text: Option<&&str>, what: &Message) -> Result<u32, Problem> {
        let given = text.copied().unwrap_or_default();
        match given.parse::<u32>() {
            Ok(n) if n <= MAX_FIGURE => Ok(n),
            _ => {
                let (zh, en) = (&what.zh, &what.en);
                Err(self.wrong(say!(
                    zh: "{zh}「{given}」不是 0 到 {MAX_FIGURE} 的整数",
                    en: "{en} \"{given}\" is not a whole number from 0 to {MAX_FIGURE}"
                )))
            }
        }
    }

    fn day(&self, text: Option<&&str>) -> Result<usize, Problem> {
        let day = self.figure(text, &say!(zh: "日序", en: "day"))? as usize;
        let days = self.model.days;
        if day < days {
            return Ok(day);
        }
        Err(self.wrong(say!(
            zh: "日序 {day} 超出天数;要在 0 到 {} 之间",
            en: "day {day} is outside the horizon; it must be from 0 to {}",
            days.saturating_sub(1)
        )))
    }

    fn kind(&self, name: Option<&&str>) -> Result<KindId, Problem> {
        let name = name.copied().unwrap_or_default();
        self.kinds.get(name).copied().ok_or_else(|| {
            self.wrong(say!(zh: "没有班次「{name}」", en: "there is no shift \"{name}\""))
        })
    }

    fn who(&self, name: Option<&&str>) -> Result<usize, Problem> {
        let name = name.copied().unwrap_or_default();
        self.people.get(name).copied().ok_or_else(|| {
            self.wrong(say!(zh: "没有员工「{name}」", en: "there is no employee \"{name}\""))
        })
    }

    fn horizon(&mut self, fields: &[&str]) -> Result<(), Problem> {
        let days = self.figure(fields.first(), &say!(zh: "天数", en: "horizon"))? as usize;
        if days == 0 || days > MAX_DAYS {
            return Err(self.wrong(say!(
                zh: "天数 {days} 不在 1 到 {MAX_DAYS} 之间",
                en: "a horizon of {days} days is not from 1 to {MAX_DAYS}"
            )));
        }
        self.model.days = days;
        Ok(())
    }

    fn shift(&mut self, fields: &[&str]) -> Result<(), Problem> {
        let name = fields.first().copied().unwrap_or_default();
        let minutes = self.figure(fields.get(1), &say!(zh: "班次时长", en: "length"))?;
        let at = self.model.kinds.len();
        let Some(id) = KindId::try_from(at).ok().filter(|_| at < MAX_KINDS) else {
            return Err(self.wrong(say!(
                zh: "班次多于 {MAX_KINDS} 种",
                en: "there are more than {MAX_KINDS} shifts"
            )));
        };
        if self.kinds.insert(name.to_owned(), id).is_some() {
            return Err(
                self.wrong(say!(zh: "班次「{name}」重复", en: "shift \"{name}\" stands twice"))
            );
        }
        let listed = fields.get(2).copied().unwrap_or_default();
        let after = listed.split('|').map(str::trim).filter(|n| !n.is_empty());
        self.follows
            .push((self.line, after.map(str::to_owned).collect()));
        self.model.kinds.push(Kind {
            name: name.to_owned(),
            start: None,
            minutes,
        });
        Ok(())
    }

    /// The names after which a kind may not stand, as sets.
    fn resolve_successions(&mut self) -> Result<(), Problem> {
        for (line, names) in &self.follows {
            self.line = *line;
            for name in names {
                self.kind(Some(&name.as_str()))?;
            }
        }
        Ok(())
    }

    fn forbidden_next(&self) -> Vec<KindSet> {
        let set = |names: &Vec<String>| {
            KindSet::of(names.iter().filter_map(|n| self.kinds.get(n)).copied())
        };
        self.follows.iter().map(|(_, names)| set(names)).collect()
    }

    fn person(&mut self, fields: &[&str]) -> Result<(), Problem> {
        let [name, shifts, limits @ ..] = fields else {
            return Err(self.wrong(say!(
                zh: "员工一行要有八栏",
                en: "a line of staff has eight fields"
            )));
        };
        let mut counters = Vec::new();
        let mut can = KindSet::first(self.model.kinds.len());
        let days = self.model.days;
        let counter = |rule, measure, min, max| Counter {
            rule,
            measure,
            spans: vec![(0, days)],
            min,
            max,
            cost: Curve::default(),
        };
        for limit in shifts.split('|').filter(|l| !l.is_empty()) {
            let (kind, most) = limit.split_once('=').unwrap_or((limit, ""));
            let kind = self.kind(Some(&kind.trim()))?;
            let most = self.figure(Some(&most.trim()), &say!(zh: "班次上限", en: "shift limit"))?;
            if most == 0 {
                can.remove(kind);
            } else if (most as usize) < days {
                let mut by_kind = vec![0; self.model.kinds.len()];
                by_kind[usize::from(kind)] = 1;
                let measure = Measure::Sum {
                    by_kind,
                    on_day: Vec::new(),
                };
                counters.push(counter(Rule::Shifts(kind), measure, None, Some(most)));
            }
        }
        let mut next = limits.iter();
        let mut figure = |zh: &str, en: &str| {
            let what = Message {
                zh: zh.to_owned(),
                en: en.to_owned(),
            };
            self.figure(next.next(), &what)
        };
        let most = figure("总分钟上限", "most minutes")?;
        let least = figure("总分钟下限", "fewest minutes")?;
        let longest = figure("最多连班天数", "most consecutive shifts")?;
        let shortest = figure("最少连班天数", "fewest consecutive shifts")?;
        let rest = figure("最少连休天数", "fewest consecutive days off")?;
        let weekends = figure("周末上限", "most weekends")?;
        let by_kind = self.model.kinds.iter().map(|k| k.minutes).collect();
        let minutes = Measure::Sum {
            by_kind,
            on_day: Vec::new(),
        };
        counters.push(counter(Rule::Minutes, minutes, Some(least), Some(most)));
        let pairs = (5..days)
            .step_by(7)
            .map(|d| (d, (d + 1).min(days - 1)))
            .collect();
        counters.push(counter(
            Rule::Weekends,
            Measure::Weekends(pairs),
            None,
            Some(weekends),
        ));
        let length = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
        if self
            .people
            .insert((*name).to_owned(), self.model.people.len())
            .is_some()
        {
            return Err(
                self.wrong(say!(zh: "员工「{name}」重复", en: "employee \"{name}\" stands twice"))
            );
        }
        self.model.people.push(Person {
            name: (*name).to_owned(),
            can,
            days: vec![DayRule::Free; days],
            forbidden_next: self.forbidden_next(),
            work: Stretch {
                min: length(shortest),
                max: Some(length(longest)),
            },
            rest: Stretch {
                min: length(rest),
                max: None,
            },
            history: History::Open,
            counters,
            requests: Vec::new(),
        });
        Ok(())
    }

    fn days_off(&mut self, fields: &[&str]) -> Result<(), Problem> {
        let person = self.who(fields.first())?;
        for field in fields.iter().skip(1).filter(|f| !f.is_empty()) {
            let day = self.day(Some(field))?;
            self.model.people[person].days[day] = DayRule::Off;
        }
        Ok(())
    }

    fn request(&mut self, fields: &[&str], wanted: bool) -> Result<(), Problem> {
        let person = self.who(fields.first())?;
        let day = self.day(fields.get(1))?;
        let duty = Some(self.kind(fields.get(2))?);
        let weight = self.figure(fields.get(3), &say!(zh: "权重", en: "weight"))?;
        self.model.people[person].requests.push(Request {
            day,
            duty,
            wanted,
            weight,
        });
        Ok(())
    }

    fn cover(&mut self, fields: &[&str]) -> Result<(), Problem> {
        let day = self.day(fields.first())?;
        let kinds = KindSet::of([self.kind(fields.get(1))?]);
        let preferred = self.figure(fields.get(2), &say!(zh: "人数", en: "requirement"))?;
        let under = self.figure(fields.get(3), &say!(zh: "缺人权重", en: "weight for under"))?;
        let over = self.figure(fields.get(4), &say!(zh: "超员权重", en: "weight for over"))?;
        self.model.demands.push(Demand {
            day,
            kinds,
            people: None,
            preferred,
            under,
            over,
            min: None,
            max: None,
        });
        Ok(())
    }
}
