//! Today's export against the last sealed state of the same source and shape.
//!
//! Both are sorted by order number, so the comparison is one walk over two
//! lists; an order whose lines are byte for byte the same costs one comparison.

use super::change::{Change, Kind};
use super::mark;

use super::differ::{
    blames, blank_change, came_before, differences, lines_gone_and_come, merge_all, summary,
};
use super::known::{State, StateRow};
use super::pair::pair;
use super::rows::{self, Line, field, packed};
use super::sides::{Compared, Export, Rules};
use super::text::Text;

const CREATED_AT: usize = field("created_at");

/// Sorts an export's lines and leaves doubles out; gives how many there were.
pub fn sort_lines(lines: &mut Vec<Line>) -> usize {
    // By text alone: the order of rows in the file changes nothing.
    let mut keyed: Vec<(u128, Line)> = lines
        .drain(..)
        .map(|line| (lead(&line.text), line))
        .collect();
    keyed.sort_unstable_by(|(a, x), (b, y)| {
        a.cmp(b)
            .then_with(|| x.text.cmp(&y.text))
            .then(x.at.cmp(&y.at))
    });
    lines.extend(keyed.into_iter().map(|(_, line)| line));
    let before = lines.len();
    lines.dedup_by(|b, a| a.text == b.text);
    before - lines.len()
}

/// A text's first 16 bytes as a number of the same order: beside the line it
/// settles nearly every comparison without a look at the text itself.
fn lead(text: &str) -> u128 {
    let mut first = [0; 16];
    let bytes = &text.as_bytes()[..text.len().min(16)];
    first[..bytes.len()].copy_from_slice(bytes);
    u128::from_be_bytes(first)
}

/// Compares an export with the state before it.
pub fn compare(mut old: State, export: &Export, rules: &Rules<'_>) -> Compared {
    let mut out = Compared::default();
    out.state.has.clone_from(&export.has);
    out.state
        .rows
        .reserve(old.rows.len().max(export.lines.len()));
    let mut absent: Vec<Change> = Vec::new();
    let mut before = old
        .rows
        .chunk_by_mut(|a, b| rows::same_order(&a.text, &b.text))
        .peekable();
    let mut after = orders(&export.lines).peekable();
    loop {
        let side = match (before.peek(), after.peek()) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(o), Some(n)) => rows::order_no(&o[0].text).cmp(n[0].order_no()),
        };
        match side {
            std::cmp::Ordering::Less => {
                if let Some(group) = before.next() {
                    only_old(group, export, rules, &mut out, &mut absent);
                }
            }
            std::cmp::Ordering::Greater => {
                if let Some(group) = after.next() {
                    out.orders += 1;
                    out.new += 1;
                    for line in group {
                        out.recorded.push(line.text.clone());
                        out.state.rows.push(StateRow {
                            text: line.text.clone(),
                            gone: false,
                            seq: rules.seq,
                        });
                    }
                }
            }
            std::cmp::Ordering::Equal => {
                if let (Some(o), Some(n)) = (before.next(), after.next()) {
                    out.orders += 1;
                    both(o, n, export, rules, &mut out);
                }
            }
        }
    }
    out.absent = absent.len() as u64;
    let share = rust_decimal::Decimal::from(out.absent);
    let bound = rules.coverage_share * rust_decimal::Decimal::from(out.expected);
    out.coverage = out.absent >= rules.coverage_orders && share > bound;
    out.changes.append(&mut absent);
    out
}

/// An order's lines stand together.
pub fn orders(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|a, b| rows::same_order(&a.text, &b.text))
}

/// An order the file does not hold.
fn only_old(
    group: &mut [StateRow],
    export: &Export,
    rules: &Rules<'_>,
    out: &mut Compared,
    absent: &mut Vec<Change>,
) {
    let gone = group[0].gone;
    let elsewhere = rules
        .present
        .is_some_and(|orders| orders.contains(rows::order_no(&group[0].text)));
    let expected = !gone && !elsewhere && expects(export, &group[0].text);
    out.expected += u64::from(expected);
    if expected {
        let mut change = blank_change(Kind::Vanished, rows::order_no(&group[0].text), export);
        change.old = summary(&rows::values(&group[0].text));
        in_archive(&mut change, &group[0], rules);
        absent.push(change);
    }
    // The old state is used up: its texts move on instead of being copied.
    out.state.rows.extend(group.iter_mut().map(|row| StateRow {
        text: std::mem::take(&mut row.text),
        gone: gone || expected,
        seq: row.seq,
    }));
}

/// Whether the file should hold the order.
fn expects(export: &Export, text: &str) -> bool {
    match (&export.beside, &export.window) {
        (Some(orders), _) => orders.contains(rows::order_no(text)),
        (None, Some((from, to))) => inside(text, from, to),
        (None, None) => false,
    }
}

/// Whether the order was created in the window; days compare with days.
fn inside(text: &str, from: &str, to: &str) -> bool {
    let at = rows::value(text, CREATED_AT);
    if at.len() < 10 {
        return false;
    }
    let cut = |bound: &str| at.get(..bound.len()).unwrap_or(at);
    cut(from) >= from && cut(to) <= to
}

/// An order on both sides.
fn both(
    old: &mut [StateRow],
    new: &[Line],
    export: &Export,
    rules: &Rules<'_>,
    out: &mut Compared,
) {
    let was_gone = old[0].gone;
    let expected = !was_gone && expects(export, &old[0].text);
    if let Some(veil) = rules.veil {
        veil.lift(old, new);
    }
    out.expected += u64::from(expected);
    let identical = old.len() == new.len() && old.iter().zip(new).all(|(o, n)| o.text == n.text);
    if identical && !was_gone {
        out.state.rows.extend(old.iter_mut().map(|row| StateRow {
            text: std::mem::take(&mut row.text),
            gone: false,
            seq: row.seq,
        }));
        return;
    }
    let old = &*old;
    let before: Vec<Vec<&str>> = old.iter().map(|r| rows::values(&r.text)).collect();
    let after: Vec<Vec<&str>> = new.iter().map(Line::values).collect();
    let pairs = pair(&before, &after);
    let found = out.changes.len();
    if was_gone {
        let mut change = blank_change(Kind::Reappeared, new[0].order_no(), export);
        change.line = new[0].at;
        out.changes.push(change);
    }
    let merged = merge_all(&pairs, &before, &after, &export.has);
    let judged = out.changes.len();
    differences(&pairs, &before, &merged, new, export, rules, out);
    lines_gone_and_come(&pairs, &before, &after, new, export, out);
    if blames(&out.changes[judged..]) && came_before(&before, &after, old, export, rules) {
        out.changes.truncate(judged);
        out.changed += u64::from(was_gone);
        out.state.rows.extend(old.iter().map(|row| StateRow {
            text: row.text.clone(),
            gone: false,
            seq: if was_gone { rules.seq } else { row.seq },
        }));
        if was_gone {
            out.recorded.extend(old.iter().map(|row| row.text.clone()));
        }
        return;
    }
    for change in &mut out.changes[judged..] {
        in_archive(change, &old[0], rules);
    }
    let differs = out.changes.len() > found;
    out.changed += u64::from(differs);
    let mut texts: Vec<Text> = merged.iter().flatten().map(|v| packed(v)).collect();
    texts.sort_unstable();
    let altered =
        was_gone || texts.len() != old.len() || texts.iter().zip(old).any(|(t, o)| *t != o.text);
    if altered {
        out.recorded.extend(texts.iter().cloned());
    }
    let seq = if altered { rules.seq } else { old[0].seq };
    let rows = texts.into_iter().map(|text| StateRow {
        text,
        gone: false,
        seq,
    });
    out.state.rows.extend(rows);
}

/// What the state hides of the old value stands in the archive that recorded it.
fn in_archive(change: &mut Change, old: &StateRow, rules: &Rules<'_>) {
    if rules.veil.is_none() {
        return;
    }
    let line_gone = change.field == "line" && change.new.is_empty();
    let unknown = change.kind == Kind::Vanished || line_gone;
    let any_hidden = || rows::values(&old.text).iter().any(|v| mark::hidden(v));
    if mark::hidden(&change.old) || unknown && any_hidden() {
        change.old.clear();
        change.old_sealed_in = Some(old.seq);
    }
}
