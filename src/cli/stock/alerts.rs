//! `dayclose stock alerts`: what to order, move, clear or take off sale.

use super::brought_forward;
use crate::base::{Message, Period, Problem};
use crate::cli::args::{Global, StockAlertsArgs};
use crate::cli::context::Context;
use crate::cli::intake::{FormGiven, Intake, named_date};
use crate::report::Report;
use crate::say;
use crate::stock::alerts::{self, Watch};
use crate::stock::post;
use crate::table::rows::{Item, PurchaseLine};

/// # Errors
/// Tables that cannot be read, bad cells, an output that cannot be written.
pub fn report(
    args: &StockAlertsArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let rules = &context.policy.stock;
    let date = args.date.as_deref().map(|text| named_date("--date", text));
    let given = FormGiven {
        date: date.transpose()?,
        doc_type: args.doc_type.as_deref(),
    };
    let as_of = args
        .as_of
        .as_deref()
        .map(|text| named_date("--as-of", text));
    let as_of = as_of.transpose()?.unwrap_or(context.clock.date());
    let mut intake = Intake::new(
        context,
        &args.reading,
        global,
        Some(Period::month_of(as_of)),
    )?;
    let argument = intake.needed("movements", args.movements.as_deref())?;
    let movements = intake.movements("movements", &argument, given)?;
    let argument = intake.needed("items", args.items.as_deref())?;
    let items = intake.rows::<Item>("items", &argument)?;
    let orders = args.purchase_orders.as_deref();
    let orders = intake.optional::<PurchaseLine>("purchase_orders", orders)?;
    let opening = args.opening.as_deref();
    let opening = opening
        .map(|argument| intake.side("opening", argument, FormGiven::default()))
        .transpose()?;
    let mut taken = intake.finish()?;
    let mut ledger = post(movements, Some(&items), &mut taken.pool, rules);
    let mut doubles = Vec::new();
    if let Some(side) = opening {
        let first = ledger.entries.first().map_or(as_of, |entry| entry.day());
        let days = Period::days(first.min(as_of), as_of).unwrap_or(Period::month_of(as_of));
        let (mut entries, told) = brought_forward(side, Some(&items), days, &mut taken, rules);
        doubles = told;
        entries.append(&mut ledger.entries);
        ledger.entries = entries;
    }
    ledger.entries.retain(|entry| entry.day() <= as_of);
    let watch = Watch {
        entries: &ledger.entries,
        notes: &ledger.notes,
        items: &items,
        orders: orders.as_deref(),
        pool: &taken.pool,
        files: &taken.files,
        rules,
        as_of,
    };
    let shop = Message::data(context.policy.shop.name.clone());
    let scope = shop.join("  ", &say!(zh: "截至 {as_of}", en: "as of {as_of}"));
    let mut report = alerts::report(&watch, scope, context.clock);
    report.findings.extend(doubles);
    taken.into_report(&mut report);
    Ok(report)
}
