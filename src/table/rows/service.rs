//! Rows of what KPI is worked out from.

use super::{cell_given, cell_read, cell_rename, cell_type, row};
use crate::table::tables;

row! {
    /// One person's figures of a day or a month.
    ServiceLine of tables::SERVICE, needs [["staff"], ["date", "month"]];
    staff: text,
    date: moment,
    month: month,
    sales: money,
    inquiries: number,
    buyers: number,
    /// Seconds, a mean of the day.
    first_response_s: number,
    avg_response_s: number,
    /// Of one, a mean of the day.
    satisfaction: share,
    good_reviews: number,
    bad_reviews: number,
    buyer_photos: number,
    refunds: money,
    return_visits_due: number,
    return_visits_done: number,
}

row! {
    /// A person's score of a month, 0 to 100. A blank score is none.
    KpiScore of tables::KPI, needs [["staff"], ["month"]];
    staff: text,
    month: month,
    score: number,
}

row! {
    /// A sales target of a month, whole or split (K12).
    Target of tables::TARGETS, needs [["month"], ["target"]];
    month: month,
    target: money,
    staff: text,
    channel: text,
    shop: text,
    category: text,
}

row! {
    /// A visit to a shop (K14).
    Visit of tables::VISITS, needs [["staff"], ["date"], ["shop"]];
    staff: text,
    date: moment,
    shop: text,
    class: text,
    kind: text,
    vehicle: text,
}
