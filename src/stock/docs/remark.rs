//! One thing found wrong with the papers: a row of the answer and a finding.

use super::Papers;
use crate::base::{Finding, Message, Name, Origin, Qty, Severity, Text};
use crate::stock::goods::Goods;
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// What is wrong. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    NoDocument,
    BelowZero,
    Short,
    Over,
    WrongItem,
    NotOnNote,
    NotOrdered,
    OverOrdered,
    TextDiffers,
    PriceDiffers,
    NoNote,
    NoReceipt,
    NoOrder,
    Unsigned,
    Unposted,
    PostedLate,
    Gap,
    Double,
    OutOfOrder,
    NumberDate,
    NewerFirst,
    Overdue,
    NotChased,
    ChaseDue,
    CameLate,
    ReceivedDiffers,
}

impl Kind {
    pub const ALL: [Kind; 26] = [
        Kind::NoDocument,
        Kind::BelowZero,
        Kind::Short,
        Kind::Over,
        Kind::WrongItem,
        Kind::NotOnNote,
        Kind::NotOrdered,
        Kind::OverOrdered,
        Kind::TextDiffers,
        Kind::PriceDiffers,
        Kind::NoNote,
        Kind::NoReceipt,
        Kind::NoOrder,
        Kind::Unsigned,
        Kind::Unposted,
        Kind::PostedLate,
        Kind::Gap,
        Kind::Double,
        Kind::OutOfOrder,
        Kind::NumberDate,
        Kind::NewerFirst,
        Kind::Overdue,
        Kind::NotChased,
        Kind::ChaseDue,
        Kind::CameLate,
        Kind::ReceivedDiffers,
    ];

    pub fn rule(self) -> &'static str {
        match self {
            Kind::NoDocument => "W4",
            Kind::BelowZero | Kind::PostedLate => "W3",
            Kind::Unsigned | Kind::Unposted => "W2",
            Kind::Gap | Kind::Double | Kind::OutOfOrder | Kind::NumberDate => "W15",
            Kind::NewerFirst => "W5",
            Kind::Overdue
            | Kind::NotChased
            | Kind::ChaseDue
            | Kind::CameLate
            | Kind::ReceivedDiffers => "W13",
            _ => "W1",
        }
    }

    pub fn severity(self) -> Severity {
        match self {
            Kind::NoDocument | Kind::BelowZero => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// For programs.
    pub fn key(self) -> &'static str {
        match self {
            Kind::NoDocument => "no_document",
            Kind::BelowZero => "below_zero",
            Kind::Short => "short",
            Kind::Over => "over",
            Kind::WrongItem => "wrong_item",
            Kind::NotOnNote => "not_on_note",
            Kind::NotOrdered => "not_ordered",
            Kind::OverOrdered => "over_ordered",
            Kind::TextDiffers => "text_differs",
            Kind::PriceDiffers => "price_differs",
            Kind::NoNote => "no_note",
            Kind::NoReceipt => "no_receipt",
            Kind::NoOrder => "no_order",
            Kind::Unsigned => "unsigned",
            Kind::Unposted => "unposted",
            Kind::PostedLate => "posted_late",
            Kind::Gap => "gap",
            Kind::Double => "double",
            Kind::OutOfOrder => "out_of_order",
            Kind::NumberDate => "number_date",
            Kind::NewerFirst => "newer_first",
            Kind::Overdue => "overdue",
            Kind::NotChased => "not_chased",
            Kind::ChaseDue => "chase_due",
            Kind::CameLate => "came_late",
            Kind::ReceivedDiffers => "received_differs",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Kind::NoDocument => Text::new("无单据", "no document"),
            Kind::BelowZero => Text::new("负库存", "below zero"),
            Kind::Short => Text::new("短收", "short"),
            Kind::Over => Text::new("多收", "over"),
            Kind::WrongItem => Text::new("错货", "wrong item"),
            Kind::NotOnNote => Text::new("送货单没有", "not on the note"),
            Kind::NotOrdered => Text::new("未订购", "not ordered"),
            Kind::OverOrdered => Text::new("超订购", "more than ordered"),
            Kind::TextDiffers => Text::new("品名规格不符", "name or spec differs"),
            Kind::PriceDiffers => Text::new("单价不符", "price differs"),
            Kind::NoNote => Text::new("无送货单", "no delivery note"),
            Kind::NoReceipt => Text::new("未入库", "not received"),
            Kind::NoOrder => Text::new("无采购单", "no purchase order"),
            Kind::Unsigned => Text::new("缺签名", "unsigned"),
            Kind::Unposted => Text::new("未入账", "not posted"),
            Kind::PostedLate => Text::new("迟入账", "posted late"),
            Kind::Gap => Text::new("缺号", "missing number"),
            Kind::Double => Text::new("重号", "number used twice"),
            Kind::OutOfOrder => Text::new("跳号", "out of order"),
            Kind::NumberDate => Text::new("号与日期不符", "number and date differ"),
            Kind::NewerFirst => Text::new("未先进先出", "newer lot first"),
            Kind::Overdue => Text::new("逾期未到", "overdue"),
            Kind::NotChased => Text::new("催货不足", "not chased"),
            Kind::ChaseDue => Text::new("该催货", "chase now"),
            Kind::CameLate => Text::new("迟到货", "came late"),
            Kind::ReceivedDiffers => Text::new("到货数不符", "received differs"),
        }
    }
}

/// One remark.
#[derive(Debug, Clone)]
pub struct Remark {
    pub kind: Kind,
    pub date: Option<NaiveDate>,
    pub doc_no: Name,
    pub sku: Name,
    pub location: Name,
    pub lot: Name,
    pub party: Name,
    pub qty: Option<Qty>,
    pub expected: Option<Qty>,
    pub message: Message,
    pub origin: Origin,
    pub data: Map<String, Value>,
}

impl Remark {
    pub fn new(kind: Kind, origin: Origin, message: Message) -> Remark {
        Remark {
            kind,
            date: None,
            doc_no: Name::BLANK,
            sku: Name::BLANK,
            location: Name::BLANK,
            lot: Name::BLANK,
            party: Name::BLANK,
            qty: None,
            expected: None,
            message,
            origin,
            data: Map::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// Quantity less what it should be.
    pub fn difference(&self) -> Option<Qty> {
        Some(self.qty? - self.expected?)
    }

    /// As a finding; its subject is the document, else the item.
    pub fn finding(&self, papers: &Papers<'_>, goods: &Goods<'_>) -> Finding {
        let pool = papers.pool;
        let subject = if self.doc_no.is_blank() {
            goods.title(self.sku, pool)
        } else {
            pool.text(self.doc_no).to_owned()
        };
        let mut finding = Finding::new(
            self.kind.rule(),
            self.kind.severity(),
            subject,
            self.message.clone(),
        )
        .at(papers.files.cite(self.origin))
        .with("kind", self.kind.key());
        for (key, name) in [
            ("doc_no", self.doc_no),
            ("sku", self.sku),
            ("lot", self.lot),
        ] {
            if !name.is_blank() {
                finding = finding.with(key, pool.text(name));
            }
        }
        for (key, qty) in [("qty", self.qty), ("expected", self.expected)] {
            if let Some(qty) = qty {
                finding = finding.with(key, qty.to_string());
            }
        }
        finding.data.extend(self.data.clone());
        finding
    }
}
