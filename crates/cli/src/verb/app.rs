//! `looseleaf app`.

mod known;

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use ::app::admin::Admin;
use ::app::oauth::registration::{self, New, Registration, Unfit};
use clap::{Args, Subcommand};
use model::{AppId, Scopes};
use serde_json::json;

/// Say which apps may ask people to let them in
///
/// An app that is registered sends people here to sign in, asks them for what it may do, and gets
/// tokens of its own. Apps that are not are sent away. Tokens for scripts need no registration; see
/// `looseleaf token`.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct App {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(Add),
    Allow(known::Allow),
    List(List),
    Secret(Secret),
    Remove(Remove),
}

/// Register an app, and print its client id, and its secret if it can keep one
///
///   looseleaf app add Clipper --redirect http://localhost
///   looseleaf app add rclone --confidential --redirect http://localhost:53682/
///   looseleaf app add Intranet --confidential --redirect https://intranet.example/signed-in --json
///   looseleaf app add Backup --confidential --own-scope Notes.Read.All --own-scope Files.Read.All
///
/// People can be sent to an https address, to a program on their own machine (http://localhost,
/// http://127.0.0.1 or http://[::1], at any port), or to a scheme of the app's own.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Add {
    /// What people are told it is called
    name: String,
    /// Where it may be sent back to with a code; repeatable. None for apps that only use device codes
    #[arg(long = "redirect", value_name = "URL")]
    redirects: Vec<String>,
    /// The app can keep a secret, as a server can and a program on people's machines cannot
    #[arg(long)]
    confidential: bool,
    /// The client id. Default: a fresh one
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The most that it may ask people for, separated by spaces. Default: anything
    #[arg(long, value_name = "SCOPES", default_value = "")]
    scope: String,
    /// A scope that it has without a person, in whatever anybody owns; repeatable. Needs --confidential
    #[arg(long = "own-scope", value_name = "SCOPE")]
    own_scopes: Vec<String>,
    /// Print {"id": …, "secret": …}
    #[arg(long)]
    json: bool,
}

/// List all registered apps, by name
#[derive(Args, Debug)]
struct List {
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Give an app another secret beside those that it has, and print it
#[derive(Args, Debug)]
struct Secret {
    /// The app, by name or client id
    app: String,
    /// End all secrets that it had before
    #[arg(long)]
    only: bool,
}

/// Forget an app: all tokens that people gave it end
#[derive(Args, Debug)]
struct Remove {
    /// The app, by name or client id
    app: String,
}

impl App {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::Allow(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Secret(verb) => verb.run(config),
            Verb::Remove(verb) => verb.run(config),
        }
    }
}

impl Add {
    fn run(self, config: &Config) -> Result {
        let bad = |_| Failure::usage("a client id has no blanks, and at most 128 characters");
        let app = self.id.as_deref().map(AppId::new).transpose().map_err(bad)?;
        let is_confidential = self.confidential;
        let new = New {
            app,
            name: self.name,
            is_confidential,
            // Who can show a secret may do without; who cannot has nothing else.
            needs_pkce: !is_confidential,
            scopes: self.scope,
            own_scopes: self.own_scopes.join(" "),
            redirects: self.redirects,
        };
        register(config, new, self.json)
    }
}

/// Registers an app and prints what it needs.
fn register(config: &Config, new: New, is_json: bool) -> Result {
    let new = new.check().map_err(unfit)?;
    let opened = open::open(config)?;
    let added = opened.app.write(move |cx| {
        let added = registration::add(cx, &Admin::operator(), &new)?;
        Ok((added.registration, added.secret))
    });
    let (app, secret) = added.wait().map_err(|error| match error {
        ::app::Error::NameTaken(name) => Failure::new(format!("there is an app called `{name}`, or one with its client id"))
            .hint("`looseleaf app list` shows which there are"),
        other => other.into(),
    })?;
    if is_json {
        return output::json(&json!({ "id": app.app, "name": app.name, "secret": secret }));
    }
    output::line(&format!("client id     {}", app.app))?;
    match secret {
        Some(secret) => output::line(&format!("client secret {secret}   (printed once)")),
        None => output::line("client secret none: it has to send a code challenge instead (PKCE, S256)"),
    }
}

fn unfit(unfit: Unfit) -> Failure {
    match unfit {
        Unfit::Name => Failure::usage(format!("an app needs a name of at most {} characters", registration::NAME_CHARS_MAX)),
        Unfit::Scope(word) => {
            let known = Scopes::spellings().collect::<Vec<_>>().join(", ");
            Failure::usage(format!("`{word}` is no scope")).hint(format!("there are {known}"))
        }
        Unfit::Redirect(uri) => Failure::usage(format!("nobody can be sent to `{uri}`"))
            .hint("it has to be https, http on this machine (localhost, 127.0.0.1, [::1]), or a scheme with a dot in it; without a `#`"),
        Unfit::ForPeople(word) => Failure::usage(format!("no app has `{word}` without a person"))
            .hint("Notes.Read.All, Notes.ReadWrite.All, and those of Files, Sites, User and Group that end in .All can be its own"),
        Unfit::OwnScopes => Failure::usage("only an app that can keep a secret has scopes of its own").hint("add --confidential"),
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let apps = opened.app.read(|cx| {
            let apps = store::registration::all(cx.tx)?;
            apps.into_iter().map(|app| Ok((store::registration::redirects(cx.tx, &app.app)?, app))).collect::<::app::Result<Vec<_>>>()
        });
        let apps = apps.wait()?;
        let kind = |app: &Registration| if app.is_confidential { "confidential" } else { "public" };
        if self.json {
            let all = apps.iter().map(|(redirects, app)| {
                json!({ "id": app.app, "name": app.name, "kind": kind(app), "redirects": redirects, "scopes": app.scopes, "ownScopes": app.own_scopes,
                        "created": app.created.iso(6) })
            });
            return output::json(&all.collect());
        }
        let rows: Vec<_> = apps
            .into_iter()
            .map(|(redirects, app)| [app.name.clone(), app.app.clone(), kind(&app).to_owned(), redirects.join(" ")])
            .collect();
        output::table(["NAME", "CLIENT ID", "KIND", "SENT BACK TO"], &rows)
    }
}

fn missing(name: &str) -> impl Fn(::app::Error) -> Failure {
    move |error| match error {
        ::app::Error::NotFound => Failure::new(format!("there is no app `{name}`")).hint("`looseleaf app list` shows which there are"),
        other => other.into(),
    }
}

impl Secret {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, only) = (self.app.clone(), self.only);
        let added = opened.app.write(move |cx| {
            let app = registration::named(cx, &name)?;
            if !app.is_confidential {
                return Ok(None);
            }
            registration::another_secret(cx, &Admin::operator(), &app, only).map(Some)
        });
        match added.wait().map_err(missing(&self.app))? {
            Some(secret) => output::line(&secret),
            None => Err(Failure::new(format!("`{}` was registered as an app that can keep no secret", self.app))),
        }
    }
}

impl Remove {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let name = self.app.clone();
        let removed = opened.app.write(move |cx| {
            let app = registration::named(cx, &name)?;
            registration::remove(cx, &Admin::operator(), &app)
        });
        removed.wait().map_err(missing(&self.app))?;
        output::line("removed; all that people gave it has ended")
    }
}
