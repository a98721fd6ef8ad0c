//! A month of files to try everything on: the last complete month before the
//! clock's day, and the order exports of the last seven days up to it.
//!
//! Everything is drawn from a seed: the same clock and seed give the same bytes.
//! The files are shaped like the exports of real platforms and hold a few things
//! to find, which the README beside them names; no name, phone or street in
//! them belongs to anybody.

mod contacts;
mod counts;
mod goods;
mod ledger;
mod life;
mod orders;
mod people;
mod readme;
mod rng;
mod sheet;
mod stock;

use crate::base::{Clock, Lang, Message, Text};
use crate::policy::roster::{CoverRule, DayWord};
use crate::policy::{Duties, Duty, KpiRules, Policy, RosterRules, Source, template};
use chrono::{Datelike, Months, NaiveDate};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleSummary {
    /// Relative to the folder, with `/`, in the order of their names.
    pub files: Vec<String>,
    /// First day of the sample month.
    pub month: NaiveDate,
    /// What was changed in the orders, in order of its day.
    pub planted: Vec<Planted>,
    /// What there is to find in the books, in words.
    pub to_find: Vec<Message>,
}

/// One change planted in the order exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    pub kind: PlantedKind,
    /// The first file that shows it.
    pub file: String,
    pub day: NaiveDate,
    pub order_no: String,
    /// Canonical field, `phone`.
    pub field: &'static str,
    /// Heading in the file, `联系手机`.
    pub heading: &'static str,
    pub old: String,
    pub new: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlantedKind {
    /// Amount lowered before payment (O3b).
    Repriced,
    /// Changed at the customer's request, remark appended (O3).
    Amended,
    /// Changed without any remark (O2).
    Tampered,
}

impl PlantedKind {
    pub fn label(self) -> Text {
        match self {
            PlantedKind::Repriced => Text::new("改价", "repriced before payment"),
            PlantedKind::Amended => Text::new("有据修改", "amended with a remark"),
            PlantedKind::Tampered => Text::new("违规修改", "tampered with"),
        }
    }
}

/// Files by path, made in memory first so that nothing is half written.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn add(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.0.insert(path.into(), bytes);
    }
}

/// The month the sample is of: the last complete one before the clock's day.
fn month(clock: &Clock) -> NaiveDate {
    let this = clock.date().with_day(1).unwrap_or_else(|| clock.date());
    this - Months::new(1)
}

/// Writes the sample into `dir`, making folders as needed; the README is in
/// `lang`.
///
/// # Errors
/// Nothing is written where one of the files is there already
/// (`AlreadyExists`); else whatever the file system says.
pub fn write_sample(dir: &Path, clock: &Clock, seed: u64, lang: Lang) -> io::Result<SampleSummary> {
    let month = month(clock);
    let mut files = Files::default();
    let (planted, calls) = orders::write(&mut files, clock.local(), seed)?;
    let mut to_find = stock::write(&mut files, month, seed)?;
    to_find.push(calls);
    people::write(&mut files, month, clock.date(), seed)?;
    let mut summary = SampleSummary {
        files: Vec::new(),
        month,
        planted,
        to_find,
    };
    files.add(
        "README.md",
        readme::render(&summary, clock, lang).into_bytes(),
    );
    summary.files = files.0.keys().cloned().collect();
    for path in files.0.keys() {
        let path = dir.join(path);
        if path.exists() {
            let words = path.display().to_string();
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, words));
        }
    }
    for (path, bytes) in &files.0 {
        let path = dir.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    Ok(summary)
}

/// The roster of the sample's service agents: two shifts, each with somebody for
/// before and after the sale.
fn roster(lang: Lang) -> RosterRules {
    let shifts = match lang {
        Lang::Zh => ["早班", "晚班"],
        Lang::En => ["early", "late"],
    };
    let cover = |shift: &str, role: &str, preferred: u32| CoverRule {
        shift: shift.to_owned(),
        role: Some(role.to_owned()),
        on: vec![DayWord::All],
        min: 1,
        preferred: Some(preferred),
        max: None,
    };
    RosterRules {
        roles: ["售前客服", "售后客服", "客服主管"]
            .map(str::to_owned)
            .into(),
        cover: shifts
            .iter()
            .flat_map(|shift| [cover(shift, "售前", 2), cover(shift, "售后", 1)])
            .collect(),
        ..RosterRules::default()
    }
}

/// `dayclose.toml` for the sample: the built-in rules, both platforms as backup
/// sources, `[files]` pointing at the sample's files of the clock's month.
pub fn sample_config(lang: Lang, clock: &Clock) -> String {
    let month = month(clock);
    let mut policy = Policy::default();
    policy.shop.language = lang;
    policy.kpi.metric = KpiRules::proposed(lang);
    policy.duty = Duties(Duty::built_in(lang));
    if lang == Lang::En {
        policy.shop.name = "Sample shop".to_owned();
    }
    policy.roster = roster(lang);
    policy.backup.source = ["tmall", "jd"]
        .map(|name| Source::at(name, &format!("inbox/{name}")))
        .into();
    let last_count = month + chrono::Duration::days(27);
    policy.files = [
        ("orders", orders::tmall_path(clock.date())),
        ("movements", "books/movements.xlsx".to_owned()),
        ("finance", "books/finance.csv".to_owned()),
        ("items", "books/items.xlsx".to_owned()),
        ("purchase_orders", "books/purchase_orders.csv".to_owned()),
        ("delivery_notes", "books/delivery_notes.csv".to_owned()),
        ("count", counts::count_path(last_count)),
        ("contacts", contacts::PATH.to_owned()),
        ("staff", "people/staff.xlsx".to_owned()),
        ("attendance", people::attendance_path(month)),
        ("service", people::service_path(month)),
        ("leave", "people/leave.csv".to_owned()),
        ("adjustments", "people/adjustments.csv".to_owned()),
        ("targets", "people/targets.csv".to_owned()),
    ]
    .map(|(table, path)| (table.to_owned(), path))
    .into();
    // The books of the sample are those of one month, its people's too.
    policy.run.inputs = [
        ("orders", "inbox/tmall/订单报表_*.csv"),
        ("count", "counts/盘点_*.xlsx"),
        ("attendance", "people/attendance_{month}.xlsx"),
        ("service", "people/service_{month}.xlsx"),
    ]
    .map(|(table, path)| (table.to_owned(), path.to_owned()))
    .into();
    policy
        .run
        .daily
        .chores
        .extend(["orders check", "stock alerts"].map(str::to_owned));
    policy
        .run
        .weekly
        .chores
        .extend(["stocktake diff", "stocktake trend"].map(str::to_owned));
    template::render(lang, &policy)
}
