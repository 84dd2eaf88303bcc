//! What differs between two states of a page, as people are shown it. Goal: nothing of either state is lost or made up, and nothing
//! that somebody wrote becomes markup. Method: examples, and laws for random pages.

use expect_test::{Expect, expect};
use page::blocks::{Difference, What, difference};
use page::{Audience, Document, RenderOptions, render};
use proptest::prelude::*;

use super::laws::documents;
use crate::fixed_point::cases;
use crate::support::{Neighbours, address, parse, resource_address};

fn options() -> RenderOptions<'static> {
    RenderOptions { audience: Audience::Person, page: &address, resource: &resource_address, ..RenderOptions::default() }
}

fn compared(old: &Document, new: &Document) -> Difference {
    difference((old, &options()), (new, &options()))
}

fn shown(old: &Document, new: &Document) -> String {
    let found = compared(old, new);
    let title = if found.is_retitled { format!("title {}\n", found.title) } else { String::new() };
    let parts = found.parts.iter().map(|part| format!("{:?} {}", part.what, part.html.trim_end()).trim_end().to_owned() + "\n");
    title + &parts.collect::<String>()
}

fn check(old: &str, new: &str, expect: Expect) {
    expect.assert_eq(&shown(&parse(old).document, &parse(new).document));
}

#[test]
fn words_are_marked_within_a_block() {
    check(
        "<title>Plan</title><p>Pack the old bags, all of them.</p><p>Go</p>",
        "<title>Plan B</title><p>Pack new bags, nearly all of them.</p><p>Go</p>",
        expect![[r#"
            title Plan<ins> B</ins>
            Changed <p>Pack <del>the old</del><ins>new</ins> bags,<ins> nearly</ins> all of them.</p>
            Same <p>Go</p>
        "#]],
    );
}

#[test]
fn blocks_come_and_go() {
    check(
        "<p>one two three</p><p>four</p><p>five six</p>",
        "<p>zero</p><p>one two three</p><p>five six</p><p>else</p>",
        expect![[r#"
            Came <p>zero</p>
            Same <p>one two three</p>
            Went <p>four</p>
            Same <p>five six</p>
            Came <p>else</p>
        "#]],
    );
    // Nothing in common: another block. Much in common: the same.
    check(
        "<p>Call the plumber</p><p>Buy bread, milk and eggs</p>",
        "<p>Buy bread, butter and eggs</p><p>Sleep</p>",
        expect![[r#"
            Went <p>Call the plumber</p>
            Changed <p>Buy bread, <del>milk</del><ins>butter</ins> and eggs</p>
            Came <p>Sleep</p>
        "#]],
    );
    check("", "", expect![[""]]);
    check(
        "<p>all</p>",
        "",
        expect![[r#"
        Went <p>all</p>
    "#]],
    );
}

#[test]
fn items_and_cells_keep_their_places() {
    check(
        "<ul><li>bread and salt</li><li>milk from here</li><li>eggs, ten of them</li></ul>",
        "<ul><li>bread and salt</li><li>eggs, ten of them</li><li>tea</li></ul>",
        expect![[r#"
            Changed <ul><li>bread and salt</li><li><del>milk from here<br /></del>eggs, ten of them</li><li><ins>tea</ins></li></ul>
        "#]],
    );
    check(
        "<table><tr><td>a</td><td>one</td></tr><tr><td>b</td><td>two</td></tr></table>",
        "<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>two</td></tr></table>",
        expect![[r#"
            Changed <table style="border:0px"><tr><td style="border:0px">a</td><td style="border:0px"><del>one</del><ins>1</ins></td></tr><tr><td style="border:0px">b</td><td style="border:0px">two</td></tr></table>
        "#]],
    );
}

#[test]
fn what_only_looks_otherwise_is_told_apart() {
    check(
        "<p>Pack the bags</p><ul data-tag='to-do'><li>x</li></ul><p data-tag='to-do'>Go</p>",
        "<p>Pack the <b>bags</b></p><ul data-tag='to-do'><li>x</li></ul><p data-tag='to-do:completed'>Go</p>",
        expect![[r#"
            Restyled <p>Pack the <span style="font-weight:bold">bags</span></p>
            Same <ul><li><span data-tag="to-do">x</span></li></ul>
            Restyled <p data-tag="to-do:completed">Go</p>
        "#]],
    );
}

#[test]
fn things_come_and_go() {
    let page = |html: &str| page::parse(html, &Neighbours).unwrap().document;
    let old = page(
        "<p>Here <img src='name:part1' alt='one'> it is</p><p>and <object data='name:part3.pdf' data-attachment='a &lt;b>.pdf'></object> too</p>",
    );
    let new = page("<p>Here <img src='name:part2' alt='two'> it is</p><p>and too</p>");
    expect![[r#"
        Changed <p>Here <del><img src="https://ours.example/resources/part1" alt="one" /></del><ins><img src="https://ours.example/resources/part2" alt="two" /></ins> it is</p>
        Changed <p>and <del><span class="file">a _b_.pdf</span> </del>too</p>
    "#]]
    .assert_eq(&shown(&old, &new));
}

#[test]
fn outlines_are_areas_of_their_own_also_where_they_move() {
    let page = |at: &str, text: &str| {
        let html = format!(
            "<body data-absolute-enabled=true><p>flows</p><div style='position:absolute;left:{at}px;top:9px'><p>stays put</p><p>{text}</p></div>"
        );
        parse(&html).document
    };
    expect![[r#"
        Same <p>flows</p>
        Area
        Same <p>stays put</p>
        Changed <p>and this <del>goes</del><ins>went</ins></p>
    "#]]
    .assert_eq(&shown(&page("9", "and this goes"), &page("90", "and this went")));
}

#[test]
fn crumbs_are_not_kept_between_changes() {
    check(
        "<p>We meet on Monday, at noon, in the hall.</p>",
        "<p>We meet on Friday; by dusk, in the hall.</p>",
        expect![[r#"
            Changed <p>We meet on <del>Monday, at noon</del><ins>Friday; by dusk</ins>, in the hall.</p>
        "#]],
    );
}

#[test]
fn what_somebody_wrote_stays_text() {
    let old = "<title>&lt;script>a()&lt;/script></title><p>&lt;/del>&lt;img src=x onerror=a()> one two three</p>";
    let new = "<title>&lt;b></title><p>&lt;/ins>\"'&lt;svg onload=a()> one two three</p>";
    let found = compared(&parse(old).document, &parse(new).document);
    for html in found.parts.iter().map(|part| &part.html).chain([&found.title]) {
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<svg") && !html.contains("<b>"), "{html}");
    }
    assert_eq!(found.parts[0].html.matches("</del>").count(), found.parts[0].html.matches("<del>").count());
}

#[test]
fn pages_that_have_nothing_in_common_take_no_longer() {
    let long = |word: &str| format!("<p>{}</p>", (0..20_000).map(|at| format!("{word}{} x, ", at % 97)).collect::<String>());
    let (old, new) = (parse(&long("a").repeat(3)).document, parse(&long("b").repeat(3)).document);
    assert!(!compared(&old, &new).is_nothing());
    let many = |word: &str| (0..9_000).map(|at| format!("<p>{word} {at}</p>")).collect::<String>();
    assert!(!compared(&parse(&many("one")).document, &parse(&many("two")).document).is_nothing());
}

#[test]
fn of_what_is_too_much_blocks_are_told_and_no_words() {
    let long = |last: &str| parse(&format!("<p>{}{last}</p><p>and {last} here</p>", "x ".repeat(300_000))).document;
    let parts = compared(&long("one"), &long("two")).parts;
    let what: Vec<What> = parts.iter().map(|part| part.what).collect();
    assert_eq!(what, [What::Went, What::Came, What::Changed]);
    assert_eq!(parts[2].html, "<p>and <del>one</del><ins>two</ins> here</p>\n");
}

/// Everything that is not in a tag, without blanks and in no order.
fn letters(html: &str) -> Vec<char> {
    let texts = html.split('<').enumerate().map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').unwrap().1 });
    let mut letters: Vec<char> = texts.collect::<String>().replace("&nbsp;", " ").chars().filter(|char| !char.is_whitespace()).collect();
    letters.sort_unstable();
    letters
}

/// Takes elements of a name out, with all in them.
fn without(html: &str, name: &str) -> String {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let mut pieces = html.split(&start);
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once(&end).unwrap().1)
}

fn body(document: &Document) -> String {
    let html = render(document, &options());
    html.split_once("<body").unwrap().1.split_once('>').unwrap().1.to_owned()
}

fn nothing_is_lost_or_made_up(old: &Document, new: &Document) {
    let found = compared(old, new);
    let all = |but: What, mark: &str| -> String {
        found.parts.iter().filter(|part| part.what != but).map(|part| without(&part.html, mark)).collect()
    };
    assert_eq!(letters(&all(What::Went, "del")), letters(&body(new)), "{found:?}");
    assert_eq!(letters(&all(What::Came, "ins")), letters(&body(old)), "{found:?}");
    let allowed = "div p h1 h2 h3 h4 h5 h6 pre blockquote hr ul ol li table caption tr td th span a sup sub cite code br img ins del";
    for part in &found.parts {
        for tag in part.html.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(allowed.split(' ').any(|known| known == name), "{name} in {}", part.html);
        }
        if part.what != What::Changed {
            assert!(!part.html.contains("<ins>") && !part.html.contains("<del>"), "{part:?}");
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_two_pages_are_compared(old in documents(), new in documents()) {
        nothing_is_lost_or_made_up(&old, &new);
        prop_assert!(compared(&old, &old).is_nothing());
        prop_assert_eq!(compared(&old, &new).is_nothing(), old.to_canonical() == new.to_canonical() || compared(&new, &old).is_nothing());
    }
}

proptest! {
    /// Few words, so that much is common.
    #[test]
    fn words_in_any_order_are_compared(old in "(<p>|<li>|<td>|a|b|ccc| |,|<br>|\u{5b57}){0,24}", new in "(<p>|<li>|<td>|a|b|ccc| |,|<br>|\u{5b57}){0,24}") {
        nothing_is_lost_or_made_up(&parse(&old).document, &parse(&new).document);
    }
}
