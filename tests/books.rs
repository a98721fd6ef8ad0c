//! Workbooks of every kind, read as a stream of rows. What each fixture
//! imitates is in `fixtures/books/README.md`; the rows expected here are written
//! by hand.
#![allow(clippy::unwrap_used)]

#[path = "books/damage.rs"]
mod damage;

use dayclose::base::Lang;
use dayclose::table::book::{Book, BookError, SheetCell, SheetRow};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Says on standard error, and in the log named by the environment, why a test
/// did not run.
fn skip(test: &str, reason: &str) {
    use std::io::Write;
    let line = format!("SKIP {test}: {reason}");
    eprintln!("{line}");
    if let Ok(log) = std::env::var("DAYCLOSE_SKIP_LOG") {
        let options = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log);
        // One write a line: tests run side by side.
        let line = line + "\n";
        options.unwrap().write_all(line.as_bytes()).unwrap();
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/books")
        .join(name)
}

fn all_rows(book: &mut Book, sheet: &str) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    let mut keep = |batch: Vec<SheetRow>| {
        assert!(batch.len() <= 1_000 && !batch.is_empty());
        rows.extend(batch);
        ControlFlow::Continue(())
    };
    book.rows(sheet, &mut keep).unwrap();
    rows
}

/// A row as `2 A"text" B1.5 C2026-10-01T00:00:00 D08:30:00 Etrue F#N/A`.
fn shown(row: &SheetRow) -> String {
    let mut line = row.number.to_string();
    for (column, cell) in &row.cells {
        let cell = match cell {
            SheetCell::Text(text) => format!("{text:?}"),
            SheetCell::Number(number) => number.to_string(),
            SheetCell::DateTime(at) => at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            SheetCell::Time(time) => time.format("%H:%M:%S%.f").to_string(),
            SheetCell::Bool(yes) => yes.to_string(),
            SheetCell::Error(word) => (*word).to_owned(),
        };
        line += &format!(" {}{cell}", letters(*column));
    }
    line
}

fn letters(mut column: u32) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + (column % 26) as u8));
        match (column / 26).checked_sub(1) {
            Some(rest) => column = rest,
            None => return name,
        }
    }
}

/// The sheet of the fixture has exactly these rows, also when read from memory.
fn expect(name: &str, sheet: &str, rows: &[&str]) {
    let mut book = Book::open(&fixture(name)).unwrap();
    let found: Vec<String> = all_rows(&mut book, sheet).iter().map(shown).collect();
    assert_eq!(found, rows, "{name}#{sheet}");
    let mut book = Book::from_bytes(std::fs::read(fixture(name)).unwrap()).unwrap();
    let found: Vec<String> = all_rows(&mut book, sheet).iter().map(shown).collect();
    assert_eq!(found, rows, "{name}#{sheet} from memory");
}

/// The fixture's sheets, hidden ones in brackets.
fn tabs(name: &str) -> Vec<String> {
    let book = Book::open(&fixture(name)).unwrap();
    let tab = |sheet: &dayclose::table::book::SheetInfo| match sheet.visible {
        true => sheet.name.clone(),
        false => format!("({})", sheet.name),
    };
    book.sheets().iter().map(tab).collect()
}

#[test]
fn dates_times_and_what_only_looks_like_them() {
    let rows = [
        r#"1 A"说明" B"值""#,
        r#"2 A"日期" B2026-10-01T00:00:00"#,
        r#"3 A"日期时间" B2026-10-01T23:59:59"#,
        r#"4 A"中文格式" B2026-11-18T00:00:00"#,
        r#"5 A"时刻" B08:30:00"#,
        r#"6 A"午夜" B00:00:00"#,
        r#"7 A"文本日期" B"2020/2/21 0:00""#,
        r#"8 A"序列号" B46296"#,
        r#"9 A"工时" B08:30:00"#,
        r#"10 A"累计工时" B"25:30:00""#,
        r#"11 A"负数" B-1"#,
    ];
    expect("dates.xlsx", "订单", &rows);
}

#[test]
fn workbooks_that_count_from_1904() {
    let rows = [
        r#"1 A"日期" B"时间""#,
        "2 A2026-10-01T12:00:00 B16:30:00",
        "3 A1904-01-02T00:00:00",
    ];
    expect("epoch_1904.xlsx", "订单", &rows);
    expect("epoch_1904.xls", "日期", &["1 A2026-10-01T12:00:00"]);
}

#[test]
fn merged_item_cells_fill_downwards() {
    let rows = [
        r#"1 A"订单编号" B"收货人" C"商品" D"数量""#,
        r#"2 A"A1001" B"客户甲" C"坚果" D1"#,
        r#"3 A"A1001" B"客户甲" C"果干" D2"#,
        r#"4 A"A1001" B"客户甲" C"礼盒" D3"#,
        r#"5 A"A1002" B"客户乙" C"坚果" D4"#,
    ];
    expect("merged_items.xlsx", "订单", &rows);
}

#[test]
fn merged_headings_of_two_and_three_levels() {
    let two = [
        r#"1 A"编码" B"期初" C"期初" D"期末" E"期末""#,
        r#"2 A"编码" B"数量" C"金额" D"数量" E"金额""#,
        r#"3 A"S1" B1 C2.5 D3 E7.5"#,
    ];
    expect("headings_two_levels.xlsx", "收发存", &two);
    let title = r#"1 A"收发存汇总表" B"收发存汇总表" C"收发存汇总表" D"收发存汇总表""#;
    let three = [
        title,
        r#"2 A"仓库" B"本期收入" C"本期收入" D"结存""#,
        r#"3 A"仓库" B"采购入库" C"采购入库" D"数量""#,
        r#"4 A"仓库" B"数量" C"金额" D"数量""#,
        r#"5 A"主仓" B5 C50 D5"#,
    ];
    expect("headings_three_levels.xlsx", "汇总", &three);
}

#[test]
fn merges_over_whole_rows_and_columns_fill_only_what_is_used() {
    let rows = [
        r#"1 A"十月订单" B"十月订单""#,
        r#"2 A"编号" B"数量""#,
        r#"3 A"A1" B1"#,
        r#"4 A"A1" B2"#,
    ];
    expect("merged_whole_columns.xlsx", "订单", &rows);
}

#[test]
fn hidden_sheets_are_listed_as_such_and_can_be_read() {
    assert_eq!(tabs("hidden_sheets.xlsx"), ["可见", "(隐藏)", "(深藏)"]);
    expect("hidden_sheets.xlsx", "深藏", &[r#"1 A"藏得深""#]);
    assert_eq!(tabs("stocktake.xls"), ["盘点表", "(底稿)"]);
    assert_eq!(tabs("repeated.ods"), ["订单", "(底稿)"]);
    assert_eq!(tabs("libreoffice.ods"), ["订单", "(底稿)"]);
}

#[test]
fn hidden_rows_come_like_any_other() {
    let rows = [r#"1 A"编号""#, r#"2 A"A1""#, r#"3 A"A2""#, r#"4 A"A3""#];
    expect("hidden_rows.xlsx", "订单", &rows);
}

#[test]
fn extents_that_lie_cost_nothing() {
    let stray = [r#"1 A"编号" B"数量""#, r#"2 A"A1" B1"#, r#"1048576 XFD"x""#];
    expect("stray_cell.xlsx", "订单", &stray);
    let ten: Vec<String> = (1..=10).map(|n| format!("{n} A\"A{n}\" B{n}")).collect();
    let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
    expect("declared_whole_sheet.xlsx", "订单", &ten);
    let rows = [r#"1 A"编号""#, r#"2 A"A1""#, r#"41 A"A2""#];
    expect("formatted_blank_rows.xlsx", "订单", &rows);
    expect("empty.xlsx", "Sheet", &[]);
}

#[test]
fn error_cells_keep_their_word() {
    let rows = [
        r#"1 A"错误""#,
        "2 A#DIV/0!",
        "3 A#N/A",
        "4 A#NAME?",
        "5 A#NULL!",
        "6 A#NUM!",
        "7 A#REF!",
        "8 A#VALUE!",
    ];
    expect("error_cells.xlsx", "订单", &rows);
}

#[test]
fn a_formula_is_its_cached_value() {
    let rows = [
        r#"1 A"数量" B"单价" C"金额" D"备注" E"缺货""#,
        r#"2 A3 B2.5 C7.5 D"大单" Efalse"#,
    ];
    expect("formulas.xlsx", "订单", &rows);
}

#[test]
fn text_stays_as_stored() {
    let rows = [
        r#"1 A"编号" B"备注""#,
        r#"2 A"\t123456789012345678" B"  前后空格 ""#,
        r#"3 A"\u{200b}零宽" B"\u{a0}不换行\u{a0}""#,
        r#"4 A"'A1" B"两\n行""#,
        r#"5 A"&<>\"" Btrue"#,
    ];
    expect("text_as_stored.xlsx", "订单", &rows);
}

#[test]
fn xlsm_and_streamed_xlsx() {
    let macros = [r#"1 A"编号" B"数量""#, r#"2 A"A1" B7"#];
    expect("macro.xlsm", "订单", &macros);
    let streamed = [
        r#"1 A"店铺" B"编号""#,
        r#"2 A"一店" B"A1""#,
        r#"3 A"一店" B"A2""#,
    ];
    expect("streamed_prefixed.xlsx", "流式 & 导出", &streamed);
}

#[test]
fn xls_with_merges_dates_and_errors() {
    let rows = [
        r#"1 A"十月盘点" B"十月盘点" C"十月盘点" D"十月盘点""#,
        r#"2 A"仓库" B"商品" C"日期" D"实盘""#,
        r#"3 A"主仓" B"坚果" C2026-10-31T00:00:00 D12"#,
        r#"4 A"主仓" B"'00123" C16:00:00 D0.5"#,
        "6 A#N/A Btrue",
    ];
    expect("stocktake.xls", "盘点表", &rows);
}

#[test]
fn ods_with_a_million_repeated_rows() {
    let rows = [
        r#"1 A"标题" B"标题" C"标题""#,
        r#"4 A"一店" B1.5 C2026-10-01T00:00:00"#,
        r#"5 A"一店" B0.45 C2026-10-01T08:30:00 D08:30:00 E"25:30:00""#,
        r#"6 Atrue D"x" E"x""#,
        r#"7 Atrue D"x" E"x""#,
        r#"8 A"a  b\tc\n<二>" B#N/A"#,
        r#"1048576 XFD"末""#,
    ];
    expect("repeated.ods", "订单", &rows);
    expect("repeated.ods", "底稿", &[r#"1 A"藏着""#]);
    let rows = [
        r#"1 A"店铺" B"日期" C"金额" D"错误""#,
        r#"2 A"一店" B2026-10-01T00:00:00 C12.5 D#N/A"#,
        r#"3 A"一店" B2026-10-02T08:30:00 C13"#,
    ];
    expect("libreoffice.ods", "订单", &rows);
}

#[test]
fn html_that_calls_itself_xls() {
    let rows = [
        r#"1 A"订单编号" B"商品" C"商品""#,
        r#"2 A"订单编号" B"名称" C"数量""#,
        r#"3 A"=\"100200300400500600\"" B"坚果\u{a0}& 果干" C"1""#,
        r#"4 A"=\"100200300400500600\"" B"礼 盒 大" C"1,234.50""#,
        r#"6 A"合计 ¥1,235.50" B"合计 ¥1,235.50" C"合计 ¥1,235.50""#,
    ];
    for name in ["html_utf8.xls", "html_gbk.xls", "html_utf16.xls"] {
        assert_eq!(tabs(name), ["table 1", "table 2", "table 3"]);
        expect(name, "table 1", &rows);
        expect(name, "表1", &rows);
        expect(name, "table 2", &[r#"1 A"外层""#]);
        expect(name, "table 3", &[r#"1 A"内""#]);
    }
    let bare = [r#"1 A"编号" B"数量""#, r#"2 A"A1" B"2""#];
    expect("html_unmarked_gbk.xls", "table 1", &bare);
}

/// Both languages name the file and what to do; a word of each is checked.
fn refused(name: &str, zh: &str, en: &str) {
    let error = Book::open(&fixture(name)).unwrap_err();
    let message = error.message(name);
    for (lang, word) in [(Lang::Zh, zh), (Lang::En, en)] {
        let said = message.get(lang);
        assert!(said.contains(name) && said.contains(word), "{said}");
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    for name in ["password.xlsx", "password.xls", "password.ods"] {
        refused(name, "取消密码", "remove the password");
    }
    refused("spreadsheetml.xls", "另存为 xlsx", "save as xlsx");
    refused("make.py", "不是工作簿", "not a workbook");
    refused("absent.xlsx", "读取文件失败", "cannot be read");
}

#[test]
fn an_unknown_sheet_names_the_known_ones() {
    let mut book = Book::open(&fixture("hidden_sheets.xlsx")).unwrap();
    let mut sink = |_: Vec<SheetRow>| ControlFlow::Continue(());
    let error = book.rows("不在", &mut sink).unwrap_err();
    assert!(matches!(error, BookError::NoSuchSheet { .. }));
    let message = error.message("a.xlsx");
    assert!(message.zh.contains("可见、隐藏、深藏"), "{}", message.zh);
    assert!(message.en.contains("可见, 隐藏, 深藏"), "{}", message.en);
}

fn shared_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    folder.is_dir().then_some(folder)
}

#[test]
fn a_long_real_xlsx() {
    let Some(folder) = shared_data() else {
        return skip("a_long_real_xlsx", "no ../shared/data");
    };
    let mut book = Book::open(&folder.join("liquor_sales_2021.xlsx")).unwrap();
    let sheet = book.sheets()[0].name.clone();
    let rows = all_rows(&mut book, &sheet);
    assert_eq!(rows.len(), 1 + 35_179);
    assert!(rows.iter().all(|row| row.cells.len() <= 6));
    assert!(rows.windows(2).all(|pair| pair[0].number < pair[1].number));
}

#[test]
fn every_real_xls_reads() {
    let Some(folder) = shared_data() else {
        return skip("every_real_xls_reads", "no ../shared/data");
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "xls") {
            continue;
        }
        let mut book = Book::open(&path).unwrap();
        let sheet = book.sheets()[0].name.clone();
        let rows = all_rows(&mut book, &sheet);
        assert!(!rows.is_empty(), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn a_break_ends_the_reading_and_the_book_can_be_read_again() {
    let bytes = long_book(2_500);
    let mut book = Book::from_bytes(bytes).unwrap();
    let mut seen = 0;
    let mut first = |batch: Vec<SheetRow>| {
        seen += batch.len();
        ControlFlow::Break(())
    };
    book.rows("Sheet1", &mut first).unwrap();
    assert!((1..=1_000).contains(&seen), "{seen}");
    let rows = all_rows(&mut book, "Sheet1");
    assert_eq!(rows.len(), 2_500);
    // The merge of A2:A2400 reaches over the batches.
    assert_eq!(shown(&rows[2_399]), r#"2400 A"主仓" B2399"#);
    assert_eq!(shown(&rows[2_400]), "2401 B2400");
}

/// Rows of one number each, the first column merged over nearly all of them.
fn long_book(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..rows {
        sheet.write(row, 1, row).unwrap();
    }
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(1, 0, 2_399, 0, "主仓", &plain).unwrap();
    book.save_to_buffer().unwrap()
}
