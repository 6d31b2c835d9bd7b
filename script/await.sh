# What `up` waits for once the supervisor is launched, and why a start has failed.
# shellcheck shell=bash

readonly START_LIMIT=240 # seconds from the launch of the supervisor until the server must be ready
readonly SLOW_AFTER=15   # seconds of waiting after which `up` says what it waits for

await_start() {
  local deadline=$((SECONDS + START_LIMIT)) conflict='' url
  url=$(base_url)
  [[ $PARTS != *redis* ]] || await "Redis listens on port $REDIS_PORT" own_part_listens redis 127.0.0.1 "$REDIS_PORT"
  [[ $PARTS != *cache* ]] ||
    await "The cache listens on port $CACHE_PORT" own_part_listens cache 127.0.0.1 "$CACHE_PORT"
  ! has_broker ||
    await "The broker listens on port $BROKER_PORT, its console at http://127.0.0.1:$CONSOLE_PORT/console" \
      own_part_listens broker "${BROKER_HOST:-127.0.0.1}" "$BROKER_PORT"
  [[ $PARTS != *sandbox* ]] || await "The sandbox daemon listens" test -S "$STATE/sandbox/evalx-isolate.sock"
  await "The server listens on port $PORT" own_part_listens server "$HOST" "$PORT"
  exec {PORTS_LOCK}<&-
  ! serves || await "The server answers" answers "$url/languages"
  await "EvalX is ready" answers "$url/health/ready"
  case ${ROLE:-all} in
    all) await "Languages are offered" offers ;;
    api) offers || step "No worker offers a language yet: start a node with ROLE=worker" ;;
  esac
}

# Whether a part of this state, and not another program, listens on a port.
own_part_listens() { port_taken "$2" "$3" && part_listens_for_root "$1" "$3"; }

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
      if reason=$(health_problems); then
        [[ $reason != *"refuses the account"* ]] || fail "$reason"
        step "Still waiting: $reason"
      fi
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
