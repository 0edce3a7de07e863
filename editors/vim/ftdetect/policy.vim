" Files of the room policy language. Other programs use `.policy` for XML, which begins with `<`.
autocmd BufNewFile,BufRead *.policy if getline(1) !~# '^\s*<' | setfiletype admit | endif
