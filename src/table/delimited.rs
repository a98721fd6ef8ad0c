//! Rows of separated text, cut before they are decoded.
//!
//! In UTF-8 and GB18030 no trailing byte of a character is a comma, tab,
//! semicolon, quote or line end, so rows and cells are found on bytes and only
//! the cells in use are ever decoded. Quoting follows RFC 4180 as the `csv`
//! crate reads it: a quote counts only at the start of a cell.
//!
//! Eight bytes at a time are searched for separators and line ends: cells are
//! short, and a search begun anew for each one would cost more than the rest.

use memchr::{memchr, memrchr};

/// How cells and rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    pub separator: u8,
}

/// One cell inside a row's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
    /// The cell holds doubled quotes that stand for one.
    pub doubled: bool,
    /// Its opening quote was never closed.
    pub open: bool,
    /// It began with a quote: only such a cell can hold line ends.
    pub quoted: bool,
}

/// Splits the row that begins at `at` into `spans` (cleared first); gives the
/// position after its line end.
pub fn split_row(bytes: &[u8], at: usize, dialect: Dialect, spans: &mut Vec<Span>) -> usize {
    spans.clear();
    let separator = dialect.separator;
    let separators = u64::from_ne_bytes([separator; 8]);
    let mut start = at;
    'cells: loop {
        if bytes.get(start) == Some(&b'"') {
            let (mut span, mut next) = quoted(bytes, start);
            // Anything between the closing quote and the separator belongs to
            // the cell as it stands, quotes and all: padded exports write `"13.40"  `.
            let tail = bytes[next..]
                .iter()
                .position(|b| *b == separator || *b == b'\n')
                .map_or(bytes.len(), |i| next + i);
            let rest = trim_line_end(&bytes[next..tail]);
            if !rest.iter().all(|b| *b == b' ' || *b == b'\t') {
                span = Span {
                    start: offset(start),
                    end: offset(next + rest.len()),
                    quoted: true,
                    ..Span::default()
                };
            }
            spans.push(span);
            next = tail;
            match bytes.get(next) {
                Some(b) if *b == separator => start = next + 1,
                Some(_) => return next + 1,
                None => return bytes.len(),
            }
            continue;
        }
        let mut look = start;
        while let Some(word) = bytes.get(look..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*word);
            let mut marks = zero_bytes(word ^ separators) | zero_bytes(word ^ LINE_ENDS);
            while marks != 0 {
                let end = look + (marks.trailing_zeros() / 8) as usize;
                marks &= marks - 1;
                if bytes[end] != separator {
                    let cell = trim_line_end(&bytes[start..end]);
                    spans.push(plain(start, start + cell.len()));
                    return end + 1;
                }
                spans.push(plain(start, end));
                start = end + 1;
                if bytes.get(start) == Some(&b'"') {
                    continue 'cells;
                }
            }
            look += 8;
        }
        // Less than a word is left.
        let length = bytes[look..]
            .iter()
            .position(|b| *b == separator || *b == b'\n');
        let Some(length) = length else {
            let cell = trim_line_end(&bytes[start..]);
            spans.push(plain(start, start + cell.len()));
            return bytes.len();
        };
        let end = look + length;
        if bytes[end] != separator {
            let cell = trim_line_end(&bytes[start..end]);
            spans.push(plain(start, start + cell.len()));
            return end + 1;
        }
        spans.push(plain(start, end));
        start = end + 1;
    }
}

const LINE_ENDS: u64 = u64::from_ne_bytes([b'\n'; 8]);

/// The top bit of every byte that is zero. Exact for each byte: the sum of
/// seven-bit parts never carries into the next one.
fn zero_bytes(word: u64) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    !(((word & LOW) + LOW) | word | LOW)
}

fn plain(start: usize, end: usize) -> Span {
    Span {
        start: offset(start),
        end: offset(end),
        doubled: false,
        open: false,
        quoted: false,
    }
}

/// Chunks are far below 4 GiB.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn trim_line_end(cell: &[u8]) -> &[u8] {
    cell.strip_suffix(b"\r").unwrap_or(cell)
}

/// A quoted cell whose opening quote is at `start`: its inside, and the
/// position after the closing quote.
fn quoted(bytes: &[u8], start: usize) -> (Span, usize) {
    let mut doubled = false;
    let mut from = start + 1;
    loop {
        match memchr(b'"', &bytes[from..]) {
            Some(i) if bytes.get(from + i + 1) == Some(&b'"') => {
                doubled = true;
                from += i + 2;
            }
            Some(i) => {
                let end = from + i;
                let span = Span {
                    start: offset(start + 1),
                    end: offset(end),
                    doubled,
                    open: false,
                    quoted: true,
                };
                return (span, end + 1);
            }
            None => {
                let span = Span {
                    start: offset(start + 1),
                    end: offset(bytes.len()),
                    doubled,
                    open: true,
                    quoted: true,
                };
                return (span, bytes.len());
            }
        }
    }
}

/// The position after the last line end outside quotes, for `bytes` that begin
/// at the start of a row; `None` if there is none.
pub fn last_row_end(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    let mut last = None;
    let mut from = 0;
    loop {
        // The stretch up to the next quote that opens a cell.
        let mut look = from;
        let open = loop {
            match memchr(b'"', &bytes[look..]) {
                None => break None,
                Some(i) => {
                    let at = look + i;
                    if at == 0 || bytes[at - 1] == dialect.separator || bytes[at - 1] == b'\n' {
                        break Some(at);
                    }
                    look = at + 1;
                }
            }
        };
        let stretch_end = open.unwrap_or(bytes.len());
        if let Some(i) = memrchr(b'\n', &bytes[from..stretch_end]) {
            last = Some(from + i + 1);
        }
        let Some(at) = open else {
            return last;
        };
        let (span, next) = quoted(bytes, at);
        if span.open {
            return last;
        }
        from = next;
    }
}

/// A cell's bytes with doubled quotes made single.
pub fn unescape(cell: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(cell.len());
    let mut i = 0;
    while i < cell.len() {
        out.push(cell[i]);
        i += if cell[i] == b'"' && cell.get(i + 1) == Some(&b'"') {
            2
        } else {
            1
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { separator: b',' };

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut at = 0;
        let mut spans = Vec::new();
        let mut out = Vec::new();
        while at < bytes.len() {
            at = split_row(bytes, at, COMMA, &mut spans);
            out.push(
                spans
                    .iter()
                    .map(|s| {
                        let cell = &bytes[s.start as usize..s.end as usize];
                        let cell = if s.doubled {
                            unescape(cell)
                        } else {
                            cell.to_vec()
                        };
                        String::from_utf8(cell).expect("test text")
                    })
                    .collect(),
            );
        }
        out
    }

    #[test]
    fn cells_and_rows() {
        assert_eq!(rows(b"a,b\r\nc,\n"), [vec!["a", "b"], vec!["c", ""]]);
        assert_eq!(
            rows(b"\"a,1\",\"b\"\"2\"\nx"),
            [vec!["a,1", "b\"2"], vec!["x"]]
        );
        assert_eq!(rows(b"\"two\nlines\",z\n"), [vec!["two\nlines", "z"]]);
        assert_eq!(rows(b"=\"123\",5\" pipe\n"), [vec!["=\"123\"", "5\" pipe"]]);
        assert_eq!(rows(b"\"13.40\"  ,2\n"), [vec!["13.40", "2"]]);
        assert_eq!(rows(b"\"a\"b,2\n"), [vec!["\"a\"b", "2"]]);
        assert_eq!(rows(b"\"never closed,2\nx"), [vec!["never closed,2\nx"]]);
    }

    #[test]
    fn chunks_end_outside_quotes() {
        assert_eq!(last_row_end(b"a,b\nc,\"x\ny", COMMA), Some(4));
        assert_eq!(last_row_end(b"a,b\nc,\"x\ny\"\nz", COMMA), Some(12));
        assert_eq!(last_row_end(b"=\"1\"\n5\" x\nrest", COMMA), Some(10));
        assert_eq!(last_row_end(b"no line end", COMMA), None);
    }

    proptest! {
        /// The `csv` crate is the oracle: what it writes, we read back.
        #[test]
        fn reads_what_csv_writes(table in prop::collection::vec(prop::collection::vec("[a-z ,\"\n甲]{0,6}", 2..4), 1..6)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("in memory");
            }
            let bytes = writer.into_inner().expect("in memory");
            prop_assert_eq!(rows(&bytes), table);
        }

        /// Cutting at the last row end and going on gives the same rows.
        #[test]
        fn cutting_loses_nothing(text in "[a\",\n]{0,40}") {
            let bytes = text.as_bytes();
            let whole = rows(bytes);
            if let Some(cut) = last_row_end(bytes, COMMA) {
                let mut parts = rows(&bytes[..cut]);
                parts.extend(rows(&bytes[cut..]));
                prop_assert_eq!(parts, whole);
            }
        }
    }
}
