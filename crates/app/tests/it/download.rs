//! Addresses of files that need no token: they speak for one person, for one file, for an hour.

use app::download::Part;
use app::{Caller, Error, Result, download};
use model::{DriveCid, Grant, ItemId, Need};
use testkit::world::World;

const ITEM: ItemId = ItemId { drive: DriveCid([1; 8]), bytes: [2; 16] };

fn ticket(world: &World, who: &Caller) -> String {
    let who = who.clone();
    let made = world.write(move |cx| {
        let secret = download::make_secret(cx)?;
        let until = cx.now().plus_seconds(download::DOWNLOAD_SECONDS);
        let mut ticket = String::new();
        download::push_ticket(&secret, &who, &ITEM, until, &mut ticket);
        Ok(ticket)
    });
    made.unwrap()
}

fn redeem(world: &World, ticket: &str) -> Result<(Caller, ItemId)> {
    let ticket = ticket.to_owned();
    world.read(move |cx| {
        let secret = download::find_secret(cx)?.ok_or(Error::Internal)?;
        download::redeem(cx, &secret, &ticket)
    })
}

fn version_ticket(world: &World, who: &Caller, number: i64) -> String {
    let who = who.clone();
    let made = world.write(move |cx| {
        let secret = download::make_secret(cx)?;
        let until = cx.now().plus_seconds(download::DOWNLOAD_SECONDS);
        let mut ticket = String::new();
        download::push_part_ticket(&secret, &who, &ITEM, Part::Version(number), until, &mut ticket);
        Ok(ticket)
    });
    made.unwrap()
}

fn redeem_version(world: &World, ticket: &str) -> Result<(ItemId, i64)> {
    let ticket = ticket.to_owned();
    world.read(move |cx| {
        let secret = download::find_secret(cx)?.ok_or(Error::Internal)?;
        download::redeem_part(cx, &secret, Part::Version, &ticket).map(|(_, item, number)| (item, number))
    })
}

both! {
    fn a_ticket_for_one_version_opens_nothing_else(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let (of_file, of_version) = (ticket(&world, &alice), version_ticket(&world, &alice, 3));
        assert_eq!(redeem_version(&world, &of_version), Ok((ITEM, 3)));
        assert_eq!(redeem(&world, &of_version).unwrap_err(), Error::NotFound);
        assert_eq!(redeem_version(&world, &of_file).unwrap_err(), Error::NotFound);
        for at in 0..of_version.len() {
            let mut altered = of_version.clone().into_bytes();
            altered[at] = if altered[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(redeem_version(&world, &String::from_utf8(altered).unwrap()).unwrap_err(), Error::NotFound, "{at}");
        }
        let as_thumbnail = of_version.clone();
        let opened = world.read(move |cx| {
            let secret = download::find_secret(cx)?.ok_or(Error::Internal)?;
            download::redeem_part(cx, &secret, Part::Thumbnail, &as_thumbnail).map(drop)
        });
        assert_eq!(opened, Err(Error::NotFound));
        // The number of another version, under what was signed for this one.
        let spliced = version_ticket(&world, &alice, 2)[..64].to_owned() + &of_version[64..];
        assert_eq!(redeem_version(&world, &spliced).unwrap_err(), Error::NotFound);
    }

    fn a_ticket_speaks_for_one_person_and_one_file(engine) {
        let world = World::new(engine);
        let _ = world.user("alice");
        let alice = world.token("alice", "reader", "Files.Read");
        let ticket = ticket(&world, &alice);
        let (caller, item) = redeem(&world, &ticket).unwrap();
        assert_eq!((caller.user(), caller.app(), item), (alice.user(), alice.app(), ITEM));
        for (need, grant) in [(Need::ReadItems, Grant::Everything), (Need::WriteItems, Grant::Nothing), (Need::ReadPages, Grant::Nothing)] {
            assert_eq!(caller.grant(need), grant, "{need:?}");
        }
    }

    fn what_was_altered_or_has_ended_is_none(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let ticket = ticket(&world, &alice);
        // Each digit counts: of the file, of the person, of the end, of the signature.
        for at in 0..ticket.len() {
            let mut altered = ticket.clone().into_bytes();
            altered[at] = if altered[at] == b'0' { b'1' } else { b'0' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(redeem(&world, &altered).unwrap_err(), Error::NotFound, "{at}");
        }
        for odd in ["", "00", &ticket[..ticket.len() - 2], &format!("{ticket}00"), &"é".repeat(100)] {
            assert_eq!(redeem(&world, odd).unwrap_err(), Error::NotFound, "{odd}");
        }
        world.clock.advance_seconds(download::DOWNLOAD_SECONDS - 1);
        assert!(redeem(&world, &ticket).is_ok());
        world.clock.advance_seconds(1);
        assert_eq!(redeem(&world, &ticket).unwrap_err(), Error::NotFound);
    }
}
