//! The part of the table that is about signing in and letting apps in, one row each.
//!
//! `{tenant}` is one of the words for any organization, or this one's id. Source: "Microsoft identity platform endpoints". `{id}`
//! is one piece of a path, `{path}` all the rest of it.

use super::{On, RouteInfo, Source, method_name};
use crate::dispatch::Handling;
use crate::identity::ask::Ask;
use crate::identity::{
    account, authorize, device, elsewhere, factor, metadata, own_tokens, second_step, sign_in, sign_out, token, user_info,
};
use http::Method as M;
use model::Need;
use std::sync::LazyLock;

/// What the rows are made with.
pub(crate) type Handler = fn(Ask) -> Handling;

/// Who reads the answers, and so how what is wrong is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// An app: JSON. Source: RFC 6749, section 5.2.
    App,
    /// A person: a page.
    Person,
}

/// What becomes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// It is a form, and read before anybody is asked for: it is short.
    Form,
    /// It may be large. The handler takes it in, once it knows who sends it.
    Later,
}

/// One call. Who may is asked by the handler: by what it is sent, or by the browser's cookie. By a token, before it.
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) method: M,
    pub(crate) address: &'static str,
    pub(crate) reader: Reader,
    /// The scopes that it needs of a token; none where it looks at no token.
    pub(crate) need: Option<Need>,
    pub(crate) body: Body,
    handler: Handler,
    source: Source,
}

impl Route {
    /// A page of ours that no token opens.
    pub(super) const fn page(name: &'static str, method: M, address: &'static str, handler: Handler) -> Self {
        Self { name, method, address, reader: Reader::Person, need: None, body: Body::Form, handler, source: Source::Ours }
    }

    /// As [`Route::page`], for what a script of ours sends that is no form, and for forms with files.
    pub(super) fn sent(name: &'static str, address: &'static str, handler: Handler) -> Self {
        Self { body: Body::Later, ..Self::page(name, M::POST, address, handler) }
    }

    pub(crate) fn handle(&self, ask: Ask) -> Handling {
        (self.handler)(ask)
    }
}

/// What the table has for a path.
pub(crate) enum Found {
    /// The call, and what its address names.
    Route(&'static Route, Named),
    /// The address is known, but takes other methods.
    Methods(Vec<M>),
}

/// What an address names, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Whose server is meant.
    pub(crate) tenant: Option<String>,
    /// What of it.
    pub(crate) id: Option<String>,
}

/// What the addresses of the APIs begin with. None of these rows' does, and most requests are the APIs'.
const OF_APIS: [&str; 3] = ["/v1.0/", "/api/", "/beta/"];

/// Looks a path up. `None` if it is none of these.
pub(crate) fn find(path: &str, method: &M) -> Option<Found> {
    if OF_APIS.iter().any(|start| path.starts_with(start)) {
        return None;
    }
    let mut of_path = TABLE.iter().filter_map(|row| matched(row.address, path).map(|named| (row, named)));
    let method = if *method == M::HEAD { &M::GET } else { method };
    let (row, named) = of_path.next()?;
    let same: Vec<_> = TABLE.iter().filter(|other| other.address == row.address).collect();
    Some(match same.iter().find(|row| row.method == *method) {
        Some(row) => Found::Route(row, named),
        None => Found::Methods(same.iter().map(|row| row.method.clone()).collect()),
    })
}

/// Returns what a path names that is this address.
fn matched(address: &str, path: &str) -> Option<Named> {
    let one = address.split_once("{id}");
    if let Some((before, after)) = one.or_else(|| address.split_once("{path}")) {
        let id = path.strip_prefix(before)?.strip_suffix(after)?;
        let is_named = !id.is_empty() && (one.is_none() || !id.contains('/'));
        return is_named.then(|| Named { tenant: None, id: Some(id.to_owned()) });
    }
    let Some(rest) = address.strip_prefix("/{tenant}") else { return (address == path).then(Named::default) };
    let (tenant, after) = path.strip_prefix('/')?.split_once('/')?;
    let is_tenant = model::parse_guid(tenant).is_some() || WORDS.iter().any(|word| word.eq_ignore_ascii_case(tenant));
    let is_here = is_tenant && after.len() + 1 == rest.len() && rest.ends_with(after);
    is_here.then(|| Named { tenant: Some(tenant.to_owned()), id: None })
}

/// The words for any organization. There is one here.
pub(crate) const WORDS: [&str; 3] = ["common", "organizations", "consumers"];

const OAUTH: Source = Source::Document("Microsoft identity platform endpoints");
const LIVE: Source = Source::Document("OneDrive API");
const OIDC: Source = Source::Document("OpenID Connect Discovery 1.0");

macro_rules! rows {
    ($($name:literal $method:ident $address:literal $reader:ident $(($need:ident))? $handler:path, $source:expr;)*) => {
        vec![$(Route {
            name: $name,
            method: M::$method,
            address: $address,
            reader: Reader::$reader,
            need: [$(Need::$need)?].first().copied(),
            body: Body::Form,
            handler: |ask| Box::pin($handler(ask)),
            source: $source,
        }),*]
    };
}

static TABLE: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let mut rows = rows! {
        "oauth.authorize" GET "/{tenant}/oauth2/v2.0/authorize" Person authorize::ask, OAUTH;
        "oauth.decide" POST "/{tenant}/oauth2/v2.0/authorize" Person authorize::decide, OAUTH;
        "oauth.token" POST "/{tenant}/oauth2/v2.0/token" App token::handle, OAUTH;
        "oauth.device" POST "/{tenant}/oauth2/v2.0/devicecode" App device::begin, OAUTH;
        "oauth.device_page" GET "/{tenant}/oauth2/deviceauth" Person device::page, OAUTH;
        "oauth.logout" GET "/{tenant}/oauth2/v2.0/logout" Person sign_out::ask, OAUTH;
        "oauth.revoke" POST "/{tenant}/oauth2/v2.0/revoke" App token::revoke, Source::Document("RFC 7009");
        "oauth.native" GET "/{tenant}/oauth2/nativeclient" Person authorize::arrived, OAUTH;
        "oauth.keys" GET "/{tenant}/discovery/v2.0/keys" App metadata::keys, OAUTH;
        "oauth.instance" GET "/{tenant}/discovery/instance" App metadata::instance, OAUTH;
        "oauth.metadata" GET "/{tenant}/v2.0/.well-known/openid-configuration" App metadata::configuration, OIDC;
        "oauth.metadata_plain" GET "/.well-known/openid-configuration" App metadata::configuration, OIDC;
        "oauth.metadata_oauth" GET "/.well-known/oauth-authorization-server" App metadata::configuration, Source::Document("RFC 8414");
        "oauth.live_authorize" GET "/oauth20_authorize.srf" Person authorize::ask, LIVE;
        "oauth.live_decide" POST "/oauth20_authorize.srf" Person authorize::decide, LIVE;
        "oauth.live_token" POST "/oauth20_token.srf" App token::handle, LIVE;
        "oauth.live_native" GET "/oauth20_desktop.srf" Person authorize::arrived, LIVE;
        "oauth.live_logout" GET "/oauth20_logout.srf" Person sign_out::ask, LIVE;
        "oauth.user_info" GET "/oidc/userinfo" App (SignIn) user_info::handle, OIDC;
        "oauth.user_info_post" POST "/oidc/userinfo" App (SignIn) user_info::handle, OIDC;
        "sign_in.ask" GET "/sign-in" Person sign_in::ask, Source::Ours;
        "sign_in.try" POST "/sign-in" Person sign_in::handle, Source::Ours;
        "sign_in.begin" GET "/sign-in/{id}" Person elsewhere::begin, Source::Ours;
        "sign_in.back" GET "/signed-in/{id}" Person elsewhere::back, Source::Ours;
        "sign_in.code_ask" GET "/second-factor" Person second_step::ask, Source::Ours;
        "sign_in.code" POST "/second-factor" Person second_step::handle, Source::Ours;
        "sign_out.ask" GET "/sign-out" Person sign_out::ask, Source::Ours;
        "sign_out.do" POST "/sign-out" Person sign_out::handle, Source::Ours;
        "account.get" GET "/account" Person account::page, Source::Ours;
        "account.forget_app" POST "/account/apps" Person account::forget_app, Source::Ours;
        "account.forget_browsers" POST "/account/browsers" Person account::forget_browsers, Source::Ours;
        "account.change_password" POST "/account/password" Person account::change_password, Source::Ours;
        "account.tokens" GET "/account/tokens" Person own_tokens::page, Source::Ours;
        "account.issue_token" POST "/account/tokens" Person own_tokens::issue, Source::Ours;
        "account.revoke_token" POST "/account/tokens/revoke" Person own_tokens::revoke, Source::Ours;
        "account.begin_factor" POST "/account/factor" Person factor::begin, Source::Ours;
        "account.prove_factor" POST "/account/factor/prove" Person factor::prove, Source::Ours;
        "account.remove_factor" POST "/account/factor/remove" Person factor::remove, Source::Ours;
        "device.ask" GET "/device" Person device::page, Source::Ours;
        "device.decide" POST "/device" Person device::decide, Source::Ours;
    };
    rows.extend(super::admin::rows());
    rows.extend(super::web::rows());
    rows
});

/// Returns all rows.
pub(super) fn infos() -> impl Iterator<Item = RouteInfo> {
    TABLE.iter().map(|row| RouteInfo {
        name: row.name,
        method: method_name(&row.method),
        on: On::Identity,
        address: row.address,
        need: row.need,
        is_served: true,
        is_ours: row.source == Source::Ours,
        source: match row.source {
            Source::Document(title) => title,
            Source::Ours => "",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, method: M) -> Option<(&'static str, Option<String>)> {
        match find(path, &method)? {
            Found::Route(row, named) => Some((row.name, named.tenant.or(named.id))),
            Found::Methods(methods) => Some(("", Some(methods.iter().map(M::as_str).collect::<Vec<_>>().join(" ")))),
        }
    }

    #[test]
    fn addresses_are_told_apart_by_their_tenant() {
        let organization = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
        assert_eq!(found("/common/oauth2/v2.0/token", M::POST), Some(("oauth.token", Some("common".to_owned()))));
        let keys = format!("/{organization}/discovery/v2.0/keys");
        assert_eq!(found(&keys, M::HEAD), Some(("oauth.keys", Some(organization.to_owned()))));
        assert_eq!(found("/common/oauth2/v2.0/token", M::GET), Some(("", Some("POST".to_owned()))));
        assert_eq!(found("/Contoso/oauth2/v2.0/token", M::POST), None);
        assert_eq!(found("/common/oauth2/v2.0/token/", M::POST), None);
        assert_eq!(found("/common/xoauth2/v2.0/token", M::POST), None);
        assert_eq!(found("/v1.0/me/drive", M::GET), None);
        assert!(TABLE.iter().all(|row| !OF_APIS.iter().any(|start| row.address.starts_with(start))));
        assert_eq!(found("/device", M::GET), Some(("device.ask", None)));
        assert_eq!(found("/signed-in/Corp", M::GET), Some(("sign_in.back", Some("Corp".to_owned()))));
        assert_eq!(found("/sign-in", M::GET), Some(("sign_in.ask", None)));
        assert_eq!((found("/sign-in/", M::GET), found("/sign-in/a/b", M::GET)), (None, None));
    }
}
