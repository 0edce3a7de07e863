" Files of the room policy language. Other programs use `.policy` for XML, which begins with `<`.
autocmd BufNewFile,BufRead *.policy if getline(nextnonblank(1)) !~# '^\%uFEFF\?\s*<' | setfiletype policy | endif
