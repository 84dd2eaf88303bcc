//! The creation time that a page may bring along.

/// A creation time as a client wrote it, before anybody asked a clock.
///
/// ```
/// let parsed = page::parse("<meta name=created content='2015-07-22T09:00:00-08:00'>", &page::Alone)?;
/// let Some(page::Created::At { civil, offset_minutes }) = parsed.created else { panic!("a time") };
/// assert_eq!((civil.year, civil.hour, offset_minutes), (2015, 9, Some(-480)));
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// A date and time, with or without the zone it is meant in.
    At {
        /// The fields as written.
        civil: Civil,
        /// East of UTC; `None` when nothing was said.
        offset_minutes: Option<i16>,
    },
    /// Only a zone, as Microsoft's Web Clipper sends: the time is now, seen from there.
    Offset {
        /// East of UTC.
        minutes: i16,
    },
}

/// A date and a time of day that exist in the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// 1 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59; clients never write a leap second.
    pub second: u8,
    /// 0 to 999,999,999; further digits are cut off.
    pub nanosecond: u32,
}

/// Reads the formats that clients really send.
///
/// Full ISO with a zone, with a fraction and a one-digit hour in the zone, without zone or seconds, with one-digit days,
/// and a zone alone, all with blanks around. Source: Graph concepts, `onenote-create-page`, and the requests of Microsoft's own library.
pub(crate) fn created(text: &str) -> Option<Created> {
    let mut scan = Scan(text.trim());
    if scan.0.starts_with(['+', '-']) {
        let minutes = scan.offset()?;
        return scan.0.is_empty().then_some(Created::Offset { minutes });
    }
    let year = scan.number(4, 4)?;
    scan.skip("-")?;
    let month = scan.number(1, 2)?;
    scan.skip("-")?;
    let day = scan.number(1, 2)?;
    let (mut hour, mut minute, mut second, mut nanosecond, mut offset_minutes) = (0, 0, 0, 0, None);
    if !scan.0.is_empty() {
        scan.skip("T").or_else(|| scan.skip("t")).or_else(|| scan.skip(" "))?;
        hour = scan.number(1, 2)?;
        scan.skip(":")?;
        minute = scan.number(1, 2)?;
        if scan.skip(":").is_some() {
            second = scan.number(1, 2)?;
            if scan.skip(".").is_some() {
                nanosecond = scan.nanoseconds()?;
            }
        }
        scan.0 = scan.0.trim_start();
        if !scan.0.is_empty() {
            offset_minutes = Some(scan.offset()?);
        }
    }
    let civil = Civil {
        year: i16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
        hour: u8::try_from(hour).ok()?,
        minute: u8::try_from(minute).ok()?,
        second: u8::try_from(second).ok()?,
        nanosecond,
    };
    (scan.0.is_empty() && exists(civil)).then_some(Created::At { civil, offset_minutes })
}

fn exists(civil: Civil) -> bool {
    let leap = civil.year % 4 == 0 && (civil.year % 100 != 0 || civil.year % 400 == 0);
    let days = match civil.month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    civil.year >= 1 && (1..=days).contains(&civil.day) && civil.hour < 24 && civil.minute < 60 && civil.second < 60
}

/// What is left to read.
struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn skip(&mut self, what: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(what)?;
        Some(())
    }

    fn number(&mut self, digits_min: usize, digits_max: usize) -> Option<u32> {
        let digits = self.digits(digits_max);
        if digits.len() < digits_min { None } else { digits.parse().ok() }
    }

    fn nanoseconds(&mut self) -> Option<u32> {
        let digits = self.digits(usize::MAX);
        let nine: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
        if digits.is_empty() { None } else { nine.parse().ok() }
    }

    fn digits(&mut self, max: usize) -> String {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count().min(max);
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits.to_owned()
    }

    /// Reads `Z`, `-8`, `-08`, `-8:00`, `+0530` or `+05:30`: minutes east of UTC, at most 14 hours, as zones go.
    fn offset(&mut self) -> Option<i16> {
        if self.skip("Z").or_else(|| self.skip("z")).is_some() {
            return Some(0);
        }
        let sign = if self.skip("-").is_some() { -1 } else { self.skip("+").map(|()| 1)? };
        let hours = self.number(1, 2)?;
        let minutes = match self.skip(":") {
            Some(()) => self.number(2, 2)?,
            None if self.0.is_empty() => 0,
            None => self.number(2, 2)?,
        };
        let total = i16::try_from(hours * 60 + minutes).ok()?;
        (minutes < 60 && total <= 14 * 60).then_some(sign * total)
    }
}
