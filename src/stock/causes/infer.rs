//! One side is a ledger, the other has no documents: a balance or a count.
//!
//! Every document of the item is asked what the difference would be had the
//! other side left it out, booked it twice, turned its sign or two digits, taken
//! cases for pieces or slipped a place. What fits is weighed as follows. Let `s`
//! be the share of differences that have one cause of a given kind, and `n` the
//! documents the item has: a document picked by chance has the weight `s / n`.
//! Against it stands what has no cause that shows: its share times the chance of
//! a difference of just this size, taken as `1 / (14 · |difference|)` — the
//! same for every order of magnitude between 1 and 1,000 pieces and for either
//! sign (2 · ln 1000 ≈ 14). A cause is named where its weight is at least
//! `named_from` of all weights together and no more than `candidates` documents
//! share it; everything else is listed behind `unexplained`.

use super::gap::{Gap, Ledger};
use super::offsets;
use super::pairs;
use super::weigh::{Candidate, Search, Weighed};
use super::words;
use super::{Cause, Ground, Kind, Side, sort};
use crate::base::{Origin, Qty};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Explanations shown for one difference.
const SHOWN: usize = 3;
/// Weights below this part of all are not worth a person's time.
const WORTH_SAYING: f64 = 0.02;

/// The causes of each difference, the likeliest first.
pub fn infer(gaps: &[Gap], ledger: Option<Ledger<'_>>, ground: &Ground<'_>) -> Vec<Vec<Cause>> {
    let rest = offsets::on_the_rows(gaps, ground);
    let search = Search::new(gaps, &rest.left, ledger, ground);
    let mut weighed: Vec<Weighed<'_>> = (0..gaps.len()).map(|at| search.weigh(at)).collect();
    pairs::between_items(&search, &mut weighed);
    let mut causes = rest.causes;
    for ((at, list), weighed) in causes.iter_mut().enumerate().zip(weighed) {
        let left = rest.left[at];
        if !left.is_zero() {
            list.extend(decide(left, weighed, ground));
        }
        sort(list, ground.pool);
    }
    causes
}

/// What is said of a difference: the likeliest explanation, if it is likely
/// enough, and the next ones.
fn decide(left: Decimal, mut weighed: Weighed<'_>, ground: &Ground<'_>) -> Vec<Cause> {
    let total = weighed.total();
    weighed
        .candidates
        .sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.kind.cmp(&b.kind)));
    told_once(&mut weighed.candidates, ground.counted);
    let named_from = ground.rules.named_from.0.to_f64().unwrap_or(0.5);
    let most = ground.rules.candidates as usize;
    let named = weighed.candidates.first().is_some_and(|best| {
        best.weight >= named_from * total && (best.set || best.lines.len() <= most)
    });
    let shown: Vec<&Candidate<'_>> = weighed
        .candidates
        .iter()
        .filter(|c| c.weight >= WORTH_SAYING * total)
        .take(SHOWN)
        .collect();
    let mut causes = Vec::new();
    if !named {
        let text = words::unexplained(left);
        let sure = hundredths((weighed.nothing / total).max(1.0 - named_from));
        causes.push(super::state::cause(
            Kind::Unexplained,
            Side::Other,
            left,
            sure,
            vec![],
            text,
        ));
    }
    for (rank, candidate) in shown.into_iter().enumerate() {
        let sure = hundredths(candidate.weight / total);
        let qty = if named && rank == 0 {
            left
        } else {
            Decimal::ZERO
        };
        let mut cause = said(candidate, left, sure, ground);
        cause.qty = Qty(qty);
        causes.push(cause);
    }
    causes
}

/// What comes to the same of the same documents is one explanation with the
/// weight of all, under the likelier name: a line that stands twice, one of the
/// two left out; in a count an issue whose goods have not left, or leave after
/// it. `candidates` stand with the heaviest first and stay so.
fn told_once(candidates: &mut Vec<Candidate<'_>>, counted: bool) {
    let goods = |c: &Candidate<'_>| -> Option<Vec<Origin>> {
        let same = match (c.kind, &c.lines[..]) {
            (Kind::CutOff | Kind::MissingInOther, [line]) => counted && !line.late,
            (Kind::PostedTwice, [a, b]) => c.set && a.doc == b.doc,
            (Kind::MissingInOther | Kind::MissingInBook, [a, b]) => {
                !c.set && a.doc == b.doc && a.qty == b.qty
            }
            _ => false,
        };
        let mut lines: Vec<Origin> = c.lines.iter().map(|line| line.origin).collect();
        lines.sort_unstable();
        same.then_some(lines)
    };
    let mut at = 0;
    while at < candidates.len() {
        let Some(own) = goods(&candidates[at]) else {
            at += 1;
            continue;
        };
        let mut more = 0.0;
        let mut place = 0..;
        candidates.retain(|c| {
            let later = place.next().is_some_and(|p| p > at);
            let again = later && goods(c).as_ref() == Some(&own);
            if again {
                more += c.weight;
            }
            !again
        });
        candidates[at].weight += more;
        at += 1;
    }
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.kind.cmp(&b.kind)));
}

/// A share of one as hundredths, from 1 to 97: nothing that is inferred is sure.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn hundredths(share: f64) -> u8 {
    (share * 100.0).round().clamp(1.0, 97.0) as u8
}

fn said(candidate: &Candidate<'_>, left: Decimal, sure: u8, ground: &Ground<'_>) -> Cause {
    let lines = &candidate.lines[..];
    let text = match (candidate.kind, lines) {
        (Kind::WrongItem, _) => {
            let with = candidate.with.unwrap_or_default();
            words::taken_for(with, lines.first().copied(), left, ground)
        }
        (Kind::PostedTwice, [a, b]) if candidate.set && a.doc == b.doc => {
            words::twice(candidate.side, a, b, ground)
        }
        (Kind::CutOff, lines) if lines.len() == 1 || candidate.set => {
            words::near_cut(lines, ground)
        }
        (Kind::MissingInBook | Kind::MissingInOther, lines)
            if lines.len() == 1 || candidate.set =>
        {
            words::missing(candidate.side, lines, ground)
        }
        (Kind::PostedTwice, [line]) => words::doubled(candidate.side, line, ground),
        (Kind::PostedTwice, [first, ..]) if candidate.set => {
            words::doubled(candidate.side, first, ground)
        }
        (kind, [line]) => words::supposed(kind, line, candidate.there, ground),
        (kind, lines) => words::one_of(kind, lines, ground),
    };
    let documents = lines
        .iter()
        .map(|l| l.doc)
        .filter(|d| !d.is_blank())
        .collect();
    let mut cause =
        super::state::cause(candidate.kind, candidate.side, left, sure, documents, text);
    cause.lines = lines.iter().map(|l| l.origin).collect();
    cause
}
