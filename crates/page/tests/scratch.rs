use std::time::Instant;
#[test]
fn scratch() {
    let size = 25 * 1024 * 1024 - 30000;
    let many = |p: &str| p.repeat(size / p.len());
    let num = |f: &dyn Fn(usize) -> String| { let mut o = String::new(); let mut n = 0; while o.len() < size - 200 { o.push_str(&f(n)); n += 1; } o };
    let open: String = (0..200).map(|n| format!("<b style='color:#{n:06x}'>")).collect();
    let tag: String = (0..1000).map(|n| format!("a{n} ")).collect();
    let openb: String = (0..240).map(|n| format!("<b style='color:#{n:06x}'>")).collect();
    let mut shapes: Vec<(String, String)> = vec![];
    for t in ["div", "span", "b", "a href=x", "ul><li", "table><tr><td", "table><div", "table><b", "button", "template", "svg", "p", "br", "li"] {
        shapes.push((t.into(), many(&format!("<{t}>"))));
    }
    shapes.push(("a i".into(), many("<a href=x><i></a><div>x</i>")));
    shapes.push(("a p".into(), many("<a><p></a>")));
    shapes.push(("ap2".into(), many("<a href=x><p>x</a></p>")));
    shapes.push(("b p".into(), many("<b><p></b>x</p>")));
    shapes.push(("b table".into(), many("<b><table></b><td>x")));
    shapes.push(("crossed".into(), num(&|n| format!("<b data-id={n}><i data-id={n}></b></i>x<p>"))));
    shapes.push(("reopened".into(), format!("<p>{open}</p>{}", many("<p>x</p>"))));
    shapes.push(("cells".into(), format!("<table><tr>{}", many(&format!("<td>{open}x</td>")))));
    shapes.push(("attrs many tags".into(), many(&format!("<p {tag}>"))));
    shapes.push(("noah".into(), format!("{openb}{}", num(&|n| format!("<b style='color:#{:06x}'></b>", n % 0xffffff)))));
    shapes.push(("noah same".into(), format!("{openb}{}", many("<b style='x'></b>"))));
    shapes.push(("endp".into(), format!("<body>{}", many("</p>"))));
    shapes.push(("endp deep".into(), format!("<body>{}{}", "<span>".repeat(250), many("</p>"))));
    shapes.push(("end deep".into(), format!("{}{}", "<span>".repeat(250), many("</li></b></x>"))));
    shapes.push(("end2 deep".into(), format!("{}{}", "<span>".repeat(250), many("</x>"))));
    shapes.push(("refs".into(), many("&amp;")));
    shapes.push(("refs deep".into(), format!("{}{}", "<span>".repeat(250), many("&amp;"))));
    shapes.push(("refs deep tbl".into(), format!("{}<table>{}", "<div><b>".repeat(120), many("&amp; "))));
    shapes.push(("ref2".into(), many("&CounterClockwiseContourIntegra")));
    shapes.push(("zeros".into(), many("\0")));
    shapes.push(("blank i".into(), many("<i> </i>")));
    shapes.push(("comments".into(), many("<!---->")));
    shapes.push(("text".into(), many("lorem ipsum dolor ")));
    shapes.push(("words".into(), many("x ")));
    shapes.push(("para".into(), many(&format!("<p>{}</p>", "lorem ipsum ".repeat(20)))));
    shapes.push(("img".into(), format!("<img src='data:image/png;base64,{}'>", many("AAAA"))));
    shapes.push(("style".into(), format!("<p style='{}'>x", many("color:red;"))));
    shapes.push(("titles".into(), many("<title>x</title>")));
    shapes.push(("quotes".into(), many("\"")));
    shapes.push(("tbltext".into(), format!("<table>{}", many("x<tr>"))));
    shapes.push(("sel".into(), format!("<select>{}", many("<option>x"))));
    shapes.push(("spans".into(), many(&format!("{}x{}", "<span style=color:red>".repeat(200), "</span>".repeat(200)))));
    shapes.push(("inl blocks".into(), format!("{}{}", "<span style=color:red>".repeat(200), many("<hr>x"))));
    for (name, html) in shapes {
        let start = Instant::now();
        let r = page::parse(&html, &|_| None);
        let t = start.elapsed();
        let what = match &r { Ok(p) => format!("read {}", p.document.to_canonical().len()), Err(e) => format!("{e:?}") };
        println!("{:>8.1} ms {:20} {}", t.as_secs_f64() * 1e3, name, what);
    }
}
