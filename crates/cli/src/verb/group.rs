//! `looseleaf group`.

use super::nobody;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::{Bytes, role};
use crate::{open, output};
use app::{admin, audit};
use clap::{Args, Subcommand};
use model::Role;
use serde_json::json;
use store::directory;

/// Add and list groups of people, and say who belongs to them
///
/// A group has a drive of its own. Its members may use it as their roles say: a reader looks, a
/// contributor changes, an owner also decides who may.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Group {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(Add),
    List(List),
    Member(Member),
}

/// Add a group with an empty drive
///
/// The first member owns it, the others contribute.
///
///   looseleaf group add Physics --member ann ben
///   looseleaf group add Physics --member ann --member ben --json
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Add {
    /// The group's name
    name: String,
    /// Somebody who belongs to it
    #[arg(long = "member", value_name = "NAME", num_args = 1..)]
    members: Vec<String>,
    /// The most bytes that the drive may hold, as in 500MB or 5GB. Default: no limit
    #[arg(long, value_name = "BYTES")]
    quota: Option<Bytes>,
    /// Print {"id": …}
    #[arg(long)]
    json: bool,
}

/// List all groups, by name
#[derive(Args, Debug)]
struct List {
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Say who belongs to a group
#[derive(Args, Debug)]
struct Member {
    #[command(subcommand)]
    verb: MemberVerb,
}

#[derive(Subcommand, Debug)]
enum MemberVerb {
    Add(MemberAdd),
    Remove(MemberRemove),
}

/// Make people members of a group, or change their role in it
///
///   looseleaf group member add Physics zoe
///   looseleaf group member add Physics ann ben --role owner
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct MemberAdd {
    /// The group's name
    group: String,
    /// The people's names
    #[arg(required = true)]
    names: Vec<String>,
    /// What they are in the group: reader, contributor or owner
    #[arg(long, value_parser = role, default_value = "contributor")]
    role: Role,
}

/// End memberships
///
/// What these people made for the group stays the group's.
///
///   looseleaf group member remove Physics zoe
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct MemberRemove {
    /// The group's name
    group: String,
    /// The people's names
    #[arg(required = true)]
    names: Vec<String>,
}

impl Group {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Member(Member { verb: MemberVerb::Add(verb) }) => {
                change(config, verb.group, verb.names, Some(verb.role)).and_then(|()| output::line("done"))
            }
            Verb::Member(Member { verb: MemberVerb::Remove(verb) }) => {
                change(config, verb.group, verb.names, None).and_then(|()| output::line("done"))
            }
        }
    }
}

impl Add {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, members, quota) = (self.name, self.members.clone(), self.quota.map(|quota| quota.0));
        let added = opened.app.write(move |cx| {
            audit::by_operator(cx, "group add", &name)?;
            admin::add_group(cx, &name, &members, quota)
        });
        let added = added.wait();
        let group = added.map_err(|error| match error {
            app::Error::NotFound => missing_among(&self.members),
            other => other.into(),
        })?;
        match self.json {
            true => output::json(&json!({ "id": group.id.to_string() })),
            false => output::line(&format!("added {} ({})", group.name, group.id)),
        }
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let groups = opened.app.read(|cx| {
            let groups = directory::groups(cx.tx)?;
            groups.into_iter().map(|group| Ok((directory::group_size(cx.tx, &group.id)?, group))).collect::<app::Result<Vec<_>>>()
        });
        let groups = groups.wait()?;
        if self.json {
            let all = groups.iter().map(|(size, group)| json!({ "id": group.id.to_string(), "name": group.name, "members": size }));
            return output::json(&all.collect());
        }
        let rows: Vec<_> = groups.into_iter().map(|(size, group)| [group.name, group.id.to_string(), size.to_string()]).collect();
        output::table(["NAME", "ID", "MEMBERS"], &rows)
    }
}

/// Changes memberships, all of them or none.
fn change(config: &Config, group: String, names: Vec<String>, role: Option<Role>) -> Result {
    let opened = open::open(config)?;
    let (wanted, asked) = (group.clone(), names.clone());
    let changed = opened.app.write(move |cx| {
        let group = admin::group_by_name(cx, &wanted)?;
        audit::by_operator(
            cx,
            if role.is_some() { "group member add" } else { "group member remove" },
            &format!("{wanted} {}", names.join(" ")),
        )?;
        names.iter().try_for_each(|name| admin::set_group_member(cx, &group.id, name, role))
    });
    changed.wait().map_err(|error| match error {
        app::Error::GroupNotFound => Failure::new(format!("there is no group called `{group}`")),
        app::Error::NotFound => missing_among(&asked),
        other => other.into(),
    })
}

/// Says that one of several people is missing.
pub(super) fn missing_among(names: &[String]) -> Failure {
    match names {
        [name] => nobody(name),
        _ => Failure::new(format!("one of these is nobody, or no member: {}; nothing was changed", names.join(", ")))
            .hint("`looseleaf user list` shows who there is"),
    }
}
