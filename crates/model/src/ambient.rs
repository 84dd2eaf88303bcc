//! Time and randomness as arguments. The real ones are made where the program is put together, the controlled ones in
//! the tests' kit; nothing else may ask the machine.

use crate::Timestamp;

/// Says what time it is.
///
/// The wall clock may step back (a battery, an administrator, a virtual machine that was resumed). Whoever needs an
/// order uses [`Timestamp::after`] with the newest time already stored.
pub trait Clock: Send + Sync {
    /// Returns the present moment, in microseconds since 1970 UTC.
    fn now(&self) -> Timestamp;
}

/// Makes ids and secrets.
pub trait Ids: Send + Sync {
    /// Fills `bytes` with randomness that cannot be guessed.
    fn fill(&self, bytes: &mut [u8]);

    /// Returns a fresh id: 48 bits of milliseconds, then 74 random bits (RFC 9562, version 7).
    ///
    /// Ids that rise with time keep the tables' trees compact. They stay unique when the clock steps back, because the
    /// random part alone is wide enough.
    fn guid(&self, now: Timestamp) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.fill(&mut bytes[6..]);
        let millis = u64::try_from(now.micros() / 1_000).unwrap_or(0);
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        bytes
    }
}
