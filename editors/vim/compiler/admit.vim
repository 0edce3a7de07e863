" `:make` checks the file and fills the quickfix list.
if exists('current_compiler')
  finish
endif
let current_compiler = 'admit'

let s:program = get(g:, 'admit_program', 'admit')
execute 'CompilerSet makeprg=' . escape(s:program . ' check --format short %:S', ' \|"')
CompilerSet errorformat=%f:%l:%c:\ %trror[E%n]:\ %m,%f:%l:%c:\ %tarning[W%n]:\ %m,%-G%.%#
