//! 拒收单: a slip for each delivery of which something was refused or is claimed
//! (W1), to be signed and handed to whoever brought it.

use super::Papers;
use super::goods_in::Refused;
use crate::base::{Message, Name, Qty, Text};
use crate::report::{Column, Fill, Kind, Section, Value};
use crate::say;
use crate::stock::goods::Goods;
use std::collections::BTreeMap;

/// Who signs a slip.
const SIGNERS: [Text; 3] = [
    Text::new("保管员", "Keeper"),
    Text::new("仓库主管", "Warehouse supervisor"),
    Text::new("送货人", "Delivered by"),
];

/// One section a supplier and delivery; all have the id `refusals`.
pub fn slips(papers: &Papers<'_>, goods: &Goods<'_>, refused: &[Refused]) -> Vec<Section> {
    let mut slips: BTreeMap<(&str, &str, &str), Vec<&Refused>> = BTreeMap::new();
    let text = |name: Name| papers.pool.text(name);
    for line in refused {
        let key = (
            text(line.supplier),
            text(line.note_no),
            text(line.receipt_no),
        );
        slips.entry(key).or_default().push(line);
    }
    slips
        .into_iter()
        .map(|((supplier, note, receipt), mut lines)| {
            lines.sort_by(|a, b| (text(a.sku), a.reason).cmp(&(text(b.sku), b.reason)));
            slip(papers, goods, [supplier, note, receipt], &lines)
        })
        .collect()
}

fn slip(
    papers: &Papers<'_>,
    goods: &Goods<'_>,
    [supplier, note, receipt]: [&str; 3],
    lines: &[&Refused],
) -> Section {
    let name = if note.is_empty() { receipt } else { note };
    let title = say!(zh: "拒收单 {name}", en: "Refusal slip {name}");
    let columns = vec![
        Column::new("supplier", Text::new("供应商", "Supplier"), Kind::Text).droppable(6),
        Column::new("note_no", Text::new("送货单号", "Delivery note"), Kind::Id).droppable(5),
        Column::new("sku", Text::new("商品编码", "SKU"), Kind::Id),
        Column::new("name", Text::new("品名", "Item name"), Kind::Text),
        Column::new("spec", Text::new("规格", "Spec"), Kind::Text).droppable(4),
        Column::new("ordered", Text::new("订购", "Ordered"), Kind::Qty).droppable(3),
        Column::new("noted", Text::new("送货单", "On the note"), Kind::Qty),
        Column::new("received", Text::new("实收", "Received"), Kind::Qty),
        Column::new("refused", Text::new("拒收", "Refused"), Kind::Qty).summed(),
        Column::new("short", Text::new("短少", "Short"), Kind::Qty).summed(),
        Column::new("reason", Text::new("原因", "Reason"), Kind::Text),
        Column::new("text", Text::new("说明", "What is wrong"), Kind::Text).wide(30),
        Column::new("source", Text::new("出处", "Source"), Kind::Text),
        Column::new("opinion", Text::new("处理意见", "Decision"), Kind::Text)
            .filled_in(Fill::Text)
            .wide(20),
    ];
    let mut section = Section::new("refusals", title, columns).signed_by(&SIGNERS);
    section.screen = false;
    let mut who: Vec<Message> = Vec::new();
    let named = [
        (supplier, Text::new("供应商", "Supplier")),
        (note, Text::new("送货单", "Delivery note")),
        (receipt, Text::new("入库单", "Receipt")),
    ];
    for (value, label) in named {
        if !value.is_empty() {
            who.push(Message {
                zh: format!("{} {value}", label.zh),
                en: format!("{} {value}", label.en),
            });
        }
    }
    let who = who.into_iter().reduce(|a, b| a.join("  ", &b));
    section.subtitle.extend(who);
    section.rows = lines
        .iter()
        .map(|line| {
            let some = |qty: Qty| (!qty.is_zero()).then_some(qty);
            vec![
                Value::from(papers.pool.text(line.supplier)),
                Value::from(papers.pool.text(line.note_no)),
                Value::from(papers.pool.text(line.sku)),
                Value::from(papers.pool.text(goods.name(line.sku))),
                Value::from(papers.pool.text(goods.spec(line.sku))),
                Value::from(line.ordered),
                Value::from(line.noted),
                Value::from(line.received),
                Value::from(some(line.refused)),
                Value::from(some(line.short)),
                Value::Code(line.reason.key(), line.reason.label()),
                Value::Message(line.text.clone()),
                Value::from(papers.files.cite(line.origin)),
                Value::None,
            ]
        })
        .collect();
    section
}
