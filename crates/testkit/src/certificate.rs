//! An authority of a test's own, and the certificates that it gives.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// An authority that nobody trusts but the clients of one test.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, which clients are told to trust.
    pub pem: String,
}

/// A server's certificate and the key that belongs to it, both as PEM.
pub struct Certified {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

impl Authority {
    /// Makes one.
    ///
    /// # Panics
    /// If the library of certificates does not work.
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("keys can be made");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "An authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let pem = params.self_signed(&key).expect("certificates can be made").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Certifies a server that goes by these names and addresses.
    ///
    /// # Panics
    /// If a name cannot stand in a certificate.
    pub fn certify(&self, names: &[&str]) -> Certified {
        let key = KeyPair::generate().expect("keys can be made");
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let params = CertificateParams::new(names).expect("the names can stand in a certificate");
        let certificate = params.signed_by(&key, &self.issuer).expect("certificates can be made");
        Certified { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// Returns how a client speaks that trusts this authority and no other.
    ///
    /// # Panics
    /// If the authority's own certificate is none.
    pub fn client(&self) -> Arc<ClientConfig> {
        trusting(&self.pem)
    }
}

/// Returns how a client speaks that trusts one authority, given as PEM, and no other.
///
/// # Panics
/// If that is none.
pub fn trusting(pem: &str) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let own = CertificateDer::from_pem_slice(pem.as_bytes()).expect("it is PEM");
    roots.add(own).expect("it is a certificate");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("the provider knows TLS");
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}
