//! Columns as a spreadsheet names them.

/// `0` → `A`, `25` → `Z`, `26` → `AA`.
pub fn column_letters(column: u32) -> String {
    let mut n = u64::from(column) + 1;
    let mut letters = Vec::new();
    while n > 0 {
        n -= 1;
        letters.push(b'A' + u8::try_from(n % 26).unwrap_or(0));
        n /= 26;
    }
    letters.iter().rev().map(|b| *b as char).collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
