use super::*;
use crate::schema::{NOTEBOOK, PAGE, SECTION, SECTION_GROUP};
use expect_test::{Expect, expect};

/// Prints a shape: what is selected, then what is expanded.
fn show<V>(entity: &Entity<V>, surface: Surface, shape: &Shape) -> String {
    let properties = entity.properties(surface).iter().enumerate().filter(|(at, _)| shape.shows(*at));
    let mut names: Vec<String> = properties.map(|(_, property)| property.names.on(surface).to_owned()).collect();
    for (navigation, seen) in entity.navigations.iter().zip(&shape.navigations) {
        match (seen, navigation.to.way()) {
            (Seen::Default, _) => names.push(format!("{}…", navigation.name)),
            (Seen::Expanded(found), Some((_, kind))) => {
                let asked = found.asked.as_ref().map(|asked| format!("{} ", written(asked))).unwrap_or_default();
                names.push(format!("{}({asked}{})", navigation.name, show(nodes(kind), surface, &found.shape)));
            }
            _ => {}
        }
    }
    names.join(" ")
}

/// Prints what is asked of a nested list, in short.
fn written(asked: &Query<NodeField>) -> String {
    let order: Vec<String> = asked.order.iter().map(|key| format!("{:?}{}", key.by, if key.is_descending { "-" } else { "+" })).collect();
    let limit = if asked.limit == usize::MAX { "all".to_owned() } else { asked.limit.to_string() };
    let count = if asked.wants_count { " counted" } else { "" };
    let filter = asked.predicate.as_ref().map(|filter| format!("{filter:?} ")).unwrap_or_default();
    format!("[{filter}{} {}..{limit}{count}]", order.join(","), asked.skip)
}

fn check<V>(entity: &Entity<V>, select: &str, expand: &str, expected: Expect) {
    let given = |text: &'static str| (!text.is_empty()).then_some(text);
    let (select, expand) = (given(select.to_owned().leak()), given(expand.to_owned().leak()));
    let surface = Surface::Graph;
    let shown = match Shape::asked(entity, surface, select, expand) {
        Ok(shape) => show(entity, surface, &shape),
        Err(fault) => format!("{fault:?}"),
    };
    expected.assert_eq(&shown);
}

#[test]
fn what_is_selected_is_what_is_shown() {
    check(&NOTEBOOK, "id,displayName", "", expect!["id displayName"]);
    check(&NOTEBOOK, "name, createdTime", "", expect!["createdDateTime displayName"]);
    check(&SECTION, "id,parentNotebook", "", expect!["id parentNotebook…"]);
    check(&SECTION, "links", "", expect!["links"]);
    check(
        &SECTION_GROUP,
        "",
        "",
        expect![
            "id self createdDateTime displayName lastModifiedDateTime sectionsUrl sectionGroupsUrl createdBy lastModifiedBy parentNotebook… parentSectionGroup…"
        ],
    );
    check(&PAGE, "*", "", expect!["id self createdDateTime title createdByAppId contentUrl lastModifiedDateTime level order links"]);
    check(&PAGE, "title", "parentNotebook(select=name)", expect!["title parentNotebook(displayName)"]);
}

#[test]
fn what_is_no_name_is_said_with_its_place() {
    check(&NOTEBOOK, "id,colour", "", expect![[r#"UnknownTerm("$select", "colour", 3)"#]]);
    check(&NOTEBOOK, "displayname", "", expect![[r#"UnknownTerm("$select", "displayname", 0)"#]]);
    check(&NOTEBOOK, "links/oneNoteWebUrl", "", expect![[r#"UnknownTerm("$select", "links/oneNoteWebUrl", 0)"#]]);
    check(&NOTEBOOK, "id,", "", expect![[r#"OptionSyntax("$select", SyntaxError { position: 3, kind: Missing })"#]]);
    check(&NOTEBOOK, "", "sections(select=colour)", expect![[r#"UnknownTerm("$expand", "colour", 16)"#]]);
    check(&NOTEBOOK, "", "colours", expect![[r#"UnknownTerm("$expand", "colours", 0)"#]]);
    check(&NOTEBOOK, "", "sections(colour=red)", expect![[r#"UnknownTerm("$expand", "colour", 9)"#]]);
}

#[test]
fn what_cannot_be_expanded_is_refused() {
    check(&NOTEBOOK, "", "links", expect![[r#"ExpandProperty("links", 0)"#]]);
    check(&NOTEBOOK, "", "parentNotebook", expect![[r#"UnknownTerm("$expand", "parentNotebook", 0)"#]]);
    check(&NOTEBOOK, "", "sections(expand=parentNotebook)", expect![[r#"ExpandCircle("parentNotebook", 16)"#]]);
    check(&SECTION, "", "parentNotebook(expand=sections)", expect![[r#"ExpandCircle("sections", 22)"#]]);
    check(&SECTION, "", "pages", expect!["ExpandPages(0)"]);
    check(&NOTEBOOK, "", "sections(expand=pages)", expect!["ExpandPages(16)"]);
    check(&NOTEBOOK, "", "sections,sections", expect![[r#"ExpandTwice("sections", 9)"#]]);
    check(&NOTEBOOK, "", "sections($search=x)", expect![[r#"ExpandOption("$search", 9)"#]]);
    check(&SECTION, "", "parentNotebook(select=id;top=1)", expect![[r#"ExpandOption("$top", 25)"#]]);
    check(&NOTEBOOK, "", "sections(levels=2)", expect!["ExpandLevels(0)"]);
    check(&NOTEBOOK, "", "sectionGroups(levels=2;expand=sectionGroups)", expect!["ExpandLevels(0)"]);
    check(&NOTEBOOK, "", "*(levels=2)", expect![[r#"ExpandOption("*(…)", 0)"#]]);
}

#[test]
fn nested_lists_are_asked_as_lists_are() {
    check(
        &NOTEBOOK,
        "id",
        "sections($filter=startswith(name,'a;b)') and isDefault eq false;$orderby=name desc,createdTime;$top=2;skip=1;$count=true;select=id)",
        expect![[
            r#"id sections([All([Has(AtStart, Field(Name), Literal(Text("a;b)"))), Not(True(IsDefault))]) Field(Name)-,Field(Created)+ 1..2 counted] id)"#
        ]],
    );
    check(&NOTEBOOK, "id", "sectionGroups(TOP=0;levels=2;select=id)", expect!["id sectionGroups([ 0..0] id sectionGroups([ 0..0] id))"]);
    check(
        &NOTEBOOK,
        "id",
        "sections(filter=parentNotebook/name eq 'x';select=id)",
        expect![[r#"id sections([Compare(Equal, Field(NotebookName), Literal(Text("x")))  0..all] id)"#]],
    );
    check(&NOTEBOOK, "", "sections(filter=name eq)", expect![[r#"OptionSyntax("$expand", SyntaxError { position: 23, kind: Missing })"#]]);
    check(&NOTEBOOK, "", "sections(select=id; $filter= title eq 'x')", expect![[r#"UnknownField("$expand", "title", 29)"#]]);
    check(&NOTEBOOK, "", "sections(filter=name eq 5)", expect![[r#"Mismatch("$expand", 21)"#]]);
    check(&NOTEBOOK, "", "sections(filter=name like 'x')", expect![[r#"Operator("$expand", 21)"#]]);
    check(&NOTEBOOK, "", "sections(orderby=order)", expect![[r#"UnknownField("$expand", "order", 17)"#]]);
    check(&NOTEBOOK, "", "sections(top=1001)", expect!["TopTooHigh { top_max: 1000 }"]);
    check(&NOTEBOOK, "", "sections(top=-1)", expect![[r#"OptionValue("$top", "a number")"#]]);
    check(&NOTEBOOK, "", "sections(skip=1001)", expect![[r#"OptionValue("$skip", "a number from 0 to 1000")"#]]);
    check(&NOTEBOOK, "", "sections(count=yes)", expect![[r#"OptionValue("$count", "true or false")"#]]);
    check(&NOTEBOOK, "", "sections(top=1;$TOP=1)", expect![[r#"OptionSyntax("$expand", SyntaxError { position: 15, kind: Duplicate })"#]]);
}

#[test]
fn expansions_nest() {
    let clipper = "sections(select=id),sectionGroups($select=id;$expand=sections($select=id),sectionGroups($select=id))";
    check(&NOTEBOOK, "id", clipper, expect!["id sections(id) sectionGroups(id sections(id) sectionGroups(id))"]);
    check(
        &SECTION,
        "id",
        "*",
        expect![
            "id parentNotebook(id self createdDateTime displayName lastModifiedDateTime isDefault userRole isShared sectionsUrl sectionGroupsUrl createdBy lastModifiedBy links) parentSectionGroup(id self createdDateTime displayName lastModifiedDateTime sectionsUrl sectionGroupsUrl createdBy lastModifiedBy)"
        ],
    );
    check(
        &SECTION,
        "id",
        "parentSectionGroup(select=id;expand=parentSectionGroup(select=id))",
        expect!["id parentSectionGroup(id parentSectionGroup(id))"],
    );
}

#[test]
fn levels_put_groups_within_groups() {
    check(
        &NOTEBOOK,
        "id",
        "sectionGroups(levels=2;select=id;expand=sections(select=id))",
        expect!["id sectionGroups(id sections(id) sectionGroups(id sections(id)))"],
    );
    let deep = |levels: &str| {
        let expand = format!("sectionGroups(levels={levels};select=id)");
        show(&NOTEBOOK, Surface::Graph, &Shape::asked(&NOTEBOOK, Surface::Graph, Some("id"), Some(&expand)).unwrap())
    };
    assert_eq!(deep("1"), "id sectionGroups(id)");
    assert_eq!(deep("max"), deep("4000000000"));
    assert_eq!(deep("max").matches("sectionGroups").count(), DEPTH_MAX);
}
