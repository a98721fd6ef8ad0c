//! How a section is laid out, printed and coloured. Nothing here changes what
//! it says: colour never stands alone, a word beside it says the same.

use super::{Key, Kind, Section, Value};
use crate::base::Message;
use rust_decimal::Decimal;

/// What a colour means. Soft fills that stay apart in grey print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// In order, settled.
    Good,
    /// Somebody should look.
    Attention,
    /// Wrong.
    Bad,
    /// Of less weight: left out, a remark.
    Muted,
    /// A weekend, a holiday, a day outside the period.
    Shaded,
    /// One of several kinds, none better than another: a cause, a shift.
    /// Repeats after [`Tone::HUES`].
    Hue(u8),
}

impl Tone {
    /// Kinds with a colour of their own.
    pub const HUES: u8 = 8;
}

/// A value with a colour of its own; it wins over its row's and column's.
#[derive(Debug, Clone, PartialEq)]
pub struct Toned {
    pub tone: Tone,
    /// Never toned itself.
    pub value: Value,
}

impl Value {
    /// The value in a colour.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Value {
        Value::Toned(Box::new(Toned { tone, value: self }))
    }

    /// The value without its colour, a formula's result in its place.
    pub fn bare(&self) -> &Value {
        match self {
            Value::Toned(toned) => toned.value.bare(),
            Value::Formula(formula) => formula.result.bare(),
            other => other,
        }
    }

    /// The value's own colour.
    pub fn tone(&self) -> Option<Tone> {
        match self {
            Value::Toned(toned) => Some(toned.tone),
            _ => None,
        }
    }
}

/// How the rows of a section stand on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// A heading, then a line a row.
    #[default]
    Table,
    /// 工资条: every row under a heading of its own, with a line to cut along
    /// below it; a new page after so many slips. Has no total.
    Slips { a_page: usize },
    /// Rows of the same first value stand together. A page (html) folds each such
    /// group away under that value, which has an anchor; every other format has
    /// a table.
    Folded,
    /// A plan for the wall: columns with a second heading line
    /// ([`Column::under`](super::Column::under), itself of one or more lines) are
    /// days, narrow and centred, whose coloured words keep their colour when a
    /// cell is edited;
    /// columns of numbers are narrow with an upright heading; small type.
    Grid,
}

/// The sheet of paper a section is printed on, always one page wide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    pub size: Size,
    pub turn: Turn,
    /// Rows (from 0) that begin a new page; the heading repeats there.
    pub breaks: Vec<usize>,
    /// The name of the workbook's sheet where it is not the title.
    pub tab: Option<Message>,
    /// Points of height for a line to be filled in by hand, where one line of
    /// print is too low.
    pub by_hand: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    #[default]
    A4,
    A3,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// Upright, or across where the columns are wide.
    #[default]
    ByWidth,
    Upright,
    Across,
}

/// A line below a table: a legend, a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Shown as a patch of the colour before the words.
    pub tone: Option<Tone>,
    pub text: Message,
}

impl From<Message> for Note {
    fn from(text: Message) -> Self {
        Note { tone: None, text }
    }
}

/// A picture of some columns of a section. Workbook and page draw it; JSON
/// lists it; the terminal and csv leave it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub title: Message,
    pub kind: ChartKind,
    /// The section's id; its rows stand in the order drawn.
    pub section: &'static str,
    /// Key of the column that names each point.
    pub category: Key,
    /// Keys of columns of numbers, one to [`Chart::SERIES`].
    pub series: Vec<Key>,
    /// Titles of the axes, with the unit: «销售额(元)».
    pub category_axis: Message,
    pub value_axis: Message,
    /// Only the first rows.
    pub top: Option<usize>,
}

impl Chart {
    /// Whether the axis of the values runs from nothing to all, 0–100 %: every
    /// value is a share of one and the largest is more than half, as accuracies
    /// are. Smaller shares are drawn as large as they can be.
    pub fn of_shares(&self, section: &Section) -> bool {
        let mut columns = Vec::new();
        for key in &self.series {
            match section.index_of(key) {
                Some(at) if section.columns[at].kind == Kind::Percent => columns.push(at),
                _ => return false,
            }
        }
        let rows = section
            .rows
            .iter()
            .take(self.top.unwrap_or(usize::MAX).max(1));
        let cells = rows.flat_map(|row| columns.iter().filter_map(|at| row.get(*at)));
        let shares: Vec<Decimal> = cells
            .filter_map(|cell| match cell.bare() {
                Value::Percent(share) => Some(*share),
                _ => None,
            })
            .collect();
        let half = Decimal::new(5, 1);
        self.kind != ChartKind::Stacked
            && shares
                .iter()
                .all(|s| (Decimal::ZERO..=Decimal::ONE).contains(s))
            && shares.iter().any(|s| *s > half)
    }

    /// More lines cannot be told apart.
    pub const SERIES: usize = 7;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Lying bars, for a ranking.
    Bar,
    /// Standing columns.
    Column,
    /// Lines, for what moves with time.
    Line,
    /// Standing columns on top of each other.
    Stacked,
}
