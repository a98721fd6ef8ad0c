//! The schemes the department's own rules describe (K1–K6).

use super::pay::{
    BaseBy, BaseRange, Clawback, CountWhen, Mode, Negative, PerPiece, Scheme, Step, StepsBy,
};
use super::values::Amount;
use super::values::Share;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

impl Scheme {
    fn named(name: &str) -> Scheme {
        Scheme {
            name: name.to_owned(),
            from: None,
            base: BaseBy::Person,
            star: BTreeMap::new(),
            role: BTreeMap::new(),
            ranges: Vec::new(),
            steps_by: StepsBy::Kpi,
            steps: Vec::new(),
            mode: Mode::Whole,
            flat: None,
            count_when: CountWhen::Paid,
            exclude: Vec::new(),
            clawback: Clawback::RatePaid,
            negative: Negative::Carry,
            guarantee: None,
            guarantee_roles: Vec::new(),
            allowances: BTreeMap::new(),
            per_piece: PerPiece::default(),
            service_reward: Vec::new(),
        }
    }

    /// K1–K5: steps by score, paid orders by payment time. The department gives
    /// no star table, reward or price a piece, so none is built in.
    pub fn presales() -> Scheme {
        let step = |from: i64, hundredths: i64| Step {
            from: Decimal::new(from, 0),
            until: None,
            rate: Share(Decimal::new(hundredths, 4)),
        };
        Scheme {
            base: BaseBy::Star,
            steps: vec![
                step(70, 15),
                step(75, 20),
                step(80, 25),
                step(85, 30),
                step(90, 35),
            ],
            ..Scheme::named("presales")
        }
    }

    /// K6: 2 % of finished sales, base by role, meals, a guarantee for logistics.
    pub fn flat() -> Scheme {
        let range = |role: &str, least: i64, most: i64| BaseRange {
            role: role.to_owned(),
            least: Decimal::new(least, 0),
            most: Decimal::new(most, 0),
        };
        Scheme {
            base: BaseBy::Role,
            role: [("物流".to_owned(), Amount::whole(0))].into(),
            ranges: vec![
                range("客服", 1500, 1500),
                range("客服", 2000, 5000),
                range("营销", 1500, 1500),
                range("营销", 2000, 5000),
                range("产品", 1500, 1500),
                range("产品", 2000, 10_000),
                range("编辑", 1500, 2500),
                range("编辑", 3500, 5000),
                range("总监", 3500, 50_000),
                range("总监助理", 2000, 5000),
                range("物流", 0, 0),
                range("物流主管", 2000, 5000),
            ],
            flat: Some(Share(Decimal::new(2, 2))),
            count_when: CountWhen::Finished,
            guarantee: Some(Amount::whole(1500)),
            guarantee_roles: vec!["物流".to_owned()],
            allowances: [("餐补".to_owned(), Amount::whole(300))].into(),
            ..Scheme::named("flat")
        }
    }
}
