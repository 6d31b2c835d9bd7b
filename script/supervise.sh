# The supervisor: a root process in its own session that starts the parts, restarts those that die, and ends
# them in order. It holds the lock on run/ as long as it lives, and ends on SIGTERM or when OWNER is gone; on SIGUSR1
# it leaves Redis and the cache to the next one.
# If it is killed, the next `down` or `up` ends the parts it left.
# shellcheck shell=bash

readonly MAX_BACK_OFF=30             # seconds between two starts of a part that keeps dying
readonly HEALTHY_AFTER=60            # seconds of life after which a part is restarted without a longer delay
readonly MIN_HEAP=448                # MiB, which have proved to be enough for ordinary use
readonly MAX_LOG_BYTES=$((32 << 20)) # of a log before it becomes NAME.log.old

start_redis() { exec "${APP[@]}" redis-server "$STATE/secrets/redis.conf"; }
start_cache() { exec "${APP[@]}" redis-server "$STATE/secrets/cache.conf"; }

# Prints one of the settings of the running EvalX, or a default.
setting() {
  local value
  value=$(sed -n "s/^$1=//p" "$STATE/secrets/environment")
  echo "${value:-${2:-}}"
}

# The same of a setting that is a number: the default also in the place of what is none.
number_setting() {
  local value
  value=$(setting "$1")
  if [[ $value =~ ^[0-9]{1,9}$ ]]; then echo $((10#$value)); else echo "$2"; fi
}

# How many programs run at once: the setting, or the number of cores.
sandboxes() {
  local wanted
  wanted=$(number_setting MAX_CONCURRENT_SANDBOXES 0)
  if ((wanted)); then echo "$wanted"; else nproc; fi
}

# How long a server that was told to end lets jobs in hand finish.
drain_seconds() {
  # Of a start that failed early there are no settings.
  if [[ -r $STATE/secrets/environment ]]; then number_setting DRAIN_TIMEOUT 20; else echo 20; fi
}

# The most that the server may take to end, and all parts.
drain_limit() { echo $(($(drain_seconds) + 30)); }
stop_limit() { echo $(($(drain_limit) + 60)); }

# Gives the jobs in hand of a server that ends, or is about to, no more time: it hears SIGTERM a second time.
hurry_server() {
  local pid
  pid=$(pid_of server) || return 0
  kill -TERM "$pid" || true
  sleep 0.5
  kill -TERM "$pid" || true
} 2>/dev/null

# Bytes of the sandbox's store: two artifacts of the largest size for each job in work, but at least 1 GiB.
store_bytes() {
  local jobs file
  jobs=$(number_setting MAX_CONCURRENT_JOBS 0)
  ((jobs)) || jobs=$((2 * $(sandboxes)))
  file=$(number_setting MAX_FILE_BYTES 0)
  ((file > 64 << 20)) || file=$((64 << 20))
  echo $((2 * jobs * file < 1 << 30 ? 1 << 30 : 2 * jobs * file))
}

start_sandbox() {
  local strict=() pin=() toolchain=() shown=()
  [[ $(setting SANDBOX_STRICT) != [Tt][Rr][Uu][Ee] ]] || strict=(--strict)
  [[ $(setting PIN_CORES) != [Tt][Rr][Uu][Ee] ]] || pin=(--pin)
  enter_group
  # The cache may have been emptied since the daemon was started last.
  [[ ! -d ${TOOLCHAIN:-} ]] || toolchain=(--toolchain "$TOOLCHAIN")
  mapfile -t shown < <(language_roots)
  exec "$STATE/program/evalx-isolate" --serve "${toolchain[@]}" "${shown[@]/#/--show=}" \
    --socket "$STATE/sandbox/evalx-isolate.sock" --store "$STATE/sandbox/store" --client-uid "$(id -u "$APP_USER")" \
    --client-gid "$(id -g "$APP_USER")" --connections $((3 * $(sandboxes) + 8)) \
    --store-bytes "$(store_bytes)" "${strict[@]}" "${pin[@]}"
}

start_server() {
  local own settings=(HOST="$HOST" PORT="$PORT" BROKER_PORT="$BROKER_PORT" DATA_DIR="$STATE/data"
    SANDBOX_SOCKET="$STATE/sandbox/evalx-isolate.sock" SANDBOX_STORE="$STATE/server/artifacts"
    LANGUAGES_FOLDER="$STATE/languages.d" HINTS_FOLDER="$STATE/hints.d"
    PRODUCER_PASSWORD_FILE="$STATE/secrets/producer-password" WEBHOOK_SECRET_FILE="$STATE/secrets/webhook-secret")
  [[ " $PARTS " != *" redis "* ]] || settings+=(REDIS_URL_FILE="$STATE/secrets/redis-url")
  [[ " $PARTS " != *" cache "* ]] || settings+=(CACHE_REDIS_URL_FILE="$STATE/secrets/cache-url")
  if has_broker; then
    mapfile -t own < <(broker_settings)
    settings+=("${own[@]}")
  fi
  mapfile -t own <"$STATE/secrets/environment"
  cd "$STATE/server" || exit
  empty_root
  # The user's own settings come last, so they take precedence.
  export "${settings[@]}" "${own[@]}"
  # A program with isolate's command line is set-user-ID root, which the last two options of APP would forbid.
  [[ -z ${ISOLATE_PATH:-} && ${SANDBOX:-} != isolate ]] || APP=("${APP[@]:0:${#APP[@]}-2}")
  "run_$SERVER"
}

# Empties the folders that a server writes to.
empty_root() {
  "${APP[@]}" rm -rf root tmp
  "${APP[@]}" mkdir root tmp
}

# The heap of either server: as much as evalx.config.MemoryPlan asks for, which explains each part; a test compares
# the two. It is less than MIN_HEAP for one program at a time, and for a node that runs none.
heap_mib() {
  local sandboxes jobs body cases outputs bodies job program needed
  sandboxes=$(sandboxes)
  jobs=$(number_setting MAX_CONCURRENT_JOBS 0)
  ((jobs)) || jobs=$((sandboxes < 500 ? 2 * sandboxes : 1000))
  body=$(number_setting MAX_BODY_BYTES $((1 << 20)))
  cases=$(number_setting MAX_TEST_CASES 1000)
  outputs=$((80 * cases < 7 << 10 ? 80 * cases : 7 << 10))
  bodies=$((2 * body > 8 << 20 ? 2 * body : 8 << 20))
  job=$(((14 << 20) + 7 * body + (outputs + cases << 10)))
  program=32
  # A node that only takes requests runs nothing.
  [[ $(setting ROLE) != [Aa][Pp][Ii] ]] || sandboxes=0 jobs=0 program=0
  needed=$(((96 + 128 + 24 + 16 + 6 + program + 32 * sandboxes << 20) + body * sandboxes + 6 * bodies + 7 * body + jobs * job))
  needed=$((needed + (1 << 20) - 1 >> 20))
  echo $((needed > MIN_HEAP ? needed : MIN_HEAP))
}

# Starts a part. The part does not inherit the supervisor's lock, which it would hold beyond the supervisor's end.
start_part() {
  local part=$1
  rotate_log "$part"
  [[ $part != server ]] || SERVER_LOG_START=$(stat -c %s "$STATE/log/server.log" 2>/dev/null || echo 0)
  (
    exec {LOCK}<&-
    "start_$part"
  ) >>"$STATE/log/$part.log" 2>&1 </dev/null &
  PID[$part]=$!
  [[ $part != redis && $part != cache ]] || conf_sum "$part" >"$STATE/run/$part.sum"
  BORN[$part]=$SECONDS
  write_pid_file "$part" $!
}

rotate_log() {
  local log=$STATE/log/$1.log
  [[ -e $log ]] && (($(stat -c %s "$log") > MAX_LOG_BYTES)) || return 0
  cp "$log" "$log.old"
  : >"$log"
}

# Starts a part that should run and does not, unless another program has one of its ports.
tend() {
  local part=$1
  if [[ -n ${PID[$part]:-} ]]; then
    if ! kill -0 "${PID[$part]}" 2>/dev/null; then
      note_end "$part"
    elif ! ${LISTENS[$part]} && ((SECONDS >= NEXT[$part])); then
      NEXT[$part]=$((SECONDS + 2))
      # A server that could not take its port would stay up and answer nobody.
      if ! check_ports "$part"; then
        stop_part "$part" 10
      elif [[ $part == server ]]; then
        end_empty_server
      fi
    fi
  elif ((SECONDS >= NEXT[$part])) && check_ports "$part"; then
    start_part "$part"
  fi
}

# Ends a server that could not load EvalX, so that it is started again: it would stay up and answer 404.
end_empty_server() {
  local reason
  ! reason=$(not_loaded) || { log_event "the server is started again: $reason" && stop_part server 10; }
}

# After the death of a part: logs it, and sets when the part is started again.
note_end() {
  local part=$1 status=0
  wait "${PID[$part]}" || status=$?
  PID[$part]=
  LISTENS[$part]=false
  # One that was ended because of a port, or could not take it, is no failure of the part.
  if [[ -n ${CONFLICT[$part]:-} ]] || ! check_ports "$part"; then return; fi
  ((SECONDS - BORN[$part] < HEALTHY_AFTER)) || DELAY[$part]=0
  DELAY[$part]=$((DELAY[$part] ? DELAY[$part] * 2 : 1))
  ((DELAY[$part] <= MAX_BACK_OFF)) || DELAY[$part]=$MAX_BACK_OFF
  NEXT[$part]=$((SECONDS + DELAY[$part]))
  log_event "$part ended with status $status; restarting it in ${DELAY[$part]} s"
}

# False while another program has one of a part's ports; the log says so once, and once when the port is free.
check_ports() {
  local part=$1 conflict
  if conflict=$(port_conflict "$part"); then
    [[ -n ${CONFLICT[$part]:-} ]] || log_event "$part waits for a port: $conflict"
    CONFLICT[$part]=$conflict NEXT[$part]=$((SECONDS + 1))
    return 1
  fi
  [[ -z ${CONFLICT[$part]:-} ]] || log_event "$part no longer waits for a port"
  CONFLICT[$part]=
  ! part_listens_everywhere "$part" || LISTENS[$part]=true
}

log_event() { say "$(date -u +%FT%TZ) $*"; }

owner_is_gone() {
  local pid started
  read -r pid started <<<"$OWNER"
  [[ -n $pid && $(start_time "$pid") != "$started" ]]
}

supervise() {
  local part parts ending=false how='' rotate=0
  declare -gA PID=() BORN=() DELAY=() NEXT=() CONFLICT=() LISTENS=()
  read_settings || fail "There are no settings in $STATE."
  set_app
  read -ra parts <<<"$PARTS"
  exec {LOCK}<"$STATE/run"
  # `supervised` also holds the lock, for a moment.
  flock -w 5 "$LOCK" || fail "EvalX already runs in $STATE."
  write_pid_file supervisor $$
  trap 'ending=true' TERM INT HUP
  trap 'ending=true how=keep' USR1
  for part in "${parts[@]}"; do
    DELAY[$part]=0 NEXT[$part]=0 LISTENS[$part]=false
    ! is_kept "$part" || PID[$part]=$(pid_of "$part") BORN[$part]=$SECONDS
  done
  until $ending || owner_is_gone; do
    for part in "${parts[@]}"; do tend "$part"; done
    if ((SECONDS >= rotate)); then
      for part in "${parts[@]}"; do rotate_log "$part"; done
      rotate=$((SECONDS + 60))
    fi
    backup_when_due
    begin_later_headers
    sleep 0.5 {LOCK}<&-
  done
  end_parts "$how"
  rm -f "$STATE/run/supervisor.pid"
}

# Ends the parts, users of a service before the service. Parts that an earlier supervisor started are ended too. With
# `keep`, Redis and the cache run on where the next supervisor can take them over.
end_parts() {
  local part
  end_later_headers
  stop_part server "$(drain_limit)"
  stop_part broker 20
  stop_part sandbox 15
  for part in cache redis; do
    if [[ ${1:-} != keep ]] || ! is_kept "$part"; then stop_part "$part" 15; fi
  done
  remove_groups
}

# Under cgroup v2 a process that makes control groups needs a group of its own.
group_folder() { echo "/sys/fs/cgroup/evalx.$(sha256sum <<<"$STATE" | cut -c 1-12)"; }

enter_group() {
  local folder left
  grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null || return 0
  folder=$(group_folder)
  # A killed daemon leaves groups that delegate controllers, and such a group takes no process.
  [[ ! -d $folder ]] || find "$folder" -depth -name cgroup.subtree_control |
    while read -r left; do echo "-memory -pids" >"$left"; echo -cpu >"$left"; done 2>/dev/null || true
  { mkdir -p "$folder" && echo "$BASHPID" >"$folder/cgroup.procs"; } || say "the sandbox has no control group of its own"
}

# Removes the groups that a killed daemon left: those whose box user is not leased.
remove_groups() {
  local group folder
  while read -r group; do
    flock -n "/run/evalx-isolate/uid-${group##*evalx-}" find "$group" -depth -type d -exec rmdir {} \; || true
  done < <(find /sys/fs/cgroup -maxdepth 4 -type d -name 'evalx-[0-9]*' 2>/dev/null)
  folder=$(group_folder)
  [[ ! -d $folder ]] || rmdir "$folder"/*/ "$folder" || true
} 2>/dev/null
