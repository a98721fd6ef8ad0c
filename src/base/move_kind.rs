//! The kinds of movement a stock ledger tells apart.

use super::{Direction, Text};
use serde::{Deserialize, Serialize};

/// What a movement is, by the word of its type (contract §3). The words stand
/// in `policy/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// 期初: brought forward, neither received nor issued.
    Opening,
    /// 采购入库
    Receipt,
    /// 退货入库: goods a customer sent back.
    ReturnIn,
    /// 调拨入
    TransferIn,
    /// 盘盈
    Surplus,
    /// A word of the shop's own that goes in.
    OtherIn,
    /// 销售出库
    Issue,
    /// 退供出库: goods sent back to the supplier.
    ReturnOut,
    /// 调拨出
    TransferOut,
    /// 盘亏
    Shortage,
    /// 报损
    Damage,
    /// A word of the shop's own that goes out.
    OtherOut,
}

impl MoveKind {
    pub const ALL: [MoveKind; 12] = [
        MoveKind::Opening,
        MoveKind::Receipt,
        MoveKind::ReturnIn,
        MoveKind::TransferIn,
        MoveKind::Surplus,
        MoveKind::OtherIn,
        MoveKind::Issue,
        MoveKind::ReturnOut,
        MoveKind::TransferOut,
        MoveKind::Shortage,
        MoveKind::Damage,
        MoveKind::OtherOut,
    ];

    /// The side of the ledger it stands on. A red entry reduces its own side.
    pub fn direction(self) -> Direction {
        match self {
            MoveKind::Opening
            | MoveKind::Receipt
            | MoveKind::ReturnIn
            | MoveKind::TransferIn
            | MoveKind::Surplus
            | MoveKind::OtherIn => Direction::In,
            MoveKind::Issue
            | MoveKind::ReturnOut
            | MoveKind::TransferOut
            | MoveKind::Shortage
            | MoveKind::Damage
            | MoveKind::OtherOut => Direction::Out,
        }
    }

    pub fn is_transfer(self) -> bool {
        matches!(self, MoveKind::TransferIn | MoveKind::TransferOut)
    }

    /// The kind of a word that only says which way the goods go.
    pub fn other(direction: Direction) -> MoveKind {
        match direction {
            Direction::In => MoveKind::OtherIn,
            Direction::Out => MoveKind::OtherOut,
        }
    }

    /// The kind where nothing but the quantity's heading says the side.
    pub fn plain(direction: Direction) -> MoveKind {
        match direction {
            Direction::In => MoveKind::Receipt,
            Direction::Out => MoveKind::Issue,
        }
    }

    /// For programs: `return_in`.
    pub fn key(self) -> &'static str {
        match self {
            MoveKind::Opening => "opening",
            MoveKind::Receipt => "receipt",
            MoveKind::ReturnIn => "return_in",
            MoveKind::TransferIn => "transfer_in",
            MoveKind::Surplus => "surplus",
            MoveKind::OtherIn => "other_in",
            MoveKind::Issue => "issue",
            MoveKind::ReturnOut => "return_out",
            MoveKind::TransferOut => "transfer_out",
            MoveKind::Shortage => "shortage",
            MoveKind::Damage => "damage",
            MoveKind::OtherOut => "other_out",
        }
    }

    pub fn label(self) -> Text {
        match self {
            MoveKind::Opening => Text::new("期初", "opening"),
            MoveKind::Receipt => Text::new("入库", "receipt"),
            MoveKind::ReturnIn => Text::new("退货入库", "customer return"),
            MoveKind::TransferIn => Text::new("调拨入", "transfer in"),
            MoveKind::Surplus => Text::new("盘盈", "count surplus"),
            MoveKind::OtherIn => Text::new("其他入库", "other in"),
            MoveKind::Issue => Text::new("出库", "issue"),
            MoveKind::ReturnOut => Text::new("退供出库", "supplier return"),
            MoveKind::TransferOut => Text::new("调拨出", "transfer out"),
            MoveKind::Shortage => Text::new("盘亏", "count shortage"),
            MoveKind::Damage => Text::new("报损", "damage"),
            MoveKind::OtherOut => Text::new("其他出库", "other out"),
        }
    }
}
