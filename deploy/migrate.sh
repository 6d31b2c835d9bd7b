#!/usr/bin/env bash
# For services of one's own (docs/deploy.md), before the server is started and while Redis runs: numbers the form of the
# data, brings those of an older EvalX to the form of this checkout, and refuses those of a newer one. May be repeated.
set -euo pipefail
# shellcheck source=script/migrate.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../script/migrate.sh"
readonly STATE=${STATE:-/var/lib/evalx} URL_FILE=${REDIS_URL_FILE:-/etc/evalx/redis-url}

fail() { echo "$*" >&2 && exit 1; }

# As the page sets Redis up. The password is not among the arguments, which every user of the machine can read.
redis() { REDISCLI_AUTH=${BASH_REMATCH[1]} redis-cli -h "${BASH_REMATCH[2]}" -p "${BASH_REMATCH[3]}" -e "$@"; }

rename_keys_of_redis() {
  local deadline=$((SECONDS + REDIS_START_LIMIT))
  [[ $(<"$URL_FILE") =~ ^redis://:([^@]*)@([^:/]+):([0-9]+)$ ]] ||
    fail "The data are of an older EvalX, and $URL_FILE names no Redis of one server, which alone is migrated: empty it."
  until redis ping >/dev/null 2>&1; do
    ((SECONDS < deadline)) || fail "Redis does not answer: systemctl start evalx-redis, and see journalctl -u evalx-redis."
    sleep 0.2
  done
  redis eval "$RENAME_KEYS" 0 >/dev/null || fail "The data of an older EvalX in Redis could not be migrated."
}

# Data without a number may be of any form before there were numbers here: what is done to them may be done twice.
found=$STATE_VERSION
[[ ! -e $STATE/data ]] || found=$(state_form)
[[ $found =~ ^[0-9]{1,4}$ ]] || fail "$STATE/version holds no number: $found"
((found <= STATE_VERSION)) ||
  fail "The data in $STATE were written by a newer EvalX (form $found, this one knows $STATE_VERSION): run that one, or restore a backup that is as old as this one."
((found >= 2)) || rename_keys_of_redis
mkdir -p -- "$STATE"
echo "$STATE_VERSION" >"$STATE/version"
chmod 644 "$STATE/version"
echo "The data in $STATE have the form $STATE_VERSION."
