(rule_item) @function.around

(where condition: (_) @function.inside)

(condition_item body: (_) @function.inside) @function.around

(test_item) @test.around

[
  (policy_item)
  (type_item)
  (enum_item)
  (credential_item)
  (role_item)
  (disclose_item)
] @class.around

(policy_item settings: (_) @class.inside)

(type_item type: (_) @class.inside)

(credential_item claims: (_) @class.inside)

(role_item (role_settings) @class.inside)

(field type: (_) @entry.inside) @entry.around

(given_field value: (_) @entry.inside) @entry.around

(enum_member value: (_) @entry.inside) @entry.around

(list [(string) (bytes) (integer) (float) (date) (oid) (path) (list)] @parameter.inside)

[
  (comment)
  (doc_comment)
  (file_doc)
]+ @comment.around
