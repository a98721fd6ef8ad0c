//! One look for all workbooks: a quiet heading, thin rules, no stripes;
//! negatives red with a minus, by number format, so that they stay right when
//! someone edits a cell.

use crate::report::model::Tone;
use crate::report::tint;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use std::cell::OnceCell;

/// On every Windows and Office for Mac; LibreOffice puts Noto in its place.
pub const FONT: &str = "Microsoft YaHei";
/// The character set number of simplified Chinese.
const GB2312: u8 = 134;

const RULE: Color = Color::RGB(0x00D8_DEE4);
const FILL: Color = Color::RGB(0x00F3_F5F7);
const SOFT: Color = Color::RGB(0x0065_6D76);
const RED: Color = Color::RGB(0x00B3_261E);
const AMBER: Color = Color::RGB(0x008A_5A00);
/// The ground of a cell to fill in: barely a colour, with a line all round.
const BLANK: Color = Color::RGB(0x00FF_FCF0);

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
    /// A cell to fill in.
    pub fill: Cells,
    /// The line along which slips are cut apart.
    pub cut: Format,
    plan_heading: Format,
    /// Of words and of numbers.
    slip_heading: [Format; 2],
    /// By style and tone, made when first asked for.
    toned: [OnceCell<Vec<Cells>>; 3],
}

/// What kind of line a cell stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A line of a table.
    Line,
    /// A wall plan: small, centred, in a grid.
    Plan,
    /// A slip: a line all round.
    Slip,
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
    /// Words of a plan.
    pub centred: Format,
    /// A number still to be filled in, as many decimals as it has.
    pub entry: Format,
    /// Whether words stand in the middle.
    pub plan: bool,
}

impl Look {
    pub fn new() -> Look {
        let plain = base().set_align(FormatAlign::VerticalCenter);
        let line = ruled(&base()).set_align(FormatAlign::VerticalCenter);
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
            body: Cells::new(&line, NUMBER),
            total: Cells::new(&total, NUMBER),
            figures: Cells::new(&plain, NUMBER),
            fill: Cells::new(&boxed(&plain.clone().set_background_color(BLANK)), NUMBER).unlocked(),
            cut: base()
                .set_border_bottom(FormatBorder::Dashed)
                .set_border_bottom_color(SOFT),
            slip_heading: [FormatAlign::Left, FormatAlign::Right].map(|align| {
                boxed(&base())
                    .set_bold()
                    .set_background_color(FILL)
                    .set_align(align)
                    .set_align(FormatAlign::VerticalCenter)
                    .set_text_wrap()
            }),
            plan_heading: boxed(&base())
                .set_font_size(9)
                .set_bold()
                .set_background_color(FILL)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            toned: [OnceCell::new(), OnceCell::new(), OnceCell::new()],
            plain,
        }
    }

    /// The formats of a line in a colour.
    pub fn cells(&self, style: Style, tone: Option<Tone>) -> &Cells {
        if style == Style::Line && tone.is_none() {
            return &self.body;
        }
        let sets = self.toned[style as usize].get_or_init(|| {
            let line = match style {
                Style::Line => ruled(&base()),
                Style::Plan => boxed(&base()).set_font_size(9),
                Style::Slip => boxed(&base()),
            }
            .set_align(FormatAlign::VerticalCenter);
            let number = match style {
                Style::Plan => PLAN,
                Style::Line | Style::Slip => NUMBER,
            };
            let tones = std::iter::once(None).chain(tint::all().map(Some));
            tones
                .map(|tone| Cells::new(&tinted(&line, tone), number))
                .collect()
        });
        &sets[tone.map_or(0, |tone| 1 + tint::slot(tone))]
    }

    /// A wall plan's heading, upright or not.
    pub fn plan_heading(&self, tone: Option<Tone>, rotation: i16) -> Format {
        let format = tinted(&self.plan_heading, tone);
        if rotation == 0 {
            format
        } else {
            format.set_rotation(rotation)
        }
    }

    pub fn slip_heading(&self, number: bool) -> &Format {
        &self.slip_heading[usize::from(number)]
    }

    /// A patch of the colour that a line below a table explains.
    pub fn patch(&self, tone: Option<Tone>) -> Format {
        tinted(&boxed(&self.plain), tone)
    }
}

fn ruled(format: &Format) -> Format {
    format
        .clone()
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(RULE)
}

fn boxed(format: &Format) -> Format {
    format
        .clone()
        .set_border(FormatBorder::Thin)
        .set_border_color(RULE)
}

fn tinted(format: &Format, tone: Option<Tone>) -> Format {
    let format = format.clone();
    match (tone, tone.and_then(tint::fill)) {
        (None, _) => format,
        (Some(_), Some(rgb)) => format.set_background_color(Color::RGB(rgb)),
        (Some(_), None) => format.set_font_color(SOFT),
    }
}

/// What a tone changes of a cell that has its format already.
pub fn over(tone: Tone) -> Format {
    match tint::fill(tone) {
        Some(rgb) => Format::new().set_background_color(Color::RGB(rgb)),
        None => Format::new().set_font_color(SOFT),
    }
}

/// How numbers stand: where, and what follows them.
#[derive(Clone, Copy)]
struct Number {
    align: FormatAlign,
    /// `_ ` leaves a space, so that numbers do not touch words to their right.
    tail: &'static str,
}

const NUMBER: Number = Number {
    align: FormatAlign::Right,
    tail: "_ ",
};
/// In the narrow columns of a plan there is no room to spare.
const PLAN: Number = Number {
    align: FormatAlign::Center,
    tail: "",
};

fn base() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(10)
        .set_font_charset(GB2312)
}

impl Cells {
    fn new(line: &Format, how: Number) -> Cells {
        let tail = how.tail;
        let number = |code: &str| {
            line.clone()
                .set_align(how.align)
                .set_num_format(format!("{code}{tail};[Red]-{code}{tail}"))
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
            centred: line.clone().set_align(FormatAlign::Center),
            entry: line.clone().set_align(how.align),
            plan: how.align == FormatAlign::Center,
        }
    }

    /// The same for cells that may be changed on a protected sheet.
    fn unlocked(self) -> Cells {
        Cells {
            text: self.text.set_unlocked(),
            wrapped: self.wrapped.set_unlocked(),
            id: self.id.set_unlocked(),
            long_number: self.long_number.set_unlocked(),
            money: self.money.set_unlocked(),
            qty: self.qty.into_iter().map(Format::set_unlocked).collect(),
            percent: self.percent.map(Format::set_unlocked),
            date: self.date.set_unlocked(),
            minute: self.minute.set_unlocked(),
            second: self.second.set_unlocked(),
            centred: self.centred.set_unlocked(),
            entry: self.entry.set_unlocked(),
            plan: self.plan,
        }
    }
}
