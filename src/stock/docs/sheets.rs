//! Lists of remarks: all of them for programs, and a sheet a kind with the
//! columns its remarks fill, to be settled and signed.

use super::Papers;
use super::remark::{Kind, Remark};
use crate::base::{Name, Text};
use crate::report::{Column, Fill, Kind as C, Section, Value};
use crate::say;
use crate::stock::goods::Goods;

pub(super) const RULE: Text = Text::new("规则", "Rule");
pub(super) const KIND: Text = Text::new("情况", "Kind");
pub(super) const DATE: Text = Text::new("日期", "Date");
pub(super) const DOC_NO: Text = Text::new("单据编号", "Document no.");
pub(super) const SKU: Text = Text::new("商品编码", "SKU");
pub(super) const NAME: Text = Text::new("品名", "Item name");
pub(super) const SPEC: Text = Text::new("规格", "Spec");
pub(super) const LOCATION: Text = Text::new("仓位", "Location");
pub(super) const LOT: Text = Text::new("批次", "Lot");
pub(super) const PARTY: Text = Text::new("往来单位", "Party");
pub(super) const QTY: Text = Text::new("数量", "Qty");
pub(super) const EXPECTED: Text = Text::new("应为", "Should be");
pub(super) const DIFFERENCE: Text = Text::new("差", "Difference");
pub(super) const TEXT: Text = Text::new("说明", "What is wrong");
pub(super) const SOURCE: Text = Text::new("出处", "Source");
pub(super) const OPINION: Text = Text::new("处理意见", "Decision");

pub(super) const GOODS_IN: [Kind; 11] = [
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
];
pub(super) const NUMBERS: [Kind; 4] = [Kind::Gap, Kind::Double, Kind::OutOfOrder, Kind::NumberDate];
pub(super) const ORDERS: [Kind; 5] = [
    Kind::Overdue,
    Kind::NotChased,
    Kind::ChaseDue,
    Kind::CameLate,
    Kind::ReceivedDiffers,
];

/// A column of a list of remarks.
#[derive(Clone, Copy)]
enum Show {
    Rule,
    Kind,
    Date,
    DocNo,
    Sku,
    Name,
    Spec,
    Location,
    Lot,
    Party,
    Qty,
    Expected,
    Difference,
    Text,
    Source,
}

impl Show {
    fn column(self) -> Column {
        match self {
            Show::Rule => Column::new("rule", RULE, C::Text),
            Show::Kind => Column::new("kind", KIND, C::Text),
            Show::Date => Column::new("date", DATE, C::Date),
            Show::DocNo => Column::new("doc_no", DOC_NO, C::Id),
            Show::Sku => Column::new("sku", SKU, C::Id),
            Show::Name => Column::new("name", NAME, C::Text),
            Show::Spec => Column::new("spec", SPEC, C::Text),
            Show::Location => Column::new("location", LOCATION, C::Text),
            Show::Lot => Column::new("lot", LOT, C::Id),
            Show::Party => Column::new("party", PARTY, C::Text),
            Show::Qty => Column::new("qty", QTY, C::Qty),
            Show::Expected => Column::new("expected", EXPECTED, C::Qty),
            Show::Difference => Column::new("difference", DIFFERENCE, C::Qty),
            Show::Text => Column::new("text", TEXT, C::Text).wide(60),
            Show::Source => Column::new("source", SOURCE, C::Text),
        }
    }

    fn value(self, remark: &Remark, papers: &Papers<'_>, goods: &Goods<'_>) -> Value {
        let named = |name: Name| {
            let text = papers.pool.text(name);
            (!text.is_empty()).then(|| text.to_owned())
        };
        match self {
            Show::Rule => Value::from(remark.kind.rule()),
            Show::Kind => Value::Code(remark.kind.key(), remark.kind.label()),
            Show::Date => remark.date.map_or(Value::None, Value::Date),
            Show::DocNo => Value::from(named(remark.doc_no)),
            Show::Sku => Value::from(named(remark.sku)),
            Show::Name => Value::from(named(goods.name(remark.sku))),
            Show::Spec => Value::from(named(goods.spec(remark.sku))),
            Show::Location => Value::from(named(remark.location)),
            Show::Lot => Value::from(named(remark.lot)),
            Show::Party => Value::from(named(remark.party)),
            Show::Qty => Value::from(remark.qty),
            Show::Expected => Value::from(remark.expected),
            Show::Difference => Value::from(remark.difference()),
            Show::Text => Value::Message(remark.message.clone()),
            Show::Source => Value::from(papers.files.cite(remark.origin)),
        }
    }
}

const ALL: [Show; 15] = [
    Show::Rule,
    Show::Kind,
    Show::Date,
    Show::DocNo,
    Show::Sku,
    Show::Name,
    Show::Spec,
    Show::Location,
    Show::Lot,
    Show::Party,
    Show::Qty,
    Show::Expected,
    Show::Difference,
    Show::Text,
    Show::Source,
];

pub(super) fn rows(papers: &Papers<'_>, goods: &Goods<'_>, remarks: &[Remark]) -> Section {
    let columns = ALL.iter().map(|show| show.column()).collect();
    let mut section = Section::new(
        "rows",
        say!(zh: "全部问题", en: "Everything found"),
        columns,
    );
    section.screen = false;
    section.rows = remarks
        .iter()
        .map(|remark| {
            ALL.iter()
                .map(|show| show.value(remark, papers, goods))
                .collect()
        })
        .collect();
    section
}

/// A sheet of remarks to be settled, with the columns its kinds fill.
struct Group {
    id: &'static str,
    title: Text,
    kinds: &'static [Kind],
    shows: &'static [Show],
}

const GROUPS: [Group; 6] = [
    Group {
        id: "papers",
        title: Text::new("单据与签名", "Documents and signatures"),
        kinds: &[
            Kind::NoDocument,
            Kind::Unsigned,
            Kind::Unposted,
            Kind::PostedLate,
        ],
        shows: &[
            Show::Rule,
            Show::Kind,
            Show::Date,
            Show::DocNo,
            Show::Party,
            Show::Text,
            Show::Source,
        ],
    },
    Group {
        id: "goods_in",
        title: Text::new("收货核对", "Goods in"),
        kinds: &GOODS_IN,
        shows: &[
            Show::Kind,
            Show::Date,
            Show::DocNo,
            Show::Party,
            Show::Sku,
            Show::Name,
            Show::Spec,
            Show::Qty,
            Show::Expected,
            Show::Difference,
            Show::Text,
            Show::Source,
        ],
    },
    Group {
        id: "numbers",
        title: Text::new("编号", "Numbers"),
        kinds: &NUMBERS,
        shows: &[
            Show::Kind,
            Show::Date,
            Show::DocNo,
            Show::Text,
            Show::Source,
        ],
    },
    Group {
        id: "below_zero",
        title: Text::new("负库存", "Below zero"),
        kinds: &[Kind::BelowZero],
        shows: &[
            Show::Date,
            Show::DocNo,
            Show::Sku,
            Show::Name,
            Show::Spec,
            Show::Location,
            Show::Lot,
            Show::Qty,
            Show::Text,
            Show::Source,
        ],
    },
    Group {
        id: "newer_first",
        title: Text::new("先进先出", "First in, first out"),
        kinds: &[Kind::NewerFirst],
        shows: &[
            Show::Date,
            Show::DocNo,
            Show::Sku,
            Show::Name,
            Show::Location,
            Show::Lot,
            Show::Qty,
            Show::Text,
            Show::Source,
        ],
    },
    Group {
        id: "purchasing",
        title: Text::new("采购催货", "Purchasing"),
        kinds: &ORDERS,
        shows: &[
            Show::Kind,
            Show::Date,
            Show::DocNo,
            Show::Party,
            Show::Sku,
            Show::Name,
            Show::Qty,
            Show::Expected,
            Show::Text,
            Show::Source,
        ],
    },
];

/// The sheets of the kinds that were found.
pub(super) fn groups(papers: &Papers<'_>, goods: &Goods<'_>, remarks: &[Remark]) -> Vec<Section> {
    let sections = GROUPS
        .iter()
        .map(|group| group.section(papers, goods, remarks));
    sections.flatten().collect()
}

impl Group {
    /// `None` where nothing was found.
    fn section(
        &self,
        papers: &Papers<'_>,
        goods: &Goods<'_>,
        remarks: &[Remark],
    ) -> Option<Section> {
        let mine = remarks.iter().filter(|r| self.kinds.contains(&r.kind));
        let rows: Vec<Vec<Value>> = mine
            .map(|remark| {
                let shown = self
                    .shows
                    .iter()
                    .map(|show| show.value(remark, papers, goods));
                shown.chain([Value::None]).collect()
            })
            .collect();
        if rows.is_empty() {
            return None;
        }
        let opinion = Column::new("opinion", OPINION, C::Text)
            .filled_in(Fill::Text)
            .wide(20);
        let columns = self.shows.iter().map(|show| show.column()).chain([opinion]);
        let mut section = Section::new(self.id, self.title.into(), columns.collect()).signed();
        section.screen = false;
        section.rows = rows;
        Some(section)
    }
}
