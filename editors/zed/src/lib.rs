//! Starts `admit lsp` for Zed: the program of the user's settings, or the one on the path.

use zed_extension_api::serde_json::Value;
use zed_extension_api::settings::{CommandSettings, LspSettings};
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Admit;

impl zed::Extension for Admit {
    fn new() -> Self {
        Admit
    }

    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        command(settings.binary, || worktree.which("admit"), worktree.shell_env())
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.initialization_options)
    }
}

// The macro exports functions with `#[unsafe(no_mangle)]`, so `unsafe_code` cannot be forbidden here.
zed::register_extension!(Admit);

/// What to run: what the settings name goes before what is found, and adds to the environment.
fn command(
    settings: Option<CommandSettings>,
    found: impl FnOnce() -> Option<String>,
    mut env: Vec<(String, String)>,
) -> Result<Command> {
    let (path, arguments, more) = match settings {
        Some(CommandSettings { path, arguments, env }) => (path, arguments, env),
        None => (None, None, None),
    };
    let command = path.or_else(found).ok_or(
        "`admit` is not on the path; `lsp.admit.binary.path` of Zed's settings can name the program",
    )?;
    env.extend(more.unwrap_or_default());
    Ok(Command { command, args: arguments.unwrap_or_else(|| vec!["lsp".to_owned()]), env })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(path: Option<&str>, arguments: Option<&[&str]>) -> Option<CommandSettings> {
        let arguments = arguments.map(|all| all.iter().map(|it| (*it).to_owned()).collect());
        let env = Some([("A".to_owned(), "2".to_owned())].into());
        Some(CommandSettings { path: path.map(str::to_owned), arguments, env })
    }

    fn found() -> Option<String> {
        Some("/bin/admit".to_owned())
    }

    #[test]
    fn the_program_on_the_path_serves() {
        let env = vec![("A".to_owned(), "1".to_owned())];
        let command = command(None, found, env.clone()).unwrap();
        assert_eq!(
            (command.command.as_str(), command.args),
            ("/bin/admit", vec!["lsp".to_owned()])
        );
        assert_eq!(command.env, env);
    }

    #[test]
    fn settings_go_before_it() {
        let all = settings(Some("/opt/admit"), Some(&["lsp", "--stdio"]));
        let command = command(all, found, Vec::new()).unwrap();
        assert_eq!(command.command, "/opt/admit");
        assert_eq!(command.args, ["lsp", "--stdio"]);
        assert_eq!(command.env, [("A".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn settings_may_leave_things_out() {
        let named = command(settings(Some("/opt/admit"), None), || None, Vec::new()).unwrap();
        assert_eq!((named.command.as_str(), named.args), ("/opt/admit", vec!["lsp".to_owned()]));
        let found = command(settings(None, None), found, Vec::new()).unwrap();
        assert_eq!(found.command, "/bin/admit");
    }

    #[test]
    fn without_a_program_it_says_what_to_do() {
        let said = command(None, || None, Vec::new()).unwrap_err();
        assert!(said.contains("lsp.admit.binary.path"), "{said}");
    }
}
