//! People and drives, as everything names them.

use super::super::links::{Links, push_root_path};
use crate::schema::Json;
use app::item::view::{ItemView, Within};
use app::view::Person;
use model::Owner;

/// Writes an identity set of one person, or of one app.
pub(super) fn person(json: &mut Json, person: &Person) {
    json.object(|json| {
        json.key(if person.is_app { "application" } else { "user" });
        identity(json, &person.id.0, &person.name);
    });
}

/// Writes who owns a drive.
pub(crate) fn owner(json: &mut Json, owner: &Owner, name: &str) {
    json.object(|json| {
        let (kind, id) = match owner {
            Owner::User(id) => ("user", id.bytes()),
            // A site has no kind of identity of its own there.
            Owner::Group(id) => ("group", id.bytes()),
            Owner::Site(id) => ("group", id.bytes()),
        };
        json.key(kind);
        identity(json, id, name);
    });
}

pub(super) fn identity(json: &mut Json, id: &[u8; 16], name: &str) {
    json.object(|json| {
        json.key("id");
        json.plain(|out| model::push_guid(out, id));
        json.key("displayName");
        json.text(name);
    });
}

/// Returns what kind of drive one is, by who owns it.
pub(super) const fn drive_type(within: &Within) -> &'static str {
    match within.owner {
        Owner::User(_) => "personal",
        Owner::Group(_) => "business",
        Owner::Site(_) => "documentLibrary",
    }
}

/// Writes what an item lies in. The root's is the root itself. Source: what clients need of it, contract, section 2.3.
pub(super) fn parent(json: &mut Json, _: &Links, view: &ItemView) {
    let is_root = matches!(view.facet, app::item::view::Facet::Root { .. });
    json.object(|json| {
        json.key("driveType");
        json.text(drive_type(&view.within));
        json.key("driveId");
        json.plain(|out| view.within.id.push(out));
        let (id, name, above) = match &view.parent {
            Some(parent) => (&parent.id, Some(&parent.name), parent.path.as_slice()),
            None if is_root => (&view.id, None, [].as_slice()),
            // What it lies in is not the caller's to see.
            None => return,
        };
        json.key("id");
        json.plain(|out| id.push(out));
        if let Some(name) = name {
            json.key("name");
            json.text(name);
        }
        json.key("path");
        let mut path = String::new();
        push_root_path(&mut path, view.within.id, view.within.is_callers);
        for name in above {
            path.push('/');
            push_name(&mut path, name);
        }
        json.text(&path);
    });
}

/// Appends a name of a path that is not encoded, but so that whoever decodes what looks encoded gets the same.
fn push_name(out: &mut String, name: &str) {
    let mut rest = name;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        if after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()) {
            out.push_str("25");
        }
        rest = after;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_encoded_is() {
        for (name, expected) in [("a b", "a b"), ("100%", "100%"), ("%41", "%2541"), ("50% off", "50% off"), ("%%20é%", "%%2520é%")] {
            let mut out = String::new();
            push_name(&mut out, name);
            assert_eq!(out, expected);
        }
    }
}
