-- Opens a file in Neovim with the server attached, and prints one JSON line a step: {step, ok, detail}.
local function step(name, action)
  local ok, detail = pcall(action)
  io.stdout:write(vim.json.encode({ step = name, ok = ok, detail = tostring(detail) }) .. "\n")
end
local file, command = os.getenv("SAMPLE_FILE"), vim.split(os.getenv("SERVER_COMMAND"), " ")

vim.lsp.config("flask-ls", { cmd = command, filetypes = { "python" }, root_dir = vim.fs.dirname(file) })
vim.lsp.enable("flask-ls")
vim.cmd.edit(file)
vim.bo.filetype = "python"
local buffer = vim.api.nvim_get_current_buf()

local function request(method, line, character)
  local parameters = { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = { line = line, character = character } }
  for _, answer in pairs(assert(vim.lsp.buf_request_sync(buffer, method, parameters, 10000))) do
    return answer.result
  end
end
local function codes()
  return vim.tbl_map(function(found) return found.code end, vim.diagnostic.get(buffer))
end

step("diagnostics", function()
  assert(vim.wait(20000, function() return #codes() >= 4 end, 50), "found " .. vim.inspect(codes()))
  return table.concat(codes(), " ")
end)
step("hover", function()
  local text = request("textDocument/hover", 11, 6).contents.value
  assert(text:find("topmost decorator", 1, true), text)
  return #text
end)
step("completion", function()
  vim.api.nvim_buf_set_lines(buffer, 27, 27, false, { "feh" })
  local labels = vim.tbl_map(function(item) return item.label end, request("textDocument/completion", 27, 3).items)
  assert(vim.tbl_contains(labels, "feh"), vim.inspect(labels))
  vim.api.nvim_buf_set_lines(buffer, 27, 28, false, {})
  return #labels
end)
step("code action", function()
  vim.api.nvim_win_set_cursor(0, { 30, 14 })
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:find("Remove", 1, true) ~= nil end })
  assert(vim.wait(10000, function() return vim.fn.getline(30) == "    app.run()" end, 50), vim.fn.getline(30))
  assert(vim.wait(10000, function() return not vim.tbl_contains(codes(), "FLK301") end, 50), vim.inspect(codes()))
  return vim.fn.getline(30)
end)
vim.cmd("qa!")
