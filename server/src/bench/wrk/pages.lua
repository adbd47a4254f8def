-- A client that leafs through a search to its tenth page. Each line: GET and the path of the first page.
dofile(os.getenv("BENCH_HOME") .. "/wrk/common.lua")

local lines, turn, following
local page = 1

function init(arguments)
  lines = lines_of(arguments[1])
  turn = beginning(lines)
end

function request()
  if not following then
    turn = turn % #lines + 1
    page = 1
  end
  return wrk.format("GET", following or lines[turn][2], headers)
end

function response(status, answered, body)
  local link = body:match('"relation"%s*:%s*"next"%s*,%s*"url"%s*:%s*"https?://[^/]+([^"]+)"')
  if not link and page < 10 then
    broken = broken + 1
  end
  following = page < 10 and link or nil
  page = page + 1
end
