use super::*;
use expect_test::{Expect, expect};
use model::NodeKind;
use model::query::{Literal, Scalar};

fn sections(text: &str, expected: Expect) {
    show(filter(nodes(NodeKind::Section), text), expected);
}

fn notebooks(text: &str, expected: Expect) {
    show(filter(nodes(NodeKind::Notebook), text), expected);
}

fn pages(text: &str, expected: Expect) {
    show(filter(&PAGES, text), expected);
}

fn permissions(text: &str, expected: Expect) {
    show(filter(&PERMISSIONS, text), expected);
}

fn show<F: Field>(found: Result<Predicate<F>, RequestFault>, expected: Expect) {
    expected.assert_eq(&match found {
        Ok(predicate) => written(&predicate),
        Err(fault) => format!("{fault:?}"),
    });
}

fn written<F: Field>(predicate: &Predicate<F>) -> String {
    match predicate {
        Predicate::All(parts) => parts.iter().map(written).collect::<Vec<_>>().join(" & "),
        Predicate::Compare(how, Scalar::Field(field), Scalar::Literal(Literal::Moment(moment))) => format!("{field:?} {how:?} {moment}"),
        Predicate::Compare(how, Scalar::Field(field), Scalar::Literal(literal)) => format!("{field:?} {how:?} {literal:?}"),
        Predicate::Not(inside) => format!("!({})", written(inside)),
        other => format!("{other:?}"),
    }
}

#[test]
fn both_spellings_of_names_mean_the_same() {
    sections("displayName eq 'X'", expect![[r#"Name Equal Text("X")"#]]);
    sections("name eq 'X'", expect![[r#"Name Equal Text("X")"#]]);
    sections("parentNotebook/displayName eq 'X'", expect![[r#"NotebookName Equal Text("X")"#]]);
    sections("createdBy/user/displayName eq createdBy", expect!["Compare(Equal, Field(CreatedBy), Field(CreatedBy))"]);
    sections("Name eq 'X'", expect![[r#"UnknownField("$filter", "Name", 0)"#]]);
    sections("userRole eq 'Owner'", expect![[r#"UnknownField("$filter", "userRole", 0)"#]]);
    sections("name ne self", expect![[r#"UnknownField("$filter", "self", 8)"#]]);
}

#[test]
fn values_are_of_the_kind_of_what_they_are_compared_with() {
    notebooks("userRole ne Microsoft.OneNote.Api.UserRole'Reader'", expect!["Role NotEqual Role(Reader)"]);
    notebooks("'Owner' eq userRole", expect!["Role Equal Role(Owner)"]);
    notebooks("userRole eq 'None'", expect!["Always(false)"]);
    notebooks("userRole gt 'Reader'", expect![[r#"Mismatch("$filter", 9)"#]]);
    notebooks("userRole eq 'Boss'", expect![[r#"Mismatch("$filter", 9)"#]]);
    notebooks("name eq Microsoft.OneNote.Api.UserRole'Reader'", expect![[r#"Mismatch("$filter", 5)"#]]);
    notebooks("isDefault eq true", expect!["True(IsDefault)"]);
    notebooks("false eq isDefault and isShared", expect!["!(True(IsDefault)) & True(IsShared)"]);
    notebooks("isDefault ne null", expect!["Always(true)"]);
    notebooks("isDefault eq 1", expect![[r#"Mismatch("$filter", 10)"#]]);
    notebooks("name eq 5", expect![[r#"Mismatch("$filter", 5)"#]]);
    notebooks("name", expect![[r#"Mismatch("$filter", 0)"#]]);
    notebooks("isDefault and length(isShared) eq 1", expect![[r#"Mismatch("$filter", 21)"#]]);
    pages("level eq 0", expect!["Level Equal Integer(0)"]);
}

#[test]
fn permissions_are_chosen_by_what_they_show() {
    permissions(
        "userRole eq 'Reader' and contains(userId,'@x')",
        expect![[r#"Role Equal Role(Reader) & Has(Anywhere, Field(UserId), Literal(Text("@x")))"#]],
    );
    permissions("id eq '1-23' or id ne '1-x'", expect!["Any([Is(Id, Permission(23)), Not(Is(Id, Nobody))])"]);
    permissions("displayName eq 'ann'", expect![[r#"Name Equal Text("ann")"#]]);
    permissions("self eq 'x'", expect![[r#"UnknownField("$filter", "self", 0)"#]]);
}

#[test]
fn ids_are_found_or_are_nobodys() {
    sections(
        "parentNotebook/id eq '1-07070707-0707-0707-0707-070707070707'",
        expect!["Is(NotebookId, Node(NodeId(07070707-0707-0707-0707-070707070707)))"],
    );
    sections("id ne 'x'", expect!["!(Is(Id, Nobody))"]);
    sections("parentSectionGroup/id eq null", expect!["GroupId Equal Null"]);
    sections("id gt '1-07070707-0707-0707-0707-070707070707'", expect![[r#"Mismatch("$filter", 3)"#]]);
    sections("contains(id,'x')", expect![[r#"Mismatch("$filter", 9)"#]]);
}

#[test]
fn moments_are_compared_as_they_are_shown() {
    pages("lastModifiedTime gt 2014-05-05T07:00:00Z", expect!["Modified GreaterOrEqual 2014-05-05T07:00:01Z"]);
    pages("lastModifiedTime ge 2014-05-05T07:00:00Z", expect!["Modified GreaterOrEqual 2014-05-05T07:00:00Z"]);
    pages("lastModifiedTime ge 2014-05-05T07:00:00.5Z", expect!["Modified GreaterOrEqual 2014-05-05T07:00:01Z"]);
    pages(
        "2014-05-05T07:00:00Z eq lastModifiedDateTime and title eq 'x'",
        expect![[r#"Modified GreaterOrEqual 2014-05-05T07:00:00Z & Modified Less 2014-05-05T07:00:01Z & Title Equal Text("x")"#]],
    );
    pages("lastModifiedTime eq 2014-05-05T07:00:00.5Z", expect!["Always(false)"]);
    pages("2014-05-05 gt createdTime", expect!["Created Less 2014-05-05T00:00:00Z"]);
    sections("lastModifiedTime le 2014-05-05T07:00:00.25Z", expect!["Modified Less 2014-05-05T07:00:00.251Z"]);
    pages("createdTime eq lastModifiedTime", expect!["Compare(Equal, Field(Created), Field(Modified))"]);
    pages("createdTime eq '2014-05-05'", expect![[r#"Mismatch("$filter", 12)"#]]);
}

#[test]
fn what_is_not_ours_is_refused_by_name() {
    pages("title like 'x'", expect![[r#"Operator("$filter", 6)"#]]);
    pages("year(createdTime) eq 2014", expect![[r#"Operator("$filter", 0)"#]]);
    pages("title eq", expect![[r#"OptionSyntax("$filter", SyntaxError { position: 8, kind: Missing })"#]]);
}

#[test]
fn orders_name_each_key_once() {
    let keys = |text| match Asked::read(&PAGES, None, Some(text)) {
        Ok(asked) => format!("{:?}", asked.unwrap().order.iter().map(|key| (&key.by, key.is_descending)).collect::<Vec<_>>()),
        Err(fault) => format!("{fault:?}"),
    };
    assert_eq!(keys("title desc,createdTime,title"), "[(Field(Title), true), (Field(Created), false)]");
    assert_eq!(keys("tolower(title)"), "[(Lower(Field(Title)), false)]");
    assert_eq!(keys("id,level"), "[(Field(Id), false), (Field(Level), false)]");
    assert_eq!(keys("'x'"), "Mismatch(\"$orderby\", 0)");
    assert_eq!(keys("contains(title,'x')"), "Mismatch(\"$orderby\", 0)");
    assert_eq!(keys("links"), "UnknownField(\"$orderby\", \"links\", 0)");
    assert_eq!(Asked::read(&PAGES, None, None), Ok(None));
}
