//! When the sample shop's agents called their customers (O4): most within ten
//! minutes of payment, one exactly on the limit, a few late, a few never.

use super::Files;
use super::life::{Order, reached};
use super::rng::Rng;
use super::sheet::{Encoding, csv};
use crate::base::Message;
use crate::say;
use chrono::{Duration, NaiveDate, NaiveDateTime};
use std::io;

/// Where the file stands.
pub const PATH: &str = "people/contacts.csv";

/// The pre-sales agents by their nicks.
const AGENTS: &[&str] = &[
    "示例店:小一",
    "示例店:小二",
    "示例店:小三",
    "示例店:小四",
    "示例店:小五",
];

/// The limit, in seconds.
const LIMIT: i64 = 600;

/// Adds the file: the orders placed from `first` on, as the export of `at` has
/// them. Gives back what there is to find at the clock's `now`.
pub fn write(
    files: &mut Files,
    orders: &[Order],
    first: NaiveDate,
    (at, now): (NaiveDateTime, NaiveDateTime),
    seed: u64,
) -> io::Result<Message> {
    let mut rng = Rng::new(seed, "contacts");
    let mut rows = vec![["订单编号", "联系时间", "客服"].map(str::to_owned).to_vec()];
    let (mut in_time, mut late, mut never) = (0, 0, 0);
    for order in orders.iter().filter(|o| o.created.date() >= first) {
        let agent = rng.pick(AGENTS);
        let wait = match rng.range(1, 100) {
            1..=2 => None,
            3..=9 => Some(rng.range(LIMIT + 1, 4 * LIMIT)),
            10 => Some(LIMIT),
            _ => Some(rng.range(20, LIMIT - 30)),
        };
        // Whoever closed the order unpaid, or takes the money back, is not called.
        let Some(paid) = order.paid.filter(|paid| *paid <= at) else {
            continue;
        };
        let called = wait.map(|wait| paid + Duration::seconds(wait));
        if !reached(called, at) {
            let owed = paid + Duration::seconds(LIMIT) < now && !reached(order.closed, at);
            never += u32::from(owed);
            continue;
        }
        if let Some(called) = called {
            if called - paid <= Duration::seconds(LIMIT) {
                in_time += 1;
            } else {
                late += 1;
            }
            rows.push(vec![
                order.number.clone(),
                called.format("%Y-%m-%d %H:%M:%S").to_string(),
                (*agent).to_owned(),
            ]);
        }
    }
    files.add(PATH, csv(Encoding::Utf8Bom, &rows)?);
    Ok(say!(
        zh: "O4 `dayclose orders check`:及时联系 {in_time} 单,超时 {late} 单,没有联系 {never} 单",
        en: "O4 `dayclose orders check`: {in_time} contacted in time, {late} late, {never} never"
    ))
}
