//! Ledger = ledger, ledger = card, ledger = goods 账账相符、账卡相符、账物相符
//! (W3, W7): the warehouse's book against any other, item by item, in quantity
//! and amount, and why they differ.
//!
//! `books` brings what was read to one shape, `depth` tells how deep two books
//! can be compared, `compare` makes the differences and asks the cause engine,
//! `report` says it. The meaning is contract §4 «reconcile».

mod books;
mod compare;
mod depth;
mod findings;
mod report;
mod words;

pub use books::{Sheet, SheetMaker, end_of_minute};

use crate::base::{Clock, Files, Pool, Text};
use crate::policy::Policy;
use crate::report::Report;
use crate::stock::causes::shown::Shown;
use crate::table::rows::{Balance, Count, Item};
use chrono::NaiveDateTime;
use compare::BOOK;

/// What a report is written with.
pub struct Setting<'a> {
    pub pool: &'a Pool,
    pub files: &'a Files,
    pub policy: &'a Policy,
    pub clock: Clock,
}

impl Setting<'_> {
    /// How causes are shown where the book is held against that side.
    pub fn causes(&self, role: Role) -> Shown<'_> {
        Shown {
            pool: self.pool,
            files: self.files,
            book: BOOK,
            other: (role.word(), role.label()),
        }
    }
}

/// A book as it was read.
#[derive(Debug)]
pub enum Book {
    Ledger(Sheet),
    Balances(Vec<Balance>),
}

/// What the warehouse's book is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Finance,
    System,
    Cards,
    Count,
}

impl Role {
    /// The side's word for programs, also its flag.
    pub fn word(self) -> &'static str {
        match self {
            Role::Finance => "finance",
            Role::System => "system",
            Role::Cards => "cards",
            Role::Count => "count",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Role::Finance => Text::new("财务", "finance"),
            Role::System => Text::new("系统", "system"),
            Role::Cards => Text::new("货卡", "cards"),
            Role::Count => Text::new("实盘", "count"),
        }
    }
}

/// All that is compared.
#[derive(Debug)]
pub struct Given {
    pub book: Book,
    pub opening: Option<Book>,
    pub others: Vec<(Role, Book)>,
    pub count: Option<Vec<Count>>,
    pub items: Option<Vec<Item>>,
}

/// How it is compared.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// The last moment that is part of the balances.
    pub as_of: Option<AsOf>,
    /// Rows that agree too.
    pub all: bool,
}

/// `--as-of`, inclusive; a bare date is the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub last: NaiveDateTime,
    pub whole_day: bool,
}

/// Compares the book with every other side.
pub fn reconcile(
    given: Given,
    asked: Asked,
    pool: &Pool,
    files: &Files,
    policy: &Policy,
    clock: Clock,
) -> Report {
    let books = books::Books::of(given, asked);
    let sides = compare::sides(&books, asked, pool, &policy.stock.causes);
    report::report(
        &books,
        &sides,
        asked,
        &Setting {
            pool,
            files,
            policy,
            clock,
        },
    )
}
