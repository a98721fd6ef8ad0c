//! The duty roster and what it is made from: leave, wishes, the calendar.

use super::field;
use crate::base::Text;
use crate::table::schema::{FieldKind as K, Table};

/// Leave asked for and approved (R9); `to` is included.
pub static LEAVE: Table = Table {
    name: "leave",
    label: Text::new("请假单", "leave"),
    required: &[&["staff"], &["from"], &["to"]],
    fields: &[
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &[
                "工号",
                "员工ID",
                "员工编号",
                "请假人",
                "申请人",
                "客服",
                "员工姓名",
                "姓名",
            ],
        ),
        field(
            "from",
            "开始日期",
            "from",
            K::DateTime,
            &[
                "开始时间",
                "请假开始",
                "请假开始时间",
                "请假开始日期",
                "起始日期",
                "自",
                "start",
                "start date",
            ],
        ),
        field(
            "to",
            "结束日期",
            "to",
            K::DateTime,
            &[
                "结束时间",
                "请假结束",
                "请假结束时间",
                "请假结束日期",
                "截止日期",
                "至",
                "end",
                "end date",
            ],
        ),
        field(
            "kind",
            "假别",
            "kind",
            K::Text,
            &[
                "请假类型",
                "请假类别",
                "假期类型",
                "类型",
                "leave type",
                "type",
            ],
        ),
        field(
            "asked_at",
            "申请时间",
            "asked at",
            K::DateTime,
            &[
                "申请日期",
                "提交时间",
                "提交日期",
                "请假申请时间",
                "requested at",
            ],
        ),
        field(
            "approved_by",
            "审批人",
            "approved by",
            K::Text,
            &["批准人", "审核人", "审批", "approver"],
        ),
    ],
};

/// A duty roster, one line a person and shift; also what `roster make` writes.
pub static ROSTER: Table = Table {
    name: "roster",
    label: Text::new("值班表", "duty roster"),
    required: &[&["date"], &["staff"], &["shift"]],
    fields: &[
        // The day on which the shift starts.
        field(
            "date",
            "日期",
            "date",
            K::DateTime,
            &["值班日期", "排班日期", "班次日期", "上班日期", "day"],
        ),
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &[
                "工号",
                "值班人员",
                "值班人",
                "值班员",
                "人员",
                "客服",
                "员工姓名",
                "姓名",
            ],
        ),
        field(
            "shift",
            "班次",
            "shift",
            K::Text,
            &[
                "班别",
                "班次名称",
                "班组班次",
                "排班",
                "值班班次",
                "shift name",
            ],
        ),
        field(
            "role",
            "岗位",
            "role",
            K::Text,
            &["值班岗位", "职位", "职务", "position"],
        ),
        field(
            "locked",
            "锁定",
            "locked",
            K::Text,
            &["固定", "是否锁定", "已确定", "fixed"],
        ),
    ],
};

/// Wishes for single days.
pub static WISHES: Table = Table {
    name: "wishes",
    label: Text::new("排班希望", "roster wishes"),
    required: &[&["staff"], &["date"], &["shift"], &["wish"]],
    fields: &[
        field(
            "staff",
            "员工",
            "staff",
            K::Text,
            &["工号", "员工编号", "人员", "客服", "员工姓名", "姓名"],
        ),
        field(
            "date",
            "日期",
            "date",
            K::DateTime,
            &["希望日期", "排班日期", "day"],
        ),
        field(
            "shift",
            "班次",
            "shift",
            K::Text,
            &["希望班次", "班别", "班次名称", "shift name"],
        ),
        // Wanted or to be avoided.
        field(
            "wish",
            "意愿",
            "wish",
            K::Text,
            &["希望", "想要", "愿意", "want or avoid"],
        ),
    ],
};

/// Holidays and make-up workdays, for years not announced yet or other places.
pub static CALENDAR: Table = Table {
    name: "calendar",
    label: Text::new("节假日", "calendar"),
    required: &[&["date"], &["kind"], &["name"]],
    fields: &[
        field("date", "日期", "date", K::DateTime, &["day"]),
        field(
            "kind",
            "性质",
            "kind",
            K::Text,
            &["类型", "类别", "上班或放假", "type"],
        ),
        field(
            "name",
            "节日",
            "name",
            K::Text,
            &["名称", "节假日", "holiday"],
        ),
    ],
};
