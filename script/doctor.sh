# Checks the machine and the running parts: a line each, with a remedy.
# shellcheck shell=bash

good() { printf 'ok    %s\n' "$*"; }
doubt() { printf 'warn  %s\n' "$*"; }
bad() {
  printf 'FAIL  %s\n' "$*"
  FAILURES=$((FAILURES + 1))
}

doctor() {
  FAILURES=0
  check_system
  check_packages
  check_kernel
  choose_state
  check_disk
  check_parts
  ((FAILURES == 0)) || fail "$FAILURES of these must be mended first."
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
    bad "packages are missing: ./evalx up installs them, or: sudo apt-get install ${missing[*]}"
  else
    good "compilers, interpreters, Redis and tools"
  fi
}

check_kernel() {
  if grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null; then
    good "control groups version 2 with memory"
  elif awk '$3 == "cgroup" && $4 ~ /memory/ { found = 1 } END { exit !found }' /proc/mounts; then
    good "control groups version 1 with memory"
  else
    doubt "no memory control group: limits hold for each process, not for all of a program together"
  fi
  if [[ $(sed -n 's/^Seccomp:\s*//p' /proc/self/status) ]]; then
    good "seccomp"
  else
    bad "no seccomp: use a kernel with CONFIG_SECCOMP_FILTER"
  fi
  local namespace
  for namespace in pid mnt ipc net; do
    [[ -e /proc/self/ns/$namespace ]] || bad "no $namespace namespaces: use a kernel that has them"
  done
  if [[ -e /proc/self/ns/user && $(cat /proc/sys/user/max_user_namespaces 2>/dev/null || echo 0) -gt 0 ]]; then
    good "user namespaces"
  else
    doubt "no user namespaces: the sandbox works as root only"
  fi
}

check_disk() {
  local folder=$STATE free
  while [[ ! -d $folder ]]; do folder=$(dirname -- "$folder"); done
  free=$(df -Pm -- "$folder" | awk 'NR == 2 { print $4 }')
  if ((free < 400)); then
    bad "$free MiB free for $STATE: 400 are needed"
  else
    good "$free MiB free for $STATE"
  fi
}

check_parts() {
  local part
  if ! read_settings || ! pid_of supervisor >/dev/null; then
    doubt "EvalX is not running with its data in $STATE: ./evalx up starts it"
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
  check_health
}

check_free_port() {
  if port_taken 127.0.0.1 "${PORT:-3000}"; then
    bad "port ${PORT:-3000} is taken by another program: choose another with PORT=..."
  else
    good "port ${PORT:-3000} is free"
  fi
}

check_health() {
  local health line
  if ! health=$(curl -sS -m 5 "$(base_url)/health" 2>/dev/null); then
    bad "the server does not answer at $(base_url): ./evalx logs server"
    return
  fi
  while IFS=$'\t' read -r status line; do
    if [[ $status == UP ]]; then good "$line"; else bad "$line: ./evalx logs server"; fi
  done < <(jq -r '.checks[] | [.status,
    "\(.name) is \(.status)\(if .data != {} and .data then " (" + ([.data | to_entries[] | select(.value != "") | "\(.key) \(.value)"] | join(", ")) + ")" else "" end)"] | @tsv' <<<"$health")
  while read -r line; do doubt "$line"; done < <(jq -r '.checks[] | select(.name == "sandbox") | .data.degraded // "" |
    select(. != "") | split("; ")[] | if test("^[a-z]+ does not work: ") then . else "this host lacks \(.)" end' <<<"$health")
}
