//! Writes the parser for programs that read no newer layout than 14: Neovim before 0.11, Emacs 29.
//! It knows no reserved words, so it takes a keyword for a name where only a name can stand.

use std::process::ExitCode;

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

const GRAMMAR: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../editors/tree-sitter-policy/src/grammar.json");

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("say into which folder");
        return ExitCode::FAILURE;
    };
    let made = generate_parser_in_directory(
        "",
        Some(folder),
        Some(GRAMMAR),
        14,
        None,
        None,
        true,
        OptLevel::default(),
        &mut Vec::new(),
    );
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
