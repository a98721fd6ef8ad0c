//! Drop-down lists too long for a cell's own rule, on a hidden sheet.

use super::name::Names;
use super::text::in_a_cell;
use crate::base::Lang;
use crate::report::model::{Fill, Report};
use crate::report::words;
use rust_xlsxwriter::utility::{column_number_to_name, quote_sheet_name};
use rust_xlsxwriter::{ColNum, Workbook, XlsxError};

/// UTF-16 units that a list may have inside the cell's rule.
const INLINE: usize = 255;

/// Drop-down lists too long for a cell's rule, on a hidden sheet.
#[derive(Default)]
pub struct Lists {
    sheet: String,
    lists: Vec<Vec<String>>,
}

impl Lists {
    pub fn new(report: &Report, lang: Lang, names: &mut Names) -> Self {
        let mut lists: Vec<Vec<String>> = Vec::new();
        for column in report.sections.iter().flat_map(|s| &s.columns) {
            if let Some(Fill::OneOf(choices)) = &column.fill {
                let choices = words_of(choices, lang);
                if !fits(&choices) && !lists.contains(&choices) {
                    lists.push(choices);
                }
            }
        }
        let sheet = if lists.is_empty() {
            String::new()
        } else {
            names.next(words::CHOICES.get(lang))
        };
        Lists { sheet, lists }
    }

    /// Writes the hidden sheet, last in the workbook.
    pub fn write(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let sheet = book.add_worksheet();
        sheet.set_name(&self.sheet)?.set_hidden(true);
        for (at, list) in (0..).zip(&self.lists) {
            for (row, choice) in (0..).zip(list) {
                sheet.write_string(row, at, in_a_cell(choice))?;
            }
        }
        Ok(())
    }

    /// Where a list stands: `=选项!$A$1:$A$12`.
    pub fn range(&self, choices: &[String]) -> Option<String> {
        let at = self.lists.iter().position(|list| list == choices)?;
        let letters = column_number_to_name(ColNum::try_from(at).ok()?);
        let sheet = quote_sheet_name(&self.sheet);
        let last = choices.len();
        Some(format!("={sheet}!${letters}$1:${letters}${last}"))
    }
}

/// The choices in the language of the workbook.
pub fn words_of(choices: &[crate::base::Message], lang: Lang) -> Vec<String> {
    choices.iter().map(|m| m.get(lang).to_owned()).collect()
}

fn fits(choices: &[String]) -> bool {
    let units: usize = choices.iter().map(|c| c.encode_utf16().count() + 1).sum();
    units <= INLINE && !choices.iter().any(|c| c.contains([',', '"']))
}
