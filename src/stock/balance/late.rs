//! Corrections of an earlier month: dated before the period, posted in it. They
//! change an opening that was reported already.

use crate::base::{Money, MoveKind, Name, Origin, Period, Qty};
use crate::stock::line::Line;
use crate::stock::valuation::exact::yuan;
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

/// A movement dated before the period and posted in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    pub origin: Origin,
    pub at: NaiveDateTime,
    pub posted_on: NaiveDate,
    pub doc_no: Name,
    pub doc_type: Name,
    pub kind: MoveKind,
    pub sku: Name,
    pub location: Name,
    pub lot: Name,
    /// What it changes the opening by.
    pub qty: Qty,
    /// Yuan, by the line itself or the item list; `None` where neither says.
    pub value: Option<Money>,
    /// False where an opening is given that it is not part of.
    pub counted: bool,
}

impl Late {
    pub fn of(line: &Line, value: Option<Money>, counted: bool) -> Option<Late> {
        Some(Late {
            origin: line.origin,
            at: line.at,
            posted_on: line.posted_on?,
            doc_no: line.doc_no,
            doc_type: line.word,
            kind: line.kind,
            sku: line.sku,
            location: line.location,
            lot: line.lot,
            qty: line.qty(),
            value,
            counted,
        })
    }
}

/// Whether the line was posted in the period.
pub fn posted_within(line: &Line, period: &Period) -> bool {
    line.posted_on.is_some_and(|day| period.holds_day(day))
}

/// Yuan by the line itself or a listed cost, signed like the quantity.
pub fn own_value(line: &Line, cost: Option<Decimal>) -> Option<Money> {
    match line.own {
        Some(fen) if line.qty < 0 => Some(yuan(-i128::from(fen))),
        Some(fen) => Some(yuan(i128::from(fen))),
        None => {
            let value = cost?.checked_mul(line.qty().0)?;
            Some(Money(value).rounded())
        }
    }
}
