//! What can be wrong with one cell, in words.

use crate::base::Message;
use crate::say;

/// Why a cell could not be read. Messages never repeat a private value: the
/// caller adds the cell's text where its field may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A required cell is blank.
    Missing,
    NotANumber,
    /// More digits than an exact decimal holds (28).
    TooLarge,
    /// A count below zero.
    Negative,
    NotADate,
    /// `03/04/2003`: month first or day first is not proven by the column.
    AmbiguousDate,
    /// `11月18日` without a year and no month given.
    NoYear,
    NotATime,
    NotAMonth,
    NotAShare,
    /// `1.23457E+17`, or a number beyond 15 digits in a numeric cell.
    DamagedId,
    /// Counted in cases, but the item list does not say what a case holds.
    NoPackSize,
    /// Counted in a unit that is neither the item's nor a case.
    UnknownUnit,
    /// Not in the vocabulary of movement types.
    UnknownDocType,
    /// `#N/A` …
    ErrorCell(&'static str),
    /// Bytes that are no text in the file's encoding.
    Undecodable,
    /// The row has more cells than the heading.
    ExtraCells,
    /// A quotation mark opened here is never closed.
    OpenQuote,
    /// The file's last row ends here, without its further cells or a line end.
    CutOff,
}

impl Fault {
    pub fn message(&self) -> Message {
        match self {
            Fault::Missing => say!(zh: "必填,却是空的", en: "is required but blank"),
            Fault::NotANumber => say!(zh: "不是数字", en: "is not a number"),
            Fault::TooLarge => {
                say!(zh: "数字太大,到了一万亿", en: "is too large: a trillion or more")
            }
            Fault::Negative => say!(zh: "盘点数不能为负", en: "a count may not be negative"),
            Fault::NotADate => say!(zh: "不是日期", en: "is not a date"),
            Fault::AmbiguousDate => {
                say!(zh: "月在前还是日在前,这一列看不出来;请改成 2026-03-04 的写法", en: "month first or day first is not clear from this column; write 2026-03-04")
            }
            Fault::NoYear => {
                say!(zh: "日期没有年份;请补上年份,或用 --month 指定月份", en: "the date has no year; add it or give --month")
            }
            Fault::NotATime => {
                say!(zh: "不是时刻(如 08:25)", en: "is not a clock time (such as 08:25)")
            }
            Fault::NotAMonth => {
                say!(zh: "不是月份(如 2026-10)", en: "is not a month (such as 2026-10)")
            }
            Fault::NotAShare => {
                say!(zh: "不是比率(如 45% 或 0.45)", en: "is not a share (such as 45% or 0.45)")
            }
            Fault::DamagedId => {
                say!(zh: "编号已被表格软件改坏,不能用;请从平台重新导出,以文本方式打开", en: "the id was damaged by a spreadsheet and cannot be used; export again and open it as text")
            }
            Fault::NoPackSize => {
                say!(zh: "按箱盘点,但商品资料没有装箱数;请在 --items 的装箱数补上,或改成按件的数", en: "is counted in cases, but the item list has no pack size; add it to --items, or count in pieces")
            }
            Fault::UnknownUnit => {
                say!(zh: "单位既不是商品单位也不是箱;请改成按件的数,或在 [stocktake] case_units 补上", en: "its unit is neither the item's nor a case; count in pieces, or add it to [stocktake] case_units")
            }
            Fault::UnknownDocType => {
                say!(zh: "不认识的单据类型;请在 [stock.doc_types] 写明它是 in 还是 out", en: "unknown movement type; add it to [stock.doc_types] as in or out")
            }
            Fault::ErrorCell(e) => {
                say!(zh: "公式出错 {e};请在表格里改好再导出", en: "error cell {e}; mend the formula and export again")
            }
            Fault::Undecodable => {
                say!(zh: "有解不开的字节;编码不对就用 --encoding 指定,否则请重新导出", en: "holds bytes that are no text in this encoding; give --encoding, or export again")
            }
            Fault::ExtraCells => {
                say!(zh: "这一行比表头多出单元格;多半是内容里的分隔符没有加引号", en: "the row has more cells than the heading; most likely an unquoted separator inside a value")
            }
            Fault::OpenQuote => {
                say!(zh: "从这里开始的引号没有结尾,后面的内容都被当成了这一格;请补上引号", en: "a quotation mark opened here is never closed and swallows what follows; close it")
            }
            Fault::CutOff => {
                say!(zh: "文件到这里突然断了,这一行不完整;请重新下载或导出", en: "the file breaks off here and the row is incomplete; download or export it again")
            }
        }
    }
}
