//! The daily backup (O1, O7).

use super::{Head, Key, Shape, head, key};
use crate::base::Text;

pub(super) const HEADS: &[Head] = &[
    head("backup", "每日备份", "The daily backup"),
    head(
        "backup.source[]",
        "备份来源,每个平台或店铺一段",
        "What is backed up, one section for each platform or shop",
    ),
];

/// Keys of a source that it can do without; which of path and command it has is
/// looked at as a whole.
pub(super) const OPTIONAL: &[&str] = &[
    "backup.source[].path",
    "backup.source[].command",
    "backup.source[].every",
    "backup.source[].table",
];

pub(super) const KEYS: &[Key] = &[
    key(
        "backup.archive",
        Shape::Path,
        "O1",
        "封存存放的文件夹",
        "Folder that holds the sealed archives",
    ),
    key(
        "backup.time",
        Shape::Time,
        "O1",
        "每天备份的时间",
        "When the day's backup is due",
    ),
    key(
        "backup.grace_minutes",
        Shape::Whole(1440),
        "O1",
        "过了备份时间这么多分钟还没有封存,就算漏备",
        "Minutes after the time from which a day without a seal is missed",
    ),
    key(
        "backup.settle_seconds",
        Shape::Whole(3600),
        "O7",
        "文件隔这么多秒没有变化才算写完",
        "A file counts as written when it has not changed for this many seconds",
    ),
    key(
        "backup.time_limit_minutes",
        Shape::Minutes,
        "O7",
        "来源的程序运行超过这么多分钟就停掉,免得它卡住,当天的订单没法封存",
        "A source's program is stopped after this many minutes, so that one that hangs does not keep the day's orders from being sealed",
    ),
    Key {
        path: "backup.source[].name",
        shape: Shape::FolderName,
        rule: "O1",
        why: Text::new(
            "来源名,也是封存里的文件夹名,不可重复",
            "Name of the source and of its folder in the archive; each once",
        ),
        example: "name = \"tmall\"",
    },
    Key {
        path: "backup.source[].path",
        shape: Shape::Path,
        rule: "O1",
        why: Text::new(
            "要备份的文件或文件夹;path 与 command 二选一",
            "File or folder to back up; either path or command",
        ),
        example: "path = \"inbox/tmall\"",
    },
    Key {
        path: "backup.source[].command",
        shape: Shape::Words,
        rule: "O7",
        why: Text::new(
            "导出数据库的程序和参数,它的输出就是要备份的内容;不经过 shell,在本文件所在的文件夹运行",
            "Program and arguments whose output is backed up, as a database dump; no shell, run in this file's folder",
        ),
        example: "command = [\"pg_dump\", \"shop\"]",
    },
    Key {
        path: "backup.source[].every",
        shape: Shape::OneOf(
            &["day", "week"],
            Text::new("\"day\" 或 \"week\"", "\"day\" or \"week\""),
        ),
        rule: "O7",
        why: Text::new(
            "程序多久运行一次:每天,或距上次满七天(数据库至少每周备份)",
            "How often the program runs: each day, or once seven days have passed (the database at least weekly)",
        ),
        example: "every = \"week\"",
    },
    Key {
        path: "backup.source[].table",
        shape: Shape::OneOf(&["orders"], Text::new("\"orders\"", "\"orders\"")),
        rule: "O2",
        why: Text::new(
            "程序的输出是订单表时写 \"orders\":照导出文件一样逐单比对",
            "\"orders\" where the program prints an orders table: it is then compared like an export",
        ),
        example: "table = \"orders\"",
    },
];
