# The core tests: those of the sandbox and those of the server, at the same time.
# shellcheck shell=bash

readonly SANDBOX_LOG=$ROOT/target/sandbox-tests.log
readonly END_LIMIT=30 # seconds in which tests that were told to end must have ended

test_sandbox() {
  step "Testing the sandbox; $SANDBOX_LOG takes its output"
  as_root make -s -C "$ROOT/isolate" test >"$SANDBOX_LOG" 2>&1 || {
    tail -n 60 "$SANDBOX_LOG" >&2
    fail "The sandbox's tests failed: $SANDBOX_LOG holds their output."
  }
  step "The sandbox's tests passed: $(grep '^Ran ' "$SANDBOX_LOG")"
}

# The sandbox's tests measure times, so they come first where the processors do not suffice for both.
test_server() {
  step "Testing the server with $("$JAVA/bin/java" -version 2>&1 | head -n 1)"
  renice -n 10 "$BASHPID" >/dev/null
  EVALX_IT_STATES=$CORE_STATES maven verify "$@" || fail "Tests failed: target/surefire-reports and target/failsafe-reports hold each one's output."
}

# Ends with the first failure. Each side is a process group of its own, which Ctrl-C at the terminal does not reach.
test_core() {
  CORE_TESTS=()
  CORE_STATES=$(mktemp -d "${EVALX_IT_STATES:-/tmp}/evalx-core-XXXXXX")
  chmod 711 "$CORE_STATES"
  trap end_core_tests EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  set -m
  test_sandbox </dev/null &
  CORE_TESTS+=($!)
  test_server "$@" </dev/null &
  CORE_TESTS+=($!)
  set +m
  wait -n || exit 1
  wait -n || exit 1
  trap - EXIT INT TERM HUP
  rmdir "$CORE_STATES"
}

# Tests that are cut off leave their products running.
end_core_tests() {
  local group state
  trap '' INT TERM HUP
  trap - EXIT
  for group in "${CORE_TESTS[@]}"; do as_root kill -TERM -- "-$group" || true; done 2>/dev/null
  for group in "${CORE_TESTS[@]}"; do await_end_of_group "$group"; done 2>/dev/null
  for state in "$CORE_STATES"/*; do
    [[ ! -d $state/run ]] || "$ROOT/evalx" down --wipe --state "$state" || true
  done
  as_root rm -rf -- "$CORE_STATES"
}

await_end_of_group() {
  local deadline=$((SECONDS + END_LIMIT))
  while as_root kill -0 -- "-$1"; do
    ((SECONDS < deadline)) || { as_root kill -KILL -- "-$1" && break; }
    sleep 0.2
  done
}
