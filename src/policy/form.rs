//! Short lists of one form: a step, a point of a curve, a session.

use super::figures::{Figure, MonthDay};
use super::pay::{BaseRange, Reward, Step};
use super::values::ClockTime;
use crate::base::Text;
use chrono::NaiveDate;

/// The form of a short list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `["70", "0.15%"]` or `["70", "75", "0.15%"]`.
    Rate,
    /// `["90", "300"]`.
    Reward,
    /// `["客服", "2000", "5000"]`.
    Range,
    /// `["30%", 0]`.
    Point,
    /// `["08:30", "12:00"]`.
    Session,
    /// `["10-15", "11-15"]`.
    Days,
    /// `["2026-10-01", …]`, each a date.
    Dates,
    /// `["buyers", "inquiries"]`.
    Ratio,
}

impl Form {
    pub(super) fn fits(self, words: &[String]) -> bool {
        match (self, words) {
            (Form::Rate, words) => Step::read(words).is_some(),
            (Form::Reward, words) => Reward::read(words).is_some(),
            (Form::Range, words) => {
                BaseRange::read(words).is_some_and(|r| !r.role.trim().is_empty())
            }
            (Form::Point, [at, score]) => {
                at.parse::<Figure>().is_ok() && score.parse::<Figure>().is_ok()
            }
            (Form::Session, [from, to]) => {
                from.parse::<ClockTime>().is_ok() && to.parse::<ClockTime>().is_ok()
            }
            (Form::Days, [from, to]) => {
                from.parse::<MonthDay>().is_ok() && to.parse::<MonthDay>().is_ok()
            }
            (Form::Dates, words) => words.iter().all(|w| w.parse::<NaiveDate>().is_ok()),
            (Form::Ratio, [over, under]) => !over.is_empty() && !under.is_empty(),
            _ => false,
        }
    }

    pub(super) fn expected(self) -> Text {
        match self {
            Form::Rate => Text::new(
                "[起点, 比例] 或 [起点, 终点, 比例] 的列表,如 [[\"70\", \"0.15%\"], [\"75\", \"0.2%\"]]",
                "a list of [from, rate] or [from, to, rate] such as [[\"70\", \"0.15%\"], [\"75\", \"0.2%\"]]",
            ),
            Form::Reward => Text::new(
                "[起点, 金额] 的列表,如 [[\"80\", \"100\"], [\"90\", \"300\"]]",
                "a list of [from, yuan] such as [[\"80\", \"100\"], [\"90\", \"300\"]]",
            ),
            Form::Range => Text::new(
                "[岗位, 下限, 上限] 的列表,如 [[\"客服\", \"2000\", \"5000\"]]",
                "a list of [role, least, most] such as [[\"客服\", \"2000\", \"5000\"]]",
            ),
            Form::Point => Text::new(
                "[数值, 得分] 的列表,如 [[\"30%\", 0], [\"65%\", 100]]",
                "a list of [value, score] such as [[\"30%\", 0], [\"65%\", 100]]",
            ),
            Form::Session => Text::new(
                "[开始, 结束] 的列表,如 [[\"08:30\", \"12:00\"], [\"14:00\", \"18:00\"]]",
                "a list of [start, end] such as [[\"08:30\", \"12:00\"], [\"14:00\", \"18:00\"]]",
            ),
            Form::Days => Text::new(
                "[月-日, 月-日],如 [\"10-15\", \"11-15\"]",
                "[month-day, month-day] such as [\"10-15\", \"11-15\"]",
            ),
            Form::Dates => Text::new(
                "日期的列表,如 [\"2026-10-01\", \"2026-10-02\"]",
                "a list of dates such as [\"2026-10-01\", \"2026-10-02\"]",
            ),
            Form::Ratio => Text::new(
                "[分子, 分母],如 [\"buyers\", \"inquiries\"]",
                "[over, under] such as [\"buyers\", \"inquiries\"]",
            ),
        }
    }
}
