-- Gives all that is known of a submission: its result, or the size of a large one, or its state.
local result, state = KEYS[1], KEYS[2]
local max_inline, finished = tonumber(ARGV[1]), ARGV[2]

local size = redis.call('STRLEN', result)
if size > max_inline then
  return {'large', size}
end
if size > 0 then
  return {'result', redis.call('GET', result)}
end
local status = redis.call('HGET', state, 'status')
if not status or status == finished then
  return {'unknown'}
end
return {'state', status, redis.call('HGET', state, 'done'), redis.call('HGET', state, 'total')}
