//! What is sealed, a line a seal.

use super::layout::Layout;
use super::seal::{Chain, Link};
use crate::base::{Clock, Message, Problem, Text};
use crate::report::{Column, Kind, Report, Section, Value};
use crate::say;

/// # Errors
/// The seals cannot be read.
pub fn list(layout: &Layout, shop: &str, clock: Clock) -> Result<Report, Problem> {
    let chain = Chain::load(layout)?;
    let mut report = Report::new(
        "backup list",
        say!(zh: "封存清单", en: "sealed archives"),
        Message::data(format!("{shop}  {}", layout.shown)),
        clock,
    );
    report.fact(
        "archives",
        Text::new("封存", "archives"),
        Value::from(chain.links.len()),
    );
    let pruned_by = |link: &Link| {
        chain
            .removed_by(&link.seal.archive.name)
            .map(|l| l.seal.seq)
    };
    let pruned = chain.links.iter().filter(|l| pruned_by(l).is_some());
    let pruned = pruned.count();
    if pruned > 0 {
        let label = Text::new("按批准删除", "removed with approval");
        report.fact("pruned", label, Value::from(pruned));
        report.lead.push(say!(
            zh: "{pruned} 个封存已按批准删除,封条还在",
            en: "{pruned} archives were removed with approval; their seals stay"
        ));
    }
    report.datum("head", Value::from(chain.head().map(str::to_owned)));
    let mut section = Section::new(
        "rows",
        say!(zh: "封存", en: "archives"),
        vec![
            Column::new("seq", Text::new("号", "seq"), Kind::Int),
            Column::new("date", Text::new("日期", "date"), Kind::Date),
            Column::new("made_at", Text::new("封存时间", "made at"), Kind::Text).droppable(2),
            Column::new("late", Text::new("补封", "late"), Kind::Text).droppable(4),
            Column::new("user", Text::new("操作人", "user"), Kind::Text).droppable(5),
            Column::new("files", Text::new("文件", "files"), Kind::Int),
            Column::new("orders", Text::new("订单", "orders"), Kind::Int),
            Column::new("new", Text::new("新增", "new"), Kind::Int),
            Column::new("changed", Text::new("变更", "changed"), Kind::Int),
            Column::new("violations", Text::new("违规", "violations"), Kind::Int),
            Column::new("vanished", Text::new("消失", "vanished"), Kind::Int),
            Column::new("size", Text::new("字节", "bytes"), Kind::Int).droppable(3),
            Column::new("archive", Text::new("封存文件", "archive"), Kind::Text).droppable(6),
            Column::new("sha256", Text::new("SHA-256", "SHA-256"), Kind::Id).droppable(8),
            Column::new("head", Text::new("封头", "head"), Kind::Id).droppable(7),
        ],
    );
    if pruned > 0 {
        let label = Text::new("由第几号删除", "removed by entry");
        let column = Column::new("pruned_by", label, Kind::Int);
        section.columns.insert(2, column);
    }
    for link in &chain.links {
        let seal = &link.seal;
        let counts = &seal.counts;
        let late = if seal.late {
            Value::Code("late", Text::new("补", "late"))
        } else {
            Value::None
        };
        let mut row = vec![
            Value::from(seal.seq),
            Value::Date(seal.date),
            Value::from(seal.made_at.clone()),
            late,
            Value::from(seal.user.clone()),
            Value::from(counts.files),
            Value::from(counts.orders),
            Value::from(counts.new),
            Value::from(counts.changed),
            Value::from(counts.violations),
            Value::from(counts.vanished),
            Value::from(seal.archive.size),
            Value::from(seal.archive.name.clone()),
            Value::from(seal.archive.sha256.clone()),
            Value::from(link.sha256.clone()),
        ];
        if pruned > 0 {
            row.insert(2, pruned_by(link).map_or(Value::None, Value::from));
        }
        section.rows.push(row);
    }
    report.sections.push(section);
    Ok(report)
}
