//! Secrets under one key: those of an older program, those of a former key, and those that no key opens.

use app::issuer::{self, New};
use app::seal::{Forgotten, Key, Lost, Seal, Settled, Standing, findings, settle, standing};
use app::{App, Cx, Error, Result, Settings, audit, download, factor};
use store::seal::{self as rows, Kind, Owner, Sealed};
use store::second_factor;
use testkit::ambient::SeededIds;
use testkit::world::World;

/// More people than one batch has.
const PEOPLE: usize = 70;

fn key(byte: u8) -> Key {
    Key::new([byte; 32])
}

/// The program on a world's store, with these keys.
fn with(world: &World, keys: &[u8]) -> App {
    let keys: Vec<_> = keys.iter().map(|byte| key(*byte)).collect();
    // No two of one store make the same ids.
    let seed = world.guid().into_iter().fold(0, |seed: u64, byte| seed.rotate_left(8) ^ u64::from(byte));
    let (clock, ids) = (Box::new(world.clock.clone()), Box::new(SeededIds::new(seed)));
    App::new(world.app.store().clone(), clock, ids, Settings::default(), Seal::of(&keys))
}

fn plain(bytes: &[u8]) -> Sealed {
    Sealed { bytes: bytes.to_vec(), key: None }
}

fn corp() -> New {
    New {
        name: "Corp".to_owned(),
        url: "https://sso.example".to_owned(),
        client: Some("looseleaf".to_owned()),
        secret: Some("sesame".to_owned()),
        name_claim: "name".to_owned(),
        ..New::default()
    }
}

/// Everything that is sealed, as an older program wrote it.
fn as_it_was(world: &World) {
    let people: Vec<_> = (0..PEOPLE).map(|n| *world.user(&format!("p{n}")).user()).collect();
    let fit = corp().check().unwrap();
    let all = world.app.write(move |cx| {
        let now = cx.now();
        issuer::add(cx, &app::admin::Admin::operator(), &fit)?;
        download::make_secret(cx)?;
        app::oauth::key::keep(cx, "ES256", b"a signing key")?;
        app::organization::make(cx)?;
        for user in &people {
            second_factor::put(cx.tx, user, &plain(&user.0.repeat(2)[..20]), now)?;
            second_factor::confirm(cx.tx, user, now)?;
        }
        for (kind, bytes) in [(Kind::Issuer, b"sesame".to_vec()), (Kind::Server, vec![3; 32]), (Kind::Signing, b"a signing key".to_vec())] {
            for (owner, found) in rows::page(cx.tx, kind, None)? {
                rows::replace(cx.tx, kind, &owner, &found, &plain(&bytes))?;
            }
        }
        Ok(())
    });
    all.wait().unwrap();
}

/// Returns all that is sealed, as it lies in rows.
fn all(cx: &mut Cx<'_, '_>) -> Result<Vec<(Owner, Sealed)>> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let page = rows::page(cx.tx, kind, after.as_ref())?;
            after = page.last().map(|(owner, _)| owner.clone());
            all.extend(page);
            if after.is_none() {
                break;
            }
        }
    }
    Ok(all)
}

/// Expects that all secrets are sealed by a key, and open to what they were.
#[track_caller]
fn is_under(world: &World, byte: u8) {
    let app = with(world, &[byte]);
    assert_eq!(standing(&app).unwrap(), Standing::Ours);
    let found = app.read(all).wait().unwrap();
    assert_eq!(found.len(), PEOPLE + 3);
    assert!(found.iter().all(|(_, sealed)| sealed.key == Some(key(byte).id())));
    let looked = findings(&app).unwrap();
    assert_eq!((looked.secrets, looked.findings), (PEOPLE as u64 + 3, vec![]));
    let corp = app.read(|cx| issuer::named(cx, "Corp")).wait().unwrap();
    assert_eq!(issuer::secret(&app, &corp).unwrap().as_deref(), Some("sesame"));
    let signing = app.read(app::oauth::key::all).wait().unwrap();
    assert_eq!(signing[0].secret, b"a signing key");
    assert!(app.read(|cx| Ok(download::find_secret(cx)?.is_some())).wait().unwrap());
}

both! {
    fn what_an_older_program_wrote_is_sealed(engine) {
        let world = World::new(engine);
        as_it_was(&world);
        let organization = world.read(app::organization::find).unwrap();
        let app = with(&world, &[7]);
        assert_eq!(findings(&app).unwrap().findings.len(), PEOPLE + 3);
        // Nothing is opened that is not sealed.
        assert_eq!(app.read(|cx| app::oauth::key::all(cx).map(drop)).wait(), Err(Error::Internal));
        assert_eq!(standing(&app).unwrap(), Standing::Unfinished);
        assert_eq!(settle(&app, Lost::Stays).unwrap(), Settled { sealed: PEOPLE as u64 + 3, ..Settled::default() });
        is_under(&world, 7);
        assert_eq!(settle(&app, Lost::Stays).unwrap(), Settled::default());
        // Which is no secret.
        assert_eq!(world.read(app::organization::find).unwrap(), organization);
    }

    fn a_former_key_opens_until_all_is_under_another_whatever_breaks_off(engine) {
        let world = World::new(engine);
        as_it_was(&world);
        settle(&with(&world, &[7]), Lost::Stays).unwrap();
        let both = with(&world, &[8, 7]);
        assert_eq!(standing(&both).unwrap(), Standing::Unfinished);
        // As a process leaves it that ends in the middle: some are under the other key already.
        let some = both.write(|cx| {
            let now = cx.now();
            rows::set(cx.tx, &key(8).id(), false, now)?;
            let corp = corp();
            issuer::replace(cx, &app::admin::Admin::operator(), &corp.check().map_err(|_| Error::Internal)?).map(drop)
        });
        some.wait().unwrap();
        assert_eq!(standing(&with(&world, &[7])).unwrap(), Standing::Other);
        assert_eq!(settle(&both, Lost::Stays).unwrap().sealed, PEOPLE as u64 + 2);
        is_under(&world, 8);
    }

    fn who_has_a_former_key_alone_opens_nothing_and_seals_nothing(engine) {
        let world = World::new(engine);
        as_it_was(&world);
        let before = with(&world, &[7]);
        settle(&before, Lost::Stays).unwrap();
        settle(&with(&world, &[8, 7]), Lost::Stays).unwrap();
        assert_eq!(standing(&before).unwrap(), Standing::Other);
        assert_eq!(settle(&before, Lost::Stays), Err(Error::Internal));
        let fit = New { name: "Other".to_owned(), url: "https://other.example".to_owned(), ..corp() }.check().unwrap();
        assert_eq!(before.write(move |cx| issuer::add(cx, &app::admin::Admin::operator(), &fit).map(drop)).wait(), Err(Error::Internal));
        assert_eq!(before.read(|cx| app::oauth::key::all(cx).map(drop)).wait(), Err(Error::Internal));
        let looked = findings(&before).unwrap();
        assert!(looked.lost.len() == PEOPLE + 3 && looked.findings[0].what.contains("a key that is not at hand"), "{looked:?}");
        is_under(&world, 8);
    }

    fn what_no_key_opens_is_forgotten_if_that_is_asked_for(engine) {
        let world = World::new(engine);
        as_it_was(&world);
        settle(&with(&world, &[7]), Lost::Stays).unwrap();
        let app = with(&world, &[9]);
        assert_eq!(settle(&app, Lost::Stays), Err(Error::Internal));
        let settled = settle(&app, Lost::Goes).unwrap();
        assert_eq!((settled.sealed, settled.left.len()), (0, 0));
        let count = |of: &dyn Fn(&Forgotten) -> bool| settled.forgotten.iter().filter(|it| of(it)).count();
        assert_eq!(count(&|it| matches!(it, Forgotten::Factor(name) if name.starts_with('p'))), PEOPLE);
        assert_eq!(count(&|it| *it == Forgotten::Issuer("Corp".to_owned())), 1);
        assert_eq!((count(&|it| *it == Forgotten::Signing), count(&|it| *it == Forgotten::Addresses)), (1, 1));
        let (corp, entries) = app.read(|cx| Ok((issuer::named(cx, "Corp")?, audit::newest(cx, None, None, 1_000)?))).wait().unwrap();
        assert!(corp.secret.is_none() && corp.client.is_some());
        let noted: Vec<_> = entries.iter().filter(|entry| entry.act == "key renew --forget").map(|entry| entry.subject.as_str()).collect();
        assert_eq!(noted.len(), PEOPLE + 3);
        assert!(noted.contains(&"the second factor of p3") && noted.contains(&"the client secret of Corp"), "{noted:?}");
        // What was lost is made again.
        app.write(|cx| {
            download::make_secret(cx)?;
            app::oauth::key::keep(cx, "ES256", b"another").map(drop)
        }).wait().unwrap();
        let user = *world.user("new").user();
        assert_eq!(app.read(move |cx| factor::recovery_left(cx, &user)).wait().unwrap(), None);
        assert_eq!(findings(&app).unwrap().secrets, 2);
        assert_eq!(standing(&app).unwrap(), Standing::Ours);
    }

    fn a_row_that_was_tampered_with_is_named_and_keeps_nothing_else_from_going_on(engine) {
        let world = World::new(engine);
        as_it_was(&world);
        settle(&with(&world, &[7]), Lost::Stays).unwrap();
        // One person's secret in another's row.
        world.write(|cx| {
            let page = rows::page(cx.tx, Kind::Factor, None)?;
            let [(_, theirs), (owner, before), ..] = &page[..] else { return Err(Error::Internal) };
            Ok(rows::replace(cx.tx, Kind::Factor, owner, before, theirs)?)
        }).unwrap();
        let looked = findings(&with(&world, &[7])).unwrap();
        assert!(looked.lost.len() == 1 && looked.findings[0].what.contains("second factor of person"), "{looked:?}");
        let settled = settle(&with(&world, &[8, 7]), Lost::Stays).unwrap();
        assert_eq!((settled.sealed, settled.left), (PEOPLE as u64 + 2, looked.lost));
        let settled = settle(&with(&world, &[8]), Lost::Goes).unwrap();
        assert_eq!((settled.sealed, settled.forgotten.len()), (0, 1));
        assert_eq!(findings(&with(&world, &[8])).unwrap().findings, []);
    }
}

/// Returns how often bytes occur in a file and its log.
fn times(path: &std::path::Path, bytes: &[u8]) -> usize {
    let log = path.with_extension("db-wal");
    let files = [std::fs::read(path).unwrap(), std::fs::read(log).unwrap_or_default()];
    files.iter().flat_map(|file| file.windows(bytes.len())).filter(|window| *window == bytes).count()
}

#[test]
fn nothing_is_left_of_what_was_not_sealed() {
    let folder = testkit::folder::Folder::new();
    let path = folder.path().join("notes.db");
    let store = store::Store::open_sqlite(&path, store::SqliteOptions::default()).unwrap();
    store.migrate(0).unwrap();
    let clock = testkit::ambient::ManualClock::default();
    let app = App::new(store, Box::new(clock), Box::new(SeededIds::new(1)), Settings::default(), Seal::of(&[key(7)]));
    const CANARY: &[u8; 20] = b"canary-of-20-bytes--";
    let made = app.write(|cx| {
        let now = cx.now();
        // Many, so that rows are moved from page to page, and changed often, so that they lie where others lay.
        for n in 0..400 {
            let user = app::admin::add_user(cx, &app::admin::Admin::operator(), &format!("p{n}"), None, None)?.id;
            second_factor::put(cx.tx, &user, &plain(CANARY), now)?;
            second_factor::use_up(cx.tx, &user, 1 << (n % 60))?;
        }
        let fit = corp().check().map_err(|_| Error::Internal)?;
        let corp = issuer::add(cx, &app::admin::Admin::operator(), &fit)?;
        let before = corp.secret.ok_or(Error::Internal)?;
        Ok(rows::replace(cx.tx, Kind::Issuer, &Owner::Id(corp.id.0), &before, &plain(&CANARY.repeat(300)))?)
    });
    made.wait().unwrap();
    assert!(times(&path, CANARY) >= 700, "{}", times(&path, CANARY));
    assert_eq!(settle(&app, Lost::Stays).unwrap().sealed, 401);
    assert_eq!(times(&path, CANARY), 0);
    app.store().clone().close();
}
