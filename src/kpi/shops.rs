//! The shop sheet (K13): sales, change on the period before, costs and expense
//! ratio 费比 = costs ÷ sales.

use super::Job;
use super::orders::shop_sales;
use crate::base::{Finding, Money, Name, Period, Text};
use crate::report::{Column, Kind, Section, Value};
use crate::say;
use chrono::Months;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The period of the same length before it.
fn before(period: Period) -> Period {
    let months = if period.is_month() { 1 } else { 3 };
    let from = period.from.checked_sub_months(Months::new(months));
    Period {
        from: from.unwrap_or(period.from),
        until: period.from,
    }
}

/// One line a shop, and findings for those that rose or fell a lot (K12).
pub fn section(job: &Job<'_>) -> (Section, Vec<Finding>) {
    let columns = vec![
        Column::new("shop", Text::new("店铺", "shop"), Kind::Text),
        Column::new("sales", Text::new("销售额", "sales"), Kind::Money).summed(),
        Column::new("last", Text::new("上期", "period before"), Kind::Money).summed(),
        Column::new("change", Text::new("涨跌", "change"), Kind::Percent),
        Column::new("costs", Text::new("费用", "costs"), Kind::Money).summed(),
        Column::new("ratio", Text::new("费比", "expense ratio"), Kind::Percent),
        Column::new("left", Text::new("扣除费用后", "after costs"), Kind::Money).summed(),
    ];
    let title = say!(zh: "店铺", en: "Shops");
    let mut section = Section::new("shops", title, columns);
    let mut findings = Vec::new();
    let now = shop_sales(job, job.period);
    let then = shop_sales(job, before(job.period));
    let mut costs: BTreeMap<Name, Money> = BTreeMap::new();
    for row in job.costs.unwrap_or_default() {
        if let (Some(month), Some(amount)) = (row.month, row.amount)
            && job.period.holds_day(month)
        {
            *costs.entry(row.shop).or_default() += amount;
        }
    }
    let mut shops: Vec<Name> = now
        .keys()
        .chain(then.keys())
        .chain(costs.keys())
        .copied()
        .collect();
    shops.sort_unstable();
    shops.dedup();
    let most = job.policy.kpi.key_shop_change;
    for shop in shops {
        let name = job.pool.text(shop);
        let (sales, last) = (now.get(&shop).copied(), then.get(&shop).copied());
        let spent = costs.get(&shop).copied();
        let change = sales
            .zip(last)
            .and_then(|(s, l)| (s.0 - l.0).checked_div(l.0));
        let ratio = spent.zip(sales).and_then(|(c, s)| c.0.checked_div(s.0));
        if let Some(change) = change
            && change.abs() > most.0
        {
            let percent = (change.abs() * Decimal::ONE_HUNDRED)
                .round_dp(2)
                .normalize();
            let (zh, en) = if change.is_sign_negative() {
                ("跌", "fell")
            } else {
                ("涨", "rose")
            };
            findings.push(Finding::warning(
                "K12",
                name,
                say!(
                    zh: "{name} 的销售额比上期{zh}了 {percent}%,超过 {most}",
                    en: "sales of {name} {en} by {percent}% on the period before, more than {most}"
                ),
            ));
        }
        section.rows.push(vec![
            name.into(),
            sales.map(Money::rounded).into(),
            last.map(Money::rounded).into(),
            change.map_or(Value::None, Value::Percent),
            spent.map(Money::rounded).into(),
            ratio.map_or(Value::None, Value::Percent),
            sales
                .map(|s| (s - spent.unwrap_or(Money::ZERO)).rounded())
                .into(),
        ]);
    }
    (section, findings)
}
