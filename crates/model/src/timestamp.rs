use std::fmt::{self, Write as _};

/// A moment, in microseconds since 1970-01-01T00:00:00 UTC, without leap seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// The last moment that prints with a four-digit year: 9999-12-30, a day of slack before the formatter's own end.
const MICROS_MAX: i64 = 253_402_128_000_000_000;

impl Timestamp {
    /// Makes a moment of microseconds since 1970, held between the years 1 and 9999 so that every moment can be printed.
    pub const fn from_micros(micros: i64) -> Self {
        const MICROS_MIN: i64 = -62_135_596_800_000_000;
        if micros < MICROS_MIN {
            Self(MICROS_MIN)
        } else if micros > MICROS_MAX {
            Self(MICROS_MAX)
        } else {
            Self(micros)
        }
    }

    /// Returns the microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns this moment moved by `micros`, which may be negative.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// Returns this moment moved by whole seconds, which may be negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// Returns this moment, or one microsecond past `other` if that is later.
    ///
    /// Modified times rise within a section even when the clock steps back; lists of the newest pages lean on that.
    #[must_use]
    pub fn after(self, other: Self) -> Self {
        self.max(other.plus_micros(1))
    }

    /// Prints ISO 8601 in UTC with at most `digits` fractional digits (0 to 6), trailing zeros trimmed, as in
    /// `2014-01-28T18:49:00.47Z`.
    ///
    /// Source: "OneNote GET notebooks/id" prints trimmed fractions; pages are printed in whole seconds.
    pub fn iso(self, digits: u32) -> String {
        let mut text = String::with_capacity(28);
        self.push_iso(digits, &mut text);
        text
    }

    /// Appends what [`Self::iso`] prints to a text.
    pub fn push_iso(self, digits: u32, text: &mut String) {
        let unit = 10_i64.pow(6 - digits.min(6));
        let micros = self.0.div_euclid(unit) * unit;
        // Only a moment outside the years 1 to 9999 has no text, and `from_micros` makes none. Writing to a String cannot fail.
        let _ = match jiff::Timestamp::from_microsecond(micros) {
            Ok(moment) => write!(text, "{moment}"),
            Err(_) => text.write_str("0001-01-01T00:00:00Z"),
        };
    }

    /// Makes a moment of a date, a time of day and an offset in minutes east of UTC. `None` if there is no such moment.
    pub fn from_civil(date: (i16, u8, u8), time: (u8, u8, u8, u32), offset_minutes: i32) -> Option<Self> {
        let small = |value: u8| i8::try_from(value).ok();
        let date = jiff::civil::Date::new(date.0, small(date.1)?, small(date.2)?).ok()?;
        let nanos = i32::try_from(time.3).ok()?;
        let time = jiff::civil::Time::new(small(time.0)?, small(time.1)?, small(time.2)?, nanos).ok()?;
        let offset = jiff::tz::Offset::from_seconds(offset_minutes.checked_mul(60)?).ok()?;
        let moment = offset.to_timestamp(date.to_datetime(time)).ok()?;
        Some(Self::from_micros(moment.as_microsecond()))
    }

    /// Reads ISO 8601 with an offset or `Z`. Anything else is `None`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Self::from_micros(moment.as_microsecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.iso(6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_trimmed() {
        let moment = Timestamp::parse_iso("2014-01-28T18:49:00.470Z").unwrap();
        assert_eq!(moment.iso(3), "2014-01-28T18:49:00.47Z");
        assert_eq!(moment.iso(0), "2014-01-28T18:49:00Z");
        assert_eq!(Timestamp::parse_iso("2014-01-28T18:49:00.1239Z").unwrap().iso(3), "2014-01-28T18:49:00.123Z");
    }

    #[test]
    fn every_moment_prints() {
        assert!(Timestamp::from_micros(i64::MAX).iso(6).starts_with("9999"));
        assert!(Timestamp::from_micros(i64::MIN).iso(6).starts_with("0001"));
    }

    #[test]
    fn order_survives_a_clock_that_steps_back() {
        let late = Timestamp::from_micros(10);
        assert_eq!(Timestamp::from_micros(5).after(late), Timestamp::from_micros(11));
        assert_eq!(Timestamp::from_micros(50).after(late), Timestamp::from_micros(50));
    }
}
