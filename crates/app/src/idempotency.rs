//! A repeated request has one effect: `Idempotency-Key`.

use crate::{Caller, Cx, Error, Result};
use model::{NodeId, OperationId, PageId, PageKey};
use store::idempotency;

/// The key of a request, and what the request was.
#[derive(Clone, Debug)]
pub struct Keyed {
    /// The client's key, at most [`KEY_BYTES_MAX`] bytes.
    pub key: String,
    /// Hash over the method, the address and the body.
    pub request_hash: [u8; 32],
}

/// The longest key.
pub const KEY_BYTES_MAX: usize = 255;

/// What a request made, so that its repetition can answer with the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// A node.
    Node(NodeId),
    /// A page.
    Page(PageId),
    /// An operation.
    Operation(OperationId),
    /// A permission, by its number.
    Permission(u64),
}

impl Made {
    fn encode(self) -> Vec<u8> {
        let number;
        let (tag, parts): (u8, [&[u8]; 2]) = match &self {
            Self::Node(id) => (1, [id.bytes(), &[]]),
            Self::Page(id) => (2, [id.section.bytes(), id.key.bytes()]),
            Self::Operation(id) => (3, [id.bytes(), &[]]),
            Self::Permission(id) => {
                number = id.to_be_bytes();
                (4, [&number, &[]])
            }
        };
        [&[tag], parts[0], parts[1]].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let id = |from: usize| -> Option<[u8; 16]> { bytes.get(from..from + 16)?.try_into().ok() };
        match (bytes.first()?, bytes.len()) {
            (1, 17) => Some(Self::Node(NodeId(id(1)?))),
            (2, 33) => Some(Self::Page(PageId { section: NodeId(id(1)?), key: PageKey(id(17)?) })),
            (4, 9) => Some(Self::Permission(u64::from_be_bytes(bytes[1..].try_into().ok()?))),
            (3, 17) => Some(Self::Operation(OperationId(id(1)?))),
            _ => None,
        }
    }
}

/// Runs a verb once per key. The key is taken in the verb's own transaction: if the verb fails, the key is free again.
///
/// Returns what the verb made, and whether this call made it.
///
/// # Errors
/// [`Error::KeyReused`] if the key came with another request; the verb's own.
pub fn once<E: From<Error>>(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    keyed: Option<&Keyed>,
    verb: impl FnOnce(&mut Cx<'_, '_>) -> Result<Made, E>,
) -> Result<(Made, bool), E> {
    let Some(Keyed { key, request_hash }) = keyed else { return Ok((verb(cx)?, true)) };
    let now = cx.now();
    if !idempotency::take(cx.tx, caller.user(), key, request_hash, now).map_err(Error::from)? {
        let done = idempotency::get(cx.tx, caller.user(), key).map_err(Error::from)?.ok_or(Error::Busy)?;
        if done.request_hash != *request_hash {
            return Err(Error::KeyReused.into());
        }
        return Ok((Made::decode(&done.outcome).ok_or(Error::Internal)?, false));
    }
    let made = verb(cx)?;
    idempotency::settle(cx.tx, caller.user(), key, &made.encode()).map_err(Error::from)?;
    Ok((made, true))
}

/// Returns what the request of a key made, if it was carried out already. For verbs that prepare in a read what their
/// transaction then does by [`once`].
///
/// # Errors
/// [`Error::KeyReused`] if the key came with another request.
pub fn done(cx: &mut Cx<'_, '_>, caller: &Caller, keyed: Option<&Keyed>) -> Result<Option<Made>> {
    let Some(Keyed { key, request_hash }) = keyed else { return Ok(None) };
    match idempotency::get(cx.tx, caller.user(), key)? {
        None => Ok(None),
        Some(done) if done.request_hash == *request_hash => Made::decode(&done.outcome).ok_or(Error::Internal).map(Some),
        Some(_) => Err(Error::KeyReused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_reads_back() {
        let page = PageId { section: NodeId([1; 16]), key: PageKey([2; 16]) };
        for made in [Made::Node(NodeId([3; 16])), Made::Page(page), Made::Operation(OperationId([4; 16])), Made::Permission(7)] {
            assert_eq!(Made::decode(&made.encode()), Some(made));
        }
        assert_eq!(Made::decode(&[]), None);
        assert_eq!(Made::decode(&[1, 2]), None);
    }
}
