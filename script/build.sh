# Builds what changed, copies what runs, runs the tests.
# shellcheck shell=bash

# Exits unless the disk of a folder has the given number of MiB free.
need_disk() {
  local folder=$1 need=$2 free
  while [[ ! -d $folder ]]; do folder=$(dirname -- "$folder"); done
  free=$(df -Pm -- "$folder" | awk 'NR == 2 { print $4 }')
  ((free >= need)) || fail "The disk of $folder is full: $free MiB free, $need MiB needed."
}

server_archive() {
  if [[ $SERVER == liberty ]]; then
    echo "$ROOT/target/server/openliberty-runtime.zip"
  else
    echo "$ROOT/target/server/payara-micro.jar"
  fi
}

war_is_current() {
  local war=$ROOT/target/evalx.war
  [[ -s $war && -s $ROOT/target/artemis-rar.rar && -s $(server_archive) ]] &&
    [[ -z $(cd "$ROOT" && find pom.xml .mvn artemis src/main -newer "$war" -print -quit) ]]
}

maven() {
  local options=()
  # Newer JDKs print warnings about Maven's own libraries.
  (($(jdk_version "$JAVA") < 24)) ||
    options=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  (cd "$ROOT" && JAVA_HOME=$JAVA MAVEN_OPTS="${MAVEN_OPTS:-} ${options[*]}" ./mvnw -B "$@")
}

# Allows one build of a checkout at a time, also when its states differ.
build() {
  local lock profile=()
  [[ $SERVER == payara ]] || profile=(-P "$SERVER")
  exec {lock}<"$ROOT"
  flock -w 900 "$lock" || fail "Another build of $ROOT has not ended for 15 minutes."
  if ! war_is_current; then
    need_disk "$ROOT" 800
    [[ ! -e $ROOT/target || -w $ROOT/target ]] || fail "$ROOT/target belongs to another user: delete it first."
    step "Building the server (the first time takes minutes)"
    # Maven keeps the classes of sources that are gone, and the server would load them.
    rm -rf "$ROOT"/target/{classes,evalx,adapter}
    maven -q package -DskipTests "${profile[@]}" || fail "The server could not be built; the lines above say why."
  fi
  step "Building the sandbox"
  make -s -C "$ROOT/isolate" >&2 || fail "The sandbox could not be built; the lines above say why."
  exec {lock}<&-
}

# Runs a class of the server that was built, without a server.
run_class() {
  local built=$ROOT/target/evalx/WEB-INF
  "$JAVA/bin/java" -XX:TieredStopAtLevel=1 -cp "$built/classes:$built/lib/*" "$@"
}

# Runs a class of the adapter that was built, without a server.
run_adapter() { "$JAVA/bin/java" -XX:TieredStopAtLevel=1 -cp "$ROOT/target/adapter/*" "$@"; }

is_copy() { [[ -e $STATE/program/$2 && ! $1 -nt $STATE/program/$2 && ! $1 -ot $STATE/program/$2 ]]; }

war_to_run() { echo "${EVALX_WAR:-$ROOT/target/evalx.war}"; }

# Copies a file unless the copy has the same modification time, which it then gets.
copy_program() {
  local from=$1 to=$STATE/program/$2 mode=$3
  ! is_copy "$from" "$2" || return 0
  { as_root install -p -m "$mode" "$from" "$to.new" && as_root mv -f "$to.new" "$to"; } ||
    fail "$to cannot be written: is the disk full?"
}

copy_programs() {
  need_disk "$STATE" 400
  copy_program "$ROOT/target/artemis-rar.rar" artemis-rar.rar 644
  copy_program "$(war_to_run)" evalx.war 644
  copy_program "$ROOT/isolate/build/evalx-isolate" evalx-isolate 755
  ! has_broker || copy_broker
  "copy_$SERVER"
}

# Lists the classes with slow tests. Those that prove what no other test proves come first: Docker, that no job is lost,
# and languages beside the core.
slow_classes() {
  (
    cd "$ROOT/src/test/java" || exit
    printf '%s\n' DockerSandboxIT KillIT WorkerKillerIT OutsideBrokerIT DriversIT CrashRecoveryIT DaemonKillerIT WebhookCrashIT LanguagesIT
    grep -rl '@Tag("slow")' . | sed 's#.*/##; s#\.java$##' | sort
  ) | awk '!seen[$0]++'
}

# Runs one class on what the core run has built. The goals are named because each class would otherwise start a whole
# build.
test_slow_class() {
  maven failsafe:integration-test failsafe:verify -Dit.test="$1" -Dgroups=slow -DexcludedGroups= ||
    fail "Tests failed: target/failsafe-reports holds each one's output."
}

# The core's classes that share a product, on Open Liberty, but for tests of what Payara alone does; LibertyIT has what
# concerns Open Liberty alone.
test_core_on_liberty() {
  local classes
  classes=$(cd "$ROOT/src/test/java" && grep -rlE '@ExtendWith\(.*SharedProduct\.class|extends (AtTheConsole|AtThePages)' . | sed 's#.*/##; s#\.java$##' | paste -sd,)
  classes+=,AccessIT,CrossOriginIT,FollowAccessIT # of the product that needs tokens
  SERVER=liberty maven failsafe:integration-test failsafe:verify -Dit.test="$classes" -DexcludedGroups=slow,payara ||
    fail "Tests failed on Open Liberty: target/failsafe-reports holds each one's output."
}

# The long tests of the sandbox, among them ten thousand runs while every part is killed.
test_soak() {
  as_root make -s -C "$ROOT/isolate" soak || fail "The sandbox's soak test failed."
}

# Two minutes of faults under load: no submission is lost, and none ends twice.
test_chaos() {
  as_root "$ROOT/evalx" chaos --seed 1 --minutes 2 --submissions 800 --json "$ROOT/target/chaos.json" ||
    fail "A promise was broken under faults: the lines above and target/chaos.json say which."
}

test_sanitized() {
  as_root make -s -C "$ROOT/isolate" test-sanitized || fail "The sandbox's tests failed under gcc's sanitizers."
}

test_analyzed() {
  make -s -C "$ROOT/isolate" analyze || fail "The analyzer found something in the sandbox."
}

test_fuzzed() {
  as_root make -s -C "$ROOT/isolate" fuzz SECONDS=60 || fail "Fuzzing the sandbox's parser found something."
}

# Tests with cgroup v2 only, on Debian's kernel in a virtual machine.
test_on_other_kernel() {
  [[ $(uname -m) == x86_64 ]] || fail "The tests on another kernel are for x86_64."
  as_root nice "$ROOT/isolate/tests/qemu.sh" "$ROOT/target/qemu" || fail "The sandbox's tests on another kernel failed."
}

# Runs the slow tests part by part. Parts that have not begun at EVALX_TEST_UNTIL (seconds since 1970) are skipped
# and named.
run_slow_tests() {
  local part parts
  mapfile -t parts < <(slow_classes | sed 's/^/test_slow_class /')
  for part in test_on_other_kernel test_soak test_chaos test_analyzed test_fuzzed "${parts[@]}" test_core_on_liberty test_sanitized; do
    if ((${EVALX_TEST_UNTIL:-0} && $(date +%s) > EVALX_TEST_UNTIL)); then
      step "Skipped because time is up: $part"
    else
      step "Slow tests: $part"
      # shellcheck disable=SC2086 # a function and its argument
      $part
    fi
  done
}

# Runs the core tests, which take minutes, or all tests.
run_tests() {
  local all=$1
  need_root
  local packages=("${NEEDED[@]}" "${NEEDED_BY_TESTS[@]}")
  ! $all || packages+=("${NEEDED_BY_SLOW_TESTS[@]}")
  install_packages "${packages[@]}"
  choose_jdk
  SERVER=payara
  # The slow tests also start Open Liberty; its build includes Payara Micro.
  ! $all || SERVER=liberty
  build
  ! $all || maven -q -P slow-tests dependency:copy@s3proxy || fail "The tests' S3 server could not be fetched."
  test_core -DexcludedGroups=slow
  ! $all || run_slow_tests
  step "All tests passed; target/surefire-reports and target/failsafe-reports hold the details."
}
