-- Removes a result with all that belongs to it but its state. Returns the key of its caller, the bytes of its log, its own
-- bytes, and the milliseconds for which it would have been kept; nothing where there is none.
local result, state, log, webhook = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local size, millis = redis.call('STRLEN', result), redis.call('PTTL', result)
local known = redis.call('HMGET', state, 'owner', 'logged')
redis.call('DEL', result, log, webhook)
return size > 0 and {known[1] or '', known[2] or '0', size, millis} or {}
