//! Tokens.

use crate::support::Place;

#[test]
fn a_token_is_issued_listed_and_revoked() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.ok("token issue --user ann --app my-app --scope Notes.Read --for 15m");
    assert!(token.starts_with("ll1_") && token.trim().len() == 56 && token.ends_with('\n'), "{token}");
    let issued = place.json("token issue --user ANN --app my-app --scope office.onenote --json");
    let all = place.json("token list --user ann --json");
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[0]["id"], issued["id"]);
    assert!(!all.to_string().contains(token.trim()), "secrets are nowhere");
    let id = issued["id"].as_str().unwrap();
    place.ok(&format!("token revoke {id}"));
    assert!(place.ok("token list --user ann").contains("revoked"));
    assert!(place.fails(1, &format!("token revoke {id}")).contains("no token"));
}

#[test]
fn a_token_needs_somebody_and_scopes_that_exist() {
    let place = Place::new();
    place.ok("user add ann");
    assert!(place.fails(1, "token issue --user ben --app a --scope Notes.Read").contains("nobody called `ben`"));
    let complaint = place.fails(2, "token issue --user ann --app a --scope Mail.Send");
    assert!(complaint.contains("`Mail.Send` is no scope") && complaint.contains("Notes.ReadWrite"), "{complaint}");
    assert!(place.fails(2, "token issue --user ann --app a --scope Notes.Read --for ever").contains("30d"));
    assert!(place.fails(1, "token list --user ben").contains("ben"));
}
