//! `looseleaf user`.

use super::nobody;
use crate::ambient::OsIds;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::Bytes;
use crate::{open, output};
use app::admin::Admin;
use app::{account, admin, audit};
use clap::{Args, Subcommand};
use model::Ids as _;
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

/// List everybody, by name
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

/// Give somebody another password; they are signed out of all browsers
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

/// Keep somebody out, with all apps and tokens that speak for them, until `user resume`
#[derive(Args, Debug)]
struct Suspend {
    /// Whom
    name: String,
}

/// Let somebody in again who was suspended
#[derive(Args, Debug)]
struct Resume {
    /// Whom
    name: String,
}

/// Let somebody go for good, and say what becomes of what they own
///
///   looseleaf user remove ann --give-to ben
///   looseleaf user remove ann --discard
///
/// What is given becomes a library of its own with its new owner, called as the person was, with all
/// permissions that others have there. What is discarded goes into the recycle bin, and from there in
/// time. What the person made elsewhere stays, and goes on showing their name.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Remove {
    /// Whom
    name: String,
    /// Who gets what they own
    #[arg(long, value_name = "NAME", required_unless_present = "discard")]
    give_to: Option<String>,
    /// Nobody gets what they own
    #[arg(long, conflicts_with = "give_to")]
    discard: bool,
}

fn suspend(config: &Config, name: String, is_suspended: bool) -> Result {
    let opened = open::open(config)?;
    let asked = name.clone();
    let suspended = opened.app.write(move |cx| {
        account::suspend(cx, &asked, is_suspended)?;
        audit::by_operator(cx, if is_suspended { "user suspend" } else { "user resume" }, &asked)
    });
    suspended.wait().map_err(known(&name))?;
    output::line(if is_suspended { "suspended; a running server keeps them out within a few seconds" } else { "let in again" })
}

/// Says who is missing.
fn known(name: &str) -> impl Fn(app::Error) -> Failure {
    move |error| match error {
        app::Error::NotFound => nobody(name),
        other => other.into(),
    }
}

impl Remove {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let app = &opened.app;
        if let Some(to) = self.give_to {
            let (name, heir) = (self.name.clone(), to.clone());
            // Both in one transaction: nobody is gone with nobody to have what was theirs.
            let removed = app.write(move |cx| {
                admin::user_by_name(cx, &heir)?;
                account::give(cx, &name, &heir)?;
                account::remove(cx, &name)?;
                audit::by_operator(cx, "user remove --give-to", &format!("{name} {heir}"))
            });
            removed.wait().map_err(|error| match error {
                app::Error::NotFound => Failure::new(format!("there is nobody called `{}`, or nobody called `{to}`", self.name))
                    .hint("`looseleaf user list` shows who there is"),
                app::Error::NameTaken(_) => {
                    Failure::usage("nobody can be given what is their own").hint("name somebody else with --give-to")
                }
                other => other.into(),
            })?;
            return output::line(&format!("removed; all that was theirs is {to}'s"));
        }
        // Nobody adds anything meanwhile.
        let name = self.name.clone();
        app.write(move |cx| account::suspend(cx, &name, true).map(drop)).wait().map_err(known(&self.name))?;
        loop {
            let name = self.name.clone();
            if app.write(move |cx| account::discard_some(cx, &name)).wait()? == 0 {
                break;
            }
        }
        let name = self.name.clone();
        let removed = app.write(move |cx| {
            account::remove(cx, &name)?;
            audit::by_operator(cx, "user remove --discard", &name)
        });
        removed.wait()?;
        output::line("removed; all that was theirs is in the recycle bin, and goes from there in time")
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
            Verb::Suspend(verb) => suspend(config, verb.name, true),
            Verb::Resume(verb) => suspend(config, verb.name, false),
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
            audit::by_operator(cx, "user add", &name)?;
            let added = admin::add_user(cx, &name, hash.as_deref(), quota)?;
            if is_admin { admin::set_admin(cx, &Admin::operator(), &name, true) } else { Ok(added) }
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
        let changed = opened.app.write(move |cx| admin::set_admin(cx, &Admin::operator(), &name, is_admin));
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
            audit::by_operator(cx, "user password", &name)?;
            app::sign_in::set_password(cx, &name, hash.as_deref())
        });
        changed.wait().map_err(known(&self.name))?;
        output::line("changed")
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let users = opened.app.read(|cx| Ok(directory::users(cx.tx)?)).wait()?;
        if self.json {
            let all = users.iter().map(|user| json!({ "id": user.id.to_string(), "name": user.name, "created": user.created.iso(6), "suspended": user.is_suspended, "admin": user.is_admin }));
            return output::json(&all.collect());
        }
        let rows: Vec<_> =
            users.into_iter().map(|user| [user.name.clone(), user.id.to_string(), output::moment(user.created), state(&user)]).collect();
        output::table(["NAME", "ID", "CREATED", "STATE"], &rows)
    }
}

fn state(user: &directory::User) -> String {
    let words = [(user.is_admin, "administrator"), (user.is_suspended, "suspended")];
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
