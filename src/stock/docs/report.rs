//! The answer of `stock docs`: what was checked and found, the open orders, then
//! for files a section a kind, refusal slips and the number series.

use super::link::Deliveries;
use super::purchase::Open;
use super::remark::{Kind, Remark};
use super::sheets::{GOODS_IN, NUMBERS, ORDERS};
use super::{Papers, flow, goods_in, lists, papers as each, purchase, refusal, series, sheets};
use crate::base::{Clock, Finding, Message, Name, Text};
use crate::report::{Column, Kind as C, Report, Section, Tone, Value};
use crate::say;
use crate::stock::checks;
use crate::stock::order::natural;

/// Checks the papers of a period.
pub fn report(papers: &Papers<'_>, scope: Message, clock: Clock) -> Report {
    let title = say!(zh: "单据核查", en: "Stock documents");
    let mut report = Report::new("stock docs", title, scope, clock);
    let goods = papers.goods();
    let deliveries = Deliveries::of(papers);
    let each = each::check(papers);
    let runs = series::check(papers);
    let goods_in = goods_in::check(papers, &deliveries, &goods);
    let flow = flow::check(papers);
    let orders = purchase::check(papers, &deliveries);

    let mut remarks = each.remarks;
    for more in [runs.remarks, goods_in.remarks, flow.remarks, orders.remarks] {
        remarks.extend(more);
    }
    let text = |name: Name| papers.pool.text(name);
    remarks.sort_by(|a, b| {
        (a.kind, a.date)
            .cmp(&(b.kind, b.date))
            .then_with(|| natural(text(a.doc_no), text(b.doc_no)))
            .then_with(|| text(a.sku).cmp(text(b.sku)))
            .then_with(|| a.origin.cmp(&b.origin))
    });

    let found = |kinds: &[Kind]| remarks.iter().filter(|r| kinds.contains(&r.kind)).count();
    let papers_given = papers.orders.is_some() || papers.notes.is_some();
    let checks = [
        Check::new(
            "W4",
            Text::new("每行有单据", "every line has a document"),
            each.lines,
            &[Kind::NoDocument],
        ),
        Check::new(
            "W2",
            Text::new("入库单签名", "receipts are signed"),
            each.receipts,
            &[Kind::Unsigned],
        ),
        Check::new(
            "W2 W3",
            Text::new("当日入账", "posted in time"),
            each.documents,
            &[Kind::Unposted, Kind::PostedLate],
        ),
        Check::new(
            "W15",
            Text::new("编号不缺不重不乱", "numbers whole and in order"),
            each.documents,
            &NUMBERS,
        ),
        Check::given(
            "W1",
            Text::new("入库对送货单、采购单", "receipts match their papers"),
            papers_given.then_some(goods_in.receipts),
            &GOODS_IN,
        ),
        Check::new(
            "W3",
            Text::new("无负库存", "stock never below zero"),
            each.lines,
            &[Kind::BelowZero],
        ),
        Check::new(
            "W5",
            Text::new("先进先出", "first in, first out"),
            flow.judged,
            &[Kind::NewerFirst],
        ),
        Check::given(
            "W13",
            Text::new("采购订单催货", "orders chased, in time"),
            papers.orders.map(|_| orders.lines),
            &ORDERS,
        ),
    ];
    summary(
        &mut report,
        each.documents,
        &remarks,
        &orders.open,
        goods_in.refused.len(),
    );
    report.sections.push(overview(&checks, &found));
    if papers.orders.is_some() {
        report
            .sections
            .push(lists::open_orders(papers, &goods, &orders.open));
    }
    report.sections.push(sheets::rows(papers, &goods, &remarks));
    report
        .sections
        .extend(sheets::groups(papers, &goods, &remarks));
    let slips = refusal::slips(papers, &goods, &goods_in.refused);
    report.sections.extend(slips);
    report.sections.push(lists::series(&runs.runs));
    report.sections.push(lists::bundles(papers));

    let findings = remarks.iter().map(|r| r.finding(papers, &goods));
    report.findings = findings.collect();
    report
        .findings
        .extend(papers.ledger.notes.findings(papers.pool, papers.files));
    if let Some(items) = papers.items {
        let inside = papers.ledger.entries.iter();
        let inside = inside.filter(|e| papers.period.holds_day(e.day()));
        let told = papers.ledger.notes.unknown_barcodes();
        let unlike = checks::against_items(inside, items, papers.pool, papers.files, &told);
        report.findings.extend(unlike);
    }
    report.findings.extend(each.infos);
    report.findings.extend(not_judged(papers, flow.without_lot));
    report
}

/// What was looked at, and how often it was wrong.
struct Check {
    rule: &'static str,
    what: Text,
    /// `None` where its table was not given.
    looked: Option<usize>,
    kinds: Vec<Kind>,
}

impl Check {
    fn new(rule: &'static str, what: Text, looked: usize, kinds: &[Kind]) -> Check {
        Check::given(rule, what, Some(looked), kinds)
    }

    fn given(rule: &'static str, what: Text, looked: Option<usize>, kinds: &[Kind]) -> Check {
        Check {
            rule,
            what,
            looked,
            kinds: kinds.to_vec(),
        }
    }
}

fn summary(
    report: &mut Report,
    documents: usize,
    remarks: &[Remark],
    open: &[Open],
    refused: usize,
) {
    report.fact(
        "documents",
        Text::new("单据", "documents"),
        Value::from(documents),
    );
    report.fact(
        "remarks",
        Text::new("要处理", "to look into"),
        Value::from(remarks.len()),
    );
    report.fact(
        "open_orders",
        Text::new("在途采购行", "open order lines"),
        Value::from(open.len()),
    );
    report.fact(
        "refused_lines",
        Text::new("拒收或短少", "refused or short"),
        Value::from(refused),
    );
    let by_kind = Kind::ALL.iter().filter_map(|kind| {
        let n = remarks.iter().filter(|r| r.kind == *kind).count();
        (n > 0).then(|| (kind.key().to_owned(), Value::from(n)))
    });
    report.datum("kinds", Value::Map(by_kind.collect()));
}

fn overview(checks: &[Check], found: &dyn Fn(&[Kind]) -> usize) -> Section {
    let columns = vec![
        Column::new("rule", sheets::RULE, C::Text),
        Column::new("check", Text::new("核查", "Check"), C::Text),
        Column::new("looked_at", Text::new("查了", "Looked at"), C::Int),
        Column::new("found", Text::new("不对", "Wrong"), C::Int),
        Column::new("result", Text::new("结果", "Result"), C::Text),
    ];
    let mut section = Section::new("checks", say!(zh: "核查", en: "Checks"), columns);
    for check in checks {
        let wrong = found(&check.kinds);
        let (word, label, tone) = match (check.looked, wrong) {
            (None, _) => (
                "not_given",
                Text::new("没有给表", "table not given"),
                Tone::Muted,
            ),
            (Some(0), 0) => (
                "nothing",
                Text::new("没有可查的", "nothing to check"),
                Tone::Muted,
            ),
            (_, 0) => ("good", Text::new("齐", "in order"), Tone::Good),
            _ => ("look", Text::new("要看", "look"), Tone::Attention),
        };
        section.rows.push(vec![
            Value::from(check.rule),
            Value::Message(check.what.into()),
            Value::from(check.looked),
            Value::from(check.looked.map(|_| wrong)),
            Value::Code(word, label).toned(tone),
        ]);
    }
    section
}

/// What could not be judged for want of a table or a lot.
fn not_judged(papers: &Papers<'_>, without_lot: usize) -> Vec<Finding> {
    let mut infos = Vec::new();
    if without_lot > 0 {
        let message = say!(
            zh: "{without_lot} 行出库没有批次和有效期,先进先出没有核对",
            en: "{without_lot} issue lines name neither lot nor expiry; first in, first out not checked"
        );
        infos.push(Finding::info("W5", "-", message));
    }
    let tables = [
        (
            papers.notes.is_none(),
            "W1",
            "delivery_notes",
            Text::new("送货单", "delivery notes"),
        ),
        (
            papers.orders.is_none(),
            "W13",
            "purchase_orders",
            Text::new("采购订单", "purchase orders"),
        ),
    ];
    for (absent, rule, name, what) in tables {
        if absent {
            let flag = name.replace('_', "-");
            let message = Message {
                zh: format!("没有给{}(--{flag}),没有核对", what.zh),
                en: format!("no {} given (--{flag}); not checked", what.en),
            };
            infos.push(Finding::info(rule, flag, message));
        }
    }
    infos
}
