//! What the server signs and keeps no record of: that whoever shows it speaks for a person, for one thing, until an end.
//!
//! When it is used, that person's right to the thing is asked again, so it never shows more than they could see themselves.

use crate::caller::{self, Reach};
use crate::{Caller, Cx, Error, Result, seal, share};
use model::{AppId, Grant, Need, ShareId, Timestamp, UserId, push_hex, read_hex};
use store::seal::{Kind, Owner};
use store::secret;

/// What a promise is for. Each kind has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An image or a file of a page.
    Resource,
    /// An image or a file of what a page held before.
    Former,
    /// A file of a drive.
    Download,
    /// A version of a file of a drive.
    Version,
    /// A thumbnail of a file of a drive.
    Thumbnail,
    /// What a sharing link leads to.
    Link,
}

impl Purpose {
    /// The key's name, in the database where it is kept there.
    const fn name(self) -> &'static str {
        match self {
            Self::Resource => "resource-grant",
            Self::Former => "former-resource-grant",
            Self::Download => "download-url",
            Self::Version => "version-url",
            Self::Thumbnail => "thumbnail-url",
            Self::Link => "sharing-link",
        }
    }

    fn owner(self) -> Owner {
        Owner::Word(self.name().to_owned())
    }

    /// What the person's right has to be.
    const fn need(self) -> Need {
        match self {
            Self::Resource | Self::Former => Need::ReadPages,
            Self::Download | Self::Version | Self::Thumbnail | Self::Link => Need::ReadItems,
        }
    }
}

/// The key that promises are signed with, the same in all processes of a server. No `Debug`, so that it cannot slip into a log.
#[derive(Clone)]
pub struct Secret {
    purpose: Purpose,
    key: [u8; secret::SECRET_BYTES],
}

/// Returns the key, if one was made.
pub(crate) fn find_secret(cx: &mut Cx<'_, '_>, purpose: Purpose) -> Result<Option<Secret>> {
    let Some(sealed) = secret::get(cx.tx, purpose.name())? else { return Ok(None) };
    let key = seal::opened_array(cx.seal(), Kind::Server, &purpose.owner(), &sealed)?;
    Ok(Some(Secret { purpose, key }))
}

/// Returns the key, and makes it if there is none.
pub(crate) fn make_secret(cx: &mut Cx<'_, '_>, purpose: Purpose) -> Result<Secret> {
    let mut fresh = [0; secret::SECRET_BYTES];
    cx.ids().fill(&mut fresh);
    let (sealed, now) = (seal::sealed(cx, Kind::Server, &purpose.owner(), &fresh)?, cx.now());
    secret::offer(cx.tx, purpose.name(), &sealed, now)?;
    find_secret(cx, purpose)?.ok_or(Error::Internal)
}

/// The length of what stands before the app's name: the person, the end, and how far the scopes reached.
const FIXED_BYTES: usize = 16 + 8 + 1;

/// The length of a signature.
const SIGNATURE_BYTES: usize = 32;

/// The longest promise.
const BYTES_MAX: usize = FIXED_BYTES + AppId::BYTES_MAX + SIGNATURE_BYTES;

impl Secret {
    /// Returns the key for another purpose, which follows from this one.
    pub(crate) fn of(&self, purpose: Purpose) -> Self {
        Self { purpose, key: *blake3::keyed_hash(&self.key, purpose.name().as_bytes()).as_bytes() }
    }

    /// Makes a promise about a thing that `caller` may read, as hexadecimal digits.
    pub(crate) fn promise(&self, caller: &Caller, thing: &[u8], until: Timestamp) -> String {
        let mut out = String::new();
        self.push_promise(caller, thing, until, &mut out);
        out
    }

    /// Appends a promise.
    pub(crate) fn push_promise(&self, caller: &Caller, thing: &[u8], until: Timestamp, out: &mut String) {
        let (by, reach) = match &caller.pass {
            Some(pass) => (pass.link.0, BY_LINK),
            None => (caller.user().0, reach_byte(caller.grant(self.purpose.need()))),
        };
        let mut said = by.to_vec();
        said.extend_from_slice(&until.micros().to_be_bytes());
        said.push(reach);
        said.extend_from_slice(caller.app().as_str().as_bytes());
        let signature = self.signature(thing, &said);
        push_hex(out, &said);
        push_hex(out, signature.as_bytes());
    }

    /// `thing` has the same length for all promises of a purpose, so no two of them are told apart only by where it ends.
    fn signature(&self, thing: &[u8], said: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(thing).update(said);
        hasher.finalize()
    }

    /// Returns what makes a thing's address a secret.
    pub(crate) fn seal(&self, thing: &[u8]) -> blake3::Hash {
        self.signature(thing, &[])
    }

    /// Returns whom a promise speaks for: the person who was given it, or nobody where it was given by a sharing link, which
    /// has to be there still; for reading, until it ends.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for what is no promise, one about another thing, or one that has ended, without saying which.
    pub(crate) fn caller(&self, cx: &mut Cx<'_, '_>, thing: &[u8], promise: &str) -> Result<Caller> {
        let bytes = unhex(promise).ok_or(Error::Unauthenticated)?;
        let at = bytes.len().checked_sub(SIGNATURE_BYTES).filter(|at| *at >= FIXED_BYTES).ok_or(Error::Unauthenticated)?;
        let (said, signature) = bytes.split_at(at);
        let signature: [u8; SIGNATURE_BYTES] = signature.try_into().map_err(|_| Error::Unauthenticated)?;
        // This comparison takes the same time wherever the two differ.
        if self.signature(thing, said) != blake3::Hash::from_bytes(signature) {
            return Err(Error::Unauthenticated);
        }
        let (fixed, app) = said.split_at(FIXED_BYTES);
        let (user, rest) = fixed.split_at(16);
        let (until, reach) = rest.split_at(8);
        let user = UserId(user.try_into().map_err(|_| Error::Unauthenticated)?);
        let expires = Timestamp::from_micros(i64::from_be_bytes(until.try_into().map_err(|_| Error::Unauthenticated)?));
        if expires <= cx.now() {
            return Err(Error::Unauthenticated);
        }
        let app = std::str::from_utf8(app).ok().and_then(|app| AppId::new(app).ok()).ok_or(Error::Unauthenticated)?;
        if reach.first() == Some(&BY_LINK) {
            return share::visitor(cx, &ShareId(user.0))?.ok_or(Error::Unauthenticated);
        }
        let account = caller::account(cx, &user)?.ok_or(Error::Unauthenticated)?;
        let grant = reach.first().map_or(Grant::Nothing, |byte| reach_of(*byte));
        let reach = Reach::Only { need: self.purpose.need(), grant };
        Ok(Caller { user: account.id, name: account.name, standing: account.standing, app, reach, expires, pass: None })
    }
}

/// Stands where a grant does, for what was given by a sharing link; the link's id stands where the person's does.
const BY_LINK: u8 = 3;

const fn reach_byte(grant: Grant) -> u8 {
    match grant {
        Grant::Everything => 0,
        Grant::OwnPages => 1,
        Grant::OwnFolder => 2,
        Grant::Nothing => u8::MAX,
    }
}

const fn reach_of(byte: u8) -> Grant {
    match byte {
        0 => Grant::Everything,
        1 => Grant::OwnPages,
        2 => Grant::OwnFolder,
        _ => Grant::Nothing,
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; text.len().min(2 * BYTES_MAX) / 2];
    read_hex(text, &mut bytes).map(|()| bytes)
}
