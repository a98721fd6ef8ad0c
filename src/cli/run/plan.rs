//! A line of the config → the words of a command: placeholders filled in, the
//! period's options added, paths hung on the config's folder.

use crate::base::{Period, Problem, RunKind, dated};
use crate::cli::chores::{Chore, Takes};
use crate::policy::{Policy, run};
use crate::say;
use chrono::{Datelike, NaiveDate};
use std::path::{Path, PathBuf};

/// What a run is about.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub kind: RunKind,
    /// The day whose folder takes the reports.
    pub date: NaiveDate,
    pub period: Period,
}

/// Options that are the run's own to give.
const RESERVED: [&str; 13] = [
    "--config",
    "--lang",
    "--format",
    "-o",
    "--output",
    "--now",
    "--csv-for",
    "--unmask",
    "-q",
    "--quiet",
    "-v",
    "--verbose",
    "--help",
];

impl Plan {
    /// `2026-11-22`, `2026-11-16..2026-11-22` or `2026-10`, as the record has it.
    pub fn label(&self) -> String {
        let Period { from, .. } = self.period;
        match self.kind {
            RunKind::Daily => from.to_string(),
            RunKind::Weekly => format!("{from}..{}", self.period.last()),
            RunKind::Monthly => self.month(),
        }
    }

    fn month(&self) -> String {
        self.period.last().format("%Y-%m").to_string()
    }

    fn quarter(&self) -> String {
        let last = self.period.last();
        format!("{}Q{}", last.year(), last.month0() / 3 + 1)
    }

    /// The text with its placeholders filled in.
    pub fn fill(&self, text: &str) -> String {
        let last = self.period.last();
        let week = last.iso_week();
        let values = [
            self.date.to_string(),
            self.month(),
            last.format("%Y").to_string(),
            self.period.from.to_string(),
            last.to_string(),
            format!("{}-W{:02}", week.year(), week.week()),
        ];
        let named = run::PLACEHOLDERS.iter().zip(&values);
        named.fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// The config with `[run.inputs]` in the place of `[files]`, for this period.
    pub fn policy(&self, policy: &Policy) -> Policy {
        let mut own = policy.clone();
        for (table, path) in &policy.run.inputs {
            let filled = self.fill(path);
            let newest = self.matches(policy, &filled).pop();
            own.files.insert(table.clone(), newest.unwrap_or(filled));
        }
        own
    }

    /// The files that fit a path with `*` or `?` in it, as written, those of
    /// later days left out, the newest last; none where the path has neither.
    fn matches(&self, policy: &Policy, path: &str) -> Vec<String> {
        if !path.contains(['*', '?']) {
            return Vec::new();
        }
        let folder = policy.resolve(Path::new(""));
        let whole = folder.join(path);
        // Brackets are brackets: only * and ? stand for something.
        let pattern: String = whole
            .to_string_lossy()
            .chars()
            .map(|c| match c {
                '[' => "[[]".to_owned(),
                ']' => "[]]".to_owned(),
                other => other.to_string(),
            })
            .collect();
        let found = glob::glob(&pattern).into_iter().flatten().flatten();
        let written = |p: PathBuf| match p.strip_prefix(&folder) {
            Ok(inner) => inner.display().to_string(),
            Err(_) => p.display().to_string(),
        };
        self.sorted(found.map(written))
    }

    /// By the day in the name, then by name.
    fn sorted(&self, paths: impl Iterator<Item = String>) -> Vec<String> {
        let name = |path: &str| {
            Path::new(path)
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
        };
        let day = |path: &str| name(path).and_then(|n| dated::day(&n));
        let mut kept: Vec<(Option<NaiveDate>, String)> = paths
            .map(|path| (day(&path), path))
            .filter(|(day, _)| day.is_none_or(|d| d <= self.period.last()))
            .collect();
        kept.sort();
        kept.into_iter().map(|(_, path)| path).collect()
    }

    /// The words of the command, its name first.
    ///
    /// # Errors
    /// An option that is the run's to give, or counts that are not there.
    pub fn words(
        &self,
        chore: &Chore,
        line: &str,
        policy: &Policy,
    ) -> Result<Vec<String>, Problem> {
        let filled = self.fill(line);
        let own = chore.command.split(' ').count();
        let mut words: Vec<String> = Vec::new();
        for (at, word) in filled.split_whitespace().enumerate() {
            let flag = word.split('=').next().unwrap_or(word);
            if RESERVED.contains(&flag) {
                return Err(say!(
                    zh: "「{line}」:{flag} 由 run 自己决定,请从配置里删掉",
                    en: "`{line}`: {flag} is for the run to decide; take it out of the config"
                )
                .into());
            }
            words.push(if at < own {
                word.to_owned()
            } else {
                anchored(word, policy)
            });
        }
        words.extend(self.added(chore, &words, policy)?);
        Ok(words)
    }

    /// What the line leaves out.
    fn added(
        &self,
        chore: &Chore,
        words: &[String],
        policy: &Policy,
    ) -> Result<Vec<String>, Problem> {
        let given = |flags: &[&str]| {
            let flag = |w: &String| flags.contains(&w.split('=').next().unwrap_or(w));
            words.iter().any(flag)
        };
        let (from, to) = (self.period.from.to_string(), self.period.last().to_string());
        let month = ["--month".to_owned(), self.month()];
        Ok(match chore.takes {
            Takes::Range if given(&["--month", "--from", "--to"]) => Vec::new(),
            Takes::Range if self.kind == RunKind::Monthly => month.into(),
            Takes::Range => vec!["--from".to_owned(), from, "--to".to_owned(), to],
            Takes::Month if !given(&["--month", "--quarter"]) => month.into(),
            Takes::Quarter if !given(&["--quarter"]) => {
                vec!["--quarter".to_owned(), self.quarter()]
            }
            Takes::AsOf if !given(&["--as-of"]) => vec!["--as-of".to_owned(), to],
            Takes::Counts => self.two_counts(policy)?,
            Takes::CountFolder => vec![self.count_folder(policy)?],
            Takes::Nothing | Takes::Month | Takes::Quarter | Takes::AsOf => Vec::new(),
        })
    }

    /// Where the counts stand, as written.
    fn counts(&self, policy: &Policy) -> Result<String, Problem> {
        let run = policy.run.inputs.get("count").map(|p| self.fill(p));
        run.or_else(|| policy.files.get("count").cloned()).ok_or_else(|| {
            Problem::no_input(say!(
                zh: "不知道盘点表在哪里;请在配置 [run.inputs] 里写 count = \"counts/盘点_*.xlsx\"",
                en: "where the counts are is not known; write count = \"counts/count_*.xlsx\" under [run.inputs] of the config"
            ))
        })
    }

    fn two_counts(&self, policy: &Policy) -> Result<Vec<String>, Problem> {
        let path = self.counts(policy)?;
        let folder = policy.resolve(Path::new(&path));
        let found = if folder.is_dir() {
            let glob = format!("{}/*", path.trim_end_matches('/'));
            self.matches(policy, &glob)
        } else {
            self.matches(policy, &path)
        };
        let [.., last, this] = &found[..] else {
            let (n, to) = (found.len(), self.period.last());
            return Err(Problem::no_input(say!(
                zh: "{path}:到 {to} 为止只有 {n} 次盘点;对比要两次",
                en: "{path}: up to {to} there are {n} counts; two are compared"
            )));
        };
        let whole = |p: &String| policy.resolve(Path::new(p)).display().to_string();
        Ok(vec![whole(last), whole(this)])
    }

    fn count_folder(&self, policy: &Policy) -> Result<String, Problem> {
        let path = policy.resolve(Path::new(&self.counts(policy)?));
        let folder = if path.is_dir() {
            path
        } else {
            path.parent().map(Path::to_path_buf).unwrap_or_default()
        };
        Ok(folder.display().to_string())
    }
}

/// A word that is a path hangs on the config's folder.
fn anchored(word: &str, policy: &Policy) -> String {
    let (flag, value) = match word.split_once('=') {
        Some((flag, value)) if flag.starts_with("--") => (Some(flag), value),
        _ => (None, word),
    };
    if flag.is_none() && word.starts_with('-') {
        return word.to_owned();
    }
    let whole = policy.resolve(Path::new(value));
    if !(value.contains('/') || (value.contains('.') && whole.exists())) {
        return word.to_owned();
    }
    let whole = whole.display();
    match flag {
        Some(flag) => format!("{flag}={whole}"),
        None => whole.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn plan(kind: RunKind) -> Plan {
        let date = day("2026-12-01");
        let period = match kind {
            RunKind::Daily => Period::days(date, date).expect("a day"),
            RunKind::Weekly => Period::week_to(date),
            RunKind::Monthly => Period::last_month(date),
        };
        Plan { kind, date, period }
    }

    fn words(kind: RunKind, line: &str) -> String {
        let chore = Chore::of(line).expect("a chore");
        let words = plan(kind).words(chore, line, &Policy::default());
        match words {
            Ok(words) => words.join(" "),
            Err(problem) => problem.0.en,
        }
    }

    #[test]
    fn the_period_is_added_where_the_line_leaves_it_out() {
        use RunKind::{Daily, Monthly, Weekly};
        for (kind, line, want) in [
            (Daily, "backup run", "backup run"),
            (
                Daily,
                "stock docs",
                "stock docs --from 2026-12-01 --to 2026-12-01",
            ),
            (
                Weekly,
                "stock docs",
                "stock docs --from 2026-11-25 --to 2026-12-01",
            ),
            (Monthly, "stock docs", "stock docs --month 2026-11"),
            (
                Monthly,
                "stock balance --by lot",
                "stock balance --by lot --month 2026-11",
            ),
            (
                Monthly,
                "stock docs --month=2026-10",
                "stock docs --month=2026-10",
            ),
            (Monthly, "kpi", "kpi --month 2026-11"),
            (Monthly, "kpi --quarter 2026Q4", "kpi --quarter 2026Q4"),
            (
                Monthly,
                "stocktake report",
                "stocktake report --quarter 2026Q4",
            ),
            (Monthly, "reconcile", "reconcile --as-of 2026-11-30"),
            (
                Weekly,
                "reconcile --as-of {from}",
                "reconcile --as-of 2026-11-25",
            ),
            (
                Daily,
                "kpi --service a/s_{month}.csv",
                "kpi --service a/s_2026-12.csv --month 2026-12",
            ),
            (
                Daily,
                "kpi --format json",
                "`kpi --format json`: --format is for the run to decide; take it out of the config",
            ),
        ] {
            assert_eq!(words(kind, line), want, "{line}");
        }
        assert!(words(Monthly, "stocktake diff").contains("[run.inputs]"));
        assert_eq!(plan(Weekly).label(), "2026-11-25..2026-12-01");
        assert_eq!(
            plan(Monthly).fill("{year}/{week} {to}"),
            "2026/2026-W49 2026-11-30"
        );
    }

    #[test]
    fn the_newest_file_that_fits_up_to_the_last_day() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in [
            "c_2026-11-28.csv",
            "c_2026-11-07.csv",
            "c_2026-12-05.csv",
            "d.csv",
        ] {
            std::fs::write(dir.path().join(name), "").expect("written");
        }
        let file = dir.path().join("dayclose.toml");
        let text = "[run.inputs]\ncount = \"c_*.csv\"\nservice = \"s_{month}.csv\"\n";
        let policy = Policy::parse(text.as_bytes(), &file).expect("a policy");
        let own = plan(RunKind::Monthly).policy(&policy);
        assert_eq!(own.files["count"], "c_2026-11-28.csv");
        assert_eq!(own.files["service"], "s_2026-11.csv");
        let diff = Chore::of("stocktake diff").expect("a chore");
        let words = plan(RunKind::Monthly).words(diff, "stocktake diff", &policy);
        let words = words.expect("two counts");
        assert!(words[2].ends_with("c_2026-11-07.csv") && words[3].ends_with("c_2026-11-28.csv"));
    }
}
