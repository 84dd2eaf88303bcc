//! `looseleaf site`.

mod library;

use super::fate::Fate;
use super::group::{held, missing_among};
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::{Bytes, Member};
use crate::{open, output};
use app::admin::{self, Admin, NewSite};
use clap::{Args, Subcommand};
use model::{Owner, Role, SiteId};
use serde_json::json;
use store::directory::{self, Site as Found};

/// Add, list, change and remove sites and their document libraries, and say who belongs to them
///
/// Clients find a site by its address and then name it by the pair of ids that `site add` and
/// `site list` print.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Site {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(Add),
    List(List),
    Set(Set),
    Remove(Remove),
    Member(SiteMember),
    Library(library::Library),
}

/// Add a site
///
/// Sites whose addresses have the same host form a site collection. New notebooks are put into a
/// site's default library. A site without one shows the notebooks of its other libraries, but none
/// can be created or copied there.
///
///   looseleaf site add --url https://school.example/sites/physics --member ann:owner ben
///   looseleaf site add --url https://school.example/sites/archive --no-default-library --library Old
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Add {
    /// The site's absolute address
    #[arg(long)]
    url: String,
    /// Give it no default library
    #[arg(long)]
    no_default_library: bool,
    /// A further library
    #[arg(long = "library", value_name = "NAME", num_args = 1..)]
    libraries: Vec<String>,
    /// Somebody who belongs to it: a name, or name:reader, name:contributor, name:owner. Default role: contributor
    #[arg(long = "member", value_name = "NAME[:ROLE]", num_args = 1..)]
    members: Vec<Member>,
    /// The most bytes that each library may hold, as in 500MB or 5GB. Default: no limit
    #[arg(long, value_name = "BYTES")]
    quota: Option<Bytes>,
    /// Print {"siteCollectionId": …, "siteId": …}
    #[arg(long)]
    json: bool,
}

/// Give a site another address
///
/// Its id stays; the id of its collection is that of the other host's sites.
///
///   looseleaf site set --url https://school.example/sites/phys --to https://school.example/sites/physics
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Set {
    /// The site's address
    #[arg(long)]
    url: String,
    /// What it is to be
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Remove a site
///
/// What becomes of what its libraries hold has to be said, if they hold anything.
///
///   looseleaf site remove --url https://school.example/sites/physics --give-to ann
///   looseleaf site remove --url https://school.example/sites/physics --discard
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Remove {
    /// The site's address
    #[arg(long)]
    url: String,
    #[command(flatten)]
    fate: Fate,
}

/// List all sites, by address, with their collections and the bytes that they hold
#[derive(Args, Debug)]
struct List {
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Say who belongs to a site
#[derive(Args, Debug)]
struct SiteMember {
    #[command(subcommand)]
    verb: MemberVerb,
}

#[derive(Subcommand, Debug)]
enum MemberVerb {
    Add(MemberAdd),
    Remove(MemberRemove),
}

/// Make people members of a site, or change their role in it
///
///   looseleaf site member add --url https://school.example/sites/physics zoe:reader
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct MemberAdd {
    /// The site's address
    #[arg(long)]
    url: String,
    /// The people: a name, or name:reader, name:contributor, name:owner. Default role: contributor
    #[arg(required = true, value_name = "NAME[:ROLE]")]
    members: Vec<Member>,
}

/// End memberships
///
/// What these people made on the site stays there.
///
///   looseleaf site member remove --url https://school.example/sites/physics zoe
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct MemberRemove {
    /// The site's address
    #[arg(long)]
    url: String,
    /// The people's names
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

impl Site {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Set(verb) => verb.run(config),
            Verb::Remove(verb) => verb.run(config),
            Verb::Library(verb) => verb.run(config),
            Verb::Member(SiteMember { verb: MemberVerb::Add(verb) }) => {
                let changes = verb.members.into_iter().map(|member| (member.name, Some(member.role.unwrap_or(Role::Contributor))));
                change(config, verb.url, changes.collect())
            }
            Verb::Member(SiteMember { verb: MemberVerb::Remove(verb) }) => {
                change(config, verb.url, verb.names.into_iter().map(|name| (name, None)).collect())
            }
        }
    }
}

impl Add {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let names: Vec<String> = self.members.iter().map(|member| member.name.clone()).collect();
        let new = NewSite {
            url: self.url.clone(),
            has_default_library: !self.no_default_library,
            libraries: self.libraries,
            members: self.members.into_iter().map(|member| (member.name, member.role.unwrap_or(Role::Contributor))).collect(),
            quota_bytes: self.quota.map(|quota| quota.0),
        };
        let added = opened.app.write(move |cx| admin::add_site(cx, &Admin::operator(), &new));
        let added = added.wait();
        let site = added.map_err(|error| match error {
            app::Error::SiteNotFound => Failure::usage(format!("`{}` is no address of a site", self.url))
                .hint("write it whole: https://school.example/sites/physics"),
            app::Error::NotFound => missing_among(&names),
            other => other.into(),
        })?;
        let (collection, id) = (site.collection.to_string(), site.id.to_string());
        match self.json {
            true => output::json(&json!({ "siteCollectionId": collection, "siteId": id })),
            false => output::line(&format!("added {}\nsiteCollectionId  {collection}\nsiteId            {id}", site.url)),
        }
    }
}

impl Set {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (url, to) = (self.url.clone(), self.to);
        let moved = opened.app.write(move |cx| {
            let site = admin::site_by_url(cx, &url)?;
            admin::readdress_site(cx, &Admin::operator(), &site.id, &to)
        });
        output::line(&format!("its address is {} now", moved.wait().map_err(missing(&self.url))?.url))
    }
}

impl Remove {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (url, fate) = (self.url.clone(), self.fate.said());
        let removed = opened.app.write(move |cx| {
            let site = admin::site_by_url(cx, &url)?;
            admin::remove_site(cx, &Admin::operator(), &site.id, fate.as_ref())
        });
        removed.wait().map_err(|error| match error {
            app::Error::SiteNotFound => missing(&self.url)(error),
            error => self.fate.refused(error),
        })?;
        output::line("removed")
    }
}

/// Says that there is no such site.
fn missing(url: &str) -> impl Fn(app::Error) -> Failure {
    move |error| match error {
        app::Error::SiteNotFound => {
            Failure::new(format!("there is no site with the address {url}")).hint("`looseleaf site list` shows all")
        }
        other => other.into(),
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let sites = opened.app.read(|cx| {
            let sites = directory::sites(cx.tx)?;
            let held = held(admin::weighed(cx, &Owner::Site(SiteId([0; 16])))?);
            let sized = |site: Found| {
                let bytes = held.get(&site.id.0).map_or(0, |(bytes, _)| *bytes);
                Ok((directory::site_size(cx.tx, &site.id)?, bytes, site))
            };
            sites.into_iter().map(sized).collect::<app::Result<Vec<_>>>()
        });
        let sites = sites.wait()?;
        let ids = |site: &Found| (site.collection.to_string(), site.id.to_string());
        if self.json {
            let all = sites.iter().map(|(size, bytes, site)| {
                let (collection, id) = ids(site);
                json!({ "url": site.url, "siteCollectionId": collection, "siteId": id, "members": size, "bytes": bytes })
            });
            return output::json(&all.collect());
        }
        let row = |(size, bytes, site): &(i64, u64, Found)| {
            let (collection, id) = ids(site);
            [site.url.clone(), collection, id, size.to_string(), output::grouped(*bytes)]
        };
        output::table(["URL", "SITE COLLECTION ID", "SITE ID", "MEMBERS", "BYTES"], &sites.iter().map(row).collect::<Vec<_>>())
    }
}

/// Changes memberships, all of them or none.
fn change(config: &Config, url: String, changes: Vec<(String, Option<Role>)>) -> Result {
    let opened = open::open(config)?;
    let names: Vec<String> = changes.iter().map(|(name, _)| name.clone()).collect();
    let wanted = url.clone();
    let changed = opened.app.write(move |cx| {
        let site = admin::site_by_url(cx, &wanted)?;
        for (name, role) in &changes {
            let user = admin::user_by_name(cx, name)?;
            admin::set_site_member(cx, &Admin::operator(), &site.id, &user.id, *role)?;
        }
        Ok(())
    });
    changed.wait().map_err(|error| match error {
        app::Error::NotFound => missing_among(&names),
        other => missing(&url)(other),
    })?;
    output::line("done")
}
