# up and down.
# shellcheck shell=bash

readonly UP_LIMIT=1200 # seconds that an `up` may take, which another one waits for

up() {
  local detach=$1
  need_root
  choose_state
  need_usable_state
  install_packages "${NEEDED[@]}"
  choose_jdk
  warn_of_unknown_settings
  if supervised && ! starting; then leave_if_unchanged; fi
  bring_up "$detach"
  ! { serves && offers; } || run_samples
  exec {UP_LOCK}<&-
  ask_for_later_headers
  if $detach; then
    trap - EXIT
    step "EvalX runs at $(base_url); ./evalx down stops it"
  else
    step "EvalX runs at $(base_url); Ctrl-C stops it"
    await_end
  fi
}

# From a bare machine to an EvalX in the chosen state that answers. Sets PREPARED to whether that took preparations
# which last for all later starts on this machine.
bring_up() {
  local detach=$1
  PREPARED=false
  host_is_named || fail "$NAMELESS"
  make_app_user
  need_disk "$STATE" 400
  make_state
  begin_up
  check_state_form
  [[ ! -e $STATE/restored ]] || keep_settings
  choose_settings
  install_wanted_languages
  begin_toolchain
  build
  end_toolchain
  check_own_redis REDIS_URL
  check_own_redis CACHE_REDIS_URL
  check_own_broker
  check_replacement
  write_environment
  # The files of a running Open Liberty cannot be replaced.
  [[ $SERVER != liberty ]] || end_replaced
  copy_programs
  choose_ports
  write_secrets
  end_replaced
  migrate_state
  launch "$detach"
  await_start
  as_root rm -f "$STATE/restored"
}

# Java's servers look up the machine's own name.
host_is_named() { getent ahosts "$(uname -n)" >/dev/null; }
NAMELESS="This machine's own name cannot be looked up; run: echo '127.0.1.1 $(uname -n)' | sudo tee -a /etc/hosts"
readonly NAMELESS

supervised() { [[ -d $STATE/run ]] && ! flock -n "$STATE/run" true; }

# Whether an `up` is at work: it holds the lock on the state until EvalX is ready.
starting() { [[ -d $STATE ]] && ! flock -n "$STATE" true; }

# Lets one `up` of a state in at a time, and ends what a killed supervisor left. Sets REPLACES to whether EvalX runs.
begin_up() {
  exec {UP_LOCK}<"$STATE"
  if ! flock -n "$UP_LOCK"; then
    step "Another ./evalx up is starting EvalX in $STATE: waiting for it"
    flock -w "$UP_LIMIT" "$UP_LOCK" || fail "The other ./evalx up has not ended within $UP_LIMIT s."
    ! supervised || leave_if_unchanged
  fi
  REPLACES=true
  supervised || { REPLACES=false && end_in_state; }
}

# Takes PORT and SERVER as given, and refuses ports that the user asked for and cannot have, before a long build.
choose_settings() {
  local name wanted
  HOST=${HOST:-127.0.0.1} PORT=${PORT:-3000} SERVER=${SERVER:-payara}
  WANTED_REDIS_PORT=${REDIS_PORT:-} WANTED_CACHE_PORT=${CACHE_PORT:-} WANTED_BROKER_PORT=${BROKER_PORT:-}
  WANTED_CONSOLE_PORT=${CONSOLE_PORT:-} WANTED_AMQP_PORT=${AMQP_PORT:-} BROKER_HOME='' BROKER_JAVA=''
  read_settings REDIS_PORT CACHE_PORT BROKER_PORT CONSOLE_PORT || true
  BACKUP_TO=${BACKUP_TO:-} BACKUP_HOURS=${BACKUP_HOURS:-24}
  [[ -z $BACKUP_TO || $BACKUP_TO == s3://?* ]] || fail "BACKUP_TO must look like s3://bucket/folder, not '$BACKUP_TO'."
  [[ $BACKUP_HOURS =~ ^[1-9][0-9]{0,3}$ ]] || fail "BACKUP_HOURS must be a whole number from 1 to 9999, not '$BACKUP_HOURS'."
  [[ $SERVER == payara || $SERVER == liberty ]] || fail "SERVER must be payara or liberty, not '$SERVER'."
  need_port PORT "$PORT" "$HOST"
  need_address "$HOST" "$PORT" HOST PORT
  need_different_ports
  for name in REDIS_PORT CACHE_PORT BROKER_PORT CONSOLE_PORT; do
    wanted=WANTED_$name
    [[ -z ${!wanted} ]] || need_port "$name" "${!wanted}" 127.0.0.1
  done
  [[ -n ${ARTEMIS_URL:-}${ARTEMIS_URL_FILE:-} ]] || need_broker_address
  PARTS="redis cache sandbox server"
  [[ -z ${REDIS_URL:-}${REDIS_URL_FILE:-} ]] || PARTS=${PARTS/redis /}
  [[ -z ${CACHE_REDIS_URL:-}${CACHE_REDIS_URL_FILE:-} && ${ROLE:-all} != api ]] || PARTS=${PARTS/cache /}
  [[ ${ROLE:-all} != api ]] || PARTS=${PARTS/sandbox /}
  ! ${WANTED_BROKER:-false} || { check_broker_settings && PARTS=${PARTS/server/broker server}; }
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

# The same of a broker of the user's own. What only the server can read is left to it.
check_own_broker() {
  local answer file status=0
  [[ -n ${ARTEMIS_URL:-}${ARTEMIS_URL_FILE:-} ]] || return 0
  for file in ARTEMIS_URL_FILE ARTEMIS_PASSWORD_FILE; do [[ -z ${!file:-} || -r ${!file} ]] || return 0; done
  answer=$(forget_unreadable_files && run_adapter evalx.adapter.CheckAccount 2>/dev/null) || status=$?
  case $status in
    0) ;;
    3) fail "${answer^}" ;;
    *) step "Warning: ${answer:-the broker could not be asked}" ;;
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
  CONSOLE_PORT=$(free_port CONSOLE_PORT "$WANTED_CONSOLE_PORT" "${CONSOLE_PORT:-8161}" "$REDIS_PORT" "$CACHE_PORT" \
    "$BROKER_PORT")
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
  as_root cat "$STATE/secrets/environment" | contents | write_file root 600 "$STATE/run/contents"
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

# Stops what this shell started, however far it came.
stop_all() {
  trap '' INT TERM HUP
  trap - EXIT
  if [[ -n ${OWNER:-} ]]; then
    kill "${OWNER%% *}" 2>/dev/null || true
    flock -w "$(stop_limit)" "$STATE/run" true || true
  else
    end_in_state
  fi
  say "EvalX is stopped."
}

# Stays in the foreground until Ctrl-C here or `down` elsewhere.
await_end() {
  trap 'exit 0' INT TERM HUP
  # The supervisor holds this lock as long as it lives; a signal ends the wait.
  flock "$STATE/run" true &
  wait $!
  if supervised || starting; then
    trap - EXIT
    say "Another ./evalx up has replaced this EvalX."
  fi
}

# Ends the supervisor and all parts of a state, even if some of them were killed. With `now`, jobs in hand get no
# time to finish; with `keep`, Redis and the cache run on where they can.
end_in_state() { as_root "$ROOT/evalx" end "$@" --state "$STATE"; }

end_all() {
  local how=${1:-} pid signal=TERM
  [[ $how != keep ]] || signal=USR1
  if pid=$(pid_of supervisor); then
    kill -"$signal" "$pid" || true
    [[ $how != now ]] || hurry_server
    flock -w "$(stop_limit)" "$STATE/run" true || kill -KILL "$pid"
  fi
  end_parts "$how"
  rm -f "$STATE/run/supervisor.pid" "$STATE/sandbox/evalx-isolate.sock"
}

# Whether a state of EvalX is there, also one that was restored and never started, or whose restore was killed.
holds_data() {
  [[ -d $STATE/run && -d $STATE/secrets ]] || { [[ -d $STATE/data && -e $STATE/settings ]] && grep -Eqsx '[0-9]{1,4}' "$STATE/version"; }
}

down() {
  local wipe=$1
  choose_state
  if [[ ! -d $STATE/run ]] && ! { $wipe && holds_data; }; then
    say "EvalX is not running: there is no $STATE."
    return
  fi
  need_root
  supervised || ! starting ||
    fail "./evalx up is about to start EvalX in $STATE: stop it there, or try again when EvalX runs."
  if [[ ! -d $STATE/run ]]; then
    : # restored, and never started
  elif $wipe; then end_in_state now; else end_in_state; fi
  ! supervised || fail "EvalX still runs with its data in $STATE; end its supervisor first."
  if $wipe; then
    holds_data || fail "$STATE holds no data of EvalX; nothing was deleted."
    as_root rm -rf -- "$STATE"
    say "EvalX is stopped, and $STATE is deleted."
  else
    say "EvalX is stopped; its data stays in $STATE."
  fi
}
