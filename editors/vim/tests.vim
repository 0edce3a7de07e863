" Run in Vim and Neovim: `vim -Nu NONE -es -S tests.vim`; ends with 1 and says what is wrong, else
" with 0. The first argument is the program.
let s:here = expand('<sfile>:p:h')
execute 'set runtimepath^=' . fnameescape(s:here)
let g:markdown_fenced_languages = ['policy']
let g:admit_program = $ADMIT
set hidden
filetype plugin indent on
syntax on

let s:folder = tempname()
call mkdir(s:folder)

function! s:open(name, lines) abort
  call writefile(a:lines, s:folder . '/' . a:name)
  execute 'edit! ' . fnameescape(s:folder . '/' . a:name)
endfunction

" The group of the first character of a pattern.
function! s:group(pattern) abort
  call cursor(1, 1)
  let found = searchpos(a:pattern, 'cW')
  if found == [0, 0]
    return 'nothing matches ' . a:pattern
  endif
  return synIDattr(synID(found[0], found[1], 1), 'name')
endfunction

function! s:is(expected, pattern) abort
  call assert_equal(a:expected, s:group(a:pattern), a:pattern)
endfunction

function! s:Syntax() abort
  call s:open('a.policy', ['/// Words.', 'credential Badge: jwt {', '    iss : https_uri // why',
        \ '    name at 5 : string', '    `role` : "a\n" | "b"', '}',
        \ 'role member = 2 { can ban  participants 1..5 }',
        \ 'rule hr: admit Badge as member where iss.host == "a" and n in [-1, 2.5e3, 2.5.4.3, 2026-01-31]',
        \ 'rule no: refuse Badge where a.length < 3 and b == h''00'' and c is null', 'pseudonyms optional'])
  call assert_equal('policy', &filetype)
  call s:is('policyDoc', 'Words')
  call s:is('policyItem', '^credential')
  call s:is('policyFormat', 'jwt')
  call s:is('policyMember', 'iss :')
  call s:is('policyType', 'https_uri')
  call s:is('policyComment', 'why')
  call s:is('policyWord', 'at 5')
  call s:is('policyMember', 'name at 5 :\@=')
  call s:is('policyName', '`role`')
  call s:is('policyString', '"a')
  call s:is('policyEscape', '\\n')
  call s:is('policyCapability', '\<ban\>')
  call s:is('policyWord', 'participants')
  call s:is('policyOperator', '\<where\>')
  call s:is('policyPart', '\.\zshost')
  call s:is('policyPart', 'length')
  call s:is('policySign', '==')
  call s:is('policyNumber', '-1')
  call s:is('policyNumber', '2\.5e3')
  call s:is('policyOid', '2\.5\.4\.3')
  call s:is('policyDate', '2026')
  call s:is('policyBytes', 'h''')
  call s:is('policyValue', 'null')
  call s:is('policySetting', 'optional')
endfunction

function! s:Foreign() abort
  call s:open('b.policy', ['', '<?xml version="1.0"?>', '<policy/>'])
  call assert_notequal('policy', &filetype)
endfunction

function! s:Fence() abort
  call s:open('c.md', ['# A', '', '```policy', 'rule a: admit anyone as none', '```'])
  call s:is('policyItem', '^rule')
  call s:is('policyWord', 'anyone')
endfunction

function! s:Indent() abort
  let right = ['credential Badge: jwt {', '    nodes : [{', '        a : int', '    }]', '    b : "{"', '}',
        \ 'rule hr: admit Badge as member', '         where b == "x"', 'test "t" {',
        \ '    given Badge { b: "x" }', '    for each {', '        { b: "x" } expect none', '    }', '}']
  call s:open('d.policy', map(copy(right), 'substitute(v:val, "^\\s*", "", "")'))
  silent normal! gg=G
  call assert_equal(right, getline(1, '$'))
endfunction

function! s:Make() abort
  call s:open('e.policy', ['policy "a"', 'let b = c', 'role x = 2 {', '    can bann', '}'])
  silent make!
  let found = filter(getqflist(), 'v:val.valid')
  call assert_equal([[2, 9, 'E', 201], [4, 9, 'E']],
        \ [[found[0].lnum, found[0].col, toupper(found[0].type), found[0].nr],
        \  [found[1].lnum, found[1].col, toupper(found[1].type)]])
  call assert_match('no constant\|there is no', found[0].text)
  call assert_equal('e.policy', fnamemodify(bufname(found[0].bufnr), ':t'))
endfunction

for s:test in ['Syntax', 'Foreign', 'Fence', 'Indent', 'Make']
  try
    call call('s:' . s:test, [])
  catch
    call add(v:errors, s:test . ': ' . v:exception . ' ' . v:throwpoint)
  endtry
endfor
call delete(s:folder, 'rf')
call writefile(empty(v:errors) ? ['5 tests of Vim: ok'] : v:errors, '/dev/stderr', 'a')
execute empty(v:errors) ? 'qall!' : 'cquit!'
