//! `$metadata`: what there is on a surface, as OData's common schema language has it. Source: "OData Common Schema Definition
//! Language (CSDL) XML Representation", version 4.01, in the form of version 4.0 that both services speak.

mod part;
mod xml;

use self::part::{COMPLEX, ENUMERATIONS, OPERATIONS, ROOTS};
use self::xml::Xml;
use super::{COPY_NOTEBOOK_MODEL, Edm, Entity, NOTEBOOK, Names, OPERATION, PAGE, Property, SECTION, SECTION_GROUP, Target, nodes};
use crate::address::Surface;
use crate::reply::Reply;
use crate::server::Server;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use std::sync::{Arc, LazyLock};

static LEGACY: LazyLock<Bytes> = LazyLock::new(|| document(Surface::Legacy).into());
static GRAPH: LazyLock<Bytes> = LazyLock::new(|| document(Surface::Graph).into());

/// `GET $metadata`: the same for everybody, and no secret.
pub(crate) async fn handle(_: Arc<Server>, surface: Surface) -> Reply {
    let body = match surface {
        Surface::Legacy => &LEGACY,
        Surface::Graph => &GRAPH,
    };
    const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
    const VERSION: HeaderValue = HeaderValue::from_static("4.0");
    let mut reply = Reply::empty(StatusCode::OK);
    reply.body = (**body).clone().into();
    reply.headers.push((header::CONTENT_TYPE, XML));
    reply.headers.push((http::HeaderName::from_static("odata-version"), VERSION));
    reply
}

/// The namespace of a surface's types.
const fn namespace(surface: Surface) -> &'static str {
    match surface {
        Surface::Legacy => "Microsoft.OneNote.Api",
        Surface::Graph => "microsoft.graph",
    }
}

fn document(surface: Surface) -> String {
    let mut writer = Writer { xml: Xml::new(), surface };
    writer.xml.element("edmx:Edmx", &[("Version", "4.0"), ("xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx")], |xml| {
        xml.element("edmx:DataServices", &[], |xml| {
            let schema = [("Namespace", namespace(surface)), ("xmlns", "http://docs.oasis-open.org/odata/ns/edm")];
            xml.element("Schema", &schema, |xml| Writer { xml: std::mem::take(xml), surface }.schema(xml));
        });
    });
    writer.xml.into_text()
}

struct Writer {
    xml: Xml,
    surface: Surface,
}

impl Writer {
    /// Writes what is within the schema, and gives the text back.
    fn schema(mut self, back: &mut Xml) {
        self.enumerations();
        self.complex_types();
        self.entity(&NOTEBOOK);
        self.entity(&SECTION_GROUP);
        self.entity(&SECTION);
        self.entity(&PAGE);
        self.entity(&OPERATION);
        self.roots();
        self.operations();
        self.container();
        *back = self.xml;
    }

    fn enumerations(&mut self) {
        for part in ENUMERATIONS.iter().filter(|part| part.on(self.surface)) {
            self.xml.element("EnumType", &[("Name", part.names.on(self.surface))], |xml| {
                for (name, value) in part.members {
                    xml.empty("Member", &[("Name", name), ("Value", &value.to_string())]);
                }
            });
        }
    }

    fn complex_types(&mut self) {
        let surface = self.surface;
        for part in COMPLEX.iter().filter(|part| part.on(surface)) {
            self.xml.element("ComplexType", &[("Name", part.names.on(surface))], |xml| {
                for (names, edm) in part.members {
                    property(xml, surface, names.on(surface), *edm, false);
                }
            });
        }
        if surface == Surface::Graph {
            let name = COPY_NOTEBOOK_MODEL.names.on(surface);
            self.xml
                .element("ComplexType", &[("Name", name)], |xml| properties(xml, surface, COPY_NOTEBOOK_MODEL.properties(surface), false));
        }
    }

    /// Writes a type of the tables. Its key is its id.
    fn entity<V>(&mut self, entity: &Entity<V>) {
        let surface = self.surface;
        let has_stream = entity.properties(surface).iter().any(|property| property.edm == Edm::Stream);
        let name = [("Name", entity.names.on(surface)), ("HasStream", "true")];
        self.xml.element("EntityType", if has_stream { &name } else { &name[..1] }, |xml| {
            key(xml);
            properties(xml, surface, entity.properties(surface), true);
            for navigation in entity.navigations {
                let (target, is_many) = match navigation.to {
                    Target::Above(kind) => (nodes(kind).names, false),
                    Target::Below(kind) => (nodes(kind).names, true),
                    Target::Pages => (PAGE.names, true),
                };
                let kind = if is_many { Edm::Types(target) } else { Edm::Type(target) };
                let contains = [("Name", navigation.name), ("Type", &*spelled(surface, kind)), ("ContainsTarget", "true")];
                xml.empty("NavigationProperty", if is_many { &contains } else { &contains[..2] });
            }
        });
    }

    /// Writes the types that lead to the notebooks of somebody.
    fn roots(&mut self) {
        let surface = self.surface;
        for part in ROOTS.iter().filter(|part| part.on(surface)) {
            self.xml.element("EntityType", &[("Name", part.names.on(surface))], |xml| {
                key(xml);
                for (names, edm) in part.members {
                    match edm {
                        Edm::Type(_) | Edm::Types(_) => xml.empty(
                            "NavigationProperty",
                            &[("Name", names.on(surface)), ("Type", &spelled(surface, *edm)), ("ContainsTarget", "true")],
                        ),
                        plain => property(xml, surface, names.on(surface), *plain, names.on(surface) == KEY),
                    }
                }
            });
        }
    }

    fn operations(&mut self) {
        let surface = self.surface;
        for part in OPERATIONS.iter().filter(|part| part.on(surface)) {
            self.xml.element(part.kind, &[("Name", part.names.on(surface)), ("IsBound", "true")], |xml| {
                xml.empty("Parameter", &[("Name", "bindingParameter"), ("Type", &spelled(surface, part.bound))]);
                for (name, edm) in part.parameters {
                    xml.empty("Parameter", &[("Name", name), ("Type", &spelled(surface, *edm))]);
                }
                if let Some(edm) = part.returns {
                    xml.empty("ReturnType", &[("Type", &spelled(surface, edm))]);
                }
            });
        }
    }

    fn container(&mut self) {
        let surface = self.surface;
        self.xml.element("EntityContainer", &[("Name", part::CONTAINER.on(surface))], |xml| {
            for (name, to) in part::sets(surface) {
                xml.empty("EntitySet", &[("Name", name), ("EntityType", &spelled(surface, Edm::Type(*to)))]);
            }
            for (name, to) in part::singletons(surface) {
                xml.empty("Singleton", &[("Name", name), ("Type", &spelled(surface, Edm::Type(*to)))]);
            }
        });
    }
}

/// The key of every entity.
const KEY: &str = "id";

fn key(xml: &mut Xml) {
    xml.element("Key", &[], |xml| xml.empty("PropertyRef", &[("Name", KEY)]));
}

fn properties<V>(xml: &mut Xml, surface: Surface, properties: &[Property<V>], is_entity: bool) {
    for member in properties {
        let name = member.names.on(surface);
        property(xml, surface, name, member.edm, is_entity && name == KEY);
    }
}

fn property(xml: &mut Xml, surface: Surface, name: &str, edm: Edm, is_key: bool) {
    let required = [("Name", name), ("Type", &*spelled(surface, edm)), ("Nullable", "false")];
    // A key is never null; of the rest nothing is promised.
    xml.empty("Property", if is_key { &required } else { &required[..2] });
}

/// Returns a type's full name.
fn spelled(surface: Surface, edm: Edm) -> String {
    let full = |names: Names| format!("{}.{}", namespace(surface), names.on(surface));
    match edm {
        Edm::String => "Edm.String".to_owned(),
        Edm::Boolean => "Edm.Boolean".to_owned(),
        Edm::Int32 => "Edm.Int32".to_owned(),
        Edm::DateTimeOffset => "Edm.DateTimeOffset".to_owned(),
        Edm::Stream => "Edm.Stream".to_owned(),
        Edm::Strings => "Collection(Edm.String)".to_owned(),
        Edm::Type(names) => full(names),
        Edm::Types(names) => format!("Collection({})", full(names)),
    }
}

#[cfg(test)]
mod tests;
