-- Adds a change to the latest entry of its kind: that of the same caller, address and node, with the same action, in the
-- same hour. Where there is none among the last ones, it is an entry of its own. Returns the number of the entry.
local entries, max, json = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local look_back, max_subject = tonumber(ARGV[3]), tonumber(ARGV[4])

local function kind(entry)
  -- As 2026-03-01T12.
  return table.concat({entry.who, entry.address, entry.node, entry.deed.action, string.sub(entry.at, 1, 13)}, '\n')
end

local change = cjson.decode(json)
local last = tonumber(redis.call('HGET', entries, 'last') or '0')
for number = last, math.max(1, last - look_back + 1), -1 do
  local kept = redis.call('HGET', entries, number)
  local entry = kept and cjson.decode(kept)
  if entry and kind(entry) == kind(change) then
    local subject = entry.deed.subject
    local names, more = string.match(subject, '^(.*) and (%d+) more$')
    if more then
      subject = names .. ' and ' .. (tonumber(more) + 1) .. ' more'
    elseif #subject + 2 + #change.deed.subject > max_subject then
      subject = subject .. ' and 1 more'
    else
      subject = subject .. ', ' .. change.deed.subject
    end
    entry.deed.subject = subject
    entry.deed.outcome = change.deed.outcome
    redis.call('HSET', entries, number, cjson.encode(entry))
    return number
  end
end

local number = redis.call('HINCRBY', entries, 'last', 1)
redis.call('HSET', entries, number, json)
redis.call('HDEL', entries, number - max)
return number
