//! `dayclose doctor`: looks at everything the daily work rests on.

use super::ExitStatus;
use super::args::{Global, Reading};
use super::context::Context;
use super::intake::Intake;
use super::output;
use super::run::plan::Plan;
use super::run::record::Book;
use crate::backup::{self, Health};
use crate::base::{Message, Period, Problem, RunKind, Runs, Severity};
use crate::doctor::{self, Area, Check, Opened, Room, Sealed, Times};
use crate::notify;
use crate::policy::Policy;
use crate::policy::pay::{BaseBy, Scheme};
use crate::report::Value;
use crate::say;
use crate::table::rows::{Register, Staff};
use crate::table::{self, Source};
use chrono::{Local, Offset};
use std::path::Path;

/// # Errors
/// A `--now` that is no time, a result that cannot be written. A config that
/// cannot be used is what there is to find.
pub fn run(global: &Global) -> Result<ExitStatus, Problem> {
    let (context, mut checks) = match Context::load(global) {
        Ok(policy) => {
            let context = Context::with(policy, global)?;
            let checks = examined(&context, global)?;
            (context, checks)
        }
        Err(problem) => (
            Context::with(Policy::default(), global)?,
            unusable(&problem.0),
        ),
    };
    checks.sort_by_key(|c| c.area as u8);
    let shop = &context.policy.shop.name;
    let report = doctor::report(&checks, shop, context.clock);
    output::emit(report, &context, global)
}

/// A config that cannot be used: every line of what is wrong, and that the rest
/// has to wait.
fn unusable(message: &Message) -> Vec<Check> {
    let lines = message.zh.lines().zip(message.en.lines());
    lines
        .map(|(zh, en)| {
            let (file, zh) = zh.split_once(": ").unwrap_or(("dayclose.toml", zh));
            let (_, en) = en.split_once(": ").unwrap_or(("", en));
            Check::told(
                Area::Config,
                Severity::Error,
                file,
                Message {
                    zh: zh.to_owned(),
                    en: en.to_owned(),
                },
                say!(
                    zh: "改好这一行再体检,其余的这次没有看;dayclose init 在空文件夹里会写出全部的键",
                    en: "mend this line and look again, all else was not looked at; dayclose init writes every key into an empty folder"
                ),
            )
        })
        .collect()
}

fn examined(context: &Context, global: &Global) -> Result<Vec<Check>, Problem> {
    let policy = &context.policy;
    let mut out = vec![config(policy)];
    out.extend(places(policy));
    out.extend(tables(context));
    out.extend(schemes(context, global));
    let health = sealed(context, &mut out);
    let (runs, shown) = Book::of(&policy.reports(), &policy.run.reports).read()?;
    let now = context.clock.fixed_offset();
    let times = Times {
        newest_seal: health.and_then(|h| h.newest),
        last_run: last_run(&runs),
        host_minutes: Some(Local::now().offset().fix().local_minus_utc() / 60),
    };
    out.extend(doctor::clock(&context.clock, &times));
    out.extend(access(context));
    out.extend(exports(context));
    out.extend(doctor::runs(&runs, &shown, now, policy.doctor.run_hours));
    Ok(out)
}

fn config(policy: &Policy) -> Check {
    match policy.file() {
        Some(file) => Check::fine(
            Area::Config,
            file.display().to_string(),
            say!(zh: "每个键都认得,每个值都在范围里", en: "every key is known, every value fits"),
        ),
        None => Check::told(
            Area::Config,
            Severity::Warning,
            crate::policy::FILE_NAME,
            say!(zh: "没有配置,用的是内置规矩", en: "there is no config; the built-in rules are in force"),
            say!(zh: "在店的文件夹里运行 dayclose init .", en: "run dayclose init . in the shop's folder"),
        ),
    }
}

/// Paths of the config that lead nowhere.
fn places(policy: &Policy) -> Vec<Check> {
    let sources = policy.backup.source.iter();
    // A program has no path.
    let sources =
        sources.filter_map(|s| Some((format!("backup.source {}", s.name), s.path.clone()?)));
    let files = policy.files.iter();
    let files = files.map(|(table, path)| (format!("files.{table}"), path.clone()));
    let mut out: Vec<Check> = sources
        .chain(files)
        .filter(|(_, path)| !policy.resolve(Path::new(path)).exists())
        .map(|(key, path)| {
            Check::told(
                Area::Config,
                Severity::Warning,
                key.clone(),
                say!(zh: "{path} 不在", en: "{path} is not there"),
                say!(zh: "放好文件,或改配置里的 {key}", en: "put the file there, or mend {key} of the config"),
            )
        })
        .collect();
    if policy.backup.source.is_empty() && policy.file().is_some() {
        out.push(Check::told(
            Area::Config,
            Severity::Warning,
            "backup.source",
            say!(zh: "没有备份来源,什么也不会封存", en: "nothing is named to back up, so nothing will be sealed"),
            say!(zh: "写一段 [[backup.source]]", en: "write a [[backup.source]]"),
        ));
    }
    out
}

/// The policy as the last complete month's run would have it.
fn in_a_run(context: &Context) -> Policy {
    let date = context.clock.date();
    let plan = Plan {
        kind: RunKind::Monthly,
        date,
        period: Period::last_month(date),
    };
    plan.policy(&context.policy)
}

/// Books that may be balances or a ledger.
const EITHER: [&str; 4] = ["opening", "finance", "system", "cards"];

/// Each table that is there: whether its heading is understood.
fn tables(context: &Context) -> Vec<Check> {
    let policy = in_a_run(context);
    let mut out = Vec::new();
    for (role, path) in &policy.files {
        let whole = policy.resolve(Path::new(path));
        if !whole.exists() {
            let monthly = context.policy.run.inputs.contains_key(role);
            if monthly {
                let key = format!("run.inputs.{role}");
                out.push(Check::told(
                    Area::Config,
                    Severity::Warning,
                    key.clone(),
                    say!(zh: "上个月的 {path} 不在", en: "{path} of the last month is not there"),
                    say!(zh: "放好文件,或改配置里的 {key}", en: "put the file there, or mend {key} of the config"),
                ));
            }
            continue;
        }
        let opened = Source::expand(&whole.display().to_string()).and_then(|mut sources| {
            let mut source = sources.pop().unwrap_or_else(|| Source::file(&whole, None));
            source.shown.clone_from(path);
            let asked = (!EITHER.contains(&role.as_str()))
                .then(|| table::tables::by_name(role))
                .flatten();
            table::open(source, &context.options(asked, None), true)
        });
        out.push(match opened {
            Err(problem) => Check::told(
                Area::Tables,
                Severity::Error,
                path.clone(),
                problem.0,
                say!(zh: "看 dayclose table {path} --as {role} --suggest", en: "see dayclose table {path} --as {role} --suggest"),
            ),
            Ok(opened) => headings(role, path, &opened.columns),
        });
    }
    out
}

fn headings(role: &str, path: &str, columns: &table::columns::Columns) -> Check {
    let unknown: Vec<&str> = columns
        .headings
        .iter()
        .zip(&columns.fields)
        .filter(|(heading, field)| field.is_none() && !heading.trim().is_empty())
        .map(|(heading, _)| heading.trim())
        .collect();
    let known = columns.fields.iter().flatten().count();
    if unknown.is_empty() {
        return Check::fine(
            Area::Tables,
            path,
            say!(zh: "{known} 列都认得", en: "all {known} columns are known"),
        );
    }
    let n = unknown.len();
    let listed = unknown
        .iter()
        .take(6)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    Check::told(
        Area::Tables,
        Severity::Info,
        path,
        say!(zh: "{known} 列认得,{n} 列不认得、原样保留:{listed}", en: "{known} columns are known; {n} are not and are kept as they are: {listed}"),
        say!(zh: "要用到的话,dayclose table {path} --as {role} --suggest 会给出配置里的写法", en: "where they matter, dayclose table {path} --as {role} --suggest prints lines for the config"),
    )
}

/// Whether everybody's scheme gives them a base and a rate.
fn schemes(context: &Context, global: &Global) -> Vec<Check> {
    let reading = Reading {
        keep_going: false,
        rejected: None,
        encoding: None,
    };
    let month = Period::last_month(context.clock.date());
    let read = || -> Result<_, Problem> {
        let mut intake = Intake::new(context, &reading, global, Some(month))?;
        let argument = intake.needed("staff", None)?;
        let staff = intake.rows::<Staff>("staff", &argument)?;
        Ok((staff, intake.finish()?))
    };
    // What is wrong with the table itself stands under tables.
    let Ok((staff, taken)) = read() else {
        return Vec::new();
    };
    let (register, _) = Register::new(&staff, &taken.pool, &taken.files);
    let pay = &context.policy.pay;
    let mut out = Vec::new();
    for person in register.people() {
        let text = |name| taken.pool.text(name).trim();
        let named = text(person.row.scheme);
        if named.is_empty() {
            continue;
        }
        let id = &person.id;
        let label = month.label().zh;
        match pay.scheme(named, month.from) {
            None => out.push(Check::told(
                Area::Schemes,
                Severity::Error,
                id.clone(),
                say!(zh: "方案「{named}」在 {label} 没有", en: "there is no scheme \"{named}\" in {label}"),
                say!(zh: "改员工表,或加一段 [[pay.scheme]]", en: "mend the staff table, or add a [[pay.scheme]]"),
            )),
            Some(scheme) if person.row.base.is_none() => {
                out.extend(no_base(id, &scheme, text(person.row.star), text(person.row.role)));
            }
            Some(_) => {}
        }
    }
    if out.is_empty() {
        let n = register.people().len();
        out.push(Check::fine(
            Area::Schemes,
            "pay.scheme",
            say!(zh: "{n} 人的方案都有底薪和提成", en: "the schemes of all {n} people give base and rate"),
        ));
    }
    out
}

/// A base that neither the staff table nor the scheme's own table gives.
fn no_base(id: &str, scheme: &Scheme, star: &str, role: &str) -> Option<Check> {
    let (key, held, lacks) = match scheme.base {
        BaseBy::Star => ("star", star, !scheme.star.contains_key(star)),
        BaseBy::Role => ("role", role, !scheme.role.contains_key(role)),
        BaseBy::Person => ("base", "", true),
    };
    let name = &scheme.name;
    lacks.then(|| {
        Check::told(
            Area::Schemes,
            Severity::Error,
            id,
            say!(zh: "方案 {name} 的 {key} 表里没有「{held}」,员工表也没有底薪", en: "table {key} of scheme {name} has no \"{held}\", and the staff table gives no base"),
            say!(zh: "补方案的 {key},或在员工表写底薪", en: "add it to {key} of the scheme, or write a base into the staff table"),
        )
    })
}

/// Archive and disk; gives what was seen.
fn sealed(context: &Context, out: &mut Vec<Check>) -> Option<Health> {
    let layout = context.layout();
    let shown = layout.shown.clone();
    let health = match backup::health(&layout) {
        Ok(health) => health,
        Err(problem) => {
            out.push(Check::told(
                Area::Archive,
                Severity::Error,
                shown,
                problem.0,
                say!(zh: "检查文件夹的权限和磁盘", en: "check the folder's permissions and the disk"),
            ));
            return None;
        }
    };
    let seen = health.as_ref().map(|h| Sealed {
        shown: &shown,
        seals: h.seals,
        fits: h.fits,
        damaged: &h.damaged,
        missed: missed(context),
    });
    out.extend(doctor::archive(seen.as_ref(), &shown));
    let here = context.policy.resolve(Path::new(""));
    let here = if here.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &here
    };
    let place = if layout.root.exists() {
        &layout.root
    } else {
        here
    };
    if let Ok(free) = fs4::available_space(place) {
        let sizes = health.as_ref().map_or(&[][..], |h| &h.sizes);
        let first = sizes.first().map_or(context.clock.date(), |(day, _)| *day);
        let days = (context.clock.date() - first).num_days().max(0) + 1;
        let total: u64 = sizes.iter().map(|(_, size)| size).sum();
        let room = Room {
            free,
            a_day: total / u64::try_from(days).unwrap_or(1),
            days: context.policy.doctor.disk_days,
        };
        out.push(doctor::disk(&shown, room));
    }
    health
}

/// Days of the last month that were not backed up, as `backup status` has them.
fn missed(context: &Context) -> Vec<chrono::NaiveDate> {
    let policy = &context.policy;
    let status = backup::status(
        &context.layout(),
        &policy.backup,
        31,
        &policy.shop.name,
        context.clock,
    );
    let facts = status.map(|report| report.summary).unwrap_or_default();
    let days = facts
        .into_iter()
        .find(|f| f.key == "missed")
        .map(|f| f.value);
    match days {
        Some(Value::List(days)) => days
            .into_iter()
            .filter_map(|day| match day {
                Value::Date(day) => Some(day),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn last_run(runs: &Runs) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    runs.records.iter().map(|r| r.ended).max()
}

/// What must be written, and what nobody else may read.
fn access(context: &Context) -> Vec<Check> {
    let policy = &context.policy;
    let layout = context.layout();
    let mut out = vec![
        doctor::writable(&layout.root, &layout.shown),
        doctor::writable(&policy.reports(), &policy.run.reports),
    ];
    out.extend(doctor::private(&layout.root, &layout.shown));
    for to in &policy.notify.to {
        for file in [&to.url_file, &to.secret_file].into_iter().flatten() {
            out.extend(doctor::private(&policy.resolve(Path::new(file)), file));
        }
        let kind = to.kind.word();
        if let Err(problem) = notify::ready(to, &|path| policy.resolve(path)) {
            out.push(Check::told(
                Area::Access,
                Severity::Warning,
                format!("notify.to {kind}"),
                problem.0,
                say!(zh: "在 crontab 里设好变量,或写好文件(权限 600)", en: "set the variable in the crontab, or write the file (mode 600)"),
            ));
        }
    }
    out
}

fn exports(context: &Context) -> Vec<Check> {
    let (policy, clock) = (&context.policy, &context.clock);
    let sources = policy.backup.source.iter();
    sources
        .filter_map(|source| source.path.as_ref())
        .map(|shown| {
            let path = policy.resolve(Path::new(shown));
            let files = Opened::of(&path, |seconds| {
                clock.local_of_unix(seconds).map(|t| t.date())
            });
            doctor::exports(shown, &files, clock.date(), policy.doctor.export_days)
        })
        .collect()
}
