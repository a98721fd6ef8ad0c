//! Lines of the ledger → steps in whole numbers, which the valuation posts.

use super::line::Line;
use super::valuation::{Cost, Scale, Step};
use crate::base::Name;
use chrono::NaiveDateTime;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;

/// Decimals of a listed cost that are kept, in yuan.
const COST_DECIMALS: u32 = 10;

/// Location and lot of each place, and the movements in whole numbers.
pub type Steps = (Vec<(Name, Name)>, Vec<Step>);

/// The places of one item, by `key`, and its movements.
///
/// # Errors
/// The line whose quantity or amount is too large.
pub fn whole(
    lines: &[Line],
    scale: Scale,
    key: impl Fn(&Line) -> (Name, Name),
) -> Result<Steps, &Line> {
    let mut places: HashMap<(Name, Name), u32> = HashMap::new();
    let mut transfers: HashMap<(Name, Option<NaiveDateTime>), u32> = HashMap::new();
    let mut keys = Vec::new();
    let mut steps = Vec::with_capacity(lines.len());
    for (at, line) in (0..).zip(lines) {
        let key = key(line);
        // Lines of one place mostly follow each other; one place is the rule.
        let place = match keys.first() {
            Some(first) if *first == key => 0,
            _ => *places.entry(key).or_insert_with(|| {
                keys.push(key);
                u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
            }),
        };
        let units = scale.scaled(line.qty, u32::from(line.decimals));
        let units = units.filter(|_| !line.too_large);
        let transfer = if line.kind.is_transfer() {
            let moment = line.doc_no.is_blank().then_some(line.at);
            let next = u32::try_from(transfers.len() + 1).unwrap_or(u32::MAX);
            *transfers.entry((line.doc_no, moment)).or_insert(next)
        } else {
            0
        };
        steps.push(Step {
            at: line.at,
            kind: line.kind,
            place,
            units: units.ok_or(line)?,
            own: line.own,
            transfer,
            entry: at,
        });
    }
    Ok((keys, steps))
}

/// The item list's cost in whole numbers; `None` beyond their range.
pub fn listed(cost: Decimal, scale: Scale) -> Option<Cost> {
    let away = RoundingStrategy::MidpointAwayFromZero;
    let exact = cost.round_dp_with_strategy(COST_DECIMALS, away).normalize();
    let units = 10_i64.checked_pow(exact.scale())?;
    let units = units.checked_mul(scale.one())?;
    Cost::new(exact.mantissa().checked_mul(100)?, units)
}
