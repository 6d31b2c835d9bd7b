-- Lets a submission wait again, unless it has ended: after an attempt that failed while its worker
-- survived, or with attempts taken back that came to nothing.
local state, result = KEYS[1], KEYS[2]
local refund, survived, in_queue, finished = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]

local status = redis.call('HGET', state, 'status')
if not status or status == finished or redis.call('EXISTS', result) == 1 then
  return
end
redis.call('HINCRBY', state, 'survived', survived)
redis.call('HSET', state, 'status', in_queue, 'done', '0')
if refund > 0 then
  local attempts = tonumber(redis.call('HGET', state, 'attempts') or '0')
  redis.call('HSET', state, 'attempts', math.max(0, attempts - refund))
  redis.call('HDEL', state, 'run')
end
