//! What the stock-takes tell a person to look at, each naming the place and
//! where it was written down (W7, W8).

use super::count::CountSet;
use super::diff::{Compared, Kind, Row};
use super::moved::Moved;
use super::place::{Grain, Place};
use crate::base::{Files, Finding, Message, Origin, Pool};
use crate::say;
use std::collections::HashSet;

/// Places named in one finding.
const NAMED: usize = 5;

/// `RQ1001 A-01 20260704`.
pub fn place(place: Place, pool: &Pool) -> String {
    [place.sku, place.location, place.lot]
        .map(|name| pool.text(name))
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What findings are written with.
#[derive(Clone, Copy)]
pub struct Told<'t> {
    pub pool: &'t Pool,
    pub files: &'t Files,
}

impl Told<'_> {
    /// One warning for all places of a kind, the first few of them named.
    pub fn listed(
        &self,
        rule: &str,
        places: &[(Place, Origin)],
        words: impl Fn(usize, &str) -> Message,
    ) -> Option<Finding> {
        let (_, first) = places.first()?;
        let all: Vec<String> = places.iter().map(|(at, _)| place(*at, self.pool)).collect();
        let mut named: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
        if all.len() > named.len() {
            named.push("…");
        }
        let message = words(all.len(), &named.join(", "));
        Some(
            Finding::warning(rule, all[0].clone(), message)
                .at(self.files.cite(*first))
                .with("places", all),
        )
    }

    /// A place counted more than once, and nothing that settles it.
    pub fn open(&self, row: &Row) -> Finding {
        let shown = place(row.place, self.pool);
        let place = self.files.place(row.origin);
        let (zh, en) = (place.zh, place.en);
        let figure = row
            .this
            .or(row.last)
            .map_or_else(|| "-".to_owned(), |q| q.to_string());
        Finding::warning(
            "double-line",
            shown.clone(),
            say!(
                zh: "{shown} 盘了不止一次,数为 {figure}({zh});没有相加,请复盘后用 --second 定下",
                en: "{shown} was counted more than once, here {figure} ({en}); not added, count it again and settle it with --second"
            ),
        )
        .at(self.files.cite(row.origin))
    }

    /// Movements of a counted place while the count went on: each with its
    /// document and minute; a warning where the place differs.
    pub fn moved_while_counted(
        &self,
        compared: &Compared,
        (this, grain): (&CountSet, Grain),
        moved: &Moved<'_>,
    ) -> Vec<Finding> {
        let Some(span) = this.span else {
            return Vec::new();
        };
        let differ: HashSet<Place> = compared
            .rows
            .iter()
            .filter(|row| row.kind != Kind::Same)
            .map(|row| row.place)
            .collect();
        let counted = this
            .groups(grain)
            .filter_map(|lines| lines.first().map(|line| grain.of(line.place)));
        let mut told: Vec<(String, Finding)> = Vec::new();
        for at in counted {
            for entry in moved.during(at, span) {
                let shown = place(at, self.pool);
                let (doc, minute) = (
                    self.pool.text(entry.doc_no),
                    entry.at.at.format("%m-%d %H:%M"),
                );
                let qty = entry.qty;
                let message = say!(
                    zh: "{shown} 盘点进行中有出入库:{doc} {minute} {qty}",
                    en: "{shown} moved while it was counted: {doc} {minute} {qty}"
                );
                let make = if differ.contains(&at) {
                    Finding::warning
                } else {
                    Finding::info
                };
                let finding = make("W8".to_owned(), shown.clone(), message)
                    .at(self.files.cite(entry.origin))
                    .with("doc_no", doc)
                    .with("at", entry.at.at.to_string());
                told.push((format!("{shown} {minute} {doc}"), finding));
            }
        }
        told.sort_by(|a, b| a.0.cmp(&b.0));
        told.into_iter().map(|(_, finding)| finding).collect()
    }
}
