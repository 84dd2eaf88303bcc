//! What a sign-in costs, whoever it is for.

use app::sign_in::{self, Admitted, FAILURES_FREE};
use testkit::world::World;

/// Returns how many statements a sign-in with a wrong password runs while it looks and while it settles, and how many of the latter write.
fn work(world: &World, name: &'static str) -> (usize, usize, usize) {
    let sum =
        |trace: &[(&str, u64)], of: fn(&str) -> bool| trace.iter().filter(|(label, _)| of(label)).map(|(_, times)| *times as usize).sum();
    let (claim, looked) = world.app.read(move |cx| Ok((sign_in::claim(cx, name)?, cx.tx.trace()))).wait().unwrap();
    let verdict = claim.prove("wrong").unwrap();
    let settled = world.app.write(move |cx| {
        assert!(sign_in::begin(cx, name, &verdict, None)?.is_none());
        Ok(cx.tx.trace())
    });
    let settled = settled.wait().unwrap();
    let is_write = |label: &str| label.contains(".count_") || label.contains(".lock_");
    (sum(&looked, |_| true), sum(&settled, |_| true), sum(&settled, is_write))
}

both! {
    /// Rows and statements are counted, not time: that is what differs between accounts, and it does not flake. The hash is counted where
    /// the pages are tried.
    fn a_name_that_nobody_has_costs_what_any_does(engine) {
        let world = World::new(engine);
        let _ = (world.user("ann"), world.user("bob"));
        let hash = app::password::hash("sesame", &[3; 16]).unwrap();
        world.app.write(move |cx| testkit::by_name::set_password(cx, "ann", &hash)).wait().unwrap();
        for tried in 1..=FAILURES_FREE + 2 {
            let ann = work(&world, "ann");
            assert_eq!(work(&world, "nobody at all"), ann, "{tried}");
            assert_eq!(work(&world, "bob"), ann, "without a password, {tried}");
            let writes = if tried < FAILURES_FREE { 1 } else if tried == FAILURES_FREE { 2 } else { 0 };
            assert_eq!(ann.2, writes, "{tried}");
        }
        // The lock ends for both in the same moment.
        world.clock.advance_seconds(60);
        assert_eq!(work(&world, "nobody at all"), work(&world, "ann"));
        world.clock.advance_seconds(3_600);
        let verdict = world.app.read(|cx| sign_in::claim(cx, "ann")).wait().unwrap().prove("sesame").unwrap();
        let begun = world.app.write(move |cx| sign_in::begin(cx, "ann", &verdict, None)).wait().unwrap();
        assert!(matches!(begun, Some(Admitted::In(_))));
    }
}
