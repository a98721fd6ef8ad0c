//! `dayclose stocktake …`

use super::ExitStatus;
use super::args::Global;
use super::args::stocktake::{StocktakeCommand, StocktakeDiffArgs};
use super::context::Context;
use super::intake::{FormGiven, Intake, named_moment};
use super::output;
use crate::base::{Message, Problem};
use crate::say;
use crate::stock;
use crate::stocktake::count::CountSet;
use crate::stocktake::diff::{Terms, diff};
use crate::stocktake::goods::Goods;
use crate::stocktake::moved::Moved;
use crate::stocktake::{DiffInput, diff_report};
use crate::table::rows::Item;

/// # Errors
/// What stands in the way of the command: a file, a column, a flag.
pub fn run(
    command: &StocktakeCommand,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    match command {
        StocktakeCommand::Diff(args) => compare(args, context, global),
    }
}

fn compare(
    args: &StocktakeDiffArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items: Vec<Item> = intake
        .optional("items", args.items.as_deref())?
        .unwrap_or_default();
    let goods = Goods::new(&items);
    let mut last = CountSet::default();
    let mut this = CountSet::default();
    intake.counts("last", &args.last, &items, |rows| {
        last.take(rows, |code| goods.resolve(code));
    })?;
    intake.counts("this", &args.this, &items, |rows| {
        this.take(rows, |code| goods.resolve(code));
    })?;
    if let Some(second) = &args.second {
        let mut again = CountSet::default();
        intake.counts("second", second, &items, |rows| {
            again.take(rows, |code| goods.resolve(code));
        })?;
        this.settle_by(again);
    }
    let made = match (&args.from, &args.to) {
        (Some(from), Some(to)) => Some((named_moment("--from", from)?, named_moment("--to", to)?)),
        _ => None,
    };
    let movements = match intake.argument("movements", args.movements.as_deref()) {
        Some(file) => {
            // Movements of the config help where times are known; asked for by
            // hand they are needed.
            let timed = made.is_some() || (last.span.is_some() && this.span.is_some());
            if !timed && args.movements.is_some() {
                return Err(say!(
                    zh: "用 --movements 要知道两次盘点的时刻:盘点表要有盘点时间一列,或给 --from 和 --to",
                    en: "--movements needs the times of both counts: a column counted_at in the counts, or --from and --to"
                )
                .into());
            }
            if timed {
                Some(intake.movements("movements", &file, FormGiven::default())?)
            } else {
                None
            }
        }
        None => None,
    };
    let mut taken = intake.finish()?;
    let rules = &context.policy.stock;
    let ledger = movements.map(|rows| stock::post(rows, Some(&items), &mut taken.pool, rules));
    let grain = last.grain(&this);
    let moved = ledger.as_ref().map(|l| Moved::new(&l.entries, grain));
    let pool = &taken.pool;
    let compared = diff(
        &mut last,
        &mut this,
        &Terms {
            rules: &context.policy.stocktake,
            moved: moved.as_ref(),
            made,
            cost: &|sku, own| own.or_else(|| goods.cost(sku)),
            class: &|sku| goods.class(sku, pool),
        },
        args.all,
    );
    let mut report = diff_report(DiffInput {
        compared,
        last: &last,
        this: &this,
        moved: moved.as_ref(),
        goods: &goods,
        pool,
        files: &taken.files,
        scope: Message::data(&context.policy.shop.name),
        clock: context.clock,
    });
    if let Some(ledger) = &ledger {
        report
            .findings
            .extend(ledger.notes.findings(pool, &taken.files));
    }
    taken.into_report(&mut report);
    output::emit(report, context, global)
}
