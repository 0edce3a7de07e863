//! Writes trees out as text of the language, every grouping in parentheses.

use admit::syntax::ast::*;

pub fn file(file: &File) -> String {
    file.items.iter().map(|it| item(&it.kind) + "\n").collect()
}

pub fn item(item: &ItemKind) -> String {
    match item {
        ItemKind::Policy(policy) => {
            let settings = policy.settings.iter().map(|it| policy_setting(&it.node));
            format!("policy {}{}", text(&policy.name.node), block(settings, " "))
        }
        ItemKind::Use(item) => use_item(item),
        ItemKind::Type { name, ty } => format!("type {} = {}", word(name), type_of(ty)),
        ItemKind::Enum(it) => {
            let members = it
                .members
                .iter()
                .map(|it| format!("{} = {}", word(&it.name), literal(&it.value.node)));
            format!("enum {}: {}{}", word(&it.name), word(&it.base), block(members, ", "))
        }
        ItemKind::Credential(it) => {
            let extends = it.extends.as_ref().map(|it| format!(" extends {}", path(it)));
            let number =
                it.credential_type.as_ref().map(|it| format!(" type {}", literal(&it.node)));
            let head = format!("credential {}: {}", word(&it.name), word(&it.format));
            head + &extends.unwrap_or_default()
                + &number.unwrap_or_default()
                + " "
                + &record(&it.fields)
        }
        ItemKind::Role(it) => {
            let extends = it.extends.as_ref().map(|it| format!(" extends {}", path(it)));
            let head = format!("role {} = {}", word(&it.name), literal(&it.index.node));
            head + &extends.unwrap_or_default()
                + &block(it.settings.iter().map(|it| role_setting(&it.node)), " ")
        }
        ItemKind::Let { name, value } => {
            let value = match value {
                Constant::One(one) => operand(one),
                Constant::List(list, _) => operands(list),
            };
            format!("let {} = {value}", word(name))
        }
        ItemKind::Condition { name, credential, body } => {
            format!("condition {} of {} = {}", word(name), path(credential), condition(body))
        }
        ItemKind::Rule(it) => rule(it),
        ItemKind::Pseudonyms { choice } => format!("pseudonyms {}", word(choice)),
        ItemKind::Disclose(it) => {
            let clauses = it.clauses.iter().map(|it| {
                let claims: Vec<String> = it.node.claims.iter().map(path).collect();
                format!("{} {}", it.node.duty.node, claims.join(", "))
            });
            let clauses: Vec<String> = clauses.collect();
            format!("disclose {} {{ {} }}", path(&it.credential), clauses.join(" "))
        }
        ItemKind::Test(it) => {
            let clauses: Vec<String> = it.clauses.iter().map(|it| test_clause(&it.node)).collect();
            format!("test {} {{ {} }}", text(&it.name.node), clauses.join(" "))
        }
        ItemKind::Broken { keyword, names } => {
            let names: Vec<&str> = names.iter().map(|it| it.node.as_str()).collect();
            format!("broken {} {}", keyword.node, names.join(" ")).trim_end().to_owned()
        }
    }
}

fn block(parts: impl Iterator<Item = String>, between: &str) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { String::new() } else { format!(" {{ {} }}", parts.join(between)) }
}

fn policy_setting(setting: &PolicySetting) -> String {
    match setting {
        PolicySetting::Wire { profile, dialect: None } => format!("wire {}", profile.node),
        PolicySetting::Wire { profile, dialect: Some(it) } => {
            format!("wire {} {}", profile.node, it.node)
        }
        PolicySetting::Component(number) => format!("component {}", literal(&number.node)),
        PolicySetting::Description(it) => format!("description {}", text(&it.node)),
        PolicySetting::Level { level, codes, reason } => {
            let codes: Vec<&str> = codes.iter().map(|it| it.node.as_str()).collect();
            let reason = reason.as_ref().map(|it| text(&it.node)).unwrap_or_default();
            format!("{} {} {reason}", level.node, codes.join(", "))
        }
    }
}

fn test_clause(clause: &TestClause) -> String {
    match clause {
        TestClause::Given { credential, claims } => {
            format!("given {} {}", path(credential), given_claims(claims))
        }
        TestClause::File(it) => format!("given file {}", text(&it.node)),
        TestClause::Room(it) => format!("given room {}", text(&it.node)),
        TestClause::User(it) => format!("given user {}", text(&it.node)),
        TestClause::Expect(it) => expectation(it),
        TestClause::ForEach(cases) => {
            let cases = cases
                .iter()
                .map(|it| format!("{} {}", given_claims(&it.claims), expectation(&it.expect)));
            format!("for each {{ {} }}", cases.collect::<Vec<_>>().join(" "))
        }
        TestClause::Error => "?".to_owned(),
    }
}

fn given_claims(claims: &[GivenField]) -> String {
    let claims: Vec<String> =
        claims.iter().map(|it| format!("{}: {}", word(&it.name), given(&it.value))).collect();
    format!("{{ {} }}", claims.join(", "))
}

fn given(value: &Given) -> String {
    match &value.kind {
        GivenKind::Literal(it) => literal(it),
        GivenKind::Named(it) => path(it),
        GivenKind::List(it) => {
            format!("[{}]", it.iter().map(given).collect::<Vec<_>>().join(", "))
        }
        GivenKind::Record(it) => given_claims(it),
        GivenKind::Error => "?".to_owned(),
    }
}

fn expectation(it: &Expectation) -> String {
    let by = |rule: &Option<Name>| rule.as_ref().map(|it| format!(" by {}", word(it)));
    match &it.kind {
        ExpectationKind::Role { role, rule } => {
            let role = match path(role).as_str() {
                "none" => "`none`".to_owned(),
                other => other.to_owned(),
            };
            format!("expect {role}{}", by(rule).unwrap_or_default())
        }
        ExpectationKind::None => "expect none".to_owned(),
        ExpectationKind::Refused { rule } => {
            format!("expect refused{}", by(rule).unwrap_or_default())
        }
        ExpectationKind::Forbidden => "expect forbidden".to_owned(),
    }
}

fn use_item(item: &UseItem) -> String {
    let source = match &item.source {
        UseSource::Module(it) => path(it),
        UseSource::File(it) => text(&it.node),
    };
    let alias = item.alias.as_ref().map(|it| format!(" as {}", word(it))).unwrap_or_default();
    let names = match &item.names {
        None => String::new(),
        Some(names) => format!(" {{ {} }}", names.iter().map(word).collect::<Vec<_>>().join(", ")),
    };
    format!("use {source}{alias}{names}")
}

fn rule(rule: &RuleItem) -> String {
    let name = rule.name.as_ref().map(|it| format!("rule {}: ", word(it))).unwrap_or_default();
    let subject = match &rule.subject {
        RuleSubject::Anyone(_) => "anyone".to_owned(),
        RuleSubject::Credential(it) => path(it),
    };
    let head = match &rule.outcome {
        RuleOutcome::Admit { role, .. } => format!("admit {subject} as {}", path(role)),
        RuleOutcome::Refuse { .. } => format!("refuse {subject}"),
    };
    let condition = rule.condition.as_ref().map(|it| format!(" where {}", condition(it)));
    name + &head + &condition.unwrap_or_default()
}

fn role_setting(setting: &RoleSetting) -> String {
    let capabilities = |list: &[CapabilityRef]| {
        let list: Vec<String> = list
            .iter()
            .map(|it| match it {
                CapabilityRef::Named(it) => path(it),
                CapabilityRef::Number(it) => literal(&it.node),
            })
            .collect();
        list.join(", ")
    };
    let role = |it: &RoleRef| match it {
        RoleRef::Named(it) => path(it),
        RoleRef::Number(it) => literal(&it.node),
    };
    match setting {
        RoleSetting::Name(it) => format!("name {}", text(&it.node)),
        RoleSetting::Description(it) => format!("description {}", text(&it.node)),
        RoleSetting::Can(list) => format!("can {}", capabilities(list)),
        RoleSetting::Cannot(list) => format!("cannot {}", capabilities(list)),
        RoleSetting::Participants(it) => format!("participants {}", range(it)),
        RoleSetting::Active(it) => format!("active {}", range(it)),
        RoleSetting::MayMove { from, to } => {
            let to: Vec<String> = to.iter().map(role).collect();
            format!("may move {} -> {}", role(from), to.join(", "))
        }
    }
}

fn record(fields: &[Field]) -> String {
    let fields: Vec<String> = fields.iter().map(field).collect();
    if fields.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

fn field(field: &Field) -> String {
    let at: Vec<String> = field.at.iter().map(|it| at_step(&it.node)).collect();
    let at = if at.is_empty() { String::new() } else { format!(" at {}", at.join(" / ")) };
    format!("{}{at} : {}", word(&field.name), type_of(&field.ty))
}

fn at_step(step: &AtStep) -> String {
    match step {
        AtStep::Key(it) => literal(it),
        AtStep::Index(it) => format!("[{}]", literal(&it.node)),
        AtStep::Extension(it) => format!("extension {}", literal(&it.node)),
        AtStep::Subject(it) => format!("subject {}", literal(&it.node)),
        AtStep::Position(it) => format!("position {}", literal(&it.node)),
        AtStep::Holder(it) => format!("holder {}", literal(&it.node)),
    }
}

fn type_of(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Named(it) if it.segments[0].node == "null" => "null".to_owned(),
        TypeKind::Named(it) => path(it),
        TypeKind::Union(it) => {
            it.iter().map(|it| literal(&it.node)).collect::<Vec<_>>().join(" | ")
        }
        TypeKind::List(it) => format!("[{}]", type_of(it)),
        TypeKind::Record(it) => record(it),
        TypeKind::Tag(number, it) => format!("tag {} {}", literal(&number.node), type_of(it)),
        TypeKind::Embedded(it) => format!("embedded {}", type_of(it)),
        TypeKind::Error => "?".to_owned(),
    }
}

pub fn condition(condition: &Condition) -> String {
    let joined = |list: &[Condition], word: &str| {
        assert!(list.len() >= 2, "{list:?}");
        format!("({})", list.iter().map(self::condition).collect::<Vec<_>>().join(word))
    };
    match &condition.kind {
        ConditionKind::Any(list) => joined(list, " or "),
        ConditionKind::All(list) => joined(list, " and "),
        ConditionKind::Test(it) => test(it),
        ConditionKind::Error => "?".to_owned(),
    }
}

fn test(test: &Test) -> String {
    let relation = match &test.kind {
        TestKind::Holds => String::new(),
        TestKind::Compare { operator, value } => {
            let operator = match operator.node {
                Comparison::Equal => "==",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!(" {operator} {}", operand(value))
        }
        TestKind::InList(list, _) => format!(" in {}", operands(list)),
        TestKind::InRange(it) => format!(" in {}", range(it)),
        TestKind::InConstant(it) => format!(" in {}", path(it)),
        TestKind::Contains(it) => format!(" contains {}", operand(it)),
        TestKind::StartsWith(it) => format!(" starts with {}", operand(it)),
        TestKind::EndsWith(it) => format!(" ends with {}", operand(it)),
        TestKind::Under(it) => format!(" under {}", operand(it)),
        TestKind::Exists => " exists".to_owned(),
        TestKind::IsAbsent => " is absent".to_owned(),
        TestKind::IsNull => " is null".to_owned(),
    };
    let case = if test.ignoring_case.is_some() { " ignoring case" } else { "" };
    format!("{}{relation}{case}", claim(&test.claim))
}

fn claim(claim: &Claim) -> String {
    let steps = claim.steps.iter().map(|it| match &it.node {
        ClaimStep::Member(it) => format!(".{}", word(it)),
        ClaimStep::Index(it) => format!("[{}]", literal(&it.node)),
        ClaimStep::Slice(it) => format!("[{}]", range(it)),
        ClaimStep::Search(it) => format!("[{}]", condition(it)),
    });
    word(&claim.head) + &steps.collect::<String>()
}

fn range(range: &Range) -> String {
    let end = |it: &Option<_>| {
        it.as_ref().map(|it: &admit::source::Spanned<_>| literal(&it.node)).unwrap_or_default()
    };
    format!("{}..{}", end(&range.from), end(&range.to))
}

fn operand(it: &Operand) -> String {
    match it {
        Operand::Literal(it) => literal(&it.node),
        Operand::List(list, _) => operands(list),
        Operand::Named(it) => path(it),
    }
}

fn operands(list: &[Operand]) -> String {
    format!("[{}]", list.iter().map(operand).collect::<Vec<_>>().join(", "))
}

fn path(path: &Path) -> String {
    path.segments.iter().map(word).collect::<Vec<_>>().join(".")
}

fn word(name: &Name) -> String {
    let plain = name.node.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.node.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !admit::syntax::vocabulary::is_reserved(&name.node)
        && !admit::syntax::vocabulary::CONTEXTUAL_WORDS.contains(&name.node.as_str());
    if plain { name.node.clone() } else { format!("`{}`", name.node) }
}

fn text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            c if c.is_ascii_graphic() || c == ' ' => c.to_string(),
            c => format!("\\u{{{:X}}}", u32::from(c)),
        })
        .collect();
    format!("\"{escaped}\"")
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(it) => it.to_string(),
        Literal::Int(it) => it.to_string(),
        Literal::Float(it) => format!("{it:?}"),
        Literal::Text(it) => text(it),
        Literal::Bytes(it) => {
            format!("h'{}'", it.iter().map(|octet| format!("{octet:02x}")).collect::<String>())
        }
        Literal::Date(it) | Literal::Oid(it) => it.clone(),
    }
}
