//! Every file of `fixtures/platforms/` against the hand-written statement, in
//! `fixtures/platforms/expected/`, of what each of its headings means; and the
//! alias tables of `docs/*/formats.md` against the tables themselves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dayclose::base::normalise::heading_key;
use dayclose::table::heading::Aliases;
use dayclose::table::schema::Table;
use dayclose::table::{self, Options, Source, tables};

#[path = "platforms/docs.rs"]
mod docs;

/// What the program makes of a file: the table it was read as, and for every
/// column its heading (levels joined with `/`) and the field it is.
type Understood = (String, Vec<(String, Option<String>)>);

/// What the program makes of `file`, a path with `#SHEET` where one is meant.
/// The table is only told where the export lacks a required column or is two
/// tables in one, as a user would have to with `--as`; otherwise the program
/// must find it by itself.
fn understood(file: &str, expected: &Expected) -> Understood {
    let aliases = Aliases::new();
    let options = Options {
        table: expected
            .schema()
            .filter(|_| expected.told || !expected.missing.is_empty()),
        encoding: None,
        aliases: &aliases,
        month: None,
        offset_minutes: None,
    };
    let mut sources = Source::expand(file).expect("a fixture");
    let source = sources.pop().expect("one file");
    assert!(sources.is_empty(), "{file}: one file");
    let opened = table::open(source, &options, false).unwrap_or_else(|e| panic!("{file}: {e}"));
    let table = opened.table().map_or("none", |t| t.name).to_owned();
    let columns = &opened.columns;
    let names =
        (0..columns.headings.len()).map(|c| columns.fields[c].map(|_| columns.field_name(c)));
    (table, columns.headings.iter().cloned().zip(names).collect())
}

/// One file of `expected/`.
struct Expected {
    /// The table, or `none`.
    table: String,
    /// Relative to `fixtures/platforms/`, with `#SHEET` where one is meant.
    file: String,
    /// Required groups no heading of the file satisfies: `date|month`.
    missing: Vec<String>,
    /// The file is another table too, which is the one found without `--as`.
    told: bool,
    /// Rows the heading takes.
    levels: usize,
    columns: Vec<(String, Option<String>)>,
}

impl Expected {
    fn read(path: &Path) -> Expected {
        let text = std::fs::read_to_string(path).expect("an expected file is UTF-8");
        let mut expected = Expected {
            table: String::new(),
            file: String::new(),
            missing: Vec::new(),
            told: false,
            levels: 1,
            columns: Vec::new(),
        };
        for line in text.lines() {
            if let Some((key, value)) = line.strip_prefix("# ").and_then(|l| l.split_once(": ")) {
                match key {
                    "table" => expected.table = value.to_owned(),
                    "file" => expected.file = value.to_owned(),
                    "missing" => {
                        expected.missing = value.split_whitespace().map(str::to_owned).collect();
                    }
                    "told" => expected.told = value == "yes",
                    "levels" => expected.levels = value.parse().expect("a number of levels"),
                    _ => panic!("{}: unknown key {key}", path.display()),
                }
                continue;
            }
            let (heading, field) = line.split_once('\t').expect("heading, tab, field");
            let field = (field != "unmapped").then(|| field.to_owned());
            expected.columns.push((heading.to_owned(), field));
        }
        assert!(!expected.columns.is_empty(), "{}", path.display());
        expected
    }

    fn schema(&self) -> Option<&'static Table> {
        (self.table != "none").then(|| {
            tables::by_name(&self.table).unwrap_or_else(|| panic!("no table {}", self.table))
        })
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .expect("the folder is committed")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| {
            path.file_name()
                .expect("a file's name")
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

fn all_expected() -> Vec<Expected> {
    let folder = folder().join("expected");
    names_in(&folder)
        .iter()
        .map(|name| Expected::read(&folder.join(name)))
        .collect()
}

#[test]
fn every_heading_means_what_is_written_down() {
    let mut wrong = Vec::new();
    for expected in all_expected() {
        let (file, sheet) = match expected.file.split_once('#') {
            Some((file, sheet)) => (file, format!("#{sheet}")),
            None => (expected.file.as_str(), String::new()),
        };
        let path = format!("{}{sheet}", folder().join(file).display());
        let (table, mut columns) = understood(&path, &expected);
        // Columns without a heading can be no field; a reader may drop them.
        columns.retain(|(heading, field)| !heading.is_empty() || field.is_some());
        let at = format!("{} as {}", expected.file, expected.table);
        if table != expected.table {
            wrong.push(format!("{at}: read as {table}"));
        }
        let stated = expected.columns.iter().filter(|(h, _)| !h.is_empty());
        let stated: Vec<_> = stated.collect();
        if columns.len() != stated.len() {
            let (have, want) = (columns.len(), stated.len());
            wrong.push(format!("{at}: {have} columns, not {want}"));
        }
        for ((heading, field), (want_heading, want)) in columns.iter().zip(stated) {
            if heading_key(heading) != heading_key(want_heading) {
                wrong.push(format!("{at}: heading {heading}, not {want_heading}"));
            }
            if field != want {
                wrong.push(format!("{at}: {heading} is {field:?}, not {want:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The `missing` lines follow from the fields stated and the table's required
/// groups: which exports need a date, a month or a type from elsewhere.
#[test]
fn missing_groups_are_stated() {
    for expected in all_expected() {
        let Some(table) = expected.schema() else {
            assert!(expected.columns.iter().all(|(_, field)| field.is_none()));
            continue;
        };
        let fields: BTreeSet<&str> = expected
            .columns
            .iter()
            .filter_map(|(_, field)| field.as_deref())
            .collect();
        for field in &fields {
            assert!(
                table.field(field).is_some(),
                "{}: no field {field}",
                expected.file
            );
        }
        let missing: Vec<String> = table
            .required
            .iter()
            .filter(|group| !group.iter().any(|field| fields.contains(field)))
            .map(|group| group.join("|"))
            .collect();
        assert_eq!(
            missing, expected.missing,
            "{} as {}",
            expected.file, table.name
        );
    }
}

#[test]
fn every_fixture_is_described_and_expected() {
    let listed: BTreeSet<String> = all_expected()
        .iter()
        .map(|e| e.file.split('#').next().unwrap_or_default().to_owned())
        .collect();
    let readme =
        std::fs::read_to_string(folder().join("../README.md")).expect("fixtures/README.md");
    for name in names_in(&folder()) {
        assert!(readme.contains(&format!("`{name}`")), "README: {name}");
        assert!(
            name == "make.py" || listed.contains(&name),
            "expected: {name}"
        );
    }
}

#[test]
fn docs_formats_is_current() {
    for lang in ["zh", "en"] {
        docs::check(lang);
    }
}
