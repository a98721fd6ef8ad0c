//! Causes as a report shows them: figures for programs, words for people, the
//! cells in which a person writes what was found and what is to be done (W7).

use super::{Cause, Kind, Side};
use crate::base::{Files, Message, Pool, Qty, Text};
use crate::report::{Column, Fill, Kind as As, Note, Tone, Value};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const CAUSE: Text = Text::new("原因", "cause");
const DOCUMENTS: Text = Text::new("单据", "documents");
const CONFIDENCE: Text = Text::new("把握", "confidence");
const REASON: Text = Text::new("查实原因", "cause found");
const RESPONSIBLE: Text = Text::new("责任人", "responsible");
const PROPOSAL: Text = Text::new("处理意见", "proposal");

/// What may be proposed for a difference.
const PROPOSALS: [Text; 6] = [
    Text::new("补记", "book it"),
    Text::new("冲销", "reverse it"),
    Text::new("更正单据", "correct the document"),
    Text::new("盘盈盘亏入账", "book the surplus or shortage"),
    Text::new("报损", "write off"),
    Text::new("复盘再查", "count again"),
];

/// Cells of a terminal that causes keep before further columns are left out.
const KEPT: u16 = 38;

/// What causes are shown with.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub pool: &'a Pool,
    pub files: &'a Files,
    /// What the book is called.
    pub book: Text,
    /// The other side's word for programs, and what it is called.
    pub other: (&'static str, Text),
}

/// The causes in words, the explanation before its candidates.
pub fn text(causes: &[Cause]) -> Message {
    let (chosen, further): (Vec<&Cause>, Vec<&Cause>) =
        causes.iter().partition(|cause| !cause.is_candidate());
    let joined = |list: &[&Cause]| {
        let texts = list.iter().map(|cause| cause.text.clone());
        texts.reduce(|a, b| Message {
            zh: format!("{};{}", a.zh, b.zh),
            en: format!("{}; {}", a.en, b.en),
        })
    };
    match (joined(&chosen), joined(&further)) {
        (Some(said), Some(more)) => Message {
            zh: format!("{}(或:{})", said.zh, more.zh),
            en: format!("{} (or: {})", said.en, more.en),
        },
        (Some(said), None) => said,
        (None, more) => more.unwrap_or_default(),
    }
}

/// The column of the causes in a list of differences.
pub fn column() -> Column {
    Column::new("causes", CAUSE, As::Text).keeping(KEPT)
}

/// Cause, documents and confidence, then what a person fills in: the cause
/// found, who is responsible (one of `keepers`), what is proposed.
pub fn answer_columns(keepers: &BTreeSet<&str>) -> Vec<Column> {
    let list = |texts: &[Text]| Fill::OneOf(texts.iter().map(|t| (*t).into()).collect());
    let kinds: Vec<Text> = Kind::ALL.iter().map(|kind| kind.label()).collect();
    let responsible = if keepers.is_empty() {
        Fill::Text
    } else {
        Fill::OneOf(keepers.iter().copied().map(Message::data).collect())
    };
    vec![
        column(),
        Column::new("documents", DOCUMENTS, As::Text),
        Column::new("confidence", CONFIDENCE, As::Percent),
        Column::new("reason", REASON, As::Text).filled_in(list(&kinds)),
        Column::new("responsible", RESPONSIBLE, As::Text).filled_in(responsible),
        Column::new("proposal", PROPOSAL, As::Text).filled_in(list(&PROPOSALS)),
    ]
}

impl Shown<'_> {
    /// The causes as figures, and in words.
    pub fn value(&self, causes: &[Cause]) -> Value {
        let list = causes.iter().map(|cause| self.as_map(cause)).collect();
        Value::Said(Box::new((Value::List(list), text(causes))))
    }

    fn as_map(&self, cause: &Cause) -> Value {
        let side = match cause.side {
            Side::Book => Value::Code("book", self.book),
            Side::Other => Value::Code(self.other.0, self.other.1),
        };
        let documents = cause
            .documents
            .iter()
            .map(|doc| Value::from(self.pool.text(*doc)));
        let sources = cause
            .lines
            .iter()
            .map(|line| Value::from(self.files.cite(*line)));
        let mut pairs = vec![
            (
                "kind".to_owned(),
                Value::Code(cause.kind.word(), cause.kind.label()),
            ),
            ("side".to_owned(), side),
            ("qty".to_owned(), cause.qty.into()),
            ("confidence".to_owned(), Value::from(Qty(confidence(cause)))),
            ("documents".to_owned(), Value::List(documents.collect())),
            ("text".to_owned(), Value::Message(cause.text.clone())),
        ];
        if cause.is_candidate() {
            pairs.push(("candidate_qty".to_owned(), cause.would.into()));
        }
        pairs.push(("amount".to_owned(), cause.amount.into()));
        pairs.push(("sources".to_owned(), Value::List(sources.collect())));
        Value::Map(pairs)
    }

    /// The cells of [`answer_columns`]: what was inferred stands in them, what a
    /// person decides is blank but for the `responsible` proposed.
    pub fn answer_cells(&self, causes: &[Cause], responsible: Option<&str>) -> Vec<Value> {
        let first = causes.first();
        let words = self.value(causes);
        let reason = first.filter(|cause| cause.kind != Kind::Unexplained);
        vec![
            match first {
                Some(cause) => words.toned(tone(cause.kind)),
                None => words,
            },
            Value::from(self.documents(causes)),
            first.map_or(Value::None, |cause| Value::Percent(confidence(cause))),
            reason.map_or(Value::None, |cause| {
                Value::Message(cause.kind.label().into())
            }),
            responsible.map_or(Value::None, Value::from),
            Value::None,
        ]
    }

    /// Documents of the explanation, not of its candidates.
    fn documents(&self, causes: &[Cause]) -> String {
        let mut named: Vec<&str> = Vec::new();
        for doc in causes
            .iter()
            .filter(|c| !c.is_candidate())
            .flat_map(|c| &c.documents)
        {
            let text = self.pool.text(*doc);
            if !named.contains(&text) {
                named.push(text);
            }
        }
        named.join(" ")
    }
}

fn confidence(cause: &Cause) -> Decimal {
    Decimal::new(i64::from(cause.confidence), 2)
}

/// A note for every colour among the causes of the rows.
pub fn legend<'c>(rows: impl Iterator<Item = &'c [Cause]>) -> Vec<Note> {
    let kinds: BTreeSet<Kind> = rows
        .filter_map(|causes| causes.first())
        .map(|cause| cause.kind)
        .collect();
    let note = |kind: Kind| Note {
        tone: Some(tone(kind)),
        text: kind.label().into(),
    };
    kinds.into_iter().map(note).collect()
}

/// A colour a kind; what nobody explained is wrong.
fn tone(kind: Kind) -> Tone {
    match kind {
        Kind::Unexplained => Tone::Bad,
        Kind::CutOff => Tone::Hue(0),
        Kind::PostedTwice => Tone::Hue(1),
        Kind::WrongItem | Kind::WrongLocation | Kind::WrongLot => Tone::Hue(2),
        Kind::SignReversed => Tone::Hue(3),
        Kind::TransposedDigits | Kind::WrongQuantity => Tone::Hue(4),
        Kind::UnitOfMeasure => Tone::Hue(5),
        Kind::Damaged => Tone::Hue(6),
        Kind::MissingInBook | Kind::MissingInOther => Tone::Hue(7),
    }
}
