//! `looseleaf user`.

mod factor;
mod leaving;

use super::group::held;
use super::nobody;
use crate::ambient::OsIds;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::{Bytes, Quota};
use crate::{open, output};
use app::admin::{self, Admin};
use clap::{Args, Subcommand};
use factor::Factor;
use leaving::{Remove, Resume, Suspend, resume, suspend};
use model::{Ids as _, Owner, UserId};
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use store::directory;

/// Add, list, suspend and remove people, and set their passwords
///
/// A person has a drive of their own, in which their notebooks lie. What they and their apps may do
/// is decided by permissions and by the scopes of tokens; see `looseleaf token`.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct User {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(Add),
    List(List),
    Admin(AdminChange),
    Password(Password),
    Factor(Factor),
    Quota(SetQuota),
    Suspend(Suspend),
    Resume(Resume),
    Remove(Remove),
}

/// Add a person, with an empty drive of their own
///
///   looseleaf user add ann
///   looseleaf user add ben --quota 5GB
///   looseleaf user add zoe --password-file zoe.txt --json
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Add {
    /// The person's name, in any script; no two may differ in letter case alone
    name: String,
    /// A file whose first line is the password to store, hashed; `-` reads it from standard input
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The most bytes that the drive may hold, as in 500MB or 5GB. Default: no limit
    #[arg(long, value_name = "BYTES")]
    quota: Option<Bytes>,
    /// Let them run the server from a browser; see `user admin`
    #[arg(long)]
    admin: bool,
    /// Print {"id": …}
    #[arg(long)]
    json: bool,
}

/// List everybody, by name, with the bytes that they hold
#[derive(Args, Debug)]
struct List {
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Let somebody run the server from a browser, or no longer
///
///   looseleaf user admin ann
///   looseleaf user admin ann --revoke
///
/// An administrator adds, suspends and removes people, groups, sites and apps, and sees who did
/// what; to what others keep here it gives no right.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct AdminChange {
    /// Whom
    name: String,
    /// End it
    #[arg(long)]
    revoke: bool,
}

/// Give somebody another password; they are signed out of all browsers, and what apps were given ends
///
///   looseleaf user password ann --file ann.txt
///   looseleaf user password ann --none
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Password {
    /// Whose
    name: String,
    /// A file whose first line is the password to store, hashed; `-` reads it from standard input
    #[arg(long, value_name = "FILE", required_unless_present = "none")]
    file: Option<PathBuf>,
    /// Let nobody sign in by a password of theirs
    #[arg(long, conflicts_with = "file")]
    none: bool,
}

/// Bound what somebody's drive may hold; what is there already stays
///
///   looseleaf user quota ann 5GB
///   looseleaf user quota ann none
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct SetQuota {
    /// Whose
    name: String,
    /// The most bytes, as in 500MB or 5GB; or none
    quota: Quota,
}

/// Says who is missing.
fn known(name: &str) -> impl Fn(app::Error) -> Failure {
    move |error| match error {
        app::Error::NotFound => nobody(name),
        other => other.into(),
    }
}

impl User {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Admin(verb) => verb.run(config),
            Verb::Password(verb) => verb.run(config),
            Verb::Factor(verb) => verb.run(config),
            Verb::Quota(verb) => verb.run(config),
            Verb::Suspend(verb) => suspend(config, &verb.name),
            Verb::Resume(verb) => resume(config, &verb.name),
            Verb::Remove(verb) => verb.run(config),
        }
    }
}

impl Add {
    fn run(self, config: &Config) -> Result {
        let hash = self.password_file.as_deref().map(password_hash).transpose()?;
        let opened = open::open(config)?;
        let (name, quota, is_admin) = (self.name, self.quota.map(|quota| quota.0), self.admin);
        let added = opened.app.write(move |cx| {
            let by = Admin::operator();
            let added = admin::add_user(cx, &by, &name, hash.as_deref(), quota)?;
            if is_admin { admin::set_admin(cx, &by, &added.id, true) } else { Ok(added) }
        });
        let user = added.wait()?;
        match self.json {
            true => output::json(&json!({ "id": user.id.to_string() })),
            false => output::line(&format!("added {} ({})", user.name, user.id)),
        }
    }
}

impl AdminChange {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, is_admin) = (self.name.clone(), !self.revoke);
        let changed = opened.app.write(move |cx| {
            let user = admin::user_by_name(cx, &name)?;
            admin::set_admin(cx, &Admin::operator(), &user.id, is_admin)
        });
        let user = changed.wait().map_err(known(&self.name))?;
        output::line(&format!("{} {}", user.name, if is_admin { "is an administrator" } else { "is no administrator any more" }))
    }
}

impl Password {
    fn run(self, config: &Config) -> Result {
        let hash = self.file.as_deref().map(password_hash).transpose()?;
        let opened = open::open(config)?;
        let name = self.name.clone();
        let changed = opened.app.write(move |cx| {
            let user = admin::user_by_name(cx, &name)?;
            app::sign_in::set_password(cx, &Admin::operator(), &user.id, hash.as_deref())
        });
        changed.wait().map_err(known(&self.name))?;
        output::line("changed")
    }
}

impl SetQuota {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, bytes) = (self.name.clone(), self.quota.0);
        let set = opened.app.write(move |cx| {
            let user = admin::user_by_name(cx, &name)?;
            admin::set_quota(cx, &Admin::operator(), &Owner::User(user.id), None, bytes)
        });
        set.wait().map_err(known(&self.name))?;
        output::line("done")
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let found = opened.app.read(|cx| {
            let held = held(admin::weighed(cx, &Owner::User(UserId([0; 16])))?);
            Ok((directory::users(cx.tx)?, held, store::second_factor::users(cx.tx)?))
        });
        let (users, held, factors) = found.wait()?;
        let of = |user: &directory::User| held.get(&user.id.0).copied().unwrap_or_default();
        if self.json {
            let all = users.iter().map(|user| {
                let (bytes, quota) = of(user);
                json!({ "id": user.id.to_string(), "name": user.name, "created": user.created.iso(6), "suspended": user.is_suspended,
                    "admin": user.is_admin, "secondFactor": factors.contains(&user.id), "bytes": bytes, "quotaBytes": quota })
            });
            return output::json(&all.collect());
        }
        let row = |user: &directory::User| {
            let (bytes, quota) = of(user);
            let created = output::moment(user.created);
            [
                user.name.clone(),
                user.id.to_string(),
                created,
                output::grouped(bytes),
                output::quota(quota),
                state(user, factors.contains(&user.id)),
            ]
        };
        output::table(["NAME", "ID", "CREATED", "BYTES", "QUOTA", "STATE"], &users.iter().map(row).collect::<Vec<_>>())
    }
}

fn state(user: &directory::User, has_factor: bool) -> String {
    let words = [(user.is_admin, "administrator"), (has_factor, "second factor"), (user.is_suspended, "suspended")];
    words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

/// Reads the first line of a file and hashes it. Slow on purpose.
fn password_hash(path: &Path) -> Result<String> {
    let read = || match path.to_str() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        }
        _ => std::fs::read_to_string(path),
    };
    let text = read().map_err(|error| Failure::new(format!("the password cannot be read from {}: {error}", path.display())))?;
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() {
        return Err(Failure::new(format!("the first line of {} is empty, and no password can be", path.display())));
    }
    let mut salt = [0; 16];
    OsIds.fill(&mut salt);
    Ok(app::password::hash(password, &salt)?)
}
