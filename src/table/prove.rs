//! `2/4/2003`: month first or day first? A column proves it by a value above
//! 12. Where the first rows leave it open the whole column is looked at once.

use super::cell::date::{Order, proof};
use super::open::Opened;
use super::scan;
use crate::base::Problem;

/// Settles the order of day and month for columns that need it.
pub(super) fn prove_dates(opened: &mut Opened) -> Result<(), Problem> {
    let columns: Vec<usize> = opened.unproven();
    if columns.is_empty() || !shaped(opened, &columns) {
        return Ok(());
    }
    let mut found = vec![Order::Unproven; columns.len()];
    scan::scan(
        opened,
        || vec![Order::Unproven; columns.len()],
        |orders, record| look(orders, record, &columns),
        |orders| {
            for (held, order) in found.iter_mut().zip(orders) {
                if *held == Order::Unproven {
                    *held = order;
                }
            }
        },
    )?;
    for (column, order) in columns.iter().zip(found) {
        opened.columns.hints[*column].order = order;
    }
    Ok(())
}

fn look(orders: &mut [Order], record: &super::record::Record<'_>, columns: &[usize]) {
    for (held, column) in orders.iter_mut().zip(columns) {
        if *held == Order::Unproven
            && let Some(order) = proof(&record.at(*column).shown())
        {
            *held = order;
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
