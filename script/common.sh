# Words to the user, privileges and processes.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

# A progress line with the seconds since the start.
step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

# One sentence on stderr, and the end.
fail() {
  printf 'evalx: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# Asks for the password once, at the start, where a person can see why.
need_root() {
  ((EUID == 0)) && return
  command -v sudo >/dev/null ||
    fail "Starting sandboxes needs root: run this as root, or install sudo."
  sudo -n true 2>/dev/null || sudo -v -p "evalx needs root for its sandbox; password of %p: " ||
    fail "Starting sandboxes needs root: run this as root, or as a user who may use sudo."
}

# Commands with this in front run as the app's user, without privileges. Their environment is the
# supervisor's, which is empty but for this: an argument would show a secret to everybody.
set_app() {
  APP=(setpriv --reuid "$APP_USER" --regid "$(id -g "$APP_USER")" --init-groups
    --inh-caps=-all --bounding-set=-all --no-new-privs)
  export HOME=$STATE/server LANG=C.UTF-8
}

# When a process started, in ticks since boot: with its pid it names a process for good.
start_time() {
  local line
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  local fields
  read -ra fields <<<"${line##*) }"
  [[ ${fields[0]} != Z ]] && echo "${fields[19]}"
}

# Writes the pid file of a part.
note_pid() {
  local started
  started=$(start_time "$2") || started=gone
  echo "$2 $started" >"$STATE/run/$1.pid"
}

# Prints the pid of a part that lives and is the one we started.
pid_of() {
  local pid started
  { read -r pid started <"$STATE/run/$1.pid"; } 2>/dev/null || return 1
  [[ $(start_time "$pid") == "$started" ]] && echo "$pid"
}

# Ends a part: SIGTERM, and SIGKILL after so many seconds. Nothing when it does not run.
stop_part() {
  local pid deadline=$((SECONDS + $2))
  pid=$(pid_of "$1") || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  while pid_of "$1" >/dev/null; do
    if ((SECONDS >= deadline)); then
      kill -KILL "$pid" 2>/dev/null
      say "$1 did not end within $2 s and was killed"
      deadline=$((SECONDS + 10))
    fi
    sleep 0.1
  done
  rm -f "$STATE/run/$1.pid"
}

# Whether something listens on a TCP port of this machine.
port_taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }
