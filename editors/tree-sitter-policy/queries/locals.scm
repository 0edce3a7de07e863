; Names of items hold in the whole file, before and behind the item.

(source_file) @local.scope

(use_item alias: (_) @local.definition.import)

(used_names [(identifier) (quoted_name)] @local.definition.import)

(type_item name: (_) @local.definition.type)

(enum_item name: (_) @local.definition.type)

(credential_item name: (_) @local.definition.type)

(role_item name: (_) @local.definition.constant)

(let_item name: (_) @local.definition.constant)

(condition_item name: (_) @local.definition.function)

(rule_item name: (_) @local.definition)

; The first name of a path is the file's; what follows belongs to it.

(path . [(identifier) (quoted_name)] @local.reference)

(role . [(identifier) (quoted_name)] @local.reference)

(decided_by rule: (_) @local.reference)

; A claim alone may be a condition.
(condition_test . claim: (claim_path . [(identifier) (quoted_name)] @local.reference .) .)
