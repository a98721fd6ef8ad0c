//! Order exports of the last seven days: a Tmall-like list (GB18030, one row an
//! order) and a JD-like one (UTF-8 with a mark, one row an item). Each day's
//! file holds the last fifteen days of orders as they stand that evening.
//!
//! From day to day only lawful things happen (payment, shipping, finishing,
//! refunds, closing) but for three planted changes of the Tmall list: an order
//! repriced before payment (O3b), one amended with a remark (O3) and, on the
//! last day, one tampered with (O2).

use super::goods::GOODS;
use super::life::{self, Line, Order, export_moment, reached, when};
use super::rng::Rng;
use super::sheet::{Encoding, csv, yuan};
use super::{Files, Planted, PlantedKind, contacts};
use crate::base::Message;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};
use std::io;

/// Files a platform, days an export looks back.
const FILES: i64 = 7;
const WINDOW: i64 = 15;

const TMALL: &[&str] = &[
    "订单编号",
    "买家会员名",
    "买家应付货款 ",
    "买家应付邮费",
    "总金额",
    "买家实际支付金额",
    "订单状态",
    "买家留言",
    "收货人姓名",
    "收货地址 ",
    "运送方式",
    "联系手机",
    "订单创建时间",
    "订单付款时间 ",
    "宝贝标题 ",
    "宝贝种类",
    "物流单号 ",
    "物流公司",
    "订单备注",
    "宝贝总数量",
    "店铺名称",
    "订单关闭原因",
    "发票抬头",
    "发货时间",
    "确认收货时间",
    "退款金额",
];
const JD: &[&str] = &[
    "订单号",
    "商品ID",
    "商品名称",
    "订购数量",
    "支付方式",
    "下单时间",
    "京东价",
    "订单金额",
    "结算金额",
    "余额支付",
    "应付金额",
    "订单状态",
    "订单类型",
    "下单帐号",
    "客户姓名",
    "客户地址",
    "联系电话",
    "订单备注",
    "发票类型",
    "发票抬头",
    "商家备注",
    "运费金额",
    "付款确认时间",
    "货号",
    "订单完成时间",
    "订单来源",
];

/// The values planted over an order's own from a day on.
struct Plan {
    last: NaiveDate,
    repriced: usize,
    /// Fen off the price.
    off: i64,
    amended: usize,
    new_address: String,
    appended: String,
    tampered: usize,
    new_phone: String,
}

fn days_back(last: NaiveDate, days: i64) -> NaiveDate {
    last - Duration::days(days)
}

/// Adds the files of both platforms and the calls to the customers; gives back
/// what was planted where, and what there is to find in the calls.
pub fn write(
    files: &mut Files,
    now: NaiveDateTime,
    seed: u64,
) -> io::Result<(Vec<Planted>, Message)> {
    let last = now.date();
    let mut orders = tmall_orders(last, seed);
    let plan = plan(&mut orders, last, seed);
    let jd = jd_orders(last, seed);
    for back in (0..FILES).rev() {
        let day = days_back(last, back);
        let at = export_moment(day, now);
        let bytes = csv(Encoding::Gb18030, &tmall_rows(&orders, &plan, day, at))?;
        files.add(tmall_path(day), bytes);
        let bytes = csv(Encoding::Utf8Bom, &jd_rows(&jd, day, at))?;
        files.add(format!("inbox/jd/jd-orders-{day}.csv"), bytes);
    }
    let first = days_back(last, WINDOW - 1);
    let calls = contacts::write(files, &orders, first, (export_moment(last, now), now), seed)?;
    Ok((planted(&orders, &plan), calls))
}

/// The Tmall list of a day.
pub fn tmall_path(day: NaiveDate) -> String {
    format!("inbox/tmall/订单报表_{day}.csv")
}

fn tmall_orders(last: NaiveDate, seed: u64) -> Vec<Order> {
    let mut rng = Rng::new(seed, "tmall");
    let mut orders = Vec::new();
    for back in (0..FILES + WINDOW).rev() {
        let day = days_back(last, back);
        for (seq, created) in (1..).zip(life::created_times(&mut rng, day, 52, 70)) {
            let number = format!(
                "4{}{seq:04}{:08}",
                day.format("%y%m%d"),
                rng.range(1, 99_999_999)
            );
            let lines = draw_lines(&mut rng, 25);
            orders.push(Order::draw(&mut rng, number, created, lines));
        }
    }
    orders
}

fn jd_orders(last: NaiveDate, seed: u64) -> Vec<Order> {
    let mut rng = Rng::new(seed, "jd");
    let mut orders = Vec::new();
    for back in (0..FILES + WINDOW).rev() {
        let day = days_back(last, back);
        for (seq, created) in (1..).zip(life::created_times(&mut rng, day, 16, 26)) {
            let days = day.num_days_from_ce() % 10_000;
            let number = format!("3{days:04}{seq:03}{:04}", rng.range(1, 9999));
            let lines = draw_lines(&mut rng, 60);
            orders.push(Order::draw(&mut rng, number, created, lines));
        }
    }
    orders
}

/// One item, or in `percent` of orders two or three different ones.
fn draw_lines(rng: &mut Rng, percent: i64) -> Vec<Line> {
    let wanted = if rng.chance(percent) {
        rng.range(2, 3)
    } else {
        1
    };
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..wanted {
        let goods = rng.pick(GOODS);
        let qty = if rng.chance(80) { 1 } else { rng.range(2, 5) };
        if lines.iter().all(|l| l.goods.sku != goods.sku) {
            lines.push(Line { goods, qty });
        }
    }
    lines
}

/// Chooses the three orders and bends their lives so that each change is what
/// it is meant to be: unpaid on both days, paid and not shipped, paid and shipped.
fn plan(orders: &mut [Order], last: NaiveDate, seed: u64) -> Plan {
    let mut rng = Rng::new(seed, "planted");
    let noon = |back: i64, hour: i64| {
        days_back(last, back).and_time(chrono::NaiveTime::MIN) + Duration::hours(hour)
    };
    // The fifth and later order of a day, before the evening's export.
    let of_day = |orders: &[Order], back: i64| {
        let day = days_back(last, back);
        let first = orders.iter().position(|o| o.created.date() == day);
        first.unwrap_or(0) + 5
    };
    let repriced = of_day(orders, 4);
    let order = &mut orders[repriced];
    order.created = order.created.min(noon(4, 17));
    // Paid a day and a half after the repricing was exported.
    order.paid = Some(noon(2, 10));
    order.shipped = Some(noon(1, 11));
    (order.finished, order.refund, order.closed) = (None, None, None);
    let off = (order.total() / 10 / 100).max(1) * 100;

    let amended = of_day(orders, 5);
    let order = &mut orders[amended];
    order.created = order.created.min(noon(5, 17));
    order.paid = Some(order.created + Duration::minutes(4));
    order.shipped = Some(noon(1, 16));
    (order.finished, order.refund, order.closed) = (None, None, None);
    order.remark = "已核对地址".to_owned();
    let new_address = life::address(&mut rng);
    let day = days_back(last, 2);
    let appended = format!(" {day} 员工A:客户要求修改收货地址,新地址为{new_address},已修改妥当");

    let tampered = of_day(orders, 6);
    let order = &mut orders[tampered];
    order.created = order.created.min(noon(6, 17));
    order.paid = Some(order.created + Duration::minutes(3));
    order.shipped = Some(noon(4, 15));
    (order.finished, order.refund, order.closed) = (None, None, None);
    order.remark.clear();
    let mut new_phone = life::phone(&mut rng);
    while new_phone == order.phone {
        new_phone = life::phone(&mut rng);
    }
    Plan {
        last,
        repriced,
        off,
        amended,
        new_address,
        appended,
        tampered,
        new_phone,
    }
}

fn planted(orders: &[Order], plan: &Plan) -> Vec<Planted> {
    let entry = |kind, back, index: usize, field, heading, old, new| {
        let day = days_back(plan.last, back);
        Planted {
            kind,
            file: tmall_path(day),
            day,
            order_no: orders[index].number.clone(),
            field,
            heading,
            old,
            new,
        }
    };
    let (repriced, amended, tampered) = (
        &orders[plan.repriced],
        &orders[plan.amended],
        &orders[plan.tampered],
    );
    vec![
        entry(
            PlantedKind::Repriced,
            3,
            plan.repriced,
            "order_amount",
            "总金额",
            yuan(repriced.total()),
            yuan(repriced.total() - plan.off),
        ),
        entry(
            PlantedKind::Amended,
            2,
            plan.amended,
            "address",
            "收货地址",
            amended.address.clone(),
            plan.new_address.clone(),
        ),
        entry(
            PlantedKind::Tampered,
            0,
            plan.tampered,
            "phone",
            "联系手机",
            tampered.phone.clone(),
            plan.new_phone.clone(),
        ),
    ]
}

/// Orders created in the window of `day`'s export, newest first.
fn in_window(
    orders: &[Order],
    day: NaiveDate,
    at: NaiveDateTime,
) -> impl Iterator<Item = (usize, &Order)> {
    let first = days_back(day, WINDOW - 1);
    let mut shown: Vec<(usize, &Order)> = orders
        .iter()
        .enumerate()
        .filter(|(_, o)| o.created.date() >= first && o.created <= at)
        .collect();
    shown.sort_by_key(|(i, o)| (std::cmp::Reverse(o.created), *i));
    shown.into_iter()
}

fn headings(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

fn tmall_rows(
    orders: &[Order],
    plan: &Plan,
    day: NaiveDate,
    at: NaiveDateTime,
) -> Vec<Vec<String>> {
    let mut rows = vec![headings(TMALL)];
    for (index, order) in in_window(orders, day, at) {
        let from = |back| day >= days_back(plan.last, back);
        let off = if index == plan.repriced && from(3) {
            plan.off
        } else {
            0
        };
        let amended = index == plan.amended && from(2);
        let address = if amended {
            &plan.new_address
        } else {
            &order.address
        };
        let appended = if amended { plan.appended.as_str() } else { "" };
        let tampered = index == plan.tampered && from(0);
        let phone = if tampered {
            &plan.new_phone
        } else {
            &order.phone
        };
        let paid = if reached(order.paid, at) {
            order.total() - off
        } else {
            0
        };
        let shipped = reached(order.shipped, at);
        let refund = order.refund.filter(|(when, _)| *when <= at);
        let titles: Vec<&str> = order.lines.iter().map(|l| l.goods.name).collect();
        rows.push(vec![
            format!("=\"{}\"", order.number),
            order.buyer.clone(),
            yuan(order.total() - order.freight - off),
            yuan(order.freight),
            yuan(order.total() - off),
            yuan(paid),
            tmall_status(order, at).to_owned(),
            order.message.to_owned(),
            order.receiver.clone(),
            address.clone(),
            "快递".to_owned(),
            phone.clone(),
            when(Some(order.created), at),
            when(order.paid, at),
            titles.join(","),
            order.lines.len().to_string(),
            if shipped {
                order.courier.1.clone()
            } else {
                String::new()
            },
            if shipped {
                order.courier.0.to_owned()
            } else {
                String::new()
            },
            format!("{}{appended}", order.remark),
            order.lines.iter().map(|l| l.qty).sum::<i64>().to_string(),
            "示例店".to_owned(),
            close_reason(order, at).to_owned(),
            order.invoice.to_owned(),
            when(order.shipped, at),
            when(order.finished, at),
            refund.map_or_else(|| "无退款申请".to_owned(), |(_, fen)| yuan(fen)),
        ]);
    }
    rows
}

fn tmall_status(order: &Order, at: NaiveDateTime) -> &'static str {
    if reached(order.closed, at) {
        "交易关闭"
    } else if reached(order.finished, at) {
        "交易成功"
    } else if reached(order.shipped, at) {
        "卖家已发货，等待买家确认"
    } else if reached(order.paid, at) {
        "买家已付款，等待卖家发货"
    } else {
        "等待买家付款"
    }
}

fn close_reason(order: &Order, at: NaiveDateTime) -> &'static str {
    match (reached(order.closed, at), order.paid.is_some()) {
        (false, _) => "订单未关闭",
        (true, true) => "退款",
        (true, false) => "买家未付款",
    }
}

fn jd_rows(orders: &[Order], day: NaiveDate, at: NaiveDateTime) -> Vec<Vec<String>> {
    let mut rows = vec![headings(JD)];
    for (_, order) in in_window(orders, day, at) {
        // The platform hands an order over once it is paid.
        if !reached(order.paid, at) {
            continue;
        }
        for line in &order.lines {
            rows.push(vec![
                order.number.clone(),
                format!("1000{}", line.goods.sku.trim_start_matches("RQ")),
                format!("{} {}", line.goods.name, line.goods.spec),
                line.qty.to_string(),
                "在线支付".to_owned(),
                when(Some(order.created), at),
                yuan(line.goods.price),
                yuan(order.total()),
                yuan(order.total()),
                "0.00".to_owned(),
                yuan(order.total()),
                jd_status(order, at).to_owned(),
                "SOP".to_owned(),
                order.buyer.replacen("tb", "jd_", 1),
                order.receiver.clone(),
                order.address.clone(),
                format!("138****{}", order.phone.get(7..).unwrap_or_default()),
                order.message.to_owned(),
                "电子发票".to_owned(),
                order.invoice.to_owned(),
                order.remark.clone(),
                yuan(order.freight),
                when(order.paid, at),
                line.goods.sku.to_owned(),
                when(order.finished, at),
                "APP".to_owned(),
            ]);
        }
    }
    rows
}

fn jd_status(order: &Order, at: NaiveDateTime) -> &'static str {
    if reached(order.closed, at) {
        "(删除)等待出库"
    } else if reached(order.finished, at) {
        "完成"
    } else if reached(order.shipped, at) {
        "等待确认收货"
    } else {
        "等待出库"
    }
}
