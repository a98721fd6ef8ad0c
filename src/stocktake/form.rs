//! The form people count with: the places to go to, open cells for what is
//! found, everything else locked, a page an area.

use super::book::Held;
use super::goods::Goods;
use crate::base::{Message, Pool, Text};
use crate::policy::StocktakeRules;
use crate::report::{Column, Fill, Kind, Section, Value};
use crate::say;

const COUNTED_BY: Text = Text::new("盘点人", "counted by");
const CHECKED_BY: Text = Text::new("监盘人", "witnessed by");
const KEPT_BY: Text = Text::new("仓管员", "keeper");

/// What a form is made with.
#[derive(Clone, Copy)]
pub struct Form<'f> {
    pub goods: &'f Goods<'f>,
    pub pool: &'f Pool,
    pub rules: &'f StocktakeRules,
    /// Whether the book's quantity is left out.
    pub blind: bool,
}

impl Form<'_> {
    /// The form for these places, in the order given; `drawn` stands above the
    /// heading.
    pub fn section(
        &self,
        id: &'static str,
        title: Message,
        book: &[Held],
        drawn: Option<Message>,
    ) -> Section {
        let column = |key: &'static str, zh: &'static str, en: &'static str, kind| {
            Column::new(key, Text::new(zh, en), kind)
        };
        let mut columns = vec![
            column("area", "区域", "area", Kind::Text).droppable(4),
            column("location", "仓位", "location", Kind::Text),
            column("sku", "商品编码", "SKU", Kind::Id),
            column("barcode", "条码", "barcode", Kind::Id).droppable(6),
            column("name", "品名", "item name", Kind::Text),
            column("spec", "规格", "spec", Kind::Text).droppable(3),
            column("unit", "单位", "unit", Kind::Text).droppable(2),
            column("lot", "批次", "lot", Kind::Id).droppable(1),
            column("expiry", "有效期至", "expiry", Kind::Date).droppable(5),
        ];
        if !self.blind {
            columns.push(column("book", "账面数量", "book qty", Kind::Qty));
        }
        let cases = self.rules.case_units.clone();
        columns.extend([
            column("qty", "实盘数量", "qty", Kind::Qty).filled_in(Fill::Count(cases)),
            column("damaged", "残次数量", "damaged", Kind::Qty).filled_in(Fill::Number),
            column("counted_at", "盘点时间", "counted at", Kind::DateTime)
                .filled_in(Fill::DateTime),
            column("counter", "盘点人", "counter", Kind::Text).filled_in(Fill::Text),
        ]);
        let mut section =
            Section::new(id, title, columns).signed_by(&[COUNTED_BY, CHECKED_BY, KEPT_BY]);
        section.protected = true;
        section.subtitle.extend(drawn);
        section.subtitle.push(say!(
        zh: "没有盘的留空,空白不当作零;盘到零写 0;残次单独写,不计入实盘数量",
        en: "leave blank what was not counted, blank is not zero; write 0 for none; damaged pieces apart, not in qty"
    ));
        let mut area = None;
        for held in book {
            let here = self.rules.area(self.pool.text(held.place.location));
            if area.is_some_and(|before| before != here) {
                section.paper.breaks.push(section.rows.len());
            }
            area = Some(here);
            section.rows.push(self.cells(held, here));
        }
        section
    }

    fn cells(&self, held: &Held, area: &str) -> Vec<Value> {
        let named = |name| Value::filled(self.pool.text(name));
        let item = self.goods.get(held.place.sku);
        let of_item = |pick: fn(&crate::table::rows::Item) -> crate::base::Name| {
            item.map_or(Value::None, |item| named(pick(item)))
        };
        let mut cells = vec![
            Value::filled(area),
            named(held.place.location),
            named(held.place.sku),
            of_item(|item| item.barcode),
            of_item(|item| item.name),
            of_item(|item| item.spec),
            of_item(|item| item.unit),
            named(held.place.lot),
            held.expiry.map_or(Value::None, Value::Date),
        ];
        if !self.blind {
            cells.push(Value::from(held.qty));
        }
        cells.extend([Value::None, Value::None, Value::None, Value::None]);
        cells
    }
}
