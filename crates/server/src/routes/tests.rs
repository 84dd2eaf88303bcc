use super::*;
use crate::address;
use std::collections::BTreeSet;

fn name(method: Method, path: &str) -> String {
    let address = address::parse(path).unwrap().unwrap();
    match find(&address, &method) {
        Found::Route(route, keys) => format!("{} {}", route.name, keys.join(" ")).trim_end().to_owned(),
        Found::Methods(methods) => format!("{methods:?}"),
        Found::Nothing => "nothing".to_owned(),
    }
}

#[test]
fn literals_come_before_ids() {
    let me = "/api/v1.0/me/notes";
    assert_eq!(name(Method::GET, &format!("{me}/notebooks/1-a")), "notebook.get 1-a");
    assert_eq!(name(Method::GET, &format!("{me}/notebooks('GetNotebookFromWebUrl')")), "notebook.get GetNotebookFromWebUrl");
    assert_eq!(name(Method::POST, &format!("{me}/notebooks/GetNotebookFromWebUrl")), "notebook.from_web_url");
    assert_eq!(name(Method::GET, &format!("{me}/notebooks/GetNotebookFromWebUrl")), "[POST]");
    assert_eq!(
        name(Method::GET, &format!("{me}/notebooks/microsoft.onenote.api.getrecentnotebooks(includePersonalNotebooks=true)")),
        "notebook.recent"
    );
    assert_eq!(name(Method::POST, &format!("{me}/sections/1-a/COPYTONOTEBOOK")), "section.copy_to_notebook 1-a");
}

#[test]
fn a_call_does_not_stand_where_an_id_does() {
    assert_eq!(name(Method::GET, "/api/v1.0/me/notes/notebooks/f(a=1)"), "nothing");
    assert_eq!(name(Method::GET, "/api/v1.0/me/notes/notebooks(a=1)"), "nothing");
    assert_eq!(name(Method::GET, "/api/v1.0/me/notes/other.notebooks"), "nothing");
}

#[test]
fn what_belongs_to_the_version_has_no_location() {
    assert_eq!(name(Method::GET, "/api/v1.0/$metadata"), "metadata.get");
    assert_eq!(name(Method::GET, "/api/v1.0/me/notes/$metadata"), "nothing");
    assert_eq!(name(Method::GET, "/health/live"), "health.live");
    assert_eq!(name(Method::GET, "/api/v1.0/health/live"), "nothing");
}

#[test]
fn a_call_is_where_its_row_says() {
    assert_eq!(name(Method::GET, "/v1.0/$metadata"), "metadata.get");
    assert_eq!(name(Method::GET, "/v1.0/notebooks"), "nothing");
    assert_eq!(name(Method::GET, "/v1.0/me/onenote/notebooks"), "notebook.list");
    assert_eq!(name(Method::GET, "/v1.0/me/onenote/pages/p/$value"), "page.value p");
    assert_eq!(name(Method::GET, "/api/v1.0/me/notes/pages/p/$value"), "nothing");
    assert_eq!(name(Method::GET, "/v1.0/me/onenote/notebooks/n/permissions"), "nothing");
    assert_eq!(name(Method::GET, "/api/v1.0/me/notes/pages/p/Microsoft.OneNote.Api.preview()"), "page.preview p");
}

#[test]
fn no_two_rows_are_alike() {
    let names: Vec<&str> = routes().map(|row| row.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let calls: BTreeSet<String> = routes().map(|row| format!("{:?} {} {}", row.on, row.method, row.address)).collect();
    assert_eq!(calls.len(), names.len());
}

#[test]
fn the_page_lists_every_row() {
    let page = routes_markdown();
    for row in routes() {
        assert!(page.contains(&format!("| `{} {}` | `{}` |", row.method, row.address, row.name)), "{}", row.name);
    }
}
