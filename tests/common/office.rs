//! Workbooks calculated anew by LibreOffice, where it is installed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

pub type Rows = Vec<Vec<String>>;

/// Converts files of `folder` into `out`; whether there is a LibreOffice.
#[allow(dead_code)] // Not every test file that shares this module calls it itself.
pub fn convert(folder: &Path, files: &[&Path], filter: &str, out: &Path) -> bool {
    let home = format!("-env:UserInstallation=file://{}/home", folder.display());
    let run = Command::new("soffice")
        // In a bare environment it could not write a Chinese file name.
        .env("LC_ALL", "C.UTF-8")
        .args([&home, "--headless", "--convert-to", filter, "--outdir"])
        .arg(out)
        .args(files)
        .output();
    match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        other => {
            let run = other.unwrap();
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success(), "{said}");
            true
        }
    }
}

/// Every sheet of `folder/stem.xlsx` by name, values as they are and not as
/// shown; `None` without LibreOffice.
#[allow(dead_code)]
pub fn recalculated(folder: &Path, stem: &str) -> Option<BTreeMap<String, Rows>> {
    // All sheets, one csv each.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let book = folder.join(format!("{stem}.xlsx"));
    if !convert(folder, &[&book], filter, folder) {
        return None;
    }
    let mut sheets = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let sheet = name.strip_prefix(&format!("{stem}-"));
        let Some(sheet) = sheet.and_then(|s| s.strip_suffix(".csv")) else {
            continue;
        };
        let records = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(folder.join(&name))
            .unwrap()
            .into_records()
            .map(|r| r.unwrap().iter().map(str::to_owned).collect())
            .collect();
        sheets.insert(sheet.to_owned(), records);
    }
    Some(sheets)
}

/// The workbook without the stored results of its formulas, so that only a
/// calculation can give them, and how many those were; `edit` may change a
/// sheet, named by its place from 1.
pub fn stripped(bytes: &[u8], edit: impl Fn(usize, &mut String)) -> (Vec<u8>, usize) {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut formulas = 0;
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let sheet = name
            .strip_prefix("xl/worksheets/sheet")
            .and_then(|rest| rest.strip_suffix(".xml"));
        if let Some(nth) = sheet {
            edit(nth.parse().unwrap(), &mut text);
            while let Some(formula) = text.find("</f><v>") {
                let from = formula + 4;
                let to = from + text[from..].find("</v>").unwrap() + 4;
                text.replace_range(from..to, "");
                formulas += 1;
            }
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    (out.finish().unwrap().into_inner(), formulas)
}

/// Puts another number into a cell of a sheet.
#[allow(dead_code)]
pub fn set(sheet: &mut String, cell: &str, number: &str) {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
    let from = start + sheet[start..].find("<v>").unwrap() + 3;
    let to = from + sheet[from..].find("</v>").unwrap();
    sheet.replace_range(from..to, number);
}
