-- Neovim's own client with `admit lsp`: diagnostics, hover, completion, rename, format.
-- `nvim --headless -u NONE -i NONE -l` is newer than the oldest version that is tested, so:
-- `nvim --headless -u NONE -i NONE -c 'luafile editors/tests/neovim.lua'`, with ADMIT naming the program.

local program = os.getenv('ADMIT') or 'admit'

local function say(text)
  io.stderr:write(text .. '\n')
end

-- Functions of a client are its methods from 0.11 on.
local function call(client, name, ...)
  if vim.fn.has('nvim-0.11') == 1 then return client[name](client, ...) end
  return client[name](...)
end

local function ask(client, method, params)
  local answer, why = call(client, 'request_sync', method, params, 10000, vim.api.nvim_get_current_buf())
  assert(answer and not answer.err, method .. ': ' .. vim.inspect(why or answer and answer.err))
  return answer.result
end

local function position(pattern, further)
  local found = vim.fn.searchpos(pattern, 'cnw')
  assert(found[1] > 0, 'nothing matches ' .. pattern)
  return { line = found[1] - 1, character = found[2] - 1 + (further or 0) }
end

local function start(text)
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder, 'p')
  local file = folder .. '/a.policy'
  vim.fn.writefile(vim.split(text, '\n'), file)
  vim.cmd('edit! ' .. file)
  vim.bo.filetype = 'policy'
  local server = { name = 'admit', cmd = { program, 'lsp' }, root_dir = folder }
  local id = (vim.lsp.start or vim.lsp.start_client)(server)
  assert(id, 'the server does not start')
  vim.lsp.buf_attach_client(0, id)
  local client = vim.lsp.get_client_by_id(id)
  assert(vim.wait(10000, function() return client.initialized end, 20), 'the server is silent')
  return client, { uri = vim.uri_from_bufnr(0) }
end

local function run()
  local client, document = start([[
policy "ä"
credential Badge: jwt { iss : https_uri  department : string }
role member = 2 { can join_if_preauthorized }
rule hr: admit Badge as membr where iss.host == "ä.example" and department == "HR"]])

  -- A diagnostic, where the mistake is, with its code.
  local found
  assert(vim.wait(10000, function()
    found = vim.diagnostic.get(0)
    return #found > 0
  end, 20), 'there is no diagnostic')
  assert(found[1].message:match('membr'), vim.inspect(found))
  assert(found[1].lnum == 3 and found[1].col == 24, vim.inspect(found[1]))
  assert(found[1].code == 'E0201', vim.inspect(found[1]))

  local hover = ask(client, 'textDocument/hover',
    { textDocument = document, position = position('department ==') })
  assert(hover.contents.value:match('string'), vim.inspect(hover))

  local completion = ask(client, 'textDocument/completion',
    { textDocument = document, position = position('membr', 3) })
  local labels = {}
  for _, item in ipairs(completion.items or completion) do labels[item.label] = true end
  assert(labels.member, vim.inspect(labels))

  local actions = ask(client, 'textDocument/codeAction', {
    textDocument = document,
    range = { start = position('membr'), ['end'] = position('membr', 5) },
    context = { diagnostics = {} },
  })
  assert(#actions > 0, 'there is no quick fix')
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
  assert(vim.fn.getline(4):match('as member where'), vim.fn.getline(4))
  assert(vim.wait(10000, function()
    for _, one in ipairs(vim.diagnostic.get(0)) do
      if one.severity == vim.diagnostic.severity.ERROR then return false end
    end
    return true
  end, 20), 'the mistake is still said: ' .. vim.inspect(vim.diagnostic.get(0)))

  local edit = ask(client, 'textDocument/rename',
    { textDocument = document, position = position('member', 2), newName = 'guest' })
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  local text = table.concat(vim.fn.getline(1, '$'), '\n')
  assert(text:match('role guest') and text:match('as guest') and not text:match('member'), text)

  vim.lsp.util.apply_text_edits(
    ask(client, 'textDocument/formatting',
      { textDocument = document, options = { tabSize = 4, insertSpaces = true } }),
    vim.api.nvim_get_current_buf(), client.offset_encoding)
  text = table.concat(vim.fn.getline(1, '$'), '\n')
  assert(text:match('credential Badge: jwt {\n    iss        : https_uri\n'), text)
  call(client, 'stop')
end

local ok, why = pcall(run)
say(ok and 'Neovim with admit lsp: ok' or tostring(why))
vim.cmd(ok and 'qall!' or 'cquit!')
