//! The report as aligned text for a terminal.
//!
//! Blocks with one blank line between them: title and scope, the answer in a
//! few lines, the figures, each section as a table without boxes, and last what
//! needs a person: infos, then warnings, then errors, so that the gravest stand
//! directly above the prompt.
//!
//! A table wider than the terminal first lets its headings take two lines, then
//! leaves out columns (highest [`Column::drop`](super::Column::drop) first) and
//! says so, then shortens its widest words; ids and numbers are never
//! shortened. A table that still does not fit becomes one block a row.

mod grid;
mod ink;

use super::model::{Kind, Report, Section, Value};
use super::width::{one_line, shorten, width, wrap};
use super::{show, words};
use crate::base::{Finding, Lang, Severity};
use anstyle::Style as Ansi;
use grid::{GAP, Grid, total_width};
use ink::{DIM, NONE, RED, TITLE, YELLOW, tinted};

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Cells in a line.
    pub width: usize,
    pub color: bool,
    /// Every info, and the files that were read.
    pub verbose: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            width: 80,
            color: false,
            verbose: false,
        }
    }
}

/// Infos shown before the rest is only counted.
const INFOS: usize = 20;
/// The hanging indent of a finding's further lines.
const HANG: usize = 5;

/// The whole text, each line ended; no line ends in spaces.
pub fn render(report: &Report, lang: Lang, style: Style) -> String {
    let mut out = Out {
        text: String::new(),
        width: style.width.max(20),
        color: style.color,
        infos: if style.verbose { usize::MAX } else { INFOS },
        lang,
    };
    out.head(report);
    let shown: Vec<&Section> = report.sections.iter().filter(|s| s.screen).collect();
    let many = shown.len() > 1;
    for section in shown {
        out.section(section, many);
    }
    if style.verbose && !report.inputs.is_empty() {
        out.section(&super::extra::inputs(report), true);
    }
    for severity in [Severity::Info, Severity::Warning, Severity::Error] {
        out.findings(&report.findings, severity);
    }
    out.text
}

struct Out {
    text: String,
    width: usize,
    color: bool,
    /// Infos shown before the rest is only counted.
    infos: usize,
    lang: Lang,
}

impl Out {
    fn paint(&self, style: Ansi, text: &str) -> String {
        if self.color && style != NONE && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Wrapped lines, each indented; the first may differ from the others.
    fn lines(&mut self, style: Ansi, first: usize, rest: usize, text: &str) {
        let wrapped = wrap(
            text,
            self.width.saturating_sub(first),
            self.width.saturating_sub(rest),
        );
        for (i, part) in wrapped.iter().enumerate() {
            let indent = if i == 0 { first } else { rest };
            let line = format!("{}{}", " ".repeat(indent), self.paint(style, part));
            self.line(line.trim_end());
        }
    }

    /// A blank line, unless nothing stands above.
    fn block(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn head(&mut self, report: &Report) {
        let title = one_line(report.title.get(self.lang));
        let scope = one_line(report.scope.get(self.lang));
        let both = if scope.is_empty() {
            title
        } else {
            format!("{title}  {scope}")
        };
        self.lines(TITLE, 0, 2, &both);
        for lead in &report.lead {
            self.lines(NONE, 2, 4, &one_line(lead.get(self.lang)));
        }
        self.facts(report);
    }

    /// The figures side by side, `label value · label value`.
    fn facts(&mut self, report: &Report) {
        let facts = report.summary.iter().filter_map(|fact| {
            let value = one_line(&show::text(&fact.value, Kind::Text, self.lang));
            let label = fact.label?.get(self.lang);
            (!value.is_empty()).then(|| format!("{label} {value}"))
        });
        let facts: Vec<String> = facts.collect();
        self.side_by_side(&facts);
    }

    /// Figures on indented lines, as many on each as fit, none broken that fits
    /// a line of its own.
    fn side_by_side(&mut self, figures: &[String]) {
        let room = self.width.saturating_sub(2);
        let mut lines: Vec<String> = Vec::new();
        for figure in figures {
            match lines.last_mut() {
                Some(line) if width(line) + 3 + width(figure) <= room => {
                    line.push_str(" · ");
                    line.push_str(figure);
                }
                _ => lines.push(figure.clone()),
            }
        }
        for line in lines {
            self.lines(NONE, 2, 4, &line);
        }
    }

    fn section(&mut self, section: &Section, titled: bool) {
        let seen = section.seen();
        let section = seen.as_ref();
        self.block();
        let title = one_line(section.title.get(self.lang));
        if section.rows.is_empty() {
            let none = words::NO_LINES.get(self.lang);
            let colon = words::COLON.get(self.lang);
            self.lines(NONE, 0, 2, &format!("{title}{colon}{none}"));
            return;
        }
        if titled && !title.is_empty() {
            self.lines(TITLE, 0, 2, &title);
        }
        for line in &section.subtitle {
            self.lines(NONE, 2, 4, &one_line(line.get(self.lang)));
        }
        let mut cells = grid::cells(section, self.lang);
        let (grid, left_out) = grid::layout(section, &cells, self.lang, self.width);
        if !grid::shows_total(section, &grid) {
            cells.truncate(section.rows.len());
        }
        if total_width(&grid) > self.width {
            self.one_block_a_row(section, &cells);
        } else {
            self.table(section, &cells, &grid);
        }
        if total_width(&grid) <= self.width && !left_out.is_empty() {
            let said = words::columns_left_out(&left_out);
            self.lines(DIM, 2, 2, &one_line(said.get(self.lang)));
        }
        // Those with a patch of colour explain colours.
        for note in section.notes.iter().filter(|note| note.tone.is_none()) {
            self.lines(DIM, 2, 4, &one_line(note.text.get(self.lang)));
        }
    }

    fn table(&mut self, section: &Section, cells: &[Vec<String>], grid: &[Grid]) {
        let height = grid.iter().map(|g| g.heading.len()).max().unwrap_or(1);
        for level in 0..height {
            // A short heading stands on the last of the heading's lines.
            let line = self.row(grid, |g| {
                let blank = height - g.heading.len();
                let part = level.checked_sub(blank).and_then(|i| g.heading.get(i));
                (part.cloned().unwrap_or_default(), TITLE)
            });
            self.line(&line);
        }
        for (r, row) in cells.iter().enumerate() {
            let values = section.rows.get(r);
            let line = self.row(grid, |g| {
                let value = values.and_then(|v| v.get(g.index));
                let text = &row[g.index];
                let negative = match value {
                    Some(value) => show::is_negative(value),
                    None => g.right && text.starts_with('-'),
                };
                let style = match (negative, values.is_none()) {
                    (true, _) => RED,
                    (false, true) => TITLE,
                    (false, false) => {
                        let column = section.columns[g.index].tone;
                        let tone = value.and_then(Value::tone).or(section.row_tone(r));
                        tone.or(column).map_or(NONE, tinted)
                    }
                };
                (shorten(text, g.width), style)
            });
            self.line(&line);
        }
    }

    fn row(&self, grid: &[Grid], cell: impl Fn(&Grid) -> (String, Ansi)) -> String {
        let mut line = String::new();
        // Spaces are written only once something stands right of them.
        let mut pending = 0;
        for (i, g) in grid.iter().enumerate() {
            if i > 0 {
                pending += GAP;
            }
            let (text, style) = cell(g);
            let blank = g.width.saturating_sub(width(&text));
            if text.is_empty() {
                pending += blank;
                continue;
            }
            if g.right {
                pending += blank;
            }
            line.push_str(&" ".repeat(pending));
            line.push_str(&self.paint(style, &text));
            pending = if g.right { 0 } else { blank };
        }
        line
    }

    /// The last resort of a narrow terminal: the first column, then the others
    /// as `heading value` pairs.
    fn one_block_a_row(&mut self, section: &Section, cells: &[Vec<String>]) {
        for row in cells {
            let mut filled = section
                .columns
                .iter()
                .zip(row)
                .filter(|(_, c)| !c.is_empty());
            if let Some((_, first)) = filled.next() {
                self.lines(NONE, 0, 2, first);
            }
            let pairs: Vec<String> = filled
                .map(|(column, cell)| format!("{} {cell}", one_line(&column.title(self.lang))))
                .collect();
            self.side_by_side(&pairs);
        }
    }

    fn findings(&mut self, all: &[Finding], severity: Severity) {
        let of_it: Vec<&Finding> = all.iter().filter(|f| f.severity == severity).collect();
        if of_it.is_empty() {
            return;
        }
        let color = match severity {
            Severity::Error => RED,
            Severity::Warning => YELLOW,
            Severity::Info => NONE,
        };
        self.block();
        let count = words::severity_count(severity, of_it.len());
        self.lines(color.bold(), 0, 0, count.get(self.lang));
        let shown = match severity {
            Severity::Info => self.infos.min(of_it.len()),
            _ => of_it.len(),
        };
        for finding in &of_it[..shown] {
            let mut text = finding.rule.clone();
            // A file or cell is named once: in the message, or where it stands.
            let (subject, message) = (&finding.subject, finding.message.get(self.lang));
            let stands = finding.source.as_deref().unwrap_or_default();
            let named = message.contains(subject.as_str()) || stands.starts_with(subject.as_str());
            if !named {
                text = format!("{text} {subject}");
            }
            text = format!("{text}  {message}");
            self.lines(NONE, 2, HANG, &one_line(&text));
            if let Some(source) = &finding.source {
                self.lines(DIM, HANG, HANG, &one_line(source));
            }
        }
        if shown < of_it.len() {
            let rest = words::more_infos(of_it.len() - shown);
            self.lines(DIM, 2, 2, rest.get(self.lang));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Message, Money, Text};
    use crate::report::{Column, sample};
    use rust_decimal::Decimal;

    fn plain(report: &Report, width: usize) -> String {
        render(
            report,
            Lang::Zh,
            Style {
                width,
                color: false,
                verbose: false,
            },
        )
    }

    fn money(fen: i64) -> Value {
        Value::Money(Money(Decimal::new(fen, 2)))
    }

    /// A report of nothing but one small table.
    fn table() -> Report {
        let mut report = sample::report(0);
        report.lead.clear();
        report.summary.clear();
        report.findings.clear();
        let columns = vec![
            Column::new("sku", Text::new("编码", "sku"), Kind::Id),
            Column::new("name", Text::new("品名 规格", "name"), Kind::Text),
            Column::new("qty", Text::new("账面", "book"), Kind::Int),
            Column::new("sum", Text::new("金额", "amount"), Kind::Money).summed(),
            Column::new("why", Text::new("原因", "cause"), Kind::Text),
        ];
        let mut section = Section::new("rows", Message::data("rows"), columns);
        section.rows = vec![
            vec![
                "SP11295".into(),
                "商品185 红/M".into(),
                Value::Int(1200),
                money(123_450),
                "漏记".into(),
            ],
            vec![
                "SP1".into(),
                "ab".into(),
                Value::Int(-7),
                money(-5),
                Value::None,
            ],
        ];
        report.sections = vec![section];
        report
    }

    #[test]
    fn columns_align_by_display_width() {
        assert_eq!(
            plain(&table(), 80),
            "账账核对  截至 2026-10-31\n\n\
             编码     品名 规格      账面      金额  原因\n\
             SP11295  商品185 红/M  1,200  1,234.50  漏记\n\
             SP1      ab               -7     -0.05\n\
             合计                          1,234.45\n"
        );
    }

    #[test]
    fn columns_are_left_out_by_rank_then_words_shortened() {
        let mut report = table();
        report.sections[0].columns[2].drop = 1;
        report.sections[0].columns[4].drop = 2;
        for (width, line, said) in [
            (50, "SP11295  商品185 红/M  1,200  1,234.50  漏记", None),
            (
                40,
                "SP11295  商品185 红/M  1,200  1,234.50",
                Some("其余 1 列未显示:原因"),
            ),
            (
                35,
                "SP11295  商品185 红/M  1,234.50",
                Some("其余 2 列未显示:账面、原因"),
            ),
            (
                29,
                "SP11295  商品185…    1,234.50",
                Some("其余 2 列未显示:账面、原因"),
            ),
        ] {
            let text = plain(&report, width);
            assert!(text.lines().any(|l| l == line), "{width}: {text}");
            match said {
                Some(said) => {
                    assert!(text.replace("\n  ", "").contains(said), "{width}: {text}");
                    assert!(text.contains("FILE.xlsx"), "{width}: {text}");
                }
                None => assert!(!text.contains("未显示"), "{width}: {text}"),
            }
        }
    }

    #[test]
    fn ids_and_numbers_are_never_shortened() {
        let text = plain(&table(), 22);
        for whole in ["SP11295", "金额 1,234.50", "账面 1,200", "原因 漏记"] {
            assert!(text.contains(whole), "{whole}: {text}");
        }
        assert!(!text.contains('…'));
    }

    #[test]
    fn every_line_fits_and_none_ends_in_spaces() {
        for lang in [Lang::Zh, Lang::En] {
            for columns in [24, 40, 60, 80, 100, 132, 200] {
                let style = Style {
                    width: columns,
                    color: false,
                    verbose: false,
                };
                for line in render(&sample::report(60), lang, style).lines() {
                    assert_eq!(line, line.trim_end());
                    // A path or an address longer than the line stays whole.
                    let word = line.trim_start().split(' ').map(width).max();
                    let room = columns.max(HANG + word.unwrap_or(0));
                    assert!(width(line) <= room, "{columns}: {line}");
                }
            }
        }
    }

    #[test]
    fn findings_stand_last_and_infos_are_counted() {
        let text = plain(&sample::report(5), 80);
        let places: Vec<usize> = ["提示 23\n", "其余 3 条提示", "警告 2\n", "错误 1\n"]
            .iter()
            .map(|part| text.find(part).expect(part))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(text.matches("有据修改").count(), 20);
        assert!(text.ends_with(
            "错误 1\n  O2 3000004182221477  手机已改\n     inbox/天猫/订单-1122.csv:1841\n"
        ));
    }

    #[test]
    fn colour_only_when_asked_and_only_around_words() {
        let style = Style {
            width: 80,
            color: true,
            verbose: false,
        };
        let text = render(&sample::report(5), Lang::Zh, style);
        assert!(text.contains("\u{1b}[31m-1,234.57\u{1b}[0m"));
        assert!(text.contains("\u{1b}[31m错误 1") || text.contains("\u{1b}[1m\u{1b}[31m错误 1"));
        assert!(!text.lines().any(|line| line.ends_with(' ')));
        assert!(!text.contains(" \u{1b}[0m"), "no painted spaces at an end");
        assert!(!plain(&sample::report(5), 80).contains('\u{1b}'));
    }

    #[test]
    fn an_empty_table_says_so() {
        let mut report = table();
        report.sections[0].rows.clear();
        assert!(plain(&report, 80).ends_with("rows：无\n"));
        report.sections.clear();
        assert_eq!(plain(&report, 80), "账账核对  截至 2026-10-31\n");
    }
}
