//! A live formula: what stands in the cell of a workbook, and its result.
//!
//! A chore computes the result and says which cells it came from; only the
//! workbook turns those into addresses. Every other format shows the result.

use super::Value;
use crate::base::Message;
use std::borrow::Cow;

/// A column's key: of the program, or made at run time (`d01` … `d31`).
pub type Key = Cow<'static, str>;

/// A formula in the notation of spreadsheets, English function names, commas
/// between arguments, no leading `=`.
///
/// The result must be what the formula gives: amounts are rounded in the
/// formula as they are in the result (`ROUND(…,2)`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Formula {
    pub parts: Vec<Part>,
    /// Stored in the workbook for viewers that do not calculate, shown by all
    /// other formats; decides the number format. Never a formula itself.
    pub result: Value,
}

/// A piece of a formula. Rows count from 0, in the order of `Section::rows`.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// As it stands: `ROUND(`, `*`, `,2)`.
    Text(Cow<'static, str>),
    /// Words of a cell, in quotes and in the workbook's language: `"早"`, `"E"`.
    Quoted(Message),
    /// One cell, written relative: `D4`, `'工资表'!D4`.
    Cell {
        section: &'static str,
        row: usize,
        column: Key,
    },
    /// Cells from the first column and row to the last, both inclusive,
    /// written absolute: `$D$4:$D$63`. All of them stand on one sheet.
    Range {
        section: &'static str,
        columns: (Key, Key),
        rows: (usize, usize),
    },
    /// The cell of the line of totals under a summed column.
    Total { section: &'static str, column: Key },
}

impl Formula {
    /// A formula without parts yet, and its result.
    pub fn new(result: impl Into<Value>) -> Self {
        Formula {
            parts: Vec::new(),
            result: result.into(),
        }
    }

    /// Adds words of the formula.
    #[must_use]
    pub fn text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.parts.push(Part::Text(text.into()));
        self
    }

    /// Adds words in quotes, as a formula writes them: `"早"`.
    #[must_use]
    pub fn quoted(self, words: &str) -> Self {
        self.text(format!("\"{}\"", words.replace('"', "\"\"")))
    }

    /// Adds words as a cell of the workbook has them, in quotes.
    #[must_use]
    pub fn words(mut self, words: Message) -> Self {
        self.parts.push(Part::Quoted(words));
        self
    }

    /// Adds words that a count looks for: what would stand for other words
    /// there stands for itself.
    #[must_use]
    pub fn counted(self, words: &Message) -> Self {
        let literal = |text: &str| {
            let mut out = String::new();
            // `<5` would be a comparison, `=<5` is the words.
            if text.starts_with(['<', '>', '=']) {
                out.push('=');
            }
            for c in text.chars() {
                if matches!(c, '*' | '?' | '~') {
                    out.push('~');
                }
                out.push(c);
            }
            out
        };
        self.words(Message {
            zh: literal(&words.zh),
            en: literal(&words.en),
        })
    }

    /// Adds one cell.
    #[must_use]
    pub fn cell(mut self, section: &'static str, row: usize, column: impl Into<Key>) -> Self {
        self.parts.push(Part::Cell {
            section,
            row,
            column: column.into(),
        });
        self
    }

    /// Adds the cells of one column, `first` to `last`.
    #[must_use]
    pub fn column(
        mut self,
        section: &'static str,
        column: impl Into<Key>,
        first: usize,
        last: usize,
    ) -> Self {
        let column = column.into();
        self.parts.push(Part::Range {
            section,
            columns: (column.clone(), column),
            rows: (first, last),
        });
        self
    }

    /// Adds the cells of one row, from the column `first` to `last`.
    #[must_use]
    pub fn row(
        mut self,
        section: &'static str,
        row: usize,
        first: impl Into<Key>,
        last: impl Into<Key>,
    ) -> Self {
        self.parts.push(Part::Range {
            section,
            columns: (first.into(), last.into()),
            rows: (row, row),
        });
        self
    }

    /// Adds the total under a summed column.
    #[must_use]
    pub fn total(mut self, section: &'static str, column: impl Into<Key>) -> Self {
        self.parts.push(Part::Total {
            section,
            column: column.into(),
        });
        self
    }
}

impl From<Formula> for Value {
    fn from(formula: Formula) -> Self {
        Value::Formula(Box::new(formula))
    }
}
