//! Every key of the config, once: its path, what may stand there, the rule it
//! serves and one line of why. Defaults are not repeated here: they are those of
//! `Policy::default()`, looked up by [`default_of`].
//!
//! In a path `*` stands for a name of the user's, `[]` for a section that may
//! be repeated.

use super::Policy;
pub use super::shape::Shape;
use crate::base::Text;
use toml::Value;

/// One key.
#[derive(Debug)]
pub struct Key {
    pub path: &'static str,
    pub shape: Shape,
    /// Number of the department's rule it serves.
    pub rule: &'static str,
    pub why: Text,
    /// TOML shown where the key has no default.
    pub example: &'static str,
}

/// One section and what it is for.
#[derive(Debug)]
pub struct Head {
    pub path: &'static str,
    pub why: Text,
}

pub static HEADS: &[Head] = &[
    head("shop", "店铺", "The shop"),
    head(
        "files",
        "各表的文件:命令行没有给出文件时用这里的",
        "The file of each table, used where a command is given none",
    ),
    head(
        "columns.*",
        "自己的表头:程序认得的表头之外再加的,按表、按字段写",
        "Your own headings, besides those the program knows, by table and field",
    ),
    head("backup", "每日备份", "The daily backup"),
    head(
        "backup.source[]",
        "备份来源,每个平台或店铺一段",
        "What is backed up, one section for each platform or shop",
    ),
    head(
        "orders",
        "订单字段的改动规矩",
        "How the fields of an order may change",
    ),
    head(
        "orders.status",
        "订单状态的先后",
        "The order of the status words",
    ),
    head(
        "stock.doc_types",
        "自己的单据类型,程序认得的之外再加的",
        "Your own movement types, besides those the program knows",
    ),
];

pub static KEYS: &[Key] = &[
    key(
        "shop.name",
        Shape::Text,
        "K15",
        "店名,印在每张报表上",
        "Name of the shop, on every report",
    ),
    key(
        "shop.timezone",
        Shape::Zone,
        "O1",
        "一天从几点算起,以这个时区为准,与电脑的设置无关",
        "Days and months begin by this zone, whatever the computer is set to",
    ),
    key(
        "shop.language",
        Shape::Language,
        "K15",
        "报表与消息的语言:zh 或 en",
        "Language of reports and messages: zh or en",
    ),
    file("files.orders", "O1", "订单", "orders", "inbox/tmall"),
    file(
        "files.movements",
        "W3",
        "出入库流水",
        "stock movements",
        "books/movements.xlsx",
    ),
    file(
        "files.balances",
        "W3",
        "库存余额",
        "stock balances",
        "books/balances.xlsx",
    ),
    file(
        "files.opening",
        "W6",
        "期初余额",
        "opening balances",
        "books/opening.xlsx",
    ),
    file(
        "files.finance",
        "W3",
        "财务账余额",
        "finance's balances",
        "books/finance.csv",
    ),
    file(
        "files.system",
        "W3",
        "系统库存",
        "the system's balances",
        "books/system.xlsx",
    ),
    file(
        "files.cards",
        "W3",
        "货卡余额",
        "bin card balances",
        "books/cards.xlsx",
    ),
    file("files.count", "W7", "盘点表", "stock counts", "counts"),
    file("files.items", "W9", "商品资料", "items", "books/items.xlsx"),
    file(
        "files.purchase_orders",
        "W13",
        "采购订单",
        "purchase orders",
        "books/purchase_orders.csv",
    ),
    file(
        "files.delivery_notes",
        "W1",
        "送货单",
        "delivery notes",
        "books/delivery_notes.csv",
    ),
    file(
        "files.service",
        "K3",
        "客服绩效导出",
        "customer-service figures",
        "people/service.xlsx",
    ),
    file(
        "files.sales",
        "K6",
        "销售明细",
        "sales",
        "people/sales.xlsx",
    ),
    file(
        "files.costs",
        "K13",
        "店铺费用",
        "costs of the shops",
        "people/costs.xlsx",
    ),
    file(
        "files.contacts",
        "O4",
        "联系客户记录",
        "customer contacts",
        "people/contacts.csv",
    ),
    file("files.staff", "K2", "员工表", "staff", "people/staff.xlsx"),
    file(
        "files.kpi",
        "K7",
        "绩效得分",
        "KPI scores",
        "people/kpi.xlsx",
    ),
    file(
        "files.paid",
        "K4",
        "已发提成",
        "commission already paid",
        "people/paid.xlsx",
    ),
    file(
        "files.attendance",
        "K10",
        "考勤记录",
        "attendance",
        "people/attendance.xlsx",
    ),
    file(
        "files.adjustments",
        "K8",
        "奖罚表",
        "rewards and penalties",
        "people/adjustments.csv",
    ),
    file(
        "files.targets",
        "K12",
        "销售目标",
        "sales targets",
        "people/targets.csv",
    ),
    file(
        "files.visits",
        "K14",
        "走访记录",
        "visits",
        "people/visits.csv",
    ),
    file("files.leave", "R9", "请假表", "leave", "people/leave.csv"),
    file(
        "files.roster",
        "R1",
        "值班表",
        "duty roster",
        "people/roster.xlsx",
    ),
    Key {
        path: "columns.*.*",
        shape: Shape::Words,
        rule: "O9",
        why: Text::new(
            "导出换了表头时,在这里补上,旧数据照样可用",
            "When an export's headings change, add them here and old files stay usable",
        ),
        example: "order_no = [\"我的单号\"]",
    },
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
    key(
        "orders.frozen",
        Shape::Words,
        "O2",
        "订单生成后不得改动的字段",
        "Fields nobody may change once the order exists",
    ),
    key(
        "orders.once",
        Shape::Words,
        "O2",
        "可以从空白填上、填上后不得再改的字段",
        "Fields that may be filled in, but not changed after that",
    ),
    key(
        "orders.lifecycle",
        Shape::Words,
        "O2",
        "只许往前走的字段:状态不得倒退,退款不得减少",
        "Fields that only go forward: a status not back, a refund not down",
    ),
    key(
        "orders.append_only",
        Shape::Words,
        "O2",
        "只许在后面添写的字段",
        "Fields that may only grow at the end",
    ),
    key(
        "orders.amendable",
        Shape::Words,
        "O3",
        "客户要求、备注添写了日期和姓名时可以改的字段",
        "Fields that may change at the customer's request, when the remark grew by a date and a name",
    ),
    key(
        "orders.require_flag",
        Shape::Flag,
        "O3",
        "有据修改是否还须插红旗",
        "Whether an amendment needs the red flag too",
    ),
    key(
        "orders.coverage_share",
        Shape::Share,
        "O2",
        "应有的订单缺了超过这个比例,视为导出不全",
        "An export lacking more than this share of the expected orders is incomplete",
    ),
    key(
        "orders.coverage_orders",
        Shape::Whole(1_000_000_000),
        "O2",
        "并且至少缺这么多单",
        "… and at least this many of them",
    ),
    key(
        "orders.status.steps",
        Shape::Steps,
        "O2",
        "状态的先后,同一步的说法写在一起;第一步是未付款",
        "The steps of an order, the words of one step together; the first is «not paid»",
    ),
    key(
        "orders.status.closed",
        Shape::Words,
        "O2",
        "表示订单已关闭的说法",
        "Words that mean the order is closed",
    ),
    Key {
        path: "stock.doc_types.*",
        shape: Shape::Direction,
        rule: "W4",
        why: Text::new(
            "单据类型算入库 in 还是出库 out",
            "Whether this type of movement goes in or out",
        ),
        example: "\"样品领用\" = \"out\"",
    },
];

const fn head(path: &'static str, zh: &'static str, en: &'static str) -> Head {
    Head {
        path,
        why: Text::new(zh, en),
    }
}

const fn key(
    path: &'static str,
    shape: Shape,
    rule: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Key {
    Key {
        path,
        shape,
        rule,
        why: Text::new(zh, en),
        example: "",
    }
}

const fn file(
    path: &'static str,
    rule: &'static str,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Key {
    Key {
        path,
        shape: Shape::Path,
        rule,
        why: Text::new(zh, en),
        example,
    }
}

impl Key {
    /// The section the key stands in: `backup`, `backup.source[]`, `columns.*`.
    pub fn section(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or("", |(section, _)| section)
    }

    /// The key's own name, `*` for a name of the user's.
    pub fn name(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or(self.path, |(_, name)| name)
    }
}

/// The value of a key in `policy`, as TOML; `None` where it has none.
pub fn value_of(policy: &Policy, path: &str) -> Option<Value> {
    let mut value = Value::try_from(policy).ok()?;
    for segment in path.split('.') {
        let Value::Table(mut table) = value else {
            return None;
        };
        value = table.remove(segment)?;
    }
    Some(value)
}

/// The built-in value of a key, as TOML; `None` where there is none.
pub fn default_of(path: &str) -> Option<Value> {
    value_of(&Policy::default(), path)
}
