//! What a person should look at before signing a balance.

use super::{Balance, Books, Request};
use crate::base::Finding;
use crate::say;
use crate::stock::checks;

/// The ledger's own, then the item list's, then the balance's.
pub fn all(balance: &Balance, request: &Request, books: &Books<'_>) -> Vec<Finding> {
    let mut notes = books.ledger.notes.clone();
    notes.append(balance.doubles.clone());
    notes.sort();
    let mut out = notes.findings(books.pool, books.files);
    let entries = books.lines(request);
    if let Some(items) = books.items {
        let told = books.ledger.notes.unknown_barcodes();
        let (pool, files) = (books.pool, books.files);
        out.append(&mut checks::against_items(
            entries, items, pool, files, &told,
        ));
    }
    left_out(balance, request, &mut out);
    unvalued(balance, books, &mut out);
    below_zero(balance, books, &mut out);
    for (sku, qty) in &balance.under_way {
        let sku = books.pool.text(*sku);
        out.push(Finding::warning(
            "W3",
            sku,
            say!(
                zh: "{sku} 有 {qty} 件调出后期末还没有调入;在途,不在任何仓位的结存里",
                en: "{qty} of {sku} left by a transfer and had not arrived at the period's end; on the way, in no place's closing"
            ),
        ));
    }
    out
}

fn left_out(balance: &Balance, request: &Request, out: &mut Vec<Finding>) {
    let n = balance.left_out;
    if n > 0 {
        let from = request.period.from;
        out.push(
            Finding::warning(
                "W6",
                from.to_string(),
                say!(
                    zh: "期初用给出的余额,{from} 之前的 {n} 行流水没有算",
                    en: "the opening is the one given, {n} movements before {from} were left out"
                ),
            )
            .with("left_out", n),
        );
    }
}

fn unvalued(balance: &Balance, books: &Books<'_>, out: &mut Vec<Finding>) {
    for row in &balance.rows {
        let Some(origin) = row.unvalued else { continue };
        let sku = books.pool.text(row.sku);
        let finding = Finding::warning(
            "W6",
            sku,
            say!(
                zh: "{sku} 的成本不知道,金额空着、不进合计;在这一行写单价或金额,或在商品表写成本单价",
                en: "the cost of {sku} is not known, its values are blank and in no total; give this line a unit cost or an amount, or the item list a unit cost"
            ),
        );
        out.push(finding.at(books.files.cell(origin, "unit_cost")));
    }
}

fn below_zero(balance: &Balance, books: &Books<'_>, out: &mut Vec<Finding>) {
    for row in balance.rows.iter().filter(|r| r.closing.qty.is_negative()) {
        let sku = books.pool.text(row.sku);
        let qty = row.closing.qty;
        out.push(Finding::warning(
            "W3",
            sku,
            say!(
                zh: "{sku} 期末结存 {qty},低于零;先查漏记的入库,再签字",
                en: "{sku} closes at {qty}, below zero; look for a receipt not posted before signing"
            ),
        ).with("qty", qty.to_string()));
    }
}
