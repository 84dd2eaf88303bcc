//! Bugs that are planted where rights are weighed, one at a time: the tests here must see each of them.

use super::call::Side;
use super::office::{self, Office};
use super::policy::Policy;
use super::stage::Stage;
use super::{Answers, apart, ask, cells, elsewhere, ends, in_turn, moves};
use crate::world::run;
use server::RouteInfo;
use store::planted;

/// Asks some calls of the matrix, as it does, until one is not as the policy says. A bug shows in few, and there are many.
fn is_seen(policy: &Policy, stage: &Stage, side: Side, calls: &[&str]) -> bool {
    let routes: Vec<RouteInfo> = server::routes().filter(|route| side.has(route) && calls.contains(&route.name)).collect();
    assert_eq!(routes.len(), calls.len(), "{calls:?}");
    let cells = cells(policy, stage, side, &routes);
    in_turn(&routes, &cells).into_iter().any(|cell| {
        let mut wrong = Vec::new();
        run(ask(stage, side, &routes, cell, &mut Answers::new(), &mut wrong));
        !wrong.is_empty()
    })
}

/// Plants a bug once all is in its place, and looks for it.
fn plant(bug: &str, side: Side, calls: &[&str]) {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    planted::plant(bug);
    assert!(is_seen(&policy, &stage, side, calls), "nobody sees {bug}");
}

/// One test for each: what is planted belongs to the process.
macro_rules! planted {
    ($($test:ident $bug:literal $side:ident $calls:expr;)*) => {
        $(#[test]
        fn $test() {
            plant($bug, Side::$side, &$calls);
        })*
    };
}

planted! {
    a_call_that_asks_for_no_scope_is_seen "scopes-unasked" Legacy ["section.get", "page.delete"];
    a_call_of_drives_that_asks_for_no_scope_is_seen "scopes-unasked" Drive ["item.get", "item.change"];
    a_reader_who_writes_is_seen "rights-unasked" Graph ["page.delete"];
    a_reader_who_writes_to_a_drive_is_seen "rights-unasked" Drive ["item.change"];
    an_app_that_sees_pages_of_others_is_seen "own-pages-unasked" Legacy ["page.get"];
    an_app_that_leaves_its_folder_is_seen "own-folder-unasked" Drive ["item.get"];
    a_token_that_has_ended_and_counts_is_seen "ended-tokens-pass" Legacy ["notebook.list"];
    a_token_of_who_is_suspended_that_counts_is_seen "suspended-pass" Legacy ["notebook.list"];
    a_share_that_does_not_end_is_seen "shares-for-ever" Legacy ["page.get"];
    a_group_that_is_open_to_anybody_is_seen "groups-unasked" Graph ["notebook.list"];
    a_drive_that_is_open_to_anybody_is_seen "ends-unweighed" Drive ["item.change"];
    a_notebook_that_is_renamed_where_it_lies_is_seen "holders-unasked" Graph ["notebook.change"];
    an_operation_of_somebody_else_is_seen "operations-of-others" Legacy ["operation.get"];
}

#[test]
fn a_group_in_a_group_that_counts_for_nothing_is_seen() {
    let policy = Policy::read();
    planted::plant("nesting-unwritten");
    assert!(is_seen(&policy, &Stage::build(&policy), Side::Legacy, &["notebook.list"]));
}

/// Plants a bug and looks for it in browsers.
fn plant_in_office(bug: &str, call: &str) {
    let policy = Policy::read();
    let world = office::world();
    planted::plant(bug);
    let row = office::rows().into_iter().find(|row| row.name == call).unwrap();
    assert!(!Office::new(&world).asked(&policy, &row).1.is_empty(), "nobody sees {bug}");
}

#[test]
fn somebody_who_does_not_run_the_server_and_is_let_is_seen() {
    plant_in_office("anybody-administers", "admin.people");
}

#[test]
fn an_administrator_who_is_never_asked_again_is_seen() {
    plant_in_office("administrators-for-ever", "admin.people");
}

#[test]
fn a_form_of_another_page_that_is_taken_is_seen() {
    plant_in_office("forms-from-anywhere", "admin.group_name");
}

#[test]
fn a_password_that_is_enough_for_who_has_a_second_factor_is_seen() {
    plant_in_office("codes-unasked", "admin.people");
}

fn plant_in_links(bug: &str) {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    planted::plant(bug);
    assert_ne!(apart::links(&policy, &stage), include_str!("links.txt"), "nobody sees {bug}");
}

#[test]
fn a_link_for_members_that_opens_to_anybody_is_seen() {
    plant_in_links("links-for-anybody");
}

#[test]
fn a_link_that_opens_without_its_password_is_seen() {
    plant_in_links("link-passwords-unasked");
}

#[test]
fn a_copy_whose_ends_are_not_weighed_is_seen() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    planted::plant("ends-unweighed");
    assert!(!ends::wrong(&policy, &stage).is_empty());
}

#[test]
fn a_move_whose_goal_is_not_weighed_is_seen() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    planted::plant("ends-unweighed");
    assert!(!moves::wrong(&policy, &stage).is_empty());
}

#[test]
fn a_place_that_shows_what_lies_elsewhere_is_seen() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    planted::plant("places-unasked");
    assert!(!elsewhere::wrong(&stage).is_empty());
}
