; Each token has one capture, so the order of the patterns does not matter.

; Comments

(comment) @comment

[
  (doc_comment)
  (file_doc)
] @comment.doc

; Literals

(string) @string

(escape) @string.escape

(bytes) @string.special

[
  (integer)
  (date)
  (oid)
] @number

(float) @number.float

[
  (true)
  (false)
] @boolean

(null) @constant.builtin

; Keywords

"use" @keyword.import

[
  "policy"
  "type"
  "enum"
  "credential"
  "role"
  "let"
  "condition"
  "rule"
  "admit"
  "refuse"
  "pseudonyms"
  "disclose"
  "test"
  "as"
  "where"
  "of"
  "extends"
  "wire"
  "component"
  "description"
  "allow"
  "warn"
  "deny"
  "warnings"
  "name"
  "can"
  "cannot"
  "participants"
  "active"
  "may"
  "move"
  "require"
  "forbid"
  "given"
  "file"
  "room"
  "user"
  "expect"
  "by"
  "for"
  "each"
  "at"
  "extension"
  "subject"
  "position"
  "holder"
  "tag"
  "embedded"
] @keyword

[
  "and"
  "or"
  "not"
  "in"
  "is"
  "contains"
  "starts"
  "ends"
  "with"
  "under"
  "exists"
  "absent"
  "ignoring"
  "case"
] @keyword.operator

[
  "none"
  "refused"
  "forbidden"
  (anyone)
] @constant.builtin

; Signs

[
  "="
  "=="
  "<"
  "<="
  ">"
  ">="
  "|"
  "/"
  ".."
  "->"
] @operator

[
  "{"
  "}"
  "["
  "]"
  "("
  ")"
] @punctuation.bracket

[
  ","
  ":"
  "."
] @punctuation.delimiter

; Modules: what stands before a dot, and what is used

(module [(identifier) (quoted_name)] @namespace)

(use_item alias: [(identifier) (quoted_name)] @namespace)

(path [(identifier) (quoted_name)] @namespace ".")

(role [(identifier) (quoted_name)] @namespace ".")

; Types

(type_item name: [(identifier) (quoted_name)] @type.definition)

(enum_item name: [(identifier) (quoted_name)] @type.definition)

(credential_item name: [(identifier) (quoted_name)] @type.definition)

(enum_item base: [(identifier) (quoted_name)] @type.builtin)

(format [(identifier) (quoted_name)] @type.builtin)

((named_type (path . (identifier) @type.builtin .))
  (#any-of? @type.builtin
    "bool" "int" "float" "number" "date" "date_text" "bytes" "string" "domain" "uri" "https_uri"
    "mimi_uri" "email" "any"))

((named_type (path [(identifier) (quoted_name)] @type .))
  (#not-any-of? @type
    "bool" "int" "float" "number" "date" "date_text" "bytes" "string" "domain" "uri" "https_uri"
    "mimi_uri" "email" "any"))

(credential_item (extends (path [(identifier) (quoted_name)] @type .)))

(condition_item credential: (path [(identifier) (quoted_name)] @type .))

(admit subject: (path [(identifier) (quoted_name)] @type .))

(refuse subject: (path [(identifier) (quoted_name)] @type .))

(disclose_item credential: (path [(identifier) (quoted_name)] @type .))

(given credential: (path [(identifier) (quoted_name)] @type .))

; Rules and conditions

(rule_item name: [(identifier) (quoted_name)] @label)

(decided_by rule: [(identifier) (quoted_name)] @label)

(condition_item name: [(identifier) (quoted_name)] @function)

; Claims

(field name: [(identifier) (quoted_name)] @property)

(given_field name: [(identifier) (quoted_name)] @property)

(claim [(identifier) (quoted_name)] @property)

(claim_path [(identifier) (quoted_name)] @property)

(member [(identifier) (quoted_name)] @property)

; Constants: roles, capabilities, members of enums, values with a name

(role_item name: [(identifier) (quoted_name)] @constant)

(role_item (extends (path [(identifier) (quoted_name)] @constant .)))

(role [(identifier) (quoted_name)] @constant .)

(capability (path [(identifier) (quoted_name)] @constant .))

(enum_member name: [(identifier) (quoted_name)] @constant)

(let_item name: [(identifier) (quoted_name)] @constant)

(let_item value: (path [(identifier) (quoted_name)] @constant .))

(list (path [(identifier) (quoted_name)] @constant .))

(condition_test value: (path [(identifier) (quoted_name)] @constant .))

(given_field value: (path [(identifier) (quoted_name)] @constant .))

(given_list (path [(identifier) (quoted_name)] @constant .))

(code [(identifier) (quoted_name)] @constant)

(wire profile: [(identifier) (quoted_name)] @constant.builtin)

(dialect) @constant.builtin

(pseudonyms_item choice: [(identifier) (quoted_name)] @constant.builtin)

(used_names [(identifier) (quoted_name)] @variable)
