//! Formulas, forms, slips, plans and charts in the files themselves: read back
//! by calamine, calculated anew by LibreOffice where it is installed.
#![allow(clippy::unwrap_used)]

#[path = "common/mod.rs"]
mod common;
#[path = "report/forms.rs"]
mod forms;
#[path = "common/office.rs"]
mod office;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use dayclose::base::{Lang, Message, Text};
use dayclose::report::{
    Column, Formula, Kind, Report, Section, Value, csv, html, json, terminal, xlsx,
};
use forms::{LANGS, LINES, number};
use office::{Rows, recalculated, set, stripped};
use rust_decimal::Decimal;
use std::io::{Cursor, Read};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The sheets stand in the order of the sections, from 1.
fn sheet(bytes: &[u8], nth: usize) -> String {
    part(bytes, &format!("xl/worksheets/sheet{nth}.xml"))
}

#[test]
fn formulas_refer_across_sheets_and_keep_their_results() {
    let report = forms::report();
    let mut book = open(xlsx::render(&report, Lang::Zh).unwrap());
    let live = book.worksheet_formula("工资表").unwrap();
    let cell = |row, at| live.get_value((row, at)).unwrap().as_str();
    assert_eq!(cell(3, 1), "SUM(业绩明细!$D$4:$D$9)");
    assert_eq!(cell(4, 3), "ROUND(B5*C5,2)");
    assert_eq!(cell(4, 6), "D5+E5+F5");
    assert_eq!(cell(4, 7), "ROUND(G5/G9,4)");
    let slips = book.worksheet_formula("工资条").unwrap();
    // The second slip's values stand four rows below the first one's.
    assert_eq!(slips.get_value((7, 6)).unwrap(), "工资表!G5");
    let plan = book.worksheet_formula("值班表").unwrap();
    assert_eq!(
        plan.get_value((3, 32)).unwrap(),
        "COUNTIF($B$4:$AF$4,\"早\")+COUNTIF($B$4:$AF$4,\"E\")"
    );
    // The result is there for a program that does not calculate.
    let range = book.worksheet_range("工资表").unwrap();
    for row in 0..5 {
        let stored = range
            .get_value((3 + u32::try_from(row).unwrap(), 6))
            .unwrap();
        let Data::Float(stored) = stored else {
            panic!("a number, not {stored:?}");
        };
        let shown = number(&report, "pay", row, "gross");
        assert_eq!(Decimal::try_from(*stored).unwrap(), shown);
    }
    // An English name with a space is quoted.
    let mut book = open(xlsx::render(&report, Lang::En).unwrap());
    let live = book.worksheet_formula("Pay sheet").unwrap();
    assert_eq!(
        live.get_value((3, 1)).unwrap(),
        "SUM('Sales in detail'!$D$4:$D$9)"
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_an_error_and_no_file() {
    let good = forms::report();
    assert!(xlsx::render(&good, Lang::Zh).is_ok());
    let broken = |formula: Formula| {
        let mut report = forms::report();
        let cell = report.sections[1].rows[0].last_mut().unwrap();
        *cell = formula.into();
        xlsx::render(&report, Lang::Zh).unwrap_err().to_string()
    };
    let f = || Formula::new(0_i64);
    assert!(broken(f().cell("nowhere", 0, "gross")).contains("no section nowhere"));
    assert!(broken(f().cell("pay", 0, "nothing")).contains("no column nothing"));
    assert!(broken(f().cell("pay", 5, "gross")).contains("no row 5"));
    let mut report = forms::report();
    report.charts[0].series.push("nothing".into());
    let said = xlsx::render(&report, Lang::Zh).unwrap_err().to_string();
    assert!(said.contains("no column nothing"), "{said}");
}

#[test]
fn every_other_format_shows_the_result() {
    let report = forms::report();
    let text = terminal::render(&report, Lang::Zh, terminal::Style::default());
    assert!(text.contains("3,808.64"), "{text}");
    let page = html::render(&report, Lang::Zh);
    assert!(page.contains(">3,808.64</td>"));
    let root: serde_json::Value =
        serde_json::from_str(&json::render(&report, Lang::Zh).unwrap()).unwrap();
    assert_eq!(root["sections"]["pay"][0]["gross"], "3808.64");
    assert_eq!(root["rows"][0]["cause"], "漏记", "a colour is no value");
    assert_eq!(root["charts"][1]["kind"], "stacked");
    assert_eq!(root["charts"][1]["series"][2], "deduction");
    let mut only_pay = report.clone();
    only_pay.sections.retain(|s| s.id == "pay");
    let options = csv::Options::default();
    let lines = String::from_utf8(csv::render(&only_pay, Lang::Zh, options).unwrap()).unwrap();
    assert!(lines.contains("员工A,123456.78,0.25%,308.64,3500.00,0.00,3808.64,22.57%\n"));
    for text in [text, page, lines] {
        assert!(!text.contains("ROUND("), "no formula but in the workbook");
    }
}

#[test]
fn forms_are_checked_and_all_else_is_locked() {
    let bytes = xlsx::render(&forms::report(), Lang::Zh).unwrap();
    let count = sheet(&bytes, 5);
    assert!(count.contains("<sheetProtection sheet=\"1\""));
    for rule in [
        "type=\"decimal\" operator=\"greaterThanOrEqual\"",
        "type=\"whole\" operator=\"greaterThanOrEqual\"",
        "type=\"date\" operator=\"greaterThanOrEqual\"",
        "sqref=\"D6:D17\"",
        "填不小于 0 的数字",
    ] {
        assert!(count.contains(rule), "{rule}");
    }
    // A cell to fill in is unlocked, its neighbour is not.
    let styles = part(&bytes, "xl/styles.xml");
    let formats = styles.split("<cellXfs").nth(1).unwrap();
    let formats = formats.split("</cellXfs>").next().unwrap();
    let formats: Vec<&str> = formats.split("<xf ").skip(1).collect();
    let unlocked = |cell: &str| {
        let from = count.find(&format!("<c r=\"{cell}\" s=\"")).unwrap();
        let index = count[from..].split('"').nth(3).unwrap();
        formats[index.parse::<usize>().unwrap()].contains("locked=\"0\"")
    };
    assert!(unlocked("D6") && unlocked("F17"));
    assert!(!unlocked("A6") && !unlocked("C17"));
    let differences = sheet(&bytes, 4);
    assert!(!differences.contains("<sheetProtection"));
    assert!(differences.contains("\"漏记,跨期,单位,残次\""));
    // Sixty names do not fit into a rule; they stand on a hidden sheet.
    assert!(differences.contains("选项!$A$1:$A$60"));
    assert!(
        part(&bytes, "xl/workbook.xml").contains("name=\"选项\" sheetId=\"10\" state=\"hidden\"")
    );
    let english = sheet(&xlsx::render(&forms::report(), Lang::En).unwrap(), 5);
    assert!(english.contains("A number, 0 or more") && !english.contains("数字"));
}

#[test]
fn paper_breaks_and_names_are_as_asked() {
    let bytes = xlsx::render(&forms::report(), Lang::Zh).unwrap();
    let count = sheet(&bytes, 5);
    // Rows 4 and 8 of the section begin a page: rows 10 and 14 of the sheet.
    assert!(count.contains("<brk id=\"9\"") && count.contains("<brk id=\"13\""));
    assert!(count.contains("paperSize=\"9\"") && count.contains("orientation=\"portrait\""));
    let book = part(&bytes, "xl/workbook.xml");
    assert!(
        book.contains("'盘点 A-C'!$5:$5"),
        "the heading repeats: {book}"
    );
    // Three slips a page.
    assert!(sheet(&bytes, 1).contains("<brk id=\"14\""));
    let plan = sheet(&bytes, 6);
    assert!(plan.contains("paperSize=\"8\"") && plan.contains("orientation=\"landscape\""));
    assert!(plan.contains("fitToHeight=\"0\""));
    let mut book = open(bytes);
    assert_eq!(
        book.sheet_names(),
        [
            "工资条",
            "工资表",
            "业绩明细",
            "差异",
            "盘点 A-C",
            "值班表",
            "图表",
            "摘要",
            "输入",
            "选项"
        ]
    );
    let range = book.worksheet_range("盘点 A-C").unwrap();
    assert_eq!(
        range.get_value((2, 0)),
        Some(&Data::String("区域:A、B、C".into()))
    );
    let last = range.end().unwrap().0;
    let Some(Data::String(signed)) = range.get_value((last, 0)) else {
        panic!("signatures");
    };
    assert!(signed.contains("盘点人") && signed.contains("监盘人") && !signed.contains("审批"));
}

#[test]
fn charts_are_native_in_a_workbook_and_pictures_in_a_page() {
    let report = forms::report();
    let bytes = xlsx::render(&report, Lang::Zh).unwrap();
    let kinds = [
        ("<c:barDir val=\"bar\"/>", "工资表!$B$4:$B$8"),
        ("<c:grouping val=\"stacked\"/>", "工资表!$F$4:$F$8"),
        // The first three rows only.
        ("<c:barDir val=\"col\"/>", "工资表!$D$4:$D$6"),
        ("<c:lineChart>", "业绩明细!$D$4:$D$33"),
    ];
    for (nth, (kind, values)) in (1..).zip(kinds) {
        let chart = part(&bytes, &format!("xl/charts/chart{nth}.xml"));
        assert!(
            chart.contains(kind) && chart.contains(values),
            "chart {nth}"
        );
        assert!(chart.contains("金额(元)"), "axes have titles");
    }
    let page = html::render(&report, Lang::Zh);
    assert_eq!(page.matches("<svg ").count(), 4);
    assert_eq!(page.matches("<desc id=\"chart").count(), 4);
    assert!(
        page.contains("员工A 123,456.78"),
        "the numbers are read out"
    );
    assert!(!page.contains("<script") && !page.contains("http:"));
    // What cannot be drawn says so.
    let mut missing = report;
    missing.charts[0].section = "nowhere";
    let page = html::render(&missing, Lang::Zh);
    assert_eq!(page.matches("<svg ").count(), 3);
    assert!(page.contains("<figcaption>业绩排名</figcaption>\n<p class=\"none\">无</p>"));
}

#[test]
fn colours_need_a_terminal_and_blank_forms_paper() {
    let report = forms::report();
    let plain = terminal::render(&report, Lang::Zh, terminal::Style::default());
    assert!(!plain.contains('\u{1b}'));
    let style = terminal::Style {
        color: true,
        ..terminal::Style::default()
    };
    let painted = terminal::render(&report, Lang::Zh, style);
    assert!(painted.contains("\u{1b}[33m员工D"), "{painted}");
    assert!(painted.contains("\u{1b}[36m漏记"));
    // «原因» has a value in one row and is shown, «处理意见» is blank.
    assert!(plain.contains("推断  原因\n") && !plain.contains("处理意见"));
    for lang in LANGS {
        let page = html::render(&report, lang);
        assert!(page.contains("class=\"tones t-hue0\"") && page.contains("class=\"fill\""));
    }
}

/// A report that uses nothing of this has the page it had before.
#[test]
fn a_plain_page_carries_no_style_for_what_it_does_not_use() {
    let mut plain = forms::report();
    plain.charts.clear();
    plain.sections.clear();
    let column = Column::new("a", Text::new("甲", "a"), Kind::Int);
    let mut section = Section::new("rows", Message::data("rows"), vec![column]);
    section.rows.push(vec![Value::Int(1)]);
    plain.sections.push(section);
    let page = html::render(&plain, Lang::Zh);
    assert!(!page.contains(".slips") && !page.contains(".t-good"));
    plain.sections[0].rows[0][0] = Value::Int(1).toned(dayclose::report::Tone::Good);
    assert!(html::render(&plain, Lang::Zh).contains(".t-good"));
}

fn decimal(rows: &Rows, row: usize, at: usize) -> Decimal {
    let shown = &rows[row][at];
    let (number, unit) = match shown.strip_suffix('%') {
        Some(number) => (number, Decimal::ONE_HUNDRED),
        None => (shown.as_str(), Decimal::ONE),
    };
    let float: f64 = number
        .parse()
        .unwrap_or_else(|_| panic!("a number, not {shown:?}"));
    (Decimal::try_from(float).unwrap() / unit).round_dp(4)
}

#[test]
fn libreoffice_calculates_every_formula_as_it_is_stored() {
    let report = forms::report();
    let bytes = xlsx::render(&report, Lang::Zh).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: Vec<u8>| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    };
    write("as-is.xlsx", stripped(&bytes, |_, _| {}).0);
    // The first detail line of the first person, 1,000 more.
    let line = number(&report, "detail", 0, "amount") + Decimal::from(1000);
    write(
        "changed.xlsx",
        stripped(&bytes, |nth, text| {
            if nth == 3 {
                set(text, "D4", &line.to_string());
            }
        })
        .0,
    );
    let Some(sheets) = recalculated(folder.path(), "as-is") else {
        common::skip(
            "libreoffice_calculates_every_formula_as_it_is_stored",
            "soffice is not installed",
        );
        return;
    };
    let (pay, slips, plan) = (&sheets["工资表"], &sheets["工资条"], &sheets["值班表"]);
    for row in 0..5 {
        for (at, key) in [(1, "sales"), (3, "commission"), (6, "gross"), (7, "share")] {
            assert_eq!(
                decimal(pay, 3 + row, at),
                number(&report, "pay", row, key),
                "{row} {key}"
            );
        }
        for (at, key) in [(1, "sales"), (2, "rate"), (6, "gross")] {
            assert_eq!(
                decimal(slips, 3 + 4 * row, at),
                number(&report, "slips", row, key)
            );
        }
    }
    assert_eq!(slips[3][0], "员工A");
    for row in 0..12 {
        for (at, key) in [(32, "early"), (33, "late")] {
            assert_eq!(
                decimal(plan, 3 + row, at),
                number(&report, "plan", row, key)
            );
        }
    }
    let sheets = recalculated(folder.path(), "changed").unwrap();
    let (pay, slips) = (&sheets["工资表"], &sheets["工资条"]);
    let moved = |rows: &Rows, row, at, key| decimal(rows, row, at) - number(&report, "pay", 0, key);
    assert_eq!(moved(pay, 3, 1, "sales"), Decimal::from(1000));
    // 1,000 × 0.25 %.
    assert_eq!(moved(pay, 3, 6, "gross"), Decimal::new(25, 1));
    assert_eq!(moved(slips, 3, 6, "gross"), Decimal::new(25, 1));
    assert_eq!(
        decimal(pay, 4, 6),
        number(&report, "pay", 1, "gross"),
        "nobody else's"
    );
    assert_eq!(LINES, 6, "six lines a person");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let render = |report: &Report, lang| {
        (
            xlsx::render(report, lang).unwrap(),
            html::render(report, lang),
        )
    };
    for lang in LANGS {
        let (first, second) = (
            render(&forms::report(), lang),
            render(&forms::report(), lang),
        );
        assert!(first == second, "{lang:?}");
    }
}
