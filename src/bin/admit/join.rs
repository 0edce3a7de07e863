//! `admit join`: may this requester join the room from outside, and as what; or, as an external
//! sender, with which role does it propose.

use admit::room::Manner;

use crate::asking::{self, Question};
use crate::exit::{Exit, Failure};
use crate::room_args::JoinArgs;
use crate::style::Streams;

/// Asks the room, and shows its answer.
pub fn run(args: &JoinArgs, streams: Streams) -> Result<Exit, Failure> {
    let (manner, yes) = if args.external_sender {
        (Manner::ExternalSender, "may send proposals as")
    } else {
        (Manner::Client, "admitted as")
    };
    let question = Question {
        section: if args.external_sender { "8" } else { "8.1.1" },
        yes,
        no: "not admitted",
        is_of_proposals: args.external_sender,
        ask: Box::new(move |governing, decision, user| {
            Ok(governing.room.join(decision, user, manner))
        }),
    };
    asking::run(&args.ask, &question, streams)
}
