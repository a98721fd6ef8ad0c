//! One alert: what is the matter with an item or lot, and what to do.

use crate::base::{Message, Money, Name, Origin, Qty, Severity, Text};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What is the matter. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Expired,
    NearExpiry,
    BelowSafety,
    Reorder,
    AboveMax,
    Dead,
    Slow,
    Delist,
    ReturnWaiting,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::Expired,
        Kind::NearExpiry,
        Kind::BelowSafety,
        Kind::Reorder,
        Kind::AboveMax,
        Kind::Dead,
        Kind::Slow,
        Kind::Delist,
        Kind::ReturnWaiting,
    ];

    pub fn rule(self) -> &'static str {
        match self {
            Kind::Expired | Kind::NearExpiry => "W10",
            Kind::Delist => "W11",
            Kind::ReturnWaiting => "W12",
            _ => "W9",
        }
    }

    /// For programs.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Expired => "expired",
            Kind::NearExpiry => "near_expiry",
            Kind::BelowSafety => "below_safety",
            Kind::Reorder => "reorder",
            Kind::AboveMax => "above_max",
            Kind::Dead => "dead",
            Kind::Slow => "slow",
            Kind::Delist => "delist",
            Kind::ReturnWaiting => "return_waiting",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Kind::Expired => Text::new("过期", "expired"),
            Kind::NearExpiry => Text::new("大日期", "near expiry"),
            Kind::BelowSafety => Text::new("低于安全库存", "below safety stock"),
            Kind::Reorder => Text::new("该订货", "reorder"),
            Kind::AboveMax => Text::new("超上限", "above maximum"),
            Kind::Dead => Text::new("积压", "dead stock"),
            Kind::Slow => Text::new("滞销", "slow stock"),
            Kind::Delist => Text::new("零库存下架", "zero stock, delist"),
            Kind::ReturnWaiting => Text::new("退货未归位", "return not put away"),
        }
    }
}

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Order,
    /// Enough is on its way.
    Await,
    HoldOrders,
    ReturnToSupplier,
    Discount,
    Transfer,
    SellFirst,
    TakeOffSale,
    Delist,
    PutAway,
}

impl Action {
    pub fn key(self) -> &'static str {
        match self {
            Action::Order => "order",
            Action::Await => "await",
            Action::HoldOrders => "hold_orders",
            Action::ReturnToSupplier => "return_to_supplier",
            Action::Discount => "discount",
            Action::Transfer => "transfer",
            Action::SellFirst => "sell_first",
            Action::TakeOffSale => "take_off_sale",
            Action::Delist => "delist",
            Action::PutAway => "put_away",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Action::Order => Text::new("订货", "order"),
            Action::Await => Text::new("等到货", "await delivery"),
            Action::HoldOrders => Text::new("停订", "hold orders"),
            Action::ReturnToSupplier => Text::new("退供", "return to supplier"),
            Action::Discount => Text::new("打折清货", "discount"),
            Action::Transfer => Text::new("调拨", "transfer"),
            Action::SellFirst => Text::new("优先出", "sell first"),
            Action::TakeOffSale => Text::new("停售处理", "take off sale"),
            Action::Delist => Text::new("下架", "delist"),
            Action::PutAway => Text::new("归位", "put away"),
        }
    }
}

/// One alert.
#[derive(Debug, Clone)]
pub struct Alert {
    pub kind: Kind,
    pub severity: Severity,
    pub sku: Name,
    pub location: Name,
    /// Words: a lot without a name goes by its expiry.
    pub lot: String,
    pub expiry: Option<NaiveDate>,
    /// Of the item, lot or return it is about.
    pub stock: Qty,
    /// Safety stock, maximum.
    pub limit: Option<Qty>,
    /// Pieces a day.
    pub rate: Option<Decimal>,
    /// Days the stock lasts at that rate.
    pub cover: Option<Decimal>,
    /// Days to the expiry, since the last issue, waiting.
    pub days: Option<i64>,
    /// Yuan, of `stock` or of what is too much.
    pub value: Option<Money>,
    pub action: Action,
    pub action_qty: Option<Qty>,
    /// What is the matter, then what to do.
    pub why: Message,
    pub proposal: Message,
    pub origin: Option<Origin>,
}

impl Alert {
    pub fn new(kind: Kind, sku: Name, stock: Qty, action: Action) -> Alert {
        Alert {
            kind,
            severity: Severity::Warning,
            sku,
            location: Name::BLANK,
            lot: String::new(),
            expiry: None,
            stock,
            limit: None,
            rate: None,
            cover: None,
            days: None,
            value: None,
            action,
            action_qty: None,
            why: Message::default(),
            proposal: Message::default(),
            origin: None,
        }
    }

    /// «what is the matter;建议 what to do».
    pub fn text(&self) -> Message {
        Message {
            zh: format!("{};建议{}", self.why.zh, self.proposal.zh),
            en: format!("{}; proposal: {}", self.why.en, self.proposal.en),
        }
    }
}
