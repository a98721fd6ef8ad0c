//! The month's pay of everybody on a scheme.

use super::clawback::{Rates, claw_back};
use super::collect::collect;
use super::credit::{self, Credit};
use super::given::{Outside, adjustments, pieces};
use super::month::employed;
use super::notes::Notes;
use super::slip::{BaseFrom, Payslip, Tier};
use super::sums::{Fate, Sums, fate};
use super::{Job, attend, cross};
use crate::base::{Finding, Money, Problem};
use crate::policy::attendance::Attended;
use crate::policy::pay::{BaseBy, Mode, Negative, Scheme, StepsBy};
use crate::policy::status_key;
use crate::say;
use crate::table::rows::register::Finder;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;

/// Everything that was worked out.
#[derive(Debug)]
pub struct Worked {
    /// In the order of the staff list.
    pub slips: Vec<Payslip>,
    pub credits: Vec<Credit>,
    pub findings: Vec<Finding>,
}

/// Works out everybody's pay.
///
/// # Errors
/// A base pay nobody gives, monthly totals with an exclusion window in the
/// month.
pub fn work_out(job: &Job<'_>) -> Result<Worked, Problem> {
    let mut notes = Notes::default();
    let mut finder = Finder::new(job.register);
    let credits = collect(job, &mut finder, &mut notes);
    whole_months(job, &credits)?;
    let rates = Rates::new(job, &mut finder);
    let (sums, sold) = sum_up(job, &credits, &rates, &mut notes);
    let attended = job
        .attendance
        .map(|rows| attend::collect(job, rows, &mut finder, &mut notes));
    let adjusted = adjustments(job, &mut finder, &mut notes);
    let pieces = pieces(job, &mut finder, &mut notes);
    let mut slips = Vec::new();
    for (who, scheme) in job.schemes.iter().enumerate() {
        let Some(scheme) = scheme else { continue };
        let Some(part) = employed(job, who) else {
            left_with_sales(job, who, &sums[who], &mut notes);
            continue;
        };
        let (base_full, base_from) = base(job, who, scheme)?;
        let score = job.scores.get(who).copied().flatten().map(hundredth);
        let person = &job.register.people()[who];
        let mut slip = Payslip {
            who,
            scheme: scheme.clone(),
            part,
            base_sales: sums[who].base(),
            sums: sums[who].clone(),
            score,
            rate: None,
            tiers: Vec::new(),
            guarantee: None,
            commission: None,
            taken: Vec::new(),
            clawback: Money::ZERO,
            carried_in: rates.carried(who),
            relief: Money::ZERO,
            carried: Money::ZERO,
            base_full,
            base_from,
            base_pay: part.of(base_full),
            service_reward: None,
            pieces: pieces[who],
            review_bonus: Money::ZERO,
            photo_bonus: Money::ZERO,
            allowance_list: Vec::new(),
            allowances: Money::ZERO,
            adjustments: adjusted[who].0,
            penalties: adjusted[who].1,
            attended: attended
                .as_ref()
                .map_or_else(Attended::default, |a| a[who].clone()),
            absence: Money::ZERO,
            late_fines: Money::ZERO,
            attendance_deduction: Money::ZERO,
            overtime: Money::ZERO,
            gross_pay: None,
            supplied: [
                person.row.social_insurance,
                person.row.housing_fund,
                person.row.income_tax,
            ],
            net_pay: None,
        };
        commission(&mut slip, job);
        claw_back(&mut slip, &rates, job, &mut notes);
        settle_negative(&mut slip);
        extras(&mut slip);
        attend::charge(&mut slip, job, &mut notes);
        slip.gross_pay = slip.gross().map(Money::rounded);
        let supplied = slip.supplied.iter().flatten().copied();
        slip.net_pay = slip
            .gross_pay
            .map(|gross| gross - supplied.map(Money::rounded).sum());
        cross::person(&slip, job, &mut notes);
        slips.push(slip);
    }
    cross::whole(job, &slips, &sold, attended.is_some(), &mut notes);
    let mut findings = finder.findings(job.pool, job.files);
    findings.extend(notes.finish());
    findings.sort_by_key(|f| f.severity);
    Ok(Worked {
        slips,
        credits,
        findings,
    })
}

/// Rounded half away from zero to 0.01: the score that meets the steps.
pub(super) fn hundredth(score: Decimal) -> Decimal {
    score.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Monthly totals cannot be split by an exclusion window.
fn whole_months(job: &Job<'_>, credits: &[Credit]) -> Result<(), Problem> {
    for credit in credits
        .iter()
        .filter(|c| c.whole_month && c.on == job.month.from)
    {
        let scheme = job.schemes.get(credit.who).and_then(Option::as_ref);
        let window = scheme.and_then(|scheme| {
            let (from, until) = (job.month.from, job.month.until);
            scheme.exclude.iter().find(|w| w.touches(from, until))
        });
        if let Some(window) = window {
            let (name, from, to) = (&window.name, window.from, window.to);
            let at = job.files.cite(credit.origin);
            return Err(say!(
                zh: "{at}:只有整月的合计,而「{name}」({from} 至 {to})落在本月,分不出哪些不计;请给每天一行的客服绩效,或用 --sales、--orders 给逐单的明细",
                en: "{at}: gives whole months only, but \"{name}\" ({from} to {to}) lies in this one and cannot be left out of a total; give the service figures by day, or the single sales with --sales or --orders"
            )
            .into());
        }
    }
    Ok(())
}

/// Everybody's sums, and every credit's fate for the account of lines.
fn sum_up(
    job: &Job<'_>,
    credits: &[Credit],
    rates: &Rates,
    notes: &mut Notes,
) -> (Vec<Sums>, cross::Sold) {
    let mut sums = vec![Sums::default(); job.register.people().len()];
    let mut outside = Outside::default();
    let mut sold = cross::Sold::default();
    for credit in credits {
        let Some(scheme) = job.schemes.get(credit.who).and_then(Option::as_ref) else {
            if job.month.holds_day(credit.on) {
                sold.without_scheme(credit);
            }
            continue;
        };
        let fate = fate(credit, scheme, job);
        if fate == Fate::Outside {
            outside.note(credit.origin);
        } else if credit.refund > credit.amount && !credit.amount.is_negative() {
            sold.over_refunded(credit);
        }
        sums[credit.who].add(credit, fate, rates.by_order(credit));
    }
    let warn = !matches!(job.sold, credit::Sold::Orders(_));
    outside.tell("K3", "sales", warn, job, notes);
    (sums, sold)
}

fn left_with_sales(job: &Job<'_>, who: usize, sums: &Sums, notes: &mut Notes) {
    if sums.lines == 0 && sums.earlier.is_empty() {
        return;
    }
    let person = &job.register.people()[who];
    let (name, lines) = (&person.name, sums.lines);
    notes.push(
        Finding::error(
            "unknown-staff",
            person.id.clone(),
            say!(
                zh: "{name} 本月不在职(看入职、离职日期),却有 {lines} 行销售或退款;没有算工资,请改日期或改归属",
                en: "{name} was not employed this month by the dates of the staff table, but has {lines} lines of sales or refunds; no pay was worked out, mend the dates or the credit"
            ),
        )
        .at(job.files.cite(person.row.origin)),
    );
}

/// Base pay of a whole month: the staff table's, else the scheme's (K2, K6).
fn base(job: &Job<'_>, who: usize, scheme: &Scheme) -> Result<(Money, BaseFrom), Problem> {
    let person = &job.register.people()[who];
    if let Some(base) = person.row.base {
        return Ok((base.rounded(), BaseFrom::Staff));
    }
    let look = |table: &BTreeMap<String, crate::policy::Amount>, word: &str| {
        let key = level(word);
        let found = table.iter().find(|(name, _)| level(name) == key);
        found.map(|(_, amount)| Money(amount.0).rounded())
    };
    let (star, role) = (
        job.pool.text(person.row.star),
        job.pool.text(person.row.role),
    );
    let found = match scheme.base {
        BaseBy::Star => look(&scheme.star, star).map(|m| (m, BaseFrom::Star(star.to_owned()))),
        BaseBy::Role => look(&scheme.role, role).map(|m| (m, BaseFrom::Role(role.to_owned()))),
        BaseBy::Person => None,
    };
    found.ok_or_else(|| {
        let (id, name, of) = (&person.id, &person.name, &scheme.name);
        let at = job.files.cite(person.row.origin);
        let (key, word) = match scheme.base {
            BaseBy::Star => ("star", if star.is_empty() { "1" } else { star }),
            BaseBy::Role => ("role", if role.is_empty() { "…" } else { role }),
            BaseBy::Person => {
                return Problem::new(say!(
                    zh: "{at}:{id} {name} 没有底薪:方案 {of} 的底薪按员工表(base = \"person\"),员工表的底薪是空的;请填上底薪",
                    en: "{at}: {id} {name} has no base pay: scheme {of} takes it from the staff table (base = \"person\"), whose base is blank; fill it in"
                ));
            }
        };
        Problem::new(say!(
            zh: "{at}:{id} {name} 没有底薪:员工表的底薪是空的,方案 {of} 的 {key} 里也没有「{word}」;请填上底薪,或在 [[pay.scheme]] name = \"{of}\" 里写 {key} = {{ \"{word}\" = \"金额\" }}",
            en: "{at}: {id} {name} has no base pay: the staff table's base is blank, and {key} of scheme {of} has no \"{word}\"; fill it in, or write {key} = {{ \"{word}\" = \"AMOUNT\" }} under [[pay.scheme]] name = \"{of}\""
        ))
    })
}

/// `3星`, `3级` and `3` are one level.
fn level(word: &str) -> String {
    let key = status_key(word);
    let bare = key.trim_end_matches(['星', '级']);
    bare.strip_suffix(".0").unwrap_or(bare).to_owned()
}

/// K4, K6: rate and commission.
fn commission(slip: &mut Payslip, job: &Job<'_>) {
    let scheme = &slip.scheme;
    let base = slip.base_sales;
    let measure = match (scheme.flat, scheme.steps_by) {
        (Some(_), _) => Some(Decimal::ZERO),
        (None, StepsBy::Kpi) => slip.score,
        (None, StepsBy::Sales) => Some(base.0),
    };
    let role = job
        .register
        .person(slip.who)
        .map_or("", |p| job.pool.text(p.row.role));
    slip.guarantee = scheme
        .guarantee
        .filter(|_| scheme.guarantees(role))
        .map(|amount| slip.part.of(Money(amount.0)));
    let Some(measure) = measure else { return };
    let exact = if let Some(flat) = scheme.flat {
        slip.rate = Some(flat.0);
        base.0 * flat.0
    } else if scheme.mode == Mode::Marginal {
        let mut sum = Decimal::ZERO;
        for (i, step) in scheme.steps.iter().enumerate() {
            let end = scheme
                .steps
                .get(i + 1)
                .map_or(base.0, |next| next.from.min(base.0));
            if end > step.from {
                let sales = Money(end - step.from);
                sum += sales.0 * step.rate.0;
                slip.tiers.push(Tier {
                    from: step.from,
                    sales,
                    rate: step.rate.0,
                });
            }
        }
        // What the whole came to, for the columns and for later clawback.
        slip.rate = Some(if base.0.is_zero() {
            Decimal::ZERO
        } else {
            (sum / base.0).round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero)
        });
        sum
    } else {
        let reached = scheme.steps.iter().rev().find(|step| step.from <= measure);
        let rate = reached.map_or(Decimal::ZERO, |step| step.rate.0);
        slip.rate = Some(rate);
        base.0 * rate
    };
    let commission = Money(exact).rounded();
    slip.commission = Some(
        slip.guarantee
            .map_or(commission, |floor| commission.max(floor)),
    );
}

/// A month below zero is carried on, or forgotten.
fn settle_negative(slip: &mut Payslip) {
    let Some(commission) = slip.commission else {
        return;
    };
    let left = commission - slip.clawback + slip.carried_in;
    if left.is_negative() {
        slip.relief = -left;
        if slip.scheme.negative == Negative::Carry {
            slip.carried = left;
        }
    }
}

/// K1: reward, bonuses, allowances.
fn extras(slip: &mut Payslip) {
    let scheme = &slip.scheme;
    slip.service_reward = if scheme.service_reward.is_empty() {
        Some(Money::ZERO)
    } else {
        slip.score.map(|score| {
            let reached = scheme.service_reward.iter().rev().find(|r| r.from <= score);
            reached.map_or(Money::ZERO, |r| Money(r.yuan).rounded())
        })
    };
    let bonus = |price: Option<crate::policy::Amount>, pieces: Decimal| {
        let exact = price.map_or(Decimal::ZERO, |p| {
            p.0.checked_mul(pieces).unwrap_or_default()
        });
        Money(exact).rounded()
    };
    slip.review_bonus = bonus(scheme.per_piece.good_review, slip.pieces[0]);
    slip.photo_bonus = bonus(scheme.per_piece.buyer_photo, slip.pieces[1]);
    for (name, amount) in &scheme.allowances {
        let whole = Money(amount.0).rounded();
        let own = slip.part.of(whole);
        slip.allowance_list.push((name.clone(), whole, own));
        slip.allowances += own;
    }
}
