-- Notes how many test cases have ended and tells those who follow them. Returns what the worker
-- should know: 1 when somebody follows, plus 2 when the submission is to be cancelled.
local state = KEYS[1]
local done, channel, events, finished = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local known = redis.call('HMGET', state, 'status', 'watched', 'cancelled')
local status, watched, cancelled = known[1], known[2], known[3]
if not status or status == finished then
  return 0
end
redis.call('HSET', state, 'done', done)
if events ~= '' then
  redis.call('PUBLISH', channel, events)
end
return (watched and 1 or 0) + (cancelled and 2 or 0)
