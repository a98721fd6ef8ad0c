//! Findings of a run: the first of a kind in full, the rest counted.

use crate::base::Finding;
use crate::say;
use std::collections::BTreeMap;

/// Findings of one kind told one by one; the others are counted.
const MOST: u64 = 50;

#[derive(Debug, Default)]
pub struct Notes {
    pub findings: Vec<Finding>,
    /// Kind → how many, and the last one kept.
    counts: BTreeMap<&'static str, (u64, Finding)>,
}

impl Notes {
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A finding of which there may be thousands.
    pub fn capped(&mut self, kind: &'static str, finding: Finding) {
        let count = match self.counts.get_mut(kind) {
            Some((n, _)) => {
                *n += 1;
                *n
            }
            None => {
                self.counts.insert(kind, (1, finding.clone()));
                1
            }
        };
        if count <= MOST {
            self.findings.push(finding);
        }
    }

    /// All findings, with how many were not told.
    pub fn finish(mut self) -> Vec<Finding> {
        for (count, first) in self.counts.into_values() {
            let more = count.saturating_sub(MOST);
            if more == 0 {
                continue;
            }
            let words = say!(
                zh: "同样的还有 {more} 处,没有一一列出",
                en: "{more} more of the same are not listed one by one"
            );
            let mut rest = Finding::new(first.rule, first.severity, "…", words);
            rest.source = first.source;
            self.findings.push(rest.with("more", more));
        }
        self.findings
    }
}
