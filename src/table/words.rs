//! Words by which rows that are no data are known.

use crate::base::normalise::{fold_width, invisible};

/// First cells of totals rows, without blanks and colons.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "汇总",
    "均值",
    "小计",
    "累计",
    "平均",
    "平均值",
    "总合计",
    "本页合计",
    "本页小计",
    "合计数",
    "共计",
    "total",
    "totals",
    "sum",
    "average",
    "mean",
    "grandtotal",
    "subtotal",
];

/// Whether a cell is the label of a totals row: `合计`, `合 计：`, `Total`.
pub fn is_total(cell: &str) -> bool {
    // A label is short; most first cells are ids and need no folding.
    if cell.len() > 30 || cell.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
        return false;
    }
    let key: String = cell
        .chars()
        .map(fold_width)
        .filter(|c| {
            !c.is_whitespace() && !invisible(*c) && !matches!(c, ':' | '`' | '\'' | '"' | '=')
        })
        .flat_map(char::to_lowercase)
        .collect();
    TOTALS.contains(&key.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_total;

    #[test]
    fn totals() {
        for yes in ["合计", "合 计：", "Total", "汇总", "均值", "`合计"] {
            assert!(is_total(yes), "{yes}");
        }
        for no in ["合计商品", "3000001", "", "总计划"] {
            assert!(!is_total(no), "{no}");
        }
    }
}
