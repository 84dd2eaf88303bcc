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
        <p>loose <b>bold<br />text</b></p>
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
        <p><b>bold</b></p>
        <p><b>in a paragraph</b></p>
        <p><b>after</b></p>
    "#]],
    );
    check(
        "<b><i>crossed</b>over</i>",
        expect![[r#"
        <p><b><i>crossed</i></b><i>over</i></p>
    "#]],
    );
    check(
        "<p>\n  blanks <b> here </b>\n\tand  there </p> <p>&nbsp;</p>",
        expect![[r#"
        <p>blanks <b>here </b>and there</p>
        <p>&nbsp;</p>
    "#]],
    );
    check(
        "<pre>\n\n  as it\r\n is <b>\nhere</b></pre>",
        expect![[r#"
        <pre>

          as it
         is <b>
        here</b></pre>
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
    check("<li>one<li>two", expect![[""]]);
    check("<ul><li>a</li><ul><li>b</li></ul>loose</ul>", expect![[""]]);
    check("<ol type=a start=3><li value=7 style='list-style-type:upper-roman'>x</ol><menu><li>y</menu>", expect![[""]]);
    check("<td>cell without a table</td>", expect![[""]]);
}

#[test]
fn tables() {
    check(
        "<table border=1 width=500px bgcolor=#ffeedd><caption>C</caption><colgroup><col></colgroup><thead><th>h</thead><tbody><tr><td colspan=2 width=50% valign=top>x<td>y</tbody></table>",
        expect![[""]],
    );
    check("<table><tr><td><table><tr><td>inner</table></table>", expect![[""]]);
    check("<table>stray<tr>text<td>cell</table>", expect![[""]]);
}

#[test]
fn inline() {
    check(
        "<s>s</s><ins>i</ins><kbd>k</kbd><q>q</q><mark>m</mark><font color=red face=Arial>f</font><small>s</small><x-y>z</x-y>",
        expect![[r#"
        <p><img src="https://example.com/a.png" alt="A" width="300" height="20" style="max-width:50%" /></p>
    "#]],
    );
    check("<span>plain</span><span style='font-weight:700;font-size:16px;nonsense:1'>bold</span>", expect![[""]]);
    check("<math><mi>x</mi><mo>=</mo><mn>1</mn></math><svg><text>drawn</text></svg>", expect![[""]]);
    check("<ruby>base<rt>text</rt></ruby><button>press</button><label>name</label>", expect![[""]]);
}

#[test]
fn what_is_removed() {
    check(
        "a<script>x</script><style>y</style><noscript>z</noscript><template>t</template><!-- c -->b",
        expect![[r#"
        <p>f.pdf</p>
        <p>after</p>
        AttachmentDropped { name: "f.pdf" }
    "#]],
    );
    check("before<form><p>in</p></form>after", expect![[""]]);
    check("<p id=x class=y onclick=z data-foo=w data-id=' keep '>x</p>", expect![[""]]);
}

#[test]
fn links() {
    check(
        "<a href=' HTTPS://example.com/a?b&c '>x</a> <a href='mailto:a@b'>y</a> <a href=tel:1>z</a> <a href='onenote:#P'>n</a>",
        expect![[""]],
    );
    check("<a href='page.html'>x</a><a href='ftp://x/y'>y</a><a name=here>z</a>", expect![[""]]);
    check("<a href=https://a><table><tr><td>one <a href=https://b>two</a></table></a>", expect![[""]]);
}

#[test]
fn images() {
    check("<img src=https://example.com/a.png alt=A width=300px height=20.5 style='max-width:50%'>", expect![[""]]);
    check("<img src='data:image/JPG;base64, AAAA\nBBB='><img src='data:image/png;base64,AAA' alt=broken>", expect![[""]]);
    check("<img alt=nothing><img src=name:part1 alt=part><img src=a.png>", expect![[""]]);
    check("<img src=https://example.com/a.png data-render-src=https://example.com/>", expect![[""]]);
}

#[test]
fn objects_and_videos() {
    check("<object data-attachment='f.pdf' data='name:f' type='application/pdf' /><p>after</p>", expect![[""]]);
    check("<iframe width=340 height=280 data-original-src='https://www.youtube.com/watch?v=1' /><p>after</p>", expect![[""]]);
    check("<iframe src='https://example.com/v'></iframe>", expect![[""]]);
}

#[test]
fn styles() {
    check(
        "<p style='COLOR: RGB(255, 0, 10) !important; background: #FFF; font-family: \"Segoe UI\", Arial, \"3D x\"'>x</p>",
        expect![[""]],
    );
    check(
        "<p style='font-size:13px;font-style:oblique;text-decoration:line-through underline wavy;text-align:center'>x</p>",
        expect![[""]],
    );
    check("<p style='margin-top:5.5pt;border:solid 1px red;color:url(x);width:10pt;left:3px;z-index:9'>x</p>", expect![[""]]);
}

#[test]
fn positions() {
    check("<div style='position:absolute;left:1px'>x</div>", expect![[""]]);
    check("<body data-absolute-enabled='true'><div style='position:absolute;left:1pt;top:5px;width:9px;z-index:3'>x</div>y", expect![[""]]);
    check(
        "<body data-absolute-enabled='true'><p style='position:absolute'>p</p><blockquote><div style='position:absolute'>d</div></blockquote>",
        expect![[""]],
    );
    check(
        "<body data-absolute-enabled='true'><div data-id='_default' style='position:absolute;left:60px;top:120px'>moved</div>rest",
        expect![[""]],
    );
}
