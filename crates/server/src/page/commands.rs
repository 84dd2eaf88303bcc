//! Commands as JSON. Source: "Update OneNote page content".

use crate::fault::RequestFault as Fault;
use crate::json::{self, Value, shortened};
use ::page::{Action, Command, Position};

/// Reads an array of commands.
///
/// # Errors
/// [`Fault::Json`], and the faults of commands: a shape, a member, an action or a value that is none.
pub(super) fn array(body: &[u8]) -> Result<Vec<Command>, Fault> {
    commands(json::read(body)?)
}

/// Reads an object whose one member `commands` is an array of commands. Source: the Graph schema, `onenotePatchContent`.
///
/// # Errors
/// As [`array`].
pub(super) fn member(body: &[u8]) -> Result<Vec<Command>, Fault> {
    let Value::Object(members) = json::read(body)? else {
        return Err(Fault::CommandsShape("it is not an object with the member commands"));
    };
    let mut found = None;
    for (name, value) in members {
        if !name.eq_ignore_ascii_case("commands") {
            return Err(Fault::UnknownMember(shortened(&name)));
        }
        if found.replace(value).is_some() {
            return Err(Fault::CommandsShape("it has the member commands twice"));
        }
    }
    commands(found.ok_or(Fault::CommandsShape("it does not have the member commands"))?)
}

fn commands(value: Value) -> Result<Vec<Command>, Fault> {
    let Value::Array(items) = value else { return Err(Fault::CommandsShape("it is not an array of commands")) };
    items.into_iter().enumerate().map(|(index, item)| command(index, item)).collect()
}

/// Reads one command. Its members have a capital in the schema and none in use.
fn command(index: usize, item: Value) -> Result<Command, Fault> {
    let Value::Object(members) = item else { return Err(Fault::CommandsShape("one of the commands is not an object")) };
    let [mut target, mut action, mut position, mut content] = [const { None }; 4];
    for (name, value) in members {
        let (place, member) = match name.to_ascii_lowercase().as_str() {
            "target" => (&mut target, "target"),
            "action" => (&mut action, "action"),
            "position" => (&mut position, "position"),
            "content" => (&mut content, "content"),
            // Graph's own clients say what an object is.
            "@odata.type" => continue,
            _ => return Err(Fault::CommandMember(index, shortened(&name))),
        };
        // Microsoft's own library counts actions otherwise than its service, so numbers would be guesses.
        let text = match value {
            Value::Null => continue,
            Value::Text(text) => text,
            _ => return Err(Fault::CommandValue(index, member, "a text")),
        };
        if place.replace(text).is_some() {
            return Err(Fault::CommandsShape("one of the commands has a member twice"));
        }
    }
    let action = action.ok_or(Fault::CommandValue(index, "action", "append, insert, prepend, replace or delete"))?;
    Ok(Command {
        target: target.unwrap_or_default(),
        action: spelled(&action).ok_or_else(|| Fault::CommandAction(index, shortened(&action)))?,
        position: match position.map(|position| position.to_ascii_lowercase()).as_deref() {
            None | Some("after") => Position::After,
            Some("before") => Position::Before,
            Some(_) => return Err(Fault::CommandValue(index, "position", "after or before")),
        },
        content,
    })
}

fn spelled(action: &str) -> Option<Action> {
    Some(match action.to_ascii_lowercase().as_str() {
        "append" => Action::Append,
        "insert" => Action::Insert,
        "prepend" => Action::Prepend,
        "replace" => Action::Replace,
        "delete" => Action::Delete,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_in_any_case() {
        let body = br#"[{'Target':'#a','Action':'Append','Position':'BEFORE','Content':'<p>'},{"target":"title","action":"replace","content":""}]"#;
        let read = array(body).unwrap();
        assert_eq!((read[0].action, read[0].position, read[0].content.as_deref()), (Action::Append, Position::Before, Some("<p>")));
        assert_eq!((read[1].target.as_str(), read[1].position), ("title", Position::After));
        assert_eq!(member(br#"{"Commands":[]}"#), Ok(vec![]));
    }

    #[test]
    fn what_is_no_command_is_said() {
        let one = |command: &str| array(format!("[{{\"action\":\"delete\",\"target\":\"#a\"}},{command}]").as_bytes()).unwrap_err();
        assert_eq!(array(b"{}"), Err(Fault::CommandsShape("it is not an array of commands")));
        assert_eq!(one("1"), Fault::CommandsShape("one of the commands is not an object"));
        assert_eq!(one("{colour:'red'}"), Fault::CommandMember(1, "colour".to_owned()));
        assert_eq!(one("{target:'#a',TARGET:'#a'}"), Fault::CommandsShape("one of the commands has a member twice"));
        assert_eq!(one("{action:0}"), Fault::CommandValue(1, "action", "a text"));
        assert_eq!(one("{action:'rotate'}"), Fault::CommandAction(1, "rotate".to_owned()));
        assert_eq!(one("{}"), Fault::CommandValue(1, "action", "append, insert, prepend, replace or delete"));
        assert_eq!(one("{action:'append',position:'inside'}"), Fault::CommandValue(1, "position", "after or before"));
        assert_eq!(member(b"[]"), Err(Fault::CommandsShape("it is not an object with the member commands")));
        assert_eq!(member(b"{}"), Err(Fault::CommandsShape("it does not have the member commands")));
        assert_eq!(member(b"{commands:[],shoeSize:44}"), Err(Fault::UnknownMember("shoeSize".to_owned())));
    }
}
