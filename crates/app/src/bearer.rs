//! Secrets that stand for something by being shown: tokens, codes, the cookies of browsers. Kept by their hashes alone.

use crate::Cx;

/// What a secret is. Its first letters say so, to people and to tools that look for secrets where none should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
    /// An authorization code.
    Code,
    /// A device's code.
    Device,
    /// A browser in which somebody is signed in.
    Session,
    /// A browser in which somebody has yet to type a code.
    Half,
    /// What an app shows to prove that it is itself.
    App,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Access => "ll1_",
            Self::Refresh => "llr_",
            Self::Code => "llc_",
            Self::Device => "lld_",
            Self::Session => "lls_",
            Self::Half => "llh_",
            Self::App => "lla_",
        }
    }
}

/// Makes a secret of 256 random bits.
pub(crate) fn fresh(cx: &Cx<'_, '_>, kind: Kind) -> String {
    let mut random = [0; 32];
    cx.ids().fill(&mut random);
    format!("{}{}", kind.prefix(), letters(&random))
}

/// Returns the form in which a secret is kept. It has 256 random bits, so one fast hash is enough: there is no dictionary to try.
/// What is no secret of ours has a hash too, and no row.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

/// Spells bytes in 32 letters and digits that survive any transport, five bits each (RFC 4648, lower case, no padding).
pub(crate) fn letters(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    out
}
