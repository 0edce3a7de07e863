//! `admit lsp` itself, over pipes: frames, malformed messages, exit codes.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    command.args(arguments);
    command
}

pub fn frame(content: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{content}", content.len())
}

/// Sends everything, and gives what came back and the exit code.
fn session(arguments: &[&str], input: &str) -> (Vec<Value>, i32) {
    session_of(&mut program(arguments), input)
}

/// The same of a program that is called in another way.
pub fn session_of(program: &mut Command, input: &str) -> (Vec<Value>, i32) {
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    let mut answers = Vec::new();
    let mut rest = output.as_str();
    while let Some((header, behind)) = rest.split_once("\r\n\r\n") {
        let length: usize = header.strip_prefix("Content-Length: ").unwrap().parse().unwrap();
        answers.push(serde_json::from_str(&behind[..length]).unwrap());
        rest = &behind[length..];
    }
    (answers, code)
}

fn initialize() -> String {
    let params = json!({ "processId": null, "rootUri": null, "capabilities": {} });
    frame(
        &json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }).to_string(),
    )
}

#[test]
fn a_session_over_pipes() {
    let shutdown = frame(r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#);
    let exit = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    for arguments in [&["lsp"][..], &["lsp", "--stdio"]] {
        let (answers, code) = session(arguments, &format!("{}{shutdown}{exit}", initialize()));
        assert_eq!(code, 0);
        assert_eq!(answers[0]["result"]["serverInfo"]["name"], "admit");
        assert_eq!(answers[1]["id"], 2);
    }
    let (_, code) = session(&["lsp"], &format!("{}{exit}", initialize()));
    assert_eq!(code, 1);
    let (_, code) = session(&["lsp"], "");
    assert_eq!(code, 1);
}

#[test]
fn what_is_no_message_is_answered_and_forgotten() {
    let broken = frame("{ no json");
    let odd = frame(r#"{"jsonrpc":"2.0","id":{},"method":"x"}"#);
    let shutdown = frame(r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#);
    let exit = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    let (answers, code) =
        session(&["lsp"], &format!("{broken}{}{odd}{shutdown}{exit}", initialize()));
    assert_eq!(code, 0);
    let errors: Vec<_> =
        answers.iter().filter(|answer| answer["error"]["code"] == -32700).collect();
    assert_eq!(errors.len(), 2, "{answers:?}");
    assert!(errors.iter().all(|error| error["id"].is_null()));
    assert!(answers.iter().any(|answer| answer["id"] == 2));
}

#[test]
fn a_broken_frame_ends_the_session() {
    let (_, code) = session(&["lsp"], &format!("{}Content-Length: x\r\n\r\n{{}}", initialize()));
    assert_eq!(code, 1);
}
