//! `dayclose stocktake …`

mod diff;
mod report;
mod sheet;
mod trend;

use super::args::Global;
use super::args::stocktake::StocktakeCommand;
use super::context::Context;
use super::intake::Intake;
use crate::base::{Problem, dated};
use crate::report::Report;
use crate::say;
use crate::stocktake::count::CountSet;
use crate::stocktake::goods::Goods;
use crate::stocktake::past::Past;
use crate::table::Source;
use crate::table::rows::Item;

/// # Errors
/// What stands in the way of the command: a file, a column, a flag.
pub fn report(
    command: &StocktakeCommand,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    match command {
        StocktakeCommand::Sheet(args) => sheet::run(args, context, global),
        StocktakeCommand::Diff(args) => diff::run(args, context, global),
        StocktakeCommand::Report(args) => report::run(args, context, global),
        StocktakeCommand::Trend(args) => trend::run(args, context, global),
    }
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

/// The lines of a count, in one set.
fn counted(
    intake: &mut Intake<'_>,
    role: &str,
    argument: &str,
    items: &[Item],
) -> Result<CountSet, Problem> {
    let goods = Goods::new(items);
    let mut set = CountSet::default();
    intake.counts(role, argument, items, |rows| {
        set.take(rows, |code| goods.resolve(code));
    })?;
    for (first, again) in set.once_each() {
        intake.handed_in_twice(first, again);
    }
    Ok(set)
}

/// Every count of a folder, the earliest first.
fn history(intake: &mut Intake<'_>, folder: &str, items: &[Item]) -> Result<Vec<Past>, Problem> {
    let goods = Goods::new(items);
    let mut out = Vec::new();
    for source in Source::expand(folder)? {
        let shown = intake.context.shown(source.shown.clone());
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
