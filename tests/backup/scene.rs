//! What lies on the desk before the run that the fault tests disturb.

use crate::desk::{CONFIG, Desk};
use crate::sheet::{Row, export};

pub const YESTERDAY: &str = "2026-11-21";
pub const TODAY: &str = "2026-11-22";
const TOMORROW: &str = "2026-11-23";

/// What lies there before the run that is disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Nothing: the first run of all.
    First,
    /// A sealed day, and today's export with changes, one of them unlawful.
    Second,
    /// The same, and an archive without a seal made from today's export.
    Redone,
    /// The same, but the export it was made from is gone: the archive holds the
    /// only copy.
    OnlyCopy,
    /// A sealed day; beside today's export two programs, one of whose output is
    /// compared.
    Programs,
}

pub const PROGRAMS: &str = "\
[[backup.source]]
name = \"erp\"
command = [\"cat\", \"erp.csv\"]
table = \"orders\"
[[backup.source]]
name = \"db\"
command = [\"cat\", \"erp.csv\", \"dayclose.toml\"]
";

/// What the program prints on a day.
pub fn printed(day: &str) -> String {
    let row = Row::new(&number(20)).with(&[("created_at", "2026-11-20 10:00:00")]);
    let phone = if day == YESTERDAY {
        "13800000001"
    } else {
        "13800000009"
    };
    export(&[row.with(&[("phone", phone)])])
}

pub fn number(i: usize) -> String {
    format!("30000041822210{i:02}")
}

pub fn rows() -> Vec<Row> {
    (0..3)
        .map(|i| Row::new(&number(i)).with(&[("created_at", "2026-11-21 10:00:00")]))
        .collect()
}

/// Today's: one order sent, one altered without a word, one new.
pub fn later() -> Vec<Row> {
    let mut rows = rows();
    rows[0].put("courier", "顺丰速运");
    rows[1].put("phone", "13800000009");
    rows.push(Row::new(&number(7)).with(&[("created_at", "2026-11-22 10:00:00")]));
    rows
}

impl Scene {
    pub const ALL: [Scene; 5] = [
        Scene::First,
        Scene::Second,
        Scene::Redone,
        Scene::OnlyCopy,
        Scene::Programs,
    ];

    pub fn day(self) -> &'static str {
        match self {
            Scene::First => YESTERDAY,
            Scene::Second | Scene::Redone | Scene::Programs => TODAY,
            Scene::OnlyCopy => TOMORROW,
        }
    }

    pub fn desk(self) -> Desk {
        let desk = if self == Scene::Programs {
            Desk::with(&format!("{CONFIG}{PROGRAMS}"))
        } else {
            Desk::new()
        };
        desk.export(YESTERDAY, &export(&rows()));
        desk.write("erp.csv", printed(YESTERDAY).as_bytes());
        if self == Scene::First {
            return desk;
        }
        desk.run(YESTERDAY).exits(0);
        desk.export(TODAY, &export(&later()));
        desk.write("erp.csv", printed(TODAY).as_bytes());
        if matches!(self, Scene::Second | Scene::Programs) {
            return desk;
        }
        desk.run(TODAY).exits(1);
        // As a run leaves it that is killed before its seal is there.
        std::fs::remove_file(desk.at(&format!("archive/seal/000002-{TODAY}.json"))).unwrap();
        std::fs::remove_dir_all(desk.at("archive/state")).unwrap();
        if self == Scene::OnlyCopy {
            std::fs::remove_file(desk.at(&format!("inbox/orders-{TODAY}.csv"))).unwrap();
            let mut rows = later();
            rows.push(Row::new(&number(8)).with(&[("created_at", "2026-11-23 10:00:00")]));
            desk.export(TOMORROW, &export(&rows));
        }
        desk
    }
}
