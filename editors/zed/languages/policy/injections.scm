; Marks such as TODO, where the editor knows them.
((comment) @injection.content
  (#set! injection.language "comment"))
