" Indentation for the room policy language: by brackets; a rule's `where` stands beneath `admit`.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=PolicyIndent(v:lnum)
setlocal indentkeys=0{,0},0],0),o,O,!^F,=where
setlocal nosmartindent
let b:undo_indent = 'setlocal indentexpr< indentkeys< smartindent<'

if exists('*PolicyIndent')
  finish
endif

" A line without its texts, quoted names and comments.
function! s:bare(number) abort
  let line = substitute(getline(a:number), '"\%([^"\\]\|\\.\)*"\|`[^`]*`', '', 'g')
  return substitute(line, '//.*$', '', '')
endfunction

function! PolicyIndent(number) abort
  let before = prevnonblank(a:number - 1)
  if before == 0
    return 0
  endif
  let bare = s:bare(before)
  if getline(a:number) =~# '^\s*where\>' && bare =~# '\<admit\>\|\<refuse\>'
    return match(getline(before), '\<\%(admit\|refuse\)\>')
  endif
  " Behind a `where` of its own, the next line stands where the rule does.
  if bare =~# '^\s*where\>' && getline(a:number) !~# '^\s*[)}\]]'
    return 0
  endif
  let opened = len(substitute(bare, '[^{\[(]', '', 'g'))
  " What a line begins with by closing was counted by the line itself.
  let closed = len(substitute(substitute(bare, '^\s*[)}\]]\+', '', ''), '[^}\])]', '', 'g'))
  let depth = opened > closed ? 1 : (opened < closed ? -1 : 0)
  if getline(a:number) =~# '^\s*[)}\]]'
    let depth -= 1
  endif
  return max([0, indent(before) + depth * shiftwidth()])
endfunction
