-- Marks a submission that has not ended; says how far it is.
local state, result = KEYS[1], KEYS[2]
local flag, finished, in_queue = ARGV[1], ARGV[2], ARGV[3]

local status = redis.call('HGET', state, 'status')
if redis.call('EXISTS', result) == 1 or status == finished then
  return 'finished'
end
if not status then
  return 'unknown'
end
redis.call('HSET', state, flag, '1')
return status == in_queue and 'waiting' or 'running'
