//! Why a room's state cannot be used: plain data.

use std::fmt;

use crate::credential;
use crate::wire;
use crate::wire::json::ModelError;

/// What is wrong with a state file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub fault: Fault,
    /// The part: `preauth`, `participants[3]`; empty for the whole, and where the fault itself
    /// names the place.
    pub path: String,
}

/// What can be wrong with a room's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Neither JSON nor a container that holds a room's state.
    NoState,
    /// More octets than a state may have.
    TooLarge {
        /// The limit, in octets.
        limit: usize,
    },
    /// Not JSON, a member twice, nested too deep.
    Json(credential::Error),
    /// JSON that is no room.
    Model(ModelError),
    /// Octets that are not what they should be.
    Wire(wire::Error),
    /// Text that is neither hex nor base64.
    NoOctets,
    /// A part that stands beside the dictionary that holds it too.
    TwoSources,
    /// A role index that stands in `roles_list` twice.
    RoleTwice {
        /// The index.
        role: u32,
    },
    /// More roles than [`crate::limits::Limits::roles`].
    TooManyRoles {
        /// The limit.
        limit: usize,
    },
    /// More capabilities of one role than [`crate::limits::Limits::role_capabilities`].
    TooManyCapabilities {
        /// The limit.
        limit: usize,
    },
    /// A user that stands in the participant list twice.
    UserTwice {
        /// The second spelling.
        user: String,
    },
    /// A text that names no user.
    NoUser {
        /// The text.
        text: String,
    },
    /// A participant in role 0, which is of those who are none.
    ParticipantInRoleZero,
    /// A client that stands there twice.
    ClientTwice,
    /// Clients of somebody who is no participant, or that are told twice.
    ClientsOfNobody {
        /// The user.
        user: String,
    },
}

impl Error {
    pub(crate) fn new(fault: Fault, path: impl Into<String>) -> Error {
        Error { fault, path: path.into() }
    }

    /// What can be done about it.
    pub fn help(&self) -> Option<&'static str> {
        Some(match &self.fault {
            Fault::NoState => {
                "a room is JSON (docs/room.md), an AppDataDictionary or the GroupContext extension \
                 app_data_dictionary, raw, in hex or in base64"
            }
            Fault::TwoSources => "say it in one of the two places",
            Fault::RoleTwice { .. } | Fault::UserTwice { .. } => {
                "a role has one definition, and a user one role"
            }
            Fault::ParticipantInRoleZero => {
                "role 0 is reserved for whoever is not in the participant list (section 3)"
            }
            Fault::NoUser { .. } => "a user is a URI such as mimi://example.com/u/ann",
            Fault::TooLarge { .. }
            | Fault::TooManyRoles { .. }
            | Fault::TooManyCapabilities { .. } => "the limits can be raised in the library",
            Fault::Wire(_)
            | Fault::Json(_)
            | Fault::Model(_)
            | Fault::NoOctets
            | Fault::ClientTwice
            | Fault::ClientsOfNobody { .. } => return None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::NoState => f.write_str("this is not the state of a room")?,
            Fault::TooLarge { limit } => write!(f, "more than {limit} octets")?,
            Fault::Json(error) => error.fmt(f)?,
            Fault::Model(error) => error.fmt(f)?,
            Fault::Wire(error) => error.fmt(f)?,
            Fault::NoOctets => f.write_str("text that is neither hex nor base64")?,
            Fault::TwoSources => f.write_str("the dictionary holds this too")?,
            Fault::RoleTwice { role } => write!(f, "role {role} is there twice")?,
            Fault::TooManyRoles { limit } => write!(f, "more than {limit} roles")?,
            Fault::TooManyCapabilities { limit } => write!(f, "more than {limit} capabilities")?,
            Fault::UserTwice { user } => write!(f, "the user {user:?} is there twice")?,
            Fault::NoUser { text } => write!(f, "{text:?} names no user")?,
            Fault::ParticipantInRoleZero => f.write_str("a participant in role 0")?,
            Fault::ClientTwice => f.write_str("a client is there twice")?,
            Fault::ClientsOfNobody { user } => {
                write!(f, "{user:?} is no participant, or its clients are told already")?;
            }
        }
        if self.path.is_empty() { Ok(()) } else { write!(f, ", in `{}`", self.path) }
    }
}

impl std::error::Error for Error {}

impl miette::Diagnostic for Error {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("room"))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

impl From<ModelError> for Error {
    fn from(error: ModelError) -> Error {
        Error::new(Fault::Model(error), "")
    }
}

impl From<credential::Error> for Error {
    fn from(error: credential::Error) -> Error {
        Error::new(Fault::Json(error), "")
    }
}
