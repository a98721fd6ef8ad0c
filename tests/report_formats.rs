//! One report in every format: the same bytes twice, and no word of the
//! renderers in the wrong language.
#![allow(clippy::unwrap_used)]

use dayclose::base::{self, Lang, Text};
use dayclose::report::{Column, Format, Input, Kind, Report, Section, Value};
use dayclose::report::{csv, html, json, terminal, words, xlsx};
use std::io::{Cursor, Read};

#[path = "../src/report/sample.rs"]
mod sample;

fn render(report: &Report, format: Format, lang: Lang) -> Vec<u8> {
    match format {
        Format::Table => terminal::render(report, lang, terminal::Style::default()).into_bytes(),
        Format::Json => json::render(report, lang).unwrap().into_bytes(),
        Format::Csv => csv::render(
            report,
            lang,
            csv::Options {
                bom: true,
                excel: true,
            },
        )
        .unwrap(),
        Format::Xlsx => xlsx::render(report, lang).unwrap(),
        Format::Html => html::render(report, lang).into_bytes(),
    }
}

/// What a reader can see of it: a workbook's parts unzipped, without the names
/// of fonts, which are no words.
fn seen(report: &Report, format: Format, lang: Lang) -> String {
    let bytes = render(report, format, lang);
    if format != Format::Xlsx {
        return String::from_utf8(bytes).unwrap();
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        if !name.ends_with("theme1.xml") && !name.ends_with("styles.xml") {
            part.read_to_string(&mut all).unwrap();
        }
    }
    all
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in Format::ALL {
        for lang in [Lang::Zh, Lang::En] {
            let first = render(&sample::report(60), format, lang);
            let second = render(&sample::report(60), format, lang);
            assert!(first == second, "{format:?} {lang:?}");
        }
    }
}

#[test]
fn english_has_no_chinese_but_in_data() {
    for format in Format::ALL {
        let text = seen(&sample::ascii(60), format, Lang::En);
        let cjk: String = text.chars().filter(|c| is_cjk(*c)).collect();
        assert_eq!(cjk, "", "{format:?}");
        let with_data = seen(&sample::report(60), format, Lang::En);
        assert!(with_data.contains("商品1"), "{format:?}: data stays");
    }
}

#[test]
fn chinese_has_no_english_word_of_the_renderers() {
    let words: [Text; 24] = [
        words::TOTAL,
        words::NO_LINES,
        words::SUMMARY,
        words::FIGURE,
        words::FIGURE_VALUE,
        words::FINDINGS,
        words::SEVERITY,
        words::RULE,
        words::SUBJECT,
        words::MESSAGE,
        words::SOURCE,
        words::INPUTS,
        words::ROLE,
        words::FILE,
        words::SHEET,
        words::ROWS,
        words::REJECTED,
        words::COMMAND,
        words::TOOL,
        words::CONFIG,
        words::CLOCK,
        words::SIGNATURES[0],
        words::SIGNATURES[1],
        words::SIGNATURES[2],
    ];
    for format in [Format::Table, Format::Csv, Format::Xlsx, Format::Html] {
        let mut report = sample::ascii(60);
        report.sections[1].rows.clear();
        let zh = visible(&seen(&report, format, Lang::Zh), format);
        let en = visible(&seen(&report, format, Lang::En), format);
        for word in words {
            let spoken = speaks(&zh, word.en, format);
            assert!(!spoken, "{format:?}: {}", word.en);
        }
        // The search finds what it looks for: English does say such words.
        let spoken_in_english: &[Text] = match format {
            Format::Table => &[words::TOTAL, words::NO_LINES],
            Format::Xlsx | Format::Html => &[words::FINDINGS, words::SEVERITY, words::CLOCK],
            _ => &[],
        };
        for word in spoken_in_english {
            assert!(speaks(&en, word.en, format), "{format:?}: {}", word.en);
        }
        for english in ["warning", "not shown", "Page ", "shows all"] {
            assert!(!zh.contains(english), "{format:?}: {english}");
        }
    }
}

/// Whether the word stands there as a word: after a tag in markup, alone
/// between spaces in plain text.
fn speaks(text: &str, word: &str, format: Format) -> bool {
    if matches!(format, Format::Table | Format::Csv) {
        return format!(" {} ", text.replace(['\n', ','], " ")).contains(&format!(" {word} "));
    }
    let tagged = format!(">{word}");
    text.match_indices(&tagged).any(|(at, _)| {
        let next = text[at + tagged.len()..].chars().next();
        !next.is_some_and(|c| c.is_ascii_alphanumeric())
    })
}

/// Without markup that names things in English: class names and the style.
fn visible(text: &str, format: Format) -> String {
    let body = match (format, text.find("<body>")) {
        (Format::Html, Some(at)) => &text[at..],
        _ => text,
    };
    body.replace("class=\"warning\"", "")
}

#[test]
fn chinese_terminal_words() {
    let text = String::from_utf8(render(&sample::report(60), Format::Table, Lang::Zh)).unwrap();
    for word in [
        "合计",
        "错误 1",
        "警告 2",
        "提示 23",
        "其余 3 条提示",
        "列未显示",
    ] {
        assert!(text.contains(word), "{word}");
    }
}
