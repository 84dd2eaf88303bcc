//! What is kept of what was written, one thought each.

use expect_test::expect;

use crate::support::check;

#[test]
fn sloppy_markup() {
    check(
        "<p>one<p>two<ul><li>a<li>b</ul>",
        expect![[r#"
        <p>one</p>
        <p>two</p>
        <ul><li>a</li><li>b</li></ul>
    "#]],
    );
    check(
        "loose <b>bold<br>text",
        expect![[r#"
            <p>loose <span style="font-weight:bold">bold<br />text</span></p>
        "#]],
    );
    check(
        "<html xmlns='http://www.w3.org/1999/xhtml' lang=de><body><p/><div/>x<title/>y",
        expect![[r#"
        <p></p>
        <p>xy</p>
    "#]],
    );
    check(
        "<b>bold<p>in a paragraph</p>after</b>",
        expect![[r#"
            <p><span style="font-weight:bold">bold</span></p>
            <p><span style="font-weight:bold">in a paragraph</span></p>
            <p><span style="font-weight:bold">after</span></p>
        "#]],
    );
    check(
        "<b><i>crossed</b>over</i>",
        expect![[r#"
            <p><span style="font-weight:bold"><span style="font-style:italic">crossed</span></span><span style="font-style:italic">over</span></p>
        "#]],
    );
    check(
        "<p>\n  blanks <b> here </b>\n\tand  there </p> <p>&nbsp;</p>",
        expect![[r#"
            <p>blanks <span style="font-weight:bold">here </span>and there</p>
            <p>&nbsp;</p>
        "#]],
    );
    check(
        "<pre>\n\n  as it\r\n is <b>\nhere</b></pre>",
        expect![[r#"
            <pre>

              as it
             is <span style="font-weight:bold">
            here</span></pre>
        "#]],
    );
}

#[test]
fn blocks() {
    check(
        "<section><h1><div>Title</div></h1><article>text<aside>more</aside></article></section>",
        expect![[r#"
        <h1>Title</h1>
        <p>text</p>
        <p>more</p>
    "#]],
    );
    check(
        "<div>one</div><div>two</div><div style='color:red'>three<div>four</div></div>",
        expect![[r#"
        <p>one</p>
        <p>two</p>
        <div style="color:red">three<br />four</div>
    "#]],
    );
    check(
        "<h2>head<table><tr><td>cell</table>line</h2>",
        expect![[r#"
        <h2>head</h2>
        <table><tr><td>cell</td></tr></table>
        <h2>line</h2>
    "#]],
    );
    check(
        "<dl><dt>term<dd>meaning</dl>",
        expect![[r#"
        <p>term</p>
        <p>meaning</p>
    "#]],
    );
    check(
        "<center>mid</center><p align=right>r</p>",
        expect![[r#"
        <div style="text-align:center">mid</div>
        <p style="text-align:right">r</p>
    "#]],
    );
    check(
        "<blockquote>said<p>so</blockquote><hr><address>me</address>",
        expect![[r#"
        <blockquote>said<p>so</p></blockquote>
        <hr />
        <p>me</p>
    "#]],
    );
}

#[test]
fn lists() {
    check(
        "<li>one<li>two",
        expect![[r#"
        <ul><li>one</li><li>two</li></ul>
    "#]],
    );
    check(
        "<ul><li>a</li><ul><li>b</li></ul>loose</ul>",
        expect![[r#"
        <ul><li>a<ul><li>b</li></ul>loose</li></ul>
    "#]],
    );
    check(
        "<ol type=a start=3><li value=7 style='list-style-type:upper-roman'>x</ol><menu><li>y</menu>",
        expect![[r#"
            <ol start="3"><li value="7" style="list-style-type:upper-roman">x</li></ol>
            <ul><li>y</li></ul>
        "#]],
    );
    check(
        "<td>cell without a table</td>",
        expect![[r#"
        <p>cell without a table</p>
    "#]],
    );
}

#[test]
fn tables() {
    check(
        "<table border=1 width=500px bgcolor=#ffeedd><caption>C</caption><colgroup><col></colgroup><thead><th>h</thead><tbody><tr><td colspan=2 width=50% valign=top>x<td>y</tbody></table>",
        expect![[r#"
            <table style="border:1px"><caption>C</caption><tr><th style="width:500px;background-color:#ffeedd;border:1px">h</th></tr><tr><td colspan="2" style="width:50%;background-color:#ffeedd;vertical-align:top;border:1px">x</td><td style="width:166px;background-color:#ffeedd;border:1px">y</td></tr></table>
        "#]],
    );
    check(
        "<table><tr><td><table><tr><td>inner</table></table>",
        expect![[r#"
        <table><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>
    "#]],
    );
    check(
        "<table>stray<tr>text<td>cell</table>",
        expect![[r#"
        <p>straytext</p>
        <table><tr><td>cell</td></tr></table>
    "#]],
    );
}

#[test]
fn inline() {
    check(
        "<s>s</s><ins>i</ins><kbd>k</kbd><q>q</q><mark>m</mark><font color=red face=Arial>f</font><small>s</small><x-y>z</x-y>",
        expect![[r#"
            <p><span style="text-decoration:line-through">s</span><span style="text-decoration:underline">i</span><code>k</code>“q”<span style="background-color:yellow">m</span><span style="font-family:Arial;color:red">f</span>sz</p>
        "#]],
    );
    check(
        "<span>plain</span><span style='font-weight:700;font-size:16px;nonsense:1'>bold</span>",
        expect![[r#"
        <p>plain<span style="font-size:12pt;font-weight:bold">bold</span></p>
    "#]],
    );
    check(
        "<math><mi>x</mi><mo>=</mo><mn>1</mn></math><svg><text>drawn</text></svg>",
        expect![[r#"
        <p>x=1</p>
        ElementRemoved { name: "svg" }
    "#]],
    );
    check(
        "<ruby>base<rt>text</rt></ruby><button>press</button><label>name</label>",
        expect![[r#"
        <p>basetextpressname</p>
    "#]],
    );
}

#[test]
fn what_is_removed() {
    check(
        "a<script>x</script><style>y</style><noscript>z</noscript><template>t</template><!-- c -->b",
        expect![[r#"
        <p>ab</p>
    "#]],
    );
    check(
        "before<form><p>in</p></form>after",
        expect![[r#"
        <p>before</p>
        <p>after</p>
        ElementRemoved { name: "form" }
    "#]],
    );
    check(
        "<p id=x class=y onclick=z data-foo=w data-id=' keep '>x</p>",
        expect![[r#"
        <p data-id="keep">x</p>
    "#]],
    );
}

#[test]
fn links() {
    check(
        "<a href=' HTTPS://example.com/a?b&c '>x</a> <a href='mailto:a@b'>y</a> <a href=tel:1>z</a> <a href='onenote:#P'>n</a>",
        expect![[r#"
            <p><a href="https://example.com/a?b&amp;c">x</a> <a href="mailto:a@b">y</a> <a href="tel:1">z</a> <a href="onenote:#P">n</a></p>
        "#]],
    );
    check(
        "<a href='page.html'>x</a><a href='ftp://x/y'>y</a><a name=here>z</a>",
        expect![[r#"
        <p>xyz</p>
        LinkDropped { href: "page.html" }
        LinkDropped { href: "ftp://x/y" }
    "#]],
    );
    check(
        "<a href=https://a><table><tr><td>one <a href=https://b>two</a></table></a>",
        expect![[r#"
        <table><tr><td><a href="https://a">one </a><a href="https://b">two</a></td></tr></table>
    "#]],
    );
}

#[test]
fn images() {
    check(
        "<img src=https://example.com/a.png alt=A width=300px height=20.5 style='max-width:50%'>",
        expect![[r#"
            <p><img src="https://example.com/a.png" alt="A" width="300" height="20" style="max-width:50%" /></p>
            ImageNotFetched { src: "https://example.com/a.png" }
        "#]],
    );
    check(
        "<img src='data:image/JPG;base64, AAAA\nBBB='><img src='data:image/png;base64,AAA' alt=broken>",
        expect![[r#"
        <p><img src="data:image/jpeg;base64,AAAABBB=" />broken</p>
        ImageDropped { src: "data:image/png;base64,AAA" }
    "#]],
    );
    check(
        "<img alt=nothing><img src=name:part1 alt=part><img src=a.png>",
        expect![[r#"
        <p>nothingpart</p>
        ImageWithoutSource
        ImageDropped { src: "name:part1" }
        ImageDropped { src: "a.png" }
    "#]],
    );
    check(
        "<img src=https://example.com/a.png data-render-src=https://example.com/>",
        expect![[r#"
            <p><img src="https://example.com/a.png" /></p>
            ImageWithTwoSources
            ImageNotFetched { src: "https://example.com/a.png" }
        "#]],
    );
}

#[test]
fn objects_and_videos() {
    check(
        "<object data-attachment='f.pdf' data='name:f' type='application/pdf' /><p>after</p>",
        expect![[r#"
        <p>f.pdf</p>
        <p>after</p>
        AttachmentDropped { name: "f.pdf" }
    "#]],
    );
    check(
        "<iframe width=340 height=280 data-original-src='https://www.youtube.com/watch?v=1' /><p>after</p>",
        expect![[r#"
        <p><iframe width="340" height="280" data-original-src="https://www.youtube.com/watch?v=1"></iframe></p>
        <p>after</p>
    "#]],
    );
    check(
        "<iframe data-original-src='https://vimeo.com/1'></iframe><iframe></iframe>",
        expect![[r#"
            <p><iframe width="480" height="360" data-original-src="https://vimeo.com/1"></iframe></p>
            ElementRemoved { name: "iframe" }
        "#]],
    );
}

#[test]
fn styles() {
    check(
        "<p style='COLOR: RGB(255, 0, 10) !important; background: #FFF; font-family: \"Segoe UI\", Arial, \"3D x\"'>x</p>",
        expect![[r#"
            <p><span style="font-family:Segoe UI,Arial,'3D x';color:#ff000a;background-color:white">x</span></p>
        "#]],
    );
    check(
        "<p style='font-size:13px;font-style:oblique;text-decoration:line-through underline wavy;text-align:center'>x</p>",
        expect![[r#"
            <p style="text-align:center"><span style="font-size:10pt;font-style:italic;text-decoration:underline line-through">x</span></p>
        "#]],
    );
    check(
        "<p style='margin-top:5.5pt;border:solid 1px red;color:url(x);width:10pt;left:3px;z-index:9'>x</p>",
        expect![[r#"
        <p style="width:13.33px;border:1px solid red;margin-top:5.5pt">x</p>
    "#]],
    );
}

#[test]
fn positions() {
    check(
        "<div style='position:absolute;left:1px'>x</div>",
        expect![[r#"
        <p>x</p>
        PositionNotEnabled
    "#]],
    );
    check(
        "<body data-absolute-enabled='true'><div style='position:absolute;left:1pt;top:5px;width:9px;z-index:3'>x</div>y",
        expect![[r#"
        <p>y</p>
        --- positioned
        <div style="position:absolute;left:1.33px;top:5px;width:9px"><p>x</p></div>
    "#]],
    );
    check(
        "<body data-absolute-enabled='true'><p style='position:absolute'>p</p><blockquote><div style='position:absolute'>d</div></blockquote>",
        expect![[r#"
            <p>p</p>
            <blockquote>d</blockquote>
            PositionNotSupported { name: "p" }
            PositionNotTopLevel
        "#]],
    );
    check(
        "<body data-absolute-enabled='true'><div data-id='_default' style='position:absolute;left:60px;top:120px'>moved</div>rest",
        expect![[r#"
            <p>rest</p>
            --- positioned
            <div data-id="_default" style="position:absolute;left:60px;top:120px;width:624px"><p>moved</p></div>
        "#]],
    );
}
