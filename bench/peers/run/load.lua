-- The requests of a file, one after another, again and again.  wrk -s load.lua URL -- FILE
-- A line: method, path, header, body, with tabs between.
local requests = {}
local at = 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, name, value, body = line:match("^(%u+)\t(%S+)\t([^\t:]+): ([^\t]*)\t(.*)$")
    if body == "" then body = nil end
    requests[#requests + 1] = wrk.format(method, path, { [name] = value }, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
