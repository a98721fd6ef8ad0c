//! `dayclose backup …`

use super::ExitStatus;
use super::args::{BackupCommand, BackupRunArgs, Global};
use super::context::Context;
use super::output;
use crate::backup::{self, Job, Layout, Place};
use crate::base::normalise::name_key;
use crate::base::{Finding, Message, Problem};
use crate::table::{self, Source, tables};
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::path::Path;
use std::time::Duration;

/// # Errors
/// What the chore cannot do: see `backup::run`, `verify` and `list`.
pub fn run(
    command: &BackupCommand,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let shown = context.policy.backup.archive.clone();
    let layout = Layout::new(context.policy.resolve(Path::new(&shown)), shown);
    let shop = &context.policy.shop.name;
    let report = match command {
        BackupCommand::Run(args) => seal(args, layout, context, global)?,
        BackupCommand::Verify(args) => {
            backup::verify(&layout, args.head.as_deref(), shop, context.clock)?
        }
        BackupCommand::List => backup::list(&layout, shop, context.clock)?,
    };
    output::emit(report, context, global)
}

fn seal(
    args: &BackupRunArgs,
    layout: Layout,
    context: &Context,
    global: &Global,
) -> Result<crate::report::Report, Problem> {
    let places = context
        .policy
        .backup
        .source
        .iter()
        .map(|s| Place {
            name: s.name.clone(),
            path: context.policy.resolve(Path::new(&s.path)),
            shown: s.path.clone(),
        })
        .collect();
    let (names, notes) = match staff_names(context) {
        Ok(names) => (names, Vec::new()),
        // The evening's backup does not wait for a staff table; where no name
        // is known, nobody is accused for want of one.
        Err(problem) => {
            let file = context
                .policy
                .files
                .get("staff")
                .cloned()
                .unwrap_or_default();
            let said = problem.0.join(
                "",
                &crate::say!(zh: ";备注里的姓名这次没有核对", en: "; names in remarks were not checked this time"),
            );
            (Vec::new(), vec![Finding::warning("bad-file", file, said)])
        }
    };
    let bar = spinner(global, context);
    let tell = |message: Message| bar.set_message(message.get(context.lang).to_owned());
    let job = Job {
        policy: &context.policy,
        layout,
        places,
        clock: context.clock,
        options: context.options(None, None),
        names,
        notes,
        dry_run: args.dry_run,
        progress: &tell,
    };
    let done = backup::run(&job);
    bar.finish_and_clear();
    Ok(backup::report(&done?, &job, context.privacy))
}

/// A line on the terminal that says what is being done; nothing in a pipe.
fn spinner(global: &Global, context: &Context) -> ProgressBar {
    if global.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar.set_message(
        crate::say!(zh: "开始", en: "starting")
            .get(context.lang)
            .to_owned(),
    );
    bar
}

/// Names that a remark may be signed with: every form of every employee's, from
/// the staff table where the config names one.
fn staff_names(context: &Context) -> Result<Vec<String>, Problem> {
    let Some(path) = context.policy.table_file("staff") else {
        return Ok(Vec::new());
    };
    let Some(staff) = tables::by_name("staff") else {
        return Ok(Vec::new());
    };
    let field = |name: &str| staff.field(name).map(|(i, _)| i);
    let fields: Vec<usize> = ["staff", "name", "aliases"]
        .into_iter()
        .filter_map(field)
        .collect();
    let mut source = Source::file(&path, None);
    if let Some(shown) = context.policy.files.get("staff") {
        source.shown.clone_from(shown);
    }
    let mut opened = table::open(source, &context.options(Some(staff), None), true)?;
    let mut names = Vec::new();
    table::scan(
        &mut opened,
        Vec::new,
        |found: &mut Vec<String>, record| {
            for field in &fields {
                for name in record
                    .text(*field)
                    .iter()
                    .flat_map(|t| t.split([',', ';', '、', '，', '；', '/', '|']))
                {
                    // One character would be found in any remark.
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
    Ok(names)
}
