# up, down and logs.
# shellcheck shell=bash

readonly START_LIMIT=240 # seconds from the start of the server until it must be ready

up() {
  local detach=$1
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

# From whatever the machine has to an EvalX in the chosen state that answers.
bring_up() {
  local detach=$1
  need_root
  install_packages "${NEEDED[@]}"
  choose_jdk
  host_is_named || fail "$NAMELESS"
  make_app_user
  choose_state
  need_own_state
  need_disk "$STATE" 400
  make_state
  begin_up
  choose_ports
  begin_toolchain
  build
  end_toolchain
  write_secrets
  copy_programs
  launch "$detach"
  await_start
}

# Java's servers look up the machine's own name.
host_is_named() { getent ahosts "$(uname -n)" >/dev/null; }
NAMELESS="This machine's own name cannot be looked up; run: echo '127.0.1.1 $(uname -n)' | sudo tee -a /etc/hosts"
readonly NAMELESS

# What root writes and runs must lie where nobody else can put something in its place.
need_own_state() {
  [[ ! -L $STATE ]] || fail "$STATE is a link: name the folder itself with --state."
  [[ ! -e $STATE || $(stat -c %u "$STATE") == 0 ]] ||
    fail "$STATE belongs to another user than root: choose another folder with --state."
  [[ ! -d $STATE/run ]] || need_stopped
}

need_stopped() {
  ! supervised || {
    read_settings || true
    fail "EvalX already runs at $(base_url) with its data in $STATE: ./evalx down stops it."
  }
}

supervised() { ! flock -n "$STATE/run" true; }

# One start of a state at a time; ends what a killed supervisor left.
begin_up() {
  exec {UP_LOCK}<"$STATE"
  flock -n "$UP_LOCK" || fail "Another ./evalx up is already starting EvalX in $STATE."
  need_stopped
  end_in_state
}

# PORT and SERVER are as asked. The other two move on to a free one unless they were asked for; a second start keeps them.
choose_ports() {
  local redis_wanted=${REDIS_PORT:-} broker_wanted=${BROKER_PORT:-}
  local host=${HOST:-127.0.0.1} port=${PORT:-3000} server=${SERVER:-payara}
  read_settings || true
  HOST=$host PORT=$port SERVER=$server
  [[ $SERVER == payara || $SERVER == liberty ]] || fail "SERVER must be payara or liberty, not '$SERVER'."
  need_port PORT "$PORT" "$HOST"
  PARTS="redis sandbox server"
  [[ -z ${REDIS_URL:-}${REDIS_URL_FILE:-} ]] || PARTS=${PARTS/redis /}
  [[ ${ROLE:-all} != api ]] || PARTS=${PARTS/sandbox /}
  REDIS_PORT=$(free_port REDIS_PORT "$redis_wanted" "${REDIS_PORT:-6390}")
  BROKER_PORT=$(free_port BROKER_PORT "$broker_wanted" "${BROKER_PORT:-61616}")
}

need_port() {
  local name=$1 port=$2 host=$3
  [[ $port =~ ^[1-9][0-9]{0,4}$ && $port -le 65535 ]] || fail "$name must be a port from 1 to 65535, not '$port'."
  [[ $host != 0.0.0.0 && $host != :: ]] || host=127.0.0.1
  ! port_taken "$host" "$port" || fail "Port $port is taken by another program: choose another with $name=..."
}

free_port() {
  local name=$1 wanted=$2 port=$3
  if [[ -n $wanted ]]; then
    need_port "$name" "$wanted" 127.0.0.1
    echo "$wanted"
    return
  fi
  while [[ $port == "$PORT" ]] || port_taken 127.0.0.1 "$port"; do ((++port)); done
  echo "$port"
}

# Starts the supervisor. In the foreground it follows the life of a `tail` that shows what it says and
# that ends with this shell, so that no way of dying leaves anything running.
launch() {
  : | write_file root 644 "$STATE/log/supervisor.log"
  OWNER=
  if ! $1; then
    tail -q -n 0 -F --pid=$$ "$STATE/log/supervisor.log" 2>/dev/null {UP_LOCK}<&- &
    OWNER="$! $(start_time $!)"
  fi
  write_settings
  SERVER_LOG_START=$(stat -c %s "$STATE/log/server.log" 2>/dev/null || echo 0)
  trap 'exit 130' INT TERM HUP
  trap stop_all EXIT
  # shellcheck disable=SC2016
  as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin setsid --fork bash -c \
    'exec "$0" supervise --state "$1" >>"$1/log/supervisor.log" 2>&1' "$ROOT/evalx" "$STATE" \
    </dev/null >/dev/null 2>&1 {UP_LOCK}<&-
  local deadline=$((SECONDS + 15))
  until supervised; do
    ((SECONDS < deadline)) || fail "The supervisor did not start: $(tail -n 1 "$STATE/log/supervisor.log")"
    sleep 0.1
  done
}

await_start() {
  local deadline=$((SECONDS + START_LIMIT)) url
  url=$(base_url)
  [[ $PARTS != *redis* ]] || await "Redis listens on port $REDIS_PORT" port_taken 127.0.0.1 "$REDIS_PORT"
  [[ $PARTS != *sandbox* ]] || await "The sandbox daemon listens" test -S "$STATE/sandbox/evalx-isolate.sock"
  ! serves || await "The server answers on port $PORT" answers "$url/languages"
  await "EvalX is ready" answers "$url/health/ready"
  ! serves || await "Languages are offered" offers
}

# Whether clients may send submissions here, as those of the samples.
serves() { [[ ${ROLE:-all} != worker ]]; }

# Whether there is an answer that is no error, or one that asks for a token.
answers() {
  local status
  status=$(curl -sS -m 5 -o /dev/null -w '%{http_code}' "$1" 2>/dev/null) && [[ $status == 200 || $status == 401 ]]
}

# Whether some worker offers a language: another node may do the work.
offers() { api "$(base_url)/languages" 2>/dev/null | jq -e 'any(.languages[]; .works)' >/dev/null 2>&1; }

# Waits for a condition of the start; when it cannot come any more, says why and ends everything.
await() {
  local text=$1 reason
  shift
  until "$@"; do
    if reason=$(start_failure); then fail "$reason"; fi
    if ((SECONDS >= deadline)); then
      reason=$(unready) || true
      fail "EvalX was not ready within $START_LIMIT s: ${reason:-see ./evalx logs}"
    fi
    sleep 0.2
  done
  step "$text"
}

# Prints why the start has failed; false while it has not.
start_failure() {
  local part reason
  reason=$(server_words | sed -n 's/.*BadSetting: //p' | head -n 1)
  if [[ -n $reason ]]; then
    echo "A setting cannot be used: $reason"
  elif server_words | grep -Eq 'Exception while loading the app|CWWKZ000[24]E:'; then
    reason=$(server_words | sed -n '/^[a-z.]*[A-Z][A-Za-z]*Exception: /p' | grep -v 'Exception List' | head -n 1)
    echo "The server could not load EvalX: ${reason:-see ./evalx logs server}"
  elif part=$(sed -n 's/.* \([a-z]*\) ended with status.*/\1/p;T;q' "$STATE/log/supervisor.log") && [[ -n $part ]]; then
    [[ $part != server ]] || reason=$(server_words | grep '^Caused by: ' | tail -n 1)
    echo "The part '$part' did not start: ${reason:-$(tail -n 1 "$STATE/log/$part.log")}"
  elif ! supervised; then
    echo "EvalX was stopped while it started."
  else
    return 1
  fi
}

# What the server has logged since this start.
server_words() { tail -c "+$((SERVER_LOG_START + 1))" "$STATE/log/server.log" 2>/dev/null; }

# What /health/ready complains of.
unready() {
  curl -sS -m 5 "$(base_url)/health/ready" 2>/dev/null |
    jq -r '[.checks[] | select(.status != "UP") | "\(.name) \(.data // {} | tostring)"] | join("; ")' 2>/dev/null
}

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

# The foreground: until Ctrl-C here or `down` elsewhere.
await_end() {
  trap 'exit 0' INT TERM HUP
  while pid_of supervisor >/dev/null; do sleep 0.5; done
}

# Ends the supervisor and all parts of a state, also when some of them were killed.
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
  end_in_state
  if $wipe; then
    [[ -d $STATE/secrets ]] || fail "$STATE holds no data of EvalX; nothing was deleted."
    as_root rm -rf -- "$STATE"
    say "EvalX is stopped, and $STATE is deleted."
  else
    say "EvalX is stopped; its data stays in $STATE."
  fi
}

logs() {
  choose_state
  local name=${1:-} log
  [[ -d $STATE/log ]] || fail "There are no logs: EvalX was never started with its data in $STATE."
  for log in supervisor server sandbox redis; do
    [[ -z $name || $name == "$log" ]] || continue
    say "==> $STATE/log/$log.log"
    tail -n 100 "$STATE/log/$log.log" 2>/dev/null || true
  done
  [[ -z $name || -e $STATE/log/$name.log ]] || fail "There is no log named $name: supervisor, server, sandbox, redis."
}
