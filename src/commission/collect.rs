//! Every credit of the month, whatever table the sales come from.

use super::Job;
use super::credit::{Credit, Sold, sales, service};
use super::notes::Notes;
use super::sold_orders::orders;
use crate::table::rows::register::Finder;

/// Every credit, in the order of its lines.
pub fn collect(job: &Job<'_>, finder: &mut Finder<'_>, notes: &mut Notes) -> Vec<Credit> {
    match job.sold {
        Sold::Sales(rows) => sales(rows, job, finder, notes),
        Sold::Orders(rows) => orders(rows, job, finder, notes),
        Sold::Service(rows) => service(rows, job, finder),
    }
}
