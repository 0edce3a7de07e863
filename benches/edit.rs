//! Editing: what the language service takes on a policy of 2,000 lines, beside a full check.

fn main() {
    let text = policy();
    println!("lines {}", text.lines().count());
    let limits = admit::limits::Limits::default();
    for _ in 0..5 {
        let t = std::time::Instant::now();
        let toks = admit::syntax::token::tokens(&text, Default::default());
        let a = t.elapsed();
        let t = std::time::Instant::now();
        let p = admit::syntax::parse(&text, Default::default(), &limits);
        let b = t.elapsed();
        let t = std::time::Instant::now();
        let checkup = admit::compile::check("x.policy", &text, &admit::source::NoFiles, &limits);
        let c = t.elapsed();
        let t = std::time::Instant::now();
        let l = checkup.lower(&Default::default());
        let d = t.elapsed();
        let e = l.as_ref().map(|l| l.preauth.len());
        println!("tokens {a:?} ({}) parse {b:?} ({}) check {c:?} ({}) lower {d:?} {e:?}", toks.len(), p.0.items.len(), checkup.diagnostics.len());
    }
}

/// 2,000 lines, 600 rules.
pub fn policy() -> String {
    let mut text = String::from("policy \"large\"\n\nuse std.roles.moderated as roles\nuse std.jwt.oidc { Address }\n\n");
    for n in 0..20 {
        text += &format!("/// Badge number {n}.\ncredential Badge{n}: jwt {{\n    iss: https_uri\n    sub: mimi_uri\n    department: string\n    employment: \"full-time\" | \"part-time\" | \"contractor\"\n    address: Address\n    clearance: int\n    groups: [string]\n}}\n\n");
    }
    text += "role participant = 2 extends roles.attendee\nrole moderator = 5 extends roles.moderator { participants 1..5 }\n\nlet dach = [\"DE\", \"AT\", \"CH\"]\n\n";
    for n in 0..20 {
        text += &format!("condition ours{n} of Badge{n} = iss == \"https://idp{n}.example.com\" and sub.host == \"example.com\"\n");
    }
    for n in 0..600 {
        let b = n % 20;
        text += &match n % 3 {
            0 => format!("\n// rule number {n}\nrule r{n}: admit Badge{b} as moderator where ours{b} and department == \"Human Resources {n}\"\n"),
            1 => format!("rule r{n}: admit Badge{b} as participant\n    where ours{b} and employment == \"full-time\" and clearance >= {n}\n"),
            _ => format!("rule r{n}: admit Badge{b} as participant\n    where ours{b} and groups contains \"group{n}\" and address.country in [\"DE\", \"FR\"]\n"),
        };
    }
    while text.lines().count() < 2000 { text += "// more\n"; }
    text
}
