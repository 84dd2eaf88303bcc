//! The styles that elements have without saying so. They are printed, for clients that know no style sheet but their own, and
//! not kept. Source: Graph concepts, `onenote-input-output-html`, contract section 6.9.

use crate::element::Tag;
use crate::value::Style;

/// What the body says about its letters.
pub(crate) const BODY: Defaults = &[("font-family", "Calibri"), ("font-size", "11pt")];

type Defaults = &'static [(&'static str, &'static str)];

/// Returns the declarations of an element that does not say otherwise.
pub(crate) const fn of(tag: Tag) -> Defaults {
    match tag {
        Tag::H1 => &[("font-size", "16pt"), ("color", "#1e4e79"), ("margin-top", "11pt"), ("margin-bottom", "11pt")],
        Tag::H2 => &[("font-size", "14pt"), ("color", "#2e75b5"), ("margin-top", "11pt"), ("margin-bottom", "11pt")],
        Tag::H3 => &[("font-size", "12pt"), ("color", "#1f3763"), ("margin-top", "11pt"), ("margin-bottom", "11pt")],
        Tag::H4 => {
            &[("font-size", "12pt"), ("font-style", "italic"), ("color", "#2f5496"), ("margin-top", "11pt"), ("margin-bottom", "11pt")]
        }
        Tag::H5 => &[("color", "#2e75b5"), ("margin-top", "11pt"), ("margin-bottom", "11pt")],
        Tag::H6 => &[("font-style", "italic"), ("color", "#2e75b5"), ("margin-top", "11pt"), ("margin-bottom", "11pt")],
        Tag::Cite => &[("font-size", "9pt"), ("color", "#595959")],
        Tag::Table | Tag::Td | Tag::Th => &[("border", "0px")],
        _ => &[],
    }
}

/// Takes out what goes without saying.
pub(crate) fn strip(style: &mut Style, defaults: Defaults) {
    defaults.iter().for_each(|(name, value)| style.remove_if(name, value));
}

/// Returns the text of a style with what goes without saying.
pub(crate) fn spelled(said: Option<&str>, defaults: Defaults) -> String {
    let Some(said) = said.filter(|said| !said.is_empty()) else {
        let declarations: Vec<String> = defaults.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        return declarations.join(";");
    };
    let mut style = Style::parse(said);
    defaults.iter().for_each(|(name, value)| style.add_if_missing(name, value));
    style.to_text().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_spelled_as_styles_are() {
        for tag in [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6, Tag::Cite, Tag::Table, Tag::Td] {
            let text = spelled(None, of(tag));
            assert_eq!(Style::parse(&text).to_text().as_deref(), Some(&*text));
            let mut style = Style::parse(&text);
            strip(&mut style, of(tag));
            assert_eq!(style.to_text(), None);
        }
    }
}
