//! What kinds of value the config knows, and how they are described to people.

use crate::base::Text;

/// What may stand at a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// File or folder, relative to the config file's folder.
    Path,
    /// Letters, digits, `-` and `_`: becomes a folder's name.
    FolderName,
    /// IANA time zone.
    Zone,
    /// `zh` or `en`.
    Language,
    /// `HH:MM`.
    Time,
    /// `20%`.
    Share,
    /// A whole number from 1 to 1440, minutes of a day.
    Minutes,
    /// `day` or `week`.
    Every,
    /// `orders`.
    Compared,
    /// A whole number from 0 up to this.
    Whole(u32),
    Flag,
    /// A list of words.
    Words,
    /// A list of lists of words.
    Steps,
    /// `in` or `out`.
    Direction,
}

impl Shape {
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
            Shape::Zone => Text::new(
                "时区名,如 \"Asia/Shanghai\"",
                "a time zone such as \"Asia/Shanghai\"",
            ),
            Shape::Language => Text::new("\"zh\" 或 \"en\"", "\"zh\" or \"en\""),
            Shape::Time => Text::new("时刻,如 \"18:00\"", "a time of day such as \"18:00\""),
            Shape::Share => Text::new(
                "0% 到 100% 的比例,如 \"20%\"",
                "a share from 0% to 100% such as \"20%\"",
            ),
            Shape::Minutes => Text::new("1 到 1440 的整数", "a whole number from 1 to 1440"),
            Shape::Every => Text::new("\"day\" 或 \"week\"", "\"day\" or \"week\""),
            Shape::Compared => Text::new("\"orders\"", "\"orders\""),
            Shape::Whole(3600) => Text::new("0 到 3600 的整数", "a whole number from 0 to 3600"),
            Shape::Whole(_) => Text::new("不小于 0 的整数", "a whole number, 0 or more"),
            Shape::Flag => Text::new("true 或 false", "true or false"),
            Shape::Words => Text::new(
                "文字的列表,如 [\"甲\", \"乙\"]",
                "a list of words such as [\"a\", \"b\"]",
            ),
            Shape::Steps => Text::new(
                "列表的列表,如 [[\"甲\"], [\"乙\"]]",
                "a list of lists such as [[\"a\"], [\"b\"]]",
            ),
            Shape::Direction => Text::new("\"in\" 或 \"out\"", "\"in\" or \"out\""),
        }
    }
}
