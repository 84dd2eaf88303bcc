//! What an issuer signs with: the public halves that it shows. Source: RFC 7517, RFC 7518, RFC 8037.

use super::jwt::Wrong;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// The most keys of one issuer: more than anybody rolls over at a time, and few enough to look through.
const KEYS_MAX: usize = 64;

/// By what tokens may be signed: none whose key both sides know, and none without.
pub(super) const ALGORITHMS: [&str; 4] = ["ES256", "RS256", "PS256", "EdDSA"];

/// A key, with the one algorithm that it is for.
pub(super) struct Key {
    id: Option<String>,
    /// The algorithm, as tokens spell it.
    name: &'static str,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

/// The keys of an issuer.
pub(super) struct Keys(Vec<Key>);

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Shown {
    kty: String,
    r#use: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a set. Keys of other kinds, and for other uses, are left out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(json: &[u8]) -> Result<Self, &'static str> {
        let set: Set = serde_json::from_slice(json).map_err(|_| "its keys are no set of keys")?;
        if set.keys.len() > KEYS_MAX {
            return Err("it shows too many keys");
        }
        let keys: Vec<Key> = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).filter_map(read).collect();
        if keys.is_empty() { Err("it shows no key that is for signing by ES256, RS256, PS256 or EdDSA") } else { Ok(Self(keys)) }
    }

    /// Returns the key that a token names, if it is for the algorithm that the token says. One that names none means the only one.
    pub(super) fn find(&self, id: Option<&str>, algorithm: &str) -> Result<&Key, Wrong> {
        let is_meant = |key: &&Key| id.is_none() || key.id.as_deref() == id;
        if id.is_some() && !self.0.iter().any(|key| is_meant(&key)) {
            return Err(Wrong::KeyUnknown);
        }
        let mut found = self.0.iter().filter(is_meant).filter(|key| key.name == algorithm);
        match (found.next(), found.next()) {
            (Some(key), None) => Ok(key),
            _ => Err(Wrong::Forged),
        }
    }
}

fn read(shown: Shown) -> Option<Key> {
    if shown.r#use.as_deref().is_some_and(|for_what| for_what != "sig") {
        return None;
    }
    let curve = shown.crv.as_deref().unwrap_or_default();
    // Where it is not said what an RSA key is for, it is what everybody used first: a key is for one algorithm alone.
    let usual = match (shown.kty.as_str(), curve) {
        ("RSA", _) => "RS256",
        ("EC", "P-256") => "ES256",
        ("OKP", "Ed25519") => "EdDSA",
        _ => return None,
    };
    let (name, algorithm, key) = match (usual, shown.alg.as_deref().unwrap_or(usual)) {
        ("RS256", "RS256") => ("RS256", Algorithm::RS256, DecodingKey::from_rsa_components(&shown.n?, &shown.e?)),
        ("RS256", "PS256") => ("PS256", Algorithm::PS256, DecodingKey::from_rsa_components(&shown.n?, &shown.e?)),
        ("ES256", "ES256") => ("ES256", Algorithm::ES256, DecodingKey::from_ec_components(&shown.x?, &shown.y?)),
        ("EdDSA", "EdDSA" | "Ed25519") => ("EdDSA", Algorithm::EdDSA, DecodingKey::from_ed_components(&shown.x?)),
        _ => return None,
    };
    Some(Key { id: shown.kid, name, algorithm, key: key.ok()? })
}
