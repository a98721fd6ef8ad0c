//! Rule by rule, as tables of cases.

use crate::desk::{Desk, figure, found, says};
use serde_json::json;

/// Contact: heading, line, what is found.
#[test]
fn the_clock_of_contact() {
    let paid = "order no,created at,paid at,contacted at";
    let accepted = "order no,created at,paid at,accepted at,contacted at";
    for (heading, line, expected) in [
        // Exactly ten minutes is on time; a second more is late.
        (
            paid,
            "1,2026-11-22 09:00:00,2026-11-22 10:00:00,2026-11-22 10:10:00",
            None,
        ),
        (
            paid,
            "1,2026-11-22 09:00:00,2026-11-22 10:00:00,2026-11-22 10:10:01",
            Some("late"),
        ),
        // From acceptance, else payment, else creation.
        (
            accepted,
            "1,2026-11-22 08:00:00,2026-11-22 09:00:00,2026-11-22 10:00:00,2026-11-22 10:09:00",
            None,
        ),
        (
            accepted,
            "1,2026-11-22 09:58:00,2026-11-22 09:59:00,,2026-11-22 10:09:01",
            Some("late"),
        ),
        (
            accepted,
            "1,2026-11-22 09:59:00,,,2026-11-22 10:09:01",
            Some("late"),
        ),
        // Without seconds on one side, nobody's count.
        (
            paid,
            "1,2026-11-22 09:00,2026-11-22 10:00:30,2026-11-22 10:10",
            None,
        ),
        (
            paid,
            "1,2026-11-22 09:00,2026-11-22 10:00:30,2026-11-22 10:11",
            Some("late"),
        ),
        // Called before the clock ran.
        (
            paid,
            "1,2026-11-22 09:00:00,2026-11-22 10:00:00,2026-11-22 09:05:00",
            None,
        ),
    ] {
        let report = Desk::with(&format!("{heading}\n{line}\n")).check(&[]);
        let expected: Vec<String> = expected.iter().map(|k| format!("O4 {k} 1")).collect();
        assert_eq!(found(&report), expected, "{line}");
        assert_eq!(figure(&report, "measured"), 1, "{line}");
    }
}

#[test]
fn who_was_never_called() {
    // The first order makes the records begin on 21 November.
    let base = "order no,created at,paid at,contacted at,status\n\
                0,2026-11-21 09:00:00,2026-11-21 09:00:00,2026-11-21 09:01:00,finished\n";
    for (line, expected, on) in [
        (
            "1,2026-11-22 17:49:59,2026-11-22 17:49:59,,paid",
            vec!["O4 not_contacted 1"],
            0,
        ),
        // Ten minutes are not over.
        ("1,2026-11-22 17:50:00,2026-11-22 17:50:00,,paid", vec![], 0),
        // Nobody accepted it, or it is closed.
        ("1,2026-11-22 10:00:00,,,unpaid", vec![], 0),
        (
            "1,2026-11-22 10:00:00,2026-11-22 10:00:00,,closed",
            vec![],
            0,
        ),
        // Before the records begin.
        (
            "1,2026-11-20 10:00:00,2026-11-20 23:00:00,,finished",
            vec![],
            1,
        ),
        // A bare date.
        (
            "1,2026-11-22,2026-11-22,2026-11-22 10:00:00,finished",
            vec![],
            1,
        ),
    ] {
        let report = Desk::with(&format!("{base}{line}\n")).check(&[]);
        let late: Vec<String> = found(&report);
        let late: Vec<&String> = late.iter().filter(|f| f.starts_with("O4")).collect();
        assert_eq!(late, expected, "{line}");
        assert_eq!(figure(&report, "not_measurable"), on, "{line}");
    }
}

#[test]
fn without_a_time_of_contact_nothing_is_measured() {
    for text in [
        "order no,created at\n1,2026-11-22 10:00:00\n",
        "order no,created at,contacted at\n1,2026-11-22 10:00:00,\n",
    ] {
        let report = Desk::with(text).check(&[]);
        assert_eq!(found(&report), [""; 0]);
        assert!(says(&report, "not measurable"));
        assert_eq!(figure(&report, "measured"), json!(null));
    }
}

#[test]
fn the_earliest_contact_counts_and_names_the_agent() {
    let desk = Desk::with(
        "order no,created at,contacted at,staff\n1,2026-11-22 10:00:00,2026-11-22 10:30:00,late\n",
    )
    .file(
        "calls.csv",
        "order no,contacted at,staff\n1,2026-11-22 10:20:00,x\n1,2026-11-22 10:05:00,nick\n",
    )
    .file("staff.csv", "staff,name,aliases\np1,name1,nick\n");
    let report = desk.check(&["--contacts", "calls.csv"]);
    assert_eq!(
        (found(&report).len(), figure(&report, "on_time")),
        (0, json!(1))
    );
    assert_eq!(report["rows"][0]["staff"], "nick");
    let report = desk.check(&["--contacts", "calls.csv", "--staff", "staff.csv"]);
    assert_eq!(report["rows"][0]["staff"], "name1");
    // Whom the list does not know is told, and counted under the name written.
    assert_eq!(
        found(&report),
        ["unknown-staff - late", "unknown-staff - x"]
    );
}

#[test]
fn what_stands_too_long() {
    let heading = "order no,created at,paid at,shipped at,finished at,tracking no,status";
    for (line, expected) in [
        ("1,2026-11-19 18:00:00,,,,,unpaid", vec![]),
        ("1,2026-11-19 17:59:59,,,,,unpaid", vec!["O5 unpaid 1"]),
        (
            "1,2026-11-01 10:00:00,2026-11-20 17:00:00,,,,paid",
            vec!["O5 to_ship 1"],
        ),
        ("1,2026-11-01 10:00:00,2026-11-20 19:00:00,,,,paid", vec![]),
        (
            "1,2026-11-01 10:00:00,2026-11-01 10:00:00,2026-11-12 17:00:00,,T1,shipped",
            vec!["O5 shipped 1"],
        ),
        (
            "1,2026-11-01 10:00:00,2026-11-01 10:00:00,2026-11-13 17:00:00,,T1,shipped",
            vec![],
        ),
        (
            "1,2026-11-01 10:00:00,2026-11-01 10:00:00,2026-11-21 17:00:00,,,shipped",
            vec!["O5 untracked 1"],
        ),
        (
            "1,2026-11-01 10:00:00,2026-11-01 10:00:00,2026-11-22 17:00:00,,,shipped",
            vec![],
        ),
        (
            "1,2026-11-22 10:00:00,2026-11-22 10:00:00,,,,退款中",
            vec!["O5 refund 1"],
        ),
        ("1,2026-01-01 10:00:00,,,,,closed", vec![]),
        (
            "1,2026-01-01 10:00:00,2026-01-01 10:00:00,,,,finished",
            vec![],
        ),
        // By its times, where the status is blank.
        (
            "1,2026-01-01 10:00:00,2026-01-01 10:00:00,,2026-01-05 10:00:00,,",
            vec![],
        ),
        (
            "1,2026-01-01 10:00:00,2026-01-01 10:00:00,,,,",
            vec!["O5 to_ship 1"],
        ),
    ] {
        let report = Desk::with(&format!("{heading}\n{line}\n")).check(&[]);
        assert_eq!(found(&report), expected, "{line}");
    }
    let report = Desk::with("order no,created at,status\n1,2026-01-01,strange\n").check(&[]);
    assert!(says(&report, "\"strange\" is not known"));
    let report = Desk::with("order no,created at\n1,2026-01-01\n").check(&[]);
    assert!(says(&report, "how far they are cannot be told"));
}

#[test]
fn the_limits_are_the_configs() {
    let desk = Desk::with("order no,created at,contacted at,status\n1,2026-11-22 10:00:00,2026-11-22 10:10:00,unpaid\n")
        .file("dayclose.toml", "[orders]\nresponse_minutes = 5\n[orders.open]\nunpaid_hours = 1\n");
    assert_eq!(found(&desk.check(&[])), ["O4 late 1", "O5 unpaid 1"]);
    let desk = desk.file("dayclose.toml", "[orders.open]\nunpaid_hours = 0\n");
    assert_eq!(found(&desk.check(&[])), [""; 0]);
}

fn numbered(numbers: &[&str]) -> String {
    let mut text = "order no,created at,shop\n".to_owned();
    for no in numbers {
        let (no, shop) = no.split_once('@').unwrap_or((no, "s"));
        let (no, at) = no.split_once('/').unwrap_or((no, "2026-10-05 10:00:00"));
        text += &format!("{no},{at},{shop}\n");
    }
    text
}

#[test]
fn numbers_missing() {
    for (numbers, expected) in [
        (&["X1", "X2", "X3"][..], vec![]),
        (&["X1", "X2", "X4"], vec!["O6 gap X3"]),
        (&["X001", "X002", "X006", "X007"], vec!["O6 gap X003"]),
        // Each day of a number that holds the date begins with 1.
        (
            &["X2026100501", "X2026100502", "X2026100504"],
            vec!["O6 gap X2026100503"],
        ),
        // A leap of more than a thousand is a new beginning.
        (&["1", "2", "2000", "2001"], vec![]),
        // Drawn at random: nothing follows anything.
        (&["18273", "18279", "18290", "18312"], vec![]),
        // Two shops, each with numbers of its own.
        (
            &[
                "1@a",
                "2@a",
                "3@a",
                "1/2026-10-06 10:00:00@b",
                "2/2026-10-06 10:00:00@b",
                "4/2026-10-06 10:00:00@b",
            ],
            vec!["O6 gap 3", "O6 double 1", "O6 double 2"],
        ),
        // One series for both.
        (&["1@a", "2@b", "3@a", "4@b"], vec![]),
    ] {
        let report = Desk::with(&numbered(numbers)).check(&[]);
        assert_eq!(found(&report), expected, "{numbers:?}");
    }
    // Only what was placed in the period is told.
    let all = &[
        "X1",
        "X2",
        "X4",
        "X5/2026-11-02 10:00:00",
        "X7/2026-11-02 10:00:00",
        "X8/2026-11-02 10:00:00",
    ];
    let desk = Desk::with(&numbered(all));
    assert_eq!(found(&desk.check(&["--month", "2026-10"])), ["O6 gap X3"]);
    assert_eq!(found(&desk.check(&[])), ["O6 gap X3", "O6 gap X6"]);
}

#[test]
fn numbers_used_twice() {
    let doubled =
        "order no,created at,sku,qty\n1,2026-10-05 10:00:00,A,1\n1,2026-10-05 11:00:00,A,1\n";
    assert_eq!(found(&Desk::with(doubled).check(&[])), ["O6 double 1"]);
    let twice = "order no,created at,sku,qty\n1,2026-10-05 10:00:00,A,1\n1,2026-10-05 10:00:00,B,1\n1,2026-10-05 10:00:00,A,1\n";
    assert_eq!(
        found(&Desk::with(twice).check(&[])),
        ["double-line double_line 1"]
    );
    // Line numbers keep apart what else is alike.
    let lines =
        "order no,created at,line no,sku\n1,2026-10-05 10:00:00,1,A\n1,2026-10-05 10:00:00,2,A\n";
    assert_eq!(found(&Desk::with(lines).check(&[])), [""; 0]);
}

#[test]
fn of_several_exports_the_newest_speaks() {
    let desk = Desk::new()
        .file("in/o-2026-11-21.csv", "order no,created at,status\n1,2026-11-01 10:00:00,unpaid\n2,2026-11-01 10:00:00,unpaid\n")
        .file("in/a-2026-11-22.csv", "order no,created at,status\n1,2026-11-01 10:00:00,finished\n");
    let report = desk.check(&["--orders", "in"]);
    assert_eq!(found(&report), ["O5 unpaid 2"]);
    assert_eq!(figure(&report, "orders"), 2);
}

#[test]
fn totals_against_lines() {
    let heading = "order no,created at,sku,qty,unit price,amount,order amount,status";
    for (lines, expected) in [
        (&["A,2,5,10,30", "B,1,20,20,30"][..], vec![]),
        // Quantity times price, where there is no amount.
        (&["A,2,5,,30", "B,1,20,,30"], vec![]),
        // Freight up to 30, no discount.
        (&["A,2,5,10,40"], vec![]),
        (&["A,2,5,10,40.01"], vec!["O6 total_differs 1"]),
        (&["A,2,5,10,9.99"], vec!["O6 total_differs 1"]),
        // The lines of one order name different totals.
        (&["A,2,5,10,30", "B,1,20,20,31"], vec!["O6 total_differs 1"]),
        // A line without a figure leaves the order unjudged.
        (&["A,2,5,10,3000", "B,1,,,3000"], vec![]),
    ] {
        let mut text = format!("{heading}\n");
        for line in lines {
            text += &format!("1,2026-11-22 10:00:00,{line},finished\n");
        }
        let report = Desk::with(&text).check(&[]);
        assert_eq!(found(&report), expected, "{lines:?}");
        assert_eq!(
            found(&Desk::with(&text.replace("finished", "closed")).check(&[])),
            [""; 0]
        );
    }
    let desk = Desk::with(&format!(
        "{heading}\n1,2026-11-22 10:00:00,A,2,5,10,9,finished\n"
    ))
    .file("dayclose.toml", "[orders]\ndiscount_most = \"10%\"\n");
    let report = desk.check(&[]);
    assert_eq!(
        (found(&report).len(), figure(&report, "totals_within")),
        (0, json!(1))
    );
}
