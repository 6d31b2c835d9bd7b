# up and down.
# shellcheck shell=bash

readonly START_LIMIT=240 # seconds from the launch of the supervisor until the server must be ready
readonly UP_LIMIT=1200   # seconds that an `up` may take, which another one waits for
readonly SLOW_AFTER=15   # seconds of waiting after which `up` says what it waits for

up() {
  local detach=$1
  need_root
  choose_state
  need_usable_state
  leave_if_running
  bring_up "$detach"
  ! serves || run_samples
  exec {UP_LOCK}<&-
  if $detach; then
    trap - EXIT
    step "EvalX runs at $(base_url); ./evalx down stops it"
  else
    step "EvalX runs at $(base_url); Ctrl-C stops it"
    await_end
  fi
}

# From a bare machine to an EvalX in the chosen state that answers.
bring_up() {
  local detach=$1
  install_packages "${NEEDED[@]}"
  choose_jdk
  warn_of_unknown_settings
  host_is_named || fail "$NAMELESS"
  make_app_user
  need_disk "$STATE" 400
  make_state
  begin_up
  choose_settings
  begin_toolchain
  build
  end_toolchain
  write_environment
  check_own_redis REDIS_URL
  check_own_redis CACHE_REDIS_URL
  copy_programs
  choose_ports
  write_secrets
  launch "$detach"
  await_start
}

# Java's servers look up the machine's own name.
host_is_named() { getent ahosts "$(uname -n)" >/dev/null; }
NAMELESS="This machine's own name cannot be looked up; run: echo '127.0.1.1 $(uname -n)' | sudo tee -a /etc/hosts"
readonly NAMELESS

supervised() { [[ -d $STATE/run ]] && ! flock -n "$STATE/run" true; }

# Exits with success when EvalX already runs in this state and no other `up` is still starting it.
leave_if_running() {
  local reason
  if ! supervised || ! flock -n "$STATE" true; then return; fi
  read_settings || true
  say "EvalX already runs at $(base_url) with its data in $STATE; ./evalx down stops it."
  ! reason=$(unready) || say "It is not ready: $reason"
  exit 0
}

# Lets one `up` of a state in at a time, and ends what a killed supervisor left.
begin_up() {
  exec {UP_LOCK}<"$STATE"
  if ! flock -n "$UP_LOCK"; then
    step "Another ./evalx up is starting EvalX in $STATE: waiting for it"
    flock -w "$UP_LIMIT" "$UP_LOCK" || fail "The other ./evalx up has not ended within $UP_LIMIT s."
    if supervised; then
      exec {UP_LOCK}<&-
      leave_if_running
    fi
  fi
  end_in_state
}

# Takes PORT and SERVER as given, and refuses ports that the user asked for and cannot have, before a long build.
choose_settings() {
  local name wanted
  HOST=${HOST:-127.0.0.1} PORT=${PORT:-3000} SERVER=${SERVER:-payara}
  WANTED_REDIS_PORT=${REDIS_PORT:-} WANTED_CACHE_PORT=${CACHE_PORT:-} WANTED_BROKER_PORT=${BROKER_PORT:-}
  read_settings REDIS_PORT CACHE_PORT BROKER_PORT || true
  [[ $SERVER == payara || $SERVER == liberty ]] || fail "SERVER must be payara or liberty, not '$SERVER'."
  need_port PORT "$PORT" "$HOST"
  need_address "$HOST" "$PORT" HOST PORT
  for name in REDIS_PORT CACHE_PORT BROKER_PORT; do
    wanted=WANTED_$name
    [[ -z ${!wanted} ]] || need_port "$name" "${!wanted}" 127.0.0.1
  done
  PARTS="redis cache sandbox server"
  [[ -z ${REDIS_URL:-}${REDIS_URL_FILE:-} ]] || PARTS=${PARTS/redis /}
  [[ -z ${CACHE_REDIS_URL:-}${CACHE_REDIS_URL_FILE:-} && ${ROLE:-all} != api ]] || PARTS=${PARTS/cache /}
  [[ ${ROLE:-all} != api ]] || PARTS=${PARTS/sandbox /}
}

# Ends when a Redis of the user's own refuses the account in its URL, which EvalX would take for an outage.
check_own_redis() {
  local name=$1 file=$1_FILE answer status=0
  local url=${!name:-}
  [[ -n $url || -z ${!file:-} ]] || url=$(<"${!file}") || fail "$file cannot be read: ${!file}"
  [[ -n $url ]] || return 0
  answer=$(python3 -EsB "$ROOT/script/client/check_redis.py" <<<"$url") || status=$?
  case $status in
    0) ;;
    1) fail "Redis refuses the account in $name: $answer" ;;
    *) step "Warning: Redis does not answer at $name: $answer" ;;
  esac
}

# Ports that the user did not ask for are those of the last start, or the next free ones. Starts of other states
# wait here until the parts of this one listen, so that two starts never choose the same port.
choose_ports() {
  as_root install -d -m 755 "$CACHE/ports"
  exec {PORTS_LOCK}<"$CACHE/ports"
  flock -w "$START_LIMIT" "$PORTS_LOCK" || true
  need_port PORT "$PORT" "$HOST"
  REDIS_PORT=$(free_port REDIS_PORT "$WANTED_REDIS_PORT" "${REDIS_PORT:-6390}")
  CACHE_PORT=$(free_port CACHE_PORT "$WANTED_CACHE_PORT" "${CACHE_PORT:-$((REDIS_PORT + 1))}" "$REDIS_PORT")
  BROKER_PORT=$(free_port BROKER_PORT "$WANTED_BROKER_PORT" "${BROKER_PORT:-61616}" "$REDIS_PORT" "$CACHE_PORT")
}

# Starts the supervisor. In the foreground the supervisor lives as long as a `tail` that shows its messages and ends
# with this shell, so nothing keeps running however this shell dies.
launch() {
  : | write_file root 644 "$STATE/log/supervisor.log"
  OWNER=
  if ! $1; then
    tail -q -n 0 -F --pid=$$ "$STATE/log/supervisor.log" 2>/dev/null {UP_LOCK}<&- {PORTS_LOCK}<&- &
    OWNER="$! $(start_time $!)"
  fi
  write_settings
  SERVER_LOG_START=$(stat -c %s "$STATE/log/server.log" 2>/dev/null || echo 0)
  trap 'exit 130' INT TERM HUP
  trap stop_all EXIT
  # shellcheck disable=SC2016
  as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin setsid --fork bash -c \
    'exec "$0" supervise --state "$1" >>"$1/log/supervisor.log" 2>&1' "$ROOT/evalx" "$STATE" \
    </dev/null >/dev/null 2>&1 {UP_LOCK}<&- {PORTS_LOCK}<&-
  local deadline=$((SECONDS + 15))
  until supervised; do
    ((SECONDS < deadline)) || fail "The supervisor did not start: $(tail -n 1 "$STATE/log/supervisor.log")"
    sleep 0.1
  done
}

await_start() {
  local deadline=$((SECONDS + START_LIMIT)) conflict='' url
  url=$(base_url)
  [[ $PARTS != *redis* ]] || await "Redis listens on port $REDIS_PORT" own_part_listens redis 127.0.0.1 "$REDIS_PORT"
  [[ $PARTS != *cache* ]] ||
    await "The cache listens on port $CACHE_PORT" own_part_listens cache 127.0.0.1 "$CACHE_PORT"
  [[ $PARTS != *sandbox* ]] || await "The sandbox daemon listens" test -S "$STATE/sandbox/evalx-isolate.sock"
  await "The server listens on port $PORT" own_part_listens server "$HOST" "$PORT"
  exec {PORTS_LOCK}<&-
  ! serves || await "The server answers" answers "$url/languages"
  await "EvalX is ready" answers "$url/health/ready"
  ! serves || await "Languages are offered" offers
}

# Whether a part of this state, and not another program, listens on a port.
own_part_listens() {
  port_taken "$2" "$3" || return 1
  if ((EUID == 0)); then part_listens "$1" "$3"; else as_root "$ROOT/evalx" part-listens "$1" "$3" --state "$STATE"; fi
}

# Whether clients may send submissions here; the samples do.
serves() { [[ ${ROLE:-all} != worker ]]; }

# Whether a request is answered with success, or with the demand for a token.
answers() { [[ $(http_status "$1") =~ ^(200|401)$ ]]; }

# Whether some worker, which may be another node, offers a language.
offers() { api "$(base_url)/languages" 2>/dev/null | jq -e 'any(.languages[]; .works)' >/dev/null 2>&1; }

# Waits for a condition of the start. Fails with the reason as soon as the condition cannot come true any more.
await() {
  local text=$1 reason slow=$((SECONDS + SLOW_AFTER))
  shift
  until "$@"; do
    if reason=$(start_failure); then fail "$reason"; fi
    tell_conflict
    if ((SECONDS >= deadline)); then
      reason=${conflict:-$(unready)} || true
      fail "EvalX was not ready within $START_LIMIT s: ${reason:-see ./evalx logs}"
    fi
    if ((slow && SECONDS >= slow)); then
      slow=0
      ! reason=$(health_problems) || step "Still waiting: $reason"
    fi
    sleep 0.2
  done
  step "$text"
}

# Tells, once each time, that a part waits for a port that another program has taken meanwhile.
tell_conflict() {
  local now
  now=$(sed -n 's/^[^ ]* \([a-z]* waits for a port: .*\)/\1/p; s/^[^ ]* [a-z]* no longer waits for a port$//p' \
    "$STATE/log/supervisor.log" | tail -n 1)
  # In the foreground the supervisor's own line is shown.
  [[ -z $now || $now == "$conflict" || -n $OWNER ]] || step "$now; it starts when the port is free"
  conflict=$now
  # What the server logged until now does not count any more.
  [[ -z $now ]] || SERVER_LOG_START=$(stat -c %s "$STATE/log/server.log" 2>/dev/null || echo 0)
}

# Prints why the start has failed, or returns 1 while it has not.
start_failure() {
  local part reason
  if reason=$(server_failure) && ! broker_port_is_taken "$reason"; then
    echo "$reason"
  elif part=$(sed -n 's/.* \([a-z]*\) ended with status.*/\1/p;T;q' "$STATE/log/supervisor.log") && [[ -n $part ]]; then
    [[ $part != server ]] || reason=$(server_log | grep '^Caused by: ' | tail -n 1)
    echo "The part '$part' did not start: ${reason:-$(tail -n 1 "$STATE/log/$part.log")}"
  elif ! supervised; then
    echo "EvalX was stopped while it started."
  else
    return 1
  fi
}

# Whether a failure is a taken port of the embedded broker: the supervisor starts the server when it is free.
broker_port_is_taken() { [[ $1 == *BROKER_PORT* ]] && port_taken 127.0.0.1 "$BROKER_PORT"; }

# Stops what this shell started, however far it came.
stop_all() {
  trap '' INT TERM HUP
  trap - EXIT
  if [[ -n ${OWNER:-} ]]; then
    kill "${OWNER%% *}" 2>/dev/null || true
    flock -w 60 "$STATE/run" true || true
  else
    end_in_state
  fi
  say "EvalX is stopped."
}

# Stays in the foreground until Ctrl-C here or `down` elsewhere.
await_end() {
  trap 'exit 0' INT TERM HUP
  while pid_of supervisor >/dev/null; do sleep 0.5; done
}

# Ends the supervisor and all parts of a state, even if some of them were killed.
end_in_state() { as_root "$ROOT/evalx" end --state "$STATE"; }

end_all() {
  local pid
  if pid=$(pid_of supervisor); then
    kill -TERM "$pid" || true
    flock -w 60 "$STATE/run" true || kill -KILL "$pid"
  fi
  end_parts
  rm -f "$STATE/run/supervisor.pid" "$STATE/sandbox/evalx-isolate.sock"
}

down() {
  local wipe=$1
  choose_state
  if [[ ! -d $STATE/run ]]; then
    say "EvalX is not running: there is no $STATE."
    return
  fi
  need_root
  supervised || flock -n "$STATE" true ||
    fail "./evalx up is about to start EvalX in $STATE: stop it there, or try again when EvalX runs."
  end_in_state
  ! supervised || fail "EvalX still runs with its data in $STATE; end its supervisor first."
  if $wipe; then
    [[ -d $STATE/secrets ]] || fail "$STATE holds no data of EvalX; nothing was deleted."
    as_root rm -rf -- "$STATE"
    say "EvalX is stopped, and $STATE is deleted."
  else
    say "EvalX is stopped; its data stays in $STATE."
  fi
}
