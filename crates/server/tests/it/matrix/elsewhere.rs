//! What lies on one shelf, asked for at another: it is not there, whoever asks, though it were their own.

use super::call::{Call, Root, Side, call, everything, outcome};
use super::policy::{From, Outcome, Policy, SHELVES, Shelf};
use super::stage::Stage;
use crate::world::run;
use server::RouteInfo;

/// What an address names that lies on a shelf.
const NAMES: [&str; 10] =
    ["{course}", "{archive}", "{week1}", "{old}", "{plan}", "{picture}", "{file}", "{folder}", "{files}", "{permission}"];

/// By their rights: calls that are about something that lies at the place in their address.
const ABOUT: [&str; 8] = ["reader", "contributor", "owner", "holder", "given", "bin", "builder", "mine"];

#[test]
fn a_place_shows_what_lies_there() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    let before = run(everything(&stage));
    let wrong = wrong(&stage);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(before == run(everything(&stage)), "something was done");
}

/// Asks by who owns it all, and by those with whom it is shared, for what lies elsewhere; returns what was found.
pub fn wrong(stage: &Stage) -> Vec<String> {
    let policy = Policy::read();
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for (side, scope) in [(Side::Legacy, "Notes.ReadWrite.All"), (Side::Graph, "Notes.ReadWrite.All"), (Side::Drive, "Files.ReadWrite.All")]
    {
        let tokens = ["owner", "contributor", "member"].map(|name| (name, stage.token(name, scope)));
        let is_about = |route: &RouteInfo| side.has(route) && route.is_served && ABOUT.contains(&policy.calls[route.name].right.as_str());
        for route in server::routes().filter(is_about) {
            for (root, lies) in side.roots(&route).flat_map(|root| SHELVES.map(|lies| (root, lies))) {
                let Some(Call { path, kind, body }) = astray(stage, side, &route, root, lies) else { continue };
                for (name, token) in &tokens {
                    asked += 1;
                    let answer = run(stage.send(Some(token), route.method, &path, kind, &body));
                    assert_eq!(answer.route, route.name, "{path}");
                    if outcome(stage, &route, root, &answer) != Ok(Outcome::Hidden) {
                        let (at, status, body) = (root.name, answer.status, answer.body);
                        wrong.push(format!("{} at {at} by {name} for what lies with {lies:?}: {status} {path} {body}", route.name));
                    }
                }
            }
        }
    }
    assert!(asked > 3_000, "{asked}");
    wrong
}

/// Makes a call at one place that names what lies at another. `None` where it names nothing, or that is where it lies.
fn astray(stage: &Stage, side: Side, route: &RouteInfo, root: &'static Root, lies: Shelf) -> Option<Call> {
    let at = root.from.shelf();
    // One's own place shows by its id what others share, and that is no group's and no site's.
    if at == lies || matches!(root.from, From::Me) && lies == Shelf::User || root.name == "path" {
        return None;
    }
    let names: Vec<(&'static str, String)> =
        NAMES.iter().filter_map(|name| Some((*name, stage.shelves[&lies].get(name)?.clone()))).collect();
    let here = call(stage, side, route, root, &[]);
    let there = call(stage, side, route, root, &names);
    (here.path != there.path).then_some(there)
}
