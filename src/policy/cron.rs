//! When the runs are started (K15: every Friday and on the 1st). The day's run is
//! that of `[backup] time` (O1).

use super::values::ClockTime;
use serde::{Deserialize, Serialize};

/// `[cron]`; times in the shop's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CronRules {
    /// Fridays, after the day's run.
    pub weekly: ClockTime,
    /// The 1st of the month.
    pub monthly: ClockTime,
    /// Every morning: what is overdue.
    pub due: ClockTime,
}

impl Default for CronRules {
    fn default() -> Self {
        let half = |hour| ClockTime::half_past(hour);
        CronRules {
            weekly: half(18),
            monthly: half(9),
            due: half(8),
        }
    }
}
