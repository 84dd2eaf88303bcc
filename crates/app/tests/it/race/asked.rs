//! Rights that go while a write of pages waits for its section.

use super::{Race, reached, stop};
use app::{Error, admin};
use model::Role;
use store::planted;
use testkit::world::{create_page, edit_page, place_page};

/// Bob, with whom the section is shared, writes while somebody else's edit holds it; meanwhile the share ends. Returns what
/// his writes came to.
fn write_without_a_share(race: &mut Race) -> Vec<Result<(), Error>> {
    let (root, section, page) = (race.root, race.section, race.page(0));
    let mut outcomes = Vec::new();
    for way in 0..4 {
        let bob = match way {
            0 => race.world.user("bob"),
            _ => race.world.token("bob", "test-app", "Notes.ReadWrite"),
        };
        race.world.write(move |cx| admin::share(cx, &root, "bob", Some(Role::Contributor))).unwrap();
        let stop = stop("write.locked", "holds");
        let holds = race.begin_edit("holds", race.page(1), "edit");
        reached(&stop);
        let waits = race.begin("waits", move |cx| match way {
            0 => create_page(cx, &bob, section, "unasked").map(drop),
            1 => edit_page(cx, &bob, page, "unasked"),
            2 => place_page(cx, &bob, page, Some(1), None, None).map(drop),
            _ => {
                let found = testkit::world::allowed_page(cx, &bob, page, model::Right::Write, model::Need::Write)?;
                app::page::delete(cx, &bob, &found, None)
            }
        });
        race.wait_until_blocked();
        race.world.write(move |cx| admin::share(cx, &root, "bob", None)).unwrap();
        stop.release();
        holds.wait().unwrap();
        outcomes.push(waits.wait());
    }
    outcomes
}

#[test]
fn who_has_lost_a_share_writes_no_more() {
    let Some(mut race) = Race::new(3) else { return };
    assert_eq!(write_without_a_share(&mut race), vec![Err(Error::NotFound); 4]);
}

#[test]
fn without_asking_again_they_still_write() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("writes-unasked");
    assert_eq!(write_without_a_share(&mut race), vec![Ok(()); 4], "the damage is not seen");
}
