//! The warehouse's tables: movements with their direction, and books that are
//! either a ledger or a list of balances.

use super::Intake;
use crate::base::{Direction, Name, Pool, Problem};
use crate::say;
use crate::stock::{Lines, Poster};
use crate::table::cell::date::Moment;
use crate::table::cell::{Fault, Raw, date};
use crate::table::rows::{Balance, Item, Movement};
use crate::table::schema::Table;
use crate::table::{Options, Source, heading, open, tables};
use chrono::NaiveDate;
use std::collections::HashMap;

/// One side of a reconciliation: a ledger, or balances.
#[derive(Debug)]
pub enum Side {
    Movements(Vec<Movement>),
    Balances(Vec<Balance>),
}

/// What `--date` and `--doc-type` say of a form without such columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct FormGiven<'a> {
    pub date: Option<NaiveDate>,
    pub doc_type: Option<&'a str>,
}

impl Intake<'_> {
    /// Movements, each with the direction its type says (contract §3). A type
    /// nobody knows is a bad cell; one that is blank too, unless the quantity's
    /// heading gives the side.
    ///
    /// # Errors
    /// As [`Intake::rows`]; a `--doc-type` nobody knows.
    pub fn movements(
        &mut self,
        role: &str,
        argument: &str,
        given: FormGiven<'_>,
    ) -> Result<Vec<Movement>, Problem> {
        self.movements_from(role, Source::expand(argument)?, given)
    }

    fn movements_from(
        &mut self,
        role: &str,
        sources: Vec<Source>,
        given: FormGiven<'_>,
    ) -> Result<Vec<Movement>, Problem> {
        let mut rows = Vec::new();
        self.each_movement(role, sources, given, |part, _| rows.extend(part))?;
        Ok(rows)
    }

    /// A ledger kept short, for a balance of millions of lines.
    ///
    /// # Errors
    /// As [`Intake::movements`].
    pub fn ledger(
        &mut self,
        role: &str,
        argument: &str,
        given: FormGiven<'_>,
        items: Option<&[Item]>,
    ) -> Result<Lines, Problem> {
        let mut poster = Poster::new(items, &self.context.policy.stock);
        let sources = Source::expand(argument)?;
        self.each_movement(role, sources, given, |part, pool| poster.take(part, pool))?;
        Ok(poster.finish())
    }

    /// Hands the movements to `sink` some thousand at a time, with the names so
    /// far.
    fn each_movement(
        &mut self,
        role: &str,
        sources: Vec<Source>,
        given: FormGiven<'_>,
        mut sink: impl FnMut(Vec<Movement>, &Pool),
    ) -> Result<(), Problem> {
        let stock = &self.context.policy.stock;
        let known: HashMap<String, Direction> = stock
            .words()
            .filter_map(|word| Some((word.to_owned(), stock.direction(word)?)))
            .collect();
        let given_type = given.doc_type.map(|word| {
            let direction = stock.direction(word).ok_or_else(|| {
                Problem::new(say!(
                    zh: "--doc-type「{word}」不是认识的单据类型;请在 [stock.doc_types] 写明它是 in 还是 out",
                    en: "--doc-type \"{word}\" is no known movement type; add it to [stock.doc_types] as in or out"
                ))
            })?;
            Ok::<_, Problem>((word, direction))
        });
        let given_type = given_type.transpose()?;
        let given_name = given_type.map_or(Name::BLANK, |(word, _)| self.intern(word));
        let given_date = given.date.map(|day| Moment {
            at: day.and_time(chrono::NaiveTime::MIN),
            has_time: false,
            has_seconds: false,
        });
        let waived: Vec<&str> = [given_date.map(|_| "date"), given_type.map(|_| "doc_type")]
            .into_iter()
            .flatten()
            .collect();
        let type_field = field(&tables::MOVEMENTS, "doc_type");
        self.each_from(
            role,
            sources,
            &waived,
            |row: &mut Movement, record, pool| {
                row.date = row.date.or(given_date);
                if row.doc_type.is_blank() {
                    row.direction = given_type.map(|(_, direction)| direction);
                    let sided = row.in_qty.is_some() || row.out_qty.is_some();
                    if row.direction.is_none() && !sided {
                        record.fault(type_field, Fault::Missing);
                    }
                    return;
                }
                let word = pool.text(row.doc_type);
                row.direction = known.get(word).copied().or_else(|| stock.direction(word));
                if row.direction.is_none() {
                    record.fault(type_field, Fault::UnknownDocType);
                }
            },
            |mut part, pool| {
                for row in &mut part {
                    row.doc_type = row.doc_type.or(given_name);
                }
                sink(part, pool);
            },
        )
    }

    /// A book that is a ledger where it has a ledger's columns, else balances.
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn side(
        &mut self,
        role: &str,
        argument: &str,
        given: FormGiven<'_>,
    ) -> Result<Side, Problem> {
        let mut rows = Vec::new();
        let sink = |part, _: &Pool| rows.extend::<Vec<Movement>>(part);
        let balances = self.each_of_side(role, argument, given, sink)?;
        Ok(balances.map_or(Side::Movements(rows), Side::Balances))
    }

    /// The same; a ledger's movements go to `sink` some thousand at a time, and
    /// there are no balances then.
    ///
    /// # Errors
    /// As [`Intake::rows`].
    pub fn each_of_side(
        &mut self,
        role: &str,
        argument: &str,
        given: FormGiven<'_>,
        sink: impl FnMut(Vec<Movement>, &Pool),
    ) -> Result<Option<Vec<Balance>>, Problem> {
        let sources = Source::expand(argument)?;
        if self.are_ledgers(&sources, given)? {
            self.each_movement(role, sources, given, sink)?;
            return Ok(None);
        }
        self.rows_from(role, sources, &[], |_: &mut Balance, _, _| {})
            .map(Some)
    }

    /// Whether each file has every column that a ledger cannot do without.
    fn are_ledgers(&self, sources: &[Source], given: FormGiven<'_>) -> Result<bool, Problem> {
        let options = Options {
            table: Some(&tables::MOVEMENTS),
            ..self.options()
        };
        for source in sources {
            let opened = open(source.clone(), &options, false)?;
            let missing = heading::missing(&tables::MOVEMENTS, &opened.columns.fields);
            let whole = missing.iter().all(|group| {
                (group.contains(&"date") && given.date.is_some())
                    || (group.contains(&"doc_type") && given.doc_type.is_some())
            });
            if !whole {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Position of a field in its table.
pub(super) fn field(table: &Table, name: &str) -> usize {
    table
        .field(name)
        .map(|(at, _)| at)
        .expect("a field of the table")
}

/// `--date 2026-11-22`.
///
/// # Errors
/// No date.
pub fn named_date(flag: &str, text: &str) -> Result<NaiveDate, Problem> {
    named_moment(flag, text).map(|moment| moment.at.date())
}

/// A date, or a date with a time of day.
///
/// # Errors
/// No date.
pub fn named_moment(flag: &str, text: &str) -> Result<Moment, Problem> {
    let read = date::parse(&Raw::Text(text.into()), date::DateHints::default());
    read.ok().flatten().ok_or_else(|| {
        say!(
            zh: "{flag}「{text}」不是日期;要写成 2026-11-22",
            en: "{flag} \"{text}\" is not a date; write 2026-11-22"
        )
        .into()
    })
}
