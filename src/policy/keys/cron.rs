//! When the runs are started.

use super::{Head, Key, Shape, head, key};

pub(super) const HEADS: &[Head] = &[head(
    "cron",
    "定时:dayclose cron 按这里写;每天的运行在 [backup] time",
    "When runs are started, for dayclose cron; the day's run is at [backup] time",
)];

pub(super) const KEYS: &[Key] = &[
    key(
        "cron.weekly",
        Shape::Time,
        "K15",
        "周五几点 run weekly",
        "Fridays: run weekly",
    ),
    key(
        "cron.monthly",
        Shape::Time,
        "K15",
        "每月 1 日几点 run monthly",
        "The 1st of the month: run monthly",
    ),
    key(
        "cron.due",
        Shape::Time,
        "D",
        "每天早上几点看过期的事项",
        "Every morning: what is overdue",
    ),
];
