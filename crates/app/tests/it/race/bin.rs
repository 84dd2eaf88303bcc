//! Two at once at one deleted file: it comes back or goes, once.

use super::{Race, reached, stop};
use app::item::{self, At};
use app::{Caller, Cx, Error};
use model::{FileId, NodeId, Right};
use store::planted;
use testkit::world::allowed;

/// Something done to what lies in the recycle bin.
type Way = Box<dyn FnMut(&mut Cx<'_, '_>) -> Result<(), Error> + Send>;

/// A deleted file that has a version, and another folder.
struct Bin {
    race: Race,
    file: FileId,
    docs: NodeId,
    other: NodeId,
}

impl Bin {
    fn new() -> Option<Self> {
        let (race, nodes) = Race::on_drive("Docs/: keeps\nOther/: keeps\n")?;
        let [docs, other] = nodes.try_into().unwrap();
        let file = race.world.file(&race.who, docs, "a", "one").unwrap();
        race.world.file(&race.who, docs, "a", "two").unwrap();
        race.world.delete_file(&race.who, file).unwrap();
        Some(Self { race, file, docs, other })
    }

    fn named(&self) -> (Caller, At) {
        (self.race.who.clone(), self.race.world.at(&self.race.who, self.file.0))
    }

    fn restore(&self, into: NodeId, name: &'static str) -> Way {
        let (who, at) = self.named();
        Box::new(move |cx| {
            let found = item::trashed(cx, &who, &at)?;
            let into = app::access::AllowedItem::Node(allowed(cx, &who, into, Right::Write)?);
            item::restore(cx, &who, found, Some(&into), Some(name)).map(drop)
        })
    }

    fn erase(&self) -> Way {
        let (who, at) = self.named();
        Box::new(move |cx| {
            let found = item::trashed(cx, &who, &at)?;
            item::erase(cx, &who, &found)
        })
    }

    /// The sweep, to which all that was deleted is old.
    fn purge() -> Way {
        Box::new(|cx| {
            let now = cx.now();
            let purged = store::file_list::trash::purge(cx.tx, now.plus_seconds(1), now)?;
            if purged == 0 { Err(Error::NotFound) } else { Ok(()) }
        })
    }

    /// Lets one go first, and hold its locks until the other waits. Returns how the other fared.
    fn play(&self, mut first: Way, mut second: Way) -> Result<(), Error> {
        let done = stop("test.done", "first");
        let first = self.race.begin("first", move |cx| {
            first(cx)?;
            planted::pause("test.done");
            Ok(())
        });
        reached(&done);
        let second = self.race.begin("second", move |cx| second(cx));
        self.race.wait_until_blocked();
        done.release();
        first.wait().unwrap();
        let fared = second.wait();
        assert_eq!(self.race.complaints(), [""; 0]);
        fared
    }

    /// Returns what is shown, and how many states of the file can be fetched.
    fn shown(&self) -> (String, usize) {
        let (who, id) = (self.race.who.clone(), self.file);
        let states = self.race.world.read(move |cx| match app::access::item_anywhere(cx, &who, &id.0, Right::Read) {
            Ok(found) => Ok(item::versions(cx, &who, &found)?.len()),
            Err(Error::NotFound) => Ok(0),
            Err(error) => Err(error),
        });
        (self.race.drive(), states.unwrap())
    }
}

const GONE: (&str, usize) = ("Docs/: keeps\nOther/: keeps\n", 0);
const BACK: (&str, usize) = ("Docs/: a(two), keeps\nOther/: keeps\n", 2);

/// Plays two ways on a deleted file, of which the second must find nothing, and compares what is shown.
fn second_finds_nothing(ways: impl FnOnce(&Bin) -> (Way, Way), expected: (&str, usize)) {
    let Some(bin) = Bin::new() else { return };
    let (first, second) = ways(&bin);
    assert_eq!(bin.play(first, second), Err(Error::NotFound));
    let (drive, states) = bin.shown();
    assert!(expected.0.lines().all(|line| drive.lines().any(|shown| shown.trim() == line)), "{drive}");
    assert_eq!(states, expected.1, "{drive}");
}

#[test]
fn what_was_brought_back_is_not_removed_for_good() {
    second_finds_nothing(|bin| (bin.restore(bin.docs, "a"), bin.erase()), BACK);
}

#[test]
fn what_was_brought_back_is_not_purged() {
    second_finds_nothing(|bin| (bin.restore(bin.docs, "a"), Bin::purge()), BACK);
}

#[test]
fn what_was_brought_back_does_not_come_back_twice() {
    second_finds_nothing(|bin| (bin.restore(bin.docs, "a"), bin.restore(bin.docs, "b")), BACK);
    second_finds_nothing(|bin| (bin.restore(bin.docs, "a"), bin.restore(bin.other, "a")), BACK);
}

#[test]
fn what_was_removed_for_good_does_not_come_back() {
    second_finds_nothing(|bin| (bin.erase(), bin.restore(bin.docs, "a")), GONE);
    second_finds_nothing(|bin| (Bin::purge(), bin.restore(bin.other, "a")), GONE);
}
