//! Which two values are the same, and which price may change (O3b): masks, coarser
//! times, orders not paid yet.

use crate::desk::Desk;
use crate::rules::judge;

#[test]
fn an_unpaid_order_may_be_repriced() {
    const UNPAID: &[(&str, &str)] = &[("status", "等待买家付款"), ("paid", ""), ("paid_at", "")];
    judge(
        &Desk::new(),
        &[
            (
                "order total",
                UNPAID,
                &[("order_amount", "30")],
                &["repriced order_amount"],
            ),
            (
                "all three",
                UNPAID,
                &[
                    ("order_amount", "30"),
                    ("amount", "30"),
                    ("unit_price", "15"),
                ],
                &[
                    "repriced amount",
                    "repriced order_amount",
                    "repriced unit_price",
                ],
            ),
            (
                "not the quantity",
                UNPAID,
                &[("qty", "1"), ("amount", "19.90")],
                &["repriced amount", "violation qty"],
            ),
            (
                "after payment",
                &[],
                &[("order_amount", "30")],
                &["violation order_amount"],
            ),
            (
                "after payment, with a remark",
                &[],
                &[("order_amount", "30"), ("remark", "11-22 员工A 改价")],
                &["changed remark", "violation order_amount"],
            ),
            (
                "status says unpaid, the payment says paid",
                &[("status", "等待买家付款")],
                &[("order_amount", "30")],
                &["violation order_amount"],
            ),
        ],
    );
}

#[test]
fn masks_say_nothing_against_what_is_known() {
    judge(
        &Desk::new(),
        &[
            (
                "phone masked",
                &[("phone", "13800000001")],
                &[("phone", "138****0001")],
                &[],
            ),
            (
                "phone unmasked",
                &[("phone", "138****0001")],
                &[("phone", "13800000001")],
                &[],
            ),
            (
                "mask of another length",
                &[("phone", "13800000001")],
                &[("phone", "1******0001")],
                &[],
            ),
            (
                "another phone behind a mask",
                &[("phone", "13800000001")],
                &[("phone", "135****0001")],
                &["violation phone"],
            ),
            (
                "other last digits",
                &[("phone", "13800000001")],
                &[("phone", "138****0002")],
                &["violation phone"],
            ),
            (
                "two masks",
                &[("phone", "138****0001")],
                &[("phone", "13******001")],
                &[],
            ),
            (
                "name masked",
                &[("receiver", "收货人甲")],
                &[("receiver", "收**")],
                &[],
            ),
            (
                "another name masked",
                &[("receiver", "收货人甲")],
                &[("receiver", "李**")],
                &["violation receiver"],
            ),
            (
                "ciphertext",
                &[("receiver", "##a1b2")],
                &[("receiver", "##c3d4")],
                &[],
            ),
            (
                "ciphertext, then plain",
                &[("address", "##a1b2")],
                &[("address", "某路1号")],
                &[],
            ),
            (
                "plain, then ciphertext",
                &[("phone", "13800000001")],
                &[("phone", "##c3d4")],
                &[],
            ),
            // A star between figures is a multiplication, no mask.
            (
                "size",
                &[("spec", "10*20*30")],
                &[("spec", "10*200*30")],
                &["violation spec"],
            ),
            (
                "pack",
                &[("title", "毛巾*2")],
                &[("title", "毛巾*12")],
                &["violation title"],
            ),
            (
                "an item behind a star",
                &[("sku", "A-1001")],
                &[("sku", "*")],
                &["violation sku"],
            ),
            (
                "an item behind hashes",
                &[("sku", "A-1001")],
                &[("sku", "##")],
                &["violation sku"],
            ),
            (
                "quantity behind stars",
                &[],
                &[("status", "##")],
                &["changed status"],
            ),
        ],
    );
}

#[test]
fn times_compare_at_the_coarser_precision() {
    judge(
        &Desk::new(),
        &[
            (
                "minutes",
                &[("created_at", "2026-11-20 10:00:05")],
                &[("created_at", "2026-11-20 10:00")],
                &[],
            ),
            (
                "days",
                &[("paid_at", "2026-11-20 10:00:05")],
                &[("paid_at", "2026-11-20")],
                &[],
            ),
            (
                "finer",
                &[("paid_at", "2026-11-20")],
                &[("paid_at", "2026-11-20 10:00:05")],
                &[],
            ),
            (
                "another minute",
                &[("paid_at", "2026-11-20 10:00:05")],
                &[("paid_at", "2026-11-20 10:01")],
                &["violation paid_at"],
            ),
            (
                "another day",
                &[("paid_at", "2026-11-20 10:00:05")],
                &[("paid_at", "2026-11-21")],
                &["violation paid_at"],
            ),
        ],
    );
}
