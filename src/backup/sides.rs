//! The two sides of a comparison, the rules it needs, and what comes of it.

use super::amend::{Days, Evidence};
use super::change::Change;
use super::judge::Judge;
use super::known::State;
use super::rows::Line;
use super::text::Text;
use super::veil::Veil;
use chrono::NaiveDate;
use std::collections::HashSet;
use std::sync::Arc;

/// One export as read.
pub struct Export {
    /// Sorted by text, doubles left out.
    pub lines: Vec<Line>,
    pub has: Vec<bool>,
    /// Orders created in it are expected in the file (both ends included, in
    /// the form of created_at); `None` where the file does not say.
    pub window: Option<(String, String)>,
    /// Orders of the same workbook's list that has dates, for a list that has
    /// none: who is in that one is expected in this one.
    pub beside: Option<HashSet<String>>,
    pub source: Arc<str>,
    pub file: Arc<str>,
    /// Its day, where a file of a later day was sealed before it: it may tell
    /// of an earlier state than the one that is known.
    pub older: Option<NaiveDate>,
}

/// That an order's remark grew, and what that documents (O3).
#[derive(Debug)]
pub struct Documented {
    pub order_no: String,
    pub evidence: Evidence,
    pub remark: String,
    /// The red flag stands beside it.
    pub flagged: bool,
}

/// What the comparison needs to know of the rules.
pub struct Rules<'r> {
    pub judge: &'r Judge,
    /// Folded names of the staff; empty where no table was given.
    pub names: &'r [String],
    pub days: Days,
    /// Above this share and this number absent orders are one coverage finding.
    pub coverage_share: rust_decimal::Decimal,
    pub coverage_orders: u64,
    /// What hides the state's values, where archives are encrypted.
    pub veil: Option<&'r Veil>,
    /// The seal this run makes.
    pub seq: u64,
    /// Orders that another part of this export holds.
    pub present: Option<&'r HashSet<String>>,
}

/// The outcome of one export.
#[derive(Debug, Default)]
pub struct Compared {
    pub changes: Vec<Change>,
    pub orders: u64,
    pub new: u64,
    /// Orders with at least one difference.
    pub changed: u64,
    /// Orders absent that should be there.
    pub absent: u64,
    /// Orders that should be there.
    pub expected: u64,
    /// So many are absent that the file itself is in doubt.
    pub coverage: bool,
    /// Lines of every order whose recorded state is new or altered.
    pub recorded: Vec<Text>,
    pub state: State,
    /// Orders whose remark grew: it covers other lists of the shop as well.
    pub documented: Vec<Documented>,
}
