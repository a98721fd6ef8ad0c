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
        why: Text::new("要备份的文件或文件夹", "File or folder to back up"),
        example: "path = \"inbox/tmall\"",
    },
];
