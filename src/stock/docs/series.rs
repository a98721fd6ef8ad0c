//! Runs of document numbers (W15, O6): none missing, none used twice, none out
//! of order.
//!
//! How a number is read stands in [`numbering`](crate::base::numbering).
//!
//! * missing: counts between two that are there; before the first one too, where
//!   most series of the lead begin with 1. A leap over more than `series_leap`
//!   numbers is a new pad of forms.
//! * used twice: one number on documents of different day, type or party.
//! * out of order: a later count with an earlier day. The fewest documents whose
//!   removal sets the days in order are told (longest rising subsequence); hours
//!   within a day are not judged, desks share a series.

use super::Papers;
use super::remark::{Kind, Remark};
use crate::base::numbering::{Numbering, Parts};
use crate::base::{Message, MoveKind, Name, Origin};
use crate::say;
use crate::stock::order::natural;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A document as the ledger shows it: lines of one number, day, type and party.
#[derive(Debug, Clone)]
struct Document {
    no: Name,
    day: NaiveDate,
    kind: MoveKind,
    party: Name,
    origin: Origin,
}

/// A line of the overview: one lead, one month.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub lead: String,
    pub month: String,
    pub documents: usize,
    pub first: String,
    pub last: String,
    pub missing: u64,
    pub doubles: usize,
    pub disorder: usize,
}

/// What a lead's numbers show.
#[derive(Debug, Default)]
pub struct Runs {
    pub remarks: Vec<Remark>,
    pub runs: Vec<Run>,
}

/// Looks through all numbers; tells what falls into the period.
pub fn check(papers: &Papers<'_>) -> Runs {
    let documents = documents(papers);
    let mut out = Runs::default();
    doubles(papers, &documents, &mut out.remarks);
    let mut leads: BTreeMap<String, Vec<(&Document, String)>> = BTreeMap::new();
    for document in &documents {
        if let Some(parts) = Parts::of(papers.pool.text(document.no)) {
            leads
                .entry(parts.lead)
                .or_default()
                .push((document, parts.digits));
        }
    }
    for (lead, members) in &leads {
        let series = Series::of(lead, members);
        series.number_dates(papers, &mut out.remarks);
        series.gaps(papers, &mut out.remarks);
        series.disorder(papers, &mut out.remarks);
    }
    out.runs = overview(papers, &leads, &out.remarks);
    out
}

/// Transfers have two ends, a count its surplus and shortage: one document.
fn family(kind: MoveKind) -> MoveKind {
    match kind {
        MoveKind::TransferIn => MoveKind::TransferOut,
        MoveKind::Shortage => MoveKind::Surplus,
        other => other,
    }
}

fn documents(papers: &Papers<'_>) -> Vec<Document> {
    let mut seen: HashMap<(Name, NaiveDate, MoveKind, Name), Origin> = HashMap::new();
    for entry in &papers.ledger.entries {
        if entry.doc_no.is_blank() || entry.kind == MoveKind::Opening {
            continue;
        }
        let key = (entry.doc_no, entry.day(), family(entry.kind), entry.party);
        let origin = seen.entry(key).or_insert(entry.origin);
        *origin = (*origin).min(entry.origin);
    }
    // A document whose party stands on its first line only is one document.
    let named: HashSet<(Name, NaiveDate, MoveKind)> = seen
        .keys()
        .filter(|key| !key.3.is_blank())
        .map(|key| (key.0, key.1, key.2))
        .collect();
    let mut documents: Vec<Document> = seen
        .into_iter()
        .filter(|((no, day, kind, party), _)| {
            !party.is_blank() || !named.contains(&(*no, *day, *kind))
        })
        .map(|((no, day, kind, party), origin)| Document {
            no,
            day,
            kind,
            party,
            origin,
        })
        .collect();
    let text = |name: Name| papers.pool.text(name);
    documents.sort_by(|a, b| {
        natural(text(a.no), text(b.no))
            .then_with(|| (a.day, a.kind).cmp(&(b.day, b.kind)))
            .then_with(|| text(a.party).cmp(text(b.party)))
    });
    documents
}

fn doubles(papers: &Papers<'_>, documents: &[Document], remarks: &mut Vec<Remark>) {
    for same in documents.chunk_by(|a, b| a.no == b.no) {
        let Some((first, others)) = same.split_first() else {
            continue;
        };
        for other in others {
            let inside = [first, other]
                .iter()
                .any(|d| papers.period.holds_day(d.day));
            if !inside {
                continue;
            }
            let what = |d: &Document| {
                let party = papers.pool.text(d.party);
                let day = Message::data(d.day.to_string());
                let mut said = day.join(" ", &d.kind.label().into());
                if !party.is_empty() {
                    said = said.join(" ", &Message::data(party));
                }
                said
            };
            let (a, b) = (what(first), what(other));
            let place = papers.files.cite(first.origin);
            let message = Message {
                zh: format!("同一个号用了两次:{}({place})与 {}", a.zh, b.zh),
                en: format!(
                    "one number on two documents: {} ({place}) and {}",
                    a.en, b.en
                ),
            };
            remarks.push(Remark {
                date: Some(other.day),
                doc_no: other.no,
                party: other.party,
                ..Remark::new(Kind::Double, other.origin, message)
            });
        }
    }
}

/// The numbers of one lead.
struct Series<'d> {
    numbers: Numbering,
    members: &'d [(&'d Document, String)],
}

impl<'d> Series<'d> {
    fn of(lead: &str, members: &'d [(&'d Document, String)]) -> Series<'d> {
        let told: Vec<_> = members
            .iter()
            .map(|(d, digits)| (d.day, digits.as_str()))
            .collect();
        Series {
            numbers: Numbering::of(lead, &told),
            members,
        }
    }

    /// Numbers whose date is not their document's.
    fn number_dates(&self, papers: &Papers<'_>, remarks: &mut Vec<Remark>) {
        let Some(form) = self.numbers.form else {
            return;
        };
        for (document, digits) in self.members {
            let date = document.day.format(form).to_string();
            if digits.starts_with(&date) || !papers.period.holds_day(document.day) {
                continue;
            }
            let day = document.day;
            let message = say!(
                zh: "号里的日期不是单据日期 {day}",
                en: "the date in the number is not the document's, {day}"
            );
            remarks.push(Remark {
                date: Some(day),
                doc_no: document.no,
                party: document.party,
                ..Remark::new(Kind::NumberDate, document.origin, message)
            });
        }
    }

    fn gaps(&self, papers: &Papers<'_>, remarks: &mut Vec<Remark>) {
        for gap in self.numbers.gaps(u64::from(papers.rules.series_leap)) {
            let Some((document, _)) = self.members.get(gap.next) else {
                continue;
            };
            if !papers.period.holds_day(document.day) {
                continue;
            }
            let missing = gap.missing();
            let from = self.numbers.text(gap.date, gap.first);
            let to = self.numbers.text(gap.date, gap.last);
            let next = papers.pool.text(document.no);
            let message = if missing == 1 {
                say!(zh: "缺 {from}(下一张是 {next})", en: "{from} is missing (the next is {next})")
            } else {
                say!(
                    zh: "缺 {missing} 张:{from} 到 {to}(下一张是 {next})",
                    en: "{missing} are missing: {from} to {to} (the next is {next})"
                )
            };
            let mut remark = Remark {
                date: Some(document.day),
                doc_no: document.no,
                ..Remark::new(Kind::Gap, document.origin, message)
            };
            remark = remark.with("from", from).with("to", to);
            remarks.push(remark.with("missing", missing));
        }
    }

    fn disorder(&self, papers: &Papers<'_>, remarks: &mut Vec<Remark>) {
        for run in self.numbers.runs.values() {
            let members = run.values().flatten();
            let line: Vec<&Document> = members
                .filter_map(|at| self.members.get(*at).map(|(document, _)| *document))
                .collect();
            let days: Vec<NaiveDate> = line.iter().map(|d| d.day).collect();
            let kept = longest_rising(&days);
            let mut next_kept = kept.iter().peekable();
            let mut last: Option<&Document> = None;
            for (at, document) in line.iter().enumerate() {
                if next_kept.next_if(|k| **k == at).is_some() {
                    last = Some(document);
                    continue;
                }
                if !papers.period.holds_day(document.day) {
                    continue;
                }
                let day = document.day;
                let after = last.filter(|l| l.day > day);
                let later = next_kept.peek().map(|k| line[**k]);
                let message = if let Some(other) = after {
                    let (no, other) = (papers.pool.text(other.no), other.day);
                    say!(
                        zh: "日期 {day} 早于前面的 {no}({other})",
                        en: "dated {day}, before {no} ({other}) that has a lower number"
                    )
                } else if let Some(other) = later {
                    let (no, other) = (papers.pool.text(other.no), other.day);
                    say!(
                        zh: "日期 {day} 晚于后面的 {no}({other})",
                        en: "dated {day}, after {no} ({other}) that has a higher number"
                    )
                } else {
                    continue;
                };
                remarks.push(Remark {
                    date: Some(day),
                    doc_no: document.no,
                    party: document.party,
                    ..Remark::new(Kind::OutOfOrder, document.origin, message)
                });
            }
        }
    }
}

/// Positions of a longest subsequence that never falls (patience sorting).
fn longest_rising(days: &[NaiveDate]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(days.len());
    for (at, day) in days.iter().enumerate() {
        let place = ends.partition_point(|end| days[*end] <= *day);
        before.push(place.checked_sub(1).map(|p| ends[p]));
        if place == ends.len() {
            ends.push(at);
        } else {
            ends[place] = at;
        }
    }
    let mut out = Vec::new();
    let mut at = ends.last().copied();
    while let Some(here) = at {
        out.push(here);
        at = before[here];
    }
    out.reverse();
    out
}

fn overview(
    papers: &Papers<'_>,
    leads: &BTreeMap<String, Vec<(&Document, String)>>,
    remarks: &[Remark],
) -> Vec<Run> {
    let mut runs: BTreeMap<(&str, String), Run> = BTreeMap::new();
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    let mut lead_of: HashMap<Name, &str> = HashMap::new();
    for (lead, members) in leads {
        let mut numbers: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (document, _) in members {
            lead_of.insert(document.no, lead);
            if papers.period.holds_day(document.day) {
                let no = papers.pool.text(document.no);
                numbers.entry(month(document.day)).or_default().push(no);
            }
        }
        for (month, mut numbers) in numbers {
            numbers.sort_by(|a, b| natural(a, b));
            numbers.dedup();
            let run = runs.entry((lead, month.clone())).or_default();
            run.lead.clone_from(lead);
            run.month = month;
            run.documents = numbers.len();
            run.first = (*numbers.first().unwrap_or(&"")).to_owned();
            run.last = (*numbers.last().unwrap_or(&"")).to_owned();
        }
    }
    for remark in remarks {
        let (Some(lead), Some(day)) = (lead_of.get(&remark.doc_no), remark.date) else {
            continue;
        };
        let Some(run) = runs.get_mut(&(*lead, month(day))) else {
            continue;
        };
        match remark.kind {
            Kind::Gap => {
                let missing = remark
                    .data
                    .get("missing")
                    .and_then(serde_json::Value::as_u64);
                run.missing += missing.unwrap_or(0);
            }
            Kind::Double => run.doubles += 1,
            _ => run.disorder += 1,
        }
    }
    runs.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_stand_out() {
        let days = |list: &[u32]| -> Vec<NaiveDate> {
            let day = |d: &u32| NaiveDate::from_ymd_opt(2026, 10, *d).expect("a day");
            list.iter().map(day).collect()
        };
        for (list, kept) in [
            (&[1, 2, 2, 5][..], vec![0, 1, 2, 3]),
            (&[1, 9, 2, 3], vec![0, 2, 3]),
            (&[4, 5, 1, 6], vec![0, 1, 3]),
            (&[], vec![]),
        ] {
            assert_eq!(longest_rising(&days(list)), kept, "{list:?}");
        }
    }
}
