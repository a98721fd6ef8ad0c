//! Values by a naive queue: every piece stands in it alone, with its own cost.

use crate::ledgers::{ITEMS, Line, balance, csv, ledger, number, posted, row};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::VecDeque;

fn fen(value: Decimal) -> Decimal {
    // What is a third of a fen in 28 digits is half a fen again after this.
    let clean = value.round_dp(15);
    let mut fen = clean.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    fen.rescale(2);
    fen
}

/// An item's stock: pieces on hand, pieces issued below zero.
#[derive(Default)]
struct Pieces {
    average: bool,
    queue: VecDeque<Decimal>,
    owed: VecDeque<Decimal>,
    last: Decimal,
    latest_issue: Decimal,
}

impl Pieces {
    fn worth(&self) -> Decimal {
        self.queue.iter().sum::<Decimal>() - self.owed.iter().sum::<Decimal>()
    }

    /// Gives what earlier issues cost more than they were issued for.
    fn receive(&mut self, qty: i64, each: Decimal) -> Decimal {
        let mut more = Decimal::ZERO;
        for _ in 0..qty {
            match self.owed.pop_front() {
                Some(issued_for) => {
                    more += each - issued_for;
                    self.last = each;
                }
                None => self.queue.push_back(each),
            }
        }
        if self.average && !self.queue.is_empty() {
            let mean = self.queue.iter().sum::<Decimal>() / Decimal::from(self.queue.len());
            self.queue.iter_mut().for_each(|piece| *piece = mean);
        }
        more
    }

    fn issue(&mut self, qty: i64) {
        let before = fen(self.worth());
        for _ in 0..qty {
            match self.queue.pop_front() {
                Some(cost) => self.last = cost,
                None => self.owed.push_back(self.last),
            }
        }
        self.latest_issue = (before - fen(self.worth())) / Decimal::from(qty);
    }
}

/// Opening, in, closing value of an item in October.
fn reckon(lines: &[Line], sku: usize, average: bool) -> (Decimal, Decimal, Decimal) {
    let mut pieces = Pieces {
        average,
        ..Pieces::default()
    };
    let (mut opening, mut received) = (Decimal::ZERO, Decimal::ZERO);
    for line in lines.iter().filter(|line| line.sku == sku) {
        if line.goes_in() {
            let qty = Decimal::from(line.qty);
            let own = line.amount.map(|a| Decimal::new(a, 2));
            let own = own.or(line.unit_cost.map(|c| Decimal::new(c, 2) * qty));
            let value = own.unwrap_or_else(|| fen(pieces.latest_issue * qty));
            pieces.receive(line.qty, value / qty);
            if line.date.0 == 10 {
                received += value;
            }
        } else {
            pieces.issue(line.qty);
        }
        if line.date.0 < 10 {
            opening = pieces.worth();
        }
    }
    (fen(opening), fen(received), fen(pieces.worth()))
}

#[test]
fn values_are_those_of_single_pieces() {
    let mut below_zero = 0;
    for seed in 1..=6 {
        let lines = ledger(seed, 420);
        let text = csv(&lines);
        let sorted = posted(&lines);
        for method in ["fifo", "average"] {
            let report = balance(&text, &["--month", "2026-10", "--valuation", method]);
            for sku in 0..ITEMS {
                let name = format!("SP{sku:02}");
                let (opening, received, closing) = reckon(&sorted, sku, method == "average");
                let row = row(&report, &name);
                let told = ["opening_value", "in_value", "closing_value"].map(|k| number(row, k));
                assert_eq!(told, [opening, received, closing], "{method} {seed} {row}");
                let out = number(row, "out_value");
                assert_eq!(opening + received - out, closing, "{method} {seed} {row}");
                if number(row, "closing_qty").is_zero() {
                    assert!(closing.is_zero(), "{row}");
                }
            }
            below_zero += report["summary"]["corrections"].as_u64().unwrap();
        }
    }
    assert!(below_zero > 20, "the ledgers go below zero: {below_zero}");
}
