// The grammar of policies for editors. `grammar/admit.pest` is the normative one; a test reads every
// policy of the repository with both and compares (tests/editors).

const ITEM_KEYWORDS = [
  "policy", "use", "type", "enum", "credential", "role", "let", "condition", "rule", "admit",
  "refuse", "pseudonyms", "disclose", "test",
];
const OTHER_KEYWORDS = ["and", "or", "not", "in", "is", "as", "where", "true", "false", "null"];
const KEYWORDS = [...ITEM_KEYWORDS, ...OTHER_KEYWORDS];

const DIGITS = "[0-9]+(_[0-9]+)*";

/** One or more, with commas between them. */
const listed = (rule) => seq(rule, repeat(seq(",", rule)));

/** The same, with a comma after the last one allowed; or nothing at all. */
const brackets = (open, rule, close) =>
  seq(open, optional(seq(listed(rule), optional(","))), close);

/** A name that is not among some reserved words, and a path that begins with one. */
const nameBut = ($, words) => choice(reserved(words, $.identifier), $.quoted_name);
const pathBut = ($, words) => seq(nameBut($, words), repeat(seq(".", $._name)));

/** Anything in braces, commas after each allowed. */
const block = (rule) => seq("{", repeat(seq(rule, optional(","))), "}");

module.exports = grammar({
  name: "policy",

  word: ($) => $.identifier,

  extras: ($) => [/[ \t\r\n]/, $.comment, $.doc_comment, $.file_doc],

  // Words that are no names without back quotes: everywhere, and where lines are told apart by
  // their first word.
  reserved: {
    global: (_) => KEYWORDS,
    policy_line: (_) => [...KEYWORDS, "wire", "component", "description", "allow", "warn", "deny"],
    role_line: (_) => [
      ...KEYWORDS, "name", "description", "can", "cannot", "participants", "active", "may",
    ],
    disclose_line: (_) => [...KEYWORDS, "require", "allow", "forbid"],
    test_line: (_) => [...KEYWORDS, "given", "expect"],
  },

  supertypes: ($) => [$._item, $._type, $._literal],

  rules: {
    source_file: ($) => repeat($._item),

    _item: ($) =>
      choice(
        $.policy_item,
        $.use_item,
        $.type_item,
        $.enum_item,
        $.credential_item,
        $.role_item,
        $.let_item,
        $.condition_item,
        $.rule_item,
        $.pseudonyms_item,
        $.disclose_item,
        $.test_item,
      ),

    // ── Items ──────────────────────────────────────────────────────────────────────────────────

    policy_item: ($) =>
      seq("policy", field("name", $.string), optional(field("settings", $.policy_settings))),
    policy_settings: ($) =>
      seq("{", repeat(choice($.wire, $.component, $.description, $.level)), "}"),
    wire: ($) =>
      seq("wire", field("profile", nameBut($, "policy_line")), optional(field("dialect", $.dialect))),
    dialect: (_) => /[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z_][A-Za-z0-9_]*)+/,
    component: ($) => seq("component", $.integer),
    description: ($) => seq("description", $.string),
    level: ($) =>
      seq(
        field("level", choice("allow", "warn", "deny")),
        choice("warnings", listed($.code)),
        field("reason", $.string),
      ),

    code: ($) => nameBut($, "policy_line"),

    use_item: ($) =>
      seq(
        "use",
        field("source", choice($.string, alias($.path, $.module))),
        optional(seq("as", field("alias", $._name))),
        optional($.used_names),
      ),
    used_names: ($) => brackets("{", $._name, "}"),

    type_item: ($) => seq("type", field("name", $._name), "=", field("type", $._type)),

    enum_item: ($) =>
      seq("enum", field("name", $._name), ":", field("base", $._name), block($.enum_member)),
    enum_member: ($) => seq(field("name", $._name), "=", field("value", $._literal)),

    credential_item: ($) =>
      seq(
        "credential",
        field("name", $._name),
        ":",
        field("format", alias($._name, $.format)),
        optional(
          choice(
            seq($.extends, optional($.credential_type)),
            seq($.credential_type, optional($.extends)),
          ),
        ),
        field("claims", $.record),
      ),
    extends: ($) => seq("extends", $.path),
    credential_type: ($) => seq("type", $.integer),

    role_item: ($) =>
      seq(
        "role",
        field("name", $._name),
        "=",
        field("index", $.integer),
        optional($.extends),
        optional($.role_settings),
      ),
    role_settings: ($) =>
      seq(
        "{",
        repeat(
          choice(
            $.role_name,
            $.description,
            $.can,
            $.cannot,
            $.participants,
            $.active,
            $.may_move,
          ),
        ),
        "}",
      ),
    role_name: ($) => seq("name", $.string),
    can: ($) => seq("can", listed($.capability)),
    cannot: ($) => seq("cannot", listed($.capability)),
    capability: ($) => choice($.integer, alias($._capability_path, $.path)),
    _capability_path: ($) => pathBut($, "role_line"),
    participants: ($) => seq("participants", $.range),
    active: ($) => seq("active", $.range),
    may_move: ($) =>
      seq("may", "move", field("from", $._moved_role), "->", listed(field("to", $._moved_role))),
    _moved_role: ($) => choice($.integer, alias($.path, $.role)),

    let_item: ($) => seq("let", field("name", $._name), "=", field("value", $._operand)),

    condition_item: ($) =>
      seq(
        "condition",
        field("name", $._name),
        "of",
        field("credential", $.path),
        "=",
        field("body", $._condition),
      ),

    rule_item: ($) =>
      seq(optional(seq("rule", field("name", $._name), ":")), choice($.admit, $.refuse)),
    admit: ($) =>
      seq(
        "admit",
        field("subject", $._subject),
        "as",
        field("role", alias($.path, $.role)),
        optional($.where),
      ),
    refuse: ($) => seq("refuse", field("subject", $._subject), optional($.where)),
    _subject: ($) => choice($.anyone, $.path),
    anyone: (_) => "anyone",
    where: ($) => seq("where", field("condition", $._condition)),

    pseudonyms_item: ($) => seq("pseudonyms", field("choice", $._name)),

    disclose_item: ($) =>
      seq("disclose", field("credential", $.path), "{", repeat($.disclose_clause), "}"),
    disclose_clause: ($) =>
      seq(field("duty", choice("require", "allow", "forbid")), listed($.claim)),
    claim: ($) => pathBut($, "disclose_line"),

    // ── Tests ──────────────────────────────────────────────────────────────────────────────────

    test_item: ($) =>
      seq("test", field("name", $.string), "{", repeat(choice($.given, $.expect, $.for_each)), "}"),
    given: ($) =>
      seq(
        "given",
        choice(
          seq(choice("file", "room", "user"), $.string),
          seq(field("credential", alias($._given_credential, $.path)), $.given_claims),
        ),
      ),
    // What `file` is, a text or a path, shows behind it.
    _given_credential: ($) =>
      seq(
        choice(nameBut($, "test_line"), alias(choice("file", "room", "user"), $.identifier)),
        repeat(seq(".", $._name)),
      ),
    given_claims: ($) => block($.given_field),
    given_field: ($) => seq(field("name", $._name), ":", field("value", $._given_value)),
    _given_value: ($) => choice($.given_list, $.given_claims, $._literal, $.path),
    given_list: ($) => brackets("[", $._given_value, "]"),
    expect: ($) =>
      seq(
        "expect",
        choice(
          "none",
          seq("refused", optional($.decided_by)),
          "forbidden",
          seq(field("role", alias($._expected_role, $.role)), optional($.decided_by)),
        ),
      ),
    _expected_role: ($) => pathBut($, "test_line"),
    decided_by: ($) => seq("by", field("rule", $._name)),
    for_each: ($) => seq("for", "each", "{", repeat($.test_case), "}"),
    test_case: ($) => seq($.given_claims, $.expect),

    // ── Types ──────────────────────────────────────────────────────────────────────────────────

    _type: ($) =>
      choice($.tagged_type, $.embedded_type, $.list_type, $.record, $.union, $.named_type),
    tagged_type: ($) => seq("tag", field("tag", $.integer), field("type", $._type)),
    embedded_type: ($) => seq("embedded", field("type", $._type)),
    list_type: ($) => seq("[", field("type", $._type), "]"),
    union: ($) => seq($._literal, repeat(seq("|", $._literal))),
    named_type: ($) => $.path,

    record: ($) => block($.field),
    field: ($) => seq(field("name", $._name), optional($.at), ":", field("type", $._type)),
    at: ($) => seq("at", $._at_step, repeat(seq("/", $._at_step))),
    _at_step: ($) =>
      choice(
        seq("[", $.integer, "]"),
        seq(choice("extension", "subject"), $.oid),
        seq("position", $.integer),
        seq("holder", $._literal),
        $._literal,
      ),

    // ── Conditions ─────────────────────────────────────────────────────────────────────────────

    _condition: ($) => choice($.any, $.all, $._basic),
    any: ($) => prec.left(1, seq($._condition, "or", $._condition)),
    all: ($) => prec.left(2, seq($._condition, "and", $._condition)),
    _basic: ($) => choice($.group, $.condition_test, $._negation),
    group: ($) => seq("(", $._condition, ")"),

    condition_test: ($) =>
      seq(field("claim", $.claim_path), optional($._relation), optional($.ignoring_case)),
    ignoring_case: (_) => seq("ignoring", "case"),

    claim_path: ($) => seq($._name, repeat(choice($.member, $.step))),
    member: ($) => seq(".", $._name),
    step: ($) => seq("[", choice($.range, $.integer, $._condition), "]"),

    _relation: ($) =>
      choice(
        seq(field("operator", choice("==", "<", "<=", ">", ">=")), field("value", $._operand)),
        seq("in", field("value", choice($.range, $.list, $.path))),
        seq("contains", field("value", $._operand)),
        seq("starts", "with", field("value", $._operand)),
        seq("ends", "with", field("value", $._operand)),
        seq("under", field("value", $._operand)),
        "exists",
        seq("is", choice("absent", $.null)),
      ),

    // There is none. Its word is reserved all the same, which only a word of some rule can be: what
    // would have to follow matches nothing.
    _negation: (_) => seq("not", /[^\s\S]/),

    // ── Values ─────────────────────────────────────────────────────────────────────────────────

    _operand: ($) => choice($.list, $._literal, $.path),
    list: ($) => brackets("[", $._operand, "]"),

    range: ($) =>
      prec.right(choice(seq($._range_end, "..", optional($._range_end)), seq("..", $._range_end))),
    _range_end: ($) => choice($.date, $.float, $.integer),

    _literal: ($) =>
      choice(
        $.null,
        $.true,
        $.false,
        $.string,
        $.bytes,
        $.date,
        $.oid,
        $.float,
        $.integer,
      ),
    null: (_) => "null",
    true: (_) => "true",
    false: (_) => "false",

    string: ($) =>
      seq('"', repeat(choice($.escape, alias(token.immediate(prec(1, /[^"\\\r\n]+/)), $.text))), token.immediate('"')),
    escape: (_) => token.immediate(/\\(u\{[^}"\r\n]*\}|[^\r\n])/),

    bytes: (_) => token(prec(2, /(h|b64)'[^'\r\n]*'/)),
    date: (_) =>
      token(
        /[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?/,
      ),
    oid: (_) => token(prec(1, /[0-9]+\.[0-9]+(\.[0-9]+)+/)),
    float: (_) =>
      token(new RegExp(`-?${DIGITS}(\\.${DIGITS}([eE][+-]?${DIGITS})?|[eE][+-]?${DIGITS})`)),
    integer: (_) => token(new RegExp(`-?(0x[0-9a-fA-F]+(_[0-9a-fA-F]+)*|${DIGITS})`)),

    // ── Names ──────────────────────────────────────────────────────────────────────────────────

    path: ($) => seq($._name, repeat(seq(".", $._name))),
    _name: ($) => choice($.identifier, $.quoted_name),
    identifier: (_) => /[A-Za-z_][A-Za-z0-9_]*/,
    quoted_name: (_) => /`[^`\r\n]+`/,

    // ── Comments ───────────────────────────────────────────────────────────────────────────────

    comment: (_) => /\/\/(([^\/!\n]|\/\/)[^\n]*)?/,
    doc_comment: (_) => /\/\/\/([^\/\n][^\n]*)?/,
    file_doc: (_) => /\/\/![^\n]*/,
  },
});
