//! Runs of document numbers (W15, O6): none missing, none used twice, none out
//! of order.
//!
//! A number is read as lead, date and count: `CK` `20261012` `03`. Which part is
//! a date is told by the documents' own dates: the form that fits most numbers
//! of a lead. Counts run within lead and date; without a date in the number they
//! run on, unless most counts of a month come again in another, which is a
//! series that begins anew each month.
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
use crate::base::{Message, MoveKind, Name, Origin};
use crate::say;
use crate::stock::order::natural;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A document as the ledger shows it: lines of one number, day, type and party.
#[derive(Debug, Clone)]
struct Document {
    no: Name,
    day: NaiveDate,
    kind: MoveKind,
    party: Name,
    origin: Origin,
}

/// Date forms in a number, the longest first.
const FORMS: [&str; 5] = ["%Y%m%d", "%y%m%d", "%Y%m", "%y%m", "%Y"];

/// A number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    lead: String,
    digits: String,
}

impl Parts {
    /// `None` where the number does not end in a digit, or in too many.
    fn of(no: &str) -> Option<Parts> {
        let lead = no.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &no[lead.len()..];
        (!digits.is_empty() && digits.len() <= 18).then(|| Parts {
            lead: lead.to_owned(),
            digits: digits.to_owned(),
        })
    }
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
        series.number_dates(papers, members, &mut out.remarks);
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
    lead: &'d str,
    /// The form of the date in the number, if any.
    form: Option<&'static str>,
    /// Most runs begin with 1.
    from_one: bool,
    /// By date part: count → its documents.
    runs: BTreeMap<String, BTreeMap<u64, Vec<&'d Document>>>,
    /// Digits of a count as written, by date part.
    width: BTreeMap<String, usize>,
    /// The date part is the document's month, not a part of the number.
    monthly: bool,
}

impl<'d> Series<'d> {
    fn of(lead: &'d str, members: &[(&'d Document, String)]) -> Series<'d> {
        let fits = |form: &str, day: NaiveDate, digits: &str| {
            let date = day.format(form).to_string();
            digits.len() > date.len() && digits.starts_with(&date)
        };
        let form = FORMS.into_iter().find(|form| {
            let fitting = members
                .iter()
                .filter(|(d, digits)| fits(form, d.day, digits));
            fitting.count() * 2 > members.len()
        });
        let monthly = form.is_none() && begins_anew(members);
        let mut series = Series {
            lead,
            form,
            from_one: false,
            runs: BTreeMap::new(),
            width: BTreeMap::new(),
            monthly,
        };
        for (document, digits) in members {
            let cut = form.map_or(0, |form| document.day.format(form).to_string().len());
            let (date, count) = digits.split_at(cut.min(digits.len().saturating_sub(1)));
            let date = if monthly {
                document.day.format("%Y-%m").to_string()
            } else {
                date.to_owned()
            };
            if let Ok(number) = count.parse() {
                let width = series.width.entry(date.clone()).or_default();
                *width = (*width).max(count.len());
                let run = series.runs.entry(date).or_default();
                run.entry(number).or_default().push(document);
            }
        }
        let starts = series.runs.values().filter_map(|run| run.keys().next());
        let ones = starts.filter(|first| **first <= 1).count();
        series.from_one = (form.is_some() || monthly) && ones * 2 > series.runs.len();
        series
    }

    /// A count as the number is written.
    fn text(&self, date: &str, count: u64) -> String {
        let width = self.width.get(date).copied().unwrap_or(1);
        let date = if self.monthly { "" } else { date };
        format!("{}{date}{count:0width$}", self.lead)
    }

    /// Numbers whose date is not their document's.
    fn number_dates(
        &self,
        papers: &Papers<'_>,
        members: &[(&Document, String)],
        remarks: &mut Vec<Remark>,
    ) {
        let Some(form) = self.form else { return };
        for (document, digits) in members {
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
        for (date, run) in &self.runs {
            let mut before: Option<u64> = self.from_one.then_some(0);
            for (count, documents) in run {
                let Some(document) = documents.first() else {
                    continue;
                };
                let missing = before.map_or(0, |b| count.saturating_sub(b + 1));
                let (first, last) = (count.saturating_sub(missing), count.saturating_sub(1));
                before = Some(*count);
                let leap = missing > u64::from(papers.rules.series_leap);
                if missing == 0 || leap || !papers.period.holds_day(document.day) {
                    continue;
                }
                let (from, to) = (self.text(date, first), self.text(date, last));
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
    }

    fn disorder(&self, papers: &Papers<'_>, remarks: &mut Vec<Remark>) {
        for run in self.runs.values() {
            let line: Vec<&Document> = run.values().flatten().copied().collect();
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

/// Whether most counts of the shorter of two months stand in both: then the
/// series begins anew each month.
fn begins_anew(members: &[(&Document, String)]) -> bool {
    let mut months: BTreeMap<(i32, u32), BTreeSet<&str>> = BTreeMap::new();
    for (document, digits) in members {
        let month = (document.day.year(), document.day.month());
        months.entry(month).or_default().insert(digits);
    }
    let months: Vec<&BTreeSet<&str>> = months.values().collect();
    months.windows(2).any(|pair| {
        let shared = pair[0].intersection(pair[1]).count();
        let shorter = pair[0].len().min(pair[1].len());
        shorter > 1 && shared * 2 > shorter
    })
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

    #[test]
    fn a_number_ends_in_its_count() {
        let parts = |no: &str| Parts::of(no).map(|p| (p.lead, p.digits));
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(parts("CK2026101203"), pair("CK", "2026101203"));
        assert_eq!(parts("CK-2026-10-0001"), pair("CK-2026-10-", "0001"));
        assert_eq!(parts("000123"), pair("", "000123"));
        assert_eq!(parts("RK12A"), None);
    }
}
