[
  (policy_settings)
  (used_names)
  (enum_item)
  (record)
  (role_settings)
  (disclose_item)
  (test_item)
  (for_each)
  (given_claims)
  (list)
  (given_list)
  (where)
] @fold

(comment)+ @fold

(doc_comment)+ @fold

(file_doc)+ @fold
