//! A chart as a picture in the page: SVG written here, no script, nothing
//! fetched; its title and its numbers are there for a reader who does not see
//! it. Binary floats are positions on the picture only.

use super::escape;
use crate::base::Lang;
use crate::base::money::grouped;
use crate::report::model::{Chart, ChartKind, Kind, Section, Value};
use crate::report::width::{shorten, width};
use crate::report::{show, tint, words};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write;

/// The picture's width; one terminal cell of its type; a line of it.
const WIDE: f64 = 860.0;
const CELL: f64 = 6.6;
const LINE: f64 = 16.0;
/// Height of the plot of standing charts, and of a lying bar.
const TALL: f64 = 260.0;
const BAR: f64 = 14.0;
/// Room right of the plot.
const RIGHT: f64 = 70.0;
/// Names longer than this are shortened, in cells.
const NAME: usize = 20;
/// Points whose numbers are read out.
const READ_OUT: usize = 40;

/// The figure; what cannot be drawn says so under its title.
pub fn draw(chart: &Chart, section: Option<&Section>, nth: usize, lang: Lang) -> String {
    let title = escape(chart.title.get(lang));
    let plot = section.and_then(|section| Plot::new(chart, section, lang));
    let Some(plot) = plot else {
        let none = words::NO_LINES.get(lang);
        return format!(
            "<figure>\n<figcaption>{title}</figcaption>\n<p class=\"none\">{none}</p>\n</figure>\n"
        );
    };
    let (body, height) = match chart.kind {
        ChartKind::Bar => plot.lying(),
        ChartKind::Column | ChartKind::Line | ChartKind::Stacked => plot.standing(),
    };
    let legend = plot.legend();
    let description = escape(&plot.description());
    let id = nth + 1;
    format!(
        "<figure>\n<figcaption>{title}</figcaption>\n\
         <svg viewBox=\"0 0 {WIDE} {height:.0}\" role=\"img\" aria-labelledby=\"chart{id}t chart{id}d\">\n\
         <title id=\"chart{id}t\">{title}</title>\n<desc id=\"chart{id}d\">{description}</desc>\n\
         {body}</svg>\n{legend}</figure>\n"
    )
}

struct Series {
    name: String,
    kind: Kind,
    values: Vec<Option<Decimal>>,
}

struct Plot<'a> {
    chart: &'a Chart,
    lang: Lang,
    names: Vec<String>,
    series: Vec<Series>,
    /// From the lowest to the highest tick, and between two.
    low: f64,
    high: f64,
    step: f64,
}

impl<'a> Plot<'a> {
    fn new(chart: &'a Chart, section: &Section, lang: Lang) -> Option<Self> {
        let top = chart.top.unwrap_or(usize::MAX).max(1);
        let rows = &section.rows[..section.rows.len().min(top)];
        let category = section.index_of(&chart.category)?;
        let kind = section.columns[category].kind;
        let names = rows.iter().map(|row| {
            let value = row.get(category).unwrap_or(&Value::None);
            show::text(value, kind, lang)
        });
        let series = chart.series.iter().take(Chart::SERIES).map(|key| {
            let at = section.index_of(key)?;
            let values = rows.iter().map(|row| row.get(at).and_then(show::number));
            Some(Series {
                name: section.columns[at].title(lang),
                kind: section.columns[at].kind,
                values: values.collect(),
            })
        });
        let series: Vec<Series> = series.collect::<Option<_>>()?;
        let mut plot = Plot {
            chart,
            lang,
            names: names.collect(),
            series,
            low: 0.0,
            high: 0.0,
            step: 1.0,
        };
        if plot.names.is_empty() || plot.series.is_empty() {
            return None;
        }
        if chart.of_shares(section) {
            (plot.high, plot.step) = (1.0, 0.2);
        } else {
            plot.range();
        }
        Some(plot)
    }

    fn value(&self, series: usize, point: usize) -> Option<f64> {
        self.series[series].values[point].and_then(|n| n.to_f64())
    }

    /// Ticks of 1, 2 or 5 times a power of ten around all values and zero.
    fn range(&mut self) {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for point in 0..self.names.len() {
            let (mut below, mut above) = (0.0, 0.0);
            for value in (0..self.series.len()).filter_map(|s| self.value(s, point)) {
                if self.chart.kind == ChartKind::Stacked {
                    if value < 0.0 {
                        below += value
                    } else {
                        above += value
                    }
                } else {
                    below = value.min(below);
                    above = value.max(above);
                }
            }
            low = low.min(below);
            high = high.max(above);
        }
        if high - low <= 0.0 {
            high = 1.0;
        }
        let rough = (high - low) / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|m| m * power)
            .find(|step| *step >= rough * 0.999);
        self.step = step.unwrap_or(rough);
        self.low = (low / self.step).floor() * self.step;
        self.high = (high / self.step).ceil() * self.step;
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (low, step) = (self.low, self.step);
        let last = ((self.high - low) / step)
            .round()
            .to_u32()
            .unwrap_or(0)
            .min(20);
        (0..=last).map(move |n| low + f64::from(n) * step)
    }

    fn tick(&self, value: f64) -> String {
        let percent = self.series.iter().all(|s| s.kind == Kind::Percent);
        let (value, step, tail) = if percent {
            (value * 100.0, self.step * 100.0, "%")
        } else {
            (value, self.step, "")
        };
        let decimals = (-step.log10().floor())
            .max(0.0)
            .to_usize()
            .unwrap_or(0)
            .min(6);
        let shown = format!("{:.decimals$}", value + 0.0);
        let shown = if shown
            .trim_start_matches('-')
            .trim_matches(['0', '.'])
            .is_empty()
        {
            shown.trim_start_matches('-').to_owned()
        } else {
            shown
        };
        format!("{}{tail}", grouped(&shown))
    }

    /// A value as its table shows it.
    fn shown(&self, series: usize, point: usize) -> String {
        let Series { kind, values, .. } = &self.series[series];
        match (kind, values[point]) {
            (_, None) => String::new(),
            (Kind::Percent, Some(n)) => show::text(&Value::Percent(n), *kind, self.lang),
            (Kind::Money, Some(n)) => {
                show::text(&Value::Money(crate::base::Money(n)), *kind, self.lang)
            }
            (_, Some(n)) => show::text(&Value::Qty(crate::base::Qty(n)), *kind, self.lang),
        }
    }

    fn description(&self) -> String {
        let value = self.chart.value_axis.get(self.lang);
        let mut said = vec![value.to_owned()];
        for (point, name) in self.names.iter().enumerate().take(READ_OUT) {
            let values: Vec<String> = (0..self.series.len())
                .map(|s| {
                    let shown = self.shown(s, point);
                    if self.series.len() == 1 {
                        shown
                    } else {
                        format!("{} {shown}", self.series[s].name)
                    }
                })
                .collect();
            said.push(format!("{name} {}", values.join(", ")));
        }
        if self.names.len() > READ_OUT {
            said.push("…".to_owned());
        }
        said.join("; ")
    }

    fn legend(&self) -> String {
        if self.series.len() == 1 {
            return String::new();
        }
        let mut html = String::from("<ul class=\"notes\">\n");
        for (series, rgb) in self.series.iter().zip(tint::SERIES) {
            let name = escape(&series.name);
            let _ = writeln!(
                html,
                "<li><i style=\"background:#{rgb:06x}\"></i>{name}</li>"
            );
        }
        html.push_str("</ul>\n");
        html
    }

    /// Bars lying below each other, each with its value at its end.
    fn lying(&self) -> (String, f64) {
        let mut svg = String::new();
        let widest = self.names.iter().map(|name| width(name).min(NAME)).max();
        let left = real(widest.unwrap_or(0)) * CELL + 14.0;
        let plot = WIDE - left - RIGHT;
        let x = |value: f64| left + (value - self.low) / (self.high - self.low) * plot;
        let group = real(self.series.len()) * BAR + 10.0;
        let bottom = real(self.names.len()) * group + 6.0;
        for tick in self.ticks() {
            let (at, label) = (x(tick), self.tick(tick));
            let class = if tick == 0.0 { "base" } else { "grid" };
            let _ = writeln!(
                svg,
                "<line class=\"{class}\" x1=\"{at:.1}\" y1=\"0\" x2=\"{at:.1}\" y2=\"{bottom:.1}\"/>\n\
                 <text class=\"soft\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
                bottom + LINE
            );
        }
        for (point, name) in self.names.iter().enumerate() {
            let top = real(point) * group + 6.0;
            let name = escape(&shorten(name, NAME));
            let middle = top + (group - 10.0) / 2.0 + 4.0;
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{name}</text>",
                left - 8.0
            );
            for (s, rgb) in (0..self.series.len()).zip(tint::SERIES) {
                let Some(value) = self.value(s, point) else {
                    continue;
                };
                let (from, to) = (x(value.min(0.0)), x(value.max(0.0)));
                let y = top + real(s) * BAR;
                let shown = self.shown(s, point);
                let _ = writeln!(
                    svg,
                    "<rect x=\"{from:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#{rgb:06x}\"/>\n\
                     <text x=\"{:.1}\" y=\"{:.1}\">{shown}</text>",
                    to - from,
                    BAR - 2.0,
                    to + 4.0,
                    y + BAR - 3.5
                );
            }
        }
        let (value, category) = self.axes();
        let _ = writeln!(
            svg,
            "<text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{value}</text>\n\
             <text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{category}</text>",
            left + plot / 2.0,
            bottom + 2.2 * LINE,
            left - 8.0,
            bottom + 2.2 * LINE
        );
        (svg, bottom + 2.6 * LINE)
    }

    fn axes(&self) -> (String, String) {
        (
            escape(self.chart.value_axis.get(self.lang)),
            escape(self.chart.category_axis.get(self.lang)),
        )
    }

    /// Columns or lines over names along the bottom.
    fn standing(&self) -> (String, f64) {
        let mut svg = String::new();
        let labels = self.ticks().map(|tick| width(&self.tick(tick))).max();
        let left = real(labels.unwrap_or(0)) * CELL + 14.0;
        let plot = WIDE - left - 12.0;
        // The axis' title stands above the plot, where it reads level.
        let top = 1.6 * LINE;
        let y = |value: f64| top + (self.high - value) / (self.high - self.low) * TALL;
        for tick in self.ticks() {
            let (at, label) = (y(tick), self.tick(tick));
            let class = if tick == 0.0 { "base" } else { "grid" };
            let _ = writeln!(
                svg,
                "<line class=\"{class}\" x1=\"{left:.1}\" y1=\"{at:.1}\" x2=\"{:.1}\" y2=\"{at:.1}\"/>\n\
                 <text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                left + plot,
                left - 6.0,
                at + 4.0
            );
        }
        let slot = plot / real(self.names.len());
        let middle = |point: usize| left + (real(point) + 0.5) * slot;
        if self.chart.kind == ChartKind::Line {
            self.lines(&mut svg, &middle, &y);
        } else {
            self.columns(&mut svg, slot, &middle, &y);
        }
        self.names_below(&mut svg, slot, &middle, top + TALL + LINE);
        let (value, category) = self.axes();
        let below = top + TALL + 2.2 * LINE;
        let _ = writeln!(
            svg,
            "<text class=\"soft\" x=\"0\" y=\"{:.1}\">{value}</text>\n\
             <text class=\"soft\" x=\"{:.1}\" y=\"{below:.1}\" text-anchor=\"middle\">{category}</text>",
            LINE * 0.8,
            left + plot / 2.0
        );
        (svg, below + 0.5 * LINE)
    }

    fn lines(&self, svg: &mut String, x: &impl Fn(usize) -> f64, y: &impl Fn(f64) -> f64) {
        for (s, rgb) in (0..self.series.len()).zip(tint::SERIES) {
            let mut path = String::new();
            // A blank breaks the line.
            let mut pen = 'M';
            for point in 0..self.names.len() {
                match self.value(s, point) {
                    Some(value) => {
                        let (x, y) = (x(point), y(value));
                        let _ = write!(path, "{pen}{x:.1} {y:.1}");
                        let _ = writeln!(
                            svg,
                            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"#{rgb:06x}\"/>"
                        );
                        pen = 'L';
                    }
                    None => pen = 'M',
                }
            }
            let _ = writeln!(
                svg,
                "<path d=\"{path}\" fill=\"none\" stroke=\"#{rgb:06x}\" stroke-width=\"2\"/>"
            );
        }
    }

    fn columns(
        &self,
        svg: &mut String,
        slot: f64,
        x: &impl Fn(usize) -> f64,
        y: &impl Fn(f64) -> f64,
    ) {
        let stacked = self.chart.kind == ChartKind::Stacked;
        let side_by_side = if stacked { 1 } else { self.series.len() };
        let wide = (slot * 0.7 / real(side_by_side)).min(48.0);
        for point in 0..self.names.len() {
            let start = x(point) - wide * real(side_by_side) / 2.0;
            let (mut below, mut above) = (0.0, 0.0);
            for (s, rgb) in (0..self.series.len()).zip(tint::SERIES) {
                let Some(value) = self.value(s, point) else {
                    continue;
                };
                let foot = match (stacked, value < 0.0) {
                    (false, _) => 0.0,
                    (true, true) => below,
                    (true, false) => above,
                };
                if value < 0.0 {
                    below += value
                } else {
                    above += value
                }
                let (a, b) = (y(foot), y(foot + value));
                let at = if stacked {
                    start
                } else {
                    start + real(s) * wide
                };
                let _ = writeln!(
                    svg,
                    "<rect x=\"{at:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#{rgb:06x}\"/>",
                    a.min(b),
                    wide - 1.0,
                    (a - b).abs()
                );
            }
        }
    }

    /// As many names as fit without touching.
    fn names_below(&self, svg: &mut String, slot: f64, x: &impl Fn(usize) -> f64, y: f64) {
        let widest = self.names.iter().map(|name| width(name).min(NAME)).max();
        let needed = real(widest.unwrap_or(0)) * CELL + 8.0;
        let every = (needed / slot).ceil().to_usize().unwrap_or(1).max(1);
        for (point, name) in self.names.iter().enumerate().step_by(every) {
            let name = escape(&shorten(name, NAME));
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{name}</text>",
                x(point)
            );
        }
    }
}

#[allow(clippy::cast_precision_loss)] // counts of points and cells
fn real(n: usize) -> f64 {
    n as f64
}
