//! What to do about a code, where a diagnostic has nothing more precise to say.

use super::{Code, code};

/// The advice that fits every diagnostic of a code; `None` where each has its own.
pub(super) fn advice(code: Code) -> Option<&'static str> {
    ADVICE.iter().find(|(of, _)| *of == code).map(|(_, advice)| *advice)
}

const ADVICE: &[(Code, &str)] = &[
    (
        code::UNKNOWN_CHARACTER,
        "take it away: outside texts and comments there are ASCII letters, digits and signs",
    ),
    (
        code::TOO_DEEP,
        "take away brackets that group nothing, or give a part a name: `condition`, `let`, `type`",
    ),
    (code::SOURCE_TOO_LARGE, "move what can be shared into modules, and `use` them"),
    (code::UNKNOWN_NAME, "check its spelling, or declare it"),
    (code::GIVEN_TWICE, "rename one of them, or take it away"),
    (code::WRONG_KIND, "name something of the kind that is needed here, or declare it"),
    (code::DEFINED_BY_ITSELF, "write out what is meant, without the name that leads back"),
    (code::TOO_MANY_FILES, "join small modules, and use only those that are needed"),
    (code::BAD_SETTING, "leave it out, or choose what it belongs to"),
    (code::DEFINED_TOO_DEEP, "use fewer levels: write the inner part out where it is used"),
    (code::WRONG_LITERAL, "write a value of the claim's type, or change the type of the claim"),
    (code::NOT_A_MEMBER, "write one of the values of the claim's own type"),
    (code::NO_SUCH_PART, "compare the claim itself"),
    (code::BAD_HOST, "write a host alone, such as `example.com`"),
    (code::BAD_URI, "write it whole, such as `https://example.com/path`"),
    (code::BAD_MIMI_URI, "write it like `mimi://example.com/u/ann`"),
    (
        code::BAD_KEY,
        "a key is a text in JSON; an integer, a text or a byte string in CBOR; an OID or a \
         position in a certificate",
    ),
    (code::MIXED_VALUES, "make all of them texts, or all of them integers"),
    (code::BAD_OID, "it begins with 0, 1 or 2, as in `2.5.4.3`"),
    (code::NUMBER_RANGE, "take a number that fits"),
    (code::EMPTY_TEST, "write what has to be in it, or test with `exists`"),
    (code::IMPOSSIBLE_PART, "write a value that it can have, or leave the test out"),
    (code::CLAIM_TOO_DEEP, "test a claim that is nearer to the root of the credential"),
    (
        code::UNKNOWN_CAPABILITY,
        "capabilities are named as in `send_message`; those of one's own have a number from 0xf000",
    ),
    (code::IMPOSSIBLE_COUNT, "write the smaller number first, as in `1..5`"),
    (code::OPEN_JOIN, "take it away again with `cannot open_join`"),
    (code::CAN_AND_CANNOT, "leave one of the two out"),
    (
        code::CONDITION_UNFIT,
        "write a condition for this credential, or give the claim the type that is tested",
    ),
    (code::UNSAYABLE, "compare with another value, or test another claim"),
    (code::WIRE_LIMIT, "write fewer tests; named conditions count with all that is in them"),
    (code::CANNOT_JOIN, "give the role `can join_if_preauthorized`, or extend a role that has it"),
    (code::NEVER_ACTIVE, "raise the maximum of `active`, or give another role"),
    (
        code::UNREACHABLE_ROLE,
        "give it with a rule, let a role move people to it with `may move`, or take it out",
    ),
    (code::UNKNOWN_INDEX, "name a role of the room, or declare the one that is missing"),
    (
        code::NEVER_MATCHES,
        "a claim has one value: where any of several will do, write `or` or `in […]`",
    ),
];
