//! What a balance needs of an entry, in a third of its room.

use super::entry::Entry;
use super::valuation::exact::{DECIMALS, fen};
use crate::base::{MoveKind, Name, Origin, Qty};
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::RoundingStrategy;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a balance needs of an [`Entry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub origin: Origin,
    pub at: NaiveDateTime,
    pub posted_on: Option<NaiveDate>,
    pub doc_no: Name,
    /// The type's word as the ledger has it.
    pub word: Name,
    pub sku: Name,
    pub location: Name,
    pub lot: Name,
    pub unit: Name,
    /// Change of the balance: digits, of which `decimals` stand behind the point.
    pub qty: i64,
    /// At most [`DECIMALS`].
    pub decimals: u8,
    pub kind: MoveKind,
    pub red: bool,
    /// Says when it expires.
    pub expires: bool,
    /// Quantity or amount is beyond what is reckoned with.
    pub too_large: bool,
    /// Fen of the whole line by the line itself, without the movement's sign.
    pub own: Option<i64>,
    /// Of the cells that are not kept, to tell two lines apart.
    pub(super) rest: u64,
}

impl From<&Entry> for Line {
    fn from(entry: &Entry) -> Line {
        let own = own(entry);
        let qty = digits(entry.qty);
        let (digits, decimals) = qty.unwrap_or_default();
        Line {
            origin: entry.origin,
            at: entry.at.at,
            posted_on: entry.posted_at.map(|moment| moment.at.date()),
            doc_no: entry.doc_no,
            word: entry.doc_type,
            sku: entry.sku,
            location: entry.location,
            lot: entry.lot,
            unit: entry.unit,
            qty: digits,
            decimals,
            kind: entry.kind,
            red: entry.red,
            expires: entry.expiry.is_some(),
            too_large: qty.is_none() || own.is_err(),
            own: own.unwrap_or_default(),
            rest: rest(entry),
        }
    }
}

impl Line {
    pub fn day(&self) -> NaiveDate {
        self.at.date()
    }

    /// Change of the balance.
    pub fn qty(&self) -> Qty {
        Qty(rust_decimal::Decimal::new(
            self.qty,
            u32::from(self.decimals),
        ))
    }
}

/// Digits and decimals, rounded to [`DECIMALS`]; `None` beyond 2⁶³.
fn digits(qty: Qty) -> Option<(i64, u8)> {
    let mut exact = qty.0;
    if exact.scale() > 0 {
        let away = RoundingStrategy::MidpointAwayFromZero;
        exact = exact.round_dp_with_strategy(DECIMALS, away).normalize();
    }
    let digits = i64::try_from(exact.mantissa()).ok()?;
    Some((digits, u8::try_from(exact.scale()).ok()?))
}

/// Fen by the line itself: its amount, else unit cost × quantity; `Err` beyond
/// what is reckoned with.
fn own(entry: &Entry) -> Result<Option<i64>, ()> {
    let yuan = match (entry.amount, entry.unit_cost) {
        // Signed like the quantity; a discount stays negative.
        (Some(amount), _) if entry.qty.is_negative() => -amount.0,
        (Some(amount), _) => amount.0,
        (None, Some(cost)) => cost.0.checked_mul(entry.qty.0.abs()).ok_or(())?,
        (None, None) => return Ok(None),
    };
    fen(yuan).map(Some).ok_or(())
}

fn rest(entry: &Entry) -> u64 {
    let names = [
        entry.party,
        entry.ref_no,
        entry.keeper,
        entry.supervisor,
        entry.note,
        entry.name,
        entry.spec,
        entry.to_location,
    ];
    if names.iter().all(|name| name.is_blank())
        && entry.expiry.is_none()
        && entry.posted_at.is_none()
    {
        return 0;
    }
    // The same for a text everywhere in a run, which is all that is asked.
    let mut hasher = DefaultHasher::new();
    (names, entry.expiry, entry.posted_at).hash(&mut hasher);
    hasher.finish()
}
