# Room policies. A test compares the words with `admit dev vocabulary`.

declare-option -docstring "the program admit: a name that is on the PATH, or a path" \
    str policy_program admit

# Other programs use the extension for XML, which begins with `<`.
hook global BufCreate .*\.policy %{
    evaluate-commands -draft %{
        try %{
            execute-keys '%s\A\s*<lt><ret>'
            set-option buffer filetype xml
        } catch %{
            set-option buffer filetype policy
        }
    }
}

hook global WinSetOption filetype=policy %{
    require-module policy
    set-option window indentwidth 4
    set-option window comment_line '//'
    set-option window makecmd "%opt{policy_program} check --format short '%val{buffile}'"
    set-option window formatcmd "%opt{policy_program} fmt -"
    hook window InsertChar \n -group policy-indent policy-indent-on-new-line
    hook -once -always window WinSetOption filetype=.* %{ remove-hooks window policy-.+ }
}

hook -group policy-highlight global WinSetOption filetype=policy %{
    require-module policy
    add-highlighter window/policy ref policy
    hook -once -always window WinSetOption filetype=.* %{ remove-highlighter window/policy }
}

provide-module policy %§

add-highlighter shared/policy regions
add-highlighter shared/policy/code default-region group
add-highlighter shared/policy/doc region '//[/!]' $ fill documentation
add-highlighter shared/policy/comment region // $ fill comment
add-highlighter shared/policy/text region '"' (?<!\\)(\\\\)*("|$) group
add-highlighter shared/policy/text/ fill string
add-highlighter shared/policy/text/ regex '\\(["\\/bfnrt]|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})' 0:value
add-highlighter shared/policy/name region '`' '`|$' fill variable
add-highlighter shared/policy/bytes region "\b(h|b64)'" "'|$" fill string

add-highlighter shared/policy/code/words regex '\b(at|extension|subject|position|holder|tag|embedded|of|require|allow|forbid|file|room|user|refused|forbidden|by|each|extends|warnings|move|wire|component|description|warn|deny|absent|exists|contains|starts|ends|with|under|ignoring|case|name|can|cannot|participants|active|may|anyone|it|given|expect|for)\b' 0:keyword
add-highlighter shared/policy/code/types regex '\b(string|int|bool|float|number|date|date_text|bytes|domain|uri|https_uri|mimi_uri|email|any)\b' 0:type
add-highlighter shared/policy/code/formats regex '\b(jwt|sd_jwt|cwt|sd_cwt|vc|x509)\b' 0:type
add-highlighter shared/policy/code/settings regex '\b(exact|pointer|matcher|path-id|required|optional)\b' 0:attribute
add-highlighter shared/policy/code/roles regex '\b(none|banned)\b' 0:attribute
add-highlighter shared/policy/code/capabilities regex '\b(add_participant|remove_participant|add_own_client|remove_own_client|open_join|join_if_preauthorized|remove_self|create_join_code|delete_join_code|use_join_code|ban|unban|kick|knock|accept_knock|change_user_role|change_own_role|create_subgroup|send_message|receive_message|copy_message|report_abuse|reply_to_message|react_to_message|edit_reaction|delete_own_reaction|delete_other_reaction|edit_own_message|delete_own_message|delete_other_message|start_topic|reply_in_topic|edit_own_topic|edit_other_topic|send_direct_message|target_message|upload_image|upload_audio|upload_video|upload_attachment|download_image|download_audio|download_video|download_attachment|send_link|send_link_preview|follow_link|copy_link|change_room_name|change_room_description|change_room_avatar|change_room_subject|change_room_mood|change_own_name|change_own_presence|change_own_mood|change_own_avatar|start_call|join_call|send_audio|receive_audio|send_video|receive_video|share_screen|view_shared_screen|create_room|destroy_room|change_room_membership_style|change_role_definitions|change_preauthorized_user_list|change_other_policy_attribute|change_mls_operational_policies|send_mls_reinit_proposal|send_mls_update_proposal|send_mls_psk_proposal|send_mls_external_proposal|send_mls_external_commit)\b' 0:builtin
add-highlighter shared/policy/code/member regex '\b([A-Za-z_]\w*)\h*:' 1:variable
add-highlighter shared/policy/code/keyed regex '\b([A-Za-z_]\w*)\h+at\h+[^:\s]' 1:variable
add-highlighter shared/policy/code/behind regex '(?<!\.)\.([A-Za-z_]\w*)' 1:variable
add-highlighter shared/policy/code/parts regex '(?<!\.)\.(length|host|user|path|user_id|device_id|handle|room_id)\b' 1:meta
add-highlighter shared/policy/code/items regex '\b(policy|use|type|enum|credential|role|let|condition|rule|admit|refuse|pseudonyms|disclose|test)\b' 0:keyword
add-highlighter shared/policy/code/operators regex '\b(and|or|not|in|is|as|where)\b' 0:operator
add-highlighter shared/policy/code/values regex '\b(true|false|null)\b' 0:value
add-highlighter shared/policy/code/numbers regex '-?\b(0x[0-9A-Fa-f_]+|\d[\d_]*(\.\d+)*([eE][+-]?\d+)?)\b' 0:value
add-highlighter shared/policy/code/dates regex '\b\d{4}-\d\d-\d\d([Tt][\d:.]+([Zz]|[+-]\d\d:\d\d)?)?' 0:value
add-highlighter shared/policy/code/signs regex '==|<=|>=|->|\.\.|[<>=|]' 0:operator

define-command -hidden policy-indent-on-new-line %{
    evaluate-commands -draft -itersel %{
        # As the line before, one step more behind an open bracket.
        try %{ execute-keys -draft <semicolon> K <a-&> }
        try %{ execute-keys -draft k x <a-k> [\x7b\x5b(]\h*$ <ret> j <a-gt> }
        # Documentation goes on.
        try %{ execute-keys -draft k x s ^\h*\K//[/!]\h* <ret> y gh j P }
    }
}

§
