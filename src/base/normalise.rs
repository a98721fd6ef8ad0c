//! Text folding: what two spellings of the same word have in common.

/// Full-width ASCII (`Ａ１，（`) to its ordinary form, the ideographic space to
/// a space. Other characters stay.
pub fn fold_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// Characters that are seen by nobody: byte order mark, zero-width marks,
/// controls.
pub fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{202a}'..='\u{202e}')
}

/// The key of a heading: width folded, lower case, without any white space or
/// decoration (`*`, `:`), so `订单编号 `, `订单 编号*` and `订单编号` are one.
pub fn heading_key(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !invisible(*c))
        .map(fold_width)
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '*' | ':' | '\u{ff1a}' | '`' | '_' | '\'' | '"')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The key of a person's name or id: width folded, trimmed, lower case.
pub fn name_key(name: &str) -> String {
    name.chars()
        .filter(|c| !invisible(*c))
        .map(fold_width)
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The key of a status or movement word: width folded (so both commas are
/// one), lower case, without white space.
pub fn status_key(word: &str) -> String {
    word.chars()
        .filter(|c| !invisible(*c))
        .map(fold_width)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_fold() {
        for h in [
            "订单编号",
            "订单编号 ",
            "\u{feff}订单编号",
            "*订单编号：",
            "订单　编号",
        ] {
            assert_eq!(heading_key(h), "订单编号", "{h:?}");
        }
        assert_eq!(heading_key("Order_No"), "orderno");
        assert_eq!(heading_key("商品数量（件）"), "商品数量(件)");
    }

    #[test]
    fn names_fold() {
        assert_eq!(name_key(" 小Ａ "), "小a");
    }
}
