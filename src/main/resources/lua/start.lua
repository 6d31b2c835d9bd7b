-- Counts an attempt, unless the submission has ended, was started too often, or has another body.
local state, result = KEYS[1], KEYS[2]
local body_hash, run, uncounted, queued_at = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local alone, has_room = ARGV[5] == 'true', ARGV[6] == 'true'
local max_attempts, suspect_deaths = tonumber(ARGV[7]), tonumber(ARGV[8])
local ttl_millis, processing, finished = ARGV[9], ARGV[10], ARGV[11]

local known = redis.call('HMGET', state, 'hash', 'status', 'cancelled', 'attempts', 'run',
  'survived', 'watched')
local known_hash, status, cancelled, watched = known[1], known[2], known[3], known[7]
if known_hash and known_hash ~= body_hash then
  return 'conflict'
end
if redis.call('EXISTS', result) == 1 or status == finished then
  return 'finished'
end
if cancelled then
  return 'cancelled'
end
if not status and not has_room then
  return 'full'
end

local attempts = tonumber(known[4] or '0')
-- The same run asks again when it has lost the first reply.
if known[5] == run then
  attempts = attempts - 1
end
attempts = math.max(attempts, uncounted)
local counted = attempts - uncounted
local deaths = math.max(0, counted - tonumber(known[6] or '0'))
if counted >= max_attempts then
  return 'exhausted ' .. counted .. ' ' .. deaths
end
if deaths >= suspect_deaths and not alone then
  return 'suspect'
end

redis.call('HSETNX', state, 'queued_at', queued_at)
redis.call('HSETNX', state, 'total', '0')
redis.call('HSET', state, 'hash', body_hash, 'status', processing, 'done', '0',
  'attempts', attempts + 1, 'run', run)
redis.call('PEXPIRE', state, ttl_millis)
return 'attempt ' .. (counted + 1) .. ' ' .. deaths .. ' ' .. (watched or '0')
