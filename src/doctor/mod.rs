//! `dayclose doctor`: whether everything the daily work rests on is in order,
//! and what to do where it is not (O1, O7, O8, D).
//!
//! A check looks at one thing and says how it stands; `cli::doctor` puts them
//! together. What a person must mend is a finding with its remedy.

mod archive;
mod clock;
mod places;
mod runs;

pub use archive::{Room, Sealed, archive, disk};
pub use clock::{Times, clock};
pub use places::{Opened, exports, private, writable};
pub use runs::runs;

use crate::base::{Clock, Finding, Message, Severity, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;

/// What a check is about, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    Config,
    Tables,
    Schemes,
    Archive,
    Disk,
    Clock,
    Access,
    Exports,
    Runs,
}

impl Area {
    fn code(self) -> Value {
        let (word, zh, en) = match self {
            Area::Config => ("config", "配置", "config"),
            Area::Tables => ("tables", "表格", "tables"),
            Area::Schemes => ("schemes", "工资方案", "pay schemes"),
            Area::Archive => ("archive", "封存", "archive"),
            Area::Disk => ("disk", "磁盘", "disk"),
            Area::Clock => ("clock", "时间", "clock"),
            Area::Access => ("access", "权限", "access"),
            Area::Exports => ("exports", "旧导出", "old exports"),
            Area::Runs => ("runs", "定时任务", "runs"),
        };
        Value::Code(word, Text::new(zh, en))
    }

    /// The rule its findings stand under.
    fn rule(self) -> &'static str {
        match self {
            Area::Config | Area::Tables => "bad-file",
            Area::Schemes => "K1",
            Area::Archive => "O7",
            Area::Disk | Area::Clock => "O1",
            Area::Access | Area::Exports => "O8",
            Area::Runs => "D",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub area: Area,
    /// `None` is in order.
    pub severity: Option<Severity>,
    /// The file, folder or key.
    pub subject: String,
    pub what: Message,
    pub remedy: Option<Message>,
}

impl Check {
    pub fn fine(area: Area, subject: impl Into<String>, what: Message) -> Check {
        Check {
            area,
            severity: None,
            subject: subject.into(),
            what,
            remedy: None,
        }
    }

    pub fn told(
        area: Area,
        severity: Severity,
        subject: impl Into<String>,
        what: Message,
        remedy: Message,
    ) -> Check {
        Check {
            area,
            severity: Some(severity),
            subject: subject.into(),
            what,
            remedy: Some(remedy),
        }
    }

    fn state(&self) -> Value {
        match self.severity {
            None => Value::Code("ok", Text::new("好", "ok")),
            Some(Severity::Info) => Value::Code("note", Text::new("留意", "note")),
            Some(_) => Value::Code("mend", Text::new("要处理", "to mend")),
        }
    }
}

/// All checks as a report.
pub fn report(checks: &[Check], shop: &str, clock: Clock) -> Report {
    let title = say!(zh: "体检", en: "check-up");
    let mut report = Report::new("doctor", title, Message::data(shop), clock);
    let to_mend = |c: &&Check| c.severity.is_some_and(|s| s != Severity::Info);
    report.fact("checks", Text::new("检查", "checks"), checks.len().into());
    report.fact(
        "to_mend",
        Text::new("要处理", "to mend"),
        checks.iter().filter(to_mend).count().into(),
    );
    let mut section = Section::new(
        "rows",
        say!(zh: "各项检查", en: "checks"),
        vec![
            Column::new("area", Text::new("项目", "area"), Kind::Text),
            Column::new("state", Text::new("状况", "state"), Kind::Text),
            Column::new("subject", Text::new("对象", "subject"), Kind::Text).droppable(1),
            Column::new("what", Text::new("看到什么", "what was seen"), Kind::Text).keeping(30),
            Column::new("remedy", Text::new("怎么办", "what to do"), Kind::Text).droppable(2),
        ],
    );
    for check in checks {
        section.rows.push(vec![
            check.area.code(),
            check.state(),
            check.subject.as_str().into(),
            Value::Message(check.what.clone()),
            check.remedy.clone().map_or(Value::None, Value::Message),
        ]);
        if let (Some(severity), Some(remedy)) = (check.severity, &check.remedy) {
            let glue = say!(zh: ";", en: "; ");
            let message = check.what.join("", &glue).join("", remedy);
            let rule = check.area.rule();
            report
                .findings
                .push(Finding::new(rule, severity, check.subject.clone(), message));
        }
    }
    report.sections.push(section);
    report
}
