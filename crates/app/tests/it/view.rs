//! What a reader is shown around a node.

use app::{Caller, access, admin, place};
use model::{Location, NodeKind, Right, Role};
use testkit::world::World;

const KINDS: &[NodeKind] = &[NodeKind::Section];

both! {
    fn what_lies_above_a_share_is_not_shown(engine) {
        let world = World::new(engine);
        let (ann, dora) = (world.user("ann"), world.user("dora"));
        let notebook = world.notebook(&ann, "Private").unwrap();
        let group = world.group(&ann, notebook, "Shared").unwrap();
        let section = world.section(&ann, group, "Inner").unwrap();
        let page = world.page(&ann, section, "text").unwrap();
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &group, "dora", Some(Role::Reader))).unwrap();
        let owner = Location::User(*ann.user());
        let seen = move |who: &Caller| {
            let who = who.clone();
            world.read(move |cx| {
                let place = place::resolve(cx, &who, owner)?;
                let found = access::node(cx, &who, &place, KINDS, &section, Right::Read)?;
                let view = app::view::node(cx, &who, &found)?;
                let found = access::page(cx, &who, &place, &page, Right::Read, model::Need::ReadPages)?;
                let path = app::view::page(cx, &who, &found)?.path.names;
                Ok((view.notebook.map(|above| above.name), view.group.map(|above| above.name), path))
            })
        };
        let (above, around, path) = seen(&dora).unwrap();
        assert_eq!((above, around.as_deref(), path), (None, Some("Shared"), vec!["Shared".to_owned(), "Inner".to_owned()]));
        let (above, _, path) = seen(&ann).unwrap();
        assert_eq!((above.as_deref(), path.len()), (Some("Private"), 4));
    }
}
