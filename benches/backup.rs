//! The comparison of two states: an export of 50,000 orders of which 6,000 went
//! on lawfully, against the sealed day before. A dry run reads the sealed state
//! and the export, compares them and writes nothing.
//!
//! `cargo bench --bench backup`; for the whole job see scripts/bench.py.
#![allow(clippy::unwrap_used)]

use dayclose::backup::{Done, Job, Layout, Place, Progress, run};
use dayclose::base::Clock;
use dayclose::policy::Policy;
use dayclose::table::Options;
use dayclose::table::heading::Aliases;
use std::fmt::Write;
use std::path::Path;

const ORDERS: u32 = 50_000;
const MOVED: u32 = 6_000;

/// The export; on the second day the first orders are paid and shipped.
fn export(path: &Path, second_day: bool) {
    let mut text = String::from(
        "订单编号,下单时间,付款时间,发货时间,订单状态,商家编码,数量,金额,收货人,地址\n",
    );
    for n in 0..ORDERS {
        let made = format!(
            "2026-10-{:02} {:02}:{:02}:05",
            n * 28 / ORDERS + 1,
            n % 24,
            n % 60
        );
        let (paid, sent, status) = if second_day && n < MOVED {
            (made.as_str(), "2026-11-02 09:00:00", "卖家已发货")
        } else {
            ("", "", "等待买家付款")
        };
        writeln!(
            text,
            "26{:07}{n:09},{made},{paid},{sent},{status},A-{},1,{}.90,收货人{},某市某区某路{}号",
            n * 7_919 % 10_000_000,
            n % 4_000,
            n % 399,
            n % 977,
            n % 199,
        )
        .unwrap();
    }
    std::fs::write(path, text).unwrap();
}

fn seal(folder: &Path, now: &str, dry_run: bool) -> Done {
    let mut policy = Policy::default();
    policy.backup.settle_seconds = 0;
    let aliases = Aliases::default();
    let inbox = folder.join("inbox");
    let job = Job {
        policy: &policy,
        layout: Layout::new(folder.join("archive"), "archive".to_owned()),
        places: vec![Place {
            name: "shop".to_owned(),
            shown: "inbox".to_owned(),
            path: inbox,
            program: None,
        }],
        clock: Clock::fixed(now.parse().unwrap(), policy.shop.timezone),
        options: Options {
            table: None,
            encoding: None,
            aliases: &aliases,
            month: None,
            offset_minutes: None,
        },
        names: Vec::new(),
        findings: Vec::new(),
        dry_run,
        progress: Progress::none(),
    };
    run(&job).unwrap()
}

#[divan::bench(sample_count = 10)]
fn dry_run(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inbox/orders.csv");
    std::fs::create_dir(folder.path().join("inbox")).unwrap();
    export(&file, false);
    seal(folder.path(), "2026-11-01T18:00:00+08:00", false);
    export(&file, true);
    bencher.bench(|| {
        let done = seal(folder.path(), "2026-11-02T18:00:00+08:00", true);
        assert_eq!(
            (done.counts.changed, done.counts.violations),
            (u64::from(MOVED), 0)
        );
        done.changes.len()
    });
}

fn main() {
    divan::main();
}
