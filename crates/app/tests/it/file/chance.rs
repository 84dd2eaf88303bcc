//! Random steps on files, on a real store and on plain maps that copy everything the slow way, compared again and again.
//!
//! A seed gives the steps. `LOOSELEAF_SEED` replays one seed, `LOOSELEAF_SEEDS` multiplies how many are tried.

use super::{Drive, all, basic, new};
use app::Result;
use model::{FileId, FileKey, NodeId, Timestamp};
use std::collections::BTreeMap;
use store::file::{self, File};
use store::file_list::read::{self, Order, Since};
use store::file_list::trash::{self, Trashed};
use store::file_list::write::{Change, Removal};
use store::folder;
use testkit::ambient::SeededIds;
use testkit::audit;
use testkit::world::Engine;

/// What the seeds together must have met, by the label of a statement that runs nowhere else.
const PATHS: &[&str] = &[
    "file.fold",
    "file.bury",
    "file.delete",
    "file.flatten",
    "file.delete_some",
    "folder.close",
    "folder.turn",
    "folder.remove",
    "file_alias.put",
    "file_version.drop",
    "copy.build_folders",
    "flatten.turn_list",
    "collect.release",
];

/// What one folder should show.
type Shown = BTreeMap<FileKey, File>;

struct Run {
    drive: Drive,
    chance: SeededIds,
    folders: Vec<(NodeId, Shown)>,
    trashed: Vec<Trashed>,
    /// Files that were removed for good, or with their folder.
    gone: Vec<FileId>,
    made: u32,
}

impl Run {
    fn new(engine: Engine, seed: u64) -> Self {
        let drive = Drive::new(engine);
        let docs = drive.folder(drive.root(), "Docs");
        Self { drive, chance: SeededIds::new(seed), folders: vec![(docs, Shown::new())], trashed: Vec::new(), gone: Vec::new(), made: 0 }
    }

    fn fresh(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what} {}", self.made)
    }

    /// Returns a folder and a file in it.
    fn some(&self) -> Option<(usize, File)> {
        let at = self.chance.below(self.folders.len());
        let shown = &self.folders[at].1;
        let nth = self.chance.below(shown.len().max(1));
        shown.values().nth(nth).map(|file| (at, file.clone()))
    }

    fn show(&mut self, at: usize, file: File) {
        assert_eq!(file.folder, self.folders[at].0);
        self.folders[at].1.insert(file.row.key, file);
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..20 => self.put(),
            20..35 => self.replace(),
            35..45 => self.rename(),
            45..55 => self.remove(),
            55..60 => self.restore(),
            60..68 => self.relocate(),
            68..82 => self.copy(),
            82..86 => self.delete_folder(),
            86..88 => self.change_many(),
            88..94 => self.tidy(),
            _ => self.compare(),
        }
    }

    fn put(&mut self) {
        let at = self.chance.below(self.folders.len());
        let (name, text) = (self.fresh("File"), self.fresh("text"));
        let file = self.drive.put(self.folders[at].0, &name, &text);
        self.show(at, file);
    }

    fn replace(&mut self) {
        let Some((at, before)) = self.some() else { return };
        let text = self.fresh("more text");
        let body = self.drive.content(&text);
        let deed = move |writer: &mut store::file_list::write::Writer<'_, '_>, found, who: &app::Caller| {
            Ok(writer.replace(found, &body.hash, body.bytes, &Change::default(), who.user())?)
        };
        let after = self.drive.change(&before, deed).unwrap();
        assert_eq!((after.id, after.row.created, &after.row.name), (before.id, before.row.created, &before.row.name));
        assert!(after.row.modified > before.row.modified && after.row.content != before.row.content);
        self.show(at, after);
    }

    fn rename(&mut self) {
        let Some((at, before)) = self.some() else { return };
        let name = self.fresh("Renamed");
        let wanted = name.clone();
        let after = self.drive.change(&before, move |writer, found, who| {
            let change = Change { name: Some(&name), description: Some(Some("said")), ..Change::default() };
            Ok(writer.change(found, &change, who.user())?)
        });
        let after = after.unwrap();
        assert_eq!((after.id, after.row.content, after.row.name.as_str()), (before.id, before.row.content, wanted.as_str()));
        self.show(at, after);
    }

    fn remove(&mut self) {
        let Some((at, file)) = self.some() else { return };
        let removal = if self.chance.below(4) == 0 { Removal::ForGood } else { Removal::ToTrash };
        self.drive.change(&file, move |writer, found, who| Ok(writer.remove(found, removal, who.user())?)).unwrap();
        self.folders[at].1.remove(&file.row.key);
        let id = file.id;
        let trashed = self.drive.world.write(move |cx| Ok(trash::find(cx.tx, &id)?)).unwrap();
        match removal {
            Removal::ToTrash => {
                let trashed = trashed.unwrap();
                assert_eq!(trashed.file, file);
                self.trashed.push(trashed);
            }
            Removal::ForGood => {
                assert_eq!(trashed, None);
                self.gone.push(file.id);
            }
        }
    }

    fn restore(&mut self) {
        if self.trashed.is_empty() {
            return;
        }
        let trashed = self.trashed.swap_remove(self.chance.below(self.trashed.len()));
        let home = self.folders.iter().position(|(id, _)| *id == trashed.file.folder).unwrap();
        let at = if self.chance.below(2) == 0 { home } else { self.chance.below(self.folders.len()) };
        let (name, before) = (self.fresh("Restored"), trashed.file.clone());
        let restored =
            self.drive.within(self.folders[at].0, Box::new(move |writer, who| Ok(writer.restore(trashed.clone(), &name, who.user())?)));
        let restored = restored.unwrap();
        assert_eq!((restored.id, restored.row.content, restored.row.created), (before.id, before.row.content, before.row.created));
        self.show(at, restored);
    }

    fn relocate(&mut self) {
        let Some((from, before)) = self.some() else { return };
        let to = self.chance.below(self.folders.len());
        if to == from {
            return;
        }
        let name: &'static str = Box::leak(self.fresh("Moved").into_boxed_str());
        let moved = basic::relocated(&self.drive, &before, self.folders[to].0, name);
        assert_eq!((moved.id, moved.row.content), (before.id, before.row.content));
        self.folders[from].1.remove(&before.row.key);
        self.show(to, moved);
    }

    fn copy(&mut self) {
        let at = self.chance.below(self.folders.len());
        if self.folders.len() > 12 {
            return self.delete_folder();
        }
        self.drive.world.clock.advance_seconds(self.chance.below(3) as i64);
        let name = self.fresh("Copy");
        let copy = self.drive.copy(self.folders[at].0, self.drive.root(), &name);
        let (id, by) = (self.drive.id, *self.drive.who.user());
        let row = self.drive.world.read(move |cx| Ok(folder::get(cx.tx, &id, &copy)?)).unwrap();
        let mut shown = Shown::new();
        for file in self.folders[at].1.values() {
            let stamp = row.as_ref().unwrap().copied_at;
            assert!(stamp >= file.row.modified);
            let mut file = File { folder: copy, id: FileId::within(&copy, file.row.key), ..file.clone() };
            (file.row.created, file.row.created_by, file.row.modified, file.row.modified_by) = (stamp, by, stamp, by);
            shown.insert(file.row.key, file);
        }
        self.folders.push((copy, shown));
    }

    fn delete_folder(&mut self) {
        if self.folders.len() < 2 {
            return;
        }
        let (id, shown) = self.folders.swap_remove(self.chance.below(self.folders.len()));
        self.drive.world.delete(&self.drive.who, id).unwrap();
        self.gone.extend(shown.values().map(|file| file.id));
        self.trashed.retain(|trashed| trashed.file.folder != id);
    }

    /// Changes so many files at once that their layers are worth flattening.
    fn change_many(&mut self) {
        let at = self.chance.below(self.folders.len());
        let folder = self.folders[at].0;
        while self.folders[at].1.len() < 270 {
            let before = self.made;
            self.made += 50;
            let body = self.drive.content("of many");
            let added = self.drive.within(
                folder,
                Box::new(move |writer, who| {
                    (0..50).map(|i| Ok(writer.add(&new(&format!("Many {}", before + i), &body), who.user())?)).collect()
                }),
            );
            let added: Vec<File> = added.unwrap();
            added.into_iter().for_each(|file| self.show(at, file));
        }
        self.copy_of(at);
        let keys: Vec<FileKey> = self.folders[at].1.keys().copied().collect();
        let changed = self.drive.within(
            folder,
            Box::new(move |writer, who| {
                let mut changed = Vec::new();
                for key in &keys {
                    let found = writer.file(key)?.ok_or(app::Error::NotFound)?;
                    let change = Change { fs_modified: Some(Timestamp::from_micros(3)), ..Change::default() };
                    changed.push(writer.change(found, &change, who.user())?);
                }
                Ok(changed)
            }),
        );
        let changed: Vec<File> = changed.unwrap();
        changed.into_iter().for_each(|file| self.show(at, file));
    }

    /// Copies a folder, so that its layer is shared.
    fn copy_of(&mut self, at: usize) {
        let last = self.folders.len() - 1;
        self.folders.swap(at, last);
        let (folder, shown) = self.folders[last].clone();
        let name = self.fresh("Kept");
        self.drive.copy(folder, self.drive.root(), &name);
        assert_eq!(shown.len(), self.folders[last].1.len());
        self.folders.swap(at, last);
    }

    fn tidy(&mut self) {
        self.drive.world.clock.advance_seconds(store::layer::collect::GRACE_SECONDS + 1);
        self.drive.world.sweep();
    }

    fn compare(&mut self) {
        for (id, shown) in &self.folders {
            let (drive, folder) = (self.drive.id, *id);
            let mut wanted: Vec<File> = shown.values().cloned().collect();
            wanted.sort_by_key(|file| model::fold(&file.row.name));
            let found = if wanted.len() < 100 {
                self.drive.files(folder)
            } else {
                // A few at a time would take long.
                self.drive
                    .world
                    .read(move |cx| {
                        let row = folder::get(cx.tx, &drive, &folder)?.unwrap();
                        let listing = read::Listing { order: Order::Name, is_descending: false, after: None, limit: 10_000 };
                        Ok(read::children(cx.tx, &row, &listing)?)
                    })
                    .unwrap()
            };
            assert_eq!(found, wanted);
            if let Some(file) = wanted.get(self.chance.below(wanted.len().max(1))) {
                self.is_found(file);
            }
            let since = wanted.get(self.chance.below(wanted.len().max(1))).map_or(Timestamp::from_micros(0), |file| file.row.modified);
            let row = self.drive.world.read(move |cx| Ok(folder::get(cx.tx, &drive, &folder)?)).unwrap();
            if let Some(row) = row {
                assert_eq!((row.held.n as usize, row.held.bytes), (wanted.len(), wanted.iter().map(|file| file.row.bytes).sum::<u64>()));
                let wanted_since = if row.copied_at >= since { Since::Ever } else { Since::Moment(since) };
                let changed = self.drive.world.read(move |cx| Ok(read::changed(cx.tx, &row, wanted_since, None, 10_000)?)).unwrap();
                let mut newer: Vec<File> = wanted.iter().filter(|file| file.row.modified >= since).cloned().collect();
                newer.sort_by_key(|file| wanted_since.place(&file.row));
                assert_eq!(changed, newer);
            }
            if wanted.len() < 30 {
                for (order, is_descending) in [(Order::Size, false), (Order::Size, true), (Order::Modified, false), (Order::Modified, true)]
                {
                    let found = self.drive.world.read(move |cx| all(cx, &drive, &folder, order, is_descending)).unwrap();
                    wanted.sort_by_key(|file| order.position(&file.row));
                    if is_descending {
                        wanted.reverse();
                    }
                    assert_eq!(found, wanted);
                }
            }
        }
        for id in self.gone.iter().rev().take(5) {
            let id = *id;
            let found = self.drive.find(id);
            // In a deleted folder a file is still there, until the folder goes for good; whoever asks looks at the folder.
            let is_live = found.is_some_and(|file| self.folders.iter().any(|(folder, _)| *folder == file.folder));
            assert!(!is_live);
        }
        assert_eq!(audit::complaints(self.drive.world.app.store()), [""; 0]);
    }

    fn is_found(&self, wanted: &File) {
        let (id, drive, folder, name) = (wanted.id, wanted.drive, wanted.folder, wanted.row.name.to_uppercase());
        let found =
            self.drive.world.read(move |cx| -> Result<_> { Ok((file::find(cx.tx, &id)?, read::named(cx.tx, &drive, &folder, &name)?)) });
        assert_eq!(found.unwrap(), (Some(wanted.clone()), Some(wanted.clone())));
    }

    fn finish(mut self) -> BTreeMap<&'static str, u64> {
        self.compare();
        self.drive.world.sweep_all();
        self.compare();
        assert_eq!(audit::leftovers(self.drive.world.app.store()), [""; 0]);
        self.drive.world.app.store().statements_seen()
    }
}

fn run(engine: Engine, seeds: u64, steps: u32) {
    let number = |variable: &str| std::env::var(variable).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("LOOSELEAF_SEED") {
        Some(seed) => vec![seed],
        None => (1..=seeds * number("LOOSELEAF_SEEDS").unwrap_or(1)).collect(),
    };
    let mut met: BTreeMap<&'static str, u64> = BTreeMap::new();
    let all_paths = seeds.len() > 1;
    for seed in seeds {
        println!("LOOSELEAF_SEED={seed}");
        let mut run = Run::new(engine, seed);
        for _ in 0..steps {
            run.step();
        }
        for (label, times) in run.finish() {
            *met.entry(label).or_default() += times;
        }
    }
    let missed: Vec<_> = PATHS.iter().filter(|label| met.get(*label).is_none_or(|times| *times == 0)).collect();
    assert!(!all_paths || missed.is_empty(), "no seed met {missed:?}");
}

#[test]
fn sqlite_shows_the_files_that_plain_maps_show() {
    run(Engine::Sqlite, 6, 160);
}

#[test]
fn postgres_shows_the_files_that_plain_maps_show() {
    if testkit::postgres::wanted() {
        run(Engine::Postgres, 3, 90);
    }
}
