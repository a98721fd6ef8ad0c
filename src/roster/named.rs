//! What a shift and a role mean where somebody wrote them into a table.

use super::model::KindId;
use super::month::{Member, Month};
use crate::base::{Finding, Message};
use crate::say;

/// The posts that a shift's name and a role mean for a person; `None` where
/// there is no such shift. Without a role, or with one that no post has, the
/// posts the person may work come first, their own role before a deputy's.
pub fn posts(month: &Month, person: &Member, shift: &str, role: &str) -> Option<Vec<KindId>> {
    let shift = month.shift_named(shift)?;
    let all: Vec<KindId> = month.posts_of(shift).collect();
    let named: Vec<KindId> = all
        .iter()
        .copied()
        .filter(|p| month.post(*p).role.as_deref().is_some_and(|r| r == role))
        .collect();
    if !named.is_empty() {
        return Some(named);
    }
    let may = |deputy: bool| -> Vec<KindId> {
        let fits = |p: &KindId| month.may_work(person, *p) && month.as_deputy(person, *p) == deputy;
        all.iter().copied().filter(fits).collect()
    };
    let (own, deputy) = (may(false), may(true));
    // A shift nobody wants any more has no post, and is none.
    let found = match (own.is_empty(), deputy.is_empty()) {
        (false, _) => own,
        (true, false) => deputy,
        (true, true) => all,
    };
    (!found.is_empty()).then_some(found)
}

/// An unknown shift, with the ones there are.
pub fn no_shift(month: &Month, word: &str) -> Finding {
    let zh = Message::listed(month.shifts.iter().map(|s| s.name.zh.as_str())).zh;
    let en = Message::listed(month.shifts.iter().map(|s| s.name.en.as_str())).en;
    Finding::error(
        "R4",
        word,
        say!(
            zh: "没有「{word}」这个班次,这一行没有算;有的是 {zh}",
            en: "there is no shift \"{word}\"; the line was left out. There are {en}"
        ),
    )
}
