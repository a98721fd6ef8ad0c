//! The one model of a result: facts, sections of typed rows, findings, inputs.
//!
//! `formula` has live formulas, `form` what people fill in, `look` layout,
//! paper, colour and charts.

mod form;
mod formula;
mod look;

pub use form::Fill;
pub use formula::{Formula, Key, Part};
pub use look::{Chart, ChartKind, Layout, Note, Paper, Size, Tone, Toned, Turn};

use crate::base::{Clock, Finding, Message, Money, Qty, Text};
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A chore's result.
#[derive(Debug, Clone)]
pub struct Report {
    /// The command as typed, `backup run`.
    pub command: String,
    pub title: Message,
    /// Shop and period, for the title row.
    pub scope: Message,
    pub clock: Clock,
    /// Short hash of the config in force; `None` on the built-in rules.
    pub config: Option<String>,
    pub inputs: Vec<Input>,
    /// The JSON `summary`, in order; those with a label are shown to people.
    pub summary: Vec<Fact>,
    /// The answer in a few lines, shown under the title in terminal and html.
    pub lead: Vec<Message>,
    /// The section with the id `rows` (else the first) is the JSON `rows` and
    /// the csv.
    pub sections: Vec<Section>,
    pub charts: Vec<Chart>,
    pub findings: Vec<Finding>,
}

/// A file that was read: every report ends with the list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What it was read as: `book`, `orders`, `staff`.
    pub role: String,
    /// As given by the user.
    pub path: String,
    pub sheet: Option<String>,
    /// Lower-case hex of the file's bytes.
    pub sha256: String,
    pub rows: u64,
    pub rejected: u64,
}

/// One figure of the summary.
#[derive(Debug, Clone)]
pub struct Fact {
    pub key: &'static str,
    /// Shown to people when present; JSON always has it.
    pub label: Option<Text>,
    pub value: Value,
}

/// A table of the report.
#[derive(Debug, Clone)]
pub struct Section {
    /// Stable English name: `rows`, `changes`.
    pub id: &'static str,
    pub title: Message,
    pub columns: Vec<Column>,
    /// Each row has one value a column.
    pub rows: Vec<Vec<Value>>,
    /// Whether the terminal shows it; files always do.
    pub screen: bool,
    /// Whether people sign it: a line for signatures stands under the table in
    /// xlsx and html.
    pub signed: bool,
    /// Who signs; empty stands for 制表, 复核, 审批.
    pub signers: Vec<Text>,
    /// Lines between title and heading: area, date, counter.
    pub subtitle: Vec<Message>,
    /// Lines below the table: a legend, remarks.
    pub notes: Vec<Note>,
    pub layout: Layout,
    pub paper: Paper,
    /// Whole rows in a colour, by row in rising order.
    pub row_tones: Vec<(usize, Tone)>,
    /// In a workbook only fill-in cells may be changed; there is no password,
    /// so the protection guards against slips of the hand only.
    pub protected: bool,
}

#[derive(Debug, Clone)]
pub struct Column {
    /// The JSON key, English.
    pub key: String,
    pub heading: Message,
    pub kind: Kind,
    pub total: Total,
    /// In a narrow terminal columns are left out from the highest number down;
    /// 0 is never left out.
    pub drop: u8,
    /// A second line of the heading: the weekday under a day.
    pub under: Option<Message>,
    /// In a workbook's table: words over this column and its neighbours of the
    /// same words, and the short heading under them. All else shows `heading`.
    pub band: Option<(Message, Message)>,
    /// People do not see it while every cell is blank; programs do.
    pub sparse: bool,
    /// A person fills its cells in; the terminal leaves the column out while
    /// it is blank.
    pub fill: Option<Fill>,
    /// The whole column in a colour; a row's wins over it.
    pub tone: Option<Tone>,
    /// Cells of a terminal its text gets in a workbook, where that is not to
    /// be found from its widest value.
    pub width: Option<u16>,
    /// Cells of a terminal its words keep before other columns are left out.
    pub keep: u16,
    /// Its texts name files beside this one: a page leads there.
    pub linked: bool,
}

/// What a column holds: decides alignment, number format and the cell's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Text that looks like a number and must never become one.
    Id,
    Money,
    Qty,
    Int,
    /// A share of one; 0.1534 is shown as 15.34%.
    Percent,
    Date,
    DateTime,
}

/// The line under the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    None,
    /// The sum of the lines as shown (money after rounding); a live formula in xlsx.
    Sum,
}

/// One typed value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Blank to people, `null` in JSON.
    #[default]
    None,
    Text(String),
    /// Words in the reader's language (JSON: in the chosen language too).
    Message(Message),
    /// A fixed English word for programs with its label for people.
    Code(&'static str, Text),
    Int(i64),
    Money(Money),
    Qty(Qty),
    Percent(Decimal),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
    Bool(bool),
    /// Figures for programs (JSON), the same in words for people.
    Said(Box<(Value, Message)>),
    /// JSON list; people see the parts joined with «; ».
    List(Vec<Value>),
    /// JSON object, keys English; people see `key value` pairs joined with «, ».
    Map(Vec<(String, Value)>),
    /// Live in a workbook; everyone else sees its result.
    Formula(Box<Formula>),
    /// Any value in a colour.
    Toned(Box<Toned>),
}

impl Report {
    pub fn new(command: &str, title: Message, scope: Message, clock: Clock) -> Self {
        Report {
            command: command.to_owned(),
            title,
            scope,
            clock,
            config: None,
            inputs: Vec::new(),
            summary: Vec::new(),
            lead: Vec::new(),
            sections: Vec::new(),
            charts: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a figure that people see under `label`.
    pub fn fact(&mut self, key: &'static str, label: Text, value: Value) {
        self.summary.push(Fact {
            key,
            label: Some(label),
            value,
        });
    }

    /// Adds a figure for programs only.
    pub fn datum(&mut self, key: &'static str, value: Value) {
        self.summary.push(Fact {
            key,
            label: None,
            value,
        });
    }

    /// The section that is the JSON `rows` and the csv.
    pub fn main_section(&self) -> Option<&Section> {
        self.sections
            .iter()
            .find(|s| s.id == "rows")
            .or_else(|| self.sections.first())
    }

    /// Whether any finding needs a person: exit status 1.
    pub fn needs_person(&self) -> bool {
        self.findings.iter().any(Finding::needs_person)
    }
}

impl Section {
    pub fn new(id: &'static str, title: Message, columns: Vec<Column>) -> Self {
        Section {
            id,
            title,
            columns,
            rows: Vec::new(),
            screen: true,
            signed: false,
            signers: Vec::new(),
            subtitle: Vec::new(),
            notes: Vec::new(),
            layout: Layout::Table,
            paper: Paper::default(),
            row_tones: Vec::new(),
            protected: false,
        }
    }

    /// The section of that layout.
    #[must_use]
    pub fn laid_out(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// Signed by others than 制表, 复核, 审批.
    #[must_use]
    pub fn signed_by(mut self, signers: &[Text]) -> Self {
        self.signed = true;
        self.signers = signers.to_vec();
        self
    }

    /// Who signs.
    pub fn signers(&self) -> &[Text] {
        if self.signers.is_empty() {
            &super::words::SIGNATURES
        } else {
            &self.signers
        }
    }

    /// Gives a row a colour.
    pub fn tint_row(&mut self, row: usize, tone: Tone) {
        match self.row_tones.binary_search_by_key(&row, |(r, _)| *r) {
            Ok(at) => self.row_tones[at].1 = tone,
            Err(at) => self.row_tones.insert(at, (row, tone)),
        }
    }

    /// By column: whether people do not see it, being sparse and blank.
    pub fn unseen(&self) -> Vec<bool> {
        let blank = |at: usize| {
            let mut cells = self.rows.iter().map(|row| row.get(at));
            cells.all(|cell| cell.is_none_or(|value| *value == Value::None))
        };
        let columns = self.columns.iter().enumerate();
        columns
            .map(|(at, column)| column.sparse && blank(at))
            .collect()
    }

    /// The section without the columns that people do not see.
    pub fn seen(&self) -> Cow<'_, Section> {
        let unseen = self.unseen();
        if !unseen.contains(&true) {
            return Cow::Borrowed(self);
        }
        let mut section = self.clone();
        let keep = |at: usize| !unseen.get(at).copied().unwrap_or(false);
        let mut at = 0..;
        section.columns.retain(|_| at.next().is_some_and(keep));
        for row in &mut section.rows {
            let mut at = 0..;
            row.retain(|_| at.next().is_some_and(keep));
        }
        Cow::Owned(section)
    }

    /// Where the column of that key stands.
    pub fn index_of(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The colour of a row.
    pub fn row_tone(&self, row: usize) -> Option<Tone> {
        let at = self.row_tones.binary_search_by_key(&row, |(r, _)| *r);
        at.ok().map(|at| self.row_tones[at].1)
    }

    #[must_use]
    pub fn signed(mut self) -> Self {
        self.signed = true;
        self
    }
}

impl Column {
    pub fn new(key: &str, heading: Text, kind: Kind) -> Self {
        Column {
            key: key.to_owned(),
            heading: heading.into(),
            kind,
            total: Total::None,
            drop: 0,
            under: None,
            band: None,
            sparse: false,
            fill: None,
            tone: None,
            width: None,
            keep: 0,
            linked: false,
        }
    }

    /// Under words that are data or made at run time: a day, a shift's name.
    pub fn named(key: &str, heading: Message, kind: Kind) -> Self {
        Column {
            heading,
            ..Column::new(key, Text::new("", ""), kind)
        }
    }

    #[must_use]
    pub fn filled_in(mut self, fill: Fill) -> Self {
        self.fill = Some(fill);
        self
    }

    /// Out of people's sight while every cell is blank.
    #[must_use]
    pub fn sparse(mut self) -> Self {
        self.sparse = true;
        self
    }

    /// Under the words of a band, with a short heading of its own.
    #[must_use]
    pub fn banded(mut self, over: Text, short: Text) -> Self {
        self.band = Some((over.into(), short.into()));
        self
    }

    /// With a second line of the heading.
    #[must_use]
    pub fn over(mut self, under: Message) -> Self {
        self.under = Some(under);
        self
    }

    #[must_use]
    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Other columns are left out before its words are shortened below this.
    #[must_use]
    pub fn keeping(mut self, cells: u16) -> Self {
        self.keep = cells;
        self
    }

    #[must_use]
    pub fn wide(mut self, cells: u16) -> Self {
        self.width = Some(cells);
        self
    }

    /// The heading on one line, with its second line.
    pub fn title(&self, lang: crate::base::Lang) -> String {
        let heading = self.heading.get(lang);
        match &self.under {
            Some(under) => format!("{heading} {}", under.get(lang)),
            None => heading.to_owned(),
        }
    }

    #[must_use]
    pub fn summed(mut self) -> Self {
        self.total = Total::Sum;
        self
    }

    #[must_use]
    pub fn droppable(mut self, rank: u8) -> Self {
        self.drop = rank;
        self
    }
}

impl Kind {
    /// Numbers stand right, words left.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Money | Kind::Qty | Kind::Int | Kind::Percent)
    }
}

impl Value {
    /// The text; blank where there is none.
    pub fn filled(text: &str) -> Value {
        if text.is_empty() {
            Value::None
        } else {
            Value::from(text)
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Value::Int(n)
    }
}

impl From<usize> for Value {
    fn from(n: usize) -> Self {
        Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Value {
    fn from(n: u64) -> Self {
        Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Value::Bool(yes)
    }
}

impl From<Money> for Value {
    fn from(amount: Money) -> Self {
        Value::Money(amount)
    }
}

impl From<Qty> for Value {
    fn from(qty: Qty) -> Self {
        Value::Qty(qty)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}
