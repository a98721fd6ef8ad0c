//! `dayclose reconcile` on fixtures/reconcile/month.

use crate::session::{LANGS, Session};

fn desk(lang: &'static str) -> Session {
    let s = Session::new(lang);
    for name in [
        "book.csv",
        "finance.csv",
        "system.csv",
        "count.csv",
        "items.csv",
    ] {
        let from = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reconcile/month/");
        s.write(
            name,
            &std::fs::read_to_string(format!("{from}{name}")).unwrap(),
        );
    }
    s
}

#[test]
fn a_month_against_each_side() {
    for lang in LANGS {
        let mut s = desk(lang);
        s.types("dayclose reconcile --book book.csv --finance finance.csv --items items.csv --as-of 2026-10-31");
        s.types("dayclose reconcile --book book.csv --system system.csv --count count.csv --items items.csv --as-of 2026-10-31");
        s.types("dayclose reconcile --book book.csv --finance finance.csv --as-of 2026-10-31 --format csv");
        s.types("dayclose reconcile --book book.csv --finance finance.csv --as-of 2026-10-08");
        s.types("dayclose reconcile --book system.csv --system book.csv --items items.csv --all");
        s.types("dayclose reconcile --book book.csv");
        insta::assert_snapshot!(format!("reconcile_{lang}"), s.said());
    }
}
