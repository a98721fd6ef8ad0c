//! KPI (K7, K12–K14).

use super::{Form, Head, Key, Shape, head, key, shown};
use crate::base::Text;

pub(super) const HEADS: &[Head] = &[
    head("kpi", "绩效", "KPI"),
    head(
        "kpi.metric[]",
        "绩效指标,每个一段,权重合计 100",
        "The metrics, one section each; the weights add up to 100",
    ),
    head(
        "kpi.visit[]",
        "各岗位该走访多少天",
        "How many days of visits a role owes",
    ),
];

/// Keys a metric or visit rule can do without.
pub(super) const OPTIONAL: &[&str] = &[
    "kpi.metric[].value",
    "kpi.metric[].ratio",
    "kpi.visit[].kind",
    "kpi.visit[].vehicle",
];

pub(super) const KEYS: &[Key] = &[
    key(
        "kpi.missing",
        Shape::OneOf(
            &["none", "reweight", "zero"],
            Text::new(
                "\"none\"、\"reweight\" 或 \"zero\"",
                "\"none\", \"reweight\" or \"zero\"",
            ),
        ),
        "K7",
        "指标没有数据时:none 总分也没有,reweight 由其余指标分担权重,zero 算 0 分",
        "A metric without data: none leaves the score open, reweight shares its weight out, zero scores it 0",
    ),
    key(
        "kpi.key_shop_change",
        Shape::Share,
        "K12",
        "店铺销售额涨跌超过这个比例就点名",
        "A shop whose sales rose or fell by more than this is called out",
    ),
    key(
        "kpi.weekly_classes",
        Shape::Words,
        "K14",
        "这些等级的门店每周至少走访一次",
        "Shops of these classes are visited at least weekly",
    ),
    key(
        "kpi.new_customer_days",
        Shape::Whole(366),
        "K7",
        "新客户要在这么多天内联系",
        "Days within which a new customer is contacted",
    ),
    shown(
        "kpi.metric[].id",
        Shape::FolderName,
        "K7",
        "指标的英文名,JSON 里的键",
        "The metric's key in JSON",
        "id = \"conversion\"",
    ),
    shown(
        "kpi.metric[].name",
        Shape::Text,
        "K7",
        "指标的名称",
        "What people call it",
        "name = \"询单转化率\"",
    ),
    shown(
        "kpi.metric[].value",
        Shape::Text,
        "K7",
        "取哪个量;或用 ratio 取两个量之比",
        "The measure it is; or `ratio`, of two measures",
        "value = \"satisfaction\"",
    ),
    shown(
        "kpi.metric[].ratio",
        Shape::Pair(Form::Ratio),
        "K7",
        "两个量之比,按月里的合计相除",
        "A ratio of two measures, of the month's sums",
        "ratio = [\"buyers\", \"inquiries\"]",
    ),
    shown(
        "kpi.metric[].weight",
        Shape::Whole(100),
        "K7",
        "权重,合计 100",
        "Its weight; all of them make 100",
        "weight = 25",
    ),
    shown(
        "kpi.metric[].curve",
        Shape::Lists(Form::Point),
        "K7",
        "数值折算得分:两点之间按直线,两头之外不变",
        "Value to score: a straight line between points, level beyond the ends",
        "curve = [[\"30%\", 0], [\"50%\", 60], [\"65%\", 100]]",
    ),
    shown(
        "kpi.visit[].role",
        Shape::Text,
        "K14",
        "岗位",
        "The role",
        "role = \"店铺督导\"",
    ),
    shown(
        "kpi.visit[].kind",
        Shape::Text,
        "K14",
        "只算这种走访;不写就全算",
        "Only visits of this kind; left out, all",
        "kind = \"跟车\"",
    ),
    shown(
        "kpi.visit[].days",
        Shape::Whole(31),
        "K14",
        "至少走访的天数",
        "Days of visits at least",
        "days = 10",
    ),
    shown(
        "kpi.visit[].every",
        Shape::OneOf(
            &["week", "month"],
            Text::new("\"week\" 或 \"month\"", "\"week\" or \"month\""),
        ),
        "K14",
        "每周 week 还是每月 month",
        "A week or a month",
        "every = \"month\"",
    ),
    shown(
        "kpi.visit[].vehicle",
        Shape::Flag,
        "K14",
        "是否每辆车都要这么多天",
        "Whether for each vehicle",
        "vehicle = true",
    ),
];
