//! The certificate: two files, read at the start, and again whenever what is in them changes.

use crate::config::Serving;
use crate::error::{Failure, Result};
use server::{Tls, TlsError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the files are looked at. They are small, and whatever renews them leaves weeks.
const LOOK: Duration = Duration::from_secs(2);

/// The two files, and what was in them when they were read last.
pub struct Files {
    certificate: PathBuf,
    key: PathBuf,
    content: (Vec<u8>, Vec<u8>),
    /// What connections are shown.
    pub tls: Tls,
}

/// Reads the certificate and its key, if they were named.
pub fn read(settings: &Serving) -> Result<Option<Files>> {
    let (certificate, key) = match (&settings.certificate, &settings.certificate_key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (certificate.clone(), key.clone()),
        (Some(_), None) => return Err(half("--certificate", "--certificate-key")),
        (None, Some(_)) => return Err(half("--certificate-key", "--certificate")),
    };
    let content = content(&certificate, &key)?;
    let tls = made(&content, &certificate, &key)?;
    Ok(Some(Files { certificate, key, content, tls }))
}

impl Files {
    /// Looks again and again, and shows connections what has come. What cannot be used is not shown, and said once.
    pub async fn watch(mut self) {
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            match content(&self.certificate, &self.key) {
                // The two are not written in one moment, so what does not fit together may do so soon.
                Ok(content) if content != self.content => {
                    match made(&content, &self.certificate, &self.key) {
                        Ok(tls) => {
                            self.tls.replace(&tls);
                            tracing::info!(certificate = %self.certificate.display(), "the certificate was read again");
                        }
                        Err(failure) => tracing::warn!("the certificate has changed and is not used: {failure}"),
                    }
                    self.content = content;
                }
                Ok(_) => {}
                Err(failure) => tracing::debug!("the certificate was not read again: {failure}"),
            }
        }
    }
}

fn content(certificate: &Path, key: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok((bytes("--certificate", certificate)?, bytes("--certificate-key", key)?))
}

fn made((pem, key_pem): &(Vec<u8>, Vec<u8>), certificate: &Path, key: &Path) -> Result<Tls> {
    let (certificate, key) = (certificate.display(), key.display());
    Tls::new(pem, key_pem).map_err(|error| match error {
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

fn bytes(flag: &str, path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Failure::new(format!("{flag} {} cannot be read: {error}", path.display())))
}
