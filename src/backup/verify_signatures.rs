//! The part of verify that looks at signatures, where the config knows signers.
//!
//! Seals older than the first signature are covered by it: each seal names the
//! hash of the one before. Past the first signature every seal must bear one.

use super::Damage;
use crate::backup::layout::{Layout, SIGNATURE};
use crate::backup::seal::Chain;
use crate::backup::sign::{Signed, Signers};
use crate::base::{Finding, Problem, Text};
use crate::report::{Column, Kind, Report, Value};
use crate::say;
use std::collections::BTreeMap;

/// Who signed each seal; `None` where no signer is known.
///
/// # Errors
/// A signature that is there cannot be read.
pub(super) fn check(
    layout: &Layout,
    chain: &Chain,
    known: &BTreeMap<String, String>,
    out: &mut Vec<Damage>,
) -> Result<Option<Vec<Signed>>, Problem> {
    for name in &chain.signatures {
        let seal = name.strip_suffix(SIGNATURE).unwrap_or(name);
        if chain.hashes.iter().all(|(known, _)| known != seal) {
            out.push(Damage {
                seq: None,
                archive: name.clone(),
                kind: "extra",
                message: say!(zh: "{name}:有签名没有封条", en: "{name}: a signature without its seal"),
            });
        }
    }
    let signers = Signers::new(known);
    if signers.is_empty() {
        return Ok(None);
    }
    let signed: Vec<Signed> = chain
        .links
        .iter()
        .map(|link| signers.of(layout, link))
        .collect::<Result<_, _>>()?;
    let first = signed.iter().position(|s| *s != Signed::No);
    for (i, (link, signed)) in chain.links.iter().zip(&signed).enumerate() {
        let before_all = *signed == Signed::No && first.is_some_and(|first| i < first);
        // Where none is signed the newest stands for all.
        let not_last = first.is_none() && i + 1 < chain.links.len();
        if before_all || not_last {
            continue;
        }
        if let Some((kind, message)) = signed.wrong(link.seal.seq, &link.name) {
            out.push(Damage {
                seq: Some(link.seal.seq),
                archive: link.name.clone(),
                kind,
                message,
            });
        }
    }
    Ok(Some(signed))
}

/// Names the signers: of each seal, and in a line.
pub(super) fn say(chain: &Chain, signed: &Option<Vec<Signed>>, report: &mut Report) {
    let who = |i: usize| match signed.as_ref().and_then(|s| s.get(i)) {
        Some(Signed::By(name)) => Some(name.clone()),
        _ => None,
    };
    let section = report.sections.first_mut().filter(|_| signed.is_some());
    if let Some(section) = section {
        section.columns.push(Column::new(
            "signer",
            Text::new("签名人", "signer"),
            Kind::Text,
        ));
        for (i, row) in section.rows.iter_mut().enumerate() {
            row.push(Value::from(who(i)));
        }
    }
    let newest = chain.links.len().checked_sub(1).and_then(who);
    report.datum("signer", Value::from(newest));
    let Some(signed) = signed else {
        if !chain.signatures.is_empty() {
            report.findings.push(Finding::info(
                "O8",
                "seal",
                say!(zh: "封条有签名,但 [backup.signers] 里没有公钥,没有核对", en: "the seals are signed, but [backup.signers] names no key: not checked"),
            ));
        }
        return;
    };
    let mut spans: BTreeMap<&str, (u64, u64, usize)> = BTreeMap::new();
    for (link, signed) in chain.links.iter().zip(signed) {
        if let Signed::By(name) = signed {
            let seq = link.seal.seq;
            let span = spans.entry(name).or_insert((seq, seq, 0));
            span.1 = seq;
            span.2 += 1;
        }
    }
    for (name, (from, to, count)) in spans {
        report.lead.push(if from == to {
            say!(zh: "签名 {name}:第 {from} 号", en: "signed by {name}: no. {from}")
        } else {
            say!(
                zh: "签名 {name}:{count} 个,第 {from} 到 {to} 号",
                en: "signed by {name}: {count}, from no. {from} to {to}"
            )
        });
    }
}
