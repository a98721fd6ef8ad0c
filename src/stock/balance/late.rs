//! Corrections of an earlier month: dated before the period, posted in it. They
//! change an opening that was reported already.

use super::{Balance, Books, Request};
use crate::base::{Money, MoveKind, Name, Origin, Qty};
use crate::table::cell::date::Moment;

/// A movement dated before the period and posted in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    pub origin: Origin,
    pub at: Moment,
    pub posted_at: Moment,
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

/// Lists them, in posting order.
pub fn list(request: &Request, books: &Books<'_>, out: &mut Balance) {
    let costs = super::costs(books.items);
    let before = books.ledger.before(request.period.start());
    let counted = books.opening.is_none();
    let worth = std::mem::take(&mut out.worth);
    out.late = (0_u32..)
        .zip(before)
        .filter_map(|(at, entry)| {
            let posted_at = entry.posted_at?;
            request.period.holds(posted_at.at).then_some(())?;
            let cost = entry.cost().or(costs.get(&entry.sku).copied());
            let own = cost.and_then(|cost| cost.checked_mul(entry.qty.0));
            let value = match worth.get(&at) {
                Some(value) => *value,
                None => own.map(|yuan| Money(yuan).rounded()),
            };
            Some(Late {
                origin: entry.origin,
                at: entry.at,
                posted_at,
                doc_no: entry.doc_no,
                doc_type: entry.doc_type,
                kind: entry.kind,
                sku: entry.sku,
                location: entry.location,
                lot: entry.lot,
                qty: entry.qty,
                value,
                counted,
            })
        })
        .collect();
}
