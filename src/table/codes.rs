//! A file whose item code is blank on every row and whose barcode is not: there
//! the barcode is the code (seen in a real item list, 货号 empty, 条码 filled).

use super::columns::Columns;
use super::head::HeadRow;

/// Lets the barcode stand in for a code that no sampled row has.
pub(super) fn barcode_as_sku(columns: &mut Columns, data: &[HeadRow]) {
    let Some(table) = columns.table else {
        return;
    };
    let (Some((sku, _)), Some((barcode, _))) = (table.field("sku"), table.field("barcode")) else {
        return;
    };
    let (Some(code_column), Some(bar_column)) = (columns.of_field[sku], columns.of_field[barcode])
    else {
        return;
    };
    let filled =
        |row: &HeadRow, column: usize| row.cells.get(column).is_some_and(|c| !c.trim().is_empty());
    let none = data.iter().all(|row| !filled(row, code_column));
    let all = data.iter().all(|row| filled(row, bar_column));
    if none && all && !data.is_empty() {
        columns.fields[code_column] = None;
        columns.fields[bar_column] = Some(sku);
        columns.of_field[sku] = Some(bar_column);
        columns.of_field[barcode] = None;
    }
}

#[cfg(test)]
mod tests {
    use crate::table::heading::Aliases;
    use crate::table::{Options, Source, open};

    fn sku_heading(text: &str) -> String {
        let options = Options {
            table: None,
            encoding: None,
            aliases: &Aliases::new(),
            month: None,
            offset_minutes: None,
        };
        let opened =
            open(Source::memory("items.csv", text.into()), &options, false).expect("opens");
        let table = opened.table().expect("a table");
        let (sku, _) = table.field("sku").expect("items have one");
        let column = opened.columns.of_field[sku].expect("a column");
        opened.columns.headings[column].clone()
    }

    #[test]
    fn a_code_that_is_never_there_gives_way_to_the_barcode() {
        assert_eq!(
            sku_heading("条码,名称,货号,规格\n690001,甲,,大\n690002,乙,,小\n"),
            "条码"
        );
        assert_eq!(
            sku_heading("条码,名称,货号,规格\n690001,甲,A1,大\n690002,乙,,小\n"),
            "货号"
        );
        assert_eq!(
            sku_heading("条码,名称,货号,规格\n690001,甲,,大\n,乙,,小\n"),
            "货号"
        );
    }
}
