//! `looseleaf certificate`.

use crate::ambient::SystemClock;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use clap::Args;
use model::Clock as _;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Make a certificate for this server, vouched for by an authority of your own
///
///   looseleaf certificate --name notes.home
///   looseleaf certificate --name notes.home --emulate
///
/// The authority is made once and lies in the data folder, in tls/. Whoever trusts it trusts every
/// certificate that this verb makes, so have only your own devices trust it, and keep its key.
/// For a server that others use, name the files of an ACME client with `serve --certificate`; they
/// are read again whenever they change.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Certificate {
    /// A name or an address that clients call this server by; repeatable. localhost, 127.0.0.1 and ::1 always count
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
    /// Stand in for the vendor's hosts too, for clients that have them built in and are led here by a hosts file
    #[arg(long)]
    emulate: bool,
    /// Print {"authority": …, "certificate": …, "key": …, "names": […]}
    #[arg(long)]
    json: bool,
}

/// What is always this machine.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The hosts that clients have built in. Source: wire contract; "Microsoft identity platform endpoints".
const EMULATED: [&str; 6] =
    ["graph.microsoft.com", "login.microsoftonline.com", "login.live.com", "api.onedrive.com", "www.onenote.com", "onenote.com"];

/// How many years the authority is trusted.
const AUTHORITY_YEARS: i32 = 10;

/// How many years a certificate is good. Some clients take none that is good for more than 825 days.
const CERTIFICATE_YEARS: i32 = 2;

impl Certificate {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let is_name = |name: &&String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
        if let Some(bad) = self.names.iter().find(|name| !is_name(name)) {
            return Err(Failure::usage(format!("`{bad}` is no host name")).hint("write names in ASCII, and addresses as in 192.168.0.7"));
        }
        let folder = open::make_folder(config)?.join("tls");
        std::fs::create_dir_all(&folder).map_err(|error| Failure::new(format!("{} cannot be made: {error}", folder.display())))?;
        let mut names: Vec<String> = HERE.iter().map(|&name| name.to_owned()).chain(self.names).collect();
        names.extend(EMULATED.iter().filter(|_| self.emulate).map(|&name| name.to_owned()));
        let mut known = BTreeSet::new();
        names.retain(|name| known.insert(name.to_ascii_lowercase()));
        let (authority, certificate, key) = (folder.join("authority.pem"), folder.join("server.pem"), folder.join("server.key"));
        let issuer = authority_of(&folder)?;
        let own = KeyPair::generate().map_err(failed)?;
        let mut params = CertificateParams::new(names.clone()).map_err(failed)?;
        date(&mut params, CERTIFICATE_YEARS)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.distinguished_name.push(DnType::CommonName, "Looseleaf");
        let signed = params.signed_by(&own, &issuer).map_err(failed)?;
        let authority_pem = read(&authority)?;
        write(&key, &own.serialize_pem(), 0o600)?;
        write(&certificate, &(signed.pem() + &authority_pem), 0o644)?;
        if self.json {
            let path = |path: &Path| path.display().to_string();
            let all = json!({ "authority": path(&authority), "certificate": path(&certificate), "key": path(&key), "names": names });
            return output::json(&all);
        }
        output::line(&format!("authority    {}   (have your devices trust it)", authority.display()))?;
        output::line(&format!("certificate  {}   for {}", certificate.display(), names.join(", ")))?;
        output::line(&format!("key          {}", key.display()))?;
        output::line(&format!("serve with   looseleaf serve --certificate {} --certificate-key {}", certificate.display(), key.display()))
    }
}

/// Returns the authority of a folder, and makes it if there is none.
fn authority_of(folder: &Path) -> Result<Issuer<'static, KeyPair>> {
    let (certificate, key) = (folder.join("authority.pem"), folder.join("authority.key"));
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Looseleaf local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    if key.exists() {
        let pair = KeyPair::from_pem(&read(&key)?).map_err(|error| Failure::new(format!("{} cannot be used: {error}", key.display())))?;
        return Ok(Issuer::new(params, pair));
    }
    let pair = KeyPair::generate().map_err(failed)?;
    date(&mut params, AUTHORITY_YEARS)?;
    let signed = params.self_signed(&pair).map_err(failed)?;
    // The key last: where it is, its certificate is too.
    write(&certificate, &signed.pem(), 0o644)?;
    write(&key, &pair.serialize_pem(), 0o600)?;
    Ok(Issuer::new(params, pair))
}

/// Makes something good from the beginning of this month, for some years.
fn date(params: &mut CertificateParams, years: i32) -> Result {
    let today = SystemClock.now().iso(0);
    let year = today.get(..4).and_then(|year| year.parse::<i32>().ok());
    let month = today.get(5..7).and_then(|month| month.parse::<u8>().ok());
    let (Some(year), Some(month)) = (year, month) else { return Err(Failure::new(format!("the clock says {today}, which is no date"))) };
    params.not_before = date_time_ymd(year, month, 1);
    params.not_after = date_time_ymd(year + years, month, 1);
    Ok(())
}

fn failed(error: rcgen::Error) -> Failure {
    Failure::new(format!("a certificate cannot be made: {error}"))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Failure::new(format!("{} cannot be read: {error}", path.display())))
}

/// Puts a file in the place of whatever is there, at once.
fn write(path: &Path, text: &str, mode: u32) -> Result {
    let fresh = path.with_extension("new");
    let put = || -> std::io::Result<()> {
        // What an attempt that broke off has left may be open to more than this one would be.
        let _ = std::fs::remove_file(&fresh);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    };
    put().map_err(|error| Failure::new(format!("{} cannot be written: {error}", path.display())))
}
