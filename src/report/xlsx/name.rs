//! Sheet names: valid in Excel and each used once, whatever their case.

use std::collections::HashSet;

/// Characters in a sheet's name.
const NAME: usize = 31;

#[derive(Default)]
pub struct Names {
    used: HashSet<String>,
}

impl Names {
    pub fn next(&mut self, title: &str) -> String {
        let clean: String = title
            .chars()
            .map(|c| match c {
                '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '-',
                c if c.is_control() => ' ',
                c => c,
            })
            .collect();
        let clean = clean.trim().trim_matches('\'').trim();
        // «History» is Excel's own.
        let clean = match clean {
            "" => "-".to_owned(),
            c if c.eq_ignore_ascii_case("history") => format!("{c}-"),
            c => c.to_owned(),
        };
        let mut n = 1;
        loop {
            let tail = if n == 1 {
                String::new()
            } else {
                format!(" {n}")
            };
            let name = format!("{}{tail}", cut(&clean, NAME - tail.len()));
            if self.used.insert(name.to_lowercase()) {
                return name;
            }
            n += 1;
        }
    }
}

/// At most `limit` UTF-16 units, as Excel counts; a name may not end in `'`.
fn cut(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > limit {
            return text[..at].trim_end().trim_end_matches('\'');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_valid_and_unique() {
        let mut names = Names::default();
        for (title, name) in [
            ("明细", "明细"),
            ("明细", "明细 2"),
            ("a/b:c[d]*?\\", "a-b-c-d----"),
            ("Rows", "Rows"),
            ("rows", "rows 2"),
            ("'引号'", "引号"),
            ("", "-"),
            ("History", "History-"),
            (
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三",
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
            ),
            (
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三",
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九 2",
            ),
        ] {
            assert_eq!(names.next(title), name);
        }
    }
}
