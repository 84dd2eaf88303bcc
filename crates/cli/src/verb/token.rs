//! `looseleaf token`.

use super::nobody;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::Span;
use crate::{open, output};
use app::admin::{self, Admin};
use clap::{Args, Subcommand};
use model::{AppId, Clock as _, Scopes, TokenId};
use serde_json::json;

/// Issue, list and revoke the tokens with which apps speak for people
///
/// A token names a person, an app and scopes. The app may do what the person may do and the scopes
/// allow, until the token expires or is revoked.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Token {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Issue(Issue),
    List(List),
    Revoke(Revoke),
}

/// Issue a token, and print it: once, since only its hash is kept
///
///   TOKEN=$(looseleaf token issue --user ann --app my-app --scope Notes.ReadWrite --for 8h)
///   curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8380/api/v1.0/me/notes/notebooks
///
/// Scopes: Notes.Read, Notes.Create, Notes.ReadWrite.CreatedByApp, Notes.ReadWrite,
/// Notes.Read.All, Notes.ReadWrite.All, or their older names office.onenote,
/// office.onenote_create, office.onenote_update_by_app, office.onenote_update. For
/// drives: Files.Read, Files.ReadWrite, Files.Read.All, Files.ReadWrite.All,
/// Sites.Read.All, Sites.ReadWrite.All, Files.ReadWrite.AppFolder, or the older
/// onedrive.readonly, onedrive.readwrite, onedrive.appfolder.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Issue {
    /// The person that the app speaks for
    #[arg(long, value_name = "NAME")]
    user: String,
    /// The app's client id, of your choosing; pages remember which app created them
    #[arg(long, value_name = "CLIENT_ID")]
    app: String,
    /// What the app may do, separated by spaces
    #[arg(long, value_name = "SCOPES")]
    scope: String,
    /// How long the token is good, as in 90s, 15m, 1h or 30d
    #[arg(long = "for", value_name = "SPAN", default_value = "1h")]
    span: Span,
    /// Print {"id": …, "token": …, "expires": …}
    #[arg(long)]
    json: bool,
}

/// List somebody's tokens, the newest first
#[derive(Args, Debug)]
struct List {
    /// The person
    #[arg(long, value_name = "NAME")]
    user: String,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Revoke a token: a running server refuses it within seconds
#[derive(Args, Debug)]
struct Revoke {
    /// The id that `token list` shows
    id: String,
}

impl Token {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Issue(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Revoke(verb) => verb.run(config),
        }
    }
}

impl Issue {
    fn run(self, config: &Config) -> Result {
        let app = AppId::new(&self.app)
            .map_err(|_| Failure::usage(format!("`{}` cannot be a client id: up to 128 bytes, without spaces", self.app)))?;
        let known = || Scopes::spellings().collect::<Vec<_>>().join(", ");
        match Scopes::parse(&self.scope) {
            Err(word) => return Err(Failure::usage(format!("`{word}` is no scope")).hint(format!("there are {}", known()))),
            Ok(scopes) if scopes.is_empty() => return Err(Failure::usage("a token needs a scope").hint(format!("there are {}", known()))),
            Ok(_) => {}
        }
        let opened = open::open(config)?;
        let (user, scope, seconds) = (self.user.clone(), self.scope, self.span.0);
        let issued = opened.app.write(move |cx| {
            let issued = admin::issue_token(cx, &Admin::operator(), &user, &app, &scope, seconds)?;
            Ok((issued.id, issued.secret, issued.expires))
        });
        let (id, secret, expires) = issued.wait().map_err(|error| match error {
            app::Error::NotFound => nobody(&self.user),
            other => other.into(),
        })?;
        match self.json {
            true => output::json(&json!({ "id": id.to_string(), "token": secret, "expires": expires.iso(6) })),
            false => output::line(&secret),
        }
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let user = self.user.clone();
        let tokens = opened.app.read(move |cx| admin::tokens(cx, &user)).wait().map_err(|error| match error {
            app::Error::NotFound => nobody(&self.user),
            other => Failure::from(other),
        })?;
        let now = crate::ambient::SystemClock.now();
        let state = |token: &store::token::Token| match token.revoked {
            Some(_) => "revoked",
            None if token.expires <= now => "expired",
            None => "good",
        };
        if self.json {
            let all = tokens.iter().map(|token| {
                json!({ "id": token.id.to_string(), "app": token.app, "scopes": token.scopes, "state": state(token),
                        "created": token.created.iso(6), "expires": token.expires.iso(6) })
            });
            return output::json(&all.collect());
        }
        let row = |token: &store::token::Token| {
            [token.id.to_string(), state(token).to_owned(), output::moment(token.expires), token.app.clone(), token.scopes.clone()]
        };
        output::table(["ID", "STATE", "EXPIRES", "APP", "SCOPES"], &tokens.iter().map(row).collect::<Vec<_>>())
    }
}

impl Revoke {
    fn run(self, config: &Config) -> Result {
        let missing = || Failure::new(format!("there is no token `{}` that could be revoked", self.id));
        let hint = "`looseleaf token list --user NAME` shows a person's tokens by id; the token itself is no id";
        let id: TokenId = self.id.parse().map_err(|_| missing().hint(hint))?;
        let opened = open::open(config)?;
        let revoked = opened.app.write(move |cx| admin::revoke_token(cx, &Admin::operator(), &id));
        revoked.wait().map_err(|error| match error {
            app::Error::NotFound => missing().hint(hint),
            other => other.into(),
        })?;
        output::line("revoked")
    }
}
