//! Two at once of what there may be only so many of, or only one.

use super::{Race, reached, stop};
use app::access::AllowedItem;
use app::item::shortcut::{self, SHORTCUTS_MAX};
use app::item::{self, Anchor, At, Made, Ordered, Reached, Which};
use app::permission::{self, PERMISSIONS_MAX, Who};
use app::share::{self, LINKS_MAX};
use app::upload::{self, Refused, UPLOADS_MAX};
use app::{Caller, Cx, Error, Result, admin};
use model::{ConflictBehavior, ItemId, LinkScope, NodeId, Right, Role};
use store::planted;
use testkit::world::allowed_item;

/// One more of something.
pub(super) type More<T> = Box<dyn FnMut(&mut Cx<'_, '_>) -> Result<T> + Send>;

/// Lets one begin while another has not committed yet. Returns how both fared.
pub(super) fn at_once<T: Send + 'static>(race: &Race, mut first: More<T>, mut second: More<T>) -> [Result<T>; 2] {
    let done = stop("test.done", "first");
    let first = race.begin("first", move |cx| {
        let made = first(cx)?;
        planted::pause("test.done");
        Ok(made)
    });
    reached(&done);
    let second = race.begin("second", move |cx| second(cx));
    if planted::is("counts-unlocked") {
        let second = second.wait();
        done.release();
        return [first.wait(), second];
    }
    race.wait_until_blocked();
    done.release();
    [first.wait(), second.wait()]
}

const fn to(id: ItemId) -> At {
    At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path: Vec::new() }
}

/// A folder that somebody shares.
struct Shared {
    race: Race,
    docs: NodeId,
}

impl Shared {
    fn new() -> Option<Self> {
        let (race, nodes) = Race::on_drive("Docs/\n")?;
        Some(Self { race, docs: nodes[0] })
    }

    fn with<T: 'static>(&self, mut verb: impl FnMut(&mut Cx<'_, '_>, &Caller, &AllowedItem) -> Result<T> + Send + 'static) -> More<T> {
        let (who, docs) = (self.race.who.clone(), self.docs);
        Box::new(move |cx| {
            let found = allowed_item(cx, &who, &docs.0, Right::Write)?;
            verb(cx, &who, &found)
        })
    }

    /// A link that ends after so many seconds; two that end alike are the same.
    fn link(&self, seconds: i64) -> More<Made> {
        let expires = Some(self.race.world.app.now().plus_seconds(seconds));
        self.with(move |cx, who, docs| {
            let order = share::Order { role: Role::Reader, scope: LinkScope::Anonymous, password_hash: None, expires };
            Ok(share::create(cx, who, docs, &order)?.1)
        })
    }

    fn links(&self) -> usize {
        let docs = self.docs;
        let count = move |cx: &mut Cx<'_, '_>| {
            let drive = store::node::find(cx.tx, &docs)?.ok_or(Error::NotFound)?.drive;
            Ok(store::share_link::of(cx.tx, &drive, &store::permission::On::Node(docs))?.len())
        };
        self.race.world.read(count).unwrap()
    }

    fn upload(&self) -> More<()> {
        self.with(|cx, who, docs| {
            let to = Reached { item: docs.clone(), missing: vec!["a".to_owned()] };
            let order = item::ordered(cx, who, &to, &Ordered::default())?;
            upload::create(cx, who, &order, None).map(drop)
        })
    }

    fn shortcut(&self, name: String, target: NodeId) -> More<()> {
        let (who, root) = (self.race.who.clone(), self.race.world.root(&self.race.who));
        Box::new(move |cx| {
            let at = to(allowed_item(cx, &who, &target.0, Right::Read)?.id());
            let root = allowed_item(cx, &who, &root.0, Right::Write)?;
            shortcut::create(cx, &who, &root, &at, &name, ConflictBehavior::Fail).map(drop)
        })
    }

    fn grant(&self, name: String, role: Role) -> More<()> {
        self.with(move |cx, _, docs| permission::grant(cx, docs, Who::Named(&name), role).map(drop))
    }

    /// Leaves room for one more.
    fn fill(&self, most: u64, more: impl Fn(i64) -> More<()>) {
        let mut all: Vec<More<()>> = (1..i64::try_from(most).unwrap()).map(more).collect();
        self.race.world.write(move |cx| all.iter_mut().try_for_each(|one| one(cx))).unwrap();
    }
}

fn same_link_twice() -> Option<([Result<Made>; 2], usize)> {
    let shared = Shared::new()?;
    let made = at_once(&shared.race, shared.link(60), shared.link(60));
    Some((made, shared.links()))
}

#[test]
fn the_same_link_at_once_is_one() {
    let Some(made) = same_link_twice() else { return };
    assert_eq!(made, ([Ok(Made::New), Ok(Made::Before)], 1));
}

#[test]
fn without_a_lock_the_same_link_is_there_twice() {
    planted::plant("counts-unlocked");
    let Some(made) = same_link_twice() else { return };
    assert_eq!(made, ([Ok(Made::New), Ok(Made::New)], 2), "the damage is not seen");
}

#[test]
fn no_more_links_at_once_than_there_may_be() {
    let Some(shared) = Shared::new() else { return };
    shared.fill(LINKS_MAX, |n| {
        let mut link = shared.link(60 + n);
        Box::new(move |cx| link(cx).map(drop))
    });
    let made = at_once(&shared.race, shared.link(7), shared.link(8));
    assert_eq!(made, [Ok(Made::New), Err(Error::TooManyShares)]);
}

#[test]
fn no_more_people_at_once_than_there_may_be() {
    let Some(shared) = Shared::new() else { return };
    let name = |n| format!("person{n}");
    (-1..i64::try_from(PERMISSIONS_MAX).unwrap()).for_each(|n| drop(shared.race.world.user(&name(n))));
    let grant = |n| shared.grant(name(n), Role::Reader);
    shared.fill(PERMISSIONS_MAX, grant);
    assert_eq!(at_once(&shared.race, grant(-1), grant(0)), [Ok(()), Err(Error::TooManyShares)]);
    // Who is one of them already may get more.
    let mut more = shared.grant(name(1), Role::Contributor);
    assert_eq!(shared.race.world.write(move |cx| more(cx)), Ok(()));
}

#[test]
fn no_more_shortcuts_at_once_than_there_may_be() {
    let Some(shared) = Shared::new() else { return };
    let world = &shared.race.world;
    let bob = world.user("bob");
    let target = world.folder(&bob, world.root(&bob), "Course").unwrap();
    let (name, who) = (|n: i64| format!("Shortcut {n}"), shared.race.who.name().to_owned());
    world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &target, &who, Some(Role::Reader))).unwrap();
    shared.fill(SHORTCUTS_MAX, |n| shared.shortcut(name(n), target));
    let made = at_once(&shared.race, shared.shortcut(name(-1), target), shared.shortcut(name(0), target));
    assert_eq!(made, [Ok(()), Err(shortcut::Refused::TooMany.into())]);
}

fn last_session_twice() -> Option<[Result<()>; 2]> {
    let shared = Shared::new()?;
    shared.fill(UPLOADS_MAX, |_| shared.upload());
    Some(at_once(&shared.race, shared.upload(), shared.upload()))
}

#[test]
fn no_more_sessions_at_once_than_there_may_be() {
    let Some(made) = last_session_twice() else { return };
    assert_eq!(made, [Ok(()), Err(Error::Upload(Refused::TooManySessions))]);
}

#[test]
fn without_a_lock_there_are_more_sessions() {
    planted::plant("counts-unlocked");
    let Some(made) = last_session_twice() else { return };
    assert_eq!(made, [Ok(()), Ok(())], "the damage is not seen");
}
