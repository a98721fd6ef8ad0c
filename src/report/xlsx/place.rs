//! Where everything stands: the sheets of every section, the rows on them, and
//! what a formula's references are called there.

use super::name::Names;
use crate::base::Lang;
use crate::report::model::{Formula, Layout, Part, Section, Total};
use rust_xlsxwriter::utility::{column_number_to_name, quote_sheet_name};
use rust_xlsxwriter::{ColNum, RowNum, XlsxError};

/// Rows above the subtitle: title and scope.
pub const HEAD: RowNum = 2;
/// Rows of a slip: heading, values, the line to cut along, air.
pub const SLIP: RowNum = 4;

/// The sheets of one section.
pub struct Place<'a> {
    pub section: &'a Section,
    pub sheets: Vec<String>,
    /// Lines on one sheet.
    most: usize,
}

impl<'a> Place<'a> {
    pub fn new(section: &'a Section, lang: Lang, most: usize, names: &mut Names) -> Self {
        let tab = section.paper.tab.as_ref().unwrap_or(&section.title);
        let sheets = section.rows.len().div_ceil(most).max(1);
        Place {
            section,
            sheets: (0..sheets).map(|_| names.next(tab.get(lang))).collect(),
            most,
        }
    }

    /// The row of the heading; of slips, of the first one.
    pub fn heading(section: &Section) -> RowNum {
        let subtitle = RowNum::try_from(section.subtitle.len()).unwrap_or(0);
        HEAD + subtitle + RowNum::from(Place::banded(section))
    }

    /// Whether words stand over several columns, in a row above the heading.
    pub fn banded(section: &Section) -> bool {
        section.layout == Layout::Table && section.columns.iter().any(|c| c.band.is_some())
    }

    /// The sheet's row that the line stands on, counted from the sheet's first.
    pub fn line(section: &Section, nth: usize) -> RowNum {
        let nth = RowNum::try_from(nth).unwrap_or(RowNum::MAX / SLIP - 64);
        let first = Place::heading(section) + 1;
        match section.layout {
            Layout::Slips { .. } => first + nth * SLIP,
            Layout::Table | Layout::Folded | Layout::Grid => first + nth,
        }
    }

    /// The lines of one of the sheets.
    pub fn lines_on(&self, sheet: usize) -> std::ops::Range<usize> {
        let all = self.section.rows.len();
        let from = (sheet * self.most).min(all);
        from..(from + self.most).min(all)
    }

    /// Sheet and row of a line.
    fn of(&self, row: usize) -> Result<(&str, RowNum), XlsxError> {
        let lines = self.section.rows.len();
        if row >= lines {
            let id = self.section.id;
            return Err(bad(format!("section {id} has {lines} rows, no row {row}")));
        }
        let sheet = row / self.most;
        Ok((
            self.sheets[sheet].as_str(),
            Place::line(self.section, row % self.most),
        ))
    }

    pub fn column(&self, key: &str) -> Result<ColNum, XlsxError> {
        let at = self.section.index_of(key).map(ColNum::try_from);
        match at {
            Some(Ok(at)) => Ok(at),
            _ => Err(bad(format!(
                "section {} has no column {key}",
                self.section.id
            ))),
        }
    }

    /// The line of totals below the last line.
    fn total(&self, key: &str) -> Result<(&str, RowNum, ColNum), XlsxError> {
        let at = self.column(key)?;
        let Section {
            id, columns, rows, ..
        } = self.section;
        let sums = columns[usize::from(at)].total == Total::Sum;
        let (Some(sheet), true, true, false) = (
            self.sheets.last(),
            sums,
            !rows.is_empty(),
            matches!(self.section.layout, Layout::Slips { .. }),
        ) else {
            return Err(bad(format!("section {id} has no total of column {key}")));
        };
        let lines = self.lines_on(self.sheets.len() - 1).len();
        Ok((sheet, Place::line(self.section, lines), at))
    }
}

/// The sections of the report, for references between them.
pub struct Places<'a>(pub Vec<Place<'a>>);

impl<'a> Places<'a> {
    pub fn find(&self, id: &str) -> Result<&Place<'a>, XlsxError> {
        let mut found = self.0.iter().filter(|place| place.section.id == id);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(place),
            (None, _) => Err(bad(format!("there is no section {id}"))),
            (Some(_), Some(_)) => Err(bad(format!("two sections are called {id}"))),
        }
    }

    /// The formula as it is written into a cell of the sheet `here`.
    pub fn formula(&self, formula: &Formula, here: &str, lang: Lang) -> Result<String, XlsxError> {
        let mut text = String::from("=");
        for part in &formula.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Quoted(words) => {
                    text.push('"');
                    text.push_str(&words.get(lang).replace('"', "\"\""));
                    text.push('"');
                }
                Part::Cell {
                    section,
                    row,
                    column,
                } => {
                    let place = self.find(section)?;
                    let (sheet, line) = place.of(*row)?;
                    push_sheet(&mut text, sheet, here);
                    push_cell(&mut text, line, place.column(column)?, "");
                }
                Part::Range {
                    section,
                    columns,
                    rows,
                } => {
                    let place = self.find(section)?;
                    let (sheet, first) = place.of(rows.0)?;
                    let (further, last) = place.of(rows.1)?;
                    if further != sheet {
                        return Err(bad(format!(
                            "rows {} to {} of section {section} stand on two sheets",
                            rows.0, rows.1
                        )));
                    }
                    push_sheet(&mut text, sheet, here);
                    push_cell(&mut text, first, place.column(&columns.0)?, "$");
                    text.push(':');
                    push_cell(&mut text, last, place.column(&columns.1)?, "$");
                }
                Part::Total { section, column } => {
                    let (sheet, line, at) = self.find(section)?.total(column)?;
                    push_sheet(&mut text, sheet, here);
                    push_cell(&mut text, line, at, "");
                }
            }
        }
        Ok(text)
    }
}

fn push_sheet(text: &mut String, sheet: &str, here: &str) {
    if sheet != here {
        text.push_str(&quote_sheet_name(sheet));
        text.push('!');
    }
}

fn push_cell(text: &mut String, row: RowNum, at: ColNum, fixed: &str) {
    let letters = column_number_to_name(at);
    text.push_str(&format!("{fixed}{letters}{fixed}{}", row + 1));
}

/// A reference that leads nowhere is a mistake of the report's maker.
pub fn bad(what: String) -> XlsxError {
    XlsxError::ParameterError(format!("report: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Message, Text};
    use crate::report::{Column, Kind, Value};

    fn section(id: &'static str, title: &str, rows: usize) -> Section {
        let columns = vec![
            Column::new("name", Text::new("甲", "a"), Kind::Text),
            Column::new("sum", Text::new("额", "b"), Kind::Int).summed(),
        ];
        let mut section = Section::new(id, Message::data(title), columns);
        section.rows = vec![vec!["x".into(), Value::Int(1)]; rows];
        section
    }

    fn text(formula: Formula) -> Result<String, String> {
        let (mut a, mut b) = (section("a", "工资表", 5), section("b", "Q3 (draft)", 7));
        let c = section("c", "条", 4).laid_out(Layout::Slips { a_page: 2 });
        b.subtitle = vec![Message::data("x")];
        a.rows.truncate(4);
        let twice = section("twice", "t", 1);
        let mut names = Names::default();
        let places = [&a, &b, &c, &twice, &twice].map(|s| Place::new(s, Lang::Zh, 5, &mut names));
        Places(places.into())
            .formula(&formula, "工资表", Lang::Zh)
            .map_err(|e| e.to_string())
    }

    #[test]
    fn references_become_addresses() {
        let f = || Formula::new(0_i64);
        for (formula, to) in [
            (
                f().text("ROUND(").cell("a", 0, "sum").text("*2,2)"),
                "=ROUND(B4*2,2)",
            ),
            (f().column("a", "sum", 0, 3), "=$B$4:$B$7"),
            (f().row("a", 1, "name", "sum"), "=$A$5:$B$5"),
            (f().total("a", "sum"), "=B8"),
            // Another sheet, one row further down for its subtitle.
            (f().cell("b", 0, "sum"), "='Q3 (draft)'!B5"),
            // The sixth line stands on a second sheet, the total below the seventh.
            (f().cell("b", 5, "sum"), "='Q3 (draft) 2'!B5"),
            (f().total("b", "sum"), "='Q3 (draft) 2'!B7"),
            // Every slip takes four rows.
            (f().cell("c", 2, "sum"), "=条!B12"),
            (
                f().text("COUNTIF(")
                    .column("a", "name", 0, 1)
                    .text(",")
                    .quoted("早\"班")
                    .text(")"),
                "=COUNTIF($A$4:$A$5,\"早\"\"班\")",
            ),
            (
                f().text("COUNTIF(A1:B1,")
                    .counted(&Message {
                        zh: ">早*\"".to_owned(),
                        en: "E".to_owned(),
                    })
                    .text(")"),
                "=COUNTIF(A1:B1,\"=>早~*\"\"\")",
            ),
        ] {
            assert_eq!(text(formula).as_deref(), Ok(to));
        }
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_an_error() {
        let f = || Formula::new(0_i64);
        for (formula, said) in [
            (f().cell("z", 0, "sum"), "there is no section z"),
            (f().cell("twice", 0, "sum"), "two sections are called twice"),
            (f().cell("a", 0, "no"), "section a has no column no"),
            (f().cell("a", 4, "sum"), "section a has 4 rows, no row 4"),
            (
                f().column("b", "sum", 0, 6),
                "rows 0 to 6 of section b stand on two sheets",
            ),
            (
                f().total("a", "name"),
                "section a has no total of column name",
            ),
            (
                f().total("c", "sum"),
                "section c has no total of column sum",
            ),
        ] {
            let error = text(formula).expect_err(said);
            assert!(error.contains(said), "{error}");
        }
    }
}
