//! `looseleaf group`.

use super::fate::Fate;
use super::nobody;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::{Bytes, Quota, role};
use crate::{open, output};
use app::admin::{self, Admin};
use clap::{Args, Subcommand};
use model::{GroupId, Owner, Role, SiteId, UserId};
use serde_json::json;
use std::collections::BTreeMap;
use store::directory;

/// Add, list, rename and remove groups of people, and say who belongs to them
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
    Rename(Rename),
    Quota(SetQuota),
    Remove(Remove),
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

/// Give a group another name
#[derive(Args, Debug)]
struct Rename {
    /// What it is called
    name: String,
    /// What it is to be called
    new: String,
}

/// Bound what a group's drive may hold; what is there already stays
#[derive(Args, Debug)]
struct SetQuota {
    /// The group's name
    name: String,
    /// The most bytes, as in 500MB or 5GB; or none
    quota: Quota,
}

/// Remove a group
///
/// What becomes of what it holds has to be said, if it holds anything. What is shared with the
/// group is shared with its members no more; what they made goes on showing their names.
///
///   looseleaf group remove Physics --give-to ann
///   looseleaf group remove Physics --discard
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Remove {
    /// The group's name
    name: String,
    #[command(flatten)]
    fate: Fate,
}

/// List all groups, by name, with the bytes that they hold
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

/// Make people, or whole groups, members of a group, or change their role in it
///
///   looseleaf group member add Physics zoe
///   looseleaf group member add Physics ann ben --role owner
///   looseleaf group member add Physics --group Teachers --role reader
///
/// Who belongs to a group that is a member has the lesser of both roles: as the owner of Teachers, a
/// reader of Physics.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct MemberAdd {
    /// The group's name
    group: String,
    /// The people's names
    #[arg(required_unless_present = "groups")]
    names: Vec<String>,
    /// A group that belongs to it
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,
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
    #[arg(required_unless_present = "groups")]
    names: Vec<String>,
    /// A group that belongs to it
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,
}

impl Group {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::Add(verb) => verb.run(config),
            Verb::List(verb) => verb.run(config),
            Verb::Rename(verb) => verb.run(config),
            Verb::Quota(verb) => verb.run(config),
            Verb::Remove(verb) => verb.run(config),
            Verb::Member(Member { verb: MemberVerb::Add(verb) }) => {
                change(config, verb.group, verb.names, verb.groups, Some(verb.role)).and_then(|()| output::line("done"))
            }
            Verb::Member(Member { verb: MemberVerb::Remove(verb) }) => {
                change(config, verb.group, verb.names, verb.groups, None).and_then(|()| output::line("done"))
            }
        }
    }
}

impl Add {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, members, quota) = (self.name, self.members.clone(), self.quota.map(|quota| quota.0));
        let added = opened.app.write(move |cx| admin::add_group(cx, &Admin::operator(), &name, &members, quota));
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
            let held = held(admin::weighed(cx, &Owner::Group(GroupId([0; 16])))?);
            let sized = |group: directory::Group| Ok((directory::group_size(cx.tx, &group.id)?, held.get(&group.id.0).copied(), group));
            groups.into_iter().map(sized).collect::<app::Result<Vec<_>>>()
        });
        let groups = groups.wait()?;
        if self.json {
            let all = groups.iter().map(|(size, held, group)| {
                let (bytes, quota) = held.unwrap_or_default();
                json!({ "id": group.id.to_string(), "name": group.name, "members": size, "bytes": bytes, "quotaBytes": quota })
            });
            return output::json(&all.collect());
        }
        let row = |(size, held, group): (i64, Option<(u64, Option<u64>)>, directory::Group)| {
            let (bytes, quota) = held.unwrap_or_default();
            [group.name, group.id.to_string(), size.to_string(), output::grouped(bytes), output::quota(quota)]
        };
        output::table(["NAME", "ID", "MEMBERS", "BYTES", "QUOTA"], &groups.into_iter().map(row).collect::<Vec<_>>())
    }
}

/// Sums up libraries by owner: the bytes of all, and what the default one may hold.
pub(super) fn held(libraries: Vec<admin::Weighed>) -> BTreeMap<[u8; 16], (u64, Option<u64>)> {
    let mut all = BTreeMap::new();
    for it in libraries {
        let (Owner::User(UserId(id)) | Owner::Group(GroupId(id)) | Owner::Site(SiteId(id))) = it.drive.owner;
        let held: &mut (u64, Option<u64>) = all.entry(id).or_default();
        held.0 += it.bytes;
        if it.drive.is_default {
            held.1 = it.drive.quota_bytes;
        }
    }
    all
}

impl Rename {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, new) = (self.name.clone(), self.new);
        let renamed = opened.app.write(move |cx| {
            let group = admin::group_by_name(cx, &name)?;
            admin::rename_group(cx, &Admin::operator(), &group.id, &new)
        });
        output::line(&format!("it is called {} now", renamed.wait().map_err(missing(&self.name))?.name))
    }
}

impl SetQuota {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, bytes) = (self.name.clone(), self.quota.0);
        let set = opened.app.write(move |cx| {
            let group = admin::group_by_name(cx, &name)?;
            admin::set_quota(cx, &Admin::operator(), &Owner::Group(group.id), None, bytes)
        });
        set.wait().map_err(missing(&self.name))?;
        output::line("done")
    }
}

impl Remove {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, fate) = (self.name.clone(), self.fate.said());
        let removed = opened.app.write(move |cx| {
            let group = admin::group_by_name(cx, &name)?;
            admin::remove_group(cx, &Admin::operator(), &group.id, fate.as_ref())
        });
        removed.wait().map_err(|error| match error {
            app::Error::GroupNotFound => missing(&self.name)(error),
            error => self.fate.refused(error),
        })?;
        output::line("removed")
    }
}

/// Says that there is no such group.
fn missing(name: &str) -> impl Fn(app::Error) -> Failure {
    move |error| match error {
        app::Error::GroupNotFound => Failure::new(format!("there is no group called `{name}`")).hint("`looseleaf group list` shows all"),
        other => other.into(),
    }
}

/// Changes memberships, all of them or none.
fn change(config: &Config, group: String, names: Vec<String>, groups: Vec<String>, role: Option<Role>) -> Result {
    let opened = open::open(config)?;
    let (wanted, asked) = (group.clone(), names.clone());
    let changed = opened.app.write(move |cx| {
        let (group, by) = (admin::group_by_name(cx, &wanted)?, Admin::operator());
        for name in &names {
            let user = admin::user_by_name(cx, name)?;
            admin::set_group_member(cx, &by, &group.id, &user.id, role)?;
        }
        for inner in &groups {
            let inner = admin::inner_by_name(cx, inner)?;
            admin::set_inner_group(cx, &by, &group.id, &inner.id, role)?;
        }
        Ok(())
    });
    changed.wait().map_err(|error| match error {
        app::Error::NotFound => missing_among(&asked),
        other => missing(&group)(other),
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
