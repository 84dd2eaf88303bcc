//! `looseleaf issuer`.

mod people;

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use app::admin::Admin;
use app::issuer::{self, Creates, Issuer as Trusted, New, Unfit};
use clap::{Args, Subcommand};
use model::Scopes;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Trust a server elsewhere to say who people are: Keycloak, Entra ID, another Looseleaf
///
/// People sign in there, by OpenID Connect, and are somebody here; or apps bring access tokens that it
/// gave them. Who somebody is here hangs on the issuer and on what it calls them (its `sub`), never on
/// a name or a mail address.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Issuer {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(Box<Add>),
    List(List),
    Remove(Remove),
    People(people::People),
    Link(people::Link),
    Unlink(people::Unlink),
}

/// Trust an issuer. It is asked first whether it is there, and is what you say
///
///   looseleaf issuer add Corp --issuer https://sso.example/realms/corp \
///     --client-id looseleaf --client-secret-file corp.txt --create-users always
///   looseleaf issuer add Entra --issuer https://login.microsoftonline.com/TENANT_ID/v2.0 \
///     --client-id CLIENT_ID --client-secret-file entra.txt --create-users always
///   looseleaf issuer add Tokens --issuer https://tokens.example --audience https://notes.example \
///     --scope notes.read=Notes.Read --scope notes.write=Notes.ReadWrite
///
/// With --client-id people sign in through it: the page for signing in shows a button with its name.
/// Register `https://YOUR-SERVER/signed-in/NAME` there as the address that they come back to.
/// With --audience its access tokens are taken: JWTs that are for that audience, each scope of theirs
/// for what --scope says it is here, and for nothing if it does not say.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Add {
    /// What people are told it is called: letters, digits, `-`, `_` and `.`
    name: String,
    /// What it calls itself, to the letter; its metadata lies below it
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// By which name this server is registered there, if people sign in through it
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// A file whose first line is the secret that belongs to it. None for a client without one
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// Take its access tokens that are for this audience; repeatable
    #[arg(long = "audience", value_name = "AUDIENCE")]
    audiences: Vec<String>,
    /// What a scope of its access tokens is here; repeatable
    #[arg(long = "scope", value_name = "OUTSIDE=SCOPE")]
    scopes: Vec<String>,
    /// Who gets an account at first sight: `never`, `always`, or those whose mail addresses, as far as the issuer has made sure
    /// of them, are in these domains
    #[arg(long, value_name = "RULE", num_args = 1.., default_value = "never")]
    create_users: Vec<String>,
    /// Which claim names a person who gets an account
    #[arg(long, value_name = "CLAIM", default_value = "preferred_username")]
    name_claim: String,
    /// A PEM file of the authorities that its certificate is held against. Default: those of this machine
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Say all of this anew of an issuer that is trusted already; whom it vouched for stays who they are
    #[arg(long)]
    replace: bool,
}

/// List the issuers that are trusted, by name
#[derive(Args, Debug)]
struct List {
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Trust an issuer no more: nobody signs in through it, and whom it vouched for is signed out of all browsers
#[derive(Args, Debug)]
struct Remove {
    /// The issuer, by name
    name: String,
}

impl Issuer {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Remove(verb) => verb.run(config),
            Verb::People(verb) => verb.run(config),
            Verb::Link(verb) => verb.run(config),
            Verb::Unlink(verb) => verb.run(config),
        }
    }
}

impl Add {
    fn described(&self) -> Result<New> {
        let secret = self.client_secret_file.as_deref().map(|path| read(path, "the client secret")).transpose()?;
        let secret = secret.map(|text| text.lines().next().unwrap_or_default().to_owned());
        let authority = self.authority.as_deref().map(|path| read(path, "the authority")).transpose()?;
        let pair = |text: &String| {
            let pair = text.rsplit_once('=').map(|(outside, here)| (outside.to_owned(), here.to_owned()));
            pair.ok_or_else(|| Failure::usage(format!("`{text}` does not say what it is here")).hint("as in --scope notes.read=Notes.Read"))
        };
        let creates = match self.create_users.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["never"] => Creates::Never,
            ["always"] => Creates::Always,
            _ => Creates::Domains(self.create_users.clone()),
        };
        Ok(New {
            name: self.name.clone(),
            url: self.issuer.clone(),
            client: self.client_id.clone(),
            secret,
            authority,
            audiences: self.audiences.clone(),
            scopes: self.scopes.iter().map(pair).collect::<Result<_>>()?,
            name_claim: self.name_claim.clone(),
            creates,
        })
    }

    fn run(self, config: &Config) -> Result {
        let fit = self.described()?.check().map_err(unfit)?;
        let opened = open::open(config)?;
        let asked = fit.clone();
        let issuer = opened.app.read(move |cx| asked.issuer(cx)).wait()?;
        is_there(&issuer)?;
        let is_anew = self.replace;
        let trusted = opened.app.write(move |cx| {
            let by = Admin::operator();
            if is_anew { issuer::replace(cx, &by, &fit) } else { issuer::add(cx, &by, &fit) }
        });
        let issuer = trusted.wait().map_err(|error| match error {
            app::Error::NameTaken(_) => Failure::new("an issuer of this name, or with this address, is trusted already")
                .hint("`looseleaf issuer list` shows which there are; --replace says anew what one is trusted with"),
            app::Error::NotFound => Failure::new(format!("no issuer `{}` with this address is trusted yet", self.name))
                .hint("leave --replace out, or see `looseleaf issuer list`"),
            other => other.into(),
        })?;
        output::line(&format!("{} is trusted", issuer.name))?;
        if issuer.client.is_some() {
            let base = config.serve.public_url.as_deref().unwrap_or("https://YOUR-SERVER").trim_end_matches('/').to_owned();
            output::line(&format!("register there, as the address that people come back to: {base}/signed-in/{}", issuer.name))?;
        }
        Ok(())
    }
}

/// Asks the issuer about itself, so that a slip of the pen is told now and not to the first who signs in.
fn is_there(issuer: &Trusted) -> Result {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("the runtime cannot be started: {error}")))?;
    runtime.block_on(server::check_issuer(issuer)).map_err(|why| {
        Failure::new(format!("the issuer {} cannot be trusted: {why}", issuer.url))
            .hint("an issuer's address is what stands behind `issuer` in its own metadata; --authority names a file for a certificate of your own")
    })
}

fn read(path: &Path, what: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Failure::new(format!("{what} cannot be read from {}: {error}", path.display())))
}

fn unfit(unfit: Unfit) -> Failure {
    match unfit {
        Unfit::Name => {
            Failure::usage(format!("an issuer's name has letters, digits, `-`, `_` and `.`, at most {}", issuer::NAME_CHARS_MAX))
                .hint("it stands on a button, and in the address that people come back to")
        }
        Unfit::Url => Failure::usage("an issuer's address is https, or http on this machine, without `?` and `#`"),
        Unfit::Word(what) => Failure::usage(format!("the {what} is empty, too long, or has a blank in it, or there are too many of it")),
        Unfit::Scope(word) => {
            let known = Scopes::spellings().collect::<Vec<_>>().join(", ");
            Failure::usage(format!("`{word}` is no scope here")).hint(format!("there are {known}"))
        }
        Unfit::Domain(word) => {
            Failure::usage(format!("`{word}` is no domain")).hint("--create-users takes `never`, `always`, or domains as contoso.com")
        }
        Unfit::SecretAlone => Failure::usage("a client secret belongs to a client id").hint("add --client-id"),
        Unfit::ScopesOrAudience => {
            Failure::usage("--audience says which access tokens are taken, and --scope what they may do here").hint("give both, or neither")
        }
        Unfit::Nothing => Failure::usage("it is not said what the issuer is trusted with")
            .hint("--client-id lets people sign in through it; --audience with --scope takes its access tokens"),
    }
}

/// Says which issuer is missing.
fn missing(name: &str) -> Failure {
    Failure::new(format!("no issuer `{name}` is trusted")).hint("`looseleaf issuer list` shows which are")
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let issuers = opened.app.read(|cx| {
            let all = store::issuer::all(cx.tx)?;
            all.into_iter().map(|issuer| Ok((store::issuer::people(cx.tx, &issuer.id)?, issuer))).collect::<app::Result<Vec<_>>>()
        });
        let issuers = issuers.wait()?;
        if self.json {
            let all = issuers.iter().map(|(people, it)| {
                let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                json!({ "name": it.name, "issuer": it.url, "clientId": it.client, "hasSecret": it.secret.is_some(), "audiences": words(&it.audiences),
                        "scopes": words(&it.scopes), "nameClaim": it.name_claim, "createUsers": rule(&it.creates), "people": people })
            });
            return output::json(&all.collect());
        }
        let yes = |is_so: bool| if is_so { "yes" } else { "no" }.to_owned();
        let rows: Vec<_> = issuers
            .into_iter()
            .map(|(people, it)| {
                [it.name, it.url, yes(it.client.is_some()), yes(!it.audiences.is_empty()), rule(&it.creates), output::grouped(people)]
            })
            .collect();
        output::table(["NAME", "ISSUER", "SIGN-IN", "TOKENS", "CREATES USERS", "PEOPLE"], &rows)
    }
}

fn rule(creates: &str) -> String {
    Creates::stored(creates).to_string()
}

impl Remove {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let name = self.name.clone();
        let removed = opened.app.write(move |cx| {
            let issuer = issuer::named(cx, &name)?;
            issuer::remove(cx, &Admin::operator(), &issuer.id)
        });
        removed.wait().map_err(|error| if error == app::Error::NotFound { missing(&self.name) } else { error.into() })?;
        output::line("removed; whom it vouched for is signed out of all browsers, and what apps were given then has ended")
    }
}
