//! The config: what `init` writes reads back as the built-in rules, the list of
//! keys is the structs' own, and what is wrong in a file is said with its line.

#[path = "policy/wrong.rs"]
mod wrong;

use dayclose::base::Direction;
use dayclose::base::Lang;
use dayclose::policy::keys::{HEADS, KEYS};
use dayclose::policy::kpi::{Every, VisitRule};
use dayclose::policy::notify::{Receiver, ReceiverKind};
use dayclose::policy::pay::{Exclude, ExcludeBy, Reward, Scheme};
use dayclose::policy::{
    Cadence, ClockTime, KpiRules, Policy, PolicyError, Problem, Remote, Source, What, find,
    reference, template,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

fn parse(text: &str) -> Result<Policy, PolicyError> {
    Policy::parse(text.as_bytes(), Path::new("shop/dayclose.toml"))
}

/// As TOML: equal policies from different files are equal here.
fn plain(policy: &Policy) -> toml::Value {
    toml::Value::try_from(policy).expect("a policy is a table")
}

fn problems(text: &str) -> Vec<Problem> {
    match parse(text) {
        Err(PolicyError::Invalid { problems, .. }) => problems,
        other => panic!("expected problems, got {other:?}"),
    }
}

/// A policy with something at every key.
/// A roster's rules with every key written.
const ROSTER: &str = r#"
template = "none"
roles = ["客服"]
open_hours = ["08:00", "24:00"]
max_shifts = { "早班" = 20 }

[[shift]]
name = "早班"
start = "08:00"
end = "16:30"
short = "早"
pause = ["12:00", "12:30"]
paid_minutes = 480
points = 1
roles = ["客服"]

[[cover]]
shift = "早班"
role = "客服"
on = ["workday"]
min = 1
preferred = 2
max = 3

[[contract]]
who = "客服"
days_off = 8
days_off_week = 1
max_run = 5
min_run = 2
max_rest_run = 4
min_rest_run = 1
rest_hours = 11
min_hours = 100
max_hours = 180
max_weekends = 3
max_turns = 4
max_shifts = { "早班" = 18 }

[[rota]]
name = "值日"
roles = ["客服"]
on = ["mon"]
heads = 2
among = "present"
max = 5
hours = ["21:00", "08:30"]

[[handover]]
item = "钥匙"
on = ["mon"]

[limits]
days_off = 8
days_off_week = 1
max_run = 6
min_run = 1
max_rest_run = 4
min_rest_run = 1
rest_hours = 11
min_hours = 100
max_hours = 190
max_weekends = 3
"#;

fn full() -> Policy {
    let mut policy = Policy::default();
    for key in KEYS.iter().filter(|k| k.section() == "files") {
        policy.files.insert(key.name().into(), key.example.into());
    }
    policy.columns.insert(
        "orders".into(),
        [("order_no".into(), vec!["我的单号".into()])].into(),
    );
    policy
        .backup
        .source
        .push(Source::at("tmall", "inbox\\天猫 \"a\""));
    policy.backup.source.push(Source {
        name: "erp".into(),
        path: None,
        command: vec!["sqlite3".into(), "a \"b\".db".into(), ".dump".into()],
        every: Cadence::Week,
        table: Some("orders".into()),
    });
    policy.backup.sign_key = Some("keys/seal.key".into());
    let key = "RWT+s+26KCejxhbqalRx+rCNNskzZf0xGbxV8o0gEMRYz5R68VEQIYXd";
    policy.backup.signers.insert("店长机".into(), key.into());
    policy.backup.remote = Remote {
        path: Some("/mnt/nas".into()),
        bucket: Some("shop".into()),
        endpoint: Some("https://s3.example.com".into()),
        credentials: Some("keys/store".into()),
        ..Remote::default()
    };
    policy
        .stock
        .doc_types
        .insert("样品领用".into(), Direction::Out);
    policy.kpi.metric = KpiRules::proposed(Lang::Zh);
    policy.kpi.metric[0].value = Some("sales".into());
    policy.kpi.visit.push(VisitRule {
        role: "督导".into(),
        kind: Some("跟车".into()),
        days: 2,
        every: Every::Week,
        vehicle: true,
    });
    policy.pay.min_wage = "2200".parse().ok();
    let mut scheme = Scheme::presales();
    scheme.from = "2026-01".parse().ok();
    scheme.star = [("1".into(), "2200".parse().expect("an amount"))].into();
    scheme.exclude.push(Exclude {
        name: "双十一".into(),
        from: "2026-11-01".parse().expect("a day"),
        to: "2026-11-11".parse().expect("a day"),
        by: ExcludeBy::CreatedAt,
    });
    scheme.per_piece.good_review = "2".parse().ok();
    scheme.per_piece.buyer_photo = "5".parse().ok();
    scheme.service_reward = Reward::read(&["90".into(), "300".into()])
        .into_iter()
        .collect();
    policy.pay.scheme.push(scheme);
    policy.attendance.absent_days_month = Some(5);
    policy.roster = toml::from_str(ROSTER).expect("a roster's rules");
    policy.attendance.statutory_days = "2026-10-01".parse().into_iter().collect();
    let month = "people/service_{month}.xlsx".to_owned();
    policy.run.inputs.insert("service".into(), month);
    policy.notify.link = Some("https://nas.example/reports".into());
    let named = |name: &str| Some(name.to_owned());
    policy.notify.to = vec![
        Receiver {
            kind: ReceiverKind::Dingtalk,
            url_env: named("DING_URL"),
            url_file: None,
            secret_env: named("DING_SECRET"),
            secret_file: None,
        },
        Receiver {
            kind: ReceiverKind::Feishu,
            url_env: None,
            url_file: named("secrets/feishu"),
            secret_env: None,
            secret_file: named("secrets/feishu.sign"),
        },
    ];
    policy
}

/// [`full`] without what makes it no policy.
fn whole() -> Policy {
    let mut policy = full();
    policy.kpi.metric[0].value = None;
    policy.backup.remote.bucket = None;
    policy
}

#[test]
fn the_rendered_file_is_the_policy() {
    for lang in LANGS {
        for policy in [Policy::default(), whole()] {
            let text = template::render(lang, &policy);
            let read = parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
            assert_eq!(plain(&read), plain(&policy), "{lang:?}");
        }
    }
}

#[test]
fn an_empty_file_is_the_built_in_policy() {
    let read = parse("").expect("empty");
    assert_eq!(plain(&read), plain(&Policy::default()));
    assert_eq!(
        read.backup.time,
        "18:00".parse::<ClockTime>().expect("literal")
    );
}

#[test]
fn the_rendered_file_shows_every_key_with_rule_and_why() {
    for lang in LANGS {
        let text = template::render(lang, &Policy::default());
        for key in KEYS.iter() {
            assert!(!key.rule.is_empty(), "{} has no rule", key.path);
            let comment = format!("# {} {}\n", key.rule, key.why.get(lang));
            assert!(text.contains(&comment), "{} in {lang:?}", key.path);
            let name = key.name();
            let shown = name == "*" || text.contains(&format!("{name} = "));
            assert!(shown, "{} in {lang:?}", key.path);
        }
    }
}

/// Key paths of a value, names of the user's as `*`.
fn paths(value: &toml::Value, path: &str, out: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, inner) in table {
                let open = matches!(
                    path,
                    "columns"
                        | "columns.*"
                        | "stock.doc_types"
                        | "backup.signers"
                        | "stocktake.tolerance"
                        | "stocktake.every"
                        | "stocktake.areas"
                        | "pay.scheme[].star"
                        | "pay.scheme[].role"
                        | "pay.scheme[].allowances"
                        | "run.inputs"
                        | "roster.max_shifts"
                        | "roster.contract[].max_shifts"
                );
                let name = if open { "*" } else { name };
                let dot = if path.is_empty() { "" } else { "." };
                paths(inner, &format!("{path}{dot}{name}"), out);
            }
        }
        toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
            for item in items {
                paths(item, &format!("{path}[]"), out);
            }
        }
        _ => {
            out.insert(path.to_owned());
        }
    }
}

#[test]
fn the_list_of_keys_is_the_structs_own() {
    let mut have = BTreeSet::new();
    paths(&plain(&full()), "", &mut have);
    let listed: BTreeSet<String> = KEYS.iter().map(|k| k.path.to_owned()).collect();
    assert_eq!(have, listed);
    assert_eq!(KEYS.len(), listed.len(), "a key is listed twice");
    for key in KEYS.iter() {
        let head = HEADS.iter().any(|h| h.path == key.section());
        assert!(head, "{} stands in no section", key.path);
    }
}

#[test]
fn an_unknown_key_names_its_line_and_the_nearest_key() {
    let text = "[shop]\nname = \"甲\"\n\n[backup]\narchiv = \"x\"\n";
    let error = parse(text).expect_err("misspelt");
    let message = error.message();
    assert_eq!(
        message.en,
        "shop/dayclose.toml:5: unknown key `backup.archiv`; did you mean `backup.archive`?"
    );
    assert!(message.zh.contains("dayclose.toml:5") && message.zh.contains("「backup.archive」"));
    assert_eq!(error.to_string(), message.en);
}

#[test]
fn other_encodings_are_refused_and_a_mark_is_not() {
    let (gbk, _, _) = encoding_rs::GB18030.encode("[shop]\nname = \"示例\"\n");
    let error = Policy::parse(&gbk, Path::new("c.toml")).expect_err("not UTF-8");
    assert!(error.message().en.starts_with("c.toml:2: is not UTF-8"));
    let marked = "\u{feff}[shop]\r\nname = \"乙\"\r\n";
    assert_eq!(parse(marked).expect("a mark").shop.name, "乙");
}

#[test]
fn a_missing_file_is_named() {
    let error = Policy::load(Path::new("no/such.toml")).expect_err("missing");
    assert!(
        error
            .message()
            .en
            .starts_with("cannot read the config: no/such.toml: no such file")
    );
    assert!(error.message().zh.contains("no/such.toml"));
}

#[test]
fn names_are_held_against_the_tables() {
    let fields = |table: &str| match table {
        "orders" => Some(vec!["order_no", "sku", "phone"]),
        _ => None,
    };
    let text = "[columns.orders]\norder_no = [\"单\"]\nphon = [\"手机\"]\n[columns.order]\nsku = []\n\
        [orders]\nfrozen = [\"sku\",\n\"skuu\"]\nonce = []\nlifecycle = []\nappend_only = []\namendable = [\"phone\"]\n";
    let policy = parse(text).expect("the shape holds");
    let Err(PolicyError::Invalid { problems, .. }) = policy.check_names(&["orders"], fields) else {
        panic!("expected problems");
    };
    let got: Vec<_> = problems
        .iter()
        .map(|p| match &p.what {
            What::UnknownName { name, nearest } => (p.line, name.as_str(), nearest.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        got,
        [
            (Some(4), "order", Some("orders")),
            (Some(3), "phon", Some("phone")),
            (Some(8), "skuu", Some("sku")),
        ]
    );
}

#[test]
fn paths_hang_on_the_configs_folder() {
    let policy = parse("[files]\nstaff = \"people/staff.xlsx\"\n").expect("holds");
    assert_eq!(
        policy.table_file("staff"),
        Some(PathBuf::from("shop/people/staff.xlsx"))
    );
    assert_eq!(policy.table_file("orders"), None);
    assert_eq!(policy.resolve(Path::new("/abs")), PathBuf::from("/abs"));
    assert_eq!(
        Policy::default().resolve(Path::new("a")),
        PathBuf::from("a")
    );
}

#[test]
fn the_hash_is_of_the_files_bytes() {
    // printf '' | sha256sum
    assert_eq!(parse("").expect("holds").hash(), Some("e3b0c44298fc"));
    assert_eq!(Policy::default().hash(), None);
}

#[test]
fn the_nearest_config_upward_is_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let deep = dir.path().join("a/b");
    std::fs::create_dir_all(&deep).expect("folders");
    let file = dir.path().join("dayclose.toml");
    std::fs::write(&file, "").expect("a file");
    let (given, env) = (Path::new("x.toml"), Path::new("y.toml"));
    assert_eq!(find(Some(given), Some(env), &deep), Some(given.into()));
    assert_eq!(find(None, Some(env), &deep), Some(env.into()));
    assert_eq!(find(None, Some(Path::new("")), &deep), Some(file.clone()));
    assert_eq!(find(None, None, &deep), Some(file));
}

#[test]
fn the_reference_is_current() {
    const BEGIN: &str = "<!-- keys: begin -->\n";
    const END: &str = "<!-- keys: end -->";
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{name}/config.md"));
        let page = std::fs::read_to_string(&path).expect("the page");
        let begin = page.find(BEGIN).expect("a begin mark") + BEGIN.len();
        let end = page.find(END).expect("an end mark");
        let current = format!("\n{}", reference::render(lang));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let new = format!("{}{current}{}", &page[..begin], &page[end..]);
            std::fs::write(&path, new).expect("the page rewritten");
        } else {
            assert_eq!(&page[begin..end], current, "run with UPDATE_DOCS=1: {name}");
        }
    }
}

#[test]
fn chores_are_held_against_the_commands() {
    let text = "[run.daily]\nchores = [\"backup run\", \"stock docs --items x\"]\n[run.weekly]\n\
        chores = [\n\"stock doc\",\n\"brew\"]\n[run.monthly]\nchores = []\n";
    let policy = parse(text).expect("the shape holds");
    let checked = policy.check_chores(&["backup run", "stock docs"]);
    let Err(PolicyError::Invalid { problems, .. }) = checked else {
        panic!("expected problems");
    };
    let said: Vec<_> = problems.iter().map(|p| (p.line, p.message().en)).collect();
    let said: Vec<_> = said.iter().map(|(l, m)| (*l, m.as_str())).collect();
    assert_eq!(
        said,
        [
            (
                Some(5),
                "run.weekly.chores[0]: `stock doc` is no chore of a run; did you mean `stock docs`?"
            ),
            (
                Some(6),
                "run.weekly.chores[1]: `brew` is no chore of a run; it can be backup run, stock docs"
            ),
        ]
    );
}
