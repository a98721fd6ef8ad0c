//! The shapes an export may have, and what a list of one shape is held against:
//! state is kept for each source and shape.

use super::compare::orders;
use super::job::Job;
use super::known::State;
use super::read::Read;
use super::rows;
use super::seal::{Chain, Counts};
use super::state::{self, Origin};
use super::veil::Veil;
use crate::base::Finding;
use crate::say;
use crate::table::tables::ORDERS;
use std::collections::HashSet;

/// A line an order; a line an item; what was shipped.
pub const SHAPES: [&str; 3] = ["orders", "lines", "shipments"];

/// The first export of a shape in a source that was sealed in the other shape:
/// leaving out the item columns must not make every order look new unseen.
pub fn another(
    chain: &Chain,
    key: &(String, &'static str),
    read: &Read,
    here: &HashSet<&'static str>,
    findings: &mut Vec<Finding>,
) {
    let (source, shape) = key;
    let other = match *shape {
        "orders" => "lines",
        "lines" => "orders",
        _ => return,
    };
    // A list that stands beside the other takes nothing from sight.
    if here.contains(other) || chain.state(source, other).is_none() {
        return;
    }
    let file = &read.export.file;
    let message = if *shape == "orders" {
        say!(
            zh: "{file}:这个来源以前的导出有商品明细各列,这个文件没有:当作另一种导出,这次没有可比对的;如果是导出设置变了,请恢复",
            en: "{file}: earlier exports of this source had item columns, this one has none: taken as another kind of list, with nothing to compare it with this time; if the export's settings were changed, restore them"
        )
    } else {
        say!(
            zh: "{file}:这个来源以前的导出没有商品明细各列,这个文件有:当作另一种导出,这次没有可比对的;如果是导出设置变了,请恢复",
            en: "{file}: earlier exports of this source had no item columns, this one has: taken as another kind of list, with nothing to compare it with this time; if the export's settings were changed, restore them"
        )
    };
    findings.push(Finding::warning("column-changed", &**file, message).at(&**file));
}

/// The state before this run. Where it is lost and cannot be rebuilt the
/// evening's exports are sealed all the same: uncompared, and said so.
pub fn load(
    job: &Job<'_>,
    chain: &Chain,
    key: &(String, &'static str),
    veil: Option<&Veil>,
    findings: &mut Vec<Finding>,
) -> Option<State> {
    let source = &key.0;
    let load = || state::load(&job.layout, chain, source, key.1, veil);
    // Once more: a passing want of open files is no loss.
    match load().or_else(|_| load()) {
        Ok((state, origin)) => {
            if origin == Origin::Other {
                findings.push(Finding::error(
                    "O2",
                    source.clone(),
                    say!(zh: "来源「{source}」的比对底稿从封存重建,却和封条不符:封存被动过,比对结果不可靠;请运行 dayclose backup verify", en: "the comparison state of source \"{source}\" was rebuilt from the archives and is not the sealed one: archives were altered, the comparison cannot be relied on; run dayclose backup verify"),
                ));
            }
            if origin == Origin::Rebuilt {
                findings.push(Finding::info(
                    "O2",
                    source.clone(),
                    say!(zh: "来源「{source}」的比对底稿缺失或被动过,已从封存重建", en: "the comparison state of source \"{source}\" was missing or altered; rebuilt from the archives"),
                ));
            }
            state
        }
        Err(problem) => {
            let said = say!(zh: "来源「{source}」的比对底稿没有了,也重建不了,这次只封存,没有比对:", en: "the comparison state of source \"{source}\" is lost and cannot be rebuilt; sealed without comparison: ");
            findings.push(Finding::error(
                "O2",
                source.clone(),
                said.join("", &problem.0),
            ));
            None
        }
    }
}

/// A column that the last export of this shape had and this one lacks.
pub fn columns_gone(before: Option<&State>, read: &Read, findings: &mut Vec<Finding>) {
    let Some(before) = before else {
        return;
    };
    let file = &read.export.file;
    for (i, f) in ORDERS.fields.iter().enumerate() {
        if before.has.get(i).copied().unwrap_or(false) && !read.export.has[i] {
            let (zh, en) = (f.label.zh, f.name);
            findings.push(
                Finding::warning(
                    "column-changed",
                    f.name,
                    say!(
                        zh: "以前的导出有「{zh}」这一列,这次没有:这一列无法比对;请恢复导出设置,或在 [columns.orders] 写明新列名",
                        en: "earlier exports had the column {en}, this one has not: it cannot be compared; restore the export's columns or name the new heading in [columns.orders]"
                    ),
                )
                .at(&**file),
            );
        }
    }
}

/// An order counts once a run, however many files and shapes hold it: `seen`
/// remembers them. Where there is one list only, the comparison itself counts.
pub fn count_new(
    read: &Read,
    before: Option<&State>,
    seen: &mut HashSet<(String, String)>,
    counts: &mut Counts,
) {
    // Both are sorted: one walk over the state serves all orders.
    let mut rows = before.map_or(&[][..], |s| &s.rows[..]).iter().peekable();
    let mut known = |order_no: &str| {
        while rows
            .next_if(|row| rows::order_no(&row.text) < order_no)
            .is_some()
        {}
        rows.peek()
            .is_some_and(|row| rows::order_no(&row.text) == order_no)
    };
    let source = &read.export.source;
    for group in orders(&read.export.lines) {
        let order_no = group[0].order_no();
        let first = seen.insert((source.to_string(), order_no.to_owned()));
        let new = !known(order_no);
        counts.orders += u64::from(first);
        counts.new += u64::from(first && new);
    }
}
