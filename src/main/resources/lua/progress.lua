-- Notes how many test cases have ended, and adds events to the log of a job that somebody follows. Returns what the
-- worker should know: 1 when somebody follows, plus 2 when the submission is to be cancelled.
local state, log = KEYS[1], KEYS[2]
local token, attempt, done, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local finished, max_bytes, ttl_millis = ARGV[5], tonumber(ARGV[6]), ARGV[7]
local first_event = 8

local known = redis.call('HMGET', state, 'status', 'watched', 'cancelled', 'logged')
local status, watched, cancelled, logged = known[1], known[2], known[3], tonumber(known[4] or '0')
if not status or status == finished then
  return 0
end
if #ARGV >= first_event then
  for i = first_event, #ARGV, 3 do
    local kind, number, json = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    if kind == 'started' then
      logged = 0
    end
    -- What does not fit is left out; who follows gets it from the result.
    if logged + #json <= max_bytes then
      -- Redis numbers the events of an attempt, and takes none of an attempt before the latest.
      local id = redis.pcall('XADD', log, attempt .. '-*', 'kind', kind, 'number', number, 'json', json)
      if type(id) == 'table' then
        return 0
      end
      logged = logged + #json
    end
    if kind == 'started' then
      -- What earlier attempts did counts no longer.
      redis.call('XTRIM', log, 'MAXLEN', 1)
    end
  end
  redis.call('PEXPIRE', log, ttl_millis)
  redis.call('HSET', state, 'logged', logged)
  redis.call('PUBLISH', channel, token)
end
redis.call('HSET', state, 'done', done)
return (watched and 1 or 0) + (cancelled and 2 or 0)
