-- Gives the outcome of each run, false where there is none of a sane size.
local max_bytes = tonumber(ARGV[1])

local found = {}
for i, run in ipairs(KEYS) do
  local size = redis.call('STRLEN', run)
  found[i] = size > 0 and size <= max_bytes and redis.call('GET', run)
end
return found
