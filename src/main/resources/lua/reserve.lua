-- Remembers a request with an idempotency key, unless one is known by this key. Returns the one that
-- is, and the seed of the ids of its submissions.
local request = KEYS[1]
local fingerprint, seed, ttl_millis = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', request) == 0 then
  redis.call('HSET', request, 'request', fingerprint, 'seed', seed)
  redis.call('PEXPIRE', request, ttl_millis)
end
return redis.call('HMGET', request, 'request', 'seed')
