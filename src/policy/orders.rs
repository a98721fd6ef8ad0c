//! Orders (O2, O3, O3b): which field may change how, and in which order the
//! platforms' status words follow each other.
//!
//! Status ranks: 待付款 ‹ 待发货 = 已付款 ‹ 部分发货 ‹ 已发货 ‹ 已签收 = 待评价 ‹
//! 交易成功 = 已完成; a closed order may follow any. The words of Taobao/Tmall,
//! JD, Pinduoduo, Douyin, 1688 and Youzan are mapped onto these steps.

use super::open_orders::OpenRules;
use super::values::{Amount, Share};
use crate::base::normalise::status_key;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// `[orders]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderRules {
    /// Never change (O2).
    pub frozen: Vec<String>,
    /// Blank or 0 may become a value, a value may not become another.
    pub once: Vec<String>,
    /// Go forward only: a status not back, a refund not down.
    pub lifecycle: Vec<String>,
    /// May only grow at the end.
    pub append_only: Vec<String>,
    /// May change when the remark grew by a date and a name (O3).
    pub amendable: Vec<String>,
    /// Whether an amendment needs the red flag as well (O3).
    pub require_flag: bool,
    /// More than this share of the expected orders absent …
    pub coverage_share: Share,
    /// … and at least this many: the export is incomplete, one finding.
    pub coverage_orders: u32,
    /// Minutes within which the customer is contacted (O4).
    pub response_minutes: u32,
    /// Numbers of which at least this share follow the one before are a series
    /// that runs on (O6); a platform's are drawn at random.
    pub series_share: Share,
    /// A leap of more numbers than this is a new beginning (O6).
    pub series_leap: u32,
    /// Yuan by which an order's total may exceed its lines: freight (O6).
    pub freight_most: Amount,
    /// Share of its lines by which an order's total may fall below them (O6).
    pub discount_most: Share,
    pub open: OpenRules,
    pub status: StatusRules,
}

/// `[orders.status]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatusRules {
    /// In the order an order goes through them, each the words that mean it;
    /// the first is «not paid yet» (O3b).
    pub steps: Vec<Vec<String>>,
    /// Words of a closed order: may follow any step.
    pub closed: Vec<String>,
}

/// Where a status word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rank {
    /// Position among the steps, 0 = not paid yet.
    Step(usize),
    Closed,
}

/// Status words ready for look-up; made once a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusRanks {
    ranks: HashMap<String, Rank>,
    last: usize,
}

const FROZEN: &[&str] = &[
    "order_no",
    "created_at",
    "buyer",
    "receiver",
    "phone",
    "address",
    "sku",
    "title",
    "spec",
    "qty",
    "unit_price",
    "amount",
    "order_amount",
    "channel",
    "shop",
];
const ONCE: &[&str] = &[
    "paid",
    "paid_at",
    "accepted_at",
    "contacted_at",
    "shipped_at",
    "finished_at",
    "courier",
    "tracking_no",
    "staff",
    "invoice_title",
    "card",
    "delivery_time",
];
const LIFECYCLE: &[&str] = &["status", "refund", "refunded_at", "flag"];
const APPEND_ONLY: &[&str] = &["remark", "message"];
const AMENDABLE: &[&str] = &[
    "sku",
    "spec",
    "address",
    "receiver",
    "phone",
    "invoice_title",
    "courier",
    "delivery_time",
    "card",
];

const STEPS: &[&[&str]] = &[
    &[
        "待付款",
        "等待买家付款",
        "等待付款",
        "待支付",
        "未付款",
        "等待付款确认",
        "付款确认中",
        "unpaid",
    ],
    &[
        "待发货",
        "已付款",
        "买家已付款,等待卖家发货",
        "买家已付款",
        "等待卖家发货",
        "等待出库",
        "待出库",
        "等待发货",
        "待分享",
        "待成团",
        "待接单",
        "备货中",
        "paid",
    ],
    &["部分发货", "卖家部分发货", "部分出库", "partly_shipped"],
    &[
        "已发货",
        "卖家已发货,等待买家确认",
        "卖家已发货,等待买家确认收货",
        "卖家已发货",
        "等待买家确认收货",
        "等待买家确认",
        "等待确认收货",
        "已出库",
        "已发货,待签收",
        "已发货,待收货",
        "待签收",
        "待收货",
        "shipped",
    ],
    &[
        "已签收",
        "待评价",
        "已收货",
        "买家已签收",
        "等待买家评价",
        "received",
    ],
    &[
        "交易成功",
        "已完成",
        "完成",
        "交易完成",
        "订单完成",
        "已评价",
        "finished",
    ],
];
const CLOSED: &[&str] = &[
    "交易关闭",
    "已取消",
    "已关闭",
    "订单关闭",
    "订单取消",
    "取消订单",
    "交易取消",
    "交易已取消",
    "付款以前,卖家或买家主动关闭交易",
    "付款以后用户退款成功,交易自动关闭",
    "未发货,退款成功",
    "已发货,退款成功",
    "已收货,退款成功",
    "(删除)等待付款",
    "(删除)等待出库",
    "(删除)等待确认收货",
    "closed",
    "cancelled",
];

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

impl Default for OrderRules {
    fn default() -> Self {
        OrderRules {
            frozen: words(FROZEN),
            once: words(ONCE),
            lifecycle: words(LIFECYCLE),
            append_only: words(APPEND_ONLY),
            amendable: words(AMENDABLE),
            require_flag: false,
            coverage_share: Share::percent(20),
            coverage_orders: 20,
            response_minutes: 10,
            series_share: Share::percent(50),
            series_leap: 1000,
            freight_most: Amount::whole(30),
            discount_most: Share::percent(0),
            open: OpenRules::default(),
            status: StatusRules::default(),
        }
    }
}

impl Default for StatusRules {
    fn default() -> Self {
        StatusRules {
            steps: STEPS.iter().map(|step| words(step)).collect(),
            closed: words(CLOSED),
        }
    }
}

impl OrderRules {
    /// The four field classes, by config key.
    pub fn classes(&self) -> [(&'static str, &[String]); 4] {
        [
            ("frozen", &self.frozen),
            ("once", &self.once),
            ("lifecycle", &self.lifecycle),
            ("append_only", &self.append_only),
        ]
    }

    pub(super) fn classes_and_amendable(&self) -> [(&'static str, &[String]); 5] {
        let [a, b, c, d] = self.classes();
        [a, b, c, d, ("amendable", &self.amendable)]
    }
}

impl StatusRules {
    /// The words ready for look-up.
    pub fn ranks(&self) -> StatusRanks {
        let mut ranks = HashMap::new();
        for (i, step) in self.steps.iter().enumerate() {
            for word in step {
                ranks.insert(status_key(word), Rank::Step(i));
            }
        }
        for word in &self.closed {
            ranks.insert(status_key(word), Rank::Closed);
        }
        StatusRanks {
            ranks,
            last: self.steps.len().saturating_sub(1),
        }
    }
}

impl StatusRanks {
    /// `None` for a word nobody listed: it is recorded, not judged.
    pub fn rank(&self, word: &str) -> Option<Rank> {
        // Most words are written as they are kept.
        let known = self.ranks.get(word);
        known.or_else(|| self.ranks.get(&status_key(word))).copied()
    }

    /// Whether the word says «not paid yet» (O3b).
    pub fn unpaid(&self, word: &str) -> bool {
        self.rank(word) == Some(Rank::Step(0))
    }

    pub fn closed(&self, word: &str) -> bool {
        self.rank(word) == Some(Rank::Closed)
    }

    /// Whether the word is of the last step: nothing follows but closing.
    pub fn finished(&self, word: &str) -> bool {
        self.rank(word) == Some(Rank::Step(self.last))
    }

    /// Where the word of a step stands among the steps; `None` where the
    /// config has no such word.
    pub fn step_of(&self, word: &str) -> Option<usize> {
        match self.rank(word) {
            Some(Rank::Step(step)) => Some(step),
            _ => None,
        }
    }

    /// Whether the status went back: a known step after a later one, or a
    /// closed order that is open again. An unknown word is never judged.
    pub fn went_back(&self, old: &str, new: &str) -> bool {
        match (self.rank(old), self.rank(new)) {
            (Some(Rank::Step(a)), Some(Rank::Step(b))) => b < a,
            (Some(Rank::Closed), Some(Rank::Step(_))) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platform_words_stand_on_the_steps() {
        let ranks = StatusRules::default().ranks();
        for (word, rank) in [
            ("等待买家付款", Rank::Step(0)),
            ("买家已付款，等待卖家发货", Rank::Step(1)),
            ("买家已付款, 等待卖家发货", Rank::Step(1)),
            ("等待出库", Rank::Step(1)),
            ("部分发货", Rank::Step(2)),
            ("卖家已发货，等待买家确认", Rank::Step(3)),
            ("已发货，待签收", Rank::Step(3)),
            ("待评价", Rank::Step(4)),
            ("已签收", Rank::Step(4)),
            ("交易成功", Rank::Step(5)),
            ("完成", Rank::Step(5)),
            ("交易关闭", Rank::Closed),
            ("（删除）等待出库", Rank::Closed),
        ] {
            assert_eq!(ranks.rank(word), Some(rank), "{word}");
        }
        assert_eq!(ranks.rank("退款中"), None);
        assert!(ranks.unpaid("待付款") && !ranks.unpaid("待发货"));
        assert!(ranks.finished("已完成") && !ranks.finished("已签收"));
    }

    #[test]
    fn no_word_stands_twice() {
        let rules = StatusRules::default();
        let count = rules.steps.iter().map(Vec::len).sum::<usize>() + rules.closed.len();
        assert_eq!(rules.ranks().ranks.len(), count);
    }

    #[test]
    fn a_status_may_not_go_back() {
        let ranks = StatusRules::default().ranks();
        for (old, new, back) in [
            ("待付款", "已付款", false),
            ("待发货", "已付款", false),
            ("已发货", "待发货", true),
            ("交易成功", "交易关闭", false),
            ("交易关闭", "待发货", true),
            ("已发货", "退款中", false),
            ("退款中", "待付款", false),
        ] {
            assert_eq!(ranks.went_back(old, new), back, "{old} → {new}");
        }
    }
}
