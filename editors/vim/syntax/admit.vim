" Highlighting for the room policy language. A test compares the words with src/syntax/vocabulary.rs
" and with the types that the checker knows.
if exists('b:current_syntax')
  finish
endif

syntax keyword admitItem policy use type enum credential role let condition rule admit refuse pseudonyms disclose test
syntax keyword admitOperator and or not in is as where
syntax keyword admitValue true false null
syntax keyword admitWord of extends anyone wire component description name can cannot participants active may move at extension subject position tag embedded absent exists contains starts ends with under ignoring case it allow warn deny warnings holder require forbid given file room user expect refused forbidden by for each
syntax keyword admitType bool int float number date date_text bytes string domain uri https_uri mimi_uri email any
syntax keyword admitFormat jwt sd_jwt cwt sd_cwt vc x509

" A claim in back quotes is a name, whatever the word.
syntax match admitName /`[^`]*`/
syntax match admitNumber /\<-\?\d[0-9_]*\(\.\d\+\)\?\([eE][-+]\?\d\+\)\?\>\|\<0x[0-9A-Fa-f_]\+\>/
syntax match admitDate /\<\d\{4}-\d\d-\d\d\(T[0-9:.]\+\(Z\|[-+]\d\d:\d\d\)\?\)\?/
syntax match admitOid /\<\d\+\(\.\d\+\)\{2,}\>/
syntax match admitEscape /\\\(["\\/bfnrt]\|u{\x\+}\|u\x\{4}\)/ contained
syntax region admitString start=/"/ skip=/\\./ end=/"\|$/ contains=admitEscape
syntax match admitBytes /\<\(h\|b64\)'[^']*'/

syntax keyword admitTodo TODO FIXME XXX contained
syntax match admitComment +//.*$+ contains=admitTodo,@Spell
syntax match admitDoc +//[/!].*$+ contains=admitTodo,@Spell

highlight default link admitItem Statement
highlight default link admitOperator Operator
highlight default link admitValue Boolean
highlight default link admitWord Keyword
highlight default link admitType Type
highlight default link admitFormat Type
highlight default link admitName Identifier
highlight default link admitNumber Number
highlight default link admitDate Number
highlight default link admitOid Number
highlight default link admitEscape SpecialChar
highlight default link admitString String
highlight default link admitBytes String
highlight default link admitComment Comment
highlight default link admitDoc SpecialComment
highlight default link admitTodo Todo

let b:current_syntax = 'admit'
