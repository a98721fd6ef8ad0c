//! The report as a workbook: findings first (but a plan for the wall, which is
//! opened to be printed, before them), then a sheet a section, the answer with its
//! figures, the inputs last.
//!
//! Numbers are numbers, dates are dates, ids are text. A binary float stands
//! only in the file's cell: every amount is rounded as a decimal first. Totals
//! are live `SUM` formulas with their results stored, for viewers that do not
//! calculate. The creation time is the report's clock, so the same report
//! gives the same bytes.

mod answer;
mod cell;
mod chart;
mod ends;
mod fill;
mod lists;
mod look;
mod measure;
mod name;
mod page;
mod part;
mod place;
mod plan;
mod sheet;
mod slips;
mod text;

use super::model::{Report, Section};
use super::{extra, words};
use crate::base::Lang;
use lists::Lists;
use look::Look;
use name::Names;
use page::Page;
use part::Part;
use place::{Place, Places};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use sheet::Extra;
use std::io::{self, Cursor, Seek, Write};

/// Sections with more lines are streamed through a temporary file.
const STREAMED: usize = 5_000;
/// Lines on one sheet; the rest goes onto a further sheet (a sheet ends at
/// 1,048,576 rows). A formula's range cannot go beyond.
pub const LINES_A_SHEET: usize = 1_000_000;
/// Slips on one sheet: each takes several rows.
pub const SLIPS_A_SHEET: usize = 250_000;

/// The workbook's bytes.
///
/// # Errors
/// When a temporary file of a long section cannot be written, a section has
/// more than 16,384 columns, or a formula or chart refers to a section, row or
/// column there is not.
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

    // Every sheet has its name before the first formula is written.
    let findings = extra::findings(&extra::by_severity(&report.findings));
    let inputs = extra::inputs(report);
    let mut names = Names::default();
    let findings =
        (!report.findings.is_empty()).then(|| Place::new(&findings, lang, most, &mut names));
    let sections = report.sections.iter();
    let places = Places(
        sections
            .map(|section| {
                let slips = matches!(section.layout, super::Layout::Slips { .. });
                let most = if slips { most.min(SLIPS_A_SHEET) } else { most };
                Place::new(section, lang, most, &mut names)
            })
            .collect(),
    );
    let charts = (!report.charts.is_empty()).then(|| names.next(words::CHARTS.get(lang)));
    let answers = !report.lead.is_empty() || report.summary.iter().any(|f| f.label.is_some());
    let answer = answers.then(|| names.next(words::SUMMARY.get(lang)));
    let inputs = Place::new(&inputs, lang, most, &mut names);
    let lists = Lists::new(report, lang, &mut names);
    let page = Page {
        report,
        lang,
        look: &look,
        places: &places,
        lists: &lists,
    };

    let plans = places.0.iter();
    let plans = plans.take_while(|p| p.section.layout == super::Layout::Grid);
    let (plans, others) = places.0.split_at(plans.count());
    for place in plans {
        table(&mut book, &page, place, Extra::None)?;
    }
    if let Some(findings) = &findings {
        table(&mut book, &page, findings, Extra::Severity)?;
    }
    for place in others {
        table(&mut book, &page, place, Extra::None)?;
    }
    let drawable = chart::drawable(&page)?;
    if let Some(name) = charts.filter(|_| !drawable.is_empty()) {
        chart::sheet(add(&mut book, 0, &name)?, &page, &drawable)?;
    }
    if let Some(name) = answer {
        answer::answer(add(&mut book, 0, &name)?, &page)?;
    }
    table(&mut book, &page, &inputs, Extra::Circumstances)?;
    lists.write(&mut book)?;
    Ok(book)
}

/// A section on as many sheets as it needs.
fn table(
    book: &mut Workbook,
    page: &Page<'_>,
    place: &Place<'_>,
    extra: Extra,
) -> Result<(), XlsxError> {
    let section: &Section = place.section;
    let widths = measure::widths(section, page.lang);
    for (nth, name) in place.sheets.iter().enumerate() {
        let lines = place.lines_on(nth).len();
        let worksheet = add(book, lines, name)?;
        let part = Part {
            section,
            place,
            nth,
            widths: &widths,
        };
        sheet::table(worksheet, page, &part, extra)?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Message;
    use crate::report::sample;

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
