//! A receipt against the purchase orders it was made for.
//!
//! * A price is compared in whole fen: a receipt's amount ÷ quantity, else its
//!   unit cost, against the order's unit price, within `price_tolerance`.
//! * More than ordered is told at the receipt that went beyond, counting all
//!   receipts of the order.

use super::super::link::{Deliveries, Receipt};
use super::super::remark::Kind;
use super::{About, Refused, Side, Work, received};
use crate::base::{Money, Name, Qty};
use crate::say;
use std::collections::HashMap;

impl Work<'_, '_> {
    /// A receipt against the orders it was made for.
    pub(super) fn receipt(
        &mut self,
        deliveries: &Deliveries<'_>,
        at: usize,
        receipt: &Receipt<'_>,
    ) {
        let note = deliveries.note_of[at].map(|index| &deliveries.notes[index]);
        let about = About {
            note_no: note.map_or(Name::BLANK, |note| note.no),
            receipt_no: receipt.no,
            supplier: receipt
                .party
                .or(note.map_or(Name::BLANK, |note| note.supplier)),
            date: Some(receipt.day),
        };
        let Some(origin) = receipt.lines.iter().map(|line| line.origin).min() else {
            return;
        };
        if note.is_none() && self.papers.notes.is_some() {
            let message = say!(
                zh: "入库没有对应的送货单", en: "no delivery note belongs to this receipt"
            );
            self.remark(about, Kind::NoNote, Name::BLANK, origin, message);
        }
        if self.papers.orders.is_none() {
            return;
        }
        let named = deliveries.orders_of(at);
        let known: Vec<Name> = named
            .iter()
            .copied()
            .filter(|no| self.orders.contains_key(no))
            .collect();
        let is_note = |no: &Name| deliveries.notes.iter().any(|note| note.no == *no);
        let strange: Vec<&str> = named
            .iter()
            .filter(|no| !self.orders.contains_key(no) && !is_note(no))
            .map(|no| self.text(*no))
            .collect();
        if known.is_empty() || !strange.is_empty() {
            let refs = strange.join("、");
            let message = if refs.is_empty() {
                say!(zh: "入库没有写采购单号", en: "the receipt names no purchase order")
            } else {
                say!(zh: "采购订单表里没有 {refs}", en: "no purchase order {refs}")
            };
            self.remark(about, Kind::NoOrder, Name::BLANK, origin, message);
        }
        if known.is_empty() {
            return;
        }
        let noted_skus: Vec<Name> =
            note.map_or_else(Vec::new, |n| n.lines.iter().map(|line| line.sku).collect());
        for (sku, got) in received([receipt]) {
            let ordered = self.ordered(known.iter().copied(), sku).unwrap_or_default();
            // What is not on the note was told with the note.
            let told = note.is_some() && !noted_skus.contains(&sku);
            if ordered.is_zero() && !told {
                self.not_ordered(about, sku, got);
            }
        }
        self.prices(about, receipt, &known);
    }

    fn not_ordered(&mut self, about: About, sku: Name, got: Side) {
        let (code, qty) = (self.text(sku).to_owned(), got.qty);
        let message = say!(
            zh: "{code} 收了 {qty},采购单没有订", en: "{code}: {qty} received, never ordered"
        );
        let remark = self.remark(about, Kind::NotOrdered, sku, got.origin, message.clone());
        remark.qty = Some(qty);
        remark.expected = Some(Qty::ZERO);
        self.looked.refused.push(Refused {
            supplier: about.supplier,
            note_no: about.note_no,
            receipt_no: about.receipt_no,
            sku,
            ordered: Some(Qty::ZERO),
            noted: None,
            received: qty,
            refused: qty,
            short: Qty::ZERO,
            reason: Kind::NotOrdered,
            text: message,
            origin: got.origin,
        });
    }

    fn prices(&mut self, about: About, receipt: &Receipt<'_>, known: &[Name]) {
        for line in &receipt.lines {
            let Some(paid) = line.cost().map(|cost| Money(cost).rounded()) else {
                continue;
            };
            let agreed: Vec<Money> = known
                .iter()
                .filter_map(|no| self.orders.get(no))
                .flatten()
                .filter(|order| order.sku == line.sku)
                .filter_map(|order| order.unit_price)
                .map(Money::rounded)
                .collect();
            let within = |price: &Money| {
                let room = self.papers.rules.price_tolerance.0 * price.0;
                (paid - *price).0.abs() <= room
            };
            let Some(price) = agreed.iter().min_by_key(|price| (paid - **price).0.abs()) else {
                continue;
            };
            if agreed.iter().any(within) {
                continue;
            }
            let (code, price) = (self.text(line.sku).to_owned(), *price);
            let qty = line.qty;
            let over = Money(((paid - price).0 * qty.0).round_dp(4)).rounded();
            let message = say!(
                zh: "{code} 入库单价 {paid},采购单价 {price};{qty} 件差 {over} 元",
                en: "{code}: received at {paid}, ordered at {price}; {over} yuan on {qty}"
            );
            let remark = self.remark(about, Kind::PriceDiffers, line.sku, line.origin, message);
            let figures = [("price", paid), ("ordered_price", price), ("amount", over)];
            for (key, figure) in figures {
                remark
                    .data
                    .insert(key.to_owned(), figure.to_string().into());
            }
        }
    }

    /// Receipts beyond what was ordered, at the receipt that went beyond.
    pub(super) fn over_ordered(&mut self, deliveries: &Deliveries<'_>) {
        let mut sums: HashMap<(Vec<Name>, Name), Qty> = HashMap::new();
        for (at, receipt) in deliveries.receipts.iter().enumerate() {
            let named = deliveries.orders_of(at);
            let known: Vec<Name> = named
                .into_iter()
                .filter(|no| self.orders.contains_key(no))
                .collect();
            if known.is_empty() {
                continue;
            }
            for (sku, got) in received([receipt]) {
                let ordered = self.ordered(known.iter().copied(), sku).unwrap_or_default();
                let sum = sums.entry((known.clone(), sku)).or_default();
                let before = *sum;
                *sum += got.qty;
                let beyond = Qty((*sum - ordered).0.min((*sum - before).0));
                if ordered.is_zero()
                    || beyond <= Qty::ZERO
                    || !self.papers.period.holds_day(receipt.day)
                {
                    continue;
                }
                self.beyond(deliveries, at, sku, got, (ordered, *sum, beyond));
            }
        }
    }

    fn beyond(
        &mut self,
        deliveries: &Deliveries<'_>,
        at: usize,
        sku: Name,
        got: Side,
        (ordered, sum, beyond): (Qty, Qty, Qty),
    ) {
        let receipt = &deliveries.receipts[at];
        let note = deliveries.note_of[at].map(|index| &deliveries.notes[index]);
        let about = About {
            note_no: note.map_or(Name::BLANK, |note| note.no),
            receipt_no: receipt.no,
            supplier: receipt.party,
            date: Some(receipt.day),
        };
        let code = self.text(sku).to_owned();
        let message = say!(
            zh: "{code} 订 {ordered},累计收 {sum},超 {beyond}",
            en: "{code}: ordered {ordered}, received {sum} in all, {beyond} beyond"
        );
        // What is over the note is told and sent back once.
        let same = |slip: &Refused| {
            slip.receipt_no == receipt.no && slip.sku == sku && slip.refused >= beyond
        };
        if self.looked.refused.iter().any(same) {
            return;
        }
        let remark = self.remark(about, Kind::OverOrdered, sku, got.origin, message.clone());
        remark.qty = Some(sum);
        remark.expected = Some(ordered);
        self.looked.refused.push(Refused {
            supplier: about.supplier,
            note_no: about.note_no,
            receipt_no: receipt.no,
            sku,
            ordered: Some(ordered),
            noted: None,
            received: got.qty,
            refused: beyond,
            short: Qty::ZERO,
            reason: Kind::OverOrdered,
            text: message,
            origin: got.origin,
        });
    }
}
