//! A drive with somebody who owns it, used by the verbs of items alone.

use app::access::AllowedItem;
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Anchor, At, Bytes, Change, How, Listing, Made, Only, Order, Removal, Which};
use app::{Caller, Cx, Digests, Result, Settings};
use model::{ConflictBehavior, ItemId, Location, Right};
use store::content::{Body, Content};
use testkit::audit;
use testkit::world::{Engine, World, allowed_item};

pub(super) struct Shelf {
    pub(super) world: World,
    pub(super) who: Caller,
}

/// Names an item by its path, or by its id where it begins with one.
#[derive(Clone, Debug)]
pub(super) enum Named {
    Path(String),
    Id(ItemId),
    At(At),
}

impl From<&str> for Named {
    fn from(path: &str) -> Self {
        Self::Path(path.to_owned())
    }
}

impl From<&ItemView> for Named {
    fn from(view: &ItemView) -> Self {
        Self::Id(view.id)
    }
}

impl Named {
    pub(super) fn at(&self) -> At {
        let drive = Which::Default(Location::Me);
        match self {
            Self::Path(path) => {
                let path = path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
                At { drive, anchor: Anchor::Root, path }
            }
            Self::At(at) => at.clone(),
            Self::Id(id) => At { drive, anchor: Anchor::Id(*id), path: Vec::new() },
        }
    }
}

/// Returns a content and what clients know it by.
pub(super) fn bytes_of(text: &str) -> (Content, Digests) {
    let (hash, digests) = Digests::of(text.as_bytes());
    (Content { hash, bytes: text.len() as u64, body: Body::Inline(text.as_bytes().to_vec()) }, digests)
}

/// What replaces what has its name.
pub(super) const OVER: How<'static> =
    How { conflict: ConflictBehavior::Replace, only: Only::Always, description: None, fs_created: None, fs_modified: None };

impl Shelf {
    pub(super) fn new(engine: Engine) -> Self {
        Self::with_quota(engine, None)
    }

    pub(super) fn set(engine: Engine, settings: Settings) -> Self {
        let world = World::with(engine, settings, 1);
        let who = world.user("ann");
        Self { world, who }
    }

    pub(super) fn with_quota(engine: Engine, quota_bytes: Option<u64>) -> Self {
        let world = World::new(engine);
        let who = world.user_with_quota("ann", quota_bytes);
        Self { world, who }
    }

    /// Does something with an item that may be written.
    pub(super) fn with<T: Send + 'static>(
        &self,
        what: impl Into<Named>,
        mut deed: impl FnMut(&mut Cx<'_, '_>, &Caller, &AllowedItem) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (who, at) = (self.who.clone(), what.into().at());
        self.world.write(move |cx| {
            let found = item::item(cx, &who, &at, Right::Write)?;
            deed(cx, &who, &found)
        })
    }

    pub(super) fn get(&self, what: impl Into<Named>) -> Result<ItemView> {
        let (who, at) = (self.who.clone(), what.into().at());
        self.world.read(move |cx| {
            let found = item::item(cx, &who, &at, Right::Read)?;
            view::item(cx, &who, &found)
        })
    }

    pub(super) fn put(&self, what: impl Into<Named>, text: &str, how: How<'static>) -> Result<(ItemView, Made)> {
        let (who, at, (content, digests)) = (self.who.clone(), what.into().at(), bytes_of(text));
        self.world.write(move |cx| {
            let to = item::reach(cx, &who, &at, Right::Write)?;
            let (file, made) = item::put(cx, &who, &to, Bytes { content: &content, digests: &digests }, &how)?;
            Ok((view::item(cx, &who, &AllowedItem::File(Box::new(file)))?, made))
        })
    }

    /// Puts a file that must go well.
    pub(super) fn file(&self, path: &str, text: &str) -> ItemView {
        self.put(path, text, OVER).unwrap().0
    }

    pub(super) fn folder(&self, parent: impl Into<Named>, name: &str, conflict: ConflictBehavior) -> Result<(ItemView, Made)> {
        let name = name.to_owned();
        self.with(parent, move |cx, who, parent| {
            let (made, is_new) = item::create_folder(cx, who, parent, &name, conflict)?;
            Ok((view::item(cx, who, &made)?, is_new))
        })
    }

    /// Changes an item: its name, and what it lies in.
    pub(super) fn change(&self, what: impl Into<Named>, into: Option<&str>, change: Change<'static>) -> Result<ItemView> {
        let into = into.map(|into| Named::from(into).at());
        self.with(what, move |cx, who, found| {
            let parent = into.as_ref().map(|at| item::item(cx, who, at, Right::Write)).transpose()?;
            let changed = item::change(cx, who, found, &Change { parent: parent.as_ref(), ..change })?;
            view::item(cx, who, &changed)
        })
    }

    pub(super) fn rename(&self, what: impl Into<Named>, name: &'static str) -> Result<ItemView> {
        self.change(what, None, Change { name: Some(name), ..Change::default() })
    }

    pub(super) fn delete(&self, what: impl Into<Named>) -> Result<()> {
        self.with(what, |cx, who, found| item::delete(cx, who, found, Removal::ToTrash, Only::Always))
    }

    pub(super) fn restore(&self, what: &ItemView, into: Option<&str>, name: Option<&'static str>) -> Result<ItemView> {
        let (who, at, into) = (self.who.clone(), Named::from(what).at(), into.map(|into| Named::from(into).at()));
        self.world.write(move |cx| {
            let found = item::trashed(cx, &who, &at)?;
            let parent = into.as_ref().map(|at| item::item(cx, &who, at, Right::Write)).transpose()?;
            let restored = item::restore(cx, &who, found, parent.as_ref(), name)?;
            view::item(cx, &who, &restored)
        })
    }

    /// Returns the names in a folder in some order, a few at a time.
    pub(super) fn list(&self, what: &str, order: Order, is_descending: bool) -> String {
        let (who, at) = (self.who.clone(), Named::from(what).at());
        let names = self.world.read(move |cx| {
            let parent = item::item(cx, &who, &at, Right::Read)?;
            let (mut names, mut after) = (Vec::new(), None);
            loop {
                let listing = Listing { order, is_descending, after: after.as_ref(), limit: 2 };
                let (items, places): (Vec<_>, Vec<_>) = item::children(cx, &parent, &listing)?.into_iter().unzip();
                let views = view::children(cx, &who, &parent, &items)?;
                names.extend(views.into_iter().map(|view| view.name));
                after = places.into_iter().last();
                if after.is_none() {
                    return Ok(names.join(" "));
                }
            }
        });
        names.unwrap()
    }

    /// Returns the names in a folder.
    pub(super) fn names(&self, what: &str) -> String {
        self.list(what, Order::Name, false)
    }

    /// Returns how many bytes the drive is said to hold.
    pub(super) fn used(&self) -> u64 {
        let who = self.who.clone();
        let quota = self.world.read(move |cx| {
            let found = item::drive(cx, &who, Which::Default(Location::Me))?;
            Ok(view::drive(cx, &who, &found)?.quota)
        });
        quota.unwrap().unwrap().used
    }

    pub(super) fn is_sound(&self) {
        assert_eq!(audit::complaints(self.world.app.store()), [""; 0]);
    }
}

/// Returns what a file holds, by one of its digests.
pub(super) fn sha1(view: &ItemView) -> [u8; 20] {
    match &view.facet {
        Facet::File(digests) => digests.sha1,
        other => panic!("{other:?}"),
    }
}

/// Returns an item and all that lies below it, as lists show it.
pub(crate) fn walked(cx: &mut Cx<'_, '_>, who: &Caller, top: &[u8; 16]) -> Result<Vec<ItemView>> {
    let top = allowed_item(cx, who, top, Right::Read)?;
    let mut all = vec![view::item(cx, who, &top)?];
    let mut next = 0;
    while let Some(id) = all.get(next).map(|view| view.id) {
        let parent = allowed_item(cx, who, &id.bytes, Right::Read)?;
        let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: 10_000 };
        let items: Vec<_> = item::children(cx, &parent, &listing)?.into_iter().map(|(item, _)| item).collect();
        all.extend(view::children(cx, who, &parent, &items)?);
        next += 1;
    }
    Ok(all)
}
