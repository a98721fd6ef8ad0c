//! Damaged workbooks: said where, and never a panic.

use super::*;

/// Opens and reads every sheet; whatever comes is right unless it panics.
fn read_whatever(bytes: Vec<u8>) {
    let Ok(mut book) = Book::from_bytes(bytes) else {
        return;
    };
    let names: Vec<String> = book.sheets().iter().map(|s| s.name.clone()).collect();
    for name in names {
        let mut batches = 0;
        let mut sink = |batch: Vec<SheetRow>| {
            assert!(batch.len() <= 1_000);
            batches += 1;
            // Repeats let a few bytes stand for a million rows.
            match batches < 20 {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        };
        if let Err(error) = book.rows(&name, &mut sink) {
            assert!(!error.message("a").zh.is_empty());
        }
    }
}

/// The fixtures damage is done to.
const VICTIMS: [&str; 9] = [
    "dates.xlsx",
    "formulas.xlsx",
    "merged_items.xlsx",
    "streamed_prefixed.xlsx",
    "password.xlsx",
    "stocktake.xls",
    "repeated.ods",
    "libreoffice.ods",
    "html_utf8.xls",
];

/// A zip with one part changed and all checksums right, so that the damage gets
/// past the unpacking; other files as they are.
fn with_inner_damage(bytes: &[u8], part: usize, damage: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let Ok(mut old) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        let mut bytes = bytes.to_vec();
        damage(&mut bytes);
        return bytes;
    };
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let hit = part % old.len();
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let stored = zip::write::SimpleFileOptions::default();
        let stored = stored.compression_method(zip::CompressionMethod::Stored);
        new.start_file(entry.name().unwrap(), stored).unwrap();
        let mut body = Vec::new();
        entry.read_to_end(&mut body).unwrap();
        if index == hit {
            damage(&mut body);
        }
        new.write_all(&body).unwrap();
    }
    new.finish().unwrap().into_inner()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn damaged_files_never_panic(
        victim in 0..VICTIMS.len(),
        cut in proptest::option::of(0.0..1.0f64),
        flips in proptest::collection::vec((0.0..1.0f64, proptest::num::u8::ANY), 0..6),
        inside in proptest::option::of(0usize..16),
    ) {
        let bytes = std::fs::read(fixture(VICTIMS[victim])).unwrap();
        let damage = |bytes: &mut Vec<u8>| {
            if let Some(cut) = cut {
                bytes.truncate((bytes.len() as f64 * cut) as usize);
            }
            for (place, value) in &flips {
                let place = (bytes.len() as f64 * place) as usize;
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= value;
                }
            }
        };
        read_whatever(match inside {
            Some(part) => with_inner_damage(&bytes, part, damage),
            None => {
                let mut bytes = bytes;
                damage(&mut bytes);
                bytes
            }
        });
    }

    #[test]
    fn any_bytes_after_a_telling_head_never_panic(
        head in 0usize..5,
        rest in proptest::collection::vec(proptest::num::u8::ANY, 0..2_000),
    ) {
        let heads: [&[u8]; 5] = [
            b"PK\x03\x04",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0k\0b\0o\0o\0k\0",
            b"<table><tr><td colspan=9>a<td rowspan=0>",
            b"\xFF\xFE<\0h\0t\0m\0l\0",
            b"<html><table><tr><table><td>\x81",
        ];
        read_whatever([heads[head], &rest].concat());
    }
}

#[test]
fn a_part_that_announces_too_much_is_refused() {
    let mut bytes = std::fs::read(fixture("dates.xlsx")).unwrap();
    // The unpacked size of the first part in the zip's directory.
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let name_length = usize::from(bytes[directory + 28]);
    // Sizes over 4 GiB stand in an extra field (zip64).
    bytes[directory + 24..directory + 28].copy_from_slice(&[0xFF; 4]);
    let mut extra = vec![1, 0, 8, 0];
    extra.extend((5u64 << 30).to_le_bytes());
    bytes[directory + 30] = extra.len() as u8;
    let at = directory + 46 + name_length;
    bytes.splice(at..at, extra.iter().copied());
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    let size = u32::from_le_bytes(bytes[end + 12..end + 16].try_into().unwrap());
    let grown = size + extra.len() as u32;
    bytes[end + 12..end + 16].copy_from_slice(&grown.to_le_bytes());
    let error = Book::from_bytes(bytes).unwrap_err();
    assert!(matches!(error, BookError::TooBig { .. }), "{error}");
    assert!(error.message("a.xlsx").en.contains("5 GiB"));
}

#[test]
fn a_damaged_sheet_says_where() {
    let bytes = std::fs::read(fixture("merged_items.xlsx")).unwrap();
    let cut = (0..16).map(|part| {
        with_inner_damage(&bytes, part, |body| {
            let at = body.windows(6).position(|w| w == b"r=\"A5\"");
            body.truncate(at.unwrap_or(body.len()));
        })
    });
    let mut said = Vec::new();
    for bytes in cut {
        let mut book = Book::from_bytes(bytes).unwrap();
        let mut delivered = 0;
        let mut sink = |batch: Vec<SheetRow>| {
            delivered += batch.len();
            ControlFlow::Continue(())
        };
        if let Err(error) = book.rows("订单", &mut sink) {
            said.push((error.message("a.xlsx").en, delivered));
        }
    }
    assert!(!said.is_empty());
    for (message, delivered) in said {
        assert!(
            message.contains("damaged") && message.contains("row 4"),
            "{message}"
        );
        assert_eq!(delivered, 4);
    }
}

/// A `DIMENSIONS` record that claims four billion rows would have calamine
/// reserve 80 GB, which ends the program.
#[test]
fn an_xls_that_claims_absurd_dimensions_is_damaged() {
    let mut bytes = std::fs::read(fixture("stocktake.xls")).unwrap();
    let record = [0x00, 0x02, 0x0E, 0x00];
    let at = bytes.windows(4).position(|w| w == record).unwrap();
    bytes[at + 8..at + 12].copy_from_slice(&[0xFF; 4]);
    let error = Book::from_bytes(bytes).unwrap_err();
    assert!(matches!(error, BookError::Damaged { .. }), "{error}");
}
