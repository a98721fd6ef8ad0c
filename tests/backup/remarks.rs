//! What a remark documents and how it may change (O3), and the settings that say
//! which fields are judged how.

use crate::desk::{CONFIG, Desk};
use crate::rules::judge;

#[test]
fn remarks_only_grow() {
    judge(
        &Desk::new(),
        &[
            (
                "first words",
                &[],
                &[("remark", "请早发")],
                &["changed remark"],
            ),
            (
                "after a word for none",
                &[("remark", "无")],
                &[("remark", "请早发")],
                &["changed remark"],
            ),
            (
                "none in other words",
                &[("remark", "null")],
                &[("remark", "'null")],
                &[],
            ),
            (
                "more words",
                &[("remark", "请早发")],
                &[("remark", "请早发；已答复")],
                &["changed remark"],
            ),
            (
                "shortened",
                &[("remark", "请早发；已答复")],
                &[("remark", "请早发")],
                &["violation remark"],
            ),
            (
                "cleared",
                &[("remark", "请早发")],
                &[("remark", "")],
                &["violation remark"],
            ),
            (
                "rewritten",
                &[("remark", "请早发")],
                &[("remark", "请晚发")],
                &["violation remark"],
            ),
            (
                "rewritten and longer",
                &[("remark", "请早发")],
                &[("remark", "请晚发，已答复")],
                &["violation remark"],
            ),
            (
                "message",
                &[("message", "要红的")],
                &[("message", "要红的，快")],
                &["changed message"],
            ),
            (
                "message rewritten",
                &[("message", "要红的")],
                &[("message", "要蓝的")],
                &["violation message"],
            ),
            (
                "message behind hashes",
                &[("message", "要红的")],
                &[("message", "##")],
                &["violation message"],
            ),
            (
                "remark behind hashes",
                &[("remark", "##请早发")],
                &[("remark", "##算了")],
                &["violation remark"],
            ),
            (
                "stars hide nothing",
                &[("remark", "尺寸10*20*30")],
                &[("remark", "尺寸10*25*30")],
                &["violation remark"],
            ),
            (
                "nor at another length",
                &[("remark", "尺寸10*20*30")],
                &[("remark", "尺寸10*200*30")],
                &["violation remark"],
            ),
            (
                "a line below",
                &[("remark", "请早发")],
                &[("remark", "请早发\n已答复")],
                &["changed remark"],
            ),
        ],
    );
}

const CHANGED: &[&str] = &["amended address", "changed remark"];
const NOT: &[&str] = &["changed remark", "violation address"];

macro_rules! remark {
    ($text:literal) => {
        &[("address", "浙江省 杭州市 某路2号"), ("remark", $text)]
    };
}

#[test]
fn a_dated_and_signed_remark_documents_a_change() {
    judge(
        &Desk::new(),
        &[
            (
                "dots",
                &[],
                remark!("2026.11.22 员工A 新地址为某路2号，已修改妥当"),
                CHANGED,
            ),
            (
                "month and day, dots",
                &[],
                remark!("11.22员工A改地址"),
                CHANGED,
            ),
            (
                "month and day, hyphen",
                &[],
                remark!("员工A 11-22 改地址"),
                CHANGED,
            ),
            ("slash", &[], remark!("员工A 11/22 改地址"), CHANGED),
            ("Chinese", &[], remark!("11月22日员工A改地址"), CHANGED),
            (
                "Chinese, spaced",
                &[],
                remark!("11 月 22 日 员工A 改地址"),
                CHANGED,
            ),
            (
                "Chinese with year",
                &[],
                remark!("2026年11月22日 员工A"),
                CHANGED,
            ),
            ("eight digits", &[], remark!("20261122 员工A"), CHANGED),
            (
                "full width",
                &[],
                remark!("２０２６－１１－２２ 员工A"),
                CHANGED,
            ),
            ("short year", &[], remark!("26.11.22 员工A"), CHANGED),
            (
                "with a time",
                &[],
                remark!("2026-11-22 18:00 员工A"),
                CHANGED,
            ),
            // Sealed on the 21st: the 20th is the day before, the 19th is not.
            (
                "day before the last seal",
                &[],
                remark!("2026-11-20 员工A"),
                CHANGED,
            ),
            ("two days before", &[], remark!("2026-11-19 员工A"), NOT),
            ("tomorrow", &[], remark!("2026-11-23 员工A"), NOT),
            ("another year", &[], remark!("2025-11-22 员工A"), NOT),
            ("another month", &[], remark!("10-22 员工A"), NOT),
            ("no date", &[], remark!("员工A 新地址为某路2号"), NOT),
            ("no name and no word", &[], remark!("11-22"), NOT),
            (
                "no remark",
                &[],
                &[("address", "浙江省 杭州市 某路2号")],
                &["violation address"],
            ),
            (
                "grown",
                &[("remark", "请早发")],
                remark!("请早发；11-22 员工A 改地址"),
                CHANGED,
            ),
            (
                "the old words do not count",
                &[("remark", "11-22 员工A")],
                remark!("11-22 员工A 好"),
                NOT,
            ),
            (
                "rewritten documents nothing",
                &[("remark", "请早发")],
                remark!("11-22 员工A 改地址"),
                &["violation address", "violation remark"],
            ),
            (
                "written above documents nothing",
                &[("remark", "请早发")],
                remark!("11-22 员工A；请早发"),
                &["violation address", "violation remark"],
            ),
            (
                "every amendable field",
                &[
                    ("courier", "顺丰"),
                    ("invoice_title", "甲"),
                    ("card", "甲"),
                    ("delivery_time", "周末"),
                ],
                &[
                    ("sku", "B"),
                    ("spec", "蓝"),
                    ("address", "乙"),
                    ("receiver", "乙"),
                    ("phone", "2"),
                    ("invoice_title", "乙"),
                    ("courier", "中通"),
                    ("delivery_time", "周一"),
                    ("card", "乙"),
                    ("remark", "11-22 员工A 都改了"),
                ],
                &[
                    "amended sku",
                    "amended spec",
                    "amended address",
                    "amended receiver",
                    "amended phone",
                    "amended invoice_title",
                    "amended courier",
                    "amended delivery_time",
                    "amended card",
                    "changed remark",
                ],
            ),
            (
                "no other field",
                &[],
                &[
                    ("buyer", "x"),
                    ("qty", "9"),
                    ("title", "x"),
                    ("paid", "1"),
                    ("tracking_no", "S1"),
                    ("remark", "11-22 员工A 都改了"),
                ],
                &[
                    "violation buyer",
                    "violation qty",
                    "violation title",
                    "violation paid",
                    "changed tracking_no",
                    "changed remark",
                ],
            ),
        ],
    );
}

#[test]
fn the_staff_table_says_whose_names_count() {
    let config = format!("{CONFIG}[files]\nstaff = \"staff.csv\"\n");
    let desk = Desk::with(&config);
    desk.write(
        "staff.csv",
        "工号,姓名,别名\n007,员工甲,小甲、aa店:客服一\n008,员工乙,\n".as_bytes(),
    );
    judge(
        &desk,
        &[
            ("by name", &[], remark!("11-22 员工甲 改地址"), CHANGED),
            ("by alias", &[], remark!("11-22 小甲"), CHANGED),
            (
                "by nick in the service tool",
                &[],
                remark!("11-22 AA店:客服一"),
                CHANGED,
            ),
            ("full width", &[], remark!("11-22 ａａ店：客服一"), CHANGED),
            ("another person", &[], remark!("11-22 某人 改地址"), NOT),
            ("without a date", &[], remark!("员工甲 改地址"), NOT),
        ],
    );
}

#[test]
fn a_red_flag_is_asked_for_by_setting() {
    let config = format!("{CONFIG}[orders]\nrequire_flag = true\n");
    const AT: &str = "11-22 员工A 改地址";
    judge(
        &Desk::with(&config),
        &[
            ("no flag", &[], &[("address", "乙"), ("remark", AT)], NOT),
            (
                "red flag",
                &[],
                &[("address", "乙"), ("remark", AT), ("flag", "红旗")],
                &["amended address", "changed flag", "changed remark"],
            ),
            (
                "another flag",
                &[],
                &[("address", "乙"), ("remark", AT), ("flag", "蓝旗")],
                &["changed flag", "changed remark", "violation address"],
            ),
            (
                "a flag alone",
                &[],
                &[("address", "乙"), ("flag", "红旗")],
                &["changed flag", "violation address"],
            ),
        ],
    );
}

#[test]
fn classes_are_the_config_s() {
    let config =
        format!("{CONFIG}[orders]\nfrozen = [\"phone\"]\nonce = [\"qty\"]\namendable = []\n");
    judge(
        &Desk::with(&config),
        &[
            (
                "still frozen",
                &[],
                &[("phone", "1"), ("remark", "11-22 员工A")],
                &["changed remark", "violation phone"],
            ),
            ("recorded only", &[], &[("buyer", "x")], &["changed buyer"]),
            ("once now", &[], &[("qty", "7")], &["violation qty"]),
            (
                "filled in",
                &[("qty", "")],
                &[("qty", "7")],
                &["changed qty"],
            ),
        ],
    );
}
