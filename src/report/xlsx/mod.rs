//! The report as a workbook: findings first, then a sheet a section, the
//! answer with its figures, the inputs last.
//!
//! Numbers are numbers, dates are dates, ids are text. A binary float stands
//! only in the file's cell: every amount is rounded as a decimal first. Totals
//! are live `SUM` formulas with their results stored, for viewers that do not
//! calculate. The creation time is the report's clock, so the same report
//! gives the same bytes.

mod cell;
mod look;
mod sheet;

use super::model::{Report, Section};
use super::{extra, words};
use crate::base::Lang;
use look::Look;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::collections::HashSet;
use std::io::{self, Cursor, Seek, Write};

/// Sections with more lines are streamed through a temporary file.
const STREAMED: usize = 5_000;
/// Lines on one sheet; the rest goes onto a further sheet (a sheet ends at
/// 1,048,576 rows).
const LINES_A_SHEET: usize = 1_000_000;
/// Characters in a sheet's name.
const NAME: usize = 31;

/// The workbook's bytes.
///
/// # Errors
/// When a temporary file of a long section cannot be written, or a section has
/// more than 16,384 columns.
pub fn render(report: &Report, lang: Lang) -> io::Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    save(report, lang, &mut bytes)?;
    Ok(bytes.into_inner())
}

/// Writes the workbook into `out`, as for
/// [`write_whole_with`](super::write::write_whole_with).
///
/// # Errors
/// As [`render`], and those of `out`.
pub fn save<W: Write + Seek + Send>(report: &Report, lang: Lang, out: W) -> io::Result<()> {
    build(report, lang, LINES_A_SHEET)
        .and_then(|mut book| book.save_to_writer(out))
        .map_err(|error| match error {
            XlsxError::IoError(error) => error,
            other => io::Error::other(other),
        })
}

fn build(report: &Report, lang: Lang, most: usize) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let look = Look::new();
    book.set_default_format(&look.plain, 24, 64)?;
    book.set_properties(&properties(report, lang)?);
    let page = sheet::Page {
        report,
        lang,
        most,
        look: &look,
    };
    let mut names = Names::default();

    if !report.findings.is_empty() {
        let findings = extra::findings(&extra::by_severity(&report.findings));
        table(
            &mut book,
            &page,
            &findings,
            &mut names,
            sheet::Extra::Severity,
        )?;
    }
    for section in &report.sections {
        let extra = if section.signed {
            sheet::Extra::Signatures
        } else {
            sheet::Extra::None
        };
        table(&mut book, &page, section, &mut names, extra)?;
    }
    if !report.lead.is_empty() || report.summary.iter().any(|fact| fact.label.is_some()) {
        let worksheet = add(&mut book, 0, &names.next(words::SUMMARY.get(lang)))?;
        sheet::answer(worksheet, &page)?;
    }
    table(
        &mut book,
        &page,
        &extra::inputs(report),
        &mut names,
        sheet::Extra::Circumstances,
    )?;
    Ok(book)
}

/// A section on as many sheets as it needs.
fn table(
    book: &mut Workbook,
    page: &sheet::Page<'_>,
    section: &Section,
    names: &mut Names,
    extra: sheet::Extra,
) -> Result<(), XlsxError> {
    let widths = sheet::widths(section, page.lang);
    // The sheets of a long section that are already written: the total adds
    // their columns too.
    let mut written: Vec<(String, usize)> = Vec::new();
    let mut parts = section.rows.chunks(page.most).peekable();
    loop {
        let rows = parts.next().unwrap_or_default();
        let name = names.next(section.title.get(page.lang));
        let worksheet = add(book, rows.len(), &name)?;
        let last = parts.peek().is_none();
        let part = sheet::Part {
            section,
            rows,
            widths: &widths,
            written: &written,
            last,
        };
        sheet::table(worksheet, page, &part, extra)?;
        if last {
            return Ok(());
        }
        written.push((name, rows.len()));
    }
}

fn add<'a>(
    book: &'a mut Workbook,
    rows: usize,
    name: &str,
) -> Result<&'a mut Worksheet, XlsxError> {
    let worksheet = if rows > STREAMED {
        book.add_worksheet_with_constant_memory()?
    } else {
        book.add_worksheet()
    };
    worksheet.set_name(name)
}

fn properties(report: &Report, lang: Lang) -> Result<DocProperties, XlsxError> {
    let local = report.clock.local().and_local_timezone(report.clock.zone());
    let seconds = local.earliest().map_or(0, |at| at.timestamp());
    let created = ExcelDateTime::from_timestamp(seconds)?;
    Ok(DocProperties::new()
        .set_title(report.title.get(lang))
        .set_subject(report.scope.get(lang))
        .set_comment(extra::tool())
        .set_creation_datetime(&created))
}

/// Sheet names: valid in Excel and each used once, whatever their case.
#[derive(Default)]
struct Names {
    used: HashSet<String>,
}

impl Names {
    fn next(&mut self, title: &str) -> String {
        let clean: String = title
            .chars()
            .map(|c| match c {
                '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '-',
                c if c.is_control() => ' ',
                c => c,
            })
            .collect();
        let clean = clean.trim().trim_matches('\'').trim();
        // «History» is Excel's own.
        let clean = match clean {
            "" => "-".to_owned(),
            c if c.eq_ignore_ascii_case("history") => format!("{c}-"),
            c => c.to_owned(),
        };
        let mut n = 1;
        loop {
            let tail = if n == 1 {
                String::new()
            } else {
                format!(" {n}")
            };
            let name = format!("{}{tail}", cut(&clean, NAME - tail.len()));
            if self.used.insert(name.to_lowercase()) {
                return name;
            }
            n += 1;
        }
    }
}

/// At most `limit` UTF-16 units, as Excel counts; a name may not end in `'`.
fn cut(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > limit {
            return text[..at].trim_end().trim_end_matches('\'');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Message;
    use crate::report::sample;

    #[test]
    fn sheet_names_are_valid_and_unique() {
        let mut names = Names::default();
        for (title, name) in [
            ("明细", "明细"),
            ("明细", "明细 2"),
            ("a/b:c[d]*?\\", "a-b-c-d----"),
            ("Rows", "Rows"),
            ("rows", "rows 2"),
            ("'引号'", "引号"),
            ("", "-"),
            ("History", "History-"),
            (
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三",
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
            ),
            (
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三",
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九 2",
            ),
        ] {
            assert_eq!(names.next(title), name);
        }
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        for n in [0, 60, STREAMED + 1] {
            let report = sample::report(n);
            let first = render(&report, Lang::Zh).expect("renders");
            let second = render(&report, Lang::Zh).expect("renders");
            assert!(first == second, "{n} rows");
        }
    }

    #[test]
    fn a_section_too_long_for_a_sheet_goes_on_and_its_total_adds_all() {
        use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
        let mut bytes = Cursor::new(Vec::new());
        let mut book = build(&sample::report(10), Lang::Zh, 4).expect("builds");
        book.save_to_writer(&mut bytes).expect("saves");
        let mut book: Xlsx<_> = open_workbook_from_rs(bytes).expect("opens");
        for (name, rows) in [("差异", 4), ("差异 2", 4), ("差异 3", 3)] {
            let range = book.worksheet_range(name).expect("is there");
            assert_eq!(
                range.get_value((2, 0)),
                Some(&Data::String("订单编号".into()))
            );
            assert!(range.get_value((2 + rows, 0)).is_some(), "{name}");
            let formulas = book.worksheet_formula(name).expect("is there");
            let total = formulas.get_value((2 + rows, 4)).map(String::as_str);
            let expected = (name == "差异 3").then_some("SUM(差异!E4:E7,'差异 2'!E4:E7,E4:E5)");
            assert_eq!(total.filter(|f| !f.is_empty()), expected);
        }
        let range = book.worksheet_range("差异 3").expect("is there");
        assert_eq!(range.get_value((5, 4)), Some(&Data::Float(-25.0)));
    }

    #[test]
    fn awkward_data_is_no_error() {
        let mut report = sample::report(2);
        report.title = Message::data("A & B [:*?/\\] \u{1}".repeat(40));
        report.scope = Message::data("");
        report.lead = vec![Message::data("长".repeat(40_000))];
        report.sections[0].rows[0][1] = "很长".repeat(20_000).into();
        report.sections[0].rows[1][1] = "\u{0}=1+1\u{ffff}".into();
        report.sections[0].rows[1].truncate(2);
        report.sections[1].columns.clear();
        report.sections[1].rows = vec![vec![]];
        render(&report, Lang::En).expect("renders");
    }
}
