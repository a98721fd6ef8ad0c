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
    held: Vec<Held>,
    index: HashTable<u32>,
}

/// Where a text stands, beside its hash: looking for one reads a single place
/// before the text itself, and growing and merging read no text.
#[derive(Debug, Clone, Copy)]
struct Held {
    hash: u64,
    from: usize,
    bytes: u32,
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
            held: Vec::new(),
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
        let (texts, held) = (&self.texts, &self.held);
        let same = |&at: &u32| {
            let held = held[at as usize];
            held.hash == hash && held.text(texts) == text
        };
        if let Some(&at) = self.index.find(hash, same) {
            return Name(at);
        }
        let at = u32::try_from(self.held.len()).expect("fewer than 2^32 different texts");
        self.held.push(Held {
            hash,
            from: self.texts.len(),
            bytes: u32::try_from(text.len()).expect("a cell's text is no longer than its file"),
        });
        self.texts.push_str(text);
        let held = &self.held;
        self.index
            .insert_unique(hash, at, |&at| held[at as usize].hash);
        Name(at)
    }

    /// The name of a text, if the pool has it.
    pub fn find(&self, text: &str) -> Option<Name> {
        let hash = HASHER.hash_one(text);
        self.index
            .find(hash, |&at| self.held[at as usize].text(&self.texts) == text)
            .map(|&at| Name(at))
    }

    /// The text of one of this pool's names; blank for a stranger.
    pub fn text(&self, name: Name) -> &str {
        let held = self.held.get(name.0 as usize);
        held.map_or("", |held| held.text(&self.texts))
    }

    /// Takes another pool's texts in; gives each of its names the one it has
    /// here, by position.
    pub fn absorb(&mut self, other: &Pool) -> Renames {
        // Far-apart places of memory are looked up one kind after the other: so
        // they are waited for together, not each in its turn.
        let likely: Vec<Option<u32>> = other
            .held
            .iter()
            .map(|new| {
                let like = |&at: &u32| self.held[at as usize].hash == new.hash;
                self.index.find(new.hash, like).copied()
            })
            .collect();
        let names = other.held.iter().zip(likely).map(|(new, likely)| {
            let text = new.text(&other.texts);
            match likely {
                Some(at) if self.held[at as usize].text(&self.texts) == text => Name(at),
                _ => self.intern_hashed(text, new.hash),
            }
        });
        Renames(names.collect())
    }

    /// Texts held, the blank one included.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }
}

impl Held {
    fn text(self, texts: &str) -> &str {
        &texts[self.from..self.from + self.bytes as usize]
    }
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
