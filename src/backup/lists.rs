//! orders.csv and changes.csv of an archive.

use super::archive::Recorded;
use super::change::Change;
use super::hashing::Hashing;
use super::rows;
use crate::table::tables::ORDERS;
use std::io::{self, BufWriter, Write};

/// Writes through a hash; gives the SHA-256.
pub fn hashed<W: Write>(
    out: &mut W,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<String> {
    let mut through = BufWriter::with_capacity(1 << 16, Hashing::new(out));
    write(&mut through)?;
    let through = through.into_inner();
    let hashing = through.map_err(io::IntoInnerError::into_error)?;
    Ok(hashing.finish().1)
}

pub fn write_orders(out: &mut dyn Write, recorded: &[Recorded]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let heading = ["source", "file"]
        .into_iter()
        .chain(ORDERS.fields.iter().map(|f| f.name));
    csv.write_record(heading)?;
    for row in recorded {
        let place = [&*row.source, &*row.file];
        csv.write_record(place.into_iter().chain(rows::values(&row.text)))?;
    }
    csv.flush()
}

/// With `hidden` where old values may stand in another archive only.
pub fn write_changes(out: &mut dyn Write, changes: &[Change], hidden: bool) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(out);
    let heading = [
        "kind", "order_no", "line_no", "field", "old", "new", "remark", "why", "source", "file",
        "line",
    ];
    csv.write_record(heading.iter().chain(hidden.then_some(&"old_sealed_in")))?;
    for change in changes {
        if hidden {
            csv.serialize((change, change.old_sealed_in))?;
        } else {
            csv.serialize(change)?;
        }
    }
    csv.flush()
}
