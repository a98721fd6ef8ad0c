//! The calendar of duties (D): what is due when, whose it is, and how it is known
//! to be done. All of it is data; a config with `[[duty]]` sections of its own
//! replaces the list.

use super::Policy;
use super::error::{Problem, What};
use super::values::{ClockTime, NotThat, as_string};
use crate::base::{Lang, Message, Text};
use crate::say;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Every `[[duty]]`; the built-in list where the config has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duties(pub Vec<Duty>);

impl Default for Duties {
    fn default() -> Self {
        Duties(Duty::built_in(Lang::Zh))
    }
}

/// `[[duty]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Letters, digits, `-` and `_`; the key in JSON and of the calendar entry.
    pub id: String,
    /// What people read.
    pub name: String,
    pub role: String,
    /// Number of the department's rule.
    pub rule: String,
    pub every: Cadence,
    /// Due so many days before that.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub before_days: u32,
    /// The hour, where the rule names one; a run before it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<ClockTime>,
    /// Done when a run's record has this command (`backup run`), or a chore of
    /// this run (`weekly`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Done when there is a file of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

fn is_zero(days: &u32) -> bool {
    *days == 0
}

/// When a duty comes round: `daily`, `2d` (so many days after it was last done),
/// `mon,fri`, `month:1,15,last`, `quarter:last`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cadence {
    Daily,
    /// So many days after it was last done.
    After(u32),
    Weekdays(Vec<Weekday>),
    /// Days of the month; a month without the day has it on its last.
    MonthDays(Vec<MonthDayNo>),
    /// The last day of a calendar quarter.
    QuarterEnd,
}

/// A day of any month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthDayNo {
    Day(u32),
    Last,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// The last day of that day's month.
fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(day)
}

impl Cadence {
    /// Whether the calendar names that day; never for [`Cadence::After`], which
    /// runs from the last time.
    pub fn names(&self, day: NaiveDate) -> bool {
        let last = month_end(day);
        match self {
            Cadence::Daily => true,
            Cadence::After(_) => false,
            Cadence::Weekdays(days) => days.contains(&day.weekday()),
            Cadence::MonthDays(days) => days.iter().any(|no| match no {
                MonthDayNo::Day(no) => (*no).min(last.day()) == day.day(),
                MonthDayNo::Last => day == last,
            }),
            Cadence::QuarterEnd => day == last && day.month().is_multiple_of(3),
        }
    }
}

impl FromStr for Cadence {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, NotThat> {
        let text = text.trim();
        if text == "daily" {
            return Ok(Cadence::Daily);
        }
        if text == "quarter:last" {
            return Ok(Cadence::QuarterEnd);
        }
        if let Some(list) = text.strip_prefix("month:") {
            let day = |part: &str| match part.trim() {
                "last" => Ok(MonthDayNo::Last),
                no => match no.parse() {
                    Ok(no @ 1..=31) => Ok(MonthDayNo::Day(no)),
                    _ => Err(NotThat),
                },
            };
            let days: Result<Vec<_>, _> = list.split(',').map(day).collect();
            return days.map(Cadence::MonthDays);
        }
        if let Some(days) = text.strip_suffix('d') {
            return match days.parse() {
                Ok(days @ 1..=366) => Ok(Cadence::After(days)),
                _ => Err(NotThat),
            };
        }
        let weekday = |part: &str| {
            let known = WEEKDAYS.iter().find(|(name, _)| *name == part.trim());
            known.map(|(_, day)| *day).ok_or(NotThat)
        };
        let days: Result<Vec<_>, _> = text.split(',').map(weekday).collect();
        days.map(Cadence::Weekdays)
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |words: Vec<String>| words.join(",");
        match self {
            Cadence::Daily => f.write_str("daily"),
            Cadence::After(days) => write!(f, "{days}d"),
            Cadence::QuarterEnd => f.write_str("quarter:last"),
            Cadence::Weekdays(days) => {
                let name = |day: &Weekday| {
                    let known = WEEKDAYS.iter().find(|(_, d)| d == day);
                    known.map_or(String::new(), |(name, _)| (*name).to_owned())
                };
                f.write_str(&joined(days.iter().map(name).collect()))
            }
            Cadence::MonthDays(days) => {
                let name = |day: &MonthDayNo| match day {
                    MonthDayNo::Day(no) => no.to_string(),
                    MonthDayNo::Last => "last".to_owned(),
                };
                write!(f, "month:{}", joined(days.iter().map(name).collect()))
            }
        }
    }
}

as_string!(Cadence);

/// Words in braces of a duty's file, filled in from the day it is due.
pub const PLACEHOLDERS: [&str; 6] = [
    "date",
    "month",
    "last_month",
    "next_month",
    "quarter",
    "year",
];

/// Two stars in a row would mean folders of any depth.
fn one_star(mut name: String) -> String {
    while name.contains("**") {
        name = name.replace("**", "*");
    }
    name
}

impl Duty {
    /// The day it is due by, of the day its cadence names.
    pub fn due_by(&self, named: NaiveDate) -> NaiveDate {
        named
            .checked_sub_days(Days::new(self.before_days.into()))
            .unwrap_or(named)
    }

    /// The file's name with its placeholders filled in for the day the cadence
    /// names.
    pub fn file_of(&self, named: NaiveDate) -> Option<String> {
        let month = |months: i32| {
            let first = named.with_day(1).unwrap_or(named);
            let step = Months::new(months.unsigned_abs());
            let moved = if months < 0 {
                first.checked_sub_months(step)
            } else {
                first.checked_add_months(step)
            };
            moved.unwrap_or(first).format("%Y-%m").to_string()
        };
        let values = [
            named.to_string(),
            month(0),
            month(-1),
            month(1),
            format!("{}Q{}", named.year(), named.month0() / 3 + 1),
            named.year().to_string(),
        ];
        let filled = PLACEHOLDERS.iter().zip(&values);
        let text = self.file.clone()?;
        Some(one_star(filled.fold(text, |text, (word, value)| {
            text.replace(&format!("{{{word}}}"), value)
        })))
    }

    /// The name with which every file of the duty fits, whenever it was due.
    pub fn any_file(&self) -> Option<String> {
        let text = self.file.clone()?;
        Some(one_star(PLACEHOLDERS.iter().fold(text, |text, word| {
            text.replace(&format!("{{{word}}}"), "*")
        })))
    }

    /// Whether its file's name says which time it is of.
    pub fn file_is_dated(&self) -> bool {
        self.file.as_ref().is_some_and(|f| f.contains('{'))
    }

    /// A word in braces that is no placeholder.
    fn unknown_placeholder(&self) -> Option<&str> {
        self.file.as_ref()?.split('{').skip(1).find_map(|rest| {
            let word = rest.split('}').next().unwrap_or(rest);
            (!PLACEHOLDERS.contains(&word)).then_some(word)
        })
    }

    /// Its name in the reader's language where it is a built-in one.
    pub fn title(&self) -> Message {
        spoken(&self.name, BUILT_IN.iter().map(|d| &d.name))
    }

    /// Whose it is, likewise.
    pub fn owner(&self) -> Message {
        spoken(&self.role, BUILT_IN.iter().map(|d| &d.role))
    }

    /// The built-in list with its words in that language.
    pub fn built_in(lang: Lang) -> Vec<Duty> {
        BUILT_IN.iter().map(|duty| duty.made(lang)).collect()
    }
}

/// Adds what is wrong with the duties to `problems`; `lines` has the line of
/// every key.
pub(super) fn check(policy: &Policy, lines: &BTreeMap<String, usize>, problems: &mut Vec<Problem>) {
    for (i, duty) in policy.duty.0.iter().enumerate() {
        let place = format!("duty[{i}]");
        let (key, words) = if duty.run.is_none() && duty.file.is_none() {
            let words = say!(
                zh: "不知道怎样算做了:写上 run = \"命令\" 或 file = \"文件\"",
                en: "how it is known to be done is not said: write run = \"COMMAND\" or file = \"FILE\""
            );
            (place.clone(), words)
        } else if let Some(word) = duty.unknown_placeholder() {
            let known = PLACEHOLDERS.map(|p| format!("{{{p}}}")).join(" ");
            let words = say!(
                zh: "没有占位 {{{word}}};可以是 {known}",
                en: "there is no placeholder {{{word}}}; it can be {known}"
            );
            (format!("{place}.file"), words)
        } else {
            continue;
        };
        problems.push(Problem {
            line: lines.get(&key).copied(),
            key,
            what: What::Said(words),
        });
    }
}

/// A built-in phrase in both languages, any other as it is.
fn spoken<'t>(text: &str, mut known: impl Iterator<Item = &'t Text>) -> Message {
    known
        .find(|t| t.zh == text || t.en == text)
        .map_or_else(|| Message::data(text), |t| (*t).into())
}

/// A line of the built-in list.
struct BuiltIn {
    id: &'static str,
    name: Text,
    role: Text,
    rule: &'static str,
    every: &'static str,
    before_days: u32,
    at: &'static str,
    run: &'static str,
    file: &'static str,
}

impl BuiltIn {
    fn made(&self, lang: Lang) -> Duty {
        let given = |text: &'static str| (!text.is_empty()).then(|| text.to_owned());
        Duty {
            id: self.id.to_owned(),
            name: self.name.get(lang).to_owned(),
            role: self.role.get(lang).to_owned(),
            rule: self.rule.to_owned(),
            every: self.every.parse().unwrap_or(Cadence::Daily),
            before_days: self.before_days,
            at: self.at.parse().ok(),
            run: given(self.run),
            file: given(self.file),
        }
    }
}

const BACK_OFFICE: Text = Text::new("后台客服", "back office");
const SERVICE: Text = Text::new("客服主管", "service supervisor");
const KEEPER: Text = Text::new("保管员", "stock keeper");
const FINANCE: Text = Text::new("财务", "finance");
const CLERK: Text = Text::new("人事", "personnel");
const HEAD: Text = Text::new("电商主管", "commerce head");
const SALES: Text = Text::new("销售主管", "sales supervisor");
const SYSTEMS: Text = Text::new("系统管理员", "system administrator");
const EDITOR: Text = Text::new("版块维护专员", "section editor");

const fn duty(
    (id, rule): (&'static str, &'static str),
    name: Text,
    role: Text,
    every: &'static str,
    (run, file): (&'static str, &'static str),
) -> BuiltIn {
    BuiltIn {
        id,
        name,
        role,
        rule,
        every,
        before_days: 0,
        at: "",
        run,
        file,
    }
}

const fn days_before(days: u32, duty: BuiltIn) -> BuiltIn {
    BuiltIn {
        before_days: days,
        ..duty
    }
}

#[rustfmt::skip] // a table of duties
const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        at: "18:00",
        ..duty(("backup", "O1"), Text::new("订单备份", "order backup"), BACK_OFFICE, "daily", ("backup run", "archive/seal/*-{date}*.json"))
    },
    duty(("follow-up", "O5"), Text::new("退款、维权和昨天的差评", "refunds, claims, yesterday's bad reviews"), SERVICE, "daily", ("orders check", "duty/follow-up/*{date}*")),
    duty(("count-shop", "W8"), Text::new("店铺库存盘点", "count of the shop's stock"), KEEPER, "2d", ("", "counts/*")),
    duty(("count-week", "W8"), Text::new("每周盘点", "weekly count"), KEEPER, "7d", ("stocktake diff", "counts/*")),
    duty(("count-goods", "W8"), Text::new("每月两次盘点", "count twice a month"), KEEPER, "month:15,last", ("", "counts/*")),
    duty(("weekly", "K15"), Text::new("每周统计", "weekly statistics"), HEAD, "fri", ("weekly", "")),
    duty(("dump", "O7"), Text::new("数据库备份", "database dump"), SYSTEMS, "fri", ("", "dumps/*")),
    duty(("channels", "K12"), Text::new("渠道、店铺周分析", "review of channels and shops"), HEAD, "mon", ("", "duty/channels/*")),
    duty(("sales-meeting", "D"), Text::new("销售例会", "sales meeting"), SALES, "mon,wed,fri", ("", "duty/sales-meeting/*")),
    duty(("monthly", "K15"), Text::new("月报", "monthly reports"), HEAD, "month:1", ("monthly", "")),
    duty(("attendance", "K11"), Text::new("考勤表", "attendance sheet"), CLERK, "month:3", ("", "people/attendance_{last_month}*")),
    duty(("finance", "K11"), Text::new("财务报告", "finance report"), FINANCE, "month:5", ("", "duty/finance/*{last_month}*")),
    duty(("objections", "K11"), Text::new("考勤异议截止", "objections to the attendance"), CLERK, "month:5", ("", "duty/objections/*{last_month}*")),
    duty(("targets", "K12"), Text::new("下月销售目标", "next month's sales targets"), HEAD, "month:28", ("", "people/targets*")),
    duty(("vehicles", "D"), Text::new("车辆检查", "vehicle check"), SALES, "month:15,last", ("", "duty/vehicles/*")),
    duty(("stock-report", "W6"), Text::new("入出存月报", "receipts, issues and balance"), KEEPER, "month:last", ("stock balance", "duty/stock-report/*{month}*")),
    duty(("vans", "W14"), Text::new("车销盘点", "count of the vans"), KEEPER, "month:last", ("", "counts/vans/*")),
    days_before(1, duty(("adjustments", "K8"), Text::new("奖罚评分表", "reward-and-penalty sheet"), HEAD, "month:10", ("", "people/adjustments*"))),
    duty(("full-count", "W7"), Text::new("会同财务全盘", "full count with finance"), KEEPER, "quarter:last", ("stocktake report", "duty/full-count/*{quarter}*")),
    duty(("pages", "D"), Text::new("店铺页面检查", "review of the shop's pages"), EDITOR, "14d", ("", "duty/pages/*")),
    days_before(7, duty(("roster", "R7"), Text::new("下月值班表", "next month's roster"), SERVICE, "month:1", ("", "people/roster*{month}*"))),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn cadences_are_written_and_read_back() {
        for text in [
            "daily",
            "2d",
            "mon,wed,fri",
            "month:1",
            "month:15,last",
            "quarter:last",
        ] {
            let cadence: Cadence = text.parse().expect(text);
            assert_eq!(cadence.to_string(), text);
        }
        for bad in [
            "",
            "0d",
            "mond",
            "month:",
            "month:0",
            "month:32",
            "quarter:1",
            "400d",
            "mon,",
        ] {
            assert_eq!(bad.parse::<Cadence>(), Err(NotThat), "{bad:?}");
        }
    }

    #[test]
    fn the_calendar_names_days() {
        for (cadence, named, not) in [
            ("mon,fri", "2026-11-20", "2026-11-21"),
            ("month:28", "2026-02-28", "2026-11-27"),
            ("month:31", "2026-11-30", "2026-11-29"),
            ("month:last", "2028-02-29", "2028-02-28"),
            ("quarter:last", "2026-12-31", "2026-11-30"),
            ("quarter:last", "2026-06-30", "2026-06-29"),
        ] {
            let cadence: Cadence = cadence.parse().expect(cadence);
            assert!(cadence.names(day(named)), "{cadence} {named}");
            assert!(!cadence.names(day(not)), "{cadence} {not}");
        }
    }

    #[test]
    fn the_built_in_list_holds() {
        let (zh, en) = (Duty::built_in(Lang::Zh), Duty::built_in(Lang::En));
        let mut ids: Vec<&str> = zh.iter().map(|d| d.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), BUILT_IN.len());
        for (zh, en) in zh.iter().zip(&en) {
            assert_eq!((zh.title(), zh.owner()), (en.title(), en.owner()));
            assert_ne!(zh.name, en.name);
            assert_eq!(zh.unknown_placeholder(), None);
        }
        for duty in BUILT_IN {
            assert!(duty.every.parse::<Cadence>().is_ok(), "{}", duty.id);
        }
        let roster = zh.iter().find(|d| d.id == "roster").expect("there");
        assert_eq!(roster.due_by(day("2026-12-01")), day("2026-11-24"));
        let file = roster.file_of(day("2026-12-01"));
        assert_eq!(file.as_deref(), Some("people/roster*2026-12*"));
    }
}
