//! Rows of the people's tables.

use super::{cell_given, cell_read, cell_rename, cell_type, row};
use crate::table::tables;

row! {
    /// A person of the staff list.
    Staff of tables::STAFF, needs [["staff"]];
    staff: text,
    name: text,
    /// Further names: nick in the service tool, clock number.
    aliases: text,
    role: text,
    star: text,
    scheme: text,
    /// Yuan a month.
    base: money,
    joined: moment,
    /// The last day of work.
    left: moment,
    /// Yuan a month, taken off gross pay.
    social_insurance: money,
    housing_fund: money,
    income_tax: money,
    /// Further roles and shifts the person can work.
    skills: text,
    /// Roles the person stands in for (R11).
    deputy_for: text,
    /// Working days a month, at most.
    max_days: number,
    /// Wishes: shifts, weekdays, dates.
    wants: text,
    avoids: text,
}

row! {
    /// One session of one person's day (K10).
    AttendanceLine of tables::ATTENDANCE, needs [["staff"], ["date"]];
    staff: text,
    date: moment,
    shift_start: time,
    shift_end: time,
    clock_in: time,
    clock_out: time,
    /// Kind of leave taken.
    leave: text,
}
