use expect_test::{Expect, expect};

use crate::support::parse;

fn check(content: &str, expect: Expect) {
    let parsed = parse(&format!("<meta name='created' content='{content}'>"));
    let complaints = parsed.complaints.iter().map(|complaint| format!("{complaint:?}"));
    let created = parsed.created.map(|created| format!("{created:?}"));
    expect.assert_eq(&created.into_iter().chain(complaints).collect::<Vec<_>>().join("\n"));
}

// The formats that clients send. Source: Graph concepts, `onenote-create-page`, and the requests of Microsoft's own library.
#[test]
fn formats_that_are_sent() {
    check(
        "2015-07-22T09:00:00-08:00",
        expect![
            "At { civil: Civil { year: 2015, month: 7, day: 22, hour: 9, minute: 0, second: 0, nanosecond: 0 }, offset_minutes: Some(-480) }"
        ],
    );
    check(
        "2015-07-22T09:00:45.000-8:00",
        expect![
            "At { civil: Civil { year: 2015, month: 7, day: 22, hour: 9, minute: 0, second: 45, nanosecond: 0 }, offset_minutes: Some(-480) }"
        ],
    );
    check(
        "2015-01-01T01:01",
        expect!["At { civil: Civil { year: 2015, month: 1, day: 1, hour: 1, minute: 1, second: 0, nanosecond: 0 }, offset_minutes: None }"],
    );
    check(
        "2015-09-9T09:00:00Z",
        expect![
            "At { civil: Civil { year: 2015, month: 9, day: 9, hour: 9, minute: 0, second: 0, nanosecond: 0 }, offset_minutes: Some(0) }"
        ],
    );
    check(
        "2020-01-02T03:04:05.0000001",
        expect![
            "At { civil: Civil { year: 2020, month: 1, day: 2, hour: 3, minute: 4, second: 5, nanosecond: 100 }, offset_minutes: None }"
        ],
    );
    check("-08:00 ", expect!["Offset { minutes: -480 }"]);
    check("+0530", expect!["Offset { minutes: 330 }"]);
    check(
        "2016-02-29",
        expect![
            "At { civil: Civil { year: 2016, month: 2, day: 29, hour: 0, minute: 0, second: 0, nanosecond: 0 }, offset_minutes: None }"
        ],
    );
}

#[test]
fn what_is_no_time() {
    for content in
        ["", "yesterday", "2015-02-29", "2015-13-01", "0000-01-01", "2015-01-01T24:00", "2015-01-01T01", "+15:00", "2015-01-01T01:01 x"]
    {
        let parsed = parse(&format!("<meta name=created content='{content}'>"));
        assert_eq!(parsed.created, None, "{content}");
        assert_eq!(parsed.complaints, [page::Complaint::CreatedNotUnderstood { content: content.into() }]);
    }
}

#[test]
fn other_spellings_of_the_element() {
    // Several samples of the documents write `value`; Web Clipper leaves the element open, in a document declared as XHTML.
    assert!(parse("<meta name=\"Created\" value=\"2015-01-01T01:01\" />").created.is_some());
    assert!(parse("<html><head><title>x</title><meta name=\"created\" content=\"-08:00 \"></head></html>").created.is_some());
    assert_eq!(parse("<meta name='author' content='2015-01-01'>").created, None);
}
