//! Words by which rows that are no data, and columns of private values, are
//! known.

use crate::base::normalise::{fold_width, heading_key, invisible};
use crate::base::privacy::{Privacy, Private};

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

/// What longer labels of totals rows end in.
const ENDINGS: &[&str] = &["合计", "小计", "累计", "总计", "汇总", "均值"];

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
        // 本月合计, 仓库小计: the label of a total, however it begins.
        || (key.chars().count() <= 8 && ENDINGS.iter().any(|e| key.ends_with(e)))
}

/// How lines of words around a table begin.
const NOTES: &[&str] = &[
    "说明",
    "导出",
    "制表",
    "审核",
    "复核",
    "打印",
    "以上",
    "以下",
    "提示",
    "本表",
    "数据来源",
    "共",
    "----",
    "====",
    "****",
    NOTE_WORDS[0],
    NOTE_WORDS[1],
    NOTE_WORDS[2],
];

/// Those of them that a code may begin with.
pub const NOTE_WORDS: [&str; 3] = ["note", "exported", "printed"];

/// Whether a cell reads like a line of words beside a table and not like an id
/// or a name: `说明:以上为全部订单`, `制表人:员工A`, `------`.
pub fn is_note(cell: &str) -> bool {
    let text: String = cell.chars().map(fold_width).collect();
    let text = text.trim().to_lowercase();
    // A colon after a word, not that of a clock time.
    let labelled = text
        .split_once(':')
        .is_some_and(|(label, _)| !label.is_empty() && !label.chars().any(|c| c.is_ascii_digit()));
    labelled || NOTES.iter().any(|begin| text.starts_with(begin))
}

/// The kind of private value a heading promises, by its words (O8).
pub fn private_heading(heading: &str) -> Option<Private> {
    let key = heading_key(heading);
    let any = |words: &[&str]| words.iter().any(|w| key.contains(w));
    if any(&["手机", "电话", "号码", "phone", "mobile", "tel"]) {
        Some(Private::Phone)
    } else if any(&["地址", "address", "街道"]) {
        Some(Private::Address)
    } else if any(&[
        "买家",
        "收货人",
        "收件人",
        "姓名",
        "会员名",
        "支付宝账号",
        "客户",
        "对方账号",
        "交易对方",
        "receiver",
        "buyer",
        "customer",
    ]) {
        Some(Private::Person)
    } else {
        None
    }
}

/// A text in which private values may stand, as it may be shown: mobile and
/// landline numbers lose their middle (`改电话138****4477`), an address all but
/// its beginning.
pub fn mask_text(text: &str) -> String {
    if looks_like_address(text) {
        return Privacy::default().show(Private::Address, &mask_phones(text));
    }
    mask_phones(text)
}

/// Province or city, district, street: `浙江省杭州市西湖区文三路17号`.
fn looks_like_address(text: &str) -> bool {
    let any = |words: &[char]| text.contains(words);
    text.chars().count() >= 8
        && any(&['省', '市'])
        && any(&['区', '县', '镇', '乡', '旗'])
        && any(&['路', '街', '道', '村', '巷', '弄', '号'])
}

/// Phone numbers inside a text made unreadable: eleven digits that begin as a
/// mobile number does, or an area code, a dash and seven or eight digits.
pub fn mask_phones(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| {
        chars
            .get(at)
            .is_some_and(|c| fold_width(*c).is_ascii_digit())
    };
    let run = |at: usize| (at..).take_while(|i| digit(*i)).count();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let digits = run(at);
        if digits == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let first = fold_width(chars[at]);
        let second = chars.get(at + 1).map(|c| fold_width(*c));
        let mobile = digits == 11 && first == '1' && second.is_some_and(|d| d >= '3');
        let dashed = chars.get(at + digits).map(|c| fold_width(*c)) == Some('-');
        let rest = run(at + digits + 1);
        let landline =
            (3..=4).contains(&digits) && first == '0' && dashed && (7..=8).contains(&rest);
        let end = at + digits + if landline { rest + 1 } else { 0 };
        let piece: String = chars[at..end].iter().collect();
        if mobile || landline {
            out.push_str(&Privacy::default().show(Private::Phone, &piece));
        } else {
            out.push_str(&piece);
        }
        at = end;
    }
    out
}

/// A cell's text for a message: one line, at most 40 characters.
pub fn shorten(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(40)
        .collect();
    if text.chars().count() > 40 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{is_note, is_total, mask_phones, mask_text};

    #[test]
    fn totals() {
        for yes in [
            "合计",
            "合 计：",
            "Total",
            "汇总",
            "均值",
            "`合计",
            "本月合计",
        ] {
            assert!(is_total(yes), "{yes}");
        }
        for no in ["合计商品", "3000001", "", "总计划"] {
            assert!(!is_total(no), "{no}");
        }
    }

    #[test]
    fn notes() {
        for yes in [
            "说明：以上为全部订单",
            "制表人:员工A",
            "------",
            "导出人 员工A",
            "共 12 条",
        ] {
            assert!(is_note(yes), "{yes}");
        }
        for no in ["3000001", "员工A", "10:05", "SP-1", ""] {
            assert!(!is_note(no), "{no}");
        }
    }

    #[test]
    fn phones_inside_a_text() {
        for (from, to) in [
            ("改电话13812344477,勿打旧号", "改电话138****4477,勿打旧号"),
            ("13812344477", "138****4477"),
            ("3000004182221477", "3000004182221477"),
            ("0571-88881234转8", "****-****1234转8"),
            ("0571-1", "0571-1"),
            ("2026-11-22", "2026-11-22"),
            ("", ""),
        ] {
            assert_eq!(mask_phones(from), to);
        }
        assert_eq!(
            mask_text("改寄浙江省杭州市西湖区文三路17号"),
            "改寄浙江省杭***"
        );
        assert_eq!(mask_text("市区门店自提"), "市区门店自提");
    }
}
