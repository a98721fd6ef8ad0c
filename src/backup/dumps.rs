//! Which programs a run starts, and what becomes of their output (O7).
//!
//! A dump is of its moment, so it is sealed whenever it is due, the same bytes
//! as the last one too: that says that nothing changed. It is due when no seal
//! holds one young enough: of today for `every = "day"`, of the last seven days
//! for `every = "week"`. As for the day itself, a dump from before the due time
//! does not count after it. One that failed is due again at the next run.

use super::collect::{Bytes, Collected, Found, Place};
use super::job::Job;
use super::pack::{Pack, entry_name};
use super::program::{Failed, Program};
use super::seal::Chain;
use crate::base::{Finding, Problem};
use crate::say;
use crate::table::source::hex;
use chrono::{DateTime, Duration, NaiveDate};
use sha2::{Digest, Sha256};

/// The programs that are to run, in the config's order.
pub fn due<'j>(job: &'j Job<'_>, chain: &Chain) -> Vec<(&'j Place, &'j Program)> {
    job.places
        .iter()
        .filter_map(|place| Some((place, place.program.as_ref()?)))
        .filter(|(place, program)| !young_enough(job, chain, &place.name, program))
        .collect()
}

fn young_enough(job: &Job<'_>, chain: &Chain, source: &str, program: &Program) -> bool {
    let today = job.clock.date();
    let time = today.and_time(job.policy.backup.time.0);
    let past = job.clock.local() >= time;
    chain.links.iter().any(|link| {
        let seal = &link.seal;
        let of_today = seal.date == today;
        let early =
            DateTime::parse_from_rfc3339(&seal.made_at).is_ok_and(|made| made.naive_local() < time);
        seal.date > today - Duration::days(program.every.days())
            && !(of_today && past && early)
            && seal.sources.iter().any(|s| s.source == source)
    })
}

/// Runs the programs into the archive; what failed becomes a finding. In a dry
/// run only what is to be compared is kept, till the run ends.
///
/// # Errors
/// The archive cannot be written.
pub fn run(
    job: &Job<'_>,
    due: &[(&Place, &Program)],
    pack: &mut Pack<'_>,
    collected: &mut Collected,
) -> Result<(), Problem> {
    for (place, program) in due {
        let (name, shown) = (&place.name, program.shown());
        job.progress.stage(
            say!(zh: "运行 {name} 的程序 {shown}", en: "running {shown} of {name}"),
            0,
        );
        match one(job, place, program, pack, collected)? {
            Ok(found) => collected.found.push(found),
            Err(failed) => collected.findings.push(Finding::error(
                "bad-file",
                name.clone(),
                say!(zh: "来源「{name}」:", en: "source \"{name}\": ")
                    .join("", &failed.message(&shown))
                    .join("", &say!(
                        zh: ";这个来源没有封存,输出到一半的不算;处理后再运行一次",
                        en: "; nothing of this source was sealed, what it had printed is not kept; mend it and run again"
                    )),
            )
            .with("source", name.clone())),
        }
    }
    Ok(())
}

fn one(
    job: &Job<'_>,
    place: &Place,
    program: &Program,
    pack: &mut Pack<'_>,
    collected: &Collected,
) -> Result<Result<Found, Failed>, Problem> {
    // The first piece tells what it is, and that there is anything at all.
    let (mut running, first) = match program.begin() {
        Ok(begun) => begun,
        Err(failed) => return Ok(Err(failed)),
    };
    let mut found = Found {
        source: place.name.clone(),
        bytes: Bytes::Printed(None),
        shown: String::new(),
        name: free_name(place, program, &first, job.clock.date(), collected),
        day: job.clock.date(),
        size: 0,
        sha256: String::new(),
    };
    found.shown = entry_name(&found);
    if job.dry_run && !program.orders {
        let mut state = Sha256::new();
        let counted = running.finish(&first, &mut |piece| {
            state.update(piece);
            found.size += piece.len() as u64;
            Ok(())
        });
        found.sha256 = hex(&state.finalize());
        return Ok(counted.map(|()| found));
    }
    let dumped = pack.dump(&found.shown.clone(), &first, |take| {
        running.finish(&first, take)
    })?;
    Ok(dumped.map(|dumped| {
        found.size = dumped.size;
        found.sha256.clone_from(&dumped.sha256);
        found.bytes = Bytes::Printed(program.orders.then(|| pack.packed(&dumped)));
        found
    }))
}

/// A name that no export of the source has in this run: `erp-2026-11-22.sql`.
fn free_name(
    place: &Place,
    program: &Program,
    first: &[u8],
    day: NaiveDate,
    collected: &Collected,
) -> String {
    let ending = if program.orders { "csv" } else { ending(first) };
    let taken = |name: &str| {
        let mut of_source = collected.found.iter().filter(|f| f.source == place.name);
        of_source.any(|f| f.name == name)
    };
    let source = &place.name;
    (1..)
        .map(|n| match n {
            1 => format!("{source}-{day}.{ending}"),
            _ => format!("{source}-{day}~{n}.{ending}"),
        })
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// What a dump is, by how it begins.
fn ending(first: &[u8]) -> &'static str {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"PGDMP", "dump"),
        (b"SQLite format 3\0", "sqlite"),
        (b"\x1f\x8b", "gz"),
        (b"\x28\xb5\x2f\xfd", "zst"),
        (b"\xfd7zXZ\0", "xz"),
        (b"PK\x03\x04", "zip"),
    ];
    const STATEMENTS: &[&str] = &[
        "CREATE ", "INSERT ", "BEGIN", "PRAGMA ", "SET ", "DROP ", "--", "/*",
    ];
    if let Some((_, ending)) = BEGINNINGS.iter().find(|(b, _)| first.starts_with(b)) {
        return ending;
    }
    if first.contains(&0) {
        return "bin";
    }
    let text = String::from_utf8_lossy(&first[..first.len().min(4096)]).to_ascii_uppercase();
    let statement = |line: &str| STATEMENTS.iter().any(|s| line.trim_start().starts_with(s));
    match text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .chars()
        .next()
    {
        Some('{' | '[') => "json",
        Some('<') => "xml",
        _ if text.lines().any(statement) => "sql",
        _ => "txt",
    }
}

#[cfg(test)]
mod tests {
    use super::ending;

    #[test]
    fn dumps_are_named_by_what_they_are() {
        for (first, is) in [
            (&b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;"[..], "sql"),
            (b"--\n-- PostgreSQL database dump\n", "sql"),
            (b"PGDMP\x01\x0e", "dump"),
            (b"SQLite format 3\0\x10", "sqlite"),
            (b"\x1f\x8b\x08", "gz"),
            (b"[{\"a\":1}]", "json"),
            (b"<?xml?>", "xml"),
            (b"a\0b", "bin"),
            (b"no,table\n1,2", "txt"),
        ] {
            assert_eq!(ending(first), is);
        }
    }
}
