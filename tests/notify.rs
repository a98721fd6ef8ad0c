//! Messages after a run, against servers of the tests' own: each platform's
//! body and signature, retries, and that nothing of it fails the run or shows
//! an address.
#![allow(clippy::unwrap_used)]

#[path = "common/shop.rs"]
mod shop;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use shop::{Ran, Shop};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

const EVENING: &str = "2026-12-01T18:00:00+08:00";

/// One request as it came.
#[derive(Debug)]
struct Came {
    method: String,
    target: String,
    body: String,
}

/// Answers one request after the other, each with the next of `answers`
/// (status line's code, body), then closes.
fn serve(answers: Vec<(u16, &'static str)>) -> (String, JoinHandle<Vec<Came>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let handle = std::thread::spawn(move || {
        let mut all = Vec::new();
        for (status, answer) in answers {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let mut words = line.split_whitespace().map(str::to_owned);
            let (method, target) = (words.next().unwrap(), words.next().unwrap());
            let mut length = 0;
            loop {
                let mut header = String::new();
                reader.read_line(&mut header).unwrap();
                if header.trim().is_empty() {
                    break;
                }
                let lower = header.to_ascii_lowercase();
                if let Some(n) = lower.strip_prefix("content-length:") {
                    length = n.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let body = String::from_utf8(body).unwrap();
            all.push(Came {
                method,
                target,
                body,
            });
            let mut stream = stream;
            let length = answer.len();
            write!(
                stream,
                "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{answer}"
            )
            .unwrap();
        }
        all
    });
    (base, handle)
}

/// A shop of orders only, whose one receiver is that.
fn shop(receiver: &str) -> Shop {
    let shop = Shop::empty();
    shop.write(
        "dayclose.toml",
        &format!(
            "[shop]\nname = \"myshop\"\n[backup]\nsettle_seconds = 0\n[[backup.source]]\nname = \"main\"\npath = \"inbox\"\n\
             [notify]\npause_seconds = 0\nlink = \"https://nas.example/reports/\"\n[[notify.to]]\n{receiver}\n"
        ),
    );
    shop.write(
        "inbox/o_2026-12-01.csv",
        "order no,created at,amount\nA1,2026-12-01 10:00,5\n1.2E+17,2026-12-01 10:00,5\n",
    );
    shop
}

fn daily(shop: &Shop, env: &[(&str, &str)]) -> Ran {
    shop.run_with(EVENING, &["run", "daily"], env)
}

fn head(shop: &Shop) -> String {
    let summary = shop.json("reports/2026-12-01/summary.json");
    summary["summary"]["head"].as_str().unwrap().to_owned()
}

fn text(shop: &Shop) -> String {
    let head = head(shop);
    format!(
        "daily run myshop  2026-12-01: 2 to look at\nbad-file 1 · damaged-id 1\nhead {head}\nreports https://nas.example/reports/2026-12-01/"
    )
}

fn mac(key: &str, message: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn seconds_now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

#[test]
fn wecom() {
    let (base, server) = serve(vec![(200, r#"{"errcode":0,"errmsg":"ok"}"#)]);
    let shop = shop("kind = \"wecom\"\nurl_env = \"WECOM_URL\"");
    let ran = daily(
        &shop,
        &[("WECOM_URL", &format!("{base}/cgi-bin/webhook/send?key=k1"))],
    );
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    let came = server.join().unwrap();
    assert_eq!(
        (came[0].method.as_str(), came[0].target.as_str()),
        ("POST", "/cgi-bin/webhook/send?key=k1")
    );
    let body: Value = serde_json::from_str(&came[0].body).unwrap();
    assert_eq!(
        body,
        json!({"msgtype": "text", "text": {"content": text(&shop)}})
    );
    assert!(
        shop.read("reports/runs.jsonl")
            .contains("\"chore\":\"notify\"")
    );
}

#[test]
fn dingtalk_signs_the_address() {
    let (base, server) = serve(vec![(200, r#"{"errcode":0,"errmsg":"ok"}"#)]);
    let shop =
        shop("kind = \"dingtalk\"\nurl_file = \"secrets/ding\"\nsecret_env = \"DING_SECRET\"");
    shop.write(
        "secrets/ding",
        &format!("{base}/robot/send?access_token=t1\n"),
    );
    let ran = daily(&shop, &[("DING_SECRET", "SEC0123")]);
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    let came = server.join().unwrap();
    let query = came[0].target.strip_prefix("/robot/send?").unwrap();
    let field = |name: &str| {
        let found = query
            .split('&')
            .find_map(|p| p.strip_prefix(&format!("{name}=")));
        found.unwrap_or_else(|| panic!("{query}")).to_owned()
    };
    assert_eq!(field("access_token"), "t1");
    let stamp = field("timestamp");
    let millis: i64 = stamp.parse().unwrap();
    // The platform takes an hour either way: the real time, whatever --now says.
    assert!((millis / 1000 - seconds_now()).abs() < 3600, "{millis}");
    let sign = field("sign")
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
    assert_eq!(sign, mac("SEC0123", &format!("{stamp}\nSEC0123")));
    let body: Value = serde_json::from_str(&came[0].body).unwrap();
    assert_eq!(
        body,
        json!({"msgtype": "text", "text": {"content": text(&shop)}})
    );
}

#[test]
fn feishu_signs_the_body() {
    let (base, server) = serve(vec![(200, r#"{"code":0,"msg":"success","data":{}}"#)]);
    let shop =
        shop("kind = \"feishu\"\nurl_env = \"FEISHU_URL\"\nsecret_file = \"secrets/feishu\"");
    shop.write("secrets/feishu", "s3cret\n");
    let ran = daily(
        &shop,
        &[("FEISHU_URL", &format!("{base}/open-apis/bot/v2/hook/h1"))],
    );
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    let came = server.join().unwrap();
    let body: Value = serde_json::from_str(&came[0].body).unwrap();
    let stamp = body["timestamp"].as_str().unwrap();
    assert!((stamp.parse::<i64>().unwrap() - seconds_now()).abs() < 3600);
    assert_eq!(body["sign"], mac(&format!("{stamp}\ns3cret"), ""));
    assert_eq!(body["msg_type"], "text");
    assert_eq!(body["content"], json!({"text": text(&shop)}));
}

#[test]
fn a_plain_hook_gets_the_figures() {
    let (base, server) = serve(vec![(204, "")]);
    let shop = shop("kind = \"json\"\nurl_env = \"HOOK\"");
    let ran = daily(&shop, &[("HOOK", &format!("{base}/hook"))]);
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    let body: Value = serde_json::from_str(&server.join().unwrap()[0].body).unwrap();
    assert_eq!(body["command"], "run daily");
    assert_eq!(body["shop"], "myshop");
    assert_eq!(body["period"], "2026-12-01");
    assert_eq!(body["exit"], 1);
    assert_eq!(body["counts"], json!({"bad-file": 1, "damaged-id": 1}));
    assert_eq!(body["not_done"], json!([]));
    assert_eq!(body["head"], head(&shop));
    assert_eq!(body["link"], "https://nas.example/reports/2026-12-01/");
    assert_eq!(body["text"], text(&shop));
}

#[test]
fn a_dead_mans_switch_is_pinged_only_by_a_run_that_was_done() {
    let (base, server) = serve(vec![(200, "OK")]);
    let shop = shop("kind = \"ping\"\nurl_env = \"PING\"");
    let url = format!("{base}/ping/u1");
    assert_eq!(daily(&shop, &[("PING", &url)]).exit, 1);
    let came = server.join().unwrap();
    assert_eq!(
        (came[0].method.as_str(), came[0].target.as_str()),
        ("GET", "/ping/u1")
    );
    // The server is gone: were it asked again, there would be a warning.
    let early = shop.run_with(
        "2026-11-30T18:00:00+08:00",
        &["run", "daily"],
        &[("PING", &url)],
    );
    assert_eq!((early.exit, early.err.as_str()), (2, ""));
}

#[test]
fn tries_again_and_then_is_taken() {
    let busy = r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#;
    let (base, server) = serve(vec![(503, ""), (200, busy), (200, r#"{"errcode":0}"#)]);
    let shop = shop("kind = \"wecom\"\nurl_env = \"WECOM_URL\"");
    let ran = daily(&shop, &[("WECOM_URL", &format!("{base}/send?key=k1"))]);
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    assert_eq!(server.join().unwrap().len(), 3);
}

#[test]
fn what_is_refused_is_not_tried_again_and_shows_no_address() {
    let refused = r#"{"errcode":93000,"errmsg":"invalid webhook url, key 0123456789"}"#;
    let (base, server) = serve(vec![(200, refused)]);
    let shop = shop("kind = \"wecom\"\nurl_env = \"WECOM_URL\"");
    let ran = daily(
        &shop,
        &[("WECOM_URL", &format!("{base}/send?key=0123456789"))],
    );
    assert_eq!(ran.exit, 1, "the run's own status");
    assert_eq!(
        ran.err,
        "warning: the message to wecom was not sent (attempts: 1): 93000 invalid webhook url, key ***\n"
    );
    assert_eq!(server.join().unwrap().len(), 1);
    let all = shop.files("reports");
    for (name, bytes) in all {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("0123456789"), "{name}");
    }
}

#[test]
fn nobody_there_never_fails_the_run() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let shop = shop("kind = \"feishu\"\nurl_env = \"FEISHU_URL\"");
    let ran = daily(&shop, &[("FEISHU_URL", &format!("{base}/hook/0123456789"))]);
    assert_eq!(ran.exit, 1);
    assert_eq!(
        ran.err,
        "warning: the message to feishu was not sent (attempts: 3): it cannot be reached; check the network\n"
    );
    assert!(shop.path("reports/2026-12-01/summary.json").exists());
    let ran = daily(&shop, &[]);
    assert!(
        ran.err
            .contains("the environment variable FEISHU_URL is not set"),
        "{}",
        ran.err
    );
    let ran = daily(&shop, &[("FEISHU_URL", "http://example.invalid/hook")]);
    assert!(
        ran.err.contains("FEISHU_URL holds is no address"),
        "{}",
        ran.err
    );
}
