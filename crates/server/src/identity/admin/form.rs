//! What stands in the forms of these pages.

use super::frame::Wrong;
use super::gate::{Desk, Refusal};
use app::{Error, password};
use model::Role;

/// How many bytes a gigabyte is, as on the command line.
const GIGABYTE: u64 = 1_000_000_000;

/// The digits that a gigabyte has behind its point.
const DIGITS: usize = 9;

/// Reads a number of gigabytes. `None` for none.
pub(super) fn bytes(field: &'static str, text: Option<&str>) -> Result<Option<u64>, Wrong> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = || Wrong::new(field, "Write a number, as 5 or 0.5.");
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(part) || part.len() > DIGITS {
        return Err(wrong());
    }
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    let part: u64 = format!("{part:0<DIGITS$}").parse().map_err(|_| wrong())?;
    let bytes = whole.checked_mul(GIGABYTE).and_then(|bytes| bytes.checked_add(part)).filter(|bytes| i64::try_from(*bytes).is_ok());
    bytes.map(Some).ok_or_else(wrong)
}

/// Spells bytes for people.
pub(super) fn sized(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(1_000_000_000_000, "TB"), (GIGABYTE, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit / (unit / 10)),
        None => format!("{bytes} bytes"),
    }
}

/// Reads a role.
pub(super) fn role(text: Option<&str>) -> Result<Role, Wrong> {
    match text {
        Some("reader") => Ok(Role::Reader),
        Some("contributor") => Ok(Role::Contributor),
        Some("owner") => Ok(Role::Owner),
        _ => Err(Wrong::new("role", "Choose a role.")),
    }
}

/// Spells a role.
pub(super) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Reader => "reader",
        Role::Contributor => "contributor",
        Role::Owner => "owner",
    }
}

/// The most lines of a field: each is looked up, in one transaction.
const LINES_MAX: usize = 200;

/// Returns the lines of a field that are not empty.
pub(super) fn lines(field: &'static str, text: Option<&str>) -> Result<Vec<String>, Wrong> {
    let lines = text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    if lines.len() > LINES_MAX {
        return Err(Wrong::new(field, format!("That is more than {LINES_MAX} lines. Add the rest afterwards.")));
    }
    Ok(lines)
}

/// A password that somebody gets.
pub(super) struct NewPassword {
    /// Its hash; none for no password.
    pub(super) hash: Option<String>,
    /// The password itself, if it was made up here.
    pub(super) fresh: Option<String>,
}

/// Returns the password that a form gives somebody.
pub(super) async fn new_password(desk: &Desk) -> Result<NewPassword, Refusal> {
    let form = &desk.ask.form;
    let (typed, is_none) = (form.owned("password"), form.get("none").is_some());
    let server = &desk.ask.server;
    let (text, fresh) = match (typed, is_none) {
        (Some(_), true) => return Err(Wrong::new("password", "Either a password, or none.").into()),
        (None, true) => return Ok(NewPassword { hash: None, fresh: None }),
        (None, false) => {
            let fresh = password::fresh(server.app.ids());
            (fresh.clone(), Some(fresh))
        }
        (Some(typed), false) if typed.chars().count() < password::CHARS_MIN || typed.len() > password::BYTES_MAX => {
            let sentence = format!("It has to have {} characters or more, and {} bytes at most.", password::CHARS_MIN, password::BYTES_MAX);
            return Err(Wrong::new("password", sentence).into());
        }
        (Some(typed), false) => (typed, None),
    };
    let hash = server.passwords_of_people.hash(&server.app, text).await?;
    Ok(NewPassword { hash: Some(hash), fresh })
}

/// Says what is wrong with a name that something was to get.
pub(super) fn name_refused(field: &'static str) -> impl Fn(Error) -> Refusal {
    move |error| match error {
        Error::NameTaken(name) => Wrong::new(field, format!("{name} is taken, in this or another letter case.")).into(),
        Error::BadName(..) => {
            let sentence = format!("A name has 1 to {} characters, and no slash or control character.", app::admin::NAME_CHARS_MAX);
            Wrong::new(field, sentence).into()
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_up_to_so_many() {
        assert_eq!(lines("members", Some(" ann\r\n\r\nbob ")).map_err(|wrong| wrong.field), Ok(vec!["ann".to_owned(), "bob".to_owned()]));
        assert_eq!(lines("members", None).map_err(|wrong| wrong.field), Ok(Vec::new()));
        assert_eq!(lines("members", Some(&"a\n".repeat(LINES_MAX + 1))).map_err(|wrong| wrong.field), Err("members"));
    }

    #[test]
    fn gigabytes_are_read_to_the_byte() {
        let read = |text: &str| bytes("quota", Some(text)).map_err(|wrong| wrong.field);
        for (text, count) in [("5", 5_000_000_000), ("0.5", 500_000_000), ("0.000000001", 1), ("2.25", 2_250_000_000)] {
            assert_eq!(read(text), Ok(Some(count)));
        }
        assert_eq!((read(" 1,5 "), read(" ")), (Ok(Some(1_500_000_000)), Ok(None)));
        for bad in ["x", "-1", ".5", "1.0000000001", "1e3", "99999999999999", "1.2.3", "٣"] {
            assert_eq!(read(bad), Err("quota"), "{bad}");
        }
        assert_eq!(
            (sized(999), sized(1_250_000), sized(7_000_000_000_000)),
            ("999 bytes".to_owned(), "1.2 MB".to_owned(), "7.0 TB".to_owned())
        );
    }
}
