[
  (string)
  (quoted_name)
] @string

[
  (comment)
  (doc_comment)
  (file_doc)
] @comment.inclusive
