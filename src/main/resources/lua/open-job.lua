-- Counts a job among those of its caller that have not ended, unless these are as many as there may
-- be. Returns whether it is counted.
local jobs = KEYS[1]
local id, max, accept_millis, ttl_millis = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', jobs, '-inf', now)
if not redis.call('ZSCORE', jobs, id) and redis.call('ZCARD', jobs) >= max then
  return 0
end
-- One that is queued already, under the same key of its client, goes on to count.
redis.call('ZADD', jobs, 'GT', now + accept_millis, id)
redis.call('PEXPIRE', jobs, ttl_millis)
return 1
