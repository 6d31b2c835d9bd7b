# `up` where EvalX already runs: what is to change, and how one takes the place of the other. The old one goes on
# until all is prepared. Then its server drains and ends, its sandbox with it, and the new ones start; Redis and the
# cache run on unless their own settings change. Jobs wait in the journal meanwhile.
# shellcheck shell=bash

# Settings that the user does not give stay as they are in the EvalX that runs, or ran where the backup was made. An
# empty one is back at its default. A JDK stays as long as it is there.
keep_settings() {
  local name value java
  while IFS='=' read -r name value; do
    [[ -v ${name%_FILE} || -v ${name%_FILE}_FILE ]] || export "$name=$value"
  done < <(as_root cat "$STATE/secrets/environment" 2>/dev/null)
  for name in HOST PORT SERVER BACKUP_TO BACKUP_HOURS; do [[ -v $name ]] || read_settings "$name" || true; done
  [[ -n ${WANTED_BROKER:-} || $(kept PARTS) != *broker* ]] || WANTED_BROKER=true
  java=$(kept JAVA)
  [[ -v JAVA_HOME || -z $java ]] || ! jdk_version "$java" >/dev/null || JAVA=$java
  keep_memory redis REDIS_MAX_MEMORY
  keep_memory cache REDIS_CACHE_MEMORY
}

# Prints how something was at the last start.
kept() {
  local "$1="
  read_settings "$1" || true
  echo "${!1}"
}

keep_memory() {
  local value
  value=$(redis_limit "$1")
  [[ -n $value ]] || value=$(kept "$2") # of a backup
  [[ -v $2 || -z $value ]] || printf -v "$2" %s "$value"
}

# Prints how much memory a Redis has in its configuration, or nothing before there is one.
redis_limit() { as_root sed -n 's/^maxmemory //p' "$STATE/secrets/$1.conf" 2>/dev/null || true; }

# Prints a checksum of what the server reads once, at its start: of each file that is the value of a setting on stdin,
# with the setting's name, and of folders of the operator's own entries, which may name files beside them.
contents() {
  local name value folder
  while IFS='=' read -r name value; do
    [[ $value != /* ]] || ! as_root test -f "$value" || printf '%s\t%s\n' "$name" "$(as_root cat -- "$value" | sha256sum)"
  done
  for folder in "$(language_folder)" "${HINTS_FOLDER:-"$STATE/hints.d"}"; do
    printf '%s\t%s\n' "$folder" "$(find -L "$folder" -maxdepth 1 -type f -exec sha256sum {} + 2>/dev/null |
      sort | sha256sum)"
  done
}

# Exits with success when EvalX runs in this state as it is asked for.
leave_if_unchanged() {
  local changes reason
  keep_settings
  install_wanted_languages
  changes=$(what_changed) || exit 1
  if [[ -n $changes ]]; then
    step "EvalX runs with its data in $STATE and will be replaced, because of ${changes//$'\n'/, }"
    return
  fi
  read_settings || true
  say "EvalX already runs at $(base_url) with its data in $STATE; ./evalx down stops it."
  ! reason=$(unready) || say "It is not ready: $reason"
  exit 0
}

# Prints in what the EvalX that runs differs from the one that is asked for: names of settings, options and folders, a
# line each, and "a new build". In a subshell, because it reads the settings of the one that runs.
what_changed() (
  declare -A asked=([HOST]=${HOST:-127.0.0.1} [PORT]=${PORT:-3000} [SERVER]=${SERVER:-payara})
  for name in REDIS_PORT CACHE_PORT BROKER_PORT BACKUP_TO BACKUP_HOURS; do [[ -z ${!name:-} ]] || asked[$name]=${!name}; done
  ! ${WANTED_BROKER:-false} || [[ -z ${CONSOLE_PORT:-} ]] || asked[CONSOLE_PORT]=$CONSOLE_PORT
  java=$JAVA
  APP_USER=$(app_user)
  environment=$(app_environment) || exit 1
  read_settings || true
  {
    for name in "${!asked[@]}"; do [[ ${!name-} == "${asked[$name]}" ]] || echo "$name"; done
    diff <(sort <<<"$environment") <(as_root cat "$STATE/secrets/environment" 2>/dev/null | sort) |
      sed -n 's/^[<>] \([A-Z0-9_]*\)=.*/\1/p'
    [[ ! -e $STATE/run/contents ]] || diff <(as_root cat "$STATE/run/contents") <(contents <<<"$environment") |
      sed -n 's/^[<>] \(.*\)\t.*/\1/p'
    [[ $JAVA -ef $java ]] || echo JAVA_HOME
    if ${WANTED_BROKER:-false}; then has_broker || echo --broker; else ! has_broker || echo --no-broker; fi
    memory_changed redis REDIS_MAX_MEMORY
    memory_changed cache REDIS_CACHE_MEMORY
  } | sort -u
  build_is_current || echo "a new build"
)

# Prints the name of a setting of memory unless the configuration of a Redis has its value.
memory_changed() {
  [[ " $PARTS " == *" $1 "* ]] || return 0
  as_root grep -qx "maxmemory ${!2:-$(redis_memory)}" "$STATE/secrets/$1.conf" || echo "$2"
}

# Whether what runs was made from the sources as they are now.
build_is_current() {
  war_is_current && make -s -q -C "$ROOT/isolate" >/dev/null 2>&1 &&
    is_copy "$ROOT/target/artemis-rar.rar" artemis-rar.rar && is_copy "$(war_to_run)" evalx.war &&
    is_copy "$ROOT/isolate/build/evalx-isolate" evalx-isolate
}

# Whether a port, at whatever address, is in the hands of the EvalX that this one replaces.
is_ours() {
  local part
  ${REPLACES:-false} || return 1
  for part in server broker redis cache; do
    ! part_listens_for_root "$part" "$1" || return 0
  done
  return 1
}

# Ends where the new server would not start, while the old one works: reads settings and entries as it will.
check_replacement() {
  local problem
  ${REPLACES:-false} || return 0
  problem=$(
    # A node that is not everything needs a broker, whose name its producers may not have.
    ! has_broker || export ARTEMIS_URL="tcp://127.0.0.1:1" ARTEMIS_USER=evalx
    export LANGUAGES_FOLDER=${LANGUAGES_FOLDER:-"$STATE/languages.d"} HINTS_FOLDER=${HINTS_FOLDER:-"$STATE/hints.d"}
    forget_unreadable_files
    run_class evalx.node.CheckStart 2>&1
  ) || fail "$problem (EvalX runs on as it was)"
}

# Takes files that settings name out of the environment of a subshell: the server can read them, which whoever starts
# it without root may not.
forget_unreadable_files() {
  local file
  for file in $(compgen -e | grep _FILE$); do [[ -r ${!file} ]] || unset "$file"; done
}

# Ends what the new one starts again.
end_replaced() {
  ${REPLACES:-false} || return 0
  step "Draining the server that runs, which may take $(drain_limit) s"
  as_root "$ROOT/evalx" end keep --state "$STATE"
  REPLACES=false
}

# Whether a Redis runs on its present configuration, so that the next supervisor can take it over.
is_kept() { [[ $1 == redis || $1 == cache ]] && pid_of "$1" >/dev/null && [[ $(conf_sum "$1") == "$(<"$STATE/run/$1.sum")" ]]; } 2>/dev/null

conf_sum() { sha256sum <"$STATE/secrets/$1.conf"; }
