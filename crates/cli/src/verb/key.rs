//! `looseleaf key`.

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::key_file::{self, KeyFile};
use crate::{open, output};
use app::admin::Admin;
use app::seal::{self, Forgotten, Lost, Settled, Standing};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::Path;

/// Look after the key of the secrets in the database
///
/// What the server has to read again is sealed in the database: what it shows to issuers, what second
/// factors are reckoned from, the keys that it signs with. The key of that seal is a file of its own:
/// secret.key in the data folder, or the one that --key-file names. Keep a copy of it apart from the
/// backups of the database: neither gives a secret away without the other.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Key {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Renew(Renew),
}

/// Make another key and seal all secrets by it
///
///   looseleaf key renew            the key may be known to others; nothing else changes
///   looseleaf key renew --forget   the key is lost
///
/// Stop all servers first. If it breaks off, whatever opens the database next takes it up.
///
/// With --forget, what no key at hand opens is forgotten: issuers stay without their client secret,
/// which has to be entered again; people are without their second factor, and their password is
/// enough until they turn on another; other keys sign from then on, so addresses that were given out
/// for downloads and by sharing are dead, and apps learn the new key of ID tokens by themselves.
/// Notes, files, passwords and tokens stay as they are. What was forgotten is printed, and in the
/// audit log.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Renew {
    /// Forget what does not open any more
    #[arg(long)]
    forget: bool,
    /// Print an object
    #[arg(long)]
    json: bool,
}

impl Key {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let Verb::Renew(renew) = self.verb;
        renew.run(config)
    }
}

impl Renew {
    fn run(self, config: &Config) -> Result {
        let folder = open::make_folder(config)?;
        let _lock = match config.database {
            None => Some(open::lock_for_serving(&folder)?),
            Some(_) => None,
        };
        let file = KeyFile::of(config);
        let _alone = file.alone()?;
        let mut former = file.read()?.unwrap_or_default();
        let store = open::migrated(config, &folder)?;
        let begin = |keys: &[seal::Key]| open::app(config, store.clone(), keys);
        // Nothing is changed before it is known that all of it opens.
        if !self.forget {
            let app = begin(&former)?;
            let standing = seal::standing(&app)?;
            if standing == Standing::Other {
                return Err(open::wrong_key(&file, !former.is_empty()));
            }
            let lost = seal::findings(&app)?.lost;
            if !lost.is_empty() {
                return Err(Failure::new(format!("not everything opens by the key {}: {}", file.path().display(), lost.join("; ")))
                    .hint("--forget forgets what does not open; see `looseleaf key renew --help`"));
            }
            // What an attempt left that broke off at its very end opens nothing any more.
            if standing == Standing::Ours && seal::findings(&begin(former.get(..1).unwrap_or_default())?)?.findings.is_empty() {
                former.truncate(1);
            }
        }
        // What is forgotten may be remembered yet: a key that is taken for the wrong one, and a backup that it opens.
        let aside = former.first().filter(|_| self.forget).map(|key| file.keep_aside(key)).transpose()?;
        let mut keys = vec![key_file::fresh_key()];
        keys.extend(former);
        file.replace(&keys)?;
        let app = begin(&keys)?;
        let settled = seal::settle(&app, if self.forget { Lost::Goes } else { Lost::Stays })?;
        app.write(|cx| seal::renewed(cx, &Admin::operator())).wait()?;
        keys.truncate(1);
        file.replace(&keys)?;
        self.print(&file, aside.as_deref(), &settled)
    }

    fn print(&self, file: &KeyFile, aside: Option<&Path>, settled: &Settled) -> Result {
        let pick = |of: fn(&Forgotten) -> Option<&String>| settled.forgotten.iter().filter_map(of).cloned().collect::<Vec<_>>();
        let issuers = pick(|it| if let Forgotten::Issuer(name) = it { Some(name) } else { None });
        let people = pick(|it| if let Forgotten::Factor(name) = it { Some(name) } else { None });
        let (addresses, tokens) = (settled.forgotten.contains(&Forgotten::Addresses), settled.forgotten.contains(&Forgotten::Signing));
        if self.json {
            return output::json(&json!({
                "key": file.path().display().to_string(), "former": aside.map(|aside| aside.display().to_string()), "sealed": settled.sealed, "issuers": issuers, "secondFactors": people,
                "addresses": addresses, "idTokens": tokens,
            }));
        }
        output::line(&format!("another key is in {}; keep a copy of it, apart from the database", file.path().display()))?;
        if let Some(aside) = aside {
            output::line(&format!("the one that was there is in {}", aside.display()))?;
        }
        output::line(&format!("secrets sealed by it: {}", output::grouped(settled.sealed)))?;
        for name in &issuers {
            output::line(&format!(
                "enter the client secret of {name} again: looseleaf issuer add {name} --replace --client-secret-file FILE …"
            ))?;
        }
        for name in &people {
            output::line(&format!("{name} has no second factor any more, and may turn on another at /account"))?;
        }
        if addresses {
            output::line("addresses of downloads and sharing links are dead; links are shown anew where they were made")?;
        }
        if tokens {
            output::line("ID tokens are signed by another key")?;
        }
        Ok(())
    }
}
