//! `2/4/2003`: month first or day first? A column proves it by a value above
//! 12. Where the first rows leave it open the whole column is looked at once.

use super::cell::date::{Order, proof};
use super::opened::Opened;
use super::scan;
use crate::base::Problem;

/// Settles the order of day and month for columns that need it.
pub(super) fn prove_dates(opened: &mut Opened) -> Result<(), Problem> {
    let columns: Vec<usize> = opened.unproven();
    if columns.is_empty() || !shaped(opened, &columns) {
        return Ok(());
    }
    let mut found = vec![Proof::default(); columns.len()];
    scan::scan(
        opened,
        || vec![Proof::default(); columns.len()],
        |proofs, record| look(proofs, record, &columns),
        |proofs| {
            for (held, more) in found.iter_mut().zip(proofs) {
                held.month_first |= more.month_first;
                held.day_first |= more.day_first;
            }
        },
    )?;
    for (column, proof) in columns.iter().zip(found) {
        opened.columns.hints[*column].order = proof.order();
    }
    Ok(())
}

/// What a column's values prove.
#[derive(Debug, Clone, Copy, Default)]
struct Proof {
    month_first: bool,
    day_first: bool,
}

impl Proof {
    /// A column that proves both proves nothing: each of its dates must then
    /// speak for itself.
    fn order(self) -> Order {
        match (self.month_first, self.day_first) {
            (true, false) => Order::MonthFirst,
            (false, true) => Order::DayFirst,
            _ => Order::Unproven,
        }
    }
}

fn look(proofs: &mut [Proof], record: &super::record::Record<'_>, columns: &[usize]) {
    for (held, column) in proofs.iter_mut().zip(columns) {
        match proof(&record.at(*column).shown()) {
            Some(Order::MonthFirst) => held.month_first = true,
            Some(Order::DayFirst) => held.day_first = true,
            _ => {}
        }
    }
}

/// Whether any of the first values has the shape at all: most files need no
/// second look.
fn shaped(opened: &Opened, columns: &[usize]) -> bool {
    columns
        .iter()
        .any(|c| opened.shaped_dates.get(*c).copied().unwrap_or(false))
}
