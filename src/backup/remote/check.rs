//! `verify --remote`: every file of the copy read back and held against the seals
//! here. A seal that the copy has and that is gone here says that the chain here
//! was cut or made anew.

use super::{Store, files_of, store};
use crate::backup::commit;
use crate::backup::layout::Layout;
use crate::backup::seal::Chain;
use crate::base::{Message, Problem};
use crate::policy::Policy;
use crate::say;
use std::collections::BTreeSet;

/// One thing wrong with a copy.
pub struct Wrong {
    pub place: String,
    pub kind: &'static str,
    pub message: Message,
}

/// What is wrong with the copy, and how many seals it holds whole.
///
/// # Errors
/// No remote in the config, or it cannot be reached.
pub fn check(
    layout: &Layout,
    chain: &Chain,
    policy: &Policy,
) -> Result<(Vec<Wrong>, u64), Problem> {
    let Some(store) = store(policy)? else {
        return Err(say!(
            zh: "配置里没有 [backup.remote];请写 path(文件夹)或 bucket(S3)",
            en: "the config has no [backup.remote]; name a path (folder) or a bucket (S3)"
        )
        .into());
    };
    let there = store.list()?;
    let mut wrong = Vec::new();
    let mut whole = 0;
    let mut known = BTreeSet::new();
    for link in &chain.links {
        // What was removed here may well stand there still.
        known.insert(link.seal.archive.name.clone());
        let before = wrong.len();
        for (name, sealed) in files_of(chain, link) {
            let expected = match sealed {
                Some(sha256) => sha256.to_owned(),
                None => {
                    let shown = layout.show(&name);
                    let local = commit::digest(&layout.inside(&name));
                    local.map_err(|e| Problem::io(shown, &e))?.1
                }
            };
            wrong.extend(one(
                store.as_ref(),
                &there,
                &name,
                &expected,
                link.seal.seq,
            )?);
            known.insert(name);
        }
        whole += u64::from(wrong.len() == before);
    }
    for name in there.difference(&known) {
        let place = store.show(name);
        wrong.push(Wrong {
            kind: "extra",
            message: say!(
                zh: "{place}:异地有,本地的链上没有:本地被截掉或重做过",
                en: "{place}: the copy has it and the chain here has not: the one here was cut or made anew"
            ),
            place,
        });
    }
    Ok((wrong, whole))
}

fn one(
    store: &dyn Store,
    there: &BTreeSet<String>,
    name: &str,
    expected: &str,
    seq: u64,
) -> Result<Option<Wrong>, Problem> {
    let place = store.show(name);
    let (kind, message) = if !there.contains(name) {
        (
            "missing",
            say!(zh: "{place}:异地没有(第 {seq} 号)", en: "{place}: the copy lacks it (seal {seq})"),
        )
    } else if store.digest(name)?.1 != expected {
        (
            "altered",
            say!(zh: "{place}:异地的和封条不符(第 {seq} 号)", en: "{place}: the copy is not what seal {seq} says"),
        )
    } else {
        return Ok(None);
    };
    Ok(Some(Wrong {
        place,
        kind,
        message,
    }))
}
