//! The comparison's state where archives are encrypted: it must not give away
//! what they hide, and still show every change.
//!
//! In clear stand the order and line number, the status, times, the refund and
//! the flag: what judging needs. Any other value that is not blank or 0 stands as
//! HMAC-SHA-256 under a key of this machine over field, order number and value;
//! a remark as its length and the hash of it, so that a later one can be seen to
//! begin with it. Field and order number are hashed along, so that the same phone
//! in two orders does not look the same.
//!
//! Before an order is compared its old values are lifted: one whose hash is that
//! of a value of the new lines is that value. One that stays hidden is another,
//! and what it was stands in the archive alone. A masked value against a whole one
//! cannot be told and counts as the same.

use super::commit;
use super::known::StateRow;
use super::layout::Layout;
use super::mark::{MARK, hidden};
use super::rows::{self, Line, PRIVATE, UNIT};
use super::text::Text;
use crate::base::Problem;
use crate::say;
use crate::table::cell::number;
use crate::table::schema::FieldKind;
use crate::table::source::hex;
use crate::table::tables::ORDERS;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;

/// Bytes of a hash that are kept: 128 bits.
const KEPT: usize = 16;

/// The key under which a state's values are hidden.
pub struct Veil {
    mac: Hmac<Sha256>,
    key: String,
    clear: Vec<bool>,
    grows: Vec<bool>,
}

impl Veil {
    fn new(key: String) -> Veil {
        const CLEAR: &[&str] = &["order_no", "line_no", "status", "refund", "flag"];
        const GROWS: &[&str] = &["remark", "message"];
        let flags = |wanted: &dyn Fn(&str, FieldKind) -> bool| -> Vec<bool> {
            ORDERS
                .fields
                .iter()
                .map(|f| wanted(f.name, f.kind))
                .collect()
        };
        Veil {
            // HMAC takes a key of any length.
            mac: Hmac::new_from_slice(key.as_bytes()).expect("a key of any length"),
            clear: flags(&|name, kind| CLEAR.contains(&name) || kind == FieldKind::DateTime),
            grows: flags(&|name, _| GROWS.contains(&name)),
            key,
        }
    }

    /// A new key.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn generate() -> Result<Veil, Problem> {
        // An age identity is 256 bits from the system; its SHA-256 says nothing of it.
        use age::secrecy::ExposeSecret;
        let secret = age::x25519::Identity::generate().to_string();
        Ok(Veil::new(commit::sha256(secret.expose_secret().as_bytes())))
    }

    /// The key that stands beside the state, if any.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn load(layout: &Layout) -> Result<Option<Veil>, Problem> {
        let path = layout.state_key();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Veil::of(text.trim())),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Problem::io(path, &e)),
        }
    }

    /// A key as it is written; `None` for what is none.
    pub fn of(text: &str) -> Option<Veil> {
        let whole = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        whole.then(|| Veil::new(text.to_owned()))
    }

    /// Writes the key beside the state, for its owner only.
    ///
    /// # Errors
    /// The disk fails.
    pub fn keep(&self, layout: &Layout) -> Result<(), Problem> {
        let text = format!("{}\n", self.key);
        let path = layout.state_key();
        if path.exists() {
            let kept = fs::read_to_string(&path).map_err(|e| Problem::io(&path, &e))?;
            if kept == text {
                return Ok(());
            }
            commit::remove(&path).map_err(|e| Problem::io(&path, &e))?;
        }
        commit::place_bytes(text.as_bytes(), &layout.states(), &path).map(|_| ())
    }

    /// As it is written: it goes into every encrypted archive, so that a state
    /// can be made anew to the same bytes.
    pub fn text(&self) -> &str {
        &self.key
    }

    /// Tells keys apart.
    pub fn id(&self) -> String {
        commit::sha256(self.key.as_bytes())[..16].to_owned()
    }

    fn hash(&self, field: usize, order_no: &str, value: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(ORDERS.fields[field].name.as_bytes());
        mac.update(&[UNIT as u8]);
        mac.update(order_no.as_bytes());
        mac.update(&[UNIT as u8]);
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes()[..KEPT])
    }

    /// A value as it is kept.
    fn hide(&self, field: usize, order_no: &str, value: &str) -> String {
        let f = &ORDERS.fields[field];
        let private = PRIVATE.contains(&f.name);
        if value.is_empty() || self.clear[field] || hidden(value) {
            return value.to_owned();
        }
        if f.kind != FieldKind::Text && number::decimal(value).is_some_and(|d| d.is_zero()) {
            return value.to_owned();
        }
        if private && value.starts_with("##") {
            // Ciphertext of a platform is not compared.
            return "##".to_owned();
        }
        let hash = self.hash(field, order_no, value);
        if self.grows[field] {
            let length = value.chars().count();
            return format!("{MARK}{length}~{hash}");
        }
        let masked = if private && value.contains('*') {
            "*"
        } else {
            ""
        };
        format!("{MARK}{masked}{hash}")
    }

    /// A line as it is kept.
    pub fn row(&self, text: &str) -> Text {
        let order_no = rows::order_no(text).to_owned();
        let values = rows::values(text);
        let hidden: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(i, value)| self.hide(i, &order_no, value))
            .collect();
        rows::packed(&hidden)
    }

    /// Puts the values of one order's new lines in place of the hidden ones they
    /// are, and sorts the lines.
    pub fn lift(&self, old: &mut [StateRow], new: &[Line]) {
        let Some(first) = new.first() else {
            return;
        };
        let order_no = first.order_no();
        let lines: Vec<Vec<&str>> = new.iter().map(Line::values).collect();
        let mut known: HashMap<(usize, String), &str> = HashMap::new();
        for row in old.iter_mut() {
            let values = rows::values(&row.text);
            if !values.iter().any(|v| hidden(v)) {
                continue;
            }
            if known.is_empty() {
                for (i, value) in lines.iter().flat_map(|l| l.iter().enumerate()) {
                    if !value.is_empty() && !self.clear[i] {
                        known.insert((i, self.hide(i, order_no, value)), value);
                    }
                }
            }
            let lifted: Vec<&str> = values
                .iter()
                .enumerate()
                .map(|(i, value)| {
                    if !hidden(value) {
                        return *value;
                    }
                    let same = known.get(&(i, (*value).to_owned())).copied();
                    same.or_else(|| self.beginning(i, order_no, value, &lines))
                        .unwrap_or(value)
                })
                .collect();
            let text = rows::packed(&lifted);
            row.text = text;
        }
        old.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    }

    /// The part of a new remark that a hidden one is.
    fn beginning<'l>(
        &self,
        i: usize,
        order_no: &str,
        kept: &str,
        lines: &[Vec<&'l str>],
    ) -> Option<&'l str> {
        if !self.grows[i] {
            return None;
        }
        let (length, _) = kept.strip_prefix(MARK)?.split_once('~')?;
        let length: usize = length.parse().ok()?;
        lines.iter().find_map(|line| {
            let end = line[i].char_indices().nth(length).map(|(at, _)| at)?;
            let begins = &line[i][..end];
            (self.hide(i, order_no, begins) == kept).then_some(begins)
        })
    }
}

/// The key for this run: that of the state, else one out of an archive that can
/// be opened, else a new one. `None` where nothing is hidden.
///
/// # Errors
/// The key cannot be read.
pub fn of_run(
    layout: &Layout,
    chain: &super::seal::Chain,
    encrypts: bool,
) -> Result<Option<Veil>, Problem> {
    if let Some(veil) = Veil::load(layout)? {
        return Ok(Some(veil));
    }
    let sealed = chain
        .links
        .iter()
        .rev()
        .map(|l| l.seal.archive.name.as_str());
    let mut encrypted = sealed.filter(|n| super::crypt::is_encrypted(n)).peekable();
    if !encrypts && encrypted.peek().is_none() {
        return Ok(None);
    }
    if !layout.keys.is_empty() {
        for name in encrypted {
            let Ok(mut zip) = super::archive::open(layout, name) else {
                continue;
            };
            let manifest = super::archive::manifest(&mut zip, name)?;
            if let Some(veil) = manifest.state_key.as_deref().and_then(Veil::of) {
                return Ok(Some(veil));
            }
        }
    }
    Veil::generate().map(Some)
}

/// For people: a value that only the archive holds.
pub fn in_archive(seq: u64) -> crate::base::Message {
    say!(zh: "(原值在第 {seq} 号封存里)", en: "(in archive {seq})")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::backup::rows::{WIDTH, field, packed, same};

    fn line(set: &[(&str, &str)]) -> Line {
        let mut values = vec![""; WIDTH];
        for (name, value) in set {
            values[field(name)] = value;
        }
        Line {
            text: packed(&values),
            at: 1,
        }
    }

    fn kept(veil: &Veil, line: &Line) -> StateRow {
        StateRow {
            text: veil.row(&line.text),
            gone: false,
            seq: 1,
        }
    }

    #[test]
    fn what_did_not_change_is_lifted_and_nothing_else() {
        let veil = Veil::generate().unwrap();
        let before = line(&[
            ("order_no", "1"),
            ("phone", "13812344477"),
            ("receiver", "收货人"),
            ("remark", "电话已核对"),
            ("paid", "0"),
            ("amount", "12.5"),
            ("status", "待发货"),
        ]);
        let row = kept(&veil, &before);
        for secret in ["13812344477", "收货人", "电话", "12.5"] {
            assert!(!row.text.contains(secret), "{secret} stands in clear");
        }
        let mut same_again = [row.clone()];
        veil.lift(&mut same_again, std::slice::from_ref(&before));
        assert_eq!(same_again[0].text, before.text);
        assert_eq!(veil.row(&same_again[0].text), row.text);

        let after = line(&[
            ("order_no", "1"),
            ("phone", "13512348063"),
            ("receiver", "收货人"),
            ("remark", "电话已核对;11-22 员工A 改手机"),
            ("amount", "12.5"),
            ("status", "待发货"),
        ]);
        let mut lifted = [row.clone()];
        veil.lift(&mut lifted, std::slice::from_ref(&after));
        let values = rows::values(&lifted[0].text);
        assert!(hidden(values[field("phone")]));
        assert_eq!(values[field("receiver")], "收货人");
        assert_eq!(values[field("remark")], "电话已核对");
        assert_eq!(values[field("paid")], "0");
        // Under another key nothing is known.
        let mut other = [row];
        Veil::generate()
            .unwrap()
            .lift(&mut other, std::slice::from_ref(&before));
        assert!(hidden(rows::values(&other[0].text)[field("receiver")]));
    }

    #[test]
    fn the_same_value_looks_different_in_another_order_or_field() {
        let veil = Veil::generate().unwrap();
        let hide = |name: &str, order: &str| veil.hide(field(name), order, "13812344477");
        assert_ne!(hide("phone", "1"), hide("phone", "2"));
        assert_ne!(hide("phone", "1"), hide("receiver", "1"));
    }

    #[test]
    fn masks_are_told_apart_only_from_masks() {
        let veil = Veil::generate().unwrap();
        let phone = field("phone");
        let f = &ORDERS.fields[phone];
        let whole = veil.hide(phone, "1", "13812344477");
        let masked = veil.hide(phone, "1", "138****4477");
        assert!(same(f, &whole, "138****4477") && same(f, &masked, "13812344477"));
        assert!(!same(f, &masked, "138****0000") && !same(f, &whole, "13512348063"));
        assert_eq!(rows::fuller(f.kind, &whole, "138****4477"), whole);
        assert_eq!(rows::fuller(f.kind, &masked, "13812344477"), "13812344477");
    }
}
