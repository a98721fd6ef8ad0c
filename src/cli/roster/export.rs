//! `dayclose roster export`

use super::month::{self, Read, Rosters};
use crate::base::{Clock, Finding, Problem};
use crate::cli::ExitStatus;
use crate::cli::args::{Global, RosterExportArgs};
use crate::cli::context::Context;
use crate::cli::output;
use crate::report::ics::Earlier;
use crate::report::write;
use crate::roster::calendar::{OneOf, calendars};
use crate::roster::made::Turn;
use crate::roster::show::{self, Published, Show};
use crate::roster::turns;
use crate::say;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The seed of turns that no sheet of the roster names.
const SEED: u64 = 1;
/// Everybody's calendar.
const ALL: &str = "all";

/// # Errors
/// A missing table, bad cells, nobody or nothing to roster; a calendar file that
/// cannot be written, or would take the place of somebody else's.
pub fn run(
    args: &RosterExportArgs,
    context: &Context,
    global: &Global,
) -> Result<ExitStatus, Problem> {
    let rosters = Rosters {
        given: Some(&args.roster),
        turns: true,
        ..Rosters::default()
    };
    let period = month::period_of(&args.input, &args.roster, context, global)?;
    let read = month::read(&args.input, &rosters, period, context, global)?;
    let turns = match &read.turns {
        Some(turns) => turns.clone(),
        None => turns::take(&read.month, &read.roster, SEED)?,
    };
    let published = match &args.ics {
        Some(folder) => Some(publish(Path::new(folder), &read, &turns, context)?),
        None => None,
    };
    let show = month::shown(global, args.wall.paper)?;
    let mut report = show::export(
        &read.month,
        &read.roster,
        &turns,
        published.as_deref(),
        context.clock,
        show,
    );
    report.findings.extend(read.findings);
    read.taken.into_report(&mut report);
    if matches!(show, Show::Book(_) | Show::Page(_)) {
        // How the tables were read is not for the wall.
        report.findings.retain(Finding::needs_person);
    }
    output::emit(report, context, global)
}

/// Everybody's calendar and one a person, over what was published there before.
/// All are made before the first is written.
fn publish(
    folder: &Path,
    read: &Read,
    turns: &[Turn],
    context: &Context,
) -> Result<Vec<Published>, Problem> {
    let shop = &context.policy.shop.name;
    let (clock, lang) = (context.clock, context.lang);
    fs::create_dir_all(folder).map_err(|e| Problem::io(folder, &e))?;
    let mut earlier = earlier(folder)?;
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut published = Vec::new();
    for OneOf { person, calendar } in calendars(&read.month, &read.roster, turns, shop, clock) {
        let file = file_name(read, person);
        let path = folder.join(&file);
        let before = before(&path, earlier.remove(&file))?;
        same_zone(&path, &before, clock)?;
        output::spare_inputs(&path, &read.taken.inputs, context)?;
        let events = calendar.events.len();
        let out = before.republish(&calendar, read.month.period, lang);
        published.push(Published {
            file,
            person,
            events,
            new: out.new,
            changed: out.changed,
            cancelled: out.cancelled,
        });
        files.push((path, out.bytes));
    }
    // Whoever has left the roster is told so as well.
    for (file, before) in earlier {
        let Some(before) = before else { continue };
        let path = folder.join(&file);
        same_zone(&path, &before, clock)?;
        let out = before.withdraw(clock, read.month.period, lang);
        if out.cancelled > 0 {
            published.push(Published {
                file,
                person: None,
                events: 0,
                new: 0,
                changed: 0,
                cancelled: out.cancelled,
            });
            files.push((path, out.bytes));
        }
    }
    for (path, bytes) in &files {
        write::write_whole(path, bytes).map_err(|e| Problem::io(path, &e))?;
    }
    Ok(published)
}

/// The calendars in the folder by file name; `None` for one of another program.
fn earlier(folder: &Path) -> Result<BTreeMap<String, Option<Earlier>>, Problem> {
    let failed = |path: &Path, e: std::io::Error| Problem::io(path, &e);
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|e| failed(folder, e))? {
        let path = entry.map_err(|e| failed(folder, e))?.path();
        let name = path.file_name().and_then(|n| n.to_str());
        let ics = path.extension().is_some_and(|e| e == "ics");
        if let (Some(name), true, true) = (name, ics, path.is_file()) {
            let bytes = fs::read(&path).map_err(|e| failed(&path, e))?;
            found.insert(name.to_owned(), Earlier::read(&bytes));
        }
    }
    Ok(found)
}

/// What was published under that name; a file of another program is not
/// replaced.
fn before(path: &Path, found: Option<Option<Earlier>>) -> Result<Earlier, Problem> {
    match found {
        None => Ok(Earlier::default()),
        Some(Some(earlier)) => Ok(earlier),
        Some(None) => {
            let shown = path.display();
            Err(say!(
                zh: "{shown}:不是本程序写的日历,不能覆盖;请换一个文件夹",
                en: "{shown}: a calendar not written by this program, which is not replaced; name another folder"
            )
            .into())
        }
    }
}

/// Events of other periods stay, with their times: those must be of this zone.
fn same_zone(path: &Path, earlier: &Earlier, clock: Clock) -> Result<(), Problem> {
    let now = clock.zone().name();
    match earlier.zone() {
        Some(before) if before != now => {
            let shown = path.display();
            Err(say!(
                zh: "{shown}:以前的时区是 {before},现在是 {now};请换一个文件夹重新发布",
                en: "{shown}: was of the zone {before}, now it is {now}; publish into another folder"
            )
            .into())
        }
        _ => Ok(()),
    }
}

/// `员工A.ics`; everybody's is `all.ics`, in both languages, so that what people
/// subscribed to stays in its place.
fn file_name(read: &Read, person: Option<usize>) -> String {
    let month = &read.month;
    let name = match person {
        Some(id) => {
            let name = show::label(month, id, &month.people[id]);
            if name == ALL {
                month.people[id].id.clone()
            } else {
                name
            }
        }
        None => ALL.to_owned(),
    };
    let safe = |c: char| {
        let bad =
            c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
        if bad { '_' } else { c }
    };
    let name: String = name.trim_matches(['.', ' ']).chars().map(safe).collect();
    format!("{name}.ics")
}
