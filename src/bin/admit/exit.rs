//! Exit codes, and errors that end the program with one.

use std::process::ExitCode;

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Admitted, or nothing wrong.
    Fine,
    /// Not admitted.
    NotAdmitted,
    /// The policy or its bytes are wrong.
    Policy,
    /// The credential is malformed.
    Credential,
    /// Wrong call, as `EX_USAGE` of sysexits.
    Usage,
    /// The output could not be written, as `EX_IOERR` of sysexits.
    Output,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Fine => 0,
            Exit::NotAdmitted => 1,
            Exit::Policy => 2,
            Exit::Credential => 3,
            Exit::Usage => 64,
            Exit::Output => 74,
        })
    }
}

/// A failure of the program itself: what is wrong, what to do, and the code to end with.
#[derive(Debug, miette::Diagnostic)]
#[diagnostic()]
pub struct Failure {
    message: String,
    #[help]
    help: Option<String>,
    pub exit: Exit,
}

impl Failure {
    /// A wrong call.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure { message: message.into(), help: None, exit: Exit::Usage }
    }

    /// Output that could not be written.
    pub fn output(message: impl Into<String>) -> Self {
        Failure { message: message.into(), help: None, exit: Exit::Output }
    }

    /// A policy, or bytes, that cannot be used.
    pub fn policy(message: impl Into<String>) -> Self {
        Failure { message: message.into(), help: None, exit: Exit::Policy }
    }

    /// What to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
