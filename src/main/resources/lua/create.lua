-- Writes the state of a submission that is about to be queued. One that is there stays: the same
-- request was sent before. Returns its status.
local state = KEYS[1]
local body_hash, queued_at, in_queue, ttl_millis = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local language, encoding, total, owner, webhook = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]

if redis.call('EXISTS', state) == 1 then
  return redis.call('HGET', state, 'status') or in_queue
end
redis.call('HSET', state, 'hash', body_hash, 'queued_at', queued_at, 'status', in_queue,
  'language', language, 'encoding', encoding, 'total', total, 'owner', owner, 'done', '0',
  'attempts', '0')
if webhook ~= '' then
  redis.call('HSET', state, 'webhook', webhook)
end
redis.call('PEXPIRE', state, ttl_millis)
return in_queue
