//! The verbs, one file each. The doc comment of a verb's arguments is its help text.

mod app;
mod audit;
mod certificate;
mod demo;
mod doctor;
mod fate;
mod group;
mod issuer;
mod key;
mod migrate;
mod operation;
mod reindex;
mod routes;
mod serve;
mod share;
mod site;
mod token;
mod user;
mod worker;

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::log;
use clap::{Parser, Subcommand};

/// A notebook server you own, speaking the REST API of the OneNote service
///
/// `looseleaf demo` shows it at work. To begin in earnest:
///
///   looseleaf user add ann
///   looseleaf token issue --user ann --app my-app --scope Notes.ReadWrite
///   looseleaf serve
///
/// Everything lies in one data folder (--data). All verbs work while a server runs, and before
/// one ever ran.
#[derive(Parser, Debug)]
#[command(
    name = "looseleaf",
    bin_name = "looseleaf",
    version,
    verbatim_doc_comment,
    disable_help_subcommand = true,
    subcommand_required = true
)]
#[command(arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Demo(demo::Demo),
    Serve(Box<serve::Serve>),
    Worker(worker::Worker),
    User(user::User),
    Group(group::Group),
    Site(site::Site),
    App(app::App),
    Issuer(issuer::Issuer),
    Token(token::Token),
    Certificate(certificate::Certificate),
    Share(share::Share),
    Unshare(share::Unshare),
    Operation(operation::Operation),
    Audit(audit::Audit),
    Doctor(doctor::Doctor),
    Key(key::Key),
    Migrate(migrate::Migrate),
    Reindex(reindex::Reindex),
    Routes(routes::Routes),
}

/// Does what was asked for.
pub fn run(cli: Cli) -> Result {
    let mut config = cli.config;
    let log_default = match &cli.verb {
        Verb::Serve(serve) => {
            config.serve = serve.settings.clone();
            config.limits = serve.limits.clone();
            "info"
        }
        Verb::Worker(worker) => {
            config.limits = worker.limits.clone();
            "info"
        }
        _ => "warn",
    };
    // The demo begins afresh, whatever stands around; routes ask nobody.
    let config = if matches!(cli.verb, Verb::Demo(_) | Verb::Routes(_)) { config } else { config.with_file()? };
    let _last_lines = log::start(&config, log_default)?;
    match cli.verb {
        Verb::Demo(verb) => verb.run(config),
        Verb::Serve(verb) => verb.run(&config),
        Verb::Worker(verb) => verb.run(&config),
        Verb::User(verb) => verb.run(&config),
        Verb::Group(verb) => verb.run(&config),
        Verb::Site(verb) => verb.run(&config),
        Verb::App(verb) => verb.run(&config),
        Verb::Issuer(verb) => verb.run(&config),
        Verb::Token(verb) => verb.run(&config),
        Verb::Certificate(verb) => verb.run(&config),
        Verb::Share(verb) => verb.run(&config),
        Verb::Unshare(verb) => verb.run(&config),
        Verb::Operation(verb) => verb.run(&config),
        Verb::Audit(verb) => verb.run(&config),
        Verb::Doctor(verb) => verb.run(&config),
        Verb::Key(verb) => verb.run(&config),
        Verb::Migrate(verb) => verb.run(&config),
        Verb::Reindex(verb) => verb.run(&config),
        Verb::Routes(verb) => verb.run(),
    }
}

/// Says who is missing, where `app` only knows that somebody or something is.
fn nobody(name: &str) -> Failure {
    Failure::new(format!("there is nobody called `{name}`")).hint("`looseleaf user list` shows who there is")
}
