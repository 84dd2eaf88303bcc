//! A section of more pages than are shown at once.

use super::{links, opened};
use crate::identity::browser::Browser;
use crate::world::{Answer, World};
use model::{AppId, NodeId, PageKey};
use store::page_list::write::{NewPage, Writer};

/// Adds pages to a section of Ann's, each after the one before.
fn fill(world: &World, section: &str, pages: usize) {
    let id: NodeId = world.names[section].parse().unwrap();
    let filled = world.app.write(move |cx| {
        let node = store::node::find(cx.tx, &id)?.unwrap();
        let (ids, now, app) = (cx.ids(), cx.now(), AppId::new("test-app").unwrap());
        let known = testkit::world::inline("text");
        store::content::put(cx.tx, &known, now)?;
        let mut writer = Writer::lock(cx.tx, ids, &node.drive, &id, now)?.unwrap();
        for i in 0..pages {
            // Keys do not rise with the order.
            let (mut key, title) = (ids.guid(now), format!("No {i:03}."));
            key.reverse();
            let (key, content) = (PageKey(key), &known.hash);
            let _ = writer.append(&NewPage { key, content, bytes: 4, title: &title, created: now, modified: None, level: 0, app: &app })?;
        }
        writer.finish(&node.created_by)?;
        Ok(())
    });
    filled.wait().unwrap();
}

/// The numbers of the pages that are listed.
fn listed(page: &Answer) -> Vec<usize> {
    let of_titles = page.body.split("dir=\"auto\">No ").skip(1);
    of_titles.filter(|piece| piece[4..].starts_with("<br>")).map(|piece| piece[..3].parse().unwrap()).collect()
}

/// Which of them is marked.
fn marked(page: &Answer) -> Option<usize> {
    let piece = page.body.split("aria-current=\"page\" dir=\"auto\">No ").nth(1)?;
    piece[..3].parse().ok()
}

fn leads(page: &Answer, rel: &str) -> Option<String> {
    let before = page.body.split(&format!("\" rel=\"{rel}\"")).next().filter(|before| before.len() < page.body.len())?;
    before.rsplit("href=\"").next().map(str::to_owned)
}

#[test]
fn the_page_that_is_read_is_marked_in_the_list_beside_it() {
    let world = World::new();
    fill(&world, "plans", 450);
    let ann = Browser::of_ann(&world);
    let section = format!("/sections/1-{}", world.names["plans"]);
    let first = opened(&ann, &section);
    // One stood there before.
    assert_eq!(listed(&first), (0..199).collect::<Vec<_>>());
    assert_eq!((leads(&first, "prev"), marked(&first)), (None, None));
    let second = opened(&ann, &leads(&first, "next").unwrap());
    assert_eq!(listed(&second), (199..399).collect::<Vec<_>>());
    let last = opened(&ann, &leads(&second, "next").unwrap());
    assert_eq!((listed(&last), leads(&last, "next")), ((399..450).collect(), None));
    // Back, and the same again.
    let back = opened(&ann, &leads(&last, "prev").unwrap());
    assert_eq!(listed(&back), listed(&second));
    assert_eq!(listed(&opened(&ann, &leads(&back, "prev").unwrap())), listed(&first));
    // A page that is opened from a list leaves it where it is.
    let of_second = links(&second, "/pages/");
    let read = opened(&ann, &of_second[100]);
    assert_eq!((marked(&read), listed(&read)), (Some(299), listed(&second)));
    let listed_beside = links(&read, "/pages/").into_iter().filter(|href| !href.ends_with("/edit") && !href.ends_with("/versions"));
    assert_eq!(listed_beside.collect::<Vec<_>>(), of_second);
    // By its own address alone a list begins with it.
    let bare = |href: &str| href.split('?').next().unwrap().to_owned();
    let alone = opened(&ann, &bare(&of_second[100]));
    assert_eq!((marked(&alone), listed(&alone)), (Some(299), (299..450).collect()));
    let early = opened(&ann, &links(&first, "/pages/")[50]);
    assert_eq!((marked(&early), listed(&early)), (Some(49), listed(&first)));
    // So it does with a place at which it does not stand.
    let elsewhere = opened(&ann, &format!("{}?{}", bare(&of_second[100]), leads(&second, "next").unwrap().split_once('?').unwrap().1));
    assert_eq!((marked(&elsewhere), listed(&elsewhere)[0]), (Some(299), 299));
    for odd in ["0", "x.y", "1.", &format!("{}.00000000-0000-0000-0000-000000000000", u64::MAX)] {
        assert_eq!(ann.get(&format!("{section}?from={odd}")).status, 400, "{odd}");
        assert_eq!(ann.get(&format!("{section}?until={odd}")).status, 400, "{odd}");
    }
    // What it begins with may be gone by then.
    let from = |ord: i64| format!("{section}?from={ord}.00000000-0000-0000-0000-000000000000");
    assert_eq!(listed(&opened(&ann, &from(i64::MIN))), listed(&first));
    assert_eq!(listed(&opened(&ann, &from(i64::MAX))), Vec::<usize>::new());
}
