# Checks the machine and the running parts, and prints a line for each check, with a remedy where one fails.
# shellcheck shell=bash

good() { printf 'ok    %s\n' "$*"; }
warn() { printf 'warn  %s\n' "$*"; }
bad() {
  printf 'FAIL  %s\n' "$*"
  FAILURES=$((FAILURES + 1))
}

doctor() {
  FAILURES=0
  check_system
  check_packages
  check_kernel
  check_isolate
  choose_state
  check_disk
  check_parts
  ((FAILURES == 0)) || fail "$FAILURES of these checks must be fixed first."
}

check_system() {
  good "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), kernel $(uname -r), $(nproc) cores"
  host_is_named || bad "$NAMELESS"
  if ((EUID == 0)); then
    good "root: the app runs as the user evalx"
  elif command -v sudo >/dev/null; then
    good "an ordinary user with sudo: only the sandbox daemon runs as root"
  else
    bad "no root and no sudo: run this as root, or install sudo"
  fi
}

check_packages() {
  local jdk missing
  if jdk=$(find_jdk); then
    good "JDK $(jdk_version "$jdk") in $jdk"
  else
    bad "$jdk"
  fi
  mapfile -t missing < <(missing_packages "${NEEDED[@]}")
  if ((${#missing[@]})); then
    bad "missing packages: ./evalx up installs them, or run: sudo apt-get install ${missing[*]}"
  else
    good "compilers, interpreters, Redis and tools are installed"
  fi
}

check_kernel() {
  if grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null; then
    good "cgroup v2 with the memory controller"
  elif awk '$3 == "cgroup" && $4 ~ /memory/ { found = 1 } END { exit !found }' /proc/mounts; then
    good "cgroup v1 with the memory controller"
  else
    warn "no cgroup memory controller: memory limits hold for each process, not for a whole program"
  fi
  if [[ $(sed -n 's/^Seccomp:\s*//p' /proc/self/status) ]]; then
    good "seccomp"
  else
    bad "no seccomp: use a kernel with CONFIG_SECCOMP_FILTER"
  fi
  local namespace
  for namespace in pid mnt ipc net; do
    [[ -e /proc/self/ns/$namespace ]] || bad "no $namespace namespaces: use a kernel with them"
  done
  if [[ -e /proc/self/ns/user && $(cat /proc/sys/user/max_user_namespaces 2>/dev/null || echo 0) -gt 0 ]]; then
    good "user namespaces"
  else
    warn "no user namespaces: the sandbox must run as root"
  fi
}

# A program with isolate's command line, where the settings may take it: the server starts it, which is not root.
check_isolate() {
  local path=${ISOLATE_PATH:-} usual
  [[ ${SANDBOX:-auto} == isolate || (${SANDBOX:-auto} == auto && ${USE_ISOLATE:-true} == true) ]] || return 0
  for usual in /usr/local/bin/isolate /usr/bin/isolate; do
    [[ -n $path || ! -x $usual ]] || path=$usual
  done
  if [[ -z $path ]]; then
    [[ ${SANDBOX:-auto} == auto ]] || bad "no isolate at its usual places: name it with ISOLATE_PATH"
  elif [[ ! -x $path ]]; then
    bad "ISOLATE_PATH is $path, which is no program"
  elif [[ ! -u $path || $(stat -L -c %u "$path") != 0 ]]; then
    warn "$path cannot make boxes, because it is not set-user-ID of root: chown root $path && chmod u+s $path"
  elif [[ -z ${ISOLATE_PATH:-} && ${SANDBOX:-auto} == auto ]]; then
    warn "$path is not used: ./evalx up lets the server start it only where ISOLATE_PATH names it"
  else
    good "$path is set-user-ID of root"
  fi
}

check_disk() {
  local folder=$STATE free
  while [[ ! -d $folder ]]; do folder=$(dirname -- "$folder"); done
  free=$(df -Pm -- "$folder" | awk 'NR == 2 { print $4 }')
  if ((free < 400)); then
    bad "$free MiB free for $STATE: 400 MiB are needed"
  else
    good "$free MiB free for $STATE"
  fi
}

check_parts() {
  local part
  if ! read_settings || ! pid_of supervisor >/dev/null; then
    warn "EvalX is not running with its data in $STATE: ./evalx up starts it"
    check_free_port
    return
  fi
  for part in $PARTS; do
    if pid_of "$part" >/dev/null; then
      good "$part runs, process $(pid_of "$part")"
    else
      bad "$part does not run: ./evalx logs $part"
    fi
  done
  part=$(slow_start)
  [[ -z $part ]] || warn "$part"
  check_health
}

check_free_port() {
  local port=${PORT:-3000}
  if port_taken 127.0.0.1 "$port"; then
    bad "port $port is taken by $(port_holders "$port"): choose another with PORT=..."
  else
    good "port $port is free"
  fi
}

# Each check of /health with its data, and what the host does not give the sandbox.
check_health() {
  local health status name data line
  if ! health=$(operator_api -m 5 "$(base_url)/health" 2>/dev/null); then
    bad "the server does not answer at $(base_url): ./evalx logs server"
    return
  elif ! jq -e ".checks | length > 0" <<<"$health" >/dev/null 2>&1; then
    if answers "$(base_url)/health/ready"; then good "the server is ready"; else bad "the server is not ready"; fi
    warn "the server does not say more without an administrator's token: set ADMIN_TOKEN"
    return
  fi
  while IFS=$'\t' read -r status name data; do
    line="$name is $status${data:+ ($data)}"
    if [[ $status == UP ]]; then good "$line"; else bad "$line: $(remedy "$name")"; fi
  done < <(jq -r '.checks[] | [.status, .name,
    ([.data // {} | to_entries[] | select(.value != "") | "\(.key) \(.value)"] | join(", "))] | @tsv' <<<"$health")
  ! jq -e '.checks[] | select(.name == "sandbox") | .data | .driver == "native" and .warm_starts == false' <<<"$health" >/dev/null ||
    warn "this host has no warm starts: these need control groups, on version 2 with Linux 6.12 or newer"
  while read -r line; do warn "$line"; done < <(jq -r '.checks[] | select(.name == "sandbox") | .data.degraded // ""
    | select(. != "") | split("; ")[] | if test("^[a-z]+ does not work: ") then . else "this host lacks \(.)" end' \
    <<<"$health")
}
