" Highlighting for the room policy language. A test compares the words with src/syntax/vocabulary.rs
" and with the types that the checker knows.
if exists('b:current_syntax')
  finish
endif

syntax keyword policyItem policy use type enum credential role let condition rule admit refuse pseudonyms disclose test
syntax keyword policyOperator and or not in is as where
syntax keyword policyValue true false null
syntax match policyWord /\<\%(at\|extension\|subject\|position\|holder\|tag\|embedded\|of\|require\|allow\|forbid\|file\|room\|user\|refused\|forbidden\|by\|each\|extends\|warnings\|move\|wire\|component\|description\|warn\|deny\|absent\|exists\|contains\|starts\|ends\|with\|under\|ignoring\|case\|name\|can\|cannot\|participants\|active\|may\|anyone\|it\|given\|expect\|for\)\>/
syntax match policyType /\<\%(bool\|int\|float\|number\|date\|date_text\|bytes\|string\|domain\|uri\|https_uri\|mimi_uri\|email\|any\)\>/
syntax match policyFormat /\<\%(jwt\|sd_jwt\|cwt\|sd_cwt\|vc\|x509\)\>/
syntax match policySetting /\<\%(exact\|pointer\|matcher\|path-id\|required\|optional\)\>/
syntax match policyRole /\<\%(none\|banned\)\>/
syntax match policyCapability /\<\%(add_participant\|remove_participant\|add_own_client\|remove_own_client\|open_join\|join_if_preauthorized\|remove_self\|create_join_code\|delete_join_code\|use_join_code\|ban\|unban\|kick\|knock\|accept_knock\|change_user_role\|change_own_role\|create_subgroup\|send_message\|receive_message\|copy_message\|report_abuse\|reply_to_message\|react_to_message\|edit_reaction\|delete_own_reaction\|delete_other_reaction\|edit_own_message\|delete_own_message\|delete_other_message\|start_topic\|reply_in_topic\|edit_own_topic\|edit_other_topic\|send_direct_message\|target_message\|upload_image\|upload_audio\|upload_video\|upload_attachment\|download_image\|download_audio\|download_video\|download_attachment\|send_link\|send_link_preview\|follow_link\|copy_link\|change_room_name\|change_room_description\|change_room_avatar\|change_room_subject\|change_room_mood\|change_own_name\|change_own_presence\|change_own_mood\|change_own_avatar\|start_call\|join_call\|send_audio\|receive_audio\|send_video\|receive_video\|share_screen\|view_shared_screen\|create_room\|destroy_room\|change_room_membership_style\|change_role_definitions\|change_preauthorized_user_list\|change_other_policy_attribute\|change_mls_operational_policies\|send_mls_reinit_proposal\|send_mls_update_proposal\|send_mls_psk_proposal\|send_mls_external_proposal\|send_mls_external_commit\)\>/

" A claim in back quotes is a name, whatever the word.
syntax match policyName /`[^`]*`/
" Of several matches the last one here counts; keywords come before all matches.
" A name before a colon is a claim, and behind a dot a part or a claim, whatever the word.
syntax match policyMember /\<\h\w*\>\ze\s*:/
syntax match policyMember /\<\h\w*\>\ze\s\+at\s\+[^: \t]/
syntax match policyMember /\%(\.\@1<!\.\)\@2<=\h\w*/
syntax match policyPart /\%(\.\@1<!\.\)\@2<=\<\%(host\|user\|path\|user_id\|device_id\|handle\|room_id\|length\)\>/
syntax match policyNumber /-\?\<\d[0-9_]*\%(\.\d[0-9_]*\)\?\%([eE][-+]\?\d\+\)\?\>\|-\?\<0x[0-9A-Fa-f_]\+\>/
syntax match policyDate /\<\d\{4}-\d\d-\d\d\%([Tt][0-9:.]\+\%([Zz]\|[-+]\d\d:\d\d\)\?\)\?/
syntax match policyOid /\<\d\+\(\.\d\+\)\{2,}\>/
syntax match policyEscape /\\\(["\\/bfnrt]\|u{\x\+}\|u\x\{4}\)/ contained
syntax region policyString start=/"/ skip=/\\./ end=/"\|$/ contains=policyEscape
syntax match policyBytes /\<\(h\|b64\)'[^']*'/

syntax match policySign /==\|<=\|>=\|->\|\.\.\|[<>=|]/
syntax keyword policyTodo TODO FIXME XXX contained
syntax match policyComment +//.*$+ contains=policyTodo,@Spell
syntax match policyDoc +//[/!].*$+ contains=policyTodo,@Spell

highlight default link policyItem Statement
highlight default link policyOperator Operator
highlight default link policyValue Boolean
highlight default link policyWord Keyword
highlight default link policyType Type
highlight default link policyFormat Type
highlight default link policySetting Constant
highlight default link policyRole Constant
highlight default link policyCapability Function
highlight default link policyMember Identifier
highlight default link policyPart Special
highlight default link policySign Operator
highlight default link policyName Identifier
highlight default link policyNumber Number
highlight default link policyDate Number
highlight default link policyOid Number
highlight default link policyEscape SpecialChar
highlight default link policyString String
highlight default link policyBytes String
highlight default link policyComment Comment
highlight default link policyDoc SpecialComment
highlight default link policyTodo Todo

let b:current_syntax = 'policy'
