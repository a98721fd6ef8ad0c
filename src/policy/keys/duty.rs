//! The calendar of duties (D).

use super::{Head, Key, Shape, head, shown};

pub(super) const HEADS: &[Head] = &[head(
    "duty[]",
    "到期事项,每件一段;写了自己的就只看自己的",
    "The calendar of duties, one section each; your own sections replace the list",
)];

/// Keys a duty can do without.
pub(super) const OPTIONAL: &[&str] = &[
    "duty[].before_days",
    "duty[].at",
    "duty[].run",
    "duty[].file",
];

pub(super) const KEYS: &[Key] = &[
    shown(
        "duty[].id",
        Shape::FolderName,
        "D",
        "事项的英文名,日历里认它,不可重复",
        "The duty's key, by which calendars know it again; each once",
        "id = \"backup\"",
    ),
    shown(
        "duty[].name",
        Shape::Text,
        "D",
        "事项的名称",
        "What people call it",
        "name = \"订单备份\"",
    ),
    shown(
        "duty[].role",
        Shape::Text,
        "D",
        "归哪个岗位",
        "Whose it is",
        "role = \"后台客服\"",
    ),
    shown(
        "duty[].rule",
        Shape::Text,
        "D",
        "部门规矩的编号",
        "Number of the department's rule",
        "rule = \"O1\"",
    ),
    shown(
        "duty[].every",
        Shape::Cadence,
        "D",
        "多久一次;节假日不顺延",
        "When it comes round; holidays move nothing",
        "every = \"month:1,15,last\"",
    ),
    shown(
        "duty[].before_days",
        Shape::Whole(60),
        "K8",
        "要在那天之前几天做好",
        "Due so many days before that day",
        "before_days = 1",
    ),
    shown(
        "duty[].at",
        Shape::Time,
        "O1",
        "几点;这之前的运行不算",
        "The hour; a run before it does not count",
        "at = \"18:00\"",
    ),
    shown(
        "duty[].run",
        Shape::Text,
        "D",
        "运行记录里有这个命令(或 daily、weekly、monthly)就算做了",
        "Done when the record of runs has this command (or daily, weekly, monthly)",
        "run = \"backup run\"",
    ),
    shown(
        "duty[].file",
        Shape::Path,
        "D",
        "有这样的文件就算做了;可写 * ? 和 {date} {month} {last_month} {next_month} {quarter} {year}",
        "Done when there is such a file; * ? and {date} {month} {last_month} {next_month} {quarter} {year} may stand in it",
        "file = \"people/attendance_{last_month}*\"",
    ),
];
