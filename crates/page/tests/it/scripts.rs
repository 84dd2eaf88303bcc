//! Attempts to bring a script along. Goal: nothing that acts survives, in what is stored and in what is sent. Method: the
//! shapes of public collections, each read and printed; what comes out may hold no tag, attribute or address outside of the
//! list. The check reads the output by itself and knows nothing of how it was made.

use page::ParseError;

use crate::support::render;

const ATTEMPTS: &[&str] = &[
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://x/y' onerror=alert(1)>",
    "<img/src='https://x/y'/onerror=alert(1)/>",
    "<img src=javascript:alert(1)>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='data:text/html;base64,PHN2Zz4='>",
    "<img src='data:image/png;base64,AAAA\"onerror=x'>",
    "<img src=\"https://x/y\" alt='\"><script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a><a href='data:text/html,<script>x</script>'>x</a>",
    "<a href='//evil/x'>x</a><a href='http:evil'>x</a><a href='https:/\\evil'>x</a><a href='/logout'>x</a>",
    "<a href='https://x/\"onmouseover=alert(1)//'>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><foreignObject><p onclick=x><script>alert(1)</script></p></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<iframe src=javascript:alert(1)></iframe><iframe srcdoc='<script>x</script>'></iframe>",
    "<iframe data-original-src='https://www.youtube.com.evil.example/x'></iframe>",
    "<iframe data-original-src='https://youtube.com@evil.example/x'></iframe>",
    "<iframe data-original-src='https://evil.example/?youtube.com'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)><applet code=x>",
    "<object data='https://x/y.svg' type='image/svg+xml'></object>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='color:expression(alert(1))'>x</p>",
    "<p style='color:red;behavior:url(x);-moz-binding:url(x)'>x</p>",
    "<p style='font-family:\"x;}</style><script>alert(1)</script>'>x</p>",
    "<p style='col\\6fr:red;@import url(x)'>x</p>",
    "<p style='position:fixed;left:0;top:0;width:100%;height:100%'>x</p>",
    "<style>@import 'x';</style><link rel=stylesheet href=x><base href='https://evil/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<body onload=alert(1) background=javascript:x><html onclick=x manifest=x>",
    "<form action=javascript:alert(1)><button formaction=javascript:x>x</button></form>",
    "<template><script>alert(1)</script></template><template shadowrootmode=open><img src=x onerror=x></template>",
    "<p data-id='\"><script>alert(1)</script>'>x</p>",
    "<p lang='\" onclick=x' dir='\" onclick=x'>x</p>",
    "<a href='https://x/' target=_blank ping=https://evil/ download>x</a>",
    "<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<select><style></select><img src=x onerror=alert(1)></style></select>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=x><details open ontoggle=alert(1)>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<isindex action=javascript:alert(1) type=image><keygen autofocus onfocus=x><input autofocus onfocus=x>",
    "<table background='javascript:alert(1)'><td background=javascript:x>x</table>",
    "<plaintext><script>alert(1)</script>",
];

#[test]
fn nothing_that_acts_survives() {
    for attempt in ATTEMPTS {
        for html in [
            attempt.to_string(),
            format!("<body data-absolute-enabled=true><table><tr><td>{attempt}"),
            format!("<p><b><a href=https://x>{attempt}"),
        ] {
            let document = match page::parse(&html, &page::Alone) {
                Ok(parsed) => parsed.document,
                // Refused as a whole.
                Err(ParseError::VideoNotSupported { .. } | ParseError::NoteTagUnknown { .. }) => continue,
                Err(error) => panic!("{error}: {html}"),
            };
            inert(&render(&document), &html);
            inert(&document.to_canonical().replace("<!--looseleaf page 2-->", ""), &html);
        }
    }
}

/// Fails unless every tag and attribute of a text is one that cannot act. The text is one of ours: attributes are quoted, and
/// no bracket stands in a value.
fn inert(text: &str, from: &str) {
    const TAGS: &str = " html head title meta body main div p h1 h2 h3 h4 h5 h6 pre blockquote hr ul ol li table caption tr td th span a \
                        sup sub cite code br img iframe object ";
    const ATTRIBUTES: &str = " lang dir data-id data-tag style http-equiv content data-absolute-enabled href src alt width height data-render-original-src \
                              colspan rowspan start value data-original-src ";
    for tag in text.split('<').skip(1) {
        let inside = tag.split_once('>').unwrap_or_else(|| panic!("{from}\n{text}")).0.trim_end_matches(" /");
        let (name, rest) = inside.trim_start_matches('/').split_once(' ').unwrap_or((inside.trim_start_matches('/'), ""));
        assert!(TAGS.contains(&format!(" {name} ")), "{name} from {from}");
        let pieces: Vec<&str> = rest.split('"').collect();
        for (key, value) in pieces.chunks_exact(2).map(|pair| (pair[0].trim().trim_end_matches('='), pair[1])) {
            assert!(ATTRIBUTES.contains(&format!(" {key} ")), "{key} from {from}");
            let safe = match key {
                "href" => value.starts_with("https://") || value.starts_with("http://"),
                "src" | "data-render-original-src" => value.starts_with("https://") || value.starts_with("data:image/png;base64,"),
                "data-original-src" => value.starts_with("https://www.youtube.com/"),
                "style" => !value.contains(['(', '\\', '@', '{', '/']) && !value.contains("fixed"),
                "http-equiv" => value == "Content-Type",
                _ => true,
            };
            assert!(safe, "{key}={value} from {from}");
        }
    }
}
