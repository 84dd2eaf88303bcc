//! Videos, by where they can be seen. Source: contract section 6.5, error 20168.

use super::web;

/// The sites that OneNote knows.
const SITES: [&str; 13] = [
    "dai.ly",
    "dailymotion.com",
    "mix.office.com",
    "sketchfab.com",
    "sway.com",
    "sway.office.com",
    "ted.com",
    "vimeo.com",
    "vine.co",
    "youtu.be",
    "youtube-nocookie.com",
    "youtube.com",
    "sway.cloud.microsoft",
];

/// Returns the address of a video on a site that OneNote knows.
pub(crate) fn video(text: &str) -> Option<String> {
    let address = web(text)?;
    host(&address).is_some().then_some(address)
}

/// Returns the address of the player for a video, as [`video`] let it in. Where the site's way to say so is not known, or the
/// address is of another form than its videos have, it is the video's own.
pub(crate) fn player(address: &str) -> String {
    player_of(address).unwrap_or_else(|| address.replacen("http:", "https:", 1))
}

fn player_of(address: &str) -> Option<String> {
    let site = host(address)?;
    let (path, query) = parts(address)?;
    let last = path.iter().rev().find(|part| !part.is_empty()).copied();
    let (before, id) = match site {
        "youtube.com" | "youtube-nocookie.com" => match path.first().copied()? {
            "watch" => ("https://www.youtube.com/embed/", query.split('&').find_map(|pair| pair.strip_prefix("v="))),
            "embed" | "shorts" | "live" | "v" => ("https://www.youtube.com/embed/", path.get(1).copied()),
            _ => return None,
        },
        "youtu.be" => ("https://www.youtube.com/embed/", last),
        "vimeo.com" => ("https://player.vimeo.com/video/", last.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))),
        "dai.ly" => ("https://www.dailymotion.com/embed/video/", last),
        "dailymotion.com" => ("https://www.dailymotion.com/embed/video/", last.and_then(|id| id.split('_').next())),
        "ted.com" if path.first() == Some(&"talks") => ("https://embed.ted.com/talks/", path.get(1).copied()),
        "vine.co" => return path.get(1).filter(|id| is_id(id)).map(|id| format!("https://vine.co/v/{id}/embed/simple")),
        _ => return None,
    };
    id.filter(|id| is_id(id)).map(|id| format!("{before}{id}"))
}

/// Returns the site, if it is one that is known.
fn host(address: &str) -> Option<&'static str> {
    let rest = address.split_once("//")?.1;
    let host = rest.split(['/', '?', '#', '\\']).next()?.to_ascii_lowercase();
    // A name or a port before or behind the host is a trick, not a video.
    if host.contains(['@', ':']) {
        return None;
    }
    SITES.into_iter().find(|site| host.strip_suffix(site).is_some_and(|sub| sub.is_empty() || sub.ends_with('.')))
}

/// Splits what follows the host into the parts of the path and the query.
fn parts(address: &str) -> Option<(Vec<&str>, &str)> {
    let (_, rest) = address.split_once("//")?.1.split_once('/')?;
    let rest = rest.split('#').next()?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Some((path.split('/').collect(), query))
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_is_found_from_a_video() {
        for (address, expected) in [
            ("https://www.youtube.com/watch?a=b&v=x_1-Y#t=3", "https://www.youtube.com/embed/x_1-Y"),
            ("http://youtu.be/x1?t=3", "https://www.youtube.com/embed/x1"),
            ("https://www.youtube.com/embed/x1", "https://www.youtube.com/embed/x1"),
            ("http://www.youtube.com/playlist?list=x", "https://www.youtube.com/playlist?list=x"),
            ("https://www.youtube.com/watch?v=\"onload", "https://www.youtube.com/watch?v=\"onload"),
            ("https://vimeo.com/channels/staff/123", "https://player.vimeo.com/video/123"),
            ("https://vimeo.com/about", "https://vimeo.com/about"),
            ("https://www.dailymotion.com/video/x1_a-title", "https://www.dailymotion.com/embed/video/x1"),
            ("https://dai.ly/x1", "https://www.dailymotion.com/embed/video/x1"),
            ("https://www.ted.com/talks/a_talk", "https://embed.ted.com/talks/a_talk"),
            ("https://vine.co/v/x1", "https://vine.co/v/x1/embed/simple"),
            ("https://sway.office.com/x1", "https://sway.office.com/x1"),
            ("https://youtube.com", "https://youtube.com"),
        ] {
            assert_eq!(video(address).as_deref(), Some(address));
            assert_eq!(player(address), expected, "{address}");
        }
        for trick in ["https://youtube.com.evil.example/x", "https://youtube.com@evil.example/", "https://evil.example/youtube.com", "/x"] {
            assert_eq!(video(trick), None, "{trick}");
        }
    }
}
