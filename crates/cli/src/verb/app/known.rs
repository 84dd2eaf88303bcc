//! Apps whose client ids their makers have built in.

use super::register;
use crate::config::Config;
use crate::error::{Failure, Result};
use ::app::oauth::registration::New;
use clap::Args;
use model::AppId;

/// Register a well-known app by its name, under the client id that its makers gave it
///
///   looseleaf app allow abraunegg
///
/// These are programs on people's machines: anybody may say that theirs is one. They send no code
/// challenge, so a code of theirs that leaks is good for whoever has it, for a minute.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Allow {
    /// Which
    #[arg(value_parser = names())]
    app: String,
    /// Print {"id": …}
    #[arg(long)]
    json: bool,
}

struct Known {
    name: &'static str,
    id: &'static str,
    redirects: &'static [&'static str],
    needs_pkce: bool,
}

/// What is known, each from the program's own source.
const KNOWN: [Known; 4] = [
    Known {
        name: "abraunegg",
        id: "d50ca740-c83f-4d1b-b616-12c519384f0c",
        redirects: &["https://login.microsoftonline.com/common/oauth2/nativeclient"],
        needs_pkce: false,
    },
    Known { name: "rclone", id: "b15665d9-eda6-4092-8539-0eec376afd59", redirects: &["http://localhost:53682/"], needs_pkce: false },
    Known { name: "azure-cli", id: "04b07795-8ddb-461a-bbee-02f9e1bf7b46", redirects: &["http://localhost"], needs_pkce: true },
    Known { name: "graph-powershell", id: "14d82eec-204b-4c2f-b7e8-296a70dab67e", redirects: &["http://localhost"], needs_pkce: true },
];

fn names() -> clap::builder::PossibleValuesParser {
    KNOWN.iter().map(|known| known.name).collect::<Vec<_>>().into()
}

impl Allow {
    pub(super) fn run(self, config: &Config) -> Result {
        let known = KNOWN.iter().find(|known| known.name == self.app).ok_or_else(|| Failure::usage("that app is not known by name"))?;
        let app = AppId::new(known.id).map_err(|_| Failure::new("its client id is none"))?;
        let new = New {
            app: Some(app),
            name: known.name.to_owned(),
            is_confidential: false,
            needs_pkce: known.needs_pkce,
            scopes: String::new(),
            own_scopes: String::new(),
            redirects: known.redirects.iter().map(|&uri| uri.to_owned()).collect(),
        };
        register(config, new, self.json)
    }
}
