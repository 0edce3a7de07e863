//! The style, construct by construct; that nothing but layout changes is tested in `tests/all`.

use super::format;
use crate::limits::Limits;

fn formatted(text: &str) -> String {
    format(text, &Limits::default()).text
}

#[test]
fn show() {
    for path in std::env::var("SHOW").unwrap().split(' ') {
        let text = std::fs::read_to_string(path).unwrap();
        let once = formatted(&text);
        println!("{once}");
        assert_eq!(formatted(&once), once);
    }
}
