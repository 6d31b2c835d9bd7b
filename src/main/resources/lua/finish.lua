-- Stores a result unless the submission has another one, or had one that has expired. Returns 1 when
-- this is the result now.
local result, state, log = KEYS[1], KEYS[2], KEYS[3]
local packed, ttl_millis, finished = ARGV[1], ARGV[2], ARGV[3]

local stored = redis.call('GET', result)
if stored and stored ~= packed then
  return 0
end
if not stored then
  if redis.call('HGET', state, 'status') == finished then
    return 0
  end
  redis.call('SET', result, packed, 'PX', ttl_millis)
end
if redis.call('EXISTS', state) == 1 then
  redis.call('HSET', state, 'status', finished)
  -- It tells whose result it is.
  if redis.call('PTTL', state) < tonumber(ttl_millis) then
    redis.call('PEXPIRE', state, ttl_millis)
  end
end
redis.call('PEXPIRE', log, ttl_millis)
return 1
