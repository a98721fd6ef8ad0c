//! Which zip part holds a sheet of an xlsx: `_rels/.rels` names the workbook
//! part, its own `.rels` gives each sheet's relationship a target (ECMA-376
//! part 2, 9.3 and part 1, 12.3).

use super::guard::{Stream, io_error, zip_error};
use super::{BookError, xml};
use std::io::Read;
use zip::ZipArchive;

/// These small parts are read whole, up to this many bytes.
const SMALL: u64 = 64 << 20;

/// The index in the zip of the sheet's part; `None` where the way to it is not
/// the standard one.
pub(super) fn sheet_part(
    zip: &mut ZipArchive<Stream>,
    sheet: &str,
) -> Result<Option<usize>, BookError> {
    let book = workbook_part(zip)?;
    let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
    let rels = format!("{folder}/_rels/{file}.rels");
    let (Some(workbook), Some(rels)) = (read(zip, &book)?, read(zip, &rels)?) else {
        return Ok(None);
    };
    let Some(id) = relationship_of(&workbook, sheet) else {
        return Ok(None);
    };
    let target = target_of(&rels, |tag| tag.attr("id") == Some(&id));
    Ok(target.and_then(|target| index_of(zip, &resolve(folder, &target))))
}

/// The name of the first sheet that is not hidden.
pub(super) fn first_visible_sheet(
    zip: &mut ZipArchive<Stream>,
) -> Result<Option<String>, BookError> {
    let book = workbook_part(zip)?;
    let workbook = read(zip, &book)?.unwrap_or_default();
    let first = xml::start_tags(&workbook)
        .filter(|tag| tag.name() == "sheet")
        .find(|tag| !matches!(tag.attr("state"), Some("hidden" | "veryHidden")));
    Ok(first.and_then(|tag| tag.attr("name").map(str::to_owned)))
}

fn workbook_part(zip: &mut ZipArchive<Stream>) -> Result<String, BookError> {
    let rels = read(zip, "_rels/.rels")?;
    let target = rels.as_deref().and_then(workbook_target);
    Ok(target.unwrap_or_else(|| "xl/workbook.xml".to_owned()))
}

fn workbook_target(rels: &[u8]) -> Option<String> {
    let target = target_of(rels, |tag| {
        let kind = tag.attr("type");
        kind.is_some_and(|kind| kind.ends_with("/officeDocument"))
    })?;
    Some(resolve("", &target))
}

fn target_of(rels: &[u8], wanted: impl Fn(&xml::Tag) -> bool) -> Option<String> {
    xml::start_tags(rels)
        .filter(|tag| tag.name() == "relationship")
        .find(wanted)
        .and_then(|tag| tag.attr("target").map(str::to_owned))
}

/// The `r:id` of the sheet of that name.
fn relationship_of(workbook: &[u8], sheet: &str) -> Option<String> {
    xml::start_tags(workbook)
        .filter(|tag| tag.name() == "sheet")
        .find(|tag| tag.attr("name") == Some(sheet))
        .and_then(|tag| tag.attr_with_prefix("id").map(str::to_owned))
}

/// A target is absolute (`/xl/…`) or stands in the workbook's folder.
fn resolve(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => {
            let target = target.strip_prefix("./").unwrap_or(target);
            format!("{folder}/{target}")
                .trim_start_matches('/')
                .to_owned()
        }
    }
}

fn index_of(zip: &ZipArchive<Stream>, name: &str) -> Option<usize> {
    let same = |(a, b): (&u8, &u8)| (*a == b'\\' && *b == b'/') || a.eq_ignore_ascii_case(b);
    zip.file_names_raw().position(|raw| {
        let raw = raw.strip_prefix(b"/").unwrap_or(raw);
        raw.len() == name.len() && raw.iter().zip(name.as_bytes()).all(same)
    })
}

fn read(zip: &mut ZipArchive<Stream>, name: &str) -> Result<Option<Vec<u8>>, BookError> {
    let Some(index) = index_of(zip, name.trim_start_matches('/')) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let part = zip.by_index(index).map_err(zip_error)?;
    part.take(SMALL).read_to_end(&mut bytes).map_err(io_error)?;
    // No XML holds a zero byte; a part full of them would keep the tokenizer
    // busy for minutes.
    if memchr::memchr(0, &bytes).is_some() {
        return Err(BookError::Damaged {
            detail: format!("{name}: zero bytes"),
        });
    }
    Ok(Some(bytes))
}
