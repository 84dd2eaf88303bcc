//! `looseleaf share` and `looseleaf unshare`.

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::{node_id, role};
use crate::{open, output};
use app::admin::{self, Admin};
use clap::Args;
use model::{NodeId, Role};

/// Share a notebook, section group or section with a person
///
/// The share reaches everything below it. Sharing again changes the role. A copy takes none of its
/// source's shares along.
///
///   looseleaf share --node 1-0191f2a0-1111-7222-8333-444455556666 --with ben --role contributor
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Share {
    /// The id, as clients see it
    #[arg(long, value_name = "ID", value_parser = node_id)]
    node: NodeId,
    /// The person
    #[arg(long, value_name = "NAME")]
    with: String,
    /// What they may do: reader, contributor or owner
    #[arg(long, value_parser = role, default_value = "reader")]
    role: Role,
}

/// End a share
///
/// Shares of what lies above or below stay.
///
///   looseleaf unshare --node 1-0191f2a0-1111-7222-8333-444455556666 --with ben
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Unshare {
    /// The id, as clients see it
    #[arg(long, value_name = "ID", value_parser = node_id)]
    node: NodeId,
    /// The person
    #[arg(long, value_name = "NAME")]
    with: String,
}

impl Share {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        set(config, self.node, self.with, Some(self.role)).and_then(|()| output::line("shared"))
    }
}

impl Unshare {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        set(config, self.node, self.with, None).and_then(|()| output::line("no longer shared"))
    }
}

fn set(config: &Config, node: NodeId, name: String, role: Option<Role>) -> Result {
    let opened = open::open(config)?;
    let asked = name.clone();
    let set = opened.app.write(move |cx| admin::share(cx, &Admin::operator(), &node, &asked, role));
    set.wait().map_err(|error| match error {
        app::Error::NotFound => Failure::new(match role {
            Some(_) => format!("there is no 1-{node}, or nobody called `{name}`"),
            None => format!("1-{node} is not shared with `{name}`"),
        }),
        other => other.into(),
    })
}
