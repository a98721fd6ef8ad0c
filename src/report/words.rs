//! The words the renderers themselves put into a report, in one table. All
//! other words come with the report.

use crate::base::{Lang, Message, Severity, Text};
use crate::say;

pub const TOTAL: Text = Text::new("合计", "Total");
pub const YES: Text = Text::new("是", "yes");
pub const NO: Text = Text::new("否", "no");
/// Said of a table without lines.
pub const NO_LINES: Text = Text::new("无", "none");

pub const SUMMARY: Text = Text::new("摘要", "Summary");
pub const FIGURE: Text = Text::new("项目", "Item");
pub const FIGURE_VALUE: Text = Text::new("数值", "Value");

pub const FINDINGS: Text = Text::new("发现", "Findings");
pub const SEVERITY: Text = Text::new("级别", "Severity");
pub const RULE: Text = Text::new("规则", "Rule");
pub const SUBJECT: Text = Text::new("对象", "Subject");
pub const MESSAGE: Text = Text::new("说明", "Message");
pub const SOURCE: Text = Text::new("出处", "Source");

pub const INPUTS: Text = Text::new("输入", "Inputs");
pub const ROLE: Text = Text::new("用途", "Role");
pub const FILE: Text = Text::new("文件", "File");
pub const SHEET: Text = Text::new("工作表", "Sheet");
pub const ROWS: Text = Text::new("行数", "Rows");
pub const REJECTED: Text = Text::new("剔除", "Rejected");
pub const SHA256: Text = Text::new("SHA-256", "SHA-256");
pub const COMMAND: Text = Text::new("命令", "Command");
pub const TOOL: Text = Text::new("程序版本", "Tool version");
pub const CONFIG: Text = Text::new("配置哈希", "Config hash");
pub const CLOCK: Text = Text::new("时钟", "Clock");
/// Stands for the config hash when no config was read.
pub const BUILT_IN: Text = Text::new("内置规则", "built-in rules");

/// The footer of a printed workbook; `&P` and `&N` are the page and the pages.
pub const PAGE: Text = Text::new("第 &P 页 共 &N 页", "Page &P of &N");

/// The lines for signatures at the end of what is signed.
pub const SIGNATURES: [Text; 3] = [
    Text::new("制表", "Prepared by"),
    Text::new("复核", "Checked by"),
    Text::new("审批", "Approved by"),
];

/// Names of the sheet with charts and of the hidden one with long lists.
pub const CHARTS: Text = Text::new("图表", "Charts");
pub const CHOICES: Text = Text::new("选项", "Choices");

/// Said beside a cell to fill in, and where something else was put there.
pub const FILL_TITLE: Text = Text::new("请再看一下", "Please check");
pub const FILL_ONE_OF: Text = Text::new("从列表中选择", "Choose from the list");
pub const NOT_IN_LIST: Text = Text::new("列表里没有这一项,仍要填吗?", "Not in the list. Keep it?");
pub const FILL_NUMBER: Text = Text::new(
    "填不小于 0 的数字;没有数就留空",
    "A number, 0 or more; blank if not counted",
);
pub const NO_NUMBER: Text = Text::new(
    "这里只能填不小于 0 的数字",
    "Only a number of 0 or more fits here",
);
pub const FILL_COUNT: Text = Text::new(
    "填不小于 0 的数字,或 3箱2瓶;没盘的留空",
    "A number, 0 or more, or cases as 3箱2瓶; blank if not counted",
);
pub const NO_COUNT: Text = Text::new(
    "这里只能填不小于 0 的数字,或 3箱2瓶 这样的箱数",
    "Only a number of 0 or more, or cases as 3箱2瓶, fits here",
);
pub const FILL_WHOLE: Text = Text::new(
    "填不小于 0 的整数;没有数就留空",
    "A whole number, 0 or more; blank if not counted",
);
pub const NO_WHOLE: Text = Text::new(
    "这里只能填不小于 0 的整数",
    "Only a whole number of 0 or more fits here",
);
pub const FILL_TIME: Text = Text::new(
    "填日期和时间,如 2026-11-30 18:00",
    "Date and time, like 2026-11-30 18:00",
);
pub const NO_TIME: Text = Text::new(
    "这里只能填日期和时间,如 2026-11-30 18:00",
    "Only a date and time fits here, like 2026-11-30 18:00",
);

pub const COLON: Text = Text::new("：", ": ");

/// The heading of one severity's findings: `错误 1`, `1 error`.
pub fn severity_count(severity: Severity, n: usize) -> Message {
    let label = severity.label();
    Message {
        zh: format!("{} {n}", label.zh),
        en: match (severity, n) {
            (Severity::Info, _) => format!("{n} info"),
            (_, 1) => format!("1 {}", label.en),
            _ => format!("{n} {}s", label.en),
        },
    }
}

/// Said under a table whose columns did not all fit.
pub fn columns_left_out(names: &[Message]) -> Message {
    let n = names.len();
    let zh: Vec<&str> = names.iter().map(|m| m.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|m| m.en.as_str()).collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    let columns = if n == 1 { "column" } else { "columns" };
    say!(
        zh: "其余 {n} 列未显示:{zh};-o FILE.xlsx 可见全部",
        en: "{n} more {columns} not shown: {en}; -o FILE.xlsx shows all"
    )
}

/// Said after the first infos when there are many.
pub fn more_infos(n: usize) -> Message {
    say!(
        zh: "其余 {n} 条提示未显示;-o FILE.xlsx 可见全部",
        en: "{n} more info not shown; -o FILE.xlsx shows all"
    )
}

/// What a file may be given as: the word programs read, and the words for a reader.
const ROLES: &[(&str, Text)] = &[
    ("adjustments", Text::new("奖罚表", "adjustments")),
    ("attendance", Text::new("考勤表", "attendance")),
    ("book", Text::new("账面", "book")),
    ("cards", Text::new("卡片账", "stock cards")),
    ("contacts", Text::new("联系记录", "contacts")),
    ("costs", Text::new("费用表", "costs")),
    ("count", Text::new("盘点表", "count")),
    ("counts", Text::new("盘点表", "counts")),
    ("delivery_notes", Text::new("送货单", "delivery notes")),
    ("finance", Text::new("财务账", "finance ledger")),
    ("history", Text::new("历次盘点", "earlier counts")),
    ("instance", Text::new("排班实例", "roster instance")),
    ("items", Text::new("商品档案", "items")),
    ("keep", Text::new("原排班表", "roster kept")),
    ("locks", Text::new("固定班次", "fixed duties")),
    ("wishes", Text::new("意愿表", "wishes")),
    ("calendar", Text::new("节假日表", "calendar")),
    ("kpi", Text::new("绩效得分", "KPI scores")),
    ("last", Text::new("上次盘点", "last count")),
    ("leave", Text::new("请假表", "leave list")),
    ("movements", Text::new("出入库流水", "movements")),
    ("opening", Text::new("期初库存", "opening stock")),
    ("orders", Text::new("订单", "orders")),
    ("paid", Text::new("上月工资", "earlier pay")),
    ("purchase_orders", Text::new("采购单", "purchase orders")),
    ("roster", Text::new("排班表", "roster")),
    ("runs", Text::new("运行记录", "run records")),
    ("sales", Text::new("销售明细", "sales")),
    ("second", Text::new("复盘表", "second count")),
    ("service", Text::new("客服数据", "service figures")),
    ("staff", Text::new("员工表", "staff list")),
    ("stock", Text::new("库存", "stock")),
    ("system", Text::new("系统账", "system ledger")),
    ("table", Text::new("表格", "table")),
    ("targets", Text::new("目标表", "targets")),
    ("this", Text::new("本次盘点", "this count")),
    ("visits", Text::new("回访记录", "visits")),
];

/// What a file was given as, by the word programs read. Other words (a table's
/// own name, the name of a source) have none and stand as they are.
pub fn role(word: &str) -> Message {
    let known = ROLES.iter().find(|(id, _)| *id == word);
    known.map_or_else(|| Message::data(word), |(_, text)| (*text).into())
}

/// The word programs read for what [`role`] showed, in either language.
pub fn role_shown(shown: &str) -> &str {
    let is = |text: &Text| {
        [Lang::Zh, Lang::En]
            .iter()
            .any(|lang| text.get(*lang) == shown)
    };
    let known = ROLES.iter().find(|(_, text)| is(text));
    known.map_or(shown, |(id, _)| id)
}
