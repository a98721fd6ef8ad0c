//! Understanding a file before its rows are read: what it is, its encoding and
//! separator, the sheet, the heading, what each column means.

use super::book;
use super::heading;
use super::open_book::open_book;
use super::open_text::open_text;
use super::opened::{HEAD, Opened, Options};
use super::schema::Table;
use super::source::Source;
use super::words::{mask_text, shorten};
use crate::base::Problem;
use crate::say;

/// Opens a table and understands its heading. With `strict` a table asked for
/// must have its required columns.
///
/// # Errors
/// What cannot be opened at all: no such sheet, a password, a damaged file, a
/// required column that is missing (named with the nearest heading).
pub fn open(source: Source, options: &Options<'_>, strict: bool) -> Result<Opened, Problem> {
    let source = source.unwrapped()?;
    let head = source.head(HEAD)?;
    // A zip that holds a workbook's parts is one, wherever in it they stand.
    let workbook =
        book::sniff(&head).is_some() || (head.starts_with(b"PK\x03\x04") && !source.is_member());
    let mut opened = if workbook {
        open_book(source, options)?
    } else {
        open_text(source, head, options)?
    };
    if let Some(table) = options.table.filter(|_| strict) {
        require(&opened, table, &[])?;
    }
    super::prove::prove_dates(&mut opened)?;
    Ok(opened)
}

/// Every required column must be there, but for those that hold one of the
/// `waived` fields.
///
/// # Errors
/// The first required column that is missing, with what was found instead.
pub fn require(opened: &Opened, table: &'static Table, waived: &[&str]) -> Result<(), Problem> {
    let mut missing = heading::missing(table, &opened.columns.fields);
    missing.retain(|group| !group.iter().any(|name| waived.contains(name)));
    let Some(group) = missing.first() else {
        return Ok(());
    };
    let at = opened.address();
    if opened.columns.headings.is_empty() {
        return Err(say!(
            zh: "{at}:里面什么也没有,连表头也没有;请重新导出",
            en: "{at}: there is nothing in it, not even a heading; export it again"
        )
        .into());
    }
    if opened.heading_line == 0 {
        let label = table.label.zh;
        let name = table.name;
        return Err(say!(
            zh: "{at}:没有找到{label}表的表头,第一行就是数据;请连表头一起导出",
            en: "{at}: no heading of the {name} table was found, the data begin at once; export it with its heading"
        )
        .into());
    }
    let label = |name: &str| table.field(name).map(|(_, f)| f.label);
    let zh = group
        .iter()
        .filter_map(|n| label(n))
        .map(|l| l.zh)
        .collect::<Vec<_>>()
        .join("/");
    let en = group.join(" / ");
    let found = opened
        .columns
        .headings
        .iter()
        .filter(|h| !h.is_empty())
        .take(40)
        .map(|h| shorten(&mask_text(h)))
        .collect::<Vec<_>>()
        .join(", ");
    let line = opened.heading_line;
    let name = table.name;
    let label = table.label.zh;
    let field = group[0];
    let near = heading::nearest(table, group, &opened.columns.headings);
    let message = match near.map(|near| shorten(&mask_text(&near))) {
        Some(near) => say!(
            zh: "{at}:{label}表缺少必填列「{zh}」({en})。第 {line} 行表头有:{found}。最像的是「{near}」:若就是它,在配置里写 [columns.{name}] {field} = [\"{near}\"]",
            en: "{at}: the {name} table lacks the required column {en}. The heading on line {line} has: {found}. Nearest is \"{near}\"; if that is it, add [columns.{name}] {field} = [\"{near}\"] to the config"
        ),
        None => say!(
            zh: "{at}:{label}表缺少必填列「{zh}」({en})。第 {line} 行表头有:{found}。若列名不同,在配置里写 [columns.{name}] {field} = [\"你的列名\"]",
            en: "{at}: the {name} table lacks the required column {en}. The heading on line {line} has: {found}. If it has another name, add [columns.{name}] {field} = [\"your heading\"] to the config"
        ),
    };
    Err(message.into())
}
