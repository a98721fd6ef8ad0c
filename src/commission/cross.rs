//! Cross-checks of the month: what does not fit together, and what the law or
//! the rules ask a person to look at.

use super::Job;
use super::credit::{self, Credit};
use super::month::{employed, unmarked_double_eleven};
use super::notes::Notes;
use super::slip::{BaseFrom, Payslip};
use crate::base::{Finding, Money, Origin};
use crate::say;
use crate::table::cell::{Raw, number};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What was met while credits were summed.
#[derive(Debug, Default)]
pub struct Sold {
    /// By person: lines and amount of people without a scheme.
    no_scheme: BTreeMap<usize, (u64, Money, Origin)>,
    over_refunded: (u64, Option<Origin>),
}

impl Sold {
    pub fn without_scheme(&mut self, credit: &Credit) {
        let held = self
            .no_scheme
            .entry(credit.who)
            .or_insert((0, Money::ZERO, credit.origin));
        held.0 += 1;
        held.1 += credit.amount;
    }

    pub fn over_refunded(&mut self, credit: &Credit) {
        self.over_refunded.0 += 1;
        self.over_refunded.1.get_or_insert(credit.origin);
    }
}

/// One person's pay.
pub fn person(slip: &Payslip, job: &Job<'_>, notes: &mut Notes) {
    let person = &job.register.people()[slip.who];
    let (id, name) = (person.id.clone(), &person.name);
    let at = job.files.cite(person.row.origin);
    if slip.score.is_none() && slip.scheme.needs_score() {
        notes.push(
            Finding::error(
                "K4",
                id.clone(),
                say!(
                    zh: "{name} 没有绩效得分,提成和应发算不出来;请补齐绩效数据,或用 --kpi 给得分",
                    en: "{name} has no KPI score, so commission and gross pay stay open; complete the KPI data or give scores with --kpi"
                ),
            )
            .at(at.clone()),
        );
    }
    let role = job.pool.text(person.row.role);
    let ranges = slip.scheme.ranges_for(role);
    let base = slip.base_full;
    let inside = |r: &&crate::policy::pay::BaseRange| (r.least..=r.most).contains(&base.0);
    if slip.base_from == BaseFrom::Staff && !ranges.is_empty() && !ranges.iter().any(inside) {
        let listed: Vec<String> = ranges
            .iter()
            .map(|r| format!("{}–{}", r.least.normalize(), r.most.normalize()))
            .collect();
        let listed = listed.join(" / ");
        notes.push(
            Finding::warning(
                "K6",
                id.clone(),
                say!(
                    zh: "{name}({role})的底薪 {base} 不在范围 {listed} 内",
                    en: "the base {base} of {name} ({role}) is outside {listed}"
                ),
            )
            .at(at.clone()),
        );
    }
    let Some(gross) = slip.gross_pay else { return };
    let deductions = slip.late_fines - slip.penalties;
    let before = gross + deductions;
    let cap = job.policy.pay.deduction_cap;
    if !deductions.is_zero() && deductions.0 > before.0.max(Decimal::ZERO) * cap.0 {
        notes.push(Finding::warning(
            "K9",
            id.clone(),
            say!(
                zh: "{name} 的处罚和迟到扣款共 {deductions} 元,超过扣款前工资 {before} 元的 {cap}",
                en: "fines of {name} come to {deductions} yuan, more than {cap} of the pay before them, {before} yuan"
            ),
        ));
    }
    if let Some(least) = job.policy.pay.min_wage
        && slip.part.is_whole()
        && gross.0 < least.0
    {
        notes.push(Finding::warning(
            "K6",
            id.clone(),
            say!(
                zh: "{name} 应发 {gross} 元,低于最低工资 {least} 元",
                en: "gross pay of {name} is {gross} yuan, below the minimum wage of {least}"
            ),
        ));
    }
    if slip.net_pay.is_some_and(Money::is_negative) {
        notes.push(Finding::warning(
            "K1",
            id,
            say!(zh: "{name} 的实发是负数;请核对代扣的金额", en: "net pay of {name} is below zero; check what is withheld"),
        ));
    }
}

/// The month as a whole.
pub fn whole(job: &Job<'_>, slips: &[Payslip], sold: &Sold, attendance: bool, notes: &mut Notes) {
    people(job, slips, sold, notes);
    schemes(job, slips, notes);
    if let (n @ 1.., origin) = sold.over_refunded {
        let words = say!(
            zh: "{n} 行的退款大于销售额;请核对",
            en: "{n} lines are refunded more than they sold for; check them"
        );
        let at = job.files.cite(origin.unwrap_or_default());
        notes.push(
            Finding::warning("K3", "sales", words)
                .at(at)
                .with("lines", n),
        );
    }
    if attendance && !job.policy.attendance.overtime {
        notes.push(Finding::info(
            "K10",
            "attendance.overtime",
            say!(
                zh: "没有计加班费;要按打卡时间计,在配置写 [attendance] overtime = true",
                en: "overtime is not paid; to pay it from the clock times write [attendance] overtime = true in the config"
            ),
        ));
    }
    let net = slips.iter().any(|s| s.supplied.iter().any(Option::is_some));
    if !net {
        notes.push(Finding::info(
            "K1",
            "staff",
            say!(
                zh: "员工表没有社保、公积金、个税,只算到应发",
                en: "the staff table has no social insurance, housing fund or income tax; pay ends at gross"
            ),
        ));
    }
    own_totals(job, notes);
    service_total(job, slips, notes);
}

/// Staff without a scheme, and on a scheme without sales.
fn people(job: &Job<'_>, slips: &[Payslip], sold: &Sold, notes: &mut Notes) {
    for (who, (lines, amount, origin)) in &sold.no_scheme {
        let person = &job.register.people()[*who];
        let name = &person.name;
        let words = say!(
            zh: "{name} 有 {lines} 行销售({amount} 元),员工表却没有写方案,没有算工资;请写上方案",
            en: "{name} has {lines} lines of sales ({amount} yuan) but no scheme in the staff table, and no pay was worked out; name a scheme"
        );
        notes.push(Finding::error("K2", person.id.clone(), words).at(job.files.cite(*origin)));
    }
    for (who, scheme) in job.schemes.iter().enumerate() {
        let quiet =
            scheme.is_none() && !sold.no_scheme.contains_key(&who) && employed(job, who).is_some();
        if quiet {
            let person = &job.register.people()[who];
            let name = &person.name;
            let words = say!(
                zh: "{name} 没有写方案,没有算工资",
                en: "{name} has no scheme, and no pay was worked out"
            );
            notes.push(
                Finding::warning("K2", person.id.clone(), words)
                    .at(job.files.cite(person.row.origin)),
            );
        }
    }
    let (flat, stepped): (Vec<&Payslip>, Vec<&Payslip>) = slips
        .iter()
        .filter(|s| s.sums.lines == 0)
        .partition(|s| s.scheme.flat.is_some());
    for slip in stepped {
        let person = &job.register.people()[slip.who];
        let name = &person.name;
        let words = say!(zh: "{name} 本月没有销售", en: "{name} has no sales this month");
        let finding = Finding::warning("K3", person.id.clone(), words);
        notes.push(finding.at(job.files.cite(person.row.origin)));
    }
    // On a flat rate whole departments sell nothing.
    if !flat.is_empty() {
        let of = |slip: &&Payslip| job.register.people()[slip.who].id.as_str();
        let listed: Vec<&str> = flat.iter().map(of).collect();
        let (n, listed) = (listed.len(), listed.join(", "));
        let words = say!(
            zh: "{n} 人本月没有销售:{listed}",
            en: "{n} people have no sales this month: {listed}"
        );
        notes.push(Finding::info("K3", "sales", words));
    }
}

/// What a scheme leaves open, once for each.
fn schemes(job: &Job<'_>, slips: &[Payslip], notes: &mut Notes) {
    let mut seen: Vec<&str> = Vec::new();
    for slip in slips {
        let scheme = &slip.scheme;
        if seen.contains(&scheme.name.as_str()) {
            continue;
        }
        seen.push(&scheme.name);
        let of = &scheme.name;
        if scheme.flat.is_none() && unmarked_double_eleven(job, scheme) {
            let year = job.month.from.format("%Y");
            notes.push(Finding::warning(
                "K5",
                of.clone(),
                say!(
                    zh: "方案 {of} 没有 {year} 年双十一不计的日子;请写 exclude = [{{ name = \"双十一\", from = \"{year}-11-01\", to = \"{year}-11-11\" }}](日期按当年公布的)",
                    en: "scheme {of} excludes no days of Double 11 in {year}; write exclude = [{{ name = \"Double 11\", from = \"{year}-11-01\", to = \"{year}-11-11\" }}] with the days announced"
                ),
            ));
        }
        let mut open = Vec::new();
        if scheme.service_reward.is_empty() {
            open.push("service_reward");
        }
        if scheme.per_piece.good_review.is_none() {
            open.push("per_piece.good_review");
        }
        if scheme.per_piece.buyer_photo.is_none() {
            open.push("per_piece.buyer_photo");
        }
        // K1 is the pre-sales scheme's; a flat rate promises none of them.
        if scheme.flat.is_none() && !open.is_empty() {
            let open = open.join(", ");
            notes.push(Finding::info(
                "K1",
                of.clone(),
                say!(
                    zh: "方案 {of} 没有写 {open},这些奖金是 0",
                    en: "scheme {of} has no {open}; those bonuses are 0"
                ),
            ));
        }
        let per_piece = scheme
            .per_piece
            .good_review
            .or(scheme.per_piece.buyer_photo);
        if per_piece.is_some() && job.service.is_none() {
            notes.push(Finding::warning(
                "K1",
                of.clone(),
                say!(
                    zh: "方案 {of} 有按件奖金,却没有给 --service,件数按 0 算",
                    en: "scheme {of} pays by the piece but there is no --service; the pieces count as 0"
                ),
            ));
        }
    }
}

/// The export's own 汇总 of sales against ours of the same file.
fn own_totals(job: &Job<'_>, notes: &mut Notes) {
    let role = match job.sold {
        credit::Sold::Sales(_) => "sales",
        credit::Sold::Orders(_) => return,
        credit::Sold::Service(_) => "service",
    };
    let field = if role == "sales" { "amount" } else { "sales" };
    for (_, line) in job.totals.iter().filter(|(of, _)| of == role) {
        let Some((_, text)) = line.cells.iter().find(|(name, _)| *name == field) else {
            continue;
        };
        let Ok(Some(theirs)) = number::parse(&Raw::Text(text.as_str().into())) else {
            continue;
        };
        let of_file = |origin: Origin| origin.file == line.origin.file;
        let amounts: Vec<Money> = match job.sold {
            credit::Sold::Sales(rows) => rows
                .iter()
                .filter(|r| of_file(r.origin))
                .filter_map(|r| r.amount)
                .collect(),
            credit::Sold::Service(rows) => rows
                .iter()
                .filter(|r| of_file(r.origin))
                .filter_map(|r| r.sales)
                .collect(),
            credit::Sold::Orders(_) => Vec::new(),
        };
        let count = amounts.len();
        let ours: Money = amounts.into_iter().sum();
        let mean = line.label.contains('均') || line.label.contains("平均");
        let (ours, within) = if mean {
            let lines = Decimal::from(count.max(1));
            (Money(ours.0 / lines), Decimal::new(1, 2))
        } else {
            (ours, Decimal::ZERO)
        };
        let theirs = Money(theirs);
        if (ours.rounded() - theirs.rounded()).0.abs() > within {
            let label = &line.label;
            notes.push(
                Finding::warning(
                    "K3",
                    label.clone(),
                    say!(
                        zh: "导出自己的「{label}」行销售额是 {theirs},各行算出来是 {ours};导出可能不全",
                        en: "the export's own line \"{label}\" gives sales of {theirs}, its lines come to {ours}; it may be incomplete"
                    ),
                )
                .at(job.files.cite(line.origin)),
            );
        }
    }
}

/// Agents' sales by the service tool against those of orders or sales.
fn service_total(job: &Job<'_>, slips: &[Payslip], notes: &mut Notes) {
    let (Some(service), false) = (job.service, matches!(job.sold, credit::Sold::Service(_))) else {
        return;
    };
    let mut by_person: BTreeMap<usize, Money> = BTreeMap::new();
    for row in service {
        let day = row.date.map(|m| m.at.date()).or(row.month);
        if !day.is_some_and(|day| job.month.holds_day(day)) {
            continue;
        }
        if let crate::table::rows::Who::One(who) = job.register.find(job.pool.text(row.staff)) {
            *by_person.entry(who).or_default() += row.sales.unwrap_or(Money::ZERO);
        }
    }
    for slip in slips {
        let Some(tool) = by_person.get(&slip.who) else {
            continue;
        };
        let (tool, ours) = (tool.rounded(), slip.sums.credited);
        if tool == ours {
            continue;
        }
        let person = &job.register.people()[slip.who];
        let (name, diff) = (&person.name, ours - tool);
        notes.push(
            Finding::warning(
                "K3",
                person.id.clone(),
                say!(
                    zh: "{name}:客服工具记的销售额 {tool},明细是 {ours},差 {diff};提成按明细算",
                    en: "{name}: the service tool has sales of {tool}, the single sales {ours}, {diff} apart; commission goes by the single sales"
                ),
            )
            .with("service", tool.to_string())
            .with("sales", ours.to_string()),
        );
    }
}
