//! The people of the sample shop: staff, attendance of two sessions a day,
//! customer-service figures, leave, rewards and penalties, targets.

use super::Files;
use super::rng::Rng;
use super::sheet::{Cell, Encoding, csv, heading, words, xlsx, yuan};
use chrono::{Datelike, Duration, Months, NaiveDate, NaiveTime};
use std::io;

struct Person {
    id: &'static str,
    name: &'static str,
    nick: &'static str,
    role: &'static str,
    star: i64,
    scheme: &'static str,
    /// Fen a month.
    base: i64,
    /// Months on the job when the sample month begins.
    months: u32,
    skills: &'static str,
}

const fn person(
    (id, name, nick): (&'static str, &'static str, &'static str),
    role: &'static str,
    (star, scheme, base): (i64, &'static str, i64),
    months: u32,
    skills: &'static str,
) -> Person {
    Person {
        id,
        name,
        nick,
        role,
        star,
        scheme,
        base,
        months,
        skills,
    }
}

const STAFF: &[Person] = &[
    person(
        ("E01", "员工A", "示例店:小一"),
        "售前客服",
        (3, "presales", 280_000),
        38,
        "售前",
    ),
    person(
        ("E02", "员工B", "示例店:小二"),
        "售前客服",
        (2, "presales", 240_000),
        21,
        "售前",
    ),
    person(
        ("E03", "员工C", "示例店:小三"),
        "售前客服",
        (2, "presales", 240_000),
        16,
        "售前",
    ),
    person(
        ("E04", "员工D", "示例店:小四"),
        "售前客服",
        (1, "presales", 200_000),
        7,
        "售前",
    ),
    person(
        ("E05", "员工E", "示例店:小五"),
        "售前客服",
        (1, "presales", 200_000),
        2,
        "售前",
    ),
    person(
        ("E06", "员工F", "示例店:小六"),
        "售后客服",
        (3, "flat", 260_000),
        30,
        "售后",
    ),
    person(
        ("E07", "员工G", "示例店:小七"),
        "售后客服",
        (1, "flat", 200_000),
        9,
        "售后",
    ),
    person(
        ("E08", "员工H", "示例店:主管"),
        "客服主管",
        (4, "flat", 420_000),
        52,
        "售前、售后",
    ),
    person(
        ("E09", "员工I", ""),
        "电商版块维护专员",
        (0, "flat", 320_000),
        27,
        "编辑",
    ),
    person(
        ("E10", "员工J", ""),
        "仓库主管",
        (0, "flat", 380_000),
        60,
        "仓库",
    ),
    person(
        ("E11", "员工K", ""),
        "保管员",
        (0, "flat", 280_000),
        44,
        "仓库",
    ),
    person(
        ("E12", "员工L", ""),
        "采购",
        (0, "flat", 330_000),
        33,
        "采购",
    ),
];

/// The month's last day.
fn last_of(first: NaiveDate) -> NaiveDate {
    first + Months::new(1) - Duration::days(1)
}

fn days_of(first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first
        .iter_days()
        .take_while(move |d| d.month() == first.month())
}

pub fn service_path(first: NaiveDate) -> String {
    format!("people/service_{}.xlsx", first.format("%Y-%m"))
}

pub fn attendance_path(first: NaiveDate) -> String {
    format!("people/attendance_{}.xlsx", first.format("%Y-%m"))
}

/// Adds the files of the month that begins on `first`, and the leave asked for
/// in the month after `today`'s.
pub fn write(files: &mut Files, first: NaiveDate, today: NaiveDate, seed: u64) -> io::Result<()> {
    files.add(
        "people/staff.xlsx",
        xlsx("员工", first, &staff_rows(first))?,
    );
    files.add(
        attendance_path(first),
        xlsx("考勤", first, &attendance_rows(first, seed))?,
    );
    files.add(
        service_path(first),
        xlsx("客服绩效", first, &service_rows(first, seed))?,
    );
    files.add(
        "people/leave.csv",
        csv(Encoding::Utf8Bom, &leave_rows(first, today))?,
    );
    files.add(
        "people/adjustments.csv",
        csv(Encoding::Utf8Bom, &adjustment_rows(first))?,
    );
    files.add(
        "people/targets.csv",
        csv(Encoding::Utf8Bom, &target_rows(first))?,
    );
    Ok(())
}

fn staff_rows(first: NaiveDate) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(&[
        "工号",
        "姓名",
        "旺旺昵称",
        "岗位",
        "星级",
        "方案",
        "底薪",
        "入职日期",
        "技能",
    ])];
    for p in STAFF {
        rows.push(vec![
            p.id.into(),
            p.name.into(),
            p.nick.into(),
            p.role.into(),
            if p.star == 0 {
                Cell::Blank
            } else {
                p.star.into()
            },
            p.scheme.into(),
            Cell::Fen(p.base),
            Cell::Date(first - Months::new(p.months) + Duration::days(i64::from(p.months % 20))),
            p.skills.into(),
        ]);
    }
    rows
}

/// Leave of the month: whole days of two people.
fn on_leave(first: NaiveDate, id: &str, day: NaiveDate) -> Option<&'static str> {
    match (id, day.day()) {
        ("E03", 12 | 13) => Some("事假"),
        ("E07", 19) => Some("病假"),
        _ => None,
    }
    .filter(|_| day.month() == first.month())
}

/// Each person rests one day a week, in turn.
fn rests(person: usize, day: NaiveDate) -> bool {
    usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0) == person % 7
}

/// A clock time `minutes` after midnight.
fn clock(minutes: i64) -> NaiveTime {
    NaiveTime::MIN + Duration::minutes(minutes)
}

fn attendance_rows(first: NaiveDate, seed: u64) -> Vec<Vec<Cell>> {
    let mut rng = Rng::new(seed, "attendance");
    let mut rows = vec![heading(&[
        "工号",
        "姓名",
        "日期",
        "应上班时间",
        "应下班时间",
        "签到时间",
        "签退时间",
        "请假",
    ])];
    for day in days_of(first) {
        for (_, p) in STAFF.iter().enumerate().filter(|(n, _)| !rests(*n, day)) {
            let leave = on_leave(first, p.id, day);
            for (start, end) in [(510, 720), (840, 1080)] {
                // Sign-in time is five minutes before the start (K10); E05 is
                // often late, others seldom.
                let late = rng.chance(if p.id == "E05" { 10 } else { 1 });
                let in_at = start - 5
                    + if late {
                        rng.range(1, 14)
                    } else {
                        rng.range(-15, 0)
                    };
                let early = rng.chance(1);
                let out_at = end
                    + if early {
                        -rng.range(1, 5)
                    } else {
                        rng.range(0, 12)
                    };
                let present = |minutes| {
                    if leave.is_some() {
                        Cell::Blank
                    } else {
                        Cell::Time(clock(minutes))
                    }
                };
                rows.push(vec![
                    p.id.into(),
                    p.name.into(),
                    Cell::Date(day),
                    Cell::Time(clock(start)),
                    Cell::Time(clock(end)),
                    present(in_at),
                    present(out_at),
                    leave.unwrap_or("").into(),
                ]);
            }
        }
    }
    rows
}

/// Percent with two decimals, `93.75%`.
fn percent(part: i64, whole: i64) -> String {
    let hundredths = if whole == 0 { 0 } else { part * 10_000 / whole };
    format!("{}%", yuan(hundredths))
}

/// One row an agent and day, then 汇总 and 均值, as the statistics tool has it.
fn service_rows(first: NaiveDate, seed: u64) -> Vec<Vec<Cell>> {
    let mut rng = Rng::new(seed, "service");
    let title = format!("客服绩效 {first}至{}", last_of(first));
    let mut rows = vec![
        vec![title.into()],
        heading(&[
            "旺旺昵称",
            "日期",
            "咨询人数",
            "接待人数",
            "询单人数",
            "销售额",
            "销售量",
            "销售人数",
            "订单数",
            "首次响应(秒)",
            "平均响应(秒)",
            "客户满意比",
            "好评数",
            "差评数",
            "买家秀",
            "退款金额",
            "应回访数",
            "已回访数",
        ]),
    ];
    // Columns 2.. that add up: everything but the two times and the share.
    let mut sums = [0i64; 16];
    let mut count = 0;
    for day in days_of(first) {
        for (n, p) in STAFF.iter().enumerate() {
            let absent = rests(n, day) || on_leave(first, p.id, day).is_some();
            if absent || !p.role.ends_with("客服") {
                continue;
            }
            let skill = p.star * 4;
            let asked = rng.range(40, 90);
            let served = asked - rng.range(0, 3);
            let inquiries = served * rng.range(60, 80) / 100;
            let buyers = inquiries * (rng.range(38, 52) + skill) / 100;
            let orders = buyers + rng.range(0, 4);
            let pieces = orders + rng.range(0, orders);
            let sales: i64 = (0..orders).map(|_| rng.range(1_990, 13_900)).sum();
            let first_reply = rng.range(4, 16) - p.star;
            let reply = rng.range(18, 45) - skill;
            let rated = served * 3 / 10;
            let happy = rated - rng.range(0, 2).min(rated);
            let (good, bad) = (rng.range(0, 6), i64::from(rng.chance(8)));
            let photos = rng.range(0, 2);
            let refund = if rng.chance(30) {
                rng.range(990, 12_900)
            } else {
                0
            };
            let due = rng.range(2, 6);
            let done = due - i64::from(rng.chance(10));
            let figures = [
                asked,
                served,
                inquiries,
                sales,
                pieces,
                buyers,
                orders,
                first_reply,
                reply,
                0,
                good,
                bad,
                photos,
                refund,
                due,
                done,
            ];
            for (sum, figure) in sums.iter_mut().zip(figures) {
                *sum += figure;
            }
            count += 1;
            let satisfied = if rated == 0 {
                "-".to_owned()
            } else {
                percent(happy, rated)
            };
            rows.push(service_row(
                p.nick.into(),
                Cell::Date(day),
                &figures,
                satisfied.into(),
            ));
        }
    }
    rows.push(service_row("汇总".into(), Cell::Blank, &sums, "-".into()));
    let mean = sums.map(|sum| if count == 0 { 0 } else { sum / count });
    rows.push(service_row("均值".into(), Cell::Blank, &mean, "-".into()));
    rows
}

fn service_row(name: Cell, day: Cell, figures: &[i64; 16], satisfied: Cell) -> Vec<Cell> {
    let mut row = vec![name, day];
    for (column, figure) in figures.iter().enumerate() {
        row.push(match column {
            3 | 13 => Cell::Fen(*figure),
            9 => satisfied.clone(),
            _ => Cell::Int(*figure),
        });
    }
    row
}

fn leave_rows(first: NaiveDate, today: NaiveDate) -> Vec<Vec<String>> {
    let mut rows = vec![words(&[
        "员工",
        "开始日期",
        "结束日期",
        "假别",
        "申请时间",
        "审批人",
    ])];
    let next = today.with_day(1).unwrap_or(today) + Months::new(1);
    let mut ask = |who: &str, from: NaiveDate, days: i64, kind: &str, before: i64| {
        rows.push(vec![
            who.to_owned(),
            from.to_string(),
            (from + Duration::days(days - 1)).to_string(),
            kind.to_owned(),
            format!("{} 09:20", from - Duration::days(before)),
            "员工H".to_owned(),
        ]);
    };
    ask("员工C", first + Duration::days(11), 2, "事假", 4);
    // By phone on the morning itself, the slip handed in later (R9).
    ask("员工G", first + Duration::days(18), 1, "病假", 0);
    ask("员工B", next + Duration::days(7), 3, "年假", 25);
    ask("员工I", next + Duration::days(19), 1, "事假", 30);
    rows
}

fn adjustment_rows(first: NaiveDate) -> Vec<Vec<String>> {
    let mut rows = vec![words(&["员工", "日期", "金额", "类型", "原因", "审批人"])];
    for (who, day, fen, kind, reason) in [
        ("员工A", 8, 5_000, "奖励", "买家秀征集第一"),
        ("员工D", 15, -1_000, "处罚", "上班时间玩游戏"),
        ("员工F", 22, 3_000, "奖励", "中差评处理及时"),
        ("员工E", 27, -1_000, "处罚", "使用私人软件"),
    ] {
        rows.push(vec![
            who.to_owned(),
            (first + Duration::days(day - 1)).to_string(),
            yuan(fen),
            kind.to_owned(),
            reason.to_owned(),
            "员工H".to_owned(),
        ]);
    }
    rows
}

/// Targets of the sample month and the next, by agent.
fn target_rows(first: NaiveDate) -> Vec<Vec<String>> {
    let mut rows = vec![words(&["月份", "员工", "渠道", "目标"])];
    for month in [first, first + Months::new(1)] {
        for p in STAFF.iter().filter(|p| p.role.ends_with("客服")) {
            let target = (30_000 + p.star * 8_000) * 100;
            rows.push(vec![
                month.format("%Y-%m").to_string(),
                p.name.to_owned(),
                "天猫店".to_owned(),
                yuan(target),
            ]);
        }
    }
    rows
}
