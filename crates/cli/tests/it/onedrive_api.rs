//! A story told with the crate `onedrive-api`, which takes everything that it is told at its word. The page of the handbook says
//! how it is pointed at a server, and the story begins so.

use crate::support::{Place, Serving};
use onedrive_api::option::{CollectionOption, DriveItemPutOption, ObjectOption};
use onedrive_api::resource::{DriveField, DriveItem, DriveItemField};
use onedrive_api::{ConflictBehavior, CopyStatus, FileName, ItemLocation, OneDrive, UploadSession};
use serde_json::json;
use std::time::Duration;
use testkit::certificate::Authority;

#[path = "../clients/rust/connect.rs"]
mod page;

#[test]
fn the_page_says_how_the_crate_is_connected() {
    let page = include_str!("../../../../docs/handbook/start/clients.md");
    assert!(page.contains(&format!("```rust\n{}```", include_str!("../clients/rust/connect.rs"))), "the page says something else");
}

struct Stage {
    place: Place,
    server: Serving,
    authority: Authority,
}

impl Stage {
    fn new() -> Self {
        let (place, authority) = (Place::new(), Authority::new());
        let own = authority.certify(&["graph.microsoft.com"]);
        std::fs::write(place.path("graph.pem"), own.certificate).unwrap();
        std::fs::write(place.path("graph.key"), own.key).unwrap();
        place.ok("user add ann");
        let server = place.serve("--certificate graph.pem --certificate-key graph.key --allowed-host graph.microsoft.com");
        // One for the process; the crate's client looks for it there.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Self { place, server, authority }
    }

    fn as_somebody(&self, token: &str) -> OneDrive {
        page::connect(self.server.address.parse().unwrap(), self.authority.pem.as_bytes(), token).unwrap()
    }

    fn as_ann(&self) -> OneDrive {
        let token = self.place.ok("token issue --user ann --app story --scope Files.ReadWrite");
        self.as_somebody(token.trim())
    }
}

fn at(path: &str) -> ItemLocation<'_> {
    ItemLocation::from_path(path).unwrap()
}

fn name(name: &str) -> &FileName {
    FileName::new(name).unwrap()
}

/// An item of which nothing is said but its times.
fn with_times(times: serde_json::Value) -> DriveItem {
    let mut item = DriveItem::default();
    item.file_system_info = Some(times.into());
    item
}

/// Says what was refused: its status and its code.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, onedrive_api::Error>) -> (u16, String) {
    let error = result.unwrap_err();
    let said = error.error_response().unwrap_or_else(|| panic!("{error:?}"));
    (error.status_code().unwrap().as_u16(), said.code.clone())
}

fn said(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn drives_items_and_lists() {
    let stage = Stage::new();
    let one = stage.as_ann();
    let drive = one.get_drive().await.unwrap();
    assert!(drive.quota.is_some() && drive.owner.is_some());
    let only = ObjectOption::new().select(&[DriveField::id, DriveField::owner]);
    let part = one.get_drive_with_option(only).await.unwrap();
    assert_eq!((part.id, part.quota.is_some()), (drive.id, false));

    assert_eq!(refused(stage.as_somebody("42").get_drive().await), said(401, "InvalidAuthenticationToken"));
    assert_eq!(refused(one.get_item(at("/nowhere")).await), said(404, "itemNotFound"));

    let folder = one.create_folder(ItemLocation::root(), name("F 1")).await.unwrap();
    assert!(folder.folder.is_some());
    assert_eq!(refused(one.create_folder(ItemLocation::root(), name("f 1")).await), said(409, "nameAlreadyExists"));
    let plan = one.upload_small(at("/F 1/plan é.txt"), &b"The plan."[..]).await.unwrap();
    one.upload_small(at("/F 1/x.txt"), &b"x"[..]).await.unwrap();
    let same = one.get_item(at("/F 1/plan é.txt")).await.unwrap();
    assert_eq!((&same.id, same.size), (&plan.id, Some(9)));
    let sizeless = ObjectOption::new().select(&[DriveItemField::id, DriveItemField::e_tag]);
    let part = one.get_item_with_option(at("/F 1/plan é.txt"), sizeless).await.unwrap().unwrap();
    assert_eq!((part.id, part.e_tag, part.size), (plan.id, plan.e_tag.clone(), None));
    let known = ObjectOption::new().if_none_match(&plan.e_tag.unwrap());
    assert!(one.get_item_with_option(at("/F 1/plan é.txt"), known).await.unwrap().is_none());

    let by_one = CollectionOption::new().select(&[DriveItemField::name]).page_size(1);
    let mut list = one.list_children_with_option(at("/F 1"), by_one).await.unwrap().unwrap();
    let mut pages = Vec::new();
    while let Some(page) = list.fetch_next_page(&one).await.unwrap() {
        pages.push(page.into_iter().map(|item| item.name.unwrap()).collect::<Vec<_>>());
    }
    assert_eq!(pages, [["plan é.txt"], ["x.txt"]]);
    let with_children = ObjectOption::new().expand(DriveItemField::children, Some(&["name"]));
    let folder = one.get_item_with_option(at("/F 1"), with_children).await.unwrap().unwrap();
    assert_eq!(folder.children.unwrap().len(), 2);

    let address = one.get_item_download_url(at("/F 1/plan é.txt")).await.unwrap();
    assert_eq!(one.client().get(address).send().await.unwrap().text().await.unwrap(), "The plan.");
}

#[tokio::test]
async fn changes_moves_and_copies() {
    let stage = Stage::new();
    let one = stage.as_ann();
    for path in ["/a.txt", "/b.txt"] {
        one.upload_small(at(path), path.to_owned()).await.unwrap();
    }
    one.create_folder(ItemLocation::root(), name("Below")).await.unwrap();
    let times = json!({"createdDateTime": "2017-01-01T00:00:00Z", "lastModifiedDateTime": "2018-01-01T00:00:00.5Z"});
    let changed = one.update_item(at("/a.txt"), &with_times(times)).await.unwrap();
    let kept = changed.file_system_info.unwrap();
    assert_eq!(kept["createdDateTime"], "2017-01-01T00:00:00Z");
    assert_eq!(kept["lastModifiedDateTime"], "2018-01-01T00:00:00.5Z");

    let taken = one.move_(at("/a.txt"), ItemLocation::root(), Some(name("b.txt"))).await;
    assert_eq!(refused(taken), said(409, "nameAlreadyExists"));
    let over = DriveItemPutOption::new().conflict_behavior(ConflictBehavior::Replace);
    let moved = one.move_with_option(at("/a.txt"), ItemLocation::root(), Some(name("b.txt")), over).await.unwrap();
    assert_eq!(moved.id, changed.id);
    assert_eq!(refused(one.get_item(at("/a.txt")).await), said(404, "itemNotFound"));
    one.move_(at("/b.txt"), at("/Below"), None).await.unwrap();

    let status = async |name: &FileName| {
        let monitor = one.copy(at("/Below/b.txt"), at("/Below"), name).await.unwrap();
        loop {
            let progress = monitor.fetch_progress(&one).await.unwrap();
            match progress.status {
                CopyStatus::NotStarted | CopyStatus::InProgress => tokio::time::sleep(Duration::from_millis(20)).await,
                ended => return ended,
            }
        }
    };
    assert_eq!(status(name("c.txt")).await, CopyStatus::Completed);
    assert_eq!(one.get_item(at("/Below/c.txt")).await.unwrap().size, Some(6));
    assert_eq!(status(name("c.txt")).await, CopyStatus::Failed);

    one.delete(at("/Below")).await.unwrap();
    assert_eq!(refused(one.delete(at("/Below")).await), said(404, "itemNotFound"));
}

#[tokio::test]
async fn fragments_of_two_bytes() {
    let stage = Stage::new();
    let one = stage.as_ann();
    let times = json!({"lastModifiedDateTime": "2018-01-01T00:00:00Z"});
    let (initial, option) = (with_times(times), DriveItemPutOption::new());
    let (session, meta) = one.new_upload_session_with_initial_option(at("/big.bin"), &initial, option).await.unwrap();
    assert_eq!((meta.next_expected_ranges.len(), meta.next_expected_ranges[0].start), (1, 0));
    let client = one.client();
    let again = UploadSession::from_upload_url(session.upload_url());
    assert!(session.upload_part(&b"12"[..], 0..2, 6, client).await.unwrap().is_none());
    assert_eq!(again.get_meta(client).await.unwrap().next_expected_ranges[0].start, 2);
    assert_eq!(refused(session.upload_part(&b"56"[..], 4..6, 6, client).await), said(416, "invalidRange"));
    assert!(session.upload_part(&b"34"[..], 2..4, 6, client).await.unwrap().is_none());
    let made = session.upload_part(&b"56"[..], 4..6, 6, client).await.unwrap().unwrap();
    assert_eq!((made.name.as_deref(), made.size), (Some("big.bin"), Some(6)));
    assert_eq!(made.file_system_info.unwrap()["lastModifiedDateTime"], "2018-01-01T00:00:00Z");
    assert_eq!(refused(session.get_meta(client).await), said(404, "itemNotFound"));

    // The crate says `fail` unless it is told otherwise.
    let (session, _) = one.new_upload_session(at("/big.bin")).await.unwrap();
    assert_eq!(refused(session.upload_part(&b"1"[..], 0..1, 1, client).await), said(409, "nameAlreadyExists"));
    session.delete(client).await.unwrap();
    assert_eq!(refused(session.delete(client).await), said(404, "itemNotFound"));
}

#[tokio::test]
async fn what_changed_since() {
    let stage = Stage::new();
    let one = stage.as_ann();
    for path in ["/stays.txt", "/goes.txt"] {
        one.upload_small(at(path), path.to_owned()).await.unwrap();
    }
    let names = |items: Vec<DriveItem>| {
        let mut names: Vec<_> = items.into_iter().map(|item| (item.name.unwrap(), item.deleted.is_some())).collect();
        names.sort();
        names.dedup();
        names
    };
    let (all, _) = one.track_root_changes_from_initial().await.unwrap().fetch_all(&one).await.unwrap();
    let all = names(all);
    assert!(all.contains(&("root".to_owned(), false)) && all.contains(&("stays.txt".to_owned(), false)), "{all:?}");

    let since = one.get_root_latest_delta_url().await.unwrap();
    one.create_folder(ItemLocation::root(), name("New")).await.unwrap();
    one.upload_small(at("/New/comes.txt"), &b"new"[..]).await.unwrap();
    one.delete(at("/goes.txt")).await.unwrap();
    let changes = one.track_root_changes_from_delta_url(&since).await.unwrap();
    let (changed, _) = changes.fetch_all(&one).await.unwrap();
    let expected = [("New", false), ("comes.txt", false), ("goes.txt", true), ("root", false)];
    assert_eq!(names(changed), expected.map(|(name, is_deleted)| (name.to_owned(), is_deleted)));
}
