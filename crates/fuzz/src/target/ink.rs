//! Ink: the bounds around the library that reads it hold, and nothing makes it stop the program.

use super::Target;
use page::check_ink;

pub(super) const TARGET: Target = Target {
    name: "ink",
    seeds: &[
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<inkml:ink xmlns:inkml=\"http://www.w3.org/2003/InkML\" xmlns:emma=\"e\">\
         <inkml:trace xml:id='t' emma:a=\"&#x41;\">1 2, 3 4&amp;</inkml:trace><!-- c --></inkml:ink>",
        "<ink xmlns='u' xmlns:a='u' xmlns:b='v' a:x='' b:x='' x=''><?p i?><![CDATA[<]]><b:c xmlns:b='w'/>]]&gt;</ink>\n<!---->",
    ],
    words: &[&[
        "<ink>",
        "</ink>",
        "<ink/>",
        "<a>",
        "</a>",
        " a=\"\"",
        " xmlns=\"\"",
        " xmlns:a=\"u\"",
        " xmlns:a=\"\"",
        " xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
        " xmlns:b=\"http://www.w3.org/2000/xmlns/\"",
        " a:b='c'",
        "<a:b/>",
        "<!--",
        "-->",
        "<?a",
        "<?xml version='1.0'?>",
        "?>",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE ink [<!ENTITY e 'x'>]>",
        "&e;",
        "&lt;",
        "&#x0;",
        "&#65;",
        "&#xD800;",
        "\u{feff}",
        "\u{fffe}",
        "\u{85}",
        "\u{b7}",
        "\u{37e}",
        "é",
        "-",
        ":",
    ]],
    tests: 20_000,
    run: |input| {
        if check_ink(input).is_ok() {
            let text = std::str::from_utf8(input).unwrap_or_else(|_| panic!("ink that is no text was let in"));
            assert!(text.contains("ink") && !text.contains('\0'), "something else was let in");
        }
    },
};
