//! `dayclose stocktake diff`: two counts compared.

use super::counted;
use crate::base::{Finding, Message, Problem};
use crate::cli::args::Global;
use crate::cli::args::stocktake::StocktakeDiffArgs;
use crate::cli::context::Context;
use crate::cli::intake::{FormGiven, Intake, named_moment};
use crate::report::Report;
use crate::say;
use crate::stock;
use crate::stocktake::count::CountSet;
use crate::stocktake::diff::{Terms, diff};
use crate::stocktake::goods::Goods;
use crate::stocktake::ledger::Books;
use crate::stocktake::moved::Moved;
use crate::stocktake::{DiffInput, diff_report};

/// # Errors
/// Tables that cannot be read, movements without times of the counts.
pub fn run(
    args: &StocktakeDiffArgs,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items = intake.items(args.items.as_deref())?;
    let goods = Goods::new(&items);
    let mut last = counted(&mut intake, "last", &args.last, &items)?;
    let mut this = counted(&mut intake, "this", &args.this, &items)?;
    if let Some(second) = &args.second {
        this.settle_by(counted(&mut intake, "second", second, &items)?);
    }
    let made = match (&args.from, &args.to) {
        (Some(from), Some(to)) => {
            let (first, last) = (named_moment("--from", from)?, named_moment("--to", to)?);
            if last.at < first.at {
                return Err(backwards(from, to));
            }
            Some((first, last))
        }
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
    let mut grain = last.grain(&this);
    if let Some(ledger) = &ledger {
        grain = grain.with(&ledger.entries);
    }
    let moved = ledger.as_ref().map(|l| Moved::new(&l.entries, grain));
    let until = made.map(|(_, to)| to).or(this.span.map(|(_, end)| end));
    let pool = &taken.pool;
    let compared = diff(
        &mut last,
        &mut this,
        &Terms {
            rules: &context.policy.stocktake,
            grain,
            moved: moved.as_ref(),
            made,
            cost: &|sku, own| own.or_else(|| goods.cost(sku)),
            class: &|sku| goods.class(sku, pool),
        },
        args.all,
    );
    let books = ledger.as_ref().zip(moved.as_ref()).zip(until);
    let mut report = diff_report(DiffInput {
        compared,
        this: &this,
        grain,
        books: books.map(|((ledger, moved), until)| Books {
            entries: &ledger.entries,
            moved,
            rules: &rules.causes,
            method: rules.valuation,
            until,
        }),
        rules: &context.policy.stocktake,
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
    report.findings.extend(swapped(&last, &this));
    taken.into_report(&mut report);
    Ok(report)
}

fn backwards(from: &str, to: &str) -> Problem {
    say!(
        zh: "--to {to} 早于 --from {from};请对调",
        en: "--to {to} is before --from {from}; swap them"
    )
    .into()
}

/// A last count that was made after this one.
fn swapped(last: &CountSet, this: &CountSet) -> Option<Finding> {
    let ((_, before), (now, _)) = last.span.zip(this.span)?;
    let (before, now) = (before.at.date(), now.at.date());
    (before > now).then(|| {
        let message = say!(
            zh: "上次盘点 {before} 晚于这次 {now};两份表请看是否给反了",
            en: "the last count of {before} is later than this one of {now}; the two may be the wrong way round"
        );
        Finding::warning("W8", "stocktake diff", message)
    })
}
