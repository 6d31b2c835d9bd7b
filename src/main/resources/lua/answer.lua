-- Claims the right to answer a request with an idempotency key, unless somebody has it. Returns the request that has the
-- key, who answers it, and the answer where it has been given.
local request = KEYS[1]
local fingerprint, maker, claim_millis = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', request) == 0 then
  redis.call('HSET', request, 'request', fingerprint, 'maker', maker)
  redis.call('PEXPIRE', request, claim_millis)
end
return redis.call('HMGET', request, 'request', 'maker', 'answer')
