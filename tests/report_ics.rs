//! Calendar files read back by another program's parser.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDate, TimeDelta};
use dayclose::base::{Clock, Lang, Message};
use dayclose::report::ics::{Calendar, Event, When, render, uid};
use icalendar::parser::{read_calendar, unfold};

/// A person's night shift, published for the second time, and a due day.
fn sample() -> Calendar {
    let now = DateTime::parse_from_rfc3339("2026-11-30T18:00:00+08:00").unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let start = day.and_hms_opt(16, 0, 0).unwrap();
    let end = start + TimeDelta::hours(8);
    let mut shift = Event::new(
        uid(&["旗舰店", "员工A", "2026-12-01"]),
        When::Time { start, end },
        Message::data("晚班；交接 16:00，客服一组"),
    );
    shift.sequence = 1;
    shift.description = Some(Message::data(
        "16:00–16:30 与早班交接:\n未完结的退款、维权逐单说明;\\ 反斜杠、逗号, 分号; 都原样到手机上。",
    ));
    shift.location = Some(Message::data("客服部"));
    shift.remind = Some(30);
    let mut due = Event::new(
        uid(&["旗舰店", "due", "attendance"]),
        When::Days {
            first: day,
            last: day,
        },
        Message::data("考勤表"),
    );
    due.cancelled = true;
    Calendar {
        name: Message::data("员工A 值班"),
        clock: Clock::fixed(now, chrono_tz::Asia::Shanghai),
        events: vec![shift, due],
    }
}

#[test]
fn another_parser_reads_what_was_written() {
    let sample = sample();
    let bytes = render(&sample, Lang::Zh);
    assert_eq!(bytes, render(&sample, Lang::Zh), "the same bytes twice");
    let text = String::from_utf8(bytes).unwrap();
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap();
    let names: Vec<&str> = calendar
        .components
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(names, ["VTIMEZONE", "VEVENT", "VEVENT"]);
    let calendar: icalendar::Calendar = calendar.into();
    assert_eq!(calendar.get_name(), Some("员工A 值班"));
    use icalendar::{Component, EventLike};
    let events: Vec<&icalendar::Event> = calendar
        .components
        .iter()
        .filter_map(icalendar::CalendarComponent::as_event)
        .collect();
    let [shift, due] = events[..] else {
        panic!("two events, not {}", events.len());
    };
    assert_eq!(shift.get_uid(), Some(sample.events[0].uid.as_str()));
    assert_eq!(shift.get_sequence(), Some(1));
    assert_eq!(
        shift.get_summary(),
        Some(sample.events[0].summary.zh.as_str())
    );
    let told = sample.events[0].description.as_ref().unwrap();
    assert_eq!(shift.get_description(), Some(told.zh.as_str()));
    assert_eq!(shift.get_location(), Some("客服部"));
    assert_eq!(
        shift.get_timestamp().unwrap().to_rfc3339(),
        "2026-11-30T10:00:00+00:00"
    );
    let (start, end) = (shift.get_start().unwrap(), shift.get_end().unwrap());
    let zoned = |date_time, tzid: &str| {
        icalendar::DatePerhapsTime::DateTime(icalendar::CalendarDateTime::WithTimezone {
            date_time,
            tzid: tzid.to_owned(),
        })
    };
    let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let at = |hours| day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::hours(hours);
    assert_eq!(start, zoned(at(16), "Asia/Shanghai"));
    assert_eq!(end, zoned(at(24), "Asia/Shanghai"));
    assert_eq!(due.get_start(), Some(icalendar::DatePerhapsTime::Date(day)));
    assert_eq!(due.get_status(), Some(icalendar::EventStatus::Cancelled));
}
