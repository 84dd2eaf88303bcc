//! How far a copy is. Source: "AsyncJobStatus resource type", with what the newest documents and clients have beside it.

use super::{Entity, Property};
use crate::fault::Said;
use crate::schema::Json;
use model::{ItemId, OperationState, Timestamp};

/// An operation as its monitor shows it.
pub(crate) struct StatusView {
    pub(crate) id: [u8; 16],
    pub(crate) state: OperationState,
    pub(crate) percent: u8,
    pub(crate) created: Timestamp,
    pub(crate) acted: Timestamp,
    /// What it made, once it is there.
    pub(crate) made: Option<ItemId>,
    /// Why it failed, if it did.
    pub(crate) said: Option<Said>,
    /// What was to be copied.
    pub(crate) source: ItemId,
}

/// Operations.
pub(crate) static STATUS: Entity<StatusView> = Entity {
    properties: &[
        Property::new("operation", |json, _, _: &StatusView| json.text("ItemCopy")),
        // Decoders want it in every answer, also of one that failed.
        Property::new("percentageComplete", |json, _, view: &StatusView| json.number(i64::from(view.percent))),
        Property::new("percentComplete", |json, _, view: &StatusView| json.number(i64::from(view.percent))),
        Property::new("status", |json, _, view: &StatusView| {
            // No word outside of the set of 2015: some decoders know no other.
            json.text(match view.state {
                OperationState::NotStarted => "notStarted",
                OperationState::Running => "inProgress",
                OperationState::Completed => "completed",
                OperationState::Failed => "failed",
            });
        }),
        Property::new("id", |json, _, view: &StatusView| json.plain(|out| model::push_guid(out, &view.id))),
        Property::new("createdDateTime", |json, _, view: &StatusView| json.moment(view.created, 3)),
        Property::new("lastActionDateTime", |json, _, view: &StatusView| json.moment(view.acted, 3)),
        Property::new("resourceId", |json, _, view: &StatusView| json.plain(|out| view.made.iter().for_each(|id| id.push(out))))
            .if_has(|view| view.made.is_some()),
        Property::new("resourceLocation", |json, links, view: &StatusView| {
            json.plain(|out| view.made.iter().for_each(|id| out.push_str(&links.item(id))));
        })
        .if_has(|view| view.made.is_some()),
        Property::new("errorCode", |json, _, view: &StatusView| json.text(view.said.as_ref().map_or("", Said::job_code)))
            .if_has(has_failed),
        Property::new("statusDescription", |json, _, view: &StatusView| json.text(view.said.as_ref().map_or("", |said| &said.message)))
            .if_has(has_failed),
        Property::new("error", |json, _, view: &StatusView| {
            let Some(said) = &view.said else { return json.null() };
            json.object(|json| {
                told(json, said);
                json.key("details");
                json.array(|json| {
                    json.object(|json| {
                        told(json, said);
                        json.key("target");
                        json.plain(|out| view.source.push(out));
                    });
                });
            });
        })
        .if_has(has_failed),
    ],
    absent: &[],
    expands: &[],
    unexpanded: &[],
    along: None,
};

fn told(json: &mut Json, said: &Said) {
    json.key("code");
    json.text(said.code);
    json.key("message");
    json.text(&said.message);
}

fn has_failed(view: &StatusView) -> bool {
    view.said.is_some()
}
