//! What an issuer says about itself. Source: "OpenID Connect Discovery 1.0", sections 3 and 4; RFC 8414; RFC 9207.

use super::keys::ALGORITHMS;
use crate::fetch;
use app::issuer::Issuer;
use serde::Deserialize;

/// How we show an issuer that we are ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// In a header. What every issuer takes that says nothing.
    Basic,
    /// In the form.
    Post,
}

/// Where an issuer's parts are.
pub(crate) struct Metadata {
    /// Where people are sent, if they can be.
    pub(crate) authorization: String,
    /// Where codes are brought.
    pub(crate) token: String,
    pub(super) keys: String,
    /// Where it says more about who signed in, if it does.
    pub(crate) user_info: Option<String>,
    pub(crate) shown: Shown,
    /// Whether it says with each answer that it is the one who answers.
    pub(crate) says_who: bool,
}

#[derive(Deserialize)]
#[serde(expecting = "an object of metadata")]
struct Wire {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    userinfo_endpoint: Option<String>,
    response_types_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// Returns where an issuer says all that.
pub(super) fn address(issuer: &Issuer) -> String {
    format!("{}/.well-known/openid-configuration", issuer.url.trim_end_matches('/'))
}

/// Reads what an issuer says, and looks whether it is what we need.
///
/// # Errors
/// What is wrong, in words for whoever runs the server.
pub(super) fn read(issuer: &Issuer, json: &[u8]) -> Result<Metadata, String> {
    let wire: Wire = serde_json::from_slice(json).map_err(|error| format!("what it says about itself is no metadata: {error}"))?;
    if wire.issuer != issuer.url {
        let said: String = wire.issuer.chars().take(200).collect();
        return Err(format!("it calls itself `{said}`, to the letter; that is its address"));
    }
    let keys = usable(wire.jwks_uri, "jwks_uri")?;
    let lacks = |list: &Option<Vec<String>>, wanted: &[&str]| {
        list.as_ref().is_some_and(|list| !list.iter().any(|it| wanted.contains(&it.as_str())))
    };
    let Some(_) = &issuer.client else {
        let (authorization, token) = (String::new(), String::new());
        return Ok(Metadata { authorization, token, keys, user_info: None, shown: Shown::Basic, says_who: false });
    };
    if lacks(&wire.response_types_supported, &["code"]) {
        return Err("it gives no codes (`response_types_supported`)".to_owned());
    }
    if lacks(&wire.code_challenge_methods_supported, &["S256"]) {
        return Err("it takes no challenge by S256 (`code_challenge_methods_supported`)".to_owned());
    }
    if lacks(&wire.id_token_signing_alg_values_supported, &ALGORITHMS) {
        return Err(format!("it signs by none of {} (`id_token_signing_alg_values_supported`)", ALGORITHMS.join(", ")));
    }
    let methods = &wire.token_endpoint_auth_methods_supported;
    let shown = if !lacks(methods, &["client_secret_basic"]) {
        Shown::Basic
    } else if !lacks(methods, &["client_secret_post"]) {
        Shown::Post
    } else if issuer.secret.is_some() {
        return Err("it takes a client secret neither in a header nor in a form (`token_endpoint_auth_methods_supported`)".to_owned());
    } else {
        Shown::Basic
    };
    Ok(Metadata {
        authorization: usable(wire.authorization_endpoint, "authorization_endpoint")?,
        token: usable(wire.token_endpoint, "token_endpoint")?,
        keys,
        user_info: wire.userinfo_endpoint.map(|url| usable(Some(url), "userinfo_endpoint")).transpose()?,
        shown,
        says_who: wire.authorization_response_iss_parameter_supported == Some(true),
    })
}

fn usable(url: Option<String>, name: &str) -> Result<String, String> {
    let url = url.ok_or_else(|| format!("it does not say its `{name}`"))?;
    if fetch::is_askable(&url) { Ok(url) } else { Err(format!("its `{name}` is neither https nor on this machine")) }
}
