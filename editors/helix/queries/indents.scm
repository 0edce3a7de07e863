[
  (policy_settings)
  (used_names)
  (enum_item)
  (condition_item)
  (rule_item)
  (record)
  (role_settings)
  (disclose_item)
  (test_item)
  (for_each)
  (given_claims)
  (list)
  (given_list)
  (list_type)
  (group)
  (step)
] @indent

[
  "}"
  "]"
  ")"
] @outdent
