//! Why a month is impossible.

/// Something that may be dropped from a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The minimum of a need, by index.
    Need(usize),
    /// A person's leave, by index.
    Leave {
        person: usize,
        leave: usize,
    },
    Lock {
        person: usize,
        lock: usize,
    },
    /// A hard rule, for everybody.
    Rule(HardRule),
}

/// The hard rules of people, as they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HardRule {
    DaysOff,
    DaysOffWeek,
    MaxRun,
    MinRun,
    MaxRestRun,
    MinRestRun,
    Rest,
    Forbidden,
    Hours,
    MaxShifts,
    Weekends,
    MaxDays,
}
