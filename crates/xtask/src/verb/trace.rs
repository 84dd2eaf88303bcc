//! `cargo x trace`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::Verb;
use crate::shell::Failure;

/// What the id of an operation stands behind in a line of the log, in its text form and in its JSON form.
const OPERATION_LABELS: [&str; 2] = ["operation=", "\"operation\":"];

pub const VERB: Verb = Verb {
    usage: "trace <correlation id> [file…]",
    description: "\
Shows the log lines of one request and of the operation it started, in order.

Reads files, or standard input without any; text or JSON. Every reply carries its id in X-CorrelationId or request-id.
A line belongs to the request if the id stands in it, or the id of an operation that such a line named before. Give the
logs of all processes, as a worker's lines may stand in another file: lines are ordered by the time they begin with.",
    run: trace,
};

fn trace(arguments: &[String]) -> Result<(), Failure> {
    let Some((id, files)) = arguments.split_first() else {
        return Err("whose? `cargo x trace <correlation id> [file…]`".to_owned().into());
    };
    let mut lines = Vec::new();
    if files.is_empty() {
        read(std::io::stdin().lock(), "standard input", &mut lines)?;
    }
    for file in files {
        let opened = std::fs::File::open(Path::new(file)).map_err(|error| format!("{file}: {error}"))?;
        read(BufReader::new(opened), file, &mut lines)?;
    }
    // Stable, so that lines of the same moment, or without a time, stay as they were.
    if files.len() > 1 {
        lines.sort_by(|one, other| time(one).cmp(time(other)));
    }
    let story = follow(id, &lines);
    if story.is_empty() {
        return Err(format!("no line mentions {id}").into());
    }
    for line in story {
        println!("{line}");
    }
    Ok(())
}

fn read(input: impl BufRead, name: &str, lines: &mut Vec<String>) -> Result<(), Failure> {
    for line in input.lines() {
        lines.push(line.map_err(|error| format!("{name}: {error}"))?);
    }
    Ok(())
}

fn follow<'a>(id: &str, lines: &'a [String]) -> Vec<&'a str> {
    let mut followed = BTreeSet::from([id.to_ascii_lowercase()]);
    let mut story = Vec::new();
    for line in lines {
        let lower = line.to_ascii_lowercase();
        if followed.iter().any(|id| lower.contains(id)) {
            followed.extend(operations(&lower).map(str::to_owned));
            story.push(line.as_str());
        }
    }
    story
}

fn operations(line: &str) -> impl Iterator<Item = &str> {
    OPERATION_LABELS.iter().filter_map(|label| {
        let value = line.split_once(label)?.1.trim_start().trim_start_matches('"');
        let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_!".contains(c))).unwrap_or(value.len());
        // A short value is a word or a counter, and would be found in every other line.
        (end >= 8).then(|| &value[..end])
    })
}

/// Returns the time a line carries, which sorts as text because it is RFC 3339 in UTC.
fn time(line: &str) -> &str {
    let value = line.split_once("\"timestamp\":\"").map_or(line, |(_, rest)| rest);
    let end = value.find(|c: char| !(c.is_ascii_digit() || "-:.TZ".contains(c))).unwrap_or(value.len());
    &value[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_request_is_followed_into_its_operation() {
        let log = lines(
            "T1 request id=AAAA-1 route=copy operation=11112222-op\n\
             T2 request id=bbbb-2 route=get\n\
             T3 {\"step\":3,\"operation\":\"11112222-op\",\"attempt\":1}\n\
             T4 step operation=99998888-op",
        );
        let story = follow("aaaa-1", &log);
        assert_eq!(story.len(), 2);
        assert!(story[0].starts_with("T1") && story[1].starts_with("T3"), "{story:?}");
    }

    #[test]
    fn both_forms_of_a_line_tell_their_time() {
        assert_eq!(time("2026-01-02T03:04:05.678Z  INFO served"), "2026-01-02T03:04:05.678Z");
        assert_eq!(time("{\"timestamp\":\"2026-01-02T03:04:05Z\",\"level\":\"INFO\"}"), "2026-01-02T03:04:05Z");
        assert_eq!(time("  a stack trace"), "");
    }
}
