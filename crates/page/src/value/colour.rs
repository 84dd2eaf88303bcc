//! Colours, each in one spelling: by its name if it has one, else `#rrggbb`.

/// Returns the colour that `#rgb`, `#rrggbb`, `rgb(…)` or a name means. Names that are not known are kept; whoever reads
/// them ignores them.
pub(crate) fn colour(text: &str) -> Option<String> {
    const NOT_COLOURS: [&str; 9] = ["inherit", "initial", "unset", "revert", "none", "auto", "currentcolor", "transparent", "normal"];
    if let Some(digits) = text.strip_prefix('#') {
        return from_digits(digits).map(spelled);
    }
    if let Some(parts) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let parts: Vec<u8> = parts.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        let [red, green, blue] = parts.try_into().ok()?;
        return Some(spelled(u32::from_be_bytes([0, red, green, blue])));
    }
    let named = (3..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let text = SYNONYMS.iter().find(|(name, _)| *name == text).map_or(text, |(_, same)| same);
    (named && !NOT_COLOURS.contains(&text)).then(|| text.to_owned())
}

fn from_digits(digits: &str) -> Option<u32> {
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => Some(number),
        3 => Some(((number & 0xf00) << 8 | (number & 0xf0) << 4 | number & 0xf) * 0x11),
        _ => None,
    }
}

fn spelled(number: u32) -> String {
    match NAMES.binary_search_by_key(&number, |(known, _)| *known) {
        Ok(at) => NAMES[at].1.to_owned(),
        Err(_) => format!("#{number:06x}"),
    }
}

/// Second names for a colour. Source: CSS Color Module Level 4, as [`NAMES`].
const SYNONYMS: [(&str, &str); 9] = [
    ("cyan", "aqua"),
    ("magenta", "fuchsia"),
    ("darkgrey", "darkgray"),
    ("darkslategrey", "darkslategray"),
    ("dimgrey", "dimgray"),
    ("grey", "gray"),
    ("lightgrey", "lightgray"),
    ("lightslategrey", "lightslategray"),
    ("slategrey", "slategray"),
];

/// The colours that have names, in the order of their numbers.
const NAMES: [(u32, &str); 139] = [
    (0x00_0000, "black"),
    (0x00_0080, "navy"),
    (0x00_008b, "darkblue"),
    (0x00_00cd, "mediumblue"),
    (0x00_00ff, "blue"),
    (0x00_6400, "darkgreen"),
    (0x00_8000, "green"),
    (0x00_8080, "teal"),
    (0x00_8b8b, "darkcyan"),
    (0x00_bfff, "deepskyblue"),
    (0x00_ced1, "darkturquoise"),
    (0x00_fa9a, "mediumspringgreen"),
    (0x00_ff00, "lime"),
    (0x00_ff7f, "springgreen"),
    (0x00_ffff, "aqua"),
    (0x19_1970, "midnightblue"),
    (0x1e_90ff, "dodgerblue"),
    (0x20_b2aa, "lightseagreen"),
    (0x22_8b22, "forestgreen"),
    (0x2e_8b57, "seagreen"),
    (0x2f_4f4f, "darkslategray"),
    (0x32_cd32, "limegreen"),
    (0x3c_b371, "mediumseagreen"),
    (0x40_e0d0, "turquoise"),
    (0x41_69e1, "royalblue"),
    (0x46_82b4, "steelblue"),
    (0x48_3d8b, "darkslateblue"),
    (0x48_d1cc, "mediumturquoise"),
    (0x4b_0082, "indigo"),
    (0x55_6b2f, "darkolivegreen"),
    (0x5f_9ea0, "cadetblue"),
    (0x64_95ed, "cornflowerblue"),
    (0x66_3399, "rebeccapurple"),
    (0x66_cdaa, "mediumaquamarine"),
    (0x69_6969, "dimgray"),
    (0x6a_5acd, "slateblue"),
    (0x6b_8e23, "olivedrab"),
    (0x70_8090, "slategray"),
    (0x77_8899, "lightslategray"),
    (0x7b_68ee, "mediumslateblue"),
    (0x7c_fc00, "lawngreen"),
    (0x7f_ff00, "chartreuse"),
    (0x7f_ffd4, "aquamarine"),
    (0x80_0000, "maroon"),
    (0x80_0080, "purple"),
    (0x80_8000, "olive"),
    (0x80_8080, "gray"),
    (0x87_ceeb, "skyblue"),
    (0x87_cefa, "lightskyblue"),
    (0x8a_2be2, "blueviolet"),
    (0x8b_0000, "darkred"),
    (0x8b_008b, "darkmagenta"),
    (0x8b_4513, "saddlebrown"),
    (0x8f_bc8f, "darkseagreen"),
    (0x90_ee90, "lightgreen"),
    (0x93_70db, "mediumpurple"),
    (0x94_00d3, "darkviolet"),
    (0x98_fb98, "palegreen"),
    (0x99_32cc, "darkorchid"),
    (0x9a_cd32, "yellowgreen"),
    (0xa0_522d, "sienna"),
    (0xa5_2a2a, "brown"),
    (0xa9_a9a9, "darkgray"),
    (0xad_d8e6, "lightblue"),
    (0xad_ff2f, "greenyellow"),
    (0xaf_eeee, "paleturquoise"),
    (0xb0_c4de, "lightsteelblue"),
    (0xb0_e0e6, "powderblue"),
    (0xb2_2222, "firebrick"),
    (0xb8_860b, "darkgoldenrod"),
    (0xba_55d3, "mediumorchid"),
    (0xbc_8f8f, "rosybrown"),
    (0xbd_b76b, "darkkhaki"),
    (0xc0_c0c0, "silver"),
    (0xc7_1585, "mediumvioletred"),
    (0xcd_5c5c, "indianred"),
    (0xcd_853f, "peru"),
    (0xd2_691e, "chocolate"),
    (0xd2_b48c, "tan"),
    (0xd3_d3d3, "lightgray"),
    (0xd8_bfd8, "thistle"),
    (0xda_70d6, "orchid"),
    (0xda_a520, "goldenrod"),
    (0xdb_7093, "palevioletred"),
    (0xdc_143c, "crimson"),
    (0xdc_dcdc, "gainsboro"),
    (0xdd_a0dd, "plum"),
    (0xde_b887, "burlywood"),
    (0xe0_ffff, "lightcyan"),
    (0xe6_e6fa, "lavender"),
    (0xe9_967a, "darksalmon"),
    (0xee_82ee, "violet"),
    (0xee_e8aa, "palegoldenrod"),
    (0xf0_8080, "lightcoral"),
    (0xf0_e68c, "khaki"),
    (0xf0_f8ff, "aliceblue"),
    (0xf0_fff0, "honeydew"),
    (0xf0_ffff, "azure"),
    (0xf4_a460, "sandybrown"),
    (0xf5_deb3, "wheat"),
    (0xf5_f5dc, "beige"),
    (0xf5_f5f5, "whitesmoke"),
    (0xf5_fffa, "mintcream"),
    (0xf8_f8ff, "ghostwhite"),
    (0xfa_8072, "salmon"),
    (0xfa_ebd7, "antiquewhite"),
    (0xfa_f0e6, "linen"),
    (0xfa_fad2, "lightgoldenrodyellow"),
    (0xfd_f5e6, "oldlace"),
    (0xff_0000, "red"),
    (0xff_00ff, "fuchsia"),
    (0xff_1493, "deeppink"),
    (0xff_4500, "orangered"),
    (0xff_6347, "tomato"),
    (0xff_69b4, "hotpink"),
    (0xff_7f50, "coral"),
    (0xff_8c00, "darkorange"),
    (0xff_a07a, "lightsalmon"),
    (0xff_a500, "orange"),
    (0xff_b6c1, "lightpink"),
    (0xff_c0cb, "pink"),
    (0xff_d700, "gold"),
    (0xff_dab9, "peachpuff"),
    (0xff_dead, "navajowhite"),
    (0xff_e4b5, "moccasin"),
    (0xff_e4c4, "bisque"),
    (0xff_e4e1, "mistyrose"),
    (0xff_ebcd, "blanchedalmond"),
    (0xff_efd5, "papayawhip"),
    (0xff_f0f5, "lavenderblush"),
    (0xff_f5ee, "seashell"),
    (0xff_f8dc, "cornsilk"),
    (0xff_facd, "lemonchiffon"),
    (0xff_faf0, "floralwhite"),
    (0xff_fafa, "snow"),
    (0xff_ff00, "yellow"),
    (0xff_ffe0, "lightyellow"),
    (0xff_fff0, "ivory"),
    (0xff_ffff, "white"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_one_spelling() {
        for (text, expected) in [
            ("#ff0000", Some("red")),
            ("#f00", Some("red")),
            ("rgb(255, 0,0)", Some("red")),
            ("red", Some("red")),
            ("#1e4e79", Some("#1e4e79")),
            ("#abc", Some("#aabbcc")),
            ("grey", Some("gray")),
            ("#00ffff", Some("aqua")),
            ("cyan", Some("aqua")),
            ("nonesuch", Some("nonesuch")),
            ("transparent", None),
            ("#12", None),
            ("#+12345", None),
            ("rgb(1,2)", None),
            ("rgb(256,0,0)", None),
            ("url(x)", None),
        ] {
            let spelled = colour(text);
            assert_eq!(spelled.as_deref(), expected, "{text}");
            assert_eq!(spelled.as_deref().and_then(colour), spelled, "{text}");
        }
    }

    #[test]
    fn names_are_in_the_order_of_their_numbers() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
