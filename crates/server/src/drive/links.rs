//! Addresses that stand in replies about drives. They begin as the request's did, so that a client stays where it is.

use super::address::{Base, Flavor};
use super::thumbnail;
use crate::root::encoded;
use crate::server::Server;
use ::thumbnail::Size;
use app::download::Part;
use app::promise::Secret;
use app::view::WebPath;
use app::{Caller, download};
use model::{DriveCid, ItemId, Owner, Timestamp};
use std::fmt::Write as _;
use std::sync::Arc;

/// Where a request came in, and in whose manner it is answered.
#[derive(Clone)]
pub(crate) struct Links {
    /// Scheme and host, without a slash at the end.
    pub(crate) base: Arc<str>,
    pub(crate) at: Base,
    pub(crate) flavor: Flavor,
    /// Whether notebooks show as folders too.
    pub(crate) notebooks_are_folders: bool,
    /// What addresses of files' bytes are made with, where it is known for whom.
    pub(crate) downloads: Option<Downloads>,
    /// The share by which the caller came, as the address spells it: what lies in it may be open to them by that alone.
    pub(crate) share: Option<Arc<str>>,
}

/// What addresses of files' bytes are made with.
#[derive(Clone)]
pub(crate) struct Downloads {
    secret: Secret,
    caller: Arc<Caller>,
    until: Timestamp,
}

impl Downloads {
    /// Makes addresses for somebody, which all end at one moment.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn of(server: &Server, caller: Arc<Caller>) -> app::Result<Self> {
        let until = server.app.now().plus_seconds(download::DOWNLOAD_SECONDS);
        Ok(Self { secret: server.download_secret().await?, caller, until })
    }

    /// Appends the address of a file's bytes. `base` is scheme and host.
    pub(crate) fn push(&self, base: &str, out: &mut String, id: &ItemId) {
        out.push_str(base);
        out.push_str("/v1.0/dl/");
        download::push_ticket(&self.secret, &self.caller, id, self.until, out);
    }

    /// Appends the address of a thumbnail of a file.
    pub(crate) fn push_thumbnail(&self, base: &str, out: &mut String, id: &ItemId, size: Size) {
        self.push_part(base, out, "/v1.0/dlt/", id, Part::Thumbnail(thumbnail::number(size)));
    }

    fn push_part(&self, base: &str, out: &mut String, path: &str, id: &ItemId, part: Part) {
        out.push_str(base);
        out.push_str(path);
        download::push_part_ticket(&self.secret, &self.caller, id, part, self.until, out);
    }
}

impl Links {
    /// Appends the address of a file's bytes. Nothing where it is not known for whom.
    pub(crate) fn push_download(&self, out: &mut String, id: &ItemId) {
        self.downloads.iter().for_each(|downloads| downloads.push(&self.base, out, id));
    }

    /// Appends the address of the bytes of a version of a file. Nothing where it is not known for whom.
    pub(crate) fn push_version(&self, out: &mut String, id: &ItemId, number: i64) {
        self.downloads.iter().for_each(|downloads| downloads.push_part(&self.base, out, "/v1.0/dlv/", id, Part::Version(number)));
    }

    /// Appends the address of a thumbnail of a file. Nothing where it is not known for whom.
    pub(crate) fn push_thumbnail(&self, out: &mut String, id: &ItemId, size: Size) {
        self.downloads.iter().for_each(|downloads| downloads.push_thumbnail(&self.base, out, id, size));
    }

    /// Appends the address of the version, without a slash at its end.
    pub(crate) fn push_service(&self, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}/{}", self.base, self.at.as_str());
    }

    /// Returns the address of a drive.
    pub(crate) fn drive(&self, id: DriveCid) -> String {
        let mut out = String::with_capacity(self.base.len() + 48);
        self.push_service(&mut out);
        out.push_str("/drives/");
        id.push(&mut out);
        out
    }

    /// Returns the address of an item that holds wherever it lies.
    pub(crate) fn item(&self, id: &ItemId) -> String {
        let mut out = String::with_capacity(self.base.len() + 96);
        self.push_service(&mut out);
        if let Some(share) = &self.share {
            out.push_str("/shares/");
            out.push_str(share);
        } else {
            out.push_str("/drives/");
            id.drive.push(&mut out);
        }
        out.push_str("/items/");
        id.push(&mut out);
        out
    }

    /// Appends where a path opens in a browser. The owner stands there by id, so the address stays when names change.
    pub(crate) fn push_web(&self, out: &mut String, path: &WebPath) {
        out.push_str(&self.base);
        // Writing to a String cannot fail.
        let _ = match path.owner {
            Owner::User(user) => write!(out, "/users/{user}"),
            Owner::Group(group) => write!(out, "/groups/{group}"),
            Owner::Site(site) => write!(out, "/sites/{site}"),
        };
        for name in std::iter::once(&path.library).chain(&path.names) {
            let _ = write!(out, "/{}", encoded(name));
        }
    }
}

/// Appends what the path of an item's parent begins with.
pub(crate) fn push_root_path(out: &mut String, drive: DriveCid, is_callers: bool) {
    if is_callers {
        out.push_str("/drive/root:");
    } else {
        out.push_str("/drives/");
        drive.push(out);
        out.push_str("/root:");
    }
}
