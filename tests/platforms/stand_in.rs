//! A stand-in for the program's reader, no more than this test needs: opens a
//! fixture, finds the heading where it is known to stand, maps the aliases.

use calamine::{Data, Dimensions, Reader, Sheets, open_workbook_auto};
use dayclose::base::normalise::heading_key;
use dayclose::table::schema::Table;

use super::{Expected, Understood};

pub fn understood(file: &str, expected: &Expected) -> Understood {
    let (grid, merged) = grid(file);
    let headings = headings(&grid, &merged, expected);
    let fields = match expected.schema() {
        Some(table) => match_heading(table, &headings),
        None => vec![None; headings.len()],
    };
    (
        expected.table.clone(),
        headings.into_iter().zip(fields).collect(),
    )
}

type Grid = (Vec<Vec<String>>, Vec<Dimensions>);

fn grid(file: &str) -> Grid {
    let (path, sheet) = match file.split_once('#') {
        Some((path, sheet)) => (path, Some(sheet)),
        None => (file, None),
    };
    let bytes = std::fs::read(path).expect("a fixture");
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf]) {
        return book(path, sheet);
    }
    let text = match std::str::from_utf8(&bytes) {
        Err(_) if bytes.starts_with(&[0xff, 0xfe]) => {
            encoding_rs::UTF_16LE.decode(&bytes).0.into_owned()
        }
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => {
            let (text, _, bad) = encoding_rs::GB18030.decode(&bytes);
            assert!(!bad, "{path}: neither UTF-8 nor GB18030");
            text.into_owned()
        }
    };
    if text.starts_with("<html") {
        let rows = text.split("<tr>").skip(1);
        let cell = |c: &str| c.split('<').next().unwrap_or_default().to_owned();
        let rows = rows.map(|row| row.split("<td>").skip(1).map(cell).collect());
        return (rows.collect(), Vec::new());
    }
    let tab = text.lines().next().unwrap_or_default().contains('\t');
    let rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tab { b'\t' } else { b',' })
        .from_reader(text.as_bytes())
        .records()
        .map(|row| row.expect("a line").iter().map(str::to_owned).collect())
        .collect();
    (rows, Vec::new())
}

fn book(path: &str, sheet: Option<&str>) -> Grid {
    let mut book = open_workbook_auto(path).expect("a workbook");
    let name = sheet.map_or_else(|| book.sheet_names()[0].clone(), str::to_owned);
    let range = book.worksheet_range(&name).expect("a sheet");
    // From A1 on, so that merged areas keep their addresses.
    let range = range.range((0, 0), range.end().expect("cells"));
    let rows = range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    let merged = match &mut book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(&name).expect("merged cells"),
        _ => Vec::new(),
    };
    (rows, merged)
}

fn headings(grid: &[Vec<String>], merged: &[Dimensions], expected: &Expected) -> Vec<String> {
    let first = |heading: &str| match expected.levels {
        1 => heading_key(heading),
        _ => heading_key(heading.split('/').next().unwrap_or_default()),
    };
    let wanted: Vec<String> = expected.columns.iter().map(|(h, _)| first(h)).collect();
    let hits = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|c| heading_key(c)).collect();
        wanted.iter().filter(|w| cells.contains(w)).count()
    };
    let top = grid
        .iter()
        .position(|row| hits(row) * 2 > wanted.len())
        .unwrap_or_else(|| panic!("{}: no heading", expected.file));
    let cell = |r: usize, c: usize| {
        let at = (r as u32, c as u32);
        let area = merged.iter().find(|area| area.contains(at.0, at.1));
        let (r, c) = area.map_or((r, c), |a| (a.start.0 as usize, a.start.1 as usize));
        grid.get(r)
            .and_then(|row| row.get(c))
            .map_or("", |c| c.trim())
    };
    let width = grid[top].len();
    let mut headings: Vec<String> = (0..width)
        .map(|c| {
            let mut levels: Vec<&str> = Vec::new();
            for r in top..top + expected.levels {
                let word = cell(r, c);
                if !word.is_empty() && levels.last() != Some(&word) {
                    levels.push(word);
                }
            }
            levels.join("/")
        })
        .collect();
    // Formatted but empty columns at the right edge.
    while headings.len() > wanted.len() && headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    headings
}

/// The rank of a heading among a field's names: an alias's place in the list
/// (also that of a label repeated there), 0 for the name and the other labels.
fn rank(table: &Table, field: usize, key: &str) -> Option<usize> {
    let field = &table.fields[field];
    if let Some(place) = field.aliases.iter().position(|a| heading_key(a) == key) {
        return Some(place + 1);
    }
    [field.name, field.label.zh, field.label.en]
        .iter()
        .any(|name| heading_key(name) == key)
        .then_some(0)
}

fn match_heading(table: &Table, headings: &[String]) -> Vec<Option<String>> {
    let mut columns = vec![None; headings.len()];
    for (index, field) in table.fields.iter().enumerate() {
        let best = headings
            .iter()
            .enumerate()
            .filter_map(|(column, heading)| {
                let forms = forms(heading);
                let rank = forms.iter().find_map(|key| rank(table, index, key))?;
                Some((rank, column))
            })
            .min();
        if let Some((_, column)) = best {
            assert!(
                columns[column].is_none(),
                "{} is two fields",
                headings[column]
            );
            columns[column] = Some(field.name.to_owned());
        }
    }
    columns
}

/// The keys tried for a heading, best first: as it is, without its unit,
/// without the slash, without the first of three levels.
fn forms(heading: &str) -> Vec<String> {
    let key = heading_key(heading);
    let mut forms = vec![key.clone()];
    if let Some((bare, _)) = key.strip_suffix(')').and_then(|k| k.rsplit_once('(')) {
        forms.push(bare.to_owned());
    }
    forms.push(key.replace('/', ""));
    if key.matches('/').count() == 2
        && let Some((_, rest)) = key.split_once('/')
    {
        forms.push(rest.to_owned());
    }
    forms
}
