//! Links between pages, which are symbols in what is stored, and what becomes of them in copies.

use ::page::Reference;
use app::view::PageView;
use app::{Caller, Settings, link, page};
use model::{NodeId, PageId, Right};
use testkit::world::{Engine, World, allowed, allowed_page, inline};

/// A page with this title in a notebook of two sections and two in a group, and a page that links to it from each.
const SKETCH: &str = "Atlas
  Group/
    Deep: deep
  One: one
  Two: two
";

/// Addresses of this server's pages look so in these tests.
const SCHEME: &str = "page:";

/// Puts a page with links into a section, through the parser.
fn put(world: &World, who: &Caller, section: NodeId, title: &str, targets: &[PageId]) -> PageId {
    let links: String = targets.iter().map(|id| format!("<p><a href=\"{SCHEME}{id}\">there</a></p>")).collect();
    let html = format!("<html><head><title>{title}</title></head><body>{links}</body></html>");
    let who = who.clone();
    let own = |href: &str| href.strip_prefix(SCHEME).and_then(|id| id.parse().ok()).map(page::Own::Page);
    world
        .write(move |cx| {
            let section = allowed(cx, &who, section, Right::Write)?;
            let prepared = page::prepare(cx, &who, &html, &page::Brought { own: &own, ..page::Brought::default() })?;
            let body = inline(std::str::from_utf8(&prepared.canonical).unwrap());
            Ok(page::create(cx, &who, &section, &prepared, &body.into())?.id())
        })
        .unwrap()
}

/// Returns where the links of a page lead, for a reader who meets it where it is.
fn follow(world: &World, who: &Caller, id: PageId) -> Vec<PageId> {
    let who = who.clone();
    world
        .read(move |cx| {
            let found = allowed_page(cx, &who, id, Right::Read, model::Need::ReadPages)?;
            let store::content::Body::Inline(body) = page::body(cx, &found)? else { panic!("a small page") };
            let document = page::document(&body)?;
            let references: Vec<Reference> = document.references().collect();
            references.iter().map(|reference| link::resolve(cx, found.section(), reference)).collect()
        })
        .unwrap()
}

/// Returns the pages of a tree as `section/title`.
fn pages(world: &World, who: &Caller, section: NodeId) -> Vec<PageView> {
    let who = who.clone();
    let listed = world.read(move |cx| {
        let section = allowed(cx, &who, section, Right::Read)?;
        page::list_in(cx, &who, &section, None, 0, 100)
    });
    listed.unwrap().entries
}

fn titled(world: &World, who: &Caller, section: NodeId, title: &str) -> PageId {
    pages(world, who, section).iter().find(|page| page.title == title).expect("the page is there").id
}

/// Returns the section of this name somewhere below `root`.
fn section(world: &World, root: NodeId, name: &str) -> NodeId {
    let name = name.to_owned();
    let found = world.read(move |cx| {
        let node = store::node::find(cx.tx, &root)?.unwrap();
        let sections = store::node::of_kind(cx.tx, &node.drive, model::NodeKind::Section, None, 1_000)?;
        for section in sections {
            if section.name == name && store::node::ancestry(cx.tx, &node.drive, &section.id)?.contains(&root) {
                return Ok(section.id);
            }
        }
        Err(app::Error::NotFound)
    });
    found.unwrap()
}

struct Bench {
    world: World,
    who: Caller,
    nodes: Vec<NodeId>,
    /// A page in section One that links to the pages deep, one, two.
    linking: PageId,
    targets: [PageId; 3],
}

impl Bench {
    fn new(engine: Engine, settings: Settings) -> Self {
        let world = World::with(engine, settings, 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, SKETCH);
        let targets =
            [titled(&world, &who, nodes[2], "deep"), titled(&world, &who, nodes[3], "one"), titled(&world, &who, nodes[4], "two")];
        let linking = put(&world, &who, nodes[3], "links", &targets);
        Self { world, who, nodes, linking, targets }
    }

    fn copy(&self, what: NodeId, into: Option<NodeId>, name: &str) -> NodeId {
        let operation = self.world.copy(&self.who, what, into, name).unwrap();
        self.world.work();
        self.world.operation(operation.id).outcome.unwrap().node
    }
}

both! {
    fn a_link_leads_to_what_it_was_made_for(engine) {
        let bench = Bench::new(engine, Settings::default());
        assert_eq!(follow(&bench.world, &bench.who, bench.linking), bench.targets);
        // And still does once its target was edited and its section copied.
        bench.copy(bench.nodes[4], Some(bench.nodes[0]), "Two again");
        bench.world.edit(&bench.who, bench.targets[2], "two, edited").unwrap();
        assert_eq!(follow(&bench.world, &bench.who, bench.linking), bench.targets);
    }

    fn in_a_copied_notebook_links_lead_into_the_copy(engine) {
        for copies_at_once in [true, false] {
            let bench = Bench::new(engine, Settings { copies_at_once, copy_batch_nodes: 2, ..Settings::default() });
            let Bench { world, who, .. } = &bench;
            // Two copies: each leads into itself. And a copy of a copy.
            let first = bench.copy(bench.nodes[0], None, "First");
            let second = bench.copy(bench.nodes[0], None, "Second");
            let third = bench.copy(second, None, "Third");
            for root in [first, second, third] {
                let here = |section_name: &str, title: &str| titled(world, who, section(world, root, section_name), title);
                let wanted = [here("Deep", "deep"), here("One", "one"), here("Two", "two")];
                assert_eq!(follow(world, who, here("One", "links")), wanted);
            }
            assert_eq!(follow(world, who, bench.linking), bench.targets);
        }
    }

    fn in_a_section_that_was_copied_alone_links_to_others_lead_to_the_originals(engine) {
        let bench = Bench::new(engine, Settings::default());
        let copy = bench.copy(bench.nodes[3], Some(bench.nodes[0]), "One again");
        let links = titled(&bench.world, &bench.who, copy, "links");
        let own = titled(&bench.world, &bench.who, copy, "one");
        assert_eq!(follow(&bench.world, &bench.who, links), [bench.targets[0], own, bench.targets[2]]);
    }

    fn a_target_that_is_gone_from_the_copy_is_the_original(engine) {
        let bench = Bench::new(engine, Settings::default());
        let Bench { world, who, .. } = &bench;
        let root = bench.copy(bench.nodes[0], None, "Copy");
        let two = section(world, root, "Two");
        world.delete_page(who, titled(world, who, two, "two")).unwrap();
        world.delete(who, section(world, root, "Deep")).unwrap();
        let one = section(world, root, "One");
        let links = titled(world, who, one, "links");
        assert_eq!(follow(world, who, links), [bench.targets[0], titled(world, who, one, "one"), bench.targets[2]]);
    }

    fn a_page_that_was_copied_alone_keeps_its_links_to_the_originals(engine) {
        let bench = Bench::new(engine, Settings::default());
        let copied = bench.world.copy_page(&bench.who, bench.linking, bench.nodes[2]).unwrap().outcome.unwrap();
        let copy = PageId { section: copied.node, key: copied.key.unwrap() };
        assert_ne!(copy.key, bench.linking.key);
        assert_eq!(follow(&bench.world, &bench.who, copy), bench.targets);
    }

    fn a_link_finds_a_page_that_moved(engine) {
        let bench = Bench::new(engine, Settings::default());
        let Bench { world, who, .. } = &bench;
        let before = bench.copy(bench.nodes[0], None, "Before");
        let deep = world.place(who, bench.targets[0], None, None, Some(bench.nodes[4])).unwrap();
        let one = world.place(who, bench.targets[1], None, None, Some(bench.nodes[4])).unwrap();
        assert_eq!(follow(world, who, bench.linking), [deep, one, bench.targets[2]]);
        // On and back again.
        let deep = world.place(who, deep, None, None, Some(bench.nodes[3])).unwrap();
        let deep = world.place(who, deep, None, None, Some(bench.nodes[2])).unwrap();
        assert_eq!(follow(world, who, bench.linking), [deep, one, bench.targets[2]]);
        // A copy that was made before has them where they were, one that is made now where they are.
        let there = |root, section_name: &str, title: &str| titled(world, who, section(world, root, section_name), title);
        let links = |root| follow(world, who, there(root, "One", "links"));
        assert_eq!(links(before), [there(before, "Deep", "deep"), there(before, "One", "one"), there(before, "Two", "two")]);
        let after = bench.copy(bench.nodes[0], None, "After");
        assert_eq!(links(after), [there(after, "Deep", "deep"), there(after, "Two", "one"), there(after, "Two", "two")]);
        // And what moves within a copy is found there.
        let moved = world.place(who, there(before, "Two", "two"), None, None, Some(section(world, before, "Deep"))).unwrap();
        assert_eq!(links(before)[2], moved);
        // The linking page itself may move too.
        let linking = world.place(who, bench.linking, None, None, Some(bench.nodes[2])).unwrap();
        assert_eq!(follow(world, who, linking), [deep, one, bench.targets[2]]);
    }

    fn a_link_to_what_one_may_not_read_stays_text(engine) {
        let bench = Bench::new(engine, Settings::default());
        let bob = bench.world.user("bob");
        let section = bench.world.sketch(&bob, "Mine\n  Section\n")[1];
        let page = put(&bench.world, &bob, section, "curious", &bench.targets);
        assert_eq!(follow(&bench.world, &bob, page), []);
    }
}
