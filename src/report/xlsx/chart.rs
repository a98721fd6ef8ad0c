//! Native charts on a sheet of their own, drawn from the cells of their
//! sections, so that they follow an edited cell.

use super::page::{self, Dress, Page, head};
use super::place::{HEAD, Place, bad};
use crate::report::model::{self, ChartKind, Kind, Layout, Paper, Section};
use crate::report::{show, tint, words};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFont, ChartLegendPosition, ChartLine, ChartSolidFill,
    ChartType, Color, RowNum, Worksheet, XlsxError,
};

const FONT: &str = super::look::FONT;
/// Size of a chart in pixels; a sheet's row is 24 high.
const WIDTH: u32 = 680;
const HEIGHT: u32 = 384;
const ROWS: RowNum = 17;
/// Charts on one page of paper.
const A_PAGE: usize = 2;
const GRID: Color = Color::RGB(0x00D8_DEE4);
const INK: Color = Color::RGB(0x001F_2328);
const SOFT: Color = Color::RGB(0x0065_6D76);

/// Writes all charts below each other.
pub fn sheet(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    charts: &[&model::Chart],
) -> Result<(), XlsxError> {
    let top = |nth: usize| {
        let nth = RowNum::try_from(nth).unwrap_or(0);
        HEAD + 1 + nth * ROWS
    };
    let breaks = (A_PAGE..charts.len()).step_by(A_PAGE).map(top).collect();
    let dress = Dress {
        widths: &[8.43; 11],
        paper: &Paper {
            turn: model::Turn::Upright,
            ..Paper::default()
        },
        heading: None,
        heading_rows: 1,
        keep: 0,
        breaks,
    };
    page::dress(sheet, page, dress)?;
    let report = page.report.title.get(page.lang);
    let title = format!("{report} · {}", words::CHARTS.get(page.lang));
    head(sheet, page, &title, &[])?;
    for (nth, chart) in charts.iter().enumerate() {
        let drawn = draw(page, chart)?;
        sheet.insert_chart_with_offset(top(nth), 0, &drawn, 4, 4)?;
    }
    Ok(())
}

/// Charts whose section has lines to draw.
///
/// # Errors
/// A chart of a section, column or number of series that cannot be drawn.
pub fn drawable<'a>(page: &Page<'a>) -> Result<Vec<&'a model::Chart>, XlsxError> {
    let mut drawable = Vec::new();
    for chart in &page.report.charts {
        let place = page.places.find(chart.section)?;
        if !(1..=model::Chart::SERIES).contains(&chart.series.len()) {
            let n = chart.series.len();
            return Err(bad(format!(
                "chart of section {}: {n} series",
                chart.section
            )));
        }
        if let Layout::Slips { .. } = place.section.layout {
            return Err(bad(format!("section {} is slips, no chart", chart.section)));
        }
        if !place.section.rows.is_empty() {
            drawable.push(chart);
        }
    }
    Ok(drawable)
}

fn draw(page: &Page<'_>, chart: &model::Chart) -> Result<Chart, XlsxError> {
    let place = page.places.find(chart.section)?;
    let (name, section) = (place.sheets[0].as_str(), place.section);
    let lines = place.lines_on(0).len();
    let lines = chart.top.map_or(lines, |top| lines.min(top.max(1)));
    let (first, last) = (
        Place::line(section, 0),
        Place::line(section, lines.saturating_sub(1)),
    );
    let mut drawn = Chart::new(match chart.kind {
        ChartKind::Bar => ChartType::Bar,
        ChartKind::Column => ChartType::Column,
        ChartKind::Line => ChartType::Line,
        ChartKind::Stacked => ChartType::ColumnStacked,
    });
    let category = place.column(&chart.category)?;
    for (key, rgb) in chart.series.iter().zip(tint::SERIES) {
        let at = place.column(key)?;
        let heading = section.columns[usize::from(at)].title(page.lang);
        let color = Color::RGB(rgb);
        let series = drawn
            .add_series()
            .set_name(heading.as_str())
            .set_categories((name, first, category, last, category))
            .set_values((name, first, at, last, at));
        if chart.kind == ChartKind::Line {
            series.set_format(ChartLine::new().set_color(color).set_width(2.25));
        } else {
            series
                .set_gap(60)
                .set_format(ChartSolidFill::new().set_color(color));
        }
    }
    let font = |size: f64, color: Color| {
        let mut font = ChartFont::new();
        font.set_name(FONT)
            .set_size(size)
            .set_color(color)
            .unset_bold();
        font
    };
    drawn
        .title()
        .set_name(chart.title.get(page.lang))
        .set_font(font(12.0, INK).set_bold());
    let rule = {
        let mut line = ChartLine::new();
        line.set_color(GRID).set_width(0.75);
        line
    };
    let lying = chart.kind == ChartKind::Bar;
    // The x axis is the one along the bottom, whatever stands on it.
    let names = if lying {
        drawn.y_axis()
    } else {
        drawn.x_axis()
    };
    names
        .set_name(chart.category_axis.get(page.lang))
        .set_name_font(&font(9.0, SOFT))
        .set_font(&font(9.0, INK))
        .set_major_gridlines(false);
    if section.columns[usize::from(category)].kind == Kind::Date {
        // One point a line, whatever lies between the days.
        names.set_text_axis(true).set_num_format("mm-dd");
    }
    if lying {
        // The first row on top.
        names.set_reverse();
    } else {
        // Names of what is below zero stay at the bottom.
        names.set_label_position(ChartAxisLabelPosition::Low);
    }
    let values = if lying {
        drawn.x_axis()
    } else {
        drawn.y_axis()
    };
    if lying {
        // With the names turned round the far end is the bottom.
        values.set_label_position(ChartAxisLabelPosition::High);
    }
    values
        .set_name(chart.value_axis.get(page.lang))
        .set_num_format(number_format(chart, section))
        .set_name_font(&font(9.0, SOFT))
        .set_font(&font(9.0, INK))
        .set_major_gridlines(true)
        .set_major_gridlines_line(&rule);
    if chart.of_shares(section) {
        let axis = if lying {
            drawn.x_axis()
        } else {
            drawn.y_axis()
        };
        axis.set_min(0.0).set_max(1.0).set_major_unit(0.2);
    }
    if chart.series.len() == 1 {
        drawn.legend().set_hidden();
    } else {
        drawn
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&font(9.0, INK));
    }
    drawn
        .set_width(WIDTH)
        .set_height(HEIGHT)
        .set_alt_text(chart.title.get(page.lang));
    Ok(drawn)
}

/// How the numbers along an axis are written: as shares, whole, or as they are
/// where whole ones would all be the same.
fn number_format(chart: &model::Chart, section: &Section) -> &'static str {
    let columns = || chart.series.iter().filter_map(|key| section.index_of(key));
    if columns().all(|at| section.columns[at].kind == Kind::Percent) {
        return "0%";
    }
    let ten = Decimal::TEN;
    let large = section.rows.iter().any(|row| {
        let mut numbers = columns().filter_map(|at| show::number(row.get(at)?));
        numbers.any(|n| n.abs() >= ten)
    });
    if large { "#,##0" } else { "General" }
}
