//! What apps learn beforehand: where everything is, and what ID tokens are checked by. Source: "OpenID Connect Discovery 1.0";
//! RFC 8414.

use super::ask::Ask;
use super::keys;
use crate::fault::Fault;
use crate::reply::Reply;
use model::Scopes;
use serde_json::json;

/// Returns who issues: this server, as the organization that it is of. The same for whichever tenant the address has, so that
/// what is checked is one thing.
///
/// # Errors
/// What the store can meet.
pub(super) async fn issuer(ask: &Ask) -> app::Result<String> {
    Ok(format!("{}/{}/v2.0", ask.base, model::format_guid(&ask.server.organization().await?)))
}

/// `GET …/.well-known/openid-configuration`
pub(crate) async fn configuration(ask: Ask) -> Result<Reply, Fault> {
    let organization = model::format_guid(&ask.server.organization().await?);
    // A client that asks by one tenant is answered by the same, and by the organization's own id where it asks without.
    let tenant = ask.path.split('/').nth(1).filter(|tenant| !tenant.starts_with('.')).unwrap_or(&organization);
    let (base, scopes) = (&ask.base, Scopes::spellings().collect::<Vec<_>>());
    let at = format!("{base}/{tenant}/oauth2/v2.0");
    Ok(Reply::ok(&json!({
        "issuer": issuer(&ask).await?,
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "device_authorization_endpoint": format!("{at}/devicecode"),
        "revocation_endpoint": format!("{at}/revoke"),
        "end_session_endpoint": format!("{at}/logout"),
        "userinfo_endpoint": format!("{base}/oidc/userinfo"),
        "jwks_uri": format!("{base}/{tenant}/discovery/v2.0/keys"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [keys::ALGORITHM],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "amr", "nonce", "oid", "tid", "name", "preferred_username"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": false,
        "http_logout_supported": false,
    })))
}

/// `GET …/discovery/v2.0/keys`
pub(crate) async fn keys(ask: Ask) -> Result<Reply, Fault> {
    let keys = ask.server.keys.public(&ask.server.app).await?;
    Ok(Reply::ok(&json!({ "keys": keys })))
}

/// `GET …/discovery/instance`, by which the vendor's libraries find out which hosts stand for one authority. Source: "Microsoft
/// identity platform endpoints".
pub(crate) async fn instance(ask: Ask) -> Result<Reply, Fault> {
    let host = ask.base.split_once("://").map_or("", |(_, host)| host);
    Ok(Reply::ok(&json!({
        "tenant_discovery_endpoint": format!("{}/common/v2.0/.well-known/openid-configuration", ask.base),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }],
    })))
}
