-- Stores a result unless the submission has another one, or had one that has expired: then it returns 0. Otherwise it
-- returns the key of its caller and the bytes of its log, or 1 where this was the result before.
local result, state, log, webhook = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local packed, ttl_millis, finished = ARGV[1], ARGV[2], ARGV[3]
local webhook_id, url, phase, json = ARGV[4], ARGV[5], ARGV[6], ARGV[7]

local stored = redis.call('GET', result)
if stored and stored ~= packed then
  return 0
end
local known = redis.call('HMGET', state, 'status', 'owner', 'logged')
if not stored then
  if known[1] == finished then
    return 0
  end
  redis.call('SET', result, packed, 'PX', ttl_millis)
  redis.call('DEL', webhook)
  if webhook_id then
    redis.call('HSET', webhook, 'id', webhook_id, 'url', url, 'phase', phase, 'attempts', '0', 'json', json)
    redis.call('PEXPIRE', webhook, ttl_millis)
  end
end
if known[1] then
  redis.call('HSET', state, 'status', finished)
  -- It tells whose result it is.
  if redis.call('PTTL', state) < tonumber(ttl_millis) then
    redis.call('PEXPIRE', state, ttl_millis)
  end
end
redis.call('PEXPIRE', log, ttl_millis)
return stored and 1 or {known[2] or '', known[3] or '0'}
