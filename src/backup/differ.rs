//! One order on both sides, field by field: what the state now is, and every
//! difference with what it counts as.

use super::amend::{Days, Evidence, evidence, growth};
use super::change::{Change, Kind, Why};
use super::judge::{Case, flagged};
use super::known::StateRow;
use super::mark;
use super::pair::pair;
use super::rows::{self, Line, WIDTH, field, fuller, same};
use super::sides::{Compared, Documented, Export, Rules};
use crate::table::tables::ORDERS;
use std::borrow::Cow;

/// A change of that kind with nothing filled in yet.
pub fn blank_change(kind: Kind, order_no: &str, export: &Export) -> Change {
    Change {
        kind,
        order_no: order_no.to_owned(),
        line_no: String::new(),
        field: Cow::Borrowed(""),
        old: String::new(),
        new: String::new(),
        remark: String::new(),
        why: None,
        source: export.source.clone(),
        file: export.file.clone(),
        line: 0,
        old_sealed_in: None,
    }
}

/// What a line is, for people: item, spec, quantity, or the title.
pub fn summary(values: &[&str]) -> String {
    ["sku", "title", "spec", "qty"]
        .iter()
        .map(|name| values[field(name)])
        .filter(|v| !v.is_empty() && !mark::hidden(v))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether any change accuses somebody.
pub fn blames(changes: &[Change]) -> bool {
    changes.iter().any(|c| c.kind == Kind::Violation)
}

/// Whether a file of an earlier day, sealed late, tells of a lawful state from
/// which the order came to what is known: then nobody is to be blamed for what
/// looks like a step back.
pub fn came_before(
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

/// Each pair's line as it is known now; `None` for a line that is gone.
pub fn merge_all<'v>(
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
            if !has[i] || old[i] == new[i] {
                old[i]
            } else if same(f, old[i], new[i]) {
                fuller(f.kind, old[i], new[i])
            } else {
                new[i]
            }
        })
        .collect()
}

/// By field: whether it belongs to one line of an order, not to the order.
const OF_LINE: [bool; WIDTH] = {
    let mut of_line = [false; WIDTH];
    of_line[LINE_NO] = true;
    of_line[field("sku")] = true;
    of_line[field("title")] = true;
    of_line[field("spec")] = true;
    of_line[field("qty")] = true;
    of_line[field("unit_price")] = true;
    of_line[field("amount")] = true;
    of_line
};

const LINE_NO: usize = field("line_no");
const REMARK: usize = field("remark");
const FLAG: usize = field("flag");

/// Every field of the paired lines that says another thing than before, judged.
pub fn differences(
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
        ([None; WIDTH], [None; WIDTH])
    };
    let of_order = |i: usize| {
        let (old, new) = (order_old[i]?, order_new[i]?);
        export.has[i].then_some((old, new))
    };
    let grown = match of_order(REMARK) {
        Some((old, now)) => growth(old, now),
        None => kept
            .iter()
            .find_map(|(o, n, _)| growth(o[REMARK], n[REMARK])),
    };
    let evidence = match grown {
        Some(_) => evidence(grown, rules.names, rules.days),
        None => Evidence::None,
    };
    if let Some(grown) = grown {
        out.documented.push(Documented {
            order_no: rows::order_no(&new[0].text).to_owned(),
            evidence,
            remark: grown.to_owned(),
            flagged: now_rows().any(|n| flagged(n[FLAG])),
        });
    }
    for (i, f) in ORDERS.fields.iter().enumerate() {
        let whole = of_order(i);
        // A value of the whole order is said once, however many lines repeat it.
        let uniform = whole.is_some()
            || !OF_LINE[i]
                && kept
                    .windows(2)
                    .all(|w| w[0].0[i] == w[1].0[i] && w[0].1[i] == w[1].1[i]);
        for (old, now, line) in &kept {
            let (was, is) = whole.unwrap_or((old[i], now[i]));
            if same(f, was, is) {
                if whole.is_some() {
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
                now[LINE_NO].clone_into(&mut change.line_no);
            }
            change.field = Cow::Borrowed(f.name);
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
) -> [Option<&'v str>; WIDTH] {
    std::array::from_fn(|i| match OF_LINE[i] {
        true => None,
        false => single(lines(), i),
    })
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

/// Lines without a partner: an order's lines are frozen as its fields are.
pub fn lines_gone_and_come(
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
        change.line_no = values[LINE_NO].to_owned();
        change.field = Cow::Borrowed("line");
        change.line = at;
        if gone {
            change.old = summary(values);
        } else {
            change.new = summary(values);
        }
        out.changes.push(change);
    }
}
