//! Drives. Source: "drive resource type", its members.

use super::identity::{drive_type, owner, person};
use super::{Entity, Property};
use app::item::view::{DriveView, Quota};
use app::view::WebPath;

/// Drives.
pub(crate) static DRIVE: Entity<DriveView> = Entity {
    properties: &[
        Property::new("id", |json, _, view: &DriveView| json.plain(|out| view.within.id.push(out))),
        Property::new("driveType", |json, _, view: &DriveView| json.text(drive_type(&view.within))),
        Property::new("name", |json, _, view: &DriveView| json.text(&view.name)),
        Property::new("webUrl", |json, links, view: &DriveView| {
            let path = WebPath { owner: view.within.owner, library: view.name.clone(), names: Vec::new() };
            json.plain(|out| links.push_web(out, &path));
        }),
        Property::new("owner", |json, _, view: &DriveView| owner(json, &view.within.owner, &view.owner_name)),
        Property::new("quota", |json, _, view: &DriveView| {
            let Some(quota) = view.quota else { return json.null() };
            json.object(|json| {
                let numbers = [("total", quota.total), ("used", quota.used), ("remaining", quota.remaining()), ("deleted", quota.deleted)];
                for (name, bytes) in numbers {
                    json.key(name);
                    json.number(i64::try_from(bytes).unwrap_or(i64::MAX));
                }
                json.key("state");
                json.text(state(quota));
            });
        })
        .if_has(|view| view.quota.is_some()),
        Property::new("createdDateTime", |json, _, view: &DriveView| json.moment(view.created.0, 3)),
        Property::new("createdBy", |json, _, view: &DriveView| person(json, &view.created.1)),
        Property::new("lastModifiedDateTime", |json, _, view: &DriveView| json.moment(view.modified.0, 3)),
        Property::new("lastModifiedBy", |json, _, view: &DriveView| person(json, &view.modified.1)),
    ],
    absent: &["description", "eTag", "sharePointIds", "sharepointIds", "system", "parentReference", "createdByUser", "lastModifiedByUser"],
    expands: &[],
    unexpanded: &["root", "items", "special", "list", "activities", "following", "bundles"],
    along: None,
};

/// Source: "quota resource type": nearing below a tenth, critical below a hundredth.
const fn state(quota: Quota) -> &'static str {
    let remaining = quota.remaining();
    if remaining == 0 {
        "exceeded"
    } else if remaining < quota.total / 100 {
        "critical"
    } else if remaining < quota.total / 10 {
        "nearing"
    } else {
        "normal"
    }
}
