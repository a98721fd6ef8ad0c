//! Evenings at random: whatever the exports hold, nothing panics, the state is
//! always rebuilt to the bytes that were sealed, and an export in another order
//! and encoding is no change.

use crate::desk::Desk;
use crate::sheet::{HEADINGS, Row, columns, gb18030};

/// A small generator of its own: the same evenings every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const VALUES: &[&str] = &[
    "",
    "-",
    "0",
    "1",
    "##密文",
    "138****0001",
    "王*",
    "2026-11-21 10:00",
    "2026-11-22",
    "红旗",
    "交易关闭",
    "已发货",
    "待付款",
    "11-22 员工A",
    "多\n行",
    "引\"号",
    "1.5E+17",
    "12,3x",
    "-5",
    "\u{1f}\u{1e}",
    "=\"123\"",
    "'7",
    "99999999999999999999999999999999",
    "0000-00-00",
    "2026-02-30",
    "24:00",
    "，，，",
    "🍎",
    "\u{feff}",
    "NULL",
];

fn evening(chance: &mut Chance, rows: &mut Vec<Row>, day: usize) -> (Vec<&'static str>, Vec<Row>) {
    for row in rows.iter_mut() {
        if chance.below(3) == 0 {
            let (name, _) = HEADINGS[1 + chance.below(HEADINGS.len() - 1)];
            let value = chance.of(VALUES);
            row.put(name, value);
        }
        if chance.below(4) == 0 {
            let grown = format!("{}；11-{day} 员工A", row.value("remark"));
            row.put("remark", &grown);
        }
    }
    for i in 0..chance.below(6) {
        let no = format!("30000041{day:02}{i:04}");
        let created = format!("2026-11-{day:02} 10:{i:02}:00");
        for line in 0..1 + chance.below(3) {
            let sku = format!("A-{line}");
            rows.push(Row::new(&no).with(&[("created_at", &created), ("sku", &sku)]));
        }
    }
    let shown: Vec<Row> = rows
        .iter()
        .filter(|_| chance.below(9) > 0)
        .cloned()
        .collect();
    let mut names: Vec<&str> = HEADINGS.iter().map(|(n, _)| *n).collect();
    if chance.below(3) == 0 {
        let gone = 2 + chance.below(names.len() - 2);
        names.remove(gone);
    }
    if chance.below(3) == 0 {
        names.retain(|n| *n != "line_no");
    }
    (names, shown)
}

#[test]
fn evenings_at_random() {
    let mut rebuilt = 0;
    for seed in 0..4 {
        let mut chance = Chance(seed);
        let desk = Desk::new();
        let mut rows: Vec<Row> = Vec::new();
        for day in 1..13 {
            let date = format!("2026-11-{day:02}");
            for part in 0..1 + chance.below(3) {
                let (names, shown) = evening(&mut chance, &mut rows, day);
                let text = columns(&names, &shown);
                let bytes = if chance.below(2) == 0 {
                    gb18030(&text)
                } else {
                    text.into_bytes()
                };
                // At times a file of an earlier day.
                let about = if day > 3 && chance.below(4) == 0 {
                    day - chance.below(3)
                } else {
                    day
                };
                desk.write(
                    &format!("inbox/{day}-{part}_2026-11-{about:02}.csv"),
                    &bytes,
                );
            }
            let lost = day > 1 && chance.below(2) == 0;
            if lost {
                let _ = std::fs::remove_dir_all(desk.at("archive/state"));
            }
            let ran = desk.run(&date);
            assert!(
                matches!(ran.code, 0 | 1),
                "seed {seed}, {date}: {}{}",
                ran.out,
                ran.err
            );
            rebuilt += u32::from(ran.out.contains("rebuilt from the archives"));
            assert!(
                !ran.out.contains("not the sealed one"),
                "seed {seed}, {date}"
            );
            assert!(
                !ran.out.contains("cannot be rebuilt"),
                "seed {seed}, {date}"
            );
        }
        desk.verify(&[]).exits(0);
    }
    assert!(rebuilt > 5, "{rebuilt}");
}

#[test]
fn the_same_orders_in_another_form_are_no_change() {
    for seed in 10..14 {
        let mut chance = Chance(seed);
        let desk = Desk::new();
        let mut rows: Vec<Row> = Vec::new();
        for day in 1..6 {
            evening(&mut chance, &mut rows, day);
        }
        let mut names: Vec<&str> = HEADINGS.iter().map(|(n, _)| *n).collect();
        desk.export("2026-11-06", &columns(&names, &rows));
        desk.run("2026-11-06");
        for _ in 0..rows.len() {
            let (a, b) = (chance.below(rows.len()), chance.below(rows.len()));
            rows.swap(a, b);
        }
        names.rotate_left(chance.below(9) + 1);
        desk.write(
            "inbox/orders-2026-11-07.csv",
            &gb18030(&columns(&names, &rows)),
        );
        let ran = desk.run("2026-11-07");
        assert_eq!(ran.json()["rows"], serde_json::json!([]), "seed {seed}");
        assert_eq!(ran.summary("new"), 0);
    }
}
