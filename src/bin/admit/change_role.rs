//! `admit change-role`: may this participant change its own role, and to which.

use admit::room::Room;

use crate::asking::{self, Question};
use crate::exit::{Exit, Failure};
use crate::room_args::ChangeRoleArgs;
use crate::style::Streams;

/// Asks the room, and shows its answer.
pub fn run(args: &ChangeRoleArgs, streams: Streams) -> Result<Exit, Failure> {
    let question = Question {
        section: "8.1.3",
        yes: "may become",
        no: "may not change its role",
        is_of_proposals: false,
        ask: Box::new(|governing, decision, user| {
            let wanted = args.to.as_deref().map(|word| role(&governing.room, word)).transpose()?;
            Ok(governing.room.change_role(decision, user, wanted))
        }),
    };
    asking::run(&args.ask, &question, streams)
}

/// A role by its index, or by its name when only one has it.
fn role(room: &Room, word: &str) -> Result<u32, Failure> {
    if let Ok(index) = word.parse() {
        return Ok(index);
    }
    let mut named = room.roles().iter().filter(|role| role.name == word);
    match (named.next(), named.next()) {
        (Some(role), None) => Ok(role.index),
        (Some(_), Some(_)) => Err(Failure::usage(format!("several roles are named `{word}`"))
            .help("name the role by its index")),
        (None, _) => {
            let names: Vec<&str> = room.roles().iter().take(12).map(|r| r.name.as_str()).collect();
            Err(Failure::usage(format!("the room has no role `{word}`"))
                .help(format!("its roles are {}", names.join(", "))))
        }
    }
}
