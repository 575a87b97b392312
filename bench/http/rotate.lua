-- The next of the credentials in the file with every request.  wrk -s rotate.lua URL -- FILE
local requests = {}
local at = 0

function init(args)
  for line in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", nil, { ["Authorization"] = line })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
