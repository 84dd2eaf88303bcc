//! Sharing what lies in drives: with people, and by links.

use super::shelf::{Shelf, bytes_of};
use app::access::AllowedItem;
use app::item::view::{self, ItemView};
use app::item::{self, Anchor, At, Bytes, Change, How, Made, Only, Removal, Which};
use app::permission::{self, Who};
use app::share::{self, Given, Key, LINKS_MAX, Link, Opened, Token};
use app::{Caller, Cx, Error, Result, download};
use model::query::Query;
use model::{ConflictBehavior, ItemId, LinkScope, Right, Role};
use testkit::world::World;

const VIEW: share::Order = share::Order { role: Role::Reader, scope: LinkScope::Anonymous, password_hash: None, expires: None };

fn by_id(id: ItemId) -> At {
    At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path: Vec::new() }
}

/// Does something with an item as somebody, wherever it lies.
fn with<T: Send + 'static>(
    world: &World,
    who: &Caller,
    at: &At,
    right: Right,
    mut deed: impl FnMut(&mut Cx<'_, '_>, &Caller, &AllowedItem) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (who, at) = (who.clone(), at.clone());
    world.write(move |cx| {
        let found = item::item(cx, &who, &at, right)?;
        deed(cx, &who, &found)
    })
}

fn see(world: &World, who: &Caller, id: ItemId) -> Result<ItemView> {
    with(world, who, &by_id(id), Right::Read, view::item)
}

fn grant(shelf: &Shelf, id: ItemId, to: &'static str, role: Role) -> u64 {
    let given = move |cx: &mut Cx<'_, '_>, _: &Caller, what: &AllowedItem| permission::grant(cx, what, Who::Named(to), role);
    with(&shelf.world, &shelf.who, &by_id(id), Right::Read, given).unwrap().number
}

fn leave(world: &World, who: &Caller, id: ItemId, number: u64) -> Result<()> {
    with(world, who, &by_id(id), Right::Read, move |cx, who, what| permission::leave(cx, who, what, number))
}

/// Spells the permissions of an item as somebody sees them.
fn permissions(world: &World, who: &Caller, id: ItemId) -> String {
    let listed = with(world, who, &by_id(id), Right::Read, |cx, who, what| share::permissions(cx, who, what, &Query::first(10)));
    let spell = |one: share::Permission| {
        let what = match &one.given {
            Given::To(entry) => format!("{} {:?}", entry.name, entry.terms.role),
            Given::ByLink(link) => format!("{:?} {:?}", link.scope, link.role),
        };
        if one.inherited_from.is_some() { format!("({what})") } else { what }
    };
    listed.unwrap().0.into_iter().map(spell).collect::<Vec<_>>().join(", ")
}

fn link(shelf: &Shelf, id: ItemId, order: &share::Order) -> Result<(Link, Made)> {
    let order = order.clone();
    with(&shelf.world, &shelf.who, &by_id(id), Right::Read, move |cx, who, what| share::create(cx, who, what, &order))
}

fn open(world: &World, token: &Token, who: Option<&Caller>, password: Option<&str>) -> Result<Opened> {
    let named = share::Named::Token(token.clone());
    let (who, password) = (who.cloned(), password.map(str::to_owned));
    world.write(move |cx| {
        let secret = share::make_secret(cx)?;
        let lock = share::lock(cx, &secret, &named)?;
        let proof = match (lock, &password) {
            (Some(lock), Some(password)) => Some(lock.open(password)?),
            _ => None,
        };
        share::open(cx, &secret, &named, who.as_ref(), proof.as_ref())
    })
}

fn token(world: &World, link: &Link) -> Token {
    let id = link.id;
    world.write(move |cx| Ok(Token::of(&share::make_secret(cx)?, &id))).unwrap()
}

fn refused<T>(result: Result<T>) -> Error {
    result.err().unwrap()
}

both! {
    fn a_file_is_shared_by_itself(engine) {
        let shelf = Shelf::new(engine);
        let (bob, cai) = (shelf.world.user("bob"), shelf.world.user("cai"));
        let (file, beside) = (shelf.file("Docs/Deep/a.txt", "one"), shelf.file("Docs/Deep/b.txt", "two"));
        grant(&shelf, file.id, "bob", Role::Contributor);
        let seen = see(&shelf.world, &bob, file.id).unwrap();
        // No name of what it lies in is told.
        assert_eq!((seen.parent, seen.path.names.join("/")), (None, "a.txt".to_owned()));
        assert_eq!(seen.shared.map(|shared| shared.scope), Some(LinkScope::Users));
        assert_eq!(see(&shelf.world, &shelf.who, file.id).unwrap().shared.map(|shared| shared.owner), Some("ann".to_owned()));
        for other in [beside.id, shelf.get("Docs/Deep").unwrap().id, shelf.get("").unwrap().id] {
            assert_eq!(refused(see(&shelf.world, &bob, other)), Error::NotFound);
        }
        assert_eq!(refused(see(&shelf.world, &cai, file.id)), Error::DriveNotFound);
        // What changes the folder is not theirs.
        let refusal = Error::NotAllowed(Right::Write);
        let change = |change: Change<'static>| with(&shelf.world, &bob, &by_id(file.id), Right::Write, move |cx, who, what| item::change(cx, who, what, &change));
        assert_eq!(refused(change(Change { name: Some("c.txt"), ..Change::default() })), refusal);
        assert!(change(Change { said: item::Said { description: Some(Some("seen")), ..Default::default() }, ..Change::default() }).is_ok());
        let delete = with(&shelf.world, &bob, &by_id(file.id), Right::Write, |cx, who, what| item::delete(cx, who, what, Removal::ToTrash, Only::Always));
        assert_eq!(refused(delete), refusal);
        let put = |conflict| {
            let (who, at, (content, digests)) = (bob.clone(), by_id(file.id), bytes_of("three"));
            shelf.world.write(move |cx| {
                let to = item::reach(cx, &who, &at, Right::Write)?;
                item::put(cx, &who, &to, Bytes { content: &content, digests: &digests }, &How { conflict, ..How::default() }).map(drop)
            })
        };
        assert_eq!(refused(put(ConflictBehavior::Rename)), refusal);
        put(ConflictBehavior::Replace).unwrap();
        assert_eq!(see(&shelf.world, &bob, file.id).unwrap().size, 5);
        shelf.is_sound();
    }

    fn the_share_of_a_file_follows_it_and_ends_with_it(engine) {
        let shelf = Shelf::new(engine);
        let bob = shelf.world.user("bob");
        let file = shelf.file("Docs/a.txt", "one");
        shelf.file("Other/b.txt", "two");
        grant(&shelf, file.id, "bob", Role::Reader);
        shelf.change(&file, Some("Other"), Change::default()).unwrap();
        assert_eq!(see(&shelf.world, &bob, file.id).unwrap().name, "a.txt");
        shelf.delete(&file).unwrap();
        assert_eq!(refused(see(&shelf.world, &bob, file.id)), Error::NotFound);
        shelf.restore(&file, None, None).unwrap();
        assert!(see(&shelf.world, &bob, file.id).is_ok());
        // What it left is purged, with what was shared there and stayed.
        let stayed = shelf.file("Docs/c.txt", "three");
        grant(&shelf, stayed.id, "bob", Role::Reader);
        link(&shelf, stayed.id, &VIEW).unwrap();
        shelf.delete("Docs").unwrap();
        shelf.world.clock.advance_seconds(40 * 24 * 60 * 60);
        shelf.world.sweep_all();
        assert!(see(&shelf.world, &bob, file.id).is_ok());
        assert_eq!(permissions(&shelf.world, &shelf.who, file.id), "ann Owner, bob Reader");
        shelf.is_sound();
        // And what it lies in now.
        shelf.delete("Other").unwrap();
        shelf.world.clock.advance_seconds(40 * 24 * 60 * 60);
        shelf.world.sweep_all();
        assert_eq!(refused(see(&shelf.world, &bob, file.id)), Error::DriveNotFound);
        shelf.is_sound();
    }

    fn a_copy_is_shared_with_nobody(engine) {
        let shelf = Shelf::new(engine);
        let bob = shelf.world.user("bob");
        let file = shelf.file("Docs/a.txt", "one");
        let folder = shelf.get("Docs").unwrap();
        for id in [file.id, folder.id] {
            grant(&shelf, id, "bob", Role::Reader);
            link(&shelf, id, &VIEW).unwrap();
        }
        let root = model::NodeId(shelf.get("").unwrap().id.bytes);
        shelf.world.copy(&shelf.who, model::NodeId(folder.id.bytes), Some(root), "Copy").unwrap();
        for path in ["Copy", "Copy/a.txt"] {
            let copy = shelf.get(path).unwrap();
            assert_eq!((refused(see(&shelf.world, &bob, copy.id)), copy.shared), (Error::NotFound, None));
            assert_eq!(permissions(&shelf.world, &shelf.who, copy.id), "ann Owner");
        }
    }

    fn a_link_ends_with_whoever_made_it(engine) {
        let shelf = Shelf::new(engine);
        let bob = shelf.world.user("bob");
        let file = shelf.file("Docs/a.txt", "one");
        grant(&shelf, file.id, "bob", Role::Owner);
        let made = |who: &Caller, order: share::Order| {
            let made = with(&shelf.world, who, &by_id(file.id), Right::Read, move |cx, who, what| share::create(cx, who, what, &order));
            token(&shelf.world, &made.unwrap().0)
        };
        let (his, hers) = (made(&bob, VIEW), made(&shelf.who, share::Order { scope: LinkScope::Organization, ..VIEW }));
        let cai = shelf.world.user("cai");
        assert!(open(&shelf.world, &his, None, None).is_ok());
        shelf.world.write(|cx| testkit::by_name::remove(cx, "bob")).unwrap();
        assert_eq!(refused(open(&shelf.world, &his, None, None)), Error::NotFound);
        assert!(open(&shelf.world, &hers, Some(&cai), None).is_ok());
    }

    fn owners_see_all_permissions_and_others_their_own(engine) {
        let shelf = Shelf::new(engine);
        let (bob, cai) = (shelf.world.user("bob"), shelf.world.user("cai"));
        let file = shelf.file("Docs/a.txt", "one");
        let folder = shelf.get("Docs").unwrap();
        let number = grant(&shelf, folder.id, "bob", Role::Reader);
        grant(&shelf, file.id, "cai", Role::Reader);
        link(&shelf, folder.id, &VIEW).unwrap();
        link(&shelf, file.id, &share::Order { role: Role::Contributor, ..VIEW }).unwrap();
        let all = "Anonymous Contributor, (Anonymous Reader), ann Owner, (bob Reader), cai Reader";
        assert_eq!(permissions(&shelf.world, &shelf.who, file.id), all);
        assert_eq!(permissions(&shelf.world, &bob, file.id), "(bob Reader)");
        assert_eq!(permissions(&shelf.world, &cai, file.id), "cai Reader");
        let one = |who: &Caller, key| with(&shelf.world, who, &by_id(file.id), Right::Read, move |cx, who, what| share::permission(cx, who, what, key));
        assert!(one(&bob, Key::Number(number)).is_ok());
        assert_eq!(refused(one(&cai, Key::Number(number))), Error::NotFound);
        // What comes from above can be widened here, and ended only there.
        let set = |role| with(&shelf.world, &shelf.who, &by_id(file.id), Right::Read, move |cx, _, what| permission::set(cx, what, number, permission::Change { role: Some(role), expires: None }));
        assert_eq!(set(Role::Contributor).unwrap().terms.role, Role::Contributor);
        assert_eq!(permissions(&shelf.world, &bob, file.id), "bob Contributor");
        assert_eq!(refused(leave(&shelf.world, &shelf.who, file.id, number)), Error::Inherited);
        assert_eq!(permissions(&shelf.world, &bob, file.id), "bob Contributor");
        assert_eq!(set(Role::Reader).unwrap().terms.role, Role::Reader);
        // It ends there for everything below.
        leave(&shelf.world, &shelf.who, folder.id, number).unwrap();
        assert_eq!(refused(see(&shelf.world, &bob, file.id)), Error::DriveNotFound);
    }

    fn somebody_leaves_what_was_shared_with_them(engine) {
        let shelf = Shelf::new(engine);
        let (bob, cai) = (shelf.world.user("bob"), shelf.world.user("cai"));
        let file = shelf.file("Docs/a.txt", "one");
        let folder = shelf.get("Docs").unwrap();
        let number = grant(&shelf, folder.id, "bob", Role::Contributor);
        let other = grant(&shelf, folder.id, "cai", Role::Reader);
        assert_eq!(refused(leave(&shelf.world, &bob, folder.id, other)), Error::NotAllowed(Right::Manage));
        assert_eq!(refused(leave(&shelf.world, &bob, file.id, number)), Error::Inherited);
        leave(&shelf.world, &bob, folder.id, number).unwrap();
        assert_eq!(refused(see(&shelf.world, &bob, folder.id)), Error::DriveNotFound);
        assert!(see(&shelf.world, &cai, file.id).is_ok());
        for refusal in [
            refused(with(&shelf.world, &cai, &by_id(folder.id), Right::Read, |cx, _, what| permission::grant(cx, what, Who::Named("bob"), Role::Reader))),
            refused(with(&shelf.world, &cai, &by_id(folder.id), Right::Read, |cx, who, what| share::create(cx, who, what, &VIEW))),
        ] {
            assert_eq!(refusal, Error::NotAllowed(Right::Manage));
        }
    }

    fn who_is_given_a_folder_gives_it_back_and_no_more(engine) {
        let shelf = Shelf::new(engine);
        let bob = shelf.world.user("bob");
        let inside = shelf.file("Docs/Deep/a.txt", "one");
        let (folder, deep) = (shelf.get("Docs").unwrap(), shelf.get("Docs/Deep").unwrap());
        grant(&shelf, folder.id, "bob", Role::Contributor);
        let delete = |id: ItemId, removal: Removal| {
            with(&shelf.world, &bob, &by_id(id), Right::Write, move |cx, who, what| item::delete(cx, who, what, removal, Only::Always))
        };
        let bin = |id: ItemId, is_kept: bool| {
            let (who, at) = (bob.clone(), by_id(id));
            shelf.world.write(move |cx| {
                let found = item::trashed(cx, &who, &at)?;
                if is_kept { item::restore(cx, &who, found, None, None).map(drop) } else { item::erase(cx, &who, &found) }
            })
        };
        // What lies in it goes, comes back, and goes for good.
        for id in [inside.id, deep.id] {
            delete(id, Removal::ToTrash).unwrap();
            bin(id, true).unwrap();
        }
        delete(inside.id, Removal::ForGood).unwrap();
        delete(deep.id, Removal::ToTrash).unwrap();
        bin(deep.id, false).unwrap();
        // It itself goes to the recycle bin of its owner, who alone brings it back.
        assert_eq!(refused(delete(folder.id, Removal::ForGood)), Error::NotAllowed(Right::Write));
        assert!(see(&shelf.world, &bob, folder.id).is_ok());
        delete(folder.id, Removal::ToTrash).unwrap();
        for is_kept in [true, false] {
            assert_eq!(refused(bin(folder.id, is_kept)), Error::DriveNotFound);
        }
        shelf.restore(&folder, None, None).unwrap();
        assert!(see(&shelf.world, &bob, folder.id).is_ok());
        shelf.is_sound();
    }

    fn a_persons_own_root_is_not_shared(engine) {
        let shelf = Shelf::new(engine);
        let _ = shelf.world.user("bob");
        let root = shelf.get("").unwrap();
        assert_eq!(refused(link(&shelf, root.id, &VIEW)), Error::RootNotShared);
        let given = shelf.with("", |cx, _, what| permission::grant(cx, what, Who::Named("bob"), Role::Reader));
        assert_eq!(refused(given), Error::RootNotShared);
    }

    fn a_link_opens_what_lies_below_and_nothing_else(engine) {
        let shelf = Shelf::new(engine);
        let world = &shelf.world;
        let (inside, outside) = (shelf.file("Docs/Deep/a.txt", "one"), shelf.file("Docs/b.txt", "two"));
        let deep = shelf.get("Docs/Deep").unwrap();
        let (made, is_new) = link(&shelf, deep.id, &VIEW).unwrap();
        assert_eq!(is_new, Made::New);
        assert_eq!(link(&shelf, deep.id, &VIEW).unwrap(), (made.clone(), Made::Before));
        let nobody = open(world, &token(world, &made), None, None).unwrap();
        assert_eq!(nobody.item, deep.id);
        let seen = see(world, &nobody.caller, inside.id).unwrap();
        assert_eq!((seen.path.names.join("/"), seen.parent.map(|parent| parent.name)), ("Deep/a.txt".to_owned(), Some("Deep".to_owned())));
        let top = see(world, &nobody.caller, deep.id).unwrap();
        assert_eq!((top.path.names.join("/"), top.parent), ("Deep".to_owned(), None));
        assert_eq!(top.shared.map(|shared| shared.scope), Some(LinkScope::Anonymous));
        for other in [outside.id, shelf.get("Docs").unwrap().id, shelf.get("").unwrap().id] {
            assert_eq!(refused(see(world, &nobody.caller, other)), Error::NotFound);
        }
        let write = with(world, &nobody.caller, &by_id(inside.id), Right::Write, |_, _, _| Ok(()));
        assert_eq!(refused(write), Error::NotAllowed(Right::Write));
        // It gives nothing on notes' own surface, nor in the next request.
        assert!(shelf.world.read({ let who = nobody.caller.clone(); move |cx| { app::place::resolve(cx, &who, model::Location::Me)?.default_drive().map(drop) } }).is_err());
        // Moved, it is open where it is; what is moved out of it is not.
        shelf.change(&inside, Some("Docs"), Change::default()).unwrap();
        assert_eq!(refused(see(world, &nobody.caller, inside.id)), Error::NotFound);
    }

    fn a_link_that_is_over_opens_nothing(engine) {
        let shelf = Shelf::new(engine);
        let world = &shelf.world;
        let file = shelf.file("a.txt", "one");
        let until = world.app.now().plus_seconds(60);
        let (made, _) = link(&shelf, file.id, &share::Order { expires: Some(until), ..VIEW }).unwrap();
        let secret = token(world, &made);
        let nobody = open(world, &secret, None, None).unwrap().caller;
        let ticket = world.write(move |cx| {
            let (secret, until) = (download::make_secret(cx)?, cx.now().plus_seconds(3_600));
            let mut ticket = String::new();
            download::push_ticket(&secret, &nobody, &file.id, until, &mut ticket);
            Ok(ticket)
        }).unwrap();
        let redeem = |ticket: String| world.read(move |cx| {
            let secret = download::find_secret(cx)?.ok_or(Error::Internal)?;
            let (who, id) = download::redeem(cx, &secret, &ticket)?;
            item::item(cx, &who, &by_id(id), Right::Read).map(drop)
        });
        redeem(ticket.clone()).unwrap();
        // One byte off, and it is none.
        for at in 0..share::TOKEN_BYTES {
            let mut other = secret.clone();
            other.0[at] ^= 1;
            assert_eq!(refused(open(world, &other, None, None)), Error::NotFound, "{at}");
        }
        world.clock.advance_seconds(60);
        assert_eq!(refused(open(world, &secret, None, None)), Error::NotFound);
        assert_eq!(refused(redeem(ticket)), Error::NotFound);
        assert_eq!(permissions(world, &shelf.who, file.id), "ann Owner");
        world.sweep_all();
        assert_eq!(shelf.get("a.txt").unwrap().shared, None);
        // Ended by hand, too.
        let (made, _) = link(&shelf, file.id, &VIEW).unwrap();
        let secret = token(world, &made);
        assert!(open(world, &secret, None, None).is_ok());
        shelf.with("a.txt", move |cx, _, what| share::remove(cx, what, &made.id)).unwrap();
        assert_eq!(refused(open(world, &secret, None, None)), Error::NotFound);
    }

    fn scopes_say_to_whom_a_link_opens(engine) {
        let shelf = Shelf::new(engine);
        let world = &shelf.world;
        let (bob, cai) = (world.user("bob"), world.user("cai"));
        let file = shelf.file("a.txt", "one");
        grant(&shelf, file.id, "cai", Role::Reader);
        let make = |scope| token(world, &link(&shelf, file.id, &share::Order { scope, ..VIEW }).unwrap().0);
        let (organization, users) = (make(LinkScope::Organization), make(LinkScope::Users));
        for secret in [&organization, &users] {
            assert_eq!(refused(open(world, secret, None, None)), Error::Unauthenticated);
        }
        let opened = open(world, &organization, Some(&bob), None).unwrap();
        assert!(see(world, &opened.caller, file.id).is_ok());
        // Not without it.
        assert_eq!(refused(see(world, &bob, file.id)), Error::DriveNotFound);
        assert_eq!(refused(open(world, &users, Some(&bob), None)), Error::NotFound);
        let opened = open(world, &users, Some(&cai), None).unwrap();
        assert!(see(world, &opened.caller, file.id).is_ok());
    }

    fn a_password_keeps_a_link_closed(engine) {
        let shelf = Shelf::new(engine);
        let world = &shelf.world;
        let file = shelf.file("a.txt", "one");
        let hash = app::password::hash("open sesame", &[7; 16]).unwrap();
        let (made, _) = link(&shelf, file.id, &share::Order { password_hash: Some(hash), ..VIEW }).unwrap();
        let secret = token(world, &made);
        for password in [None, Some("open"), Some("")] {
            assert_eq!(refused(open(world, &secret, None, password)), Error::LinkLocked, "{password:?}");
        }
        let opened = open(world, &secret, None, Some("open sesame")).unwrap();
        assert!(see(world, &opened.caller, file.id).is_ok());
        let id = made.id;
        shelf.with("a.txt", move |cx, _, what| share::change(cx, what, &id, None, Some(None))).unwrap();
        assert!(open(world, &secret, None, None).is_ok());
    }

    fn an_item_has_so_many_links_and_no_more(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("a.txt", "one");
        for n in 0..i64::try_from(LINKS_MAX).unwrap() {
            let expires = Some(shelf.world.app.now().plus_seconds(60 + n));
            link(&shelf, file.id, &share::Order { expires, ..VIEW }).unwrap();
        }
        assert_eq!(refused(link(&shelf, file.id, &VIEW)), Error::TooManyShares);
        // Those that are over make room.
        shelf.world.clock.advance_seconds(60);
        link(&shelf, file.id, &VIEW).unwrap();
    }

    fn what_is_shared_with_me_is_listed(engine) {
        let shelf = Shelf::new(engine);
        let bob = shelf.world.user("bob");
        let (file, gone) = (shelf.file("Docs/a.txt", "one"), shelf.file("Docs/b.txt", "two"));
        shelf.file("Shared/c.txt", "three");
        let folder = shelf.get("Shared").unwrap();
        for id in [file.id, gone.id, folder.id] {
            grant(&shelf, id, "bob", Role::Reader);
        }
        shelf.delete(&gone).unwrap();
        let list = |limit: usize| {
            let who = bob.clone();
            shelf.world.read(move |cx| {
                let (mut names, mut after) = (Vec::new(), None);
                loop {
                    let some = share::received(cx, &who, after.as_ref(), limit)?;
                    after = some.last().map(|(_, place)| *place);
                    let is_last = some.len() < limit;
                    names.extend(some.into_iter().map(|(view, _)| view.name));
                    if is_last {
                        names.sort();
                        return Ok(names.join(" "));
                    }
                }
            }).unwrap()
        };
        assert_eq!((list(1), list(10)), ("Shared a.txt".to_owned(), "Shared a.txt".to_owned()));
        let own = shelf.who.clone();
        assert!(shelf.world.read(move |cx| share::received(cx, &own, None, 10)).unwrap().is_empty());
    }
}
