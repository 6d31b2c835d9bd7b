-- Gives the events of a submission that a viewer may see and that follow one of them, after how far it is, when it was
-- queued, and how many attempts it has had. Its worker writes the log for those who ask, so it is told that somebody
-- does.
local state, result, log = KEYS[1], KEYS[2], KEYS[3]
local after, max_events, max_bytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local finished, viewer = ARGV[4], ARGV[5]

local known = redis.call('HMGET', state, 'status', 'watched', 'queued_at', 'owner', 'attempts')
local status, watched, queued_at, owner = known[1], known[2], known[3], known[4]
if viewer ~= '' and owner and owner ~= viewer then
  return {'unknown'}
end
local phase = 'running'
if redis.call('EXISTS', result) == 1 then
  phase = 'ended'
elseif not status or status == finished then
  return {'unknown'}
elseif not watched then
  -- A Redis that is full takes no mark: the events come from the result then.
  redis.pcall('HSET', state, 'watched', '1')
end

local answer = {phase, queued_at or '', known[5] or ''}
local bytes = 0
for _ = 1, max_events do
  local event = redis.call('XRANGE', log, '(' .. after, '+', 'COUNT', 1)[1]
  if not event then
    break
  end
  after = event[1]
  local fields = event[2]
  answer[#answer + 1] = after
  answer[#answer + 1] = fields[2]
  answer[#answer + 1] = fields[4]
  answer[#answer + 1] = fields[6]
  bytes = bytes + #fields[6]
  if bytes >= max_bytes then
    break
  end
end
return answer
