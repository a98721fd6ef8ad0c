//! Each text once: codes, names and document numbers of millions of rows are
//! kept as four-byte [`Name`]s into one [`Pool`], so that rows are small and
//! two codes are compared as numbers.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// A text of a [`Pool`]. Its order is that of first sight, not the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name(u32);

impl Name {
    /// The blank text, which every pool holds.
    pub const BLANK: Name = Name(0);

    pub fn is_blank(self) -> bool {
        self == Name::BLANK
    }

    /// Its position in the pool, to index a list beside it.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// This name, or `other` where it is blank.
    #[must_use]
    pub fn or(self, other: Name) -> Name {
        if self.is_blank() { other } else { self }
    }
}

/// Texts, each once.
#[derive(Debug, Clone)]
pub struct Pool {
    texts: String,
    /// Where each text ends; it begins where the one before it does.
    ends: Vec<usize>,
    /// Each text's hash: growing and merging read no text.
    hashes: Vec<u64>,
    index: HashTable<u32>,
}

/// One for all pools, so that a hash worked out in one holds in another.
static HASHER: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

impl Default for Pool {
    fn default() -> Self {
        Pool::new()
    }
}

impl Pool {
    /// A pool that holds the blank text only.
    pub fn new() -> Pool {
        let mut pool = Pool {
            texts: String::new(),
            ends: Vec::new(),
            hashes: Vec::new(),
            index: HashTable::new(),
        };
        pool.intern("");
        pool
    }

    /// The name of a text, kept from now on.
    ///
    /// # Panics
    /// Beyond 2³² different texts, which no shop's month has.
    pub fn intern(&mut self, text: &str) -> Name {
        self.intern_hashed(text, HASHER.hash_one(text))
    }

    fn intern_hashed(&mut self, text: &str, hash: u64) -> Name {
        let (texts, ends, hashes) = (&self.texts, &self.ends, &self.hashes);
        let same = |&at: &u32| hashes[at as usize] == hash && slice(texts, ends, at) == text;
        if let Some(&at) = self.index.find(hash, same) {
            return Name(at);
        }
        let at = u32::try_from(self.ends.len()).expect("fewer than 2^32 different texts");
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.index
            .insert_unique(hash, at, |&at| hashes[at as usize]);
        Name(at)
    }

    /// The name of a text, if the pool has it.
    pub fn find(&self, text: &str) -> Option<Name> {
        let hash = HASHER.hash_one(text);
        self.index
            .find(hash, |&at| slice(&self.texts, &self.ends, at) == text)
            .map(|&at| Name(at))
    }

    /// The text of one of this pool's names; blank for a stranger.
    pub fn text(&self, name: Name) -> &str {
        if (name.0 as usize) < self.ends.len() {
            slice(&self.texts, &self.ends, name.0)
        } else {
            ""
        }
    }

    /// Takes another pool's texts in; gives each of its names the one it has
    /// here, by position.
    pub fn absorb(&mut self, other: &Pool) -> Renames {
        let names = (0..other.ends.len())
            .map(|at| u32::try_from(at).unwrap_or(0))
            .map(|at| {
                let text = slice(&other.texts, &other.ends, at);
                self.intern_hashed(text, other.hashes[at as usize])
            })
            .collect();
        Renames(names)
    }

    /// Texts held, the blank one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }
}

fn slice<'t>(texts: &'t str, ends: &[usize], at: u32) -> &'t str {
    let at = at as usize;
    let from = if at == 0 { 0 } else { ends[at - 1] };
    &texts[from..ends[at]]
}

/// What an absorbed pool's names became.
#[derive(Debug)]
pub struct Renames(Vec<Name>);

impl Renames {
    pub fn of(&self, name: Name) -> Name {
        self.0.get(name.0 as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_once() {
        let mut pool = Pool::new();
        assert!(pool.intern("").is_blank() && pool.is_empty());
        let (a, b) = (pool.intern("A-1"), pool.intern("甲"));
        assert_eq!(
            (pool.intern("A-1"), pool.find("甲"), pool.find("x")),
            (a, Some(b), None)
        );
        assert_eq!((pool.text(a), pool.text(b), pool.len()), ("A-1", "甲", 3));
        let mut other = Pool::new();
        let (c, d) = (other.intern("乙"), other.intern("A-1"));
        let renames = pool.absorb(&other);
        assert_eq!((renames.of(d), pool.text(renames.of(c))), (a, "乙"));
        assert!(renames.of(Name::BLANK).is_blank());
        assert_eq!(pool.text(Name(99)), "");
    }
}
