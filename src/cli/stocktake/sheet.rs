//! `dayclose stocktake sheet`: what to count with.

use super::{book_argument, history};
use crate::base::{Message, Problem};
use crate::cli::args::Global;
use crate::cli::args::stocktake::{StocktakeSheetArgs, YesNo};
use crate::cli::context::Context;
use crate::cli::intake::{FormGiven, Intake, Side};
use crate::report::Report;
use crate::stock;
use crate::stocktake::book;
use crate::stocktake::goods::Goods;
use crate::stocktake::past::{self, Ground, last_counted, times_off};
use crate::stocktake::sheet::{self, SheetInput};
use chrono::{Datelike, NaiveDate};

/// # Errors
/// Tables that cannot be read, no book.
pub fn run(
    args: &StocktakeSheetArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items = intake.items(args.items.as_deref())?;
    let goods = Goods::new(&items);
    let book = book_argument(&intake, args.book.as_deref())?;
    let side = intake.side("book", &book, FormGiven::default())?;
    let mut past = match &args.history {
        Some(folder) => history(&mut intake, folder, &items)?,
        None => Vec::new(),
    };
    let mut taken = intake.finish()?;
    let rules = &context.policy.stocktake;
    let mut ledger = None;
    let book = match side {
        Side::Balances(rows) => book::of_balances(&rows),
        Side::Movements(rows) => {
            let stock = &context.policy.stock;
            let ledger = ledger.insert(stock::post(rows, Some(&items), &mut taken.pool, stock));
            book::of_entries(ledger.until(context.clock.local()))
        }
    };
    let pool = &taken.pool;
    let today = context.clock.date();
    let due = args.due.then(|| {
        let last = last_counted(past.iter(), rules, pool, today);
        let areas = book
            .iter()
            .map(|held| rules.area(pool.text(held.place.location)).to_owned());
        past::due(areas, &last, rules, today)
    });
    let seed = args.seed.unwrap_or_else(|| day_seed(today));
    let ground = Ground {
        entries: ledger.as_ref().map(|ledger| ledger.entries.as_slice()),
        goods: &goods,
        pool,
        rules,
        stock: &context.policy.stock,
    };
    let mut report = sheet::report(SheetInput {
        off: times_off(&mut past, &ground),
        book,
        goods: &goods,
        pool,
        rules,
        blind: args.blind == YesNo::Yes,
        spot: args.spot.map(|n| (n, seed)),
        class: args.class.clone(),
        van: args.van.clone(),
        due,
        scope: Message::data(&context.policy.shop.name),
        clock: context.clock,
    });
    if let Some(ledger) = &ledger {
        let notes = ledger.notes.findings(pool, &taken.files);
        report.findings.extend(notes);
    }
    taken.into_report(&mut report);
    Ok(report)
}

/// `20261122`: a seed that is easy to say.
fn day_seed(day: NaiveDate) -> u64 {
    let (year, month, date) = (day.year().unsigned_abs(), day.month(), day.day());
    u64::from(year * 10_000 + month * 100 + date)
}
