# Brings the data of an older EvalX to this version's form.
# shellcheck shell=bash

# Of a state's form, and what changed with it:
#   1  states without a number have it too
#   2  the keys of one submission lie in one slot of a Redis Cluster: their names have braces
readonly STATE_VERSION=2

# In Lua, for Redis.
readonly RENAME_KEYS='
  for _, prefix in ipairs({"result:", "evalx:state:"}) do
    local cursor = "0"
    repeat
      local page = redis.call("SCAN", cursor, "MATCH", prefix .. "[^{]*", "COUNT", 1000)
      cursor = page[1]
      for _, key in ipairs(page[2]) do
        redis.call("RENAMENX", key, prefix .. "{" .. key:sub(#prefix + 1) .. "}")
      end
    until cursor == "0"
  end'
readonly REDIS_START_LIMIT=60 # seconds that Redis may take to read its data

# Refuses a state whose form is newer, before anything is changed.
check_state_form() {
  local found
  found=$(state_form)
  [[ $found =~ ^[0-9]{1,4}$ ]] || fail "$STATE/version holds no number: $found"
  ((found <= STATE_VERSION)) ||
    fail "The data in $STATE were written by a newer EvalX (form $found, this one knows $STATE_VERSION): run that one, or choose another folder with --state."
}

state_form() { cat -- "$STATE/version" 2>/dev/null || echo 1; }

# While nothing of this state runs but a Redis that is kept, which only an EvalX with the newest form leaves. What is
# interrupted is done again by the next `up`.
migrate_state() {
  if (($(state_form) < 2)) && ! pid_of redis >/dev/null && as_root test -e "$STATE/redis/appendonlydir"; then
    step "Migrating the data of an older EvalX"
    rename_keys || fail "The data of an older EvalX in $STATE/redis could not be migrated: $STATE/run/migration/log says why."
    as_root rm -rf -- "$STATE/run/migration"
  fi
  echo "$STATE_VERSION" | write_file root 644 "$STATE/version"
}

# By a Redis that nobody else can reach.
rename_keys() {
  local folder=$STATE/run/migration deadline=$((SECONDS + REDIS_START_LIMIT)) redis status=0
  # One that a killed `up` has left: it ends before another opens its files.
  while [[ $(as_app redis-cli -s "$folder/socket" shutdown 2>&1) != *"Could not connect"* ]]; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
  as_root install -d -o "$APP_USER" -m 700 "$folder"
  as_app redis-server --port 0 --unixsocket "$folder/socket" --dir "$STATE/redis" --appendonly yes --save "" \
    --logfile "$folder/log" &
  redis=$!
  until [[ $(as_app redis-cli -s "$folder/socket" ping 2>/dev/null) == PONG ]]; do
    { kill -0 "$redis" 2>/dev/null && ((SECONDS < deadline)); } || { status=1 && break; }
    sleep 0.1
  done
  ((status)) || as_app redis-cli -s "$folder/socket" -e eval "$RENAME_KEYS" 0 >/dev/null || status=1
  as_app redis-cli -s "$folder/socket" shutdown >/dev/null 2>&1 || as_root kill -KILL "$redis" 2>/dev/null || true
  wait "$redis" || status=1
  return "$status"
}
