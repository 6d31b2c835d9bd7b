-- Counts an attempt, unless the submission has ended, was started too often, or has another body.
local state, result = KEYS[1], KEYS[2]
local body_hash, run, uncounted, queued_at = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local group, max_group, has_room = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == 'true'
local max_attempts, suspect_deaths, suspect_share = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local ttl_millis, processing, finished = ARGV[11], ARGV[12], ARGV[13]

local known = redis.call('HMGET', state, 'hash', 'status', 'cancelled', 'attempts', 'run',
  'survived', 'watched', 'group')
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
local last_group = tonumber(known[8] or max_group)
if counted >= max_attempts and known[8] and last_group > 1 then
  -- It died among other suspects, each of which may be to blame: that was no attempt, but the next has fewer of them.
  attempts, counted, deaths = attempts - 1, counted - 1, deaths - 1
  last_group = math.max(1, math.floor(last_group / suspect_share))
end
if counted >= max_attempts then
  return 'exhausted ' .. counted .. ' ' .. deaths
end
if deaths >= suspect_deaths then
  if group == 0 then
    -- It may have to wait for others for longer than it was to live.
    redis.call('PEXPIRE', state, ttl_millis)
    return 'suspect ' .. math.min(last_group, max_group)
  end
  redis.call('HSET', state, 'group', group)
end

redis.call('HSETNX', state, 'queued_at', queued_at)
redis.call('HSETNX', state, 'total', '0')
redis.call('HSET', state, 'hash', body_hash, 'status', processing, 'done', '0',
  'attempts', attempts + 1, 'run', run)
redis.call('PEXPIRE', state, ttl_millis)
return 'attempt ' .. (counted + 1) .. ' ' .. deaths .. ' ' .. (watched or '0')
