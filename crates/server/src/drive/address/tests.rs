use super::item::PATH_CHARS_MAX;
use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn shown(target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match parse(path, query) {
        None => "not about drives".to_owned(),
        Some(Err(bad)) => format!("{bad:?}"),
        Some(Ok(address)) => {
            let members: Vec<String> = address.members.iter().map(show).collect();
            let base = address.base.as_str();
            format!("{:?} {base} {}{}", address.flavor(false), target_of(&address.target), members.join(""))
        }
    }
}

fn target_of(target: &Target) -> String {
    let item = |item: &Item| {
        let path: String = item.path.iter().map(|name| format!("/{name}")).collect();
        match &item.anchor {
            Anchor::Root => format!("root[{path}]"),
            Anchor::Id(id) => format!("<{id}>[{path}]"),
            Anchor::Special(name) => format!("special {name}[{path}]"),
        }
    };
    let which = |which: &Which| match which {
        Which::Default(owner) => format!("{owner:?}"),
        Which::Id(id) => format!("drive {id}"),
    };
    match target {
        Target::Drives(owner) => format!("all of {owner:?}"),
        Target::Drive(of) => which(of),
        Target::Item(of, at) => format!("{} {}", which(of), item(at)),
        Target::Share(share, at) => format!("share {share} {}", item(at)),
        Target::ShareItself(share) => format!("share {share}"),
        Target::Link(token, path) => format!("link {token} {path:?}"),
        Target::Monitor(secret) => format!("monitor {secret}"),
        Target::Upload(secret) => format!("upload {secret}"),
        Target::Download(ticket) => format!("dl {ticket}"),
        Target::Former(ticket) => format!("dlv {ticket}"),
        Target::Thumbnail(ticket) => format!("dlt {ticket}"),
        Target::Service => "version".to_owned(),
    }
}

fn show(member: &Member) -> String {
    let arguments: String = member.arguments.iter().map(|(name, value)| format!("({name}={value:?})")).collect();
    format!(" .{}{arguments}", member.name)
}

fn check(target: &str, expected: Expect) {
    expected.assert_eq(&shown(target));
}

/// All of these are the same as the first.
fn alike(targets: &[&str]) {
    for target in targets {
        assert_eq!(shown(target), shown(targets[0]), "{target}");
    }
}

#[test]
fn drives_by_every_root() {
    check("/v1.0/me/drive", expect!["Graph v1.0 Caller"]);
    check("/v1.0/drive", expect!["Both v1.0 Caller"]);
    check("/v1.0/drives/me", expect!["Both v1.0 Caller"]);
    check("/beta/drives/0123456789ABCDEF", expect!["Both beta drive 0123456789ABCDEF"]);
    check("/v1.0/users/ann%40contoso.example/drive", expect![[r#"Graph v1.0 User("ann@contoso.example")"#]]);
    check("/v1.0/users('ann')/drives", expect![[r#"Graph v1.0 all of User("ann")"#]]);
    check("/v1.0/users/me/drive", expect!["Graph v1.0 Caller"]);
    check("/v1.0/groups/1/drive", expect![[r#"Graph v1.0 Group("1")"#]]);
    check("/v1.0/sites/root/drives", expect![[r#"Graph v1.0 all of Site("root")"#]]);
    check("/v1.0/me/drives", expect!["Graph v1.0 all of Caller"]);
    check("/v1.0/drives", expect!["Both v1.0 all of Caller"]);
    check("/v1.0/me/drives/d/special/approot", expect!["Graph v1.0 drive d special approot[]"]);
    check("/_api/v2.0/drives/d/root", expect!["Legacy _api/v2.0 drive d root[]"]);
    check("/_api/v2.1/drive/items/x", expect!["Legacy _api/v2.1 Caller <x>[]"]);
    check("/v2.0/drives/d/items/x/copy", expect!["Graph v2.0 drive d <x>[] .copy"]);
    check("/v2.0/me/drives", expect!["Graph v2.0 all of Caller"]);
    check("/drive/items/x", expect!["Both v1.0 Caller <x>[]"]);
    alike(&["/v1.0/drives/d/", "/v1.0/drives('d')", "/v1.0//drives/d?select=quota", "/v1.0/drives(%27d%27)", "/drives/d"]);
}

#[test]
fn what_is_not_about_drives_stays_with_the_others() {
    for other in [
        "/",
        "/v1.0/me/onenote/notebooks",
        "/beta/users/drive/onenote/pages",
        "/v1.0/sites/notes.example,1,2/onenote/notebooks",
        "/api/v1.0/me/notes/notebooks",
        "/api/v1.0/drive/root",
        "/v1.0/$batch",
        "/v1.0/groups/drive/onenote/sections",
        "/health/live",
        "/_api/v1.0/drive",
        "/v1.0/shares",
        "/v1.0/monitor/",
        "/drives.html",
    ] {
        check(other, expect!["not about drives"]);
    }
}

#[test]
fn items_by_id_and_by_path() {
    check("/v1.0/me/drive/items/A!s1/children", expect!["Graph v1.0 Caller <A!s1>[] .children"]);
    check("/v1.0/me/drive/root:/a/b", expect!["Graph v1.0 Caller root[/a/b]"]);
    check("/v1.0/me/drive/items/A!s1:/b/c:/content", expect!["Graph v1.0 Caller <A!s1>[/b/c] .content"]);
    check("/v1.0/me/drive/special/documents:/b:/children", expect!["Graph v1.0 Caller special documents[/b] .children"]);
    check("/v1.0/me/drive/root:/a/children", expect!["Graph v1.0 Caller root[/a/children]"]);
    alike(&[
        "/v1.0/drive/root",
        "/v1.0/drive/items/root",
        "/v1.0/drive/root/",
        "/v1.0/drive/root:",
        "/v1.0/drive/root:/",
        "/v1.0/drive/items/root:/",
    ]);
    alike(&["/v1.0/drive/root:/a/b", "/v1.0/drive/root:/a/b:", "/v1.0/drive/root:/a/b:/", "/v1.0/drive/root:/a//b/"]);
    alike(&["/v1.0/drive/items/x", "/v1.0/drive/items/x:/", "/v1.0/drive/items('x')", "/v1.0/drive/items/x/?select=id"]);
    alike(&["/v1.0/drive/root:/a:/children", "/v1.0/drive/root:/a:children", "/v1.0/drive/root:/a:/children/"]);
    check("/v1.0/drives('d')/items('A!s1')/children", expect!["Both v1.0 drive d <A!s1>[] .children"]);
}

#[test]
fn children_by_name_are_paths() {
    alike(&[
        "/v1.0/drive/items/x:/n m.txt:/content",
        "/v1.0/drive/items/x/children/n%20m.txt/content",
        "/v1.0/drive/items/x/children('n%20m.txt')/content",
        "/v1.0/drive/items/x/children('@a1')/content?@a1='n%20m.txt'",
    ]);
    alike(&[
        "/v1.0/drive/root:/it's/b",
        "/v1.0/drive/root/children('it''s')/children/b",
        "/v1.0/drive/root/children('@a1')?%40a1='it''s%2Fb'",
    ]);
    check("/v1.0/drive/root/children('@a1')", expect!["Syntax(SyntaxError { position: 0, kind: Missing })"]);
    check("/v1.0/drive/root/children('a", expect!["Syntax(SyntaxError { position: 0, kind: UnclosedQuote })"]);
}

/// What was seen on the wire.
#[test]
fn separators_and_colons_may_be_encoded() {
    check("/v1.0/me/drive/root:%2FF%201%2Fx.txt:/content", expect!["Graph v1.0 Caller root[/F 1/x.txt] .content"]);
    check("/v1.0/drives/d/items/root%3A%2FF%201%2Fx%20%C3%A9.txt%3A/content", expect!["Both v1.0 drive d root[/F 1/x é.txt] .content"]);
    check("/v1.0/drives/d/items/0123456789ABCDEF%21103", expect!["Both v1.0 drive d <0123456789ABCDEF!103>[]"]);
    check("/v1.0/drives/d/root:/.%2Fsub%2Fbig.bin?select=id", expect!["Both v1.0 drive d root[/sub/big.bin]"]);
    check("/v1.0/drives/d/items/r:/dir:", expect!["Both v1.0 drive d <r>[/dir]"]);
    check("/v1.0/me/drive/root:/a+b%2Bc/100%25%20%23.txt", expect!["Graph v1.0 Caller root[/a+b+c/100% #.txt]"]);
    check(
        "/v1.0/drive/root:/Apps/Joplin/x.md:/createUploadSession",
        expect!["Graph v1.0 Caller root[/Apps/Joplin/x.md] .createUploadSession"],
    );
}

#[test]
fn actions_have_three_spellings() {
    for (copy, flavor) in
        [("copy", "Graph"), ("microsoft.graph.copy", "Graph"), ("action.copy", "Legacy"), ("oneDrive.copy", "Legacy"), ("copy()", "Graph")]
    {
        assert_eq!(shown(&format!("/v1.0/drive/items/x/{copy}")), format!("{flavor} v1.0 Caller <x>[] .copy"));
    }
    check("/v1.0/drives/d/root/delta()", expect!["Graph v1.0 drive d root[] .delta"]);
    check("/v1.0/drive/root/delta(token='a''b')", expect![[r#"Graph v1.0 Caller root[] .delta(token="a'b")"#]]);
    check("/v1.0/drive/root:/a:/view.delta?token=x", expect!["Legacy v1.0 Caller root[/a] .delta"]);
    check("/v1.0/drive/root:/a:/upload.createSession", expect!["Legacy v1.0 Caller root[/a] .createUploadSession"]);
    check("/v1.0/me/drive/root/search(q='a%2Fb')", expect![[r#"Graph v1.0 Caller root[] .search(q="a/b")"#]]);
    check("/_api/v2.0/drive/root/onedrive.copy", expect!["Legacy _api/v2.0 Caller root[] .onedrive.copy"]);
    check("/v1.0/me/drive/recent", expect!["Graph v1.0 Caller .recent"]);
    check("/v1.0/drive/view.sharedWithMe", expect!["Legacy v1.0 Caller .sharedWithMe"]);
    check("/v1.0/drive/items/x/versions/3.0/restoreVersion", expect!["Both v1.0 Caller <x>[] .versions .3.0 .restoreVersion"]);
    check("/v1.0/drive/items/x/permissions('p')", expect!["Both v1.0 Caller <x>[] .permissions .p"]);
}

#[test]
fn shares_monitors_and_sites() {
    check("/v1.0/shares/u!aHR0/driveItem", expect!["Both v1.0 share u!aHR0 root[]"]);
    check("/v1.0/shares/s!1/root:/a:/content", expect!["Both v1.0 share s!1 root[/a] .content"]);
    check("/v1.0/shares/s!1", expect!["Both v1.0 share s!1"]);
    check("/v1.0/shares/s!1/items", expect!["Both v1.0 share s!1 .items"]);
    check("/v1.0/monitor/abc", expect!["Both v1.0 monitor abc"]);
    check("/v1.0/upload/abc", expect!["Both v1.0 upload abc"]);
    check("/v1.0/dl/abc", expect!["Both v1.0 dl abc"]);
    check("/v1.0/sites/root:/sites/a", expect!["Graph v1.0 version .sites .root:/sites/a"]);
    check("/v1.0/sites/a.example:/sites/b%20c:", expect!["Graph v1.0 version .sites .a.example:/sites/b c"]);
    check("/v1.0/sites/a.example:/sites/b:/drive/root:/x", expect![[r#"Graph v1.0 Site("a.example:/sites/b") root[/x]"#]]);
    check("/v1.0/sites/1", expect!["Graph v1.0 version .sites .1"]);
    check("/v1.0/sites?search=a", expect!["Graph v1.0 version .sites"]);
    check("/v1.0/me", expect!["Graph v1.0 version .me"]);
    check("/v1.0/subscriptions/7", expect!["Graph v1.0 version .subscriptions .7"]);
}

#[test]
fn paths_that_are_none() {
    check("/v1.0/drive/root:/a/../b", expect!["DotDot"]);
    check("/v1.0/drive/root:/a%2F..%2Fb", expect!["DotDot"]);
    check("/v1.0/drive/root:/%ff", expect!["Syntax(SyntaxError { position: 7, kind: NotText })"]);
    check(&format!("/v1.0/drive/root:/{}", "a".repeat(PATH_CHARS_MAX)), expect!["PathTooLong"]);
    check(&format!("/v1.0/drive/root{}", "/a".repeat(7)), expect!["TooManyMembers"]);
    check("/v1.0/drives(x=1)", expect!["Syntax(SyntaxError { position: 0, kind: Missing })"]);
}

proptest! {
    #[test]
    fn nothing_panics_and_no_name_is_odd(rest in "[a-z:/.%2F%3A'()@ é]{0,60}") {
        if let Some(Ok(Address { target: Target::Item(_, item), .. })) = parse(&format!("/v1.0/drive/{rest}"), "@a='x/../y'") {
            for name in item.path {
                prop_assert!(!name.is_empty() && name != "." && name != ".." && !name.contains('/'), "{name}");
            }
        }
    }
}
