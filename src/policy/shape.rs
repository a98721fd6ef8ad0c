//! What kinds of value the config knows, and how they are described to people.

use super::pay::{BaseRange, Reward, Step};
use super::roster::{DayTime, DayWord};
use super::values::{ClockTime, Figure, MonthDay};
use crate::base::Text;
use chrono::NaiveDate;

/// What may stand at a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// File or folder, relative to the config file's folder.
    Path,
    /// Letters, digits, `-` and `_`: becomes a folder's name.
    FolderName,
    /// Letters, digits and `_`: the name of an environment variable.
    EnvName,
    /// IANA time zone.
    Zone,
    /// `zh` or `en`.
    Language,
    /// `fifo` or `average`.
    Valuation,
    /// `HH:MM`.
    Time,
    /// `20%`.
    Share,
    /// A whole number from 1 to 1440, minutes of a day.
    Minutes,
    /// `1/3` or `30%`.
    Fraction,
    /// A whole number from 0 up to this.
    Whole(u32),
    /// A list of whole numbers, each larger than the one before.
    Rising,
    Flag,
    /// A list of words.
    Words,
    /// A list of lists of words.
    Steps,
    /// `in` or `out`.
    Direction,
    /// Pieces or a share, `2` or `1%`.
    Tolerance,
    /// `2d`, `month`, `quarter`.
    Interval,
    /// `daily`, `2d`, `mon,fri`, `month:1,last`, `quarter:last`.
    Cadence,
    /// Yuan, `200`.
    Price,
    /// A figure from 0 up, exact: `"2200"`.
    Amount,
    /// `150%`.
    Factor,
    /// `2026-01`.
    Month,
    /// `2026-11-01`.
    Date,
    /// `00:00` to `24:00`.
    DayTime,
    /// A list of `all`, `workday`, `weekend`, `holiday`, weekdays, dates.
    DayWords,
    /// One of these words.
    OneOf(&'static [&'static str], Text),
    /// A list of age recipients.
    Recipients,
    /// A public key in minisign's form.
    PublicKey,
    /// A list of lists of one form.
    Lists(Form),
    /// One list of that form.
    Pair(Form),
}

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
    /// `["08:30", "24:00"]`.
    Hours,
    /// `["晚班", "早班"]`.
    Succession,
}

impl Form {
    fn fits(self, words: &[String]) -> bool {
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
            (Form::Hours, [from, to]) => {
                from.parse::<DayTime>().is_ok() && to.parse::<DayTime>().is_ok()
            }
            (Form::Succession, [before, after]) => !before.is_empty() && !after.is_empty(),
            (Form::Ratio, [over, under]) => !over.is_empty() && !under.is_empty(),
            _ => false,
        }
    }

    fn expected(self) -> Text {
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
            Form::Hours => Text::new(
                "[开始, 结束],如 [\"08:30\", \"24:00\"]",
                "[start, end] such as [\"08:30\", \"24:00\"]",
            ),
            Form::Succession => Text::new(
                "[前一天的班次, 后一天的班次] 的列表,如 [[\"晚班\", \"早班\"]]",
                "a list of [shift, shift of the day after] such as [[\"late\", \"early\"]]",
            ),
            Form::Ratio => Text::new(
                "[分子, 分母],如 [\"buyers\", \"inquiries\"]",
                "[over, under] such as [\"buyers\", \"inquiries\"]",
            ),
        }
    }
}

impl Shape {
    /// Whether whole numbers may stand in its lists without quotes.
    pub(super) fn takes_integers(self) -> bool {
        matches!(self, Shape::Lists(Form::Point))
    }

    /// Whether a word may stand in its list.
    pub(super) fn word_fits(self, word: &str) -> bool {
        match self {
            Shape::DayWords => word.parse::<DayWord>().is_ok(),
            _ => !word.trim().is_empty(),
        }
    }

    /// Whether one list of its form is made of these words.
    pub(super) fn list_fits(self, words: &[String]) -> bool {
        match self {
            Shape::Lists(form) | Shape::Pair(form) => form.fits(words),
            _ => false,
        }
    }

    /// What should stand there, for error messages and the reference.
    pub fn expected(self) -> Text {
        match self {
            Shape::Text => Text::new("文字,写作 \"…\"", "text, written \"…\""),
            Shape::Path => Text::new(
                "文件或文件夹的路径,写作 \"…\"",
                "the path of a file or folder, written \"…\"",
            ),
            Shape::FolderName => Text::new(
                "由字母、汉字、数字、- 和 _ 组成的名称,写作 \"…\"",
                "a name of letters, digits, - and _, written \"…\"",
            ),
            Shape::EnvName => Text::new(
                "环境变量的名字(字母、数字、_),不是地址或密钥本身",
                "the name of an environment variable (letters, digits, _), not the address or secret itself",
            ),
            Shape::Zone => Text::new(
                "时区名,如 \"Asia/Shanghai\"",
                "a time zone such as \"Asia/Shanghai\"",
            ),
            Shape::Language => Text::new("\"zh\" 或 \"en\"", "\"zh\" or \"en\""),
            Shape::Valuation => Text::new("\"fifo\" 或 \"average\"", "\"fifo\" or \"average\""),
            Shape::Time => Text::new("时刻,如 \"18:00\"", "a time of day such as \"18:00\""),
            Shape::Share => Text::new(
                "0% 到 100% 的比例,如 \"20%\"",
                "a share from 0% to 100% such as \"20%\"",
            ),
            Shape::Minutes => Text::new("1 到 1440 的整数", "a whole number from 1 to 1440"),
            Shape::Whole(3600) => Text::new("0 到 3600 的整数", "a whole number from 0 to 3600"),
            Shape::Whole(_) => Text::new("不小于 0 的整数", "a whole number, 0 or more"),
            Shape::Fraction => Text::new(
                "一部分,如 \"1/3\" 或 \"30%\"",
                "a part such as \"1/3\" or \"30%\"",
            ),
            Shape::Rising => Text::new(
                "从小到大的整数列表,如 [30, 60, 90]",
                "a list of rising whole numbers such as [30, 60, 90]",
            ),
            Shape::Flag => Text::new("true 或 false", "true or false"),
            Shape::Words => Text::new(
                "文字的列表,如 [\"甲\", \"乙\"]",
                "a list of words such as [\"a\", \"b\"]",
            ),
            Shape::Steps => Text::new(
                "列表的列表,如 [[\"甲\"], [\"乙\"]]",
                "a list of lists such as [[\"a\"], [\"b\"]]",
            ),
            Shape::Tolerance => Text::new(
                "件数或 0% 到 100% 的比例,如 \"2\"、\"1%\"",
                "pieces or a share from 0% to 100%, such as \"2\", \"1%\"",
            ),
            Shape::Interval => Text::new(
                "\"2d\"(天数)、\"month\" 或 \"quarter\"",
                "\"2d\" (days), \"month\" or \"quarter\"",
            ),
            Shape::Cadence => Text::new(
                "\"daily\"、\"2d\"(上次之后几天)、\"mon,fri\"、\"month:1,15,last\" 或 \"quarter:last\"",
                "\"daily\", \"2d\" (days after the last time), \"mon,fri\", \"month:1,15,last\" or \"quarter:last\"",
            ),
            Shape::Price => Text::new(
                "不小于 0 的金额,如 \"200\"",
                "an amount, 0 or more, such as \"200\"",
            ),
            Shape::Direction => Text::new("\"in\" 或 \"out\"", "\"in\" or \"out\""),
            Shape::Amount => Text::new(
                "不小于 0 的数,写作 \"2200\"",
                "a number of 0 or more, written \"2200\"",
            ),
            Shape::Factor => Text::new(
                "0% 到 1000% 的倍数,如 \"150%\"",
                "a multiple from 0% to 1000% such as \"150%\"",
            ),
            Shape::Month => Text::new("月份,如 \"2026-01\"", "a month such as \"2026-01\""),
            Shape::Date => Text::new("日期,如 \"2026-11-01\"", "a date such as \"2026-11-01\""),
            Shape::Recipients => Text::new(
                "age 公钥的列表,如 [\"age1…\", \"age1…\"],由 age-keygen 生成",
                "a list of age public keys such as [\"age1…\", \"age1…\"], made by age-keygen",
            ),
            Shape::PublicKey => Text::new(
                "minisign 公钥,RW 开头的 56 个字符",
                "a minisign public key, 56 characters that begin with RW",
            ),
            Shape::DayTime => Text::new(
                "时刻,00:00 到 24:00,如 \"16:30\"",
                "a time from 00:00 to 24:00 such as \"16:30\"",
            ),
            Shape::DayWords => Text::new(
                "日子的列表:all、workday、weekend、holiday、mon 到 sun、日期,如 [\"sat\", \"2026-12-24\"]",
                "a list of days: all, workday, weekend, holiday, mon to sun, dates, such as [\"sat\", \"2026-12-24\"]",
            ),
            Shape::OneOf(_, words) => words,
            Shape::Lists(form) | Shape::Pair(form) => form.expected(),
        }
    }
}
