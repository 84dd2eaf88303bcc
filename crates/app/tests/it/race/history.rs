//! Restoring a page against whoever else changes it, and against the collector.

use super::{Race, reached, stop};
use app::Error;
use app::page::history;
use model::{Need, PageId, Right};
use store::Pending;
use store::page_list::version;
use testkit::world::allowed_page;

impl Race {
    fn begin_restore(&self, tag: &'static str, page: PageId, number: i64, version: Option<String>) -> Pending<(), Error> {
        let who = self.who.clone();
        self.begin(tag, move |cx| {
            let found = allowed_page(cx, &who, page, Right::Write, Need::Write)?;
            history::restore(cx, &who, &found, number, version.as_deref()).map(drop)
        })
    }

    fn version(&self, page: PageId) -> String {
        let who = self.who.clone();
        let read = self.world.read(move |cx| Ok(app::page::version(allowed_page(cx, &who, page, Right::Read, Need::ReadPages)?.row())));
        read.unwrap()
    }

    fn held(&self, page: PageId) -> Vec<String> {
        let listed = self.world.read(move |cx| Ok(version::list(cx.tx, &page)?)).unwrap();
        listed.into_iter().map(|version| format!("{} {}", version.number, version.title)).collect()
    }
}

/// An edit holds the section; a restore that was decided on before waits for it.
fn restore_behind_an_edit(race: &Race, version: Option<String>) -> Result<(), Error> {
    let stop = stop("write.locked", "edit");
    let edit = race.begin_edit("edit", race.page(0), "EDIT");
    reached(&stop);
    let restore = race.begin_restore("restore", race.page(0), 1, version);
    race.wait_until_blocked();
    stop.release();
    edit.wait().unwrap();
    restore.wait()
}

#[test]
fn a_restore_that_saw_another_page_changes_nothing() {
    let Some(race) = Race::new(3) else { return };
    race.world.edit(&race.who, race.page(0), "first").unwrap();
    let seen = race.version(race.page(0));
    assert_eq!(restore_behind_an_edit(&race, Some(seen)), Err(Error::Changed));
    assert_eq!(race.titles(race.section)[0], "EDIT");
    assert_eq!(race.held(race.page(0)).len(), 1);
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn a_restore_that_does_not_ask_keeps_the_edit() {
    let Some(race) = Race::new(3) else { return };
    let was = race.titles(race.section)[0].clone();
    race.world.edit(&race.who, race.page(0), "first").unwrap();
    assert_eq!(restore_behind_an_edit(&race, None), Ok(()));
    assert_eq!(race.titles(race.section)[0], was);
    assert_eq!(race.held(race.page(0)), ["2 EDIT".to_owned(), format!("1 {was}")]);
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn of_two_restores_one_is_told() {
    let Some(race) = Race::new(3) else { return };
    race.world.edit(&race.who, race.page(0), "first").unwrap();
    let seen = race.version(race.page(0));
    let stop = stop("write.locked", "one");
    let one = race.begin_restore("one", race.page(0), 1, Some(seen.clone()));
    reached(&stop);
    let two = race.begin_restore("two", race.page(0), 1, Some(seen));
    race.wait_until_blocked();
    stop.release();
    assert_eq!((one.wait(), two.wait()), (Ok(()), Err(Error::Changed)));
    assert_eq!(race.held(race.page(0)).len(), 2);
    assert_eq!(race.complaints(), [""; 0]);
}

/// The collector has seen that a content was let go of; before it deletes, the page holds it again.
#[test]
fn what_is_restored_is_not_collected() {
    let Some(race) = Race::new(3) else { return };
    race.world.edit(&race.who, race.page(0), "kept+image").unwrap();
    race.world.clock.advance_seconds(history::RUN_SECONDS + 1);
    race.world.edit(&race.who, race.page(0), "after").unwrap();
    // Another page let go of the same.
    race.world.edit(&race.who, race.page(1), "kept+image").unwrap();
    race.world.edit(&race.who, race.page(1), "else").unwrap();
    race.world.clock.advance_seconds(100_000);
    let stop = stop("content.released", "collect");
    let collect = race.begin("collect", |cx| {
        let now = cx.now();
        Ok(store::content::collect(cx.tx, now.plus_seconds(-1), now)?)
    });
    reached(&stop);
    race.begin_restore("restore", race.page(0), 2, None).wait().unwrap();
    stop.release();
    assert!(collect.wait().unwrap() > 0);
    assert_eq!(race.titles(race.section)[0], "kept+image");
    assert_eq!(race.complaints(), [""; 0]);
    race.world.sweep_all();
    assert_eq!(race.complaints(), [""; 0]);
}

/// The collector is about to forget the words of what a page held before; the page holds it again first. Returns what the doctor finds
/// of its words: they are kept, or wait to be.
fn restore_against_forgetting(race: &Race) -> Vec<String> {
    race.world.edit(&race.who, race.page(0), "kept").unwrap();
    race.world.clock.advance_seconds(history::RUN_SECONDS + 1);
    race.world.edit(&race.who, race.page(0), "after").unwrap();
    race.world.clock.advance_seconds(100_000);
    let stop = stop("content.released", "collect");
    let collect = race.begin("collect", |cx| {
        let now = cx.now();
        Ok(store::content::collect(cx.tx, now.plus_seconds(-1), now)?)
    });
    reached(&stop);
    race.begin_restore("restore", race.page(0), 2, None).wait().unwrap();
    stop.release();
    collect.wait().unwrap();
    let findings = race.world.read(|cx| Ok(store::search::check::findings(cx.tx)?)).unwrap();
    // The pages beside it were never indexed.
    let kept = store::Hash::of(b"kept").to_string();
    findings.into_iter().map(|finding| finding.what).filter(|what| what.contains(&kept)).collect()
}

#[test]
fn what_is_restored_is_found() {
    let Some(race) = Race::new(3) else { return };
    assert_eq!(restore_against_forgetting(&race), [""; 0]);
    assert_eq!(race.titles(race.section)[0], "kept");
}
