//! The life of an order: created, paid, shipped, finished, sometimes refunded
//! or closed. It is drawn once; an export of any day shows how far it has come.

use super::rng::Rng;
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// One order of any platform.
#[derive(Debug, Clone)]
pub struct Order {
    pub number: String,
    pub created: NaiveDateTime,
    pub lines: Vec<Line>,
    /// Fen.
    pub freight: i64,
    pub buyer: String,
    pub receiver: String,
    pub phone: String,
    pub address: String,
    pub message: &'static str,
    pub remark: String,
    pub courier: (&'static str, String),
    pub invoice: &'static str,
    pub paid: Option<NaiveDateTime>,
    pub shipped: Option<NaiveDateTime>,
    pub finished: Option<NaiveDateTime>,
    /// When and how much (fen).
    pub refund: Option<(NaiveDateTime, i64)>,
    pub closed: Option<NaiveDateTime>,
}

/// Goods of an order.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub goods: &'static Goods,
    pub qty: i64,
}

/// An article of the sample shop.
#[derive(Debug, PartialEq, Eq)]
pub struct Goods {
    pub sku: &'static str,
    pub name: &'static str,
    pub spec: &'static str,
    pub unit: &'static str,
    pub category: &'static str,
    /// Selling price and cost, fen.
    pub price: i64,
    pub cost: i64,
    pub pack: i64,
    /// 0 = does not expire.
    pub shelf_days: i64,
}

/// The export's moment on `day`: ten to six, before the daily backup, or the
/// clock's own time where that comes first.
pub fn export_moment(day: NaiveDate, now: NaiveDateTime) -> NaiveDateTime {
    let ten_to_six = NaiveTime::from_hms_opt(17, 50, 0).unwrap_or(NaiveTime::MIN);
    day.and_time(ten_to_six).min(now)
}

const PLACES: &[&str] = &[
    "浙江省 杭州市 西湖区",
    "浙江省 宁波市 鄞州区",
    "江苏省 苏州市 吴中区",
    "上海市 浦东新区",
    "广东省 深圳市 南山区",
    "广东省 广州市 天河区",
    "四川省 成都市 武侯区",
    "湖北省 武汉市 洪山区",
    "陕西省 西安市 雁塔区",
    "山东省 青岛市 市南区",
    "福建省 厦门市 思明区",
    "北京市 朝阳区",
];
const MESSAGES: &[&str] = &[
    "请尽快发货",
    "周末在家,请工作日送",
    "包装严实一点,谢谢",
    "送人用,不要放价格单",
];
const REMARKS: &[&str] = &["赠品一份", "已核对地址", "老客户,多给一张试用卡"];
const COURIERS: &[(&str, &str)] = &[
    ("圆通速递", "YT"),
    ("中通快递", "ZT"),
    ("顺丰速运", "SF"),
    ("韵达快递", "YD"),
];

pub fn address(rng: &mut Rng) -> String {
    let place = *rng.pick(PLACES);
    let (street, no, house, room) = (
        rng.range(1, 40),
        rng.range(1, 300),
        rng.range(1, 20),
        rng.range(101, 1806),
    );
    format!("{place} 示例{street}路{no}号{house}幢{room}室")
}

pub fn phone(rng: &mut Rng) -> String {
    format!("1380000{:04}", rng.range(0, 9999))
}

impl Order {
    /// Draws a whole life. `number` is of the platform.
    pub fn draw(rng: &mut Rng, number: String, created: NaiveDateTime, lines: Vec<Line>) -> Order {
        let courier = *rng.pick(COURIERS);
        let mut order = Order {
            number,
            created,
            lines,
            freight: if rng.chance(25) { 800 } else { 0 },
            buyer: format!("tb{:08}", rng.range(0, 99_999_999)),
            receiver: format!("收货人{:03}", rng.range(1, 999)),
            phone: phone(rng),
            address: address(rng),
            message: if rng.chance(8) {
                rng.pick::<&str>(MESSAGES)
            } else {
                ""
            },
            remark: if rng.chance(8) {
                (*rng.pick(REMARKS)).to_owned()
            } else {
                String::new()
            },
            courier: (
                courier.0,
                format!("{}{:012}", courier.1, rng.range(1, 999_999_999_999)),
            ),
            invoice: if rng.chance(10) { "个人" } else { "" },
            paid: None,
            shipped: None,
            finished: None,
            refund: None,
            closed: None,
        };
        // Drawn whatever comes of them, so that one order's fate does not
        // shift the next one's numbers.
        let fate = rng.range(1, 100);
        let pay = if rng.chance(85) {
            rng.range(1, 12)
        } else {
            rng.range(30, 900)
        };
        let (ship, finish) = (rng.range(240, 2160), rng.range(3 * 1440, 8 * 1440));
        let (refund, percent) = (rng.range(1440, 4 * 1440), rng.range(5, 40));
        if fate <= 9 {
            order.closed = Some(created + Duration::hours(72));
            return order;
        }
        let paid = created + Duration::minutes(pay);
        order.paid = Some(paid);
        if fate <= 13 {
            let gone = paid + Duration::minutes(ship / 3);
            order.refund = Some((gone, order.total()));
            order.closed = Some(gone);
            return order;
        }
        let shipped = paid + Duration::minutes(ship);
        order.shipped = Some(shipped);
        order.finished = Some(shipped + Duration::minutes(finish));
        if fate <= 18 {
            let amount = order.total() * percent / 100;
            order.refund = Some((shipped + Duration::minutes(refund), amount));
        }
        order
    }

    /// Goods and freight, fen.
    pub fn total(&self) -> i64 {
        self.freight
            + self
                .lines
                .iter()
                .map(|l| l.goods.price * l.qty)
                .sum::<i64>()
    }
}

/// A moment that has come by `now`, as exports write it; blank before.
pub fn when(moment: Option<NaiveDateTime>, now: NaiveDateTime) -> String {
    moment
        .filter(|m| *m <= now)
        .map_or_else(String::new, |m| m.format("%Y-%m-%d %H:%M:%S").to_string())
}

pub fn reached(moment: Option<NaiveDateTime>, now: NaiveDateTime) -> bool {
    moment.is_some_and(|m| m <= now)
}

/// A number of orders created over a day, in order of time, from 8:00 to
/// 23:59:59 with a peak in the evening.
pub fn created_times(rng: &mut Rng, day: NaiveDate, few: i64, many: i64) -> Vec<NaiveDateTime> {
    let count = rng.range(few, many);
    let mut seconds: Vec<i64> = (0..count)
        .map(|_| {
            let from = if rng.chance(35) { 19 * 3600 } else { 8 * 3600 };
            rng.range(from, 86_399)
        })
        .collect();
    seconds.sort_unstable();
    let midnight = day.and_time(NaiveTime::MIN);
    seconds
        .into_iter()
        .map(|s| midnight + Duration::seconds(s))
        .collect()
}
