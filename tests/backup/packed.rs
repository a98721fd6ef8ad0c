//! How small an archive is, held against `zip -6` of the files in it.

use crate::desk::{CONFIG, Desk, skip};
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// Scattered numbers, the same at every run.
fn scattered(n: u64) -> u64 {
    let mix = |x: u64| (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mix(mix(mix(n + 1))) >> 8
}

/// Long Chinese texts that repeat in part.
fn wide() -> String {
    let mut text = "订单编号,订单创建时间,订单状态,收货地址,宝贝标题,总金额,联系手机\n".to_owned();
    let places = [
        "浙江省 杭州市 西湖区",
        "广东省 深圳市 南山区",
        "江苏省 南京市 玄武区",
    ];
    let words = [
        "买家已付款，等待卖家发货",
        "卖家已发货，等待买家确认",
        "交易成功",
    ];
    for n in 0..8000 {
        let r = scattered(n);
        let (place, status) = (places[(r % 3) as usize], words[(r / 7 % 3) as usize]);
        let _ = writeln!(
            text,
            "\"=\"\"3000004182{n:06}\"\"\",2026-11-{:02} {:02}:{:02}:{:02},{status},{place} 某某街道某某路{}号某某小区{}幢{}室,纯棉毛巾加厚吸水家用洗脸巾情侣款{}条装,{}.90,138{:08}",
            r % 20 + 1,
            r / 3 % 24,
            r / 5 % 60,
            r / 11 % 60,
            r / 13 % 99 + 1,
            r / 17 % 30 + 1,
            r / 19 % 2500 + 101,
            r / 23 % 4 + 1,
            r / 29 % 90 + 9,
            r % 100_000_000,
        );
    }
    text
}

/// What a program dumps as JSON.
fn nested() -> String {
    let mut text = "[\n".to_owned();
    for n in 0..8000 {
        let r = scattered(n);
        let _ = write!(
            text,
            " {{\n  \"order_no\": \"3000004182{n:06}\",\n  \"created_at\": \"2026-11-{:02}T{:02}:00:00\",\n  \"status\": \"{}\",\n  \"items\": [\n   {{\n    \"sku\": \"A-{}\",\n    \"qty\": {},\n    \"price\": \"{}.90\"\n   }}\n  ]\n }},\n",
            r / 3 % 28 + 1,
            r / 5 % 24,
            ["待发货", "已发货", "交易成功"][(r / 11 % 3) as usize],
            r % 97,
            r / 7 % 9,
            r / 13 % 3 * 10 + 9,
        );
    }
    text + "]\n"
}

#[test]
fn no_more_than_a_tenth_above_zip() {
    let zip = Command::new("zip").arg("-v").stdout(Stdio::null()).status();
    if !zip.is_ok_and(|s| s.success()) {
        skip("no_more_than_a_tenth_above_zip", "zip is not there");
        return;
    }
    let db = "[[backup.source]]\nname = \"db\"\ncommand = [\"cat\", \"dump.json\"]\n";
    for (what, export, dump) in [
        ("an export", wide(), None),
        ("a dump", String::new(), Some(nested())),
        ("both", wide(), Some(nested())),
    ] {
        let config = match &dump {
            Some(_) => format!("{CONFIG}{db}"),
            None => CONFIG.to_owned(),
        };
        let desk = Desk::with(&config);
        desk.export("2026-11-21", &export);
        desk.write("dump.json", dump.unwrap_or_default().as_bytes());
        desk.run("2026-11-21");
        let archive = "archive/zip/2026/2026-11-21.zip";
        let packed = "mkdir files && cd files && unzip -q ../\"$0\" && zip -q -6 -r ../same.zip .";
        let done = Command::new("sh")
            .args(["-c", packed, archive])
            .current_dir(desk.path())
            .status();
        assert!(done.is_ok_and(|s| s.success()));
        let (ours, theirs) = (desk.read(archive).len(), desk.read("same.zip").len());
        assert!(ours * 10 <= theirs * 11, "{what}: {ours} and {theirs}");
    }
}
