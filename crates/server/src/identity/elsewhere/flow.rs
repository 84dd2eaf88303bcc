//! A sign-in that is under way elsewhere, as the browser holds it for us: one secret, from which all follows that is sent along. So
//! nothing is written down for who never comes back, and what comes back counts in the browser alone that was sent.

use app::App;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{IssuerId, Timestamp, UserId};

/// How long somebody may take to sign in there, in seconds.
pub(super) const SECONDS: i64 = 15 * 60;

/// The longest address to go on to, in bytes: browsers keep cookies of 4,096, and this is spelt in four for three.
const TO_BYTES_MAX: usize = 2_800;

/// A sign-in under way. No `Debug`, so that its secret cannot slip into a log.
pub(super) struct Flow {
    secret: [u8; 32],
    /// When, in seconds.
    pub(super) begun_seconds: i64,
    /// Where to go on.
    pub(super) to: String,
}

impl Flow {
    /// Begins one. `None` if a browser would not keep where to go on.
    pub(super) fn begin(app: &App, to: String) -> Option<Self> {
        let mut secret = [0; 32];
        app.ids().fill(&mut secret);
        (to.len() <= TO_BYTES_MAX).then(|| Self { secret, begun_seconds: app.now().micros() / 1_000_000, to })
    }

    /// Returns it as a browser holds it.
    pub(super) fn text(&self) -> String {
        format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(self.secret), self.begun_seconds, URL_SAFE_NO_PAD.encode(&self.to))
    }

    /// Reads what a browser holds, unless it is too old. Where to go on is looked at as if anybody had said it.
    pub(super) fn read(text: &str, now: Timestamp) -> Option<Self> {
        let mut parts = text.split('.');
        let (secret, begun, to) = (parts.next()?, parts.next()?, parts.next()?);
        let secret = URL_SAFE_NO_PAD.decode(secret).ok()?.try_into().ok()?;
        let begun_seconds: i64 = begun.parse().ok()?;
        let age = (now.micros() / 1_000_000).checked_sub(begun_seconds)?;
        let to = String::from_utf8(URL_SAFE_NO_PAD.decode(to).ok()?).ok()?;
        let is_whole = parts.next().is_none() && (0..=SECONDS).contains(&age);
        is_whole.then(|| Self { secret, begun_seconds, to: super::sign_in::to(Some(&to)) })
    }

    /// Returns what comes back with the code. Another one for each issuer, so that none answers for another.
    pub(super) fn state(&self, issuer: &IssuerId) -> String {
        self.derived("looseleaf 2026-11 sign-in elsewhere, state", issuer)
    }

    /// Returns what comes back within the ID token.
    pub(super) fn nonce(&self, issuer: &IssuerId) -> String {
        self.derived("looseleaf 2026-11 sign-in elsewhere, nonce", issuer)
    }

    /// Returns what proves, when the code is brought, that we are who asked for it.
    pub(super) fn verifier(&self, issuer: &IssuerId) -> String {
        self.derived("looseleaf 2026-11 sign-in elsewhere, verifier", issuer)
    }

    /// Returns what is shown of that beforehand. Source: RFC 7636, section 4.2.
    pub(super) fn challenge(&self, issuer: &IssuerId) -> String {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, self.verifier(issuer).as_bytes());
        URL_SAFE_NO_PAD.encode(digest.as_ref())
    }

    /// Returns by what it is counted how often it came back.
    pub(super) fn counted(&self) -> UserId {
        let hash = blake3::derive_key("looseleaf 2026-11 sign-in elsewhere, count", &self.secret);
        UserId(hash.first_chunk().copied().unwrap_or_default())
    }

    fn derived(&self, context: &str, issuer: &IssuerId) -> String {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        hasher.update(&self.secret).update(issuer.bytes());
        URL_SAFE_NO_PAD.encode(hasher.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_holds_is_read_once_more() {
        let flow = Flow { secret: [7; 32], begun_seconds: 1_000, to: "/device?user_code=A".to_owned() };
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let read = Flow::read(&flow.text(), at(1_000 + SECONDS)).unwrap();
        let (one, other) = (IssuerId([1; 16]), IssuerId([2; 16]));
        assert_eq!((&read.to, read.state(&one)), (&flow.to, flow.state(&one)));
        assert_ne!(flow.state(&one), flow.state(&other));
        assert_ne!(flow.state(&one), flow.nonce(&one));
        assert_eq!(flow.verifier(&one).len(), 43);
        let led_away = Flow { to: "//evil.example".to_owned(), ..Flow::read(&flow.text(), at(1_000)).unwrap() };
        assert_eq!(Flow::read(&led_away.text(), at(1_000)).unwrap().to, "/notebooks");
        for (text, seconds) in [
            (flow.text(), 1_001 + SECONDS),
            (flow.text(), 999),
            (flow.text() + ".x", 1_000),
            (String::new(), 1_000),
            ("a.b.c".to_owned(), 1_000),
        ] {
            assert!(Flow::read(&text, at(seconds)).is_none(), "{text}");
        }
    }
}
