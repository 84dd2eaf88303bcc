//! The certificate: two files, read once, at the start.

use crate::config::Serving;
use crate::error::{Failure, Result};
use server::{Tls, TlsError};
use std::path::Path;

/// Reads the certificate and its key, if they were named.
pub fn read(settings: &Serving) -> Result<Option<Tls>> {
    let (certificate, key) = match (&settings.certificate, &settings.certificate_key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (certificate, key),
        (Some(_), None) => return Err(half("--certificate", "--certificate-key")),
        (None, Some(_)) => return Err(half("--certificate-key", "--certificate")),
    };
    let tls = Tls::new(&content("--certificate", certificate)?, &content("--certificate-key", key)?);
    let (certificate, key) = (certificate.display(), key.display());
    tls.map(Some).map_err(|error| match error {
        TlsError::Certificate(why) => Failure::usage(format!("--certificate {certificate} cannot be used: {why}")),
        TlsError::Key(why) => Failure::usage(format!("--certificate-key {key} cannot be used: {why}")),
        TlsError::KeyLocked => {
            Failure::usage(format!("--certificate-key {key} is encrypted, and a server that starts by itself has no password"))
                .hint("decrypt it with `openssl pkey -in locked.key -out open.key`, and let only the server's user read it")
        }
        TlsError::Mismatch => Failure::usage(format!("the key {key} does not belong to the certificate {certificate}"))
            .hint("the first certificate in the file has to be the server's own; those that vouch for it follow"),
    })
}

fn half(given: &str, missing: &str) -> Failure {
    Failure::usage(format!("{given} is of no use without {missing}")).hint("name both: a certificate, and the private key that it is for")
}

fn content(flag: &str, path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Failure::new(format!("{flag} {} cannot be read: {error}", path.display())))
}
