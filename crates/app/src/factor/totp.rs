//! Codes from a secret and the time. Source: RFC 4226, section 5.3; RFC 6238, section 4.

use hmac::{Hmac, KeyInit as _, Mac as _};
use model::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// The length of a step, in seconds. Source: RFC 6238, section 4.1.
const STEP_SECONDS: i64 = 30;

/// How many steps before and after the present one count: clocks differ, and typing takes time. Source: RFC 6238, section 5.2.
const STEPS_ASIDE: i64 = 1;

/// How many digits a code has. Phones show no other.
const DIGITS: u32 = 6;

/// Returns the step whose code this is, if it is one of those that count now and is after the `last` that was taken. How long that takes
/// says nothing about the code.
pub(super) fn step_of(secret: &[u8], typed: &str, now: Timestamp, last: i64) -> Option<i64> {
    let present = now.micros().div_euclid(STEP_SECONDS * 1_000_000);
    let steps = present - STEPS_ASIDE..=present + STEPS_ASIDE;
    steps.fold(None, |found, step| {
        let is_it = bool::from(code(secret, step)?.as_bytes().ct_eq(typed.as_bytes()));
        if is_it && step > last { Some(step) } else { found }
    })
}

fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash.last()? & 15);
    let four: [u8; 4] = hash.get(at..at + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 10_u32.pow(DIGITS);
    Some(format!("{number:06}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_the_published_ones() {
        // RFC 6238, appendix B, of which six digits are shown; RFC 4226, appendix D.
        for (seconds, expected) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(code(SECRET, seconds / 30).unwrap(), expected);
        }
        assert_eq!((code(SECRET, 0).unwrap(), code(SECRET, 9).unwrap()), ("755224".to_owned(), "520489".to_owned()));
    }

    #[test]
    fn a_code_counts_a_step_aside_and_once() {
        let code = code(SECRET, 100).unwrap();
        for (seconds, step) in [(2_969, None), (2_970, Some(100)), (3_000, Some(100)), (3_059, Some(100)), (3_060, None)] {
            assert_eq!(step_of(SECRET, &code, at(seconds), 0), step, "{seconds}");
        }
        assert_eq!(step_of(SECRET, &code, at(3_000), 99), Some(100));
        assert_eq!(step_of(SECRET, &code, at(3_000), 100), None);
        for wrong in ["", "0", &code[..5], &format!("{code}0"), &format!(" {code}")] {
            assert_eq!(step_of(SECRET, wrong, at(3_000), 0), None, "{wrong}");
        }
    }
}
