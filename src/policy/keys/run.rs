//! The day, the week, the month; messages; what `doctor` looks at.

use super::{Head, Key, Shape, head, key, shown};
use crate::base::Text;

pub(super) const HEADS: &[Head] = &[
    head(
        "run",
        "每日、每周、每月一条命令:dayclose run daily、weekly、monthly",
        "The day, the week, the month, one command each: dayclose run daily, weekly, monthly",
    ),
    head("run.daily", "每天", "Every day"),
    head("run.weekly", "每周", "Every week"),
    head("run.monthly", "每月", "Every month"),
    head(
        "run.inputs",
        "定时任务里各表的文件,优先于 [files];可写 {date} {month} {year} {from} {to} {week},文件名里的 * 取名字中日期最新的",
        "The files of a run, before those of [files]; {date} {month} {year} {from} {to} {week} are filled in, and of names that fit a * the newest by the date in it is taken",
    ),
    head(
        "notify",
        "每次运行后发一条短消息",
        "One short message after each run",
    ),
    head(
        "notify.to[]",
        "发给谁,每个群或地址一段;地址和密钥只放在文件或环境变量里",
        "Who is told, one section for each group or address; addresses and secrets stand in files or the environment only",
    ),
    head("doctor", "体检", "The check-up"),
];

/// Keys a receiver can do without.
pub(super) const OPTIONAL: &[&str] = &[
    "notify.to[].url_env",
    "notify.to[].url_file",
    "notify.to[].secret_env",
    "notify.to[].secret_file",
];

const KINDS: Shape = Shape::OneOf(
    &["wecom", "dingtalk", "feishu", "json", "ping"],
    Text::new(
        "\"wecom\" 企业微信、\"dingtalk\" 钉钉、\"feishu\" 飞书、\"json\" 或 \"ping\"",
        "\"wecom\", \"dingtalk\", \"feishu\", \"json\" or \"ping\"",
    ),
);
const WHEN: Shape = Shape::OneOf(
    &["always", "findings", "never"],
    Text::new(
        "\"always\"、\"findings\" 或 \"never\"",
        "\"always\", \"findings\" or \"never\"",
    ),
);

pub(super) const KEYS: &[Key] = &[
    key(
        "run.reports",
        Shape::Path,
        "D",
        "报表的文件夹,每天一个子文件夹;运行记录 runs.jsonl 也在里面",
        "Folder of the reports, one folder a day in it; the record runs.jsonl stands there too",
    ),
    key(
        "run.shown",
        Shape::Whole(10_000),
        "D",
        "汇总里每项任务最多列出几条要人处理的事",
        "How many findings of one chore the summary shows",
    ),
    key(
        "run.daily.chores",
        Shape::Words,
        "D",
        "依次做哪些事:命令,可带选项;一项失败不影响其余",
        "What is done, in this order: a command, with options where wanted; one that fails does not stop the others",
    ),
    key(
        "run.weekly.chores",
        Shape::Words,
        "D",
        "每周做哪些事,说的是到当天为止的七天",
        "What is done every week, about the seven days up to that day",
    ),
    key(
        "run.monthly.chores",
        Shape::Words,
        "D",
        "每月做哪些事,说的是上一个整月",
        "What is done every month, about the last complete month",
    ),
    Key {
        path: "run.inputs.*",
        shape: Shape::Path,
        rule: "D",
        why: Text::new(
            "表 = 文件,如每月一个的 service_{month}.xlsx",
            "table = file, as service_{month}.xlsx of which there is one a month",
        ),
        example: "service = \"people/service_{month}.xlsx\"",
    },
    key(
        "notify.when",
        WHEN,
        "D",
        "什么时候发:always 每次,findings 有事要人处理时,never 不发",
        "After which runs: always, findings when a person is needed, never",
    ),
    shown(
        "notify.link",
        Shape::Text,
        "D",
        "别人从哪里打开报表文件夹,消息里附上",
        "Where people open the folder of reports; put into the message",
        "https://nas.example/reports",
    ),
    key(
        "notify.attempts",
        Shape::Whole(10),
        "D",
        "一条消息最多试几次;发不出去不影响任务",
        "How often one message is tried; one that cannot be sent never fails the run",
    ),
    key(
        "notify.pause_seconds",
        Shape::Whole(3600),
        "D",
        "第二次之前等几秒,以后每次加倍",
        "Seconds before the second attempt, doubled before each further one",
    ),
    key(
        "notify.timeout_seconds",
        Shape::Whole(3600),
        "D",
        "一次最多等几秒",
        "Seconds one attempt may take",
    ),
    Key {
        path: "notify.to[].kind",
        shape: KINDS,
        rule: "D",
        why: Text::new(
            "发到哪种机器人;json 是普通的网址,ping 是「没按时来就报警」的网址",
            "What kind of receiver; json is a plain hook, ping the address of a dead man's switch",
        ),
        example: "kind = \"wecom\"",
    },
    Key {
        path: "notify.to[].url_env",
        shape: Shape::EnvName,
        rule: "O8",
        why: Text::new(
            "地址在哪个环境变量里",
            "The environment variable that holds the address",
        ),
        example: "url_env = \"DAYCLOSE_WECOM_URL\"",
    },
    Key {
        path: "notify.to[].url_file",
        shape: Shape::Path,
        rule: "O8",
        why: Text::new(
            "或地址在哪个文件的第一行里(权限 600)",
            "Or the file whose first line is the address (mode 600)",
        ),
        example: "url_file = \"secrets/wecom\"",
    },
    Key {
        path: "notify.to[].secret_env",
        shape: Shape::EnvName,
        rule: "O8",
        why: Text::new(
            "加签密钥在哪个环境变量里(钉钉、飞书)",
            "The environment variable that holds the secret to sign with (DingTalk, Feishu)",
        ),
        example: "secret_env = \"DAYCLOSE_DINGTALK_SECRET\"",
    },
    Key {
        path: "notify.to[].secret_file",
        shape: Shape::Path,
        rule: "O8",
        why: Text::new(
            "或加签密钥在哪个文件的第一行里",
            "Or the file whose first line is that secret",
        ),
        example: "secret_file = \"secrets/dingtalk\"",
    },
    key(
        "doctor.disk_days",
        Shape::Whole(3650),
        "O1",
        "磁盘至少要够再放这么多天的封存",
        "The disk must have room for this many more days of archives",
    ),
    key(
        "doctor.export_days",
        Shape::Whole(3650),
        "O8",
        "没加密的导出放了超过这么多天就提醒清走",
        "Exports in the open that are older than this many days are told",
    ),
    key(
        "doctor.run_hours",
        Shape::Whole(8760),
        "D",
        "超过这么多小时没有跑 run daily 就提醒",
        "Hours after which a daily run that did not come is told",
    ),
];
