//! The alias tables of `docs/*/formats.md`, made from the tables themselves.
//! `UPDATE_DOCS=1 cargo test --test platforms docs` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use dayclose::table::schema::{Field, Table};
use dayclose::table::tables;

const BEGIN: &str = "<!-- tables: begin -->\n";
const END: &str = "<!-- tables: end -->\n";

pub fn check(lang: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{lang}/formats.md"));
    let page = std::fs::read_to_string(&path).expect("the page is committed");
    let (head, rest) = page.split_once(BEGIN).expect("the first marker");
    let (have, tail) = rest.split_once(END).expect("the second marker");
    let want = generated(lang);
    if have != want && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{want}{END}{tail}")).expect("written");
        return;
    }
    assert!(
        have == want,
        "docs/{lang}/formats.md is behind the tables: UPDATE_DOCS=1 cargo test --test platforms docs"
    );
}

fn generated(lang: &str) -> String {
    let mut page = String::new();
    for table in tables::ALL {
        section(&mut page, table, lang == "zh");
    }
    page
}

fn section(page: &mut String, table: &Table, zh: bool) {
    let label = if zh { table.label.zh } else { table.label.en };
    let heads = if zh {
        "| 列 | 中文 | 类型 | 认得的表头 |"
    } else {
        "| column | meaning | kind | known headings |"
    };
    let _ = write!(
        page,
        "\n### `{}` {label}\n\n{heads}\n|---|---|---|---|\n",
        table.name
    );
    for field in table.fields {
        let _ = writeln!(
            page,
            "| `{}`{} | {} | {} | {} |",
            field.name,
            star(table, field),
            if zh { field.label.zh } else { field.label.en },
            field.kind.word(),
            known(field),
        );
    }
}

/// `\*` for a column the table cannot do without, `\*|` where one of several
/// will do.
fn star(table: &Table, field: &Field) -> &'static str {
    let group = table.required.iter().find(|g| g.contains(&field.name));
    match group.map(|g| g.len()) {
        None => "",
        Some(1) => r"\*",
        Some(_) => r"\*\|",
    }
}

/// The headings a person may find in a file, best first.
fn known(field: &Field) -> String {
    let labels = [field.label.zh, field.label.en];
    let labels = labels.iter().filter(|l| !field.aliases.contains(l));
    let all: Vec<String> = labels
        .chain(field.aliases)
        .map(|h| h.replace('|', r"\|"))
        .collect();
    all.join("、")
}
