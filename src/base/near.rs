//! «Did you mean …?»: the nearest known word, the nearest file that is there.

use std::path::{Path, PathBuf};

/// The known word at the smallest distance (Damerau–Levenshtein, case aside), at
/// most a third of its letters away; `None` where none is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&word, &k.to_lowercase()), k))
        .filter(|(distance, k)| {
            let letters = k.chars().count();
            *distance < letters && *distance <= (letters / 3).max(1)
        })
        .min()
        .map(|(_, k)| k.to_owned())
}

/// A file or folder that is there and is called nearly so: the first part of the
/// path that is missing is put right, and what follows must then be there.
pub fn nearest_path(path: &Path) -> Option<PathBuf> {
    let mut good = PathBuf::new();
    let mut parts = path.components();
    for part in parts.by_ref() {
        let next = good.join(part);
        if next.exists() {
            good = next;
            continue;
        }
        let wanted = part.as_os_str().to_str()?;
        let folder = if good.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &good
        };
        let names: Vec<String> = std::fs::read_dir(folder)
            .ok()?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        let near = nearest(wanted, names.iter().map(String::as_str))?;
        let whole = good.join(near).join(parts.as_path());
        // Joining nothing would leave a slash at the end.
        let whole: PathBuf = whole.components().collect();
        return whole.exists().then_some(whole);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_called_nearly_so() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("inbox")).expect("made");
        std::fs::write(at("inbox/orders.csv"), "").expect("written");
        for (given, near) in [
            ("inbox/order.csv", Some("inbox/orders.csv")),
            ("inbx/orders.csv", Some("inbox/orders.csv")),
            ("Inbox2", Some("inbox")),
            ("inbx/other.csv", None),
            ("elsewhere/orders.csv", None),
        ] {
            assert_eq!(nearest_path(&at(given)), near.map(at), "{given}");
        }
    }
}
