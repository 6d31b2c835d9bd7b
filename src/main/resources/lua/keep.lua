-- Adds to the bytes that callers keep, for each of them in the slot in which they expire.
for i, slot in ipairs(KEYS) do
  local caller, bytes, end_millis = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
  redis.call('ZINCRBY', slot, bytes, caller)
  redis.call('PEXPIREAT', slot, end_millis)
end
