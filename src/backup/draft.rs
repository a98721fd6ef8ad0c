//! What a run will seal, worked out before anything is written: each file read,
//! compared with the state before it, counted.

use super::amend::Days;
use super::archive::{ManifestFile, Recorded};
use super::change::{Change, Kind};
use super::collect::{Collected, Found};
use super::compare::{Compared, Rules, State, compare, orders};
use super::judge::Judge;
use super::read::{Read, read};
use super::run::Job;
use super::seal::{Chain, Counts};
use super::state;
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
}

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
    };
    let mut draft = Draft::default();
    let mut seen: HashSet<(String, String)> = HashSet::new();
    for found in &collected.found {
        let shown = &found.shown;
        (job.progress)(say!(zh: "读取 {shown}", en: "reading {shown}"));
        draft.counts.files += 1;
        draft.counts.bytes += found.size;
        let mut file = blank_file(found, date);
        match read(found, &job.options, &judge) {
            Err(problem) => draft.findings.push(Finding::error(
                "bad-file",
                shown.clone(),
                problem.0.join(
                    "",
                    &say!(zh: ";已原样封存,没有比对", en: "; sealed as it is, not compared"),
                ),
            )),
            Ok(read) => {
                let key = (found.source.clone(), read.shape);
                let before = match draft.states.remove(&key) {
                    Some(state) => Some(state),
                    None => load_state(job, chain, &key, &mut draft.findings)?,
                };
                describe(&mut file, &read);
                draft.findings.extend(read.findings.iter().cloned());
                columns_gone(before.as_ref(), &read, &mut draft.findings);
                let alone = collected.found.iter().all(|f| {
                    f.source != found.source || (&f.name, &f.sha256) == (&found.name, &found.sha256)
                });
                let seen = (!alone).then_some(&mut seen);
                count_new(&read, before.as_ref(), seen, &mut draft.counts);
                let compared = compare(before.unwrap_or_default(), &read.export, &compare_rules);
                file.orders = compared.orders;
                take(compared, found, key, &mut draft);
            }
        }
        draft.files.push(file);
    }
    tally(&mut draft);
    Ok(draft)
}

fn load_state(
    job: &Job<'_>,
    chain: &Chain,
    key: &(String, &'static str),
    findings: &mut Vec<Finding>,
) -> Result<Option<State>, Problem> {
    let (state, rebuilt) = state::load(&job.layout, chain, &key.0, key.1)?;
    if rebuilt {
        let source = &key.0;
        findings.push(Finding::info(
            "O2",
            source.clone(),
            say!(zh: "来源「{source}」的比对底稿缺失或被动过,已从封存重建", en: "the comparison state of source \"{source}\" was missing or altered; rebuilt from the archives"),
        ));
    }
    Ok(state)
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
