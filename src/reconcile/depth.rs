//! How deep two books can be compared: by place and lot only where both name
//! them (contract §4). An item of which one book names places and the other does
//! not is compared as a whole.

use crate::base::Name;
use crate::stock::causes::Key;
use hashbrown::HashMap;

/// What one book says of an item's places and lots.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    place: Part,
    lot: Part,
}

/// Whether any line leaves it blank, whether any names it.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    blank: bool,
    named: bool,
}

impl Part {
    fn note(&mut self, name: Name) {
        if name.is_blank() {
            self.blank = true;
        } else {
            self.named = true;
        }
    }

    /// One names what the other never leaves open, or the other way round.
    fn clashes(self, other: Part) -> bool {
        (self.blank && !other.blank && other.named) || (other.blank && !self.blank && self.named)
    }
}

/// Which parts of a key two books share.
#[derive(Debug, Default)]
pub struct Depth {
    pub places: bool,
    pub lots: bool,
    said: [HashMap<Name, Said>; 2],
}

impl Depth {
    pub fn of(
        book: impl Iterator<Item = Key> + Clone,
        other: impl Iterator<Item = Key> + Clone,
    ) -> Depth {
        let any = |keys: &mut dyn Iterator<Item = Key>| {
            keys.fold((false, false), |(place, lot), key| {
                (
                    place || !key.location.is_blank(),
                    lot || !key.lot.is_blank(),
                )
            })
        };
        let (a, b) = (any(&mut book.clone()), any(&mut other.clone()));
        let mut depth = Depth {
            places: a.0 && b.0,
            lots: a.1 && b.1,
            ..Depth::default()
        };
        if depth.places || depth.lots {
            depth.said = [tell(book), tell(other)];
        }
        depth
    }

    /// The part of a key that is compared.
    pub fn reduce(&self, key: Key) -> Key {
        if !self.places && !self.lots {
            return Key {
                sku: key.sku,
                ..Key::default()
            };
        }
        let of = |side: usize| self.said[side].get(&key.sku).copied().unwrap_or_default();
        let (a, b) = (of(0), of(1));
        let place = self.places && !a.place.clashes(b.place);
        let lot = self.lots && !a.lot.clashes(b.lot);
        Key {
            sku: key.sku,
            location: if place { key.location } else { Name::BLANK },
            lot: if lot { key.lot } else { Name::BLANK },
        }
    }
}

fn tell(keys: impl Iterator<Item = Key>) -> HashMap<Name, Said> {
    let mut said: HashMap<Name, Said> = HashMap::new();
    for key in keys {
        let item = said.entry(key.sku).or_default();
        item.place.note(key.location);
        item.lot.note(key.lot);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Pool;

    #[test]
    fn places_count_where_both_name_them() {
        let mut pool = Pool::new();
        let (a, b, place) = (pool.intern("A"), pool.intern("B"), pool.intern("主仓"));
        let at = |sku, location| Key {
            sku,
            location,
            lot: Name::BLANK,
        };
        let book = [at(a, place), at(b, place)];
        let other = [at(a, place), at(b, Name::BLANK)];
        let depth = Depth::of(book.into_iter(), other.into_iter());
        assert_eq!(depth.reduce(at(a, place)), at(a, place));
        assert_eq!(depth.reduce(at(b, place)), at(b, Name::BLANK));
        let none = Depth::of(book.into_iter(), [at(a, Name::BLANK)].into_iter());
        assert_eq!(none.reduce(at(a, place)), at(a, Name::BLANK));
    }
}
