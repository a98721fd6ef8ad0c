//! `dayclose stocktake trend`: counts over time.

use super::history;
use crate::base::{Message, Problem};
use crate::cli::args::Global;
use crate::cli::args::stocktake::StocktakeTrendArgs;
use crate::cli::context::Context;
use crate::cli::intake::{FormGiven, Intake};
use crate::report::Report;
use crate::stock;
use crate::stocktake::goods::Goods;
use crate::stocktake::trend::TrendInput;
use crate::stocktake::trend_report;

/// # Errors
/// Tables that cannot be read, a count without a day, fewer than two.
pub fn run(
    args: &StocktakeTrendArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items = intake.items(args.items.as_deref())?;
    let goods = Goods::new(&items);
    let past = history(&mut intake, &args.dir, &items)?;
    let file = intake.argument("movements", args.movements.as_deref());
    let movements = match file {
        Some(file) => Some(intake.movements("movements", &file, FormGiven::default())?),
        None => None,
    };
    let mut taken = intake.finish()?;
    let rules = &context.policy.stock;
    let ledger = movements.map(|rows| stock::post(rows, Some(&items), &mut taken.pool, rules));
    let mut report = trend_report(TrendInput {
        past,
        entries: ledger.as_ref().map(|l| l.entries.as_slice()),
        goods: &goods,
        pool: &taken.pool,
        rules: &context.policy.stocktake,
        stock: rules,
        scope: Message::data(&context.policy.shop.name),
        clock: context.clock,
    })?;
    if let Some(ledger) = &ledger {
        let notes = ledger.notes.findings(&taken.pool, &taken.files);
        report.findings.extend(notes);
    }
    taken.into_report(&mut report);
    Ok(report)
}
