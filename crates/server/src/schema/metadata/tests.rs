use super::*;
use expect_test::expect_file;
use std::collections::BTreeSet;

const SURFACES: [(Surface, &str); 2] = [(Surface::Legacy, "legacy.xml"), (Surface::Graph, "graph.xml")];

#[test]
fn the_documents() {
    expect_file!["legacy.xml"].assert_eq(&document(Surface::Legacy));
    expect_file!["graph.xml"].assert_eq(&document(Surface::Graph));
}

/// Returns the values of an attribute in a document.
fn values<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_element_ends() {
    for (surface, name) in SURFACES {
        let text = document(surface);
        let mut open = Vec::new();
        for line in text.lines().skip(1).map(str::trim) {
            assert!(line.starts_with('<') && line.ends_with('>') && line.matches('"').count().is_multiple_of(2), "{name}: {line}");
            if let Some(closed) = line.strip_prefix("</") {
                assert_eq!(open.pop(), closed.strip_suffix('>'), "{name}");
            } else if !line.ends_with("/>") {
                open.push(line[1..].split([' ', '>']).next().unwrap());
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn every_type_that_is_named_is_there() {
    for (surface, name) in SURFACES {
        let text = document(surface);
        let there: BTreeSet<String> = ["<EnumType Name=\"", "<ComplexType Name=\"", "<EntityType Name=\""]
            .iter()
            .flat_map(|mark| values(&text, mark))
            .map(|found| format!("{}.{found}", namespace(surface)))
            .collect();
        for named in values(&text, "Type=\"") {
            let bare = named.strip_prefix("Collection(").and_then(|named| named.strip_suffix(')')).unwrap_or(named);
            assert!(bare.starts_with("Edm.") || there.contains(bare), "{name}: {bare}");
        }
    }
}

#[test]
fn no_member_stands_twice() {
    for (surface, name) in SURFACES {
        for block in document(surface).split("Type Name=\"").skip(1) {
            let block = block.split("</").next().unwrap();
            let members = values(block, "Property Name=\"");
            assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), members.len(), "{name}: {block}");
        }
    }
}
