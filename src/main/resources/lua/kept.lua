-- Gives what the callers keep that keep most: those of each slot, each with its bytes in all of these.
local max_callers = tonumber(ARGV[1])

local kept = {}
for _, slot in ipairs(KEYS) do
  local most = redis.call('ZREVRANGE', slot, 0, max_callers - 1, 'WITHSCORES')
  for i = 1, #most, 2 do
    kept[most[i]] = (kept[most[i]] or 0) + tonumber(most[i + 1])
  end
end
local answer = {}
for caller, bytes in pairs(kept) do
  answer[#answer + 1] = caller
  answer[#answer + 1] = string.format('%.0f', bytes)
end
return answer
