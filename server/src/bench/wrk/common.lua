-- What every workload shares: headers, the token, and the figures as one line of JSON at the end.
-- The driver starts one thread for each connection, so what a thread remembers belongs to one connection.

local threads = {}

headers = { ["Accept"] = "application/fhir+json", ["Content-Type"] = "application/fhir+json" }
if os.getenv("BENCH_TOKEN") then
  headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
end

broken = 0

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

-- The lines of a file, split at tabs.
function lines_of(file)
  local lines = {}
  for line in io.lines(file) do
    local fields = {}
    for field in line:gmatch("[^\t]+") do
      table.insert(fields, field)
    end
    table.insert(lines, fields)
  end
  return lines
end

-- Each thread begins elsewhere, so that they do not ask for the same thing at the same moment.
function beginning(lines)
  return (number * 37) % #lines
end

function done(summary, latency, requests)
  local errors = summary.errors
  local unanswered = errors.connect + errors.read + errors.write + errors.timeout
  local failed = errors.status
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("broken")
  end
  io.write(string.format(
    '\n{"operations":%d,"microseconds":%d,"p50":%d,"p95":%d,"p99":%d,"errors":%d}\n',
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), failed + unanswered))
end
