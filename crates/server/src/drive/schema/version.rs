//! Versions of files. Source: "driveItemVersion resource type".

use super::identity::person;
use super::{Entity, Property};
use app::item::VersionView;

/// Versions.
pub(crate) static VERSION: Entity<VersionView> = Entity {
    properties: &[
        Property::new("id", |json, _, view: &VersionView| json.text(&version_id(view.number))),
        Property::new("lastModifiedBy", |json, _, view: &VersionView| person(json, &view.modified.1)),
        Property::new("lastModifiedDateTime", |json, _, view: &VersionView| json.moment(view.modified.0, 3)),
        Property::new("size", |json, _, view: &VersionView| json.number(i64::try_from(view.bytes).unwrap_or(i64::MAX))),
    ],
    absent: &["publication"],
    expands: &[],
    unexpanded: &["content"],
    along: None,
};

/// Returns a version's id.
pub(crate) fn version_id(number: i64) -> String {
    format!("{number}.0")
}

/// Returns the number of the version that an id means. `None` for what is no id of ours.
pub(crate) fn version_number(id: &str) -> Option<i64> {
    let digits = id.strip_suffix(".0")?;
    let is_plain = digits.starts_with(|first| matches!(first, '1'..='9')) && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        for number in [1, 12, i64::MAX] {
            assert_eq!(version_number(&version_id(number)), Some(number));
        }
        for odd in ["", "3", "0.0", "03.0", "3.1", "3.00", "+3.0", "-3.0", ".0", "9223372036854775808.0", "current"] {
            assert_eq!(version_number(odd), None, "{odd}");
        }
    }
}
