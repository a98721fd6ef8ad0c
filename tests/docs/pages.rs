//! The same pages in both languages, and pages that keep up with the code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn names(folder: &str) -> BTreeSet<String> {
    fs::read_dir(Path::new(ROOT).join(folder))
        .expect("a folder")
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|n| n.ends_with(".md"))
        .collect()
}

/// Levels of the headings and kinds of the code blocks, in order.
fn skeleton(text: &str) -> Vec<String> {
    let (mut out, mut inside) = (Vec::new(), false);
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            if !inside {
                out.push(format!("```{kind}"));
            }
            inside = !inside;
        } else if !inside && line.starts_with('#') {
            out.push(line.chars().take_while(|c| *c == '#').collect());
        }
    }
    assert!(!inside, "a code block has no end");
    out
}

#[test]
fn both_languages_have_the_same_pages_with_the_same_parts() {
    let pages = names("docs/zh");
    assert_eq!(pages, names("docs/en"));
    for page in [
        "architecture.md",
        "archive-format.md",
        "backup.md",
        "decisions.md",
        "first-day.md",
        "glossary.md",
        "stock.md",
        "table.md",
    ] {
        assert!(pages.contains(page), "docs/zh/{page} is missing");
    }
    let mut pairs = vec![("README.md".to_owned(), "README.en.md".to_owned())];
    pairs.extend(
        pages
            .iter()
            .map(|p| (format!("docs/zh/{p}"), format!("docs/en/{p}"))),
    );
    for (zh, en) in pairs {
        assert_eq!(skeleton(&read(&zh)), skeleton(&read(&en)), "{zh} and {en}");
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut pages = vec!["README.md".to_owned(), "README.en.md".to_owned()];
    for folder in ["docs", "docs/zh", "docs/en"] {
        pages.extend(names(folder).into_iter().map(|n| format!("{folder}/{n}")));
    }
    let mut links = 0;
    for page in pages {
        let text = read(&page);
        let folder = Path::new(ROOT).join(&page);
        let folder = folder.parent().expect("a folder");
        for target in text.split("](").skip(1).filter_map(|t| t.split(')').next()) {
            let target = target.split('#').next().unwrap_or("");
            if target.is_empty() || target.contains("://") {
                continue;
            }
            links += 1;
            assert!(folder.join(target).exists(), "{page} links to {target}");
        }
    }
    assert!(links > 20, "{links}");
}

#[test]
fn the_architecture_names_every_folder_of_the_source() {
    let root = Path::new(ROOT).join("src");
    for page in ["docs/zh/architecture.md", "docs/en/architecture.md"] {
        let text = read(page);
        let mut folders = 0;
        for entry in walkdir::WalkDir::new(&root).min_depth(1) {
            let entry = entry.expect("an entry");
            if !entry.file_type().is_dir() {
                continue;
            }
            let below = entry.path().strip_prefix(&root).expect("below src");
            let name = format!("`{}/`", below.to_string_lossy());
            assert!(text.contains(&name), "{page} does not name {name}");
            folders += 1;
        }
        assert!(folders > 5, "{folders}");
    }
}

/// Names in a section of Cargo.toml.
fn section(manifest: &str, name: &str) -> BTreeSet<String> {
    let manifest: toml::Table = toml::from_str(manifest).expect("Cargo.toml");
    manifest[name]
        .as_table()
        .expect("a section")
        .keys()
        .cloned()
        .collect()
}

#[test]
fn every_dependency_has_a_line_that_says_why() {
    let manifest = read("Cargo.toml");
    let page = read("docs/dependencies.md");
    let mut explained = BTreeSet::new();
    for line in page.lines().filter(|l| l.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        assert!(cells[1].len() > 10, "{name}: why?");
        assert!(explained.insert(name.clone()), "{name} stands twice");
    }
    let mut used = section(&manifest, "dependencies");
    used.extend(section(&manifest, "dev-dependencies"));
    let whole: toml::Table = toml::from_str(&manifest).expect("Cargo.toml");
    for target in whole["target"].as_table().expect("targets").values() {
        used.extend(
            target["dependencies"]
                .as_table()
                .expect("a section")
                .keys()
                .cloned(),
        );
    }
    assert_eq!(explained, used, "docs/dependencies.md and Cargo.toml");
}

#[test]
fn the_changelog_has_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("CHANGELOG.md").contains(&format!("## [{version}]")));
}
