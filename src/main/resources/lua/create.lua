-- Writes the state of a submission that is about to be queued.
local state = KEYS[1]
local body_hash, queued_at, in_queue, ttl_millis = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local language, encoding, total = ARGV[5], ARGV[6], ARGV[7]

redis.call('HSET', state, 'hash', body_hash, 'queued_at', queued_at, 'status', in_queue,
  'language', language, 'encoding', encoding, 'total', total, 'done', '0', 'attempts', '0')
redis.call('PEXPIRE', state, ttl_millis)
