//! What is tried of each command, and what is to fail. One blank parts two
//! arguments; two of them have an empty one between.

/// Arguments after each command's name; a command that is not here fails a test.
pub const TRIED: &[(&str, &[&str])] = &[
    ("init", &["new"]),
    ("stock balance", &["--movements ledger.csv --month 2026-10"]),
    (
        "stock docs",
        &[
            "--movements ledger.csv --month 2026-10",
            "--movements ledger.csv --items goods.csv --purchase-orders pos.csv --delivery-notes notes.csv --month 2026-10",
        ],
    ),
    (
        "stock alerts",
        &[
            "--movements ledger.csv --items goods.csv",
            "--movements ledger.csv --items goods.csv --purchase-orders pos.csv --as-of 2026-10-31",
        ],
    ),
    (
        "stocktake sheet",
        &[
            "--book ledger.csv --items goods.csv",
            "--book ledger.csv --spot 2 --due --history counts",
        ],
    ),
    (
        "stocktake diff",
        &[
            "counts/c-2026-10-14.csv counts/c-2026-10-21.csv --items goods.csv --movements ledger.csv",
        ],
    ),
    (
        "stocktake report",
        &[
            "--quarter 2026Q4 --book ledger.csv --count counts/c-2026-10-21.csv --history counts",
            "--quarter 2027Q1 --book finance.csv --count counts/c-2026-10-28.csv",
            "--quarter 2026Q3 --book finance.csv --movements ledger.csv --count counts/c-2026-10-28.csv",
        ],
    ),
    (
        "stocktake trend",
        &["counts --items goods.csv --movements ledger.csv"],
    ),
    ("cron", &["", "--systemd", "--zone Europe/Berlin"]),
    ("completions", &["zsh"]),
    ("man", &[""]),
    ("due", &["", "--days 30 --role e"]),
    (
        "orders check",
        &[
            "--orders inbox/o-2026-11-21.csv",
            "--orders follow.csv --contacts calls.csv --staff staff.csv",
        ],
    ),
    (
        "reconcile",
        &["--book ledger.csv --finance finance.csv --items goods.csv"],
    ),
    (
        "roster make",
        &[
            "--from 2026-12-01 --days 3 --staff staff.csv --history duty.csv --iterations 1",
            "--from 2026-12-01 --days 5 --staff staff.csv --leave away.csv --locks fixed.csv --wishes wishes.csv --keep duty.csv --iterations 1",
        ],
    ),
    (
        "roster check",
        &["duty.csv --month 2026-12 --staff staff.csv --leave away.csv --locks fixed.csv"],
    ),
    (
        "roster swap",
        &["p1 2026-12-03 p2 2026-12-04 --roster duty.csv --staff staff.csv"],
    ),
    (
        "roster suggest",
        &["2026-12-03 late --roster duty.csv --staff staff.csv --leave away.csv"],
    ),
    (
        "roster export",
        &["duty.csv --month 2026-12 --staff staff.csv --leave away.csv --ics calendars"],
    ),
    ("roster solve", &["tiny.txt --iterations 2"]),
    (
        "commission",
        &[
            "--staff staff.csv --service service.csv --targets targets.csv --adjustments fines.csv --attendance times.csv --month 2026-10 --sales sales.csv --paid paid.csv",
            "--staff staff.csv --service service.csv --targets targets.csv --adjustments fines.csv --attendance times.csv --month 2026-10 --sales sales.csv --compare old.json",
            "--staff staff.csv --service service.csv --targets targets.csv --adjustments fines.csv --attendance times.csv --month 2026-10 --sales sales.csv --paid paid.csv --explain p1",
            "--staff staff.csv --service service.csv --targets targets.csv --adjustments fines.csv --attendance times.csv --month 2026-10 --orders sold.csv",
        ],
    ),
    (
        "kpi",
        &[
            "--staff staff.csv --service service.csv --targets targets.csv --adjustments fines.csv --attendance times.csv --month 2026-10 --orders sold.csv --costs spent.csv --visits visits.csv",
            "--staff staff.csv --service service.csv --targets targets.csv --adjustments fines.csv --attendance times.csv --month 2026-10 --compare old.json",
            "--staff staff.csv --service service.csv --quarter 2026Q4",
        ],
    ),
    (
        "table",
        &[
            "inbox/o-2026-11-22.csv",
            "bad.csv --as orders",
            "plain.csv --all",
            "odd.csv --suggest",
        ],
    ),
    ("doctor", &["", "-v"]),
    ("run daily", &[""]),
    ("run weekly", &["--date 2026-10-31"]),
    ("run monthly", &["", "--month 2026-10 --close"]),
    ("backup run", &["", "-v", "--dry-run"]),
    ("backup verify", &["", "-v --head 00112233445566778899"]),
    ("backup list", &["", "-v"]),
    ("backup status", &["", "--days 1"]),
    ("backup history", &["1001", "1003"]),
    ("backup restore", &["--seq 1 --to out"]),
    ("backup keygen", &["--to new-keys/seal.key"]),
    ("backup prune", &["--keep 3y --reason r1 --approver a1"]),
];

/// Commands that fail, for their messages.
pub const FAILING: &[&str] = &[
    "backp",
    "backup",
    "backup veryfi",
    "backup run --dryrun",
    "backup run --format jsn",
    "backup run more",
    "backup run -o result.abc",
    "backup verify --head 12",
    "backup verify --head",
    "backup verify --remote",
    "backup keygen --to plain.csv",
    "backup prune --keep 1y --reason r1 --approver a1",
    "backup prune --keep x1 --reason r1 --approver a1",
    "backup prune --keep 3y --reason  --approver a1",
    "backup history 1001 --identity plain.csv",
    "-q -v backup list",
    "--config plain.csv backup list",
    "--now x backup list",
    "kpi --quarter 2026Q7 --staff staff.csv",
    "commission --staff staff.csv --sales sales.csv --month 2026-10 --explain p9",
    "commission --staff staff.csv --sales sales.csv --month 2026-10 --compare plain.csv",
    "init --seed 1",
    "init --seed x --sample",
    "init .",
    "table",
    "table nowhere.csv",
    "table plain.csv --as order",
    "table plain.csv --as orders",
    "table plain.csv --suggest",
    "table plain.csv --encoding x",
    "table inbox/broken-2026-11-22.xlsx",
    "backup run -o inbox/o-2026-11-22.csv --format csv",
];

/// Every command line of [`TRIED`], under its command's name.
pub fn tried() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    TRIED.iter().flat_map(|(name, lines)| {
        lines.iter().map(move |line| {
            let rest = (!line.is_empty()).then(|| line.split(' '));
            let words = name.split(' ').chain(rest.into_iter().flatten());
            (*name, words.collect())
        })
    })
}
