//! Settings: what may be set, where it is looked for, and what holds if nobody says anything.
//!
//! A setting comes from its flag, else from its environment variable, else from the configuration file, else it is the
//! default. The three structs are read by clap and from TOML alike, so that a setting is written down once.

mod file;

use crate::error::{Failure, Result};
use crate::value::Span;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// The folder that is used if none is named: in the present folder, and easy to recognise.
const DATA_DEFAULT: &str = "looseleaf-data";

/// Where `serve` listens if nothing is said: on this machine only.
pub const LISTEN_DEFAULT: &str = "127.0.0.1:8380";

/// What every verb takes.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
#[command(next_help_heading = "Settings of every verb")]
pub struct Config {
    /// The data folder; made if it is missing. Default: looseleaf-data
    #[arg(long, global = true, env = "LOOSELEAF_DATA", value_name = "DIR", hide_env_values = true)]
    pub data: Option<PathBuf>,

    /// Keep rows in this PostgreSQL database instead of a SQLite file in the data folder
    #[arg(long, global = true, env = "LOOSELEAF_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,

    /// The key of the secrets in the database. Default: secret.key in the data folder, made if it is missing
    #[arg(long, global = true, env = "LOOSELEAF_KEY_FILE", value_name = "FILE", hide_env_values = true)]
    pub key_file: Option<PathBuf>,

    /// The configuration file. Default: looseleaf.toml in the data folder, if it is there
    #[serde(skip)]
    #[arg(long, global = true, env = "LOOSELEAF_CONFIG", value_name = "FILE", hide_env_values = true)]
    pub config: Option<PathBuf>,

    /// What to log: a level, or levels by target such as `info,store=debug`. Default: info when serving, else warn
    #[arg(long, global = true, env = "LOOSELEAF_LOG", value_name = "FILTER", hide_env_values = true)]
    pub log: Option<String>,

    /// How a line of the log looks. Default: text
    #[arg(long, global = true, env = "LOOSELEAF_LOG_FORMAT", value_name = "FORMAT", hide_env_values = true)]
    pub log_format: Option<LogFormat>,

    /// The table `[serve]` of the file; flags of `serve`.
    #[arg(skip)]
    pub serve: Serving,

    /// The table `[limits]` of the file; flags of the verbs that work on operations or sweep.
    #[arg(skip)]
    pub limits: Limits,
}

/// What `serve` takes.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Serving {
    /// Address and port to listen on; port 0 takes a free one. Default: 127.0.0.1:8380
    #[arg(long, env = "LOOSELEAF_LISTEN", value_name = "ADDR", hide_env_values = true)]
    pub listen: Option<String>,

    /// The address under which clients reach this server; the links of replies begin with it. Default: the request's own Host
    #[arg(long, env = "LOOSELEAF_PUBLIC_URL", value_name = "URL", hide_env_values = true)]
    pub public_url: Option<String>,

    /// Speak https with this certificate: a PEM file, the server's own certificate first
    #[arg(long, env = "LOOSELEAF_CERTIFICATE", value_name = "FILE", hide_env_values = true)]
    pub certificate: Option<PathBuf>,

    /// The private key of the certificate: a PEM file, not encrypted
    #[arg(long, env = "LOOSELEAF_CERTIFICATE_KEY", value_name = "FILE", hide_env_values = true)]
    pub certificate_key: Option<PathBuf>,

    /// Listen on more than this machine: a proxy in front of this server speaks TLS with the clients
    #[arg(long, env = "LOOSELEAF_BEHIND_PROXY", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub behind_proxy: Option<bool>,

    /// A further name that requests may call this server by in their Host header; repeatable
    #[arg(long = "allowed-host", env = "LOOSELEAF_ALLOWED_HOSTS", value_name = "NAME", value_delimiter = ',', hide_env_values = true)]
    pub allowed_hosts: Option<Vec<String>>,

    /// Let scripts of web pages call only from this origin, as in https://app.example; repeatable. Default: from any
    #[arg(
        long = "allowed-origin",
        env = "LOOSELEAF_ALLOWED_ORIGINS",
        value_name = "ORIGIN",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub allowed_origins: Option<Vec<String>>,

    /// Refuse to copy from and to what people own themselves, as the original does for personal accounts
    #[arg(long, env = "LOOSELEAF_REFUSE_PERSONAL_COPIES", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub refuse_personal_copies: Option<bool>,

    /// Show notebooks in drives as folders too, for clients that fail at what is neither folder nor file
    #[arg(long, env = "LOOSELEAF_NOTEBOOKS_ARE_FOLDERS", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub notebooks_are_folders: Option<bool>,

    /// Take `action.copy` also without `Prefer: respond-async`
    #[arg(long, env = "LOOSELEAF_COPIES_WITHOUT_PREFERENCE", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub copies_without_preference: Option<bool>,

    /// Answer 201 to the last fragment of every upload, for clients that read no item from a 200
    #[arg(long, env = "LOOSELEAF_UPLOADS_ALWAYS_CREATED", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub uploads_always_created: Option<bool>,

    /// Fetch images that pages name by their address in the web, from public addresses only. Default: the pages lead there
    #[arg(long, env = "LOOSELEAF_FETCH_REMOTE_IMAGES", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub fetch_remote_images: Option<bool>,

    /// How many requests a person may make in a minute; more are refused until it is their turn again. Default: any
    #[arg(long, env = "LOOSELEAF_USER_REQUESTS_PER_MINUTE", value_name = "N", hide_env_values = true)]
    pub user_requests_per_minute: Option<NonZeroU32>,

    /// How many requests of a person may be under way at a time. Default: any
    #[arg(long, env = "LOOSELEAF_USER_REQUESTS_AT_ONCE", value_name = "N", hide_env_values = true)]
    pub user_requests_at_once: Option<NonZeroU32>,

    /// Only answer requests: `looseleaf worker` processes do the copying and the tidying
    #[arg(long, env = "LOOSELEAF_NO_WORKER", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_env_values = true, hide_possible_values = true)]
    pub no_worker: Option<bool>,
}

/// Bounds and spans that an operator may set.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// A copy of at most this many notebooks, groups and sections is done while the request waits. Default: 2000
    #[arg(long, env = "LOOSELEAF_COPY_BATCH_NODES", value_name = "NODES", hide_env_values = true)]
    pub copy_batch_nodes: Option<u32>,

    /// The most pages a section may hold. Default: 1000000
    #[arg(long, env = "LOOSELEAF_SECTION_PAGES_MAX", value_name = "PAGES", hide_env_values = true)]
    pub section_pages_max: Option<u64>,

    /// How long what was deleted stays in the recycle bin. Default: 30d
    #[arg(long, env = "LOOSELEAF_TRASH_KEPT", value_name = "SPAN", hide_env_values = true)]
    pub trash_kept: Option<Span>,

    /// How long an operation that ended can be asked for; at least 24h. Default: 7d
    #[arg(long, env = "LOOSELEAF_OPERATIONS_KEPT", value_name = "SPAN", hide_env_values = true)]
    pub operations_kept: Option<Span>,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// An object per line, for programs.
    Json,
}

impl Config {
    /// Adds what the configuration file says to what flags and the environment said.
    ///
    /// # Errors
    /// A file that was named and cannot be read, and any file with a key or value that means nothing.
    pub fn with_file(self) -> Result<Self> {
        match file::find(&self) {
            Some(path) => Ok(self.or(file::read(&path)?)),
            None => Ok(self),
        }
    }

    /// Returns the data folder.
    pub fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from(DATA_DEFAULT))
    }

    fn or(self, file: Self) -> Self {
        Self {
            data: self.data.or(file.data),
            database: self.database.or(file.database),
            key_file: self.key_file.or(file.key_file),
            config: self.config,
            log: self.log.or(file.log),
            log_format: self.log_format.or(file.log_format),
            serve: Serving {
                listen: self.serve.listen.or(file.serve.listen),
                public_url: self.serve.public_url.or(file.serve.public_url),
                certificate: self.serve.certificate.or(file.serve.certificate),
                certificate_key: self.serve.certificate_key.or(file.serve.certificate_key),
                behind_proxy: self.serve.behind_proxy.or(file.serve.behind_proxy),
                allowed_hosts: self.serve.allowed_hosts.or(file.serve.allowed_hosts),
                allowed_origins: self.serve.allowed_origins.or(file.serve.allowed_origins),
                refuse_personal_copies: self.serve.refuse_personal_copies.or(file.serve.refuse_personal_copies),
                notebooks_are_folders: self.serve.notebooks_are_folders.or(file.serve.notebooks_are_folders),
                copies_without_preference: self.serve.copies_without_preference.or(file.serve.copies_without_preference),
                uploads_always_created: self.serve.uploads_always_created.or(file.serve.uploads_always_created),
                fetch_remote_images: self.serve.fetch_remote_images.or(file.serve.fetch_remote_images),
                user_requests_per_minute: self.serve.user_requests_per_minute.or(file.serve.user_requests_per_minute),
                user_requests_at_once: self.serve.user_requests_at_once.or(file.serve.user_requests_at_once),
                no_worker: self.serve.no_worker.or(file.serve.no_worker),
            },
            limits: Limits {
                copy_batch_nodes: self.limits.copy_batch_nodes.or(file.limits.copy_batch_nodes),
                section_pages_max: self.limits.section_pages_max.or(file.limits.section_pages_max),
                trash_kept: self.limits.trash_kept.or(file.limits.trash_kept),
                operations_kept: self.limits.operations_kept.or(file.limits.operations_kept),
            },
        }
    }
}

impl Serving {
    /// Returns the options of the HTTP server. Whether it speaks https, the door says.
    ///
    /// # Errors
    /// If images are to be fetched, and this machine trusts nobody's certificates.
    pub fn options(&self, tls: Option<server::Tls>) -> Result<server::Options> {
        let default = server::Options::default();
        let fetcher = match self.fetch_remote_images {
            Some(true) => Some(server::Fetcher::of_this_machine().ok_or_else(nobody_trusted)?),
            _ => None,
        };
        Ok(server::Options {
            tls,
            fetcher,
            public_url: self.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned()),
            allowed_hosts: self.allowed_hosts.clone().unwrap_or_default(),
            allowed_origins: self.allowed_origins.clone().map_or(server::Origins::Any, server::Origins::Only),
            user_requests_per_minute: self.user_requests_per_minute,
            user_requests_at_once: self.user_requests_at_once,
            refuse_personal_copies: self.refuse_personal_copies.unwrap_or(default.refuse_personal_copies),
            notebooks_are_folders: self.notebooks_are_folders.unwrap_or(default.notebooks_are_folders),
            copies_without_preference: self.copies_without_preference.unwrap_or(default.copies_without_preference),
            uploads_always_created: self.uploads_always_created.unwrap_or(default.uploads_always_created),
            ..default
        })
    }
}

fn nobody_trusted() -> Failure {
    Failure::new("remote images cannot be fetched: this machine trusts nobody's certificates")
        .hint("install the package ca-certificates, or name a PEM file of roots in SSL_CERT_FILE")
}

impl Limits {
    /// Returns the settings of the verbs.
    ///
    /// # Errors
    /// A limit that would break a promise.
    pub fn settings(&self) -> Result<app::Settings> {
        const DAY: Span = Span(24 * 60 * 60);
        if self.operations_kept.is_some_and(|kept| kept.0 < DAY.0) {
            return Err(Failure::usage("--operations-kept must be at least 24h: clients are promised that they can ask that long"));
        }
        if self.copy_batch_nodes == Some(0) || self.section_pages_max == Some(0) {
            return Err(Failure::usage("a limit of 0 would refuse everything"));
        }
        let default = app::Settings::default();
        Ok(app::Settings {
            copy_batch_nodes: self.copy_batch_nodes.unwrap_or(default.copy_batch_nodes),
            section_pages_max: self.section_pages_max.unwrap_or(default.section_pages_max),
            trash_kept_seconds: self.trash_kept.map_or(default.trash_kept_seconds, |span| span.0),
            operations_kept_seconds: self.operations_kept.map_or(default.operations_kept_seconds, |span| span.0),
            ..default
        })
    }
}
