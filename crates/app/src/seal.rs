//! Sealing: what has to be read again and must not be given away by a copy of the database is encrypted by a key that is not in it.
//!
//! Each secret is bound to what it is of and to whose row it lies in, so that none opens in another's place. AES-256-GCM, with a
//! nonce of 96 random bits for each: of as many secrets as a server has, no two will share one. Source: NIST SP 800-38D.

mod settle;

pub use settle::{Findings, Forgotten, Lost, Settled, Standing, findings, renewed, settle, standing};
pub use store::seal::KeyId;

use crate::{Cx, Error, Result};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use model::Ids;
use store::seal::{self as rows, KEY_ID_BYTES, Kind, Owner, Sealed};

/// The length of a key, in bytes.
pub const KEY_BYTES: usize = 32;

/// What a sealed secret begins with: how it is sealed.
const VERSION: u8 = 1;

/// A key. No `Debug`, so that it cannot slip into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    /// Takes random bytes for a key.
    #[must_use]
    pub const fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// Returns its bytes, for the file that it is kept in.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Returns what names it and says nothing of it.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let derived = blake3::derive_key("looseleaf 2026-11 sealing key, id", &self.0);
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&derived[..KEY_ID_BYTES]);
        id
    }
}

/// What seals, and what opens. No `Debug`.
pub struct Seal(Vec<(KeyId, LessSafeKey)>);

impl Seal {
    /// Takes keys, of which all open and the first seals.
    #[must_use]
    pub fn of(keys: &[Key]) -> Self {
        let cipher = |key: &Key| {
            let derived = blake3::derive_key("looseleaf 2026-11 sealing key, cipher", &key.0);
            // A key of the right length is never refused.
            Some((key.id(), LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &derived).ok()?)))
        };
        Self(keys.iter().filter_map(cipher).collect())
    }

    /// Returns the key that seals. `None` where there is none.
    fn first(&self) -> Option<KeyId> {
        self.0.first().map(|(id, _)| *id)
    }

    fn has(&self, key: &KeyId) -> bool {
        self.0.iter().any(|(id, _)| id == key)
    }

    /// Seals a secret.
    fn seal(&self, kind: Kind, owner: &Owner, plain: &[u8], ids: &dyn Ids) -> Option<Sealed> {
        let (id, key) = self.0.first()?;
        let mut nonce = [0; NONCE_LEN];
        ids.fill(&mut nonce);
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&nonce);
        let mut sealed = plain.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to(kind, owner)), &mut sealed).ok()?;
        bytes.append(&mut sealed);
        Some(Sealed { bytes, key: Some(*id) })
    }

    /// Opens a secret. `None` for what none of the keys opens there, and for what is not sealed.
    fn open(&self, kind: Kind, owner: &Owner, sealed: &Sealed) -> Option<Vec<u8>> {
        let (_, key) = self.0.iter().find(|(id, _)| Some(id) == sealed.key.as_ref())?;
        let rest = sealed.bytes.strip_prefix(&[VERSION])?;
        let (nonce, inner) = rest.split_first_chunk::<NONCE_LEN>()?;
        let mut inner = inner.to_vec();
        let length = key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(bound_to(kind, owner)), &mut inner).ok()?.len();
        inner.truncate(length);
        Some(inner)
    }
}

/// Returns what a sealed secret opens in the place of alone.
fn bound_to(kind: Kind, owner: &Owner) -> Vec<u8> {
    let kind: &[u8] = match kind {
        Kind::Server => b"server\0",
        Kind::Signing => b"signing\0",
        Kind::Factor => b"factor\0",
        Kind::Issuer => b"issuer\0",
    };
    [kind, owner.bytes()].concat()
}

/// Seals a secret that is kept in this transaction.
///
/// # Errors
/// [`Error::Internal`] if secrets of this database are sealed by another key meanwhile: this program has to be started again.
pub(crate) fn sealed(cx: &mut Cx<'_, '_>, kind: Kind, owner: &Owner, plain: &[u8]) -> Result<Sealed> {
    is_current(cx)?;
    beforehand(cx, kind, owner, plain)
}

/// Seals a secret that is kept later, once [`is_current`] has said that it can be.
pub(crate) fn beforehand(cx: &Cx<'_, '_>, kind: Kind, owner: &Owner, plain: &[u8]) -> Result<Sealed> {
    cx.seal().seal(kind, owner, plain, cx.ids()).ok_or_else(|| {
        tracing::error!(?kind, "there is no key to seal a secret with");
        Error::Internal
    })
}

/// Makes sure that secrets are sealed by our key until this transaction ends.
///
/// # Errors
/// As [`sealed`].
pub(crate) fn is_current(cx: &mut Cx<'_, '_>) -> Result<()> {
    let ours = cx.seal().first().ok_or(Error::Internal)?;
    let standing = match rows::lock(cx.tx)? {
        Some(standing) => standing,
        None => {
            let now = cx.now();
            rows::claim(cx.tx, &ours, false, now)?;
            rows::lock(cx.tx)?.ok_or(Error::Internal)?
        }
    };
    if standing.key != ours {
        tracing::error!("secrets are sealed by another key meanwhile; start this program again");
        return Err(Error::Internal);
    }
    Ok(())
}

/// Opens a secret.
///
/// # Errors
/// [`Error::Internal`] for what does not open here; the log says whose it is.
pub(crate) fn opened(seal: &Seal, kind: Kind, owner: &Owner, sealed: &Sealed) -> Result<Vec<u8>> {
    seal.open(kind, owner, sealed).ok_or_else(|| {
        tracing::error!(what = settle::said(kind, owner), "a secret does not open; `looseleaf doctor` says more");
        Error::Internal
    })
}

/// As [`opened`], for secrets of one length.
pub(crate) fn opened_array<const N: usize>(seal: &Seal, kind: Kind, owner: &Owner, sealed: &Sealed) -> Result<[u8; N]> {
    opened(seal, kind, owner, sealed)?.try_into().map_err(|_| Error::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(std::sync::atomic::AtomicU8);

    impl Ids for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    const ANN: Owner = Owner::Id([1; 16]);

    fn key(byte: u8) -> Key {
        Key::new([byte; KEY_BYTES])
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let (seal, ids) = (Seal::of(&[key(1)]), Counting(0.into()));
        let sealed = seal.seal(Kind::Factor, &ANN, b"secret", &ids).unwrap();
        assert_eq!(seal.open(Kind::Factor, &ANN, &sealed).unwrap(), b"secret");
        assert!(!sealed.bytes.windows(6).any(|window| window == b"secret"));
        // Twice the same is not told from two.
        assert!(sealed != seal.seal(Kind::Factor, &ANN, b"secret", &ids).unwrap());
        assert_eq!(seal.open(Kind::Factor, &Owner::Id([2; 16]), &sealed), None, "in another's row");
        assert_eq!(seal.open(Kind::Issuer, &ANN, &sealed), None, "as another kind");
        assert_eq!(seal.open(Kind::Factor, &ANN, &Sealed { key: None, ..sealed.clone() }), None, "as if it were not sealed");
        assert_eq!(seal.open(Kind::Factor, &ANN, &Sealed { key: Some(key(2).id()), ..sealed.clone() }), None, "by another key");
        for at in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[at] ^= 1;
            assert_eq!(seal.open(Kind::Factor, &ANN, &changed), None, "byte {at}");
            changed.bytes.truncate(at);
            assert_eq!(seal.open(Kind::Factor, &ANN, &changed), None, "cut at {at}");
        }
    }

    #[test]
    fn the_first_key_seals_and_all_open() {
        let ids = Counting(0.into());
        let former = Seal::of(&[key(1)]).seal(Kind::Issuer, &ANN, b"x", &ids).unwrap();
        let both = Seal::of(&[key(2), key(1)]);
        assert_eq!(both.open(Kind::Issuer, &ANN, &former).unwrap(), b"x");
        assert_eq!(both.seal(Kind::Issuer, &ANN, b"x", &ids).unwrap().key, Some(key(2).id()));
        assert_eq!(Seal::of(&[key(2)]).open(Kind::Issuer, &ANN, &former), None);
        assert!(Seal::of(&[]).seal(Kind::Issuer, &ANN, b"x", &ids).is_none());
    }
}
