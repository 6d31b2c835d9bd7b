# Messages, privileges and processes.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

# A progress line with the seconds since the start.
step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

# Prints one sentence on stderr and exits with status 1.
fail() {
  printf 'evalx: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# Runs a command as the app's user, from outside the supervisor.
as_app() {
  if [[ $APP_USER == "$(id -un)" ]]; then
    "$@"
  else
    as_root setpriv --reuid "$APP_USER" --regid "$(id -g "$APP_USER")" --init-groups "$@"
  fi
}

# Asks for the password once, at the start, where the user can see why.
need_root() {
  ((EUID == 0)) && return
  command -v sudo >/dev/null ||
    fail "Starting sandboxes needs root: run this as root, or install sudo."
  sudo -n true 2>/dev/null || sudo -v -p "evalx needs root for its sandbox; password of %p: " ||
    fail "Starting sandboxes needs root: run this as root, or as a user who may use sudo."
}

# Sets APP, the prefix of a command that runs as the app's user without privileges. Such a command inherits the
# supervisor's environment, which holds nothing but these two: secrets are exported, because every user of the
# machine can read the arguments of a process.
set_app() {
  APP=(setpriv --reuid "$APP_USER" --regid "$(id -g "$APP_USER")" --init-groups
    --inh-caps=-all --bounding-set=-all --no-new-privs)
  export HOME=$STATE/server LANG=C.UTF-8
}

# When a process started, in ticks since boot: together with its pid this names a process for good.
start_time() {
  local line
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  local fields
  read -ra fields <<<"${line##*) }"
  [[ ${fields[0]} != Z ]] && echo "${fields[19]}"
}

# Which state folder this is, since which start of the machine: a copy of the folder has the same pid files, but
# another identity, and so has the same folder after a reboot.
state_identity() {
  local boot
  read -r boot </proc/sys/kernel/random/boot_id
  echo "$(stat -c %d:%i "$STATE/run"):$boot"
}

# Renamed into place, so that a reader sees a whole file, also after a kill.
write_pid_file() {
  local started
  started=$(start_time "$2") || started=gone
  echo "$2 $started $(state_identity)" >"$STATE/run/.$1.pid" && mv -f -- "$STATE/run/.$1.pid" "$STATE/run/$1.pid"
}

# Prints the pid of a part that lives and was started from this very state; false when there is none.
pid_of() {
  local pid started identity
  { read -r pid started identity <"$STATE/run/$1.pid"; } 2>/dev/null || return 1
  [[ $identity == "$(state_identity)" && $(start_time "$pid") == "$started" ]] && echo "$pid"
}

# Ends a part with SIGTERM, and with SIGKILL after the given number of seconds. Does nothing when it does not run.
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
