//! Every code that the handbook explains is shown by a transcript or a sweep, and these show no other.

use crate::world::{World, run};
use serde_json::Value;
use server::{Sent, errors};
use std::collections::BTreeSet;
use std::path::Path;

/// A status and a code.
type Pair = (u16, String);

/// What neither transcripts nor sweeps bring about, each with what does. May only shrink.
const ELSEWHERE: &[(u16, &str, &str)] = &[
    (500, "10001", "blob.rs damages a page"),
    (503, "10002", "only a store that is gone; the engines' tests take it away"),
    (408, "10017", "limits.rs sends a body that stops"),
    (429, "10007", "it takes a crowd; the engines' tests and the verbs' stress tests make one"),
    (500, "19999", "said by operations, which have no status; operation/cancel"),
    (409, "20113", "it takes a race; the verbs' scripted races run it"),
    (413, "20014", "resource.rs sends 25 MB"),
    (413, "20016", "resource.rs sends 75 MB"),
    (400, "20266", "it takes more than 10,000 nodes; app::expand counts them in its own test"),
    (408, "invalidRequest", "as 408 above; fault/drive.txt has the word for it"),
    (409, "notAllowed", "no call about drives ends a permission or an operation yet"),
    (409, "resourceModified", "as 409 above"),
    (424, "invalidRequest", "as in a batch for notes; fault/drive.txt has the word for it"),
    (500, "generalException", "as 500 above"),
    (500, "operationCancelled", "said by monitors, which have no status"),
    (503, "serviceNotAvailable", "as 503 above"),
];

#[test]
fn every_code_is_shown_and_only_those() {
    let shown = shown();
    let mut wrong = Vec::new();
    let mut explained = BTreeSet::new();
    for error in errors() {
        match error.sent {
            Sent::Answered(statuses) => {
                explained.extend(statuses.into_iter().map(|status| (status, error.code.to_owned())));
            }
            Sent::Warned if !shown.warnings.contains(error.code) => wrong.push(format!("no transcript warns with {}", error.code)),
            Sent::Warned | Sent::Never => {}
        }
    }
    let elsewhere: BTreeSet<Pair> = ELSEWHERE.iter().map(|(status, code, _)| (*status, (*code).to_owned())).collect();
    wrong.extend(explained.difference(&shown.answers).filter(|pair| !elsewhere.contains(pair)).map(|it| format!("nothing shows {it:?}")));
    wrong.extend(shown.answers.difference(&explained).map(|it| format!("the handbook does not explain {it:?}")));
    wrong.extend(elsewhere.iter().filter(|it| shown.answers.contains(it) || !explained.contains(it)).map(|it| format!("strike {it:?}")));
    let is_known = |code: &String| explained.iter().any(|(_, known)| known == code) || errors().any(|error| error.code == *code);
    wrong.extend(shown.warnings.iter().filter(|code| !is_known(code)).map(|code| format!("the handbook does not know {code}")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Both surfaces show their own shape of an error, for each kind of code.
#[test]
fn kinds_of_codes_are_shown_on_both_surfaces() {
    let shown = shown();
    let kinds = |codes: &BTreeSet<String>| codes.iter().map(|code| code[..1].to_owned()).collect::<BTreeSet<_>>();
    let all = ["1", "2", "3", "4"].map(str::to_owned);
    assert_eq!(kinds(&shown.legacy), BTreeSet::from(all.clone()));
    assert_eq!(kinds(&shown.graph).into_iter().filter(|kind| all.contains(kind)).collect::<BTreeSet<_>>(), BTreeSet::from(all));
}

#[test]
fn the_page_of_errors_has_a_place_for_each() {
    let page = run(World::new().ask("nobody", "GET", "/errors", &[], ""));
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    for error in errors() {
        assert_eq!(page.body.matches(&format!("<tr id=\"C{}\">", error.code)).count(), 1, "{error:?}");
    }
    assert!(!page.body.contains("](") && !page.body.contains('`'));
}

#[derive(Default)]
struct Shown {
    answers: BTreeSet<Pair>,
    /// Codes in the shape of either surface.
    legacy: BTreeSet<String>,
    graph: BTreeSet<String>,
    /// Codes that `@api.diagnostics` lead to.
    warnings: BTreeSet<String>,
}

fn shown() -> Shown {
    let mut shown = Shown::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for path in crate::transcript::find(&folder) {
        let text = std::fs::read_to_string(path).unwrap();
        for reply in text.split("\n----\n").filter_map(|exchange| exchange.split_once("\n--> ")).map(|(_, reply)| reply) {
            shown.reply(reply);
        }
    }
    for sweep in ["matrix.txt", "bad.txt"] {
        let text = std::fs::read_to_string(folder.join("sweep").join(sweep)).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        let pairs = words.windows(2).filter_map(|pair| Some((pair[0].parse().ok().filter(|status| (400..600).contains(status))?, pair[1])));
        shown.answers.extend(pairs.filter(|(_, code)| !matches!(*code, "-" | "Message")).map(|(status, code)| (status, code.to_owned())));
    }
    assert!(shown.answers.len() > 50 && !shown.warnings.is_empty(), "the transcripts are not where they should be");
    shown
}

impl Shown {
    fn reply(&mut self, reply: &str) {
        let status = reply.split_whitespace().next().and_then(|status| status.parse().ok()).unwrap();
        let (_, body) = reply.split_once("\n\n").unwrap_or_default();
        match serde_json::from_str::<Value>(body) {
            Ok(json) => self.json(status, &json),
            // Replies within one; each has its own status.
            Err(_) if body.starts_with("--") => {
                body.split("\nHTTP/1.1 ").skip(1).for_each(|part| self.reply(part.split("\n--").next().unwrap()))
            }
            Err(_) => {}
        }
    }

    fn json(&mut self, status: u16, json: &Value) {
        let error = &json["error"];
        if let Some(code) = error["code"].as_str() {
            // The error of an operation is told with a status of success.
            if status >= 400 {
                self.answers.insert((status, code.to_owned()));
                let shape = if error["innerError"].is_object() { &mut self.graph } else { &mut self.legacy };
                shape.insert(code.to_owned());
            }
        }
        for response in json["responses"].as_array().into_iter().flatten() {
            self.json(u16::try_from(response["status"].as_u64().unwrap()).unwrap(), &response["body"]);
        }
        for diagnostic in json["@api.diagnostics"].as_array().into_iter().flatten() {
            self.warnings.extend(diagnostic["url"].as_str().and_then(|url| url.split_once("#C")).map(|(_, code)| code.to_owned()));
        }
    }
}
