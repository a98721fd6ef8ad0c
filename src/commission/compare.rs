//! `--compare`: what changed since an earlier run of the month, and why.

use crate::report::earlier::{self, Earlier, From};
use crate::report::{Report, Section};

const SALES: &[&str] = &["sales", "orders", "service", "staff"];
const SCORES: &[&str] = &[
    "kpi",
    "service",
    "targets",
    "orders",
    "attendance",
    "adjustments",
    "visits",
    "staff",
];

const fn from(
    column: &'static str,
    parts: &'static [&'static str],
    roles: &'static [&'static str],
    config: bool,
) -> From {
    From {
        column,
        parts,
        roles,
        config,
    }
}

/// Where each figure of the pay sheet comes from.
const SOURCES: &[From] = &[
    from("scheme", &[], &["staff"], false),
    from("credited_sales", &[], SALES, true),
    from("excluded_sales", &[], SALES, true),
    from("refunds", &[], SALES, true),
    from(
        "base_sales",
        &["credited_sales", "excluded_sales", "refunds"],
        SALES,
        true,
    ),
    from("kpi_score", &[], SCORES, true),
    from("rate", &["kpi_score", "scheme"], &["staff"], true),
    from("commission", &["base_sales", "rate"], &["staff"], true),
    from(
        "clawback",
        &[],
        &["paid", "sales", "orders", "service"],
        true,
    ),
    from("carried_in", &[], &["paid"], false),
    from(
        "relief",
        &["commission", "clawback", "carried_in"],
        &[],
        true,
    ),
    from("base_pay", &["scheme"], &["staff"], true),
    from("service_reward", &["kpi_score", "scheme"], &["staff"], true),
    from("review_bonus", &["scheme"], &["service", "staff"], true),
    from("photo_bonus", &["scheme"], &["service", "staff"], true),
    from("allowances", &["scheme"], &["staff"], true),
    from("adjustments", &[], &["adjustments", "staff"], false),
    from("overtime", &["base_pay"], &["attendance", "staff"], true),
    from(
        "attendance_deduction",
        &["base_pay"],
        &["attendance", "staff"],
        true,
    ),
    from(
        "gross_pay",
        &[
            "base_pay",
            "commission",
            "clawback",
            "carried_in",
            "relief",
            "service_reward",
            "review_bonus",
            "photo_bonus",
            "allowances",
            "adjustments",
            "overtime",
            "attendance_deduction",
        ],
        &[],
        true,
    ),
    from("social_insurance", &[], &["staff"], false),
    from("housing_fund", &[], &["staff"], false),
    from("income_tax", &[], &["staff"], false),
    from(
        "net_pay",
        &[
            "gross_pay",
            "social_insurance",
            "housing_fund",
            "income_tax",
        ],
        &["staff"],
        false,
    ),
    from(
        "carried",
        &["commission", "clawback", "carried_in"],
        &[],
        true,
    ),
];

/// The section of changes; the report has its inputs already.
pub fn compare(report: &Report, earlier: &Earlier) -> Section {
    earlier::changes(report, earlier, "staff", SOURCES)
}
