//! What a run will seal, worked out before anything is written: each file read,
//! compared with the state before it, counted.

use super::amend::{Days, Evidence};
use super::archive::{ManifestFile, Recorded};
use super::change::{Change, Kind, Why};
use super::collect::{Collected, Found};
use super::compare::{compare, orders};
use super::job::Job;
use super::judge::Judge;
use super::known::{State, StateRow};
use super::read::{Read, read_surely};
use super::seal::{Chain, Counts, Removal};
use super::shapes::{self, SHAPES};
use super::sides::{Compared, Documented, Rules};
use super::veil::Veil;
use crate::base::{Finding, Problem};
use crate::say;
use crate::table::tables::ORDERS;
use chrono::{Duration, NaiveDate};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

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
    /// What an entry removes instead of holding exports.
    pub removal: Option<Removal>,
}

impl Draft {
    /// An entry that holds no exports.
    pub fn removing(removal: Removal) -> Draft {
        Draft {
            removal: Some(removal),
            ..Draft::default()
        }
    }
}

/// Reads and compares every file in order, state by state.
///
/// # Errors
/// An archive that is needed to rebuild the state cannot be read.
pub fn understand(
    job: &Job<'_>,
    chain: &Chain,
    collected: &Collected,
    veil: Option<&Veil>,
) -> Result<Draft, Problem> {
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
        veil,
        seq: chain.next_seq(),
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
        let mut reads = Vec::with_capacity(group.len());
        for found in group {
            reads.push(if job.has_orders(&found.source) {
                let shown = &found.shown;
                let reading = say!(zh: "读取 {shown}", en: "reading {shown}");
                job.progress.stage(reading, found.size);
                read_surely(found, job, &judge)?
            } else {
                Ok(Vec::new())
            });
        }
        let comparing = say!(zh: "比对", en: "comparing");
        job.progress.stage(comparing, 0);
        let together = in_parts(&reads);
        // Who has only one list needs no book of the orders seen.
        let of_source = |f: &&Found| f.source == group[0].source;
        let alone = collected.found.iter().filter(of_source).count() == 1
            && reads.iter().flatten().map(Vec::len).sum::<usize>() <= 1;
        let here: HashSet<&'static str> =
            reads.iter().flatten().flatten().map(|r| r.shape).collect();
        for (found, reads) in group.iter().zip(reads) {
            draft.counts.files += 1;
            draft.counts.bytes += found.size;
            let reads = match reads {
                Ok(reads) if reads.is_empty() => {
                    draft.files.push(blank_file(found, date));
                    continue;
                }
                Ok(reads) => reads,
                Err(problem) => {
                    draft.files.push(blank_file(found, date));
                    draft.findings.push(unread(found, &problem));
                    continue;
                }
            };
            let sheets = reads.len() > 1;
            for read in reads {
                let rules = Rules {
                    present: together.get(read.shape),
                    ..compare_rules
                };
                let of = Listed {
                    found,
                    sheets,
                    here: &here,
                };
                let seen = (!alone).then_some(&mut seen);
                one_list(job, chain, &of, read, &rules, seen, &mut draft);
            }
        }
    }
    document(&mut draft, &judge);
    after_payment(job, chain, &mut draft, &judge, veil);
    tally(&mut draft);
    Ok(draft)
}

fn unread(found: &Found, problem: &Problem) -> Finding {
    let sealed = say!(zh: ";已原样封存,没有比对", en: "; sealed as it is, not compared");
    Finding::error("bad-file", found.shown.clone(), problem.0.join("", &sealed))
}

/// Orders of each shape that came in parts, in more than one list: who is in
/// another part has not vanished. Lists that largely hold the same orders are
/// no parts but several looks at them, and are compared one after the other.
fn in_parts(reads: &[Result<Vec<Read>, Problem>]) -> BTreeMap<&'static str, HashSet<String>> {
    let mut files: BTreeMap<&'static str, Vec<&Read>> = BTreeMap::new();
    for read in reads.iter().flatten().flatten() {
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

/// Where a list comes from.
struct Listed<'f> {
    found: &'f Found,
    /// Its file has more than one.
    sheets: bool,
    /// Shapes that stand beside it in this export.
    here: &'f HashSet<&'static str>,
}

/// One list: described, compared, counted.
fn one_list(
    job: &Job<'_>,
    chain: &Chain,
    of: &Listed<'_>,
    mut read: Read,
    rules: &Rules<'_>,
    seen: Option<&mut HashSet<(String, String)>>,
    draft: &mut Draft,
) {
    let found = of.found;
    let mut file = blank_file(found, job.clock.date());
    let mut name = found.name.clone();
    if let (true, Some(sheet)) = (of.sheets, &read.sheet) {
        name = format!("{name}#{sheet}");
        read.export.file = format!("{}#{sheet}", found.shown).into();
    }
    let key = (found.source.clone(), read.shape);
    let before = match draft.states.remove(&key) {
        Some(state) => Some(state),
        None => shapes::load(job, chain, &key, rules.veil, &mut draft.findings),
    };
    if chain.last_day(&found.source) > Some(found.day) {
        read.export.older = Some(found.day);
    }
    describe(&mut file, &read);
    if before.is_none() {
        shapes::another(chain, &key, &read, of.here, &mut draft.findings);
    }
    draft.findings.extend(read.findings.iter().cloned());
    shapes::columns_gone(before.as_ref(), &read, &mut draft.findings);
    let alone = seen.is_none();
    if let Some(seen) = seen {
        shapes::count_new(&read, before.as_ref(), seen, &mut draft.counts);
    }
    let compared = compare(before.unwrap_or_default(), &read.export, rules);
    if alone {
        draft.counts.orders += compared.orders;
        draft.counts.new += compared.new;
    }
    file.orders = compared.orders;
    take(compared, &read.export.file, name, key, draft);
    draft.files.push(file);
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
    veil: Option<&Veil>,
) {
    let silent: HashSet<(String, String)> = draft
        .files
        .iter()
        .filter(|f| {
            !f.columns
                .iter()
                .any(|c| matches!(c.as_str(), "status" | "paid" | "paid_at"))
        })
        .map(|f| (f.source.clone(), f.marks(&draft.files).1))
        .collect();
    let mut loaded: BTreeMap<(String, &str), Option<State>> = BTreeMap::new();
    for change in &mut draft.changes {
        if change.kind != Kind::Repriced
            || !silent.contains(&(change.source.to_string(), change.file.to_string()))
        {
            continue;
        }
        for shape in SHAPES {
            let key = (change.source.to_string(), shape);
            let known = match draft.states.get(&key) {
                Some(state) => Some(state),
                None => {
                    if !loaded.contains_key(&key) {
                        let state = shapes::load(job, chain, &key, veil, &mut draft.findings);
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

/// `shown` and `name` are how changes.csv and orders.csv name the list.
fn take(
    compared: Compared,
    shown: &str,
    name: String,
    key: (String, &'static str),
    draft: &mut Draft,
) {
    let source = &key.0;
    if compared.coverage {
        let (absent, expected) = (compared.absent, compared.expected);
        draft.findings.push(
            Finding::error(
                "O2",
                shown,
                say!(
                    zh: "{shown}:应有的 {expected} 单里少了 {absent} 单,导出可能不全;名单见封存里的 changes.csv",
                    en: "{shown}: {absent} of {expected} expected orders are absent, the export may be incomplete; the list is in changes.csv of the archive"
                ),
            )
            .at(shown)
            .with("kind", "coverage")
            .with("source", source.clone())
            .with("file", shown)
            .with("absent", absent)
            .with("expected", expected),
        );
    }
    draft.documented.extend(compared.documented);
    if draft.changes.is_empty() {
        draft.changes = compared.changes;
    } else {
        draft.changes.extend(compared.changes);
    }
    let (of, file): (Arc<str>, Arc<str>) = (source.as_str().into(), name.into());
    let recorded = compared.recorded.into_iter().map(|text| Recorded {
        source: Arc::clone(&of),
        file: Arc::clone(&file),
        text,
    });
    draft.recorded.extend(recorded);
    draft.states.insert(key, compared.state);
}

/// Orders by kind of change, each once.
fn tally(draft: &mut Draft) {
    type Orders<'d> = hashbrown::HashSet<(&'d str, &'d str)>;
    let mut orders: BTreeMap<Kind, Orders<'_>> = BTreeMap::new();
    let mut touched = Orders::new();
    let mut before = None;
    for change in &draft.changes {
        let key = (&*change.source, change.order_no.as_str());
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
