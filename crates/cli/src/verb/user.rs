//! `looseleaf user`.

use super::nobody;
use crate::ambient::OsIds;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::Bytes;
use crate::{open, output};
use app::admin;
use clap::{Args, Subcommand};
use model::Ids as _;
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Add and list people
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
    Password(Password),
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

impl User {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Password(verb) => verb.run(config),
        }
    }
}

impl Add {
    fn run(self, config: &Config) -> Result {
        let hash = self.password_file.as_deref().map(password_hash).transpose()?;
        let opened = open::open(config)?;
        let (name, quota) = (self.name, self.quota.map(|quota| quota.0));
        let user = opened.app.write(move |cx| admin::add_user(cx, &name, hash.as_deref(), quota)).wait()?;
        match self.json {
            true => output::json(&json!({ "id": user.id.to_string() })),
            false => output::line(&format!("added {} ({})", user.name, user.id)),
        }
    }
}

impl Password {
    fn run(self, config: &Config) -> Result {
        let hash = self.file.as_deref().map(password_hash).transpose()?;
        let opened = open::open(config)?;
        let name = self.name.clone();
        let changed = opened.app.write(move |cx| app::sign_in::set_password(cx, &name, hash.as_deref()));
        changed.wait().map_err(|error| match error {
            app::Error::NotFound => nobody(&self.name),
            other => other.into(),
        })?;
        output::line("changed")
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let users = opened.app.read(|cx| Ok(store::directory::users(cx.tx)?)).wait()?;
        if self.json {
            let all = users.iter().map(|user| json!({ "id": user.id.to_string(), "name": user.name, "created": user.created.iso(6) }));
            return output::json(&all.collect());
        }
        let rows: Vec<_> = users.into_iter().map(|user| [user.name, user.id.to_string(), output::moment(user.created)]).collect();
        output::table(["NAME", "ID", "CREATED"], &rows)
    }
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
