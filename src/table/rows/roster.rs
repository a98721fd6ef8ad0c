//! Rows of what a duty roster is made from.

use super::{cell_given, cell_read, cell_rename, cell_type, row};
use crate::table::tables;

row! {
    /// Leave, both days included (R9).
    LeaveLine of tables::LEAVE, needs [["staff"], ["from"], ["to"]];
    staff: text,
    from: moment,
    to: moment,
    kind: text,
    asked_at: moment,
    approved_by: text,
}

row! {
    /// A person's shift on one day.
    RosterLine of tables::ROSTER, needs [["date"], ["staff"], ["shift"]];
    /// The day on which the shift starts.
    date: moment,
    staff: text,
    shift: text,
    role: text,
    locked: text,
}

row! {
    /// A person's wish for one day.
    WishLine of tables::WISHES, needs [["staff"], ["date"], ["shift"]];
    staff: text,
    date: moment,
    /// A shift, or a word for a day off.
    shift: text,
    /// Wanted, or to be avoided; blank is wanted.
    wish: text,
}

row! {
    /// A day that is not what its weekday says.
    CalendarLine of tables::CALENDAR, needs [["date"], ["kind"]];
    date: moment,
    kind: text,
    name: text,
}
