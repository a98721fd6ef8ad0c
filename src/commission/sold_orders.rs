//! Orders → credits: what each line was paid, whose it is, and what is left
//! out — faked orders, orders that were never paid, orders of nobody.

use super::Job;
use super::credit::{Credit, Orders};
use super::notes::Notes;
use crate::base::{Finding, Money, Name, Origin};
use crate::policy::Rank;
use crate::policy::pay::CountWhen;
use crate::say;
use crate::table::rows::SoldOrder;
use crate::table::rows::register::Finder;
use chrono::NaiveDate;
use hashbrown::HashMap;

/// What was met among the orders, counted.
#[derive(Default)]
struct Met {
    faked: (u64, Option<Origin>),
    no_paid: (u64, Option<Origin>),
    closed: (u64, Option<Origin>),
    nobody: (u64, Option<Origin>),
}

impl Met {
    fn note(slot: &mut (u64, Option<Origin>), origin: Origin) {
        slot.0 += 1;
        slot.1.get_or_insert(origin);
    }

    fn tell(&self, job: &Job<'_>, notes: &mut Notes) {
        let mut push = |finding: Finding, origin: Option<Origin>, counted: &str, n: u64| {
            let place = job.files.cite(origin.unwrap_or_default());
            notes.push(finding.at(place).with(counted, n));
        };
        if let (n @ 1.., origin) = self.faked {
            let words = say!(
                zh: "{n} 个订单标了刷单,不算销售额",
                en: "{n} orders are marked as faked and are no sales"
            );
            push(Finding::info("K3", "orders", words), origin, "orders", n);
        }
        if let (n @ 1.., origin) = self.no_paid {
            let words = say!(
                zh: "{n} 行本月的订单没有实付金额,没有算;请补上实付",
                en: "{n} lines of this month have no paid amount and do not count; fill it in"
            );
            push(Finding::warning("K3", "orders", words), origin, "lines", n);
        }
        if let (n @ 1.., origin) = self.closed {
            let words = say!(
                zh: "{n} 个订单已关闭、付过款、却没有退款金额,照付款算了;请核对退款",
                en: "{n} orders are closed and were paid but show no refund; they count as paid, check the refund"
            );
            push(Finding::warning("K3", "orders", words), origin, "orders", n);
        }
        if let (n @ 1.., origin) = self.nobody {
            let words = say!(
                zh: "{n} 个订单没有写客服,没有算给任何人",
                en: "{n} orders name no agent and went to nobody"
            );
            push(Finding::info("K3", "orders", words), origin, "orders", n);
        }
    }
}

/// Credits of the lines of orders.
pub(super) fn orders(
    rows: &[SoldOrder],
    job: &Job<'_>,
    finder: &mut Finder<'_>,
    notes: &mut Notes,
) -> Vec<Credit> {
    let keys: Vec<(Name, Origin)> = rows.iter().map(|r| (r.order_no, r.origin)).collect();
    let runs = Orders::new(&keys, job, notes);
    let ranks = job.policy.orders.status.ranks();
    let faked: Vec<String> = job.policy.pay.faked_words.clone();
    // A month of orders has a handful of status words.
    let mut is_closed: HashMap<Name, bool> = HashMap::new();
    let mut closed_word = |word: Name| {
        let rank = || ranks.rank(job.pool.text(word)) == Some(Rank::Closed);
        *is_closed.entry(word).or_insert_with(rank)
    };
    let mut met = Met::default();
    let mut out = Vec::with_capacity(rows.len());
    for run in runs.runs(&keys) {
        let Some(first) = run.first().map(|at| &rows[*at]) else {
            continue;
        };
        let lines: Vec<&SoldOrder> = run.iter().map(|at| &rows[*at]).collect();
        let marked = |line: &&SoldOrder| {
            let has = |name: Name| {
                let text = job.pool.text(name);
                !name.is_blank() && faked.iter().any(|word| text.contains(word.as_str()))
            };
            has(line.flag) || has(line.remark)
        };
        if lines.iter().any(marked) {
            Met::note(&mut met.faked, first.origin);
            continue;
        }
        let (amounts, repeated) = own_amounts(&lines);
        let paid: Money = amounts.iter().copied().sum();
        let moment = |of: fn(&SoldOrder) -> Option<NaiveDate>| lines.iter().find_map(|l| of(l));
        let paid_on = moment(|l| l.paid_at.map(|m| m.at.date()));
        let finished_on = moment(|l| l.finished_at.map(|m| m.at.date()));
        let ordered_on = moment(|l| l.created_at.map(|m| m.at.date()));
        let refunded_on = moment(|l| l.refunded_at.map(|m| m.at.date()));
        let status = lines.iter().map(|l| l.status).find(|s| !s.is_blank());
        let closed = status.is_some_and(&mut closed_word);
        if closed && paid.is_zero() {
            continue;
        }
        let refunds = lines.iter().map(|l| l.refund.unwrap_or(Money::ZERO));
        let refunds: Vec<Money> = if repeated {
            refunds
                .enumerate()
                .map(|(i, r)| if i == 0 { r } else { Money::ZERO })
                .collect()
        } else {
            refunds.collect()
        };
        if closed && refunds.iter().all(|r| r.is_zero()) {
            Met::note(&mut met.closed, first.origin);
        }
        let staffed = lines.iter().filter(|l| !l.staff.is_blank());
        let mut people: Vec<Name> = staffed.map(|l| l.staff).collect();
        people.dedup();
        if people.is_empty() {
            Met::note(&mut met.nobody, first.origin);
            continue;
        }
        if repeated && people.len() > 1 {
            let order = job.pool.text(first.order_no);
            let (one, two) = (job.pool.text(people[0]), job.pool.text(people[1]));
            notes.capped(
                "credited-twice",
                Finding::error(
                    "K3",
                    order,
                    say!(
                        zh: "订单 {order} 的实付在每行重复,却写了 {one} 和 {two} 两个客服;只算给 {one}",
                        en: "order {order} repeats what was paid on each line but names both {one} and {two}; it counts for {one} only"
                    ),
                )
                .at(job.files.cite(first.origin)),
            );
        }
        for ((line, amount), refund) in lines.iter().zip(&amounts).zip(&refunds) {
            let staff = if repeated {
                people[0]
            } else {
                line.staff.or(people[0])
            };
            let Some(who) = finder.find(staff, line.origin, job.pool) else {
                continue;
            };
            let on = match job.count_when(who) {
                CountWhen::Paid => paid_on,
                CountWhen::Finished => finished_on,
            };
            let Some(on) = on else { continue };
            if amount.is_zero() && refund.is_zero() {
                if line.paid.is_none() && job.month.holds_day(on) {
                    Met::note(&mut met.no_paid, line.origin);
                }
                continue;
            }
            out.push(Credit {
                who,
                on,
                paid_on: paid_on.unwrap_or(on),
                ordered_on,
                order: line.order_no,
                amount: amount.rounded(),
                refund: refund.rounded(),
                refunded_on,
                origin: line.origin,
                whole_month: false,
            });
        }
    }
    met.tell(job, notes);
    out
}

/// What each line was paid, and whether the lines repeat the order's payment
/// (then the first line has it and the others nothing).
fn own_amounts(lines: &[&SoldOrder]) -> (Vec<Money>, bool) {
    let paid = |line: &&SoldOrder| line.paid.unwrap_or(Money::ZERO);
    let own: Vec<Money> = lines.iter().map(paid).collect();
    let first = lines.first().and_then(|l| l.paid);
    let alike = lines.len() > 1 && first.is_some() && lines.iter().all(|l| l.paid == first);
    if !alike {
        return (own, false);
    }
    let sum: Money = own.iter().copied().sum();
    let whole = lines.iter().find_map(|l| l.order_amount);
    let amounts: Option<Vec<Money>> = lines.iter().map(|l| l.amount).collect();
    let of_lines = amounts.map(|a| a.into_iter().sum::<Money>());
    let lines_own = whole == Some(sum) || (of_lines == Some(sum) && whole != first);
    if lines_own {
        return (own, false);
    }
    let once = own
        .iter()
        .enumerate()
        .map(|(i, amount)| if i == 0 { *amount } else { Money::ZERO });
    (once.collect(), true)
}
