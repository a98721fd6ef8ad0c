//! A delivery note against its receipts.
//!
//! * Quantities are summed by item over the lines of a note and over its
//!   receipts; red entries reduce them.
//! * An item only the note has and one only the receipt has are one wrong item
//!   where their quantities are equal, or where there is one of each.
//! * Names and specs differ by more than width, case and spaces.

use super::super::link::{Note, Receipt};
use super::super::remark::{Kind, Remark};
use super::{About, Refused, Side, Sides, Work, add, received};
use crate::base::{Message, Name, Qty};
use crate::say;
use rust_decimal::Decimal;

fn noted(note: &Note<'_>) -> Sides {
    let mut sides = Sides::new();
    for line in &note.lines {
        let side = Side {
            qty: line.qty.unwrap_or_default(),
            origin: line.origin,
            name: line.name,
            spec: line.spec,
        };
        add(&mut sides, line.sku, side);
    }
    sides
}

impl Work<'_, '_> {
    pub(super) fn not_received(&mut self, note: &Note<'_>) {
        let Some(line) = note.lines.first() else {
            return;
        };
        let no = self.text(note.no);
        let message = say!(
            zh: "送货单 {no} 没有入库单", en: "delivery note {no} has no receipt"
        );
        let qty = note.lines.iter().filter_map(|line| line.qty).sum();
        let origin = note.lines.iter().map(|l| l.origin).min();
        self.looked.remarks.push(Remark {
            date: note.date,
            doc_no: note.no,
            party: note.supplier,
            qty: Some(Qty::ZERO),
            expected: Some(qty),
            ..Remark::new(Kind::NoReceipt, origin.unwrap_or(line.origin), message)
        });
    }

    /// One note against its receipts.
    pub(super) fn delivery(&mut self, note: &Note<'_>, receipts: &[&Receipt<'_>]) {
        let (there, here) = (noted(note), received(receipts.iter().copied()));
        let first = receipts.first();
        let about = About {
            note_no: note.no,
            receipt_no: first.map_or(Name::BLANK, |r| r.no),
            supplier: first.map_or(Name::BLANK, |r| r.party).or(note.supplier),
            date: first.map(|r| r.day),
        };
        let mut missing: Vec<Name> = Vec::new();
        let mut extra: Vec<Name> = Vec::new();
        for (sku, noted) in &there {
            match here.get(sku) {
                Some(got) => self.same_item(about, note, *sku, *noted, *got),
                None if noted.qty.is_zero() => {}
                None => missing.push(*sku),
            }
        }
        extra.extend(here.keys().filter(|sku| !there.contains_key(sku)));
        let by_code = |list: &mut Vec<Name>| {
            list.sort_by(|a, b| self.papers.pool.text(*a).cmp(self.papers.pool.text(*b)));
        };
        by_code(&mut missing);
        by_code(&mut extra);
        for (wanted, got) in wrong_items(&missing, &extra, &there, &here) {
            missing.retain(|sku| *sku != wanted);
            extra.retain(|sku| *sku != got);
            self.wrong_item(about, note, (wanted, there[&wanted]), (got, here[&got]));
        }
        for sku in missing {
            let nothing = Side {
                qty: Qty::ZERO,
                ..there[&sku]
            };
            self.quantity(about, note, sku, there[&sku], nothing);
        }
        for sku in extra {
            self.extra(about, note, sku, here[&sku]);
        }
    }

    fn same_item(&mut self, about: About, note: &Note<'_>, sku: Name, noted: Side, got: Side) {
        self.quantity(about, note, sku, noted, got);
        let own_name = got.name.or(self.goods.name(sku));
        let own_spec = got.spec.or(self.goods.spec(sku));
        let pairs = [(noted.name, own_name), (noted.spec, own_spec)];
        let different = pairs.iter().any(|(a, b)| self.unlike(*a, *b));
        if different {
            let join = |name: Name, spec: Name| {
                let words = [self.text(name), self.text(spec)];
                words.join(" ").trim().to_owned()
            };
            let (theirs, ours) = (join(noted.name, noted.spec), join(own_name, own_spec));
            let code = self.text(sku).to_owned();
            let message = say!(
                zh: "{code} 送货单写「{theirs}」,入库写「{ours}」",
                en: "{code}: the note says \"{theirs}\", the receipt \"{ours}\""
            );
            self.remark(about, Kind::TextDiffers, sku, got.origin, message.clone());
            let slip = self.slip(about, note, sku, Some(noted.qty), got, Kind::TextDiffers);
            self.looked.refused.push(Refused {
                refused: got.qty,
                text: message,
                ..slip
            });
        }
    }

    /// Two words that both stand there and differ by more than width, case and
    /// spaces.
    fn unlike(&self, a: Name, b: Name) -> bool {
        let key = |name: Name| crate::base::normalise::heading_key(self.text(name));
        !a.is_blank() && !b.is_blank() && a != b && key(a) != key(b)
    }

    fn quantity(&mut self, about: About, note: &Note<'_>, sku: Name, noted: Side, got: Side) {
        let (want, have) = (noted.qty, got.qty);
        if want == have {
            return;
        }
        let (code, no) = (self.text(sku).to_owned(), self.text(note.no).to_owned());
        let by = Qty((want - have).0.abs());
        let (kind, message) = if have < want {
            (
                Kind::Short,
                say!(
                    zh: "{code} 送货单 {no} 写 {want},只收 {have},短 {by}",
                    en: "{code}: delivery note {no} says {want}, received {have}, {by} short"
                ),
            )
        } else {
            (
                Kind::Over,
                say!(
                    zh: "{code} 送货单 {no} 写 {want},收了 {have},多 {by}",
                    en: "{code}: delivery note {no} says {want}, received {have}, {by} over"
                ),
            )
        };
        let remark = self.remark(about, kind, sku, got.origin, message.clone());
        remark.qty = Some(have);
        remark.expected = Some(want);
        let slip = self.slip(about, note, sku, Some(want), got, kind);
        let (refused, short) = if kind == Kind::Over {
            (by, Qty::ZERO)
        } else {
            (Qty::ZERO, by)
        };
        self.looked.refused.push(Refused {
            refused,
            short,
            text: message,
            ..slip
        });
    }

    fn wrong_item(
        &mut self,
        about: About,
        note: &Note<'_>,
        (wanted, noted): (Name, Side),
        (came, got): (Name, Side),
    ) {
        let no = self.text(note.no);
        let title = |sku| self.goods.title(sku, self.papers.pool);
        let (want, have) = (title(wanted), title(came));
        let (n, m) = (noted.qty, got.qty);
        let message = say!(
            zh: "送货单 {no} 写 {want} {n},收的是 {have} {m}",
            en: "delivery note {no} says {n} of {want}, received {m} of {have}"
        );
        let code = self.text(wanted).to_owned();
        let remark = self.remark(about, Kind::WrongItem, came, got.origin, message.clone());
        remark.qty = Some(m);
        remark.expected = Some(Qty::ZERO);
        remark.data.insert("noted_sku".to_owned(), code.into());
        let slip = self.slip(about, note, came, None, got, Kind::WrongItem);
        self.looked.refused.push(Refused {
            refused: m,
            text: message,
            ..slip
        });
    }

    /// An item the note does not have.
    fn extra(&mut self, about: About, note: &Note<'_>, sku: Name, got: Side) {
        let (code, no) = (self.text(sku).to_owned(), self.text(note.no).to_owned());
        let qty = got.qty;
        let ordered = self.ordered(note.orders.iter().copied(), sku);
        let not_ordered = ordered == Some(Qty::ZERO);
        let (kind, message) = if not_ordered {
            (
                Kind::NotOrdered,
                say!(
                    zh: "{code} 收了 {qty},送货单 {no} 和采购单都没有",
                    en: "{code}: {qty} received, on neither delivery note {no} nor the order"
                ),
            )
        } else {
            (
                Kind::NotOnNote,
                say!(
                    zh: "{code} 收了 {qty},送货单 {no} 没有",
                    en: "{code}: {qty} received, not on delivery note {no}"
                ),
            )
        };
        let remark = self.remark(about, kind, sku, got.origin, message.clone());
        remark.qty = Some(qty);
        remark.expected = Some(Qty::ZERO);
        let slip = self.slip(about, note, sku, None, got, kind);
        self.looked.refused.push(Refused {
            refused: qty,
            text: message,
            ..slip
        });
    }

    fn slip(
        &self,
        about: About,
        note: &Note<'_>,
        sku: Name,
        noted: Option<Qty>,
        got: Side,
        reason: Kind,
    ) -> Refused {
        Refused {
            supplier: about.supplier,
            note_no: about.note_no,
            receipt_no: about.receipt_no,
            sku,
            ordered: self.ordered(note.orders.iter().copied(), sku),
            noted,
            received: got.qty,
            refused: Qty::ZERO,
            short: Qty::ZERO,
            reason,
            text: Message::default(),
            origin: got.origin,
        }
    }
}

/// Pairs of an item that was announced and one that came in its place.
fn wrong_items(missing: &[Name], extra: &[Name], there: &Sides, here: &Sides) -> Vec<(Name, Name)> {
    if let ([wanted], [got]) = (missing, extra) {
        return vec![(*wanted, *got)];
    }
    let mut free: Vec<Name> = extra.to_vec();
    let mut pairs = Vec::new();
    let qty = |sides: &Sides, sku: &Name| -> Decimal {
        sides.get(sku).map_or(Decimal::ZERO, |side| side.qty.0)
    };
    for wanted in missing {
        let same = free
            .iter()
            .position(|got| qty(here, got) == qty(there, wanted));
        if let Some(at) = same {
            pairs.push((*wanted, free.remove(at)));
        }
    }
    pairs
}
