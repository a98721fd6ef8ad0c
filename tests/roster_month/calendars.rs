//! Calendars of a roster, read by another program's parser.

use crate::program::{WEEK, json, make, office, run, run_at};
use icalendar::parser::{read_calendar, unfold};
use icalendar::{CalendarDateTime, Component, DatePerhapsTime, Event, EventStatus};
use std::collections::BTreeMap;
use std::path::Path;

/// An event as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    uid: String,
    sequence: u32,
    cancelled: bool,
    start: String,
    end: String,
    summary: String,
}

fn moment(at: Option<DatePerhapsTime>) -> String {
    match at.unwrap() {
        DatePerhapsTime::Date(date) => date.to_string(),
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
            assert_eq!(tzid, "Asia/Shanghai");
            date_time.format("%Y-%m-%dT%H:%M:%S").to_string()
        }
        DatePerhapsTime::DateTime(other) => panic!("a time in a zone, not {other:?}"),
    }
}

/// The events of a file in the order of their start.
fn events(dir: &Path, file: &str) -> Vec<Seen> {
    let text = std::fs::read_to_string(dir.join("cal").join(file)).unwrap();
    let unfolded = unfold(&text);
    let calendar: icalendar::Calendar = read_calendar(&unfolded).unwrap().into();
    let seen = |event: &Event| Seen {
        uid: event.get_uid().unwrap().to_owned(),
        sequence: event.get_sequence().unwrap(),
        cancelled: event.get_status() == Some(EventStatus::Cancelled),
        start: moment(event.get_start()),
        end: moment(event.get_end()),
        summary: event.get_summary().unwrap().to_owned(),
    };
    let components = calendar.components.iter();
    components
        .filter_map(icalendar::CalendarComponent::as_event)
        .map(seen)
        .collect()
}

fn export(dir: &Path, day: &str, roster: &str, more: &[&str]) -> (i32, String) {
    let mut arguments = vec![
        "roster",
        "export",
        roster,
        "--staff",
        "staff.csv",
        "--ics",
        "cal",
    ];
    arguments.extend(more);
    let (status, out, err) = run_at(dir, day, "en", &arguments);
    assert!(status < 2, "{err}");
    (status, out)
}

#[test]
fn a_calendar_a_person_and_one_of_everybody() {
    let dir = office();
    let config = "[roster]\ntemplate = \"three-shift\"\n[[roster.rota]]\nname = \"hotline\"\nhours = [\"20:00\", \"02:00\"]\n";
    std::fs::write(dir.path().join("dayclose.toml"), config).unwrap();
    let (_, _, err) = run(dir.path(), &make(&["-o", "plan.xlsx"]));
    assert!(dir.path().join("plan.xlsx").exists(), "{err}");
    let (_, made) = json(dir.path(), &make(&[]));
    let mut more = WEEK[..4].to_vec();
    more.extend(["-o", "plan.html"]);
    export(dir.path(), "2026-11-20", "plan.xlsx", &more);
    let mut names: Vec<String> = std::fs::read_dir(dir.path().join("cal"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["all.ics", "n1.ics", "n2.ics", "n3.ics", "n4.ics", "n5.ics"]
    );
    let everybody = events(dir.path(), "all.ics");
    let mut all: Vec<&Seen> = everybody.iter().collect();
    let rows = made["rows"].as_array().unwrap();
    let mut nights = 0;
    for name in ["n1", "n2", "n3", "n4", "n5"] {
        let own = events(dir.path(), &format!("{name}.ics"));
        let planned: Vec<(String, String, String)> = rows
            .iter()
            .filter(|r| r["name"] == name)
            .map(|r| ["start", "end", "shift"].map(|k| r[k].as_str().unwrap().to_owned()))
            .map(|[start, end, shift]| (start, end, shift))
            .collect();
        let is_shift =
            |e: &&Seen| ["early", "middle", "late", "day", "night"].contains(&&*e.summary);
        let shown: Vec<(String, String, String)> = own
            .iter()
            .filter(is_shift)
            .map(|e| (e.start.clone(), e.end.clone(), e.summary.clone()))
            .collect();
        assert_eq!(shown, planned, "{name}");
        nights += own
            .iter()
            .filter(|e| e.summary == "night" && e.start[..10] < e.end[..10])
            .count();
        for turn in own.iter().filter(|e| e.summary == "hotline") {
            assert_eq!(
                [&turn.start[11..], &turn.end[11..]],
                ["20:00:00", "02:00:00"]
            );
        }
        // Everybody's has the same events under the person's name.
        for event in &own {
            let at = all.iter().position(|e| e.uid == event.uid).unwrap();
            let twin = all.remove(at);
            assert_eq!(twin.summary, format!("{name} {}", event.summary));
            assert_eq!((&twin.start, &twin.end), (&event.start, &event.end));
        }
    }
    assert_eq!(all, Vec::<&Seen>::new());
    assert_eq!(
        nights,
        rows.iter().filter(|r| r["shift"] == "night").count()
    );
    // A turn a day of each rota: of the whole day, and in the evening.
    let of = |word: &str| {
        everybody
            .iter()
            .filter(|e| e.summary.ends_with(word))
            .count()
    };
    assert_eq!([of("cleaning"), of("hotline")], [8, 8]);
}

const FIRST: &str = "date,staff,shift\n2026-12-01,E1,early\n2026-12-01,E2,late\n2026-12-02,E1,early\n2026-12-03,E4,late\n";
const SECOND: &str = "date,staff,shift\n2026-12-01,E1,late\n2026-12-01,E2,early\n2026-12-03,E1,early\n2026-12-03,E4,late\n";

fn write(dir: &Path, name: &str, text: &str) {
    std::fs::write(dir.join(name), text).unwrap();
}

/// The turns would change with the roster; here only shifts matter.
fn shop_without_turns() -> tempfile::TempDir {
    let dir = office();
    write(
        dir.path(),
        "dayclose.toml",
        "[[roster.rota]]\nname = \"cleaning\"\nheads = 0\n",
    );
    dir
}

#[test]
fn published_again_a_calendar_updates() {
    let dir = shop_without_turns();
    let root = dir.path();
    write(root, "a.csv", FIRST);
    export(root, "2026-11-20", "a.csv", &[]);
    let first = events(root, "n1.ics");
    assert_eq!(first.iter().map(|e| e.sequence).collect::<Vec<_>>(), [0, 0]);
    let bytes = |file: &str| std::fs::read_to_string(root.join("cal").join(file)).unwrap();
    let (own, all) = (bytes("n1.ics"), bytes("all.ics"));
    // The same roster a day later: only the stamp of the file is new.
    export(root, "2026-11-21", "a.csv", &[]);
    let stamped = own.replace("20261120T020000Z", "20261121T020000Z");
    assert_ne!(own, stamped);
    assert_eq!(bytes("n1.ics"), stamped);
    assert_eq!(bytes("all.ics"), all.replace("20261120T", "20261121T"));
    // A changed shift is a changed event, a day off a cancelled one.
    write(root, "b.csv", SECOND);
    let (_, out) = export(root, "2026-11-22", "b.csv", &[]);
    assert!(
        out.contains("1 cancelled") || out.contains("cancelled"),
        "{out}"
    );
    let second = events(root, "n1.ics");
    let states: Vec<(&str, u32, bool)> = second
        .iter()
        .map(|e| (&e.start[..10], e.sequence, e.cancelled))
        .collect();
    assert_eq!(
        states,
        [
            ("2026-12-01", 1, false),
            ("2026-12-02", 1, true),
            ("2026-12-03", 0, false)
        ]
    );
    assert_eq!(second[0].uid, first[0].uid);
    assert_eq!(
        (&*second[0].summary, &second[0].start[11..]),
        ("late", "16:00:00")
    );
    // Nothing of E4's own changed.
    let four: Vec<u32> = events(root, "n4.ics").iter().map(|e| e.sequence).collect();
    assert_eq!(four, [0]);
    // Back to the first roster: numbers go on.
    export(root, "2026-11-23", "a.csv", &[]);
    let third: BTreeMap<String, (u32, bool)> = events(root, "n1.ics")
        .into_iter()
        .map(|e| (e.start[..10].to_owned(), (e.sequence, e.cancelled)))
        .collect();
    let of = |day: &str| third[day];
    assert_eq!(
        [of("2026-12-01"), of("2026-12-02"), of("2026-12-03")],
        [(2, false), (2, false), (1, true)]
    );
}

#[test]
fn another_month_leaves_this_one_and_a_leaver_is_told() {
    let dir = shop_without_turns();
    let root = dir.path();
    write(root, "a.csv", FIRST);
    export(root, "2026-11-20", "a.csv", &[]);
    let december = events(root, "n1.ics");
    write(
        root,
        "jan.csv",
        "date,staff,shift\n2027-01-04,E1,early\n2027-01-04,E2,late\n",
    );
    export(root, "2026-12-20", "jan.csv", &[]);
    let both = events(root, "n1.ics");
    assert_eq!(both[..2], december[..]);
    assert_eq!(both.len(), 3);
    // E2 has left; what was published is taken back.
    let staff = std::fs::read_to_string(root.join("staff.csv")).unwrap();
    write(
        root,
        "staff.csv",
        &staff.replace("E2,n2,agent,,,early,\n", ""),
    );
    write(
        root,
        "jan.csv",
        "date,staff,shift\n2027-01-04,E1,early\n2027-01-04,E3,late\n",
    );
    export(root, "2026-12-21", "jan.csv", &[]);
    let left = events(root, "n2.ics");
    let states: Vec<(&str, bool)> = left.iter().map(|e| (&e.start[..10], e.cancelled)).collect();
    assert_eq!(states, [("2026-12-01", false), ("2027-01-04", true)]);
}

/// A calendar of somebody else's is not replaced.
#[test]
fn a_foreign_calendar_stays() {
    let dir = shop_without_turns();
    let root = dir.path();
    write(root, "a.csv", FIRST);
    std::fs::create_dir(root.join("cal")).unwrap();
    write(
        root,
        "cal/n3.ics",
        "BEGIN:VCALENDAR\r\nPRODID:other\r\nEND:VCALENDAR\r\n",
    );
    let arguments = [
        "roster",
        "export",
        "a.csv",
        "--staff",
        "staff.csv",
        "--ics",
        "cal",
    ];
    let (status, _, err) = run(root, &arguments);
    assert_eq!(status, 2);
    assert!(err.contains("n3.ics"), "{err}");
    let names = std::fs::read_dir(root.join("cal")).unwrap().count();
    assert_eq!(names, 1, "nothing was written");
}
