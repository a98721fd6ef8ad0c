//! A quick look at the archive for the check-up: the seals fit, every archive is
//! there and as long as sealed, the newest one is whole. `verify` reads them all.

use super::commit;
use super::layout::Layout;
use super::run::chain_findings;
use super::seal::Chain;
use crate::base::Problem;
use chrono::{DateTime, FixedOffset, NaiveDate};

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    pub seals: usize,
    /// When the newest seal was made.
    pub newest: Option<DateTime<FixedOffset>>,
    /// Whether each seal names the one before and all can be read.
    pub fits: bool,
    /// Archives that are not there, of another length, or (the newest) changed.
    pub damaged: Vec<String>,
    /// Bytes sealed on or after a day, for the growth.
    pub sizes: Vec<(NaiveDate, u64)>,
}

/// Looks; `None` where nothing was ever sealed.
///
/// # Errors
/// The folder of the seals cannot be read.
pub fn health(layout: &Layout) -> Result<Option<Health>, Problem> {
    if !layout.root.exists() {
        return Ok(None);
    }
    let chain = Chain::load(layout)?;
    if chain.links.is_empty() && chain.unreadable.is_empty() {
        return Ok(None);
    }
    let mut damaged = Vec::new();
    for (at, link) in chain.links.iter().enumerate() {
        let file = &link.seal.archive;
        if chain.removed_by(&file.name).is_some() {
            continue;
        }
        let path = layout.inside(&file.name);
        let newest = at + 1 == chain.links.len();
        let whole = if newest {
            commit::digest(&path).is_ok_and(|(size, sha)| size == file.size && sha == file.sha256)
        } else {
            std::fs::metadata(&path).is_ok_and(|m| m.len() == file.size)
        };
        if !whole {
            damaged.push(layout.show(&file.name));
        }
    }
    let made = chain
        .newest()
        .map(|l| DateTime::parse_from_rfc3339(&l.seal.made_at));
    Ok(Some(Health {
        seals: chain.links.len(),
        newest: made.and_then(Result::ok),
        fits: chain_findings(&chain).is_empty(),
        damaged,
        sizes: chain
            .links
            .iter()
            .map(|l| (l.seal.date, l.seal.archive.size))
            .collect(),
    }))
}
