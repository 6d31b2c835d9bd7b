-- Gives all that a viewer may know of a submission: its result and how far its webhook is, or the size
-- of a large one, or its state.
local result, state, webhook = KEYS[1], KEYS[2], KEYS[3]
local max_inline, finished, viewer = tonumber(ARGV[1]), ARGV[2], ARGV[3]

local known = redis.call('HMGET', state, 'owner', 'status', 'done', 'total')
local owner, status, done, total = known[1], known[2], known[3], known[4]
if viewer ~= '' and owner and owner ~= viewer then
  return {'unknown'}
end

local size = redis.call('STRLEN', result)
if size > max_inline then
  return {'large', size}
end
if size > 0 then
  return {'result', redis.call('GET', result), redis.call('HGET', webhook, 'json') or nil}
end
if not status or status == finished then
  -- Changes nothing, and fails unless writes are taken: a server whose place another has taken goes on to answer, and
  -- what it does not know may be known there.
  redis.call('HDEL', state, '')
  return {'unknown'}
end
return {'state', status, done, total}
