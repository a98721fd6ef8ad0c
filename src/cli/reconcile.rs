//! `dayclose reconcile`: the warehouse's book against the others.

use super::args::{Global, ReconcileArgs};
use super::context::Context;
use super::intake::{FormGiven, Intake};
use crate::base::{Period, Pool, Problem};
use crate::reconcile::{self, AsOf, Asked, Book, Given, Role, SheetMaker};
use crate::report::Report;
use crate::say;
use crate::table::cell::{Raw, date};
use crate::table::rows::{Count, Item};

/// # Errors
/// Tables that cannot be read, bad cells, no other side, an output that cannot
/// be written.
pub fn report(args: &ReconcileArgs, context: &Context, global: &Global) -> Result<Report, Problem> {
    let as_of = args.as_of.as_deref().map(named_moment).transpose()?;
    let asked = Asked {
        as_of,
        all: args.all,
    };
    // Dates without a year are of the month that is closed.
    let period = as_of.map(|as_of| Period::month_of(as_of.last.date()));
    let mut intake = Intake::new(context, &args.reading, global, period)?;
    let book = match &args.book {
        Some(given) => given.clone(),
        None => intake.argument("movements", None).ok_or_else(no_book)?,
    };
    // Before the books: barcodes are resolved as they are read.
    let items = intake.optional::<Item>("items", args.items.as_deref())?;
    let mut side = |role: &str, argument: &str| -> Result<Book, Problem> {
        let mut maker = SheetMaker::new(items.as_deref(), asked, &context.policy.stock);
        let sink = |rows, pool: &Pool| maker.take(rows, pool);
        let balances = intake.each_of_side(role, argument, FormGiven::default(), sink)?;
        Ok(balances.map_or_else(|| Book::Ledger(maker.finish()), Book::Balances))
    };
    let book = side("book", &book)?;
    // Only when asked for: the config's opening may be that of another month.
    let opening = args
        .opening
        .as_deref()
        .map(|given| side("opening", given))
        .transpose()?;
    let named = |role: Role| match role {
        Role::Finance => args.finance.as_deref(),
        Role::System => args.system.as_deref(),
        Role::Cards => args.cards.as_deref(),
        Role::Count => args.count.as_deref(),
    };
    // A side on the command line stands alone; else those of the config.
    let roles = [Role::Finance, Role::System, Role::Cards];
    let any = roles
        .iter()
        .chain([&Role::Count])
        .any(|role| named(*role).is_some());
    let argument = |role: Role| match named(role) {
        Some(given) => Some(given.to_owned()),
        None if any || role == Role::Count => None,
        None => context
            .policy
            .table_file(role.word())
            .map(|p| p.display().to_string()),
    };
    let mut others = Vec::new();
    for role in roles {
        if let Some(argument) = argument(role) {
            others.push((role, side(role.word(), &argument)?));
        }
    }
    let counted = argument(Role::Count);
    if others.is_empty() && counted.is_none() {
        return Err(no_other_side());
    }
    let count = match counted {
        Some(argument) => {
            let mut rows: Vec<Count> = Vec::new();
            let listed = items.as_deref().unwrap_or_default();
            intake.counts("count", &argument, listed, |part| rows.extend(part))?;
            Some(rows)
        }
        None => None,
    };
    let taken = intake.finish()?;
    let given = Given {
        book,
        opening,
        others,
        count,
        items,
    };
    let (pool, files) = (&taken.pool, &taken.files);
    let mut report =
        reconcile::reconcile(given, asked, pool, files, &context.policy, context.clock);
    taken.into_report(&mut report);
    Ok(report)
}

fn no_book() -> Problem {
    Problem::no_input(say!(
        zh: "缺少 --book:仓库账(流水或余额);请给文件,或在配置 [files] 里写 movements = \"文件\"",
        en: "--book is missing: the warehouse's movements or balances; name a file, or write movements = \"FILE\" under [files] of the config"
    ))
}

fn no_other_side() -> Problem {
    Problem::no_input(say!(
        zh: "没有核对的对方;请给 --finance、--system、--cards、--count 里的一个或几个,或在配置 [files] 里写",
        en: "there is nothing to reconcile the book with; give one or more of --finance, --system, --cards, --count, or name them under [files] of the config"
    ))
}

/// `2026-10-31`, the whole day, or `2026-10-31 18:00`.
///
/// # Errors
/// No date or time.
fn named_moment(text: &str) -> Result<AsOf, Problem> {
    let read = date::parse(&Raw::Text(text.into()), date::DateHints::default());
    let moment = read.ok().flatten().ok_or_else(|| {
        Problem::new(say!(
            zh: "--as-of「{text}」不是日期或时刻;要写成 2026-10-31 或 2026-10-31T18:00",
            en: "--as-of \"{text}\" is no date or time; write 2026-10-31 or 2026-10-31T18:00"
        ))
    })?;
    let end = moment.at.date().and_hms_nano_opt(23, 59, 59, 999_999_999);
    Ok(AsOf {
        last: match end.filter(|_| !moment.has_time) {
            Some(end) => end,
            None => reconcile::end_of_minute(moment.at, moment.has_seconds),
        },
        whole_day: !moment.has_time,
    })
}
