//! In which order the requests of a batch are made.

use super::envelope::Entry;
use crate::fault::RequestFault;
use crate::json::shortened;
use std::collections::HashMap;

/// A request, and those that had to be made before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) entry: usize,
    pub(super) after: Vec<usize>,
}

/// Orders requests so that each comes after those that it depends on, and else as they stand. Letter case makes no difference
/// between ids.
///
/// # Errors
/// [`RequestFault::Batch`] for an id that comes twice, a dependency on what is not there, and a circle of dependencies.
pub(super) fn order(entries: &[Entry]) -> Result<Vec<Step>, RequestFault> {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        if places.insert(entry.id.to_ascii_lowercase(), at).is_some() {
            return Err(RequestFault::Batch(format!("the id '{}' comes twice", entry.id)));
        }
    }
    let after = |entry: &Entry| -> Result<Vec<usize>, RequestFault> {
        let place = |id: &String| places.get(&id.to_ascii_lowercase()).copied().ok_or_else(|| unknown(&entry.id, id));
        entry.after().iter().map(place).collect()
    };
    let mut waiting: Vec<Step> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        waiting.push(Step { entry: at, after: after(entry)? });
    }
    let mut steps: Vec<Step> = Vec::with_capacity(entries.len());
    while !waiting.is_empty() {
        let is_next = |step: &Step| step.after.iter().all(|before| steps.iter().any(|made| made.entry == *before));
        let Some(next) = waiting.iter().position(is_next) else {
            let id = &entries[waiting[0].entry].id;
            return Err(RequestFault::Batch(format!("the requests depend on each other in a circle, that of the id '{id}' among them")));
        };
        steps.push(waiting.remove(next));
    }
    Ok(steps)
}

fn unknown(id: &str, after: &str) -> RequestFault {
    RequestFault::Batch(format!("the request '{id}' depends on '{}', and there is none", shortened(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(entries: &[(&str, &[&str])]) -> Result<String, String> {
        let requests = entries.iter().map(|(id, after)| serde_json::json!({ "id": id, "method": "GET", "url": "/", "dependsOn": after }));
        let body = serde_json::json!({ "requests": requests.collect::<Vec<_>>() }).to_string();
        let entries = super::super::envelope::read(&body.into()).unwrap();
        let steps = order(&entries).map_err(|fault| format!("{fault:?}"))?;
        Ok(steps.iter().map(|step| entries[step.entry].id.as_str()).collect())
    }

    #[test]
    fn nothing_comes_before_what_it_depends_on() {
        assert_eq!(ordered(&[("a", &[]), ("b", &[]), ("c", &[])]).unwrap(), "abc");
        assert_eq!(ordered(&[("a", &["c"]), ("b", &[]), ("c", &["B"])]).unwrap(), "bca");
        assert_eq!(ordered(&[("a", &["b", "c", "c"]), ("b", &["c"]), ("c", &[])]).unwrap(), "cba");
    }

    #[test]
    fn what_cannot_be_ordered_is_refused() {
        assert!(ordered(&[("a", &[]), ("A", &[])]).unwrap_err().contains("twice"));
        assert!(ordered(&[("a", &["b"])]).unwrap_err().contains("there is none"));
        assert!(ordered(&[("a", &[&"b".repeat(100_000)])]).unwrap_err().len() < 200);
        assert!(ordered(&[("a", &["a"])]).unwrap_err().contains("circle"));
        assert!(ordered(&[("x", &[]), ("a", &["b"]), ("b", &["c"]), ("c", &["a"])]).unwrap_err().contains("circle"));
    }
}
