//! Published in time (R7): a roster is known so many days before it starts.

use crate::base::Finding;
use crate::roster::month::Month;
use crate::say;

/// A warning where the roster starts sooner than it should have been
/// published; a period that has begun is not judged by this clock.
pub fn findings(month: &Month) -> Vec<Finding> {
    let ahead = (month.period.from - month.today).num_days();
    let due = i64::from(month.publish_days);
    if ahead <= 0 || ahead >= due {
        return Vec::new();
    }
    let first = month.period.from;
    vec![
        Finding::warning(
            "R7",
            first.to_string(),
            say!(
                zh: "值班表 {first} 开始,今天起只剩 {ahead} 天,要提前 {due} 天公布",
                en: "the roster starts on {first}, {ahead} days from today; it is to be published {due} days ahead"
            ),
        )
        .with("kind", "notice"),
    ]
}
