//! What was found in the orders, before it is told.

use super::contact::{Outcome, Response};
use super::numbers::Numbers;
use super::open::Followed;
use super::totals::Totals;
use rust_decimal::{Decimal, RoundingStrategy};

/// What one agent's contacts come to.
#[derive(Debug, Default)]
pub struct Tally {
    pub orders: usize,
    /// Seconds of each contact that was made and measured.
    pub waits: Vec<i64>,
    pub on_time: usize,
    pub late: usize,
    pub never: usize,
    pub not_measurable: usize,
    pub open: usize,
    pub over: usize,
}

impl Tally {
    pub fn add(&mut self, outcome: Outcome) {
        self.orders += 1;
        match outcome {
            Outcome::OnTime(wait) => {
                self.on_time += 1;
                self.waits.push(wait);
            }
            Outcome::Late(wait) => {
                self.late += 1;
                self.waits.push(wait);
            }
            Outcome::Never(_) => self.never += 1,
            Outcome::NotYet => {}
            Outcome::NotMeasurable => self.not_measurable += 1,
        }
    }

    /// Orders that were, or should have been, contacted.
    pub fn judged(&self) -> usize {
        self.on_time + self.late + self.never
    }

    /// On time ÷ judged, of one, to four places half away from zero.
    pub fn share(&self) -> Option<Decimal> {
        let share = Decimal::from(self.on_time).checked_div(Decimal::from(self.judged()))?;
        Some(share.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero))
    }
}

/// All that was found.
pub struct Checked<'o, 'a> {
    pub responses: Option<Vec<Response<'o, 'a>>>,
    pub followed: Followed<'o, 'a>,
    pub numbers: Numbers,
    pub totals: Totals<'o, 'a>,
}
