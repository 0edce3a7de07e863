//! Items with one token gone, doubled, exchanged or put in: both find them sound, or both do not.

use admit::source::FileId;
use admit::syntax::token::tokens;
use admit::syntax::vocabulary::{
    CONDITION_KEYWORDS, CONTEXTUAL_WORDS, ITEM_KEYWORDS, VALUE_KEYWORDS,
};

use crate::agreement::disagreement;
use crate::sources::{Source, Verdict, policies};

/// How many changed items are read.
const CHANGES: usize = 20_000;

/// Signs, and what else a mistake is made of.
const SIGNS: &[&str] = &[
    "{", "}", "[", "]", "(", ")", ",", ":", ".", "..", "/", "|", "-", "->", "=", "==", "<", "<=",
    ">", ">=", "&&", "||", "!=", "none", "x", "`x`", "1", "1..", "\"\"", "2.5.4.3", "1.5",
    "path-id", ";",
];

/// Pseudo-random numbers, the same each time (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}

/// The text with one change among its tokens.
fn changed(text: &str, pool: &[&str], words: &[&str], numbers: &mut Numbers) -> String {
    let all = tokens(text, FileId(0));
    let mut parts: Vec<&str> = all.iter().map(|it| &text[it.span.range()]).collect();
    let full: Vec<usize> = (0..parts.len()).filter(|at| !parts[*at].trim().is_empty()).collect();
    let at = full[numbers.below(full.len())];
    let pool = if numbers.below(4) == 0 { pool } else { words };
    let other = pool[numbers.below(pool.len())];
    match numbers.below(5) {
        0 => parts[at] = "",
        1 => parts.swap(at, full[numbers.below(full.len())]),
        2 => parts[at] = other,
        3 => parts.insert(at, other),
        _ => parts.insert(at, parts[at]),
    }
    // Tokens that touch would become others.
    parts.iter().flat_map(|part| [*part, if part.starts_with("//") { "\n" } else { " " }]).collect()
}

#[test]
fn changed_items_are_judged_alike() {
    let policies = policies();
    let mut items = Vec::new();
    let mut pool = Vec::new();
    for (_, text) in &policies {
        let source = Source::new(text);
        for item in source.items() {
            let short = item.len() < 1_500;
            let item = &text[item];
            if short && Source::new(item).verdict() == Verdict::Sound {
                items.push(item);
                let words = tokens(item, FileId(0)).into_iter().filter(|it| !it.kind.is_trivia());
                pool.extend(words.map(|it| &item[it.span.range()]));
            }
        }
    }
    // Each word as often as the next.
    pool.sort();
    pool.dedup();
    let lists = [ITEM_KEYWORDS, CONDITION_KEYWORDS, VALUE_KEYWORDS, CONTEXTUAL_WORDS, SIGNS];
    let words = lists.concat();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut wrong = Vec::new();
    let (mut sound, mut broken) = (0, 0);
    for _ in 0..CHANGES {
        let text = changed(items[numbers.below(items.len())], &pool, &words, &mut numbers);
        match Source::new(&text).verdict() {
            Verdict::Sound => sound += 1,
            Verdict::Broken => broken += 1,
            Verdict::Beyond => {}
        }
        wrong.extend(disagreement(&text).map(|why| format!("{why}: {text}")));
    }
    println!("{} of {} changed items judged alike", sound + broken - wrong.len(), sound + broken);
    assert!(sound > CHANGES / 20 && broken > CHANGES / 2, "{sound} sound, {broken} broken");
    assert!(wrong.is_empty(), "{} disagreements\n{}", wrong.len(), wrong.join("\n"));
}
