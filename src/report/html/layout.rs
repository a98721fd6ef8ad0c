//! What a section has beyond a table: slips, the heading of a wall plan, lines
//! above and below, colours, paper. The style for it stands in a page only
//! where something of it is used.

use super::{Page, escape};
use crate::base::Lang;
use crate::report::model::{Column, Layout, Note, Paper, Report, Section, Size, Turn, Value};
use crate::report::{show, tint};
use std::fmt::Write;

const STYLE: &str = include_str!("more.css");

/// The further style, empty where nothing needs it.
pub fn style(report: &Report) -> String {
    if !needed(report) {
        return String::new();
    }
    let mut style = STYLE.to_owned();
    for tone in tint::all() {
        if let Some(rgb) = tint::fill(tone) {
            let name = tint::name(tone);
            let _ = writeln!(style, ".t-{name} {{ background: #{rgb:06x}; }}");
        }
    }
    style
}

fn needed(report: &Report) -> bool {
    let special =
        |column: &Column| column.fill.is_some() || column.tone.is_some() || column.under.is_some();
    let coloured = |row: &Vec<Value>| row.iter().any(|value| value.tone().is_some());
    !report.charts.is_empty()
        || report.sections.iter().any(|s| {
            s.layout != Layout::Table
                || s.paper != Paper::default()
                || !s.notes.is_empty()
                || !s.subtitle.is_empty()
                || !s.row_tones.is_empty()
                || s.columns.iter().any(special)
                || s.rows.iter().any(coloured)
        })
}

/// The classes of a cell besides those of its kind.
pub fn classes(section: &Section, nth: Option<usize>, column: &Column, value: &Value) -> String {
    let mut classes = String::new();
    if column.fill.is_some() {
        classes.push_str(" fill");
    }
    let row = nth.and_then(|nth| section.row_tone(nth));
    if let Some(tone) = value.tone().or(row).or(column.tone) {
        let name = tint::name(tone);
        match tint::fill(tone) {
            Some(_) => {
                let _ = write!(classes, " tones t-{name}");
            }
            None => {
                let _ = write!(classes, " {name}");
            }
        }
    }
    if section.layout == Layout::Grid && !column.kind.is_number() && column.under.is_none() {
        classes.push_str(" name");
    }
    classes
}

/// The classes of a section: its paper, where that does not follow its width.
pub fn paper(section: &Section, by_width: &'static str) -> String {
    let wide = match (section.paper.turn, section.layout) {
        (Turn::ByWidth, Layout::Grid) | (Turn::Across, _) => "wide",
        (Turn::ByWidth, _) => by_width,
        (Turn::Upright, _) => "",
    };
    let a3 = match section.paper.size {
        Size::A4 => "",
        Size::A3 => "a3 ",
    };
    format!("{a3}{wide}").trim_end().to_owned()
}

impl Page {
    /// Area, date, counter: lines under the title.
    pub(super) fn subtitle(&mut self, section: &Section) {
        for line in &section.subtitle {
            let line = self.word(line);
            self.put(format_args!("<p class=\"sub\">{line}</p>\n"));
        }
    }

    pub(super) fn notes(&mut self, notes: &[Note]) {
        if notes.is_empty() {
            return;
        }
        self.put(format_args!("<ul class=\"notes\">\n"));
        for note in notes {
            let text = self.word(&note.text);
            let patch = match note.tone {
                Some(tone) => {
                    let name = tint::name(tone);
                    format!("<i class=\"tones t-{name}\"></i>")
                }
                None => String::new(),
            };
            self.put(format_args!("<li>{patch}{text}</li>\n"));
        }
        self.put(format_args!("</ul>\n"));
    }

    /// 工资条: every row under a heading of its own, in one table, so that the
    /// columns of all slips line up.
    pub(super) fn slips(&mut self, section: &Section, a_page: usize) {
        let long = self.long_columns(section);
        let columns = section.columns.len();
        self.put(format_args!("<div class=\"box slips\"><table>\n"));
        for (nth, row) in section.rows.iter().enumerate() {
            let page = if a_page > 0 && nth > 0 && nth.is_multiple_of(a_page) {
                " class=\"page\""
            } else {
                ""
            };
            self.put(format_args!("<tbody{page}>\n<tr>"));
            self.headings(section, &long);
            self.put(format_args!("</tr>\n"));
            self.row(section, row, &long, Some(nth), None);
            self.put(format_args!(
                "<tr class=\"cut\"><td colspan=\"{columns}\"></td></tr>\n</tbody>\n"
            ));
        }
        self.put(format_args!("</table></div>\n"));
    }

    /// Each group of rows of the same first value under that value, folded away.
    pub(super) fn folded(&mut self, section: &Section) {
        let mut part = section.clone();
        if part.columns.is_empty() {
            return;
        }
        part.columns.remove(0);
        self.put(format_args!("<div class=\"folds\">\n"));
        let mut first = 0;
        let same = |a: &Vec<Value>, b: &Vec<Value>| a.first() == b.first();
        for group in section.rows.chunk_by(same) {
            let value = group[0].first().unwrap_or(&Value::None);
            let name = show::text(value, section.columns[0].kind, self.lang);
            let rows = first..first + group.len();
            part.rows = group
                .iter()
                .map(|row| row.get(1..).unwrap_or_default().to_vec())
                .collect();
            part.row_tones = section
                .row_tones
                .iter()
                .filter(|(row, _)| rows.contains(row))
                .map(|(row, tone)| (row - first, *tone))
                .collect();
            first = rows.end;
            let anchor = escape(&name.replace(char::is_whitespace, "-"));
            let name = escape(&name);
            // The anchor lies inside, so that going there unfolds it.
            self.put(format_args!(
                "<details>\n<summary>{name}</summary>\n<div id=\"{anchor}\">\n"
            ));
            self.table(&part);
            self.put(format_args!("</div>\n</details>\n"));
        }
        self.put(format_args!("</div>\n"));
    }

    /// A heading of a wall plan: a day over its weekday, counts upright.
    pub(super) fn plan_heading(&mut self, section: &Section, column: &Column) {
        let heading = self.word(&column.heading);
        let classes = classes(section, None, column, &Value::None);
        if let Some(under) = &column.under {
            let under = self.word(under);
            self.put(format_args!(
                "<th scope=\"col\" class=\"day{classes}\">{heading}<small>{under}</small></th>"
            ));
        } else if column.kind.is_number() {
            self.put(format_args!(
                "<th scope=\"col\" class=\"up{classes}\"><span>{heading}</span></th>"
            ));
        } else {
            self.put(format_args!(
                "<th scope=\"col\" class=\"head{classes}\">{heading}</th>"
            ));
        }
    }

    /// The charts of the report, each a picture with its words.
    pub(super) fn charts(&mut self, report: &Report) {
        for (nth, chart) in report.charts.iter().enumerate() {
            let section = report.sections.iter().find(|s| s.id == chart.section);
            let picture = super::svg::draw(chart, section, nth, self.lang);
            self.html.push_str(&picture);
        }
    }
}

/// The heading of a column on its one line.
pub fn title(column: &Column, lang: Lang) -> String {
    escape(&column.title(lang))
}
