-- A client that creates a resource, reads it, and puts back what it read with one word changed.
-- Each line: the path of the type, and a body that holds the word "cycle-1".
dofile(os.getenv("BENCH_HOME") .. "/wrk/common.lua")

local lines, turn, path, edited
local step = "create"

function init(arguments)
  lines = lines_of(arguments[1])
  turn = beginning(lines)
end

function request()
  if step == "read" then
    return wrk.format("GET", path, headers)
  elseif step == "update" then
    return wrk.format("PUT", path, headers, edited)
  end
  turn = turn % #lines + 1
  return wrk.format("POST", lines[turn][1], headers, lines[turn][2])
end

function response(status, answered, body)
  local next_step = "create"
  if step == "create" and status == 201 then
    local id = (answered["Location"] or ""):match("/([^/]+)/_history/")
    path = lines[turn][1] .. "/" .. (id or "unknown")
    next_step = "read"
  elseif step == "read" and status == 200 then
    local changes
    edited, changes = body:gsub("cycle%-1", "cycle-2")
    broken = broken + (changes == 1 and 0 or 1)
    next_step = "update"
  end
  step = next_step
end
