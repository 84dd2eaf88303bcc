//! What everybody is on everything, as both services show it: the role, and whether it is shared. Notebooks say so (`isShared`) of
//! what more than one person sees by belonging to its owner, too; items (`shared`) only of what was given to somebody.

use app::access::AllowedItem;
use app::admin::{self, Admin, NewSite};
use app::permission::{self, Who};
use app::{Caller, access, item, notebook, place, section, view};
use expect_test::expect;
use model::{ConflictBehavior, Location, NameRule, NodeId, NodeKind, Right, Role};
use testkit::world::World;

const KINDS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::Section];

/// A notebook with a section at a place.
fn book(world: &World, who: &Caller, at: Location) -> [NodeId; 2] {
    let who = who.clone();
    let made = world.write(move |cx| {
        let place = place::resolve(cx, &who, at)?;
        let book = notebook::create(cx, &who, &place, "Book", NameRule::Notebook, ConflictBehavior::Fail)?;
        let section = section::create(cx, &who, &book, "One", ConflictBehavior::Fail)?;
        Ok([book.node().id, section.node().id])
    });
    made.unwrap()
}

/// What somebody is shown of a node: the role, and who says that it is shared.
fn shown(world: &World, who: &Caller, id: NodeId) -> String {
    let who = who.clone();
    let found = world.write(move |cx| {
        let Ok(allowed) = access::node_anywhere(cx, &who, KINDS, &id, Right::Read) else { return Ok(None) };
        let node = view::node(cx, &who, &allowed)?;
        let drive = item::view::item(cx, &who, &AllowedItem::Node(allowed))?;
        Ok(Some((node.role, node.is_shared, drive.shared.is_some())))
    });
    match found.unwrap() {
        None => "-".to_owned(),
        Some((role, notebooks, drives)) => {
            // Whoever shares anything shares it everywhere.
            assert!(notebooks || !drives, "shared as an item, and not as a notebook");
            let words = [(notebooks, " isShared"), (drives, " shared")];
            let words: String = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            format!("{role:?}{words}")
        }
    }
}

both! {
    fn both_services_show_the_same_to_everybody(engine) {
        let world = World::new(engine);
        let people: Vec<Caller> = ["ann", "ben", "cai", "dora", "eve", "zoe"].iter().map(|name| world.user(name)).collect();
        let of = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let (members, inner, alone) = (of(&["ann", "ben"]), of(&["dora"]), of(&["ann"]));
        let (team, nest, solo, site) = world.write(move |cx| {
            let team = admin::add_group(cx, &Admin::operator(), "Team", &members, None)?;
            testkit::by_name::set_member(cx, &team.id, "cai", Some(Role::Reader))?;
            let nest = admin::add_group(cx, &Admin::operator(), "Nested", &inner, None)?;
            testkit::by_name::set_inner(cx, "Team", "Nested", Some(Role::Contributor))?;
            let solo = admin::add_group(cx, &Admin::operator(), "Solo", &alone, None)?;
            let members = vec![("ann".to_owned(), Role::Owner), ("eve".to_owned(), Role::Reader)];
            let url = "https://school.example/a".to_owned();
            let site = admin::add_site(cx, &Admin::operator(), &NewSite { url, has_default_library: true, members, ..NewSite::default() })?;
            Ok((team.id, nest.id, solo.id, Location::Site(site.collection, site.id)))
        }).unwrap();
        let ann = &people[0];
        let own = book(&world, ann, Location::Me);
        let rows = [
            ("own", own),
            ("of a group", book(&world, ann, Location::Group(team))),
            ("of a group of one", book(&world, ann, Location::Group(solo))),
            ("of a site", book(&world, ann, site)),
        ];
        let table = |rows: &[(&str, [NodeId; 2])]| {
            let mut table = String::new();
            for (what, nodes) in rows {
                for (kind, node) in ["notebook", "section"].iter().zip(nodes) {
                    let cells: Vec<_> = people.iter().map(|who| shown(&world, who, *node)).collect();
                    table.push_str(&format!("{what}, {kind}: {}\n", cells.join(" | ")));
                }
            }
            table
        };
        expect![[r#"
            own, notebook: Owner | - | - | - | - | -
            own, section: Owner | - | - | - | - | -
            of a group, notebook: Owner isShared | Contributor isShared | Reader isShared | Contributor isShared | - | -
            of a group, section: Owner isShared | Contributor isShared | Reader isShared | Contributor isShared | - | -
            of a group of one, notebook: Owner | - | - | - | - | -
            of a group of one, section: Owner | - | - | - | - | -
            of a site, notebook: Owner isShared | - | - | - | Reader isShared | -
            of a site, section: Owner isShared | - | - | - | Reader isShared | -
        "#]].assert_eq(&table(&rows));
        // What is given on a section is not the notebook's; what is given on a notebook is.
        let give = |node: NodeId, to: &'static str, group: Option<model::GroupId>, role: Role| {
            let who = ann.clone();
            world.write(move |cx| {
                let allowed = access::node_anywhere(cx, &who, KINDS, &node, Right::Manage)?;
                permission::grant(cx, &allowed, group.map_or(Who::Named(to), Who::Group), role).map(drop)
            }).unwrap();
        };
        give(own[1], "zoe", None, Role::Contributor);
        give(own[1], "", Some(nest), Role::Reader);
        expect![[r#"
            own, notebook: Owner | - | - | - | - | -
            own, section: Owner isShared shared | - | - | Reader isShared shared | - | Contributor isShared shared
        "#]].assert_eq(&table(&rows[..1]));
        give(own[0], "", Some(team), Role::Reader);
        expect![[r#"
            own, notebook: Owner isShared shared | Reader isShared shared | Reader isShared shared | Reader isShared shared | - | -
            own, section: Owner isShared shared | Reader isShared shared | Reader isShared shared | Reader isShared shared | - | Contributor isShared shared
        "#]].assert_eq(&table(&rows[..1]));
    }
}
