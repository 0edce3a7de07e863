; A rule, a condition and a test are functions; what declares is a class; a claim is a parameter.

(rule_item) @function.outer

(where condition: (_) @function.inner)

(condition_item body: (_) @function.inner) @function.outer

(test_item) @function.outer

[
  (policy_item)
  (type_item)
  (enum_item)
  (credential_item)
  (role_item)
  (disclose_item)
] @class.outer

(policy_item settings: (_) @class.inner)

(type_item type: (_) @class.inner)

(credential_item claims: (_) @class.inner)

(role_item (role_settings) @class.inner)

(field type: (_) @parameter.inner) @parameter.outer

(given_field value: (_) @parameter.inner) @parameter.outer

(enum_member value: (_) @parameter.inner) @parameter.outer

(list [(string) (bytes) (integer) (float) (date) (oid) (path) (list)] @parameter.inner)

(condition_test) @statement.outer

[
  (comment)
  (doc_comment)
  (file_doc)
]+ @comment.outer
