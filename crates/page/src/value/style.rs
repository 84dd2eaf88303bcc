//! Styles: a list of properties, each with a check of its own. Whatever has no row is not style but baggage.

use super::colour::colour;

/// Properties with checked values, in the order of [`PROPERTIES`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    values: Vec<(usize, String)>,
}

type Check = fn(&str) -> Option<String>;

/// The properties that are kept, in the order of printing.
///
/// Source: Graph concepts, `onenote-input-output-html`; what its list lacks and pages of every origin use (margins, vertical
/// alignment of cells) is kept too.
const PROPERTIES: [(&str, Check); 21] = [
    ("position", |text| word(text, &["absolute"])),
    ("left", pixels),
    ("top", pixels),
    ("width", extent),
    ("height", extent),
    ("max-width", extent),
    ("max-height", extent),
    ("font-family", families),
    ("font-size", font_size),
    ("font-style", |text| word(text, &["italic", "normal"]).or_else(|| word(text, &["oblique"]).map(|_| "italic".into()))),
    ("font-weight", font_weight),
    ("color", colour),
    ("background-color", colour),
    ("text-decoration", decoration),
    ("text-align", |text| word(text, &["left", "center", "right", "justify"])),
    ("vertical-align", |text| word(text, &["top", "middle", "bottom", "baseline", "sub", "super"])),
    ("list-style-type", |text| word(text, &LIST_STYLES)),
    ("border", border),
    ("border-collapse", |text| word(text, &["collapse", "separate"])),
    ("margin-top", margin),
    ("margin-bottom", margin),
];

const LIST_STYLES: [&str; 9] = ["disc", "circle", "square", "none", "decimal", "lower-alpha", "lower-roman", "upper-alpha", "upper-roman"];

/// Properties that are about letters. In a paragraph they stand on the letters, not on the paragraph.
pub(crate) const LETTERS: [&str; 7] =
    ["font-family", "font-size", "font-style", "font-weight", "color", "background-color", "text-decoration"];

/// Returns the canonical text of a style, or nothing if nothing of it is kept.
pub(crate) fn style(text: &str) -> Option<String> {
    Style::parse(text).to_text()
}

impl Style {
    /// Reads a style. As in a browser, of two values for one property the last one that makes sense wins.
    ///
    /// Splitting does not look at quotes. A value that is torn apart fails its check, and one that passes is harmless.
    pub(crate) fn parse(text: &str) -> Self {
        let mut style = Self::default();
        for (name, value) in text.split(';').filter_map(|declaration| declaration.split_once(':')) {
            style.add(&name.trim().to_ascii_lowercase(), value);
        }
        style
    }

    /// Adds one declaration, if it passes.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        let name = match name {
            "background" => "background-color",
            "text-decoration-line" => "text-decoration",
            "list-style" => "list-style-type",
            other => other,
        };
        // Names of fonts keep their case; all else in CSS has none.
        let value = if name == "font-family" { value.trim().to_owned() } else { value.trim().to_ascii_lowercase() };
        let value = value.strip_suffix("!important").unwrap_or(&value).trim();
        let Some(index) = PROPERTIES.iter().position(|(known, _)| *known == name) else { return };
        // The longest list of fonts in use is some hundred characters.
        if value.len() > 400 {
            return;
        }
        if let Some(value) = (PROPERTIES[index].1)(value) {
            self.set(index, value);
        }
    }

    /// Adds one declaration unless the property is there already: an old attribute gives way to a style.
    pub(crate) fn add_if_missing(&mut self, name: &str, value: &str) {
        if self.get(name).is_none() {
            self.add(name, value);
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let index = PROPERTIES.iter().position(|(known, _)| *known == name)?;
        self.values.iter().find(|(at, _)| *at == index).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_positioned(&self) -> bool {
        self.get("position").is_some()
    }

    /// Takes the position away; a width is a width also without one.
    pub(crate) fn unposition(&mut self) {
        self.values.retain(|(index, _)| !matches!(PROPERTIES[*index].0, "position" | "left" | "top"));
    }

    /// Takes out the properties of these names.
    pub(crate) fn take(&mut self, names: &[&str]) -> Self {
        let (taken, left) = self.values.drain(..).partition(|(index, _)| names.contains(&PROPERTIES[*index].0));
        self.values = left;
        Self { values: taken }
    }

    /// Takes a declaration out if it says just this.
    pub(crate) fn remove_if(&mut self, name: &str, value: &str) {
        self.values.retain(|(index, said)| PROPERTIES[*index].0 != name || said != value);
    }

    /// Adds what another style says and this one does not.
    pub(crate) fn add_missing(&mut self, other: &Self) {
        for (index, value) in &other.values {
            if let Err(at) = self.values.binary_search_by_key(index, |(index, _)| *index) {
                self.values.insert(at, (*index, value.clone()));
            }
        }
    }

    pub(crate) fn to_text(&self) -> Option<String> {
        let declarations: Vec<String> = self.values.iter().map(|(index, value)| format!("{}:{value}", PROPERTIES[*index].0)).collect();
        (!declarations.is_empty()).then(|| declarations.join(";"))
    }

    fn set(&mut self, index: usize, value: String) {
        match self.values.binary_search_by_key(&index, |(index, _)| *index) {
            Ok(at) => self.values[at].1 = value,
            Err(at) => self.values.insert(at, (index, value)),
        }
    }
}

fn word(text: &str, words: &[&str]) -> Option<String> {
    words.contains(&text).then(|| text.to_owned())
}

/// A number with at most two decimals, in hundredths, within what a page can use.
fn hundredths(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = if plain && text.len() <= 12 { text.parse().ok()? } else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "at most twelve digits")]
    let rounded = (number * 100.0).round() as i64;
    (rounded <= 10_000_000).then_some(rounded)
}

fn print_hundredths(number: i64, unit: &str) -> String {
    let (whole, part) = (number / 100, number % 100);
    match part {
        0 => format!("{whole}{unit}"),
        part if part % 10 == 0 => format!("{whole}.{}{unit}", part / 10),
        part => format!("{whole}.{part:02}{unit}"),
    }
}

/// Splits `12.5pt` into number and unit.
fn measure(text: &str) -> Option<(i64, &str)> {
    let split = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    Some((hundredths(number)?, unit.trim()))
}

/// A length in pixels. Source: Graph concepts, `onenote-abs-pos`: pixels only. Points are converted, as word processors
/// write them; a bare number is taken as pixels, as browsers do for old pages.
fn pixels(text: &str) -> Option<String> {
    let (number, unit) = measure(text)?;
    match unit {
        "px" | "" => Some(print_hundredths(number, "px")),
        "pt" => Some(print_hundredths((number * 4 + 1) / 3, "px")),
        "in" => Some(print_hundredths(number * 96, "px")),
        _ => None,
    }
}

fn extent(text: &str) -> Option<String> {
    match measure(text)? {
        (number, "%") if number <= 10_000 => Some(print_hundredths(number, "%")),
        _ => pixels(text),
    }
}

fn margin(text: &str) -> Option<String> {
    match measure(text)? {
        (number, "pt") => Some(print_hundredths(number, "pt")),
        _ => pixels(text),
    }
}

/// Source: Graph concepts, `onenote-input-output-html`: points or pixels, a pixel is 0.75 points, rounded to half points.
fn font_size(text: &str) -> Option<String> {
    const NAMED: [(&str, i64); 7] = [
        ("xx-small", 700),
        ("x-small", 750),
        ("small", 1_000),
        ("medium", 1_200),
        ("large", 1_350),
        ("x-large", 1_800),
        ("xx-large", 2_400),
    ];
    if let Some((_, points)) = NAMED.iter().find(|(name, _)| *name == text) {
        return Some(print_hundredths(*points, "pt"));
    }
    let (number, unit) = measure(text)?;
    let points = match unit {
        "pt" => number,
        "px" => number * 3 / 4,
        "em" | "rem" | "%" if number > 0 => return Some(print_hundredths(number, unit)),
        _ => return None,
    };
    let halves = (points + 25) / 50;
    (halves > 0).then(|| print_hundredths(halves * 50, "pt"))
}

fn font_weight(text: &str) -> Option<String> {
    let bold = match text {
        "bold" | "bolder" => true,
        "normal" | "lighter" => false,
        number => (1..=1_000).contains(&number.parse::<u16>().ok()?).then_some(number.parse::<u16>().ok()? >= 600)?,
    };
    Some(if bold { "bold" } else { "normal" }.to_owned())
}

fn families(text: &str) -> Option<String> {
    let names: Vec<String> = text.split(',').map(family).collect::<Option<_>>()?;
    Some(names.join(","))
}

fn family(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.trim_matches(['"', '\'']).trim();
    let harmless = |char: char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_' | '.');
    if bare.is_empty() || !bare.chars().all(harmless) {
        return None;
    }
    // A name must be quoted when one of its words would not be a word of CSS.
    let word = |word: &str| {
        word.starts_with(|char: char| char.is_ascii_alphabetic()) && word.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    let single: Vec<&str> = bare.split(' ').filter(|word| !word.is_empty()).collect();
    let name = single.join(" ");
    Some(if single.iter().all(|part| word(part)) { name } else { format!("'{name}'") })
}

fn decoration(text: &str) -> Option<String> {
    let lines: Vec<&str> = ["underline", "line-through"].into_iter().filter(|line| text.split(' ').any(|part| part == *line)).collect();
    if lines.is_empty() { word(text, &["none"]) } else { Some(lines.join(" ")) }
}

/// A border: width, style and colour, in any order, none of them twice.
fn border(text: &str) -> Option<String> {
    const STYLES: [&str; 9] = ["none", "solid", "dotted", "dashed", "double", "groove", "ridge", "inset", "outset"];
    let (mut width, mut style, mut tint) = (None, None, None);
    for part in text.split(' ').filter(|part| !part.is_empty()) {
        let (place, value) = match (pixels(part), word(part, &STYLES)) {
            (Some(pixels), _) => (&mut width, pixels),
            (None, Some(style_word)) => (&mut style, style_word),
            (None, None) => (&mut tint, colour(part)?),
        };
        if place.replace(value).is_some() {
            return None;
        }
    }
    let parts: Vec<String> = [width, style, tint].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
