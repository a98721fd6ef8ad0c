//! The sample: the same to the byte for the same clock and seed, and with
//! nothing unlawful in it but what the summary names.

use chrono::{DateTime, NaiveDate};
use dayclose::base::{Clock, Lang};
use dayclose::policy::{OrderRules, Policy, StatusRanks};
use dayclose::sample::{Planted, PlantedKind, SampleSummary, sample_config, write_sample};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

fn clock(at: &str) -> Clock {
    let at = DateTime::parse_from_rfc3339(at).expect("a literal");
    Clock::fixed(at, chrono_tz::Asia::Shanghai)
}

fn evening() -> Clock {
    clock("2026-11-22T18:00:00+08:00")
}

fn write(clock: &Clock, seed: u64) -> (tempfile::TempDir, SampleSummary) {
    let dir = tempfile::tempdir().expect("a folder");
    let summary = write_sample(dir.path(), clock, seed, Lang::Zh).expect("written");
    (dir, summary)
}

fn read_all(dir: &Path, summary: &SampleSummary) -> BTreeMap<String, Vec<u8>> {
    let read = |f: &String| (f.clone(), std::fs::read(dir.join(f)).expect("a file"));
    summary.files.iter().map(read).collect()
}

#[test]
fn the_same_clock_and_seed_give_the_same_bytes() {
    let (a_dir, a) = write(&evening(), 1);
    let (b_dir, b) = write(&evening(), 1);
    let (c_dir, c) = write(&evening(), 2);
    assert_eq!(a, b);
    let (a_files, b_files) = (read_all(a_dir.path(), &a), read_all(b_dir.path(), &b));
    for (path, bytes) in &a_files {
        assert!(b_files[path] == *bytes, "{path} differs");
    }
    let c_files = read_all(c_dir.path(), &c);
    for path in a_files.keys() {
        // These hold no drawn figure.
        let fixed = ["staff.xlsx", "leave.csv", "adjustments.csv", "targets.csv"];
        if !fixed.iter().any(|f| path.ends_with(f)) {
            assert!(
                a_files[path] != c_files[path],
                "{path} is the same for another seed"
            );
        }
    }
    // 7 days of two platforms, 5 books, 4 counts, 7 of people, the README.
    assert_eq!(a.files.len(), 14 + 5 + 4 + 7 + 1);
    let on_disk = walkdir::WalkDir::new(a_dir.path())
        .into_iter()
        .filter(|e| e.as_ref().expect("an entry").file_type().is_file())
        .count();
    assert_eq!(on_disk, a.files.len());
}

#[test]
fn files_that_are_there_are_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("README.md"), "mine").expect("written");
    let error = write_sample(dir.path(), &evening(), 1, Lang::En).expect_err("refused");
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 1);
}

/// heading (trimmed) → value, wrappers of ids taken off.
type Row = HashMap<String, String>;

/// Rows of a CSV by the first column (rows of the same key in order).
fn table(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> BTreeMap<String, Vec<Row>> {
    let (text, _, bad) = encoding.decode(bytes);
    assert!(!bad, "the encoding holds");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<String> = reader
        .headers()
        .expect("headings")
        .iter()
        .map(|h| h.trim().to_owned())
        .collect();
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a whole row");
        let row: Row = headings
            .iter()
            .cloned()
            .zip(record.iter().map(str::to_owned))
            .collect();
        rows.entry(record[0].to_owned()).or_default().push(row);
    }
    rows
}

/// The class of a heading, by the policy's own lists.
fn class(rules: &OrderRules, heading: &str) -> Option<&'static str> {
    let field = match heading {
        "订单编号" | "订单号" => "order_no",
        "买家会员名" | "下单帐号" => "buyer",
        "买家应付货款" | "京东价" => "amount",
        "总金额" | "订单金额" | "结算金额" => "order_amount",
        "买家实际支付金额" | "应付金额" => "paid",
        "订单状态" => "status",
        "买家留言" => "message",
        "订单备注" | "商家备注" => "remark",
        "收货人姓名" | "客户姓名" => "receiver",
        "收货地址" | "客户地址" => "address",
        "联系手机" | "联系电话" => "phone",
        "订单创建时间" | "下单时间" => "created_at",
        "订单付款时间" | "付款确认时间" => "paid_at",
        "宝贝标题" | "商品名称" => "title",
        "货号" => "sku",
        "物流单号" => "tracking_no",
        "物流公司" => "courier",
        "宝贝总数量" | "订购数量" => "qty",
        "店铺名称" => "shop",
        "发票抬头" => "invoice_title",
        "发货时间" => "shipped_at",
        "确认收货时间" | "订单完成时间" => "finished_at",
        "退款金额" => "refund",
        _ => return None,
    };
    let classes = rules.classes();
    let (name, _) = classes
        .into_iter()
        .find(|(_, fields)| fields.iter().any(|f| f == field))?;
    Some(name)
}

fn cents(value: &str) -> i64 {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// Headings of `new` whose change from `old` breaks the class of their field.
fn unlawful(rules: &OrderRules, ranks: &StatusRanks, old: &Row, new: &Row) -> Vec<String> {
    let mut out = Vec::new();
    for (heading, was) in old {
        let is = &new[heading];
        let lawful = match class(rules, heading) {
            None => true,
            Some("frozen") => was == is,
            Some("once") => was == is || was.is_empty() || was == "0.00",
            Some("append_only") => is.starts_with(was.as_str()),
            Some(_) if heading == "订单状态" => {
                let known = ranks.rank(was).is_some() && ranks.rank(is).is_some();
                known && !ranks.went_back(was, is)
            }
            Some(_) => cents(is) >= cents(was),
        };
        if !lawful {
            out.push(heading.clone());
        }
    }
    out.sort();
    out
}

/// (file, order, headings, old, new) of every unlawful difference.
fn differences(
    dir: &Path,
    files: &[&String],
    encoding: &'static encoding_rs::Encoding,
) -> Vec<(String, String, Vec<String>, Row, Row)> {
    let rules = OrderRules::default();
    let ranks = rules.status.ranks();
    let load = |f: &String| table(&std::fs::read(dir.join(f)).expect("a file"), encoding);
    let mut out = Vec::new();
    for pair in files.windows(2) {
        let (before, after) = (load(pair[0]), load(pair[1]));
        let first_created = |t: &BTreeMap<String, Vec<Row>>| {
            let created = |r: &Row| r.get("订单创建时间").or(r.get("下单时间")).cloned();
            t.values()
                .flatten()
                .filter_map(created)
                .min()
                .expect("orders")
        };
        let window = first_created(&after);
        let mut changed = 0;
        for (number, rows) in &before {
            let Some(now) = after.get(number) else {
                let created = rows[0].get("订单创建时间").or(rows[0].get("下单时间"));
                assert!(
                    created.expect("a time") < &window,
                    "{number} vanished from {}",
                    pair[1]
                );
                continue;
            };
            assert_eq!(rows.len(), now.len(), "lines of {number}");
            changed += usize::from(rows != now);
            for (old, new) in rows.iter().zip(now) {
                let headings = unlawful(&rules, &ranks, old, new);
                if !headings.is_empty() {
                    out.push((
                        pair[1].clone(),
                        number.clone(),
                        headings,
                        old.clone(),
                        new.clone(),
                    ));
                }
            }
        }
        assert!(changed > 0, "nothing happened on the way to {}", pair[1]);
    }
    out
}

fn of<'a>(summary: &'a SampleSummary, folder: &str) -> Vec<&'a String> {
    summary
        .files
        .iter()
        .filter(|f| f.starts_with(folder))
        .collect()
}

fn planted(summary: &SampleSummary, kind: PlantedKind) -> &Planted {
    let mut found = summary.planted.iter().filter(|p| p.kind == kind);
    let one = found.next().expect("one of each kind");
    assert!(found.next().is_none());
    one
}

#[test]
fn only_what_was_planted_is_unlawful() {
    for (at, seed) in [
        ("2026-11-22T18:00:00+08:00", 1),
        ("2026-03-01T08:15:00+08:00", 2),
        ("2027-01-04T00:05:00+08:00", 3),
    ] {
        let (dir, summary) = write(&clock(at), seed);
        let tmall = of(&summary, "inbox/tmall/");
        assert_eq!(tmall.len(), 7);
        let found = differences(dir.path(), &tmall, encoding_rs::GB18030);
        let ranks = OrderRules::default().status.ranks();
        let (repriced, amended, tampered) = (
            planted(&summary, PlantedKind::Repriced),
            planted(&summary, PlantedKind::Amended),
            planted(&summary, PlantedKind::Tampered),
        );
        let id = |p: &Planted| format!("=\"{}\"", p.order_no);
        assert_eq!(found.len(), 3, "{at}: {found:?}");
        for (p, expected) in [
            (repriced, vec!["买家应付货款", "总金额"]),
            (amended, vec!["收货地址"]),
            (tampered, vec!["联系手机"]),
        ] {
            let (file, _, headings, old, new) = found.iter().find(|f| f.1 == id(p)).expect("found");
            assert_eq!(file, &p.file);
            assert_eq!(*headings, expected);
            assert_eq!((&old[p.heading], &new[p.heading]), (&p.old, &p.new));
        }
        let (.., old, new) = found.iter().find(|f| f.1 == id(repriced)).expect("found");
        assert!(ranks.unpaid(&old["订单状态"]) && ranks.unpaid(&new["订单状态"]));
        assert!(cents(&repriced.new) < cents(&repriced.old));
        let (.., old, new) = found.iter().find(|f| f.1 == id(amended)).expect("found");
        let grown = new["订单备注"]
            .strip_prefix(&old["订单备注"])
            .expect("appended");
        assert!(grown.contains(&amended.day.to_string()) && grown.contains("员工A"));
        assert!(grown.contains(&amended.new));
        let (file, .., old, new) = found.iter().find(|f| f.1 == id(tampered)).expect("found");
        assert_eq!(Some(&file), tmall.last(), "the last day");
        assert_eq!(
            (old["订单备注"].as_str(), new["订单备注"].as_str()),
            ("", "")
        );
        assert!(cents(&old["买家实际支付金额"]) > 0);

        let jd = of(&summary, "inbox/jd/");
        assert_eq!(differences(dir.path(), &jd, encoding_rs::UTF_8), []);
    }
}

#[test]
fn exports_are_shaped_like_the_platforms() {
    let (dir, summary) = write(&evening(), 1);
    let last = "inbox/tmall/订单报表_2026-11-22.csv";
    let bytes = std::fs::read(dir.path().join(last)).expect("a file");
    assert!(std::str::from_utf8(&bytes).is_err(), "not UTF-8");
    let orders = table(&bytes, encoding_rs::GB18030);
    assert!((700..1100).contains(&orders.len()), "{}", orders.len());
    assert!(orders.values().all(|rows| rows.len() == 1));
    let now = "2026-11-22 18:00:00";
    for row in orders.values().flatten() {
        for (heading, value) in row {
            if heading.ends_with("时间") {
                assert!(value.as_str() <= now, "{heading} {value}");
            }
        }
        let paid = !row["订单付款时间"].is_empty();
        assert_eq!(paid, cents(&row["买家实际支付金额"]) > 0, "{row:?}");
    }
    let jd = std::fs::read(dir.path().join("inbox/jd/jd-orders-2026-11-22.csv")).expect("a file");
    assert!(jd.starts_with(b"\xef\xbb\xbf"));
    let orders = table(&jd, encoding_rs::UTF_8);
    let several: Vec<_> = orders.values().filter(|rows| rows.len() > 1).collect();
    assert!(several.len() > 50, "{}", several.len());
    for rows in several {
        let goods: HashSet<_> = rows.iter().map(|r| &r["货号"]).collect();
        assert_eq!(goods.len(), rows.len(), "a line each");
        assert!(rows.iter().all(|r| r["订单金额"] == rows[0]["订单金额"]));
        let sum: i64 = rows
            .iter()
            .map(|r| cents(&r["京东价"]) * r["订购数量"].parse::<i64>().expect("a number"))
            .sum();
        assert_eq!(
            sum + cents(&rows[0]["运费金额"]),
            cents(&rows[0]["订单金额"])
        );
    }
    assert_eq!(
        summary.month,
        NaiveDate::from_ymd_opt(2026, 10, 1).expect("a date")
    );
}

fn sheet(dir: &Path, file: &str) -> calamine::Range<calamine::Data> {
    use calamine::Reader as _;
    let mut book = calamine::open_workbook_auto(dir.join(file)).expect("a workbook");
    book.worksheet_range_at(0)
        .expect("a sheet")
        .expect("readable")
}

/// The values of a column below the heading `name` on row `at`.
fn column(sheet: &calamine::Range<calamine::Data>, at: usize, name: &str) -> Vec<String> {
    let headings = sheet.rows().nth(at).expect("headings");
    let index = headings.iter().position(|h| *h == *name).expect(name);
    sheet
        .rows()
        .skip(at + 1)
        .map(|r| r[index].to_string())
        .collect()
}

#[test]
fn finance_differs_from_the_ledger_where_the_summary_says() {
    let (dir, summary) = write(&evening(), 1);
    let book = sheet(dir.path(), "books/movements.xlsx");
    let (skus, types) = (column(&book, 0, "商品编码"), column(&book, 0, "单据类型"));
    let mut balance: BTreeMap<String, i64> = BTreeMap::new();
    let ranks = Policy::default().stock;
    for ((sku, kind), qty) in skus.iter().zip(&types).zip(column(&book, 0, "数量")) {
        let qty: i64 = qty.parse().expect("whole");
        let out = ranks.direction(kind).expect("a known type") == dayclose::base::Direction::Out;
        *balance.entry(sku.clone()).or_default() += if out { -qty } else { qty };
    }
    let bytes = std::fs::read(dir.path().join("books/finance.csv")).expect("a file");
    let (text, ..) = encoding_rs::GB18030.decode(&bytes);
    let mut differ = Vec::new();
    let mut sum = 0;
    for line in text.lines().skip(2) {
        let cells: Vec<&str> = line.split(',').collect();
        let qty: i64 = cells[4].parse().expect("whole");
        if cells[0] == "合计" {
            assert_eq!(qty, sum);
            continue;
        }
        sum += qty;
        let book = balance[cells[0]];
        if qty != book {
            differ.push(format!("W3 {} 账面 {book},财务 {qty}:", cells[0]));
        }
    }
    let told: Vec<&str> = summary
        .to_find
        .iter()
        .map(|m| m.zh.as_str())
        .filter(|m| m.starts_with("W3"))
        .collect();
    assert_eq!(differ.len(), 3);
    assert_eq!(told.len(), 3);
    for (words, told) in differ.iter().zip(told) {
        assert!(told.starts_with(words), "{words} / {told}");
    }
}

#[test]
fn counts_and_people_have_their_quirks() {
    let (dir, summary) = write(&evening(), 1);
    for file in of(&summary, "counts/") {
        let count = sheet(dir.path(), file);
        let counted = column(&count, 0, "实盘数量");
        let blank = counted.iter().filter(|q| q.is_empty()).count();
        assert!((1..=2).contains(&blank) && counted.len() > 40, "{file}");
        let damaged: Vec<String> = column(&count, 0, "残次数量")
            .into_iter()
            .filter(|q| !q.is_empty())
            .collect();
        assert!(damaged.len() <= 1, "{file}");
    }
    let service = sheet(dir.path(), "people/service_2026-10.xlsx");
    let names = column(&service, 1, "旺旺昵称");
    assert_eq!(&names[names.len() - 2..], ["汇总", "均值"]);
    let sales = column(&service, 1, "销售额");
    let fen = |s: &String| (s.parse::<f64>().expect("a number") * 100.0).round() as i64;
    let (total, lines) = (fen(&sales[sales.len() - 2]), &sales[..sales.len() - 2]);
    assert_eq!(lines.iter().map(fen).sum::<i64>(), total);
    let nicks: HashSet<_> = column(&sheet(dir.path(), "people/staff.xlsx"), 0, "旺旺昵称")
        .into_iter()
        .collect();
    assert!(names[..names.len() - 2].iter().all(|n| nicks.contains(n)));
    let attendance = sheet(dir.path(), "people/attendance_2026-10.xlsx");
    let days = column(&attendance, 0, "日期").len();
    // 12 people, 31 days, two sessions, one day of rest a week.
    assert!((12 * 26 * 2..=12 * 27 * 2).contains(&days), "{days}");
}

#[test]
fn people_are_called_by_letters_and_numbers() {
    let (dir, summary) = write(&evening(), 1);
    for file in summary.files.iter().filter(|f| f.ends_with(".csv")) {
        let bytes = std::fs::read(dir.path().join(file)).expect("a file");
        let gb = file.contains("tmall") || file.contains("finance");
        let encoding = if gb {
            encoding_rs::GB18030
        } else {
            encoding_rs::UTF_8
        };
        for row in table(&bytes, encoding).values().flatten() {
            for (heading, value) in row {
                let fits = match heading.as_str() {
                    "收货人姓名" | "客户姓名" => {
                        let number = value.strip_prefix("收货人");
                        number.is_some_and(|n| n.len() == 3 && n.parse::<u32>().is_ok())
                    }
                    "员工" | "审批人" => lettered(value),
                    "买家会员名" => value.starts_with("tb"),
                    "供应商" => value.starts_with("供应商"),
                    "联系手机" => value.starts_with("1380000"),
                    "收货地址" => value.contains("示例"),
                    _ => true,
                };
                assert!(fits, "{file}: {heading} {value}");
            }
        }
    }
    for (file, columns) in [
        ("people/staff.xlsx", ["姓名"].as_slice()),
        ("people/attendance_2026-10.xlsx", &["姓名"]),
        ("books/movements.xlsx", &["保管员", "仓库主管"]),
        ("counts/盘点_2026-10-28.xlsx", &["盘点人"]),
    ] {
        let sheet = sheet(dir.path(), file);
        for name in columns.iter().flat_map(|c| column(&sheet, 0, c)) {
            assert!(name.is_empty() || lettered(&name), "{file}: {name}");
        }
    }
}

/// 员工A … 员工L
fn lettered(name: &str) -> bool {
    name.strip_prefix("员工")
        .is_some_and(|l| l.len() == 1 && ("A"..="L").contains(&l))
}

#[test]
fn the_readme_names_what_was_planted() {
    for lang in [Lang::Zh, Lang::En] {
        let dir = tempfile::tempdir().expect("a folder");
        let summary = write_sample(dir.path(), &evening(), 5, lang).expect("written");
        let readme = std::fs::read_to_string(dir.path().join("README.md")).expect("a file");
        for p in &summary.planted {
            for word in [&p.order_no, &p.old, &p.new, &p.file] {
                assert!(readme.contains(word.as_str()), "{word}");
            }
        }
        for message in &summary.to_find {
            assert!(readme.contains(message.get(lang)), "{message:?}");
        }
    }
}

#[test]
fn the_samples_config_points_at_its_files() {
    let (dir, summary) = write(&evening(), 1);
    for lang in [Lang::Zh, Lang::En] {
        let text = sample_config(lang, &evening());
        let policy =
            Policy::parse(text.as_bytes(), &dir.path().join("dayclose.toml")).expect("holds");
        assert_eq!(policy.shop.language, lang);
        let sources = &policy.backup.source;
        let names: Vec<&str> = sources.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["tmall", "jd"]);
        for source in sources {
            let folder = source.path.as_ref().map(|p| policy.resolve(Path::new(p)));
            assert!(folder.is_some_and(|f| f.is_dir()), "{source:?}");
        }
        assert_eq!(policy.files.len(), 14);
        for (table, path) in &policy.files {
            assert!(summary.files.contains(path), "{table}: {path}");
        }
    }
}
