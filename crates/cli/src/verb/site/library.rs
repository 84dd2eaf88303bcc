//! `looseleaf site library`.

use super::super::fate::Fate;
use super::missing;
use crate::config::Config;
use crate::error::Result;
use crate::value::{Bytes, Quota};
use crate::{open, output};
use app::admin::{self, Admin};
use clap::{Args, Subcommand};
use model::{Owner, SiteId};
use serde_json::json;

/// Say which document libraries a site has
#[derive(Args, Debug)]
pub(super) struct Library {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(Add),
    List(List),
    Rename(Rename),
    Quota(SetQuota),
    Remove(Remove),
}

/// Add a library to a site
///
///   looseleaf site library add --url https://school.example/sites/physics Exams
///   looseleaf site library add --url https://school.example/sites/archive Documents --default
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Add {
    /// The site's address
    #[arg(long)]
    url: String,
    /// The library's name
    name: String,
    /// Put new notebooks of the site into it; for sites that have no default library
    #[arg(long)]
    default: bool,
    /// The most bytes that it may hold, as in 500MB or 5GB. Default: no limit
    #[arg(long, value_name = "BYTES")]
    quota: Option<Bytes>,
}

/// List a site's libraries, the default first, with the bytes that they hold
#[derive(Args, Debug)]
struct List {
    /// The site's address
    #[arg(long)]
    url: String,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Give a library another name; addresses of what lies in it change with it
#[derive(Args, Debug)]
struct Rename {
    /// The site's address
    #[arg(long)]
    url: String,
    /// What it is called
    name: String,
    /// What it is to be called
    new: String,
}

/// Bound what a library may hold; what is there already stays
#[derive(Args, Debug)]
struct SetQuota {
    /// The site's address
    #[arg(long)]
    url: String,
    /// The library's name
    name: String,
    /// The most bytes, as in 500MB or 5GB; or none
    quota: Quota,
}

/// Remove a library from a site
///
/// What becomes of what it holds has to be said, if it holds anything. The permissions that others
/// have in it stay where it is given to somebody.
///
///   looseleaf site library remove --url https://school.example/sites/physics Exams --give-to ann
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Remove {
    /// The site's address
    #[arg(long)]
    url: String,
    /// The library's name
    name: String,
    #[command(flatten)]
    fate: Fate,
}

impl Library {
    pub(super) fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(it) => changed(config, &it.url.clone(), move |cx, by, site| {
                admin::add_site_library(cx, by, site, &it.name, it.default, it.quota.map(|quota| quota.0))
            }),
            Verb::List(it) => it.run(config),
            Verb::Rename(it) => {
                changed(config, &it.url.clone(), move |cx, by, site| admin::rename_site_library(cx, by, site, &it.name, &it.new))
            }
            Verb::Quota(it) => changed(config, &it.url.clone(), move |cx, by, site| {
                admin::set_quota(cx, by, &Owner::Site(*site), Some(&it.name), it.quota.0)
            }),
            Verb::Remove(it) => it.run(config),
        }
    }
}

/// Does something to a site.
fn changed<V>(config: &Config, url: &str, verb: V) -> Result
where
    V: Fn(&mut app::Cx<'_, '_>, &Admin, &SiteId) -> app::Result<()> + Send + 'static,
{
    let opened = open::open(config)?;
    let asked = url.to_owned();
    let done = opened.app.write(move |cx| {
        let site = admin::site_by_url(cx, &asked)?;
        verb(cx, &Admin::operator(), &site.id)
    });
    done.wait().map_err(missing(url))?;
    output::line("done")
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let url = self.url.clone();
        let found = opened.app.read(move |cx| {
            let site = admin::site_by_url(cx, &url)?;
            admin::libraries(cx, &Owner::Site(site.id))
        });
        let found = found.wait().map_err(missing(&self.url))?;
        if self.json {
            let all = found.iter().map(|it| {
                json!({ "id": it.drive.id.to_string(), "name": it.drive.name, "default": it.drive.is_default,
                    "bytes": it.bytes, "quotaBytes": it.drive.quota_bytes })
            });
            return output::json(&all.collect());
        }
        let row = |it: admin::Weighed| {
            let quota = output::quota(it.drive.quota_bytes);
            [it.drive.name, if it.drive.is_default { "default" } else { "" }.to_owned(), output::grouped(it.bytes), quota]
        };
        output::table(["NAME", "", "BYTES", "QUOTA"], &found.into_iter().map(row).collect::<Vec<_>>())
    }
}

impl Remove {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (url, name, fate) = (self.url.clone(), self.name.clone(), self.fate.said());
        let removed = opened.app.write(move |cx| {
            let site = admin::site_by_url(cx, &url)?;
            admin::remove_site_library(cx, &Admin::operator(), &site.id, &name, fate.as_ref())
        });
        removed.wait().map_err(|error| match error {
            app::Error::SiteNotFound => missing(&self.url)(error),
            error => self.fate.refused(error),
        })?;
        output::line("removed")
    }
}
