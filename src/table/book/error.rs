//! Why a workbook cannot be read, in words for the person who has the file:
//! what is wrong, where, what was expected and what to do.

use crate::base::Message;
use crate::say;

/// A workbook that cannot be opened or read on.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// Neither xlsx, xls, ods nor an HTML table.
    #[error("not a workbook")]
    NotWorkbook,
    /// A workbook by its first bytes, but broken further in.
    #[error("damaged workbook: {detail}")]
    Damaged { detail: String },
    #[error("password protected")]
    Password,
    #[error("no sheet \"{sheet}\"")]
    NoSuchSheet {
        sheet: String,
        /// The sheets there are, in the order of their tabs.
        sheets: Vec<String>,
    },
    /// «XML Spreadsheet 2003», an XML text that often calls itself .xls.
    #[error("XML Spreadsheet 2003")]
    SpreadsheetMl,
    /// «Excel Binary Workbook», .xlsb.
    #[error("Excel binary workbook (xlsb)")]
    Xlsb,
    /// A part that would unpack to more than a workbook can hold.
    #[error("part {part} unpacks to {bytes} bytes")]
    TooBig { part: String, bytes: u64 },
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl BookError {
    pub(super) fn damaged(detail: impl std::fmt::Display) -> Self {
        BookError::Damaged {
            detail: detail.to_string(),
        }
    }

    /// The sentence a person reads. `path` is the file as the person named it.
    pub fn message(&self, path: &str) -> Message {
        match self {
            BookError::NotWorkbook => say!(
                zh: "{path}:不是工作簿。需要 xlsx、xlsm、xls、ods,或内容为 HTML 表格的 xls;请从原系统重新导出,或用 Excel/WPS 打开后另存为 xlsx。",
                en: "{path}: not a workbook. Expected xlsx, xlsm, xls, ods, or an HTML table named xls; export it again, or open it in Excel or WPS and save as xlsx."
            ),
            BookError::Damaged { detail } => say!(
                zh: "{path}:工作簿已损坏,读不下去({detail})。请重新导出或重新下载;若 Excel/WPS 还能打开,另存为 xlsx 再试。",
                en: "{path}: the workbook is damaged and cannot be read on ({detail}). Export or download it again; if Excel or WPS still opens it, save as xlsx and retry."
            ),
            BookError::Password => say!(
                zh: "{path}:工作簿设了打开密码。需要不加密的文件;请用 Excel/WPS 输入密码打开,取消密码后另存。",
                en: "{path}: the workbook is password protected. An unencrypted file is needed; open it in Excel or WPS, remove the password and save."
            ),
            BookError::NoSuchSheet { sheet, sheets } if sheets.is_empty() => say!(
                zh: "{path}:没有工作表「{sheet}」,这个文件里一张表也没有。请检查是否导出完整。",
                en: "{path}: no sheet \"{sheet}\"; the file has no sheet at all. Check that the export is complete."
            ),
            BookError::NoSuchSheet { sheet, sheets } => {
                let zh = sheets.join("、");
                let en = sheets.join(", ");
                say!(
                    zh: "{path}:没有工作表「{sheet}」。现有工作表:{zh};请改用其中一个({path}#工作表名)。",
                    en: "{path}: no sheet \"{sheet}\". The sheets are: {en}; name one of them ({path}#SHEET)."
                )
            }
            BookError::SpreadsheetMl => say!(
                zh: "{path}:这是「XML 电子表格 2003」文本,不是 xls 工作簿。请用 Excel/WPS 打开后另存为 xlsx。",
                en: "{path}: this is an XML Spreadsheet 2003 text, not an xls workbook. Open it in Excel or WPS and save as xlsx."
            ),
            BookError::Xlsb => say!(
                zh: "{path}:这是 Excel 二进制工作簿(xlsb),不能直接读取。请用 Excel/WPS 打开后另存为 xlsx。",
                en: "{path}: this is an Excel binary workbook (xlsb), which is not read. Open it in Excel or WPS and save as xlsx."
            ),
            BookError::TooBig { part, bytes } => {
                let gib = bytes / (1 << 30);
                say!(
                    zh: "{path}:其中的 {part} 解压后有 {gib} GiB,超过 4 GiB 上限,不像正常的工作簿,拒绝读取。请重新导出或拆成几个文件。",
                    en: "{path}: its part {part} unpacks to {gib} GiB, over the limit of 4 GiB, which no ordinary workbook reaches; refused. Export it again or split it into several files."
                )
            }
            BookError::Io(error) => say!(
                zh: "{path}:读取文件失败({error})。请确认文件存在、有读取权限,且没有被其他程序独占。",
                en: "{path}: the file cannot be read ({error}). Check that it exists, that you may read it, and that no other program holds it."
            ),
        }
    }
}
