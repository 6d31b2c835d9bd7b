# The state folder: where it lies, what is in it, who may read it.
# shellcheck shell=bash
#
#   settings      how it was started last: ports, user, JDK
#   run/          pid files, of root; log/  logs, readable by the app's group
#   program/      copies of what runs, readable by all
#   secrets/      passwords, each readable by its user only, in a folder of root
#   redis/ data/ server/   of the app's user: results, the broker's journal, the server's temporary files
#   sandbox/      of root: the daemon's socket and its store

readonly SETTINGS=(APP_USER JAVA TOOLCHAIN CLASSES SERVER HOST PORT REDIS_PORT BROKER_PORT PARTS OWNER)

# Whether anybody can enter a folder, so that the app's user surely can.
enterable() {
  local folder=$1
  while [[ $folder != / ]]; do
    [[ ! -e $folder || $(stat -L -c %a "$folder") =~ [1357]$ ]] || return 1
    folder=$(dirname -- "$folder")
  done
}

# Root never runs the app as itself; an ordinary user runs it as himself.
app_user() { if ((EUID == 0)); then echo evalx; else id -un; fi; }

choose_state() {
  if [[ -n $STATE ]]; then
    STATE=$(realpath -m -- "$STATE")
    ((EUID != 0)) || enterable "$STATE" ||
      fail "The user evalx cannot enter $STATE: choose another folder with --state."
  elif ((EUID != 0)) || enterable "$ROOT"; then
    STATE=$ROOT/.evalx
  else
    STATE=/var/lib/evalx/$(sha256sum <<<"$ROOT" | cut -c 1-12)
  fi
  ((${#STATE} <= 70)) || fail "The path $STATE is too long for a Unix socket in it: choose another with --state."
}

# Reads what make_state wrote; false when there is nothing.
read_settings() {
  local name value
  [[ -r $STATE/settings ]] || return 1
  while IFS='=' read -r name value; do
    [[ " ${SETTINGS[*]} " == *" $name "* ]] && printf -v "$name" %s "$value"
  done <"$STATE/settings"
}

# Where clients reach the server, also when it listens on all addresses.
base_url() {
  case $HOST in
    0.0.0.0) echo "http://127.0.0.1:$PORT" ;;
    ::) echo "http://[::1]:$PORT" ;;
    *:*) echo "http://[$HOST]:$PORT" ;;
    *) echo "http://$HOST:$PORT" ;;
  esac
}

make_state() {
  local group
  group=$(id -gn "$APP_USER")
  as_root install -d -m 755 "$STATE" "$STATE/run" "$STATE/program" ||
    fail "The folder $STATE cannot be made: choose another with --state."
  as_root install -d -m 750 -g "$group" "$STATE/secrets" "$STATE/sandbox"
  as_root install -d -m 2750 -g "$group" "$STATE/log"
  as_root install -d -m 700 "$STATE/sandbox/store"
  as_root install -d -m 700 -o "$APP_USER" -g "$group" "$STATE"/{redis,data,server}
  # The state may be another user's of an earlier start; -R follows no links.
  as_root find "$STATE"/{redis,data,server} ! -user "$APP_USER" -exec chown -h "$APP_USER:$group" {} +
}

# Replaces a file in a folder of root with what comes on stdin, at once and with its final owner and mode.
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

# A quarter of the machine's memory, for results and caches.
redis_memory() { awk '$1 == "MemTotal:" { print int($2 / 4096) "mb" }' /proc/meminfo; }

# Passwords are made once; the files that hold ports are made anew at each start.
write_secrets() {
  local name password
  for name in redis producer; do
    as_root test -s "$STATE/secrets/$name-password" ||
      random_password | write_file "$APP_USER" 600 "$STATE/secrets/$name-password"
    as_root chown "$APP_USER" "$STATE/secrets/$name-password"
  done
  REDIS_MAX_MEMORY=${REDIS_MAX_MEMORY:-$(redis_memory)}
  [[ $REDIS_MAX_MEMORY =~ ^[1-9][0-9]{0,9}([kmg]b)?$ ]] ||
    fail "REDIS_MAX_MEMORY must look like 512mb, not '$REDIS_MAX_MEMORY'."
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
  app_environment | write_file root 600 "$STATE/secrets/environment"
}

# Every setting of EvalX that the caller's environment holds, also as NAME_FILE.
app_environment() {
  local name
  while read -r name; do
    for name in "$name" "${name}_FILE"; do
      [[ -n ${!name:-} ]] || continue
      [[ ${!name} != *$'\n'* ]] || fail "$name must be one line."
      echo "$name=${!name}"
    done
  done < <(sed -n 's/^\([A-Z_]\+\)=.*/\1/p' "$ROOT/src/main/resources/META-INF/microprofile-config.properties")
}
