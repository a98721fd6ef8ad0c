//! What a file is, by its first bytes; endings lie (an .xls is as often an HTML
//! table as a workbook).
//!
//! * zip (`PK`): a workbook only if a part under `xl/` or the ods media type
//!   stands among the first entries; any other zip is left to others.
//! * OLE2 (`D0 CF 11 E0 …`): a BIFF workbook, or the envelope of an encrypted
//!   xlsx (stream `EncryptedPackage`).
//! * text that begins with an HTML tag, in any encoding, or «XML Spreadsheet
//!   2003», which calls itself .xls and is refused with a word of advice.

use memchr::memmem::find;

/// A workbook's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookKind {
    /// xlsx, xlsm, also one encrypted with a password.
    Xlsx,
    /// BIFF in OLE2; also «XML Spreadsheet 2003», which takes the same name.
    Xls,
    Ods,
    /// An HTML document that calls itself .xls.
    Html,
}

/// As many bytes of a file as [`sniff`] can make use of.
pub const SNIFF_LEN: usize = 64 * 1024;

pub(super) const OLE2: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const ODS_MIME: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const XML_2003: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";

/// The format by the file's first bytes (give [`SNIFF_LEN`] of them); `None`
/// where it is no workbook.
pub fn sniff(head: &[u8]) -> Option<BookKind> {
    if head.starts_with(&OLE2) {
        return sniff_ole2(head);
    }
    if head.starts_with(b"PK\x03\x04") {
        return sniff_zip(head);
    }
    let text = narrow(&head[..head.len().min(SNIFF_LEN)]);
    if is_xml_2003(&text) {
        return Some(BookKind::Xls);
    }
    is_html(&text).then_some(BookKind::Html)
}

fn sniff_ole2(head: &[u8]) -> Option<BookKind> {
    if has_stream(head, "EncryptedPackage") {
        return Some(BookKind::Xlsx);
    }
    let other = ["WordDocument", "PowerPoint Document"];
    let is_other = other.iter().any(|name| has_stream(head, name));
    (!is_other || has_stream(head, "Workbook")).then_some(BookKind::Xls)
}

/// Whether the OLE2 directory names that stream (names are UTF-16LE).
pub(super) fn has_stream(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    find(bytes, &name).is_some()
}

fn sniff_zip(head: &[u8]) -> Option<BookKind> {
    for at in memchr::memmem::find_iter(head, b"PK\x03\x04") {
        let Some(name) = entry_name(&head[at..]) else {
            continue;
        };
        let name = name.to_ascii_lowercase();
        let body = at + 30 + name.len();
        if name == b"mimetype" && head[body..].starts_with(ODS_MIME) {
            return Some(BookKind::Ods);
        }
        if is_xlsx_part(&name) {
            return Some(BookKind::Xlsx);
        }
    }
    None
}

/// The name in a zip local file header.
fn entry_name(header: &[u8]) -> Option<&[u8]> {
    let low = *header.get(26)?;
    let high = *header.get(27)?;
    let length = usize::from(u16::from_le_bytes([low, high]));
    header.get(30..30 + length)
}

/// A part that only a workbook has (also written with backslashes).
pub(super) fn is_xlsx_part(name: &[u8]) -> bool {
    let Some(rest) = name.strip_prefix(b"/").unwrap_or(name).strip_prefix(b"xl") else {
        return false;
    };
    let rest = rest.strip_prefix(b"/").or_else(|| rest.strip_prefix(b"\\"));
    let parts: [&[u8]; 7] = [
        b"workbook",
        b"worksheets",
        b"_rels",
        b"sharedstrings",
        b"styles",
        b"theme",
        b"metadata",
    ];
    rest.is_some_and(|rest| parts.iter().any(|part| rest.starts_with(part)))
}

/// Lower-case ASCII of text in any encoding: UTF-16 loses its zero bytes, byte
/// order marks go, leading white space too. Other characters come out as
/// rubbish, which is of no account here.
fn narrow(head: &[u8]) -> Vec<u8> {
    let utf16 = head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF")
        || head.starts_with(b"<\0")
        || head.starts_with(b"\0<");
    let body = match head {
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] | [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
        _ => head,
    };
    let text = body.iter().filter(|b| !utf16 || **b != 0);
    let text = text.skip_while(|b| b.is_ascii_whitespace());
    text.map(u8::to_ascii_lowercase).collect()
}

fn is_html(text: &[u8]) -> bool {
    const SURE: [&[u8]; 6] = [
        b"html",
        b"table",
        b"!doctype html",
        b"meta",
        b"head",
        b"body",
    ];
    const PERHAPS: [&[u8]; 7] = [
        b"?xml", b"!--", b"style", b"div", b"script", b"center", b"tr",
    ];
    let begins = |words: &[&[u8]]| {
        let rest = text.strip_prefix(b"<").unwrap_or_default();
        words.iter().any(|word| {
            let after = rest.strip_prefix(*word).map(|rest| rest.first());
            after.is_some_and(|next| !next.is_some_and(u8::is_ascii_alphanumeric))
        })
    };
    begins(&SURE)
        || begins(&PERHAPS) && (find(text, b"<table").is_some() || find(text, b"<html").is_some())
}

fn is_xml_2003(text: &[u8]) -> bool {
    let starts = text.starts_with(b"<?xml") || text.starts_with(b"<workbook");
    starts && find(text, XML_2003).is_some() && find(text, b"<html").is_none()
}

/// Whether those first bytes are «XML Spreadsheet 2003».
pub(super) fn is_spreadsheet_ml(head: &[u8]) -> bool {
    is_xml_2003(&narrow(&head[..head.len().min(SNIFF_LEN)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_every_encoding_and_nothing_else() {
        assert_eq!(
            sniff(b"\xEF\xBB\xBF \r\n<TABLE border=1>"),
            Some(BookKind::Html)
        );
        assert_eq!(sniff(b"<!DOCTYPE html><html>"), Some(BookKind::Html));
        let utf16: Vec<u8> = "\u{feff}<html>表"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(sniff(&utf16), Some(BookKind::Html));
        assert_eq!(
            sniff(b"<?xml version='1.0'?><html><table>"),
            Some(BookKind::Html)
        );
        for other in [
            &b""[..],
            b"<",
            b"a,b\n1,2",
            b"<tablet>",
            b"<?xml?><a/>",
            b"PK\x03\x04",
        ] {
            assert_eq!(sniff(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_zip_of_something_else_is_not_claimed() {
        let entry = |name: &str| {
            let mut header = b"PK\x03\x04".to_vec();
            header.resize(26, 0);
            header.extend((name.len() as u16).to_le_bytes());
            header.extend([0, 0]);
            header.extend(name.as_bytes());
            header
        };
        assert_eq!(sniff(&entry("xl/workbook.xml")), Some(BookKind::Xlsx));
        for name in ["orders.csv", "word/document.xml", "xl/orders.csv", "xlsx"] {
            assert_eq!(sniff(&entry(name)), None, "{name}");
        }
    }
}
