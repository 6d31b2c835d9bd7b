# backup and restore: all that EvalX keeps in its state, in one archive, taken while it runs.
# shellcheck shell=bash
#
# The server is held still (SIGSTOP) while the journal and the history are copied and Redis begins a dump, so that the
# backup is what a crash at that moment would have left, which every start recovers from: a job that was queued is in
# the journal, one in hand is delivered again, and of one that has ended Redis has the result. Stored files never
# change, so they are linked; Redis writes its dump from a copy of its memory while the server goes on already.
#
#   manifest       versions, first in the archive
#   data/          the broker's journal, the history, stored files
#   dump.rdb       what Redis holds; what is cached is left out
#   settings, environment, secrets/, languages.d/, hints.d/

readonly BACKUP_FORMAT=1  # of the archive's form
readonly MAX_PAUSE=60     # seconds that the server may be held still; a backup that needs more fails
readonly DUMP_LIMIT=600   # seconds that Redis may take to write its dump
readonly BACKUP_RETRY=600 # seconds after which a scheduled backup that failed is tried again
readonly BACKED_UP_SECRETS=(redis-password producer-password webhook-secret)
readonly BROKER_SECRETS=(broker-password console-password) # of up --broker
readonly OWN_TABLES=(languages.d hints.d)

backup() {
  (($# == 1)) || fail "Where to? ./evalx backup FILE, or ./evalx backup s3://BUCKET[/FOLDER]"
  need_root
  choose_state
  { read_settings && supervised && ! starting; } || fail "EvalX is not running with its data in $STATE."
  if [[ $1 == s3://* ]]; then backup_to_bucket "$1"; else backup_to_file "$1"; fi
}

# In a shell of its own, whose trap is not that of who calls it.
backup_to_file() (
  file=$1
  [[ ! -e $file ]] || fail "$file exists already."
  [[ -d $(dirname -- "$file") ]] || fail "There is no folder $(dirname -- "$file")."
  # A backup holds passwords: mktemp lets nobody else read it.
  draft=$(mktemp -- "$file.XXXXXX")
  trap 'rm -f -- "$draft"' EXIT
  as_root "$ROOT/evalx" make-backup --state "$STATE" >"$draft" || fail "There is no backup in $file."
  mv -- "$draft" "$file"
  step "Backup in $file, $(du -h -- "$file" | cut -f 1); it holds passwords, and only its owner may read it"
)

# Sends a backup to storage that speaks S3. A single request takes up to 5 GB.
backup_to_bucket() {
  local folder draft name
  keep_settings
  draft=$(umask 077 && mktemp -d "${TMPDIR:-/var/tmp}/evalx-backup.XXXXXX")
  trap 'rm -rf -- "${draft:-}"' EXIT
  name=evalx-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
  folder=${1%/}
  backup_to_file "$draft/$name"
  send_to_bucket "$draft/$name" "${folder#s3://}/$name"
  rm -rf -- "$draft"
  trap - EXIT
  step "Sent to $folder/$name"
}

# The account is not among the arguments, which every user of the machine can read.
send_to_bucket() {
  local file=$1 key=$2 url account
  account="$(secret_setting S3_ACCESS_KEY):$(secret_setting S3_SECRET_KEY)"
  [[ $account != *[$'"\\\n']* ]] || fail "S3_ACCESS_KEY and S3_SECRET_KEY may hold no quotes and backslashes."
  url=${S3_ENDPOINT:-https://s3.${S3_REGION:-us-east-1}.amazonaws.com}
  curl -q -sS --fail --retry 3 -m 3600 -o /dev/null -T "$file" --aws-sigv4 "aws:amz:${S3_REGION:-us-east-1}:s3" \
    -H "x-amz-content-sha256: $(sha256sum <"$file" | cut -d ' ' -f 1)" -K <(echo "user = \"$account\"") \
    "${url%/}/$key" || fail "The backup could not be sent to ${url%/}/$key."
}

# A setting of the user's, or what stands in the file that NAME_FILE names.
secret_setting() {
  local file=$1_FILE
  [[ -z ${!1:-} && -n ${!file:-} ]] && as_root cat "${!file}" || echo "${!1:-}"
}

# Writes a backup to stdout. The part that runs as root.
make_backup() {
  local draft=$STATE/backup.draft data name part pid contents=()
  HELD=() WATCHDOG=
  read_settings
  pid_of server >/dev/null || fail "The server does not run."
  # The watchdog inherits the lock, so that one whose backup was killed wakes no server that another holds still.
  # Nobody else may hold it.
  (umask 077 && : >>"$STATE/run/backup.lock")
  chmod 600 "$STATE/run/backup.lock"
  exec {BACKUP_LOCK}<"$STATE/run/backup.lock"
  if ! flock -n "$BACKUP_LOCK"; then
    step "Another backup of $STATE runs: waiting for it" >&2
    flock -w "$DUMP_LIMIT" "$BACKUP_LOCK" || fail "The other backup has not ended within $DUMP_LIMIT s."
  fi
  data=$(setting DATA_DIR "$STATE/data")
  rm -rf -- "$draft"
  (umask 077 && mkdir "$draft" "$draft/data" "$draft/secrets")
  trap 'release; rm -rf -- "$STATE/backup.draft"; flock -u "$BACKUP_LOCK"' EXIT
  trap 'exit 1' INT TERM HUP
  await_no_dump
  for part in $PARTS; do
    [[ $part != redis && $part != cache && $part != sandbox ]] || continue
    while read -r pid; do HELD+=("$pid"); done < <(tree_of "$part")
  done
  copy_held_still
  await_dump
  { cat "$STATE/settings" && given_memory; } >"$draft/settings"
  cp -a "$STATE/secrets/environment" "$draft/environment"
  cp -a "${BACKED_UP_SECRETS[@]/#/$STATE/secrets/}" "$draft/secrets"
  for name in "${BROKER_SECRETS[@]/#/secrets/}" "${OWN_TABLES[@]}"; do
    [[ ! -e $STATE/$name ]] || cp -aL "$STATE/$name" "$draft/$name" # an operator's entries may be links
  done
  printf '%s\n' "format=$BACKUP_FORMAT" "state=$STATE_VERSION" "evalx=$(version)" "made=$(date -u +%FT%TZ)" >"$draft/manifest"
  need_whole "$draft"
  cd "$draft" || exit
  for part in *; do [[ $part == manifest ]] || contents+=("$part"); done
  tar --sparse -cz manifest "${contents[@]}"
}

# What each Redis was given. What follows from this machine's memory is left to that of the restore.
given_memory() {
  local part value
  for part in redis:REDIS_MAX_MEMORY cache:REDIS_CACHE_MEMORY; do
    value=$(redis_limit "${part%:*}")
    [[ -z $value ]] || follows_from_machine "$value" || echo "${part#*:}=$value"
  done
}

# Another kernel tells some megabytes more or less of the same memory.
follows_from_machine() {
  local machine
  machine=$(redis_memory)
  machine=${machine%mb}
  [[ $1 =~ ^([0-9]{1,9})mb$ ]] && ((BASH_REMATCH[1] * 20 > machine * 19 && BASH_REMATCH[1] * 20 < machine * 21))
}

# A part's process and all below it.
tree_of() {
  local pid
  pid=$(pid_of "$1") || return 0
  echo "$pid"
  descendants "$pid"
}

descendants() {
  local child
  while read -r child; do
    echo "$child"
    descendants "$child"
  done < <(pgrep -P "$1")
}

# Copies what must be of one moment. Whatever becomes of this shell, the server goes on after MAX_PAUSE.
copy_held_still() {
  local began=${EPOCHREALTIME/./} paused
  # shellcheck disable=SC2016
  setsid bash -c 'sleep "$0"; kill -CONT "$@"' "$MAX_PAUSE" "${HELD[@]}" </dev/null >/dev/null 2>&1 &
  WATCHDOG=$!
  kill -STOP "${HELD[@]}"
  [[ " $PARTS " != *" redis "* ]] || redis_command BGSAVE >/dev/null || fail "Redis begins no dump; try again."
  copy_data || fail "$data cannot be copied: is the disk full?"
  release
  paused=$(((${EPOCHREALTIME/./} - began) / 1000))
  ((paused < MAX_PAUSE * 1000)) || fail "Copying took $paused ms, too long for the server to be held still."
  step "The server was held still for $paused ms" >&2
}

release() {
  ((${#HELD[@]} == 0)) || kill -CONT "${HELD[@]}" 2>/dev/null || true
  # It may not lead a group of its own yet.
  [[ -z $WATCHDOG ]] || kill -- "-$WATCHDOG" 2>/dev/null || kill "$WATCHDOG" 2>/dev/null || true
  WATCHDOG=
}

# The journal and the history by copies, stored files by links where the disk is the same.
copy_data() {
  local entry
  for entry in "$data"/*; do
    case ${entry##*/} in
      '*') ;;
      files) copy_files "$entry/store" ;;
      *) cp -a --reflink=auto --sparse=always "$entry" "$draft/data/" || return 1 ;;
    esac
  done
}

# A file that is being written has another name until it is complete, and one that is deleted is of no job.
copy_files() {
  [[ -d $1 ]] || return 0
  mkdir -p "$draft/data/files"
  cp -al "$1" "$draft/data/files/store" 2>/dev/null || cp -a --reflink=auto "$1" "$draft/data/files/store"
}

redis_command() {
  local answer
  answer=$(REDISCLI_AUTH=$(<"$STATE/secrets/redis-password") redis-cli -p "$REDIS_PORT" "$@" 2>&1)
  echo "$answer"
  [[ $answer != *ERR* && $answer != *"Could not connect"* ]]
}

redis_says() {
  local facts
  facts=$(redis_command INFO persistence) || fail "Redis does not answer: $facts"
  grep -Eq "^$1" <<<"$facts"
}

# While Redis rewrites its log it begins no dump.
await_no_dump() {
  [[ " $PARTS " == *" redis "* ]] || return 0
  local deadline=$((SECONDS + DUMP_LIMIT))
  while redis_says '(rdb_bgsave|aof_rewrite)_in_progress:1'; do
    ((SECONDS < deadline)) || fail "Redis has been writing to its disk for $DUMP_LIMIT s; try again."
    sleep 0.2
  done
}

await_dump() {
  [[ " $PARTS " == *" redis "* ]] || return 0
  await_no_dump
  redis_says 'rdb_last_bgsave_status:ok' || fail "Redis could not write its dump; see ./evalx logs redis"
  mv "$STATE/redis/dump.rdb" "$draft/dump.rdb"
}

# Takes a backup into a state that has no data yet.
restore() {
  (($# == 1)) || fail "Which backup? ./evalx restore FILE"
  local file=$1
  [[ -r $file && -f $file ]] || fail "$file cannot be read."
  need_root
  choose_state
  need_usable_state
  if supervised || starting; then fail "EvalX runs with its data in $STATE: name another folder with --state."; fi
  as_root "$ROOT/evalx" take-backup --state "$STATE" <"$file"
  say "Restored to $STATE: ./evalx up starts it with the settings of the backup, except those that you give."
}

# Reads a backup from stdin. The part that runs as root. Nothing is in place before all of it was read and looks right.
take_backup() {
  local draft=$STATE/backup.draft name
  install -d -m 755 "$STATE"
  exec {UP_LOCK}<"$STATE"
  flock -n "$UP_LOCK" || fail "Another restore or ./evalx up is at work in $STATE."
  [[ ! -e $STATE/secrets && ! -e $STATE/data ]] ||
    fail "$STATE holds data already: name another folder with --state, or delete them by ./evalx down --wipe."
  rm -rf -- "$draft"
  (umask 077 && mkdir "$draft")
  trap 'rm -rf -- "$STATE/backup.draft"' EXIT
  tar -C "$draft" --no-same-owner -xz || fail "The backup is damaged, or the disk is full."
  check_backup "$draft"
  mkdir -p "$STATE/redis/appendonlydir"
  if [[ -e $draft/dump.rdb ]]; then
    # Redis with an append-only file reads no dump by itself; as the base of that file it does.
    mv "$draft/dump.rdb" "$STATE/redis/appendonlydir/appendonly.aof.1.base.rdb"
    echo "file appendonly.aof.1.base.rdb seq 1 type b" >"$STATE/redis/appendonlydir/appendonly.aof.manifest"
  fi
  # Where an operator has some already, or a restore that was killed has moved them, those of the backup come over them.
  for name in "${OWN_TABLES[@]}"; do [[ ! -e $draft/$name ]] || cp -a "$draft/$name" "$STATE/"; done
  # First the number, by which `down --wipe` knows a state of EvalX.
  sed -n 's/^state=//p' "$draft/manifest" >"$STATE/version"
  mv "$draft/settings" "$draft/data" "$STATE/"
  # The data are in the state now, wherever they were.
  sed -i '/^DATA_DIR=/d' "$draft/environment"
  mv "$draft/environment" "$draft/secrets/"
  mv "$draft/secrets" "$STATE/"
  touch "$STATE/restored"
}

check_backup() {
  local format state
  [[ -f $1/manifest && -z $(find "$1" ! -type f ! -type d -print -quit) ]] || fail "This is no backup of EvalX."
  format=$(sed -n 's/^format=//p' "$1/manifest")
  state=$(sed -n 's/^state=//p' "$1/manifest")
  [[ $format =~ ^[0-9]{1,4}$ && $state =~ ^[0-9]{1,4}$ ]] || fail "This is no backup of EvalX."
  ((format <= BACKUP_FORMAT && state <= STATE_VERSION)) ||
    fail "The backup was made by a newer EvalX ($(sed -n 's/^evalx=//p' "$1/manifest")): restore it with that one."
  need_whole "$1"
}

need_whole() {
  local name wanted=(settings environment secrets)
  # The jobs, but those of a broker elsewhere.
  grep -Eqs '^ARTEMIS_URL(_FILE)?=' "$1/environment" || wanted+=(data/artemis)
  for name in data "${wanted[@]}"; do [[ -e $1/$name ]] || fail "The backup lacks $name."; done
}

# Makes a backup when one is due: BACKUP_HOURS after the last one. Called by the supervisor again and again.
backup_when_due() {
  local made status=0
  [[ -n ${BACKUP_TO:-} ]] || return 0
  if [[ -n ${BACKUP_PID:-} ]]; then
    ! kill -0 "$BACKUP_PID" 2>/dev/null || return 0
    wait "$BACKUP_PID" || status=$?
    BACKUP_PID=
    if ((status)); then
      log_event "the backup to $BACKUP_TO failed (./evalx logs backup); tried again in $BACKUP_RETRY s"
      NEXT_BACKUP=$((SECONDS + BACKUP_RETRY))
      return 0
    fi
    touch "$STATE/run/last-backup"
    log_event "a backup was sent to $BACKUP_TO; the next one is due in $BACKUP_HOURS h"
  fi
  made=$(stat -c %Y "$STATE/run/last-backup" 2>/dev/null || echo 0)
  ((SECONDS >= ${NEXT_BACKUP:-0} && $(date +%s) >= made + BACKUP_HOURS * 3600)) && ! starting || return 0
  rotate_log backup
  "$ROOT/evalx" backup "$BACKUP_TO" --state "$STATE" </dev/null >>"$STATE/log/backup.log" 2>&1 {LOCK}<&- &
  BACKUP_PID=$!
}
