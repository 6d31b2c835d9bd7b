# TCP ports: which ones the parts use, and who listens on them.
# shellcheck shell=bash

# Whether something accepts connections at an address and port of this machine.
port_taken() { (exec 3<>"/dev/tcp/$(reachable "$1")/$2") 2>/dev/null; }

# The address at which a listener on all addresses can be reached.
reachable() {
  case $1 in
    0.0.0.0) echo 127.0.0.1 ;;
    ::) echo ::1 ;;
    *) echo "$1" ;;
  esac
}

# Prints the processes that listen on a port, on whatever address. Needs root to see those of other users.
listeners() {
  local inode names=()
  while read -r inode; do names+=(-o -lname "socket:\\[$inode\\]"); done < <(
    awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10 }' \
      /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  ((${#names[@]})) || return 0
  # Processes that end meanwhile make find fail.
  { find /proc/[0-9]*/fd -maxdepth 1 \( "${names[@]:1}" \) -printf '%h\n' || true; } 2>/dev/null |
    cut -d / -f 3 | sort -u
}

# Whether a process is another one or descends from it.
descends_from() {
  local pid=$1
  while [[ -n $pid && $pid != 0 ]]; do
    [[ $pid != "$2" ]] || return 0
    pid=$(awk '$1 == "PPid:" { print $2 }' "/proc/$pid/status" 2>/dev/null)
  done
  return 1
}

# Whether a part, or a process that it started, listens on a port.
part_listens() {
  local part_pid pid
  part_pid=$(pid_of "$1") || return 1
  while read -r pid; do
    ! descends_from "$pid" "$part_pid" || return 0
  done < <(listeners "$2")
  return 1
}

# The same, asked by any user: root alone sees who listens.
part_listens_for_root() {
  if ((EUID == 0)); then part_listens "$@"; else as_root "$ROOT/evalx" part-listens "$@" --state "$STATE"; fi
}

# Names those who listen on a port: "process 4711 (nginx)".
port_holders() {
  local pid holders=''
  while read -r pid; do
    holders+="${holders:+, }process $pid ($(cat "/proc/$pid/comm" 2>/dev/null))"
  done < <(listeners "$1")
  echo "${holders:-another program}"
}

ports_of_broker() {
  echo "BROKER_PORT $(setting BROKER_HOST 127.0.0.1) $BROKER_PORT"
  [[ -z $(setting AMQP_PORT) ]] || echo "AMQP_PORT $(setting BROKER_HOST 127.0.0.1) $(setting AMQP_PORT)"
}

# The ports that a part listens on: variable, address and number, a line each.
ports_of() {
  case $1 in
    redis) echo "REDIS_PORT 127.0.0.1 $REDIS_PORT" ;;
    cache) echo "CACHE_PORT 127.0.0.1 $CACHE_PORT" ;;
    server)
      echo "PORT $HOST $PORT"
      has_broker || [[ -n $(setting ARTEMIS_URL)$(setting ARTEMIS_URL_FILE) ]] || ports_of_broker
      ;;
    broker)
      ports_of_broker
      echo "CONSOLE_PORT 127.0.0.1 $CONSOLE_PORT"
      ;;
  esac
}

part_listens_everywhere() {
  local name host port
  while read -r name host port; do
    part_listens "$1" "$port" || return 1
  done < <(ports_of "$1")
}

# Prints which port of a part is in the hands of another program; false when none is.
port_conflict() {
  local name host port
  while read -r name host port; do
    if port_taken "$host" "$port" && ! part_listens "$1" "$port"; then
      echo "port $port ($name) is taken by $(port_holders "$port")"
      return
    fi
  done < <(ports_of "$1")
  return 1
}

check_port_number() {
  [[ $2 =~ ^[1-9][0-9]{0,4}$ && $2 -le 65535 ]] || fail "$1 must be a port from 1 to 65535, not '$2'."
}

# The ports that the user asked for, and PORT: variable and number, a line each.
asked_ports() {
  local name wanted
  echo "PORT $PORT"
  for name in REDIS_PORT CACHE_PORT BROKER_PORT AMQP_PORT CONSOLE_PORT; do
    wanted=WANTED_$name
    [[ -z ${!wanted:-} ]] || echo "$name ${!wanted}"
  done
}

# Ends when two of them are the same.
need_different_ports() {
  local name port
  local -A taken=()
  while read -r name port; do
    [[ -z ${taken[$port]:-} ]] || fail "$name and ${taken[$port]} are both $port: each needs a port of its own."
    taken[$port]=$name
  done < <(asked_ports)
}

# Ends unless a port that the user asked for is free.
need_port() {
  local name=$1 port=$2 host=$3
  check_port_number "$name" "$port"
  ! port_taken "$host" "$port" || is_ours "$port" ||
    fail "Port $port is taken by $(as_root "$ROOT/evalx" port-holders "$port"): choose another with $name=..."
}

# Ends unless the app's user may listen at an address and port, which two variables set.
need_address() {
  local reason port=$2
  # What the server that runs holds cannot be tried, but whether this machine has the address can.
  ! is_ours "$port" || port=0
  # The app's user may not be able to read this checkout.
  reason=$(as_app /usr/bin/python3 -EsB - "$1" "$port" <"$ROOT/script/client/check_listen.py") ||
    fail "The server cannot listen at $1, port $2 ($3, $4): $reason"
}

# Prints the port that was asked for, or else the first free one from a given number on that is neither asked for by
# another name nor one of the further arguments: ports are chosen before anything listens on them.
free_port() {
  local name=$1 wanted=$2 port=$3 others
  others=" $(asked_ports | cut -d ' ' -f 2 | tr '\n' ' ')${*:4} "
  if [[ -n $wanted ]]; then
    need_port "$name" "$wanted" 127.0.0.1
    echo "$wanted"
    return
  fi
  while [[ $others == *" $port "* ]] || { port_taken 127.0.0.1 "$port" && ! is_ours "$port"; }; do ((++port)); done
  echo "$port"
}
