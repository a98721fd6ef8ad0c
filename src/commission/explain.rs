//! `--explain STAFF`: one person's pay in words and numbers, step by step.

use super::Job;
use super::slip::{BaseFrom, Payslip};
use super::sums::{Fate, fate};
use super::work::Worked;
use crate::base::money::grouped;
use crate::base::{Message, Money, Qty, Text};
use crate::policy::pay::{Mode, Negative, StepsBy};
use crate::report::{Column, Kind, Section, Value};
use crate::say;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Lines of sales told one by one; beyond it a day's lines stand together.
const MOST_LINES: usize = 40;

/// The computation of one person's pay.
pub fn explain(job: &Job<'_>, worked: &Worked, slip: &Payslip) -> Section {
    let person = &job.register.people()[slip.who];
    let (name, month) = (&person.name, job.month.label());
    let title = say!(
        zh: "{name} {} 的工资是怎么算的",
        en: "How the pay of {name} for {} was worked out",
        month.zh
    );
    let columns = vec![
        Column::new("item", Text::new("项目", "item"), Kind::Text),
        Column::new("how", Text::new("怎么算", "how"), Kind::Text),
        Column::new("amount", Text::new("金额", "amount"), Kind::Money),
        Column::new("source", Text::new("出处", "source"), Kind::Text),
    ];
    let mut told = Told(Section::new("explain", title, columns));
    base(&mut told, job, slip);
    sales(&mut told, job, worked, slip);
    rate(&mut told, slip);
    earlier(&mut told, slip);
    rest(&mut told, job, slip);
    sum(&mut told, slip);
    told.0
}

/// The same as lines to read: item, how, amount, where it stands.
pub fn told(section: &Section) -> Vec<Message> {
    let message = |value: &Value| match value {
        Value::Message(words) => words.clone(),
        Value::Money(amount) => Message::data(format!(" = {}", yuan(*amount))),
        Value::Text(place) => Message::data(format!("  {place}")),
        _ => Message::default(),
    };
    let line = |row: &Vec<Value>| {
        let [item, how, amount, source] = &row[..] else {
            return Message::default();
        };
        message(item)
            .join("  ", &message(how))
            .join("", &message(amount))
            .join("", &message(source))
    };
    section.rows.iter().map(line).collect()
}

struct Told(Section);

impl Told {
    fn line(&mut self, item: Text, how: Message, amount: impl Into<Value>) {
        self.at(item, how, amount, String::new());
    }

    fn at(&mut self, item: Text, how: Message, amount: impl Into<Value>, source: String) {
        let source = if source.is_empty() {
            Value::None
        } else {
            source.into()
        };
        self.0.rows.push(vec![
            Value::Message(item.into()),
            Value::Message(how),
            amount.into(),
            source,
        ]);
    }
}

fn yuan(amount: Money) -> String {
    grouped(&amount.to_string())
}

fn percent(rate: Decimal) -> String {
    format!("{}%", (rate * Decimal::ONE_HUNDRED).normalize())
}

fn base(told: &mut Told, job: &Job<'_>, slip: &Payslip) {
    let person = &job.register.people()[slip.who];
    let scheme = &slip.scheme.name;
    let whole = yuan(slip.base_full);
    let from = match &slip.base_from {
        BaseFrom::Staff => say!(zh: "员工表 {whole}", en: "staff table {whole}"),
        BaseFrom::Star(star) => {
            say!(zh: "方案 {scheme} 星级 {star}:{whole}", en: "scheme {scheme}, star {star}: {whole}")
        }
        BaseFrom::Role(role) => {
            say!(zh: "方案 {scheme} 岗位 {role}:{whole}", en: "scheme {scheme}, role {role}: {whole}")
        }
    };
    let (days, of) = (slip.part.days, slip.part.of);
    let part = if slip.part.is_whole() {
        Message::default()
    } else {
        say!(zh: " × 在职 {days} 天 ÷ {of} 天", en: " × {days} days employed ÷ {of} days")
    };
    let at = job.files.cite(person.row.origin);
    told.at(
        Text::new("底薪", "base pay"),
        from.join("", &part),
        slip.base_pay,
        at,
    );
}

/// The lines that made the base.
fn sales(told: &mut Told, job: &Job<'_>, worked: &Worked, slip: &Payslip) {
    let own: Vec<_> = worked
        .credits
        .iter()
        .filter(|c| c.who == slip.who)
        .map(|c| (c, fate(c, &slip.scheme, job)))
        .filter(|(_, fate)| *fate != Fate::Outside)
        .collect();
    const SALE: Text = Text::new("  销售", "  sale");
    if own.len() <= MOST_LINES {
        for (credit, fate) in &own {
            let (on, order) = (credit.on, job.pool.text(credit.order));
            let amount = yuan(credit.amount);
            let what = format!("{on} {order}").trim().to_owned();
            let refund = yuan(credit.refund);
            let words = match fate {
                Fate::Counted { refund: own } if !own.is_zero() => {
                    say!(zh: "{what} 计入 {amount},退款 {refund}", en: "{what} counts {amount}, refunded {refund}")
                }
                Fate::Counted { .. } if !credit.refund.is_zero() => {
                    say!(zh: "{what} 计入 {amount};退款 {refund} 在以后的月份,那时再收", en: "{what} counts {amount}; its refund of {refund} belongs to a later month")
                }
                Fate::Counted { .. } => {
                    say!(zh: "{what} 计入 {amount}", en: "{what} counts {amount}")
                }
                Fate::Excluded(window) => {
                    let window = &window.name;
                    say!(zh: "{what} {amount} 在「{window}」里,不计", en: "{what} {amount} lies in \"{window}\" and does not count")
                }
                Fate::Earlier { .. } => {
                    say!(zh: "{what} 是以前月份的订单,本月退款 {refund}", en: "{what} is an earlier month's order, refunded {refund} in this one")
                }
                _ => {
                    say!(zh: "{what} 退款 {refund},当时没有计提成,不收回", en: "{what} refunded {refund}; it did not count then, nothing is taken back")
                }
            };
            told.at(SALE, words, Value::None, job.files.cite(credit.origin));
        }
    } else {
        let mut days: BTreeMap<NaiveDate, (u64, Money)> = BTreeMap::new();
        for (credit, fate) in &own {
            if matches!(fate, Fate::Counted { .. } | Fate::Excluded(_)) {
                let day = days.entry(credit.on).or_default();
                day.0 += 1;
                day.1 += credit.amount;
            }
        }
        for (day, (n, sum)) in days {
            let sum = yuan(sum);
            let words = say!(zh: "{day} {n} 行,共 {sum}", en: "{day}: {n} lines, {sum}");
            told.line(SALE, words, Value::None);
        }
    }
    let sums = &slip.sums;
    let lines = sums.lines;
    let words = say!(zh: "本月 {lines} 行合计", en: "the {lines} lines of the month");
    told.line(Text::new("销售额", "credited sales"), words, sums.credited);
    let (credited, excluded, refunds) =
        (yuan(sums.credited), yuan(sums.excluded), yuan(sums.refunds));
    told.line(
        Text::new("提成基数", "base sales"),
        say!(
            zh: "销售额 {credited} − 不计 {excluded} − 本月订单的退款 {refunds}",
            en: "credited {credited} − excluded {excluded} − refunds of the month's own orders {refunds}"
        ),
        slip.base_sales,
    );
}

/// Score, rate, commission.
fn rate(told: &mut Told, slip: &Payslip) {
    let scheme = &slip.scheme;
    let name = &scheme.name;
    let (Some(rate), Some(commission)) = (slip.rate, slip.commission) else {
        told.line(
            Text::new("提成", "commission"),
            say!(zh: "没有绩效得分,算不出来", en: "there is no KPI score, so it stays open"),
            Value::None,
        );
        return;
    };
    let shown = percent(rate);
    let base = yuan(slip.base_sales);
    let exact = if scheme.flat.is_some() {
        let words = say!(zh: "方案 {name} 固定 {shown}", en: "scheme {name}: {shown} flat");
        told.line(Text::new("提成比例", "rate"), words, Value::None);
        say!(zh: "{base} × {shown}", en: "{base} × {shown}")
    } else if scheme.mode == Mode::Marginal {
        for tier in &slip.tiers {
            let (from, sales, rate) =
                (yuan(Money(tier.from)), yuan(tier.sales), percent(tier.rate));
            let words = say!(
                zh: "从 {from} 起的 {sales} × {rate}",
                en: "{sales} from {from} on × {rate}"
            );
            told.line(Text::new("  这一档", "  step"), words, Value::None);
        }
        say!(zh: "各档相加", en: "the steps together")
    } else {
        let measure = match scheme.steps_by {
            StepsBy::Kpi => slip.score.unwrap_or_default(),
            StepsBy::Sales => slip.base_sales.0,
        };
        let measure = grouped(&measure.normalize().to_string());
        let (zh, en) = match scheme.steps_by {
            StepsBy::Kpi => ("得分", "score"),
            StepsBy::Sales => ("基数", "base"),
        };
        let reached = scheme.steps.iter().rev().find(|s| {
            s.rate.0 == rate && {
                let of = match scheme.steps_by {
                    StepsBy::Kpi => slip.score.unwrap_or_default(),
                    StepsBy::Sales => slip.base_sales.0,
                };
                s.from <= of
            }
        });
        let words = match reached {
            Some(step) => {
                let from = step.from.normalize();
                say!(zh: "方案 {name}:{zh} {measure} 达到 {from},按 {shown}", en: "scheme {name}: {en} {measure} reaches {from}, so {shown}")
            }
            None => {
                let from = scheme
                    .steps
                    .first()
                    .map_or(Decimal::ZERO, |s| s.from.normalize());
                say!(zh: "方案 {name}:{zh} {measure} 没有达到第一档 {from},没有提成", en: "scheme {name}: {en} {measure} is below the first step, {from}: no commission")
            }
        };
        told.line(Text::new("提成比例", "rate"), words, Value::None);
        say!(zh: "{base} × {shown}", en: "{base} × {shown}")
    };
    let exact = match slip.guarantee {
        Some(floor) => {
            let words = yuan(floor);
            let part = say!(zh: ";不低于保底 {words}", en: "; not below the guarantee of {words}");
            exact.join("", &part)
        }
        None => exact,
    };
    told.line(Text::new("提成", "commission"), exact, commission);
}

/// Clawback and what is carried.
fn earlier(told: &mut Told, slip: &Payslip) {
    for taken in &slip.taken {
        let (month, refunds) = (taken.month.format("%Y-%m"), yuan(taken.refunds));
        let words = match taken.rate {
            Some(rate) => {
                let rate = percent(rate);
                say!(zh: "{month} 的订单本月退款 {refunds} × 当时的 {rate}", en: "orders of {month} refunded this month {refunds} × {rate} paid then")
            }
            None => {
                say!(zh: "{month} 的订单本月退款 {refunds};不知道当时的比例,没有收回", en: "orders of {month} refunded this month {refunds}; the rate paid then is not known, nothing is taken back")
            }
        };
        told.line(
            Text::new("退款收回", "clawback"),
            words,
            Money::ZERO - taken.amount,
        );
    }
    if !slip.carried_in.is_zero() {
        let words = say!(zh: "上月没有扣完的", en: "left over from the month before");
        told.line(Text::new("上月结转", "carried in"), words, slip.carried_in);
    }
    if !slip.relief.is_zero() {
        let words = match slip.scheme.negative {
            Negative::Carry => {
                let carried = yuan(slip.carried);
                say!(zh: "提成合计为负,本月按 0 算,{carried} 结转下月", en: "commission comes to less than zero: 0 this month, {carried} carried to the next")
            }
            Negative::Zero => {
                say!(zh: "提成合计为负,按 0 算,不结转", en: "commission comes to less than zero: 0, nothing is carried")
            }
        };
        told.line(Text::new("负数不扣", "relief"), words, slip.relief);
    }
}

/// Reward, bonuses, allowances, adjustments, attendance.
fn rest(told: &mut Told, job: &Job<'_>, slip: &Payslip) {
    let scheme = &slip.scheme;
    if !scheme.service_reward.is_empty() {
        let score = slip.score.unwrap_or_default();
        let reward = slip.service_reward;
        let words = match slip.score {
            Some(_) => {
                say!(zh: "得分 {score} 达到的最高一档", en: "the highest step that score {score} reaches")
            }
            None => say!(zh: "没有得分", en: "there is no score"),
        };
        told.line(Text::new("服务奖励", "service reward"), words, reward);
    }
    let items = [
        (
            Text::new("好评奖金", "review bonus"),
            scheme.per_piece.good_review,
            slip.review_bonus,
        ),
        (
            Text::new("买家秀奖金", "photo bonus"),
            scheme.per_piece.buyer_photo,
            slip.photo_bonus,
        ),
    ];
    for ((item, price, amount), pieces) in items.into_iter().zip(slip.pieces) {
        if let Some(price) = price {
            let pieces = Qty(pieces);
            told.line(
                item,
                say!(zh: "{pieces} 个 × {price}", en: "{pieces} × {price}"),
                amount,
            );
        }
    }
    for (name, whole, own) in &slip.allowance_list {
        let (whole, days, of) = (yuan(*whole), slip.part.days, slip.part.of);
        let words = if slip.part.is_whole() {
            say!(zh: "{name} {whole}", en: "{name} {whole}")
        } else {
            say!(zh: "{name} {whole} × {days} ÷ {of}", en: "{name} {whole} × {days} ÷ {of}")
        };
        told.line(Text::new("补贴", "allowance"), words, *own);
    }
    for row in job.adjustments.unwrap_or_default() {
        let (Some(date), Some(amount)) = (row.date, row.amount) else {
            continue;
        };
        let day = date.at.date();
        let own = job.register.find(job.pool.text(row.staff));
        if own != crate::table::rows::Who::One(slip.who) || !job.month.holds_day(day) {
            continue;
        }
        let (reason, approver) = (job.pool.text(row.reason), job.pool.text(row.approver));
        told.at(
            Text::new("奖罚", "adjustment"),
            say!(zh: "{day} {reason}(审批:{approver})", en: "{day} {reason} (approved: {approver})"),
            amount.rounded(),
            job.files.cite(row.origin),
        );
    }
    if !slip.attended.is_empty() {
        attendance(told, job, slip);
    }
}

fn attendance(told: &mut Told, job: &Job<'_>, slip: &Payslip) {
    let rules = &job.policy.attendance;
    let a = &slip.attended;
    let (due, here) = (a.sessions_due(), a.sessions_attended());
    let (absent, unpaid) = (Qty(a.absent_days()), Qty(a.unpaid_days()));
    let base = yuan(slip.base_full);
    let by = rules.day_pay;
    told.line(
        Text::new("缺勤", "absence"),
        say!(
            zh: "应到 {due} 场,实到 {here} 场;旷工 {absent} 天 + 不带薪假 {unpaid} 天,每天 {base} ÷ {by},至多扣完底薪",
            en: "{here} of {due} sessions attended; {absent} days absent + {unpaid} of unpaid leave, each {base} ÷ {by}, at most the base"
        ),
        Money::ZERO - slip.absence,
    );
    let (lates, free, fine) = (a.lates, rules.free_lates, rules.late_fine);
    told.line(
        Text::new("迟到", "lates"),
        say!(
            zh: "迟到 {lates} 次,前 {free} 次不扣,其余每次 {fine}",
            en: "{lates} lates, {free} of them free, {fine} for each other"
        ),
        Money::ZERO - slip.late_fines,
    );
    if rules.overtime {
        let [work, rest, statutory] = a.over;
        let (w, r, s) = (
            rules.overtime_workday,
            rules.overtime_rest_day,
            rules.overtime_statutory,
        );
        told.line(
            Text::new("加班费", "overtime"),
            say!(
                zh: "工作日 {work} 分钟 × {w}、周末 {rest} 分钟 × {r}、法定节假日 {statutory} 分钟 × {s},每小时 {base} ÷ 21.75 ÷ 8",
                en: "{work} minutes on workdays × {w}, {rest} on weekends × {r}, {statutory} on statutory days × {s}; an hour is {base} ÷ 21.75 ÷ 8"
            ),
            slip.overtime,
        );
    }
}

fn sum(told: &mut Told, slip: &Payslip) {
    let words = say!(zh: "以上相加", en: "all of it together");
    told.line(Text::new("应发", "gross pay"), words, slip.gross_pay);
    if slip.supplied.iter().any(Option::is_some) {
        let [insurance, fund, tax] = slip.supplied.map(|m| yuan(m.unwrap_or(Money::ZERO)));
        let words = say!(
            zh: "应发 − 社保 {insurance} − 公积金 {fund} − 个税 {tax}",
            en: "gross − social insurance {insurance} − housing fund {fund} − income tax {tax}"
        );
        told.line(Text::new("实发", "net pay"), words, slip.net_pay);
    }
}
