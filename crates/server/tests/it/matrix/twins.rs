//! How sharp the matrix is. In the line of each call one word is put for another: what was answered must contradict it. Where it does
//! not, either the two words mean the same for that call, or a bug that makes the one of the other would be seen by nobody.

use super::call::{Root, Side};
use super::policy::Policy;
use super::stage::Stage;
use super::{Answers, as_told, promised};
use server::RouteInfo;
use std::fmt::Write as _;

/// Returns the words that could stand for those of the policy, by call.
pub fn told(stage: &Stage, side: Side, routes: &[RouteInfo], answers: &Answers) -> String {
    let mut out = "# What could stand in a line of the policy, and nobody would be answered differently.\n".to_owned();
    let names: Vec<&str> = routes.iter().map(|route| route.name).collect();
    let mut other = Policy::read();
    for (row, route) in routes.iter().enumerate() {
        let roots: Vec<&Root> = side.roots(route).collect();
        let mut alike = Vec::new();
        for (word, line) in other.twins(route.name, route.is_served, &names) {
            let own = other.calls.insert(route.name.to_owned(), line).unwrap();
            let is_contradicted = roots.iter().any(|root| {
                stage.askers.iter().enumerate().any(|(at, asker)| {
                    let promised = promised(&other, stage, side, route, root, &asker.who, &asker.scope);
                    answers.get(&(row, root.name, at)).is_some_and(|answer| *answer != as_told(route, promised))
                })
            });
            other.calls.insert(route.name.to_owned(), own);
            if !is_contradicted {
                alike.push(word);
            }
        }
        if !alike.is_empty() {
            let _ = writeln!(out, "{:<36} {}", route.name, alike.join(" "));
        }
    }
    out
}
