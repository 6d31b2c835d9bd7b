# status and logs.
# shellcheck shell=bash

readonly LOG_LINES=100 # of each log that `logs` prints

# Prints what runs; succeeds only when EvalX runs and is ready.
show_status() {
  local part jobs problems slow
  choose_state
  if ! read_settings || ! pid_of supervisor >/dev/null; then
    if starting; then
      say "EvalX is about to start with its data in $STATE."
    else
      say "EvalX is not running with its data in $STATE; ./evalx up starts it."
    fi
    return 1
  fi
  say "EvalX $(version) at $(base_url), data in $STATE"
  for part in supervisor $PARTS; do part_status "$part"; done
  ! slow=$(slow_start) || [[ -z $slow ]] || say "start       $slow"
  ! jobs=$(jobs_now) || [[ -z $jobs ]] || say "jobs        $jobs"
  if ! problems=$(unready); then
    say "health      ready"
  else
    say "health      not ready: $problems"
    return 1
  fi
}

# Says where the archive of the server's classes could not be made: nothing makes it later by itself.
slow_start() {
  local pid folder
  pid=$(pid_of server) || return 0
  folder=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | sed -n 's|^\(/.*\)/launch-micro\.jar$|\1|p') || return 0
  [[ -n $folder && -n $(find "$folder" -maxdepth 1 -name 'classes.*' -empty 2>/dev/null) ]] || return 0
  [[ -z $(find "$folder" -maxdepth 1 -name 'classes.*' -size +0) ]] || return 0
  echo "the server starts more slowly than it could, because the archive of its classes could not be made" \
    "($STATE/log/rehearsal.log may say why): end it by ./evalx down, delete $folder as root, and ./evalx up makes it anew"
}

part_status() {
  local pid
  if pid=$(pid_of "$1"); then
    printf '%-11s process %s, since %s\n' "$1" "$pid" "$(running_since "$pid")"
  else
    printf '%-11s does not run; ./evalx logs %s\n' "$1" "$1"
  fi
}

running_since() {
  local booted
  booted=$(awk '$1 == "btime" { print $2 }' /proc/stat)
  date -d "@$((booted + $(start_time "$1") / $(getconf CLK_TCK)))" '+%F %T'
}

# Prints the end of all logs or of one; with -f goes on with what is added.
logs() {
  local follow=false name='' names
  while (($#)); do
    case $1 in
      -f | --follow) follow=true ;;
      -*) fail "Unknown argument: $1 (./evalx help)" ;;
      *)
        [[ -z $name ]] || fail "Unknown argument: $1 (./evalx help)"
        name=$1
        ;;
    esac
    shift
  done
  choose_state
  [[ -d $STATE/log ]] || fail "There are no logs: EvalX was never started with its data in $STATE."
  [[ -r $STATE/log && -x $STATE/log ]] || fail "You may not read the logs in $STATE/log: use sudo."
  mapfile -t names < <(cd "$STATE/log" && compgen -G '*.log' | sed 's/\.log$//')
  ((${#names[@]})) || fail "There are no logs in $STATE/log yet."
  if [[ -n $name ]]; then
    [[ " ${names[*]} " == *" $name "* ]] || fail "There is no log named $name: choose from ${names[*]}."
    names=("$name")
  fi
  names=("${names[@]/%/.log}")
  if $follow; then
    exec tail -n "$LOG_LINES" -F "${names[@]/#/$STATE/log/}"
  fi
  tail -v -n "$LOG_LINES" "${names[@]/#/$STATE/log/}"
}
