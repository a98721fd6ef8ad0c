//! The master of the column generation: which mixture of known rosters covers
//! the demands most cheaply. A linear programme of one row a person (the shares
//! of its rosters sum to 1) and one row a target (what is covered, plus what is
//! missing, less what is over, is the target).
//!
//! A primal simplex with an explicit inverse, since all that is asked of it is
//! to go on from where it stands when columns are added or ruled out. The
//! result is never trusted: the bound is worked out anew in whole numbers from
//! its prices (`dual`), rosters are checked by their cost.

/// Smaller than this is nothing.
const TINY: f64 = 1e-9;
/// A reduced cost below this is worth a pivot.
const GAIN: f64 = 1e-7;
/// What a roster that is ruled out costs more.
const RULED_OUT: f64 = 1e5;
/// Pivots after which the inverse is worked out afresh.
const REFRESH: usize = 400;

#[derive(Debug, Clone)]
pub struct Column {
    /// The person's row.
    pub person: usize,
    pub cost: f64,
    /// Targets it counts for, in order.
    pub covers: Vec<u32>,
    pub ruled_out: bool,
    /// Where it stands in the basis.
    at: Option<usize>,
    /// Solves since it was last in the basis.
    pub idle: u32,
}

/// What stands in a row of the basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basic {
    Column(usize),
    Under(usize),
    Over(usize),
}

pub struct Master {
    people: usize,
    under: Vec<f64>,
    over: Vec<f64>,
    pub columns: Vec<Column>,
    basis: Vec<Basic>,
    slack_at: Vec<[Option<usize>; 2]>,
    /// Row by row.
    inverse: Vec<f64>,
    /// Values of the basis.
    values: Vec<f64>,
    rhs: Vec<f64>,
    /// Prices of the rows.
    prices: Vec<f64>,
    pivots: usize,
    /// Work done so far, in cells looked at.
    pub work: u64,
}

impl Master {
    /// Begins with one roster a person, in the order of the people.
    /// `targets` are `(target, under, over)`.
    pub fn new(targets: &[(f64, f64, f64)], start: Vec<(f64, Vec<u32>)>) -> Master {
        let people = start.len();
        let rows = people + targets.len();
        let mut rhs = vec![1.0; people];
        // A little more than whole numbers, differently in each row: fewer ties.
        rhs.extend(
            (0_u32..)
                .zip(targets)
                .map(|(i, t)| t.0 + f64::from(i % 97 + 1) * 1e-6),
        );
        let mut master = Master {
            people,
            under: targets.iter().map(|t| t.1).collect(),
            over: targets.iter().map(|t| t.2).collect(),
            columns: Vec::new(),
            basis: Vec::new(),
            slack_at: vec![[None; 2]; targets.len()],
            inverse: Vec::new(),
            values: vec![0.0; rows],
            rhs,
            prices: vec![0.0; rows],
            pivots: 0,
            work: 0,
        };
        let mut covered = vec![0.0; targets.len()];
        for (person, (cost, covers)) in start.into_iter().enumerate() {
            for &t in &covers {
                covered[t as usize] += 1.0;
            }
            let id = master.add(person, cost, covers);
            master.columns[id].at = Some(person);
            master.basis.push(Basic::Column(id));
        }
        for (t, covered) in covered.iter().enumerate() {
            let row = people + t;
            let short = *covered <= master.rhs[row];
            master.basis.push(if short {
                Basic::Under(t)
            } else {
                Basic::Over(t)
            });
            master.slack_at[t][usize::from(!short)] = Some(row);
        }
        master.refresh();
        master
    }

    fn rows(&self) -> usize {
        self.rhs.len()
    }

    /// Adds a roster and gives its number.
    pub fn add(&mut self, person: usize, cost: f64, covers: Vec<u32>) -> usize {
        self.columns.push(Column {
            person,
            cost,
            covers,
            ruled_out: false,
            at: None,
            idle: 0,
        });
        self.columns.len() - 1
    }

    /// Drops the columns that have been idle for long; the numbers change.
    /// Gives, for each old column, whether it was kept.
    pub fn prune(&mut self, idle: u32) -> Vec<bool> {
        let keep: Vec<bool> = self
            .columns
            .iter()
            .map(|c| c.at.is_some() || c.idle <= idle)
            .collect();
        let mut number = 0;
        let numbers: Vec<usize> = keep
            .iter()
            .map(|kept| {
                number += usize::from(*kept);
                number.saturating_sub(1)
            })
            .collect();
        let mut kept = keep.iter();
        self.columns
            .retain(|_| kept.next().copied().unwrap_or(true));
        for basic in &mut self.basis {
            if let Basic::Column(id) = basic {
                *id = numbers[*id];
            }
        }
        keep
    }

    fn cost(&self, basic: Basic) -> f64 {
        match basic {
            Basic::Column(id) => {
                let column = &self.columns[id];
                column.cost + if column.ruled_out { RULED_OUT } else { 0.0 }
            }
            Basic::Under(t) => self.under[t],
            Basic::Over(t) => self.over[t],
        }
    }

    /// The entries of a column of the programme.
    fn entries(&self, basic: Basic, mut each: impl FnMut(usize, f64)) {
        match basic {
            Basic::Column(id) => {
                each(self.columns[id].person, 1.0);
                for &t in &self.columns[id].covers {
                    each(self.people + t as usize, 1.0);
                }
            }
            Basic::Under(t) => each(self.people + t, 1.0),
            Basic::Over(t) => each(self.people + t, -1.0),
        }
    }

    /// The inverse, values and prices from the basis itself; false where the
    /// basis has become singular.
    fn refresh(&mut self) -> bool {
        let n = self.rows();
        self.work += (n * n * n) as u64;
        let mut matrix = vec![0.0; n * n];
        for (j, &basic) in self.basis.iter().enumerate() {
            self.entries(basic, |i, v| matrix[i * n + j] = v);
        }
        let Some(inverse) = invert(&mut matrix, n) else {
            return false;
        };
        self.inverse = inverse;
        for i in 0..n {
            let row = &self.inverse[i * n..(i + 1) * n];
            self.values[i] = row
                .iter()
                .zip(&self.rhs)
                .map(|(a, b)| a * b)
                .sum::<f64>()
                .max(0.0);
        }
        self.reprice();
        self.pivots = 0;
        true
    }

    fn reprice(&mut self) {
        let n = self.rows();
        self.prices.fill(0.0);
        for i in 0..n {
            let cost = self.cost(self.basis[i]);
            if cost != 0.0 {
                for (price, a) in self
                    .prices
                    .iter_mut()
                    .zip(&self.inverse[i * n..(i + 1) * n])
                {
                    *price += cost * a;
                }
            }
        }
    }

    /// Pivots until nothing gains, or `limit` pivots; the number made.
    pub fn solve(&mut self, limit: usize) -> usize {
        self.reprice();
        let mut made = 0;
        while made < limit {
            let Some(entering) = self.entering() else {
                break;
            };
            if !self.pivot(entering) {
                break;
            }
            made += 1;
            if self.pivots >= REFRESH && !self.refresh() {
                break;
            }
        }
        for column in &mut self.columns {
            column.idle = if column.at.is_some() {
                0
            } else {
                column.idle + 1
            };
        }
        made
    }

    /// The column with the most negative reduced cost.
    fn entering(&self) -> Option<Basic> {
        let mut best = (-GAIN, None);
        let targets = &self.prices[self.people..];
        for (id, column) in self.columns.iter().enumerate() {
            if column.at.is_some() || column.ruled_out {
                continue;
            }
            let covered: f64 = column.covers.iter().map(|&t| targets[t as usize]).sum();
            let reduced = column.cost - self.prices[column.person] - covered;
            if reduced < best.0 {
                best = (reduced, Some(Basic::Column(id)));
            }
        }
        for (t, price) in targets.iter().enumerate() {
            if self.slack_at[t][0].is_none() && self.under[t] - price < best.0 {
                best = (self.under[t] - price, Some(Basic::Under(t)));
            }
            if self.slack_at[t][1].is_none() && self.over[t] + price < best.0 {
                best = (self.over[t] + price, Some(Basic::Over(t)));
            }
        }
        best.1
    }

    fn place(&mut self, basic: Basic, at: Option<usize>) {
        match basic {
            Basic::Column(id) => self.columns[id].at = at,
            Basic::Under(t) => self.slack_at[t][0] = at,
            Basic::Over(t) => self.slack_at[t][1] = at,
        }
    }

    /// Takes `entering` into the basis; false where nothing holds it back,
    /// which rounding alone could bring about.
    fn pivot(&mut self, entering: Basic) -> bool {
        let n = self.rows();
        let mut entries = Vec::new();
        self.entries(entering, |i, v| entries.push((i, v)));
        let direction: Vec<f64> = (0..n)
            .map(|i| {
                entries
                    .iter()
                    .map(|&(j, v)| self.inverse[i * n + j] * v)
                    .sum()
            })
            .collect();
        // The smallest ratio; among near ties the largest pivot.
        let mut least = f64::INFINITY;
        for (way, value) in direction.iter().zip(&self.values).take(n) {
            if *way > 1e-7 {
                least = least.min((value + TINY) / way);
            }
        }
        let mut leaving: Option<usize> = None;
        for i in 0..n {
            let ties = direction[i] > 1e-7 && self.values[i] / direction[i] <= least;
            if ties && leaving.is_none_or(|l| direction[i] > direction[l]) {
                leaving = Some(i);
            }
        }
        let Some(leave) = leaving else { return false };
        let step = (self.values[leave] / direction[leave]).max(0.0);
        let reduced = {
            let paid: f64 = entries.iter().map(|&(j, v)| self.prices[j] * v).sum();
            self.cost(entering) - paid
        };
        let scale = 1.0 / direction[leave];
        let (above, rest) = self.inverse.split_at_mut(leave * n);
        let (row, below) = rest.split_at_mut(n);
        for a in row.iter_mut() {
            *a *= scale;
        }
        for (i, other) in above.chunks_exact_mut(n).enumerate().chain(
            below
                .chunks_exact_mut(n)
                .enumerate()
                .map(|(i, r)| (i + leave + 1, r)),
        ) {
            let factor = direction[i];
            if factor.abs() > 1e-12 {
                for (a, b) in other.iter_mut().zip(row.iter()) {
                    *a -= factor * b;
                }
            }
        }
        for (price, a) in self.prices.iter_mut().zip(row.iter()) {
            *price += reduced * a;
        }
        for (value, way) in self.values.iter_mut().zip(direction.iter()).take(n) {
            *value = (*value - step * way).max(0.0);
        }
        self.values[leave] = step;
        let left = self.basis[leave];
        self.place(left, None);
        self.basis[leave] = entering;
        self.place(entering, Some(leave));
        self.pivots += 1;
        self.work += (n * n + 20 * self.columns.len()) as u64;
        true
    }

    /// Prices of the targets.
    pub fn target_prices(&self) -> &[f64] {
        &self.prices[self.people..]
    }

    /// What the mixture costs.
    pub fn value(&self) -> f64 {
        self.basis
            .iter()
            .zip(&self.values)
            .map(|(&b, v)| self.cost(b) * v)
            .sum()
    }

    pub fn share(&self, column: usize) -> f64 {
        self.columns[column].at.map_or(0.0, |i| self.values[i])
    }
}

/// Gauss and Jordan, the largest pivot of the column; `None` if singular.
fn invert(matrix: &mut [f64], n: usize) -> Option<Vec<f64>> {
    let mut inverse = vec![0.0; n * n];
    for i in 0..n {
        inverse[i * n + i] = 1.0;
    }
    for k in 0..n {
        let largest =
            (k..n).max_by(|&a, &b| matrix[a * n + k].abs().total_cmp(&matrix[b * n + k].abs()))?;
        if matrix[largest * n + k].abs() < TINY {
            return None;
        }
        if largest != k {
            for j in 0..n {
                matrix.swap(k * n + j, largest * n + j);
                inverse.swap(k * n + j, largest * n + j);
            }
        }
        let scale = 1.0 / matrix[k * n + k];
        for j in 0..n {
            matrix[k * n + j] *= scale;
            inverse[k * n + j] *= scale;
        }
        let pivot: Vec<f64> = matrix[k * n..(k + 1) * n].to_vec();
        let pivot_inverse: Vec<f64> = inverse[k * n..(k + 1) * n].to_vec();
        for i in (0..n).filter(|&i| i != k) {
            let factor = matrix[i * n + k];
            if factor == 0.0 {
                continue;
            }
            for (a, b) in matrix[i * n..(i + 1) * n].iter_mut().zip(&pivot) {
                *a -= factor * b;
            }
            for (a, b) in inverse[i * n..(i + 1) * n].iter_mut().zip(&pivot_inverse) {
                *a -= factor * b;
            }
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_is_found_and_priced() {
        // One person, two targets of 1; each roster covers one of them. Half of
        // each leaves half of each uncovered: 0.5 × 10 + 0.5 × 10 whatever the mix.
        let mut master = Master::new(&[(1.0, 10.0, 1.0), (1.0, 10.0, 1.0)], vec![(0.0, vec![0])]);
        master.add(0, 0.0, vec![1]);
        master.add(0, 3.0, vec![0, 1]);
        master.solve(100);
        assert!((master.value() - 3.0).abs() < 1e-3, "{}", master.value());
        assert!((master.share(2) - 1.0).abs() < 1e-3);
        master.columns[2].ruled_out = true;
        master.solve(100);
        assert!((master.value() - 10.0).abs() < 1e-3, "{}", master.value());
    }
}
