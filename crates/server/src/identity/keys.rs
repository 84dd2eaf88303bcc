//! Signing ID tokens. Source: "OpenID Connect Core 1.0", section 2; RFC 7517, RFC 7518.

use app::oauth::key::{self, SigningKey};
use app::{App, Error, Result};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use std::sync::Mutex;
use std::sync::PoisonError;

/// What ID tokens are signed by.
pub(crate) const ALGORITHM: &str = "ES256";

/// The key that signs, once it was looked up.
#[derive(Default)]
pub(crate) struct Keys(Mutex<Option<SigningKey>>);

impl Keys {
    /// Signs claims.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn sign(&self, app: &App, claims: &impl Serialize) -> Result<String> {
        let key = self.current(app).await?;
        let header = Header { kid: Some(key.id), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ec_der(&key.secret)).map_err(|error| {
            tracing::error!(%error, "an ID token could not be signed");
            Error::Internal
        })
    }

    async fn current(&self, app: &App) -> Result<SigningKey> {
        let since = app.now().plus_seconds(-key::SIGNS_SECONDS);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.created > since) {
            return Ok(known);
        }
        let key = match app.read(|cx| key::signing(cx, ALGORITHM)).await? {
            Some(key) => key,
            None => {
                let fresh =
                    EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).map_err(|_| Error::Internal)?;
                let fresh = fresh.as_ref().to_vec();
                app.write(move |cx| key::keep(cx, ALGORITHM, &fresh)).await?
            }
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        Ok(key)
    }

    /// Returns the public halves of all keys that are shown, the newest first.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn public(&self, app: &App) -> Result<Vec<Jwk>> {
        self.current(app).await?;
        let keys = app.read(key::all).await?;
        keys.into_iter().map(|key| shown(&key).ok_or(Error::Internal)).collect()
    }
}

fn shown(key: &SigningKey) -> Option<Jwk> {
    let mut jwk = Jwk::from_encoding_key(&EncodingKey::from_ec_der(&key.secret), Algorithm::ES256).ok()?;
    jwk.common.key_id = Some(key.id.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Some(jwk)
}
