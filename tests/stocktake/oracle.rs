//! The same comparison by SQLite, on generated counts.

use crate::common::skip;
use crate::room::{Room, table};
use std::process::Command;

/// A small generator, so that the counts are the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn count(seed: u64, of: &str) -> String {
    let mut dice = Dice(seed);
    let mut text = "sku,location,lot,qty\n".to_owned();
    let mut rows: Vec<String> = Vec::new();
    for item in 0..400 {
        for bin in 0..2 {
            let same = dice.roll(50);
            let mut own = Dice(seed ^ (item * 2 + bin) ^ (u64::from(of == "b") * 77));
            if own.roll(20) == 0 {
                continue;
            }
            let qty = if own.roll(10) == 0 {
                own.roll(50)
            } else {
                same
            };
            rows.push(format!(
                "SP{item},B-{bin},L{},{qty}.{}",
                item % 3,
                own.roll(2) * 5
            ));
        }
    }
    if of == "b" {
        rows.reverse();
    }
    text.push_str(&rows.join("\n"));
    text.push('\n');
    text
}

const QUERY: &str = "
.mode csv
.import a.csv a
.import b.csv b
.mode list
.separator ' '
select sku, location, lot, coalesce(x, 0), case when y is null then '-' else y end,
  coalesce(y, 0) - coalesce(x, 0)
from (
  select k.sku, k.location, k.lot, a.qty * 1.0 as x, b.qty * 1.0 as y
  from (select sku, location, lot from a union select sku, location, lot from b) k
  left join a using (sku, location, lot) left join b using (sku, location, lot)
) where x is null or y is null or x <> y;
";

#[test]
fn the_same_by_sqlite() {
    if Command::new("sqlite3").arg("--version").output().is_err() {
        skip("the_same_by_sqlite", "no sqlite3");
        return;
    }
    for seed in 1..6 {
        let room = Room::new();
        room.put("a.csv", &count(seed, "a"))
            .put("b.csv", &count(seed, "b"))
            .put("q.sql", QUERY);
        let output = Command::new("sqlite3")
            .current_dir(room.at(""))
            .arg(":memory:")
            .stdin(std::fs::File::open(room.at("q.sql")).unwrap())
            .output()
            .unwrap();
        let plain = |n: &str| n.parse::<f64>().map_or(n.to_owned(), |v| v.to_string());
        let line = |text: &str| text.split(' ').map(plain).collect::<Vec<_>>().join(" ");
        let mut theirs: Vec<String> = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(line)
            .collect();
        let report = room.json(1, &["stocktake", "diff", "a.csv", "b.csv"]);
        let keys = ["sku", "location", "lot", "last", "this", "variance"];
        let mut ours: Vec<String> = table(&report, &keys).iter().map(|t| line(t)).collect();
        theirs.sort();
        ours.sort();
        assert!(ours.len() > 50, "{}", ours.len());
        assert_eq!(ours, theirs, "seed {seed}");
    }
}
