//! A sheet taken as cells, for plans whose columns are days.

use super::Intake;
use crate::base::Problem;
use crate::report::Input;
use crate::table::{Source, open, scan};
use std::path::Path;

/// The cells of a sheet below its heading.
pub struct Cells {
    /// Position in the run's files.
    pub file: u32,
    pub headings: Vec<String>,
    /// Line and cells of each row.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Intake<'_> {
    /// The first of the sheets that a workbook has; `None` where it has none of
    /// them, or the argument names a sheet itself or is no file.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn sheet(&self, path: &str, sheets: &[&str]) -> Result<Option<String>, Problem> {
        if !Path::new(path).is_file() {
            return Ok(None);
        }
        let opened = open(Source::file(Path::new(path), None), &self.options(), false)?;
        let known = |name: &&str| opened.sheets.iter().any(|s| s.name == **name);
        Ok(sheets.iter().copied().find(known).map(str::to_owned))
    }

    /// The first of the sheets that the workbook has; `None` where it has none
    /// of them, or the argument is no workbook.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn cells(
        &mut self,
        role: &str,
        path: &str,
        sheets: &[&str],
    ) -> Result<Option<Cells>, Problem> {
        let source = |part: Option<String>| Source::file(Path::new(path), part);
        let Some(sheet) = self.sheet(path, sheets)? else {
            return Ok(None);
        };
        let mut opened = open(source(Some(sheet.clone())), &self.options(), false)?;
        let headings = opened.columns.headings.clone();
        let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
        let outcome = scan(
            &mut opened,
            Vec::new,
            |part: &mut Vec<(u32, Vec<String>)>, record| {
                let cell = |at| record.at(at).shown().trim().to_owned();
                part.push((record.line(), (0..headings.len()).map(cell).collect()));
            },
            |mut part| rows.append(&mut part),
        )?;
        let file = self.taken.files.add(opened.address());
        self.taken.inputs.push(Input {
            role: role.to_owned(),
            path: path.to_owned(),
            sheet: Some(sheet),
            sha256: outcome.sha256,
            rows: outcome.rows,
            rejected: 0,
        });
        Ok(Some(Cells {
            file,
            headings,
            rows,
        }))
    }
}
