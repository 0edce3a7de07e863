//! Items with a token or a character changed: both readings find them sound, or both do not.

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

/// The text with one character gone, exchanged or put in.
fn respelled(text: &str, numbers: &mut Numbers) -> String {
    const CHARACTERS: &[char] = &[
        'a', 'h', '_', '0', '7', '.', ',', ':', '-', '/', '=', '<', '>', '"', '\'', '`', '\\', '{',
        '}', '[', ']', '(', ')', '|', '!', '&', '#', ' ', '\n', 'é', '\u{FEFF}',
    ];
    let mut all: Vec<char> = text.chars().collect();
    let at = numbers.below(all.len());
    let other = CHARACTERS[numbers.below(CHARACTERS.len())];
    match numbers.below(3) {
        0 => drop(all.remove(at)),
        1 => all[at] = other,
        _ => all.insert(at, other),
    }
    all.into_iter().collect()
}

/// Items without mistakes, not too long, of all policies.
fn items(policies: &[(String, String)]) -> Vec<&str> {
    let mut found = Vec::new();
    for (_, text) in policies {
        let items = Source::new(text).items().into_iter().map(|item| &text[item]);
        let short = items.filter(|item| item.len() < 1_500);
        found.extend(short.filter(|item| Source::new(item).verdict() == Verdict::Sound));
    }
    found
}

/// How many changed texts were judged, and how.
#[derive(Default)]
struct Tally {
    sound: usize,
    broken: usize,
    beyond: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn judge(&mut self, text: &str) {
        *match Source::new(text).verdict() {
            Verdict::Sound => &mut self.sound,
            Verdict::Broken => &mut self.broken,
            Verdict::Beyond => &mut self.beyond,
        } += 1;
        self.wrong.extend(disagreement(text).map(|why| format!("{why}: {text}")));
    }

    fn check(&self, what: &str) {
        let Tally { sound, broken, beyond, wrong } = self;
        let judged = sound + broken;
        println!("{what}: {} of {judged} alike, {beyond} left out", judged - wrong.len());
        assert!(*sound > 500 && *broken > 500, "{sound} sound, {broken} broken");
        assert!(wrong.is_empty(), "{} disagreements\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Calls for items with a changed token.
pub fn each_changed_token(mut visit: impl FnMut(&str)) {
    let policies = policies();
    let items = items(&policies);
    let mut pool = Vec::new();
    for item in &items {
        let words = tokens(item, FileId(0)).into_iter().filter(|it| !it.kind.is_trivia());
        pool.extend(words.map(|it| &item[it.span.range()]));
    }
    // Each word as often as the next.
    pool.sort();
    pool.dedup();
    let lists = [ITEM_KEYWORDS, CONDITION_KEYWORDS, VALUE_KEYWORDS, CONTEXTUAL_WORDS, SIGNS];
    let words = lists.concat();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..CHANGES {
        visit(&changed(items[numbers.below(items.len())], &pool, &words, &mut numbers));
    }
}

/// Calls for items with a changed character.
pub fn each_changed_character(mut visit: impl FnMut(&str)) {
    let policies = policies();
    let items = items(&policies);
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    for _ in 0..CHANGES {
        visit(&respelled(items[numbers.below(items.len())], &mut numbers));
    }
}

#[test]
fn items_with_a_changed_token_are_judged_alike() {
    let mut tally = Tally::default();
    each_changed_token(|text| tally.judge(text));
    tally.check("a changed token");
}

#[test]
fn items_with_a_changed_character_are_judged_alike() {
    let mut tally = Tally::default();
    each_changed_character(|text| tally.judge(text));
    tally.check("a changed character");
}
