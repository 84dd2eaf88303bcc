//! What the editor sends, as JSON. Its shape is written down in `assets/sheet.js`.

use super::super::act::Wrong;
use ::page::blocks::{Apart, ApartArea, ApartBlock, AreaEdit, Block, Edit, PLACE_MAX, Place, Retitle};
use serde::Deserialize;

/// What is to be done with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// The page is to be changed so. Holds what the message calls its areas, in their order.
    Edit(Edit, Vec<String>),
    /// It is to be a page of its own.
    Second(Apart),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Sent {
    #[serde(rename = "as")]
    become_: Option<Become>,
    title: Option<String>,
    title_base: Option<String>,
    areas: Vec<Area>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Become {
    Second,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    area: Option<String>,
    new: Option<String>,
    left: Option<f64>,
    top: Option<f64>,
    width: Option<f64>,
    base: Vec<String>,
    blocks: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    keep: Option<String>,
    html: Option<String>,
}

/// Reads a message.
pub(super) fn read(bytes: &[u8]) -> Result<Message, Wrong> {
    let sent: Sent = serde_json::from_slice(bytes).map_err(|error| misunderstood(&error.to_string()))?;
    if sent.become_ == Some(Become::Second) {
        let areas = sent.areas.into_iter().map(apart).collect::<Result<_, _>>()?;
        return Ok(Message::Second(Apart { title: sent.title.unwrap_or_default(), areas }));
    }
    let title = match (sent.title, sent.title_base) {
        (Some(title), Some(base)) => Some(Retitle { base, title }),
        (None, None) => None,
        _ => return Err(misunderstood("a title comes with the one that it was")),
    };
    let (areas, names) = sent.areas.into_iter().map(edited).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    Ok(Message::Edit(Edit { title, areas }, names))
}

fn edited(area: Area) -> Result<(AreaEdit, String), Wrong> {
    let (place, name) = match (&area.area, &area.new) {
        (Some(key), None) => (Place::Area(key.clone()), key.clone()),
        (None, Some(name)) => (area.place()?.ok_or_else(|| misunderstood("a new outline does not say where it stands"))?, name.clone()),
        _ => return Err(misunderstood("an area is named once")),
    };
    let block = |one: One| match (one.keep, one.html) {
        (Some(key), None) => Ok(Block::Keep(key)),
        (None, Some(html)) => Ok(Block::Html(html)),
        _ => Err(misunderstood("a block is kept or new")),
    };
    let blocks = area.blocks.into_iter().map(block).collect::<Result<_, _>>()?;
    Ok((AreaEdit { place, base: area.base, blocks }, name))
}

fn apart(area: Area) -> Result<ApartArea, Wrong> {
    let at = area.place()?;
    let block = |One { keep, html }| ApartBlock { keep, html: html.unwrap_or_default() };
    Ok(ApartArea { area: area.area, at, blocks: area.blocks.into_iter().map(block).collect() })
}

impl Area {
    /// Returns where it stands, if it says so. Browsers know fractions of a pixel, pages do not.
    fn place(&self) -> Result<Option<Place>, Wrong> {
        let (Some(left), Some(top), Some(width)) = (self.left, self.top, self.width) else { return Ok(None) };
        let pixels = |given: f64| {
            let given = given.round();
            let fits = (0.0..=f64::from(PLACE_MAX)).contains(&given);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between the two")]
            fits.then_some(given as u32).ok_or_else(|| Wrong::new("", "Nothing can stand so far out on a page. Write it further in."))
        };
        Ok(Some(Place::New { left: pixels(left)?, top: pixels(top)?, width: pixels(width)? }))
    }
}

/// For a message that no editor of ours sends. `why` is for who looks at what passes between the two.
pub(super) fn misunderstood(why: &str) -> Wrong {
    Wrong::new(
        "",
        format!(
            "The page and the server did not understand each other ({why}). What you wrote is kept in this browser: load the page anew."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_read() {
        let text = r#"{"title": "b", "titleBase": "a", "areas": [
            {"area": "flow", "base": ["k1"], "blocks": [{"keep": "k1"}, {"html": "<p>x</p>"}]},
            {"new": "new-1", "left": 12.4, "top": 0, "width": 319.5, "base": [], "blocks": []}]}"#;
        let flow = AreaEdit {
            place: Place::Area("flow".into()),
            base: vec!["k1".into()],
            blocks: vec![Block::Keep("k1".into()), Block::Html("<p>x</p>".into())],
        };
        let outline = AreaEdit { place: Place::New { left: 12, top: 0, width: 320 }, base: vec![], blocks: vec![] };
        let edit = Edit { title: Some(Retitle { base: "a".into(), title: "b".into() }), areas: vec![flow, outline] };
        assert_eq!(read(text.as_bytes()).unwrap(), Message::Edit(edit, vec!["flow".into(), "new-1".into()]));
    }

    #[test]
    fn a_second_page_has_what_was_kept_too() {
        let text = r#"{"as": "second", "title": "b", "areas": [{"area": "o", "left": 1, "top": 2, "width": 3, "base": ["k"],
            "blocks": [{"keep": "k", "html": "<p>x</p>"}, {"html": "<p>y</p>"}]}]}"#;
        let block = |keep: Option<&str>, html: &str| ApartBlock { keep: keep.map(str::to_owned), html: html.to_owned() };
        let at = Some(Place::New { left: 1, top: 2, width: 3 });
        let area = ApartArea { area: Some("o".into()), at, blocks: vec![block(Some("k"), "<p>x</p>"), block(None, "<p>y</p>")] };
        assert_eq!(read(text.as_bytes()).unwrap(), Message::Second(Apart { title: "b".into(), areas: vec![area] }));
    }

    #[test]
    fn what_no_editor_sends_is_refused() {
        for text in [
            "",
            "[]",
            r#"{"areas": [], "more": 1}"#,
            r#"{"areas": [], "as": "third"}"#,
            r#"{"areas": [], "title": "a"}"#,
            r#"{"areas": [{"base": [], "blocks": []}]}"#,
            r#"{"areas": [{"area": "a", "new": "b", "base": [], "blocks": []}]}"#,
            r#"{"areas": [{"new": "b", "base": [], "blocks": []}]}"#,
            r#"{"areas": [{"new": "b", "left": -1, "top": 0, "width": 1, "base": [], "blocks": []}]}"#,
            r#"{"areas": [{"new": "b", "left": 1e9, "top": 0, "width": 1, "base": [], "blocks": []}]}"#,
            r#"{"areas": [{"area": "a", "base": [], "blocks": [{}]}]}"#,
            r#"{"areas": [{"area": "a", "base": [], "blocks": [{"keep": "k", "html": ""}]}]}"#,
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
