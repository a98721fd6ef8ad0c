//! What could explain a difference, and how much weight each explanation has:
//! the reasoning is that of `infer`.

use super::figures::{factors, turns};
use super::gap::{Gap, Ledger};
use super::likeness::count;
use super::{Ground, Kind, Line, Side};
use crate::base::Name;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, HashMap};

/// Kinds that leave a trace in a balance: they share what has a cause equally.
const TRACED: f64 = 8.0;
/// Of the items with a fault, those with several.
const SEVERAL: f64 = 0.25;
/// One explanation of a difference.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub kind: Kind,
    pub side: Side,
    pub weight: f64,
    /// The documents, each of which would do; all of them together in a set.
    pub lines: Vec<&'a Line>,
    pub set: bool,
    /// The quantity the other side would have.
    pub there: Decimal,
    /// The item it was taken for.
    pub with: Option<Name>,
}

/// Everything that may be said of one difference.
pub(super) struct Weighed<'a> {
    pub candidates: Vec<Candidate<'a>>,
    /// Of having no cause that shows.
    pub nothing: f64,
}

impl Weighed<'_> {
    pub fn total(&self) -> f64 {
        self.nothing + self.candidates.iter().map(|c| c.weight).sum::<f64>()
    }
}

fn size(qty: &Decimal) -> f64 {
    qty.abs().to_f64().unwrap_or(1.0)
}

pub(super) struct Search<'a> {
    pub gaps: &'a [Gap],
    pub left: &'a [Decimal],
    pub ledger: Option<Ledger<'a>>,
    pub ground: &'a Ground<'a>,
    /// Share of differences with one cause of a given kind.
    pub share: f64,
    pub without: f64,
    /// Of the items compared, those that differ.
    pub rate: f64,
    /// Lines of each document among the items that differ.
    documents: HashMap<Name, Vec<(usize, &'a Line)>>,
    /// Sizes of all differences, rising.
    sizes: Vec<f64>,
}

impl<'a> Search<'a> {
    pub fn new(
        gaps: &'a [Gap],
        left: &'a [Decimal],
        ledger: Option<Ledger<'a>>,
        ground: &'a Ground<'a>,
    ) -> Search<'a> {
        let without = if ground.counted {
            ground.rules.without_cause_counted
        } else {
            ground.rules.without_cause
        };
        let without = without.0.to_f64().unwrap_or(0.5).clamp(0.01, 0.99);
        let items: std::collections::BTreeSet<Name> = gaps.iter().map(|gap| gap.key.sku).collect();
        let mut search = Search {
            gaps,
            left,
            ledger,
            ground,
            share: (1.0 - without) / TRACED,
            without,
            rate: (count(items.len()) / count(ground.compared.max(1))).clamp(0.02, 1.0),
            documents: HashMap::new(),
            sizes: left
                .iter()
                .filter(|left| !left.is_zero())
                .map(size)
                .collect(),
        };
        search.sizes.sort_by(f64::total_cmp);
        for at in 0..gaps.len() {
            for line in search.lines(at) {
                if !line.doc.is_blank() && !line.opening {
                    search
                        .documents
                        .entry(line.doc)
                        .or_default()
                        .push((at, line));
                }
            }
        }
        search
    }

    /// The ledger's lines of a difference.
    pub fn lines(&self, at: usize) -> &'a [Line] {
        let Some(ledger) = self.ledger else {
            return &[];
        };
        let key = self.gaps[at].key;
        let from = ledger.lines.partition_point(|l| l.key < key);
        let to = ledger.lines.partition_point(|l| l.key <= key);
        &ledger.lines[from..to]
    }

    /// Documents that are part of the ledger's balance.
    pub fn counted(&self, at: usize) -> impl Iterator<Item = &'a Line> {
        self.lines(at)
            .iter()
            .filter(|l| !l.late && !l.opening && !l.qty.is_zero())
    }

    /// What is unexplained as the side without documents less the ledger.
    pub fn delta(&self, at: usize) -> Decimal {
        match self.ledger.map(|l| l.side) {
            Some(Side::Other) => -self.left[at],
            _ => self.left[at],
        }
    }

    /// The side without documents.
    fn bare(&self) -> Side {
        self.ledger.map_or(Side::Other, |l| l.side.opposite())
    }

    /// How likely a difference without a cause is of just that size.
    pub fn by_chance(&self, qty: Decimal) -> f64 {
        1.0 / (14.0 * size(&qty).max(1.0))
    }

    /// How likely an unrelated difference is of just that size: as many as there
    /// are of about that size, or as [`Search::by_chance`].
    pub fn by_likes(&self, qty: Decimal) -> f64 {
        let size = size(&qty).max(1.0);
        let (low, high) = (size / 1.5, size * 1.5);
        let from = self.sizes.partition_point(|s| *s < low);
        let to = self.sizes.partition_point(|s| *s <= high);
        // Without the two that are asked about.
        let like = count((to - from).saturating_sub(2));
        let wide = (high - low).max(1.0);
        let seen = like / (2.0 * wide * count(self.sizes.len().max(1)));
        seen.max(self.by_chance(qty))
    }

    pub fn weigh(&self, at: usize) -> Weighed<'a> {
        let left = self.left[at];
        let mut found = Gathered(BTreeMap::new());
        if !left.is_zero() {
            self.single(at, &mut found);
            self.around_the_cut(at, &mut found);
            self.doubles(at, &mut found);
            self.sets(at, &mut found);
        }
        Weighed {
            candidates: found.0.into_values().collect(),
            nothing: self.without * self.by_chance(left),
        }
    }

    /// One document in another quantity, twice, or not at all.
    fn single(&self, at: usize, found: &mut Gathered<'a>) {
        let (delta, bare) = (self.delta(at), self.bare());
        let lines: Vec<&Line> = self.counted(at).collect();
        let n = count(lines.len().max(1));
        let missing = match bare {
            Side::Book => Kind::MissingInBook,
            Side::Other => Kind::MissingInOther,
        };
        let turned: Vec<Vec<Decimal>> = lines.iter().map(|l| turns(l.qty)).collect();
        let turnable = count(turned.iter().filter(|t| !t.is_empty()).count().max(1));
        let pack = self.ground.pack(self.gaps[at].key.sku);
        for (line, turned) in lines.iter().zip(&turned) {
            let qty = line.qty;
            let each = self.share / n;
            let mut fits = |kind, there: Decimal, weight: f64| {
                if there - qty == delta {
                    let weight = weight * self.agreeing(at, line, kind);
                    found.add(kind, bare, weight, line, there);
                }
            };
            fits(missing, Decimal::ZERO, each);
            fits(Kind::PostedTwice, qty + qty, each);
            fits(Kind::SignReversed, -qty, each);
            for there in turned {
                fits(
                    Kind::TransposedDigits,
                    *there,
                    self.share / turnable / count(turned.len()),
                );
            }
            let all: Vec<Decimal> = factors(pack, self.ground.rules).collect();
            for (rank, factor) in all.iter().enumerate() {
                // The item's own pack size is as likely as all the others.
                let own = match (pack.is_some(), rank) {
                    (true, 0) => 0.5,
                    (true, _) => 0.5 / count(all.len().max(2) - 1),
                    (false, _) => 1.0 / count(all.len()),
                };
                let whole = (qty % factor).is_zero();
                let way = if whole { 0.5 } else { 1.0 };
                if let Some(there) = qty.checked_mul(*factor) {
                    fits(Kind::UnitOfMeasure, there, each * own * way);
                }
                if whole {
                    fits(Kind::UnitOfMeasure, qty / factor, each * own * way);
                }
            }
            if pack != Some(Decimal::TEN) {
                // A wrong quantity may be any other one as well.
                let whole = (qty % Decimal::TEN).is_zero();
                let way = if whole { 0.25 } else { 0.5 };
                if let Some(there) = qty.checked_mul(Decimal::TEN) {
                    fits(Kind::WrongQuantity, there, each * way);
                }
                if whole {
                    fits(Kind::WrongQuantity, qty / Decimal::TEN, each * way);
                }
            }
        }
    }

    /// A document whose other lines show the same fault on other items is much
    /// the likelier: by how rare it is that an item differs at all.
    fn agreeing(&self, at: usize, line: &Line, kind: Kind) -> f64 {
        let expected = |qty: Decimal| match kind {
            Kind::MissingInBook | Kind::MissingInOther | Kind::CutOff => Some(-qty),
            Kind::PostedTwice => Some(qty),
            Kind::SignReversed => Some(-qty - qty),
            _ => None,
        };
        let Some(lines) = self.documents.get(&line.doc) else {
            return 1.0;
        };
        let same = lines.iter().filter(|(gap, other)| {
            *gap != at && other.late == line.late && Some(self.delta(*gap)) == expected(other.qty)
        });
        1.0 + count(same.count()) / self.rate
    }

    /// Documents near the cut-off: each day further off is half as likely.
    fn around_the_cut(&self, at: usize, found: &mut Gathered<'a>) {
        let Some(cut) = self.gaps[at].cut.or(self.ground.cut).map(|cut| cut.date()) else {
            return;
        };
        let days = if self.ground.counted {
            self.ground.rules.count_days
        } else {
            self.ground.rules.cut_off_days
        };
        let delta = self.delta(at);
        let near = |line: &&Line| {
            let apart = (cut - line.at.date()).num_days();
            !line.opening && u64::from(days) >= apart.unsigned_abs() && (apart >= 0 || line.late)
        };
        let lines: Vec<&Line> = self.lines(at).iter().filter(near).collect();
        let apart = |line: &Line| {
            let days = (cut - line.at.date()).num_days().unsigned_abs();
            u32::try_from(days).unwrap_or(u32::MAX)
        };
        let mut last_days: BTreeMap<u32, (Vec<&Line>, Decimal)> = BTreeMap::new();
        for line in &lines {
            let day = apart(line);
            let of_day = lines
                .iter()
                .filter(|l| apart(l) == day && l.late == line.late)
                .count();
            let nth = if line.late { day.max(1) - 1 } else { day };
            let weight = self.share / f64::from(2 << nth.min(30)) / count(of_day);
            let (there, moves) = if line.late {
                (line.qty, line.qty)
            } else {
                (Decimal::ZERO, -line.qty)
            };
            if moves == delta {
                let weight = weight * self.agreeing(at, line, Kind::CutOff);
                found.add(Kind::CutOff, self.bare(), weight, line, there);
            }
            if !line.late {
                for back in day..=days {
                    let (list, sum) = last_days.entry(back).or_default();
                    list.push(line);
                    *sum -= line.qty;
                }
            }
        }
        // All documents of the last days together.
        for (back, (list, sum)) in last_days {
            if list.len() > 1 && sum == delta {
                let weight = self.share * SEVERAL / f64::from(2 << back.min(30));
                found.set(Kind::CutOff, self.bare(), weight, list);
                break;
            }
        }
    }

    /// A document that stands twice in the ledger itself.
    fn doubles(&self, at: usize, found: &mut Gathered<'a>) {
        let Some(ledger) = self.ledger else { return };
        let mut seen: BTreeMap<(Name, Decimal), Vec<&Line>> = BTreeMap::new();
        for line in self.counted(at).filter(|l| !l.doc.is_blank()) {
            seen.entry((line.doc, line.qty.normalize()))
                .or_default()
                .push(line);
        }
        let doubles: Vec<&Vec<&Line>> = seen.values().filter(|list| list.len() > 1).collect();
        for list in &doubles {
            if -list[0].qty == self.delta(at) {
                let weight = self.share / count(doubles.len());
                let pair = list[..2].to_vec();
                found.set(Kind::PostedTwice, ledger.side, weight, pair);
            }
        }
    }

    /// Two or three documents that were all left out, or all booked twice: only
    /// where exactly one set of that size sums to the difference.
    fn sets(&self, at: usize, found: &mut Gathered<'a>) {
        let lines: Vec<&Line> = self.counted(at).collect();
        let n = lines.len();
        if n < 2 || n > self.ground.rules.set_documents as usize {
            return;
        }
        let (delta, bare) = (self.delta(at), self.bare());
        let missing = match bare {
            Side::Book => Kind::MissingInBook,
            Side::Other => Kind::MissingInOther,
        };
        let pairs = count(n * (n - 1) / 2);
        let triples = pairs * count(n.max(3) - 2) / 3.0;
        for (kind, sum) in [(missing, -delta), (Kind::PostedTwice, delta)] {
            let mut two: Vec<Vec<&Line>> = Vec::new();
            let mut three: Vec<Vec<&Line>> = Vec::new();
            for a in 0..n {
                for b in a + 1..n {
                    let both = lines[a].qty + lines[b].qty;
                    if both == sum {
                        two.push(vec![lines[a], lines[b]]);
                    }
                    for third in &lines[b + 1..] {
                        if three.len() < 2 && both + third.qty == sum {
                            three.push(vec![lines[a], lines[b], third]);
                        }
                    }
                }
            }
            for (sets, of) in [(two, pairs), (three, triples)] {
                if let [set] = &sets[..] {
                    let whole = set.iter().all(|l| l.doc == set[0].doc && !l.doc.is_blank());
                    // All lines of one document are one fault.
                    let of = if whole { count(n) } else { of };
                    found.set(kind, bare, self.share * SEVERAL / of, set.clone());
                }
            }
        }
    }
}

/// Candidates by kind: what several documents fit equally well is one.
pub(super) struct Gathered<'a>(BTreeMap<(Kind, Side, usize), Candidate<'a>>);

impl<'a> Gathered<'a> {
    fn add(&mut self, kind: Kind, side: Side, weight: f64, line: &'a Line, there: Decimal) {
        let held = self.0.entry((kind, side, 1)).or_insert(Candidate {
            kind,
            side,
            weight: 0.0,
            lines: Vec::new(),
            set: false,
            there,
            with: None,
        });
        held.weight += weight;
        if !held.lines.iter().any(|l| l.origin == line.origin) {
            held.lines.push(line);
        }
    }

    /// Documents that explain it together.
    fn set(&mut self, kind: Kind, side: Side, weight: f64, lines: Vec<&'a Line>) {
        let size = lines.len();
        let there = Decimal::ZERO;
        let set = Candidate {
            kind,
            side,
            weight,
            lines,
            set: true,
            there,
            with: None,
        };
        self.0.entry((kind, side, size)).or_insert(set);
    }
}
