//! `dayclose due`: the record of runs and the traces in files → the calendar of
//! duties.

use super::args::{DueArgs, Global};
use super::context::Context;
use super::output;
use crate::base::run_record::FILE_NAME;
use crate::base::{Message, Problem, Runs};
use crate::due::{self, Job, Trace};
use crate::policy::Duty;
use crate::report::{Input, Report, ics, write};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// # Errors
/// A record of runs that cannot be read, a calendar file that cannot be written.
pub fn report(args: &DueArgs, context: &Context, _: &Global) -> Result<Report, Problem> {
    let policy = &context.policy;
    let (runs, input) = record(context)?;
    let traces: Vec<Vec<Trace>> = policy.duty.0.iter().map(|d| traces(context, d)).collect();
    let job = Job {
        duties: &policy.duty.0,
        runs: &runs,
        traces: &traces,
        clock: context.clock,
        days: args.days,
        role: args.role.as_deref(),
    };
    let shop = policy.shop.name.clone();
    let mut report = due::report(&job, Message::data(shop.clone()));
    report.inputs.extend(input);
    if let Some(path) = &args.ics {
        output::spare_inputs(path, &report.inputs, context)?;
        let bytes = ics::render(&due::calendar(&job, &shop), context.lang);
        write::write_whole(path, &bytes).map_err(|e| Problem::io(path, &e))?;
    }
    Ok(report)
}

/// What `run` left behind; nothing where it never ran.
fn record(context: &Context) -> Result<(Runs, Option<Input>), Problem> {
    let path = context.policy.reports().join(FILE_NAME);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok((Runs::default(), None)),
        Err(e) => return Err(Problem::io(&path, &e)),
    };
    let runs = Runs::read(&String::from_utf8_lossy(&bytes));
    let digest = Sha256::digest(&bytes);
    let input = Input {
        role: "runs".to_owned(),
        // As the config names it, and not where its folder stands.
        path: Path::new(&context.policy.run.reports)
            .join(FILE_NAME)
            .display()
            .to_string(),
        sheet: None,
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        rows: runs.records.len() as u64,
        rejected: runs.damaged.len() as u64,
    };
    Ok((runs, Some(input)))
}

/// The files that fit a duty's name at any time.
fn traces(context: &Context, duty: &Duty) -> Vec<Trace> {
    let Some(any) = duty.any_file() else {
        return Vec::new();
    };
    let folder = context.policy.resolve(Path::new(""));
    // The folder is meant as it is written, whatever signs it holds.
    let within = glob::Pattern::escape(&folder.join("_").to_string_lossy());
    let within = within.strip_suffix('_').unwrap_or(&within);
    let pattern = if Path::new(&any).is_absolute() {
        any
    } else {
        format!("{within}{any}")
    };
    let found = glob::glob(&pattern).into_iter().flatten().flatten();
    found
        .filter(|path| path.is_file())
        .map(|path| {
            let shown = path.strip_prefix(&folder).unwrap_or(&path);
            let modified = path.metadata().and_then(|m| m.modified()).ok();
            let seconds = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let seconds = seconds.and_then(|d| i64::try_from(d.as_secs()).ok());
            Trace {
                path: shown.display().to_string(),
                written: seconds.and_then(|s| context.clock.local_of_unix(s)),
            }
        })
        .collect()
}
