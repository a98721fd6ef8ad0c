//! What the commands are tried on.

use std::process::{Command, Output};

/// A shop whose data is plain ASCII.
pub struct Office {
    pub dir: tempfile::TempDir,
}

impl Office {
    /// Two sealed days with something of everything, in ASCII only.
    pub fn new() -> Office {
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

    pub fn write(&self, name: &str, text: &str) {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn run(&self, lang: &str, day: &str, arguments: &[&str]) -> Output {
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
