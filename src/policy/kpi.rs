//! KPI (K7, K12–K14): metrics, weights and curves as data.
//!
//! A metric is a measure, or the ratio of two, put through a curve: between two
//! points the score lies on the line between them, outside the curve it is that
//! of the nearest end. The total is the weighted mean of the metrics' scores.

use super::values::{Figure, Share};
use crate::base::{Lang, Text};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `[kpi]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KpiRules {
    pub missing: Missing,
    /// A shop whose sales changed by more than this is called out (K12).
    pub key_shop_change: Share,
    /// Classes of shops that are visited at least weekly (K14).
    pub weekly_classes: Vec<String>,
    /// Days within which a new customer is contacted (K7).
    pub new_customer_days: u32,
    pub metric: Vec<Metric>,
    pub visit: Vec<VisitRule>,
}

/// What a metric without a value does to the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The score has none either.
    None,
    /// The weights of the others make up for it.
    Reweight,
    /// It scores nothing.
    Zero,
}

/// `[[kpi.metric]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Letters, digits, `-` and `_`; the key in JSON.
    pub id: String,
    /// What people read.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<[String; 2]>,
    /// Hundredths of the total.
    pub weight: u32,
    pub curve: Vec<Point>,
}

/// `["30%", 0]`: at this value, this score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub at: Figure,
    pub score: Decimal,
}

/// `[[kpi.visit]]`: how many days of visits a role owes (K14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitRule {
    pub role: String,
    /// Only visits of this kind; `None` counts all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    pub days: u32,
    pub every: Every,
    /// For each vehicle.
    #[serde(default)]
    pub vehicle: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    Week,
    Month,
}

/// Everything a metric may be made of, with what people call it.
pub const MEASURES: &[(&str, Text)] = &[
    measure("sales", "销售额", "sales"),
    measure("inquiries", "询单人数", "inquiries"),
    measure("buyers", "销售人数", "buyers"),
    measure("first_response_s", "首次响应(秒)", "first response (s)"),
    measure("avg_response_s", "平均响应(秒)", "average response (s)"),
    measure("satisfaction", "客户满意率", "satisfaction"),
    measure("good_reviews", "好评数", "good reviews"),
    measure("bad_reviews", "差评数", "bad reviews"),
    measure("reviews", "评价数", "reviews"),
    measure("buyer_photos", "买家秀", "buyer photos"),
    measure("refunds", "退款金额", "refunds"),
    measure("return_visits_due", "应回访数", "return visits due"),
    measure("return_visits_done", "已回访数", "return visits done"),
    measure("target", "销售目标", "sales target"),
    measure("orders", "订单数", "orders"),
    measure("new_customers", "新客数", "new customers"),
    measure(
        "new_customers_contacted",
        "按时联系的新客数",
        "new customers contacted in time",
    ),
    measure("sessions_due", "应到场次", "sessions due"),
    measure("sessions_attended", "实到场次", "sessions attended"),
    measure("lates", "迟到次数", "lates"),
    measure("absent_sessions", "旷工场次", "sessions of absence"),
    measure("adjustments", "奖罚合计", "rewards and penalties"),
    measure("penalties", "处罚合计", "penalties"),
    measure("visits", "走访天数", "days of visits"),
    measure("visits_due", "应走访天数", "days of visits due"),
];

const fn measure(name: &'static str, zh: &'static str, en: &'static str) -> (&'static str, Text) {
    (name, Text::new(zh, en))
}

/// What people call a measure.
pub fn measure_label(name: &str) -> Text {
    let found = MEASURES.iter().find(|(known, _)| *known == name);
    found.map_or(Text::new("", ""), |(_, label)| *label)
}

impl Default for KpiRules {
    fn default() -> Self {
        KpiRules {
            missing: Missing::None,
            key_shop_change: Share::percent(20),
            weekly_classes: vec!["A".to_owned(), "B".to_owned()],
            new_customer_days: 7,
            metric: Vec::new(),
            visit: Vec::new(),
        }
    }
}

impl Metric {
    /// The measures it is made of.
    pub fn measures(&self) -> Vec<&str> {
        match (&self.value, &self.ratio) {
            (Some(value), _) => vec![value],
            (None, Some([over, under])) => vec![over, under],
            (None, None) => Vec::new(),
        }
    }

    /// The score of the value `over ÷ under`; between two points
    /// `s₀ + (v − v₀) × (s₁ − s₀) ÷ (v₁ − v₀)`, with one division, at the end, so
    /// that a third of something scores what it should. `None` where `under` is
    /// 0 or the figures leave the range of a decimal.
    pub fn score(&self, over: Decimal, under: Decimal) -> Option<Decimal> {
        let (over, under) = if under.is_sign_negative() {
            (-over, -under)
        } else {
            (over, under)
        };
        if under.is_zero() {
            return None;
        }
        // Above, at or below a point: v ⋛ at ⇔ over ⋛ at × under.
        let beyond = |point: &Point| Some(over - point.at.value.checked_mul(under)?);
        let (first, last) = (self.curve.first()?, self.curve.last()?);
        if beyond(first)? <= Decimal::ZERO {
            return Some(first.score);
        }
        if beyond(last)? >= Decimal::ZERO {
            return Some(last.score);
        }
        for pair in self.curve.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            if beyond(&high)? <= Decimal::ZERO {
                let wide = (high.at.value - low.at.value).checked_mul(under)?;
                let rise = beyond(&low)?.checked_mul(high.score - low.score)?;
                return Some(low.score + rise.checked_div(wide)?);
            }
        }
        Some(last.score)
    }

    /// The value at which the best score is first reached.
    pub fn target(&self) -> Option<Figure> {
        let best = self.curve.iter().map(|p| p.score).max()?;
        let mut reached = self.curve.iter().filter(|p| p.score == best);
        // A falling curve is best up to its last such point.
        let falling = self.curve.first()?.score == best;
        let point = if falling {
            reached.next_back()
        } else {
            reached.next()
        };
        point.map(|p| p.at)
    }

    /// Whether its values are shares.
    pub fn is_percent(&self) -> bool {
        self.curve.iter().any(|p| p.at.percent)
    }
}

impl KpiRules {
    /// The set `init` proposes: what K7 names, as far as the tables hold it.
    pub fn proposed(lang: Lang) -> Vec<Metric> {
        let metric =
            |id: &str, name: Text, made_of: &[&str], weight, curve: &[(&str, i64)]| Metric {
                id: id.to_owned(),
                name: name.get(lang).to_owned(),
                value: (made_of.len() == 1).then(|| made_of[0].to_owned()),
                ratio: (made_of.len() == 2).then(|| [made_of[0].to_owned(), made_of[1].to_owned()]),
                weight,
                curve: curve
                    .iter()
                    .filter_map(|(at, score)| {
                        Some(Point {
                            at: at.parse().ok()?,
                            score: Decimal::new(*score, 0),
                        })
                    })
                    .collect(),
            };
        vec![
            metric(
                "target",
                Text::new("目标达成率", "target reached"),
                &["sales", "target"],
                30,
                &[("50%", 0), ("80%", 60), ("100%", 100)],
            ),
            metric(
                "conversion",
                Text::new("询单转化率", "inquiry conversion"),
                &["buyers", "inquiries"],
                25,
                &[("30%", 0), ("50%", 60), ("65%", 100)],
            ),
            metric(
                "first_response",
                Text::new("首次响应(秒)", "first response (s)"),
                &["first_response_s"],
                5,
                &[("10", 100), ("60", 0)],
            ),
            metric(
                "avg_response",
                Text::new("平均响应(秒)", "average response (s)"),
                &["avg_response_s"],
                10,
                &[("20", 100), ("90", 0)],
            ),
            metric(
                "satisfaction",
                Text::new("客户满意率", "satisfaction"),
                &["satisfaction"],
                10,
                &[("80%", 0), ("95%", 100)],
            ),
            metric(
                "good_reviews",
                Text::new("好评率", "good-review share"),
                &["good_reviews", "reviews"],
                5,
                &[("90%", 0), ("98%", 100)],
            ),
            metric(
                "refund_share",
                Text::new("退款占比", "refund share"),
                &["refunds", "sales"],
                5,
                &[("2%", 100), ("10%", 0)],
            ),
            metric(
                "return_visits",
                Text::new("回访率", "return visits done"),
                &["return_visits_done", "return_visits_due"],
                5,
                &[("80%", 0), ("100%", 100)],
            ),
            metric(
                "attendance",
                Text::new("出勤率", "attendance"),
                &["sessions_attended", "sessions_due"],
                5,
                &[("90%", 0), ("100%", 100)],
            ),
        ]
    }
}

impl Serialize for Point {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let at = self.at.to_string();
        let whole = (self.score.fract().is_zero())
            .then(|| i64::try_from(self.score).ok())
            .flatten();
        match whole {
            Some(score) => (at, score).serialize(to),
            None => (at, self.score.normalize().to_string()).serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Score {
            Whole(i64),
            Exact(String),
        }
        let (at, score) = <(Figure, Score)>::deserialize(from)?;
        let score = match score {
            Score::Whole(n) => Decimal::from(n),
            Score::Exact(text) => {
                text.parse::<Figure>()
                    .map_err(serde::de::Error::custom)?
                    .value
            }
        };
        Ok(Point { at, score })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_points_the_score_lies_on_the_line() {
        let proposed = KpiRules::proposed(Lang::Zh);
        let metric = |id: &str| proposed.iter().find(|m| m.id == id).expect("there");
        let conversion = metric("conversion");
        for (value, score) in [
            ("0", "0"),
            ("0.30", "0"),
            ("0.40", "30"),
            ("0.50", "60"),
            ("0.575", "80"),
            ("0.65", "100"),
            ("1", "100"),
        ] {
            let value: Decimal = value.parse().expect("a number");
            let scored = conversion.score(value, Decimal::ONE).expect("a score");
            assert_eq!(scored.normalize().to_string(), score);
        }
        assert_eq!(conversion.score(Decimal::ONE, Decimal::ZERO), None);
        // 30 % + a third of the way to 50 %: 11/30, which no decimal holds.
        let third = conversion.score(Decimal::new(11, 0), Decimal::new(30, 0));
        assert_eq!(third, Some(Decimal::new(20, 0)));
        let target = |id: &str| metric(id).target().expect("a curve").to_string();
        assert_eq!(target("conversion"), "65%");
        assert_eq!(target("first_response"), "10");
        assert_eq!(proposed.iter().map(|m| m.weight).sum::<u32>(), 100);
        assert!(proposed.iter().all(|m| m.curve.len() >= 2));
    }
}
