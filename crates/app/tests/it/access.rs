//! Who may do what, as one matrix to be read.

use app::access;
use app::place;
use app::{Caller, Error, admin};
use expect_test::expect;
use model::{Location, NodeId, NodeKind, Owner, Right, Role};
use testkit::world::{Engine, World};

const KINDS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// Says which of read, write, manage somebody has on a node: `rwm`, `-` where refused, `.` where it is not even there.
fn rights(world: &World, who: &Caller, location: Option<Location>, node: NodeId) -> String {
    let one = |right: Right, letter: char| {
        let who = who.clone();
        let asked = world.read(move |cx| match location {
            None => access::node_anywhere(cx, &who, KINDS, &node, right).map(|_| ()),
            Some(location) => {
                let place = place::resolve(cx, &who, location)?;
                access::node(cx, &who, &place, KINDS, &node, right).map(|_| ())
            }
        });
        match asked {
            Ok(()) => letter,
            Err(Error::NotAllowed(refused)) => {
                assert_eq!(refused, right);
                '-'
            }
            Err(Error::NotFound | Error::GroupNotFound | Error::SiteNotFound) => '.',
            Err(other) => panic!("{other:?}"),
        }
    };
    [one(Right::Read, 'r'), one(Right::Write, 'w'), one(Right::Manage, 'm')].iter().collect()
}

/// Makes the tree that is asked about in somebody's drive, and returns notebook, group, section in it, section beside it.
fn tree(world: &World, owner: &Owner, by: &Caller) -> [NodeId; 4] {
    let (owner, by) = (*owner, by.clone());
    let made = world.write(move |cx| {
        let drive = store::drive::of_owner(cx.tx, &owner)?.remove(0);
        let now = cx.now();
        let mut ids = Vec::new();
        let mut add = |cx: &mut app::Cx<'_, '_>, parent: NodeId, kind, name: &str| -> app::Result<NodeId> {
            let id = NodeId(cx.guid());
            let node = store::node::Node {
                drive: drive.id,
                id,
                parent: Some(parent),
                notebook: Some(ids.first().copied().unwrap_or(id)),
                kind,
                name: name.to_owned(),
                created: now,
                created_by: *by.user(),
                modified: now,
                modified_by: *by.user(),
            };
            assert!(store::node::insert(cx.tx, &node)?);
            if kind == NodeKind::Section {
                store::section::insert(cx.tx, &drive.id, &id, &model::Lineage(id.0), by.user(), now)?;
            }
            ids.push(id);
            Ok(id)
        };
        let notebook = add(cx, drive.root(), NodeKind::Notebook, "Notebook")?;
        let group = add(cx, notebook, NodeKind::SectionGroup, "Group")?;
        let inner = add(cx, group, NodeKind::Section, "Inner")?;
        let plain = add(cx, notebook, NodeKind::Section, "Plain")?;
        Ok([notebook, group, inner, plain])
    });
    made.unwrap()
}

fn matrix(engine: Engine) -> String {
    let world = World::new(engine);
    let owner = world.user("owner");
    let names = ["stranger", "reader", "contributor", "co-owner", "section-reader", "section-contributor", "group-shared", "ex-reader"];
    let people: Vec<_> = names.map(|name| (name, world.user(name))).into();
    let members: Vec<_> = ["group-owner", "group-member"].map(|name| (name, world.user(name))).into();
    let visitors: Vec<_> = ["site-owner", "site-member", "site-visitor"].map(|name| (name, world.user(name))).into();
    let group = world
        .write(|cx| admin::add_group(cx, &admin::Admin::operator(), "group", &["group-owner".into(), "group-member".into()], None))
        .unwrap();
    let site = world
        .write(|cx| {
            let members = [("site-owner", Role::Owner), ("site-member", Role::Contributor), ("site-visitor", Role::Reader)];
            let new = admin::NewSite {
                url: "https://x.example/sites/a".into(),
                has_default_library: true,
                members: members.map(|(name, role)| (name.to_owned(), role)).into(),
                ..admin::NewSite::default()
            };
            admin::add_site(cx, &admin::Admin::operator(), &new)
        })
        .unwrap();

    let mine = tree(&world, &Owner::User(*owner.user()), &owner);
    let share = |node: NodeId, name: &'static str, role| {
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &node, name, role)).unwrap()
    };
    share(mine[0], "reader", Some(Role::Reader));
    share(mine[0], "contributor", Some(Role::Contributor));
    share(mine[0], "co-owner", Some(Role::Owner));
    share(mine[2], "section-reader", Some(Role::Reader));
    share(mine[2], "section-contributor", Some(Role::Contributor));
    share(mine[1], "group-shared", Some(Role::Contributor));
    share(mine[0], "ex-reader", Some(Role::Reader));
    share(mine[0], "ex-reader", None);

    let mut out = String::new();
    let mut print = |title: &str, nodes: &[NodeId; 4], location: Option<Location>, who: &[(&str, Caller)]| {
        out += &format!("{title:<34}notebook group    inner    plain\n");
        for (name, caller) in who {
            let cells = nodes.map(|node| rights(&world, caller, location, node));
            out += &format!("  {name:<32}{}\n", cells.map(|cell| format!("{cell:<9}")).concat().trim_end());
        }
    };
    let everybody: Vec<_> =
        [("owner", owner.clone())].into_iter().chain(people.clone()).chain(members.clone()).chain(visitors.clone()).collect();
    print("a person's, wherever", &mine, None, &everybody);
    print("a person's, by `me`", &mine, Some(Location::Me), &everybody[..9]);
    print("a person's, by `users/owner`", &mine, Some(Location::User(*owner.user())), &everybody[..9]);

    let groups = tree(&world, &Owner::Group(group.id), &members[0].1);
    share(groups[2], "section-reader", Some(Role::Reader));
    let some: Vec<_> = members.iter().chain(&people[..1]).chain(&people[4..5]).cloned().collect();
    print("a group's, by `groups/…`", &groups, Some(Location::Group(group.id)), &some);
    print("a group's, by `me`", &groups, Some(Location::Me), &some);
    print("a group's, wherever", &groups, None, &some);

    let sites = tree(&world, &Owner::Site(site.id), &visitors[0].1);
    share(sites[3], "site-visitor", Some(Role::Contributor));
    let some: Vec<_> = visitors.iter().chain(&people[..1]).cloned().collect();
    print("a site's, by `siteCollections/…`", &sites, Some(Location::Site(site.collection, site.id)), &some);
    print("a site's, wherever", &sites, None, &some);
    out
}

both! {
    fn the_matrix(engine) {
        expect![[r#"
            a person's, wherever              notebook group    inner    plain
              owner                           rwm      rwm      rwm      rwm
              stranger                        ...      ...      ...      ...
              reader                          r--      r--      r--      r--
              contributor                     rw-      rw-      rw-      rw-
              co-owner                        rwm      rwm      rwm      rwm
              section-reader                  ...      ...      r--      ...
              section-contributor             ...      ...      rw-      ...
              group-shared                    ...      rw-      rw-      ...
              ex-reader                       ...      ...      ...      ...
              group-owner                     ...      ...      ...      ...
              group-member                    ...      ...      ...      ...
              site-owner                      ...      ...      ...      ...
              site-member                     ...      ...      ...      ...
              site-visitor                    ...      ...      ...      ...
            a person's, by `me`               notebook group    inner    plain
              owner                           rwm      rwm      rwm      rwm
              stranger                        ...      ...      ...      ...
              reader                          r--      r--      r--      r--
              contributor                     rw-      rw-      rw-      rw-
              co-owner                        rwm      rwm      rwm      rwm
              section-reader                  ...      ...      r--      ...
              section-contributor             ...      ...      rw-      ...
              group-shared                    ...      rw-      rw-      ...
              ex-reader                       ...      ...      ...      ...
            a person's, by `users/owner`      notebook group    inner    plain
              owner                           rwm      rwm      rwm      rwm
              stranger                        ...      ...      ...      ...
              reader                          r--      r--      r--      r--
              contributor                     rw-      rw-      rw-      rw-
              co-owner                        rwm      rwm      rwm      rwm
              section-reader                  ...      ...      r--      ...
              section-contributor             ...      ...      rw-      ...
              group-shared                    ...      rw-      rw-      ...
              ex-reader                       ...      ...      ...      ...
            a group's, by `groups/…`          notebook group    inner    plain
              group-owner                     rwm      rwm      rwm      rwm
              group-member                    rw-      rw-      rw-      rw-
              stranger                        ...      ...      ...      ...
              section-reader                  ...      ...      ...      ...
            a group's, by `me`                notebook group    inner    plain
              group-owner                     ...      ...      ...      ...
              group-member                    ...      ...      ...      ...
              stranger                        ...      ...      ...      ...
              section-reader                  ...      ...      ...      ...
            a group's, wherever               notebook group    inner    plain
              group-owner                     rwm      rwm      rwm      rwm
              group-member                    rw-      rw-      rw-      rw-
              stranger                        ...      ...      ...      ...
              section-reader                  ...      ...      r--      ...
            a site's, by `siteCollections/…`  notebook group    inner    plain
              site-owner                      rwm      rwm      rwm      rwm
              site-member                     rw-      rw-      rw-      rw-
              site-visitor                    r--      r--      r--      rw-
              stranger                        ...      ...      ...      ...
            a site's, wherever                notebook group    inner    plain
              site-owner                      rwm      rwm      rwm      rwm
              site-member                     rw-      rw-      rw-      rw-
              site-visitor                    r--      r--      r--      rw-
              stranger                        ...      ...      ...      ...
        "#]].assert_eq(&matrix(engine));
    }
}
