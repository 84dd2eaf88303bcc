//! Who runs the server.

use app::admin::{self, Admin, Asked, Refused};
use app::{Error, Result, account};
use model::UserId;
use testkit::world::World;

/// Makes somebody an administrator, or no longer, as whoever has the data folder.
fn set(world: &World, name: &'static str, is_admin: bool) {
    world.app.write(move |cx| admin::set_admin(cx, &Admin::operator(), name, is_admin).map(drop)).wait().unwrap();
}

/// Revokes somebody in a browser, as somebody.
fn revoke(world: &World, by: UserId, name: &'static str) -> Result<()> {
    let revoked = world.app.write(move |cx| {
        let by = Admin::of(cx, &by, Asked::default())?;
        admin::set_admin(cx, &by, name, false).map(drop)
    });
    revoked.wait()
}

both! {
    fn only_an_administrator_who_is_here_is_one(engine) {
        let world = World::new(engine);
        let (ann, ben) = (*world.user("ann").user(), *world.user("ben").user());
        set(&world, "ann", true);
        let refused = Err(Error::Administration(Refused::NotAdministrator));
        assert_eq!(revoke(&world, ben, "ann"), refused);
        world.app.write(|cx| account::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(revoke(&world, ann, "ann"), refused);
        world.app.write(|cx| account::suspend(cx, "ann", false)).wait().unwrap();
        world.app.write(|cx| account::remove(cx, "ann")).wait().unwrap();
        assert_eq!(revoke(&world, ann, "ben"), refused);
    }

    fn the_last_administrator_goes_only_on_the_command_line(engine) {
        let world = World::new(engine);
        let (ann, ben) = (*world.user("ann").user(), *world.user("ben").user());
        set(&world, "ann", true);
        set(&world, "ben", true);
        assert_eq!(revoke(&world, ann, "ann"), Ok(()));
        assert_eq!(revoke(&world, ben, "ben"), Err(Error::Administration(Refused::LastAdministrator)));
        // Who does nothing for now is nobody who could make another.
        set(&world, "ann", true);
        world.app.write(|cx| account::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(revoke(&world, ben, "ben"), Err(Error::Administration(Refused::LastAdministrator)));
        assert_eq!(revoke(&world, ben, "ann"), Ok(()));
        set(&world, "ben", false);
    }
}
