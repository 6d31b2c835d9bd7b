-- Gives the compiled program, or claims the right to compile it. An empty answer is a large program.
local program, claim = KEYS[1], KEYS[2]
local holder, claim_millis, max_bytes, max_inline = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local size = redis.call('STRLEN', program)
if size > max_bytes then
  redis.call('DEL', program)
  size = 0
end
if size > 0 then
  return size > max_inline and '' or redis.call('GET', program)
end
return redis.call('SET', claim, holder, 'NX', 'PX', claim_millis) and 1 or 0
