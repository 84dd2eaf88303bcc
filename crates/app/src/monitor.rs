//! Monitors: who knows the address may see how far a copy is, and learns nothing else by it.

use crate::{Cx, Error, Result};
use model::OperationId;
use store::monitor;
use store::operation::{self, Operation};

/// What makes a monitor's address secret: as many random bits as a token has. No `Debug`, so that it cannot slip into a log.
pub struct Secret(pub [u8; 32]);

/// An operation as a monitor shows it.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The operation.
    pub operation: Operation,
    /// Whether it is told in the manner of the first service. Settled when the copy was asked for.
    pub is_legacy: bool,
}

/// Makes a monitor, and returns its secret: once, since only its hash is kept.
///
/// # Errors
/// What the store can meet.
pub fn open(cx: &mut Cx<'_, '_>, operation: &OperationId, is_legacy: bool) -> Result<Secret> {
    let mut secret = Secret([0; 32]);
    cx.ids().fill(&mut secret.0);
    monitor::insert(cx.tx, &hash(&secret), operation, is_legacy)?;
    Ok(secret)
}

/// Returns what a monitor shows. It asks nobody who they are.
///
/// # Errors
/// [`Error::NotFound`] for a secret that is none, and once the operation is forgotten.
pub fn watch(cx: &mut Cx<'_, '_>, secret: &Secret) -> Result<Watched> {
    let (id, is_legacy) = monitor::get(cx.tx, &hash(secret))?.ok_or(Error::NotFound)?;
    Ok(Watched { operation: operation::get(cx.tx, &id)?.ok_or(Error::NotFound)?, is_legacy })
}

/// One fast hash is enough: there is no dictionary to try.
fn hash(secret: &Secret) -> [u8; 32] {
    *blake3::hash(&secret.0).as_bytes()
}
