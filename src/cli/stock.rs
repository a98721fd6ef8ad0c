//! `dayclose stock`: the warehouse's books.

mod alerts;
mod docs;

use super::args::{ByArg, Global, StockBalanceArgs, StockCommand, ValuationArg};
use super::context::Context;
use super::intake::{FormGiven, Intake, Side, named_date};
use super::period;
use crate::base::{Finding, Origin, Period, Problem, Valuation};
use crate::report::Report;
use crate::say;
use crate::stock::balance::{self, Books, By, Request};
use crate::stock::{Entry, Ledger, Lines, post};
use crate::table::rows::Item;

/// # Errors
/// Tables that cannot be read, bad cells, an output that cannot be written.
pub fn report(
    command: &StockCommand,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    match command {
        StockCommand::Balance(args) => balance(args, context, global),
        StockCommand::Docs(args) => docs::report(args, context, global),
        StockCommand::Alerts(args) => alerts::report(args, context, global),
    }
}

fn balance(args: &StockBalanceArgs, context: &Context, global: &Global) -> Result<Report, Problem> {
    let period = period::named(&args.period, &context.clock)?;
    let rules = &context.policy.stock;
    let date = args.date.as_deref().map(|text| named_date("--date", text));
    let given = FormGiven {
        date: date.transpose()?,
        doc_type: args.doc_type.as_deref(),
    };
    let mut intake = Intake::new(context, &args.reading, global, Some(period))?;
    let argument = intake.needed("movements", args.movements.as_deref())?;
    let items = intake.optional::<Item>("items", args.items.as_deref())?;
    let ledger = intake.ledger("movements", &argument, given, items.as_deref())?;
    // Only when asked for: the config's opening may be that of another month.
    let opening = args.opening.as_deref();
    let opening = opening
        .map(|argument| intake.side("opening", argument, FormGiven::default()))
        .transpose()?;
    let mut taken = intake.finish()?;
    let opening =
        opening.map(|side| brought_forward(side, items.as_deref(), period, &mut taken, rules));
    let request = Request {
        period,
        method: match args.valuation {
            Some(ValuationArg::Fifo) => Valuation::Fifo,
            Some(ValuationArg::Average) => Valuation::Average,
            None => rules.valuation,
        },
        by: match args.by {
            Some(ByArg::Location) => By::Location,
            Some(ByArg::Lot) => By::Lot,
            None => By::Item,
        },
    };
    let (opening, doubles) = opening.map_or((None, Vec::new()), |(o, d)| (Some(o), d));
    let opening = opening.map(|entries| Lines::of(entries, &taken.pool));
    let books = Books {
        ledger: &ledger,
        opening: opening.as_ref(),
        items: items.as_deref(),
        pool: &taken.pool,
        files: &taken.files,
    };
    let result = balance::balance(&request, &books)?;
    let shop = &context.policy.shop.name;
    let mut report = balance::report(&result, &request, &books, shop, context.clock);
    report.findings.extend(doubles);
    taken.into_report(&mut report);
    Ok(report)
}

/// The opening's entries, and what is wrong with them: balances as they are, a
/// ledger posted.
fn brought_forward(
    side: Side,
    items: Option<&[Item]>,
    period: Period,
    taken: &mut super::intake::Taken,
    rules: &crate::policy::StockRules,
) -> (Vec<Entry>, Vec<Finding>) {
    match side {
        Side::Movements(movements) => {
            let Ledger { entries, notes } = post(movements, items, &mut taken.pool, rules);
            let findings = notes.findings(&taken.pool, &taken.files);
            (entries, findings)
        }
        Side::Balances(balances) => {
            let (entries, doubles) = balance::opening(&balances, period);
            let double = |(origin, first, sku): (Origin, Origin, _)| {
                let sku = taken.pool.text(sku);
                let first = taken.files.place(first);
                let (zh, en) = (first.zh, first.en);
                let message = say!(
                    zh: "{sku} 在期初里不止一行(先见 {zh});已加在一起",
                    en: "{sku} has more than one line in the opening (first: {en}); they are added up"
                );
                Finding::warning("double-line", sku, message).at(taken.files.cite(origin))
            };
            (entries, doubles.into_iter().map(double).collect())
        }
    }
}
