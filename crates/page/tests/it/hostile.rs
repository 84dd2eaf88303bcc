//! Input made to exhaust time, stack or memory. Goal: every shape is read within the bounds or refused by one of them.
//! Method: each shape is repeated up to 64 KB, and the answer must be the expected one; a shape that the bounds did not
//! stop would run for minutes here, not fail an assertion about seconds.

use page::{DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX, INPUT_BYTES_MAX, ParseError};

use crate::support::{assert_fixed_point, parse};

/// Bytes of each shape: small enough for a debug build, and large enough that anything quadratic is felt.
const SHAPE_BYTES: usize = 64 << 10;

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Read,
    TooDeep,
    TooMany,
    TooLarge,
    /// For what it says, not for how much.
    Refused,
}

fn answer(html: &str) -> Answer {
    match page::parse(html, &page::Alone) {
        Ok(parsed) => {
            assert!(parsed.document.to_canonical().len() <= DOCUMENT_BYTES_MAX);
            Answer::Read
        }
        Err(ParseError::TooDeep { .. }) => Answer::TooDeep,
        Err(ParseError::TooManyElements { .. }) => Answer::TooMany,
        Err(ParseError::TooLarge { .. }) => Answer::TooLarge,
        Err(_) => Answer::Refused,
    }
}

fn many(piece: &str) -> String {
    piece.repeat(SHAPE_BYTES / piece.len())
}

/// Pieces that differ in a number, so that no two elements are alike.
fn numbered(piece: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    let mut number = 0;
    while out.len() < SHAPE_BYTES {
        out.push_str(&piece(number));
        number += 1;
    }
    out
}

fn check(shape: &str, html: &str, expect: Answer) {
    assert_eq!(answer(html), expect, "{shape}");
}

/// Each piece is a token, or several, and no element: a page full of them costs more than its bytes tell.
#[test]
fn tokens_without_elements() {
    for piece in ["<", "\n", "\r", "\0", "<!-->", "<!x>", "<?x>", "</>", "<table><"] {
        check(piece, &many(piece), Answer::Read);
    }
    for piece in ["<", "\n", "\r", "\0", "<!-->", "<!x>", "<?x>", "</>"] {
        check(piece, &piece.repeat(3_000_001), Answer::TooMany);
    }
}

/// What is stored may have more tokens than what was read, and is read again all the same.
#[test]
fn a_page_that_was_taken_can_be_read() {
    let html = format!("<pre>{}</pre>", ">".repeat(200_000) + &"\n".repeat(2_900_000));
    let canonical = parse(&html).document.to_canonical();
    assert!(page::Document::from_canonical(&canonical).is_ok());
}

/// Nobody looks at comments, so there may be any number of them.
#[test]
fn comments_are_nothing() {
    assert_eq!(parse("<p>a<!-- x -->b<!---->c").document, parse("<p>abc").document);
    check("comments", &format!("<p>x{}", "<!-->".repeat(600_000)), Answer::Read);
}

#[test]
fn nests() {
    let tags = [
        "div",
        "span",
        "b",
        "font",
        "blockquote",
        "ul><li",
        "ol",
        "table><tr><td",
        "object",
        "marquee",
        "section",
        "x-y",
        "svg",
        "math",
        "template",
        "sup",
    ];
    for tag in tags {
        check(tag, &many(&format!("<{tag}>")), Answer::TooDeep);
    }
    // Each of these closes the one before, is ignored where it stands, or moves in front of its table.
    for tag in [
        "a href=x",
        "button",
        "nobr",
        "td",
        "li",
        "p",
        "h1",
        "option",
        "table><div",
        "table><b",
        "form",
        "select",
        "body",
        "p><span",
        "dd><div",
    ] {
        check(tag, &many(&format!("<{tag}>")), Answer::Read);
    }
}

#[test]
fn nests_that_differ() {
    check("b", &numbered(|n| format!("<b style='color:#{:06x}'>", n % 0xff_ffff)), Answer::TooDeep);
    check("p b", &numbered(|n| format!("<p><b style='color:#{:06x}'>", n % 0xff_ffff)), Answer::TooDeep);
    check("crossed", &numbered(|n| format!("<b lang=x{n}><i lang=x{n}></b>x<p>")), Answer::TooDeep);
}

#[test]
fn ill_nested_formatting() {
    check("a i", &many("<a href=x><i></a><div>x</i>"), Answer::TooDeep);
    check("a p", &many("<a href=https://x><p></a>x"), Answer::Read);
    check("b p", &many("<b><p></b>x</p>"), Answer::Read);
    check("b table", &many("<b><table></b><td>x"), Answer::TooDeep);
    let open: String = (0..200).map(|n| format!("<b lang=x{n}>")).collect();
    check("reopened", &format!("<p>{open}</p>{}", many("<p>x</p>")), Answer::TooMany);
    check("in cells", &format!("<table><tr>{}", many(&format!("<td>{open}x</td>"))), Answer::Read);
    check("over blocks", &format!("{}{}", "<span lang=x>".repeat(200), many("<hr>x")), Answer::TooMany);
    let long = "x".repeat(10_000);
    check("long link", &format!("<a href='https://x/{long}'>{}", many("<p>x")), Answer::TooLarge);
}

#[test]
fn many_attributes() {
    check("one tag", &format!("<p {}", numbered(|n| format!("a{n} "))), Answer::TooMany);
    check("one end tag", &format!("</p {}", numbered(|n| format!("a{n} "))), Answer::TooMany);
    check("without blanks", &format!("<p {}", numbered(|n| format!("a{n}=''"))), Answer::TooMany);
    check("with slashes", &format!("<p/{}", numbered(|n| format!("a{n}/"))), Answer::TooMany);
    check("the same", &format!("<p {}>", many("a ")), Answer::TooMany);
    check("behind a script", &format!("<script>a<b x=\"</script><p {}", numbered(|n| format!("a{n} "))), Answer::TooMany);
    check("behind a comment", &format!("<!--<b x='--><p {}", numbered(|n| format!("a{n} "))), Answer::TooMany);
    check("behind a value", &format!("<p a='<p b=\"'><p {}", numbered(|n| format!("a{n} "))), Answer::TooMany);
    let tag: String = (0..900).map(|n| format!("a{n} ")).collect();
    check("many tags", &many(&format!("<p {tag}>")), Answer::Read);
}

#[test]
fn many_small_things() {
    check("more elements than a page may have", &"<p>".repeat(DOCUMENT_ITEMS_MAX + 1), Answer::TooMany);
    check("paragraphs", &many("<p>"), Answer::Read);
    check("breaks", &many("<br>"), Answer::Read);
    check("end tags", &many("</p>"), Answer::Read);
    check("unknown end tags", &many("</x>"), Answer::Read);
    check("end tags in the deep", &format!("{}{}", "<span>".repeat(250), many("</li></b></table>")), Answer::Read);
    check("comments", &many("<!---->"), Answer::Read);
    check("open comments", &many("<!--"), Answer::Read);
    check("doctypes", &many("<!DOCTYPE x>"), Answer::Read);
    check("references", &many("&amp;"), Answer::Read);
    check("unfinished references", &many("&CounterClockwiseContourIntegra"), Answer::Read);
    check("angles", &many("<"), Answer::Read);
    check("zeros", &many("\0"), Answer::Read);
    check("blanks between tags", &many("<i> </i>"), Answer::Read);
    check("text in a table", &format!("<table>{}", many("x<tr>")), Answer::Read);
    check("bodies", &numbered(|n| format!("<body a{n}=x>")), Answer::Read);
    check("titles", &many("<title>x</title>"), Answer::Read);
}

#[test]
fn long_values() {
    check("style", &format!("<p style='{}'>x", many("color:red;")), Answer::Read);
    check("title", &format!("<title>{}", many("x ")), Answer::Read);
    check("link", &format!("<a href='https://x/{}'>x</a>", many("x")), Answer::Read);
    check("image", &format!("<img src='data:image/png;base64,{}'>", many("AAAA")), Answer::Read);
    check("note tags", &format!("<p data-tag='{}'>x", many("idea,")), Answer::Refused);
    check("no note tags", &format!("<p data-tag='{}'>x", many(",")), Answer::Read);
    check("element name", &format!("<{}>", many("x")), Answer::Read);
    check("attribute name", &format!("<p {}>", many("x")), Answer::Read);
}

#[test]
fn what_lists_and_tables_say_to_all_of_theirs() {
    let long = "font-family:".to_owned() + &"x".repeat(380);
    let more = format!("{long};color:red;font-size:9pt;list-style-type:square;border:1px solid red");
    check("items", &format!("<ul style='{more}'>{}", many("<li>x")), Answer::Read);
    check("more items", &format!("<ul style='{more}'>{}", "<li>x".repeat(60_000)), Answer::TooLarge);
    check("cells", &format!("<table style='{more}' bgcolor=red width=9000><tr>{}", many("<td>x")), Answer::Read);
    check("rows", &format!("<table style='{more}' bgcolor=red width=9000>{}", many("<tr><td>x")), Answer::Read);
    check("tags", &format!("<ul data-tag='{}'>{}", "idea,".repeat(32), many("<li>x")), Answer::Read);
    check("wide cells", &format!("<table width=9><tr>{}", many("<td colspan=4294967295>x")), Answer::Read);
    check("letters", &format!("<div><p style='{more}'>{}", many("<p style='color:red'>x<hr>")), Answer::Read);
    check("images", &many("<img src=https://x/y width=1>"), Answer::Read);
    check("drawn", &many("<img data-render-src=https://x/y>"), Answer::Read);
    check("videos", &many("<iframe src=https://youtu.be/x></iframe>"), Answer::Read);
}

#[test]
fn text_may_grow_only_so_far() {
    // What is printed as a reference counts as much as four.
    let html = "\"".repeat(DOCUMENT_BYTES_MAX / 24 + 1);
    assert_eq!(answer(&html), Answer::TooLarge);
    assert_eq!(answer(&"x".repeat(INPUT_BYTES_MAX + 1)), Answer::TooLarge);
    // References are dearer to read than letters.
    assert_eq!(answer(&"&amp;".repeat(1_600_000)), Answer::TooMany);
    // So is what stands in tags, and a dash in a script; what a quoted value holds is not.
    assert_eq!(answer(&format!("<p {}", "/".repeat(9_000_000))), Answer::TooMany);
    assert_eq!(answer(&format!("<{}", "a".repeat(9_000_000))), Answer::TooMany);
    assert_eq!(answer(&format!("<script><!{}", "-".repeat(4_000_000))), Answer::TooMany);
    assert_eq!(answer(&format!("<p data-x='{}'>", "A".repeat(9_000_000))), Answer::Read);
}

#[test]
fn the_deepest_page_that_is_read_is_read_again() {
    // `html` and `body` stand above, and the outline that is printed around.
    let nested = |count: usize| format!("{}x", "<blockquote>".repeat(count));
    let deepest = parse(&nested(253)).document;
    assert_fixed_point(&deepest);
    assert_eq!(answer(&nested(254)), Answer::TooDeep);

    let tables = format!("{}x", "<table><tr><td>".repeat(63));
    assert_fixed_point(&parse(&tables).document);
}

#[test]
fn sloppy_pages_are_not_deep() {
    for tag in ["p", "li", "tr", "td", "dd", "option", "h1></h1"] {
        let html = format!("<ul><table>{}", format!("<{tag}>text ").repeat(5_000));
        let canonical = parse(&html).document.to_canonical();
        assert_eq!(canonical.matches("text").count(), 5_000, "{tag}");
    }
}
