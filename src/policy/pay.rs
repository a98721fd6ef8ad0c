//! Pay (K1–K6): schemes as data. An employee names a scheme; of the sections of
//! that name the one with the latest `from` not after the month holds, so an old
//! month is worked out as it was paid.

use super::values::{Amount, Month, MonthDay, Share};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// `[pay]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PayRules {
    /// Yuan a month; pay below it is a warning. `None` is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_wage: Option<Amount>,
    /// Deductions above this share of the month's pay are a warning.
    pub deduction_cap: Share,
    /// How base, allowances and guarantee of a part of a month are worked out.
    pub prorate: Prorate,
    /// Words in flag or remark that mark an order no sale.
    pub faked_words: Vec<String>,
    /// A month touching these days without an exclusion of its year is a
    /// warning (K5): first and last day.
    pub double_eleven: [MonthDay; 2],
    pub scheme: Vec<Scheme>,
}

/// What share of a month someone who joined or left in it is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prorate {
    /// Days employed by calendar days of the month.
    Calendar,
    /// The whole month.
    None,
}

/// `[[pay.scheme]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub name: String,
    /// The first month it holds for; without it, from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Month>,
    #[serde(default)]
    pub base: BaseBy,
    /// Star level → yuan a month (K2).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub star: BTreeMap<String, Amount>,
    /// Role → yuan a month.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub role: BTreeMap<String, Amount>,
    /// Role, least and most base (K6); a role may stand several times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<BaseRange>,
    #[serde(default)]
    pub steps_by: StepsBy,
    /// From this score (sales) on, this rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub mode: Mode,
    /// One rate whatever the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat: Option<Share>,
    #[serde(default)]
    pub count_when: CountWhen,
    /// Sales not counted (K5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Exclude>,
    #[serde(default)]
    pub clawback: Clawback,
    #[serde(default)]
    pub negative: Negative,
    /// Least commission a month, yuan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantee: Option<Amount>,
    /// Roles the guarantee is for; empty means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guarantee_roles: Vec<String>,
    /// Name → yuan a month.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub allowances: BTreeMap<String, Amount>,
    #[serde(default, skip_serializing_if = "PerPiece::is_empty")]
    pub per_piece: PerPiece,
    /// From this score on, this many yuan (K1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_reward: Vec<Reward>,
}

/// Where base pay stands unless the staff table gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaseBy {
    Star,
    Role,
    #[default]
    Person,
}

/// What is held against the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepsBy {
    #[default]
    Kpi,
    Sales,
}

/// Whether the highest step reached applies to everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    #[default]
    Whole,
    /// Each step's rate applies to the sales between it and the next.
    Marginal,
}

/// The moment that puts an order into a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountWhen {
    #[default]
    Paid,
    Finished,
}

/// What becomes of a refund of an earlier month's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clawback {
    /// Taken back at the rate that was paid.
    #[default]
    RatePaid,
    None,
}

/// What becomes of a month whose commission is below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Negative {
    /// Taken off the next month's.
    #[default]
    Carry,
    Zero,
}

/// `["70", "0.15%"]`, or with its end: `["70", "75", "0.15%"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub from: Decimal,
    /// Not included; `None` where the next step's start is the end.
    pub until: Option<Decimal>,
    pub rate: Share,
}

/// `["90", "300"]`: from this score on, this many yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reward {
    pub from: Decimal,
    pub yuan: Decimal,
}

/// `["客服", "2000", "5000"]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseRange {
    pub role: String,
    pub least: Decimal,
    pub most: Decimal,
}

/// A window whose sales are not counted; both days whole and included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclude {
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    #[serde(default)]
    pub by: ExcludeBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcludeBy {
    #[default]
    PaidAt,
    CreatedAt,
}

/// Yuan a piece (K1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PerPiece {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good_review: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_photo: Option<Amount>,
}

impl PerPiece {
    fn is_empty(&self) -> bool {
        *self == PerPiece::default()
    }
}

/// A list of strings of a config as one value.
macro_rules! as_list {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.parts().serialize(to)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let parts = Vec::<String>::deserialize(from)?;
                $name::read(&parts)
                    .ok_or_else(|| serde::de::Error::custom("not a value of this kind"))
            }
        }
    };
}

as_list!(Step);
as_list!(Reward);
as_list!(BaseRange);

fn amount(text: &str) -> Option<Decimal> {
    text.parse::<Amount>().ok().map(|a| a.0)
}

impl Step {
    /// `None` for parts that are no step.
    pub fn read(parts: &[String]) -> Option<Step> {
        let (from, until, rate) = match parts {
            [from, rate] => (from, None, rate),
            [from, until, rate] => (from, Some(amount(until)?), rate),
            _ => return None,
        };
        Some(Step {
            from: amount(from)?,
            until,
            rate: rate.parse().ok()?,
        })
    }

    fn parts(&self) -> Vec<String> {
        let until = self.until.map(|d| d.normalize().to_string());
        [
            Some(self.from.normalize().to_string()),
            until,
            Some(self.rate.to_string()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Reward {
    pub fn read(parts: &[String]) -> Option<Reward> {
        let [from, yuan] = parts else {
            return None;
        };
        Some(Reward {
            from: amount(from)?,
            yuan: amount(yuan)?,
        })
    }

    fn parts(&self) -> Vec<String> {
        [self.from, self.yuan]
            .map(|d| d.normalize().to_string())
            .to_vec()
    }
}

impl BaseRange {
    pub fn read(parts: &[String]) -> Option<BaseRange> {
        let [role, least, most] = parts else {
            return None;
        };
        Some(BaseRange {
            role: role.clone(),
            least: amount(least)?,
            most: amount(most)?,
        })
    }

    fn parts(&self) -> Vec<String> {
        vec![
            self.role.clone(),
            self.least.normalize().to_string(),
            self.most.normalize().to_string(),
        ]
    }
}

impl Exclude {
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether any of its days lies in that stretch (`until` not included).
    pub fn touches(&self, from: NaiveDate, until: NaiveDate) -> bool {
        self.from < until && from <= self.to
    }
}

impl Scheme {
    /// Whether the guarantee is for that role.
    pub fn guarantees(&self, role: &str) -> bool {
        let role = super::status_key(role);
        self.guarantee_roles.is_empty()
            || self
                .guarantee_roles
                .iter()
                .any(|named| super::status_key(named) == role)
    }

    /// The ranges for a role: those of the longest name the role contains.
    pub fn ranges_for(&self, role: &str) -> Vec<&BaseRange> {
        let role = super::status_key(role);
        let fits = |range: &&BaseRange| role.contains(&super::status_key(&range.role));
        let longest = self
            .ranges
            .iter()
            .filter(fits)
            .map(|range| range.role.chars().count())
            .max();
        self.ranges
            .iter()
            .filter(fits)
            .filter(|range| Some(range.role.chars().count()) == longest)
            .collect()
    }

    /// Whether a score is needed to work out anything.
    pub fn needs_score(&self) -> bool {
        (self.flat.is_none() && self.steps_by == StepsBy::Kpi) || !self.service_reward.is_empty()
    }
}

impl Default for PayRules {
    fn default() -> Self {
        let day = |month, day| MonthDay { month, day };
        PayRules {
            min_wage: None,
            deduction_cap: Share::percent(20),
            prorate: Prorate::Calendar,
            faked_words: vec!["刷单".to_owned()],
            double_eleven: [day(10, 15), day(11, 15)],
            scheme: vec![Scheme::presales(), Scheme::flat()],
        }
    }
}

impl PayRules {
    /// The scheme of that name in force in the month that begins on `month`:
    /// the config's with the latest start, before them the built-in one.
    pub fn scheme(&self, name: &str, month: NaiveDate) -> Option<Scheme> {
        let key = super::status_key(name);
        let own = self
            .scheme
            .iter()
            .filter(|s| super::status_key(&s.name) == key)
            .filter(|s| s.from.is_none_or(|from| from.0 <= month))
            .max_by_key(|s| s.from)
            .cloned();
        own.or_else(|| {
            [Scheme::presales(), Scheme::flat()]
                .into_iter()
                .find(|s| s.name == key)
        })
    }

    /// Names of every scheme, each once.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.scheme.iter().map(|s| s.name.clone()).collect();
        names.extend(["presales".to_owned(), "flat".to_owned()]);
        let mut seen = Vec::new();
        names.retain(|name| {
            let fresh = !seen.contains(name);
            seen.push(name.clone());
            fresh
        });
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_in_force_is_the_latest_not_after_the_month() {
        let mut rules = PayRules::default();
        let month = |text: &str| text.parse::<Month>().expect("a month");
        let mut newer = Scheme::presales();
        newer.from = Some(month("2026-11"));
        newer.flat = Some(Share::percent(1));
        rules.scheme = vec![newer];
        let flat = |m: &str| rules.scheme("Presales", month(m).0).expect("there").flat;
        assert_eq!(flat("2026-10"), None);
        assert_eq!(flat("2026-11"), Some(Share::percent(1)));
        assert!(rules.scheme("presale", month("2026-11").0).is_none());
    }

    #[test]
    fn the_longest_role_gives_the_range() {
        let flat = Scheme::flat();
        let most = |role: &str| flat.ranges_for(role).iter().map(|r| r.most).max();
        assert_eq!(most("售后客服"), Some(Decimal::new(5000, 0)));
        assert_eq!(most("总监助理"), Some(Decimal::new(5000, 0)));
        assert_eq!(most("仓库主管"), None);
        assert!(flat.guarantees("物流") && !flat.guarantees("物流主管"));
    }
}
