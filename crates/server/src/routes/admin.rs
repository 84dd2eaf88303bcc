//! The part of the table that is for who runs the server: pages, and the forms on them. Each goes through the gate.

use super::identity::Route;
use crate::identity::admin::{
    app, apps, gate, group, groups, issuer, issuers, leaving, log, overview, people, person, site, sites, tokens,
};
use http::Method as M;

macro_rules! gated {
    (GET, $show:path) => {
        |ask| Box::pin(gate::look(ask, $show))
    };
    (POST, $act:path) => {
        |ask| Box::pin(gate::change(ask, $act))
    };
}

macro_rules! rows {
    ($($name:literal $method:ident $address:literal $handler:path;)*) => {
        vec![$(Route::page($name, M::$method, $address, gated!($method, $handler))),*]
    };
}

/// Returns the rows.
pub(super) fn rows() -> Vec<Route> {
    rows! {
        "admin.overview" GET "/admin" overview::page;
        "admin.cancel" POST "/admin/operations/cancel" overview::cancel;
        "admin.people" GET "/admin/people" people::list;
        "admin.person_add" POST "/admin/people" people::add;
        "admin.person" GET "/admin/person" person::page;
        "admin.person_password" POST "/admin/person/password" person::password;
        "admin.person_sign_out" POST "/admin/person/sign-out" person::sign_out;
        "admin.person_suspend" POST "/admin/person/suspend" person::suspend;
        "admin.person_resume" POST "/admin/person/resume" person::resume;
        "admin.person_administrator" POST "/admin/person/administrator" person::administrator;
        "admin.person_leaving" GET "/admin/person/remove" leaving::person;
        "admin.person_remove" POST "/admin/person/remove" leaving::remove_person;
        "admin.person_quota" POST "/admin/person/quota" person::quota;
        "admin.person_factor" GET "/admin/person/factor" person::factor_asked;
        "admin.person_factor_remove" POST "/admin/person/factor" person::factor_removed;
        "admin.tokens" GET "/admin/person/tokens" tokens::page;
        "admin.token_revoke" POST "/admin/person/tokens" tokens::revoke;
        "admin.forget_app" POST "/admin/person/apps" tokens::forget_app;
        "admin.groups" GET "/admin/groups" groups::list;
        "admin.group_add" POST "/admin/groups" groups::add;
        "admin.group" GET "/admin/group" group::page;
        "admin.group_member" POST "/admin/group/members" group::member;
        "admin.group_member_remove" POST "/admin/group/members/remove" group::end;
        "admin.group_inner" POST "/admin/group/groups" group::inner;
        "admin.group_inner_remove" POST "/admin/group/groups/remove" group::inner_end;
        "admin.group_name" POST "/admin/group/name" group::rename;
        "admin.group_quota" POST "/admin/group/quota" group::quota;
        "admin.group_leaving" GET "/admin/group/remove" leaving::group;
        "admin.group_remove" POST "/admin/group/remove" leaving::remove_group;
        "admin.sites" GET "/admin/sites" sites::list;
        "admin.site_add" POST "/admin/sites" sites::add;
        "admin.site" GET "/admin/site" site::page;
        "admin.site_member" POST "/admin/site/members" site::member;
        "admin.site_member_remove" POST "/admin/site/members/remove" site::end;
        "admin.site_address" POST "/admin/site/address" site::readdress;
        "admin.site_quota" POST "/admin/site/quota" site::quota;
        "admin.library_add" POST "/admin/site/libraries" site::add_library;
        "admin.library_leaving" GET "/admin/site/libraries/remove" leaving::site;
        "admin.library_remove" POST "/admin/site/libraries/remove" leaving::remove_library;
        "admin.site_leaving" GET "/admin/site/remove" leaving::site;
        "admin.site_remove" POST "/admin/site/remove" leaving::remove_site;
        "admin.apps" GET "/admin/apps" apps::list;
        "admin.app_add" POST "/admin/apps" apps::add;
        "admin.app" GET "/admin/app" app::page;
        "admin.app_secret" POST "/admin/app/secret" app::secret;
        "admin.app_removal" GET "/admin/app/remove" app::removal;
        "admin.app_remove" POST "/admin/app/remove" app::remove;
        "admin.issuers" GET "/admin/issuers" issuers::list;
        "admin.issuer_add" POST "/admin/issuers" issuers::add;
        "admin.issuer" GET "/admin/issuer" issuer::page;
        "admin.issuer_removal" GET "/admin/issuer/remove" issuer::removal;
        "admin.issuer_remove" POST "/admin/issuer/remove" issuer::remove;
        "admin.log" GET "/admin/log" log::page;
    }
}
