-- Makes a submission that was given up one that waits again, unless that was done for the same dead
-- letter before or its result is another than the caller has seen. Who is told "reopened" or "again" has a
-- lease: meanwhile others are told "busy".
local state, result, log = KEYS[1], KEYS[2], KEYS[3]
local letter, seen, body_hash, now, in_queue = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local finished, ttl_millis = ARGV[6], ARGV[7]
local language, encoding, total, owner = ARGV[8], ARGV[9], ARGV[10], ARGV[11]
local lease_seconds = tonumber(ARGV[12])

local seconds = tonumber(redis.call('TIME')[1])
local known = redis.call('HMGET', state, 'letter', 'status', 'lease')
if known[1] == letter then
  if redis.call('EXISTS', result) == 1 or known[2] == finished then
    return 'ended'
  end
  if known[3] and seconds < tonumber(known[3]) then
    return 'busy'
  end
  redis.call('HSET', state, 'lease', seconds + lease_seconds)
  return 'again'
end
local stored = redis.call('GET', result)
if stored and stored ~= seen then
  return 'changed'
end
redis.call('DEL', state, result, log)
redis.call('HSET', state, 'hash', body_hash, 'queued_at', now, 'status', in_queue,
  'language', language, 'encoding', encoding, 'total', total, 'owner', owner, 'done', '0',
  'attempts', '0', 'letter', letter, 'lease', seconds + lease_seconds)
redis.call('PEXPIRE', state, ttl_millis)
return 'reopened'
