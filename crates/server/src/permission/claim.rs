//! Who has a permission, as claims spell it.

use app::permission::{Claims, Entry, Principal, Who};

/// What a person's claim begins with. Source: "Manage permissions on OneNote entities".
const PERSON: &str = "i:0#.f|membership|";

/// What a group's claim begins with: SharePoint's for groups of the directory.
const GROUP: &str = "c:0o.c|federateddirectoryclaimprovider|";

/// What both begin with, for those who look for a claim.
pub(super) const CLAIMS: Claims = Claims { person: PERSON, group: GROUP };

/// Spells who has a permission.
pub(crate) fn spelled(entry: &Entry) -> String {
    match entry.principal {
        Principal::User(_) => format!("{PERSON}{}", entry.name),
        Principal::Group(group) => format!("{GROUP}{group}"),
    }
}

/// Reads whom a permission is for: a claim, or a person's name alone.
pub(super) fn read(text: &str) -> Who<'_> {
    let text = text.trim();
    let after =
        |prefix: &str| text.split_at_checked(prefix.len()).filter(|(head, _)| head.eq_ignore_ascii_case(prefix)).map(|(_, rest)| rest);
    if let Some(group) = after(GROUP).and_then(|id| id.parse().ok()) {
        return Who::Group(group);
    }
    Who::Named(after(PERSON).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_and_names_are_read_in_any_case() {
        assert_eq!(read("ann@contoso.example"), Who::Named("ann@contoso.example"));
        assert_eq!(read(" I:0#.F|Membership|ann@contoso.example"), Who::Named("ann@contoso.example"));
        let id = "07070707-0707-0707-0707-070707070707";
        assert_eq!(read(&format!("c:0o.c|FederatedDirectoryClaimProvider|{id}")), Who::Group(id.parse().unwrap()));
        assert_eq!(read("c:0(.s|true"), Who::Named("c:0(.s|true"));
        assert_eq!(read("é"), Who::Named("é"));
    }
}
