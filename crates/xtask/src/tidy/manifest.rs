//! Reads from a manifest the little we ask of it: which crates a crate depends on.

/// A crate that a manifest depends on, and the line that says so.
#[derive(Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The package's name, whatever it is called here.
    pub package: String,
    /// Counted from one.
    pub line: usize,
}

/// Returns what stands under `[dependencies]`, for every target. Those of tests and build scripts are not meant.
pub fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut section = Section::Other;
    for (index, line) in manifest.lines().enumerate() {
        let text = line.split('#').next().unwrap_or_default().trim();
        let mut depend = |package: &str| found.push(Dependency { package: package.to_owned(), line: index + 1 });
        if let Some(header) = text.strip_prefix('[') {
            section = Section::of(header.trim_end_matches(']'));
            if let Section::One(name) = section {
                depend(name);
            }
            continue;
        }
        let Some((key, value)) = text.split_once('=') else { continue };
        let key = key.trim().trim_matches('"');
        match section {
            // `model.workspace = true` and `model = { path = "…" }` alike.
            Section::List => depend(renamed(value).or_else(|| key.split('.').next()).unwrap_or(key)),
            Section::One(_) if key == "package" => {
                if let Some(last) = found.last_mut() {
                    last.package = value.trim().trim_matches('"').to_owned();
                }
            }
            Section::One(_) | Section::Other => {}
        }
    }
    found
}

enum Section<'a> {
    /// `[dependencies]`
    List,
    /// `[dependencies.model]`
    One(&'a str),
    Other,
}

impl Section<'_> {
    fn of(header: &str) -> Section<'_> {
        // `target.'cfg(unix)'.dependencies` ends like the plain one.
        if header == "dependencies" || header.ends_with("'.dependencies") || header.ends_with("\".dependencies") {
            return Section::List;
        }
        match header.split_once("dependencies.") {
            Some((before, name)) if before.is_empty() || before.ends_with("'.") || before.ends_with("\".") => Section::One(name),
            _ => Section::Other,
        }
    }
}

/// Returns the package's real name from `{ package = "store", … }`.
fn renamed(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("package")?;
    rest.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let manifest = "\
[package]
name = \"app\"
[dependencies]
model.workspace = true # everyone may
store = { path = \"../store\" }
memory = { package = \"page\", path = \"../page\" }
[dependencies.odata]
path = \"../odata\"
[dependencies.renamed]
package = \"server\"
[target.'cfg(unix)'.dependencies]
cli.workspace = true
[dev-dependencies]
testkit.workspace = true
[dev-dependencies.xtask]
path = \"../xtask\"
[lints]
workspace = true
";
        let found: Vec<(String, usize)> = dependencies(manifest).into_iter().map(|found| (found.package, found.line)).collect();
        let expected = [("model", 4), ("store", 5), ("page", 6), ("odata", 7), ("server", 9), ("cli", 12)];
        assert_eq!(found, expected.map(|(name, line)| (name.to_owned(), line)));
    }
}
