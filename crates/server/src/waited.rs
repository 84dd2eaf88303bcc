//! Blobs for threads that may wait: the sweep's, and the doctor's.

use app::Blobs;
use app::page::Hash;
use app::sweep::Part;
use model::Timestamp;
use tokio::runtime::Handle;

/// The blobs, for a thread that is none of the runtime's own.
pub struct Waited {
    /// The blobs.
    pub blobs: Blobs,
    /// Where what they promise is waited for.
    pub runtime: Handle,
}

impl app::sweep::Blobs for Waited {
    fn read(&self, name: &str, hash: &Hash) -> app::Result<Vec<u8>> {
        Ok(self.runtime.block_on(self.blobs.get(name, hash))?.to_vec())
    }

    fn remove(&self, name: &str) -> app::Result<()> {
        Ok(self.runtime.block_on(self.blobs.remove(name))?)
    }

    fn is_there(&self, name: &str) -> app::Result<bool> {
        Ok(self.runtime.block_on(self.blobs.is_there(name))?)
    }

    fn older_than(&self, part: Part, cutoff: Timestamp) -> app::Result<Vec<String>> {
        Ok(self.runtime.block_on(self.blobs.older_than(part, cutoff))?)
    }
}

#[cfg(test)]
mod tests {
    use super::Waited;
    use app::sweep::{Part, remove_strays, strays};
    use std::path::Path;
    use std::time::{Duration, SystemTime};
    use store::content::{self, Body, Content};
    use store::{Blobs, Hash};
    use testkit::folder::Folder;
    use testkit::world::{Engine, World};

    const OURS: &str = "00/12/0012456789abcdef0123456789abcdef";

    /// Writes a file, last changed so many seconds before the world's present.
    fn plant(world: &World, folder: &Path, name: &str, age_seconds: u64) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_micros(world.app.now().micros().unsigned_abs());
        std::fs::File::create(path).unwrap().set_modified(now - Duration::from_secs(age_seconds)).unwrap();
    }

    fn name_in_a_row(world: &World, name: &str) {
        let named = Content { hash: Hash::of(b"named"), bytes: 5, body: Body::Blob(name.to_owned()) };
        let put = move |cx: &mut app::Cx<'_, '_>| {
            let now = cx.now();
            Ok(content::put(cx.tx, &named, now)?)
        };
        world.write(put).unwrap();
    }

    #[test]
    fn what_no_row_names_goes_once_it_is_old() {
        const DAY: u64 = 24 * 60 * 60;
        let (world, folder) = (World::new(Engine::Sqlite), Folder::new());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let waited = Waited { blobs: Blobs::open_folder(folder.path()).unwrap(), runtime: runtime.handle().clone() };
        let (named, young) = (format!("{OURS}-1"), format!("{OURS}-2"));
        let old = [format!("{OURS}-3"), format!("{OURS}.7"), format!("{OURS}.8#1"), format!("{OURS}#1")];
        for name in [&named, &old[0], &old[1], &old[2], &old[3]] {
            plant(&world, folder.path(), name, 2 * DAY);
        }
        plant(&world, folder.path(), &young, DAY / 2);
        plant(&world, folder.path(), "00/12/notes.txt", 2 * DAY);
        let part = Part::number(0);
        let mut found = strays(&world.app, &waited, part).unwrap();
        found.retain(|name| *name != named);
        found.sort();
        let mut wanted = old.to_vec();
        wanted.sort();
        assert_eq!(found, wanted);
        assert_eq!(strays(&world.app, &waited, Part::number(1)).unwrap(), [""; 0]);
        // A database that names nothing here may be the wrong one.
        assert_eq!(remove_strays(&world.app, &waited, part).unwrap(), 0);
        name_in_a_row(&world, &named);
        assert_eq!(remove_strays(&world.app, &waited, part).unwrap(), 4);
        assert_eq!(strays(&world.app, &waited, part).unwrap(), [""; 0]);
        for (name, stays) in [(&named, true), (&young, true), (&"00/12/notes.txt".to_owned(), true), (&old[0], false), (&old[3], false)] {
            assert_eq!(folder.path().join(name).exists(), stays, "{name}");
        }
    }
}
