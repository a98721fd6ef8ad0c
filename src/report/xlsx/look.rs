//! One look for all workbooks: a quiet heading, thin rules, no stripes;
//! negatives red with a minus, by number format, so that they stay right when
//! someone edits a cell.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// On every Windows and Office for Mac; LibreOffice puts Noto in its place.
const FONT: &str = "Microsoft YaHei";
/// The character set number of simplified Chinese.
const GB2312: u8 = 134;

const RULE: Color = Color::RGB(0x00D8_DEE4);
const FILL: Color = Color::RGB(0x00F3_F5F7);
const SOFT: Color = Color::RGB(0x0065_6D76);
const RED: Color = Color::RGB(0x00B3_261E);
const AMBER: Color = Color::RGB(0x008A_5A00);

/// Decimals of a quantity that have a number format of their own.
pub const DECIMALS: usize = 6;

/// Every format of a workbook.
pub struct Look {
    pub plain: Format,
    pub title: Format,
    pub scope: Format,
    pub heading: Format,
    pub heading_right: Format,
    pub heading_centred: Format,
    pub lead: Format,
    pub label: Format,
    pub body: Cells,
    pub total: Cells,
    pub figures: Cells,
    pub error: Format,
    pub warning: Format,
}

/// The formats of one kind of line, by what a cell holds.
pub struct Cells {
    pub text: Format,
    pub wrapped: Format,
    /// The text format, so that a program retyping the cell keeps it text.
    pub id: Format,
    /// A number too long for a cell, as text on the number's side.
    pub long_number: Format,
    pub money: Format,
    /// By decimals, 0 to [`DECIMALS`]; the last for more than that.
    pub qty: Vec<Format>,
    /// With two, three and four decimals.
    pub percent: [Format; 3],
    pub date: Format,
    pub minute: Format,
    pub second: Format,
}

impl Look {
    pub fn new() -> Look {
        let plain = base().set_align(FormatAlign::VerticalCenter);
        let ruled = base()
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(RULE);
        let line = ruled.set_align(FormatAlign::VerticalCenter);
        let heading = base()
            .set_bold()
            .set_background_color(FILL)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(SOFT)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let total = base()
            .set_bold()
            .set_background_color(FILL)
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(SOFT)
            .set_align(FormatAlign::VerticalCenter);
        Look {
            title: base()
                .set_bold()
                .set_font_size(14)
                .set_align(FormatAlign::VerticalCenter),
            scope: plain.clone().set_font_color(SOFT),
            // Clear of the filter's button.
            heading_right: heading.clone().set_align(FormatAlign::Right).set_indent(2),
            heading_centred: heading.clone().set_align(FormatAlign::Center),
            heading,
            lead: plain.clone().set_text_wrap(),
            label: plain.clone().set_font_color(SOFT),
            error: line.clone().set_bold().set_font_color(RED),
            warning: line.clone().set_bold().set_font_color(AMBER),
            body: Cells::new(&line),
            total: Cells::new(&total),
            figures: Cells::new(&plain),
            plain,
        }
    }
}

fn base() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(10)
        .set_font_charset(GB2312)
}

impl Cells {
    fn new(line: &Format) -> Cells {
        // `_ ` leaves a space, so that numbers do not touch words to their right.
        let number = |code: &str| {
            line.clone()
                .set_align(FormatAlign::Right)
                .set_num_format(format!("{code}_ ;[Red]-{code}_ "))
        };
        let centred = |code: &str| {
            line.clone()
                .set_align(FormatAlign::Center)
                .set_num_format(code)
        };
        let mut qty: Vec<Format> = (0..=DECIMALS)
            .map(|decimals| match decimals {
                0 => number("#,##0"),
                n => number(&format!("#,##0.{}", "0".repeat(n))),
            })
            .collect();
        qty.push(number("#,##0.0#########"));
        Cells {
            text: line.clone(),
            wrapped: line.clone().set_text_wrap(),
            id: line.clone().set_num_format("@"),
            long_number: line
                .clone()
                .set_align(FormatAlign::Right)
                .set_num_format("@"),
            money: number("#,##0.00"),
            qty,
            percent: [number("0.00%"), number("0.000%"), number("0.0000%")],
            date: centred("yyyy-mm-dd"),
            minute: centred("yyyy-mm-dd hh:mm"),
            second: centred("yyyy-mm-dd hh:mm:ss"),
        }
    }
}
