//! Each document by itself: is there one (W4), is a receipt signed and booked
//! (W2), was it posted in time (W3)?
//!
//! A document is signed where any of its lines is: many ledgers fill the first
//! one only. What a file has no column for is not judged and said once.

use super::Papers;
use super::remark::{Kind, Remark};
use crate::base::{Finding, Message, MoveKind, Name, Origin, Text};
use crate::say;
use crate::stock::entry::Entry;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Remarks, and how much was looked at.
#[derive(Debug, Default)]
pub struct Looked {
    pub remarks: Vec<Remark>,
    /// What could not be judged.
    pub infos: Vec<Finding>,
    pub lines: usize,
    pub documents: usize,
    pub receipts: usize,
}

/// A document's lines.
type Lines<'a> = Vec<&'a Entry>;

pub fn check(papers: &Papers<'_>) -> Looked {
    let mut looked = Looked::default();
    let mut documents: BTreeMap<(NaiveDate, Name, Option<Origin>), Lines<'_>> = BTreeMap::new();
    let mut seen: BTreeSet<Origin> = BTreeSet::new();
    let mut numberless: BTreeMap<u32, (Origin, usize)> = BTreeMap::new();
    for entry in &papers.ledger.entries {
        let inside = papers.period.holds_day(entry.day());
        if !inside || entry.kind == MoveKind::Opening || !seen.insert(entry.origin) {
            continue;
        }
        looked.lines += 1;
        // A line without a number is a document of its own.
        let alone = entry.doc_no.is_blank().then_some(entry.origin);
        documents
            .entry((entry.day(), entry.doc_no, alone))
            .or_default()
            .push(entry);
        if entry.doc_no.is_blank() && !papers.has(entry.origin, "doc_no") {
            let first = numberless
                .entry(entry.origin.file)
                .or_insert((entry.origin, 0));
            first.0 = first.0.min(entry.origin);
            first.1 += 1;
        } else if entry.doc_no.is_blank() {
            looked.remarks.push(no_document(entry));
        }
    }
    for (origin, lines) in numberless.into_values() {
        let message = say!(
            zh: "没有单据编号这一列,{lines} 行都没有单据",
            en: "no column of document numbers; no document for any of {lines} lines"
        );
        looked
            .remarks
            .push(Remark::new(Kind::NoDocument, origin, message).with("lines", lines));
    }
    looked.documents = documents.len();
    for lines in documents.values() {
        let receipt = lines.iter().any(|e| e.kind == MoveKind::Receipt);
        looked.receipts += usize::from(receipt);
        if receipt {
            looked.remarks.extend(unsigned(papers, lines));
        }
        looked.remarks.extend(posting(papers, lines, receipt));
    }
    looked.infos = not_judged(papers, documents.values());
    looked
}

fn about(kind: Kind, entry: &Entry, message: Message) -> Remark {
    Remark {
        date: Some(entry.day()),
        doc_no: entry.doc_no,
        party: entry.party,
        ..Remark::new(kind, entry.origin, message)
    }
}

fn no_document(entry: &Entry) -> Remark {
    let (day, qty) = (entry.day(), crate::base::Qty(entry.qty.0.abs()));
    let kind = entry.kind.label();
    let message = if entry.qty.is_negative() {
        Message {
            zh: format!("{day} {} {qty},没有单据编号:无单据不出库", kind.zh),
            en: format!(
                "{day} {} of {qty} without a document: nothing leaves without one",
                kind.en
            ),
        }
    } else {
        Message {
            zh: format!("{day} {} {qty},没有单据编号", kind.zh),
            en: format!("{day} {} of {qty} without a document number", kind.en),
        }
    };
    Remark {
        sku: entry.sku,
        location: entry.location,
        lot: entry.lot,
        qty: Some(qty),
        ..about(Kind::NoDocument, entry, message)
    }
}

fn unsigned(papers: &Papers<'_>, lines: &[&Entry]) -> Option<Remark> {
    let first = lines.first()?;
    type Signature = (bool, &'static str, Text, fn(&Entry) -> Name);
    let signatures: [Signature; 2] = [
        (
            papers.rules.keeper_signs,
            "keeper",
            Text::new("保管员", "the keeper"),
            |entry| entry.keeper,
        ),
        (
            papers.rules.supervisor_signs,
            "supervisor",
            Text::new("仓库主管", "the warehouse supervisor"),
            |entry| entry.supervisor,
        ),
    ];
    let lacking: Vec<(&str, Text)> = signatures
        .iter()
        .filter(|(wanted, field, _, of)| {
            *wanted
                && lines.iter().any(|line| papers.has(line.origin, field))
                && lines.iter().all(|line| of(line).is_blank())
        })
        .map(|(_, field, who, _)| (*field, *who))
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let zh: Vec<&str> = lacking.iter().map(|(_, who)| who.zh).collect();
    let en: Vec<&str> = lacking.iter().map(|(_, who)| who.en).collect();
    let message = Message {
        zh: format!("入库单没有{}签名", zh.join("、")),
        en: format!("the receipt is not signed by {}", en.join(" and ")),
    };
    let fields: Vec<&str> = lacking.iter().map(|(field, _)| *field).collect();
    Some(about(Kind::Unsigned, first, message).with("missing", fields))
}

fn posting(papers: &Papers<'_>, lines: &[&Entry], receipt: bool) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let with_column = |line: &&&Entry| papers.has(line.origin, "posted_at");
    if let Some(line) = lines
        .iter()
        .filter(with_column)
        .find(|line| line.posted_at.is_none())
    {
        let message = if receipt {
            say!(zh: "入库单没有入账", en: "the receipt is not booked")
        } else {
            let kind = line.kind.label();
            Message {
                zh: format!("{}单没有入账", kind.zh),
                en: format!("the {} document is not booked", kind.en),
            }
        };
        remarks.push(about(Kind::Unposted, line, message));
    }
    let days = |line: &&&Entry| {
        let posted = line.posted_at?.at.date();
        Some((posted - line.day()).num_days())
    };
    let latest = lines.iter().max_by_key(|line| days(line));
    if let Some((line, late)) = latest.and_then(|line| Some((line, days(&line)?)))
        && late > i64::from(papers.rules.post_days)
    {
        let (day, posted) = (line.day(), line.day() + chrono::Duration::days(late));
        let message = say!(
            zh: "{day} 的单据 {posted} 才入账,晚 {late} 天",
            en: "dated {day}, posted {posted}: {late} days later"
        );
        remarks.push(about(Kind::PostedLate, line, message).with("days", late));
    }
    remarks
}

/// A column that a file lacks is said once a file.
fn not_judged<'a>(
    papers: &Papers<'_>,
    documents: impl Iterator<Item = &'a Lines<'a>> + Clone,
) -> Vec<Finding> {
    let wanted = [
        (
            papers.rules.keeper_signs,
            "keeper",
            "W2",
            true,
            Text::new("保管员签名", "the keeper's signature"),
        ),
        (
            papers.rules.supervisor_signs,
            "supervisor",
            "W2",
            true,
            Text::new("仓库主管签名", "the supervisor's signature"),
        ),
        (
            true,
            "posted_at",
            "W3",
            false,
            Text::new("入账时间", "the time of posting"),
        ),
    ];
    let mut infos = Vec::new();
    for (judged, field, rule, receipts, what) in wanted {
        let mut files: BTreeSet<u32> = BTreeSet::new();
        for line in documents.clone().flatten() {
            let concerned = !receipts || line.kind == MoveKind::Receipt;
            if judged && concerned && !papers.has(line.origin, field) {
                files.insert(line.origin.file);
            }
        }
        for file in files {
            let name = papers.files.name(file);
            let message = Message {
                zh: format!("{name} 没有「{}」这一列,没有核对", what.zh),
                en: format!("{name} has no column for {}; not checked", what.en),
            };
            infos.push(Finding::info(rule, name, message));
        }
    }
    infos
}
