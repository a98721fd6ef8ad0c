//! `dayclose backup …`

use super::args::{BackupCommand, BackupRestoreArgs, BackupRunArgs, Global};
use super::context::Context;
use super::output;
use super::progress::Line;
use crate::backup::{self, Job, Layout, Place, Program, Progress, Wanted};
use crate::base::normalise::name_key;
use crate::base::{Finding, Message, Problem};
use crate::policy;
use crate::report::{Format, Report};
use crate::say;
use crate::table::tables::STAFF;
use crate::table::{self, Outcome, Source, said};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// # Errors
/// What the chore cannot do: see `backup::run`, `verify` and `list`.
pub fn report(
    command: &BackupCommand,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let layout = context.layout();
    let shop = &context.policy.shop.name;
    let report = match command {
        BackupCommand::Run(args) => seal(args, layout, context, global)?,
        BackupCommand::Verify(args) => {
            backup::verify(&layout, args.head.as_deref(), shop, context.clock)?
        }
        BackupCommand::Status(args) => backup::status(
            &layout,
            &context.policy.backup,
            args.days,
            shop,
            context.clock,
        )?,
        BackupCommand::List => backup::list(&layout, shop, context.clock)?,
        BackupCommand::Restore(args) => restore(args, &layout, context)?,
        BackupCommand::History(args) => backup::history(
            &layout,
            args.order_no.trim(),
            shop,
            context.clock,
            context.privacy,
        )?,
    };
    Ok(report)
}

fn seal(
    args: &BackupRunArgs,
    layout: Layout,
    context: &Context,
    global: &Global,
) -> Result<Report, Problem> {
    let sources = context.policy.backup.source.iter();
    let places = sources.map(|s| place(s, context)).collect();
    let (names, findings) = staff_names(context);
    let line = Line::new(global, context);
    let tell = |message: Message, bytes| line.stage(message.get(context.lang), bytes);
    let job = Job {
        policy: &context.policy,
        layout,
        places,
        clock: context.clock,
        options: context.options(None, None),
        names,
        findings,
        dry_run: args.dry_run,
        progress: Progress {
            tell: &tell,
            done: Arc::clone(&line.done),
        },
    };
    let done = backup::run(&job);
    line.clear();
    let done = done?;
    context.log_unmasked("backup run")?;
    let list = output::format(global)? != Format::Table;
    let report = backup::report(&done, &job, context.privacy, list);
    if !list {
        // The program ends after this: to take a million strings apart gains nothing.
        std::mem::forget(done);
    }
    Ok(report)
}

/// A source of the config, its path or folder resolved.
fn place(source: &policy::Source, context: &Context) -> Place {
    let policy = &context.policy;
    let mut place = Place {
        name: source.name.clone(),
        path: std::path::PathBuf::new(),
        shown: String::new(),
        program: None,
    };
    if let Some(path) = &source.path {
        place.path = policy.resolve(Path::new(path));
        place.shown.clone_from(path);
        return place;
    }
    let minutes = u64::from(policy.backup.time_limit_minutes);
    let program = Program {
        command: source.command.clone(),
        folder: std::path::absolute(policy.resolve(Path::new("."))).unwrap_or_default(),
        every: source.every,
        orders: source.has_orders(),
        limit: Duration::from_secs(minutes * 60),
    };
    place.shown = program.shown();
    place.program = Some(program);
    place
}

fn restore(
    args: &BackupRestoreArgs,
    layout: &Layout,
    context: &Context,
) -> Result<Report, Problem> {
    let wanted = match (args.seq, args.date) {
        (Some(seq), _) => Wanted::Seq(seq),
        (None, Some(date)) => Wanted::Date(date),
        (None, None) => {
            return Err(say!(zh: "要给 --date 或 --seq", en: "--date or --seq is needed").into());
        }
    };
    let (shop, source) = (&context.policy.shop.name, args.source.as_deref());
    backup::restore(layout, wanted, &args.to, source, shop, context.clock)
}

/// Names that a remark may be signed with: every form of every employee's, from
/// the staff table where the config names one. A staff table that cannot be
/// read never stops a backup; it is said.
fn staff_names(context: &Context) -> (Vec<String>, Vec<Finding>) {
    let Some(path) = context.policy.table_file("staff") else {
        return (Vec::new(), Vec::new());
    };
    let written = context.policy.files.get("staff");
    let shown = written.cloned().unwrap_or_default();
    match read_names(&path, &shown, context) {
        Ok((names, address, outcome)) => (
            names,
            said::bad_cells(&address, &outcome, 20, str::to_owned),
        ),
        Err(problem) => {
            // Where no name is known, nobody is accused for want of one.
            let lenient = say!(
                zh: ";备注里的姓名这次没有核对",
                en: "; names in remarks were not checked this time"
            );
            let message = problem.0.join("", &lenient);
            (
                Vec::new(),
                vec![Finding::warning("bad-file", shown.clone(), message).at(shown)],
            )
        }
    }
}

fn read_names(
    path: &Path,
    shown: &str,
    context: &Context,
) -> Result<(Vec<String>, String, Outcome), Problem> {
    let mut source = Source::file(path, None);
    shown.clone_into(&mut source.shown);
    let mut opened = table::open(source, &context.options(Some(&STAFF), None), true)?;
    let fields: Vec<usize> = ["staff", "name", "aliases"]
        .into_iter()
        .filter_map(|name| STAFF.field(name).map(|(i, _)| i))
        .collect();
    let mut names = Vec::new();
    let outcome = table::scan(
        &mut opened,
        Vec::new,
        |found: &mut Vec<String>, record| {
            for field in &fields {
                let cell = record.text(*field);
                for name in cell
                    .iter()
                    .flat_map(|t| t.split([',', ';', '、', '，', '；', '/', '|']))
                {
                    // One character, or a bare number, is found in any remark.
                    let key = name_key(name);
                    if key.chars().count() >= 2 && !key.bytes().all(|b| b.is_ascii_digit()) {
                        found.push(key);
                    }
                }
            }
        },
        |mut found| names.append(&mut found),
    )?;
    names.sort_unstable();
    names.dedup();
    Ok((names, opened.address(), outcome))
}
