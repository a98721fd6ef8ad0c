//! `dayclose stocktake …`

use super::ExitStatus;
use super::args::Global;
use super::args::stocktake::{
    StocktakeCommand, StocktakeDiffArgs, StocktakeSheetArgs, StocktakeTrendArgs, YesNo,
};
use super::context::Context;
use super::intake::{FormGiven, Intake, Side, named_moment};
use super::output;
use crate::base::{Message, Problem, dated};
use crate::say;
use crate::stock;
use crate::stocktake::count::CountSet;
use crate::stocktake::diff::{Terms, diff};
use crate::stocktake::goods::Goods;
use crate::stocktake::moved::Moved;
use crate::stocktake::past::{self, Past, last_counted, times_off};
use crate::stocktake::sheet::{self, SheetInput};
use crate::stocktake::trend::{self, TrendInput};
use crate::stocktake::{DiffInput, book, diff_report};
use crate::table::Source;
use crate::table::rows::Item;
use chrono::{Datelike, NaiveDate};

/// # Errors
/// What stands in the way of the command: a file, a column, a flag.
pub fn run(
    command: &StocktakeCommand,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    match command {
        StocktakeCommand::Sheet(args) => sheet(args, context, global),
        StocktakeCommand::Trend(args) => trend(args, context, global),
        StocktakeCommand::Diff(args) => compare(args, context, global),
    }
}

fn sheet(
    args: &StocktakeSheetArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items: Vec<Item> = intake
        .optional("items", args.items.as_deref())?
        .unwrap_or_default();
    let goods = Goods::new(&items);
    let book = book_argument(&intake, args.book.as_deref())?;
    let side = intake.side("book", &book, FormGiven::default())?;
    let mut past = match &args.history {
        Some(folder) => history(&mut intake, folder, &items)?,
        None => Vec::new(),
    };
    let mut taken = intake.finish()?;
    let rules = &context.policy.stocktake;
    let mut notes = Vec::new();
    let book = match side {
        Side::Balances(rows) => book::of_balances(&rows),
        Side::Movements(rows) => {
            let ledger = stock::post(rows, Some(&items), &mut taken.pool, &context.policy.stock);
            notes = ledger.notes.findings(&taken.pool, &taken.files);
            book::of_entries(ledger.until(context.clock.local()))
        }
    };
    let pool = &taken.pool;
    let today = context.clock.date();
    let due = args.due.then(|| {
        let last = last_counted(&past, rules, pool, today);
        let areas = book
            .iter()
            .map(|held| rules.area(pool.text(held.place.location)).to_owned());
        past::due(areas, &last, rules, today)
    });
    let seed = args.seed.unwrap_or_else(|| day_seed(today));
    let mut report = sheet::report(SheetInput {
        off: times_off(&mut past, None, rules),
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
    report.findings.extend(notes);
    taken.into_report(&mut report);
    output::emit(report, context, global)
}

/// `--book`, else the config's movements, else its balances.
fn book_argument(intake: &Intake<'_>, given: Option<&str>) -> Result<String, Problem> {
    let configured = || {
        ["movements", "balances"]
            .iter()
            .find_map(|role| intake.argument(role, None))
    };
    match given.map(str::to_owned).or_else(configured) {
        Some(book) => Ok(book),
        None => intake.needed("book", None),
    }
}

/// `20261122`: a seed that is easy to say.
fn day_seed(day: NaiveDate) -> u64 {
    let (year, month, date) = (day.year().unsigned_abs(), day.month(), day.day());
    u64::from(year * 10_000 + month * 100 + date)
}

/// Every count of a folder, the earliest first.
fn history(intake: &mut Intake<'_>, folder: &str, items: &[Item]) -> Result<Vec<Past>, Problem> {
    let goods = Goods::new(items);
    let mut out = Vec::new();
    for source in Source::expand(folder)? {
        let shown = source.shown.clone();
        let mut set = CountSet::default();
        intake.counts_from("history", vec![source], items, |rows| {
            set.take(rows, |code| goods.resolve(code));
        })?;
        let named = dated::day(&shown);
        let day = set.span.map(|(_, last)| last.at.date()).or(named);
        let Some(day) = day else {
            return Err(say!(
                zh: "{shown}:不知道是哪天盘的;要有盘点时间一列,或把日期写进文件名,如 盘点_2026-11-22.xlsx",
                en: "{shown}: the day of the count is not known; it needs a column counted_at, or a date in its name, as count_2026-11-22.xlsx"
            )
            .into());
        };
        out.push(Past { day, shown, set });
    }
    out.sort_by(|a, b| (a.day, &a.shown).cmp(&(b.day, &b.shown)));
    Ok(out)
}

fn trend(
    args: &StocktakeTrendArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let mut intake = Intake::new(context, &args.reading, global, None)?;
    let items: Vec<Item> = intake
        .optional("items", args.items.as_deref())?
        .unwrap_or_default();
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
    let mut report = trend::report(TrendInput {
        past,
        entries: ledger.as_ref().map(|l| l.entries.as_slice()),
        goods: &goods,
        pool: &taken.pool,
        rules: &context.policy.stocktake,
        scope: Message::data(&context.policy.shop.name),
        clock: context.clock,
    })?;
    if let Some(ledger) = &ledger {
        let notes = ledger.notes.findings(&taken.pool, &taken.files);
        report.findings.extend(notes);
    }
    taken.into_report(&mut report);
    output::emit(report, context, global)
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
