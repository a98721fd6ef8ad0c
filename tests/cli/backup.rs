//! `dayclose backup run`, `verify` and `list`: a week in an office.

use crate::session::{LANGS, Session};

const CONFIG: &str = "[shop]\nname = \"shop\"\n[backup]\nsettle_seconds = 0\n[[backup.source]]\nname = \"tmall\"\npath = \"inbox\"\n";
const HEADING: &str = "订单编号,订单创建时间,订单状态,联系手机,收货地址,总金额,买家实际支付金额,订单付款时间,备注旗帜,商家备注\n";

fn export(s: &Session, day: &str, rows: &[&str]) {
    s.write(
        &format!("inbox/orders-{day}.csv"),
        &format!("{HEADING}{}\n", rows.join("\n")),
    );
}

#[test]
fn a_week() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.write("dayclose.toml", CONFIG);
        s.on("2026-11-20");
        s.types("dayclose backup verify");
        export(
            &s,
            "2026-11-20",
            &[
                "3000004182221001,2026-11-20 10:00:00,等待买家付款,13800000001,浙江省杭州市某路1号,39.80,0,,,",
                "3000004182221002,2026-11-20 10:05:00,买家已付款，等待卖家发货,13800000002,浙江省杭州市某路2号,1039.80,1039.80,2026-11-20 10:06:00,,",
                "3000004182221003,2026-11-20 10:07:00,买家已付款，等待卖家发货,13800000003,浙江省杭州市某路3号,20,20,2026-11-20 10:08:00,,请早发",
                "3000004182221004,2026-11-20 10:09:00,买家已付款，等待卖家发货,13800000004,浙江省杭州市某路4号,20,20,2026-11-20 10:10:00,,",
            ],
        );
        s.types("dayclose backup run --dry-run");
        s.types("dayclose backup run");
        s.types("dayclose backup run");
        s.on("2026-11-21");
        s.types("dayclose backup run");
        s.on("2026-11-22");
        export(
            &s,
            "2026-11-22",
            &[
                "3000004182221001,2026-11-20 10:00:00,等待买家付款,13800000001,浙江省杭州市某路1号,35.00,0,,,",
                "3000004182221002,2026-11-20 10:05:00,卖家已发货，等待买家确认,13500000009,浙江省杭州市某路2号,1039.80,1039.80,2026-11-20 10:06:00,,",
                "3000004182221003,2026-11-20 10:07:00,买家已付款，等待卖家发货,13800000003,江苏省南京市某路9号,20,20,2026-11-20 10:08:00,红旗,请早发；11-22 员工A 新地址已修改妥当",
                "3000004182221005,2026-11-22 10:09:00,某新状态,13800000005,浙江省杭州市某路5号,20,20,2026-11-20 10:10:00,,",
            ],
        );
        s.types("dayclose backup run");
        s.types("dayclose backup run -q");
        s.types("dayclose backup run --format csv");
        s.types("dayclose backup list");
        s.types("dayclose backup list --format csv");
        s.types("dayclose backup verify");
        s.types("dayclose backup verify -q");
        insta::assert_snapshot!(format!("backup_week_{lang}"), without_user(&s.said()));
    }
}

/// The list as CSV names the user who ran it.
fn without_user(text: &str) -> String {
    let user = std::fs::metadata("Cargo.toml")
        .map(|m| owner(&m))
        .unwrap_or_default();
    if user.is_empty() {
        text.to_owned()
    } else {
        text.replace(&format!(",{user},"), ",[USER],")
    }
}

#[cfg(unix)]
fn owner(_: &std::fs::Metadata) -> String {
    let out = std::process::Command::new("id").arg("-un").output();
    out.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
        .unwrap_or_default()
}

#[cfg(not(unix))]
fn owner(_: &std::fs::Metadata) -> String {
    std::env::var("USERNAME").unwrap_or_default()
}

#[test]
fn damage() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.write("dayclose.toml", CONFIG);
        s.on("2026-11-20");
        for day in ["2026-11-20", "2026-11-21", "2026-11-22"] {
            s.on(day);
            export(
                &s,
                day,
                &[&format!(
                    "30000041822210{},{day} 10:00:00,等待买家付款,13800000001,甲,1,0,,,",
                    &day[8..]
                )],
            );
            s.types("dayclose backup run -q");
        }
        s.types("dayclose backup verify --head 00112233445566778899aabbccddeeff");
        s.types("dayclose backup verify --head 9f2c41");
        s.write("archive/zip/2026/2026-11-21.zip", "cut");
        s.write("archive/zip/2026/note.txt", "elsewhere");
        std::fs::remove_file(s.path().join("archive/zip/2026/2026-11-22.zip")).unwrap();
        s.types("dayclose backup verify");
        s.types("dayclose backup verify --format csv");
        std::fs::remove_file(s.path().join("archive/seal/000002-2026-11-21.json")).unwrap();
        s.types("dayclose backup verify");
        insta::assert_snapshot!(format!("backup_damage_{lang}"), s.said());
    }
}

#[test]
fn what_cannot_be_done() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.write("dayclose.toml", "[shop]\nname = \"shop\"\n");
        s.types("dayclose backup run");
        s.write("dayclose.toml", &CONFIG.replace("[shop]", "[shops]"));
        s.types("dayclose backup run");
        s.write(
            "dayclose.toml",
            &CONFIG.replace("path = \"inbox\"", "path = \".\""),
        );
        s.types("dayclose backup run");
        s.write(
            "dayclose.toml",
            &CONFIG.replace("path = \"inbox\"", "path = \"nowhere\""),
        );
        s.types("dayclose backup run");
        s.types("dayclose backup run --now yesterday");
        s.types("dayclose backup verify --format xlsx -o inbox");
        s.types("dayclose --config missing.toml backup list");
        insta::assert_snapshot!(format!("backup_errors_{lang}"), s.said());
    }
}
