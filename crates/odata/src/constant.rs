//! Literals of filters.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::reader::Reader;
use std::borrow::Cow;

/// A literal of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number. Nothing that is served has fractions.
    Integer(i64),
    /// Quoted text; doubled quotes are single ones here.
    Text(Cow<'a, str>),
    /// A date or a moment.
    Moment(Moment),
    /// A member of an enumeration, with the type's name: `Microsoft.OneNote.Api.UserRole'Reader'`.
    Member {
        /// The type, with its namespace if it was written.
        type_name: &'a str,
        /// The member's name.
        member: Cow<'a, str>,
    },
}

/// A moment, as it was written. A date alone is its first moment, and what names no zone is UTC, which the syntax would
/// forbid: clients that leave the zone out mean the times that they were shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Year, month and day; there is such a day.
    pub date: (i16, u8, u8),
    /// Hour, minute, second and nanosecond.
    pub time: (u8, u8, u8, u32),
    /// Minutes east of UTC.
    pub offset_minutes: i32,
}

/// Takes a number or a moment, which begins with a digit or a minus.
pub(crate) fn number_or_moment<'a>(reader: &mut Reader<'a>) -> Result<Constant<'a>, SyntaxError> {
    let position = reader.position();
    let bad = SyntaxError::new(position, SyntaxErrorKind::BadLiteral);
    let is_moment = matches!(reader.rest().as_bytes(), [a, b, c, d, b'-', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()));
    if is_moment {
        let text = reader.run(|c| c.is_ascii_alphanumeric() || "-+:.".contains(c));
        let spaced = zone_after_blank(reader.rest());
        let zone = reader.skip(spaced);
        return moment(text, zone.trim_start()).map(Constant::Moment).ok_or(bad);
    }
    let text = reader.run(|c| c.is_ascii_alphanumeric() || "-+.".contains(c));
    text.parse().map(Constant::Integer).map_err(|_| bad)
}

/// Returns the length of a zone whose `+` was decoded to a blank, as in any query string: ` 02:00`.
fn zone_after_blank(rest: &str) -> usize {
    match rest.as_bytes() {
        [b' ', a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()) => 6,
        _ => 0,
    }
}

/// Reads a moment; `east` is the zone if it stands apart.
fn moment(text: &str, east: &str) -> Option<Moment> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = date_of(date)?;
    if rest.is_empty() {
        return east.is_empty().then_some(Moment { date, time: (0, 0, 0, 0), offset_minutes: 0 });
    }
    let rest = rest.strip_prefix(['T', 't'])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let offset_minutes = match (zone, east) {
        ("" | "Z" | "z", "") => 0,
        ("", east) => offset(east)?,
        (zone, "") => {
            let minutes = offset(&zone[1..])?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
        _ => return None,
    };
    Some(Moment { date, time: time_of(time)?, offset_minutes })
}

fn date_of(text: &str) -> Option<(i16, u8, u8)> {
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    let is_day = parts.next().is_none() && (1..=days).contains(&day) && year >= 1;
    if is_day { Some((year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)) } else { None }
}

fn time_of(text: &str) -> Option<(u8, u8, u8, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |second| digits(second, 2))?;
    // The syntax has at most twelve digits; a nanosecond has nine.
    let is_fraction = (1..=12).contains(&fraction.len()) && fraction.bytes().all(|digit| digit.is_ascii_digit());
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 || !is_fraction {
        return None;
    }
    let nanos = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some((hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, nanos))
}

/// Reads `02:00` as minutes.
fn offset(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    // No zone is farther from UTC.
    if hours <= 14 && minutes <= 59 { i32::try_from(hours * 60 + minutes).ok() } else { None }
}

fn digits(text: &str, width: usize) -> Option<u32> {
    if text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}
