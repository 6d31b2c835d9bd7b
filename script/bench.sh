# Measures EvalX against the same work done without it.
# shellcheck shell=bash

TOOL_PREFIX=()
START_UP=()

# Measures the EvalX at --url or in --state, or else one that it starts and deletes.
bench() {
  local words=() here=true
  while (($#)); do
    case $1 in
      --url) here=false ;;
      --json)
        [[ -n ${2:-} ]] || fail "--json needs a file."
        words+=(--json)
        set -- "$(realpath -m -- "$2")" "${@:3}"
        ;;
    esac
    words+=("$1")
    shift
  done
  [[ ! -t 2 ]] || words+=(--progress)
  need_root
  install_packages "${NEEDED[@]}" "${NEEDED_BY_BENCH[@]}"
  choose_jdk
  SERVER=${SERVER:-payara}
  build_bench
  run_bench --check "${words[@]}"
  # The sandbox alone needs no server.
  [[ ${words[0]:-} != sandbox ]] || here=false
  if $here; then
    if [[ -n $STATE ]]; then find_for_bench; else start_for_bench; fi
    words+=(--url "$(base_url)" --run "$STATE/run" "${START_UP[@]}")
  fi
  run_bench "${words[@]}"
}

find_for_bench() {
  choose_state
  { read_settings && pid_of server >/dev/null; } || fail "EvalX is not running in $STATE."
}

# Starts an EvalX without the limits that protect a server from its clients; it ends with this shell.
start_for_bench() {
  choose_state
  STATE=$STATE-bench
  need_usable_state
  ! supervised || fail "Another bench runs with its data in $STATE."
  PORT=${PORT:-$(PORT='' free_port PORT '' 3100)}
  export MAX_QUEUE_DEPTH=100000 RESULT_TTL=7200 RATE_LIMIT_PER_MINUTE=0 MAX_QUEUED_PER_CALLER=0 MAX_EVENT_STREAMS_PER_CLIENT=5000 LANGUAGES=${LANGUAGES:-core}
  local began=${EPOCHREALTIME//[.,]/}
  bring_up false >&2 # stops what it started if it fails
  trap 'stop_all >&2; as_root rm -rf -- "$STATE"' EXIT
  if $PREPARED; then
    step "Start-up is not measured: this one made what later ones find" >&2
  else
    START_UP=(--start-up-millis $(((${EPOCHREALTIME//[.,]/} - began) / 1000)))
  fi
}

build_bench() {
  local classes=$ROOT/target/test-classes/evalx/bench/Bench.class
  build >&2
  { make -s -C "$ROOT/isolate" bench &&
    { [[ -e $classes && -z $(find "$ROOT/src/test" "$ROOT/pom.xml" -newer "$classes" -print -quit) ]] ||
      { maven -q process-test-classes && touch "$classes"; }; }; } >&2 ||
    fail "The bench could not be built; the lines above say why."
}

run_bench() { run_tool evalx.bench.Bench "$@"; }

# Runs a load generator with a small heap, a single-threaded collector and the fast compiler only, because it
# shares the cores with what it measures. A signal ends it first, so that it can still report what it has.
# TOOL_PREFIX may be a command that runs it.
run_tool() {
  local client status=0
  (cd "$ROOT" && exec "${TOOL_PREFIX[@]}" "$JAVA/bin/java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -XX:-UsePerfData -cp "target/test-classes:target/classes:$(<target/test-classpath)" "$@") &
  client=$!
  trap 'kill -TERM "$client" 2>/dev/null || true' HUP INT TERM
  while wait "$client" || status=$?; kill -0 "$client" 2>/dev/null; do :; done
  trap - HUP INT TERM
  return "$status"
}
