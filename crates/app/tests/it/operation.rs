//! Operations as work that survives whatever happens to its workers.

mod crash;
mod ended;
mod idempotency;
mod lease;

use app::operation::worker::{self, Claim};
use app::{Caller, Settings};
use model::NodeId;
use testkit::world::{Engine, World};

/// A notebook that takes a copy several steps.
const SKETCH: &str = "Atlas
  Africa/
    Chad: c1, c2
    Mali: m1
  Asia/
    Inner/
      Nepal: n1
  Index: a, b, c
  Notes
";

fn settings() -> Settings {
    Settings { copies_at_once: false, copy_batch_nodes: 3, attempts_max: 3, trash_kept_seconds: 100, ..Settings::default() }
}

/// A world whose copies are left to the worker, a person, and their notebook.
fn world(engine: Engine) -> (World, Caller, NodeId) {
    let world = World::with(engine, settings(), 1);
    let who = world.user("alice");
    let root = world.sketch(&who, SKETCH)[0];
    (world, who, root)
}

fn copy_of(name: &str) -> String {
    SKETCH.replace("Atlas", name)
}

fn claim(world: &World) -> Claim {
    worker::claim(&world.app).unwrap().expect("an operation waits")
}

fn advance(world: &World, claim: &Claim) -> bool {
    worker::advance(&world.app, claim).unwrap()
}
