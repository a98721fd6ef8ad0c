//! The README beside the sample: what each file imitates and what there is to
//! find in it.

use super::{PlantedKind, SampleSummary};
use crate::base::{Clock, Lang, Message, Text};
use crate::say;
use std::fmt::Write as _;

const FILES: &[(&str, Text)] = &[
    (
        "inbox/tmall/",
        Text::new(
            "天猫式订单报表,GB18030,一单一行,每天一份,每份含最近 15 天的订单",
            "Tmall-like order lists, GB18030, one row an order, one file a day with the orders of the last 15 days",
        ),
    ),
    (
        "inbox/jd/",
        Text::new(
            "京东式订单,UTF-8 带 BOM,一件商品一行,订单金额每行重复",
            "JD-like orders, UTF-8 with a mark, one row an item, the order's amount repeated on each",
        ),
    ),
    (
        "books/movements.xlsx",
        Text::new("仓库的出入库流水", "the warehouse's ledger"),
    ),
    (
        "books/finance.csv",
        Text::new(
            "财务的月末结存,表头不在第一行",
            "finance's balances at the month's end, heading not on the first line",
        ),
    ),
    ("books/items.xlsx", Text::new("商品资料", "items")),
    (
        "books/purchase_orders.csv",
        Text::new("采购订单", "purchase orders"),
    ),
    (
        "books/delivery_notes.csv",
        Text::new("送货单", "delivery notes"),
    ),
    (
        "counts/",
        Text::new(
            "每周盘点;实盘数量空白表示未盘",
            "weekly counts; a blank quantity means not counted",
        ),
    ),
    ("people/staff.xlsx", Text::new("员工表", "staff")),
    (
        "people/attendance_…",
        Text::new("考勤,一天两段", "attendance, two sessions a day"),
    ),
    (
        "people/service_…",
        Text::new(
            "客服绩效,末尾有汇总和均值两行",
            "customer-service figures, ending in a total and a mean row",
        ),
    ),
    (
        "people/contacts.csv",
        Text::new(
            "付款后联系客户的记录,每单一行",
            "when customers were called after payment, one row an order",
        ),
    ),
    ("people/leave.csv", Text::new("请假", "leave")),
    (
        "people/adjustments.csv",
        Text::new("奖罚", "rewards and penalties"),
    ),
    ("people/targets.csv", Text::new("销售目标", "sales targets")),
];

/// Markdown in `lang`.
pub fn render(summary: &SampleSummary, clock: &Clock, lang: Lang) -> String {
    let (day, month) = (clock.date(), summary.month.format("%Y-%m"));
    let mut out = String::new();
    let mut line = |message: Message| {
        let _ = writeln!(out, "{}", message.get(lang));
    };
    line(say!(zh: "# 示例数据", en: "# Sample data"));
    line(say!(
        zh: "\n{month} 一个月的账和人事,以及到 {day} 为止七天的订单导出。全部由程序编造,与任何人、任何店无关。\n",
        en: "\nThe books and people of {month}, and the order exports of the seven days up to {day}. All of it is made up and belongs to nobody.\n"
    ));
    for (path, what) in FILES {
        line(say!(zh: "* `{path}` — {}", en: "* `{path}` — {}", what.get(lang)));
    }
    line(say!(zh: "\n## 订单里埋了什么\n", en: "\n## What was planted in the orders\n"));
    for p in &summary.planted {
        let label = p.kind.label();
        let rule = match p.kind {
            PlantedKind::Repriced => "O3b",
            PlantedKind::Amended => "O3",
            PlantedKind::Tampered => "O2",
        };
        let (file, order, heading, old, new) = (&p.file, &p.order_no, p.heading, &p.old, &p.new);
        line(say!(
            zh: "* {rule} {}:`{file}` 起,订单 {order} 的{heading}由「{old}」变为「{new}」",
            en: "* {rule} {}: from `{file}` on, {heading} of order {order} went from «{old}» to «{new}»",
            label.get(lang)
        ));
    }
    line(say!(
        zh: "\n其余的变化(付款、发货、完成、退款、关闭)都合规矩。",
        en: "\nEverything else that changes (payment, shipping, finishing, refunds, closing) is lawful."
    ));
    line(
        say!(zh: "\n## 账和联系记录里有什么可查\n", en: "\n## What there is to find in the books and calls\n"),
    );
    for message in &summary.to_find {
        line(Message::data("* ").join("", message));
    }
    out
}
