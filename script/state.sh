# The state folder: where it is, what is in it, who may read it.
# shellcheck shell=bash
#
#   version       the number of this form, see backup.sh
#   settings      how it was started last: ports, user, JDK
#   run/          pid files, owned by root; log/  logs, readable by the app's group
#   program/      copies of what runs, readable by all
#   secrets/      passwords, each readable by its user only, in a folder owned by root
#   redis/ data/ server/   owned by the app's user: results, the broker's journal, the server's temporary files
#   sandbox/      owned by root: the daemon's socket and its store

readonly SETTINGS=(APP_USER JAVA TOOLCHAIN CLASSES SERVER HOST PORT REDIS_PORT CACHE_PORT BROKER_PORT CONSOLE_PORT
  BROKER_HOME BROKER_JAVA PARTS OWNER BACKUP_TO BACKUP_HOURS)

# Whether every user can enter a folder, and so the app's user too.
enterable() {
  local folder=$1
  while [[ $folder != / ]]; do
    [[ ! -e $folder || $(stat -L -c %a "$folder") =~ [1357]$ ]] || return 1
    folder=$(dirname -- "$folder")
  done
}

# Root runs the app as the user evalx; an ordinary user runs it under his own account.
app_user() { if ((EUID == 0)); then echo evalx; else id -un; fi; }

# Sets STATE to the folder named by --state, or else to the one that belongs to this checkout.
choose_state() {
  if [[ -n $STATE ]]; then
    STATE=$(realpath -m -- "$STATE")
  elif ((EUID != 0)) || enterable "$ROOT"; then
    STATE=$ROOT/.evalx
  else
    STATE=/var/lib/evalx/$(sha256sum <<<"$ROOT" | cut -c 1-12)
  fi
}

# Ends when EvalX cannot run in the chosen state.
need_usable_state() {
  ((EUID != 0)) || enterable "$STATE" ||
    fail "The user evalx cannot enter $STATE: choose another folder with --state."
  ((${#STATE} <= 70)) || fail "The path $STATE is too long for a Unix socket in it: choose another with --state."
  # Root writes and runs files in the state, so nobody else may be able to replace them.
  [[ ! -L $STATE ]] || fail "$STATE is a link: name the folder itself with --state."
  [[ ! -e $STATE || $(stat -c %u "$STATE") == 0 ]] ||
    fail "$STATE belongs to another user than root: choose another folder with --state."
}

# Reads what write_settings wrote, all or the variables that are named; returns 1 when there is nothing.
read_settings() {
  local name value wanted=" ${*:-${SETTINGS[*]}} "
  [[ -r $STATE/settings ]] || return 1
  while IFS='=' read -r name value; do
    [[ $wanted != *" $name "* ]] || printf -v "$name" %s "$value"
  done <"$STATE/settings"
}

# Where clients on this machine reach the server.
base_url() {
  local host
  host=$(reachable "$HOST")
  [[ $host != *:* ]] || host="[$host]"
  echo "http://$host:$PORT"
}

make_state() {
  local group
  group=$(id -gn "$APP_USER")
  as_root install -d -m 755 "$STATE" "$STATE/run" "$STATE/program" "$STATE/languages.d" "$STATE/hints.d" ||
    fail "The folder $STATE cannot be made: choose another with --state."
  as_root install -d -m 750 -g "$group" "$STATE/secrets" "$STATE/sandbox"
  as_root install -d -m 2750 -g "$group" "$STATE/log"
  as_root install -d -m 700 "$STATE/sandbox/store"
  as_root install -d -m 700 -o "$APP_USER" -g "$group" "$STATE"/{redis,data,server}
  # An earlier start may have run as another user. -h: a link's target keeps its owner.
  as_root find "$STATE"/{redis,data,server} ! -user "$APP_USER" -exec chown -h "$APP_USER:$group" {} +
}

# Replaces a file in a folder owned by root with what comes on stdin, atomically and with its final owner and mode.
write_file() {
  local owner=$1 mode=$2 file=$3
  { as_root install -m "$mode" -o "$owner" -g "$(id -gn "$owner")" /dev/stdin "$file.new" &&
    as_root mv -f "$file.new" "$file"; } ||
    fail "$file cannot be written: is the disk full?"
}

random_password() { od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'; }

write_settings() {
  local name
  for name in "${SETTINGS[@]}"; do echo "$name=${!name-}"; done | write_file root 644 "$STATE/settings"
}

# An eighth of the machine's memory: results get as much, and caches.
redis_memory() { awk '$1 == "MemTotal:" { print int($2 / 8192) "mb" }' /proc/meminfo; }

# Gives a variable an amount of memory as Redis reads it, unless the user gave it one.
set_redis_memory() {
  local name=$1
  [[ -n ${!name:-} ]] || printf -v "$name" %s "$(redis_memory)"
  [[ ${!name} =~ ^[1-9][0-9]{0,9}([kmg]b)?$ ]] || fail "$name must look like 512mb, not '${!name}'."
}

# Checks and writes the user's settings.
write_environment() {
  set_redis_memory REDIS_MAX_MEMORY
  set_redis_memory REDIS_CACHE_MEMORY
  app_environment | write_file root 600 "$STATE/secrets/environment"
}

# Makes a password unless there is one.
make_password() {
  local file=$STATE/secrets/$1-password
  as_root test -s "$file" || random_password | write_file "$APP_USER" 600 "$file"
  as_root chown "$APP_USER" "$file"
}

# Passwords are made once; the files that hold ports are written at each start.
write_secrets() {
  local name password
  for name in redis producer; do make_password "$name"; done
  # Receivers of webhooks are told it, in the form of Standard Webhooks.
  as_root test -s "$STATE/secrets/webhook-secret" ||
    write_file "$APP_USER" 600 "$STATE/secrets/webhook-secret" <<<"whsec_$(head -c 32 /dev/urandom | base64 -w 0)"
  as_root chown "$APP_USER" "$STATE/secrets/webhook-secret"
  password=$(as_root cat "$STATE/secrets/redis-password")
  write_file "$APP_USER" 600 "$STATE/secrets/redis-url" <<<"redis://:$password@127.0.0.1:$REDIS_PORT"
  write_file "$APP_USER" 600 "$STATE/secrets/redis.conf" <<CONF
bind 127.0.0.1
port $REDIS_PORT
requirepass $password
dir $STATE/redis
appendonly yes
appendfsync everysec
save ""
maxmemory $REDIS_MAX_MEMORY
maxmemory-policy noeviction
daemonize no
CONF
  # What is cached may be lost: nothing is written to disk, and what is used least is evicted.
  write_file "$APP_USER" 600 "$STATE/secrets/cache-url" <<<"redis://:$password@127.0.0.1:$CACHE_PORT"
  write_file "$APP_USER" 600 "$STATE/secrets/cache.conf" <<CONF
bind 127.0.0.1
port $CACHE_PORT
requirepass $password
dir $STATE/redis
appendonly no
save ""
maxmemory $REDIS_CACHE_MEMORY
maxmemory-policy allkeys-lru
daemonize no
CONF
  ! has_broker || write_broker
}

# Prints every setting of the server that is in the user's environment, also those given as NAME_FILE. Those that
# are kept in `settings` are left out: there they have their final values.
app_environment() {
  local name value
  while read -r name; do
    [[ " ${SETTINGS[*]} " != *" $name "* ]] || continue
    for name in "$name" "${name}_FILE"; do
      value=${!name:-}
      [[ -n $value ]] || continue
      [[ $value != *$'\n'* ]] || fail "$name must be one line."
      # The server runs in another folder, and maybe as another user.
      if [[ $name == *_FILE ]]; then
        value=$(realpath -m -- "$value")
        as_app test -r "$value" || fail "$name is $value, which the user $APP_USER cannot read."
      fi
      echo "$name=$value"
    done
  done < <(server_settings)
}
