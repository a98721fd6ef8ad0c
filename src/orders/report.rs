//! The answer of `orders check`: the agents, the stages, then lists.

use super::checked::{Checked, Tally};
use super::contact::{self, Outcome, Response};
use super::numbers::Numbers;
use super::open::{Followed, Open, Stage};
use super::{Job, group, numbers, open, sheets, totals};
use crate::base::{Finding, Message, Text};
use crate::policy::StatusRanks;
use crate::report::{Report, Value};
use crate::say;

/// Checks the orders.
pub fn report(job: &Job<'_>, scope: Message) -> Report {
    let orders = group::orders(job);
    let ranks: StatusRanks = job.rules.status.ranks();
    let called = contact::called(job);
    let checked = Checked {
        responses: contact::responses(job, &orders, &called, &ranks),
        followed: open::follow(job, &orders, &called, &ranks),
        numbers: numbers::check(job, &orders),
        totals: totals::check(job, &orders, &ranks),
    };
    let title = say!(zh: "订单检查", en: "Order check");
    let mut report = Report::new("orders check", title, scope, job.clock);
    let told = orders.iter().filter(|o| job.tells(o.placed())).count();
    facts(&mut report, told, &checked);
    report.sections.push(sheets::agents(job, &checked));
    report.sections.push(sheets::stages(job, &checked.followed));
    report.sections.push(sheets::breaches(job, &checked));
    report.sections.push(sheets::open(job, &checked.followed));
    report.sections.push(sheets::series(&checked.numbers));
    report.sections.push(sheets::gaps(job, &checked.numbers));
    report.sections.push(sheets::totals(job, &checked.totals));
    report.sections.push(sheets::bundles(job, &orders));
    findings(&mut report, job, &checked);
    report
}

fn facts(report: &mut Report, orders: usize, checked: &Checked<'_, '_>) {
    let mut all = Tally::default();
    for response in checked.responses.iter().flatten() {
        all.add(response.outcome);
    }
    let measured = checked.responses.is_some();
    let figure = |n: usize| if measured { n.into() } else { Value::None };
    report.fact("orders", Text::new("订单", "orders"), orders.into());
    let label = Text::new("及时联系", "contacted in time");
    let share = all.share().map_or(Value::None, Value::Percent);
    report.fact("share_on_time", label, share);
    report.datum("measured", figure(all.waits.len()));
    report.datum("on_time", figure(all.on_time));
    report.fact("late", Text::new("超时", "late"), figure(all.late));
    let label = Text::new("没有联系", "never contacted");
    report.fact("not_contacted", label, figure(all.never));
    report.datum("not_measurable", figure(all.not_measurable));
    report.datum("median_seconds", contact::median(&all.waits).into());
    report.datum("worst_seconds", all.waits.iter().max().copied().into());
    let open = &checked.followed.open;
    report.fact("open", Text::new("没办完", "open"), open.len().into());
    let over = open.iter().filter(|o| o.over).count();
    report.fact("over", Text::new("要催办", "to chase"), over.into());
    report.datum("finished", checked.followed.finished.into());
    report.datum("closed", checked.followed.closed.into());
    let missing: u64 = checked.numbers.missing.iter().map(|m| m.count).sum();
    report.fact(
        "missing_numbers",
        Text::new("缺号", "numbers missing"),
        missing.into(),
    );
    let doubles = checked.numbers.doubles.len();
    report.fact("doubles", Text::new("重号", "used twice"), doubles.into());
    let differs = checked.totals.differs.len();
    let label = Text::new("总额不符", "totals that differ");
    report.fact("totals_differ", label, differs.into());
    report.datum("totals_judged", checked.totals.judged.into());
    report.datum("totals_within", checked.totals.within.into());
}

fn findings(report: &mut Report, job: &Job<'_>, checked: &Checked<'_, '_>) {
    let mut out = Vec::new();
    match &checked.responses {
        Some(responses) => out.extend(responses.iter().filter_map(|r| breach(job, r))),
        None => out.push(Finding::info(
            "O4",
            "contacted_at",
            say!(
                zh: "没有联系时间:受理后多久联系不可测;请导出带联系时间的订单,或给 --contacts",
                en: "no time of contact: how soon customers were called is not measurable; export it with the orders, or give --contacts"
            ),
        )),
    }
    let unclear = checked.responses.iter().flatten();
    let unclear: Vec<_> = unclear
        .filter(|r| r.outcome == Outcome::NotMeasurable)
        .collect();
    if let Some(first) = unclear.first() {
        let n = unclear.len();
        let message = say!(
            zh: "{n} 单不可测:没有钟点,或联系记录没有涉及那天、那个渠道",
            en: "{n} orders are not measurable: no hour is given, or the records of contacts do not reach their day or channel"
        );
        out.push(
            Finding::info("O4", job.text(first.order.no()), message)
                .at(job.files.cite(first.order.origin()))
                .with("orders", n),
        );
    }
    for open in &checked.followed.open {
        out.extend(chase(job, open));
    }
    stages_not_told(job, &checked.followed, &mut out);
    numbers_findings(job, &checked.numbers, &mut out);
    for differs in &checked.totals.differs {
        let (total, lines) = (differs.total, differs.lines);
        let message = match differs.other {
            Some(other) => say!(
                zh: "同一单的各行写着不同的总额:{total} 和 {other}",
                en: "lines of one order name different totals: {total} and {other}"
            ),
            None => say!(
                zh: "总额 {total},各行合计 {lines},相差 {}",
                en: "the total is {total}, the lines add up to {lines}: {} apart",
                total - lines
            ),
        };
        out.push(
            Finding::warning("O6", job.text(differs.order.no()), message)
                .at(job.files.cite(differs.order.origin()))
                .with("kind", "total_differs")
                .with("total", total.to_string())
                .with("lines", lines.to_string()),
        );
    }
    report.findings = out;
}

/// A contact that came late, or never.
fn breach(job: &Job<'_>, response: &Response<'_, '_>) -> Option<Finding> {
    let agent = sheets::agent_words(job.agent(response.agent));
    let limit = job.rules.response_minutes;
    let (kind, wait, message) = match response.outcome {
        Outcome::Late(wait) => {
            let after = sheets::span(wait);
            let message = Message {
                zh: format!("{} {}后才联系客户(限 {limit} 分钟)", agent.zh, after.zh),
                en: format!(
                    "{} contacted the customer after {} (limit {limit} min)",
                    agent.en, after.en
                ),
            };
            ("late", wait, message)
        }
        Outcome::Never(wait) => {
            let so_far = sheets::span(wait);
            let message = Message {
                zh: format!("{} 没有联系客户,已过 {}", agent.zh, so_far.zh),
                en: format!(
                    "{} has not contacted the customer for {}",
                    agent.en, so_far.en
                ),
            };
            ("not_contacted", wait, message)
        }
        _ => return None,
    };
    let origin = response.order.origin();
    let finding = Finding::warning("O4", job.text(response.order.no()), message)
        .at(job.files.cite(origin))
        .with("kind", kind)
        .with("staff", job.agent(response.agent))
        .with("seconds", wait);
    Some(finding)
}

/// What is to be done about an open order.
fn chase(job: &Job<'_>, open: &Open<'_, '_>) -> Option<Finding> {
    let (_, stage) = open.stage.word();
    let limit = open::limit(job, open.stage);
    let age = sheets::hours(open.hours.unwrap_or(0));
    let message = if open.stage == Stage::Refund {
        let status = job.text(open.status);
        say!(zh: "{status}:每天都要看", en: "{status}: to be looked at every day")
    } else if open.over {
        let most = sheets::hours(limit);
        Message {
            zh: format!("{}已 {}(限 {}),请催办", stage.zh, age.zh, most.zh),
            en: format!(
                "{} for {} (limit {}): follow it up",
                stage.en, age.en, most.en
            ),
        }
    } else if open.untracked {
        say!(zh: "已发货,还没有快递单号", en: "shipped, but without a tracking number")
    } else {
        return None;
    };
    let mut finding = Finding::warning("O5", job.text(open.order.no()), message)
        .at(job.files.cite(open.order.origin()))
        .with(
            "kind",
            if open.over {
                open.stage.word().0
            } else {
                "untracked"
            },
        );
    if let Some(hours) = open.hours {
        finding = finding.with("hours", hours);
    }
    Some(finding)
}

fn stages_not_told(job: &Job<'_>, followed: &Followed<'_, '_>, out: &mut Vec<Finding>) {
    for (word, (n, origin)) in &followed.unknown {
        let word = job.text(*word);
        let message = say!(
            zh: "不认得状态「{word}」,{n} 单没有跟进;请写进 [orders.status] 或 [orders.open] refund_words",
            en: "the status \"{word}\" is not known, {n} orders are not followed; add it to [orders.status] or to refund_words of [orders.open]"
        );
        out.push(Finding::info("O5", word, message).at(job.files.cite(*origin)));
    }
    if followed.unjudged > 0 {
        let n = followed.unjudged;
        let message = say!(
            zh: "{n} 单没有状态、发货时间、完成时间,办到哪一步看不出来",
            en: "{n} orders have no status, no time of shipping or finishing: how far they are cannot be told"
        );
        out.push(Finding::info("O5", "status", message).with("orders", n));
    }
}

fn numbers_findings(job: &Job<'_>, numbers: &Numbers, out: &mut Vec<Finding>) {
    for missing in &numbers.missing {
        let (from, to, n) = (&missing.from, &missing.to, missing.count);
        let next = job.text(missing.next);
        let message = if n == 1 {
            say!(zh: "缺 {from}(下一张是 {next})", en: "{from} is missing (the next is {next})")
        } else {
            say!(
                zh: "缺 {n} 张:{from} 到 {to}(下一张是 {next})",
                en: "{n} are missing: {from} to {to} (the next is {next})"
            )
        };
        out.push(
            Finding::warning("O6", from, message)
                .at(job.files.cite(missing.origin))
                .with("kind", "gap")
                .with("from", from.as_str())
                .with("to", to.as_str())
                .with("missing", n),
        );
    }
    for double in &numbers.doubles {
        let first = job.files.place(double.first);
        let no = job.text(double.no);
        let (rule, message) = if double.orders {
            let message = Message {
                zh: format!("同一个单号用在两张订单上,另一张在 {}", first.zh),
                en: format!("one number on two orders; the other is at {}", first.en),
            };
            ("O6", message)
        } else {
            let message = Message {
                zh: format!("这一行写了两次,先见 {}", first.zh),
                en: format!("the same line twice; the first is at {}", first.en),
            };
            ("double-line", message)
        };
        let kind = if double.orders {
            "double"
        } else {
            "double_line"
        };
        out.push(
            Finding::warning(rule, no, message)
                .at(job.files.cite(double.second))
                .with("kind", kind),
        );
    }
    let drawn: Vec<&str> = {
        let runs = numbers.runs.iter().filter(|r| !r.judged && r.orders > 1);
        let mut names: Vec<&str> = runs.map(|r| r.series.as_str()).collect();
        names.dedup();
        names
    };
    if !drawn.is_empty() {
        let list = drawn.join("、");
        let listed = drawn.join(", ");
        let message = Message {
            zh: format!("这些号不是接着排的,不查缺号:{list}"),
            en: format!("numbers that do not follow each other are not checked for gaps: {listed}"),
        };
        out.push(Finding::info("O6", drawn[0], message));
    }
}
