//! Ink: what is let in, and that it stays beside the page.

use page::{Action, Alone, Command, Document, Found, INK_BYTES_MAX, INK_MEDIA_TYPE, InkError, Position, Version, check_ink};

use crate::support::{Neighbours, parse, rendering};

const NOTE: &str = "<!-- InkNode is not supported -->";

fn found(hash: [u8; 32]) -> Found {
    Found { hash, bytes: 60, media_type: "text/plain".to_owned(), pixels: None }
}

fn why(xml: &str) -> String {
    match check_ink(xml.as_bytes()) {
        Err(InkError::Malformed(why)) => why,
        other => panic!("{other:?}: {}", xml.chars().take(200).collect::<String>()),
    }
}

#[test]
fn ink_as_clients_write_it_is_let_in() {
    for xml in [
        "<ink/>",
        "<ink></ink >",
        "<?xml version=\"1.0\"?><ink/>",
        "<?xml version='1.0' encoding='UTF-8' standalone='no' ?>\r\n<!-- a - b --><?app x?><ink/><?app?>\n<!---->\n",
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<inkml:ink xmlns:emma=\"http://www.w3.org/2003/04/emma\" \
         xmlns:inkml=\"http://www.w3.org/2003/InkML\">\n <inkml:definitions><inkml:context xml:id=\"c\"/></inkml:definitions>\n \
         <inkml:traceGroup><inkml:annotationXML><emma:emma version=\"1.0\"/></inkml:annotationXML>\
         <inkml:trace contextRef=\"#c\">1 2 3, 4 5 6</inkml:trace></inkml:traceGroup></inkml:ink>",
        "<ink a='&amp;&#65;&#x1F58A;&apos;' \n b = \"'\">&lt;<![CDATA[<&]]]]><é.-·:x xmlns:é.-·='u' é.-·:y='' y=''/>]] ></ink>",
        "<ink xmlns='u'><a xmlns=''><b xmlns='v' xmlns:v='v' x='' v:x=''/></a></ink>",
    ] {
        assert_eq!(check_ink(xml.as_bytes()), Ok(()), "{xml}");
    }
}

#[test]
fn what_is_no_xml_is_refused() {
    for xml in [
        "",
        "ink",
        "<",
        "<ink",
        "<ink>",
        "<ink><!-- ",
        "<ink/>x",
        "<ink/><ink/>",
        "<ink></inks>",
        "<ink><a></ink></a>",
        "<a:ink xmlns:a='u' xmlns:b='u'></b:ink>",
        "<ink><!-- -- --></ink>",
        "<ink>]]></ink>",
        "<ink a=1/>",
        "<ink a/>",
        "<ink a='<'/>",
        "<ink a=''b=''/>",
        "<ink a='' a=''/>",
        "<ink xmlns:a='u' xmlns:b='u' a:x='' b:x=''/>",
        "<a:ink/>",
        "<ink a:b=''/>",
        "<ink><b xmlns:a='u'/><a:b/></ink>",
        "<ink xmlns:xml='u'/>",
        "<ink 1=''/>",
        "< ink/>",
        "<?xml version='1.0'?><?xml version='1.0'?><ink/>",
        " <?xml version='1.0'?><ink/>",
        "<?xml\tversion='1.0' encoding='utf-16'?><ink/>",
        "<ink>\u{0}</ink>",
        "<ink>\u{ffff}</ink>",
    ] {
        why(xml);
    }
    for declaration in
        [" version='2'", " version='1.0' encoding='utf-16'", " encoding=\"utf-7\" version='1.0'", " version='1.0' encoding = 'x"]
    {
        why(&format!("<?xml {declaration}?><ink/>"));
    }
    for reference in ["&", "&;", "&nbsp;", "&#;", "&#x;", "&#+65;", "&# 65;", "&amp"] {
        why(&format!("<ink>{reference}</ink>"));
        why(&format!("<ink a='{reference}'/>"));
    }
}

#[test]
fn no_document_type_and_so_no_entity_is_taken() {
    for xml in [
        "<!DOCTYPE ink><ink/>",
        "<!DOCTYPE ink [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><ink>&b;</ink>",
        "<!DOCTYPE ink SYSTEM \"http://169.254.169.254/\"><ink/>",
        "<ink><!ELEMENT a ANY></ink>",
    ] {
        why(xml);
    }
}

#[test]
fn what_is_no_text_or_of_another_kind_is_said() {
    assert_eq!(check_ink(b"<ink>\xff</ink>"), Err(InkError::NotText));
    assert_eq!(check_ink(b"\xff\xfe<\0i\0n\0k\0/\0>\0"), Err(InkError::NotText));
    assert_eq!(check_ink(b"<html><ink/></html>"), Err(InkError::NotInk));
    assert_eq!(check_ink(b"<ink:x xmlns:ink='u'/>"), Err(InkError::NotInk));
    assert_eq!(check_ink(&vec![b' '; INK_BYTES_MAX + 1]), Err(InkError::TooLarge));
}

#[test]
fn everything_has_a_bound() {
    let nested = |count: usize| format!("<ink>{}{}</ink>", "<a>".repeat(count), "</a>".repeat(count));
    assert_eq!(check_ink(nested(255).as_bytes()), Ok(()));
    assert_eq!(why(&nested(256)), "elements are nested too deeply");
    let of = |count: usize, one: &dyn Fn(usize) -> String| format!("<ink {}/>", (0..count).map(one).collect::<Vec<_>>().join(" "));
    let attribute = |i: usize| format!("a{i}=''");
    assert_eq!(check_ink(of(64, &attribute).as_bytes()), Ok(()));
    assert_eq!(why(&of(65, &attribute)), "it has more attributes than are taken");
    let namespace = |i: usize| format!("xmlns:a{i}='u{i}'");
    assert_eq!(check_ink(of(64, &namespace).as_bytes()), Ok(()));
    assert_eq!(why(&of(65, &namespace)), "more namespaces are declared than are taken");
}

#[test]
fn what_would_take_too_long_is_refused_before() {
    const MIB: usize = 1 << 20;
    let around = |inner: String| format!("<ink>{inner}</ink>");
    let declarations = (0..10).map(|i| format!("<a xmlns:n{i}='u{i}'>")).collect::<String>() + &"<b xmlns:c='d'/>".repeat(100);
    for xml in [
        format!("<ink {}/>", (0..MIB / 2).map(|i| format!("a{i}=''")).collect::<Vec<_>>().join(" ")),
        around("<a b='' c='' d='' e='' f=''/>".repeat(MIB / 8)),
        around("<a/>".repeat(MIB)),
        around("<a>".repeat(MIB)),
        around(declarations + &"</a>".repeat(10)),
    ] {
        why(&xml);
    }
}

#[test]
fn damage_is_located_and_told_in_few_words() {
    assert_eq!(why("<ink><a></b></ink>"), "expected 'a' tag, not 'b' at 1:9");
    assert!(why(&format!("<ink><{}:a/></ink>", "a".repeat(5_000))).chars().count() <= 200);
}

#[test]
fn ink_is_kept_beside_the_page() {
    let plain = parse("<title>T</title><p>x</p><div style='position:absolute;left:1px;top:1px'><p>y</div>").document;
    let inked = plain.clone().with_ink(found([3; 32]));
    assert_ne!(inked.to_canonical(), plain.to_canonical());
    assert_eq!(Document::from_canonical(&inked.to_canonical()), Ok(inked.clone()));
    assert_eq!((inked.text(), inked.preview(), inked.first_image()), (plain.text(), plain.preview(), None));
    let ink = inked.ink().unwrap();
    assert_eq!((ink.bytes, ink.media_type.as_str()), (60, INK_MEDIA_TYPE));
    assert_eq!(inked.resources().collect::<Vec<_>>(), [ink]);

    let (without, with) = (page::render(&plain, &rendering()), page::render(&inked, &rendering()));
    assert!(!without.contains("<!--"), "{without}");
    assert_eq!(with, without.replace("</body>", &format!("{NOTE}\n</body>")));
    // What was read and comes back with its ink is the same page.
    assert_eq!(page::parse(&with, &Neighbours).unwrap().document.with_ink(found([3; 32])), inked);
}

#[test]
fn canonical_text_names_ink_and_nothing_else_as_ink() {
    let text = Document::new("T").with_ink(found([3; 32])).to_canonical();
    for other in [
        text.replace(INK_MEDIA_TYPE, "text/plain"),
        text.replace("data-ink=\"", "data-ink=\"x"),
        text.replace(" data-ink", "  data-ink"),
        text.replace("data-ink", "data-pen"),
    ] {
        assert!(Document::from_canonical(&other).is_err(), "{other}");
    }
}

#[test]
fn a_patch_leaves_ink_as_it_is() {
    let inked = parse("<p data-id=a>x</p>").document.with_ink(found([3; 32]));
    let command = |target: &str, action, content: &str| Command {
        target: target.to_owned(),
        action,
        position: Position::After,
        content: Some(content.to_owned()),
    };
    let commands = [
        command("#a", Action::Insert, "<p><!-- InkNode is not supported -->y</p>"),
        command("title", Action::Replace, "New"),
        command("body", Action::Append, "<p data-ink='looseleaf:resource/x'>z"),
    ];
    let patched = page::patch(inked.clone(), Version::of(&[7; 32]), &commands, &Alone).unwrap().document;
    assert_eq!((patched.ink(), patched.text().as_str(), patched.title()), (inked.ink(), "x\ny\nz", "New"));
}

#[test]
fn no_page_makes_its_own_ink() {
    let document = parse("<html data-ink='looseleaf:resource/2/x/1/application/inkml+xml'><!-- InkNode is not supported --><p>x").document;
    assert_eq!((document.ink(), document.text().as_str()), (None, "x"));
}

#[test]
fn ink_has_a_number_of_its_own() {
    // The part's hash begins with the same letters as another's, so one of the two must step aside.
    let page = page::parse("<img src=name:part1>", &Neighbours).unwrap().document;
    let image = page.resources().next().unwrap().clone();
    let mut hash = image.hash;
    hash[31] ^= 1;
    let inked = page.clone().with_ink(found(hash));
    let numbers: Vec<u32> = inked.resources().map(|resource| resource.number).collect();
    assert_eq!(numbers, [image.number, image.number + 1]);
    // The same bytes are one resource.
    let same = page.with_ink(found(image.hash));
    assert_eq!((same.resources().count(), same.ink().unwrap().number), (1, image.number));
}
