//! The socket: where it may listen, and what clients are told about it.

use super::certificate;
use crate::config::{LISTEN_DEFAULT, Serving};
use crate::error::{Failure, Result};
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};

/// A socket that accepts connections, and the address that clients are to use.
pub struct Door {
    pub(super) listener: TcpListener,
    /// With which certificate it speaks https, if it does.
    pub(super) certificate: Option<certificate::Files>,
    /// Where it listens.
    pub address: SocketAddr,
    /// What the links of replies begin with.
    pub url: String,
}

impl Door {
    /// Begins to listen.
    pub fn open(settings: &Serving) -> Result<Self> {
        let certificate = certificate::read(settings)?;
        let wanted = settings.listen.as_deref().unwrap_or(LISTEN_DEFAULT);
        let addresses: Vec<SocketAddr> = wanted.to_socket_addrs().map(Iterator::collect).map_err(|error| {
            Failure::usage(format!("--listen {wanted} is no address: {error}"))
                .hint("write address and port, as in 127.0.0.1:8380 or [::1]:8380")
        })?;
        let is_local = addresses.iter().all(|address| address.ip().is_loopback());
        if !is_local && certificate.is_none() && settings.behind_proxy != Some(true) {
            return Err(Failure::usage(format!(
                "--listen {wanted} would be reached from other machines over plain http, tokens in clear text"
            ))
            .hint("speak https: name a certificate and its key with --certificate and --certificate-key")
            .hint("or listen on 127.0.0.1 and let a proxy on this machine speak TLS with the clients")
            .hint("if the proxy is on another machine, and the way to it is private, add --behind-proxy"));
        }
        let listener = TcpListener::bind(&addresses[..]).map_err(|error| refused(wanted, &error))?;
        let ready = || -> std::io::Result<SocketAddr> {
            listener.set_nonblocking(true)?;
            listener.local_addr()
        };
        let address = ready().map_err(|error| refused(wanted, &error))?;
        let url = match &settings.public_url {
            Some(url) => checked(url)?,
            None if certificate.is_some() => format!("https://{address}"),
            None => format!("http://{address}"),
        };
        Ok(Self { listener, certificate, address, url })
    }
}

fn refused(wanted: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AddrInUse => Failure::new(format!("{wanted} is in use by another program"))
            .hint("is a server running already? Else name another port with --listen, or 127.0.0.1:0 for any that is free"),
        ErrorKind::PermissionDenied => {
            Failure::new(format!("this user may not listen on {wanted}")).hint("ports below 1024 are the system's; take one above, as 8380")
        }
        _ => Failure::new(format!("{wanted} cannot be listened on: {error}")),
    }
}

/// Takes a public address without its last slash.
fn checked(url: &str) -> Result<String> {
    let wrong = || Failure::usage(format!("--public-url {url} is no address")).hint("write it whole, as in https://notes.example");
    let url = url.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or_else(wrong)?;
    let is_clean = !rest.is_empty() && !rest.contains(['?', '#']) && !rest.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_clean { Ok(url.to_owned()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(listen: &str) -> Serving {
        Serving { listen: Some(listen.to_owned()), ..Serving::default() }
    }

    #[test]
    fn only_this_machine_is_served_in_clear_text() {
        let refused = Door::open(&settings("0.0.0.0:0")).err().map(|failure| failure.to_string());
        assert!(refused.unwrap().contains("tokens in clear text"));
        let behind = Serving { behind_proxy: Some(true), ..settings("0.0.0.0:0") };
        assert!(Door::open(&behind).is_ok());
        let door = Door::open(&settings("127.0.0.1:0")).unwrap();
        assert!(door.address.port() != 0 && door.url == format!("http://{}", door.address));
    }

    #[test]
    fn a_public_address_is_whole() {
        assert_eq!(checked("https://n.example/notes/").ok().as_deref(), Some("https://n.example/notes"));
        for wrong in ["n.example", "ftp://n.example", "https://", "https://n.example?x", "https://n example"] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
    }
}
