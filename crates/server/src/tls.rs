//! TLS: a certificate and its key, and the handshake of a connection.

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{Error, ServerConfig};
use std::fmt;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What connections are to be shown: a certificate, with the key that it is for. Clones share what [`Tls::replace`] puts there.
#[derive(Clone)]
pub struct Tls(Arc<RwLock<TlsAcceptor>>);

/// Why a certificate and a key cannot be served with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsError {
    /// There is no certificate in the PEM, or what is marked as one cannot be read. Holds what is wrong.
    Certificate(String),
    /// There is no private key in the PEM, or what is marked as one cannot be read. Holds what is wrong.
    Key(String),
    /// The key is encrypted.
    KeyLocked,
    /// The key is of another certificate.
    Mismatch,
}

const HTTP_2: &[u8] = b"h2";

/// What may be spoken, what we like better first. HTTP/2 is agreed on here alone: it is not spoken without TLS.
const PROTOCOLS: [&[u8]; 2] = [HTTP_2, b"http/1.1"];

impl Tls {
    /// Takes a chain of certificates, the server's own first, and its private key, both as PEM.
    ///
    /// # Errors
    /// [`TlsError`], so that whoever starts the server learns what to mend before the first client comes.
    pub fn new(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|error| TlsError::Certificate(spelled(&error)))?;
        if chain.is_empty() {
            return Err(TlsError::Certificate("it holds none; a PEM file has a line `-----BEGIN CERTIFICATE-----`".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| match error {
            PemError::NoItemsFound if holds_locked_key(key) => TlsError::KeyLocked,
            PemError::NoItemsFound => TlsError::Key("it holds none; a PEM file has a line `-----BEGIN PRIVATE KEY-----`".to_owned()),
            error => TlsError::Key(spelled(&error)),
        })?;
        // Named, not looked up: the process has no default that a library could set first.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(refused)?;
        let mut config = builder.with_no_client_auth().with_single_cert(chain, key).map_err(refused)?;
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        // Clients that come again save a round of the handshake; the keys of the tickets are changed by themselves.
        config.ticketer = aws_lc_rs::Ticketer::new().map_err(refused)?;
        Ok(Self(Arc::new(RwLock::new(TlsAcceptor::from(Arc::new(config))))))
    }

    /// Shows connections something else from now on. Those that are there keep what they were shown.
    pub fn replace(&self, by: &Self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = by.acceptor();
    }

    fn acceptor(&self) -> TlsAcceptor {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shakes hands. Sets no limit of time.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor().accept(stream).await
    }
}

/// Says whether both agreed on HTTP/2.
pub(crate) fn is_http2(stream: &TlsStream<TcpStream>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(HTTP_2)
}

fn refused(error: Error) -> TlsError {
    match error {
        Error::InconsistentKeys(_) => TlsError::Mismatch,
        Error::InvalidCertificate(why) => TlsError::Certificate(format!("it cannot be read: {why:?}")),
        error => TlsError::Key(format!("it cannot be used: {error}")),
    }
}

fn spelled(error: &PemError) -> String {
    format!("it is not well-formed PEM: {error}")
}

fn holds_locked_key(pem: &[u8]) -> bool {
    let text = String::from_utf8_lossy(pem);
    text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")
}

impl fmt::Debug for Tls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is nobody's business.
        out.write_str("Tls")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::certificate::Authority;

    fn why(certificate: &str, key: &str) -> TlsError {
        Tls::new(certificate.as_bytes(), key.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_certificate_and_its_key_are_taken_and_nothing_else() {
        let authority = Authority::new();
        let (one, other) = (authority.certify(&["localhost"]), authority.certify(&["localhost"]));
        assert!(Tls::new(one.certificate.as_bytes(), one.key.as_bytes()).is_ok());
        assert!(Tls::new((one.certificate.clone() + &authority.pem).as_bytes(), one.key.as_bytes()).is_ok());
        assert_eq!(why(&one.certificate, &other.key), TlsError::Mismatch);
        assert!(matches!(why(&one.key, &one.key), TlsError::Certificate(why) if why.contains("holds none")));
        assert!(matches!(why(&one.certificate, &one.certificate), TlsError::Key(why) if why.contains("holds none")));
        assert!(matches!(why(&one.certificate[..200], &one.key), TlsError::Certificate(why) if why.contains("not well-formed")));
        let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(why(nonsense, &one.key), TlsError::Certificate(_)));
        let locked = one.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
        assert_eq!(why(&one.certificate, &locked), TlsError::KeyLocked);
    }

    #[test]
    fn a_key_does_not_get_into_the_log() {
        let own = Authority::new().certify(&["localhost"]);
        let tls = Tls::new(own.certificate.as_bytes(), own.key.as_bytes()).unwrap();
        assert_eq!(format!("{tls:?}"), "Tls");
    }
}
