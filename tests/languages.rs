//! Every command, help page and error in both languages: no Chinese in English,
//! no English heading or label in Chinese.
//!
//! The data is plain ASCII, so that any Chinese character in an English result
//! is a translation that is missing; and a word that the English result has and
//! the data has not may not stand in the Chinese one.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

/// Commands that print plain text whatever the format, and no file by `-o`.
const PLAIN: &[&str] = &["init", "cron", "completions", "man"];

/// Lines for a shell, scripts and markup: full of words of their own language.
const SCRIPTS: &[&str] = &["cron", "completions", "man"];

const FORMATS: [&str; 5] = ["table", "json", "csv", "xlsx", "html"];

/// Words that are the same in both languages: names of things, formats, keys.
#[rustfmt::skip]
const SAME: &[&str] = &[
    "dayclose", "sha", "sha-256", "utf", "utf-8", "utf-16", "gb", "gb18030", "gbk", "csv", "xlsx", "html",
    "json", "toml", "txt", "zip", "file", "bad-file", "damaged-id", "double-line",
    "unknown-staff", "column-changed", "sheet", "zh", "en", "excel", "plain", "table", "bom",
    "hash", "dir", "kb", "mb",
    // A number that is missing, made from those beside it.
    "ck2026100602", "ck2026100603",
    // Commands to type.
    "stock", "docs", "alerts", "balance", "delivery-notes", "purchase-orders",
    "monthly", "weekly", "daily", "reconcile", "trend", "commission", "kpi", "summary",
    // What a message calls a tool's own file.
    "html", "closed", "reports", "runs", "jsonl", "cron", "crontab", "utc", "asia", "shanghai",
    // Keys of the config.
    "inputs", "source", "targets_2026-10",
    "age-secret-key-1", "sign_key", "signers", "cd", "echo", "init", "backup", "run", "verify", "list", "status", "restore", "history",
    "keygen", "prune", "age",
    // Sections of the config, and kinds of columns as JSON names them.
    "pay", "scheme", "per_piece", "good_review", "buyer_photo", "service_reward", "overtime", "true", "missing",
    "columns", "files", "text", "id", "money", "datetime", "number",
    "orders", "open", "refund_words",
    // Commands, files and keys of the calendar of duties.
    "check", "weekly", "monthly", "date", "month", "last_month", "quarter", "seal", "counts", "duty",
    "follow-up", "count-shop", "count-week", "count-goods", "dump", "dumps", "channels",
    "sales-meeting", "attendance", "finance", "objections", "targets", "vehicles",
    "stock-report", "vans", "adjustments", "full-count", "pages", "roster", "people",
    "runs", "jsonl", "attendance_", "ics", "stocktake", "diff", "report",
    // Letters of a column, in the areas of a workbook.
    "aa",
];

struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    /// Two sealed days with something of everything, in ASCII only.
    fn new() -> Office {
        let office = Office {
            dir: tempfile::tempdir().unwrap(),
        };
        office.write("dayclose.toml", "[shop]\nname = \"myshop\"\n[backup]\nsettle_seconds = 0\n[[backup.source]]\nname = \"main\"\npath = \"inbox\"\n[[backup.source]]\nname = \"other\"\npath = \"missing\"\n[[pay.scheme]]\nname = \"own\"\nfrom = \"2026-01\"\nflat = \"2%\"\n[[pay.scheme]]\nname = \"steps\"\nbase = \"star\"\nstar = { 1 = \"2200\" }\nsteps = [[\"70\", \"0.15%\"], [\"90\", \"0.35%\"]]\nexclude = [{ name = \"w0\", from = \"2025-10-06\", to = \"2026-10-06\" }]\nper_piece = { good_review = \"2\" }\nservice_reward = [[\"60\", \"100\"]]\nallowances = { x1 = \"30\" }\nranges = [[\"r1\", \"1\", \"2\"]]\n[attendance]\nlate_fine = \"10\"\n[[kpi.metric]]\nid = \"c1\"\nname = \"c1\"\nratio = [\"buyers\", \"inquiries\"]\nweight = 60\ncurve = [[\"0%\", 0], [\"100%\", 100]]\n[[kpi.metric]]\nid = \"t1\"\nname = \"t1\"\nratio = [\"sales\", \"target\"]\nweight = 40\ncurve = [[\"50%\", 0], [\"100%\", 100]]\n[[kpi.visit]]\nrole = \"r2\"\ndays = 2\nevery = \"month\"\n[[roster.rota]]\nname = \"h1\"\nhours = [\"21:00\", \"08:30\"]\n[run.weekly]\nchores = [\"stock docs\", \"stock alerts\", \"stocktake diff\", \"stocktake trend\", \"kpi\"]\n[run.inputs]\nmovements = \"ledger.csv\"\nitems = \"goods.csv\"\nstaff = \"staff.csv\"\nservice = \"service.csv\"\nfinance = \"finance.csv\"\ntargets = \"targets_{month}.csv\"\ncount = \"counts/c-*.csv\"\n");
        let heading = "order no,created at,status,buyer,receiver,phone,address,sku,qty,unit price,amount,order amount,paid,paid at,refund,tracking no,courier,seller memo";
        let row = |no: &str, phone: &str, price: &str, rest: &str| {
            format!(
                "{no},2026-11-20 10:0{}:00,paid,b{no},r{no},{phone},{no}-55-77,A-{no},2,{price},{price},{price},{price},2026-11-20 11:00:00,{rest}",
                &no[3..]
            )
        };
        office.write(
            "inbox/o-2026-11-21.csv",
            &format!(
                "{heading}\n{}\n{}\n{}\n{}\n{}\n",
                row("1001", "13800000001", "5", "5,SF1,,"),
                row("1002", "13800000002", "6", ",,,"),
                row("1003", "13800000003", "7", ",,,"),
                row("1004", "13800000004", "7", ",,,1-1"),
                row("1006", "13800000006", "7", ",,,")
            ),
        );
        office.run("en", "2026-11-21", &["backup", "run"]);
        let repriced = row("1006", "13800000006", "7", ",,,").replace(",paid,", ",unpaid,");
        office.write(
            "inbox/o-2026-11-22.csv",
            &format!(
                "{heading}\n{}\n{}\n{}\n{}\n{}\n{}\n",
                row("1001", "13800000009", "4", ",SF2,,"),
                row(
                    "1002",
                    "13800000008",
                    "6",
                    ",,,11-22 clerk changed the phone"
                ),
                row("1004", "13800000004", "7", ",,,2-2").replace(",paid,", ",newword,"),
                row("1005", "13800000005", "7x", ",,,"),
                repriced,
                "1.00E+17,2026-11-20 10:08:00,paid,b,r,1,s,A,1,1,1,1,1,,,,,",
            ),
        );
        office.write("inbox/broken-2026-11-22.xlsx", "PK\u{3}\u{4} no workbook");
        office.run("en", "2026-11-22", &["backup", "run"]);
        office.write("archive/zip/2026/extra.zip", "x");
        office.write(
            "odd.csv",
            "order no,created at,my column\n1001,2026-11-20,x\n",
        );
        office.write("plain.csv", "alpha,beta\n1,2\n3,x\n");
        office.warehouse();
        office.people();
        office.write(
            "bad.csv",
            "order no,created at,phone,amount\n1.2E+17,2026-13-41,1,12.x\n,,,\nTotal,,,5\n",
        );
        office
    }

    /// Two counts, staff with their figures, an instance of rostering.
    fn people(&self) {
        self.write("counts/c-2026-10-14.csv", "sku,location,qty,counted at\nA-1,w1,5,2026-10-14 18:00\nA-2,w1,5,2026-10-14 18:00\nA-3,w1,5,2026-10-14 18:00\nA-4,w1,,2026-10-14 18:00\n");
        self.write("counts/c-2026-10-21.csv", "sku,location,qty,damaged,counted at\nA-1,w1,7,,2026-10-21 18:00\nA-2,w1,3,2,2026-10-21 18:00\nA-4,w1,6,,2026-10-21 18:00\nA-5,w1,,,2026-10-21 18:00\nA-6,w1,1,,2026-10-21 18:00\nA-6,w1,2,,2026-10-21 18:00\n");
        self.write("counts/c-2026-10-28.csv", "sku,location,qty,counted at\nA-1,w1,6,2026-10-28 18:00\nA-2,w1,3,2026-10-28 18:00\nA-4,w1,5,2026-10-28 18:00\n");
        self.write("finance.csv", "sku,qty\nA-1,25\nA-2,9\nA-3,60\n");
        self.write("tiny.txt", "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=7,3360,960,5,2,2,1\nB,D=7,3360,960,5,2,2,1\nSECTION_DAYS_OFF\nA,0\nB,5\nSECTION_SHIFT_ON_REQUESTS\nA,2,D,2\nSECTION_SHIFT_OFF_REQUESTS\nB,2,D,1\nSECTION_COVER\n0,D,1,100,1\n3,D,2,100,1\n");
        self.write("duty.csv", "date,staff,shift,role,locked\n2026-11-30,p2,late,,\n2026-12-01,p1,early,,yes\n2026-12-01,p2,late,,\n2026-12-02,p2,early,,\n2026-12-02,p2,late,,\n2026-12-02,p1,s9,,\n2026-12-03,p1,late,,\n2026-12-04,p2,early,,\n2026-12-04,q9,late,,\n2026-12-05,p1,late,,\n");
        self.write("away.csv", "staff,from,to,kind,asked at,approved by\np1,2026-12-03,2026-12-04,k1,2026-11-01,a1\np2,2026-12-03,2026-12-03,k1,2026-12-03,a1\np3,2026-12-03,2026-12-05,k1,2026-11-01,\np4,2026-12-03,2026-12-03,sick,2026-12-03,\n");
        self.write("fixed.csv", "date,staff,shift\n2026-12-01,p3,late\n2026-12-02,p3,early\n2026-12-05,p4,off\n2026-12-05,p4,s8\n");
        self.write("wishes.csv", "staff,date,shift,wish\np1,2026-12-06,off,yes\np2,2026-12-06,late,avoid\np3,2026-12-06,s7,yes\n");
        self.write("staff.csv", "staff,name,role,star,scheme,base,joined,income tax\np1,w1,r1,1,steps,2000,,5\np2,w2,r2,1,own,2000,2026-10-16,\np3,w3,,1,steps,,,\np4,w4,,1,,,,\n");
        self.write("sales.csv", "staff,date,order no,amount,refund,refunded at,share\np1,2026-10-05,s1,1000,,,\np1,2026-10-07,s2,5000,10,2026-10-08,\np2,2026-10-20,s3,500,700,,\nzz,2026-10-06,s4,5,,,\np 1,2026-10-06,s5,5,,,\nP3,2026-10-09,s6,80,,,50%\np1,2026-10-10,s7,9,,,\np3,2026-10-10,s7,9,,,\np1,2026-10-11,s8,9,,,\np1,2026-10-11,s8,9,,,\np1,2026-09-03,s9,90,40,2026-10-03,\np1,2026-08-03,s0,90,40,2026-10-03,\np1,2026-12-01,s11,1,,,\n");
        self.write("service.csv", "staff,date,sales,inquiries,buyers,good reviews\np1,2026-10-05,6000,50,40,3\np2,2026-10-05,900,20,9,\np3,2026-10-05,900,0,0,1\nq9,2026-10-05,1,1,1,1\np1,2026-11-05,1,1,1,1\nTotal,,9000,71,50,9\n");
        self.write("targets.csv", "month,staff,shop,target\n2026-10,p1,,7000\n2026-10,p3,,900\n2026-10,,h1,500\n2026-10,,,9000\n");
        self.write("fines.csv", "staff,date,amount,kind,reason,approver\np1,2026-10-10,-900,k1,,\np1,2026-11-10,-1,k1,x2,a1\n");
        self.write("times.csv", "staff,date,shift start,shift end,clock in,clock out,leave\np1,2026-10-12,8:30,12:00,,,\np1,2026-10-13,8:30,12:00,,,\np1,2026-10-14,8:30,12:00,,,\np1,2026-10-15,8:30,12:00,8:20,,\np1,2026-10-16,8:30,12:00,8:30,12:00,\np2,2026-10-17,8:30,12:00,,,l1\np2,2026-11-17,8:30,12:00,,,l1\n");
        self.write(
            "paid.csv",
            "staff,month,rate,carried\np1,2026-09,0.35%,-90\n",
        );
        self.write("sold.csv", "order no,created at,paid at,shop,paid,refund,status,staff,seller memo\n1,2026-09-10,2026-09-10,h1,1000,,paid,p1,\n2,2026-10-10,2026-10-10,h1,500,,paid,p1,\n3,2026-10-11,2026-10-11,h2,100,,paid,,\n");
        self.write("follow.csv", "order no,created at,paid at,shipped at,status,channel,line no,qty,unit price,order amount,staff\nK1,2026-11-20 10:00:00,2026-11-20 10:00:00,,paid,h1,1,1,5,5,p1\nK2,2026-11-01 10:00:00,2026-11-01 10:00:00,2026-11-02 10:00:00,shipped,h1,1,1,5,500,p2\nK3,2026-11-20 10:00:00,2026-11-20 10:00:00,,refunding,h1,1,1,5,5,q9\nK3,2026-11-20 10:00:00,2026-11-20 10:00:00,,refunding,h1,1,1,5,6,q9\nK3,2026-11-21 10:00:00,,,unpaid,h1,2,1,5,5,\nK4,2026-11-01 10:00:00,,,unpaid,h1,1,1,5,5,\nK5,2026-11-20 10:00:00,2026-11-20 10:00:00,2026-11-20 12:00:00,newword,h1,1,1,5,5,p1\nK7,2026-11-20,,,partly_shipped,h1,1,1,5,5,p1\nK8,2026-11-20 10:00:00,2026-11-20 10:00:00,2026-11-20 11:00:00,received,h1,1,1,5,5,p1\n");
        self.write("calls.csv", "order no,contacted at,staff\nK1,2026-11-20 10:09:00,p1\nK2,2026-11-01 10:19:05,p2\nK7,2026-11-20,p1\n");
        self.write("reports/runs.jsonl", "{\"run\":\"daily\",\"chore\":\"backup run\",\"period\":\"2026-11-20\",\"started\":\"2026-11-20T18:00:00+08:00\",\"ended\":\"2026-11-20T18:00:00+08:00\",\"exit\":0}\nx\n");
        self.write("spent.csv", "month,shop,kind,amount\n2026-10,h1,k1,100\n");
        self.write("visits.csv", "staff,date,shop,class\np2,2026-10-20,v1,A\n");
        self.write("old.json", "{\"rows\":[{\"staff\":\"p1\",\"month\":\"2026-10\",\"score\":\"50\",\"base_sales\":\"1.00\",\"commission\":\"1.00\",\"gross_pay\":\"1.00\"},{\"staff\":\"p9\"}],\"inputs\":[{\"role\":\"paid\",\"sha256\":\"x\"}]}");
    }

    /// A ledger in which every check of documents and stock finds something.
    fn warehouse(&self) {
        let heading = "date,document no,document type,sku,name,spec,unit,qty,unit cost,location,lot,expiry date,party,reference no,keeper,supervisor,posted_at";
        self.write(
            "ledger.csv",
            &format!(
                "{heading}\n\
                 2026-06-30,QC1,opening,A-1,n1,s1,pc,30,2.00,w1,L1,2027-06-30,,,k1,s9,2026-06-30\n\
                 2026-06-30,QC1,opening,A-2,n2,s2,pc,9,2.00,w1,L2,2026-11-01,,,k1,s9,2026-06-30\n\
                 2026-06-30,QC1,opening,A-3,n3,s3,pc,90,2.00,w1,L3,2026-12-20,,,k1,s9,2026-06-30\n\
                 2026-10-05,RK2026100501,receipt,A-1,n1,s1x,pc,20,2.10,w1,L4,2027-09-30,p1,PO1,k1,,2026-10-07\n\
                 2026-10-05,RK2026100501,receipt,A-4,n4,s4,pc,5,2.10,w1,,,p1,PO1,k1,,2026-10-07\n\
                 2026-10-06,RK2026100601,receipt,A-1,n1,s1,box,20,2.10,w1,L4,2027-09-30,p1,,,,\n\
                 2026-10-06,CK2026100601,issue,A-1,n1,s1,pc,2,,w1,L4,2027-09-30,c1,,k1,,2026-10-06\n\
                 2026-10-06,CK2026100604,issue,A-5,n5,s5,pc,2,,w1,,,c1,,k1,,2026-10-06\n\
                 2026-10-07,CK2026100601,issue,A-3,n3,s3,pc,1,,w2,,,c2,,k1,,2026-10-07\n\
                 2026-10-08,,issue,A-4,n4,s4,pc,5,,w1,,,c2,,k1,,2026-10-08\n\
                 2026-10-09,TH2026100901,return_in,A-1,n1,s1,pc,1,2.00,returns,L1,2027-06-30,c2,,k1,,2026-10-09\n"
            ),
        );
        self.write(
            "goods.csv",
            "sku,name,spec,unit,pack size,safety_stock,max_stock,shelf_life_days,unit cost,price\n\
             A-1,n1,s1,pc,12,99,100,365,2.00,3.00\nA-2,n2,s2,pc,12,,,150,2.00,3.00\n\
             A-3,n3,s3,pc,12,,10,180,2.00,2.50\nA-4,n4,s4,pc,12,5,,,2.00,3.00\n",
        );
        self.write(
            "pos.csv",
            "po no,sku,qty,due,supplier,ordered at,unit price,received qty,chased at\n\
             PO1,A-1,10,2026-10-04,p1,2026-10-01,2.00,9,2026-10-02\n\
             PO2,A-2,10,2026-10-14,p1,2026-10-01,2.00,,\nPO3,A-4,10,2026-11-02,p1,2026-10-01,2.00,,\n",
        );
        self.write(
            "notes.csv",
            "note no,po no,sku,item name,spec,qty,delivery date\n\
             DN1,PO1,A-1,n1,s1,22,2026-10-05\nDN1,PO1,A-2,n2,s2,5,2026-10-05\nDN9,PO2,A-2,n2,s2,5,2026-10-25\n",
        );
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, lang: &str, day: &str, arguments: &[&str]) -> Output {
        // What a restore before this one left: it replaces nothing.
        let _ = std::fs::remove_dir_all(self.dir.path().join("out"));
        // And a key that was made.
        let _ = std::fs::remove_dir_all(self.dir.path().join("new-keys"));
        Command::new(env!("CARGO_BIN_EXE_dayclose"))
            .args(["--lang", lang, "--now", &format!("{day}T18:00:00+08:00")])
            .args(arguments)
            .current_dir(self.dir.path())
            .env_remove("DAYCLOSE_CONFIG")
            .env_remove("DAYCLOSE_LANG")
            .env_remove("COLUMNS")
            .output()
            .unwrap()
    }
}

/// What is tried of each command; a command that is not here fails the test.
const TRIED: &[(&str, &[&[&str]])] = &[
    ("init", &[&["init", "new"]]),
    (
        "stock balance",
        &[&[
            "stock",
            "balance",
            "--movements",
            "ledger.csv",
            "--month",
            "2026-10",
        ]],
    ),
    (
        "stock docs",
        &[
            &[
                "stock",
                "docs",
                "--movements",
                "ledger.csv",
                "--month",
                "2026-10",
            ],
            &[
                "stock",
                "docs",
                "--movements",
                "ledger.csv",
                "--items",
                "goods.csv",
                "--purchase-orders",
                "pos.csv",
                "--delivery-notes",
                "notes.csv",
                "--month",
                "2026-10",
            ],
        ],
    ),
    (
        "stock alerts",
        &[
            &[
                "stock",
                "alerts",
                "--movements",
                "ledger.csv",
                "--items",
                "goods.csv",
            ],
            &[
                "stock",
                "alerts",
                "--movements",
                "ledger.csv",
                "--items",
                "goods.csv",
                "--purchase-orders",
                "pos.csv",
                "--as-of",
                "2026-10-31",
            ],
        ],
    ),
    (
        "stocktake sheet",
        &[
            &[
                "stocktake",
                "sheet",
                "--book",
                "ledger.csv",
                "--items",
                "goods.csv",
            ],
            &[
                "stocktake",
                "sheet",
                "--book",
                "ledger.csv",
                "--spot",
                "2",
                "--due",
                "--history",
                "counts",
            ],
        ],
    ),
    (
        "stocktake diff",
        &[&[
            "stocktake",
            "diff",
            "counts/c-2026-10-14.csv",
            "counts/c-2026-10-21.csv",
            "--items",
            "goods.csv",
            "--movements",
            "ledger.csv",
        ]],
    ),
    (
        "stocktake report",
        &[
            &[
                "stocktake",
                "report",
                "--quarter",
                "2026Q4",
                "--book",
                "ledger.csv",
                "--count",
                "counts/c-2026-10-21.csv",
                "--history",
                "counts",
            ],
            &[
                "stocktake",
                "report",
                "--quarter",
                "2027Q1",
                "--book",
                "finance.csv",
                "--count",
                "counts/c-2026-10-28.csv",
            ],
            &[
                "stocktake",
                "report",
                "--quarter",
                "2026Q3",
                "--book",
                "finance.csv",
                "--movements",
                "ledger.csv",
                "--count",
                "counts/c-2026-10-28.csv",
            ],
        ],
    ),
    (
        "stocktake trend",
        &[&[
            "stocktake",
            "trend",
            "counts",
            "--items",
            "goods.csv",
            "--movements",
            "ledger.csv",
        ]],
    ),
    (
        "cron",
        &[
            &["cron"],
            &["cron", "--systemd"],
            &["cron", "--zone", "Europe/Berlin"],
        ],
    ),
    ("completions", &[&["completions", "zsh"]]),
    ("man", &[&["man"]]),
    ("due", &[&["due"], &["due", "--days", "30", "--role", "e"]]),
    (
        "orders check",
        &[
            &["orders", "check", "--orders", "inbox/o-2026-11-21.csv"],
            &[
                "orders",
                "check",
                "--orders",
                "follow.csv",
                "--contacts",
                "calls.csv",
                "--staff",
                "staff.csv",
            ],
        ],
    ),
    (
        "reconcile",
        &[&[
            "reconcile",
            "--book",
            "ledger.csv",
            "--finance",
            "finance.csv",
            "--items",
            "goods.csv",
        ]],
    ),
    (
        "roster make",
        &[
            &[
                "roster",
                "make",
                "--from",
                "2026-12-01",
                "--days",
                "3",
                "--staff",
                "staff.csv",
                "--history",
                "duty.csv",
                "--iterations",
                "1",
            ],
            &[
                "roster",
                "make",
                "--from",
                "2026-12-01",
                "--days",
                "5",
                "--staff",
                "staff.csv",
                "--leave",
                "away.csv",
                "--locks",
                "fixed.csv",
                "--wishes",
                "wishes.csv",
                "--keep",
                "duty.csv",
                "--iterations",
                "1",
            ],
        ],
    ),
    (
        "roster check",
        &[&[
            "roster",
            "check",
            "duty.csv",
            "--month",
            "2026-12",
            "--staff",
            "staff.csv",
            "--leave",
            "away.csv",
            "--locks",
            "fixed.csv",
        ]],
    ),
    (
        "roster swap",
        &[&[
            "roster",
            "swap",
            "p1",
            "2026-12-03",
            "p2",
            "2026-12-04",
            "--roster",
            "duty.csv",
            "--staff",
            "staff.csv",
        ]],
    ),
    (
        "roster suggest",
        &[&[
            "roster",
            "suggest",
            "2026-12-03",
            "late",
            "--roster",
            "duty.csv",
            "--staff",
            "staff.csv",
            "--leave",
            "away.csv",
        ]],
    ),
    (
        "roster export",
        &[&[
            "roster",
            "export",
            "duty.csv",
            "--month",
            "2026-12",
            "--staff",
            "staff.csv",
            "--leave",
            "away.csv",
            "--ics",
            "calendars",
        ]],
    ),
    (
        "roster solve",
        &[&["roster", "solve", "tiny.txt", "--iterations", "2"]],
    ),
    (
        "commission",
        &[
            &[
                "commission",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--targets",
                "targets.csv",
                "--adjustments",
                "fines.csv",
                "--attendance",
                "times.csv",
                "--month",
                "2026-10",
                "--sales",
                "sales.csv",
                "--paid",
                "paid.csv",
            ],
            &[
                "commission",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--targets",
                "targets.csv",
                "--adjustments",
                "fines.csv",
                "--attendance",
                "times.csv",
                "--month",
                "2026-10",
                "--sales",
                "sales.csv",
                "--compare",
                "old.json",
            ],
            &[
                "commission",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--targets",
                "targets.csv",
                "--adjustments",
                "fines.csv",
                "--attendance",
                "times.csv",
                "--month",
                "2026-10",
                "--sales",
                "sales.csv",
                "--paid",
                "paid.csv",
                "--explain",
                "p1",
            ],
            &[
                "commission",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--targets",
                "targets.csv",
                "--adjustments",
                "fines.csv",
                "--attendance",
                "times.csv",
                "--month",
                "2026-10",
                "--orders",
                "sold.csv",
            ],
        ],
    ),
    (
        "kpi",
        &[
            &[
                "kpi",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--targets",
                "targets.csv",
                "--adjustments",
                "fines.csv",
                "--attendance",
                "times.csv",
                "--month",
                "2026-10",
                "--orders",
                "sold.csv",
                "--costs",
                "spent.csv",
                "--visits",
                "visits.csv",
            ],
            &[
                "kpi",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--targets",
                "targets.csv",
                "--adjustments",
                "fines.csv",
                "--attendance",
                "times.csv",
                "--month",
                "2026-10",
                "--compare",
                "old.json",
            ],
            &[
                "kpi",
                "--staff",
                "staff.csv",
                "--service",
                "service.csv",
                "--quarter",
                "2026Q4",
            ],
        ],
    ),
    (
        "table",
        &[
            &["table", "inbox/o-2026-11-22.csv"],
            &["table", "bad.csv", "--as", "orders"],
            &["table", "plain.csv", "--all"],
            &["table", "odd.csv", "--suggest"],
        ],
    ),
    ("doctor", &[&["doctor"], &["doctor", "-v"]]),
    ("run daily", &[&["run", "daily"]]),
    ("run weekly", &[&["run", "weekly", "--date", "2026-10-31"]]),
    (
        "run monthly",
        &[
            &["run", "monthly"],
            &["run", "monthly", "--month", "2026-10", "--close"],
        ],
    ),
    (
        "backup run",
        &[
            &["backup", "run"],
            &["backup", "run", "-v"],
            &["backup", "run", "--dry-run"],
        ],
    ),
    (
        "backup verify",
        &[
            &["backup", "verify"],
            &["backup", "verify", "-v", "--head", "00112233445566778899"],
        ],
    ),
    (
        "backup list",
        &[&["backup", "list"], &["backup", "list", "-v"]],
    ),
    (
        "backup status",
        &[&["backup", "status"], &["backup", "status", "--days", "1"]],
    ),
    (
        "backup history",
        &[
            &["backup", "history", "1001"],
            &["backup", "history", "1003"],
        ],
    ),
    (
        "backup restore",
        &[&["backup", "restore", "--seq", "1", "--to", "out"]],
    ),
    (
        "backup keygen",
        &[&["backup", "keygen", "--to", "new-keys/seal.key"]],
    ),
    (
        "backup prune",
        &[&[
            "backup",
            "prune",
            "--keep",
            "3y",
            "--reason",
            "r1",
            "--approver",
            "a1",
        ]],
    ),
];

/// Commands that fail, for their messages.
const FAILING: &[&[&str]] = &[
    &["backp"],
    &["backup"],
    &["backup", "veryfi"],
    &["backup", "run", "--dryrun"],
    &["backup", "run", "--format", "jsn"],
    &["backup", "run", "more"],
    &["backup", "run", "-o", "result.abc"],
    &["backup", "verify", "--head", "12"],
    &["backup", "verify", "--head"],
    &["backup", "verify", "--remote"],
    &["backup", "keygen", "--to", "plain.csv"],
    &[
        "backup",
        "prune",
        "--keep",
        "1y",
        "--reason",
        "r1",
        "--approver",
        "a1",
    ],
    &[
        "backup",
        "prune",
        "--keep",
        "x1",
        "--reason",
        "r1",
        "--approver",
        "a1",
    ],
    &[
        "backup",
        "prune",
        "--keep",
        "3y",
        "--reason",
        "",
        "--approver",
        "a1",
    ],
    &["backup", "history", "1001", "--identity", "plain.csv"],
    &["-q", "-v", "backup", "list"],
    &["--config", "plain.csv", "backup", "list"],
    &["--now", "x", "backup", "list"],
    &["kpi", "--quarter", "2026Q7", "--staff", "staff.csv"],
    &[
        "commission",
        "--staff",
        "staff.csv",
        "--sales",
        "sales.csv",
        "--month",
        "2026-10",
        "--explain",
        "p9",
    ],
    &[
        "commission",
        "--staff",
        "staff.csv",
        "--sales",
        "sales.csv",
        "--month",
        "2026-10",
        "--compare",
        "plain.csv",
    ],
    &["init", "--seed", "1"],
    &["init", "--seed", "x", "--sample"],
    &["init", "."],
    &["table"],
    &["table", "nowhere.csv"],
    &["table", "plain.csv", "--as", "order"],
    &["table", "plain.csv", "--as", "orders"],
    &["table", "plain.csv", "--suggest"],
    &["table", "plain.csv", "--encoding", "x"],
    &["table", "inbox/broken-2026-11-22.xlsx"],
    &[
        "backup",
        "run",
        "-o",
        "inbox/o-2026-11-22.csv",
        "--format",
        "csv",
    ],
];

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

#[track_caller]
fn no_chinese(text: &str, what: &str) {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| is_chinese(*c)) {
        let near: String = text[at..].chars().take(40).collect();
        panic!("{what}: «{c}» in English: …{near}…");
    }
}

/// What a person sees of an output: workbooks opened, style sheets and fonts
/// left out.
fn seen(bytes: &[u8], format: &str) -> String {
    if format == "xlsx" && bytes.starts_with(b"PK") {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut all = String::new();
        for i in 0..zip.len() {
            let mut part = zip.by_index(i).unwrap();
            let name = part.name().unwrap().into_owned();
            if name.ends_with("sharedStrings.xml")
                || name.contains("worksheets/sheet")
                || name.ends_with("workbook.xml")
            {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut part, &mut text).unwrap();
                all.push_str(&text);
            }
        }
        return without_tags(&all);
    }
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    if format == "html" {
        without_tags(&text)
    } else {
        text
    }
}

/// The text between tags, and sheet names, which stand in an attribute.
fn without_tags(markup: &str) -> String {
    let mut out = String::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        let tag = &rest[at..];
        // The functions of formulas are called the same in every language.
        let hidden = ["style", "script", "f", "formula1"]
            .into_iter()
            .find(|t| tag.starts_with(&format!("<{t}>")) || tag.starts_with(&format!("<{t} ")));
        let end = match hidden {
            Some(t) => tag
                .find(&format!("</{t}>"))
                .map_or(tag.len(), |e| e + t.len() + 3),
            None => tag.find('>').map_or(tag.len(), |e| e + 1),
        };
        if let Some(name) = tag[..end].strip_prefix("<sheet name=\"") {
            out.push_str(name.split('"').next().unwrap_or(""));
        }
        rest = &tag[end..];
    }
    out.push_str(rest);
    out.replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$')))
        // A place on a sheet and a flag to type are no words.
        .filter(|w| !w.contains('$') && !w.starts_with("--"))
        .map(|w| w.trim_matches('-').to_ascii_lowercase())
        .filter(|w| w.len() > 1 && w.bytes().filter(u8::is_ascii_alphabetic).count() > 1)
        // A hash is no word.
        .filter(|w| w.len() < 12 || !w.bytes().all(|b| b.is_ascii_hexdigit()))
        .collect()
}

/// Words of the data and of what was typed: they stay as they are.
fn known(office: &Office, typed: &[&str]) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = SAME.iter().map(|w| (*w).to_owned()).collect();
    known.extend(words(&typed.join(" ")));
    for entry in walkdir::WalkDir::new(office.dir.path())
        .into_iter()
        .flatten()
    {
        let below = entry.path().strip_prefix(office.dir.path()).unwrap();
        known.extend(words(&below.to_string_lossy()));
        if entry.file_type().is_file()
            && below.extension().is_some_and(|e| e == "csv" || e == "json")
        {
            known.extend(words(&std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
    // Series of documents are named by what stands before their numbers.
    known.extend(words("myshop main other inbox missing archive ck rk th"));
    // What the unzipper says of a broken workbook is its own.
    known.extend(words("invalid Zip archive: Could not find EOCD"));
    known.extend(words(&whoami()));
    known.extend(words(&office.dir.path().to_string_lossy()));
    for table in dayclose::table::tables::ALL {
        known.insert(table.name.to_owned());
        known.extend(table.fields.iter().map(|f| f.name.to_owned()));
    }
    known
}

fn whoami() -> String {
    let out = Command::new("id").arg("-un").output();
    out.map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
        .unwrap_or_default()
}

/// English words in the Chinese result that the English one has and the data
/// has not.
fn untranslated(zh: &str, en: &str, known: &BTreeSet<String>) -> Vec<String> {
    let en = words(en);
    words(zh)
        .into_iter()
        .filter(|w| en.contains(w) && !known.contains(w))
        .collect()
}

/// Names of commands that take arguments, from the help pages themselves.
fn leaves(office: &Office, path: &[String], out: &mut Vec<String>) {
    let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = office.run("en", "2026-11-22", &arguments);
    assert_eq!(help.status.code(), Some(0), "{arguments:?}");
    let text = String::from_utf8(help.stdout).unwrap();
    let below: Vec<String> = text
        .lines()
        .skip_while(|l| *l != "Commands:")
        .skip(1)
        .take_while(|l| !l.is_empty())
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next().map(str::to_owned))
        .collect();
    if below.is_empty() {
        out.push(path.join(" "));
    }
    for name in below {
        leaves(office, &[path, &[name]].concat(), out);
    }
}

#[test]
fn every_command_is_tried() {
    let office = Office::new();
    let mut found = Vec::new();
    leaves(&office, &[], &mut found);
    assert!(found.len() > 3, "{found:?}");
    let tried: Vec<&str> = TRIED.iter().map(|(name, _)| *name).collect();
    for name in &found {
        assert!(
            tried.contains(&name.as_str()),
            "`{name}` is not in TRIED of tests/languages.rs"
        );
    }
    assert_eq!(found.len(), tried.len());
}

#[test]
fn help_pages() {
    let office = Office::new();
    let mut found = Vec::new();
    leaves(&office, &[], &mut found);
    found.push(String::new());
    found.extend(["backup", "run"].map(str::to_owned));
    for name in found {
        for flag in ["--help", "-h"] {
            let arguments: Vec<&str> = name.split_whitespace().chain([flag]).collect();
            let page = |lang| {
                String::from_utf8(office.run(lang, "2026-11-22", &arguments).stdout).unwrap()
            };
            let (zh, en) = (page("zh"), page("en"));
            no_chinese(&en, &format!("{name} {flag}"));
            assert!(!en.is_empty() && zh.chars().any(is_chinese), "{name}");
            // Options, and what stands between angle brackets, are typed as they are.
            let mut known = known(&office, &arguments);
            known.extend(
                zh.split_whitespace()
                    .filter(|w| w.starts_with(['-', '<', '[']) || w.contains('/'))
                    .flat_map(words),
            );
            known.extend(words(
                "init table backup run verify status list restore history keygen prune kpi reconcile stocktake stock roster orders daily weekly monthly make check swap suggest export doctor echo key keys systemd bash zsh fish completions man",
            ));
            assert_eq!(
                untranslated(&zh, &en, &known),
                Vec::<String>::new(),
                "{name} {flag}:\n{zh}"
            );
        }
    }
}

#[test]
fn every_result_in_both_languages() {
    let shared = Office::new();
    for (name, variants) in TRIED {
        for arguments in *variants {
            for format in FORMATS {
                let fresh;
                let office = if *name == "init" {
                    fresh = Office::new();
                    &fresh
                } else {
                    &shared
                };
                let out = |lang: &str| {
                    let arguments = [&["--format", format][..], arguments].concat();
                    let output = office.run(lang, "2026-11-22", &arguments);
                    assert!(
                        output.status.code().is_some_and(|c| c < 2),
                        "{name} {format}: {}",
                        String::from_utf8_lossy(&output.stderr)
                    );
                    if *name == "init" {
                        std::fs::remove_dir_all(office.dir.path().join("new")).unwrap();
                    }
                    seen(&output.stdout, format) + &String::from_utf8(output.stderr).unwrap()
                };
                let (en, zh) = (out("en"), out("zh"));
                let what = format!("{arguments:?} {format}");
                no_chinese(&en, &what);
                if format == "json" {
                    messages_are_chinese(&zh, &what);
                    continue;
                }
                assert!(zh.chars().any(is_chinese), "{what}: {zh}");
                if SCRIPTS.contains(name) {
                    continue;
                }
                let left = untranslated(&zh, &en, &known(office, arguments));
                assert_eq!(left, Vec::<String>::new(), "{what}:\n{zh}");
            }
        }
    }
}

/// The check itself finds what it is there for.
#[test]
fn a_heading_left_in_english_is_found() {
    let known = BTreeSet::from(["sha-256".to_owned()]);
    let (en, zh) = ("seq,vanished,SHA-256\n1,2,3", "号,vanished,SHA-256\n1,2,3");
    assert_eq!(untranslated(zh, en, &known), ["vanished"]);
    assert_eq!(
        without_tags("<p class=\"名\">a<style>b</style>&amp;"),
        " a &"
    );
    assert!(is_chinese('封') && is_chinese('，') && !is_chinese('…') && !is_chinese('é'));
}

/// JSON keeps its English keys; what it says is in the language asked for.
fn messages_are_chinese(json: &str, what: &str) {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(json) else {
        // `init` and `--suggest` say plain text in every format.
        assert!(json.chars().any(is_chinese), "{what}: {json}");
        return;
    };
    for finding in value["findings"].as_array().unwrap() {
        let message = finding["message"].as_str().unwrap();
        assert!(message.chars().any(is_chinese), "{what}: {message}");
    }
    for input in value["inputs"].as_array().unwrap() {
        let role = input["role"].as_str().unwrap();
        let shown = dayclose::report::words::role(role).zh;
        // The sources of a backup have the names the config gives them.
        let named = ["main", "other"].contains(&role);
        assert!(named || shown.chars().any(is_chinese), "{what}: {shown}");
    }
}

#[test]
fn every_file_in_both_languages() {
    let office = Office::new();
    for (_, variants) in TRIED.iter().filter(|(name, _)| !PLAIN.contains(name)) {
        for arguments in *variants {
            if arguments.contains(&"--suggest") {
                continue;
            }
            for ending in ["txt", "json", "csv", "xlsx", "html"] {
                let file = |lang: &str| {
                    let name = format!("result-{lang}.{ending}");
                    let output = office.run(
                        lang,
                        "2026-11-22",
                        &[arguments, &["-o", &name][..]].concat(),
                    );
                    assert!(output.status.code().is_some_and(|c| c < 2), "{arguments:?}");
                    let path = office.dir.path().join(name);
                    let text = seen(&std::fs::read(&path).unwrap(), ending).replace('\u{feff}', "");
                    std::fs::remove_file(path).unwrap();
                    text
                };
                let what = format!("{arguments:?} {ending}");
                no_chinese(&file("en"), &what);
                assert!(
                    ending == "json" || file("zh").chars().any(is_chinese),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn every_error_in_both_languages() {
    let office = Office::new();
    for arguments in FAILING {
        let said = |lang| {
            let output = office.run(lang, "2026-11-22", arguments);
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                output.status.code(),
                Some(2),
                "{arguments:?}: {text}{}",
                String::from_utf8_lossy(&output.stdout)
            );
            assert!(output.stdout.is_empty(), "{arguments:?}");
            text
        };
        let (en, zh) = (said("en"), said("zh"));
        // What the TOML parser says is its own.
        let zh = zh.split(" TOML:").next().unwrap_or("").to_owned();
        no_chinese(&en, &format!("{arguments:?}"));
        assert!(zh.chars().any(is_chinese), "{arguments:?}: {zh}");
        let mut known = known(&office, arguments);
        known.extend(
            zh.split_whitespace()
                .filter(|w| w.contains('<') || w.contains("--") || w.contains('`'))
                .flat_map(words),
        );
        known.extend(words(
            "init table backup run verify status list restore history help utf-8 utf-16 remote path bucket s3",
        ));
        assert_eq!(
            untranslated(&zh, &en, &known),
            Vec::<String>::new(),
            "{arguments:?}:\n{zh}"
        );
    }
}

/// The sample's own words are part of what a person reads.
#[test]
fn init_writes_in_the_language_asked_for() {
    let office = Office::new();
    office.run("en", "2026-11-22", &["init", "sample-en", "--sample"]);
    for name in ["dayclose.toml", "README.md"] {
        let text = std::fs::read_to_string(office.dir.path().join("sample-en").join(name)).unwrap();
        let prose: String = text
            .lines()
            .filter(|l| l.trim_start().starts_with('#') && !l.contains('='))
            .collect::<Vec<_>>()
            .join("\n");
        assert!(!prose.is_empty());
        if name == "dayclose.toml" {
            // Status words and headings are data; what is said of them is not.
            no_chinese(&prose, name);
        }
    }
    office.run("zh", "2026-11-22", &["init", "sample-zh"]);
    let path: &Path = &office.dir.path().join("sample-zh/dayclose.toml");
    assert!(
        std::fs::read_to_string(path)
            .unwrap()
            .chars()
            .any(is_chinese)
    );
}
