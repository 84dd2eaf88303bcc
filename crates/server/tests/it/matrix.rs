//! Who may what: every row of the route table, at every root, by everybody, with scopes of every kind, held against a policy that
//! was written apart from the program (`matrix/policy.txt`). Who owns, and who may write, is asked with every scope that there is.
//!
//! What is refused is asked first, and must have changed nothing. Then comes what is only read, then what changes something; of
//! what would be gone after it, each call gets its own. An answer counts as done if it is done, and not by being no refusal.
//! What comes of it stands in `matrix/*.txt`; read its changes as a lawyer would.

mod apart;
mod browsers;
mod call;
mod elsewhere;
mod ends;
mod moves;
mod office;
mod people;
mod planted;
mod policy;
mod stage;
mod twins;
mod typed;

use crate::world::run;
use call::{Call, Root, Side, call, changes, everything, fresh, outcome, shown};
use expect_test::{ExpectFile, expect_file};
use policy::{From, Met, Outcome, Policy, Shelf, Who};
use server::RouteInfo;
use stage::{Asker, Stage};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Whose answers are shown, with the widest scopes.
const COLUMNS: [&str; 10] = ["owner", "elsewhere", "contributor", "reader", "member", "nested", "writer", "former", "outsider", "app"];

/// Rights that are asked about by tests of their own, below.
const APART: [&str; 7] = ["open", "secret", "browser", "page", "desk", "office", "link"];

#[test]
fn the_policy_and_the_table_name_the_same_calls() {
    let (mut lacking, mut left) = (Vec::new(), Policy::read().calls);
    for route in server::routes() {
        if left.remove(route.name).is_none() {
            lacking.push(route.name);
        }
    }
    assert!(lacking.is_empty(), "the policy says nothing about {lacking:?}");
    assert!(left.is_empty(), "the policy speaks of calls that are not there: {:?}", left.keys());
}

#[test]
fn notes_of_the_first_service_are_for_whom_the_policy_says() {
    hold(Side::Legacy, &expect_file!["matrix/legacy.txt"]);
}

#[test]
fn notes_on_graph_are_for_whom_the_policy_says() {
    hold(Side::Graph, &expect_file!["matrix/graph.txt"]);
}

#[test]
fn drives_are_for_whom_the_policy_says() {
    hold(Side::Drive, &expect_file!["matrix/drives.txt"]);
}

/// By a scope for it alone, an app does there what its person may, and another app nothing.
#[test]
fn an_app_finds_its_own_folder() {
    let policy = Policy::read();
    let mut stage = Stage::build(&policy);
    run(stage.stand_in_app_folder());
    let routes: Vec<RouteInfo> = server::routes().filter(|route| policy.is_confined(route.name)).collect();
    let mut cells = cells(&policy, &stage, Side::Drive, &routes);
    cells.retain(|cell| {
        cell.root.from.shelf() == Shelf::User && cell.asker.is_some_and(|at| ["owner", "elsewhere"].contains(&&*stage.askers[at].name))
    });
    let (_, wrong) = run(answers(&stage, Side::Drive, &routes, &cells));
    assert!(wrong.is_empty(), "{} are not as the policy says:\n{}", wrong.len(), wrong.join("\n"));
}

/// So many disagreements are shown.
const SHOWN_MAX: usize = 2_000;

/// One request of the matrix, and what the policy promises of it.
struct Cell {
    row: usize,
    root: &'static Root,
    asker: Option<usize>,
    promised: Outcome,
}

/// What was answered, by row, root and asker.
type Answers = BTreeMap<(usize, &'static str, usize), Outcome>;

fn hold(side: Side, snapshot: &ExpectFile) {
    let policy = Policy::read();
    let routes: Vec<RouteInfo> =
        server::routes().filter(|route| side.has(route) && !APART.contains(&policy.calls[route.name].right.as_str())).collect();
    let stage = Stage::build(&policy);
    let cells = cells(&policy, &stage, side, &routes);
    let (answers, wrong) = run(answers(&stage, side, &routes, &cells));
    let mut table = table(&policy, &stage, side, &routes, &answers);
    table += &twins::told(&stage, side, &routes, &answers);
    snapshot.assert_eq(&table);
    assert!(wrong.is_empty(), "{} are not as the policy says:\n{}", wrong.len(), wrong[..wrong.len().min(SHOWN_MAX)].join("\n"));
}

/// Asks everything, and returns what was answered, and what of it is not as it was promised.
async fn answers(stage: &Stage, side: Side, routes: &[RouteInfo], cells: &[Cell]) -> (Answers, Vec<String>) {
    let (mut answers, mut wrong) = (Answers::new(), Vec::new());
    let before = everything(stage).await;
    let (refused, done): (Vec<&Cell>, Vec<&Cell>) = in_turn(routes, cells).into_iter().partition(|cell| !is_done(cell));
    for cell in refused {
        ask(stage, side, routes, cell, &mut answers, &mut wrong).await;
    }
    if before != everything(stage).await {
        wrong.push("something that was to be refused has been done".to_owned());
    }
    for cell in done {
        ask(stage, side, routes, cell, &mut answers, &mut wrong).await;
    }
    (answers, wrong)
}

/// What is refused first, then what is only read, then what changes something.
fn in_turn<'c>(routes: &[RouteInfo], cells: &'c [Cell]) -> Vec<&'c Cell> {
    let mut cells: Vec<&Cell> = cells.iter().collect();
    cells.sort_by_key(|cell| is_done(cell).then(|| changes(&routes[cell.row])));
    cells
}

fn is_done(cell: &Cell) -> bool {
    matches!(cell.promised, Outcome::Done | Outcome::Apart)
}

fn cells(policy: &Policy, stage: &Stage, side: Side, routes: &[RouteInfo]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (row, route) in routes.iter().enumerate() {
        for root in side.roots(route) {
            for (asker, Asker { who, scope, .. }) in stage.askers.iter().enumerate() {
                cells.push(Cell { row, root, asker: Some(asker), promised: promised(policy, stage, side, route, root, who, scope) });
            }
            cells.push(Cell { row, root, asker: None, promised: Outcome::Unauthenticated });
        }
    }
    cells
}

fn promised(policy: &Policy, stage: &Stage, side: Side, route: &RouteInfo, root: &Root, who: &Who, scope: &str) -> Outcome {
    match policy.promises(route.name, route.is_served, side == Side::Drive, root.from, who, scope) {
        // Outside of the app's folder.
        Outcome::Done | Outcome::Refused if !stage.is_in_app_folder && policy.is_kept_apart(route.name, scope) => Outcome::Hidden,
        promised => promised,
    }
}

/// Whether it shows anything, a list alone says; of what is made at one's own place, the place does.
fn as_told(route: &RouteInfo, promised: Outcome) -> Outcome {
    if shown(route).is_none() && promised == Outcome::Apart { Outcome::Done } else { promised }
}

async fn ask(stage: &Stage, side: Side, routes: &[RouteInfo], cell: &Cell, answers: &mut Answers, wrong: &mut Vec<String>) {
    let (route, root) = (&routes[cell.row], cell.root);
    let made = if is_done(cell) && changes(route) { fresh(stage, root.from.shelf(), route).await } else { Vec::new() };
    let Call { path, kind, body } = call(stage, side, route, root, &made);
    let tokens: Vec<(&str, &str, Option<&str>)> = match cell.asker {
        Some(at) => vec![(&stage.askers[at].name, &stage.askers[at].scope, Some(&stage.askers[at].token))],
        None => {
            let dead = stage.dead.iter().map(|(name, token)| (*name, "", Some(token.as_str())));
            dead.chain([("anonymous", "", None)]).collect()
        }
    };
    for (name, scope, token) in tokens {
        let answer = stage.send(token, route.method, &path, kind, &body).await;
        assert_eq!(answer.route, route.name, "{path}");
        let got = outcome(stage, route, root, &answer);
        let promised = as_told(route, cell.promised);
        if got.as_ref() != Ok(&promised) {
            wrong.push(format!("{} at {} by {name} with {scope}: promised {promised:?}, got {got:?}: {path}", route.name, root.name));
        }
        if let (Some(at), Ok(got)) = (cell.asker, got) {
            answers.insert((cell.row, root.name, at), got);
        }
    }
}

/// Writes down what was answered: to everybody with the widest scopes, by root; and with which scopes the owner passes.
fn table(policy: &Policy, stage: &Stage, side: Side, routes: &[RouteInfo], answers: &Answers) -> String {
    let mut out = format!(
        "# Letters: {}.\n# + done, o about their own, r refused, . as if it were not there, s scopes, p no person, n not served yet.\n",
        COLUMNS.join(", ")
    );
    for (row, route) in routes.iter().enumerate() {
        let passes =
            |with: Met| stage.askers.iter().filter(move |asker| asker.name == "owner" && policy.met(route.name, &asker.scope) == with);
        let _ = write!(out, "{:<36}", route.name);
        for root in side.roots(route) {
            let letters = COLUMNS.map(|column| {
                let of_column = stage.askers.iter().enumerate().filter(|(_, asker)| asker.name == column);
                let best = of_column.filter(|(_, asker)| policy.met(route.name, &asker.scope) == Met::Fully);
                let outcomes = best.filter_map(|(at, _)| answers.get(&(row, root.name, at)).copied());
                outcomes.min().map_or('-', Outcome::letter)
            });
            let _ = write!(out, " {}={}", root.name, letters.iter().collect::<String>());
        }
        // Scopes are spelled out where the server and the policy's word do not agree: then the test fails too.
        let root = side.roots(route).find(|root| !matches!(root.from, From::Me)).unwrap();
        let is_past = |asker: &Asker| {
            let at = stage.askers.iter().position(|other| std::ptr::eq(other, asker)).unwrap();
            answers.get(&(row, root.name, at)).is_some_and(|outcome| *outcome != Outcome::Scope)
        };
        let is_as_said = passes(Met::Fully).chain(passes(Met::Own)).all(is_past) && !passes(Met::Not).any(is_past);
        let _ = writeln!(out, "  {}{}", policy.word(route.name), if is_as_said { "" } else { " (not as the policy has it)" });
    }
    out
}
