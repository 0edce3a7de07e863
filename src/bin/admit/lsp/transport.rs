//! Messages over standard input and output. A message that is no JSON is answered with an error,
//! and the next one is read; only a broken frame ends the session.

use std::io::{BufRead, Read, Write};
use std::thread::JoinHandle;

use admit::lsp::{Connection, ErrorCode, Message};
use serde_json::{Value, json};

/// Octets of one message.
const LARGEST: usize = 64 << 20;

/// Octets of one header line.
const LONGEST_LINE: u64 = 1 << 10;

/// The thread that writes.
pub struct Writer(JoinHandle<()>);

impl Writer {
    /// Waits until everything is written. Whoever still reads ends with the program.
    pub fn finish(self) {
        // A writer that panicked has nothing more to say.
        let _ = self.0.join();
    }
}

/// Carries messages between the standard streams and the other end of the server's connection.
pub fn start(client: Connection) -> Writer {
    let Connection { sender, receiver } = client;
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        while let Some(content) = frame(&mut input) {
            let going_on = match message(&content) {
                Ok(message) => sender.send(message).is_ok(),
                Err(why) => complain(&why).is_ok(),
            };
            if !going_on {
                break;
            }
        }
    });
    Writer(std::thread::spawn(move || {
        while let Ok(message) = receiver.recv() {
            if message.write(&mut std::io::stdout().lock()).is_err() {
                break;
            }
        }
    }))
}

/// The message that a frame holds.
fn message(content: &[u8]) -> Result<Message, String> {
    let value: Value = serde_json::from_slice(content).map_err(|error| error.to_string())?;
    let has_id = value.get("id").is_some();
    let message = serde_json::from_value(value).map_err(|error| error.to_string())?;
    match message {
        // A request whose id is none would wait for ever.
        Message::Notification(_) if has_id => Err("an id is an integer or a text".into()),
        message => Ok(message),
    }
}

/// The content of the next frame; `None` at the end of the input or when the frame is broken.
fn frame(input: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).ok()?;
        let line = std::str::from_utf8(&line).ok()?;
        if read == 0 || !line.ends_with('\n') {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse::<usize>().ok()?);
        }
    }
    let length = length.filter(|length| *length <= LARGEST)?;
    let mut content = Vec::new();
    input.by_ref().take(length as u64).read_to_end(&mut content).ok()?;
    (content.len() == length).then_some(content)
}

/// Says that a message was no message. Which one it was is not known, so the id is null.
fn complain(why: &str) -> std::io::Result<()> {
    let error = json!({ "code": ErrorCode::ParseError as i32, "message": why });
    let answer = json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string();
    let mut out = std::io::stdout().lock();
    write!(out, "Content-Length: {}\r\n\r\n{answer}", answer.len())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_its_content() {
        let mut input =
            &b"Content-Type: x\r\ncontent-length:2\r\n\r\n{}Content-Length: 3\r\n\r\nabc"[..];
        assert_eq!(frame(&mut input).unwrap(), b"{}");
        assert_eq!(frame(&mut input).unwrap(), b"abc");
        assert_eq!(frame(&mut input), None);
    }

    #[test]
    fn a_broken_frame_ends_the_session() {
        for broken in [
            "Content-Length: 3\r\n\r\nab",
            "Content-Length: x\r\n\r\nab",
            "\r\nab",
            "no colon\r\n\r\n",
            "Content-Length: 99999999999\r\n\r\nab",
        ] {
            assert_eq!(frame(&mut broken.as_bytes()), None, "{broken}");
        }
    }
}
