use page::{CanonicalError, Document};

use crate::support::parse;

fn text(body: &str) -> String {
    format!("<!--looseleaf page 2-->\n<html lang=\"en-US\"><title>T</title><main>\n{body}</main>\n</html>\n")
}

#[test]
fn a_text_is_read_only_as_it_was_written() {
    assert!(Document::from_canonical(&text("<p>x</p>\n")).is_ok());
    for body in [
        "<p>x</p>",
        "<p>x</p>\n\n",
        "<P>x</P>\n",
        "<p >x</p>\n",
        "<p>x\n",
        "<p>x</b></p>\n",
        "<p></p></p>\n",
        "loose\n",
        "<b>x</b>\n",
        "<p><p>x</p></p>\n",
        "<p><div>x</div></p>\n",
        "<li>x</li>\n",
        "<ul>x</ul>\n",
        "<table><td>x</td></table>\n",
        "<p>a & b</p>\n",
        "<p>&apos;</p>\n",
        "<p>a > b</p>\n",
        "<p>\u{a0}</p>\n",
        "<p>\r</p>\n",
        "<script>x</script>\n",
        "<p onclick=\"x\">x</p>\n",
        "<p style=\"color:red\" data-id=\"x\">x</p>\n",
        "<p data-id=\"x\" data-id=\"x\">x</p>\n",
        "<p style=\"color: red\">x</p>\n",
        "<p style=\"background:url(x)\">x</p>\n",
        "<p><a href=\"javascript:x\">x</a></p>\n",
        "<p><img src=\"data:image/svg+xml;base64,AAAA\" /></p>\n",
        "<p><br></p>\n",
        "<div style=\"position:absolute;left:1px;top:1px\"></div>\n",
        "<!--x-->\n",
    ] {
        assert!(matches!(Document::from_canonical(&text(body)), Err(CanonicalError::Damaged { .. })), "{body}");
    }
}

#[test]
fn damage_is_located() {
    let damaged = text("<p>x</p>\n<p>y</q>\n");
    let position = damaged.find("q>\n").unwrap();
    assert_eq!(Document::from_canonical(&damaged), Err(CanonicalError::Damaged { position }));
}

#[test]
fn other_versions_are_told_apart_from_damage() {
    assert_eq!(Document::from_canonical("<!--looseleaf page 3-->\n"), Err(CanonicalError::UnknownVersion));
    assert_eq!(Document::from_canonical("<p>x</p>"), Err(CanonicalError::Damaged { position: 0 }));
    assert_eq!(Document::from_canonical(""), Err(CanonicalError::Damaged { position: 0 }));
}

#[test]
fn texts_of_the_first_version_are_read() {
    let symbol = format!("looseleaf:page/{0}/{0}/{0}", "ab".repeat(16));
    let old = format!(
        "<!--looseleaf page 1-->\n<html lang=\"de\"><title>T &amp; U</title><main>\n<p style=\"color:#ff0000\"><b>x</b> <a href=\"{symbol}\">y</a></p>\n\
         <p data-tag=\"no-such-thing\"><img src=\"data:image/png;base64,AAAA\" /></p>\n</main>\n\
         <div style=\"position:absolute;left:1px;top:2px\"><p>z</p></div>\n</html>\n"
    );
    let document = Document::from_canonical(&old).unwrap();
    assert_eq!((document.title(), document.lang(), document.references().count()), ("T & U", "de", 1));
    let today = document.to_canonical();
    assert!(today.starts_with("<!--looseleaf page 2-->"), "{today}");
    for part in ["data:image/png;base64,AAAA", "left:1px;top:2px", "<p>z</p>", &symbol] {
        assert!(today.contains(part), "{part}: {today}");
    }
    assert_eq!(Document::from_canonical(&today), Ok(document));
}

#[test]
fn every_truncation_is_damage() {
    let whole = parse("<title>ä</title><h1>a</h1><ul><li>b&nbsp;c<pre>\n\nd</pre><img src=https://x/y alt=z></ul>").document.to_canonical();
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(Document::from_canonical(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn nesting_beyond_the_bound_is_damage() {
    let nested = |count: usize| text(&format!("{}{}\n", "<blockquote>".repeat(count), "</blockquote>".repeat(count)));
    assert!(Document::from_canonical(&nested(253)).is_ok());
    assert!(Document::from_canonical(&nested(254)).is_err());
}
