//! Signing ID tokens, by RS256. Source: "OpenID Connect Core 1.0", sections 2 and 15.1; RFC 7517, RFC 7518.
//!
//! One algorithm for all apps: it is the one that every provider has to have and that an app expects which says nothing else (OpenID
//! Connect Core 1.0, section 15.1; Discovery 1.0, section 3; Dynamic Client Registration 1.0, section 2).

use app::oauth::key::{self, SigningKey};
use app::{App, Error, Result};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, CommonParameters, Jwk, KeyAlgorithm, PublicKeyUse, RSAKeyParameters, RSAKeyType};
use jsonwebtoken::{Algorithm, EncodingKey};
use model::Timestamp;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// What ID tokens are signed by.
pub(crate) const ALGORITHM: &str = "RS256";

/// What ID tokens were signed by before. Keys of it are shown until they are forgotten.
const FORMER_ALGORITHM: &str = "ES256";

/// The key that signs, once it was looked up.
#[derive(Default)]
pub(crate) struct Keys {
    current: Mutex<Option<Arc<Signer>>>,
    /// Held by who makes one: it takes a good part of a second, and one is enough.
    making: tokio::sync::Mutex<()>,
}

/// A key, ready to sign.
struct Signer {
    id: String,
    created: Timestamp,
    pair: RsaKeyPair,
}

impl Signer {
    fn of(key: SigningKey) -> Result<Self> {
        let pair = RsaKeyPair::from_pkcs8(&key.secret).map_err(|error| damaged(&key.id, &error))?;
        Ok(Self { id: key.id, created: key.created, pair })
    }

    fn signed(&self, claims: &Value) -> Result<String> {
        let header = json!({ "typ": "JWT", "alg": ALGORITHM, "kid": self.id }).to_string();
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature);
        signed.map_err(|error| damaged(&self.id, &error))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn damaged(id: &str, error: &dyn std::fmt::Display) -> Error {
    tracing::error!(key = id, %error, "a key of ID tokens cannot be used");
    Error::Internal
}

impl Keys {
    /// Signs claims.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn sign(&self, app: &App, claims: &Value) -> Result<String> {
        self.current(app).await?.signed(claims)
    }

    async fn current(&self, app: &App) -> Result<Arc<Signer>> {
        let since = app.now().plus_seconds(-key::SIGNS_SECONDS);
        let known = self.current.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.created > since) {
            return Ok(known);
        }
        let key = match app.read(|cx| key::signing(cx, ALGORITHM)).await? {
            Some(key) => key,
            None => self.make(app).await?,
        };
        let signer = Arc::new(Signer::of(key)?);
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(signer.clone());
        Ok(signer)
    }

    /// Makes the next key if it is time, so that nobody who signs in waits for it.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn tend(&self, app: &App) -> Result<()> {
        if app.read(|cx| key::is_due(cx, ALGORITHM)).await? {
            self.make(app).await?;
        }
        Ok(())
    }

    async fn make(&self, app: &App) -> Result<SigningKey> {
        let _one = self.making.lock().await;
        if !app.read(|cx| key::is_due(cx, ALGORITHM)).await?
            && let Some(key) = app.read(|cx| key::signing(cx, ALGORITHM)).await?
        {
            return Ok(key);
        }
        let made = tokio::task::spawn_blocking(|| {
            let der: Pkcs8V1Der<'_> = RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?;
            Ok::<_, aws_lc_rs::error::Unspecified>(der.as_ref().to_vec())
        });
        let secret = made.await.ok().and_then(std::result::Result::ok).ok_or(Error::Internal)?;
        app.write(move |cx| key::keep(cx, ALGORITHM, &secret)).await
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
    let (algorithm, key_algorithm) = match key.algorithm.as_str() {
        ALGORITHM => {
            let pair = RsaKeyPair::from_pkcs8(&key.secret).ok()?;
            let n = URL_SAFE_NO_PAD.encode(pair.public_key().modulus().big_endian_without_leading_zero());
            let e = URL_SAFE_NO_PAD.encode(pair.public_key().exponent().big_endian_without_leading_zero());
            (AlgorithmParameters::RSA(RSAKeyParameters { key_type: RSAKeyType::RSA, n, e }), KeyAlgorithm::RS256)
        }
        FORMER_ALGORITHM => {
            let jwk = Jwk::from_encoding_key(&EncodingKey::from_ec_der(&key.secret), Algorithm::ES256).ok()?;
            (jwk.algorithm, KeyAlgorithm::ES256)
        }
        _ => return None,
    };
    let common = CommonParameters {
        key_id: Some(key.id.clone()),
        public_key_use: Some(PublicKeyUse::Signature),
        key_algorithm: Some(key_algorithm),
        ..CommonParameters::default()
    };
    Some(Jwk { common, algorithm })
}
