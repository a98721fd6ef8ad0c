//! Who is meant: `staff`, `name` or any of `aliases`, after trimming and width
//! folding (contract §1). No person of that name, or two, is an error finding
//! `unknown-staff`; nobody is guessed.

use super::people::Staff;
use crate::base::normalise::name_key;
use crate::base::{Files, Finding, Message, Name, Origin, Pool};
use crate::say;
use std::collections::{BTreeMap, HashMap};

/// The staff list, ready for look-up.
#[derive(Debug, Clone, Default)]
pub struct Register {
    people: Vec<Person>,
    by_key: HashMap<String, Vec<usize>>,
}

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier, as written.
    pub id: String,
    /// Name; the identifier where there is none.
    pub name: String,
    pub row: Staff,
}

/// Whom a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Position in [`Register::people`].
    One(usize),
    Nobody,
    /// Several people go by it.
    Several,
}

/// Signs that separate the aliases of one cell.
const SEPARATORS: &[char] = &['、', ',', '，', ';', '；', '|', '\n'];

impl Register {
    /// The list, and what is wrong with it: a person twice is an error, and so
    /// is a name that two people go by.
    pub fn new(rows: &[Staff], pool: &Pool, files: &Files) -> (Register, Vec<Finding>) {
        let mut register = Register::default();
        let mut findings = Vec::new();
        let mut seen: HashMap<String, Origin> = HashMap::new();
        for row in rows {
            let id = pool.text(row.staff).trim().to_owned();
            if let Some(first) = seen.get(&name_key(&id)) {
                let first = files.cite(*first);
                findings.push(
                    Finding::error(
                        "double-line",
                        id.clone(),
                        say!(
                            zh: "员工 {id} 已在 {first} 出现过,只用第一次的;请删去一行",
                            en: "{id} already stands at {first}; only the first is used, delete one of the lines"
                        ),
                    )
                    .at(files.cite(row.origin)),
                );
                continue;
            }
            seen.insert(name_key(&id), row.origin);
            let name = pool.text(row.name).trim().to_owned();
            register.people.push(Person {
                name: if name.is_empty() { id.clone() } else { name },
                id,
                row: row.clone(),
            });
        }
        for (at, person) in register.people.iter().enumerate() {
            let aliases = pool.text(person.row.aliases);
            let names = [person.id.as_str(), person.name.as_str()]
                .into_iter()
                .chain(aliases.split(SEPARATORS));
            for key in names.map(name_key).filter(|key| !key.is_empty()) {
                let held = register.by_key.entry(key).or_default();
                if !held.contains(&at) {
                    held.push(at);
                }
            }
        }
        (register, findings)
    }

    pub fn people(&self) -> &[Person] {
        &self.people
    }

    pub fn person(&self, at: usize) -> Option<&Person> {
        self.people.get(at)
    }

    /// Whom a text means.
    pub fn find(&self, text: &str) -> Who {
        match self.by_key.get(&name_key(text)).map(Vec::as_slice) {
            Some([one]) => Who::One(*one),
            Some([_, ..]) => Who::Several,
            _ => Who::Nobody,
        }
    }

    /// Somebody whose name differs from the text by blanks only.
    fn but_for_blanks(&self, text: &str) -> Option<&str> {
        let squeezed = |text: &str| -> String { name_key(text).split_whitespace().collect() };
        let wanted = squeezed(text);
        let near = self.by_key.keys().filter(|key| squeezed(key) == wanted);
        near.min().map(String::as_str)
    }
}

/// Finds people by the names of one table, each name once, and keeps account of
/// those it did not find.
#[derive(Debug)]
pub struct Finder<'r> {
    register: &'r Register,
    known: HashMap<Name, Who>,
    /// Name → first line and how many lines.
    missed: BTreeMap<Name, (Who, Origin, u64)>,
    /// Name → first line, where it was found only by folding.
    folded: BTreeMap<Name, (usize, Origin)>,
}

impl<'r> Finder<'r> {
    pub fn new(register: &'r Register) -> Self {
        Finder {
            register,
            known: HashMap::new(),
            missed: BTreeMap::new(),
            folded: BTreeMap::new(),
        }
    }

    /// The person a row is of. A blank name is nobody's, and is not accounted.
    pub fn find(&mut self, name: Name, origin: Origin, pool: &Pool) -> Option<usize> {
        if name.is_blank() {
            return None;
        }
        let register = self.register;
        let who = *self
            .known
            .entry(name)
            .or_insert_with(|| register.find(pool.text(name)));
        if let Who::One(at) = who {
            self.folded.entry(name).or_insert((at, origin));
            return Some(at);
        }
        self.missed.entry(name).or_insert((who, origin, 0)).2 += 1;
        None
    }

    /// An error for each name that is nobody's or two people's, an info for
    /// each that was found by trimming or width folding only.
    pub fn findings(&self, pool: &Pool, files: &Files) -> Vec<Finding> {
        let mut out = Vec::new();
        for (name, (who, origin, lines)) in &self.missed {
            let text = pool.text(*name).trim();
            let message = match (who, self.register.but_for_blanks(text)) {
                (Who::Several, _) => say!(
                    zh: "「{text}」在员工表里是两个人,{lines} 行没有算给任何人;请在员工表改成不同的名字或别名",
                    en: "\"{text}\" is two people of the staff table; {lines} lines went to nobody: give them different names or aliases"
                ),
                (_, Some(near)) => say!(
                    zh: "「{text}」不在员工表里,{lines} 行没有算给任何人;与「{near}」只差空格,若是同一人请改成一样",
                    en: "\"{text}\" is not in the staff table; {lines} lines went to nobody. It differs from \"{near}\" by blanks only: write both alike if they are one"
                ),
                _ => say!(
                    zh: "「{text}」不在员工表里,{lines} 行没有算给任何人;请加进员工表或写成某人的别名",
                    en: "\"{text}\" is not in the staff table; {lines} lines went to nobody: add the person, or the name as an alias"
                ),
            };
            out.push(
                Finding::error("unknown-staff", text, message)
                    .at(files.cite(*origin))
                    .with("lines", *lines),
            );
        }
        for (name, (at, origin)) in &self.folded {
            let text = pool.text(*name);
            if let Some(note) = self.note(text, *at, pool) {
                out.push(Finding::info("unknown-staff", text.trim(), note).at(files.cite(*origin)));
            }
        }
        out
    }

    /// What a name that is written otherwise than in the list should say.
    fn note(&self, text: &str, at: usize, pool: &Pool) -> Option<Message> {
        let person = self.register.person(at)?;
        let aliases = pool.text(person.row.aliases);
        let mut names = [person.id.as_str(), person.name.as_str()]
            .into_iter()
            .chain(aliases.split(SEPARATORS).map(str::trim));
        if names.any(|name| name == text) {
            return None;
        }
        let (shown, id) = (text.trim(), &person.id);
        Some(say!(
            zh: "「{shown}」与员工表里 {id} 的写法只差空格、全半角或大小写,算作同一人",
            en: "\"{shown}\" differs from the staff table's writing of {id} by blanks, width or case only, and is taken as the same person"
        ))
    }

    /// Positions of everybody found so far.
    pub fn seen(&self) -> impl Iterator<Item = usize> + '_ {
        self.folded.values().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(pool: &mut Pool, line: u32, id: &str, name: &str, aliases: &str) -> Staff {
        Staff {
            origin: Origin { file: 0, line },
            staff: pool.intern(id),
            name: pool.intern(name),
            aliases: pool.intern(aliases),
            ..Staff::default()
        }
    }

    #[test]
    fn people_are_found_by_any_name_and_never_guessed() {
        let (mut pool, mut files) = (Pool::new(), Files::default());
        files.add("staff.csv");
        let rows = vec![
            staff(&mut pool, 2, "E01", "员工A", "店:小一、甲"),
            staff(&mut pool, 3, "E02", "员工B", "甲；0007"),
            staff(&mut pool, 4, "e01", "员工C", ""),
        ];
        let (register, findings) = Register::new(&rows, &pool, &files);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].source.as_deref(), Some("staff.csv:4"));
        for (text, who) in [
            ("E01", Who::One(0)),
            (" Ｅ０１ ", Who::One(0)),
            ("员工Ａ", Who::One(0)),
            ("店:小一", Who::One(0)),
            ("0007", Who::One(1)),
            ("甲", Who::Several),
            ("员工", Who::Nobody),
            ("员工C", Who::Nobody),
        ] {
            assert_eq!(register.find(text), who, "{text}");
        }
        let mut finder = Finder::new(&register);
        let origin = Origin { file: 0, line: 9 };
        for text in ["员工 A", "甲", "员工Ａ", "员工 A"] {
            let name = pool.intern(text);
            finder.find(name, origin, &pool);
        }
        let said = finder.findings(&pool, &files);
        assert_eq!(said.len(), 3);
        assert!(said[0].message.zh.contains("只差空格") && said[0].data["lines"] == 2);
        assert!(said[1].message.zh.contains("两个人"));
        assert!(!said[2].needs_person());
    }
}
