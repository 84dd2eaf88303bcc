//! The configuration file: TOML, whose keys are the flags. A key that means nothing is an error, with its line: a misspelt
//! setting that is silently left out is worse than a server that does not start.

use super::Config;
use crate::error::{Failure, Result};
use std::path::{Path, PathBuf};

/// The file's name within a data folder.
const NAME: &str = "looseleaf.toml";

/// Returns the file to read: the one that was named, else the data folder's own if it has one.
pub fn find(config: &Config) -> Option<PathBuf> {
    if config.config.is_some() {
        return config.config.clone();
    }
    Some(config.folder().join(NAME)).filter(|path| path.is_file())
}

/// Reads a file. Relative paths in it are meant from where the file lies.
pub fn read(path: &Path) -> Result<Config> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::new(format!("{shown} cannot be read: {error}")))?;
    let mut config: Config = toml::from_str(&text).map_err(|error| {
        Failure::usage(format!("{shown} cannot be used: {}", error.to_string().trim_end()))
            .hint("keys are spelt like flags: `database`, `[serve] listen`, `[limits] trash-kept`; `looseleaf serve --help` lists them")
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for named in [&mut config.data, &mut config.key_file, &mut config.serve.certificate, &mut config.serve.certificate_key] {
        *named = named.take().map(|named| folder.join(named));
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_setting_can_stand_in_the_file() {
        let text = "data = 'd'\ndatabase = 'postgres://x'\nkey-file = 's.key'\nlog = 'debug'\nlog-format = 'json'\n\
                    [serve]\nlisten = '[::1]:80'\npublic-url = 'https://n.example'\nbehind-proxy = true\n\
                    certificate = 'c.pem'\ncertificate-key = 'k.pem'\n\
                    allowed-hosts = ['n']\nallowed-origins = ['https://a.example']\nrefuse-personal-copies = true\nnotebooks-are-folders = true\n\
                    copies-without-preference = true\nuploads-always-created = true\n\
                    fetch-remote-images = true\nuser-requests-per-minute = 3\nuser-requests-at-once = 4\nno-worker = true\n\
                    [limits]\ncopy-batch-nodes = 5\nsection-pages-max = 6\ntrash-kept = '1d'\noperations-kept = '2d'\n";
        let config = parse(text).unwrap();
        // A setting that is added to a struct and forgotten in the merge would be lost here.
        assert_eq!(format!("{:?}", Config::default().or(config.clone())), format!("{config:?}"));
        assert!(!format!("{config:?}").replace("config: None", "").contains("None"), "{config:?}");
    }

    #[test]
    fn a_key_without_a_meaning_is_named_with_its_line() {
        let error = parse("log = 'info'\n[serve]\nlissten = 'x'\n").unwrap_err();
        assert!(error.contains("line 3") && error.contains("lissten"), "{error}");
        assert!(parse("[limits]\ntrash-kept = '3 weeks'\n").unwrap_err().contains("line 2"));
    }
}
