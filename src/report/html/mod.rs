//! The report as one self-contained page: style inside, nothing fetched, no
//! script. Title, answer and figures stand first, then findings, then the
//! sections, the inputs last. Tables scroll inside their own box on a phone
//! and repeat their heading on paper.

mod layout;
mod svg;

use super::model::{Kind, Layout, Report, Section, Value};
use super::width::width;
use super::{extra, show, words};
use crate::base::{Finding, Lang, Message, Severity};
use std::fmt::Write;

/// Infos beyond this are folded away.
const INFOS: usize = 20;
/// Words wider than this may wrap, in cells of a terminal.
const ONE_LINE: usize = 32;
/// Cells that fit an A4 page upright and across.
const UPRIGHT: usize = 100;
const ACROSS: usize = 150;

/// The page as UTF-8 text.
pub fn render(report: &Report, lang: Lang) -> String {
    let mut page = Page {
        html: String::new(),
        lang,
    };
    page.head(report);
    page.answer(report);
    page.findings(&report.findings);
    for section in &report.sections {
        page.section(section);
    }
    page.charts(report);
    page.inputs(report);
    page.html.push_str("</main>\n</body>\n</html>\n");
    page.html
}

const STYLE: &str = include_str!("page.css");

struct Page {
    html: String,
    lang: Lang,
}

impl Page {
    /// Markup of ours; writing to a string cannot fail.
    fn put(&mut self, markup: std::fmt::Arguments<'_>) {
        let _ = self.html.write_fmt(markup);
    }

    fn word(&self, message: &Message) -> String {
        escape(message.get(self.lang))
    }

    fn head(&mut self, report: &Report) {
        let code = match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let title = self.word(&report.title);
        let scope = self.word(&report.scope);
        let more = layout::style(report);
        self.put(format_args!(
            "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} {scope}</title>\n<style>\n{STYLE}{more}</style>\n</head>\n<body>\n<main>\n\
             <header>\n<h1>{title} <small>{scope}</small></h1>\n</header>\n"
        ));
    }

    fn answer(&mut self, report: &Report) {
        if !report.lead.is_empty() {
            self.put(format_args!("<div class=\"lead\">\n"));
            for lead in &report.lead {
                let lead = self.word(lead);
                self.put(format_args!("<p>{lead}</p>\n"));
            }
            self.put(format_args!("</div>\n"));
        }
        let facts: Vec<(&str, &Value)> = report
            .summary
            .iter()
            .filter_map(|fact| Some((fact.label?.get(self.lang), &fact.value)))
            .collect();
        if facts.is_empty() {
            return;
        }
        self.put(format_args!("<dl class=\"facts\">\n"));
        for (label, value) in facts {
            let class = if show::is_negative(value) {
                " class=\"neg\""
            } else {
                ""
            };
            let (label, value) = (
                escape(label),
                escape(&show::text(value, Kind::Text, self.lang)),
            );
            self.put(format_args!(
                "<div><dt>{label}</dt><dd{class}>{value}</dd></div>\n"
            ));
        }
        self.put(format_args!("</dl>\n"));
    }

    fn findings(&mut self, all: &[Finding]) {
        if all.is_empty() {
            return;
        }
        let title = words::FINDINGS.get(self.lang);
        let sorted = extra::by_severity(all);
        let counts: Vec<String> = Severity::ALL
            .into_iter()
            .filter_map(|severity| {
                let n = sorted.iter().filter(|f| f.severity == severity).count();
                (n > 0).then(|| self.word(&words::severity_count(severity, n)))
            })
            .collect();
        let counts = counts.join(" · ");
        self.put(format_args!(
            "<section id=\"findings\">\n<h2>{title} <small>{counts}</small></h2>\n"
        ));
        let grave = sorted.partition_point(|f| f.severity != Severity::Info);
        let infos = sorted.len() - grave;
        let open = if infos > INFOS { grave } else { sorted.len() };
        let (open, folded) = sorted.split_at(open);
        if !open.is_empty() {
            self.table(&extra::findings(open));
        }
        if !folded.is_empty() {
            let count = self.word(&words::severity_count(Severity::Info, infos));
            self.put(format_args!("<details>\n<summary>{count}</summary>\n"));
            self.table(&extra::findings(folded));
            self.put(format_args!("</details>\n"));
        }
        self.put(format_args!("</section>\n"));
    }

    fn section(&mut self, section: &Section) {
        let (id, title) = (escape(section.id), self.word(&section.title));
        let class = self.paper(section);
        self.put(format_args!(
            "<section id=\"{id}\"{class}>\n<h2>{title}</h2>\n"
        ));
        self.subtitle(section);
        match section.layout {
            Layout::Slips { a_page } if !section.rows.is_empty() => self.slips(section, a_page),
            Layout::Folded if !section.rows.is_empty() => self.folded(section),
            _ => self.table(section),
        }
        self.notes(&section.notes);
        if section.signed {
            let colon = words::COLON.get(self.lang);
            self.put(format_args!("<p class=\"sign\">"));
            for who in section.signers() {
                let who = who.get(self.lang);
                self.put(format_args!("<span>{who}{colon}</span>"));
            }
            self.put(format_args!("</p>\n"));
        }
        self.put(format_args!("</section>\n"));
    }

    fn table(&mut self, section: &Section) {
        let seen = section.seen();
        let section = seen.as_ref();
        if section.rows.is_empty() {
            let none = words::NO_LINES.get(self.lang);
            self.put(format_args!("<p class=\"none\">{none}</p>\n"));
            return;
        }
        let plan = match section.layout {
            Layout::Grid => " plan",
            // A week: its days are equally wide.
            Layout::Folded if section.columns.len() >= 7 => " fold even",
            Layout::Folded => " fold",
            Layout::Table | Layout::Slips { .. } => "",
        };
        self.put(format_args!(
            "<div class=\"box{plan}\"><table>\n<thead><tr>"
        ));
        let long = self.long_columns(section);
        self.headings(section, &long);
        self.put(format_args!("</tr></thead>\n<tbody>\n"));
        for (nth, row) in section.rows.iter().enumerate() {
            self.row(section, row, &long, Some(nth), None);
        }
        self.put(format_args!("</tbody>\n"));
        if let Some(totals) = show::totals(section) {
            self.put(format_args!("<tfoot>\n"));
            let label = show::total_label_column(section);
            self.row(section, &totals, &long, None, label);
            self.put(format_args!("</tfoot>\n"));
        }
        self.put(format_args!("</table></div>\n"));
    }

    fn headings(&mut self, section: &Section, long: &[bool]) {
        for (column, long) in section.columns.iter().zip(long) {
            if section.layout == Layout::Grid {
                self.plan_heading(section, column);
                continue;
            }
            let heading = layout::title(column, self.lang);
            let class = class(column.kind, &Value::None, *long, "");
            self.put(format_args!("<th scope=\"col\"{class}>{heading}</th>"));
        }
    }

    /// The widest value of a column, in cells of a terminal.
    fn widest(&self, section: &Section, i: usize, kind: Kind) -> usize {
        let values = section.rows.iter().filter_map(|row| row.get(i));
        values
            .map(|value| {
                let text = show::text(value, kind, self.lang);
                // A break in the text makes it long, however short its lines.
                let breaks = if text.contains('\n') { ONE_LINE } else { 0 };
                width(&text) + breaks
            })
            .max()
            .unwrap_or(0)
    }

    /// Columns whose words may take more than one line; so may a hash.
    fn long_columns(&self, section: &Section) -> Vec<bool> {
        let columns = section.columns.iter().enumerate();
        columns
            .map(|(i, column)| {
                matches!(column.kind, Kind::Text | Kind::Id)
                    && self.widest(section, i, column.kind) > ONE_LINE
            })
            .collect()
    }

    /// A wide table is printed across the page, a very wide one in small type.
    fn paper(&self, section: &Section) -> String {
        let columns = section.columns.iter().enumerate();
        let together: usize = columns
            .map(|(i, column)| {
                let heading = width(column.heading.get(self.lang)).min(12);
                let widest = self.widest(section, i, column.kind);
                widest.min(ONE_LINE).max(heading) + 3
            })
            .sum();
        let by_width = if together <= UPRIGHT {
            ""
        } else if together <= ACROSS {
            "wide"
        } else {
            "wide small"
        };
        match layout::paper(section, by_width).as_str() {
            "" => String::new(),
            classes => format!(" class=\"{classes}\""),
        }
    }

    /// A line; `nth` is its place in the section, `None` for the totals.
    fn row(
        &mut self,
        section: &Section,
        row: &[Value],
        long: &[bool],
        nth: Option<usize>,
        total_at: Option<usize>,
    ) {
        let page = nth.is_some_and(|nth| section.paper.breaks.contains(&nth));
        let page = if page { " class=\"page\"" } else { "" };
        self.put(format_args!("<tr{page}>"));
        for (i, column) in section.columns.iter().enumerate() {
            let value = row.get(i).unwrap_or(&Value::None);
            let text = if total_at == Some(i) {
                words::TOTAL.get(self.lang).to_owned()
            } else {
                escape(&show::text(value, column.kind, self.lang))
            };
            let text = if column.linked && nth.is_some() && !text.is_empty() {
                format!("<a href=\"{text}\">{text}</a>")
            } else {
                text
            };
            let more = match nth {
                Some(_) => layout::classes(section, nth, column, value),
                None => String::new(),
            };
            let long = long.get(i) == Some(&true);
            let class = class(column.kind, value.bare(), long, &more);
            self.put(format_args!("<td{class}>{text}</td>"));
        }
        self.put(format_args!("</tr>\n"));
    }

    fn inputs(&mut self, report: &Report) {
        let title = words::INPUTS.get(self.lang);
        self.put(format_args!(
            "<section id=\"inputs\" class=\"quiet\">\n<h2>{title}</h2>\n"
        ));
        if !report.inputs.is_empty() {
            self.table(&extra::inputs(report));
        }
        self.put(format_args!("<dl>\n"));
        for (label, value) in extra::circumstances(report) {
            let label = label.get(self.lang);
            let value = escape(&show::text(&value, Kind::Text, self.lang));
            self.put(format_args!(
                "<div><dt>{label}</dt><dd>{value}</dd></div>\n"
            ));
        }
        self.put(format_args!("</dl>\n</section>\n"));
    }
}

/// Numbers right, negatives red (with their minus), a severity beside its
/// word; short words and ids stay on one line, long ones wrap.
fn class(kind: Kind, value: &Value, long: bool, more: &str) -> String {
    let own = match value {
        Value::Code("error", _) => "error",
        Value::Code("warning", _) => "warning",
        _ if show::is_negative(value) => "num neg",
        _ if kind.is_number() => "num",
        _ if long => "long",
        _ => "",
    };
    match format!("{own}{more}").trim_start() {
        "" => String::new(),
        classes => format!(" class=\"{classes}\""),
    }
}

/// Text made safe between tags and in attributes; controls other than breaks go.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn everything_from_outside_is_escaped() {
        for (text, to) in [
            ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;"),
            ("\u{0}x\u{1b}[0m\n", "x[0m\n"),
            ("商品", "商品"),
        ] {
            assert_eq!(escape(text), to);
        }
        let evil = "</td><script>alert(1)</script>";
        let mut report = sample::report(1);
        report.title = Message::data(evil);
        report.scope = Message::data(evil);
        report.lead = vec![Message::data(evil)];
        report.command = evil.to_owned();
        report.config = Some(evil.to_owned());
        report.inputs[0].path = evil.to_owned();
        report.findings[0].subject = evil.to_owned();
        report.findings[0].source = Some(evil.to_owned());
        report.sections[0].title = Message::data(evil);
        report.sections[0].columns[0].heading = Message::data(evil);
        report.sections[0].rows[0][1] = evil.into();
        let page = render(&report, Lang::Zh);
        assert!(!page.contains("<script"));
        assert_eq!(page.matches("&lt;script&gt;").count(), 13);
    }

    #[test]
    fn self_contained_and_in_order() {
        let page = render(&sample::report(5), Lang::Zh);
        for outside in [
            "http:", "https:", "src=", "url(", "@import", "<link", "<script",
        ] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("<html lang=\"zh-CN\">"));
        let places: Vec<Option<usize>> = [
            "<h1>",
            "\"lead\"",
            "\"facts\"",
            "\"findings\"",
            "\"rows\"",
            "\"detail\"",
            "\"inputs\"",
        ]
        .iter()
        .map(|part| page.find(part))
        .collect();
        assert!(places.iter().all(Option::is_some));
        assert!(places.is_sorted(), "{places:?}");
        assert!(page.contains("<td class=\"num neg\">-1,234.57</td>"));
        assert!(page.contains("<td>3000004182221001</td>"));
    }
}
