(policy_item "policy" @context name: (_) @name) @item

(type_item "type" @context name: (_) @name) @item

(enum_item "enum" @context name: (_) @name) @item

(credential_item "credential" @context name: (_) @name) @item

(role_item "role" @context name: (_) @name) @item

(let_item "let" @context name: (_) @name) @item

(condition_item "condition" @context name: (_) @name) @item

(rule_item "rule" @context name: (_) @name) @item

(disclose_item "disclose" @context credential: (_) @name) @item

(test_item "test" @context name: (_) @name) @item
