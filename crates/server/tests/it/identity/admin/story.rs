//! What is done on these pages.

use super::{Office, person};
use crate::identity::browser::{Browser, app, hidden};
use crate::identity::code::let_in_as;
use crate::identity::provider::Provider;
use crate::world::{Answer, World};
use app::admin::{self, Admin};
use std::fmt::Write as _;

/// Returns what stands between two marks of a page.
fn between<'p>(page: &'p Answer, start: &str, end: &str) -> &'p str {
    let rest = page.body.split(start).nth(1).unwrap_or_else(|| panic!("no {start} in {}", page.body));
    rest.split(end).next().unwrap()
}

fn secret(page: &Answer) -> String {
    page.body.rsplit("<code class=\"secret\">").next().unwrap().split('<').next().unwrap().to_owned()
}

#[test]
fn somebody_is_added_and_signs_in() {
    let world = World::new();
    let office = Office::new(&world);
    let added = office.send("/admin/people", &[("name", "Zoë"), ("quota", "1.5")]);
    assert_eq!(added.status, 200, "{added:?}");
    let password = secret(&added);
    assert_eq!(password.len(), 23, "{password}");
    let zoe = Browser::beside(&world);
    assert_eq!(zoe.sign_in("zoë", &password, "/").status, 303);
    let page = office.get(&format!("/admin/person?id={}", person(&world, "zoë")));
    assert!(page.body.contains("one browser") && page.body.contains("1.5 GB"), "{}", page.body);
    assert!(!page.body.contains(&password));

    // Typed, or none at all.
    office.done("/admin/people", &[("name", "yan"), ("password", "a long enough one")]);
    assert_eq!(Browser::beside(&world).sign_in("yan", "a long enough one", "/").status, 303);
    office.done("/admin/people", &[("name", "xia"), ("none", "yes")]);

    let wrong = |fields: &[(&str, &str)]| office.wrong("/admin/people", fields);
    assert!(wrong(&[("name", "ZOË")]).contains("is taken"));
    assert!(wrong(&[("name", "a/b")]).contains("no slash"));
    assert!(wrong(&[]).contains("1 to 128"));
    assert!(wrong(&[("name", "w"), ("quota", "much")]).contains("Write a number"));
    assert!(wrong(&[("name", "w"), ("password", "short")]).contains("10 characters"));
    assert!(wrong(&[("name", "w"), ("password", "a long enough one"), ("none", "yes")]).contains("Either"));
    // What was typed stands there still, but for the password; and the field says what is wrong with it.
    let again = office.send("/admin/people", &[("name", "w"), ("quota", "much"), ("password", "a long enough one")]);
    assert!(again.body.contains("name=\"name\" value=\"w\"") && again.body.contains("name=\"quota\" value=\"much\""), "{}", again.body);
    assert!(
        again.body.contains("aria-invalid=\"true\" aria-describedby=\"quota-wrong quota-hint\"") && !again.body.contains("a long enough")
    );
    assert!(again.body.contains("<a href=\"#quota\">"), "{}", again.body);
}

#[test]
fn somebody_is_kept_out_and_let_in_again() {
    let world = World::new();
    let office = Office::new(&world);
    let bob = person(&world, "bob");
    let about = |page: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("id", bob.as_str())];
        fields.extend(more);
        office.done(&format!("/admin/person/{page}"), &fields)
    };
    about("password", &[("password", "a long enough one")]);
    let his = Browser::beside(&world);
    let sign_in = || his.sign_in("bob", "a long enough one", "/").status;
    assert_eq!(sign_in(), 303);
    assert!(about("quota", &[("library", "Documents"), ("room", "1")]).body.contains("1.0 GB"));
    about("sign-out", &[]);
    assert_eq!(his.get("/account").status, 303);
    assert_eq!(sign_in(), 303);
    assert!(about("suspend", &[]).body.contains("suspended"));
    assert_eq!((his.get("/account").status, sign_in()), (303, 403));
    about("resume", &[]);
    assert_eq!(sign_in(), 303);
    about("password", &[("none", "yes")]);
    assert_eq!(sign_in(), 403);
    let fresh = office.send("/admin/person/password", &[("id", &bob)]);
    assert_eq!(his.sign_in("bob", &secret(&fresh), "/").status, 303);

    // He runs the server too, until he does not.
    let leads_there = || his.get("/account").body.contains("href=\"/admin\"");
    assert!(his.get("/admin").status == 403 && !leads_there());
    about("administrator", &[("is", "yes")]);
    assert!(his.get("/admin").status == 200 && leads_there());
    about("administrator", &[("is", "no")]);
    assert_eq!(his.get("/admin").status, 403);

    // Nobody locks themselves out.
    let ann = person(&world, "ann");
    let own_end = [("suspend", ("x", "")), ("administrator", ("is", "no")), ("remove", ("fate", "discard")), ("password", ("none", "yes"))];
    for (page, more) in own_end {
        assert!(office.wrong(&format!("/admin/person/{page}"), &[("id", &ann), more]).contains("somebody else"), "{page}");
    }
    let own = office.get(&format!("/admin/person?id={ann}"));
    assert!(!own.body.contains("/admin/person/suspend") && !own.body.contains("/admin/person/remove"), "{}", own.body);
}

#[test]
fn what_becomes_of_what_somebody_owns_is_asked() {
    let world = World::new();
    let office = Office::new(&world);
    let bob = person(&world, "bob");
    let page = office.get(&format!("/admin/person/remove?id={bob}"));
    assert!(page.body.contains("<li>Private</li>"), "{}", page.body);
    let remove = |more: &[(&str, &str)]| {
        let mut fields = vec![("id", bob.as_str())];
        fields.extend(more);
        office.wrong("/admin/person/remove", &fields)
    };
    assert!(remove(&[("fate", "give"), ("to", "nobody at all")]).contains("nobody of this name"));
    assert!(remove(&[("fate", "give"), ("to", "bob")]).contains("They cannot have it"));
    assert!(remove(&[("fate", "give")]).contains("Name somebody"));
    assert_eq!(office.send("/admin/person/remove", &[("id", &bob)]).status, 400);
    office.done("/admin/person/remove", &[("id", &bob), ("fate", "give"), ("to", "carl")]);
    assert_eq!(office.browser.get(&format!("/admin/person?id={bob}")).status, 404);
    // What he had is in a library of Carl's.
    let carl = office.get(&format!("/admin/person/remove?id={}", person(&world, "carl")));
    assert!(carl.body.contains("<h2>bob "), "{}", carl.body);
    assert!(carl.body.contains("<li>Private</li>"), "{}", carl.body);
    // A second time is the same as a page that is gone.
    assert_eq!(office.send("/admin/person/remove", &[("id", &bob), ("fate", "discard")]).status, 404);
    office.done("/admin/person/remove", &[("id", &person(&world, "carl")), ("fate", "discard")]);
    assert!(!office.get("/admin/people").body.contains(">carl<"));
}

#[test]
fn groups_have_members_in_roles() {
    let world = World::new();
    let office = Office::new(&world);
    assert!(office.wrong("/admin/groups", &[("name", "Team")]).contains("is taken"));
    assert!(office.wrong("/admin/groups", &[("name", "Chess"), ("members", "ann\nnobody at all")]).contains("One of these is nobody"));
    let page = office.done("/admin/groups", &[("name", "Chess"), ("members", "ann\r\nbob\r\n"), ("quota", "2")]);
    assert!(page.body.contains("2.0 GB"), "{}", page.body);
    let id = hidden(&page, "id");
    let rows = |page: &Answer| between(page, "<tbody>", "</tbody>").matches("<tr>").count();
    assert_eq!(rows(&page), 2);
    let page = office.done("/admin/group/members", &[("id", &id), ("member", "carl"), ("role", "reader")]);
    assert!(page.body.contains("<td>reader</td>") && page.body.contains("<td>owner</td>"), "{}", page.body);
    let carl = person(&world, "carl");
    let page = office.done("/admin/group/members/remove", &[("id", &id), ("who", &carl)]);
    assert_eq!(rows(&page), 2);
    office.done("/admin/group/members/remove", &[("id", &id), ("who", &carl)]);
    assert!(office.wrong("/admin/group/members", &[("id", &id), ("member", "nobody"), ("role", "owner")]).contains("nobody of this name"));
    assert!(office.wrong("/admin/group/members", &[("id", &id), ("member", "carl"), ("role", "king")]).contains("Choose a role"));
    assert!(office.wrong("/admin/group/name", &[("id", &id), ("name", "team")]).contains("is taken"));
    assert!(office.done("/admin/group/name", &[("id", &id), ("name", "Chess club")]).body.contains("<h1>Chess club</h1>"));
    let limit = |room: &str| [("id", id.clone()), ("library", "Documents".to_owned()), ("room", room.to_owned())];
    let set = |room: &str| {
        let fields = limit(room);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        office.done("/admin/group/quota", &fields).body
    };
    assert!(set("0.25").contains("room: 250.0 MB"));
    assert!(set("").contains("room: no limit"));
    assert!(office.wrong("/admin/group/quota", &[("id", &id), ("library", "Documents"), ("room", "-1")]).contains("Write a number"));
    assert!(office.wrong("/admin/group/quota", &[("id", &id), ("library", "Papers"), ("room", "1")]).contains("no library called"));
    assert!(office.get(&format!("/admin/group/remove?id={id}")).body.contains("Nothing lies there"));
    office.done("/admin/group/remove", &[("id", &id), ("fate", "discard")]);
    assert_eq!(office.browser.get(&format!("/admin/group?id={id}")).status, 404);
    // What a group holds is given to somebody.
    let groups = office.get("/admin/groups");
    let team = between(&groups, "/admin/group?id=", "</a>").split_once("\">Team").map(|(id, _)| id.to_owned());
    let team =
        team.unwrap_or_else(|| between(&groups, ">Others</a>", ">Team</a>").rsplit("id=").next().unwrap().trim_end_matches('"').to_owned());
    assert!(office.get(&format!("/admin/group/remove?id={team}")).body.contains("<li>Team book</li>"));
    assert!(office.wrong("/admin/group/remove", &[("id", &team), ("fate", "give"), ("to", "nobody")]).contains("nobody of this name"));
    office.done("/admin/group/remove", &[("id", &team), ("fate", "give"), ("to", "carl")]);
    let carl = office.get(&format!("/admin/person/remove?id={carl}"));
    assert!(carl.body.contains("<h2>Team ") && carl.body.contains("<li>Team book</li>"), "{}", carl.body);
}

#[test]
fn groups_lie_in_groups() {
    let world = World::new();
    let office = Office::new(&world);
    let add = |name: &str| hidden(&office.done("/admin/groups", &[("name", name)]), "id");
    let (school, physics) = (add("School"), add("Physics"));
    let put = |outer: &str, inner: &str| office.send("/admin/group/groups", &[("id", outer), ("inner", inner), ("as", "reader")]);
    let wrong = |outer: &str, inner: &str| office.wrong("/admin/group/groups", &[("id", outer), ("inner", inner), ("as", "reader")]);
    let page = office.done("/admin/group/groups", &[("id", &school), ("inner", "physics"), ("as", "contributor")]);
    assert!(page.body.contains(">Physics</a></th><td>contributor</td>"), "{}", page.body);
    assert_eq!(put(&school, "Physics").status, 303);
    assert!(office.get(&format!("/admin/group?id={school}")).body.contains(">Physics</a></th><td>reader</td>"));
    // What cannot be says why, on the page.
    assert!(wrong(&school, "Nobody's").contains("no group of this name"));
    assert!(wrong(&school, "").contains("Name a group"));
    assert!(wrong(&school, "School").contains("is the same"));
    assert!(wrong(&physics, "School").contains("lies in School"));
    assert!(office.wrong("/admin/group/groups", &[("id", &school), ("inner", "Physics"), ("as", "king")]).contains("Choose a role"));
    let mut outer = physics.clone();
    for n in 0..7 {
        let deeper = add(&format!("Deep {n}"));
        assert_eq!(put(&outer, &format!("Deep {n}")).status, 303);
        outer = deeper;
    }
    add("Deepest");
    assert!(wrong(&outer, "Deepest").contains("8 deep"));
    let page = office.done("/admin/group/groups/remove", &[("id", &school), ("inner", &physics)]);
    assert!(!page.body.contains(">Physics</a>"), "{}", page.body);
    // Once more is fine, as somebody may have been faster.
    office.done("/admin/group/groups/remove", &[("id", &school), ("inner", &physics)]);
    assert_eq!(office.send("/admin/group/groups/remove", &[("id", &school), ("inner", "x")]).status, 404);
}

#[test]
fn a_second_factor_is_forgotten_for_who_lost_it() {
    let world = World::new();
    let office = Office::new(&world);
    let (ann, bob) = (person(&world, "ann"), person(&world, "bob"));
    for name in ["ann", "bob"] {
        let has = world.app.write(move |cx| {
            let (user, now) = (admin::user_by_name(cx, name)?.id, cx.now());
            store::second_factor::put(cx.tx, &user, &store::seal::Sealed { bytes: vec![1; 20], key: None }, now)?;
            Ok(store::second_factor::confirm(cx.tx, &user, now)?)
        });
        has.wait().unwrap();
    }
    let page = format!("/admin/person?id={bob}");
    assert!(office.get(&page).body.contains("<dt>Second factor</dt><dd>codes of their phone"));
    assert!(office.get(&page).body.contains("Forget their second factor"));
    assert!(office.get(&format!("/admin/person/factor?id={bob}")).body.contains("Forget the second factor of bob?"));
    let page = office.done("/admin/person/factor", &[("id", &bob)]);
    assert!(page.body.contains("<dt>Second factor</dt><dd>none") && !page.body.contains("Forget their second factor"), "{}", page.body);
    assert!(office.get("/admin/log?act=user+factor").body.contains("user factor remove</th><td class=\"long\">bob</td>"));
    // One's own is turned off with a code of it.
    assert!(!office.get(&format!("/admin/person?id={ann}")).body.contains("Forget their second factor"));
    assert!(office.wrong("/admin/person/factor", &[("id", &ann)]).contains("for somebody else"));
}

#[test]
fn issuers_are_trusted_by_the_rules_of_the_command_line() {
    let world = World::new();
    let (office, provider) = (Office::new(&world), Provider::new());
    let url = provider.url.as_str();
    let wrong = |fields: &[(&str, &str)]| office.wrong("/admin/issuers", fields);
    assert!(office.get("/admin/issuers").body.contains("None is trusted"));
    assert!(wrong(&[("name", "a b"), ("url", url)]).contains("A name has letters"));
    assert!(wrong(&[("name", "Corp"), ("url", "http://sso.example")]).contains("An address is https"));
    assert!(wrong(&[("name", "Corp"), ("url", url)]).contains("trusted with"));
    assert!(wrong(&[("name", "Corp"), ("url", url), ("secret", "x")]).contains("belongs to a client id"));
    assert!(wrong(&[("name", "Corp"), ("url", url), ("audiences", "notes")]).contains("Give both, or neither"));
    assert!(wrong(&[("name", "Corp"), ("url", url), ("scopes", "notes.read")]).contains("does not say what it is here"));
    assert!(wrong(&[("name", "Corp"), ("url", url), ("audiences", "n"), ("scopes", "x=Mail.Send")]).contains("Mail.Send is no scope"));
    assert!(wrong(&[("name", "Corp"), ("url", url), ("client", "us"), ("creates", "domains")]).contains("Name the domains"));
    assert!(
        wrong(&[("name", "Corp"), ("url", url), ("client", "us"), ("creates", "domains"), ("domains", "a@b")]).contains("a@b is no domain")
    );
    let away = format!("{url}/elsewhere");
    let said = office.send("/admin/issuers", &[("name", "Corp"), ("url", &away), ("client", "us"), ("secret", "sesame")]);
    assert!(said.status == 400 && said.body.contains("It cannot be trusted") && !said.body.contains("sesame"), "{said:?}");
    assert_eq!(office.get("/admin/issuers").body.matches("/admin/issuer?id=").count(), 0);
    let fields =
        [("name", "Corp"), ("url", url), ("client", "us"), ("secret", "sesame"), ("creates", "domains"), ("domains", "contoso.com b.de")];
    let page = office.done("/admin/issuers", &fields);
    assert!(page.body.contains("https://notes.example/signed-in/Corp") && page.body.contains("contoso.com, b.de"), "{}", page.body);
    assert!(page.body.contains("there is one") && !page.body.contains("sesame") && page.body.contains("None are taken"), "{}", page.body);
    assert!(wrong(&[("name", "corp"), ("url", url), ("client", "us")]).contains("trusted already"));
    assert!(wrong(&[("name", "Other"), ("url", url), ("client", "us"), ("anew", "yes")]).contains("None of this name"));
    let scopes = "notes.read=Notes.Read\r\nmake=Notes.Create";
    let page =
        office.done("/admin/issuers", &[("name", "Corp"), ("url", url), ("audiences", "notes"), ("scopes", scopes), ("anew", "yes")]);
    assert!(page.body.contains("<th scope=\"row\">make</th><td>Notes.Create</td>"), "{}", page.body);
    assert!(page.body.contains("Nobody signs in through it"), "{}", page.body);
    let list = office.get("/admin/issuers").body;
    assert!(list.contains(url) && list.contains("<td>tokens</td><td>0</td>"), "{list}");
    let id = between(&office.get("/admin/issuers"), "/admin/issuer?id=", "\"").to_owned();
    let asked = office.get(&format!("/admin/issuer/remove?id={id}")).body;
    assert!(asked.contains("Trust Corp no more?") && asked.contains("vouches for nobody yet"), "{asked}");
    office.done("/admin/issuer/remove", &[("id", &id)]);
    assert_eq!(office.browser.get(&format!("/admin/issuer?id={id}")).status, 404);
    assert_eq!(office.send("/admin/issuer/remove", &[("id", &id)]).status, 404);
    let log = office.get("/admin/log?act=issuer").body;
    assert!(["issuer add</th>", "issuer add --replace</th>", "issuer remove</th>"].iter().all(|act| log.contains(act)), "{log}");
}

#[test]
fn sites_have_libraries_and_members() {
    let world = World::new();
    let office = Office::new(&world);
    let wrong = |fields: &[(&str, &str)]| office.wrong("/admin/sites", fields);
    assert!(wrong(&[("url", "somewhere")]).contains("Write an address whole"));
    assert!(wrong(&[("url", "https://contoso.example/sites/A/")]).contains("a site with this address"));
    assert!(wrong(&[("url", "https://x.example/"), ("libraries", "Old\nold")]).contains("is taken"));
    assert!(wrong(&[("url", "https://x.example/"), ("members", "nobody at all")]).contains("One of these is nobody"));
    let page = office.done("/admin/sites", &[("url", "https://x.example/sites/b"), ("libraries", "Old"), ("members", "ann\nbob")]);
    assert!(page.body.contains(">Old<") && page.body.contains(">Documents<"), "{}", page.body);
    let id = hidden(&page, "id");
    let page = office.done("/admin/site/members", &[("id", &id), ("member", "carl"), ("role", "reader")]);
    assert!(page.body.contains("<td>reader</td>"), "{}", page.body);
    let page = office.done("/admin/site/members/remove", &[("id", &id), ("who", &person(&world, "carl"))]);
    assert!(!page.body.contains("<td>reader</td>"), "{}", page.body);
    let id = id.as_str();
    let page = office.done("/admin/site/libraries", &[("id", id), ("name", "New"), ("quota", "3")]);
    assert!(page.body.contains(">New<") && page.body.contains("3.0 GB"), "{}", page.body);
    assert!(office.wrong("/admin/site/libraries", &[("id", id), ("name", "new")]).contains("is taken"));
    assert!(office.wrong("/admin/site/libraries", &[("id", id), ("name", "X"), ("default", "yes")]).contains("has a default library"));
    assert!(office.done("/admin/site/quota", &[("id", id), ("library", "New"), ("room", "4")]).body.contains("4.0 GB"));
    let asked = office.get(&format!("/admin/site/libraries/remove?id={id}&library=New"));
    assert!(asked.body.contains("Remove New?") && !asked.body.contains("<h2>Old"), "{}", asked.body);
    let page = office.done("/admin/site/libraries/remove", &[("id", id), ("library", "New"), ("fate", "discard")]);
    assert!(!page.body.contains(">New<"), "{}", page.body);
    assert_eq!(office.browser.get(&format!("/admin/site/libraries/remove?id={id}&library=New")).status, 404);
    assert!(office.wrong("/admin/site/address", &[("id", id), ("url", "somewhere")]).contains("Write an address whole"));
    assert!(
        office.wrong("/admin/site/address", &[("id", id), ("url", "https://contoso.example/sites/a")]).contains("a site with this address")
    );
    let page = office.done("/admin/site/address", &[("id", id), ("url", "https://y.example/b")]);
    assert!(page.body.contains("<h1>https://y.example/b</h1>"), "{}", page.body);
    office.done("/admin/site/remove", &[("id", id), ("fate", "give"), ("to", "carl")]);
    assert_eq!(office.browser.get(&format!("/admin/site?id={id}")).status, 404);
}

#[test]
fn apps_are_registered() {
    let world = World::new();
    let office = Office::new(&world);
    let wrong = |fields: &[(&str, &str)]| office.wrong("/admin/apps", fields);
    assert!(
        wrong(&[("name", "A"), ("redirects", "https://app.example/\njavascript:alert(1)")]).contains("Nobody can be sent to javascript")
    );
    assert!(wrong(&[("name", "A"), ("scopes", "Notes.Everything")]).contains("Notes.Everything is no scope"));
    assert!(wrong(&[("name", "A"), ("own", "Notes.Everything")]).contains("Notes.Everything is no scope"));
    assert!(wrong(&[("name", "A"), ("own", "Notes.Read.All")]).contains("confidential"));
    assert!(wrong(&[("name", "A"), ("kind", "confidential"), ("own", "Notes.Read")]).contains("without a person"));
    assert!(wrong(&[("name", "A"), ("id", "a b")]).contains("no blanks"));
    assert!(wrong(&[]).contains("1 to 128"));
    let page =
        office.done("/admin/apps", &[("name", "Clipper"), ("id", "clip"), ("redirects", "https://app.example/cb\r\nhttp://localhost")]);
    assert!(page.body.contains("https://app.example/cb") && !page.body.contains("Another secret"), "{}", page.body);
    assert!(wrong(&[("name", "clipper")]).contains("There is an app called"));
    let shown = office.send("/admin/apps", &[("name", "Backup"), ("id", "backup"), ("kind", "confidential"), ("own", "Notes.Read.All")]);
    assert!(secret(&shown).starts_with("lla_"), "{shown:?}");
    let asks = |secret: &str| {
        let fields = [("grant_type", "client_credentials"), ("client_id", "backup"), ("client_secret", secret), ("scope", ".default")];
        crate::identity::browser::ask_as_app(&world, crate::identity::code::TOKEN, &fields).status
    };
    let (first, second) = (secret(&shown), secret(&office.send("/admin/app/secret", &[("id", "backup")])));
    assert_eq!((asks(&first), asks(&second)), (200, 200));
    assert!(office.get("/admin/app?id=backup").body.contains("<dt>Secrets</dt><dd>2</dd>"));
    let third = secret(&office.send("/admin/app/secret", &[("id", "backup"), ("only", "yes")]));
    assert_eq!((asks(&first), asks(&second), asks(&third)), (401, 401, 200));
    assert_eq!(office.send("/admin/app/secret", &[("id", "clip")]).status, 404, "it keeps none");
    assert!(office.get("/admin/app/remove?id=backup").body.contains("Remove Backup?"));
    office.done("/admin/app/remove", &[("id", "backup")]);
    assert_eq!(asks(&third), 401);
    assert_eq!(office.browser.get("/admin/app?id=backup").status, 404);
}

#[test]
fn what_speaks_for_somebody_is_ended() {
    let world = World::new();
    let (app, _) = app(&world, false, &["https://app.example/signed-in"]);
    let office = Office::new(&world);
    let_in_as(&office.browser, &app);
    let ann = person(&world, "ann");
    let path = format!("/admin/person/tokens?id={ann}");
    let page = office.get(&path);
    assert!(page.body.contains("Clipper false"), "{}", page.body);
    let revoked = hidden(&page, "revoked");
    let page = office.done("/admin/person/tokens", &[("id", &ann), ("revoked", &revoked)]);
    assert!(!page.body.contains(&format!("value=\"{revoked}\"")) && page.body.contains("revoked"), "{}", page.body);
    let page = office.done("/admin/person/apps", &[("id", &ann), ("app", &app)]);
    assert!(page.body.contains("<p>None.</p>"), "{}", page.body);
    // Many come in pieces, each once.
    for n in 0..60 {
        let app = model::AppId::new(&format!("app-{n}")).unwrap();
        world.app.write(move |cx| admin::issue_token(cx, &Admin::operator(), "ann", &app, "Notes.Read", 60).map(drop)).wait().unwrap();
    }
    let (first, mut found) = (office.get(&path), 0);
    let next = between(&first, "rel=\"next\" href=\"", "\"").replace("&#38;", "&");
    for page in [&first, &office.get(&next)] {
        found += page.body.matches("<th scope=\"row\">app-").count();
    }
    assert_eq!(found, 60);
}

#[test]
fn many_people_come_in_pieces_and_are_found_by_a_part_of_their_names() {
    let world = World::new();
    let office = Office::new(&world);
    for n in 0..120 {
        world.app.write(move |cx| admin::add_user(cx, &Admin::operator(), &format!("Many {n:03}%_"), None, None).map(drop)).wait().unwrap();
    }
    let (mut path, mut found, mut pieces) = ("/admin/people?part=MANY".to_owned(), String::new(), 0);
    loop {
        let page = office.get(&path);
        pieces += 1;
        let _ = write!(found, "{}", between(&page, "<tbody>", "</tbody>"));
        match page.body.split("rel=\"next\" href=\"").nth(1) {
            Some(next) => path = next.split('"').next().unwrap().replace("&#38;", "&"),
            None => break,
        }
    }
    assert_eq!((pieces, found.matches("Many ").count()), (3, 120));
    assert!((0..120).all(|n| found.contains(&format!("Many {n:03}%_<"))));
    let count = |part: &str| office.get(&format!("/admin/people?part={part}")).body.matches("<th scope=\"row\">").count();
    // Signs of patterns are letters like any.
    assert_eq!((count("y+07"), count("%25_"), count("%25%25"), count("nobody")), (10, 50, 0, 0));
}

#[test]
fn who_did_what_is_shown() {
    let world = World::new();
    let office = Office::new(&world);
    let bob = person(&world, "bob");
    office.done("/admin/person/suspend", &[("id", &bob)]);
    office.done("/admin/person/resume", &[("id", &bob)]);
    office.send("/admin/people", &[("name", "a/b")]);
    assert_eq!(office.browser.post_from("https://evil.example", "/admin/people", &[("name", "zoe")]).status, 403);
    crate::world::run(world.server.write_audit()).unwrap();
    let rows = |query: &str| between(&office.get(&format!("/admin/log?{query}")), "<tbody>", "</tbody>").to_owned();
    let of_people = rows("act=user+&who=ann");
    assert!(
        of_people.contains("user suspend</th><td class=\"long\">bob</td>")
            && of_people.contains("user resume</th><td class=\"long\">bob</td>"),
        "{of_people}"
    );
    // Once each: the request that brought it is not told beside it.
    let all = rows("");
    assert_eq!(all.matches("suspend").count(), 1, "{all}");
    assert!(all.contains("admin.person_add</th><td class=\"long\">/admin/people</td><td>400</td>"), "{all}");
    assert!(all.contains("<td>403</td>") && all.contains("sign_in.try"), "{all}");
    assert!(all.contains("the command line") && all.contains("user admin</th><td class=\"long\">ann</td>"), "{all}");
    let nothing = |query: &str| office.get(&format!("/admin/log?{query}")).body.contains("<p>Nothing");
    assert!(nothing("who=bob") && nothing("until=2026-01-30") && nothing("since=2026-02-01"));
    assert!(!nothing("since=2026-01-31&until=2026-01-31"));
    for (query, said) in
        [("who=nobody+at+all", "nobody of this name"), ("since=yesterday", "Write a day"), ("until=2026-13-01", "Write a day")]
    {
        let page = office.browser.get(&format!("/admin/log?{query}"));
        assert!(page.status == 400 && page.body.contains(said), "{page:?}");
    }
}

#[test]
fn a_long_log_comes_in_pieces() {
    let world = World::new();
    let office = Office::new(&world);
    for n in 0..130 {
        world.app.write(move |cx| testkit::by_name::note(cx, "many", &format!("n{n:03}."))).wait().unwrap();
        world.clock.advance_seconds(1);
    }
    let (mut path, mut found, mut pieces) = ("/admin/log?act=many".to_owned(), String::new(), 0);
    loop {
        let page = office.get(&path);
        pieces += 1;
        let _ = write!(found, "{}", between(&page, "<tbody>", "</tbody>"));
        match page.body.split("rel=\"next\" href=\"").nth(1) {
            Some(next) => path = next.split('"').next().unwrap().replace("&#38;", "&"),
            None => break,
        }
    }
    assert_eq!((pieces, found.matches("many</th>").count()), (3, 130));
    assert!(found.find("n129.") < found.find("n000."), "the newest first");
}

#[test]
fn a_copy_under_way_is_cancelled() {
    let world = World::with(|settings| settings.copy_batch_nodes = 1, |_| {});
    let office = Office::new(&world);
    assert!(office.get("/admin").body.contains("<p>None.</p>"));
    let course = world.expand("/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook");
    let copy = crate::world::run(world.ask("ann", "POST", &course, &[], r#"{"renameAs":"Again"}"#));
    assert_eq!(copy.status, 202, "{copy:?}");
    let page = office.get("/admin");
    assert!(page.body.contains("<th scope=\"row\">ann</th>"), "{}", page.body);
    let page = office.done("/admin/operations/cancel", &[("id", &hidden(&page, "id"))]);
    assert!(page.body.contains("<p>None.</p>"), "{}", page.body);
}

/// What people, groups, sites and apps are called runs nothing, wherever it stands.
#[test]
fn names_run_nothing() {
    const NAMES: [&str; 3] = ["<script>alert(1)", "\"><img src=x onerror=alert(1)>", "'&lt;b> onmouseover='x"];
    let world = World::new();
    let office = Office::new(&world);
    let (mut pages, mut seen) = (vec!["/admin/people".to_owned(), "/admin/groups".to_owned(), "/admin/sites".to_owned()], 0);
    for name in NAMES {
        let user = office.done("/admin/people", &[("name", name), ("none", "yes")]);
        let id = person(&world, name);
        assert!(user.body.contains("alert") || user.body.contains("onmouseover"));
        pages.extend([format!("/admin/person?id={id}"), format!("/admin/person/remove?id={id}"), format!("/admin/person/tokens?id={id}")]);
        let group = office.done("/admin/groups", &[("name", name), ("members", name)]);
        pages.push(format!("/admin/group?id={}", hidden(&group, "id")));
        let app = office.done("/admin/apps", &[("name", name), ("id", name.split(' ').next().unwrap())]);
        assert!(app.body.contains("Client id"));
        let url = format!("https://x.example/{}", name.replace(' ', "+"));
        let site = office.done("/admin/sites", &[("url", &url), ("members", name), ("libraries", name)]);
        pages.push(format!("/admin/site?id={}", hidden(&site, "id")));
        // A form that is not taken shows what stood in it.
        let again = office.send("/admin/people", &[("name", name), ("quota", name), ("none", "yes")]);
        assert_eq!(again.status, 400);
        clean(&again, &mut seen);
        let query: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in [format!("/admin/people?part={query}"), format!("/admin/log?act={query}"), format!("/admin/people?said={query}")] {
            clean(&office.get(&path), &mut seen);
        }
    }
    pages.extend(["/admin/apps", "/admin/log"].map(str::to_owned));
    for path in &pages {
        clean(&office.get(path), &mut seen);
    }
    // Whose own name it is sees it on every page.
    let name = NAMES[1];
    world
        .app
        .write(move |cx| {
            testkit::by_name::set_admin(cx, name, true)?;
            testkit::by_name::set_password(cx, name, &app::password::hash("a long enough one", &[3; 16])?)
        })
        .wait()
        .unwrap();
    let own = Browser::beside(&world);
    assert_eq!(own.sign_in(name, "a long enough one", "/").status, 303);
    clean(&own.get("/admin"), &mut seen);
    assert!(seen > 40, "{seen}");
}

/// Fails where a name of [`names_run_nothing`] stands as it was written; counts where it stands otherwise.
fn clean(page: &Answer, seen: &mut usize) {
    for raw in ["<script", "<img", "onerror=alert(1)>", "' onmouseover", "'&lt;b>"] {
        assert!(!page.body.contains(raw), "{raw} in {}", page.body);
    }
    *seen += page.body.matches("&#60;").count();
}
