//! Table arguments → typed rows. Every table of a command is read before any
//! figure is worked out, so that all bad cells are told together (contract §1);
//! with `--keep-going` their rows are set aside and the rest goes on.

mod cells;
mod count;
mod rejected;
mod stock;

pub use stock::{FormGiven, Side, named_date, named_moment};

use super::args::{Global, Reading};
use super::context::Context;
use super::output;
use crate::base::{Files, Finding, Message, Name, Period, Pool, Problem};
use crate::report::{Input, Report};
use crate::say;
use crate::table::decode::TextEncoding;
use crate::table::record::Record;
use crate::table::rows::{self, Item, Loaded, Row, TotalLine};
use crate::table::{Options, Source};
use chrono::Datelike;
use rejected::Rejected;

/// Reads the tables of one command.
pub struct Intake<'c> {
    pub context: &'c Context,
    reading: &'c Reading,
    encoding: Option<TextEncoding>,
    /// The period the run is about, for dates without a year.
    period: Option<Period>,
    taken: Taken,
    bad: Vec<Finding>,
    rejected: Rejected,
}

/// What was read, once every table was.
#[derive(Debug, Default)]
pub struct Taken {
    pub pool: Pool,
    pub files: Files,
    pub inputs: Vec<Input>,
    pub findings: Vec<Finding>,
    /// The exports' own totals, each with the role of its table.
    pub totals: Vec<(String, TotalLine)>,
}

impl Taken {
    /// Puts inputs and what was found wrong with them into the report, the
    /// latter behind the chore's own findings.
    pub fn into_report(self, report: &mut Report) {
        report.inputs.extend(self.inputs);
        report.findings.extend(self.findings);
    }
}

impl<'c> Intake<'c> {
    /// # Errors
    /// `--keep-going` without a place for what is set aside, an unknown
    /// `--encoding`.
    pub fn new(
        context: &'c Context,
        reading: &'c Reading,
        global: &Global,
        period: Option<Period>,
    ) -> Result<Intake<'c>, Problem> {
        if reading.keep_going && reading.rejected.is_none() && global.output.is_none() {
            return Err(say!(
                zh: "--keep-going 要同时给 -o 或 --rejected 文件,放到一边的行才不会没人看见",
                en: "--keep-going needs -o or --rejected FILE, so that the rows set aside are seen"
            )
            .into());
        }
        Ok(Intake {
            context,
            reading,
            encoding: reading
                .encoding
                .as_deref()
                .map(named_encoding)
                .transpose()?,
            period,
            taken: Taken::default(),
            bad: Vec::new(),
            rejected: Rejected::default(),
        })
    }

    /// The argument, else the file `[files]` names for the role.
    pub fn argument(&self, role: &str, given: Option<&str>) -> Option<String> {
        let named = || self.context.policy.table_file(role);
        given
            .map(str::to_owned)
            .or_else(|| named().map(|p| p.display().to_string()))
    }

    /// The same, where the command cannot do without.
    ///
    /// # Errors
    /// Neither flag nor config names a file.
    pub fn needed(&self, role: &str, given: Option<&str>) -> Result<String, Problem> {
        self.argument(role, given).ok_or_else(|| {
            let flag = role.replace('_', "-");
            Problem::no_input(say!(
                zh: "缺少 --{flag};请给文件,或在配置 [files] 里写 {role} = \"文件\"",
                en: "--{flag} is missing; name a file, or write {role} = \"FILE\" under [files] of the config"
            ))
        })
    }

    /// Rows of a table; `role` is the flag's and the inputs sheet's word.
    ///
    /// # Errors
    /// A file that cannot be opened or lacks a required column.
    pub fn rows<R: Row>(&mut self, role: &str, argument: &str) -> Result<Vec<R>, Problem> {
        self.rows_with(role, argument, &[], |_, _, _| {})
    }

    /// The same of a table the command can do without: `None` where neither
    /// flag nor config names one.
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn optional<R: Row>(
        &mut self,
        role: &str,
        given: Option<&str>,
    ) -> Result<Option<Vec<R>>, Problem> {
        match self.argument(role, given) {
            Some(argument) => self.rows(role, &argument).map(Some),
            None => Ok(None),
        }
    }

    /// The items; none where neither flag nor config names a table of them.
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn items(&mut self, given: Option<&str>) -> Result<Vec<Item>, Problem> {
        Ok(self.optional("items", given)?.unwrap_or_default())
    }

    /// [`Intake::rows`] with columns that may be absent and a last look at each
    /// row (see [`rows::load`]).
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn rows_with<R: Row>(
        &mut self,
        role: &str,
        argument: &str,
        waived: &[&str],
        settle: impl Fn(&mut R, &Record<'_>, &Pool) + Sync,
    ) -> Result<Vec<R>, Problem> {
        self.rows_from(role, Source::expand(argument)?, waived, settle)
    }

    fn rows_from<R: Row>(
        &mut self,
        role: &str,
        sources: Vec<Source>,
        waived: &[&str],
        settle: impl Fn(&mut R, &Record<'_>, &Pool) + Sync,
    ) -> Result<Vec<R>, Problem> {
        let mut out = Vec::new();
        self.each_from(role, sources, waived, settle, |part, _| out.extend(part))?;
        Ok(out)
    }

    /// Hands the rows to `sink` some thousand at a time, for commands that keep
    /// less of a row than it holds.
    fn each_from<R: Row>(
        &mut self,
        role: &str,
        sources: Vec<Source>,
        waived: &[&str],
        settle: impl Fn(&mut R, &Record<'_>, &Pool) + Sync,
        mut sink: impl FnMut(Vec<R>, &Pool),
    ) -> Result<(), Problem> {
        for mut source in sources {
            source.shown = self.context.shown(source.shown);
            let options = self.options();
            let file = self.taken.files.add(source.shown.clone());
            let pool = &mut self.taken.pool;
            let loaded =
                rows::load_each::<R>(source, &options, waived, file, pool, &settle, &mut sink)?;
            self.taken.files.rename(file, loaded.address.clone());
            self.taken.files.set_columns(file, loaded.columns.letters());
            self.keep(role, file, loaded);
        }
        Ok(())
    }

    fn options(&self) -> Options<'c> {
        Options {
            month: self.period.map(|p| (p.from.year(), p.from.month())),
            ..self.context.options(None, self.encoding)
        }
    }

    /// Notes the file and what is wrong with it.
    fn keep(&mut self, role: &str, file: u32, loaded: Loaded) {
        let totals = loaded.totals(file).into_iter();
        self.taken
            .totals
            .extend(totals.map(|line| (role.to_owned(), line)));
        self.taken.inputs.push(Input {
            role: role.to_owned(),
            path: loaded.shown.clone(),
            sheet: loaded.sheet.clone(),
            sha256: loaded.outcome.sha256.clone(),
            rows: loaded.outcome.rows,
            rejected: loaded.outcome.rejected,
        });
        self.rejected.add(&loaded);
        self.bad.extend(loaded.bad);
        self.taken.findings.extend(loaded.notices);
    }

    pub fn intern(&mut self, text: &str) -> Name {
        self.taken.pool.intern(text)
    }

    /// All tables are read: the bad cells of all of them stop the run, or with
    /// `--keep-going` become findings, their rows in `--rejected`.
    ///
    /// # Errors
    /// Bad cells, each with its address; a `--rejected` that cannot be written.
    pub fn finish(mut self) -> Result<Taken, Problem> {
        if self.bad.is_empty() {
            return Ok(self.taken);
        }
        if !self.reading.keep_going {
            return Err(all_bad(&self.bad));
        }
        if let Some(path) = &self.reading.rejected {
            output::spare_inputs(path, &self.taken.inputs, self.context)?;
            self.rejected.write(path, self.context.lang)?;
        }
        // Before the notices: they change figures.
        self.bad.append(&mut self.taken.findings);
        self.taken.findings = self.bad;
        Ok(self.taken)
    }
}

/// Every bad cell on a line of its own, then what to do.
fn all_bad(bad: &[Finding]) -> Problem {
    let mut lines: Vec<Message> = bad
        .iter()
        .map(|finding| {
            let place = finding.source.as_deref().unwrap_or(&finding.subject);
            say!(zh: "{place}: ", en: "{place}: ").join("", &finding.message)
        })
        .collect();
    let count = bad.len();
    lines.push(say!(
        zh: "{count} 处要改,什么也没有写;改好再运行,或加 --keep-going 把这些行放到一边",
        en: "{count} to mend, nothing was written; mend them and run again, or set the rows aside with --keep-going"
    ));
    let whole = lines
        .iter()
        .skip(1)
        .fold(lines[0].clone(), |text, line| text.join("\n", line));
    Problem::new(whole)
}

/// # Errors
/// A name of no encoding that is known.
pub fn named_encoding(name: &str) -> Result<TextEncoding, Problem> {
    TextEncoding::by_name(name).ok_or_else(|| {
        say!(
            zh: "--encoding 不认识「{name}」;可以是 utf-8、gb18030、utf-16",
            en: "--encoding does not know \"{name}\"; it can be utf-8, gb18030, utf-16"
        )
        .into()
    })
}
