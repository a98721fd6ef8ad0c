//! `dayclose stocktake report`: the full count at a quarter's end.

use super::{book_argument, counted, history};
use crate::base::{Message, Period, Problem, dated};
use crate::cli::args::Global;
use crate::cli::args::stocktake::StocktakeReportArgs;
use crate::cli::context::Context;
use crate::cli::intake::{FormGiven, Intake, Side};
use crate::cli::period::named_quarter;
use crate::report::Report;
use crate::say;
use crate::stock;
use crate::stocktake::count::CountSet;
use crate::stocktake::goods::Goods;
use crate::stocktake::past::Past;
use crate::stocktake::quarter::QuarterInput;
use crate::stocktake::quarter_report;

/// # Errors
/// Tables that cannot be read, no quarter, two ledgers.
pub fn run(
    args: &StocktakeReportArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let quarter: Period = named_quarter(&args.quarter)?;
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items = intake.items(args.items.as_deref())?;
    let goods = Goods::new(&items);
    let book = book_argument(&intake, args.book.as_deref())?;
    let side = intake.side("book", &book, FormGiven::default())?;
    let (balances, movements) = match side {
        Side::Movements(_) if args.movements.is_some() => return Err(two_ledgers()),
        Side::Movements(rows) => (None, Some(rows)),
        Side::Balances(rows) => {
            let file = intake.argument("movements", args.movements.as_deref());
            let ledger = file
                .map(|file| intake.movements("movements", &file, FormGiven::default()))
                .transpose()?;
            (Some(rows), ledger)
        }
    };
    let count = intake.needed("count", args.count.as_deref())?;
    let mut set = counted(&mut intake, "count", &count, &items)?;
    if let Some(second) = &args.second {
        set.settle_by(counted(&mut intake, "second", second, &items)?);
    }
    let past = match &args.history {
        Some(folder) => history(&mut intake, folder, &items)?,
        None => Vec::new(),
    };
    let mut taken = intake.finish()?;
    let stock = &context.policy.stock;
    let ledger = movements.map(|rows| stock::post(rows, Some(&items), &mut taken.pool, stock));
    let mut book = CountSet::default();
    match (&balances, &ledger) {
        (Some(rows), _) => book.held(rows, |code| goods.resolve(code)),
        (None, Some(ledger)) => book.places(&ledger.entries),
        (None, None) => {}
    }
    let timed = set.span.map(|(_, last)| last.at.date());
    let day = timed.or(dated::day(&count)).unwrap_or(quarter.last());
    let mut report = quarter_report(QuarterInput {
        quarter,
        book,
        posted: balances.is_none(),
        count: Past {
            day,
            shown: context.shown(count),
            set,
        },
        entries: ledger.as_ref().map(|ledger| ledger.entries.as_slice()),
        past,
        goods: &goods,
        pool: &taken.pool,
        files: &taken.files,
        rules: &context.policy.stocktake,
        causes: &stock.causes,
        method: stock.valuation,
        scope: Message::data(&context.policy.shop.name),
        clock: context.clock,
    });
    if let Some(ledger) = &ledger {
        let notes = ledger.notes.findings(&taken.pool, &taken.files);
        report.findings.extend(notes);
    }
    taken.into_report(&mut report);
    Ok(report)
}

fn two_ledgers() -> Problem {
    say!(
        zh: "--book 本身就是出入库流水,不要再给 --movements",
        en: "--book is a ledger itself; leave --movements out"
    )
    .into()
}
