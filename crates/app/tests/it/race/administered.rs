//! Two who run the server at once.

use super::Race;
use super::counted::{More, at_once};
use app::admin::{self, Admin, Asked, Fate, NewSite, Refused};
use app::permission::{self, Who};
use app::{Cx, Error, Result, account};
use model::{GroupId, Owner, Right, Role, SiteId, UserId};
use store::drive;
use store::permission::On;
use store::principal::Principal;
use testkit::by_name;

/// A deed of whoever has the data folder.
fn deed(mut verb: impl FnMut(&mut Cx<'_, '_>, &Admin) -> Result<()> + Send + 'static) -> More<()> {
    Box::new(move |cx| verb(cx, &Admin::operator()))
}

/// A deed of an administrator.
fn deed_of(who: UserId, mut verb: impl FnMut(&mut Cx<'_, '_>, &Admin) -> Result<()> + Send + 'static) -> More<()> {
    Box::new(move |cx| {
        let by = Admin::of(cx, &who, Asked::default())?;
        verb(cx, &by)
    })
}

fn administrators(race: &Race, names: [&'static str; 3], many: usize) -> [UserId; 3] {
    names.map(|name| {
        let user = *race.world.user(name).user();
        if names[..many].contains(&name) {
            race.world.write(move |cx| by_name::set_admin(cx, name, true)).unwrap();
        }
        user
    })
}

/// The ways in which one administrator lets another go.
type Way = fn(&mut Cx<'_, '_>, &Admin, &UserId) -> Result<()>;
const WAYS: [Way; 3] = [
    |cx, by, id| account::suspend(cx, by, id).map(drop),
    |cx, by, id| account::remove(cx, by, id, &Fate::Discard).map(drop),
    |cx, by, id| admin::set_admin(cx, by, id, false).map(drop),
];

#[test]
fn of_administrators_who_let_each_other_go_the_second_finds_it_done() {
    for (many, refused) in [(2, Refused::LastAdministrator), (3, Refused::NotAdministrator)] {
        for (at, first) in WAYS.into_iter().enumerate() {
            let Some(race) = Race::new(1) else { return };
            let second = WAYS[(at + many) % WAYS.len()];
            let [ann, ben, _] = administrators(&race, ["ann", "ben", "zoe"], many);
            let outcomes =
                at_once(&race, deed_of(ann, move |cx, by| first(cx, by, &ben)), deed_of(ben, move |cx, by| second(cx, by, &ann)));
            assert_eq!(outcomes, [Ok(()), Err(Error::Administration(refused.clone()))]);
        }
    }
}

struct Places {
    race: Race,
    group: GroupId,
    site: SiteId,
}

const URL: &str = "https://school.example/sites/physics";

impl Places {
    fn new() -> Option<Self> {
        let race = Race::new(1)?;
        let _ = (race.world.user("ann"), race.world.user("ben"));
        let group = race.world.write(|cx| admin::add_group(cx, &Admin::operator(), "Physics", &["ann".to_owned()], None)).unwrap().id;
        let new = NewSite { url: URL.to_owned(), ..NewSite::default() };
        let site = race.world.write(move |cx| admin::add_site(cx, &Admin::operator(), &new)).unwrap().id;
        Some(Self { race, group, site })
    }

    fn libraries(&self) -> Vec<String> {
        let owner = Owner::Site(self.site);
        self.race.world.read(move |cx| Ok(drive::of_owner(cx.tx, &owner)?)).unwrap().into_iter().map(|it| it.name).collect()
    }

    fn sound(&self) {
        self.race.world.sweep_all();
        assert_eq!(self.race.complaints(), [""; 0]);
    }

    fn remove_site(&self) -> More<()> {
        let site = self.site;
        deed(move |cx, by| admin::remove_site(cx, by, &site, None))
    }

    fn add_library(&self, name: &'static str, is_default: bool) -> More<()> {
        let site = self.site;
        deed(move |cx, by| admin::add_site_library(cx, by, &site, name, is_default, None))
    }
}

#[test]
fn no_library_is_of_a_site_that_is_gone() {
    let Some(places) = Places::new() else { return };
    assert_eq!(at_once(&places.race, places.remove_site(), places.add_library("Exams", false)), [Ok(()), Err(Error::SiteNotFound)]);
    places.sound();
    let Some(places) = Places::new() else { return };
    assert_eq!(at_once(&places.race, places.add_library("Exams", false), places.remove_site()), [Ok(()), Ok(())]);
    assert!(places.libraries().is_empty());
    places.sound();
}

#[test]
fn a_site_has_one_default_library() {
    let Some(places) = Places::new() else { return };
    let refused = Err(Error::Administration(Refused::HasDefault(URL.to_owned())));
    assert_eq!(at_once(&places.race, places.add_library("One", true), places.add_library("Two", true)), [Ok(()), refused]);
    assert_eq!(places.libraries(), ["One"]);
}

#[test]
fn of_two_who_want_a_name_one_gets_it() {
    let Some(places) = Places::new() else { return };
    let (physics, world) = (places.group, &places.race.world);
    let law = world.write(|cx| admin::add_group(cx, &Admin::operator(), "Law", &[], None)).unwrap().id;
    let named = |id: GroupId, name| deed(move |cx, by| admin::rename_group(cx, by, &id, name).map(drop));
    let outcomes = at_once(&places.race, named(physics, "Science"), named(law, "SCIENCE"));
    assert_eq!(outcomes, [Ok(()), Err(Error::NameTaken("SCIENCE".to_owned()))]);
    let (here, there) = ("https://school.example/sites/law", "https://school.example/sites/all");
    let new = NewSite { url: here.to_owned(), ..NewSite::default() };
    let other = world.write(move |cx| admin::add_site(cx, &Admin::operator(), &new)).unwrap().id;
    let moved = |id: SiteId| deed(move |cx, by| admin::readdress_site(cx, by, &id, there).map(drop));
    assert_eq!(at_once(&places.race, moved(places.site), moved(other)), [Ok(()), Err(Error::NameTaken(there.to_owned()))]);
    let site = places.site;
    world.write(move |cx| admin::add_site_library(cx, &Admin::operator(), &site, "One", false, None)).unwrap();
    world.write(move |cx| admin::add_site_library(cx, &Admin::operator(), &site, "Two", false, None)).unwrap();
    let library = |name| deed(move |cx, by| admin::rename_site_library(cx, by, &site, name, "Three"));
    assert_eq!(at_once(&places.race, library("One"), library("Two")), [Ok(()), Err(Error::NameTaken("Three".to_owned()))]);
    places.sound();
}

#[test]
fn nothing_is_given_to_or_lets_in_who_goes() {
    let gone = || deed(|cx, _| by_name::remove(cx, "ben"));
    let Some(places) = Places::new() else { return };
    assert_eq!(at_once(&places.race, gone(), deed(|cx, _| by_name::give(cx, "ann", "ben"))), [Ok(()), Err(Error::NotFound)]);
    places.sound();
    for who in ["ben", "Physics"] {
        let Some(places) = Places::new() else { return };
        let (alice, root, group) = (places.race.who.clone(), places.race.root, places.group);
        let shared = deed(move |cx, _| {
            let what = testkit::world::allowed(cx, &alice, root, Right::Read)?;
            let who = if who == "ben" { Who::Named(who) } else { Who::Group(group) };
            permission::grant(cx, &what, who, Role::Reader).map(drop)
        });
        let gone = if who == "ben" { gone() } else { deed(move |cx, by| admin::remove_group(cx, by, &group, None)) };
        assert_eq!(at_once(&places.race, shared, gone), [Ok(()), Ok(())]);
        let root = places.race.root;
        let left = places.race.world.read(move |cx| {
            let found = store::node::find(cx.tx, &root)?.ok_or(Error::Internal)?;
            let (on, nobody, now) = (On::Node(root), Principal::User(UserId([0; 16])), cx.now());
            Ok(store::permission::others_on(cx.tx, &found.drive, &on, &nobody, now)?)
        });
        assert_eq!(left, Ok(0), "{who}");
    }
    let Some(places) = Places::new() else { return };
    let (group, site) = (places.group, places.site);
    let ben = places.race.world.read(|cx| admin::user_by_name(cx, "ben")).unwrap().id;
    let joins = deed(move |cx, by| admin::set_group_member(cx, by, &group, &ben, Some(Role::Owner)));
    assert_eq!(at_once(&places.race, gone(), joins), [Ok(()), Err(Error::NotFound)]);
    let removed = deed(move |cx, by| admin::remove_group(cx, by, &group, Some(&Fate::Discard)));
    let renamed = deed(move |cx, by| admin::rename_group(cx, by, &group, "Law").map(drop));
    assert_eq!(at_once(&places.race, removed, renamed), [Ok(()), Err(Error::GroupNotFound)]);
    let given = deed(move |cx, by| admin::remove_site(cx, by, &site, Some(&Fate::GiveTo("ann".to_owned()))));
    assert_eq!(at_once(&places.race, deed(|cx, _| by_name::remove(cx, "ann")), given), [Ok(()), Err(Error::NotFound)]);
    places.sound();
}
