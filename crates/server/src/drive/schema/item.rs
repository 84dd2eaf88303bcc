//! Items. Source: "driveItem resource type" and "Item resource", their members; what each client cannot do without.

use super::super::links::Links;
use super::super::media::media_type;
use super::super::remote;
use super::identity::{owner, parent, person};
use super::thumbnail;
use super::{Entity, On, Property};
use crate::schema::Json;
use app::item::view::{Digests, Facet, ItemView};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{ItemId, LinkScope, SpecialFolder};
use std::fmt::Write as _;

/// Items.
pub(crate) static ITEM: Entity<ItemView> = Entity {
    properties: &[
        Property::new("@odata.etag", |json, _, view: &ItemView| json.text(&etag(view))),
        Property::new("@microsoft.graph.downloadUrl", download_url).of_content(On::Graph, is_file),
        Property::new("@content.downloadUrl", download_url).of_content(On::Legacy, is_file),
        Property::new("id", |json, _, view: &ItemView| json.plain(|out| view.id.push(out))),
        Property::new("name", |json, _, view: &ItemView| json.text(&view.name)),
        Property::new("size", |json, _, view: &ItemView| json.number(i64::try_from(view.size).unwrap_or(i64::MAX))),
        Property::new("eTag", |json, _, view: &ItemView| json.text(&etag(view))),
        Property::new("cTag", |json, _, view: &ItemView| json.text(&ctag(view))),
        Property::new("createdDateTime", |json, _, view: &ItemView| json.moment(view.created.0, 3)),
        Property::new("lastModifiedDateTime", |json, _, view: &ItemView| json.moment(view.modified.0, 3)),
        Property::new("createdBy", |json, _, view: &ItemView| person(json, &view.created.1)),
        Property::new("lastModifiedBy", |json, _, view: &ItemView| person(json, &view.modified.1)),
        Property::new("webUrl", |json, links, view: &ItemView| json.plain(|out| links.push_web(out, &view.path))),
        Property::new("description", |json, _, view: &ItemView| json.text_or_null(view.description.as_deref()))
            .if_has(|view| view.description.is_some()),
        Property::new("parentReference", parent),
        Property::new("fileSystemInfo", |json, _, view: &ItemView| {
            json.object(|json| {
                json.key("createdDateTime");
                json.moment(view.fs_created, 3);
                json.key("lastModifiedDateTime");
                json.moment(view.fs_modified, 3);
            });
        }),
        Property::new("root", |json, _, _: &ItemView| json.object(|_| ())).if_has(|view| matches!(view.facet, Facet::Root { .. })),
        Property::new("folder", folder).if_has(|view| matches!(view.facet, Facet::Root { .. } | Facet::Folder { .. })),
        Property::new("specialFolder", |json, _, view: &ItemView| {
            json.object(|json| {
                json.key("name");
                json.text(view.special.map_or("", SpecialFolder::as_str));
            });
        })
        .if_has(|view| view.special.is_some()),
        Property::new("package", |json, _, _: &ItemView| {
            json.object(|json| {
                json.key("type");
                json.text("oneNote");
            });
        })
        .if_has(|view| matches!(view.facet, Facet::Notebook { .. })),
        Property::new("folder", folder).if_notebooks_are_folders(|view| matches!(view.facet, Facet::Notebook { .. })),
        Property::new("file", |json, _, view: &ItemView| {
            json.object(|json| {
                json.key("mimeType");
                json.text(media_type(&view.name));
                if let Facet::File(digests) = &view.facet {
                    json.key("hashes");
                    hashes(json, digests);
                }
            });
        })
        .if_has(|view| matches!(view.facet, Facet::File(_) | Facet::Section)),
        Property::new("image", |json, _, view: &ItemView| {
            json.object(|json| {
                for (name, side) in view.picture().into_iter().flat_map(|picture| [("height", picture.height), ("width", picture.width)]) {
                    json.key(name);
                    json.number(i64::from(side));
                }
            });
        })
        .if_has(|view| view.picture().is_some()),
        Property::new("remoteItem", remote::of_shortcut).if_has(|view| matches!(view.facet, Facet::Shortcut(_))),
        Property::new("shared", |json, _, view: &ItemView| {
            json.object(|json| {
                if let Some(shared) = &view.shared {
                    json.key("scope");
                    json.text(scope_word(shared.scope));
                    json.key("owner");
                    owner(json, &view.within.owner, &shared.owner);
                }
            });
        })
        .if_has(|view| view.shared.is_some()),
    ],
    absent: &[
        "audio",
        "bundle",
        "createdByUser",
        // Deleted items are told of as `GONE`.
        "deleted",
        "lastModifiedByUser",
        "location",
        "malware",
        "media",
        "pendingOperations",
        "photo",
        "publication",
        "retentionLabel",
        "searchResult",
        "sharepointIds",
        "source",
        "video",
        "webDavUrl",
    ],
    expands: &["children", "thumbnails"],
    unexpanded: &["activities", "analytics", "content", "listItem", "permissions", "subscriptions", "tags", "versions", "workbook"],
    along: Some(|json, links, view, shape| {
        if let Some(wanted) = &shape.thumbnails {
            json.key("thumbnails");
            thumbnail::sets(json, links, view, wanted);
        }
    }),
};

fn download_url(json: &mut Json, links: &Links, view: &ItemView) {
    json.plain(|out| links.push_download(out, &view.id));
}

const fn is_file(view: &ItemView) -> bool {
    matches!(view.facet, Facet::File(_))
}

fn folder(json: &mut Json, links: &Links, view: &ItemView) {
    let child_count = match view.facet {
        Facet::Root { child_count } | Facet::Folder { child_count } | Facet::Notebook { child_count } => child_count,
        Facet::Shortcut(_) | Facet::File(_) | Facet::Section => 0,
    };
    json.object(|json| {
        json.key("childCount");
        json.number(i64::try_from(child_count).unwrap_or(i64::MAX));
        for (on, name) in [(On::Graph, "view"), (On::Legacy, "folderView")] {
            if on.is(links.flavor) {
                json.key(name);
                folder_view(json);
            }
        }
    });
}

/// How folders are listed here: always the same.
fn folder_view(json: &mut Json) {
    json.object(|json| {
        for (name, value) in [("sortBy", "name"), ("sortOrder", "ascending"), ("viewType", "details")] {
            json.key(name);
            json.text(value);
        }
    });
}

fn hashes(json: &mut Json, digests: &Digests) {
    json.object(|json| {
        json.key("quickXorHash");
        json.plain(|out| STANDARD.encode_string(digests.quick_xor, out));
        let hex: [(&str, &[u8]); 3] = [("sha1Hash", &digests.sha1), ("sha256Hash", &digests.sha256), ("crc32Hash", &digests.crc32)];
        for (name, bytes) in hex {
            json.key(name);
            json.plain(|out| {
                for byte in bytes {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "{byte:02X}");
                }
            });
        }
    });
}

/// Returns what a circle of people is called.
pub(super) const fn scope_word(scope: LinkScope) -> &'static str {
    match scope {
        LinkScope::Anonymous => "anonymous",
        LinkScope::Organization => "organization",
        LinkScope::Users => "users",
    }
}

/// Returns an item's eTag, quotes included: they are part of it.
pub(crate) fn etag(view: &ItemView) -> String {
    tag("", view, view.version)
}

fn ctag(view: &ItemView) -> String {
    tag("c:", view, view.content_version)
}

fn tag(kind: &str, view: &ItemView, version: u64) -> String {
    format!("\"{kind}{{{}}},{version}\"", model::format_guid(&view.id.bytes).to_uppercase())
}

/// Returns the tag of a version of a file, which holds the same for good.
pub(crate) fn version_tag(id: &ItemId, number: i64) -> String {
    format!("\"v:{{{}}},{number}\"", model::format_guid(&id.bytes).to_uppercase())
}

/// Returns both tags of an item: the one of all of it, and the one of its content.
pub(crate) fn tags(view: &ItemView) -> [String; 2] {
    [etag(view), ctag(view)]
}
