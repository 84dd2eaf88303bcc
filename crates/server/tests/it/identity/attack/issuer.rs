//! Issuers that are not what they say, tokens that they did not sign, and answers that somebody else was to get. Source: RFC 8725;
//! RFC 9700, sections 4.4 and 4.5; "OpenID Connect Core 1.0", section 16.

use super::super::browser::Browser;
use super::super::elsewhere::{reads, token};
use super::super::provider::{CLIENT, Keys, Provider, Says, Visit, b64, keys, unsigned};
use super::Table;
use crate::heard::{keep, take};
use crate::world::{Answer, World, run};
use app::issuer::{Issuer, New};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::OnceLock;

/// A key that nobody trusts.
fn forger() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
}

/// Signs as whoever would like to be the issuer.
fn forged(header: &Value, claims: &Value) -> String {
    let message = unsigned(header, claims);
    let mut signature = vec![0; 256];
    forger().sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", b64(&signature))
}

fn forgers_key() -> Value {
    let key = aws_lc_rs::signature::KeyPair::public_key(forger());
    let (n, e) = (key.modulus(), key.exponent());
    json!({ "kty": "RSA", "kid": "rsa", "n": b64(n.big_endian_without_leading_zero()), "e": b64(e.big_endian_without_leading_zero()) })
}

type Sign = fn(&Value, &Value) -> String;

/// How a token is signed that should not be believed, whatever it is for.
fn signatures() -> Vec<(&'static str, Sign)> {
    fn with(header: &Value, name: &str, value: Value) -> Value {
        let mut header = header.clone();
        header[name] = value;
        header
    }
    fn by(keys: &Keys, header: &Value, claims: &Value, algorithm: &str, kid: &str) -> String {
        keys.signed(&with(&with(header, "alg", algorithm.into()), "kid", kid.into()), claims)
    }
    fn by_text(header: &Value, claims: &Value, key: &[u8]) -> String {
        let message = unsigned(&with(header, "alg", "HS256".into()), claims);
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        format!("{message}.{}", b64(hmac::sign(&key, message.as_bytes()).as_ref()))
    }
    vec![
        ("not signed", |header, claims| format!("{}.", unsigned(&with(header, "alg", "none".into()), claims))),
        ("not signed, and says that it is", |header, claims| format!("{}.", unsigned(header, claims))),
        ("not signed, by \"NonE\"", |header, claims| format!("{}.e30", unsigned(&with(header, "alg", "NonE".into()), claims))),
        ("signed by the public key as if it were a password", |header, claims| {
            by_text(header, claims, keys().shown()[1]["n"].as_str().unwrap().as_bytes())
        }),
        ("signed by the password that it shows among its keys", |header, claims| {
            by_text(&with(header, "kid", "oct".into()), claims, b"a secret that everybody can read")
        }),
        ("signed by somebody else, under the issuer's key's name", forged),
        ("the same, with the key in it", |header, claims| forged(&with(header, "jwk", forgers_key()), claims)),
        ("the same, with where the key is", |header, claims| forged(&with(header, "jku", "https://evil.example/keys".into()), claims)),
        ("the same, with where a certificate is", |header, claims| forged(&with(header, "x5u", "https://evil.example/x".into()), claims)),
        ("the same, with a certificate", |header, claims| forged(&with(header, "x5c", json!(["MIIB"])), claims)),
        ("by a key that leads out of the set", |header, claims| forged(&with(header, "kid", "../../keys".into()), claims)),
        ("by a key that there is not", |header, claims| by(keys(), header, claims, "RS256", "nothing")),
        ("by a key's name of 1 kB", |header, claims| by(keys(), header, claims, "RS256", &"k".repeat(1_024))),
        ("by a key that is for encrypting", |header, claims| by(keys(), header, claims, "RS256", "enc")),
        ("by a key that is for another algorithm", |header, claims| by(keys(), header, claims, "PS256", "rsa")),
        ("by another, of the other kind", |header, claims| by(keys(), header, claims, "RS256", "pss")),
        ("by an algorithm of another family", |header, claims| by(keys(), header, claims, "ES256", "rsa")),
        ("by an algorithm that is not taken", |header, claims| by(keys(), header, claims, "RS512", "rsa")),
        ("with what has to be understood", |header, claims| keys().signed(&with(header, "crit", json!(["exp"])), claims)),
        ("by no key's name, of a kind of which another is shown", |_, claims| {
            let message = unsigned(&json!({ "alg": "EdDSA" }), claims);
            format!("{message}.{}", b64(Ed25519KeyPair::generate().unwrap().sign(message.as_bytes()).as_ref()))
        }),
        ("changed after it was signed", |header, claims| {
            let (other, right) = (keys().signed(header, &json!({})), keys().signed(header, claims));
            format!("{}.{}", right.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1)
        }),
        ("cut off", |header, claims| keys().signed(header, claims)[..300].to_owned()),
        ("encrypted", |_, _| "eyJhbGciOiJSU0EtT0FFUCJ9.AA.AA.AA.AA".to_owned()),
        ("no JSON", |_, _| format!("{}.{}.AA", b64(b"{\"alg\":\"RS256\"}"), b64(b"nonsense"))),
        ("a list of claims", |header, claims| keys().signed(header, &json!([claims]))),
        ("of 17 kB", |header, claims| keys().signed(header, &with(claims, "groups", "g".repeat(17_000).into()))),
    ]
}

type Change = fn(&mut Value);

/// What a token says that should not be believed, whatever it is for.
fn claims() -> Vec<(&'static str, Change)> {
    vec![
        ("of another issuer", |it| it["iss"] = "https://evil.example".into()),
        ("of the issuer, with a slash behind it", |it| it["iss"] = format!("{}/", it["iss"].as_str().unwrap()).into()),
        ("of nobody", |it| it["iss"] = Value::Null),
        ("of a list of issuers", |it| it["iss"] = json!([it["iss"]])),
        ("for another", |it| it["aud"] = "somebody-else".into()),
        ("for nobody", |it| it["aud"] = Value::Null),
        ("for an object", |it| it["aud"] = json!({ "looseleaf": "looseleaf" })),
        ("expired", |it| it["exp"] = json!(it["iat"].as_i64().unwrap())),
        ("for ever", |it| it["exp"] = Value::Null),
        ("without an end", |it| drop(it.as_object_mut().unwrap().remove("exp"))),
        ("until a text", |it| it["exp"] = "4102444800".into()),
        ("until the year 30,000, by a clock of milliseconds", |it| it["exp"] = json!(4_102_444_800_000_i64)),
        ("from the next minute on", |it| it["nbf"] = json!(it["iat"].as_i64().unwrap() + 61)),
        ("made tomorrow", |it| it["iat"] = json!(it["iat"].as_i64().unwrap() + 86_400)),
        ("about a number", |it| it["sub"] = 7.into()),
        ("about somebody of 256 letters", |it| it["sub"] = "s".repeat(256).into()),
        ("about somebody with a zero", |it| it["sub"] = "z\0oe".into()),
    ]
}

/// A table of what the log says too.
struct Heard<'t>(&'t mut Table);

impl Heard<'_> {
    fn refused(&mut self, what: &str, answer: &Answer) {
        self.0.disbelieved(what, answer, &take());
    }
}

/// A world that trusts an issuer, and another one that would like to be it.
struct Two {
    world: World,
    corp: Provider,
    evil: Provider,
}

impl Two {
    fn new() -> Self {
        let (world, corp, evil) = (World::new(), Provider::new(), Provider::new());
        corp.trust(&world, corp.described("Corp"));
        evil.trust(&world, evil.described("Evil"));
        Self { world, corp, evil }
    }

    /// Somebody goes to the issuer and comes back with something changed.
    fn comes(&self, change: impl FnOnce(&mut Visit)) -> Answer {
        let browser = Browser::beside(&self.world);
        let mut visit = Visit::begin(&browser, &self.corp, "Corp", "zoe");
        change(&mut visit);
        visit.end(&browser, &self.corp, "Corp")
    }
}

/// Coming back with what is somebody else's, or was for another.
pub fn answers(table: &mut Table) {
    let two = Two::new();
    table.title("an answer of an issuer elsewhere, brought to the address for it");
    let query = |name: &'static str, value: &str| {
        let value = value.to_owned();
        two.comes(move |visit| {
            visit.query.retain(|(known, _)| *known != name);
            visit.query.extend((!value.is_empty()).then_some((name, value)));
        })
    };
    table.refused("no state", &query("state", ""));
    table.refused("another state", &query("state", "AAAA"));
    table.refused("no code", &query("code", ""));
    table.refused("of another issuer, as it says itself", &query("iss", &two.evil.url));
    table.refused("a no", &query("error", "access_denied"));
    table.refused("an error in somebody's own words", &query("error", "<script>alert(1)</script>"));
    let (mine, theirs) = (Browser::beside(&two.world), Browser::beside(&two.world));
    let visit = Visit::begin(&mine, &two.corp, "Corp", "zoe");
    table.refused("in a browser that has begun nothing", &visit.end(&theirs, &two.corp, "Corp"));
    Visit::begin(&theirs, &two.corp, "Corp", "zoe");
    table.refused("in a browser that has begun another", &visit.end(&theirs, &two.corp, "Corp"));
    table.refused("of one issuer at the address of another", &visit.end(&mine, &two.evil, "Evil"));
    table.refused("at an address of none", &visit.end(&mine, &two.corp, "None"));
    assert_eq!(visit.end(&mine, &two.corp, "Corp").status, 303, "all that left it as it was");
    table.refused("a second time", &visit.end(&mine, &two.corp, "Corp"));
    let late = Visit::begin(&mine, &two.corp, "Corp", "zoe");
    two.world.clock.advance_seconds(15 * 60 + 1);
    table.refused("after a quarter of an hour", &late.end(&mine, &two.corp, "Corp"));
    let sent = two.world.ask("nobody", "GET", "/sign-in/Corp?to=%2Faccount", &[("sec-fetch-site", "cross-site")], "");
    table.refused("begun by another page", &run(sent));
    let mut metadata = two.corp.metadata();
    metadata["authorization_response_iss_parameter_supported"] = true.into();
    let careful = Provider::new();
    metadata["issuer"] = careful.url.clone().into();
    careful.says("/corp/.well-known/openid-configuration", Says::Json(metadata));
    careful.trust(&two.world, careful.described("Careful"));
    let visit = Visit::begin(&mine, &careful, "Careful", "zoe");
    table.refused("of nobody, where the issuer always says who it is", &visit.end(&mine, &careful, "Careful"));

    table.title("what it gives for the code");
    let gives = |says: Says| two.comes(move |visit| visit.given = Some(says));
    table.refused("nothing: the code was of another verifier", &gives(Says::Status(400, json!({ "error": "invalid_grant" }))));
    table.refused("an error in somebody's own words", &gives(Says::Status(400, json!({ "error": "<b>no</b>", "error_description": "x" }))));
    table.refused("no ID token", &gives(Says::Json(json!({ "access_token": "x" }))));
    table.refused("a page", &gives(Says::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>".to_vec())));
    let elsewhere = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/token\r\nContent-Length: 0\r\n\r\n";
    table.refused("another address", &gives(Says::Raw(elsewhere.to_vec())));
    table.refused("an answer of 300 kB", &gives(Says::Json(json!({ "id_token": "x".repeat(300_000) }))));
    table.refused("an answer that breaks off", &gives(Says::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec())));
    table.refused("no answer", &gives(Says::Nothing));
}

/// ID tokens.
pub fn id_tokens(table: &mut Table) {
    let two = Two::new();
    keep();
    table.title("an ID token, and why it is not believed");
    assert_eq!(two.comes(|_| {}).status, 303);
    let mut table = Heard(table);
    for (what, sign) in signatures() {
        let answer = two.comes(|visit| visit.given = Some(Says::Json(json!({ "id_token": sign(&visit.header, &visit.claims) }))));
        table.refused(what, &answer);
    }
    for (what, change) in claims() {
        table.refused(what, &two.comes(|visit| change(&mut visit.claims)));
    }
    let own: [(&str, Change); 9] = [
        ("about nobody", |it| it["sub"] = Value::Null),
        ("for several, given to nobody of them", |it| it["aud"] = json!([CLIENT, "another"])),
        ("for several, given to another", |it| (it["aud"], it["azp"]) = (json!([CLIENT, "another"]), "another".into())),
        ("for us, given to another", |it| it["azp"] = "another".into()),
        ("made long ago", |it| it["iat"] = json!(it["iat"].as_i64().unwrap() - 16 * 60)),
        ("made at no time", |it| it["iat"] = Value::Null),
        ("without a nonce", |it| it["nonce"] = Value::Null),
        ("with the nonce of another sign-in", |it| it["nonce"] = "AAAA".into()),
        ("of another access token", |it| it["at_hash"] = "AAAA".into()),
    ];
    for (what, change) in own {
        table.refused(what, &two.comes(|visit| change(&mut visit.claims)));
    }
    table.refused("an access token for an ID token", &two.comes(|visit| visit.header["typ"] = "at+jwt".into()));
    table.refused("a logout token for an ID token", &two.comes(|visit| visit.header["typ"] = "logout+jwt".into()));
    let theirs = two.comes(|visit| visit.claims["iss"] = two.evil.url.clone().into());
    table.refused("of another issuer that is trusted too", &theirs);
}

/// Access tokens.
pub fn access_tokens(table: &mut Table) {
    let two = Two::new();
    keep();
    table.title("an access token of an issuer elsewhere, and why it is not believed");
    let mut table = Heard(table);
    let told = |change: &dyn Fn(&mut Value, &mut Value)| reads(&two.world, &token(&two.world, &two.corp, "zoe", change));
    assert_eq!(told(&|_, _| {}).status, 200);
    for (what, sign) in signatures() {
        let signed = std::cell::RefCell::default();
        token(&two.world, &two.corp, "zoe", |header, claims| *signed.borrow_mut() = sign(header, claims));
        table.refused(what, &reads(&two.world, &signed.into_inner()));
    }
    for (what, change) in claims() {
        table.refused(what, &told(&|_, claims| change(claims)));
    }
    let own: [(&str, Change); 9] = [
        ("about nobody", |it| it["sub"] = Value::Null),
        ("about the app itself", |it| it["sub"] = it["client_id"].clone()),
        ("of no app", |it| it["client_id"] = Value::Null),
        ("of an app whose name cannot be one", |it| it["client_id"] = "an app".into()),
        ("of an app whose name is too long", |it| it["client_id"] = "a".repeat(128).into()),
        ("without scopes, as an ID token is", |it| it["scope"] = Value::Null),
        ("with scopes of which none is anything here", |it| it["scope"] = "Notes.Read Notes.ReadWrite.All".into()),
        ("with a thousand scopes", |it| it["scope"] = "notes.read ".repeat(1_000).into()),
        ("that is bound to a key", |it| it["cnf"] = json!({ "jkt": "x" })),
    ];
    for (what, change) in own {
        table.refused(what, &told(&|_, claims| change(claims)));
    }
    table.refused("a token that proves possession", &told(&|header, _| header["typ"] = "dpop+jwt".into()));
    table.refused(
        "an ID token",
        &told(&|header, claims| {
            header["typ"] = "JWT".into();
            (claims["aud"], claims["scope"]) = (CLIENT.into(), Value::Null);
        }),
    );
    table.refused(
        "of another issuer that is trusted too, about somebody it calls the same",
        &told(&|_, claims| claims["iss"] = two.evil.url.clone().into()),
    );
    let door = Provider::new();
    door.trust(&two.world, New { audiences: Vec::new(), scopes: Vec::new(), ..door.described("Door") });
    let of = |provider: &Provider| reads(&two.world, &token(&two.world, provider, "zoe", |_, _| {}));
    table.refused("of an issuer through which people only sign in", &of(&door));
    table.refused("of an issuer that nobody trusts", &of(&Provider::new()));
    let silent = Provider::new();
    silent.says("/keys", Says::Nothing);
    silent.trust(&two.world, silent.described("Silent"));
    table.refused("of an issuer that does not answer", &of(&silent));
    let known = token(&two.world, &two.corp, "zoe", |_, _| {});
    for (what, header) in [
        ("twice", format!("Bearer {known} {known}")),
        ("as a password", format!("Basic {known}")),
        ("with a dot behind it", format!("Bearer {known}.")),
        ("with a mark of padding behind it", format!("Bearer {known}=")),
    ] {
        table.refused(what, &run(two.world.ask("nobody", "GET", "/v1.0/me/onenote/notebooks", &[("authorization", &header)], "")));
    }
}

/// What an issuer says about itself. Whoever trusts it is told at once.
pub fn issuers(table: &mut Table) {
    table.title("an issuer that is to be trusted, and what is said to that");
    let world = World::new();
    let mut tried = |what: &str, change: &dyn Fn(&Provider, &mut Value), keys: Option<Says>| {
        let provider = Provider::new();
        let mut metadata = provider.metadata();
        change(&provider, &mut metadata);
        if !metadata.is_null() {
            provider.says("/corp/.well-known/openid-configuration", Says::Json(metadata));
        }
        if let Some(keys) = keys {
            provider.says("/keys", keys);
        }
        let fit = provider.described("Corp").check().unwrap();
        let issuer: Issuer = world.app.read(move |cx| fit.issuer(cx)).wait().unwrap();
        let said = run(server::check_issuer(&issuer)).expect_err(what);
        let origin = provider.url.strip_suffix("/corp").unwrap();
        let _ = writeln!(table.text, "  {what:<76}{}", said.replace(origin, "ORIGIN"));
        table.rows += 1;
    };
    let none = |_: &Provider, _: &mut Value| {};
    tried("it calls itself something else", &|_, it| it["issuer"] = "https://evil.example".into(), None);
    tried("it calls itself by a pattern", &|_, it| it["issuer"] = "https://login.example/{tenantid}/v2.0".into(), None);
    tried("it calls itself the same, with a slash", &|_, it| it["issuer"] = format!("{}/", it["issuer"].as_str().unwrap()).into(), None);
    tried("it does not say where its keys are", &|_, it| it["jwks_uri"] = Value::Null, None);
    tried("its keys are a file", &|_, it| it["jwks_uri"] = "file:///etc/passwd".into(), None);
    tried("its keys are at an address that all can read along", &|_, it| it["jwks_uri"] = "http://sso.example/keys".into(), None);
    tried("its tokens are there", &|_, it| it["token_endpoint"] = "http://sso.example/token".into(), None);
    tried("its page is a script", &|_, it| it["authorization_endpoint"] = "javascript:alert(1)".into(), None);
    tried("it gives no codes", &|_, it| it["response_types_supported"] = json!(["id_token"]), None);
    tried("it takes no challenge but a plain one", &|_, it| it["code_challenge_methods_supported"] = json!(["plain"]), None);
    tried("it signs by nothing", &|_, it| it["id_token_signing_alg_values_supported"] = json!(["none", "HS256"]), None);
    tried(
        "it wants to be shown who we are by a key",
        &|_, it| it["token_endpoint_auth_methods_supported"] = json!(["private_key_jwt"]),
        None,
    );
    let at = "/corp/.well-known/openid-configuration";
    let says = |says: Says| {
        move |provider: &Provider, it: &mut Value| {
            provider.says(at, says.clone());
            *it = Value::Null;
        }
    };
    tried("it is not there", &says(Says::Status(404, json!({}))), None);
    tried(
        "it is somewhere else",
        &says(Says::Raw(b"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n".to_vec())),
        None,
    );
    tried("it says something else", &says(Says::Json(json!("hello"))), None);
    tried("it says 300 kB", &says(Says::Json(json!({ "issuer": "i".repeat(300_000) }))), None);
    tried(
        "it says it compressed",
        &says(Says::Raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}".to_vec())),
        None,
    );
    let endless = [&b"HTTP/1.1 200 OK\r\n\r\n{\"keys\":["[..], &b"{},".repeat(3_500_000)].concat();
    tried("10 MB of keys", &none, Some(Says::Raw(endless)));
    tried("a thousand keys", &none, Some(Says::Json(json!({ "keys": vec![forgers_key(); 65] }))));
    tried("no keys", &none, Some(Says::Json(json!({ "keys": [] }))));
    tried("only keys that both sides know", &none, Some(Says::Json(json!({ "keys": [{ "kty": "oct", "k": "AA" }] }))));
    tried("no set of keys", &none, Some(Says::Json(json!({ "keys": "x" }))));
    tried("keys that are not there", &none, Some(Says::Status(500, json!({ "keys": [forgers_key()] }))));
}
