//! Finding pages in a browser.

use super::links;
use crate::identity::browser::Browser;
use crate::world::World;

#[test]
fn words_are_found_while_they_are_typed() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let newest = ann.get("/search");
    assert!(newest.body.contains("<h1>Changed lately</h1>") && links(&newest, "/pages/").len() > 3, "{}", newest.body);
    let plan = ann.get("/search?q=pla");
    assert!(links(&plan, "/pages/").contains(&format!("/pages/{}", world.names["plan"])), "{}", plan.body);
    assert!(links(&plan, "/pages/").len() < links(&newest, "/pages/").len());
    let none = ann.get("/search?q=zyzzyva");
    assert!(none.body.contains("No page that you may see has all of these words."), "{}", none.body);
    // What somebody else has is not found.
    assert!(!links(&ann.get("/search?q=d"), "/pages/").contains(&format!("/pages/{}", world.names["diary"])));
}

#[test]
fn what_is_found_can_be_narrowed() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let with_image = links(&ann.get("/search?image=on"), "/pages/");
    assert_eq!(with_image, [format!("/pages/{}", world.names["notes"])]);
    assert_eq!(links(&ann.get("/search?since=9999-01-01"), "/pages/").len(), 0);
    let inside = ann.get(&format!("/search?in=1-{}", world.names["week1"]));
    assert_eq!(links(&inside, "/pages/").len(), 3, "{}", inside.body);
    assert!(inside.body.contains("in <bdi>Week 1</bdi>"), "{}", inside.body);
    for odd in ["/search?since=soon", "/search?in=x", &format!("/search?in=1-{}", world.names["private"])] {
        assert!([400, 404].contains(&ann.get(odd).status), "{odd}");
    }
    assert_eq!(ann.get(&format!("/search?q={}", "word%20".repeat(100))).status, 400);
    assert_eq!(ann.get("/search?q=%22%3Cscript%3E").status, 200);
}
