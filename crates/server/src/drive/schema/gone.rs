//! What is gone. Source: "driveItem: delta", what is told of deleted items; that they keep their names is our own.

use super::identity::drive_type;
use super::{Entity, Property};
use app::item::delta::{Gone, Was};

/// Deleted items, as lists of changes have them.
pub(crate) static GONE: Entity<Gone> = Entity {
    properties: &[
        Property::new("id", |json, _, gone: &Gone| json.plain(|out| gone.id.push(out))),
        Property::new("name", |json, _, gone: &Gone| json.text(&gone.name)),
        Property::new("parentReference", |json, _, gone: &Gone| {
            json.object(|json| {
                json.key("driveType");
                json.text(drive_type(&gone.within));
                json.key("driveId");
                json.plain(|out| gone.within.id.push(out));
                json.key("id");
                json.plain(|out| gone.parent.push(out));
            });
        }),
        Property::new("folder", |json, _, _: &Gone| json.object(|_| ())).if_has(|gone| gone.was == Was::Folder),
        Property::new("remoteItem", |json, _, _: &Gone| json.object(|_| ())).if_has(|gone| gone.was == Was::Shortcut),
        Property::new("package", |json, _, _: &Gone| {
            json.object(|json| {
                json.key("type");
                json.text("oneNote");
            });
        })
        .if_has(|gone| gone.was == Was::Notebook),
        Property::new("file", |json, _, _: &Gone| json.object(|_| ())).if_has(|gone| gone.was == Was::File),
        Property::new("deleted", |json, _, _: &Gone| {
            json.object(|json| {
                json.key("state");
                json.text("deleted");
            });
        }),
    ],
    absent: &[],
    expands: &[],
    unexpanded: &[],
    along: None,
};
