# The supervisor: a process of root, in a session of its own, that starts the parts, starts again those
# that die, and ends them in order. It holds the lock on run/ as long as it lives, and ends on SIGTERM
# or when OWNER is gone. Nobody depends on it: what a killed supervisor leaves, the next `down` or `up` ends.
# shellcheck shell=bash

readonly BACK_OFF_MOST=30       # seconds between two starts of a part that keeps dying
readonly HEALTHY_AFTER=60       # seconds of life after which a part is started again without delay
readonly LOG_MOST=$((32 << 20)) # bytes of a log before it becomes NAME.log.old

start_redis() { exec "${APP[@]}" redis-server "$STATE/secrets/redis.conf"; }

# As many programs as run at once: the app's setting, or as many as it has cores.
sandboxes() {
  local wanted
  wanted=$(sed -n 's/^MAX_CONCURRENT_SANDBOXES=\([0-9]\+\)$/\1/p' "$STATE/secrets/environment")
  if ((${wanted:-0})); then echo "$wanted"; else nproc; fi
}

start_sandbox() {
  local strict=() pin=()
  ! grep -qix 'SANDBOX_STRICT=true' "$STATE/secrets/environment" || strict=(--strict)
  ! grep -qix 'PIN_CORES=true' "$STATE/secrets/environment" || pin=(--pin)
  enter_group
  local toolchain=()
  # A cache may be emptied at any time, also before the daemon is started again.
  [[ ! -d ${TOOLCHAIN:-} ]] || toolchain=(--toolchain "$TOOLCHAIN")
  exec "$STATE/program/evalx-isolate" --serve "${toolchain[@]}" --socket "$STATE/sandbox/evalx-isolate.sock" \
    --store "$STATE/sandbox/store" --client-uid "$(id -u "$APP_USER")" \
    --client-gid "$(id -g "$APP_USER")" --connections $((2 * $(sandboxes) + 8)) "${strict[@]}" "${pin[@]}"
}

start_server() {
  local own settings=(HOST="$HOST" PORT="$PORT" BROKER_PORT="$BROKER_PORT" DATA_DIR="$STATE/data"
    SANDBOX_SOCKET="$STATE/sandbox/evalx-isolate.sock" SANDBOX_STORE="$STATE/server/artifacts"
    PRODUCER_PASSWORD_FILE="$STATE/secrets/producer-password")
  [[ " $PARTS " != *" redis "* ]] || settings+=(REDIS_URL_FILE="$STATE/secrets/redis-url")
  mapfile -t own <"$STATE/secrets/environment"
  cd "$STATE/server" || exit
  empty_root
  # The caller's own settings come last and win.
  export "${settings[@]}" "${own[@]}"
  # A program with isolate's options is set-user-ID of root, which the last two options would forbid.
  [[ -z ${ISOLATE_PATH:-} && ${SANDBOX:-} != isolate ]] || APP=("${APP[@]:0:${#APP[@]}-2}")
  "run_$SERVER"
}

# What a server writes to, in this folder.
empty_root() {
  "${APP[@]}" rm -rf root tmp
  "${APP[@]}" mkdir root tmp
}

# Of either server. Room for the outputs of all runs at once: 16 MiB each, and as much again while they are compared.
heap_mib() { echo $((416 + 32 * $(sandboxes))); }

# Starts a part without the supervisor's lock, which would outlive it there.
start_part() {
  local part=$1
  keep_log_short "$part"
  (
    exec {LOCK}<&-
    "start_$part"
  ) >>"$STATE/log/$part.log" 2>&1 </dev/null &
  PID[$part]=$!
  BORN[$part]=$SECONDS
  note_pid "$part" $!
}

keep_log_short() {
  local log=$STATE/log/$1.log
  [[ -e $log ]] && (($(stat -c %s "$log") > LOG_MOST)) || return 0
  cp "$log" "$log.old"
  : >"$log"
}

# Starts a part that should run and does not: at once, or when its back-off has passed.
tend() {
  local part=$1 status=0
  if [[ -n ${PID[$part]:-} ]]; then
    kill -0 "${PID[$part]}" 2>/dev/null && return
    wait "${PID[$part]}" || status=$?
    PID[$part]=
    ((SECONDS - BORN[$part] < HEALTHY_AFTER)) || DELAY[$part]=0
    DELAY[$part]=$((DELAY[$part] ? DELAY[$part] * 2 : 1))
    ((DELAY[$part] <= BACK_OFF_MOST)) || DELAY[$part]=$BACK_OFF_MOST
    NEXT[$part]=$((SECONDS + DELAY[$part]))
    say "$(date -u +%FT%TZ) $part ended with status $status and is started again in ${DELAY[$part]} s"
  elif ((SECONDS >= NEXT[$part])); then
    start_part "$part"
  fi
}

owner_is_gone() {
  local pid started
  read -r pid started <<<"$OWNER"
  [[ -n $pid && $(start_time "$pid") != "$started" ]]
}

supervise() {
  local part parts ending=false trim=0
  declare -gA PID=() BORN=() DELAY=() NEXT=()
  read_settings || fail "There are no settings in $STATE."
  set_app
  read -ra parts <<<"$PARTS"
  exec {LOCK}<"$STATE/run"
  # Whoever asks whether a supervisor lives holds the lock for a moment too.
  flock -w 5 "$LOCK" || fail "EvalX runs already in $STATE."
  note_pid supervisor $$
  trap 'ending=true' TERM INT HUP
  for part in "${parts[@]}"; do DELAY[$part]=0 NEXT[$part]=0; done
  until $ending || owner_is_gone; do
    for part in "${parts[@]}"; do tend "$part"; done
    if ((SECONDS >= trim)); then
      for part in "${parts[@]}"; do keep_log_short "$part"; done
      trim=$((SECONDS + 60))
    fi
    sleep 0.5 {LOCK}<&-
  done
  end_parts
  rm -f "$STATE/run/supervisor.pid"
}

# First who uses, then what is used. Also for parts that another supervisor started.
end_parts() {
  stop_part server 20
  stop_part sandbox 15
  stop_part redis 15
  remove_groups
}

# Version 2 of control groups wants a folder of its own for a process that makes groups.
group_folder() { echo "/sys/fs/cgroup/evalx.$(sha256sum <<<"$STATE" | cut -c 1-12)"; }

enter_group() {
  local folder left
  grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null || return 0
  folder=$(group_folder)
  # What a killed daemon left: a group that hands controllers down takes no process.
  [[ ! -d $folder ]] || find "$folder" -depth -name cgroup.subtree_control |
    while read -r left; do echo "-memory -pids" >"$left" || true; done 2>/dev/null
  { mkdir -p "$folder" && echo "$BASHPID" >"$folder/cgroup.procs"; } || say "no control group of its own for the sandbox"
}

# The groups that a killed daemon left: those whose box user nobody leases.
remove_groups() {
  local group folder
  while read -r group; do
    flock -n "/run/evalx-isolate/uid-${group##*evalx-}" find "$group" -depth -type d -exec rmdir {} \; || true
  done < <(find /sys/fs/cgroup -maxdepth 4 -type d -name 'evalx-[0-9]*' 2>/dev/null)
  folder=$(group_folder)
  [[ ! -d $folder ]] || rmdir "$folder"/*/ "$folder" || true
} 2>/dev/null
