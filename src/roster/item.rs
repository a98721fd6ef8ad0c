//! What a month is made of that may be dropped from it.

/// Something that may be dropped from a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The minimum of a need, by index.
    Need(usize),
    /// A person's leave, by index.
    Leave { person: usize, leave: usize },
    /// A person's locked day, by index.
    Lock { person: usize, lock: usize },
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

impl HardRule {
    pub const ALL: [HardRule; 12] = [
        HardRule::DaysOff,
        HardRule::DaysOffWeek,
        HardRule::MaxRun,
        HardRule::MinRun,
        HardRule::MaxRestRun,
        HardRule::MinRestRun,
        HardRule::Rest,
        HardRule::Forbidden,
        HardRule::Hours,
        HardRule::MaxShifts,
        HardRule::Weekends,
        HardRule::MaxDays,
    ];

    /// For programs: the config's key.
    pub fn code(self) -> &'static str {
        match self {
            HardRule::DaysOff => "days_off",
            HardRule::DaysOffWeek => "days_off_week",
            HardRule::MaxRun => "max_run",
            HardRule::MinRun => "min_run",
            HardRule::MaxRestRun => "max_rest_run",
            HardRule::MinRestRun => "min_rest_run",
            HardRule::Rest => "rest_hours",
            HardRule::Forbidden => "forbid",
            HardRule::Hours => "hours",
            HardRule::MaxShifts => "max_shifts",
            HardRule::Weekends => "max_weekends",
            HardRule::MaxDays => "max_days",
        }
    }
}
