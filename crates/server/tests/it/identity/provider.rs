//! An issuer of a test's own, which says whatever it is told to.

use super::browser::{Browser, field};
use crate::world::{Answer, World};
use app::issuer::{self, Creates, Issuer, New};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, OnceLock};

/// By which name we are registered there.
pub const CLIENT: &str = "looseleaf";

/// For whom its access tokens are.
pub const AUDIENCE: &str = "https://notes.example";

/// What it answers at one address.
#[derive(Clone)]
pub enum Says {
    Json(Value),
    /// A status, and JSON.
    Status(u16, Value),
    /// Bytes as they are, head and all.
    Raw(Vec<u8>),
    /// Nothing, for as long as anybody waits.
    Nothing,
}

/// An issuer. Its keys are those of the test.
pub struct Provider {
    pub url: String,
    says: Arc<Mutex<BTreeMap<String, Says>>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Provider {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/corp", listener.local_addr().unwrap());
        let provider = Self { url, says: Arc::default(), asked: Arc::default() };
        let (says, asked) = (provider.says.clone(), provider.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, says, asked) = (stream.unwrap(), says.clone(), asked.clone());
                std::thread::spawn(move || {
                    let (path, form) = heard(&mut stream);
                    let answer = says.lock().unwrap().get(&path).cloned();
                    asked.lock().unwrap().push((path, form));
                    let bytes = match answer {
                        Some(Says::Json(json)) => whole(200, &json.to_string()),
                        Some(Says::Status(status, json)) => whole(status, &json.to_string()),
                        Some(Says::Raw(bytes)) => bytes,
                        // Until the client goes.
                        Some(Says::Nothing) => return drop(stream.read(&mut [0])),
                        None => whole(404, "{}"),
                    };
                    let _ = stream.write_all(&bytes);
                });
            }
        });
        provider.says("/corp/.well-known/openid-configuration", Says::Json(provider.metadata()));
        provider.says("/keys", Says::Json(json!({ "keys": keys().shown() })));
        provider
    }

    /// What it says about itself.
    pub fn metadata(&self) -> Value {
        let origin = self.url.strip_suffix("/corp").unwrap();
        json!({
            "issuer": self.url,
            "authorization_endpoint": format!("{origin}/authorize?realm=corp"),
            "token_endpoint": format!("{origin}/token"),
            "jwks_uri": format!("{origin}/keys"),
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })
    }

    pub fn says(&self, path: &str, says: Says) {
        self.says.lock().unwrap().insert(path.to_owned(), says);
    }

    /// How often an address was asked.
    pub fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|(asked, _)| asked == path).count()
    }

    /// The last form that came to an address.
    pub fn form(&self, path: &str) -> String {
        self.asked.lock().unwrap().iter().rev().find(|(asked, _)| asked == path).unwrap().1.clone()
    }

    /// It, as it is trusted under a name.
    pub fn described(&self, name: &str) -> New {
        New {
            name: name.to_owned(),
            url: self.url.clone(),
            client: Some(CLIENT.to_owned()),
            secret: Some("a secret of ours: 100%".to_owned()),
            authority: None,
            audiences: vec![AUDIENCE.to_owned()],
            scopes: vec![("notes.read".to_owned(), "Notes.Read".to_owned()), ("make".to_owned(), "Notes.Create".to_owned())],
            name_claim: "preferred_username".to_owned(),
            creates: Creates::Always,
        }
    }

    pub fn trust(&self, world: &World, new: New) -> Issuer {
        let fit = new.check().unwrap();
        world.app.write(move |cx| issuer::add(cx, &app::admin::Admin::operator(), &fit)).wait().unwrap()
    }
}

/// Reads a request: its path, and its form with what it is sent by.
fn heard(stream: &mut std::net::TcpStream) -> (String, String) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let header = |name: &str| {
        head.lines().find_map(|line| line.to_ascii_lowercase().starts_with(name).then(|| line[name.len()..].trim().to_owned()))
    };
    let mut form = vec![0; header("content-length:").and_then(|length| length.parse().ok()).unwrap_or(0)];
    let _ = stream.read_exact(&mut form);
    let path = head.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    (path, format!("{} {}", header("authorization:").unwrap_or_default(), String::from_utf8_lossy(&form)))
}

fn whole(status: u16, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// What signs, once for all tests: keys are slow to make.
pub struct Keys {
    pub ec: EcdsaKeyPair,
    pub rsa: RsaKeyPair,
    pub ed: Ed25519KeyPair,
}

pub fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| Keys {
        ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
        rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
        ed: Ed25519KeyPair::generate().unwrap(),
    })
}

impl Keys {
    /// The public halves. What stands beside them is of no use to us, and in the way of nobody.
    pub fn shown(&self) -> Vec<Value> {
        let ec = self.ec.public_key().as_ref();
        let ec = |kid: &str| json!({ "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "alg": "ES256", "x": b64(&ec[1..33]), "y": b64(&ec[33..]) });
        let rsa = self.rsa.public_key();
        let (n, e) = (b64(rsa.modulus().big_endian_without_leading_zero()), b64(rsa.exponent().big_endian_without_leading_zero()));
        vec![
            ec("ec"),
            json!({ "kty": "RSA", "kid": "rsa", "n": n, "e": e }),
            json!({ "kty": "RSA", "kid": "pss", "alg": "PS256", "n": n, "e": e }),
            json!({ "kty": "RSA", "kid": "enc", "use": "enc", "n": n, "e": e }),
            json!({ "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": b64(self.ed.public_key().as_ref()) }),
            json!({ "kty": "oct", "kid": "oct", "k": b64(b"a secret that everybody can read") }),
            json!({ "kty": "EC", "crv": "P-521", "kid": "other", "x": "AA", "y": "AA" }),
            json!("no key at all"),
        ]
    }

    /// Signs by the algorithm that a header names, with the key that it is for.
    pub fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = unsigned(header, claims);
        let signature = match header["alg"].as_str().unwrap_or_default() {
            "RS256" => self.by_rsa(&RSA_PKCS1_SHA256, &message),
            "PS256" => self.by_rsa(&RSA_PSS_SHA256, &message),
            "EdDSA" => self.ed.sign(message.as_bytes()).as_ref().to_vec(),
            _ => self.ec.sign(&SystemRandom::new(), message.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{message}.{}", b64(&signature))
    }

    fn by_rsa(&self, how: &'static dyn aws_lc_rs::signature::RsaEncoding, message: &str) -> Vec<u8> {
        let mut signature = vec![0; self.rsa.public_modulus_len()];
        self.rsa.sign(how, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        signature
    }
}

pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", b64(header.to_string().as_bytes()), b64(claims.to_string().as_bytes()))
}

pub fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Now, in seconds.
pub fn seconds(world: &World) -> i64 {
    world.app.now().micros() / 1_000_000
}

/// Somebody who has gone to the issuer to sign in, and comes back.
pub struct Visit {
    /// Where they were sent.
    pub sent: String,
    /// What they come back with.
    pub query: Vec<(&'static str, String)>,
    /// What the issuer says of them.
    pub header: Value,
    pub claims: Value,
    /// What it gives for the code, if not that.
    pub given: Option<Says>,
}

impl Visit {
    /// Sends a browser there. The issuer will say that it is `subject`.
    pub fn begin(browser: &Browser<'_>, provider: &Provider, name: &str, subject: &str) -> Self {
        Self::begin_for("%2Fdevice", browser, provider, name, subject)
    }

    /// Sends a browser there, which goes on to somewhere afterwards.
    pub fn begin_for(to: &str, browser: &Browser<'_>, provider: &Provider, name: &str, subject: &str) -> Self {
        let sent = browser.get(&format!("/sign-in/{name}?to={to}")).header("location").to_owned();
        let part = |name: &str| field(&sent, name).unwrap_or_else(|| panic!("no {name} in {sent}"));
        let now = seconds(browser.world);
        Self {
            query: vec![("code", "a-code".to_owned()), ("state", part("state"))],
            header: json!({ "alg": "RS256", "kid": "rsa", "typ": "JWT" }),
            claims: json!({
                "iss": provider.url, "sub": subject, "aud": CLIENT, "exp": now + 300, "iat": now, "auth_time": now, "nonce": part("nonce"),
                "preferred_username": subject, "email": format!("{subject}@contoso.com"), "email_verified": true,
            }),
            given: None,
            sent,
        }
    }

    /// Comes back.
    pub fn end(&self, browser: &Browser<'_>, provider: &Provider, name: &str) -> Answer {
        let given = self.given.clone().unwrap_or_else(|| {
            Says::Json(json!({ "access_token": "theirs", "token_type": "Bearer", "id_token": keys().signed(&self.header, &self.claims) }))
        });
        provider.says("/token", given);
        let pairs: Vec<(&str, &str)> = self.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.get(&format!("/signed-in/{name}?{}", super::browser::form(&pairs)))
    }
}
