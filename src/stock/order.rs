//! Posting order (contract §4).

use super::entry::Entry;
use super::line::Line;
use crate::base::{MoveKind, Name, Origin, Pool};
use chrono::NaiveDateTime;
use std::cmp::Ordering;
use std::collections::HashSet;

/// Where each document number stands among the run's, by natural order: runs of
/// digits as numbers, so `RK9` is before `RK10`.
#[derive(Debug, Default)]
pub struct DocOrder(Vec<u32>);

impl DocOrder {
    pub fn of(names: impl Iterator<Item = Name>, pool: &Pool) -> DocOrder {
        let distinct: HashSet<Name> = names.collect();
        let mut sorted: Vec<Name> = distinct.into_iter().collect();
        sorted.sort_by(|a, b| natural(pool.text(*a), pool.text(*b)));
        let mut ranks = vec![0; pool.len()];
        for (rank, name) in sorted.into_iter().enumerate() {
            if let Some(held) = ranks.get_mut(name.index()) {
                *held = u32::try_from(rank).unwrap_or(u32::MAX);
            }
        }
        DocOrder(ranks)
    }

    pub fn rank(&self, name: Name) -> u32 {
        self.0.get(name.index()).copied().unwrap_or_default()
    }
}

/// Sorts entries as they are posted: time where given, else the day's beginning;
/// what is brought forward, receipts, transfers, issues; document; line. Of one
/// transfer the leaving end comes first.
pub fn sort(entries: &mut [Entry], documents: &DocOrder) {
    entries.sort_by_cached_key(|entry| {
        (
            entry.at.at,
            stage(entry.kind),
            documents.rank(entry.doc_no),
            entry.kind.is_transfer() && !entry.qty.is_negative(),
            entry.origin,
            entry.kind,
        )
    });
}

/// The same order of two lines, without ranks worked out before. `told` says
/// that lines of one moment and stage stand by document as they come, so that
/// no number has to be looked up.
pub fn compare(a: &Line, b: &Line, pool: &Pool, told: bool) -> Ordering {
    let leaving = |line: &Line| line.kind.is_transfer() && line.qty > 0;
    let document = || match a.doc_no == b.doc_no {
        true => Ordering::Equal,
        false if told => a.origin.cmp(&b.origin),
        false => natural(pool.text(a.doc_no), pool.text(b.doc_no)),
    };
    (a.at.cmp(&b.at))
        .then_with(|| stage(a.kind).cmp(&stage(b.kind)))
        .then_with(document)
        .then_with(|| leaving(a).cmp(&leaving(b)))
        .then_with(|| a.origin.cmp(&b.origin))
        .then_with(|| a.kind.cmp(&b.kind))
}

/// Watches whether lines come by document within a moment and stage.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// The latest line of each stage.
    last: [Option<(NaiveDateTime, Name, Origin)>; 4],
    broken: bool,
}

impl Watch {
    pub fn see(&mut self, line: &Line, pool: &Pool) {
        let last = &mut self.last[usize::from(stage(line.kind))];
        if let Some((at, doc_no, origin)) = *last
            && at == line.at
            && doc_no != line.doc_no
        {
            let by_number = natural(pool.text(doc_no), pool.text(line.doc_no));
            self.broken |= by_number.is_gt() || origin > line.origin;
        }
        // Lines of another moment in between would hide a break.
        self.broken |= last.is_some_and(|(at, ..)| at > line.at);
        *last = Some((line.at, line.doc_no, line.origin));
    }

    /// Whether all seen so far came in order.
    pub fn told(&self) -> bool {
        !self.broken
    }
}

fn stage(kind: MoveKind) -> u8 {
    match kind {
        MoveKind::Opening => 0,
        MoveKind::Receipt | MoveKind::ReturnIn | MoveKind::Surplus | MoveKind::OtherIn => 1,
        MoveKind::TransferIn | MoveKind::TransferOut => 2,
        MoveKind::Issue
        | MoveKind::ReturnOut
        | MoveKind::Shortage
        | MoveKind::Damage
        | MoveKind::OtherOut => 3,
    }
}

/// Natural order of two document numbers; equal ones by their characters.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (m, n) = (digits(left), digits(right));
            let (p, q) = (m.trim_start_matches('0'), n.trim_start_matches('0'));
            match p.len().cmp(&q.len()).then_with(|| p.cmp(q)) {
                Ordering::Equal => {
                    left = &left[m.len()..];
                    right = &right[n.len()..];
                }
                unequal => return unequal,
            }
        } else if x == y {
            left = &left[x.len_utf8()..];
            right = &right[y.len_utf8()..];
        } else {
            return x.cmp(&y);
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        for (a, b) in [
            ("RK9", "RK10"),
            ("RK2026-9-1", "RK2026-10-1"),
            ("CK1", "RK1"),
            ("A", "A1"),
            ("A007", "A8"),
            ("", "A"),
        ] {
            assert_eq!(natural(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(natural(b, a), Ordering::Greater, "{b} {a}");
        }
        assert_eq!(natural("RK007", "RK007"), Ordering::Equal);
    }
}
