//! One difference between two states of an order, and what it counts as.

use crate::base::{Message, Text};
use crate::say;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// What a difference counts as (O2, O3, O3b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Lawful: filled in once, moved on, appended, or not judged.
    Changed,
    /// Asked for by the customer and written down in the remark (O3).
    Amended,
    /// A price changed before payment (O3b).
    Repriced,
    /// Against the rule (O2).
    Violation,
    /// In no file that should hold it (O2).
    Vanished,
    /// Back after it had vanished.
    Reappeared,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Changed => "changed",
            Kind::Amended => "amended",
            Kind::Repriced => "repriced",
            Kind::Violation => "violation",
            Kind::Vanished => "vanished",
            Kind::Reappeared => "reappeared",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Kind::Changed => Text::new("变更", "changed"),
            Kind::Amended => Text::new("有据修改", "amended"),
            Kind::Repriced => Text::new("改价", "repriced"),
            Kind::Violation => Text::new("违规修改", "violation"),
            Kind::Vanished => Text::new("消失", "vanished"),
            Kind::Reappeared => Text::new("重现", "reappeared"),
        }
    }
}

/// Why a change is a violation, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A frozen field changed and the remark did not grow.
    NoRemark,
    /// The remark grew, but not by a date and a name.
    RemarkIncomplete,
    /// A field that no remark allows to change.
    Frozen,
    /// A price changed after payment.
    AfterPayment,
    /// A once-field that had a value got another.
    SetTwice,
    /// The status went back.
    WentBack,
    /// A refund shrank or was cleared.
    Shrank,
    /// A remark was shortened or rewritten.
    Rewritten,
    /// A line of the order is gone or new.
    Lines,
    /// The remark documents the change but the red flag is missing.
    NoFlag,
}

impl Why {
    pub fn message(self) -> Message {
        match self {
            Why::NoRemark => say!(zh: "无备注", en: "no remark"),
            Why::RemarkIncomplete => {
                say!(zh: "备注缺日期或姓名", en: "the remark lacks a date or a name")
            }
            Why::Frozen => {
                say!(zh: "订单生效后不得修改", en: "may not change once the order exists")
            }
            Why::AfterPayment => say!(zh: "付款后改价", en: "price changed after payment"),
            Why::SetTwice => say!(zh: "只能填写一次", en: "may be filled in only once"),
            Why::WentBack => say!(zh: "状态倒退", en: "the status went back"),
            Why::Shrank => say!(zh: "退款被改小或清除", en: "the refund shrank or was cleared"),
            Why::Rewritten => {
                say!(zh: "备注被删改,只能追加", en: "text was rewritten or shortened; it may only grow")
            }
            Why::Lines => {
                say!(zh: "订单明细有增减", en: "a line of the order was added or removed")
            }
            Why::NoFlag => say!(zh: "有备注,缺红旗", en: "documented, but without the red flag"),
        }
    }
}

/// One difference, as stored in changes.csv.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: Kind,
    pub order_no: String,
    /// Blank where the difference is one of the whole order.
    pub line_no: String,
    /// Canonical field name; blank for vanished and reappeared orders.
    pub field: Cow<'static, str>,
    pub old: String,
    pub new: String,
    /// What the remark grew by.
    pub remark: String,
    pub why: Option<Why>,
    pub source: Arc<str>,
    /// The export's path as found, and the line in it (0: none).
    pub file: Arc<str>,
    pub line: u32,
}
