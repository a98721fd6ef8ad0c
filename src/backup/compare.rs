//! Today's export against the last sealed state of the same source and shape.
//!
//! Both are sorted by order number, so the comparison is one walk over two
//! lists; an order whose lines are byte for byte the same costs one comparison.

use super::amend::{Days, Evidence, evidence, growth};
use super::change::{Change, Kind, Why};
use super::judge::{Case, Judge, flagged};
use super::pair::pair;
use super::rows::{self, Line, field, fuller, packed, same};
use crate::table::tables::ORDERS;
use chrono::NaiveDate;
use std::collections::HashSet;

/// What is known of one source's orders: lines sorted by their text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub rows: Vec<StateRow>,
    /// Which fields the last export had a column for.
    pub has: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateRow {
    pub text: Box<str>,
    /// Reported as vanished and not seen since.
    pub gone: bool,
}

/// One export as read.
pub struct Export {
    /// Sorted by text, doubles left out.
    pub lines: Vec<Line>,
    pub has: Vec<bool>,
    /// Orders created in it are expected in the file (both ends included, in
    /// the form of created_at); `None` where the file does not say.
    pub window: Option<(String, String)>,
    pub source: String,
    pub file: String,
    /// Its day, where a file of a later day was sealed before it: it may tell
    /// of an earlier state than the one that is known.
    pub older: Option<NaiveDate>,
}

/// That an order's remark grew, and what that documents (O3).
#[derive(Debug)]
pub struct Documented {
    pub order_no: String,
    pub evidence: Evidence,
    pub remark: String,
    /// The red flag stands beside it.
    pub flagged: bool,
}

/// What the comparison needs to know of the rules.
pub struct Rules<'r> {
    pub judge: &'r Judge,
    /// Folded names of the staff; empty where no table was given.
    pub names: &'r [String],
    pub days: Days,
    /// Above this share and this number absent orders are one coverage finding.
    pub coverage_share: rust_decimal::Decimal,
    pub coverage_orders: u64,
    /// Orders that another part of this export holds.
    pub present: Option<&'r HashSet<String>>,
}

/// The outcome of one export.
#[derive(Debug, Default)]
pub struct Compared {
    pub changes: Vec<Change>,
    pub orders: u64,
    pub new: u64,
    /// Orders with at least one difference.
    pub changed: u64,
    /// Orders absent that should be there.
    pub absent: u64,
    /// Orders that should be there.
    pub expected: u64,
    /// So many are absent that the file itself is in doubt.
    pub coverage: bool,
    /// Lines of every order whose recorded state is new or altered.
    pub recorded: Vec<Box<str>>,
    pub state: State,
    /// Orders whose remark grew: it covers other lists of the shop as well.
    pub documented: Vec<Documented>,
}

/// Sorts an export's lines and leaves doubles out; gives how many there were.
pub fn sort_lines(lines: &mut Vec<Line>) -> usize {
    // By text alone: the order of rows in the file changes nothing.
    let mut keyed: Vec<(u128, Line)> = std::mem::take(lines)
        .into_iter()
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

/// The window a file's own rows span: its first and last created_at.
pub fn own_window(lines: &[Line]) -> Option<(String, String)> {
    let created = field("created_at");
    let mut ends: Option<(&str, &str)> = None;
    for line in lines {
        let at = rows::value(&line.text, created);
        if at.len() < 10 {
            continue;
        }
        ends = Some(ends.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
    }
    ends.map(|(a, b)| (a.to_owned(), b.to_owned()))
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
    let expected = !gone
        && !elsewhere
        && export
            .window
            .as_ref()
            .is_some_and(|(from, to)| inside(&group[0].text, from, to));
    out.expected += u64::from(expected);
    if expected {
        let mut change = blank_change(Kind::Vanished, rows::order_no(&group[0].text), export);
        change.old = summary(&rows::values(&group[0].text));
        absent.push(change);
    }
    // The old state is used up: its texts move on instead of being copied.
    out.state.rows.extend(group.iter_mut().map(|row| StateRow {
        text: std::mem::take(&mut row.text),
        gone: gone || expected,
    }));
}

/// Whether the order was created in the window; days compare with days.
fn inside(text: &str, from: &str, to: &str) -> bool {
    let at = rows::value(text, field("created_at"));
    if at.len() < 10 {
        return false;
    }
    let cut = |bound: &str| at.get(..bound.len().min(at.len())).unwrap_or(at).to_owned();
    cut(from).as_str() >= from && cut(to).as_str() <= to
}

fn blank_change(kind: Kind, order_no: &str, export: &Export) -> Change {
    Change {
        kind,
        order_no: order_no.to_owned(),
        line_no: String::new(),
        field: String::new(),
        old: String::new(),
        new: String::new(),
        remark: String::new(),
        why: None,
        source: export.source.clone(),
        file: export.file.clone(),
        line: 0,
    }
}

/// What a line is, for people: item, spec, quantity, or the title.
fn summary(values: &[&str]) -> String {
    ["sku", "title", "spec", "qty"]
        .iter()
        .map(|name| values[field(name)])
        .filter(|v| !v.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
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
    let expected = !was_gone
        && export
            .window
            .as_ref()
            .is_some_and(|(from, to)| inside(&old[0].text, from, to));
    out.expected += u64::from(expected);
    let identical = old.len() == new.len() && old.iter().zip(new).all(|(o, n)| o.text == n.text);
    if identical && !was_gone {
        out.state.rows.extend(old.iter_mut().map(|row| StateRow {
            text: std::mem::take(&mut row.text),
            gone: false,
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
        }));
        if was_gone {
            out.recorded.extend(old.iter().map(|row| row.text.clone()));
        }
        return;
    }
    let differs = out.changes.len() > found;
    out.changed += u64::from(differs);
    let mut texts: Vec<Box<str>> = merged.iter().flatten().map(|v| packed(v)).collect();
    texts.sort_unstable();
    let altered =
        was_gone || texts.len() != old.len() || texts.iter().zip(old).any(|(t, o)| *t != o.text);
    if altered {
        out.recorded.extend(texts.iter().cloned());
    }
    out.state
        .rows
        .extend(texts.into_iter().map(|text| StateRow { text, gone: false }));
}

fn blames(changes: &[Change]) -> bool {
    changes.iter().any(|c| c.kind == Kind::Violation)
}

/// Whether a file of an earlier day, sealed late, tells of a lawful state from
/// which the order came to what is known: then nobody is to be blamed for what
/// looks like a step back.
fn came_before(
    before: &[Vec<&str>],
    after: &[Vec<&str>],
    known: &[StateRow],
    export: &Export,
    rules: &Rules<'_>,
) -> bool {
    let Some(day) = export.older else {
        return false;
    };
    let days = Days {
        from: day.pred_opt(),
        ..rules.days
    };
    let lines: Vec<Line> = known
        .iter()
        .map(|row| Line {
            text: row.text.clone(),
            at: 0,
        })
        .collect();
    let pairs = pair(after, before);
    let merged = merge_all(&pairs, after, before, &export.has);
    let mut back = Compared::default();
    let rules = Rules { days, ..*rules };
    differences(&pairs, after, &merged, &lines, export, &rules, &mut back);
    lines_gone_and_come(&pairs, after, before, &lines, export, &mut back);
    !blames(&back.changes)
}

fn merge_all<'v>(
    pairs: &[(Option<usize>, Option<usize>)],
    before: &[Vec<&'v str>],
    after: &[Vec<&'v str>],
    has: &[bool],
) -> Vec<Option<Vec<&'v str>>> {
    pairs
        .iter()
        .map(|(o, n)| n.map(|n| merge(o.map(|o| before[o].as_slice()), &after[n], has)))
        .collect()
}

/// The line as it is known now: a column the file lacks keeps its last value, a
/// mask or a coarser time does not wipe out what is known.
fn merge<'v>(old: Option<&[&'v str]>, new: &[&'v str], has: &[bool]) -> Vec<&'v str> {
    let Some(old) = old else {
        return new.to_vec();
    };
    ORDERS
        .fields
        .iter()
        .enumerate()
        .map(|(i, f)| {
            if !has[i] {
                old[i]
            } else if same(f, old[i], new[i]) {
                fuller(f.kind, old[i], new[i])
            } else {
                new[i]
            }
        })
        .collect()
}

/// Fields that belong to one line of an order, not to the order.
const LINE_FIELDS: &[&str] = &[
    "line_no",
    "sku",
    "title",
    "spec",
    "qty",
    "unit_price",
    "amount",
];

fn differences(
    pairs: &[(Option<usize>, Option<usize>)],
    before: &[Vec<&str>],
    merged: &[Option<Vec<&str>>],
    new: &[Line],
    export: &Export,
    rules: &Rules<'_>,
    out: &mut Compared,
) {
    let kept: Vec<(&[&str], &[&str], &Line)> = pairs
        .iter()
        .zip(merged)
        .filter_map(|((o, n), m)| Some((before[(*o)?].as_slice(), m.as_deref()?, &new[(*n)?])))
        .collect();
    // Most orders have one line; only then is every value the order's own.
    let many = before.len() > 1 || merged.len() > 1;
    let now_rows = || merged.iter().flatten().map(Vec::as_slice);
    let (order_old, order_new) = if many {
        (
            order_values(|| before.iter().map(Vec::as_slice)),
            order_values(now_rows),
        )
    } else {
        (vec![None; ORDERS.fields.len()], Vec::new())
    };
    let of_order: Vec<Option<(&str, &str)>> = order_old
        .iter()
        .enumerate()
        .map(|(i, old)| {
            let (old, new) = ((*old)?, order_new[i]?);
            export.has[i].then_some((old, new))
        })
        .collect();
    let remark = field("remark");
    let grown = match of_order[remark] {
        Some((old, now)) => growth(old, now),
        None => kept
            .iter()
            .find_map(|(o, n, _)| growth(o[remark], n[remark])),
    };
    let evidence = match grown {
        Some(_) => evidence(grown, rules.names, rules.days),
        None => Evidence::None,
    };
    if let Some(grown) = grown {
        let flag = field("flag");
        out.documented.push(Documented {
            order_no: rows::order_no(&new[0].text).to_owned(),
            evidence,
            remark: grown.to_owned(),
            flagged: now_rows().any(|n| flagged(n[flag])),
        });
    }
    for (i, f) in ORDERS.fields.iter().enumerate() {
        let line_field = LINE_FIELDS.contains(&f.name);
        // A value of the whole order is said once, however many lines repeat it.
        let uniform = of_order[i].is_some()
            || !line_field
                && kept
                    .windows(2)
                    .all(|w| w[0].0[i] == w[1].0[i] && w[0].1[i] == w[1].1[i]);
        for (old, now, line) in &kept {
            let (was, is) = of_order[i].unwrap_or((old[i], now[i]));
            if same(f, was, is) {
                if of_order[i].is_some() {
                    break;
                }
                continue;
            }
            let (old_line, now_line);
            let case = if many {
                old_line = filled(old, i, was, &order_old);
                now_line = filled(now, i, is, &order_new);
                Case {
                    old: &old_line,
                    new: &now_line,
                    evidence,
                }
            } else {
                Case {
                    old,
                    new: now,
                    evidence,
                }
            };
            let (kind, why) = rules.judge.judge(i, &case);
            let mut change = blank_change(kind, line.order_no(), export);
            if !uniform {
                now[field("line_no")].clone_into(&mut change.line_no);
            }
            f.name.clone_into(&mut change.field);
            was.clone_into(&mut change.old);
            is.clone_into(&mut change.new);
            grown.unwrap_or("").clone_into(&mut change.remark);
            change.why = why;
            change.line = line.at;
            out.changes.push(change);
            if uniform {
                break;
            }
        }
    }
}

/// The one value the lines of an order give a field: some exports write what
/// belongs to the order on one of its lines only. `None` where lines differ.
fn single<'v>(lines: impl Iterator<Item = &'v [&'v str]>, i: usize) -> Option<&'v str> {
    let mut value = "";
    for line in lines {
        if value.is_empty() {
            value = line[i];
        } else if !line[i].is_empty() && line[i] != value {
            return None;
        }
    }
    Some(value)
}

/// By field: what the order says, `None` for values of its lines.
fn order_values<'v, I: Iterator<Item = &'v [&'v str]>>(
    lines: impl Fn() -> I,
) -> Vec<Option<&'v str>> {
    ORDERS
        .fields
        .iter()
        .enumerate()
        .map(|(i, f)| {
            if LINE_FIELDS.contains(&f.name) {
                None
            } else {
                single(lines(), i)
            }
        })
        .collect()
}

/// A line with what its order says elsewhere, for judging field `i`.
fn filled<'v>(
    line: &[&'v str],
    i: usize,
    value: &'v str,
    order: &[Option<&'v str>],
) -> Vec<&'v str> {
    let mut out = line.to_vec();
    for (cell, order) in out.iter_mut().zip(order) {
        if cell.is_empty() {
            *cell = order.unwrap_or("");
        }
    }
    out[i] = value;
    out
}

fn lines_gone_and_come(
    pairs: &[(Option<usize>, Option<usize>)],
    before: &[Vec<&str>],
    after: &[Vec<&str>],
    new: &[Line],
    export: &Export,
    out: &mut Compared,
) {
    for pair in pairs {
        let (values, at, gone) = match *pair {
            (Some(o), None) => (&before[o], 0, true),
            (None, Some(n)) => (&after[n], new[n].at, false),
            _ => continue,
        };
        let mut change = blank_change(Kind::Violation, new[0].order_no(), export);
        change.why = Some(Why::Lines);
        change.line_no = values[field("line_no")].to_owned();
        "line".clone_into(&mut change.field);
        change.line = at;
        if gone {
            change.old = summary(values);
        } else {
            change.new = summary(values);
        }
        out.changes.push(change);
    }
}
