//! Signed tokens, taken apart and held against keys. Source: RFC 7515, RFC 7519, RFC 8725.
//!
//! A token says by which key it was signed, and nothing else of it is believed before that is found to be true: not the algorithm, which
//! is the key's, and no key or address of one that it brings along.

use super::keys::Keys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The longest token that is looked at, in bytes. Those with many groups in them have some thousands.
pub(crate) const BYTES_MAX: usize = 16 * 1024;

/// The longest name of a key that is looked for, in bytes.
const KEY_ID_BYTES_MAX: usize = 512;

/// What a token's header says. What else may stand there (`jku`, `jwk`, `x5u`, `x5c`) would be the forger's word for their own key.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// What has to be understood by whoever reads it. None of it is.
    crit: Option<Value>,
}

/// A token that nobody has looked at. No `Debug`, so that it cannot slip into a log.
pub(crate) struct Unverified<'t> {
    header: Header,
    claims: Claims,
    message: &'t str,
    signature: &'t str,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It names a key that is not known.
    KeyUnknown,
    /// It was not signed by the key that it names.
    Forged,
}

/// What a token says: out of [`Unverified`] only by its signature.
#[derive(Clone)]
pub(crate) struct Claims(Map<String, Value>);

/// Says whether a text looks like such a token. Tokens of our own have no dots.
pub(super) fn seems_one(token: &str) -> bool {
    token.starts_with("eyJ") && token.bytes().filter(|byte| *byte == b'.').count() == 2
}

impl<'t> Unverified<'t> {
    /// Takes a token apart. `None` if it is none, or is longer than any.
    pub(crate) fn read(token: &'t str) -> Option<Self> {
        let (message, signature) = token.rsplit_once('.').filter(|_| token.len() <= BYTES_MAX)?;
        let (header, claims) = message.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        let is_fit = header.crit.is_none() && header.kid.as_ref().is_none_or(|kid| kid.len() <= KEY_ID_BYTES_MAX);
        is_fit.then_some(Self { header, claims: Claims(claims), message, signature })
    }

    /// Returns who it says has made it. Good for looking them up, and for nothing else.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.claims.text("iss")
    }

    /// Returns what kind of token it says it is, in small letters.
    pub(super) fn kind(&self) -> Option<String> {
        let kind = self.header.typ.as_ref()?.to_ascii_lowercase();
        Some(kind.strip_prefix("application/").map_or(kind.clone(), str::to_owned))
    }

    /// Returns what it says, if one of these keys signed it.
    pub(super) fn verified(&self, keys: &Keys) -> Result<Claims, Wrong> {
        let key = keys.find(self.header.kid.as_deref(), &self.header.alg)?;
        match jsonwebtoken::crypto::verify(self.signature, self.message.as_bytes(), &key.key, key.algorithm) {
            Ok(true) => Ok(self.claims.clone()),
            _ => Err(Wrong::Forged),
        }
    }
}

impl Claims {
    /// Reads what an issuer says without signing it, over a connection that is its own.
    pub(super) fn plain(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().map(Self)
    }

    /// Returns a text. What is empty is the same as what is not there.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// Says whether there is such a claim at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// Returns a moment, in seconds. `None` if it is not there; an error if it is none that a clock could show.
    pub(super) fn moment(&self, name: &str) -> Result<Option<i64>, ()> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => {
                // Fractions are allowed, and of no use. Beyond the year 5138 it is not counted in seconds.
                #[expect(clippy::cast_possible_truncation, reason = "the range is looked at")]
                let seconds = value.as_f64().filter(|seconds| (0.0..1e11).contains(seconds)).map(|seconds| seconds as i64);
                seconds.map(Some).ok_or(())
            }
        }
    }

    /// Returns one text, or several.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::String(text)) => vec![text.as_str()],
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Says whether something is claimed to be so. Some write it as a text.
    pub(super) fn is_true(&self, name: &str) -> bool {
        match self.0.get(name) {
            Some(Value::Bool(is_true)) => *is_true,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }
}
