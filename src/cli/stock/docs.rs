//! `dayclose stock docs`: are the papers of a period whole, in order and true?

use super::brought_forward;
use crate::base::{Message, Problem};
use crate::cli::args::{Global, StockDocsArgs};
use crate::cli::context::Context;
use crate::cli::intake::{FormGiven, Intake, named_date};
use crate::cli::period;
use crate::report::Report;
use crate::stock::docs::{self, Papers};
use crate::stock::post;
use crate::table::rows::{DeliveryNote, Item, PurchaseLine};

/// # Errors
/// Tables that cannot be read, bad cells, an output that cannot be written.
pub fn report(args: &StockDocsArgs, context: &Context, global: &Global) -> Result<Report, Problem> {
    let period = period::named(&args.period, &context.clock)?;
    let rules = &context.policy.stock;
    let date = args.date.as_deref().map(|text| named_date("--date", text));
    let given = FormGiven {
        date: date.transpose()?,
        doc_type: args.doc_type.as_deref(),
    };
    let mut intake = Intake::new(context, &args.reading, global, Some(period))?;
    let argument = intake.needed("movements", args.movements.as_deref())?;
    let movements = intake.movements("movements", &argument, given)?;
    let orders = args.purchase_orders.as_deref();
    let orders = intake.optional::<PurchaseLine>("purchase_orders", orders)?;
    let notes = args.delivery_notes.as_deref();
    let notes = intake.optional::<DeliveryNote>("delivery_notes", notes)?;
    let items = intake.optional::<Item>("items", args.items.as_deref())?;
    let opening = args.opening.as_deref();
    let opening = opening
        .map(|argument| intake.side("opening", argument, FormGiven::default()))
        .transpose()?;
    let mut taken = intake.finish()?;
    let mut ledger = post(movements, items.as_deref(), &mut taken.pool, rules);
    let mut doubles = Vec::new();
    if let Some(side) = opening {
        let (mut entries, told) =
            brought_forward(side, items.as_deref(), period, &mut taken, rules);
        doubles = told;
        ledger.entries.retain(|entry| entry.at.at >= period.start());
        entries.append(&mut ledger.entries);
        ledger.entries = entries;
    }
    let papers = Papers {
        ledger: &ledger,
        orders: orders.as_deref(),
        notes: notes.as_deref(),
        items: items.as_deref(),
        pool: &taken.pool,
        files: &taken.files,
        rules,
        period,
        as_of: period.last().min(context.clock.date()),
    };
    let shop = Message::data(context.policy.shop.name.clone());
    let scope = shop.join("  ", &period.label());
    let mut report = docs::report(&papers, scope, context.clock);
    report.findings.extend(doubles);
    taken.into_report(&mut report);
    Ok(report)
}
