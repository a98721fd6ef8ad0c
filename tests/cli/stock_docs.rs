//! `dayclose stock docs` and `dayclose stock alerts` on fixtures/stock_docs.

use crate::session::{LANGS, Session};

fn warehouse(lang: &'static str) -> Session {
    let s = Session::new(lang);
    for name in [
        "movements.csv",
        "items.csv",
        "purchase_orders.csv",
        "delivery_notes.csv",
    ] {
        let from = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stock_docs/");
        s.write(
            name,
            &std::fs::read_to_string(format!("{from}{name}")).unwrap(),
        );
    }
    s
}

#[test]
fn documents_of_a_month() {
    for lang in LANGS {
        let mut s = warehouse(lang);
        s.types("dayclose stock docs --movements movements.csv --items items.csv --purchase-orders purchase_orders.csv --delivery-notes delivery_notes.csv --month 2026-10");
        s.types("dayclose stock docs --movements movements.csv --from 2026-10-20 --to 2026-10-25");
        s.types("dayclose stock docs --month 2026-10");
        insta::assert_snapshot!(format!("stock_docs_{lang}"), s.said());
    }
}

#[test]
fn alerts_as_of_a_day() {
    for lang in LANGS {
        let mut s = warehouse(lang);
        s.types("dayclose stock alerts --movements movements.csv --items items.csv --purchase-orders purchase_orders.csv --as-of 2026-10-31");
        s.types("dayclose stock alerts --movements movements.csv --items items.csv --as-of 2026-11-25 --format csv");
        s.types("dayclose stock alerts --movements movements.csv");
        s.types(
            "dayclose stock alerts --movements movements.csv --items items.csv --as-of tomorrow",
        );
        insta::assert_snapshot!(format!("stock_alerts_{lang}"), s.said());
    }
}
