//! The turns of a workbook, read back from its lists, as they were made or
//! edited by hand.

use super::gather::job::Job;
use super::made::Turn;
use super::month::Month;
use super::show::{DATE, NAME, TURN, headings, label};
use crate::base::dated::dates;
use crate::base::{Files, Finding, Message, Origin, Text};
use crate::say;
use crate::table::rows::Who;

/// A sheet as it stands.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Position in the run's files.
    pub file: u32,
    /// Line and cells of each row.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// The turns of the sheets. Names nobody of the roster has, rotas there are not,
/// and turns without a date are findings; a blank cell is a turn nobody takes.
/// Days outside the period are left alone.
pub fn turns(month: &Month, job: &Job<'_>, sheets: &[Sheet]) -> (Vec<Turn>, Vec<Finding>) {
    let mut turns = Vec::new();
    let mut findings = Vec::new();
    for sheet in sheets {
        let is = |cell: &String, text: Text| *cell == text.zh || *cell == text.en;
        let Some(at) = sheet
            .rows
            .iter()
            .position(|(_, row)| row.iter().any(|cell| is(cell, DATE)))
        else {
            continue;
        };
        let heading = &sheet.rows[at].1;
        let find = |text: Text| heading.iter().position(|cell| is(cell, text));
        let (date, turn, name) = (find(DATE), find(TURN), find(NAME));
        let columns: Vec<(usize, usize)> = rotas(month, heading);
        for (line, row) in &sheet.rows[at + 1..] {
            let cell = |at: usize| row.get(at).map_or("", String::as_str);
            let origin = Origin {
                file: sheet.file,
                line: *line,
            };
            let day = date.and_then(|at| dates(cell(at)).first().copied());
            let Some(day) = day else {
                // Remarks below a table have nobody in them.
                let mut people = name.into_iter().chain(columns.iter().map(|(at, _)| *at));
                if people.any(|at| !cell(at).is_empty()) {
                    findings.push(undated(date.map_or("", cell), job.files, origin));
                }
                continue;
            };
            let Some(day) = month.day_of(day) else {
                continue;
            };
            let mut taken: Vec<(usize, &str)> = columns
                .iter()
                .map(|(at, rota)| (*rota, cell(*at)))
                .collect();
            if let (Some(turn), Some(name)) = (turn, name) {
                let called = |text: &Message| cell(turn) == text.zh || cell(turn) == text.en;
                match month.rotas.iter().position(|r| called(&r.name)) {
                    Some(rota) => taken.push((rota, cell(name))),
                    None if cell(name).is_empty() => {}
                    None => findings.push(no_rota(month, cell(turn), job.files, origin)),
                }
            }
            for (rota, who) in taken {
                let person = person(month, job, who).unwrap_or_else(|()| {
                    findings.push(unknown(who, job.files, origin));
                    None
                });
                turns.push(Turn { rota, day, person });
            }
        }
    }
    // A turn beyond the day's number is a blank cell of a wide sheet.
    let mut kept: Vec<Turn> = Vec::new();
    for turn in turns {
        let same = |t: &&Turn| t.rota == turn.rota && t.day == turn.day;
        let heads = month.rotas[turn.rota].heads[turn.day];
        let have = u32::try_from(kept.iter().filter(same).count()).unwrap_or(u32::MAX);
        if turn.person.is_some() || have < heads {
            kept.push(turn);
        }
    }
    (kept, findings)
}

/// The columns that are of a rota.
fn rotas(month: &Month, heading: &[String]) -> Vec<(usize, usize)> {
    let mut columns = Vec::new();
    for rota in 0..month.rotas.len() {
        for text in headings(month, rota) {
            let found = heading.iter().position(|c| *c == text.zh || *c == text.en);
            columns.extend(found.map(|at| (at, rota)));
        }
    }
    columns
}

/// Somebody of the roster by the name in a cell; blank is nobody.
fn person(month: &Month, job: &Job<'_>, who: &str) -> Result<Option<usize>, ()> {
    if who.is_empty() {
        return Ok(None);
    }
    let mut people = month.people.iter().enumerate();
    if let Some((id, _)) = people.find(|(id, m)| label(month, *id, m) == who) {
        return Ok(Some(id));
    }
    let Who::One(at) = job.register.find(who) else {
        return Err(());
    };
    let person = job.register.person(at).ok_or(())?;
    let found = month.people.iter().position(|m| m.id == person.id);
    found.map(Some).ok_or(())
}

fn undated(cell: &str, files: &Files, origin: Origin) -> Finding {
    Finding::error(
        "R10",
        cell,
        say!(
            zh: "轮值的日期「{cell}」看不懂,这一行没有算;要写成 2026-12-01",
            en: "\"{cell}\" is no date of a turn; the line was left out, write it as 2026-12-01"
        ),
    )
    .at(files.cite(origin))
}

fn no_rota(month: &Month, word: &str, files: &Files, origin: Origin) -> Finding {
    let zh = Message::listed(month.rotas.iter().map(|r| r.name.zh.as_str())).zh;
    let en = Message::listed(month.rotas.iter().map(|r| r.name.en.as_str())).en;
    Finding::error(
        "R10",
        word,
        say!(
            zh: "没有「{word}」这种轮值,这一行没有算;有的是 {zh}",
            en: "there is no rota \"{word}\"; the line was left out. There are {en}"
        ),
    )
    .at(files.cite(origin))
}

fn unknown(who: &str, files: &Files, origin: Origin) -> Finding {
    Finding::error(
        "unknown-staff",
        who,
        say!(
            zh: "轮值的「{who}」不在这张值班表里,这一次没有算",
            en: "\"{who}\", whose turn it is, is not in this roster; the turn was left out"
        ),
    )
    .at(files.cite(origin))
}
