//! Why two books differ: from a difference to its cause and its document (W3,
//! W7). Knows nothing of who asks: reconciliation and stock-take both do.
//!
//! * [`documents`]: both sides are ledgers. Documents are matched by number and
//!   item, then by date, party and quantity; what does not match is the cause,
//!   and the causes of an item add up to its difference by construction.
//! * [`infer`]: one side is a ledger, the other a balance or a count. A document
//!   whose quantity, double, turn of digits or multiple is the difference may be
//!   the cause, and so may chance: each explanation is weighed by how many
//!   documents could have explained a difference of that size, and a cause is
//!   named only where it is likelier than everything else together.
//!
//! Kinds are ordered by how telling they are: where two fit the same figures the
//! earlier one wins (contract §4).

pub mod documents;
mod facts;
pub mod figures;
mod gap;
mod infer;
mod likeness;
mod near;
mod numbers;
mod offsets;
mod openings;
mod pairs;
pub mod shown;
mod state;
mod weigh;
pub mod words;

pub use documents::match_documents;
pub use facts::Latest;
pub use gap::{Gap, Ledger};
pub use infer::infer;
pub use likeness::Likeness;
pub use state::Found;

use crate::base::{Message, Money, Name, Origin, Pool, Qty, Text};
use crate::policy::CauseRules;
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The kinds of cause, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The same document dated on the two sides of the cut-off.
    CutOff,
    PostedTwice,
    /// The document stands on another item.
    WrongItem,
    WrongLocation,
    WrongLot,
    SignReversed,
    TransposedDigits,
    /// Pieces written as cases, or cases as pieces.
    UnitOfMeasure,
    /// Any other quantity; tenfold too.
    WrongQuantity,
    /// The damaged pieces are what is short.
    Damaged,
    MissingInBook,
    MissingInOther,
    Unexplained,
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::CutOff,
        Kind::PostedTwice,
        Kind::WrongItem,
        Kind::WrongLocation,
        Kind::WrongLot,
        Kind::SignReversed,
        Kind::TransposedDigits,
        Kind::UnitOfMeasure,
        Kind::WrongQuantity,
        Kind::Damaged,
        Kind::MissingInBook,
        Kind::MissingInOther,
        Kind::Unexplained,
    ];

    /// The fixed word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Kind::CutOff => "cut_off",
            Kind::PostedTwice => "posted_twice",
            Kind::WrongItem => "wrong_item",
            Kind::WrongLocation => "wrong_location",
            Kind::WrongLot => "wrong_lot",
            Kind::SignReversed => "sign_reversed",
            Kind::TransposedDigits => "transposed_digits",
            Kind::UnitOfMeasure => "unit_of_measure",
            Kind::WrongQuantity => "wrong_quantity",
            Kind::Damaged => "damaged",
            Kind::MissingInBook => "missing_in_book",
            Kind::MissingInOther => "missing_in_other",
            Kind::Unexplained => "unexplained",
        }
    }

    /// The word for people.
    pub fn label(self) -> Text {
        match self {
            Kind::CutOff => Text::new("跨期", "cut-off"),
            Kind::PostedTwice => Text::new("重复记账", "posted twice"),
            Kind::WrongItem => Text::new("串货", "wrong item"),
            Kind::WrongLocation => Text::new("仓位记错", "wrong location"),
            Kind::WrongLot => Text::new("批次记错", "wrong lot"),
            Kind::SignReversed => Text::new("方向记反", "sign reversed"),
            Kind::TransposedDigits => Text::new("数字颠倒", "transposed digits"),
            Kind::UnitOfMeasure => Text::new("单位记错", "unit of measure"),
            Kind::WrongQuantity => Text::new("数量记错", "wrong quantity"),
            Kind::Damaged => Text::new("残损", "damaged"),
            Kind::MissingInBook => Text::new("账面漏记", "missing in book"),
            Kind::MissingInOther => Text::new("对方漏记", "missing in other"),
            Kind::Unexplained => Text::new("未查明", "unexplained"),
        }
    }
}

/// Which of the two books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Book,
    Other,
}

impl Side {
    #[must_use]
    pub fn opposite(self) -> Side {
        match self {
            Side::Book => Side::Other,
            Side::Other => Side::Book,
        }
    }
}

/// What is compared: an item, or its part at a place or of a lot. Blank where
/// the comparison does not go so deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key {
    pub sku: Name,
    pub location: Name,
    pub lot: Name,
}

/// A line of one of the books as far as causes need it.
#[derive(Debug, Clone)]
pub struct Line {
    /// As deep as the comparison goes.
    pub key: Key,
    pub doc: Name,
    /// The number of another document the line refers to.
    pub reference: Name,
    pub at: NaiveDateTime,
    pub party: Name,
    /// Change of the balance.
    pub qty: Decimal,
    /// Yuan, signed like the quantity.
    pub amount: Option<Money>,
    /// After the cut-off: no part of the balance.
    pub late: bool,
    /// Brought forward: no document of the period.
    pub opening: bool,
    pub origin: Origin,
}

/// A cause of a difference, or of a part of it.
#[derive(Debug, Clone)]
pub struct Cause {
    pub kind: Kind,
    /// The book that is in error, as far as can be told.
    pub side: Side,
    /// The part of the difference (other − book) it accounts for. Zero for a
    /// further candidate, which would account for [`Cause::would`].
    pub qty: Qty,
    pub would: Qty,
    /// Yuan by which it moves the difference of amounts.
    pub amount: Option<Money>,
    /// Hundredths.
    pub confidence: u8,
    /// Numbers of the documents; of a double both, of several that fit equally
    /// well all.
    pub documents: Vec<Name>,
    /// The lines themselves.
    pub lines: Vec<Origin>,
    pub text: Message,
}

impl Cause {
    /// A candidate besides the explanation that was chosen.
    pub fn is_candidate(&self) -> bool {
        self.qty.is_zero() && !self.would.is_zero()
    }
}

/// What is known of an item besides its figures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    pub name: Name,
    pub spec: Name,
    pub pack: Option<Decimal>,
    /// Where it usually lies.
    pub bin: Name,
    /// Yuan a piece.
    pub cost: Option<Money>,
}

/// What a search for causes stands on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub pool: &'a Pool,
    pub rules: &'a CauseRules,
    pub facts: &'a HashMap<Name, Facts>,
    /// What the two books are called: «账面», «财务».
    pub book: Text,
    pub other: Text,
    /// The last moment the comparison includes.
    pub cut: Option<NaiveDateTime>,
    /// The other side is a physical count, not a book.
    pub counted: bool,
    /// Items compared, those that agree included.
    pub compared: usize,
}

impl Ground<'_> {
    pub fn name(&self, side: Side) -> Text {
        match side {
            Side::Book => self.book,
            Side::Other => self.other,
        }
    }

    pub fn pack(&self, sku: Name) -> Option<Decimal> {
        self.facts.get(&sku).and_then(|facts| facts.pack)
    }
}

/// The causes of one row in their order: what accounts for the difference before
/// what might, the more telling kind first, then the larger part.
pub fn sort(causes: &mut [Cause], pool: &Pool) {
    causes.sort_by(|a, b| {
        let rank = |c: &Cause| (c.is_candidate(), std::cmp::Reverse(c.confidence), c.kind);
        rank(a)
            .cmp(&rank(b))
            .then_with(|| b.would.0.abs().cmp(&a.would.0.abs()))
            .then_with(|| {
                let text = |c: &Cause| c.documents.first().map(|d| pool.text(*d).to_owned());
                text(a).cmp(&text(b))
            })
    });
}
