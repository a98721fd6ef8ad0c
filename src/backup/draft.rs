//! What a run will seal, worked out before anything is written: each file read,
//! compared with the state before it, counted.

use super::amend::{Days, Evidence};
use super::archive::{ManifestFile, Recorded};
use super::change::{Change, Kind, Why};
use super::collect::{Collected, Found};
use super::compare::{compare, orders};
use super::job::Job;
use super::judge::Judge;
use super::read::{Read, read_surely};
use super::seal::{Chain, Counts};
use super::sides::{Compared, Documented, Rules, State, StateRow};
use super::state::{self, Origin};
use crate::base::{Finding, Problem};
use crate::say;
use crate::table::tables::ORDERS;
use chrono::{Duration, NaiveDate};
use std::collections::{BTreeMap, HashSet};

/// Everything known before anything is written.
#[derive(Default)]
pub struct Draft {
    pub files: Vec<ManifestFile>,
    pub recorded: Vec<Recorded>,
    pub changes: Vec<Change>,
    pub findings: Vec<Finding>,
    pub counts: Counts,
    pub states: BTreeMap<(String, &'static str), State>,
    documented: Vec<Documented>,
}

/// Both shapes an export may have.
const SHAPES: [&str; 2] = ["orders", "lines"];

/// Reads and compares every file in order, state by state.
///
/// # Errors
/// An archive that is needed to rebuild the state cannot be read.
pub fn understand(job: &Job<'_>, chain: &Chain, collected: &Collected) -> Result<Draft, Problem> {
    let rules = &job.policy.orders;
    let judge = Judge::new(rules);
    let date = job.clock.date();
    let compare_rules = Rules {
        judge: &judge,
        names: &job.names,
        days: Days {
            from: chain.newest().map(|l| l.seal.date - Duration::days(1)),
            to: date,
        },
        coverage_share: rules.coverage_share.0,
        coverage_orders: u64::from(rules.coverage_orders),
        present: None,
    };
    let mut draft = Draft {
        findings: job.findings.clone(),
        ..Draft::default()
    };
    let mut seen: HashSet<(String, String)> = HashSet::new();
    // Files of one source and day: an export that came in several parts.
    let parts = |a: &Found, b: &Found| a.source == b.source && a.day == b.day;
    for group in collected.found.chunk_by(parts) {
        let reads: Vec<_> = group
            .iter()
            .map(|found| {
                let shown = &found.shown;
                (job.progress)(say!(zh: "读取 {shown}", en: "reading {shown}"));
                read_surely(found, &job.options, &judge)
            })
            .collect::<Result<_, _>>()?;
        let together = in_parts(&reads);
        for (found, read) in group.iter().zip(reads) {
            let rules = Rules {
                present: read.as_ref().ok().and_then(|r| together.get(r.shape)),
                ..compare_rules
            };
            // Who has only one file needs no book of the orders seen.
            let alone = collected
                .found
                .iter()
                .filter(|f| f.source == found.source)
                .count()
                == 1;
            let seen = (!alone).then_some(&mut seen);
            one_file(job, chain, found, read, &rules, seen, &mut draft)?;
        }
    }
    document(&mut draft, &judge);
    after_payment(job, chain, &mut draft, &judge)?;
    tally(&mut draft);
    Ok(draft)
}

/// Orders of each shape that came in parts, in more than one file: who is in
/// another part has not vanished. Files that largely hold the same orders are
/// no parts but several looks at them, and are compared one after the other.
fn in_parts(reads: &[Result<Read, Problem>]) -> BTreeMap<&'static str, HashSet<String>> {
    let mut files: BTreeMap<&'static str, Vec<&Read>> = BTreeMap::new();
    for read in reads.iter().flatten() {
        files.entry(read.shape).or_default().push(read);
    }
    let mut together = BTreeMap::new();
    for (shape, parts) in files.into_iter().filter(|(_, parts)| parts.len() > 1) {
        let mut all: HashSet<String> = HashSet::new();
        let (mut shared, mut smallest) = (0, usize::MAX);
        for part in parts {
            let mut count = 0;
            for lines in orders(&part.export.lines) {
                count += 1;
                shared += usize::from(!all.insert(lines[0].order_no().to_owned()));
            }
            smallest = smallest.min(count);
        }
        // An order cut in two at the end of a part is in both.
        if shared * 2 < smallest {
            together.insert(shape, all);
        }
    }
    together
}

/// One file: described, compared, counted.
fn one_file(
    job: &Job<'_>,
    chain: &Chain,
    found: &Found,
    read: Result<Read, Problem>,
    rules: &Rules<'_>,
    seen: Option<&mut HashSet<(String, String)>>,
    draft: &mut Draft,
) -> Result<(), Problem> {
    let shown = &found.shown;
    draft.counts.files += 1;
    draft.counts.bytes += found.size;
    let mut file = blank_file(found, job.clock.date());
    match read {
        Err(problem) => draft.findings.push(Finding::error(
            "bad-file",
            shown.clone(),
            problem.0.join(
                "",
                &say!(zh: ";已原样封存,没有比对", en: "; sealed as it is, not compared"),
            ),
        )),
        Ok(mut read) => {
            let key = (found.source.clone(), read.shape);
            let before = match draft.states.remove(&key) {
                Some(state) => Some(state),
                None => load_state(job, chain, &key, &mut draft.findings),
            };
            if chain.last_day(&found.source) > Some(found.day) {
                read.export.older = Some(found.day);
            }
            describe(&mut file, &read);
            if before.is_none() {
                another_shape(chain, &key, &read, &mut draft.findings);
            }
            draft.findings.extend(read.findings.iter().cloned());
            columns_gone(before.as_ref(), &read, &mut draft.findings);
            count_new(&read, before.as_ref(), seen, &mut draft.counts);
            let compared = compare(before.unwrap_or_default(), &read.export, rules);
            file.orders = compared.orders;
            take(compared, found, key, draft);
        }
    }
    draft.files.push(file);
    Ok(())
}

/// A remark that grew covers every amendable field of its order in this run:
/// the item list of a shop has the item, its order list the remark.
fn document(draft: &mut Draft, judge: &Judge) {
    // Of several growths the one that says most counts.
    let mut by_order: BTreeMap<&str, (&Documented, bool)> = BTreeMap::new();
    for said in &draft.documented {
        let best = by_order.entry(&said.order_no).or_insert((said, false));
        best.1 |= said.flagged;
        if said.evidence == Evidence::Whole && best.0.evidence != Evidence::Whole {
            best.0 = said;
        }
    }
    let open = |c: &&mut Change| {
        matches!(
            c.why,
            Some(Why::NoRemark | Why::RemarkIncomplete | Why::NoFlag)
        ) && judge.is_amendable(&c.field)
    };
    for change in draft.changes.iter_mut().filter(open) {
        let Some((said, flagged)) = by_order.get(change.order_no.as_str()) else {
            continue;
        };
        change.remark.clone_from(&said.remark);
        if said.evidence != Evidence::Whole {
            change.why = Some(Why::RemarkIncomplete);
        } else if judge.requires_flag() && !flagged {
            change.why = Some(Why::NoFlag);
        } else {
            change.kind = Kind::Amended;
            change.why = None;
        }
    }
}

/// A list that says nothing of payment cannot tell whether a price changed
/// before it; the shop's other list can.
fn after_payment(
    job: &Job<'_>,
    chain: &Chain,
    draft: &mut Draft,
    judge: &Judge,
) -> Result<(), Problem> {
    let silent: HashSet<(&str, &str)> = draft
        .files
        .iter()
        .filter(|f| {
            !f.columns
                .iter()
                .any(|c| matches!(c.as_str(), "status" | "paid" | "paid_at"))
        })
        .map(|f| (f.source.as_str(), f.shown.as_str()))
        .collect();
    let mut loaded: BTreeMap<(String, &str), Option<State>> = BTreeMap::new();
    for change in &mut draft.changes {
        if change.kind != Kind::Repriced
            || !silent.contains(&(change.source.as_str(), change.file.as_str()))
        {
            continue;
        }
        for shape in SHAPES {
            let key = (change.source.clone(), shape);
            let known = match draft.states.get(&key) {
                Some(state) => Some(state),
                None => {
                    if !loaded.contains_key(&key) {
                        let state = load_state(job, chain, &key, &mut draft.findings);
                        loaded.insert(key.clone(), state);
                    }
                    loaded.get(&key).and_then(Option::as_ref)
                }
            };
            let paid = known.is_some_and(|s| {
                lines_of(s, &change.order_no)
                    .any(|row| !judge.unpaid(&super::rows::values(&row.text)))
            });
            if paid {
                change.kind = Kind::Violation;
                change.why = Some(Why::AfterPayment);
            }
        }
    }
    Ok(())
}

/// An order's lines in a state.
fn lines_of<'s>(state: &'s State, order_no: &'s str) -> impl Iterator<Item = &'s StateRow> {
    let number = |row: &StateRow| super::rows::order_no(&row.text).to_owned();
    let from = state
        .rows
        .partition_point(|row| number(row).as_str() < order_no);
    state.rows[from..]
        .iter()
        .take_while(move |row| number(row) == order_no)
}

/// The first export of a shape in a source that was sealed in the other shape:
/// leaving out the item columns must not make every order look new unseen.
fn another_shape(
    chain: &Chain,
    key: &(String, &'static str),
    read: &Read,
    findings: &mut Vec<Finding>,
) {
    let (source, shape) = key;
    let other = SHAPES.iter().find(|s| *s != shape);
    if other.is_none_or(|other| chain.state(source, other).is_none()) {
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
    findings.push(Finding::warning("column-changed", file.clone(), message).at(file));
}

/// The state before this run. Where it is lost and cannot be rebuilt the
/// evening's exports are sealed all the same: uncompared, and said so.
fn load_state(
    job: &Job<'_>,
    chain: &Chain,
    key: &(String, &'static str),
    findings: &mut Vec<Finding>,
) -> Option<State> {
    let source = &key.0;
    let load = || state::load(&job.layout, chain, source, key.1);
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

fn blank_file(found: &Found, date: NaiveDate) -> ManifestFile {
    ManifestFile {
        source: found.source.clone(),
        name: found.name.clone(),
        shown: found.shown.clone(),
        day: found.day,
        late: found.day < date,
        size: found.size,
        sha256: found.sha256.clone(),
        rows: 0,
        rejected: 0,
        orders: 0,
        shape: None,
        sheet: None,
        encoding: None,
        heading_line: 0,
        columns: Vec::new(),
        unmapped: Vec::new(),
    }
}

fn describe(file: &mut ManifestFile, read: &Read) {
    file.rows = read.outcome.rows;
    file.rejected = read.outcome.rejected;
    file.shape = Some(read.shape.to_owned());
    file.sheet.clone_from(&read.sheet);
    file.encoding.clone_from(&read.encoding);
    file.heading_line = read.heading_line;
    file.unmapped.clone_from(&read.unmapped);
    file.columns = ORDERS
        .fields
        .iter()
        .zip(&read.export.has)
        .filter(|(_, has)| **has)
        .map(|(f, _)| f.name.to_owned())
        .collect();
}

/// A column that the last export of this shape had and this one lacks.
fn columns_gone(before: Option<&State>, read: &Read, findings: &mut Vec<Finding>) {
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
                .at(file),
            );
        }
    }
}

/// An order counts once a run, however many files and shapes hold it: `seen`
/// remembers them where the source has more than one file.
fn count_new(
    read: &Read,
    before: Option<&State>,
    mut seen: Option<&mut HashSet<(String, String)>>,
    counts: &mut Counts,
) {
    // Both are sorted: one walk over the state serves all orders.
    let mut rows = before.map_or(&[][..], |s| &s.rows[..]).iter().peekable();
    let mut known = |order_no: &str| {
        while rows
            .next_if(|row| super::rows::order_no(&row.text) < order_no)
            .is_some()
        {}
        rows.peek()
            .is_some_and(|row| super::rows::order_no(&row.text) == order_no)
    };
    let source = &read.export.source;
    for group in orders(&read.export.lines) {
        let order_no = group[0].order_no();
        let first = seen
            .as_mut()
            .is_none_or(|seen| seen.insert((source.clone(), order_no.to_owned())));
        let new = !known(order_no);
        counts.orders += u64::from(first);
        counts.new += u64::from(first && new);
    }
}

fn take(compared: Compared, found: &Found, key: (String, &'static str), draft: &mut Draft) {
    if compared.coverage {
        let (shown, absent, expected) = (&found.shown, compared.absent, compared.expected);
        draft.findings.push(
            Finding::error(
                "O2",
                shown.clone(),
                say!(
                    zh: "{shown}:应有的 {expected} 单里少了 {absent} 单,导出可能不全;名单见封存里的 changes.csv",
                    en: "{shown}: {absent} of {expected} expected orders are absent, the export may be incomplete; the list is in changes.csv of the archive"
                ),
            )
            .at(shown)
            .with("kind", "coverage")
            .with("source", found.source.clone())
            .with("file", shown.clone())
            .with("absent", absent)
            .with("expected", expected),
        );
    }
    draft.documented.extend(compared.documented);
    draft.changes.extend(compared.changes);
    draft
        .recorded
        .extend(compared.recorded.into_iter().map(|text| Recorded {
            source: found.source.clone(),
            file: found.name.clone(),
            text,
        }));
    draft.states.insert(key, compared.state);
}

/// Orders by kind of change, each once.
fn tally(draft: &mut Draft) {
    let mut orders: BTreeMap<Kind, HashSet<(&str, &str)>> = BTreeMap::new();
    let mut touched: HashSet<(&str, &str)> = HashSet::new();
    let mut before = None;
    for change in &draft.changes {
        let key = (change.source.as_str(), change.order_no.as_str());
        // The changes of an order stand together.
        if before.replace((change.kind, key)) == Some((change.kind, key)) {
            continue;
        }
        orders.entry(change.kind).or_default().insert(key);
        if change.kind != Kind::Vanished {
            touched.insert(key);
        }
    }
    let count = |kind: Kind| orders.get(&kind).map_or(0, |s| s.len() as u64);
    draft.counts.changed = touched.len() as u64;
    draft.counts.amended = count(Kind::Amended);
    draft.counts.repriced = count(Kind::Repriced);
    draft.counts.violations = count(Kind::Violation);
    draft.counts.vanished = count(Kind::Vanished);
}
