-- Independent requests, one for each line: method, path, and a body if it has one.
dofile(os.getenv("BENCH_HOME") .. "/wrk/common.lua")

local prepared = {}
local turn

function init(arguments)
  local lines = lines_of(arguments[1])
  for _, line in ipairs(lines) do
    table.insert(prepared, wrk.format(line[1], line[2], headers, line[3]))
  end
  turn = beginning(lines)
end

function request()
  turn = turn % #prepared + 1
  return prepared[turn]
end
