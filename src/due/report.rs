//! The answer of `due`: where every duty stands, by role, and the days to come.

use super::Job;
use super::plan::{Standing, State, Time, standings};
use crate::base::run_record::FILE_NAME;
use crate::base::{Finding, Message, Text};
use crate::policy::Duty;
use crate::policy::duty::Cadence;
use crate::report::{Column, Kind, Report, Section, Tone, Value};
use crate::say;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeMap;

impl State {
    fn word(self) -> (&'static str, Text) {
        match self {
            State::Overdue => ("overdue", Text::new("过期", "overdue")),
            State::Due => ("due", Text::new("今天", "today")),
            State::Late => ("late", Text::new("补做了", "done late")),
            State::Done => ("done", Text::new("做了", "done")),
            State::Upcoming => ("upcoming", Text::new("未到", "to come")),
        }
    }

    fn value(self) -> Value {
        let (word, label) = self.word();
        let value = Value::Code(word, label);
        match self {
            State::Overdue => value.toned(Tone::Bad),
            State::Due => value.toned(Tone::Attention),
            State::Done | State::Late => value.toned(Tone::Good),
            State::Upcoming => value,
        }
    }
}

/// The report.
pub fn report(job: &Job<'_>, shop: Message) -> Report {
    let standings = standings(job);
    let title = say!(zh: "到期事项", en: "duties");
    let now = Message::data(job.clock.minute());
    let mut report = Report::new("due", title, shop.join("  ", &now), job.clock);
    let count = |state: State| {
        let now = standings.iter().filter_map(|s| s.now.as_ref());
        Value::from(now.filter(|time| time.state == state).count())
    };
    report.fact("overdue", State::Overdue.word().1, count(State::Overdue));
    report.fact("due", State::Due.word().1, count(State::Due));
    report.fact("done", State::Done.word().1, count(State::Done));
    report.datum("late", count(State::Late));
    report.datum("duties", standings.len().into());
    report.sections.push(rows(&standings));
    report.sections.push(next(job, &standings));
    for standing in &standings {
        report.findings.extend(overdue(standing));
    }
    if !job.runs.damaged.is_empty() {
        let lines: Vec<String> = job.runs.damaged.iter().map(ToString::to_string).collect();
        let lines = lines.join(", ");
        report.findings.push(Finding::warning(
            "bad-file",
            FILE_NAME,
            say!(
                zh: "运行记录的第 {lines} 行读不懂,没有算;多半是断电写坏,可以删去",
                en: "lines of the record of runs that cannot be read and do not count: {lines}; most likely cut off by a power failure, they may be deleted"
            ),
        ));
    }
    report
}

fn rows(standings: &[Standing<'_>]) -> Section {
    let columns = vec![
        Column::new("role", Text::new("岗位", "role"), Kind::Text),
        Column::new("state", Text::new("情况", "state"), Kind::Text),
        Column::new("due", Text::new("应在", "due"), Kind::Date),
        Column::new("name", Text::new("事项", "duty"), Kind::Text).keeping(12),
        Column::new("rule", Text::new("规矩", "rule"), Kind::Text).droppable(2),
        Column::new("missed", Text::new("缺几次", "missed"), Kind::Int).droppable(3),
        Column::new("done", Text::new("做于", "done on"), Kind::Date).droppable(1),
        Column::new("by", Text::new("凭据", "shown by"), Kind::Text).droppable(4),
        Column::new("id", Text::new("代号", "id"), Kind::Id).droppable(5),
    ];
    let title = say!(zh: "按岗位", en: "by role");
    let mut section = Section::new("rows", title, columns);
    let mut told: Vec<(&Standing<'_>, &Time)> = standings
        .iter()
        .filter_map(|s| s.now.as_ref().map(|time| (s, time)))
        .collect();
    told.sort_by(|(a, x), (b, y)| {
        let roles = a.duty.role.cmp(&b.duty.role);
        roles.then_with(|| (x.state, x.due).cmp(&(y.state, y.due)))
    });
    for (standing, time) in told {
        let duty = standing.duty;
        section.rows.push(vec![
            Value::Message(duty.owner()),
            time.state.value(),
            Value::Date(time.due),
            Value::Message(duty.title()),
            duty.rule.as_str().into(),
            if time.missed > 0 {
                time.missed.into()
            } else {
                Value::None
            },
            time.done.map_or(Value::None, Value::Date),
            time.by.clone().into(),
            duty.id.as_str().into(),
        ]);
    }
    section
}

/// The days to come; what comes every day is said once.
fn next(job: &Job<'_>, standings: &[Standing<'_>]) -> Section {
    let columns = vec![
        Column::new("date", Text::new("日期", "date"), Kind::Date),
        Column::new("weekday", Text::new("星期", "weekday"), Kind::Text),
        Column::new("name", Text::new("事项", "duty"), Kind::Text).keeping(12),
        Column::new("role", Text::new("岗位", "role"), Kind::Text),
        Column::new("rule", Text::new("规矩", "rule"), Kind::Text).droppable(1),
        Column::new("id", Text::new("代号", "id"), Kind::Id).droppable(2),
    ];
    let days = job.days;
    let title = say!(zh: "往后 {days} 天", en: "the next {days} days");
    let mut section = Section::new("next", title, columns);
    let mut by: BTreeMap<NaiveDate, Vec<&Duty>> = BTreeMap::new();
    let mut daily: Vec<Message> = Vec::new();
    for standing in standings {
        if standing.duty.every == Cadence::Daily {
            daily.push(standing.duty.title());
            continue;
        }
        for day in &standing.next {
            by.entry(*day).or_default().push(standing.duty);
        }
    }
    for (day, duties) in by {
        for duty in duties {
            section.rows.push(vec![
                Value::Date(day),
                Value::Message(weekday(day).into()),
                Value::Message(duty.title()),
                Value::Message(duty.owner()),
                duty.rule.as_str().into(),
                duty.id.as_str().into(),
            ]);
        }
    }
    let (zh, en): (Vec<String>, Vec<String>) = daily.into_iter().map(|m| (m.zh, m.en)).unzip();
    if !zh.is_empty() {
        let note = Message {
            zh: format!("每天:{}", zh.join("、")),
            en: format!("every day: {}", en.join("; ")),
        };
        section.notes.push(note.into());
    }
    section
}

fn weekday(day: NaiveDate) -> Text {
    match day.weekday() {
        Weekday::Mon => Text::new("周一", "Mon"),
        Weekday::Tue => Text::new("周二", "Tue"),
        Weekday::Wed => Text::new("周三", "Wed"),
        Weekday::Thu => Text::new("周四", "Thu"),
        Weekday::Fri => Text::new("周五", "Fri"),
        Weekday::Sat => Text::new("周六", "Sat"),
        Weekday::Sun => Text::new("周日", "Sun"),
    }
}

fn overdue(standing: &Standing<'_>) -> Option<Finding> {
    let duty = standing.duty;
    let time = standing
        .now
        .as_ref()
        .filter(|t| t.state == State::Overdue)?;
    let (title, owner, due) = (duty.title(), duty.owner(), time.due);
    let mut message = Message {
        zh: format!("{}({}):应在 {due} 做", title.zh, owner.zh),
        en: format!("{} ({}): was due {due}", title.en, owner.en),
    };
    if time.missed > 1 {
        let n = time.missed;
        message = message.join(
            "",
            &say!(zh: ",连着缺 {n} 次", en: ", missed {n} times in a row"),
        );
    }
    let look = match (&duty.run, &duty.file) {
        (Some(run), Some(file)) => say!(
            zh: ";运行记录里没有 {run},也没有文件 {file}",
            en: "; neither {run} in the record of runs nor a file {file}"
        ),
        (Some(run), None) => say!(
            zh: ";运行记录里没有 {run}",
            en: "; no {run} in the record of runs"
        ),
        (None, Some(file)) => say!(zh: ";没有文件 {file}", en: "; no file {file}"),
        (None, None) => Message::default(),
    };
    let finding = Finding::warning(duty.rule.clone(), duty.id.clone(), message.join("", &look));
    let finding = finding.with("due", due.to_string());
    Some(finding.with("missed", time.missed))
}
