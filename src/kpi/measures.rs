//! A person's measures, as quotients. A measure nobody recorded is absent, never 0.

use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A person's measures by name.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// As quotients: a sum over 1, a mean as it was weighted. They are divided
    /// only where a figure is shown.
    values: BTreeMap<&'static str, (Decimal, Decimal)>,
    /// Whether the service tool has lines of the person in the period.
    pub served: bool,
}

impl Measures {
    /// The measure as a figure.
    pub fn get(&self, name: &str) -> Option<Decimal> {
        let (over, under) = self.quotient(name)?;
        over.checked_div(under)
    }

    /// The measure as a quotient; its lower half is never 0.
    pub fn quotient(&self, name: &str) -> Option<(Decimal, Decimal)> {
        self.values.get(name).copied()
    }

    pub fn set(&mut self, name: &'static str, value: Decimal) {
        self.values.insert(name, (value, Decimal::ONE));
    }

    pub fn set_mean(&mut self, name: &'static str, over: Decimal, under: Decimal) {
        if !under.is_zero() {
            self.values.insert(name, (over, under));
        }
    }

    /// Adds to a sum.
    pub fn add(&mut self, name: &'static str, value: Decimal) {
        self.values
            .entry(name)
            .or_insert((Decimal::ZERO, Decimal::ONE))
            .0 += value;
    }
}

/// A mean of days, weighted by the day's inquiries where every day has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mean {
    weighted: Decimal,
    weights: Decimal,
    plain: Decimal,
    days: u32,
    unweighted: bool,
}

impl Mean {
    pub fn add(&mut self, value: Decimal, weight: Option<Decimal>) {
        self.plain += value;
        self.days += 1;
        match weight.and_then(|w| Some((w, value.checked_mul(w)?))) {
            Some((weight, weighted)) => match self.weighted.checked_add(weighted) {
                Some(sum) => {
                    self.weighted = sum;
                    self.weights += weight;
                }
                None => self.unweighted = true,
            },
            None => self.unweighted = true,
        }
    }

    pub fn quotient(&self) -> Option<(Decimal, Decimal)> {
        if self.days == 0 {
            None
        } else if self.unweighted || self.weights.is_zero() {
            Some((self.plain, Decimal::from(self.days)))
        } else {
            Some((self.weighted, self.weights))
        }
    }
}
