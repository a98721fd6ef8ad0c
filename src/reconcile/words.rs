//! Words of the reconciliation.

use super::compare::Compared;
use super::{AsOf, Role};
use crate::base::{Clock, Message, Text};
use crate::say;

pub const SKU: Text = Text::new("编码", "item");
pub const NAME: Text = Text::new("品名", "name");
pub const SPEC: Text = Text::new("规格", "spec");
pub const LOCATION: Text = Text::new("仓位", "place");
pub const LOT: Text = Text::new("批次", "lot");
pub const BIN: Text = Text::new("存放", "bin");
pub const KEEPER: Text = Text::new("保管员", "keeper");
pub const SIDE: Text = Text::new("对方", "against");
pub const OTHER: Text = Text::new("对方数", "other");
pub const DIFF: Text = Text::new("差", "diff");
pub const AMOUNT_DIFF: Text = Text::new("金额差", "amount diff");
pub const VALUE: Text = Text::new("差异金额", "value");
pub const ITEMS: Text = Text::new("核对", "items");
pub const AGREE: Text = Text::new("一致", "agree");
pub const DIFFER: Text = Text::new("差异", "differ");
pub const EXPLAINED: Text = Text::new("查明", "explained");
pub const SURPLUS: Text = Text::new("盘盈金额", "surplus value");
pub const SHORTAGE: Text = Text::new("盘亏金额", "shortage value");

/// 账账, 账卡, 账实核对: by what the book is held against.
pub fn title(sides: &[Compared]) -> Message {
    let has = |roles: &[Role]| sides.iter().any(|side| roles.contains(&side.role));
    let books = has(&[Role::Finance, Role::System]);
    let (cards, count) = (has(&[Role::Cards]), has(&[Role::Count]));
    match (books, cards, count) {
        (_, false, false) => Text::new("账账核对", "Book against book").into(),
        (false, true, false) => Text::new("账卡核对", "Book against cards").into(),
        (false, false, true) => Text::new("账实核对", "Book against count").into(),
        _ => Text::new("账账、账卡、账实核对", "Books, cards and count").into(),
    }
}

/// «截至 2026-10-31», after the shop's name.
pub fn scope(shop: &str, as_of: Option<AsOf>, clock: &Clock) -> Message {
    let until = match as_of {
        Some(AsOf {
            last,
            whole_day: true,
        }) => last.date().to_string(),
        Some(as_of) => as_of.last.format("%Y-%m-%d %H:%M").to_string(),
        None => {
            let day = clock.date();
            return named(
                shop,
                &say!(zh: "全部单据(制表 {day})", en: "all documents (made {day})"),
            );
        }
    };
    named(shop, &say!(zh: "截至 {until}", en: "as of {until}"))
}

fn named(shop: &str, rest: &Message) -> Message {
    if shop.is_empty() {
        rest.clone()
    } else {
        Message::data(shop).join(" ", rest)
    }
}
