//! A look over an xls before calamine reads it.
//!
//! Calamine reserves memory for as many cells as the `DIMENSIONS` record claims
//! and fills a dense range up to the farthest cell. In a damaged file these are
//! any numbers, and an allocation of 80 GB ends the program without a panic that
//! could be caught. So the records that give places are read here first, and a
//! place (or an area) beyond 65,536 × 256, which no xls can hold ([MS-XLS] 2.4.90 and
//! 2.5.13), is damage.
//!
//! The workbook stream is found the way [MS-CFB] 2 says: header, sector chain
//! table, directory; a stream under 4,096 bytes lies in the mini stream.

use super::BookError;

const LAST_COLUMN: u32 = 256;
const MOST_CELLS: u64 = 65_536 * 256;
/// From here on chain entries are marks (end of chain, free), not sectors.
const MARKS: u32 = 0xFFFF_FFFA;

/// Fails where a record places something outside the sheet.
pub(super) fn check(bytes: &[u8]) -> Result<(), BookError> {
    // What cannot be found here calamine will not find either.
    let Some(stream) = workbook_stream(bytes) else {
        return Ok(());
    };
    let mut sheets = vec![0];
    for (kind, data) in records(&stream, 0) {
        if kind == 0x0085 {
            sheets.extend(u32_at(data, 0));
        }
    }
    for start in sheets {
        if let Some((kind, _)) = records(&stream, start as usize).find(|r| is_astray(r.0, r.1)) {
            return Err(BookError::damaged(format_args!(
                "record {kind:#06x} lies outside the sheet"
            )));
        }
    }
    Ok(())
}

/// Whether the record names a row or column that no sheet has.
fn is_astray(kind: u16, data: &[u8]) -> bool {
    let short = |at| u16_at(data, at).map(u32::from).unwrap_or_default();
    match kind {
        // DIMENSIONS: first row, row after the last, likewise columns. Some
        // writers claim too many columns; what counts is the area.
        0x0200 if data.len() >= 14 => {
            let row = |at| u32_at(data, at).unwrap_or_default();
            row(0) > row(4).max(1) || u64::from(row(4)) * u64::from(short(10)) > MOST_CELLS
        }
        0x0200 => u64::from(short(2)) * u64::from(short(6)) > MOST_CELLS,
        // NUMBER, LABEL, RSTRING, BOOLERR, RK, LABELSST, FORMULA: row, column.
        0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 => short(2) >= LAST_COLUMN,
        // MULRK: row, first column, …, last column.
        0x00BD => {
            let last = data.len().checked_sub(2).map(short).unwrap_or_default();
            short(2) >= LAST_COLUMN || last >= LAST_COLUMN
        }
        _ => false,
    }
}

/// (type, data) of the records from `start`; ends where a record is cut off.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, u16_at(rest, 2)?);
        let data = rest.get(4..4 + usize::from(length))?;
        rest = &rest[4 + usize::from(length)..];
        Some((kind, data))
    })
}

fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = 1usize.checked_shl(u32::from(u16_at(bytes, 30)?))?;
    if !(128..=65_536).contains(&size) {
        return None;
    }
    let file = File { bytes, size };
    let table = file.sector_table()?;
    let directory = file.chain(&table, u32_at(bytes, 48)?);
    let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
    let named = |name: &str| entries.iter().copied().find(|entry| has_name(entry, name));
    let book = named("Workbook").or_else(|| named("Book"))?;
    let (start, length) = (u32_at(book, 116)?, u32_at(book, 120)? as usize);
    let mut stream = if length < u32_at(bytes, 56)? as usize {
        let whole = file.chain(&table, u32_at(entries.first()?, 116)?);
        let links = words(&file.chain(&table, u32_at(bytes, 60)?));
        chain(&links, start, |sector| {
            let at = sector as usize * 64;
            whole.get(at..whole.len().min(at + 64))
        })
    } else {
        file.chain(&table, start)
    };
    stream.truncate(length);
    Some(stream)
}

struct File<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl File<'_> {
    fn sector(&self, number: u32) -> Option<&[u8]> {
        let at = (number as usize).checked_add(1)?.checked_mul(self.size)?;
        let end = self.bytes.len().min(at.checked_add(self.size)?);
        self.bytes.get(at..end)
    }

    /// Sector → next sector. The first 109 sectors of the table stand in the
    /// header, the others in a list of their own.
    fn sector_table(&self) -> Option<Vec<u32>> {
        let mut parts = words(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.size;
        for _ in 0..most {
            if next >= MARKS {
                break;
            }
            let mut list = words(self.sector(next)?);
            next = list.pop()?;
            parts.extend(list);
        }
        let used = parts.into_iter().filter(|part| *part < MARKS).take(most);
        let sectors = used.filter_map(|part| self.sector(part));
        Some(sectors.flat_map(words).collect())
    }

    fn chain(&self, table: &[u32], start: u32) -> Vec<u8> {
        chain(table, start, |sector| self.sector(sector))
    }
}

/// The sectors from `start` on, joined; a chain that bites its tail ends when
/// it is as long as the table.
fn chain<'a>(links: &[u32], start: u32, sector: impl Fn(u32) -> Option<&'a [u8]>) -> Vec<u8> {
    let (mut joined, mut at) = (Vec::new(), start);
    for _ in 0..links.len() {
        let Some(bytes) = sector(at).filter(|_| at < MARKS) else {
            break;
        };
        joined.extend_from_slice(bytes);
        match links.get(at as usize) {
            Some(next) => at = *next,
            None => break,
        }
    }
    joined
}

/// Names are UTF-16LE, at most 32 units, compared without case.
fn has_name(entry: &[u8], name: &str) -> bool {
    let units = entry.chunks_exact(2).take(32);
    let units = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let found = char::decode_utf16(units.take_while(|unit| *unit != 0));
    let found: String = found.map(|c| c.unwrap_or('\u{fffd}')).collect();
    found.eq_ignore_ascii_case(name)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    let quads = bytes.chunks_exact(4);
    quads.filter_map(|quad| u32_at(quad, 0)).collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_the_sheet_are_astray() {
        let dimensions = |rows: u32, columns: u16| {
            let mut data = [0; 14];
            data[4..8].copy_from_slice(&rows.to_le_bytes());
            data[10..12].copy_from_slice(&columns.to_le_bytes());
            is_astray(0x0200, &data)
        };
        assert!(!dimensions(65_536, 256));
        assert!(!dimensions(0, 0));
        assert!(dimensions(u32::MAX, 1));
        assert!(dimensions(65_536, 257));
        assert!(!dimensions(10, 0xFFFF));
        assert!(is_astray(0x0203, &[0, 0, 0, 1]));
        assert!(!is_astray(0x0203, &[255, 255, 255, 0]));
        assert!(is_astray(0x00BD, &[0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 1]));
    }
}
